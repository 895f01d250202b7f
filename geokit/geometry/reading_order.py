"""The order in which parcels are counted: rows from the north, and in each row from the west, as a page is read.

A parcel stands where the north-west corner of its extent is. The northernmost begins a row, which takes all that begin no
farther south than the tolerance; the northernmost of the others begins the next. So the order depends on the shapes alone:
not on the order of a table, and not on where the land lies.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from geokit.geometry.arrays import Floats, Ints, Shapes

# Coordinates are printed to the millimetre: what differs by less is noise.
_POLYGONAL: Final = 2
_STEP_M: Final = 1e-3
# Advice: edges of this share, by length, make a direction. In a grid of streets all do; in fields of any shape, few.
_CLEAR_SHARE: Final = 0.5
# A millimetre in ten kilometres.
_NO_TURN: Final = 1e-7


def row_angle(shapes: Shapes) -> float:
    """Return by which angle rows of shapes are turned from east to north, in degrees; 0.0 where no direction prevails.

    Parameters
    ----------
    shapes : ndarray of geometries, shape (n,)
        In metres; None and empty ones are allowed.

    Returns
    -------
    float
        More than -45 and at most 45.

    Examples
    --------
    >>> from shapely import affinity, box
    >>> tilted = affinity.rotate(box(0, 0, 300, 100), 20)
    >>> round(row_angle(np.array([tilted, None])), 6), row_angle(np.array([box(0, 0, 9, 9)]))
    (20.0, 0.0)
    """
    places, owners = shapely.get_coordinates(shapely.get_parts(_boundaries(shapes)), return_index=True)
    edges = np.diff(places, axis=0)[np.diff(owners) == 0]
    lengths = np.hypot(*edges.T)
    whole = math.fsum(lengths)
    if whole == 0:
        return 0.0
    # Four times an angle is the same for all sides of a square. Sums without an error know no order of the edges.
    fourfold = 4 * np.arctan2(edges[:, 1], edges[:, 0])
    east, north = math.fsum(lengths * np.cos(fourfold)), math.fsum(lengths * np.sin(fourfold))
    if math.hypot(east, north) < _CLEAR_SHARE * whole:
        return 0.0
    angle = math.atan2(north, east) / 4
    if math.pi / 4 - abs(angle) < _NO_TURN:
        return 45.0
    return 0.0 if abs(angle) < _NO_TURN else math.degrees(angle)


def turned(shapes: Shapes, angle: float) -> Shapes:
    """Return shapes of which the rows are turned by an angle, in degrees, with their rows from west to east.

    Examples
    --------
    >>> from shapely import box
    >>> turned(np.array([box(10, 10, 12, 13)]), 0.0)[0].bounds
    (10.0, 10.0, 12.0, 13.0)
    """
    if angle == 0 or not len(shapes):
        return shapes
    west, south = shapely.total_bounds(shapes)[:2]
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))

    def back(places: Floats) -> Floats:
        east, north = places[:, 0] - west, places[:, 1] - south
        return np.column_stack([east * cosine + north * sine, north * cosine - east * sine])

    made: Shapes = np.asarray(shapely.transform(shapes, back))
    return made


def _boundaries(shapes: Shapes) -> Shapes:
    lines: Shapes = shapely.boundary(shapes[shapely.get_dimensions(shapes) == _POLYGONAL])
    return lines


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
    # What has no extent is sorted behind the numbers of its row.
    rows = _rows(away[:, 1], float(np.round(tolerance_m / _STEP_M)))
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
    """Return the row of each, counted from the north; those that are nowhere are in the last."""
    order = np.argsort(depth, kind="stable")
    ordered = depth[order]
    count = int(np.searchsorted(ordered, np.inf)) if len(ordered) else 0
    begins = np.zeros(len(depth), dtype=np.int64)
    at = 0
    while at < count:
        begins[at] = 1
        at = int(np.searchsorted(ordered[:count], ordered[at] + tolerance, side="right"))
    rows = np.empty(len(depth), dtype=np.int64)
    rows[order] = np.cumsum(begins)
    return rows
