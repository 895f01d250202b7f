"""Points that are one: of many points in an order, which lie where an earlier one lies already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Ints

_OPEN, _FIRST, _LATER = 0, 1, 2
# Of the cells around one those that are not looked at from the other side.
_NEIGHBOURS: Final = (1, 1j, 1 + 1j, 1 - 1j)


def first_of_each(points: Floats, tolerance: float) -> Ints:
    """Return for each point the position of the first that it is one with: its own, where it is the first.

    A point is one with the earliest first point within the tolerance, so that no two first points are nearer to each other
    than that, and no chain of near points makes one of points that are apart.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        In the order in which they count.
    tolerance : float
        The distance up to which points are one, in the unit of the coordinates.

    Examples
    --------
    >>> first_of_each(np.array([[0.0, 0.0], [5.0, 0.0], [0.0, 0.0009], [5.0, 0.002]]), 0.001).tolist()
    [0, 1, 0, 3]
    """
    if not len(points):
        return np.empty(0, dtype=np.int64)
    # As one complex number a point is sorted and found like any number.
    places = (points - points.min(axis=0)) @ np.array([1, 1j])
    distinct, firsts, which = np.unique(places, return_index=True, return_inverse=True)
    order = np.argsort(firsts, kind="stable")
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    near = order[_with_neighbours(distinct, tolerance)[order]]
    same = np.arange(len(distinct))
    same[near] = near[_leaders(distinct[near], tolerance)]
    found: Ints = firsts[same[which.reshape(-1)]]
    return found


def _with_neighbours(distinct: Floats, tolerance: float) -> Bools:
    """Return which points have another in their cell of a grid, or in one beside it: few, where points were printed."""
    cells = np.floor(distinct.real / tolerance) + 1j * np.floor(distinct.imag / tolerance)
    known, which, counts = np.unique(cells, return_inverse=True, return_counts=True)
    crowded = counts > 1
    for step in _NEIGHBOURS:
        at = np.minimum(np.searchsorted(known, known + step), len(known) - 1)
        beside = known[at] == known + step
        crowded |= beside
        crowded[at[beside]] = True
    found: Bools = crowded[which.reshape(-1)]
    return found


def _leaders(places: Floats, tolerance: float) -> Ints:
    """Return the position of the first that each of some points is one with, the points in their order."""
    leaders = np.arange(len(places))
    if not len(places):
        return leaders
    dots = np.asarray(shapely.points(np.column_stack([places.real, places.imag])))
    later, earlier = shapely.STRtree(dots).query(dots, predicate="dwithin", distance=tolerance)
    later, earlier = later[earlier < later], earlier[earlier < later]
    states = np.full(len(places), _OPEN)
    while (states == _OPEN).any():
        # Decided are those before which nothing is open, and those beside a first one: at least the foremost of all.
        waits, follows = np.zeros(len(places), dtype=bool), np.zeros(len(places), dtype=bool)
        waits[later[states[earlier] == _OPEN]] = True
        follows[later[states[earlier] == _FIRST]] = True
        is_open = states == _OPEN
        states[is_open & follows] = _LATER
        states[is_open & ~follows & ~waits] = _FIRST
    led = (states[earlier] == _FIRST) & (states[later] == _LATER)
    leaders[states == _LATER] = len(places)
    np.minimum.at(leaders, later[led], earlier[led])
    return leaders
