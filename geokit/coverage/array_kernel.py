"""The edge kernel in arrays: for layers of medium size, and where numba is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Ints

# Triangles from the mean vertex to each edge: one of less than this part of the area may be turned by rounding.
STAR_MARGIN = 1e-9


def on_grid(vertices: Floats, grid_m: float) -> Floats:
    """Return vertices rounded to a grid that is a power of two; 0 leaves them as they are. Zero has no sign."""
    rounded = np.rint(vertices / grid_m) * grid_m if grid_m else vertices
    # Adding zero makes 0.0 of -0.0: the same place, but not the same bits.
    whole: Floats = rounded + 0.0
    return whole


def measure_rings(vertices: Floats, offsets: Ints, grid_m: float = 0.0) -> tuple[Floats, Bools]:
    """Return the signed area of each ring on a grid, and whether it is star-shaped about its mean vertex there."""
    if len(offsets) == 1:
        return np.empty(0), np.empty(0, dtype=bool)
    vertices = on_grid(vertices, grid_m)
    first, last, sizes = offsets[:-1], offsets[1:] - 1, np.diff(offsets)
    local = vertices - np.repeat(vertices[first], sizes, axis=0)
    # The closing vertex is the first one again, at (0, 0): only the divisor must leave it out.
    mean = (np.add.reduceat(local, first) - local[last]) / (sizes - 1)[:, None]
    x, y = (local - np.repeat(mean, sizes, axis=0)).T
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[last] = 0.0
    twice = np.add.reduceat(cross, first)
    above = y >= 0
    # All triangles turn one way and the line through the mean is crossed twice: the ring goes round once, not more.
    turns = np.append(above[:-1] != above[1:], False)
    turns[last] = False
    outward = cross * np.repeat(np.sign(twice), sizes)
    outward[last] = np.inf
    round_once = np.add.reduceat(turns, first, dtype=np.int64) == 2  # noqa: PLR2004 - up and down once
    star: Bools = round_once & (np.minimum.reduceat(outward, first) > STAR_MARGIN * abs(twice))
    return twice / 2, star


class EdgeTable:
    """Edges that no opposite edge has cancelled yet."""

    def __init__(self) -> None:
        self._segments: Floats = np.empty((0, 2, 2))
        self._counts: Ints = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, vertices: Floats, offsets: Ints, weights: Ints, grid_m: float = 0.0) -> None:
        """Count the edges of runs of vertices, rounded to a grid, and let opposite ones cancel."""
        counts = np.repeat(weights, np.diff(offsets))
        # From the last vertex of a run no edge begins.
        counts[offsets[1:] - 1] = 0
        edges = np.flatnonzero(counts)
        vertices = on_grid(vertices, grid_m)
        self.add_segments(np.stack([vertices[edges], vertices[edges + 1]], axis=1), counts[edges])

    def add_segments(self, segments: Floats, counts: Ints) -> None:
        """Count edges as often as each is there: what is left of another part."""
        backward = run_backward(segments)
        segments = np.where(backward[:, None, None], segments[:, ::-1], segments)
        self._segments, self._counts = summed(
            np.concatenate([self._segments, segments]),
            np.concatenate([self._counts, np.where(backward, -counts, counts)]),
        )

    def remaining(self) -> tuple[Floats, Ints]:
        """Return the edges that are left, of shape (k, 2, 2), and how often each is."""
        return self._segments, self._counts


def walk_lines(partners: Ints) -> tuple[Ints, Ints]:
    """Return the ends in the order of the chains they make, and the chain of each.

    The two ends of segment `s` are ``2 * s`` and ``2 * s + 1``: each is the other with its last bit turned.
    """
    following = partners.tolist()
    taken = [False] * (len(following) // 2)
    ends: list[int] = []
    lengths: list[int] = []
    # First what has an end; what is left are closed lines, which may begin anywhere.
    open_ends = np.flatnonzero(partners < 0).tolist()
    for start in (*open_ends, *range(len(following))):
        if taken[start // 2]:
            continue
        before, end = len(ends), start
        ends.append(start)
        while end >= 0 and not taken[end // 2]:
            taken[end // 2] = True
            ends.append(end ^ 1)
            end = following[end ^ 1]
        lengths.append(len(ends) - before)
    return np.array(ends, dtype=np.int64), np.repeat(np.arange(len(lengths)), lengths)


def run_backward(segments: Floats) -> Bools:
    """Return which segments run from east to west, or south along a meridian."""
    x, y = (segments[:, 1] - segments[:, 0]).T
    backward: Bools = (x < 0) | ((x == 0) & (y < 0))
    return backward


def summed(segments: Floats, counts: Ints) -> tuple[Floats, Ints]:
    """Return each segment once, with the sum of its counts, where that is not zero."""
    keys = segments.reshape(-1, 4)
    order = _grouped(keys, row_hashes(keys))
    keys, counts = keys[order], counts[order]
    starts = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]).any(axis=1))[: len(keys)])
    sums = np.add.reduceat(counts, starts) if len(starts) else counts
    lengthy = (keys[starts, :2] != keys[starts, 2:]).any(axis=1)
    kept = np.flatnonzero((sums != 0) & lengthy)
    return keys[starts[kept]].reshape(-1, 2, 2), sums[kept]


def row_hashes(keys: Floats) -> npt.NDArray[np.uint64]:
    """Return a number for each row: one is sorted faster than the four of a row."""
    hashes = np.zeros(len(keys), dtype=np.uint64)
    for column in keys.T:
        # Adding zero makes 0.0 of -0.0, and a column that is contiguous. The multiplication makes the order count: a sum
        # would not distinguish two boxes whose bounds trade places.
        hashes = (hashes ^ (column + 0.0).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return hashes


def _grouped(keys: Floats, hashes: npt.NDArray[np.uint64]) -> Ints:
    """Return an order in which equal rows follow each other.

    Rows are sorted by their hashes. Where two different rows have the same, all are sorted by themselves.
    """
    order = np.argsort(hashes, kind="stable")
    same_hash = hashes[order][1:] == hashes[order][:-1]
    same_row = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    if (same_hash & ~same_row).any():
        order = np.lexsort(keys.T)
    return order
