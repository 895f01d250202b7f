"""What a layer holds that is no valid polygon: set aside with its reason, and repaired where that is clear.

A repair is unambiguous when the two ways of reading an invalid ring (even-odd, and filled) and the ring's
own signed area give the same area. A ring that touches itself passes; a bow-tie, whose wings cancel, fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.arrays import Bools, Floats, Ints, Shapes, empty_shapes
from geokit.coverage.layers import MULTIPOLYGON, POLYGON, Layer, localise
from geokit.words import Words

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

REASONS: dict[str, Words] = {
    "missing": Words(zh="没有图形", en="there is no geometry"),
    "empty": Words(zh="图形为空", en="the geometry is empty"),
    "not_polygon": Words(zh="不是面", en="it is not a polygon"),
    "not_finite": Words(zh="坐标不是有限数", en="a coordinate is not a finite number"),
    "self_intersection": Words(zh="边界自相交", en="the boundary crosses itself"),
    "ring_self_intersection": Words(zh="同一环自接触", en="a ring touches itself"),
    "hole_outside_shell": Words(zh="孔洞在外环之外", en="a hole lies outside its shell"),
    "nested_holes": Words(zh="孔洞相互嵌套", en="holes are nested"),
    "disconnected_interior": Words(zh="内部不连通", en="the interior is disconnected"),
    "nested_shells": Words(zh="部件相互嵌套", en="parts are nested"),
    "duplicate_rings": Words(zh="环重复", en="a ring is given twice"),
    "too_few_points": Words(zh="环的点数不足", en="a ring has too few points"),
    "invalid": Words(zh="图形无效", en="the geometry is invalid"),
}

_GEOS_REASONS = {
    "Self-intersection": "self_intersection",
    "Ring Self-intersection": "ring_self_intersection",
    "Hole lies outside shell": "hole_outside_shell",
    "Holes are nested": "nested_holes",
    "Interior is disconnected": "disconnected_interior",
    "Nested shells": "nested_shells",
    "Duplicate Rings": "duplicate_rings",
    "Too few points in geometry component": "too_few_points",
    "Invalid Coordinate": "not_finite",
}


@dataclass(frozen=True, slots=True)
class Faults:
    """The positions of a layer that hold no valid polygon.

    Parameters
    ----------
    positions : ndarray of int64
        Positions in the input, ascending.
    reasons : tuple of str
        One a position, a key of :data:`REASONS`.
    places : ndarray of shapely.Point or None
        Where the fault lies, where that is known.
    repaired : ndarray of bool
        True where a repaired copy took part in the search for overlaps.
    """

    positions: Ints
    reasons: tuple[str, ...]
    places: Shapes
    repaired: Bools

    def __len__(self) -> int:
        return len(self.positions)


@dataclass(frozen=True, slots=True)
class Checked:
    """A layer's valid polygons and the repaired copies of its invalid ones.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon, shapely.MultiPolygon or None
        One a position; None where there is nothing to use. An ambiguous shape stands here by its even-odd
        reading, so that the land under it is no gap.
    bounds : ndarray of float64, shape (n, 4)
        Their boxes; NaN where there is no shape.
    searched : ndarray of bool
        True where the shape takes part in the search for overlaps.
    faults : Faults
        What was set aside.
    """

    shapes: Shapes
    bounds: Floats
    searched: Bools
    faults: Faults


def invalid_among(shapes: Shapes, positions: Ints) -> Ints:
    """Return those of the positions whose polygon is not valid."""
    with np.errstate(invalid="ignore"):
        invalid: Ints = positions[~shapely.is_valid(shapes[positions])]
    return invalid


def check_shapes(
    layer: Layer, invalid: Ints, firsts: Ints, origin: Floats, *, tolerance_m2: float
) -> Checked:
    """Set aside what is no valid polygon, and repair copies.

    Parameters
    ----------
    layer : Layer
        What the caller gave.
    invalid : ndarray of int64
        The positions of its invalid polygons, ascending.
    firsts : ndarray of int64
        For each position the first that holds the same polygon: a repair is made once for all of them.
    origin : ndarray, shape (2,)
        The point about which repairs are made.
    tolerance_m2 : float
        How far the readings of an invalid ring may differ in area and still be one.
    """
    usable = layer.polygonal
    searched, shapes, bounds = usable.copy(), _alike(layer.shapes, firsts), layer.bounds
    repaired = np.zeros(len(invalid), dtype=bool)
    if len(invalid) or not usable.all():
        shapes, bounds = shapes.copy(), bounds.copy()
        sources, source = np.unique(firsts[invalid], return_inverse=True)
        copies, repaired = (each[source] for each in _repair(shapes[sources], origin, tolerance_m2))
        shapes[invalid], bounds[invalid], searched[invalid] = copies, shapely.bounds(copies), repaired
        shapes[~usable] = None
    return Checked(shapes, bounds, searched, _describe(layer.shapes, usable, invalid, repaired))


def _alike(shapes: Shapes, firsts: Ints) -> Shapes:
    """Write all copies of a polygon in one way, so that no last digit depends on which of them came first."""
    copies = np.flatnonzero(firsts != np.arange(len(firsts)))
    if len(copies) == 0:
        return shapes
    alike, sources = shapes.copy(), np.unique(firsts[copies])
    with np.errstate(invalid="ignore"):
        alike[sources] = shapely.normalize(shapes[sources])
    alike[copies] = alike[firsts[copies]]
    return alike


def _repair(shapes: Shapes, origin: Floats, tolerance_m2: float) -> tuple[Shapes, Bools]:
    """Return polygons for invalid ones, in the caller's coordinates, and whether each is unambiguous."""
    copies, unambiguous = empty_shapes(len(shapes)), np.zeros(len(shapes), dtype=bool)
    finite = np.flatnonzero(_finite(shapes))
    local = localise(shapes[finite], origin)
    even_odd = keep_polygons(shapely.make_valid(local, method="linework"))
    signed_m2, even_odd_m2 = shapely.area(local), shapely.area(even_odd)
    clear = np.flatnonzero((even_odd_m2 > 0) & (abs(even_odd_m2 - signed_m2) <= tolerance_m2))
    filled_m2 = shapely.area(keep_polygons(shapely.make_valid(local[clear], method="structure")))
    unambiguous[finite[clear]] = abs(filled_m2 - signed_m2[clear]) <= tolerance_m2
    copies[finite] = localise(even_odd, -origin)
    copies[shapely.is_empty(copies)] = None
    return copies, unambiguous


def keep_polygons(shapes: Shapes) -> Shapes:
    """Return the polygonal part of each geometry: an overlay may leave points and lines beside it."""
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (POLYGON, MULTIPOLYGON)))
    if len(mixed) == 0:
        return shapes
    kept = shapes.copy()
    for position in mixed:
        parts = shapely.get_parts(shapely.get_parts(shapes[position]))
        kept[position] = shapely.union_all(parts[shapely.get_type_id(parts) == POLYGON])
    return kept


def _finite(shapes: Shapes) -> Bools:
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _describe(shapes: Shapes, usable: Bools, invalid: Ints, repaired: Bools) -> Faults:
    unusable = np.flatnonzero(~usable)
    positions = np.concatenate([unusable, invalid])
    with np.errstate(invalid="ignore"):
        explained = [_explain(text) for text in shapely.is_valid_reason(shapes[invalid])]
    reasons = [_kind_of_unusable(shapes[position]) for position in unusable]
    reasons += [reason for reason, _ in explained]
    places = empty_shapes(len(positions))
    places[len(unusable) :] = _points_at([place for _, place in explained])
    flags = np.concatenate([np.zeros(len(unusable), dtype=bool), repaired])
    order = np.argsort(positions, kind="stable")
    return Faults(positions[order], tuple(reasons[index] for index in order), places[order], flags[order])


def _kind_of_unusable(shape: BaseGeometry | None) -> str:
    if shape is None:
        return "missing"
    if shape.is_empty:
        return "empty"
    return "not_finite" if shapely.get_type_id(shape) in (POLYGON, MULTIPOLYGON) else "not_polygon"


def _explain(text: str) -> tuple[str, tuple[float, float]]:
    """Split a reason of GEOS, such as ``Self-intersection[3 4]``, into a key and a place."""
    reason, _, place = text.partition("[")
    ordinates = [float(ordinate) for ordinate in place.rstrip("]").split()]
    x, y = ordinates[:2] or (np.nan, np.nan)
    return _GEOS_REASONS.get(reason, "invalid"), (x, y)


def _points_at(places: list[tuple[float, float]]) -> Shapes:
    """Return a point for each place, None where it is not known."""
    coordinates = np.array(places, dtype=float).reshape(-1, 2)
    known = np.isfinite(coordinates).all(axis=1)
    points = empty_shapes(len(coordinates))
    points[known] = shapely.points(coordinates[known])
    return points
