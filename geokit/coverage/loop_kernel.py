"""The edge kernel in compiled loops: for large layers. Imports numba.

Edges live in a table with open addressing. An edge that its opposite cancels leaves the table at once, and rings come
in the order in which a line from west to east meets them: the table holds the edges along that line, a few thousand of
a million parcels, and stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit

from geokit.coverage.array_kernel import STAR_MARGIN

if TYPE_CHECKING:
    from geokit.coverage.arrays import Bools, Floats, Ints

Table = npt.NDArray[np.uint64]
_Function = TypeVar("_Function", bound=Callable[..., object])

_X_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_Y_FACTOR = np.uint64(0xC2B2AE3D27D4EB4F)
_MIX_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_LOW_HALF = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_FOLD = np.uint64(29)
_ONE = np.uint64(1)
_NONE = np.uint64(0)
_FIRST_SIZE_BITS = 12


def _compiled(function: _Function) -> _Function:
    return cast("_Function", njit(cache=True)(function))


def measure_rings(vertices: Floats, starts: Ints) -> tuple[Floats, Bools]:
    """Return the signed area of each ring, and whether it is star-shaped about its mean vertex."""
    area_m2 = np.empty(len(starts) - 1)
    star = np.empty(len(starts) - 1, dtype=np.bool_)
    _measure(vertices, starts, area_m2, star)
    return area_m2, star


def cancel_edges(vertices: Floats, starts: Ints, weights: Ints) -> tuple[Ints, Ints]:
    """Return the edges that no opposite edge cancels, and how often each remains."""
    if len(starts) == 1:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    vertices = vertices + 0.0  # -0.0 and 0.0 are the same place, but not the same bits
    sweep = np.argsort(np.minimum.reduceat(vertices[:, 0], starts[:-1]))
    edges, counts = _cancel(vertices, vertices.view(np.uint64), starts, weights, sweep)
    order = np.argsort(edges)
    return edges[order], counts[order]


@_compiled
def _measure(vertices: Floats, starts: Ints, area_m2: Floats, star: Bools) -> None:
    for ring in range(len(starts) - 1):
        first, last = starts[ring], starts[ring + 1] - 1
        mean_x, mean_y = 0.0, 0.0
        for vertex in range(first, last):
            mean_x += vertices[vertex, 0] - vertices[first, 0]
            mean_y += vertices[vertex, 1] - vertices[first, 1]
        mean_x = vertices[first, 0] + mean_x / (last - first)
        mean_y = vertices[first, 1] + mean_y / (last - first)
        x, y = vertices[first, 0] - mean_x, vertices[first, 1] - mean_y
        twice, low, high, turns = 0.0, np.inf, -np.inf, 0
        for vertex in range(first + 1, last + 1):
            next_x, next_y = vertices[vertex, 0] - mean_x, vertices[vertex, 1] - mean_y
            cross = x * next_y - y * next_x
            twice += cross
            low, high = min(low, cross), max(high, cross)
            turns += (y >= 0) != (next_y >= 0)
            x, y = next_x, next_y
        margin = STAR_MARGIN * abs(twice)
        area_m2[ring] = twice / 2
        star[ring] = turns == 2 and (low > margin or high < -margin)  # noqa: PLR2004 - up and down once


@_compiled
def _cancel(vertices: Floats, bits: Table, starts: Ints, weights: Ints, sweep: Ints) -> tuple[Ints, Ints]:
    size_bits = _FIRST_SIZE_BITS
    table: Table = np.zeros((1 << size_bits, 2), dtype=np.uint64)
    used = 0
    for ring in sweep:
        weight = weights[ring]
        if weight == 0:
            continue
        start_hash = _hash(bits, starts[ring])
        for edge in range(starts[ring], starts[ring + 1] - 1):
            end_hash = _hash(bits, edge + 1)
            used += _count(table, size_bits, _mix(start_hash + end_hash), vertices, edge, weight)
            start_hash = end_hash
            if 2 * used > len(table):
                table = _grown(table, size_bits)
                size_bits += 1
    return _remaining(table, used)


@_compiled
def _mix(value: np.uint64) -> np.uint64:
    value ^= value >> _HALF
    value *= _MIX_FACTOR
    value ^= value >> _FOLD
    return value * _X_FACTOR


@_compiled
def _hash(bits: Table, vertex: int) -> np.uint64:
    return _mix(bits[vertex, 0] * _X_FACTOR + bits[vertex, 1] * _Y_FACTOR)


@_compiled
def _count(table: Table, size_bits: int, key: np.uint64, vertices: Floats, edge: int, weight: int) -> int:
    """Count an edge in the table; return by how much the table has grown."""
    mask = np.uint64(len(table) - 1)
    slot = key >> np.uint64(64 - size_bits)
    while table[slot, 1] != _NONE:
        if table[slot, 0] == key:
            direction = _direction(vertices, np.int64(table[slot, 1] & _LOW_HALF) - 1, edge)
            if direction != 0:
                count = np.int64(np.int32(table[slot, 1] >> _HALF)) + direction * weight
                if count == 0:
                    _remove(table, slot, size_bits)
                    return -1
                table[slot, 1] = (np.uint64(np.uint32(count)) << _HALF) | (table[slot, 1] & _LOW_HALF)
                return 0
        slot = (slot + _ONE) & mask
    if vertices[edge, 0] == vertices[edge + 1, 0] and vertices[edge, 1] == vertices[edge + 1, 1]:
        return 0
    table[slot, 0] = key
    table[slot, 1] = (np.uint64(np.uint32(weight)) << _HALF) | np.uint64(edge + 1)
    return 1


@_compiled
def _direction(vertices: Floats, one: np.int64, other: int) -> int:
    """Return 1 for the same edge, -1 for its opposite, 0 for another that has the same hash."""
    if _same(vertices, one, other) and _same(vertices, one + 1, other + 1):
        return 1
    if _same(vertices, one, other + 1) and _same(vertices, one + 1, other):
        return -1
    return 0


@_compiled
def _same(vertices: Floats, one: int | np.int64, other: int) -> bool:
    same: bool = vertices[one, 0] == vertices[other, 0] and vertices[one, 1] == vertices[other, 1]
    return same


@_compiled
def _remove(table: Table, hole: np.uint64, size_bits: int) -> None:
    """Empty a slot, and close the gap in the run of slots behind it."""
    mask = np.uint64(len(table) - 1)
    slot = hole
    while True:
        slot = (slot + _ONE) & mask
        if table[slot, 1] == _NONE:
            break
        home = table[slot, 0] >> np.uint64(64 - size_bits)
        if ((slot - home) & mask) >= ((slot - hole) & mask):
            table[hole, 0], table[hole, 1] = table[slot, 0], table[slot, 1]
            hole = slot
    table[hole, 1] = _NONE


@_compiled
def _grown(table: Table, size_bits: int) -> Table:
    larger: Table = np.zeros((2 * len(table), 2), dtype=np.uint64)
    mask = np.uint64(len(larger) - 1)
    for old in range(len(table)):
        if table[old, 1] != _NONE:
            slot = table[old, 0] >> np.uint64(63 - size_bits)
            while larger[slot, 1] != _NONE:
                slot = (slot + _ONE) & mask
            larger[slot, 0], larger[slot, 1] = table[old, 0], table[old, 1]
    return larger


@_compiled
def _remaining(table: Table, used: int) -> tuple[Ints, Ints]:
    edges, counts = np.empty(used, dtype=np.int64), np.empty(used, dtype=np.int64)
    found = 0
    for slot in range(len(table)):
        if table[slot, 1] != _NONE:
            edges[found] = np.int64(table[slot, 1] & _LOW_HALF) - 1
            counts[found] = np.int64(np.int32(table[slot, 1] >> _HALF))
            found += 1
    return edges, counts
