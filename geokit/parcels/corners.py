"""The boundary points of polygons as offices number them: ring after ring, closed, from a chosen corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    from geokit.parcels.dialect import Numbering

    Ring: TypeAlias = NDArray[np.float64]

_SLACK: Final = 1e-7
_SEVERAL: Final = 2


@dataclass(frozen=True, slots=True)
class Corner:
    """A boundary point in the order of its parcel.

    Parameters
    ----------
    number : int
        Counted from 1 over all rings of the parcel; a closing point repeats its ring's first number.
    ring : int
        Counted from 1; outer rings come before their holes.
    east, north : float
        The coordinates.
    """

    number: int
    ring: int
    east: float
    north: float


def corners_of(
    polygon: shapely.Polygon | shapely.MultiPolygon, numbering: Numbering = "as-is"
) -> list[Corner]:
    """Return the boundary points of a parcel in the order of :func:`numbered_rings`, each ring closed by its first.

    Examples
    --------
    >>> square = shapely.box(0, 0, 10, 10)
    >>> [(corner.number, corner.east, corner.north) for corner in corners_of(square, "north-west")]
    [(1, 0.0, 10.0), (2, 10.0, 10.0), (3, 10.0, 0.0), (4, 0.0, 0.0), (1, 0.0, 10.0)]
    """
    found: list[Corner] = []
    number = 1
    for ring, points in enumerate(numbered_rings(polygon, numbering), start=1):
        numbers = [*range(number, number + len(points)), number]
        closed = np.vstack([points, points[:1]])
        found += [
            Corner(at, ring, float(east), float(north))
            for at, (east, north) in zip(numbers, closed, strict=True)
        ]
        number += len(points)
    return found


def numbered_rings(
    polygon: shapely.Polygon | shapely.MultiPolygon, numbering: Numbering = "as-is"
) -> list[Ring]:
    """Return the rings in the order that their points are numbered in, without closing points.

    ``north-west`` is what offices print: J1 is the north-western corner, and points run clockwise from it. The
    north-western corner of a ring is the one nearest to the north-west corner of the ring's extent; of corners
    equally near the northernmost, and of those the westernmost. A parcel of several parts begins with the part
    whose own corner is nearest to the north-west corner of the whole, by the same rule; each part is followed by its
    holes, ordered likewise and clockwise too. So the numbers depend on the shape alone: not on where a ring was
    begun, which way it was drawn, or in which order parts were given, and not on where the parcel lies.

    Examples
    --------
    >>> west, east = shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)
    >>> [ring[0].tolist() for ring in numbered_rings(shapely.MultiPolygon([east, west]), "north-west")]
    [[0.0, 10.0], [20.0, 10.0]]
    """
    parts = [
        [np.asarray(shapely.get_coordinates(ring))[:-1] for ring in shapely.get_rings(part)]
        for part in shapely.get_parts(polygon)
    ]
    if numbering == "north-west":
        turned = [[_from_north_west(ring) for ring in rings] for rings in parts if rings]
        parts = _ordered([[outer, *_flat(_ordered([[hole] for hole in holes]))] for outer, *holes in turned])
    return _flat(parts)


def _flat(parts: list[list[Ring]]) -> list[Ring]:
    return [ring for part in parts for ring in part]


def _ordered(parts: list[list[Ring]]) -> list[list[Ring]]:
    """Return parts by the first corner of each, the nearest to the north-west of all of them first."""
    if len(parts) < _SEVERAL:
        return parts
    firsts = np.array([part[0][0] for part in parts])
    away, slack = _away(firsts, np.concatenate([part[0] for part in parts]))
    order = np.lexsort((firsts[:, 0], -firsts[:, 1], np.round(away / slack)))
    return [parts[at] for at in order]


def _from_north_west(points: Ring) -> Ring:
    """Return a ring clockwise, from its north-western corner."""
    east, north = points[:, 0] - points[:, 0].min(), points[:, 1].max() - points[:, 1]
    following = np.roll(np.column_stack([east, north]), -1, axis=0)
    # With north counted downwards a positive shoelace is clockwise.
    clockwise = float(np.sum(east * following[:, 1] - following[:, 0] * north)) > 0
    turned = points if clockwise else points[::-1]
    return np.roll(turned, -_north_western(turned), axis=0)


def _north_western(points: Ring) -> int:
    """Return the position of the north-western corner of a ring."""
    away, slack = _away(points, points)
    near = np.flatnonzero(away <= away.min() + slack)
    north = points[near, 1]
    northern = near[north >= north.max() - slack]
    return int(northern[np.argmin(points[northern, 0])])


def _away(points: Ring, around: Ring) -> tuple[Ring, float]:
    """Return how far points are from the north-west corner of an extent, and what is equally far.

    Coordinates of 4e7 m carry noise of 1e-8 m: corners are told apart by a ten-millionth of the extent.
    """
    (west, south), (east, north) = around.min(axis=0), around.max(axis=0)
    away = np.hypot(points[:, 0] - west, north - points[:, 1])
    return away, float(np.hypot(east - west, north - south)) * _SLACK or _SLACK
