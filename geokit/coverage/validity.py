"""What a layer holds that is no valid polygon: set aside with its reason, and repaired where that is clear.

A repair is unambiguous when the two ways of reading an invalid ring (even-odd, and filled) and the ring's
own signed area give the same area. A ring that touches itself passes; a bow-tie, whose wings cancel, fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.crossings import MANY_CROSSINGS, have_many_crossings
from geokit.coverage.layers import Layer, copies_among, keep_polygons, to_local_origin
from geokit.coverage.overlay import GRIDS_M
from geokit.coverage.parts import Patched
from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, empty_shapes, found_among, slices
from geokit.geometry.rings import is_polygonal
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from geokit.coverage.parts import Polygons
    from geokit.geometry.encoded import SomeShapes

REASONS: dict[str, Words] = {
    "missing": Words(zh="没有图形", en="there is no geometry"),
    "empty": Words(zh="图形为空", en="the geometry is empty"),
    "not_polygon": Words(zh="不是面", en="it is not a polygon"),
    "not_finite": Words(zh="坐标不是有限数", en="a coordinate is not a finite number"),
    "self_intersection": Words(zh="边界自相交", en="the boundary crosses itself"),
    "ring_self_intersection": Words(zh="同一环自接触", en="a ring touches itself"),
    "hole_outside_shell": Words(zh="内环在外环之外", en="a hole lies outside its shell"),
    "nested_holes": Words(zh="内环相互嵌套", en="holes are nested"),
    "disconnected_interior": Words(zh="内部不连通", en="the interior is disconnected"),
    "repeated_parts": Words(zh="同一部件绘制了两次", en="a part is drawn twice"),
    "overlapping_parts": Words(zh="各部件相互重叠", en="its own parts overlap"),
    "adjoining_parts": Words(zh="各部件沿边相接，应合为一个", en="parts share an edge and should be one"),
    "nested_shells": Words(zh="部件相互嵌套", en="parts are nested"),
    "duplicate_rings": Words(zh="环重复", en="a ring is given twice"),
    "too_few_points": Words(zh="环的点数不足", en="a ring has too few points"),
    "entangled": Words(
        zh=f"边界自相交超过 {MANY_CROSSINGS:,} 处，过于纠结，未予拆分",
        en=f"the boundary crosses itself more than {MANY_CROSSINGS:,} times: too entangled to split",
    ),
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

# What GEOS finds where parts meet, each of which may be sound by itself.
_OF_PARTS = frozenset({"self_intersection", "ring_self_intersection", "duplicate_rings"})
_MEETING_M = 1e-6
_FEW_PARTS = 20


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
class Repairs:
    """What replaces invalid polygons, about the local origin, where it was made.

    Moved to where the polygons lie it might be invalid again: at an easting of 40 million metres a vertex that was
    computed is off by as much as the width of a crack.

    Parameters
    ----------
    positions : ndarray of int64
        Positions in the input, ascending.
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        One a position. An ambiguous shape is replaced by its even-odd reading, so that the land under it is no gap.
    """

    positions: Ints
    shapes: Shapes

    def among(self, positions: Ints) -> tuple[Ints, Shapes]:
        """Return which of the positions have a repair, and these."""
        rows, found = found_among(self.positions, positions)
        return rows, self.shapes[found]


@dataclass(frozen=True, slots=True)
class Checked:
    """A layer's valid polygons and the repaired copies of its invalid ones.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon, shapely.MultiPolygon or None, or Polygons
        The valid polygons as they were given, one a position; None elsewhere.
    repairs : Repairs
        What replaces the others, about the local origin.
    bounds : ndarray of float64, shape (n, 4), or Patched
        The boxes of both, in the caller's coordinates, by their positions; NaN where there is neither.
    searched : ndarray of bool
        True where the shape takes part in the search for overlaps.
    faults : Faults
        What was set aside.
    """

    shapes: Any
    repairs: Repairs
    bounds: Floats | Patched
    searched: Bools
    faults: Faults

    def about(self, origin: Floats, positions: Ints) -> Shapes:
        """Return the shapes at positions about the origin that the repairs were made about."""
        local = empty_shapes(len(positions))
        for some in slices(len(positions)):
            local[some] = to_local_origin(self.shapes[positions[some]], origin)
        rows, repaired = self.repairs.among(positions)
        local[rows] = repaired
        return local

    def measured(self, measure: Callable[[Shapes], Any], positions: Ints) -> Floats:
        """Return a measure of the shape at each position, which its place must not matter to.

        It is taken once of each: one in many pairs may be large.
        """
        distinct, places = np.unique(positions, return_inverse=True)
        shapes = self.shapes[distinct]
        rows, repaired = self.repairs.among(distinct)
        shapes[rows] = repaired
        values: Floats = measure(shapes)[places]
        return values


def invalid_among(shapes: SomeShapes, positions: Ints) -> Ints:
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
    searched = usable.copy()
    if len(invalid) == 0 and usable.all():
        shapes = _with_equal_copies(layer.shapes, firsts, invalid)
        return Checked(shapes, Repairs(invalid, empty_shapes(0)), layer.bounds, searched, no_faults())
    # Ten thousand copies of a bow-tie are repaired once.
    sources, source = np.unique(firsts[invalid], return_inverse=True)
    repair = _repair(to_local_origin(layer.shapes[sources], origin), tolerance_m2)
    copies, repaired = repair.shapes[source], repair.unambiguous[source]
    # A repair lies about the local origin, its box where the caller has the shape.
    boxes, searched[invalid] = shapely.bounds(copies) + np.tile(origin, 2), repaired
    unusable = np.flatnonzero(~usable)
    bounds = _with_boxes(layer.bounds, unusable, invalid, boxes)
    shapes = _with_equal_copies(layer.shapes, firsts, np.union1d(unusable, invalid))
    present = ~shapely.is_missing(copies)
    faults = _describe(layer.shapes, usable, invalid, repaired, repair.entangled[source])
    return Checked(shapes, Repairs(invalid[present], copies[present]), bounds, searched, faults)


def _with_boxes(bounds: Floats, unusable: Ints, invalid: Ints, boxes: Floats) -> Patched:
    """Return bounds with others for invalid polygons, and with none for what is unusable."""
    positions = np.concatenate([unusable, invalid])
    others = np.concatenate([np.full((len(unusable), 4), np.nan), boxes])
    order = np.argsort(positions, kind="stable")
    return Patched(bounds, positions[order], others[order])


def _with_equal_copies(shapes: Shapes | Polygons, firsts: Ints, without: Ints) -> Shapes | Polygons:
    """Write all copies of a polygon in one way, so that no last digit depends on which came first; leave some out."""
    copies = copies_among(firsts)
    if len(copies) == len(without) == 0:
        return shapes
    sources, source = np.unique(firsts[copies], return_inverse=True)
    with np.errstate(invalid="ignore"):
        normal = shapely.normalize(shapes[sources])
    positions = np.concatenate([sources, copies, without])
    others = np.concatenate([normal, normal[source], empty_shapes(len(without))])
    # Of what is named twice the last counts: what is left out is left out.
    last = len(positions) - 1 - np.unique(positions[::-1], return_index=True)[1]
    return Patched(shapes, positions[last], others[last])


@dataclass(frozen=True, slots=True)
class _Repaired:
    """Polygons for invalid ones or None, whether each is unambiguous, and whether it was too entangled to split."""

    shapes: Shapes
    unambiguous: Bools
    entangled: Bools


def _repair(shapes: Shapes, tolerance_m2: float) -> _Repaired:
    """Return what replaces invalid polygons about a local origin."""
    copies, unambiguous = empty_shapes(len(shapes)), np.zeros(len(shapes), dtype=bool)
    finite = np.flatnonzero(_finite(shapes))
    entangled = np.zeros(len(shapes), dtype=bool)
    entangled[finite] = have_many_crossings(shapes[finite])
    # Land under what can not be split is no gap.
    copies[entangled] = shapely.convex_hull(shapes[entangled])
    plain = finite[~entangled[finite]]
    local = shapes[plain]
    # Even-odd where "linework", filled where "structure": the two ways in which GEOS reads an invalid ring.
    even_odd = _valid(keep_polygons(shapely.make_valid(local, method="linework")))
    signed_m2, even_odd_m2 = shapely.area(local), shapely.area(even_odd)
    clear = np.flatnonzero((even_odd_m2 > 0) & (abs(even_odd_m2 - signed_m2) <= tolerance_m2))
    filled_m2 = shapely.area(keep_polygons(shapely.make_valid(local[clear], method="structure")))
    unambiguous[plain[clear]] = abs(filled_m2 - signed_m2[clear]) <= tolerance_m2
    copies[plain] = even_odd
    # A ring that runs back on itself holds no land: nothing replaces it.
    copies[shapely.is_empty(copies)] = None
    return _Repaired(copies, unambiguous, entangled)


def _valid(shapes: Shapes) -> Shapes:
    """Return repaired polygons, on a grid those that GEOS left invalid."""
    for grid_m in GRIDS_M:
        invalid = np.flatnonzero(~shapely.is_valid(shapes))
        if len(invalid) == 0:
            break
        shapes[invalid] = keep_polygons(shapely.set_precision(shapes[invalid], grid_m))
    return shapes


def _finite(shapes: Shapes) -> Bools:
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def no_faults() -> Faults:
    """Return no fault."""
    return Faults(np.empty(0, dtype=np.int64), (), empty_shapes(0), np.empty(0, dtype=bool))


def _describe(
    shapes: Shapes | Polygons, usable: Bools, invalid: Ints, repaired: Bools, entangled: Bools
) -> Faults:
    unusable = np.flatnonzero(~usable)
    positions = np.concatenate([unusable, invalid])
    # GEOS names the first fault it meets; a polygon of very many crossings is named by that.
    explained = _explained(shapes[invalid], entangled)
    reasons = [*(_kind_of_unusable(shape) for shape in shapes[unusable]), *(why for why, _ in explained)]
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
    return "not_finite" if is_polygonal(shape) else "not_polygon"


def why_invalid(shapes: Shapes) -> list[str]:
    """Return why polygons with finite coordinates, each of them invalid, are so: keys of :data:`REASONS`.

    Examples
    --------
    >>> box = shapely.box(0, 0, 9, 9)
    >>> why_invalid(
    ...     np.array(
    ...         [shapely.MultiPolygon([box, box]), shapely.MultiPolygon([box, shapely.box(5, 0, 12, 9)])]
    ...     )
    ... )
    ['repeated_parts', 'overlapping_parts']
    """
    return [why for why, _ in _explained(shapes, have_many_crossings(shapes))]


def _explained(shapes: Shapes, entangled: Bools) -> list[tuple[str, tuple[float, float]]]:
    """Return why each shape is invalid, and where."""
    with np.errstate(invalid="ignore"):
        found = [_explain(text) for text in shapely.is_valid_reason(shapes)]
    return [
        ("entangled" if tied else _of_parts(shape, place) or why if why in _OF_PARTS else why, place)
        for shape, tied, (why, place) in zip(shapes, entangled, found, strict=True)
    ]


def _of_parts(shape: BaseGeometry, place: tuple[float, float]) -> str | None:
    """Return what two parts that meet at a place do there; None where a part is at fault by itself."""
    parts = shapely.get_parts(shape)
    if len(parts) == 1 or not np.isfinite(place).all() or not shapely.is_valid(parts).all():
        return None
    here = parts[shapely.dwithin(parts, shapely.Point(place), _MEETING_M)][:_FEW_PARTS]
    one, other = np.triu_indices(len(here), k=1)
    if shapely.equals(here[one], here[other]).any():
        return "repeated_parts"
    is_overlap = shapely.relate_pattern(here[one], here[other], "T********").any()
    return "overlapping_parts" if is_overlap else "adjoining_parts" if len(one) else None


def _explain(text: str) -> tuple[str, tuple[float, float]]:
    """Split a reason of GEOS, such as ``Self-intersection[3 4]``, into a key and a place."""
    reason, _, place = text.partition("[")
    ordinates = [float(ordinate) for ordinate in place.rstrip("]").split()]
    # Some reasons come without a place, and a place may have a z.
    x, y = ordinates[:2] or (np.nan, np.nan)
    return _GEOS_REASONS.get(reason, "invalid"), (x, y)


def _points_at(places: list[tuple[float, float]]) -> Shapes:
    """Return a point for each place, None where it is not known."""
    coordinates = np.array(places, dtype=float).reshape(-1, 2)
    known = np.isfinite(coordinates).all(axis=1)
    points = empty_shapes(len(coordinates))
    points[known] = shapely.points(coordinates[known])
    return points
