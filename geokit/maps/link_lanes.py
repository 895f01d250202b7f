"""Which lane each link takes between two cities, and how it leaves them, so that links cross only where they must.

Every link runs from its district to a line across the way, on which all links stand side by side in lanes, and from
there to the other district. Seen along the way each half is a function, so that two of them cross where their
difference changes its sign: all halves are compared at once, and the best order of lanes is searched for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

# Directions in which a link may leave its district, from the way, and how far it keeps to them as a share of the way.
_TURNS_DEG = (0.0, 26.0, 52.0, 76.0, -26.0, -52.0, -76.0)
_REACHES = (0.3, 0.55)
_CURVES = np.array([(turn, reach) for turn in _TURNS_DEG for reach in (_REACHES if turn else _REACHES[:1])])
_INTO_LANE = 0.45
# Of the curves into one lane, this many to either side are looked at further.
_KEPT_A_SIDE = 2
_SAMPLES, _STEPS = 36, 40
# So many lanes in all are looked at: beyond, a link only takes lanes near its own place in the order.
_MOST_LANES = 81
_STATES = 220
# Costs, in metres of way: a crossing, a metre beside another link that is too near, a degree of turning.
_CROSSING, _TOO_NEAR, _TURNING = 1e7, 2.5, 60.0


class Terrain(Protocol):
    """What a link runs over."""

    def cost(self, points: Floats, own: int) -> tuple[Floats, NDArray[np.bool_]]:
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
    slots = middle + (np.arange(count) - (count - 1) / 2) * apart
    # The order that the ends themselves have across the way.
    first, second = (ends.points[:, 1] for ends, _ in sides)
    order = np.lexsort([first, first + second])
    window = count if count * count <= _MOST_LANES else _MOST_LANES // count // 2
    is_near = np.abs(np.arange(count) - np.argsort(order)[:, np.newaxis]) <= window
    halves = [_Half(ends, terrain, slots, is_near, widths) for ends, terrain in sides]
    chosen = _search(halves, order)
    picked = [half.number[at] for half, at in zip(halves, chosen, strict=True)]
    return Lanes(slots[halves[0].slot[chosen[0]]], *(_CURVES[each] for each in picked))


class _Half:
    """All curves of one city that are looked at, and what each two of them cost together."""

    def __init__(
        self, ends: Ends, terrain: Terrain, slots: Floats, is_near: NDArray[np.bool_], widths: Floats
    ) -> None:
        link, slot = np.nonzero(is_near)
        curves = len(_CURVES)
        self.link, self.slot = np.repeat(link, curves), np.repeat(slot, curves)
        self.number = np.tile(np.arange(curves), len(link))
        paths = bezier(ends.points[self.link], slots[self.slot], _CURVES[self.number])
        self.cost, begins = _alone(paths, terrain, ends.owners[self.link])
        self.cost += np.abs(_CURVES[self.number, 0]) * _TURNING
        self._keep(self._best())
        kept = self._kept
        self.pair_cost = _together(paths[kept], begins[kept], widths[self.link])
        self.of = np.full((*is_near.shape, 2 * _KEPT_A_SIDE + 1), -1)
        seat = np.arange(len(kept)) % self.of.shape[2]
        self.of[self.link, self.slot, seat] = np.arange(len(kept))

    def _best(self) -> Numbers:
        """Return the cheapest curves of each link and lane to either side, and the one without a turn."""
        turns = _CURVES[:, 0]
        costs = self.cost.reshape(-1, len(_CURVES))
        sides = [np.flatnonzero(turns == 0), *(np.flatnonzero(np.sign(turns) == sign) for sign in (1, -1))]
        best = [side[np.argsort(costs[:, side], axis=1, kind="stable")[:, :_KEPT_A_SIDE]] for side in sides]
        starts = np.arange(len(costs))[:, np.newaxis] * len(_CURVES)
        return (starts + np.concatenate(best, axis=1)).ravel()

    def _keep(self, kept: Numbers) -> None:
        self._kept = kept
        for name in ("link", "slot", "number", "cost"):
            setattr(self, name, getattr(self, name)[kept])


def _alone(paths: Floats, terrain: Terrain, owners: Numbers) -> tuple[Floats, Numbers]:
    """Return what each path costs by itself, and where it leaves its own district for good."""
    count, samples, _ = paths.shape
    costs, is_own = terrain.cost(paths.reshape(-1, 2), np.repeat(owners, samples))
    lengths = np.hypot(*np.moveaxis(np.diff(paths, axis=1), 2, 0))
    begins = samples - 1 - np.argmax(is_own.reshape(count, samples)[:, ::-1], axis=1)
    begins[begins == samples - 1] = 0
    total: Floats = (costs.reshape(count, samples)[:, 1:] * lengths).sum(axis=1)
    return total, begins


def _together(paths: Floats, begins: Numbers, widths: Floats) -> Floats:
    """Return what each two paths cost for crossing or for running too near, outside their own districts."""
    along, across = paths[..., 0], paths[..., 1]
    grid = np.linspace(along.min(), 0.0, _STEPS)
    values, slopes = np.full((2, len(paths), _STEPS), np.nan)
    for at, begin in enumerate(begins):
        values[at] = np.interp(grid, along[at, begin:], across[at, begin:], left=np.nan)
    step = grid[1] - grid[0]
    slopes[:, :-1] = np.diff(values, axis=1) / step
    slopes[:, -1] = 0.0
    straight = 1 / np.sqrt(1 + np.nan_to_num(slopes) ** 2)
    needed = (widths[:, np.newaxis] + widths) / 2 * 1.3
    above, below, near = (np.zeros((len(paths), len(paths)), kind) for kind in (bool, bool, np.float64))
    for value, share in zip(values.T, straight.T, strict=True):
        off = value[:, np.newaxis] - value
        above |= off > 0
        below |= off < 0
        near += (np.abs(off) * np.minimum(share[:, np.newaxis], share) < needed) * step
    cost: Floats = (above & below) * _CROSSING + near * _TOO_NEAR
    return cost


def _search(halves: Sequence[_Half], order: Numbers) -> list[Numbers]:
    """Return the chosen curve of each link in both cities: link by link, the best states so far go on."""
    count = len(order)
    chosen = [np.zeros((1, count), np.int64) for _ in halves]
    used = np.zeros((1, count), bool)
    cost = np.zeros(1)
    for done, link in enumerate(order):
        before = order[:done]
        # A lane that would leave the links to come without one is not taken: the first free one is, at the latest.
        lanes = np.flatnonzero(halves[0].of[link, :, 0] >= 0)
        options = [
            _options(half, link, lanes, state[:, before]) for half, state in zip(halves, chosen, strict=True)
        ]
        (first, first_cost), (second, second_cost) = options
        total = cost[:, None, None, None] + first_cost[..., :, None] + second_cost[..., None, :]
        total = np.where(used[:, lanes][:, :, None, None], np.inf, total)
        best = np.argsort(total, axis=None, kind="stable")[:_STATES]
        state, lane, one, other = np.unravel_index(best[np.isfinite(total.ravel()[best])], total.shape)
        cost = total[state, lane, one, other]
        chosen = [each[state] for each in chosen]
        chosen[0][:, link], chosen[1][:, link] = first[state, lane, one], second[state, lane, other]
        used = used[state]
        used[np.arange(len(state)), lanes[lane]] = True
    return [_polished(half, state[0]) for half, state in zip(halves, chosen, strict=True)]


def _options(half: _Half, link: int, lanes: Numbers, state: Numbers) -> tuple[Numbers, Floats]:
    """Return the two best curves into each lane for each state, and what they add."""
    curves = half.of[link, lanes]
    added = half.cost[curves] + half.pair_cost[curves[None, :, :, None], state[:, None, None, :]].sum(axis=3)
    best = np.argsort(added, axis=2, kind="stable")[..., :2]
    return np.take_along_axis(np.broadcast_to(curves, added.shape), best, 2), np.take_along_axis(
        added, best, 2
    )


def _polished(half: _Half, chosen: Numbers) -> Numbers:
    """Return the choice with each curve exchanged for a better one into the same lane, until there is none."""
    chosen = chosen.copy()
    for _ in range(len(chosen)):
        before = chosen.copy()
        for link in range(len(chosen)):
            curves = half.of[link, half.slot[chosen[link]]]
            others = np.delete(chosen, link)
            chosen[link] = curves[
                np.argmin(half.cost[curves] + half.pair_cost[curves][:, others].sum(axis=1))
            ]
        if (chosen == before).all():
            break
    return chosen
