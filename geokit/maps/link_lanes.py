"""Which lane each link takes between two cities, and how it leaves them, so that links cross only where they must.

Every link runs from its district to a line across the way, on which all links stand side by side in lanes, and from
there to the other district. Seen along the way each half is a function: two halves cross unless the one that begins
further back passes the other one's beginning on the side of its own lane. Whether a link may take the next lane thus
depends only on which links have the lanes below it, so the best order is found by going from lane to lane over the
sets of links below (Held and Karp), instead of over all orders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from geokit.geometry.arrays import as_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# Directions in which a link may leave its district, degrees from the way, and how far it keeps to them as a share of
# the way; beyond a right angle it goes around what stands beside it.
_TURNS_DEG, _REACHES = (20.0, 40.0, 60.0, 78.0), (0.3, 0.55, 0.9)
_AROUND_DEG, _AROUND_REACHES = (90.0, 100.0, 115.0, 135.0), (0.5, 0.8, 1.1, 1.5, 2.0)
_CURVES = np.array(
    [
        (0.0, 0.3),
        *((sign * turn, reach) for turn in _TURNS_DEG for reach in _REACHES for sign in (1, -1)),
        *((sign * turn, reach) for turn in _AROUND_DEG for reach in _AROUND_REACHES for sign in (1, -1)),
    ]
)
# Those that many links are offered.
_PLAIN_CURVES = np.array(
    [
        (0.0, 0.3),
        *((sign * turn, 0.55) for turn in _TURNS_DEG for sign in (1, -1)),
        *((sign * turn, reach) for turn in (90.0, 115.0) for reach in (0.8, 1.5) for sign in (1, -1)),
    ]
)
_INTO_LANE = 0.45
_SAMPLES, _STEPS = 36, 32
# So many sets of links go on from lane to lane, each with so many of its orders; and so many curves of each link are
# compared in the end.
_STATES, _ORDERS, _COMPARED, _ENOUGH = 1500, 12, 20, 3
_CORRECTIONS = 24
# Beyond so many links fewer sets and orders are looked at, and beyond more also fewer curves, so that time does not run
# away.
_FEW, _MANY = 9, 20
# Costs, in metres of way: a crossing; a metre beside another link that is too near; a degree of turning; a metre more than
# the straight way, and more than that where the whole way is much longer.
_CROSSING, _TOO_NEAR, _TURNING, _DETOUR = 1e7, 4.0, 60.0, 2.5
# Room for a ribbon, in its widths; and what is no crossing, metres.
_ROOM, _TOUCHING_M = 1.5, 2.0


class Terrain(Protocol):
    """What a link runs over."""

    def cost(self, points: Floats, own: Numbers) -> tuple[Floats, Flags]:
        """Return what a metre costs at points, and whether they lie in the district of an end."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of links in one city: where they begin, seen along the way and across it.

    Attributes
    ----------
    points : ndarray of shape (links, 2)
        Metres along the way, before the line of lanes, and across it.
    owners : ndarray of shape (links,)
        The number of each end's district in the terrain.
    """

    points: Floats
    owners: Numbers


@dataclass(frozen=True, slots=True)
class Lanes:
    """What was chosen.

    Attributes
    ----------
    lanes : ndarray of shape (links,)
        Where each link crosses the line, metres across the way.
    first, second : ndarray of shape (links, 2)
        The turn in degrees and the reach with which each leaves its ends.
    """

    lanes: Floats
    first: Floats
    second: Floats


def bezier(points: Floats, lanes: Floats, curves: Floats, samples: int = _SAMPLES) -> Floats:
    """Return curves from ends to their lanes, along the way where they meet them.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        The ends: along the way, below zero, and across it.
    lanes : ndarray of shape (n,)
        The lanes, across the way; they begin at zero along it.
    curves : ndarray of shape (n, 2)
        The turn in degrees and the reach of each.
    samples : int
        Points of each curve.

    Returns
    -------
    ndarray of shape (n, samples, 2)

    Examples
    --------
    >>> path = bezier(np.array([(-4.0, 0.0)]), np.array([2.0]), np.array([(0.0, 0.5)]), 3)
    >>> path[0].tolist()
    [[-4.0, 0.0], [-1.925, 1.0], [0.0, 2.0]]
    """
    way = -points[:, :1]
    turn = np.radians(curves[:, 0])
    ends = np.column_stack([np.zeros(len(points)), lanes])
    first = points + way * curves[:, 1:] * np.column_stack([np.cos(turn), np.sin(turn)])
    last = ends - way * (_INTO_LANE, 0.0)
    t = np.linspace(0.0, 1.0, samples)[:, np.newaxis]
    shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    path: Floats = sum(
        share * each[:, np.newaxis] for share, each in zip(shares, (points, first, last, ends), strict=True)
    )
    return path


def choose_lanes(
    sides: Sequence[tuple[Ends, Terrain]], widths: Floats, *, middle: float, apart: float
) -> Lanes:
    """Choose lanes and curves for links.

    Parameters
    ----------
    sides : sequence of two (Ends, Terrain)
        Both cities, each seen from itself: along the way its ends lie below zero, and the lanes begin at zero.
    widths : ndarray of shape (links,)
        How wide each link is, metres.
    middle, apart : float
        The middle of the lanes across the way, and how far they stand apart.
    """
    count = len(widths)
    slots: Floats = middle + (np.arange(count, dtype=np.float64) - (count - 1) / 2) * apart
    halves = [_Half(ends, terrain, slots) for ends, terrain in sides]
    least, found = np.inf, Lanes(slots, np.zeros((count, 2)), np.zeros((count, 2)))
    enough = 0
    for order in _best_orders(halves, count)[: _ORDERS if count <= _FEW else 2]:
        slot = np.argsort(order)
        (first, first_cost), (second, second_cost) = (half.curves(slot, widths) for half in halves)
        if first_cost + second_cost < least:
            least, found = first_cost + second_cost, Lanes(slots[slot], first, second)
        # The next orders are hardly better than the first ones without a crossing.
        enough += first_cost + second_cost < _CROSSING
        if enough == _ENOUGH:
            break
    return found


class _Half:
    """The curves of one city: what each costs, and which other ends it passes on which side."""

    def __init__(self, ends: Ends, terrain: Terrain, slots: Floats) -> None:
        count = len(slots)
        self._choices, self._compared, self._corrections = (
            (_CURVES, _COMPARED, _CORRECTIONS)
            if count <= _MANY
            else (_PLAIN_CURVES, _COMPARED // 2, _CORRECTIONS // 4)
        )
        kinds = len(self._choices)
        self._link = np.tile(np.repeat(np.arange(count), kinds), count)
        self._number = np.tile(np.arange(kinds), count * count)
        self._paths = bezier(
            ends.points[self._link], np.repeat(slots, count * kinds), self._choices[self._number]
        )
        cost, begins = _alone(self._paths, terrain, ends.owners[self._link])
        passed, above = _sides(self._paths, ends.points)
        # Links of one district begin together: that they do not cross is seen when all curves are compared.
        passed &= ends.owners != ends.owners[self._link][:, np.newaxis]
        shape = (count, count, kinds)
        self._cost = (cost + np.abs(self._choices[self._number, 0]) * _TURNING).reshape(shape)
        self._begins = begins.reshape(shape)
        self._passed, self._above = (each.reshape(*shape, count) for each in (passed, above))
        self._paths = self._paths.reshape(*shape, _SAMPLES, 2)

    def violations(self, link: int, slot: int, below: Flags) -> Numbers:
        """Return how many ends each curve passes on the wrong side, given the sets of links in lower lanes.

        The array has a row for each set, and a column for each curve.
        """
        passed, above = self._passed[slot, link], self._above[slot, link]
        wrong: Numbers = (passed & (above != below[:, np.newaxis])).sum(axis=2)
        return wrong

    def cheapest(self, link: int, slot: int, below: Flags) -> Floats:
        """Return what the cheapest curve costs for each set of links in lower lanes."""
        cost = self._cost[slot, link] + self.violations(link, slot, below) * _CROSSING
        least: Floats = cost.min(axis=1)
        return least

    def curves(self, slot: Numbers, widths: Floats) -> tuple[Floats, float]:
        """Return the turn and reach of each link in given lanes, each compared with the others, and what they cost."""
        count = len(slot)
        link = np.arange(count)
        below = slot[np.newaxis] < slot[:, np.newaxis]
        wrong = np.array([self.violations(at, int(slot[at]), below[at : at + 1])[0] for at in range(count)])
        cost = self._cost[slot, link] + wrong * _CROSSING
        kept = np.argsort(cost, axis=1, kind="stable")[:, : self._compared]
        rows = np.repeat(link, kept.shape[1])
        number = kept.ravel()
        picked = (slot[rows], rows, number)
        paths, begins = self._paths[picked], self._begins[picked]
        together = _together(paths, begins, widths[rows])
        starts = link * kept.shape[1]
        for _ in range(self._corrections):
            chosen, total = _descend(cost[rows, number].reshape(kept.shape), together)
            # Two that touch between the steps that were compared are known to cross from then on.
            crossing = [
                pair for pair in _seen_crossings(paths, begins, starts + chosen) if together[pair] < _CROSSING
            ]
            if not crossing:
                break
            one, other = np.array(crossing).T
            together[one, other] += _CROSSING
            together[other, one] += _CROSSING
            total += _CROSSING * len(crossing)
        return self._choices[kept[link, chosen]], total


def _alone(paths: Floats, terrain: Terrain, owners: Numbers) -> tuple[Floats, Numbers]:
    """Return what each path costs by itself, and where it leaves its own district for good."""
    count, samples, _ = paths.shape
    costs, is_own = terrain.cost(paths.reshape(-1, 2), np.repeat(owners, samples))
    lengths = np.hypot(*np.moveaxis(np.diff(paths, axis=1), 2, 0))
    begins = samples - 1 - np.argmax(is_own.reshape(count, samples)[:, ::-1], axis=1)
    begins[begins == samples - 1] = 0
    over = (costs.reshape(count, samples)[:, 1:] * lengths).sum(axis=1)
    straight = np.hypot(*(paths[:, -1] - paths[:, 0]).T)
    detour = lengths.sum(axis=1) - straight
    total: Floats = over + detour * (1 + detour / straight) * _DETOUR
    return total, begins


def _sides(paths: Floats, ends: Floats) -> tuple[Flags, Flags]:
    """Return which ends each path passes, and which of them it leaves below."""
    along, across = paths[..., 0], paths[..., 1]
    turn = along.argmin(axis=1)
    passed = ends[:, 0] > along.min(axis=1)[:, np.newaxis] + _TOUCHING_M
    above = np.empty_like(passed)
    for at, (x, y) in enumerate(ends):
        # The last step over the end's own place along the way: there is one, since the lanes lie beyond all ends.
        step = along.shape[1] - 2 - np.argmax((along < x)[:, -2::-1], axis=1)
        step = np.maximum(step, np.minimum(turn, along.shape[1] - 2))
        rows = np.arange(len(paths))
        x0, x1, y0, y1 = (each[rows, step + off] for each in (along, across) for off in (0, 1))
        above[:, at] = y0 + (y1 - y0) * np.clip((x - x0) / np.where(x1 > x0, x1 - x0, 1.0), 0, 1) > y
    return passed, above


def _best_orders(halves: Sequence[_Half], count: int) -> Numbers:
    """Return orders of the links from the lowest lane to the highest one, the best first."""
    states = _STATES * min(count, _FEW) ** 2 // max(count, 1) ** 2
    below, cost, before = np.zeros((1, count), bool), np.zeros(1), np.zeros((1, 0), np.int64)
    for slot in range(count):
        added = np.full((len(below), count), np.inf)
        for link in range(count):
            free = ~below[:, link]
            added[free, link] = sum(half.cheapest(link, slot, below[free]) for half in halves)
        total = cost[:, np.newaxis] + added
        best = np.argsort(total, axis=None, kind="stable")[: np.isfinite(total).sum()]
        state, taken = np.unravel_index(best, total.shape)
        sets = below[state]
        sets[np.arange(len(sets)), taken] = True
        going_on = _first_of_each(sets, _ORDERS)[:states]
        below, cost = sets[going_on], total[state, taken][going_on]
        before = np.column_stack([before[state[going_on]], taken[going_on]])
    return before


def _first_of_each(sets: Flags, many: int) -> Numbers:
    """Return where the first rows of each kind are, so many of each, in their order.

    Examples
    --------
    >>> _first_of_each(np.array([[True], [False], [True], [True]]), 2).tolist()
    [0, 1, 2]
    """
    _, kind = np.unique(sets, axis=0, return_inverse=True)
    order = np.argsort(kind, kind="stable")
    starts = np.flatnonzero(np.diff(kind[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    found: Numbers = np.sort(order[place < many])
    return found


def _together(paths: Floats, begins: Numbers, widths: Floats) -> Floats:
    """Return what each two paths cost for crossing, and for running too near outside their own districts."""
    along, across = paths[..., 0], paths[..., 1]
    # A path that first leads back is compared from where it turns.
    turns = along.argmin(axis=1)
    grid = np.linspace(along.min(), 0.0, _STEPS)
    values = np.array(
        [
            np.interp(grid, x[turn:], y[turn:], left=np.nan)
            for x, y, turn in zip(along, across, turns, strict=True)
        ]
    )
    step = float(grid[1] - grid[0])
    slopes = np.nan_to_num(np.diff(values, axis=1, append=values[:, -1:]) / step)
    is_seen = grid >= along[np.arange(len(paths)), begins][:, np.newaxis]
    off = values[:, np.newaxis] - values
    share = 1 / np.hypot(1, slopes)
    apart = np.abs(off) * np.minimum(share[:, np.newaxis], share)
    needed = (widths[:, np.newaxis] + widths) * (_ROOM / 2)
    near = (apart < needed[..., np.newaxis]) & is_seen & is_seen[:, np.newaxis]
    is_crossing = (off > _TOUCHING_M).any(axis=2) & (off < -_TOUCHING_M).any(axis=2)
    cost: Floats = is_crossing * _CROSSING + near.sum(axis=2) * (step * _TOO_NEAR)
    return cost


def _seen_crossings(paths: Floats, begins: Numbers, chosen: Numbers) -> list[tuple[int, int]]:
    """Return which of the chosen paths cross outside their own districts, to the last sample."""
    begins = np.minimum(begins, paths.shape[1] - 2)
    lines = as_array(shapely.LineString(paths[at, begins[at] :]) for at in chosen.tolist())
    one, other = np.triu_indices(len(lines), 1)
    crossing = np.flatnonzero(shapely.intersects(lines[one], lines[other]))
    return [(int(chosen[one[at]]), int(chosen[other[at]])) for at in crossing]


def _descend(alone: Floats, together: Floats) -> tuple[Numbers, float]:
    """Return one curve a link, each exchanged for a better one until there is none, and what they cost.

    Of two that cross, both are exchanged at once: either alone may have nowhere to go.
    """
    count, options = alone.shape
    links = np.arange(count)
    together = together.reshape(count, options, count, options)
    chosen = np.zeros(count, np.int64)
    for _ in range(4 * count):
        before = chosen.copy()
        for link in range(count):
            chosen[link] = np.argmin(_beside(alone, together, chosen, [link]))
        pairs = together[links[:, np.newaxis], chosen[:, np.newaxis], links, chosen]
        for one, other in np.argwhere(np.triu(pairs, 1) >= _CROSSING).tolist():
            first, second = (_beside(alone, together, chosen, [at, one, other]) for at in (one, other))
            joint = first[:, np.newaxis] + second + together[one, :, other]
            chosen[[one, other]] = np.unravel_index(np.argmin(joint), joint.shape)
        if (chosen == before).all():
            break
    pairs = together[links[:, np.newaxis], chosen[:, np.newaxis], links, chosen]
    return chosen, float(alone[links, chosen].sum() + np.triu(pairs, 1).sum())


def _beside(alone: Floats, together: Floats, chosen: Numbers, without: Sequence[int]) -> Floats:
    """Return what each curve of the first link of `without` costs beside the chosen curves of all links but those."""
    link = without[0]
    others = np.delete(np.arange(len(chosen)), without)
    cost: Floats = alone[link] + together[link][:, others, chosen[others]].sum(axis=1)
    return cost
