"""The edge kernel in arrays: for layers of medium size, and where numba is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geokit.coverage.arrays import Bools, Floats, Ints

STAR_MARGIN = 1e-9


def measure_rings(vertices: Floats, starts: Ints) -> tuple[Floats, Bools]:
    """Return the signed area of each ring, and whether it is star-shaped about its mean vertex."""
    if len(starts) == 1:
        return np.empty(0), np.empty(0, dtype=bool)
    first, last, sizes = starts[:-1], starts[1:] - 1, np.diff(starts)
    local = vertices - np.repeat(vertices[first], sizes, axis=0)
    mean = (np.add.reduceat(local, first) - local[last]) / (sizes - 1)[:, None]
    x, y = (local - np.repeat(mean, sizes, axis=0)).T
    cross = np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0)
    cross[last] = 0.0
    twice = np.add.reduceat(cross, first)
    above = y >= 0
    turns = np.append(above[:-1] != above[1:], False)
    turns[last] = False
    outward = cross * np.repeat(np.sign(twice), sizes)
    outward[last] = np.inf
    round_once = np.add.reduceat(turns, first, dtype=np.int64) == 2  # noqa: PLR2004 - up and down once
    star: Bools = round_once & (np.minimum.reduceat(outward, first) > STAR_MARGIN * abs(twice))
    return twice / 2, star


def cancel_edges(vertices: Floats, starts: Ints, weights: Ints) -> tuple[Ints, Ints]:
    """Return the edges that no opposite edge cancels, and how often each remains."""
    edges, signs = _counted_edges(starts, weights)
    ends = vertices[edges], vertices[edges + 1]
    forward = _before(*ends)
    low, high = (np.where(forward[:, None], *pair) for pair in (ends, ends[::-1]))
    signs = np.where(forward, signs, -signs)
    signs[(low == high).all(axis=1)] = 0
    keys = np.concatenate([low, high], axis=1) + 0.0
    order = _grouped(keys)
    keys = keys[order]
    new = np.append(True, (keys[1:] != keys[:-1]).any(axis=1))[: len(keys)]
    group_starts = np.flatnonzero(new)
    counts = np.add.reduceat(signs[order], group_starts) if len(order) else signs
    kept = np.flatnonzero(counts)
    residue = order[group_starts[kept]]
    return edges[residue], np.where(forward[residue], counts[kept], -counts[kept])


def _counted_edges(starts: Ints, weights: Ints) -> tuple[Ints, Ints]:
    """Return the first vertex of every edge of a run that counts, and its weight."""
    signs = np.repeat(weights, np.diff(starts))
    signs[starts[1:] - 1] = 0
    edges = np.flatnonzero(signs)
    return edges, signs[edges]


def _before(first: Floats, second: Floats) -> Bools:
    x, y = (second - first).T
    before: Bools = (x > 0) | ((x == 0) & (y > 0))
    return before


def _grouped(keys: Floats) -> Ints:
    """Return an order in which equal rows stand together.

    Rows are sorted by a hash of theirs. Where two different rows have the same, all are sorted by themselves.
    """
    hashes = np.zeros(len(keys), dtype=np.uint64)
    for column in keys.T:
        hashes = (hashes ^ np.ascontiguousarray(column).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    order = np.argsort(hashes, kind="stable")
    same_hash = hashes[order][1:] == hashes[order][:-1]
    same_row = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    if (same_hash & ~same_row).any():
        order = np.lexsort(keys.T)
    return order
