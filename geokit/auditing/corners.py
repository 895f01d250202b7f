"""The boundary points of parcels in arrays: sharp corners and short edges, found in one pass over all vertices.

A corner's number counts from 1 over all rings of its parcel, closing points left out, as boundary points are
numbered in a parcel's file.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import pack
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pydantic import Field

from geokit.auditing.settings import Options
from geokit.land.limits import SHARPEST_ANGLE, SHORTEST_EDGE
from geokit.land.measure.rings import Rings, blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]
    Positions = NDArray[np.intp]
    Shapes = NDArray[np.object_]

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

    parcel: Positions
    number: Positions
    x: Floats
    y: Floats
    value: Floats

    @classmethod
    def joined(cls, found: Iterable[Corners]) -> Corners:
        """Return all corners together."""
        whole = [cls(*(np.empty(0, kind) for kind in (np.intp, np.intp, float, float, float))), *found]
        names = cls.__slots__
        arrays = [np.concatenate([getattr(each, name) for each in whole]) for name in names]
        order = np.lexsort((arrays[1], arrays[0]))
        return cls(*(array[order] for array in arrays))

    def by_parcel(self) -> Iterator[tuple[int, Corners]]:
        """Yield each parcel's position with its corners."""
        starts = np.flatnonzero(np.diff(self.parcel, prepend=-1))
        ends = np.append(starts, len(self.parcel))[1:]
        for start, end in zip(starts, ends, strict=True):
            yield int(self.parcel[start]), self.taken(slice(start, end))

    def taken(self, rows: slice | NDArray[np.bool_] | Positions) -> Corners:
        """Return the corners of some rows."""
        return Corners(*(getattr(self, name)[rows] for name in self.__slots__))

    @property
    def points(self) -> shapely.Point | shapely.MultiPoint:
        """The corners as one geometry."""
        if len(self.x) == 1:
            return shapely.Point(self.x[0], self.y[0])
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
        return [f"J{number}" for number in self.number.tolist()]


@dataclass(frozen=True, slots=True)
class CornerFaults:
    """Sharp corners with their angle in degrees, and short edges by their first corner with their length."""

    sharp: Corners
    short: Corners


def find_corner_faults(
    shapes: Shapes, positions: Positions, *, sharpest_deg: float, shortest_m: float, snap_m: float
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
    sharp, short = [], []
    for block in blocks(shapes[positions]):
        at = positions[block]
        rings = _CornerRings.of(shapes[at])
        sharp.append(rings.sharp(sharpest_deg, at))
        short.append(rings.short(max(shortest_m, snap_m), at))
    near, turning = Corners.joined(short), Corners.joined(sharp)
    close = np.unique(near.parcel[near.value <= snap_m])
    plain = _sharp_without_doubles(shapes, close, sharpest_deg, snap_m)
    turning = Corners.joined([turning.taken(~np.isin(turning.parcel, close)), plain])
    return CornerFaults(turning, near.taken(near.value < shortest_m))


def _sharp_without_doubles(shapes: Shapes, at: Positions, sharpest_deg: float, snap_m: float) -> Corners:
    """Return the sharp corners of polygons whose points double, under the numbers they have with them."""
    single = shapely.remove_repeated_points(_without_specks(shapes[at], snap_m), snap_m)
    plain = _CornerRings.of(single).sharp(sharpest_deg, at)
    number = _numbers_at(plain, all_corners(shapes, np.unique(plain.parcel)))
    return Corners(plain.parcel, number, plain.x, plain.y, plain.value)


def _numbers_at(some: Corners, corners: Corners) -> Positions:
    """Return the number of the first corner where each of some of them lies."""
    if len(some.parcel) == 0:
        return some.number
    keys = [np.concatenate([getattr(corners, name), getattr(some, name)]) for name in ("parcel", "x", "y")]
    # By place, and at one place by number: `some` follow the corners there.
    order = np.lexsort((np.arange(len(keys[0])), *keys))
    begins = np.append(True, np.any([np.diff(key[order]) != 0 for key in keys], axis=0))
    first = np.empty(len(order), dtype=np.intp)
    first[order] = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
    numbers: Positions = corners.number[first[len(corners.number) :]]
    return numbers


def _without_specks(shapes: Shapes, snap_m: float) -> Shapes:
    """Return polygons without the rings that are a single corner once points are snapped."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    west, south, east, north = shapely.bounds(rings).T
    is_speck = np.hypot(east - west, north - south) <= 2 * snap_m
    whole = shapes.copy()
    for at in np.unique(owner[part[is_speck]]):
        kept = [
            shapely.Polygon(own[0], list(own[1:]))
            for number in np.flatnonzero(owner == at)
            if not is_speck[np.searchsorted(part, number)]
            for own in [rings[(part == number) & ~is_speck]]
        ]
        whole[at] = shapely.MultiPolygon(kept)
    return whole


def all_corners(shapes: Shapes, positions: Positions) -> Corners:
    """Return every corner of the parcels at `positions`, without a value."""
    rings = _CornerRings.of(shapes[positions])
    return rings.taken(np.flatnonzero(rings.open_), positions, np.full(len(rings.open_), np.nan))


def corners_near(
    shapes: Shapes, positions: Positions, line: BaseGeometry, *, above_m: float, below_m: float
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
    segments = _segments(line)
    tree = shapely.STRtree(segments)
    near, _ = tree.query(shapes[positions], predicate="dwithin", distance=below_m)
    corners = all_corners(shapes, positions[np.unique(near)])
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


@dataclass(frozen=True, slots=True)
class _CornerRings:
    """The rings of some parcels with the edge that leaves each vertex; from the last of a ring none does."""

    rings: Rings
    open_: NDArray[np.bool_]
    east: Floats
    north: Floats

    @classmethod
    def of(cls, shapes: Shapes) -> _CornerRings:
        rings = Rings.of(shapes)
        open_ = np.ones(len(rings.x), dtype=bool)
        open_[rings.starts + rings.counts - 1] = False
        return cls(rings, open_, rings.steps(rings.x), rings.steps(rings.y))

    def short(self, shortest_m: float, positions: Positions) -> Corners:
        squared = self.east**2 + self.north**2
        at = np.flatnonzero(self.open_ & (squared < shortest_m**2 * (1 + 1e-9)))
        return self.taken(at, positions, np.sqrt(squared))

    def sharp(self, sharpest_deg: float, positions: Positions) -> Corners:
        back_east, back_north = self._arriving(self.east), self._arriving(self.north)
        along = -(back_east * self.east + back_north * self.north)
        across = np.abs(back_east * self.north - back_north * self.east)
        # An edge of no length has no direction: what it meets is looked at without it.
        at = np.flatnonzero(self.open_ & (across < np.tan(np.radians(sharpest_deg)) * along))
        angle = np.full(len(along), np.nan)
        angle[at] = np.degrees(np.arctan2(across[at], along[at]))
        return self.taken(at, positions, angle)

    def _arriving(self, steps: Floats) -> Floats:
        """Return the edge that arrives at each vertex."""
        arriving = np.roll(steps, 1)
        arriving[self.rings.starts] = steps[self.rings.starts + self.rings.counts - 2]
        return arriving

    def taken(self, at: Positions, positions: Positions, value: Floats) -> Corners:
        """Return the corners at vertices `at`."""
        rings = self.rings
        ring = np.searchsorted(rings.starts, at, side="right") - 1
        owner = rings.owner[ring]
        # The rings of one polygon follow each other, and each has one vertex more than corners.
        first_ring = _first_rings(rings.owner)[owner]
        number = at - rings.starts[first_ring] - (ring - first_ring) + 1
        return Corners(positions[owner], number, rings.x[at], rings.y[at], value[at])


def _first_rings(owner: Positions) -> Positions:
    """Return the first ring of each polygon."""
    firsts = np.zeros(int(owner.max(initial=-1)) + 1, dtype=np.intp)
    firsts[owner[::-1]] = np.arange(len(owner))[::-1]
    return firsts
