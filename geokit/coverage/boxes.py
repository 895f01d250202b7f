"""Boxes by the thousand: which lie near any of a few others, and which lie on each other in clusters.

A grid of cells with summed-area tables answers both. Ten thousand polygons in one stack are fifty million pairs and one
fault, so a cluster is not compared in full. A polygon belongs to one where more than `MANY_NEIGHBOURS` boxes lie on each
other; a large polygon over many small ones does not. Of a cluster of more than `LARGE_CLUSTER` each polygon is compared
with so many of those next to it that about `MANY_PAIRS` are tried together, and with everything outside of the cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.geometry.arrays import Bools, Floats, Ints, ragged_positions, slices
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.coverage.parts import Patched


# More cells than boxes along a side would hold nothing; a table of a million cells is summed in a few milliseconds.
_CELLS = (64, 1024)

MANY_NEIGHBOURS = 1_000

LARGE_CLUSTER = 2_000

MANY_PAIRS = 100_000

# Cells of a table along each side, a few boxes each on the average.
_CLUSTER_CELLS = (4, 512)

# A cluster is searched again among those in crowded cells, until nothing changes.
_ROUNDS = 8

# Pairs that are yielded in one go: bounds the memory.
_CLUSTER_BLOCK = 100_000


@dataclass(frozen=True, slots=True)
class BoxIndex:
    """Boxes by the cells of a grid that they touch.

    Parameters
    ----------
    positions : ndarray of int32, shape (n,)
        What each box belongs to.
    first, last : ndarray of int16, shape (2, n)
        The cells of the lowest and of the highest corner, in x and in y.
    low, size : ndarray of float64, shape (2,)
        The lowest corner of the grid, and the sides of a cell.
    cells : int
        How many cells a side has.
    """

    positions: Ints
    first: Any
    last: Any
    low: Floats
    size: Floats
    cells: int

    @classmethod
    def of(cls, boxes: Floats | Patched, indexed: Bools) -> BoxIndex:
        """Return an index of the boxes, of shape (n, 4), where `indexed` is true."""
        positions = np.flatnonzero(indexed)
        ends = in_threads(lambda rows: ends_of(boxes[positions[rows]]), slices(len(positions)))
        nothing = np.full(2, np.inf)
        low = np.min([nothing, *(low for low, _ in ends)], axis=0)
        high = np.max([-nothing, *(high for _, high in ends)], axis=0)
        cells = int(np.clip(np.sqrt(len(positions)), *_CELLS))
        size = np.maximum(high - low, np.finfo(float).tiny) / cells
        first, last = np.empty((2, 2, len(positions)), dtype=np.int16)

        def fill(rows: slice) -> None:
            some = boxes[positions[rows]]
            first[:, rows] = _cells_of(some[:, :2], low, size, cells)
            last[:, rows] = _cells_of(some[:, 2:], low, size, cells)

        in_threads(fill, slices(len(positions)))
        return cls(positions.astype(np.int32), first, last, low, size, cells)

    def near(self, few: Floats) -> Ints:
        """Return the positions of the boxes that share a cell with one of the few.

        Every box that meets one of the few is among them; others that lie near may be.

        Examples
        --------
        >>> boxes = np.array([[0, 0, 1, 1], [50, 50, 51, 51], [99, 99, 100, 100]], dtype=float)
        >>> BoxIndex.of(boxes, np.ones(3, dtype=bool)).near(np.array([[0.5, 0.5, 2, 2]]))
        array([0])
        """
        if len(few) == 0 or len(self.positions) == 0:
            return np.empty(0, dtype=np.int64)
        first, last = (
            _cells_of(corner, self.low, self.size, self.cells) for corner in (few[:, :2], few[:, 2:])
        )
        touched = summed_area_table(np.sign(depth_of_cells(first, last, self.cells))).ravel()
        found = in_threads(
            lambda rows: self.positions[rows][self._meets(touched, rows)], slices(len(self.positions))
        )
        near: Ints = np.concatenate(found).astype(np.int64)
        return near

    def _meets(self, touched: Ints, rows: slice) -> Bools:
        """Return which boxes have a cell that is touched, by the sums of these."""
        side = self.cells + 1
        (x0, y0), (x1, y1) = self.first[:, rows].astype(np.int64), self.last[:, rows].astype(np.int64) + 1
        x0 *= side
        x1 *= side
        added = touched.take(x1 + y1) + touched.take(x0 + y0)
        meets: Bools = added > touched.take(x0 + y1) + touched.take(x1 + y0)
        return meets


def ends_of(boxes: Floats) -> tuple[Floats, Floats]:
    """Return the lowest and the highest corner of boxes; infinite where there are none."""
    # Column by column: numpy is many times slower over rows of so few.
    west, south, east, north = boxes.T
    low = [side.min(initial=np.inf) for side in (west, south)]
    return np.array(low), np.array([side.max(initial=-np.inf) for side in (east, north)])


def _cells_of(corners: Floats, low: Floats, size: Floats, cells: int) -> Ints:
    cell = (corners - low) / size
    return np.clip(cell, 0, cells - 1, out=cell).T.astype(np.int64)


def depth_of_cells(first: Ints, last: Ints, cells: int) -> Ints:
    """Return how many boxes cover each cell, from the steps at their corners."""
    # A box is four steps that two sums spread over it: however large it is, it takes no longer.
    steps = np.zeros((cells + 1, cells + 1), dtype=np.int32)
    (x0, y0), (x1, y1) = first, last + 1
    for x, y, step in ((x0, y0, 1), (x1, y0, -1), (x0, y1, -1), (x1, y1, 1)):
        np.add.at(steps, (x, y), step)
    counts: Ints = steps.cumsum(axis=0).cumsum(axis=1)[:cells, :cells]
    return counts


def summed_area_table(table: Ints) -> Ints:
    """Return the sums of a table over the rectangles from its corner."""
    padded: Ints = np.pad(table.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    return padded


@dataclass(frozen=True, slots=True)
class Cluster:
    """The polygons in it of a layer.

    Parameters
    ----------
    positions : ndarray of int64
        The polygons in it, from west to east.
    compared : int
        With how many of the next each is compared.
    left_out : int
        How many pairs are not compared whose boxes may meet, at most.
    """

    positions: Ints
    compared: int
    left_out: int

    def __len__(self) -> int:
        return len(self.positions)

    def pairs(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield the pairs that are compared, whether their boxes meet or not."""
        count = len(self.positions)
        for start in range(0, count, max(_CLUSTER_BLOCK // max(self.compared, 1), 1)):
            rows = np.arange(start, min(start + max(_CLUSTER_BLOCK // max(self.compared, 1), 1), count))
            times = np.minimum(self.compared, count - 1 - rows)
            row = np.repeat(rows, times)
            column = ragged_positions(rows + 1, times)
            yield self.positions[row], self.positions[column]


def cluster_within(boxes: Floats) -> Cluster:
    """Return the cluster among polygons, by their boxes of shape (n, 4); an empty one where there is no large cluster."""
    clustered = np.arange(len(boxes))
    for _ in range(_ROUNDS):
        if len(clustered) <= LARGE_CLUSTER:
            return Cluster(clustered[:0], 0, 0)
        left = clustered[_may_be_clustered(boxes[clustered])]
        if len(left) > 0.9 * len(clustered):
            # Another round would leave out little more, and costs as much as this one.
            break
        clustered = left
    ordered = clustered[np.lexsort((clustered, boxes[clustered, 1], boxes[clustered, 0]))]
    compared = max(MANY_PAIRS // len(ordered), 1)
    tried = compared * len(ordered) - compared * (compared + 1) // 2
    # Boxes that meet overlap along both axes: the smaller count is a bound that needs no search.
    possible = min(count_overlapping(boxes[ordered][:, axis::2]) for axis in (0, 1))
    if possible <= 2 * MANY_PAIRS:
        return Cluster(clustered[:0], 0, 0)
    return Cluster(ordered, compared, max(possible - tried, 0))


@dataclass(frozen=True, slots=True)
class ClusterBetween:
    """The polygons in it of two layers that lie on each other.

    Parameters
    ----------
    left, right : ndarray of int64
        The polygons in it of each layer, from west to east.
    compared : int
        With how many of the next in `right` each in `left` is compared.
    left_out : int
        How many pairs are not compared whose boxes may meet, at most.
    """

    left: Ints
    right: Ints
    compared: int
    left_out: int

    def pairs(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield the pairs that are compared, whether their boxes meet or not."""
        # Both go from west to east: the same share of the way along lies side by side, more or less.
        starts = np.arange(len(self.left)) * len(self.right) // len(self.left)
        starts = np.minimum(starts, len(self.right) - self.compared)
        step = max(_CLUSTER_BLOCK // self.compared, 1)
        for start in range(0, len(self.left), step):
            rows = np.arange(start, min(start + step, len(self.left)))
            times = np.full(len(rows), self.compared)
            yield np.repeat(self.left[rows], times), self.right[ragged_positions(starts[rows], times)]


def cluster_between(left: Floats, right: Floats) -> ClusterBetween | None:
    """Return the cluster of two layers, by their boxes of shape (n, 4); None where there is no large one."""
    cluster = cluster_within(np.concatenate([left, right]))
    of_left = cluster.positions[cluster.positions < len(left)]
    of_right = cluster.positions[cluster.positions >= len(left)] - len(left)
    possible = min(_count_meeting(left[of_left][:, axis::2], right[of_right][:, axis::2]) for axis in (0, 1))
    if possible <= 2 * MANY_PAIRS:
        return None
    compared = min(max(MANY_PAIRS // len(of_left), 1), len(of_right))
    return ClusterBetween(of_left, of_right, compared, max(possible - compared * len(of_left), 0))


def _count_meeting(left: Floats, right: Floats) -> int:
    """Return how many pairs of intervals, of shapes (n, 2) and (m, 2), meet."""
    begun = np.searchsorted(np.sort(right[:, 0]), left[:, 1], side="right").sum()
    ended = np.searchsorted(np.sort(right[:, 1]), left[:, 0], side="left").sum()
    return int(begun - ended)


def _may_be_clustered(boxes: Floats) -> Bools:
    """Return which boxes touch a cell that more than `MANY_NEIGHBOURS` of them touch."""
    count = int(np.clip((len(boxes) / 4) ** 0.5, *_CLUSTER_CELLS))
    first, last = np.empty((2, len(boxes)), dtype=np.int64), np.empty((2, len(boxes)), dtype=np.int64)
    for axis in (0, 1):
        # By rank, so that one box far away does not put all others into one cell.
        sides = boxes[:, axis::2]
        edges = np.quantile(sides, np.linspace(0, 1, count + 1)[1:-1])
        first[axis] = np.searchsorted(edges, sides[:, 0], side="left")
        last[axis] = np.searchsorted(edges, sides[:, 1], side="right")
    deep = summed_area_table((depth_of_cells(first, last, count) > MANY_NEIGHBOURS).astype(np.int64))
    (x0, y0), (x1, y1) = first, last + 1
    clustered: Bools = deep[x1, y1] - deep[x0, y1] - deep[x1, y0] + deep[x0, y0] > 0
    return clustered


def count_overlapping(intervals: Floats) -> int:
    """Return how many pairs of intervals, of shape (n, 2), overlap."""
    # Of two intervals one at least begins before the other ends; where they overlap each does.
    low, high = np.sort(intervals[:, 0]), np.sort(intervals[:, 1])
    return int(np.searchsorted(low, high, side="right").sum()) - len(low) * (len(low) + 1) // 2
