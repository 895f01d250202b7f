"""The order in which parcels are counted: rows from the north, and in each row from the west, as a page is read.

A parcel stands where the north-west corner of its extent is. The northernmost begins a row, which takes all that begin no
farther south than the tolerance; the northernmost of the others begins the next. So the order depends on the shapes alone:
not on the order of a table, and not on where the land lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from geokit.geometry.arrays import Floats, Ints, Shapes

# Coordinates are printed to the millimetre: what differs by less is noise.
_STEP_M: Final = 1e-3


def default_row_tolerance_m(shapes: Shapes) -> float:
    """Return half the median height of shapes; 0.0 where none has an extent.

    Examples
    --------
    >>> default_row_tolerance_m(np.array([shapely.box(0, 0, 10, 30), shapely.box(0, 0, 5, 50), None]))
    20.0
    """
    boxes = shapely.bounds(shapes)
    heights = (boxes[:, 3] - boxes[:, 1])[~np.isnan(boxes[:, 3])]
    return float(np.median(heights)) / 2 if len(heights) else 0.0


def reading_order(shapes: Shapes, tolerance_m: float | None = None, ties: Ints | None = None) -> Ints:
    """Return the positions of shapes in the order that they are counted in; those without an extent come last.

    Parameters
    ----------
    shapes : ndarray of geometries, shape (n,)
        In metres; None and empty ones are allowed.
    tolerance_m : float, optional
        How much farther south than the first of its row a parcel may begin; half the median height if left out.
    ties : ndarray of int, shape (n,), optional
        Decides between shapes that are equal.

    Examples
    --------
    >>> grid = [shapely.box(x, y, x + 90, y + 90) for x, y in ((100, 3), (0, -100), (0, 0), (100, -99))]
    >>> reading_order(np.array(grid)).tolist()
    [2, 0, 1, 3]
    """
    if tolerance_m is None:
        tolerance_m = default_row_tolerance_m(shapes)
    boxes, areas = shapely.bounds(shapes), shapely.area(shapes)
    # Bounds, since an empty point has no x.
    centres = shapely.bounds(shapely.centroid(shapes))
    corner = np.column_stack([boxes[:, 0], -boxes[:, 3]])
    away = _steps(corner - _lowest(corner))
    # Two halves of a square have one extent: their middles tell them apart.
    middle = _steps(np.column_stack([centres[:, 0], -centres[:, 1]]) - corner)
    size = _steps(np.column_stack([boxes[:, 2], -boxes[:, 1]]) - corner)
    rows = _rows(away[:, 1], round(tolerance_m / _STEP_M))
    last = np.zeros(len(shapes), dtype=np.int64) if ties is None else ties
    keys = (last, areas, *size.T, *middle.T[::-1], away[:, 1], away[:, 0], rows)
    order: Ints = np.lexsort(keys)
    return order


def _lowest(corner: Floats) -> Floats:
    known = corner[~np.isnan(corner).any(axis=1)]
    return known.min(axis=0) if len(known) else np.zeros(2)


def _steps(values: Floats) -> Floats:
    steps: Floats = np.round(values / _STEP_M)
    return steps


def _rows(depth: Floats, tolerance: float) -> Ints:
    """Return the row of each, counted from the north; of those that are nowhere one more than the last."""
    order = np.argsort(depth, kind="stable")
    ordered = depth[order]
    count = int(np.searchsorted(ordered, np.inf)) if len(ordered) else 0
    begins = np.zeros(len(depth), dtype=np.int64)
    at = 0
    while at < count:
        begins[at] = 1
        at = int(np.searchsorted(ordered[:count], ordered[at] + tolerance, side="right"))
    if count < len(depth):
        begins[count] = 1
    rows = np.empty(len(depth), dtype=np.int64)
    rows[order] = np.cumsum(begins) - 1
    return rows
