"""What became of each parcel: added, removed, split, merged, divided anew, moved, redrawn, renumbered, changed.

Land decides, and the number where land cannot: an old and a new parcel belong together where they share half of the
smaller one. What is as it was, was moved as a whole, or lies as near as two surveys of one outline is set apart first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.auditing.differences.events import Event, EventKind, Shift
from geokit.auditing.differences.sides import SNAP_M, Side, facts_of, redrawn, within_two_surveys
from geokit.coverage.overlay import robust_difference
from geokit.land.limits import IGNORED_OVERLAP
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geokit.auditing.differences.changes import Fact

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

# So much of the smaller one makes two parcels relatives.
BELONGS_SHARE: Final = 0.5
# As many parcels moved by one vector, and such a part of those that could, are no coincidence.
_COMMON_MOVES, _COMMON_SHARE = 3, 0.9


@dataclass(frozen=True)
class Lineage:
    """What became of all of them.

    Attributes
    ----------
    events : tuple of Event
        By kind; in it what was moved farthest or changed most land first, then by id.
    unchanged : int
        How many parcels are as they were.
    common_shift : Shift or None
        By how much nearly all were moved: rather another coordinate system than new land.
    """

    events: tuple[Event, ...]
    unchanged: int
    common_shift: Shift | None

    def of(self, kind: EventKind) -> tuple[Event, ...]:
        """Return the events of one kind."""
        return tuple(event for event in self.events if event.kind is kind)


@dataclass(frozen=True)
class _Sides:
    """Both sides, and the land that they do not share."""

    before: Side
    after: Side
    gained_m2: Floats
    lost_m2: Floats

    def event(
        self,
        kind: EventKind,
        old: tuple[int, ...],
        new: tuple[int, ...],
        facts: tuple[Fact, ...] = (),
        shift: Shift | None = None,
    ) -> Event:
        # As people count, and not as the rows stand.
        old, new = (
            tuple(side.by_id(np.array(rows, dtype=np.intp)).tolist())
            for side, rows in ((self.before, old), (self.after, new))
        )
        lost, gained = (
            float(left[list(rows)].sum()) for left, rows in ((self.lost_m2, old), (self.gained_m2, new))
        )
        return Event(
            kind,
            old,
            new,
            tuple(str(self.before.names[at]) for at in old),
            tuple(str(self.after.names[at]) for at in new),
            float(self.before.area_m2[list(old)].sum()),
            float(self.after.area_m2[list(new)].sum()),
            gained,
            lost,
            shift,
            facts,
        )


def find_events(
    before: Side,
    after: Side,
    same: Ints,
    pairs: tuple[Ints, Ints, Floats, Floats, Floats],
    lost: tuple[Floats, Shapes],
    gained: tuple[Floats, Shapes],
) -> Lineage:
    """Return what became of each parcel.

    Parameters
    ----------
    before, after : Side
    same : ndarray of int
        For each new parcel the old one of the same number or place, or -1.
    pairs : tuple of ndarray
        Old and new parcels that share land, how much, and the land of all old and of all new ones, in m².
    lost, gained : tuple of ndarray
        Areas and shapes of the land of each old parcel that is gone, and of each new one that is new.
    """
    worth = [np.where(shapely.is_missing(shapes), 0.0, area_m2) for area_m2, shapes in (lost, gained)]
    sides = _Sides(before, after, worth[1], worth[0])
    new = np.flatnonzero(same >= 0)
    old = same[new]
    _, _, is_redrawn = redrawn(before.shapes[old], after.shapes[new])
    vectors = _vectors(before.shapes[old], after.shapes[new], is_redrawn)
    is_near = within_two_surveys(before.shapes[old], after.shapes[new], is_redrawn)
    is_moved = np.isfinite(vectors).all(axis=1) & ~is_near
    facts = facts_of(before, after, old, new)
    events = [
        sides.event(
            EventKind.CHANGED if facts[at] else EventKind.RESURVEYED,
            (int(old[at]),),
            (int(new[at]),),
            facts[at],
        )
        for at in np.flatnonzero(~is_redrawn | is_near)
        if facts[at] or is_near[at]
    ]
    events += [
        sides.event(
            EventKind.MOVED, (int(old[at]),), (int(new[at]),), facts[at], Shift(*vectors[at].tolist())
        )
        for at in np.flatnonzero(is_moved)
    ]
    settled = ~is_redrawn | is_moved | is_near
    events += _families(sides, (old, new), settled, pairs)
    told = {at for event in events for at in event.new}
    order = {kind: at for at, kind in enumerate(EventKind)}
    events.sort(key=lambda event: (order[event.kind], -_size(event), _by_id(event)))
    shift = _common_shift(vectors[np.isfinite(vectors).all(axis=1)], len(new))
    return Lineage(tuple(events), len(after.names) - len(told), shift)


def _by_id(event: Event) -> list[tuple[tuple[int, int, str], ...]]:
    return [natural_key(name) for name in event.new_ids or event.old_ids]


def _size(event: Event) -> float:
    """Return how much an event matters among those of its kind: metres that it was moved, or m² gained and lost."""
    if event.shift is not None:
        return round(math.hypot(event.shift.east_m, event.shift.north_m), 3)
    return round(event.gained_m2 + event.lost_m2, 2)


def _vectors(old: Shapes, new: Shapes, candidates: Bools) -> Floats:
    """Return by how much each shape was moved as a whole, NaN where it was not."""
    vectors = np.full((len(old), 2), np.nan)
    boxes = shapely.bounds(old), shapely.bounds(new)
    steps = boxes[1] - boxes[0]
    rigid = (np.abs(steps[:, 2:] - steps[:, :2]) <= 2 * SNAP_M).all(axis=1)
    rigid &= shapely.get_num_coordinates(old) == shapely.get_num_coordinates(new)
    at = np.flatnonzero(candidates & rigid)
    at = at[shapely.is_valid(old[at]) & shapely.is_valid(new[at])]
    if len(at) == 0:
        return vectors
    step = (steps[at, :2] + steps[at, 2:]) / 2
    points, owners = shapely.get_coordinates(old[at], return_index=True)
    moved = shapely.set_coordinates(old[at].copy(), points + step[owners])
    apart_m2 = shapely.area(robust_difference(moved, new[at])) + shapely.area(
        robust_difference(new[at], moved)
    )
    whole = apart_m2 <= IGNORED_OVERLAP.value + 2 * SNAP_M * shapely.length(moved)
    vectors[at[whole]] = step[whole]
    return vectors


def _common_shift(vectors: Floats, known: int) -> Shift | None:
    if len(vectors) < _COMMON_MOVES or len(vectors) < _COMMON_SHARE * known:
        return None
    middle = np.median(vectors, axis=0)
    alike = (np.abs(vectors - middle) <= 0.01).all(axis=1)  # noqa: PLR2004 - a centimetre
    return Shift(*middle.tolist()) if alike.mean() >= _COMMON_SHARE else None


def _families(
    sides: _Sides, same: tuple[Ints, Ints], settled: Bools, pairs: tuple[Ints, Ints, Floats, Floats, Floats]
) -> list[Event]:
    """Return the events of parcels whose outline is another: they are grouped by the land that they share."""
    old, new, shared_m2, old_m2, new_m2 = pairs
    free_old, free_new = np.ones(len(old_m2), bool), np.ones(len(new_m2), bool)
    free_old[same[0][settled]] = free_new[same[1][settled]] = False
    related = shared_m2 >= BELONGS_SHARE * np.minimum(old_m2[old], new_m2[new])
    related &= free_old[old] & free_new[new]
    old, new = old[related], new[related]
    # Of what shares land with nothing, the number says what it was.
    alone = ~settled & ~np.isin(same[0], old) & ~np.isin(same[1], new)
    old, new = np.concatenate([old, same[0][alone]]), np.concatenate([new, same[1][alone]])
    families = list(_components(free_old, free_new, old, new))
    couples = [family for family in families if len(family[0]) == len(family[1]) == 1]
    several = [_family(sides, *family) for family in families if len(family[0]) != 1 or len(family[1]) != 1]
    return [*_couples(sides, np.array(couples, dtype=np.intp).reshape(-1, 2), same), *several]


def _couples(sides: _Sides, couples: Ints, same: tuple[Ints, Ints]) -> list[Event]:
    """Return what became of one parcel that is one parcel still."""
    known = np.full(len(sides.after.names), -1)
    known[same[1]] = same[0]
    old, new = couples.T
    # An id that stands twice in a table matches nothing, and is no other number for that.
    written = [side.table["id"].to_numpy() for side in (sides.before, sides.after)]
    is_same = (known[new] == old) | (written[0][old] == written[1][new])
    _, _, is_redrawn = redrawn(sides.before.shapes[old], sides.after.shapes[new])
    kinds = np.where(
        is_same, np.where(is_redrawn, EventKind.REDRAWN, EventKind.CHANGED), EventKind.RENUMBERED
    )
    facts = facts_of(sides.before, sides.after, old, new)
    return [
        sides.event(EventKind(kind), (one,), (other,), said)
        for kind, one, other, said in zip(kinds.tolist(), old.tolist(), new.tolist(), facts, strict=True)
        if said or kind != EventKind.CHANGED
    ]


def _family(sides: _Sides, old: tuple[int, ...], new: tuple[int, ...]) -> Event:
    kinds = {
        (0, 1): EventKind.ADDED,
        (1, 0): EventKind.REMOVED,
        (1, 2): EventKind.SPLIT,
        (2, 1): EventKind.MERGED,
    }
    return sides.event(kinds.get((min(len(old), 2), min(len(new), 2)), EventKind.REDIVIDED), old, new)


def _components(
    free_old: Bools, free_new: Bools, old: Ints, new: Ints
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield the old and the new parcels that edges hold together; what has no edge is alone."""
    count = len(free_old)
    left, right = old, new + count
    label = np.arange(count + len(free_new))
    while True:
        lowest = np.minimum(label[left], label[right])
        before = label.copy()
        np.minimum.at(label, left, lowest)
        np.minimum.at(label, right, lowest)
        label = label[label]
        if (label == before).all():
            break
    rows = np.flatnonzero(np.concatenate([free_old, free_new]))
    rows = rows[np.argsort(label[rows], kind="stable")]
    for part in np.split(rows, np.flatnonzero(np.diff(label[rows])) + 1):
        if len(part):
            yield (
                tuple(part[part < count].tolist()),
                tuple((part[part >= count] - count).tolist()),
            )
