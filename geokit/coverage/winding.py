"""How many polygons cover a point: the winding number of their directed edges about it.

It is 0 outside, and changes along a path where the path crosses an edge. Edges that cancelled each other count for nothing
and need not be there. A path from outside that goes from point to point along a Hilbert curve crosses few edges between two
of them, however the points lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.parts import hilbert_order
from geokit.geometry.arrays import ragged_positions
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Ints

# Steps of the path in one query: bounds the memory, and is worth a thread.
_BLOCK = 2_000

# Edges that follow each other, in one box of the index.
_RUN = 8


def winding_numbers(points: Floats, segments: Floats, counts: Ints) -> Ints:
    """Return the winding number of directed segments about points.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Points that lie on no segment.
    segments : ndarray of float64, shape (k, 2, 2)
        From and to of each segment; together they are closed. Best in chains, each beginning where the one before ends.
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
    order = hilbert_order(points)
    # South-west of everything no polygon covers the point: the path begins at 0.
    outside = np.minimum(points.min(axis=0), segments.min(axis=(0, 1))) - 1
    path = np.concatenate([outside[None], points[order]])
    steps = np.stack([path[:-1], path[1:]], axis=1)
    runs = _Runs.of(segments, counts)
    blocks = [steps[start : start + _BLOCK] for start in range(0, len(steps), _BLOCK)]
    numbers = np.empty(len(points), dtype=np.int64)
    numbers[order] = np.cumsum(np.concatenate(in_threads(runs.changes, blocks)))
    return numbers


@dataclass(frozen=True, slots=True)
class _Runs:
    """Directed segments in short runs, each with a box in an index: much smaller than one of the segments."""

    segments: Floats
    counts: Ints
    starts: Ints
    lengths: Ints
    tree: shapely.STRtree

    @classmethod
    def of(cls, segments: Floats, counts: Ints) -> _Runs:
        """Cut segments where one does not begin where the one before ends, around long ones, and into short runs."""
        reach_m = abs(segments[:, 1] - segments[:, 0]).sum(axis=1)
        long = reach_m > _RUN * reach_m.mean()
        cuts = (segments[1:, 0] != segments[:-1, 1]).any(axis=1) | long[1:] | long[:-1]
        chains = np.flatnonzero(np.append(True, cuts))
        along = np.arange(len(segments)) - np.repeat(chains, np.diff(chains, append=len(segments)))
        starts = np.flatnonzero(along % _RUN == 0)
        # Column by column: a reduction along rows of two takes many times as long.
        corners = [
            limit.reduceat(limit(segments[:, 0, axis], segments[:, 1, axis]), starts)
            for limit in (np.minimum, np.maximum)
            for axis in (0, 1)
        ]
        # The box of a diagonal is all that the index knows of it.
        tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack(corners, axis=1).reshape(-1, 2, 2))))
        return cls(segments, counts, starts, np.diff(starts, append=len(segments)), tree)

    def changes(self, steps: Floats) -> Ints:
        """Return how much the winding number changes at each step."""
        met, runs = self.tree.query(shapely.linestrings(steps))
        rows = np.repeat(met, self.lengths[runs])
        columns = ragged_positions(self.starts[runs], self.lengths[runs])
        crossings = _crossings(steps[rows], self.segments[columns])
        sums = np.bincount(rows, weights=crossings * self.counts[columns], minlength=len(steps))
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
