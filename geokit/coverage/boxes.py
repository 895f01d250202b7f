"""Which of many boxes lie near any of a few: a summed-area table of the cells that the few touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geokit.coverage.arrays import Floats, Ints

_CELLS = (64, 2048)


def boxes_near(boxes: Floats, few: Floats) -> Ints:
    """Return the positions of the boxes that share a grid cell with one of the few.

    Parameters
    ----------
    boxes, few : ndarray, shape (n, 4)
        Lowest x, lowest y, highest x, highest y; rows with NaN are near nothing.

    Returns
    -------
    ndarray of int64
        Ascending. Every box that meets one of the few is among them; others that lie near may be.

    Examples
    --------
    >>> boxes = np.array([[0, 0, 1, 1], [50, 50, 51, 51], [99, 99, 100, 100]], dtype=float)
    >>> boxes_near(boxes, np.array([[0.5, 0.5, 2, 2]]))
    array([0])
    """
    finite = np.flatnonzero(np.isfinite(boxes).all(axis=1))
    few = few[np.isfinite(few).all(axis=1)]
    if len(finite) == 0 or len(few) == 0:
        return finite[:0]
    cells = int(np.clip(2 * np.sqrt(len(finite)), *_CELLS))
    low = np.minimum(boxes[finite, :2].min(axis=0), few[:, :2].min(axis=0))
    high = np.maximum(boxes[finite, 2:].max(axis=0), few[:, 2:].max(axis=0))
    size = np.maximum(high - low, np.finfo(float).tiny) / cells

    def cell_of(corner: Floats) -> Ints:
        cell: Ints = np.minimum(((corner - low) / size).astype(np.int64), cells - 1)
        return cell

    touched = _summed(np.sign(_covered(cell_of(few[:, :2]), cell_of(few[:, 2:]), cells)))
    (x0, y0), (x1, y1) = cell_of(boxes[finite, :2]).T, cell_of(boxes[finite, 2:]).T + 1
    count = touched[x1, y1] - touched[x0, y1] - touched[x1, y0] + touched[x0, y0]
    near: Ints = finite[count > 0]
    return near


def _covered(first: Ints, last: Ints, cells: int) -> Ints:
    """Return how many boxes cover each cell, from the steps at their corners."""
    steps = np.zeros((cells + 1, cells + 1), dtype=np.int64)
    (x0, y0), (x1, y1) = first.T, last.T + 1
    for x, y, step in ((x0, y0, 1), (x1, y0, -1), (x0, y1, -1), (x1, y1, 1)):
        np.add.at(steps, (x, y), step)
    counts: Ints = steps.cumsum(axis=0).cumsum(axis=1)[:cells, :cells]
    return counts


def _summed(table: Ints) -> Ints:
    """Return the sums of a table over the rectangles from its corner."""
    padded: Ints = np.pad(table.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    return padded
