"""The boundary points of polygons as offices number them: ring after ring, closed, from a chosen corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.parcels.dialect import Numbering


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
    """Return the boundary points of a parcel, each ring closed by its first point.

    Examples
    --------
    >>> square = shapely.box(0, 0, 10, 10)
    >>> [(corner.number, corner.east, corner.north) for corner in corners_of(square, "north-west")]
    [(1, 0.0, 10.0), (2, 10.0, 10.0), (3, 10.0, 0.0), (4, 0.0, 0.0), (1, 0.0, 10.0)]
    """
    found: list[Corner] = []
    number = 1
    for ring, points in enumerate(_rings(polygon), start=1):
        ordered = _from_north_west(points) if numbering == "north-west" else points
        numbers = [*range(number, number + len(ordered)), number]
        closed = np.vstack([ordered, ordered[:1]])
        found += [
            Corner(at, ring, float(east), float(north))
            for at, (east, north) in zip(numbers, closed, strict=True)
        ]
        number += len(ordered)
    return found


def _rings(polygon: shapely.Polygon | shapely.MultiPolygon) -> list[NDArray[np.float64]]:
    """Return the rings without their closing points, each outer ring before its holes."""
    return [
        np.asarray(shapely.get_coordinates(ring))[:-1]
        for part in shapely.get_parts(polygon)
        for ring in shapely.get_rings(part)
    ]


def _from_north_west(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a ring clockwise, from the corner nearest to the north-west of its extent."""
    east, north = points[:, 0] - points[:, 0].min(), points[:, 1].max() - points[:, 1]
    following = np.roll(np.column_stack([east, north]), -1, axis=0)
    # With north counted downwards a positive shoelace is clockwise.
    clockwise = float(np.sum(east * following[:, 1] - following[:, 0] * north)) > 0
    turned = points if clockwise else points[::-1]
    away = np.hypot(turned[:, 0] - points[:, 0].min(), points[:, 1].max() - turned[:, 1])
    # Of two corners equally near, the northern one.
    first = int(np.lexsort((-turned[:, 1], np.round(away, 6)))[0])
    return np.roll(turned, -first, axis=0)
