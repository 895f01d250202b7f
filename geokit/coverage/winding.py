"""How many polygons cover a point, from the edges alone.

The winding number of the boundaries of counter-clockwise polygons about a point is the number of polygons that cover
it; edges that cancelled each other count for nothing and need not be there.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from geokit.coverage.arrays import Floats, Ints, ragged_positions

# Pairs of a point and an edge at its height, looked at in one go: bounds the memory.
_BLOCK = 4_000_000


def winding_numbers(points: Floats, segments: Floats, counts: Ints) -> Ints:
    """Return the winding number of directed segments about points.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Points that lie on no segment.
    segments : ndarray of float64, shape (k, 2, 2)
        From and to of each segment; together they are closed.
    counts : ndarray of int64, shape (k,)
        How often each segment is there.

    Examples
    --------
    >>> corners = np.array([[0, 0], [4, 0], [4, 4], [0, 4]], dtype=float)
    >>> square = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    >>> winding_numbers(np.array([[1.0, 1.0], [9.0, 1.0]]), square, np.array([1, 1, 1, 1]))
    array([1, 0])
    """
    by_height = np.argsort(points[:, 1], kind="stable")
    heights = points[by_height, 1]
    # A point is at the height of a segment from its lower end up to, but without, its upper end.
    first = np.searchsorted(heights, segments[:, :, 1].min(axis=1))
    past = np.searchsorted(heights, segments[:, :, 1].max(axis=1))
    crossing = np.flatnonzero(past > first)
    numbers = np.zeros(len(points), dtype=np.int64)
    for block in _blocks(past[crossing] - first[crossing]):
        rows = crossing[block]
        within = ragged_positions(first[rows], past[rows] - first[rows])
        repeated = np.repeat(rows, past[rows] - first[rows])
        found = _crossings(points[by_height[within]], segments[repeated], counts[repeated])
        np.add.at(numbers, by_height[within], found)
    return numbers


def _crossings(points: Floats, segments: Floats, counts: Ints) -> Ints:
    """Return what a ray to the east of each point counts at its segment."""
    along, away = segments[:, 1] - segments[:, 0], points - segments[:, 0]
    left = along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0] > 0
    upward = along[:, 1] > 0
    crossings: Ints = np.where(upward == left, np.where(upward, counts, -counts), 0)
    return crossings


def _blocks(sizes: Ints) -> list[slice]:
    """Return slices whose sizes sum to about a block, and hold one item at least."""
    ends = np.cumsum(sizes)
    cuts = np.searchsorted(ends, np.arange(_BLOCK, ends[-1] if len(ends) else 0, _BLOCK))
    edges = np.unique([0, *cuts.tolist(), len(sizes)])
    return [slice(low, high) for low, high in pairwise(edges)]
