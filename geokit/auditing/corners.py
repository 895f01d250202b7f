"""The boundary points of parcels in arrays: sharp corners and short edges, found in one pass over all vertices.

A corner's number is the one that it has in the parcel's file: points as they are drawn, see :mod:`~geokit.geometry.corners`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from struct import pack
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from pydantic import Field

from geokit.auditing.options import Options
from geokit.coverage.parts import over_parts
from geokit.geometry.arrays import empty_shapes
from geokit.geometry.corners import corner_numbers
from geokit.geometry.rings import Rings, blocks
from geokit.land.limits import SHARPEST_ANGLE, SHORTEST_EDGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.coverage.parts import Polygons
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes
    from geokit.geometry.encoded import SomeShapes

_WKB_POINT, _WKB_MULTIPOINT = 1, 4


class SpikeOptions(Options):
    """``sharpest_deg``: the angle in degrees below which a corner is a spike."""

    sharpest_deg: float = Field(default=SHARPEST_ANGLE.value, gt=0, lt=90)


class ShortEdgeOptions(Options):
    """``shortest_m``: the length in metres below which an edge is too short."""

    shortest_m: float = Field(default=SHORTEST_EDGE.value, gt=0)


@dataclass(frozen=True, slots=True)
class Corners:
    """Corners that something was found at: arrays over them, by parcel and number.

    Attributes
    ----------
    parcel : ndarray of int
        The position of the parcel.
    number : ndarray of int
        The corner's number in its parcel, from 1.
    x, y : ndarray of float64
        Where it is.
    value : ndarray of float64
        What was found: an angle in degrees, a length or a distance in metres.
    """

    parcel: Ints
    number: Ints
    x: Floats
    y: Floats
    value: Floats

    @classmethod
    def at(cls, rings: Rings, vertices: Ints, value: Floats) -> Corners:
        """Return the corners at some vertices, by the rows of their rings."""
        places = rings.coordinates[vertices]
        rows = rings.rows[rings.rings_of(vertices)]
        return cls(rows, corner_numbers(rings, vertices), places[:, 0], places[:, 1], value)

    def under(self, positions: Ints) -> Corners:
        """Return the corners under the positions that stand for their parcels'."""
        return replace(self, parcel=positions[self.parcel])

    @classmethod
    def joined(cls, found: Iterable[Corners]) -> Corners:
        """Return all corners together."""
        whole = [cls(*(np.empty(0, kind) for kind in (np.intp, np.intp, float, float, float))), *found]
        names = cls.__slots__
        arrays = [np.concatenate([getattr(each, name) for each in whole]) for name in names]
        order = np.lexsort((arrays[1], arrays[0]))
        return cls(*(array[order] for array in arrays))

    def by_parcel(self) -> Iterator[CornersOfOne]:
        """Yield the corners of each parcel: the smallest values and most points are found of all at once."""
        starts = np.flatnonzero(np.diff(self.parcel, prepend=-1))
        if len(starts) == 0:
            return
        ends = np.append(starts[1:], len(self.parcel))
        is_single = ends - starts == 1
        points = empty_shapes(len(starts))
        points[is_single] = shapely.points(self.x[starts[is_single]], self.y[starts[is_single]])
        rows = zip(
            self.parcel[starts], starts, ends, np.minimum.reduceat(self.value, starts), points, strict=True
        )
        for parcel, start, end, least, point in rows:
            own = slice(start, end)
            several = self.taken(own).points if point is None else point
            yield CornersOfOne(int(parcel), _names(self.number[own]), float(least), several)

    def taken(self, rows: slice | Bools | Ints) -> Corners:
        """Return the corners of some rows."""
        return Corners(*(getattr(self, name)[rows] for name in self.__slots__))

    @property
    def points(self) -> shapely.MultiPoint:
        """The corners as one geometry."""
        # Millions of points one by one take gigabytes on the way; written as bytes they take what they are.
        written = np.empty(len(self.x), dtype=[("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
        written["order"], written["kind"] = 1, _WKB_POINT
        written["x"], written["y"] = self.x, self.y
        points: Any = shapely.from_wkb(pack("<BII", 1, _WKB_MULTIPOINT, len(written)) + written.tobytes())
        whole: shapely.MultiPoint = points
        return whole

    @property
    def names(self) -> list[str]:
        """What the corners are called: J1, J2 …."""
        return _names(self.number)


class CornersOfOne(NamedTuple):
    """The corners that something was found at of one parcel.

    Parameters
    ----------
    parcel : int
        Its position.
    names : list of str
        What the corners are called.
    least : float
        The smallest of what was found.
    points : shapely geometry
        Where they are: a point, or several.
    """

    parcel: int
    names: list[str]
    least: float
    points: BaseGeometry


def _names(numbers: Ints) -> list[str]:
    return [f"J{number}" for number in numbers.tolist()]


@dataclass(frozen=True, slots=True)
class CornerFaults:
    """Sharp corners with their angle in degrees, and short edges by their first corner with their length."""

    sharp: Corners
    short: Corners

    @classmethod
    def joined(cls, found: Sequence[CornerFaults]) -> CornerFaults:
        """Return those of several parts together."""
        return cls(Corners.joined(each.sharp for each in found), Corners.joined(each.short for each in found))

    def under(self, positions: Ints) -> CornerFaults:
        """Return them under the positions that stand for their parcels'."""
        return CornerFaults(self.sharp.under(positions), self.short.under(positions))

    def of(self, parcels: Bools) -> CornerFaults:
        """Return those of some of the parcels."""
        return CornerFaults(*(each.taken(parcels[each.parcel]) for each in (self.sharp, self.short)))


def find_corner_faults(
    shapes: Shapes, positions: Ints, *, sharpest_deg: float, shortest_m: float, snap_m: float
) -> CornerFaults:
    """Look at all corners of the parcels at `positions`.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        All parcels, in metres.
    positions : ndarray of int
        Those with valid polygons.
    sharpest_deg : float
        Corners below this angle, to the inside or to the outside, are sharp.
    shortest_m : float
        Edges below this length are short.
    snap_m : float
        Points nearer to each other than this are one corner, whose angle is that of the edges around it.
    """
    near = [
        near_faults(
            Rings.of(shapes[at]).by_axis(), sharpest_deg=sharpest_deg, shortest_m=shortest_m, snap_m=snap_m
        ).under(at)
        for at in (positions[block] for block in blocks(shapes[positions]))
    ]
    return without_doubles(near, shapes, sharpest_deg=sharpest_deg, shortest_m=shortest_m, snap_m=snap_m)


def near_faults(rings: Rings, *, sharpest_deg: float, shortest_m: float, snap_m: float) -> CornerFaults:
    """Return sharp corners and short edges of rings, by axis, before points that are one corner are taken together."""
    east, north = rings.steps(rings.x), rings.steps(rings.y)
    return CornerFaults(
        _sharp(rings, east, north, sharpest_deg), _short(rings, east, north, max(shortest_m, snap_m))
    )


def without_doubles(
    found: Sequence[CornerFaults],
    shapes: SomeShapes,
    *,
    sharpest_deg: float,
    shortest_m: float,
    snap_m: float,
) -> CornerFaults:
    """Return what :func:`near_faults` found of some of the shapes, with points that are one corner taken together."""
    near = CornerFaults.joined(found)
    close = np.unique(near.short.parcel[near.short.value <= snap_m])
    plain = _sharp_without_doubles(shapes, close, sharpest_deg, snap_m)
    turning = near.sharp.taken(~np.isin(near.sharp.parcel, close))
    return CornerFaults(Corners.joined([turning, plain]), near.short.taken(near.short.value < shortest_m))


def _sharp_without_doubles(shapes: SomeShapes, at: Ints, sharpest_deg: float, snap_m: float) -> Corners:
    """Return the sharp corners of polygons whose points double, under the numbers they have with them."""
    single = shapely.remove_repeated_points(_without_specks(shapes[at], snap_m), snap_m)
    rings = Rings.of(single).by_axis()
    plain = _sharp(rings, rings.steps(rings.x), rings.steps(rings.y), sharpest_deg).under(at)
    number = _numbers_at(plain, all_corners(shapes, np.unique(plain.parcel)))
    return Corners(plain.parcel, number, plain.x, plain.y, plain.value)


def _numbers_at(some: Corners, corners: Corners) -> Ints:
    """Return the number of the first corner where each of some of them lies."""
    if len(some.parcel) == 0:
        return some.number
    keys = [np.concatenate([getattr(corners, name), getattr(some, name)]) for name in ("parcel", "x", "y")]
    # By place, and at one place by number: `some` follow the corners there.
    order = np.lexsort((np.arange(len(keys[0])), *keys))
    begins = np.append(True, np.any([np.diff(key[order]) != 0 for key in keys], axis=0))
    first = np.empty(len(order), dtype=np.intp)
    first[order] = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
    numbers: Ints = corners.number[first[len(corners.number) :]]
    return numbers


def _without_specks(shapes: Shapes, snap_m: float) -> Shapes:
    """Return polygons without the rings that are a single corner once points are snapped."""
    rings = Rings.of(shapes)
    west, south, east, north = rings.boxes().T
    is_speck = np.hypot(east - west, north - south) <= 2 * snap_m
    changed = np.unique(rings.rows[is_speck])
    whole = shapes.copy()
    # Several parts may be left, or none.
    whole[changed] = shapely.MultiPolygon()
    kept = rings.without(is_speck)
    return kept.taken(np.isin(kept.polygon_rows, changed)).put_into(whole)


def all_corners(shapes: SomeShapes, positions: Ints) -> Corners:
    """Return every corner of the parcels at `positions`, without a value."""
    rings = Rings.of(shapes[positions])
    return Corners.at(rings, rings.edge_starts, np.full(len(rings.edge_starts), np.nan)).under(positions)


def corners_near(
    shapes: Shapes | Polygons, positions: Ints, line: BaseGeometry, *, above_m: float, below_m: float
) -> Corners:
    """Return the corners that lie beside a line, with their distance from it in metres.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        All parcels, in metres.
    positions : ndarray of int
        Those that are asked for, valid polygons.
    line : shapely geometry
        A line or several.
    above_m, below_m : float
        Corners nearer than `above_m` lie on the line, those farther than `below_m` have nothing to do with it.
    """
    beside = partial(_corners_near, line=line, above_m=above_m, below_m=below_m)
    return Corners.joined(over_parts(beside, shapes, positions))


def _corners_near(
    shapes: Shapes, positions: Ints, *, line: BaseGeometry, above_m: float, below_m: float
) -> Corners:
    tree = shapely.STRtree(_segments(line))
    near, _ = tree.query(shapes, predicate="dwithin", distance=below_m)
    corners = all_corners(shapes, np.unique(near)).under(positions)
    points = shapely.points(corners.x, corners.y)
    (found, _), distance_m = tree.query_nearest(
        points, max_distance=below_m, return_distance=True, all_matches=False
    )
    beside = distance_m > above_m
    at = found[beside]
    return Corners(corners.parcel[at], corners.number[at], corners.x[at], corners.y[at], distance_m[beside])


def _segments(line: BaseGeometry) -> Shapes:
    parts = shapely.get_parts(line)
    points, owner = shapely.get_coordinates(parts, return_index=True)
    starts = np.flatnonzero(np.diff(owner) == 0)
    return np.asarray(shapely.linestrings(np.stack([points[starts], points[starts + 1]], axis=1)))


def _short(rings: Rings, east: Floats, north: Floats, shortest_m: float) -> Corners:
    squared = east**2 + north**2
    squared[rings.ends] = np.inf
    at = np.flatnonzero(squared < shortest_m**2 * (1 + 1e-9))
    return Corners.at(rings, at, np.sqrt(squared[at]))


def _sharp(rings: Rings, east: Floats, north: Floats, sharpest_deg: float) -> Corners:
    """Return the sharp corners, given the edge that leaves each vertex."""
    back_east, back_north = rings.before(east), rings.before(north)
    along = -(back_east * east + back_north * north)
    across = np.abs(back_east * north - back_north * east)
    # An edge of no length has no direction: what it meets is looked at without it. A closing vertex has no edge either.
    at = np.flatnonzero(across < np.tan(np.radians(sharpest_deg)) * along)
    return Corners.at(rings, at, np.degrees(np.arctan2(across[at], along[at])))
