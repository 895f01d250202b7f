"""Rings to polygons: what is a hole, a part or an island is told by containment, never by a ring's number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Below a square millimetre a figure printed to the millimetre has no area.
_ZERO_AREA_M2 = 1e-6
# The same for degrees, of which one is some 100 km.
_ZERO_AREA_DEG2 = 1e-16
_MIN_DISTINCT = 3


@dataclass(frozen=True, slots=True)
class RingSet:
    """Rings of many parcels, their points one after another.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        East, north.
    sizes : ndarray of int64
        Points in each ring; a ring need not be closed.
    parcels : ndarray of int64
        The parcel of each ring, as a position from 0, in ascending order.
    """

    points: NDArray[np.float64]
    sizes: NDArray[np.int64]
    parcels: NDArray[np.int64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each ring's points begin."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.int64)

    def of(self, kept: NDArray[np.bool_]) -> RingSet:
        """Return the rings that are kept."""
        return RingSet(self.points[np.repeat(kept, self.sizes)], self.sizes[kept], self.parcels[kept])

    def is_closed(self) -> NDArray[np.bool_]:
        """Tell which rings end where they begin."""
        last = self.starts + self.sizes - 1
        closed: NDArray[np.bool_] = (self.points[self.starts] == self.points[last]).all(axis=1) & (
            self.sizes > 1
        )
        return closed


def faulty_rings(rings: RingSet, *, in_degrees: bool = False) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rings have fewer than three distinct points, and which of the others have no area."""
    step = np.ones(len(rings.points), dtype=bool)
    step[1:] = (rings.points[1:] != rings.points[:-1]).any(axis=1)
    step[rings.starts] = True
    distinct = np.add.reduceat(step, rings.starts, dtype=np.int64) - rings.is_closed()
    few = distinct < _MIN_DISTINCT
    zero = _ZERO_AREA_DEG2 if in_degrees else _ZERO_AREA_M2
    return few, ~few & (plane_areas(rings) < zero)


def plane_areas(rings: RingSet) -> NDArray[np.float64]:
    """Return the plane area of each ring, in square units of its coordinates: a shoelace about the ring's own first point.

    About the origin of a zone the products of eight-digit eastings cancel badly.
    """
    local = rings.points - np.repeat(rings.points[rings.starts], rings.sizes, axis=0)
    following = np.roll(local, -1, axis=0)
    following[rings.starts + rings.sizes - 1] = 0.0
    cross = local[:, 0] * following[:, 1] - local[:, 1] * following[:, 0]
    areas: NDArray[np.float64] = np.abs(np.add.reduceat(cross, rings.starts)) / 2
    return areas


def polygons(rings: RingSet, count: int) -> NDArray[np.object_]:
    """Return one polygon or multipolygon a parcel, holes and islands by even-odd depth of containment.

    Parameters
    ----------
    rings : RingSet
        Each with at least three distinct points.
    count : int
        How many parcels; one without a ring gives None.

    Examples
    --------
    >>> square = np.array([[0, 0], [9, 0], [9, 9], [0, 9]], dtype=float)
    >>> both = RingSet(np.vstack([square / 3 + 3, square]), np.array([4, 4]), np.array([0, 0]))
    >>> polygons(both, 1)[0].area, len(polygons(both, 1)[0].interiors)
    (72.0, 1)
    """
    ring_of = np.repeat(np.arange(len(rings.sizes)), rings.sizes)
    lines = np.asarray(shapely.linearrings(rings.points, indices=ring_of))
    per_parcel = np.bincount(rings.parcels, minlength=count)
    single = per_parcel[rings.parcels] == 1
    made: NDArray[np.object_] = np.full(count, None, dtype=object)
    made[rings.parcels[single]] = shapely.polygons(lines[single])
    if not single.all():
        _fill_many(made, lines[~single], rings.parcels[~single])
    return made


def _fill_many(made: NDArray[np.object_], lines: NDArray[np.object_], parcels: NDArray[np.int64]) -> None:
    depth, parent = _nesting(lines, parcels)
    shells = np.flatnonzero(depth % 2 == 0)
    holes: dict[int, list[Any]] = {}
    for ring in np.flatnonzero(depth % 2 == 1):
        holes.setdefault(int(parent[ring]), []).append(lines[ring])
    parts = np.array(
        [shapely.polygons(lines[shell], holes=holes.get(int(shell))) for shell in shells], dtype=object
    )
    owners = parcels[shells]
    for parcel in np.unique(owners):
        own = parts[owners == parcel]
        made[parcel] = own[0] if len(own) == 1 else shapely.multipolygons(own)


def _nesting(
    lines: NDArray[np.object_], parcels: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many rings of its parcel contain each ring, and the smallest of them (-1 for none).

    A ring lies in a larger one that holds a point inside the *smaller*: a point inside the larger could lie
    in the smaller, when that is a hole. Of two equal rings the earlier counts as the larger.
    """
    filled = np.asarray(shapely.polygons(lines))
    areas = np.asarray(shapely.area(filled))
    inner, outer = shapely.STRtree(filled).query(shapely.point_on_surface(filled), predicate="intersects")
    larger = (areas[outer] > areas[inner]) | ((areas[outer] == areas[inner]) & (outer < inner))
    nested = larger & (parcels[inner] == parcels[outer])
    inner, outer = inner[nested], outer[nested]
    depth = np.bincount(inner, minlength=len(lines))
    parent = np.full(len(lines), -1, dtype=np.int64)
    by_area = np.argsort(-areas[outer], kind="stable")
    # The last to be written is the smallest.
    parent[inner[by_area]] = outer[by_area]
    return depth, parent
