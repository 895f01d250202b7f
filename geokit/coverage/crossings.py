"""Whether edges cross too often, decided before an overlay: GEOS can not be interrupted, and keeps every crossing.

Edges are cut into pieces and sorted into the cells of a grid; full cells are divided again and again. What is then
left together in a cell is tried pair by pair, up to a limit: it takes no longer, however entangled the edges are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.boxes import count_overlapping
from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, ragged_positions
from geokit.geometry.rings import Rings

if TYPE_CHECKING:
    from collections.abc import Iterator


# Of one polygon or pair, and of a layer: an overlay keeps about a kilobyte a crossing.
MANY_CROSSINGS = 100_000
MANY_IN_A_LAYER = 1_000_000
# A cell with more edges is divided in four, so many times at most.
_FULL_CELL, _DEPTH = 10, 12
# Pairs that are tried, and edges in cells, for each edge and for each crossing allowed: then it is given up as entangled.
_TRIED_AN_EDGE, _TRIED_A_CROSSING = 20, 40
# Fewer edges can not cross so often.
_EDGES_AT_LEAST = (2 * MANY_CROSSINGS) ** 0.5
# Noding moves no vertex so far: edges that have no cell in common stay apart.
_MOVED_M = 1e-4
# Cells along a side, for each edge along it: so few edges share a cell that most components have theirs to themselves.
_FINE = 4
# Pairs that are tried in one go.
_BLOCK = 1 << 19
# Column, row and edge in one 64-bit key, which sorts at once; as many cells along a side as the edges leave room for.
_KEY_BITS, _PLACE_BITS = 63, 19


@dataclass(frozen=True, slots=True)
class Cells:
    """Square cells, and the edges that pass through each, or come so near to it that noding might bring them there.

    Parameters
    ----------
    edges : ndarray of int64, shape (k,)
        The edges of all cells, one cell after the other.
    counts : ndarray of int64, shape (c,)
        How many edges each cell has.
    places : ndarray of int64, shape (c, 2)
        The column and row of each cell.
    side_m : float
        How wide the cells are.
    """

    edges: Ints
    counts: Ints
    places: Ints
    side_m: float

    @classmethod
    def of(cls, segments: Floats) -> Cells:
        """Return the edges, of shape (k, 2, 2), in cells of which few have edges that do not meet."""
        return _first_cells(_from_corner(segments))

    @property
    def first_edges(self) -> Ints:
        """An edge of each cell."""
        edges: Ints = self.edges[np.cumsum(self.counts) - self.counts]
        return edges

    @property
    def pairs(self) -> int:
        """How many pairs of edges are in the same cell."""
        return int((self.counts * (self.counts - 1) // 2).sum())

    def parted(self, most: int) -> Iterator[Cells]:
        """Yield the cells in parts of about so many edges."""
        ends = np.cumsum(self.counts)
        for cells in np.split(np.arange(len(ends)), np.flatnonzero(np.diff(ends // most)) + 1):
            rows = slice(ends[cells[0]] - self.counts[cells[0]], ends[cells[-1]]) if len(cells) else slice(0)
            yield Cells(self.edges[rows], self.counts[cells], self.places[cells], self.side_m)

    def taken(self, cells: Bools) -> Cells:
        """Return some of the cells."""
        return Cells(
            self.edges[np.repeat(cells, self.counts)], self.counts[cells], self.places[cells], self.side_m
        )

    def divided(self, segments: Floats) -> Cells:
        """Return the quarters of the cells that an edge passes through."""
        half, cell = self.side_m / 2, np.repeat(np.arange(len(self.counts)), self.counts)
        places = (2 * self.places[:, None] + np.array([[0, 0], [1, 0], [0, 1], [1, 1]])).reshape(-1, 2)
        quarters = [
            _pass_through(segments[self.edges], places[4 * cell + quarter] * half, half)
            for quarter in range(4)
        ]
        rows, quarter = np.nonzero(np.stack(quarters, axis=1))
        number = 4 * cell[rows] + quarter
        order = np.argsort(number, kind="stable")
        counts = np.bincount(number, minlength=len(places))
        filled = counts > 0
        return Cells(self.edges[rows[order]], counts[filled], places[filled], half)


def crosses_more_than(segments: Floats, limit: int, cells: Cells | None = None) -> bool:
    """Return whether edges cross each other, besides where they share an end, more than `limit` times.

    So many of them that cluster through one point count as if all crossed there: an overlay tries them all.

    Parameters
    ----------
    segments : ndarray of float64, shape (k, 2, 2)
        The two ends of each edge.
    limit : int
        The number of crossings.
    cells : Cells, optional
        Those of the edges, where they are known.

    Examples
    --------
    >>> cross = np.array([[[0, 0], [2, 2]], [[0, 2], [2, 0]], [[5, 5], [6, 6]]], dtype=float)
    >>> crosses_more_than(cross, 0), crosses_more_than(cross, 1)
    (True, False)
    """
    if cells is None:
        if min(count_overlapping(np.sort(segments[..., axis])) for axis in (0, 1)) <= limit:
            return False
        cells = Cells.of(segments)
    if cells.pairs <= limit:
        # Edges that cross have the cell of the crossing in common.
        return False
    segments, left = _from_corner(segments), limit
    # However entangled the edges are, the work is bounded by their number.
    budget = _TRIED_AN_EDGE * len(segments) + _TRIED_A_CROSSING * limit
    waiting = [(part, _DEPTH) for part in cells.parted(_BLOCK)]
    while waiting:
        cells, depth = waiting.pop()
        full = cells.counts > _FULL_CELL if depth else np.zeros(len(cells.counts), dtype=bool)
        few = cells.taken(~full)
        budget -= len(cells.edges) + few.pairs
        left -= _count_in_cells(few, segments, left, tried=depth > 0)
        if left < 0 or budget < 0:
            return True
        if full.any():
            divided = cells.taken(full).divided(segments)
            waiting += [(part, depth - 1) for part in divided.parted(_BLOCK)]
    return False


def have_many_crossings(polygons: Shapes) -> Bools:
    """Return which polygons' boundaries cross themselves more than `MANY_CROSSINGS` times."""
    entangled = np.zeros(len(polygons), dtype=bool)
    for position in np.flatnonzero(shapely.get_num_coordinates(polygons) > _EDGES_AT_LEAST):
        segments = Rings.of(polygons[position : position + 1]).edges()
        entangled[position] = crosses_more_than(segments, MANY_CROSSINGS)
    return entangled


def have_many_crossings_between(left: Shapes, right: Shapes, *, possible: int = 0) -> Bools:
    """Return which pairs of polygons have more than `MANY_CROSSINGS` crossings between them.

    Of those where fewer than `possible` crossings are possible none is looked at.
    """
    entangled = np.zeros(len(left), dtype=bool)
    edges = shapely.get_num_coordinates(left) * shapely.get_num_coordinates(right)
    for pair in np.flatnonzero(edges > max(MANY_CROSSINGS, possible)):
        one, other = _edges_in_common(left[pair], right[pair])
        # Neighbours have few edges where their boxes meet.
        if len(one) * len(other) > MANY_CROSSINGS:
            entangled[pair] = crosses_more_than(np.concatenate([one, other]), MANY_CROSSINGS)
    return entangled


def _edges_in_common(left: shapely.Geometry, right: shapely.Geometry) -> list[Floats]:
    """Return the edges of each of two polygons that reach the box of the other."""
    pair = np.array([left, right], dtype=object)
    found = []
    for own, box in zip(pair, shapely.bounds(pair)[::-1], strict=True):
        segments = Rings.of(np.array([own], dtype=object)).edges()
        reaching = (segments.min(axis=1) <= box[2:]) & (segments.max(axis=1) >= box[:2])
        found.append(segments[reaching.all(axis=1)])
    return found


def _from_corner(segments: Floats) -> Floats:
    """Return edges about a corner of the cells, with more than their margin on the way to it."""
    about: Floats = segments - (segments.min(axis=(0, 1)) - 2 * _MOVED_M)
    return about


def _first_cells(segments: Floats) -> Cells:
    """Return the edges in cells so wide that about two pieces of them lie in each along its length."""
    step = segments[:, 1] - segments[:, 0]
    length_m = np.hypot(*step.T)
    edge_bits = len(segments).bit_length()
    place_bits = min((_KEY_BITS - edge_bits) // 2, _PLACE_BITS)
    widest = 1 << (place_bits - 1)
    along_side = min(_FINE * len(segments) ** 0.5, widest)
    side_m = max(2 * float(length_m.mean()), float(segments.max()) / along_side, _FINE * _MOVED_M)
    pieces = (2 * length_m / side_m).astype(np.int64) + 1
    edges = np.repeat(np.arange(len(segments)), pieces)
    along = ragged_positions(np.zeros(len(pieces), dtype=np.int64), pieces)
    share = step[edges] / pieces[edges][:, None]
    ends = [segments[edges, 0] + share * (along + end)[:, None] for end in (0, 1)]
    first, last = (
        np.floor(corner / side_m).astype(np.int64)
        for corner in (np.minimum(*ends) - _MOVED_M, np.maximum(*ends) + _MOVED_M)
    )
    # With a margin around it a piece is no longer than a cell is wide: it lies in four at most.
    apart = first != last
    keys = [_keys(first, edges, place_bits, edge_bits)]
    for right, up in ((True, False), (False, True), (True, True)):
        more = (apart[:, 0] | (not right)) & (apart[:, 1] | (not up))
        places = np.where([right, up], last, first)[more]
        keys.append(_keys(places, edges[more], place_bits, edge_bits))
    # A sort finds keys that are there twice faster than their hashes do.
    key = np.sort(np.concatenate(keys))
    key = key[np.diff(key, prepend=-1) != 0]
    cell, edge = key >> edge_bits, key & ((1 << edge_bits) - 1)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    numbers, counts = cell[starts], np.diff(starts, append=len(cell))
    places = np.stack([numbers >> place_bits, numbers & ((1 << place_bits) - 1)], axis=1)
    return Cells(edge, counts, places, side_m)


def _keys(places: Ints, edges: Ints, place_bits: int, edge_bits: int) -> Ints:
    keys: Ints = (((places[:, 0] << place_bits) | places[:, 1]) << edge_bits) | edges
    return keys


def _pass_through(segments: Floats, low: Floats, side_m: float) -> Bools:
    """Return which segments pass through their square cell."""
    start, step = segments[:, 0], segments[:, 1] - segments[:, 0]
    # Liang and Barsky: where a line enters and leaves the cell, as shares of the segment. One that stands still along an
    # axis divides by zero there.
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = [(low + side - start) / step for side in (0.0, side_m)]
    inside = (start >= low) & (start <= low + side_m)
    still = step == 0
    enter = np.where(still, np.where(inside, -np.inf, np.inf), np.minimum(*ends)).max(axis=1)
    leave = np.where(still, np.where(inside, np.inf, -np.inf), np.maximum(*ends)).min(axis=1)
    met: Bools = np.maximum(enter, 0) <= np.minimum(leave, 1)
    return met


def _count_in_cells(cells: Cells, segments: Floats, limit: int, *, tried: bool) -> int:
    """Return how often the edges in the same cell cross there, or more than `limit`.

    Those that are not tried count as if each crossed each.
    """
    if cells.pairs == 0 or not tried:
        return cells.pairs
    cell = np.repeat(np.arange(len(cells.counts)), cells.counts)
    later = np.cumsum(cells.counts)[cell] - np.arange(len(cell)) - 1
    ends, found = np.cumsum(later) // _BLOCK, 0
    for part in np.split(np.arange(len(later)), np.flatnonzero(np.diff(ends)) + 1):
        first = np.repeat(part, later[part])
        second = ragged_positions(part + 1, later[part])
        one, other = segments[cells.edges[first]], segments[cells.edges[second]]
        found += int(_cross(one, other, cells.places[cell[first]], cells.side_m).sum())
        if found > limit:
            break
    return found


def _cross(one: Floats, other: Floats, places: Ints, side_m: float) -> Bools:
    """Return which pairs of segments cross in their cell and do not share an end."""
    sides = [
        _turn(line[:, 0], line[:, 1], points[:, end])
        for line, points in ((one, other), (other, one))
        for end in (0, 1)
    ]
    crossing = ((sides[0] > 0) != (sides[1] > 0)) & ((sides[2] > 0) != (sides[3] > 0))
    for end in (0, 1):
        crossing &= (one[:, end] != other[:, 0]).any(axis=1) & (one[:, end] != other[:, 1]).any(axis=1)
    # A pair is in several cells, and counts in that of its crossing alone.
    with np.errstate(divide="ignore", invalid="ignore"):
        share = sides[2] / (sides[2] - sides[3])
        place = one[:, 0] + share[:, None] * (one[:, 1] - one[:, 0])
        here = (np.floor(place / side_m) == places).all(axis=1)
    met: Bools = crossing & here
    return met


def _turn(start: Floats, end: Floats, point: Floats) -> Floats:
    along, away = end - start, point - start
    turn: Floats = along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0]
    return turn
