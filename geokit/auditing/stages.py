"""How far each parcel has come: its stage, its acquisition, and whether its dates can be in the order they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from geokit.parcels.codes import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray


STAGE_CODES = tuple(term.code for term in STAGES)

_ACQUIRED = STAGE_CODES.index("acquired")

# What tells one acquisition from another.
_ACTS = ("batch", "acquired_on", "stored_on")


@dataclass(frozen=True)
class ParcelStages:
    """What the parcels' own columns say of how far they have come.

    Attributes
    ----------
    stage : ndarray of int8
        The position in :data:`STAGE_CODES`, -1 where the stage is not known.
    acts : dict of str to array
        Batch, day of acquisition and day of storing, or None: arrays as the table has them.
    """

    stage: NDArray[np.int8]
    acts: dict[str, Any]

    @classmethod
    def of(cls, parcels: gpd.GeoDataFrame) -> ParcelStages:
        """Read a parcel table whose stages are codes."""
        codes, distinct = pd.factorize(parcels["stage"].to_numpy(dtype=object))
        ranks = [STAGE_CODES.index(code) if code in STAGE_CODES else -1 for code in distinct]
        stage = np.array([*ranks, -1], dtype=np.int8)[codes]
        return cls(stage, {name: parcels[name].array for name in _ACTS})

    def differ_in_stage(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which pairs are of two different known stages: land that goes on its way lies on itself."""
        first, second = self.stage[left], self.stage[right]
        differ: NDArray[np.bool_] = (first >= 0) & (second >= 0) & (first != second)
        return differ

    def acquired_twice(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which pairs are two acquisitions.

        Both have a day of acquisition; or both have at least the stage *acquired*, and another batch or day.
        """
        days = self.acts["acquired_on"]
        dated = np.asarray(pd.notna(days[left]) & pd.notna(days[right]), dtype=bool)
        taken = (self.stage[left] >= _ACQUIRED) & (self.stage[right] >= _ACQUIRED)
        other = np.zeros(len(left), dtype=bool)
        for values in self.acts.values():
            first, second = (np.asarray(values[at], dtype=object) for at in (left, right))
            other |= pd.notna(first) & pd.notna(second) & (first != second)
        twice: NDArray[np.bool_] = dated | (taken & other)
        return twice


Step: TypeAlias = Literal["approved", "acquired", "stored", "supplied"]

Route: TypeAlias = tuple[Step, ...]

STEPS: tuple[Step, ...] = ("approved", "acquired", "stored", "supplied")

# Existing state land enters the reserve by 收回 or 收购, without expropriation.
NEW_LAND: Route = STEPS

EXISTING_LAND: Route = ("stored", "supplied")

# The step that a status says has been taken.
STEP_OF_STATUS: dict[str, Step] = {
    "approved": "approved",
    "acquired": "acquired",
    "delivered": "acquired",
    "stored": "stored",
    "serviced": "stored",
    "supplied": "supplied",
    "under_construction": "supplied",
    "built": "supplied",
}


@dataclass(frozen=True, slots=True)
class Regression:
    """Parcels for which `later` comes before `earlier`, although it follows it on their route."""

    earlier: Step
    later: Step
    positions: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class StepDays:
    """The day of each step of each parcel.

    Attributes
    ----------
    days : ndarray of datetime64[D], shape (n, 4)
        By parcel and step; NaT where there is none.
    """

    days: NDArray[np.datetime64]

    @classmethod
    def of(cls, parcels: gpd.GeoDataFrame) -> StepDays:
        """Read a parcel table whose dates are ISO dates or None."""
        columns = [parcels[f"{step}_on"].to_numpy(dtype=object) for step in STEPS]
        texts = [np.where(column.astype(bool), column, "NaT").astype("datetime64[D]") for column in columns]
        return cls(np.stack(texts, axis=1))

    @property
    def present(self) -> NDArray[np.bool_]:
        """Whether each day is known."""
        return ~np.isnat(self.days)

    def of_step(self, step: Step) -> NDArray[np.datetime64]:
        """Return the day of one step of each parcel."""
        column: NDArray[np.datetime64] = self.days[:, STEPS.index(step)]
        return column

    def backwards(self, routes: Sequence[Route]) -> Iterator[Regression]:
        """Yield the parcels whose days run backwards on every route that has their steps."""
        fits = np.zeros(len(self.days), dtype=bool)
        found: list[tuple[Route, NDArray[np.bool_]]] = []
        for route in routes:
            has = ~self.present[:, [STEPS.index(step) for step in STEPS if step not in route]].any(axis=1)
            broken = np.zeros(len(self.days), dtype=bool)
            for earlier, later in _pairs(route):
                broken |= self.of_step(earlier) > self.of_step(later)
            fits |= has & ~broken
            found.append((route, has & broken))
        open_ = ~fits
        for route, broken in found:
            for earlier, later in _pairs(route):
                here = open_ & broken & (self.of_step(earlier) > self.of_step(later))
                open_ &= ~here
                if here.any():
                    yield Regression(earlier, later, np.flatnonzero(here))

    def off_every_route(self, routes: Sequence[Route]) -> NDArray[np.intp]:
        """Return the parcels with days of steps that no route has together."""
        off = np.ones(len(self.days), dtype=bool)
        for route in routes:
            off &= self.present[:, [STEPS.index(step) for step in STEPS if step not in route]].any(axis=1)
        return np.flatnonzero(off)


def _pairs(route: Route) -> list[tuple[Step, Step]]:
    """Return each step of a route with each that follows it, neighbours first."""
    count = len(route)
    return [(route[at], route[at + gap]) for gap in range(1, count) for at in range(count - gap)]
