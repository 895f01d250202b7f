"""The land of two states by phase and stage, as it is printed: before + gained − lost + reclassified = after."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.i18n import Words
from geokit.land.printing import UNITS
from geokit.ledgers.figures.groups import BLANK, Groups
from geokit.ledgers.figures.progress import PROGRESS_WORDS, TAKEN_BACK, Progress
from geokit.ledgers.figures.sums import printed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geokit.land.units import Unit
    from geokit.ledgers.figures.groups import Label

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

NO_PHASE = Words(zh="未注明期次", en="phase not stated")
_STAGES: Final = len(Progress)


@dataclass(frozen=True, slots=True)
class Sum:
    """The land of one phase and stage, or of all, in one unit; every field is a Decimal as it is printed.

    Attributes
    ----------
    before, gained, lost, reclassified, after : Decimal
        ``after`` is ``before + gained − lost + reclassified``; what was reclassified came from other rows, or, below
        zero, went to them.
    """

    before: Decimal
    gained: Decimal
    lost: Decimal
    reclassified: Decimal

    @property
    def after(self) -> Decimal:
        """What there is now."""
        return self.before + self.change

    @property
    def change(self) -> Decimal:
        """What there is more, or less, than before."""
        return self.gained - self.lost + self.reclassified

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.before + other.before,
            self.gained + other.gained,
            self.lost + other.lost,
            self.reclassified + other.reclassified,
        )


@dataclass(frozen=True, slots=True)
class SumRow:
    """One row.

    Attributes
    ----------
    phase : text
        The phase.
    progress : Progress
        The stage.
    figures : mapping of unit to Sum
        In m², ha and mu.
    """

    phase: Label
    progress: Progress
    figures: dict[Unit, Sum]


@dataclass(frozen=True, slots=True)
class LandSums:
    """The rows, and what they add up to."""

    rows: tuple[SumRow, ...]

    def total(self, unit: Unit) -> Sum:
        """Return the sum of all rows in a unit."""
        zero = Decimal(0).scaleb(-UNITS[unit])
        total = Sum(zero, zero, zero, zero)
        for row in self.rows:
            total += row.figures[unit]
        return total


def sum_up_changes(
    phases: Groups,
    states: Sequence[tuple[Ints, Ints, Floats]],
    pairs: tuple[Ints, Ints, Floats],
    gained_m2: Floats,
    lost_m2: Floats,
) -> LandSums:
    """Return the sums by phase and stage.

    Parameters
    ----------
    phases : Groups
        The phases of both states.
    states : sequence of tuple of ndarray
        Of the old and of the new parcels the phase, the progress and the land counted in them.
    pairs : tuple of ndarray
        Old and new parcels that share land, and how much.
    gained_m2, lost_m2 : ndarray of float64
        Of each new parcel what it gained, of each old one what was lost.
    """
    size = len(phases) * _STAGES
    # Land that was taken back is nowhere: its parcels stand behind the last row.
    old, new = (
        np.where(progress == TAKEN_BACK, size, phase * _STAGES + progress) for phase, progress, _ in states
    )
    before_m2 = np.bincount(old, weights=states[0][2], minlength=size + 1)[:size]
    gained = np.bincount(new, weights=gained_m2, minlength=size + 1)[:size]
    lost = np.bincount(old, weights=lost_m2, minlength=size + 1)[:size]
    come, gone, flow_m2 = _flows(old[pairs[0]], new[pairs[1]], pairs[2], size)
    used = np.zeros(size, bool)
    for cells in (old, new):
        used[cells[cells < size]] = True
    figures: dict[Unit, list[Sum]] = {}
    for unit in UNITS:
        parts = [printed(values.astype(np.float64), unit) for values in (before_m2, gained, lost)]
        net = _net(come, gone, printed(flow_m2, unit), size, unit)
        figures[unit] = [Sum(*row) for row in zip(*parts, net, strict=True)]
    rows = tuple(
        SumRow(
            _phase(phases, at // _STAGES), Progress(at % _STAGES), {unit: figures[unit][at] for unit in UNITS}
        )
        for at in np.flatnonzero(used).tolist()
    )
    return LandSums(rows)


def _flows(old: Ints, new: Ints, shared_m2: Floats, size: int) -> tuple[Ints, Ints, Floats]:
    """Return which rows land went from and to, and how much of it."""
    other = old != new
    ways, at = np.unique(old[other] * size + new[other], return_inverse=True)
    flow_m2: Floats = np.bincount(at, weights=shared_m2[other], minlength=len(ways)).astype(np.float64)
    return ways % max(size, 1), ways // max(size, 1), flow_m2


def _net(come: Ints, gone: Ints, flow: NDArray[np.object_], size: int, unit: Unit) -> list[Decimal]:
    net = [Decimal(0).scaleb(-UNITS[unit])] * size
    for to, from_, amount in zip(come.tolist(), gone.tolist(), flow.tolist(), strict=True):
        net[to] += amount
        net[from_] -= amount
    return net


def _phase(phases: Groups, at: int) -> Label:
    label = phases.labels[at][0]
    return NO_PHASE if label is BLANK else label


def stage_words(progress: Progress) -> Words:
    """Return what a stage is called."""
    return PROGRESS_WORDS[progress]
