"""Overlays whose area is proven: what GEOS gives is compared with a sum over edges, and computed again where it differs.

GEOS overlays in floating point first, and judges by rough signs whether it went wrong; about one overlay in many
thousands passes them with land lost or added, and without an error. The area that two polygons share is known without
an overlay: a polygon is the sum of the strips below its edges, those of its upper edges added and those of its lower ones
subtracted, and what two polygons share is the sum, over all pairs of edges, of what is below both. An overlay that does
not have that area is computed again on a grid, where every vertex is rounded and nothing else can happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.layers import from_local_origin, keep_polygons, to_local_origin
from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, ragged_positions
from geokit.geometry.rings import Rings
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shapely.geometry.base import BaseGeometry


# Edges, and pairs of edges, in one block: bounds the memory.
_BLOCK = 1 << 18

# About as many edges in a column, where each is paired with each.
_EDGES_A_COLUMN = 16

# The grids in metres that an overlay is computed on again, the finest first.
GRIDS_M = (1e-8, 1e-7, 1e-6, 1e-5)

# An overlay moves vertices by no more than this: so much of its boundary, in m² a metre, is no error.
_SHIFT_M = 1e-8

# What rounding leaves of an area, however short its boundary.
_LEAST_M2 = 1e-7

# At an easting of 40 million metres a vertex is off by so much.
_FAR_M = 1e-7

# Sums of areas in floating point differ by this part of them.
_ROUNDED = 1e-12


def intersections(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon shares with its partner.

    Parameters
    ----------
    left, right : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid, about a local origin; n of each.

    Examples
    --------
    >>> intersections(np.array([shapely.box(0, 0, 10, 10)]), np.array([shapely.box(8, 8, 20, 20)]))
    array([<POLYGON ((10 10, 10 8, 8 8, 8 10, 10 10))>], dtype=object)
    """
    return _verified(shapely.intersection, left, right, shared_area_m2(left, right))


def differences(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon has besides its partner.

    Parameters are those of :func:`intersections`; an empty partner takes nothing away.
    """
    return _verified(shapely.difference, left, right, shapely.area(left) - shared_area_m2(left, right))


def robust_intersection(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon shares with its partner, wherever they lie.

    What is shared and what is not must together be the polygon; where they are not, they are overlaid again about a
    local origin, and held against the sum over edges.
    """
    return _robust_overlay(left, right)[0]


def robust_difference(left: Shapes, right: Shapes) -> Shapes:
    """Return the polygonal part of what each polygon has besides its partner, wherever they lie, as `robust_intersection`."""
    return _robust_overlay(left, right)[1]


def _robust_overlay(left: Shapes, right: Shapes) -> tuple[Shapes, Shapes]:
    shared = keep_polygons(np.asarray(shapely.intersection(left, right)))
    rest = keep_polygons(np.asarray(shapely.difference(left, right)))
    apart_m2 = abs(shapely.area(shared) + shapely.area(rest) - shapely.area(left))
    for pair in np.flatnonzero(apart_m2 > area_slack_m2(left, grid_m=_FAR_M)):
        origin = np.floor(shapely.bounds(left[pair])[:2])
        one, other = (to_local_origin(np.array([side[pair]], dtype=object), origin) for side in (left, right))
        shared[[pair]] = from_local_origin(intersections(one, other), origin)
        rest[[pair]] = from_local_origin(differences(one, other), origin)
    return shared, rest


def robust_unions(groups: Shapes) -> Shapes:
    """Return the polygonal part of each group's union, wherever the groups lie.

    Parameters
    ----------
    groups : ndarray of shapely.GeometryCollection or shapely.MultiPolygon
        Valid polygons each; a union is computed about the south-west corner of its group, as in :func:`local_union`.
    """
    origins = np.nan_to_num(np.floor(shapely.bounds(groups)[:, :2]))
    local = _moved(groups, -origins)
    united = np.asarray(shapely.union_all(local.reshape(-1, 1), axis=1))
    # As large as all pieces together: none was lost, and none lies on another.
    doubtful = np.flatnonzero(abs(shapely.area(local) - shapely.area(united)) > area_slack_m2(united))
    again = np.asarray(shapely.union_all(local[doubtful].reshape(-1, 1), axis=1, grid_size=GRIDS_M[0]))
    differs = abs(shapely.area(again) - shapely.area(united[doubtful])) > area_slack_m2(
        again, grid_m=GRIDS_M[0]
    )
    for row in doubtful[differs]:
        united[row] = local_union(shapely.get_parts(local[row]))
    return _moved(keep_polygons(united), origins)


def robust_union(shapes: Shapes) -> BaseGeometry:
    """Return the union of valid polygons, wherever they lie, as :func:`robust_unions` of one group.

    Examples
    --------
    >>> robust_union(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])).area
    3.0
    """
    united: BaseGeometry = robust_unions(np.array([shapely.GeometryCollection(list(shapes))], dtype=object))[
        0
    ]
    return united


def _moved(shapes: Shapes, steps: Floats) -> Shapes:
    """Return copies of shapes, each moved by a step of its own; a z is dropped, as areas have none."""
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    moved: Shapes = shapely.set_coordinates(shapes.copy(), coordinates + steps[owners])
    return moved


def local_union(shapes: Shapes) -> shapely.Geometry:
    """Return the union of polygons about a local origin.

    It is computed twice, in floating point and on a grid: where the two differ the grid is right.
    """
    united, finest = in_threads(
        lambda grid_m: shapely.union_all(shapes, grid_size=grid_m), (None, GRIDS_M[0])
    )
    for grid_m in GRIDS_M:
        again = finest if grid_m == GRIDS_M[0] else shapely.union_all(shapes, grid_size=grid_m)
        slack_m2 = area_slack_m2(np.array([again], dtype=object), grid_m=grid_m)[0]
        if abs(again.area - united.area) <= slack_m2:
            return united
        united = again
    return united


def area_slack_m2(shapes: Shapes, *, grid_m: float = 0.0) -> Floats:
    """Return by how many m² the area of each overlay may be off: what rounding its vertices can do."""
    slack: Floats = _LEAST_M2 + (_SHIFT_M + grid_m) * shapely.length(shapes) + _ROUNDED * shapely.area(shapes)
    return slack


def _verified(overlay: Callable[..., Any], left: Shapes, right: Shapes, expected_m2: Floats) -> Shapes:
    shapes = keep_polygons(np.asarray(overlay(left, right)))
    wrong = np.flatnonzero(_differs(shapes, expected_m2, left, right))
    for grid_m in GRIDS_M:
        if len(wrong) == 0:
            break
        again = keep_polygons(np.asarray(overlay(left[wrong], right[wrong], grid_size=grid_m)))
        nearer = abs(shapely.area(again) - expected_m2[wrong]) < abs(
            shapely.area(shapes[wrong]) - expected_m2[wrong]
        )
        shapes[wrong[nearer]] = again[nearer]
        wrong = wrong[_differs(shapes[wrong], expected_m2[wrong], left[wrong], right[wrong], grid_m=grid_m)]
    return shapes


def _differs(
    shapes: Shapes, expected_m2: Floats, left: Shapes, right: Shapes, *, grid_m: float = 0.0
) -> Bools:
    # What was lost leaves no boundary: both operands show how far rounding may reach.
    longest = np.where(shapely.length(left) < shapely.length(right), left, right)
    allowed_m2 = np.maximum(area_slack_m2(shapes, grid_m=grid_m), area_slack_m2(longest, grid_m=grid_m))
    differs: Bools = abs(shapely.area(shapes) - expected_m2) > allowed_m2
    return differs


def shared_area_m2(left: Shapes, right: Shapes) -> Floats:
    """Return the area in m² that each polygon shares with its partner.

    Parameters
    ----------
    left, right : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid, about a local origin; n of each.

    Examples
    --------
    >>> shared_area_m2(np.array([shapely.box(0, 0, 10, 10)]), np.array([shapely.box(8, 5, 20, 20)]))
    array([10.])
    """
    area_m2 = np.zeros(len(left))
    sizes = shapely.get_num_coordinates(left), shapely.get_num_coordinates(right)
    columns = np.maximum((sizes[0] + sizes[1]) // _EDGES_A_COLUMN, 1).astype(np.int64)
    for part in _blocks(sizes[0] + sizes[1]):
        area_m2[part] = _shared_in_block(left[part], right[part], columns[part])
    return area_m2


def _shared_in_block(left: Shapes, right: Shapes, columns: Ints) -> Floats:
    boxes = np.hstack(
        [
            np.maximum(shapely.bounds(left)[:, :2], shapely.bounds(right)[:, :2]),
            np.minimum(shapely.bounds(left)[:, 2:], shapely.bounds(right)[:, 2:]),
        ]
    )
    split = _split(boxes, columns)
    pair = np.repeat(np.arange(len(left)), columns)
    lefts, rights = (
        _Edges.of(shapes).within(boxes, columns, shapely.bounds(other)[:, 1])
        for shapes, other in ((left, right), (right, left))
    )
    counts = np.bincount(rights.owners, minlength=len(split))
    starts = np.cumsum(counts) - counts
    shared: Floats = np.zeros(len(left))
    for part in _blocks(counts[lefts.owners]):
        owners = lefts.owners[part]
        rows = np.repeat(part, counts[owners])
        others = ragged_positions(starts[owners], counts[owners])
        area_m2 = _below_both(lefts, rows, rights, others, split)
        shared += np.bincount(pair[lefts.owners[rows]], weights=area_m2, minlength=len(left))
    return shared


def _split(boxes: Floats, columns: Ints) -> Floats:
    """Return the columns of boxes; where one ends the next begins, to the last digit."""
    box, width = np.repeat(np.arange(len(boxes)), columns), (boxes[:, 2] - boxes[:, 0]) / columns
    step = ragged_positions(np.zeros(len(columns), dtype=np.int64), columns)
    split = boxes[box]
    split[:, 0] += width[box] * step
    inner = np.flatnonzero(box[1:] == box[:-1])
    split[inner, 2] = split[inner + 1, 0]
    return split


def _below_both(lefts: _Edges, rows: Ints, rights: _Edges, others: Ints, boxes: Floats) -> Floats:
    """Return, for pairs of edges, the signed area below both and above the lower side of their box."""
    box = boxes[lefts.owners[rows]]
    low = np.maximum(np.maximum(lefts.west[rows, 0], rights.west[others, 0]), box[:, 0])
    high = np.minimum(np.minimum(lefts.east[rows, 0], rights.east[others, 0]), box[:, 2])
    met = np.flatnonzero(high > low)
    rows, others, low, high, base = rows[met], others[met], low[met], high[met], box[met, 1]
    ends = [(lefts.heights(rows, x) - base, rights.heights(others, x) - base) for x in (low, high)]
    between, total = ([one - other for one, other in ends], sum(one + other for one, other in ends))
    apart = abs(between[0]) + abs(between[1])
    crossing = (between[0] > 0) != (between[1] > 0)
    # The lower of two lines is half their sum less half their distance, which where they cross is that of two triangles.
    squares = np.divide(between[0] ** 2 + between[1] ** 2, apart, out=np.zeros_like(apart), where=apart > 0)
    distance = np.where(crossing, squares, apart)
    area_m2 = np.zeros(len(box))
    area_m2[met] = lefts.signs[rows] * rights.signs[others] * (high - low) * (total - distance) / 4
    return area_m2


def _blocks(weights: Ints) -> Iterator[Ints]:
    """Yield positions in slices that weigh about as much as a block."""
    ends = np.cumsum(weights) // _BLOCK
    for part in np.split(np.arange(len(weights)), np.flatnonzero(np.diff(ends)) + 1):
        if len(part):
            yield part


@dataclass(frozen=True, slots=True)
class _Edges:
    """Edges that are not vertical, each from west to east, by the column of land that they belong to.

    Parameters
    ----------
    west, east : ndarray of float64, shape (k, 2)
        The two ends.
    signs : ndarray of float64, shape (k,)
        1 for an upper edge, -1 for a lower one.
    owners : ndarray of int64, shape (k,)
        The column of each, ascending.
    """

    west: Floats
    east: Floats
    signs: Floats
    owners: Ints

    @classmethod
    def of(cls, shapes: Shapes) -> _Edges:
        """Return the edges of polygons, each in the column of its polygon's position; :meth:`within` puts them in order."""
        rings = Rings.of(shapes)
        left_of_edge = np.where((rings.signed_areas() > 0) == rings.is_hole, -1.0, 1.0)
        ring = np.repeat(np.arange(len(rings)), rings.counts - 1)
        # Two arrays of their own: slices of one that holds both ends are slower in everything that follows.
        first, second = rings.coordinates[rings.edge_starts], rings.coordinates[rings.edge_starts + 1]
        eastward = (second[:, 0] > first[:, 0])[:, None]
        signs = np.where(eastward[:, 0], -1.0, 1.0) * left_of_edge[ring]
        west, east = np.where(eastward, first, second), np.where(eastward, second, first)
        return cls(west, east, signs, rings.rows[ring])

    def within(self, boxes: Floats, columns: Ints, floor: Floats) -> _Edges:
        """Return the edges once for each column of their polygon's box that they reach.

        Parameters
        ----------
        boxes : ndarray of float64, shape (n, 4)
            The part of each polygon that counts.
        columns : ndarray of int64, shape (n,)
            How many columns of one width each box has.
        floor : ndarray of float64, shape (n,)
            Where the other polygon starts. An edge below it adds as much as it takes off, and is left out.
        """
        box, count = boxes[self.owners], columns[self.owners]
        reaching = np.flatnonzero(
            (np.minimum(self.east[:, 0], box[:, 2]) > np.maximum(self.west[:, 0], box[:, 0]))
            & (np.maximum(self.west[:, 1], self.east[:, 1]) > floor[self.owners])
        )
        box, count = box[reaching], count[reaching]
        width = (box[:, 2] - box[:, 0]) / count
        first, last = (
            np.clip((ends[reaching, 0] - box[:, 0]) / width, 0, count - 1).astype(np.int64)
            for ends in (self.west, self.east)
        )
        times = last - first + 1
        edges = np.repeat(reaching, times)
        column = ragged_positions((np.cumsum(columns) - columns)[self.owners[reaching]] + first, times)
        order = np.argsort(column, kind="stable")
        edges = edges[order]
        return _Edges(self.west[edges], self.east[edges], self.signs[edges], column[order])

    def heights(self, rows: Ints, x: Floats) -> Floats:
        """Return how high the edges in `rows` are at `x`."""
        west, step = self.west[rows], self.east[rows] - self.west[rows]
        height: Floats = west[:, 1] + (x - west[:, 0]) / step[:, 0] * step[:, 1]
        return height
