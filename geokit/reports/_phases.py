"""The areas of a park's phases as its parcels add up to them, measured and declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.land.units import Area
from geokit.ledgers.figures.groups import group_parcels
from geokit.reports._parcels import planar_areas_m2

if TYPE_CHECKING:
    from geokit.auditing.report import Audited
    from geokit.words import Speaks


@dataclass(frozen=True, slots=True)
class PhaseAreas:
    """One phase of one park, or the parcels that name none.

    Attributes
    ----------
    name : str or Speaks
        As the catalogue has it, or else as the parcels do.
    parcels, unmeasured, undeclared : int
        How many parcels there are, and how many of them have no area or declare none.
    measured, declared : Area
        Sums of the parcels that have one. Land that lies in two parcels is counted in both.
    """

    name: str | Speaks
    parcels: int
    unmeasured: int
    undeclared: int
    measured: Area
    declared: Area


def phase_areas(each: Audited) -> list[PhaseAreas]:
    """Return the phases of a park in its own order, those without parcels too."""
    groups = group_parcels(each.parcels, each.park, "phase")
    measured_m2 = planar_areas_m2(each.parcels)
    declared_m2 = each.parcels["declared_m2"].to_numpy(dtype=float)
    everyone = np.ones(len(each.parcels), dtype=bool)
    sums = zip(
        groups.labels,
        groups.counts(everyone),
        groups.counts(np.isnan(measured_m2)),
        groups.counts(np.isnan(declared_m2)),
        groups.sums(measured_m2),
        groups.sums(declared_m2),
        strict=True,
    )
    return [
        PhaseAreas(
            label[0],
            int(count),
            int(unmeasured),
            int(undeclared),
            Area.from_m2(float(measured)),
            Area.from_m2(float(declared)),
        )
        for label, count, unmeasured, undeclared, measured, declared in sums
    ]
