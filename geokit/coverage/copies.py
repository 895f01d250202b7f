"""Polygons that stand in a layer more than once: found first, searched once, and given back to their copies.

Ten thousand copies of one polygon are fifty million pairs and one fault. The copies of a polygon are a group;
its first member stands for it in the search. Pairs are given back to all members of a group up to
`MANY_COPIES`; of a larger one only the first member takes part, and it makes a pair with each of its copies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, ragged_positions

MANY_COPIES = 16


def first_copies(shapes: Shapes, bounds: Floats, usable: Ints) -> Ints:
    """Return for each position the first one that holds the same polygon: its own, where there is no other.

    Polygons are the same when their rings have the same vertices, whatever their order and start.
    """
    firsts = np.arange(len(shapes), dtype=np.int64)
    candidates = usable[_shares_a_key(bounds[usable])]
    if len(candidates):
        with np.errstate(invalid="ignore"):
            normal = shapely.normalize(shapes[candidates])
        codes, _ = pd.factorize(shapely.to_wkb(normal, output_dimension=2))
        _, first_of_code = np.unique(codes, return_index=True)
        firsts[candidates] = candidates[first_of_code[codes]]
    return firsts


def _shares_a_key(bounds: Floats) -> Bools:
    """Return where another box has the same corners, or the same hash of them."""
    key = np.zeros(len(bounds), dtype=np.uint64)
    for bound in bounds.T:
        # A sum would not tell two boxes apart whose bounds trade places.
        key = (key ^ (bound + 0.0).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    ordered = np.sort(key)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.isin(key, repeated)


@dataclass(frozen=True, slots=True)
class Groups:
    """The members that take part in pairs, by the first of their group."""

    members: Ints
    starts: Ints
    sizes: Ints

    @classmethod
    def of(cls, firsts: Ints) -> Groups:
        """Return the groups of a layer; of one with more than `MANY_COPIES` members only the first."""
        count = np.bincount(firsts, minlength=len(firsts))
        positions = np.arange(len(firsts))
        taking_part = (count[firsts] <= MANY_COPIES) | (firsts == positions)
        members = positions[taking_part]
        members = members[np.argsort(firsts[members], kind="stable")]
        sizes = np.bincount(firsts[members], minlength=len(firsts))
        return cls(members, np.cumsum(sizes) - sizes, sizes)

    def of_each(self, firsts: Ints) -> tuple[Ints, Ints]:
        """Return where the members of each group start, and how many there are."""
        return self.starts[firsts], self.sizes[firsts]


def expand_pairs(
    left: Ints, right: Ints, left_groups: Groups, right_groups: Groups
) -> tuple[Ints, Ints, Ints]:
    """Give pairs of first copies back to all copies.

    Returns
    -------
    left, right, pair : ndarray of int64
        Positions, and the position of the pair of first copies that each pair repeats.
    """
    left_starts, left_sizes = left_groups.of_each(left)
    right_starts, right_sizes = right_groups.of_each(right)
    counts = left_sizes * right_sizes
    pair = np.repeat(np.arange(len(left)), counts)
    within = ragged_positions(np.zeros(len(counts), dtype=np.int64), counts)
    row, column = np.divmod(within, right_sizes[pair])
    return (
        left_groups.members[left_starts[pair] + row],
        right_groups.members[right_starts[pair] + column],
        pair,
    )


def pairs_of_copies(firsts: Ints) -> tuple[Ints, Ints]:
    """Return the pairs within groups: every pair of a small one, the first with each other of a large one."""
    groups = Groups.of(firsts)
    copied = np.flatnonzero(groups.sizes > 1)
    left, right, _ = expand_pairs(copied, copied, groups, groups)
    stars = np.flatnonzero(np.bincount(firsts, minlength=len(firsts))[firsts] > MANY_COPIES)
    stars = stars[firsts[stars] != stars]
    ascending = left < right
    return np.concatenate([left[ascending], firsts[stars]]), np.concatenate([right[ascending], stars])
