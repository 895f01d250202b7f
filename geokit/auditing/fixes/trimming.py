"""Slivers of overlap cut off the younger parcel; the older one keeps its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.auditing.fixes.rings import Edits, Point, points_of
from geokit.coverage.overlay import land_without, shared_land
from geokit.ledgers.figures.land import unions_by

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.fixes.snapping import Snapping


def is_narrow(shapes: NDArray[np.object_], limit_m: float) -> NDArray[np.bool_]:
    """Return which shapes are nowhere wider than a limit: shrunk by half of it from all sides, nothing is left.

    Examples
    --------
    >>> strips = shapely.box(0, 0, 100, [0.1, 0.2])
    >>> is_narrow(strips, 0.14).tolist()
    [True, False]
    """
    narrow: NDArray[np.bool_] = shapely.is_empty(shapely.buffer(shapes, -limit_m / 2, join_style="mitre"))
    return narrow


def trimmed(
    shapes: NDArray[np.object_],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    snapping: Snapping,
    limit_m: float,
) -> NDArray[np.object_]:
    """Return the parcels without what the younger of each pair has of the older one's land.

    Parameters
    ----------
    shapes : ndarray of shapely polygons or None
        All parcels, in metres.
    left, right : ndarray of int
        Pairs that overlap in a sliver.
    snapping : Snapping
        Who is older, and who stays as it is.
    limit_m : float
        Overlaps that are wider at any place stay: they are no difference between two surveys of one line. Where a
        cut line crosses an edge nearer than this to a corner of the older parcel, it goes to the corner.
    """
    older_first = snapping.rank[left] < snapping.rank[right]
    older, younger = np.where(older_first, left, right), np.where(older_first, right, left)
    free = ~snapping.is_fixed[younger]
    older, younger = older[free], younger[free]
    shared = shared_land(shapes[older], shapes[younger])
    cut = np.flatnonzero((shapely.area(shared) > 0) & is_narrow(shared, limit_m))
    losers, covers = unions_by(younger[cut], shapes[older[cut]])
    made, crossings = shapes.copy(), []
    rest = land_without(shapes[losers], covers)
    for at, cover, left_over in zip(losers, covers, rest, strict=True):
        made[at], new = _with_corners(left_over, shapes[at], cover, limit_m, snapping.decimals)
        crossings += new
    # The cut line's new ends become corners of the parcels that they lie on.
    grid_m = 10.0**-snapping.decimals
    return snapping.snapped(made, shapely.points(crossings), grid_m) if crossings else made


def _with_corners(
    rest: BaseGeometry, before: BaseGeometry, cover: BaseGeometry, limit_m: float, decimals: int
) -> tuple[BaseGeometry, list[Point]]:
    """Return what is left of a parcel with its new vertices at corners of the other, or rounded; and the rounded."""
    known = {*points_of(before), *points_of(cover)}
    corners = shapely.get_coordinates(cover)
    moves: dict[Point, Point] = {}
    rounded: list[Point] = []
    for point in dict.fromkeys(points_of(rest)):
        if point in known:
            continue
        apart_m = np.hypot(*(corners - point).T)
        nearest = int(np.argmin(apart_m))
        if apart_m[nearest] <= limit_m:
            moves[point] = (float(corners[nearest, 0]), float(corners[nearest, 1]))
        else:
            moves[point] = (round(point[0], decimals), round(point[1], decimals))
            rounded.append(moves[point])
    return Edits(moves, {}).apply(rest), rounded
