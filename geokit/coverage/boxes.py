"""Which of many boxes lie near any of a few: a summed-area table of the cells that the few touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Ints

# More cells than boxes along a side would hold nothing; a table of a million cells is summed in a few milliseconds.
_CELLS = (64, 1024)


@dataclass(frozen=True, slots=True)
class BoxIndex:
    """Boxes by the cells of a grid that they touch.

    Parameters
    ----------
    positions : ndarray of int64, shape (n,)
        What each box belongs to.
    first, last : ndarray of int32, shape (2, n)
        The cells of the lowest and of the highest corner, in x and in y.
    low, size : ndarray of float64, shape (2,)
        The lowest corner of the grid, and the sides of a cell.
    cells : int
        How many cells a side has.
    """

    positions: Ints
    first: Ints
    last: Ints
    low: Floats
    size: Floats
    cells: int

    @classmethod
    def of(cls, boxes: Floats, indexed: Bools) -> BoxIndex:
        """Return an index of the boxes, of shape (n, 4), where `indexed` is true."""
        positions = np.flatnonzero(indexed)
        boxes = boxes[positions]
        low, high = boxes[:, :2].min(axis=0, initial=np.inf), boxes[:, 2:].max(axis=0, initial=-np.inf)
        cells = int(np.clip(np.sqrt(len(boxes)), *_CELLS))
        size = np.maximum(high - low, np.finfo(float).tiny) / cells
        first, last = (_cells_of(corner, low, size, cells) for corner in (boxes[:, :2], boxes[:, 2:]))
        return cls(positions, first, last, low, size, cells)

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
            return self.positions[:0]
        first, last = (
            _cells_of(corner, self.low, self.size, self.cells) for corner in (few[:, :2], few[:, 2:])
        )
        touched = sums_of(np.sign(coverage_of(first, last, self.cells)))
        (x0, y0), (x1, y1) = self.first, self.last + 1
        count = touched[x1, y1] - touched[x0, y1] - touched[x1, y0] + touched[x0, y0]
        near: Ints = self.positions[count > 0]
        return near


def _cells_of(corners: Floats, low: Floats, size: Floats, cells: int) -> Ints:
    cell = (corners - low) / size
    return np.clip(cell, 0, cells - 1, out=cell).T.astype(np.int64)


def coverage_of(first: Ints, last: Ints, cells: int) -> Ints:
    """Return how many boxes cover each cell, from the steps at their corners."""
    # A box is four steps that two sums spread over it: however large it is, it takes no longer.
    steps = np.zeros((cells + 1, cells + 1), dtype=np.int32)
    (x0, y0), (x1, y1) = first, last + 1
    for x, y, step in ((x0, y0, 1), (x1, y0, -1), (x0, y1, -1), (x1, y1, 1)):
        np.add.at(steps, (x, y), step)
    counts: Ints = steps.cumsum(axis=0).cumsum(axis=1)[:cells, :cells]
    return counts


def sums_of(table: Ints) -> Ints:
    """Return the sums of a table over the rectangles from its corner."""
    padded: Ints = np.pad(table.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    return padded
