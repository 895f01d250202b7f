"""Rings as runs of corners, each stored once: what a ring shares with an earlier one is that one's run, taken backwards.

Neighbours of a survey share their corners, so that nearly every edge lies in two rings. Edges are matched as they are
drawn, in whole numbers; an edge that three rings have, or two in the same direction, is stored by each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts: TypeAlias = NDArray[np.integer]
    Flags: TypeAlias = NDArray[np.bool_]

# Odd numbers without a pattern in their bits.
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_SHIFT = np.uint64(29)
_NARROW = 2**31
# Of corners and rings: a page of more than two billion corners is none.
_INDEX = np.int32


@dataclass(frozen=True, slots=True)
class Runs:
    """Rings and lines as runs of corners.

    Parameters
    ----------
    of_rings : ndarray
        How many runs each ring has.
    lengths : ndarray
        How many corners each run has, its last one excluded; 0 where it is an earlier one, taken backwards.
    targets : ndarray
        Which of the runs that are stored that is.
    starts : ndarray
        Where rings begin whose first run is stored.
    steps : ndarray
        From corner to corner within a stored run, and on to the next run where that is stored too.
    """

    of_rings: Counts
    lengths: Counts
    targets: Counts
    starts: Counts
    steps: Counts


def runs_of(places: Counts, counts: Counts, is_open: Flags) -> Runs:
    """Return rings as runs.

    Parameters
    ----------
    places : ndarray
        The corners, two whole numbers from 0 each; a ring's first corner is not repeated.
    counts : ndarray
        How many each ring has.
    is_open : ndarray
        Whether it is a line.

    Examples
    --------
    Two squares side by side: the edge between them is stored with the first.

    >>> squares = [(0, 0), (2, 0), (2, 2), (0, 2), (2, 0), (4, 0), (4, 2), (2, 2)]
    >>> runs = runs_of(np.array(squares), np.array([4, 4]), np.zeros(2, dtype=bool))
    >>> runs.lengths.tolist(), runs.targets.tolist(), runs.starts.tolist()
    ([1, 3, 0, 3], [0], [[2, 0]])
    """
    corners = _Corners.of(places, counts)
    twins = _twins(corners, is_open)
    begins = _begins(corners, twins)
    order = _turned(corners, _first_runs(corners, twins, begins))
    back = np.empty(len(order), dtype=_INDEX)
    back[order] = np.arange(len(order), dtype=_INDEX)
    twins = np.where(twins >= 0, back[twins], _INDEX(-1))[order]
    begins = begins[order]
    begins[corners.first] = True
    return _stored(_Corners(places[order], corners.ring, corners.first), twins, begins)


@dataclass(frozen=True, slots=True)
class _Corners:
    places: Counts
    ring: Counts
    first: Counts

    @classmethod
    def of(cls, places: Counts, counts: Counts) -> _Corners:
        rings = np.repeat(np.arange(len(counts), dtype=_INDEX), counts)
        return cls(places, rings, (np.cumsum(counts) - counts).astype(_INDEX))

    @property
    def last(self) -> Counts:
        return np.append(self.first, _INDEX(len(self.ring)))[1:] - 1

    @property
    def after(self) -> Counts:
        """The corner that follows each in its ring."""
        found = np.arange(1, len(self.ring) + 1, dtype=_INDEX)
        found[self.last] = self.first
        return found

    @property
    def before(self) -> Counts:
        found = np.arange(-1, len(self.ring) - 1, dtype=_INDEX)
        found[self.first] = self.last
        return found


def _twins(corners: _Corners, is_open: Flags) -> Counts:
    """Return for the edge that begins at each corner the one of another ring that runs back along it, or -1."""
    keys = _keys(corners.places)
    ends = keys[corners.after]
    one, other = _alike(keys, ends, is_open[corners.ring] if is_open.any() else None)
    runs_back = (keys[one] == ends[other]) & (ends[one] == keys[other])
    runs_back &= corners.ring[one] != corners.ring[other]
    found = np.full(len(keys), -1, dtype=_INDEX)
    found[one[runs_back]] = other[runs_back]
    found[other[runs_back]] = one[runs_back]
    return found


def _alike(keys: Counts, ends: Counts, is_open: Flags | None) -> tuple[Counts, Counts]:
    """Return pairs of edges of rings that have one number, where there are two of a kind, and not three."""
    if is_open is not None:
        of_rings = np.flatnonzero(~is_open).astype(_INDEX)
        one, other = _alike(keys[of_rings], ends[of_rings], None)
        return of_rings[one], of_rings[other]
    mixed = _mixed(keys, ends)
    order = np.argsort(mixed).astype(_INDEX)
    mixed = mixed[order]
    is_same = np.zeros(len(mixed) + 1, dtype=bool)
    is_same[1:-1] = mixed[1:] == mixed[:-1]
    at = np.flatnonzero(is_same[1:-1] & ~is_same[:-2] & ~is_same[2:]) if len(mixed) else np.arange(0)
    return order[at], order[at + 1]


def _keys(places: Counts) -> Counts:
    """Return one whole number for each place."""
    if places.max(initial=0) < _NARROW:
        return places[:, 0].astype(np.int64) << 32 | places[:, 1]
    _, found = np.unique(places, axis=0, return_inverse=True)
    return found.astype(np.int64).reshape(-1)


def _mixed(one: Counts, other: Counts) -> NDArray[np.uint64]:
    """Return a number for each edge that is the same both ways, and nearly always another one for another edge."""
    # In place: of a large page each array takes a hundred megabytes.
    found: NDArray[np.uint64] = np.minimum(one, other).view(np.uint64)
    found *= _MIX[0]
    high = np.maximum(one, other).view(np.uint64)
    high *= _MIX[1]
    found ^= high
    high >>= _SHIFT
    found ^= high
    return found


def _begins(corners: _Corners, twins: Counts) -> Flags:
    """Return whether a run begins at each corner: its edge and the one before do not run along the same ring."""
    before = twins[corners.before]
    is_along = (twins >= 0) & (before >= 0)
    is_along &= corners.after[twins] == before
    found: Flags = ~(is_along | (twins < 0) & (before < 0))
    # A ring that is wholly its own, or wholly another's, begins anywhere, and the other one where that ends.
    whole = np.ones(len(corners.first), dtype=bool)
    whole[corners.ring[found]] = False
    first = corners.first[whole]
    other = twins[corners.last[whole]]
    is_earlier = (other < 0) | (corners.ring[other] > corners.ring[first])
    found[first[is_earlier]] = True
    found[other[is_earlier & (other >= 0)]] = True
    return found


def _first_runs(corners: _Corners, twins: Counts, begins: Flags) -> Counts:
    """Return where each ring is to begin: with an earlier one's run, whose place is known, if it has any."""
    places = np.flatnonzero(begins)
    is_later = corners.ring[twins[places]] > corners.ring[places]
    is_stored = (twins[places] < 0) | is_later
    order = np.lexsort([places, is_stored, corners.ring[places]])
    rings = corners.ring[places[order]]
    found: Counts = places[order[np.flatnonzero(np.diff(rings, prepend=-1))]]
    return found


def _turned(corners: _Corners, begin: Counts) -> Counts:
    """Return the corners of each ring in order, from where it is to begin."""
    count = corners.last - corners.first + 1
    at = np.arange(len(corners.ring), dtype=_INDEX) - corners.first[corners.ring]
    found: Counts = (
        corners.first[corners.ring] + (at + (begin - corners.first)[corners.ring]) % count[corners.ring]
    )
    return found


def _stored(corners: _Corners, twins: Counts, begins: Flags) -> Runs:
    ring, places = corners.ring, corners.places
    runs = np.flatnonzero(begins)
    lengths = np.diff(np.append(runs, len(ring)))
    of = ring[runs]
    is_earlier = (twins[runs] >= 0) & (ring[twins[runs]] < of)
    number = np.cumsum(~is_earlier) - 1
    run_of = np.repeat(np.arange(len(runs), dtype=_INDEX), lengths)
    targets = number[run_of[twins[runs[is_earlier]]]]
    # The last step of a run leads on to the next, and need not be stored where that is known.
    is_last = np.append(of[1:] != of[:-1], True)[: len(runs)]
    leads_on = ~is_last & ~np.append(is_earlier[1:], False)[: len(runs)]
    is_stored = np.repeat(~is_earlier, lengths)
    is_stored[runs + lengths - 1] &= leads_on
    is_begun = ~is_earlier[np.searchsorted(runs, corners.first)]
    moved = np.diff(places, axis=0, append=places[:1])
    return Runs(
        of_rings=np.bincount(of, minlength=len(corners.first)),
        lengths=np.where(is_earlier, 0, lengths),
        targets=targets,
        starts=places[corners.first[is_begun]],
        steps=moved[is_stored],
    )
