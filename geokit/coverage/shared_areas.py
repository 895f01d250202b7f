"""The area that two polygons share, without an overlay.

A polygon is the sum of the strips below its edges, those of its upper edges added and those of its lower ones subtracted, and
what two polygons share is the sum, over all pairs of edges, of what is below both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.kernels import loops_for
from geokit.geometry.arrays import Floats, Ints, Shapes, ragged_positions
from geokit.geometry.rings import Rings

if TYPE_CHECKING:
    from collections.abc import Iterator

# Edges, and pairs of edges, in one block: bounds the memory.
_BLOCK = 1 << 18

# About as many edges in a column, where each is paired with each.
_EDGES_A_COLUMN = 16

# Of pairs with more pairs of edges, those of one column only are tried.
_FEW_PAIRS = 1 << 14


def shared_area_m2(left: Shapes, right: Shapes, *, layer_size: int = 0) -> Floats:
    """Return the area in m² that each polygon shares with its partner.

    Parameters
    ----------
    left, right : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid, about a local origin; n of each.
    layer_size : int
        How many polygons the layer has whose pairs these are some of: of a large one loops are compiled.

    Examples
    --------
    >>> shared_area_m2(np.array([shapely.box(0, 0, 10, 10)]), np.array([shapely.box(8, 5, 20, 20)]))
    array([10.])
    """
    loops = loops_for(layer_size, "loop_shared_areas")
    if loops is None:
        return _by_columns(left, right)
    # The loops try each edge with each.
    is_few = shapely.get_num_coordinates(left) * shapely.get_num_coordinates(right) <= _FEW_PAIRS
    few, many = np.flatnonzero(is_few), np.flatnonzero(~is_few)
    pairs = left[few], right[few]
    floors = np.stack([shapely.bounds(shapes)[:, 1] for shapes in pairs], axis=1)
    area_m2 = np.empty(len(left))
    area_m2[few] = loops.shared_areas(*map(Rings.of, pairs), _common_boxes(*pairs), floors)
    area_m2[many] = _by_columns(left[many], right[many])
    return area_m2


def _by_columns(left: Shapes, right: Shapes) -> Floats:
    """Return the shared areas from columns of land in each of which few edges lie."""
    area_m2 = np.zeros(len(left))
    edges = shapely.get_num_coordinates(left) + shapely.get_num_coordinates(right)
    columns = np.maximum(edges // _EDGES_A_COLUMN, 1).astype(np.int64)
    for part in _blocks(edges):
        area_m2[part] = _shared_in_block(left[part], right[part], columns[part])
    return area_m2


def _common_boxes(left: Shapes, right: Shapes) -> Floats:
    """Return where the boxes of each pair meet; of one that does not, its lower sides are the higher."""
    one, other = shapely.bounds(left), shapely.bounds(right)
    return np.hstack([np.maximum(one[:, :2], other[:, :2]), np.minimum(one[:, 2:], other[:, 2:])])


def _shared_in_block(left: Shapes, right: Shapes, columns: Ints) -> Floats:
    boxes = _common_boxes(left, right)
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
