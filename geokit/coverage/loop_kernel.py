"""The edge kernel in compiled loops: for large layers. Imports numba.

Edges live in a table with open addressing, one row an edge: its hash, how often it is there, and its four
coordinates bit by bit. An edge that its opposite cancels leaves the table at once, so that the table of a layer
whose polygons come from west to east holds little more than the edges along one line, and fits a cache.

The loops hold no lock and change nothing but their arguments: several run at once, each on a table of its own, and what is
left of one part is added to another's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geokit.coverage.array_kernel import STAR_MARGIN
from geokit.coverage.compiled import compiled, part_of_loops

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Ints

Table = npt.NDArray[np.uint64]

# Odd, and without a pattern in their bits: coordinates that differ in few bits shall differ in the high bits of the hash.
_X_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_Y_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)
_MIX_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)
_FOLD = np.uint64(29)
_ONE = np.uint64(1)
_NONE = np.uint64(0)
_ALL_BITS = 64
# 4,096 rows of 48 bytes: a table that few edges wait in stays in the processor's cache.
_FIRST_SIZE_BITS = 12
_COLUMNS = 6


def measure_rings(vertices: Floats, offsets: Ints, grid_m: float = 0.0) -> tuple[Floats, Bools]:
    """Return the signed area of each ring on a grid, and whether it is star-shaped about its mean vertex there."""
    area_m2 = np.empty(len(offsets) - 1)
    star = np.empty(len(offsets) - 1, dtype=np.bool_)
    run = _room_for_one(offsets)
    rings = _for_loops(vertices), _for_loops(offsets, np.int64)
    _measure(rings, grid_m, STAR_MARGIN, run, area_m2, star)
    return area_m2, star


def _for_loops(values: Any, dtype: type[np.generic] = np.float64) -> Any:
    """Return an array as the one type that the loops are compiled for."""
    return np.require(values, dtype, ["C", "W"])


def walk_lines(partners: Ints) -> tuple[Ints, Ints]:
    """Return the ends in the order of the chains they make, and the chain of each, as the arrays' form does."""
    starts = np.concatenate([np.flatnonzero(partners < 0), np.arange(len(partners))])
    ends, chains = np.empty_like(starts, shape=(2, len(partners)))
    count = _walk(partners, starts, ends, chains)
    return ends[:count], chains[:count]


def _room_for_one(offsets: Ints) -> Floats:
    """Return room for the longest run of vertices."""
    return np.empty((int(np.diff(offsets).max(initial=0)), 2))


class EdgeTable:
    """Edges that no opposite edge has cancelled yet."""

    def __init__(self) -> None:
        self._rows: Table = np.zeros((1 << _FIRST_SIZE_BITS, _COLUMNS), dtype=np.uint64)
        self._used = 0

    def __len__(self) -> int:
        return self._used

    def add(self, vertices: Floats, offsets: Ints, weights: Ints, grid_m: float = 0.0) -> None:
        """Count the edges of runs of vertices, rounded to a grid, and let opposite ones cancel."""
        runs = _for_loops(vertices), _for_loops(offsets, np.int64), _for_loops(weights, np.int64)
        run, done = _room_for_one(offsets), 0
        room = run, run.view(np.uint64)
        while done < len(weights):
            done, self._used = _add(self._rows, self._used, runs, grid_m, room, done)
            if done < len(weights):
                self._grow_for(len(run))

    def _grow_for(self, edges: int) -> None:
        # Half full: beyond that, open addressing has to look at more and more rows.
        size = len(self._rows)
        while size < 2 * (self._used + edges):
            size *= 2
        larger: Table = np.zeros((size, _COLUMNS), dtype=np.uint64)
        _move(self._rows, larger)
        self._rows = larger

    def add_segments(self, segments: Floats, counts: Ints) -> None:
        """Count edges as often as each is there: what is left of another part."""
        self.add(segments.reshape(-1, 2), np.arange(0, 2 * len(segments) + 1, 2), counts)

    def remaining(self) -> tuple[Floats, Ints]:
        """Return the edges that are left, of shape (k, 2, 2), and how often each is."""
        rows = self._rows[self._rows[:, 0] != _NONE]
        return np.ascontiguousarray(rows[:, 2:]).view(np.float64).reshape(-1, 2, 2), rows[:, 1].astype(
            np.int64
        )


@part_of_loops
def _take(vertices: Floats, first: int, count: int, grid_m: float, run: Floats) -> None:
    """Copy a run of vertices, rounded to the grid."""
    # Adding zero makes 0.0 of -0.0: the same place, but not the same bits.
    for vertex in range(count):
        run[vertex, 0], run[vertex, 1] = vertices[first + vertex, 0] + 0.0, vertices[first + vertex, 1] + 0.0
    if grid_m:
        for vertex in range(count):
            run[vertex, 0] = np.rint(run[vertex, 0] / grid_m) * grid_m + 0.0
            run[vertex, 1] = np.rint(run[vertex, 1] / grid_m) * grid_m + 0.0


@part_of_loops
def _shift_of(rows: Table) -> np.uint64:
    """Return how far a hash is shifted to give the row where the search for it starts."""
    size_bits = 0
    while (1 << size_bits) < len(rows):
        size_bits += 1
    return np.uint64(_ALL_BITS - size_bits)


@part_of_loops
def _mix(value: np.uint64) -> np.uint64:
    value ^= value >> _HALF
    value *= _MIX_FACTOR
    value ^= value >> _FOLD
    return value * _X_FACTOR


@part_of_loops
def _hash(x: np.uint64, y: np.uint64) -> np.uint64:
    return _mix(x * _X_FACTOR + y * _Y_FACTOR)


@part_of_loops
def _find(
    rows: Table, shift: np.uint64, key: np.uint64, edge: tuple[np.uint64, np.uint64, np.uint64, np.uint64]
) -> tuple[np.uint64, int]:
    """Return the row of an edge and 1, of its opposite and -1, or the row where it belongs and 0."""
    x, y, next_x, next_y = edge
    mask = np.uint64(len(rows) - 1)
    row = key >> shift
    while rows[row, 0] != _NONE:
        if rows[row, 0] == key:
            if rows[row, 2] == next_x and rows[row, 3] == next_y and rows[row, 4] == x and rows[row, 5] == y:
                return row, -1
            if rows[row, 2] == x and rows[row, 3] == y and rows[row, 4] == next_x and rows[row, 5] == next_y:
                return row, 1
        row = (row + _ONE) & mask
    return row, 0


@part_of_loops
def _count(rows: Table, shift: np.uint64, row: np.uint64, weight: int) -> int:
    """Count an edge once more; return 1 if it has left the table, 0 if not."""
    count = np.int64(rows[row, 1]) + weight
    rows[row, 1] = np.uint64(count)
    if count != 0:
        return 0
    _remove(rows, shift, row)
    return 1


@part_of_loops
def _remove(rows: Table, shift: np.uint64, hole: np.uint64) -> None:
    """Empty a row, and move up what would no longer be found behind it."""
    mask = np.uint64(len(rows) - 1)
    row = (hole + _ONE) & mask
    # No mark is left where an edge was: edges come and go by the million, and marks would fill the table.
    while rows[row, 0] != _NONE:
        home = rows[row, 0] >> shift
        # How far from its home, counted around the end of the table: no nearer than the hole, and it may move there.
        if ((row - home) & mask) >= ((row - hole) & mask):
            for column in range(_COLUMNS):
                rows[hole, column] = rows[row, column]
            hole = row
        row = (row + _ONE) & mask
    rows[hole, 0] = _NONE


@compiled
def _measure(
    rings: tuple[Floats, Ints], grid_m: float, least: float, run: Floats, area_m2: Floats, star: Bools
) -> None:
    vertices, offsets = rings
    for ring in range(len(offsets) - 1):
        last = offsets[ring + 1] - offsets[ring] - 1
        _take(vertices, offsets[ring], last + 1, grid_m, run)
        # About the first vertex: with eight-digit eastings the sum would lose the millimetres.
        first_x, first_y = run[0, 0], run[0, 1]
        mean_x, mean_y = 0.0, 0.0
        for vertex in range(last):
            mean_x += run[vertex, 0] - first_x
            mean_y += run[vertex, 1] - first_y
        mean_x = first_x + mean_x / last
        mean_y = first_y + mean_y / last
        x, y = first_x - mean_x, first_y - mean_y
        twice, low, high, turns = 0.0, np.inf, -np.inf, 0
        for vertex in range(1, last + 1):
            next_x, next_y = run[vertex, 0] - mean_x, run[vertex, 1] - mean_y
            cross = x * next_y - y * next_x
            twice += cross
            low, high = min(low, cross), max(high, cross)
            turns += (y >= 0) != (next_y >= 0)
            x, y = next_x, next_y
        margin = least * abs(twice)
        area_m2[ring] = twice / 2
        star[ring] = turns == 2 and (low > margin or high < -margin)  # noqa: PLR2004 - up and down once


@compiled
def _add(
    rows: Table,
    used: int,
    runs: tuple[Floats, Ints, Ints],
    grid_m: float,
    room: tuple[Floats, Table],
    done: int,
) -> tuple[int, int]:
    """Add runs from the one after `done` on; return how many are done, and how many rows are used.

    `room` is memory for one run, as numbers and as bits. A table that may not hold the next run is left to the caller:
    where the loop itself replaced it, each access would count its owners, which takes as long as all the rest.
    """
    vertices, offsets, weights = runs
    run, bits = room
    shift = _shift_of(rows)
    for number in range(done, len(offsets) - 1):
        first, weight = offsets[number], weights[number]
        count = offsets[number + 1] - first
        if 2 * (used + count) > len(rows):
            return number, used
        if weight == 0 or count == 0:
            continue
        _take(vertices, first, count, grid_m, run)
        x, y = bits[0, 0], bits[0, 1]
        start_hash = _hash(x, y)
        for vertex in range(1, count):
            next_x, next_y = bits[vertex, 0], bits[vertex, 1]
            end_hash = _hash(next_x, next_y)
            # The sum does not know which end came first. A hash of 0 would mean an empty row.
            key = (start_hash + end_hash) | _ONE
            row, direction = _find(rows, shift, key, (x, y, next_x, next_y))
            if direction != 0:
                used -= _count(rows, shift, row, direction * weight)
            elif x != next_x or y != next_y:
                used += 1
                rows[row, 0], rows[row, 1] = key, np.uint64(weight)
                rows[row, 2], rows[row, 3], rows[row, 4], rows[row, 5] = x, y, next_x, next_y
            x, y, start_hash = next_x, next_y, end_hash
    return len(offsets) - 1, used


@compiled
def _move(rows: Table, larger: Table) -> None:
    """Move all edges into an empty table."""
    shift, mask = _shift_of(larger), np.uint64(len(larger) - 1)
    for old in range(len(rows)):
        if rows[old, 0] != _NONE:
            row = rows[old, 0] >> shift
            while larger[row, 0] != _NONE:
                row = (row + _ONE) & mask
            for column in range(_COLUMNS):
                larger[row, column] = rows[old, column]


@compiled
def _walk(partners: Ints, starts: Ints, ends: Ints, chains: Ints) -> int:
    """Write chains one after the other, and return how many ends they have."""
    taken = np.zeros(len(partners) // 2, dtype=np.bool_)
    count, chain = 0, 0
    for start in starts:
        if taken[start // 2]:
            continue
        ends[count], chains[count] = start, chain
        count += 1
        end = start
        while end >= 0 and not taken[end // 2]:
            taken[end // 2] = True
            ends[count], chains[count] = end ^ 1, chain
            count += 1
            end = partners[end ^ 1]
        chain += 1
    return count
