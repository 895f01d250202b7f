"""Groups of parcels that are one fault, not one for each pair: copies of a polygon, and a plan drawn on top of another.

For stacked plans parcels are nodes, and what two of them share is an edge. Two plans of the same land make a connected
graph in which the parcels of one plan meet those of the other and, but for faults of their own, not each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.coverage.layers import MANY_DUPLICATES, copies_among

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    from geokit.parcels.table import ParcelNames

    Names: TypeAlias = NDArray[np.object_] | ParcelNames


# Up to so many copies are named pair by pair.
FEW_COPIES = 3


@dataclass(frozen=True, slots=True)
class DuplicateGroups:
    """Groups of parcels with exactly the same polygon.

    Attributes
    ----------
    groups : tuple of ndarray of int
        The positions of each group, by id.
    stands_for : ndarray of int
        For each parcel the one that stands for it in pairs: the first of its group, or itself.
    """

    groups: tuple[NDArray[np.intp], ...]
    stands_for: NDArray[np.intp]


def group_duplicates(
    copy_of: NDArray[np.int64], stage: NDArray[np.signedinteger], ids: Names
) -> DuplicateGroups:
    """Return the groups of more than :data:`FEW_COPIES` copies.

    Parameters
    ----------
    copy_of : ndarray of int
        For each parcel the first that has the same polygon.
    stage : ndarray of int
        Each parcel's stage, -1 where it is not known. Copies of different known stages are no fault, so that a
        polygon makes a group a stage; with a copy of unknown stage among them all make one.
    ids : ndarray of str
        Each parcel's name.

    Examples
    --------
    >>> ids = np.array(["D", "C", "B", "A", "E"], dtype=object)
    >>> found = group_duplicates(np.array([0, 0, 0, 0, 4]), np.full(5, -1), ids)
    >>> found.groups[0].tolist(), found.stands_for.tolist()
    ([3, 2, 1, 0], [3, 3, 3, 3, 4])
    """
    stands_for = np.arange(len(copy_of), dtype=np.intp)
    copied, count = _copied(copy_of)
    is_many = count > FEW_COPIES
    groups = tuple(_groups(copied[is_many], copy_of, stage, ids, count[is_many]))
    for members in groups:
        stands_for[members] = members[0]
    return DuplicateGroups(groups, stands_for)


def _copied(copy_of: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the parcels that are not the only ones with their polygon, ascending, and how many have it."""
    others = copies_among(copy_of)
    copied = np.union1d(others, copy_of[others])
    _, group, count = np.unique(copy_of[copied], return_inverse=True, return_counts=True)
    return copied, count[group]


def first_duplicates_by_id(copy_of: NDArray[np.int64], ids: Names) -> NDArray[np.intp]:
    """Return for each parcel the one that is named where any of its copies would do: the first by id.

    Examples
    --------
    >>> first_duplicates_by_id(np.array([0, 1, 0]), np.array(["C", "B", "A"], dtype=object)).tolist()
    [2, 1, 2]
    """
    named = np.arange(len(copy_of), dtype=np.intp)
    copied, _ = _copied(copy_of)
    copied = copied[np.argsort(ids[copied].astype(str), kind="stable")]
    _, first, row = np.unique(copy_of[copied], return_index=True, return_inverse=True)
    named[copied] = copied[first][row]
    return named


def _groups(
    many: NDArray[np.intp],
    copy_of: NDArray[np.int64],
    stage: NDArray[np.signedinteger],
    ids: Names,
    count: NDArray[np.intp],
) -> list[NDArray[np.intp]]:
    if len(many) == 0:
        return []
    _, group = np.unique(copy_of[many], return_inverse=True)
    is_unknown = np.bincount(group, weights=stage[many] < 0) > 0
    level = np.where(is_unknown[group], -1, stage[many])
    # The parcel without a stage stands for a group that has one: it is at fault with every stage.
    order = np.lexsort((ids[many].astype(str), stage[many], level, copy_of[many]))
    members, level, count = many[order], level[order], count[order]
    starts = 1 + np.flatnonzero((np.diff(copy_of[members]) != 0) | (np.diff(level) != 0))
    found = zip(np.split(members, starts), count[np.append(0, starts)].tolist(), strict=True)
    # Of more copies than that the survey pairs only the first: what is left of them cannot be named by pairs.
    return [
        each
        for each, copies in found
        if len(each) > FEW_COPIES or (len(each) > 1 and copies > MANY_DUPLICATES)
    ]


# A parcel takes part in a stack if it shares at least this part of the smaller of the two with one of the other
# side; what sloppy neighbours of one plan share along their line is less.
_STRONG_SHARE = 0.02

# Parcels of one side may overlap each other by this part of what the sides share: faults of their own.
_WITHIN_A_SIDE = 0.05


@dataclass(frozen=True, slots=True)
class StackLimits:
    """When parcels on parcels are two plans.

    Attributes
    ----------
    min_parcels, min_per_side : int
        How many parcels both sides have together at least, and each of them.
    covered_share : float
        The part of the smaller side that the other covers at least.
    """

    min_parcels: int = 6
    min_per_side: int = 2
    covered_share: float = 0.8


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Arrays over pairs of parcels that share land, and over the parcels they name.

    Attributes
    ----------
    left, right : ndarray of int
        The parcels of each pair.
    shared_m2 : ndarray of float64
        What each pair shares.
    left_m2, right_m2 : ndarray of float64
        The areas of the two.
    same_origin : ndarray of bool
        Whether the two come from the same file and phase.
    """

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    shared_m2: NDArray[np.float64]
    left_m2: NDArray[np.float64]
    right_m2: NDArray[np.float64]
    same_origin: NDArray[np.bool_]

    def taken(self, rows: NDArray[np.intp]) -> Overlaps:
        """Return the pairs in `rows`."""
        return Overlaps(
            self.left[rows],
            self.right[rows],
            self.shared_m2[rows],
            self.left_m2[rows],
            self.right_m2[rows],
            self.same_origin[rows],
        )


@dataclass(frozen=True, slots=True)
class Stack:
    """Two plans of the same land: the parcels of each side, and the rows of the pairs between the sides."""

    sides: tuple[NDArray[np.intp], NDArray[np.intp]]
    rows: NDArray[np.intp]
    covered_share: float


def find_stacks(overlaps: Overlaps, names: Names, limits: StackLimits) -> list[Stack]:
    """Return the stacks among overlapping parcels.

    Parameters
    ----------
    overlaps : Overlaps
        The pairs, without parcels that are the same.
    names : ndarray of str
        Each parcel's id: the result depends on these and not on the parcels' order.
    limits : StackLimits
        What counts as a stack.
    """
    rows = np.flatnonzero(_takes_part(overlaps))
    if len(rows) < limits.min_parcels - 1:
        return []
    used = overlaps.taken(rows)
    nodes, ends = np.unique(np.concatenate([used.left, used.right]), return_inverse=True)
    by_name = np.argsort(names[nodes].astype(str), kind="stable")
    rank = np.empty(len(nodes), dtype=np.intp)
    rank[by_name] = np.arange(len(nodes))
    left, right = np.split(rank[ends], 2)
    # By name too: areas are summed, and pieces are united, in no order of the input.
    by_pair = np.lexsort((right, left))
    rows, used, left, right = rows[by_pair], used.taken(by_pair), left[by_pair], right[by_pair]
    roots, sides = _two_color(left, right, _order(used, left, right))
    graph = _Graph(nodes[by_name], roots, sides, left, right, used)
    shares = graph.covered_share()
    return [graph.stack(root, rows, float(shares[root])) for root in graph.qualified(limits, shares).tolist()]


def _takes_part(overlaps: Overlaps) -> NDArray[np.bool_]:
    strong = _share(overlaps) >= _STRONG_SHARE
    held = np.union1d(overlaps.left[strong], overlaps.right[strong])
    return strong | (np.isin(overlaps.left, held) & np.isin(overlaps.right, held))


def _share(overlaps: Overlaps) -> NDArray[np.float64]:
    return overlaps.shared_m2 / np.minimum(overlaps.left_m2, overlaps.right_m2)


def _order(overlaps: Overlaps, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the pairs with those first that tell most surely which parcels are of different sides."""
    share = _share(overlaps)
    weak_and_alike = (share < _STRONG_SHARE) & overlaps.same_origin
    low, high = np.minimum(left, right), np.maximum(left, right)
    return np.lexsort((high, low, -share.round(6), weak_and_alike))


def _two_color(
    left: NDArray[np.intp], right: NDArray[np.intp], order: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return each node's component (its lowest node) and side, by a union of sets that keeps parity."""
    forest = _Forest(int(max(left.max(), right.max())) + 1)
    for one, other in zip(left[order].tolist(), right[order].tolist(), strict=True):
        forest.part(one, other)
    found = np.array([forest.find(node) for node in range(len(forest.parent))], dtype=np.intp)
    return found[:, 0], found[:, 1]


class _Forest:
    """Sets of nodes, each node on one of two sides of its set."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))
        self.side = [0] * size

    def find(self, node: int) -> tuple[int, int]:
        """Return the root of a node, and whether the node is on its side (0) or on the other (1)."""
        path = []
        while self.parent[node] != node:
            path.append(node)
            node = self.parent[node]
        side = 0
        for each in reversed(path):
            side ^= self.side[each]
            self.parent[each], self.side[each] = node, side
        return node, side

    def part(self, one: int, other: int) -> None:
        """Put two nodes on different sides of one set, unless they are in one set already."""
        (root, side), (other_root, other_side) = self.find(one), self.find(other)
        if root != other_root:
            low, high = min(root, other_root), max(root, other_root)
            self.parent[high], self.side[high] = low, side ^ other_side ^ 1


@dataclass(frozen=True, slots=True)
class _Graph:
    """Coloured nodes (`parcels` by name) and the pairs between them."""

    parcels: NDArray[np.intp]
    roots: NDArray[np.intp]
    sides: NDArray[np.intp]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    overlaps: Overlaps

    @property
    def between(self) -> NDArray[np.bool_]:
        """Which pairs are of different sides."""
        across: NDArray[np.bool_] = self.sides[self.left] != self.sides[self.right]
        return across

    def qualified(self, limits: StackLimits, shares: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the components that are stacks, given the covered share of each."""
        size = len(self.parcels)
        count = np.bincount(2 * self.roots + self.sides, minlength=2 * size).reshape(-1, 2)
        large = (count.sum(axis=1) >= limits.min_parcels) & (count.min(axis=1) >= limits.min_per_side)
        shared, within = self._shared_m2(between=True), self._shared_m2(between=False)
        covers = shares >= limits.covered_share
        return np.flatnonzero(large & covers & (within <= _WITHIN_A_SIDE * shared))

    def _shared_m2(self, *, between: bool) -> NDArray[np.float64]:
        shared_m2 = np.where(self.between == between, self.overlaps.shared_m2, 0.0)
        sums = np.bincount(self.roots[self.left], weights=shared_m2, minlength=len(self.parcels))
        return sums.astype(np.float64)

    def covered_share(self) -> NDArray[np.float64]:
        """Return which part of its smaller side is covered in each component."""
        area_m2 = np.zeros(len(self.parcels))
        area_m2[self.left], area_m2[self.right] = self.overlaps.left_m2, self.overlaps.right_m2
        weights = np.bincount(2 * self.roots + self.sides, weights=area_m2, minlength=2 * len(self.parcels))
        smaller = weights.reshape(-1, 2).min(axis=1)
        shared = self._shared_m2(between=True)
        share: NDArray[np.float64] = np.divide(shared, smaller, out=np.zeros(len(smaller)), where=smaller > 0)
        return share

    def stack(self, root: int, rows: NDArray[np.intp], covered_share: float) -> Stack:
        """Return one component as a stack; `rows` are the pairs' rows in the caller's arrays."""
        members = np.flatnonzero(self.roots == root)
        own = np.flatnonzero((self.roots[self.left] == root) & self.between)
        first, second = (self.parcels[members[self.sides[members] == side]] for side in (0, 1))
        return Stack((first, second), rows[own], covered_share)
