"""Polygons that stand in a layer many times: one fault of the whole group, not of each pair in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.coverage.copies import MANY_COPIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Up to so many copies are named pair by pair.
FEW_COPIES = 3


@dataclass(frozen=True, slots=True)
class CopyGroups:
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


def group_copies(copy_of: NDArray[np.int64], stage: NDArray[np.intp], ids: NDArray[np.object_]) -> CopyGroups:
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
    >>> found = group_copies(np.array([0, 0, 0, 0, 4]), np.full(5, -1), ids)
    >>> found.groups[0].tolist(), found.stands_for.tolist()
    ([3, 2, 1, 0], [3, 3, 3, 3, 4])
    """
    count = np.bincount(copy_of, minlength=len(copy_of))
    stands_for = np.arange(len(copy_of), dtype=np.intp)
    many = np.flatnonzero(count[copy_of] > FEW_COPIES)
    if len(many) == 0:
        return CopyGroups((), stands_for)
    groups = tuple(_groups(many, copy_of, stage, ids, count))
    for members in groups:
        stands_for[members] = members[0]
    return CopyGroups(groups, stands_for)


def first_copies_by_id(copy_of: NDArray[np.int64], ids: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return for each parcel the one that is named where any of its copies would do: the first by id.

    Examples
    --------
    >>> first_copies_by_id(np.array([0, 1, 0]), np.array(["C", "B", "A"], dtype=object)).tolist()
    [2, 1, 2]
    """
    named = np.arange(len(copy_of), dtype=np.intp)
    copied = np.flatnonzero(np.bincount(copy_of, minlength=len(copy_of))[copy_of] > 1)
    copied = copied[np.argsort(ids[copied].astype(str), kind="stable")]
    _, first, row = np.unique(copy_of[copied], return_index=True, return_inverse=True)
    named[copied] = copied[first][row]
    return named


def _groups(
    many: NDArray[np.intp],
    copy_of: NDArray[np.int64],
    stage: NDArray[np.intp],
    ids: NDArray[np.object_],
    count: NDArray[np.intp],
) -> list[NDArray[np.intp]]:
    is_unknown = np.bincount(copy_of[many], weights=stage[many] < 0, minlength=len(copy_of)) > 0
    level = np.where(is_unknown[copy_of[many]], -1, stage[many])
    # The parcel without a stage stands for a group that has one: it is at fault with every stage.
    order = np.lexsort((ids[many].astype(str), stage[many], level, copy_of[many]))
    members, level = many[order], level[order]
    starts = 1 + np.flatnonzero((np.diff(copy_of[members]) != 0) | (np.diff(level) != 0))
    found = np.split(members, starts)
    # Of more copies than that the survey pairs only the first: what is left of them cannot be named by pairs.
    return [
        each
        for each in found
        if len(each) > FEW_COPIES or (len(each) > 1 and count[copy_of[each[0]]] > MANY_COPIES)
    ]
