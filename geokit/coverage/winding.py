"""How many polygons cover a point, from the edges alone.

The winding number of the boundaries of counter-clockwise polygons about a point is the number of polygons that cover
it; edges that cancelled each other count for nothing and need not be there. It is 0 outside, and changes along a path
where the path crosses an edge. A path that starts outside and goes from point to point along a Hilbert curve crosses
few edges between two of them, however the points lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Ints

# Steps of the path that are looked at in one go: bounds the memory.
_BLOCK = 100_000


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
    if len(points) == 0 or len(segments) == 0:
        return np.zeros(len(points), dtype=np.int64)
    order = _along_a_curve(points)
    # South-west of everything no polygon covers the point: the path begins at 0.
    outside = np.minimum(points.min(axis=0), segments.min(axis=(0, 1))) - 1
    path = np.concatenate([outside[None], points[order]])
    steps = np.stack([path[:-1], path[1:]], axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(segments)))
    blocks = [steps[start : start + _BLOCK] for start in range(0, len(steps), _BLOCK)]
    numbers = np.empty(len(points), dtype=np.int64)
    numbers[order] = np.cumsum(np.concatenate([_changes(block, tree, segments, counts) for block in blocks]))
    return numbers


def _along_a_curve(points: Floats) -> Ints:
    """Return the order in which a Hilbert curve through the square around the points meets them."""
    import geopandas as gpd

    low, high = points.min(axis=0), points.max(axis=0)
    side = max(float((high - low).max()), 1.0)
    distance = gpd.GeoSeries(shapely.points(points)).hilbert_distance((*low, *(low + side)))
    order: Ints = np.argsort(distance.to_numpy(), kind="stable")
    return order


def _changes(steps: Floats, tree: shapely.STRtree, segments: Floats, counts: Ints) -> Ints:
    """Return how much the winding number changes at each step."""
    rows, columns = tree.query(shapely.linestrings(steps))
    crossings = _crossings(steps[rows], segments[columns])
    sums = np.bincount(rows, weights=crossings * counts[columns], minlength=len(steps))
    return sums.astype(np.int64)


def _crossings(steps: Floats, segments: Floats) -> Ints:
    """Return 1 where a step crosses a segment from right to left, -1 where from left to right, otherwise 0.

    The end of a segment that lies on the line of a step belongs to its left: then a step through a corner crosses
    either one of the two segments that meet there, or both, or none, as the corner turns.
    """
    from_left, to_left = (_left_of(steps, segments[:, end]) for end in (0, 1))
    start_left, end_left = (_left_of(segments, steps[:, end]) for end in (0, 1))
    met = (from_left != to_left) & (start_left != end_left)
    crossings: Ints = np.where(met, np.where(end_left, 1, -1), 0)
    return crossings


def _left_of(lines: Floats, points: Floats) -> Bools:
    along, away = lines[:, 1] - lines[:, 0], points - lines[:, 0]
    left: Bools = along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0] >= 0
    return left
