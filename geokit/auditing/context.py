"""What the rules are handed: one park and its parcels, with everything that two rules need computed once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geokit.auditing.findings import NOWHERE, Place
from geokit.auditing.groups import first_duplicates_by_id
from geokit.auditing.outlines import OutsideAreas, ParkLines, areas_outside
from geokit.auditing.pairs import (
    ClassifiedPairs,
    PairLimits,
    ParcelFacts,
    classify_pairs,
    thickness_m,
)
from geokit.auditing.stages import ParcelStages
from geokit.auditing.surveyed import Surveyed
from geokit.coverage.overlay import robust_intersection
from geokit.land.limits import SLIVER_AREA
from geokit.land.measure.surface import Unmeasurable
from geokit.parcels.table import ParcelNames
from geokit.programme.checks import fold_name
from geokit.programme.terms import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.reference_layers import ReferenceLayer
    from geokit.ledgers.pieces import Pieces
    from geokit.programme.model import Zone

# What is the outline's fault and not that of its system, by the survey's reasons.
NO_AREA = {Unmeasurable.NOT_A_POLYGON: "not_polygon", Unmeasurable.NOT_FINITE: "not_finite"}
_PLACE = ("source", "line", "record")


@dataclass(frozen=True, slots=True)
class Gap:
    """A bounded hole between parcels: its shape, its area in m², and the positions of the parcels around it."""

    geometry: BaseGeometry
    area_m2: float
    neighbours: tuple[int, ...]
    is_sliver: bool


@dataclass(frozen=True)
class Context(Surveyed):
    """One park and its parcels.

    Attributes
    ----------
    park : Park or None
        None for parcels that belong to no catalogue.
    inputs : Inputs
        The parcel table, all in one coordinate system, and what its files had to say.
    settings : AuditSettings
        Tolerances.
    today : date
        The day that dates of the sources are compared with.
    references : tuple of ReferenceLayer
        The park's reference layers.
    replaced_remarks : frozenset of str
        Codes of the readers' remarks that findings of a rule say better.
    """

    today: date
    references: tuple[ReferenceLayer, ...] = ()
    replaced_remarks: frozenset[str] = frozenset()

    @cached_property
    def ids(self) -> ParcelNames:
        """A unique name for each parcel, by position."""
        return ParcelNames.of(self.parcels)

    @cached_property
    def pieces(self) -> dict[int, Pieces]:
        """What the parcels share with each reference layer that was asked for: each is overlaid once."""
        return {}

    @cached_property
    def stages(self) -> ParcelStages:
        """How far each parcel has come."""
        return ParcelStages.of(self.parcels)

    @cached_property
    def pairs(self) -> ClassifiedPairs:
        """Every pair of parcels that share land, with its one class."""
        facts = ParcelFacts(self.shapes, self.ids, self.stages, self.misplaced >= 0, self._same_origin)
        return classify_pairs(self.coverage, facts, PairLimits.of(self.settings))

    def _same_origin(self, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which pairs of parcels are of one file and one phase."""
        same = np.ones(len(left), dtype=bool)
        for column in ("source", "phase"):
            values = self.parcels[column].array
            codes, _ = pd.factorize(
                np.append(*(np.asarray(values[at], dtype=object) for at in (left, right)))
            )
            same &= codes[: len(left)] == codes[len(left) :]
        return same

    @property
    def sliver_m(self) -> float:
        """The thickness in metres below which shared or missing land is a sliver."""
        return self.settings.sliver.value

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The bounded holes between parcels: one of a single parcel, with nothing in it, is that parcel's own.

        A hole beside an invalid parcel may be that parcel's land: it follows from the one fault.
        """
        found, faults = self.coverage.gaps, set(self.coverage.faults.positions.tolist())
        thin = (thickness_m(found.shapes) < self.sliver_m) | (found.area_m2 < SLIVER_AREA.value)
        rows = zip(found.shapes, found.area_m2, found.neighbours, thin, strict=True)
        # Of copies the survey names the first that it was given.
        named = first_duplicates_by_id(self.coverage.copy_of, self.ids)
        return tuple(
            Gap(shape, float(area), tuple(named[list(around)].tolist()), bool(is_thin))
            for shape, area, around, is_thin in rows
            if len(around) > 1 and faults.isdisjoint(around)
        )

    @cached_property
    def phases(self) -> tuple[Zone, ...]:
        """The park's phases."""
        zones = self.park.zones if self.park else ()
        return tuple(zone for zone in zones if zone.kind is ZoneKind.PHASE)

    @cached_property
    def phase_of(self) -> NDArray[np.int16]:
        """The position in :attr:`phases` of each parcel's phase, -1 where it names none that is known."""
        known = {
            fold_name(name): at
            for at, phase in enumerate(self.phases)
            for name in (phase.id, phase.name.zh, phase.name.en)
        }
        codes, names = pd.factorize(self.parcels["phase"].to_numpy(dtype=object))
        found = np.array([*(known.get(fold_name(str(name)), -1) for name in names), -1], dtype=np.int16)
        return found[codes]

    @cached_property
    def misplaced(self) -> NDArray[np.int16]:
        """The position in :attr:`phases` of the other phase that most of a parcel lies on, -1 where none."""
        found = np.full(len(self.parcels), -1, dtype=np.int16)
        for at, phase in enumerate(self.phases):
            # Where a schematic phase lies nobody knows.
            outline = self.lines.place(phase)
            if outline is None:
                continue
            others = np.flatnonzero((self.phase_of >= 0) & (self.phase_of != at) & self.usable)
            shapely.prepare(outline)
            within = shapely.covers(outline, self.shapes[others])
            found[others[within]] = at
            # Most parcels lie wholly on one side, which a prepared outline tells fast; only the rest are cut.
            across = others[~within & shapely.intersects(outline, self.shapes[others])]
            inside = shapely.area(
                robust_intersection(self.shapes[across], np.full(len(across), outline, dtype=object))
            )
            found[across[inside > self.shape_m2[across] / 2]] = at
        return found

    @cached_property
    def lines(self) -> ParkLines:
        """The outlines of the park, its zones and its district, where the parcels are."""
        return ParkLines(self.park, self.crs, has_parcels=len(self.parcels) > 0)

    @cached_property
    def beyond(self) -> OutsideAreas:
        """What lies outside the park's line; the rule ``outside_boundary`` names it."""
        usable = np.flatnonzero(self.usable)
        if self.lines.boundary is None:
            return areas_outside(self.shapes, usable[:0], shapely.Polygon(), above_m2=0.0)
        return areas_outside(self.shapes, usable, self.lines.boundary, above_m2=self.settings.tolerance_m2)

    def place(self, position: int) -> Place:
        """Return where a parcel's record stands."""
        source, line, record = (column[position] for column in self._places)
        if not source:
            return NOWHERE
        return Place(source, int(line) if line > 0 else None, int(record) if record >= 0 else None)

    @cached_property
    def _places(self) -> tuple[NDArray[Any], ...]:
        return tuple(self.parcels[column].to_numpy() for column in _PLACE)

    def by_name(self, positions: NDArray[np.intp] | Sequence[int]) -> NDArray[np.intp]:
        """Return positions in the order of the parcels' ids, which is that of no input."""
        found = np.asarray(positions, dtype=np.intp)
        order: NDArray[np.intp] = found[np.argsort(self.ids[found], kind="stable")]
        return order

    def names(self, positions: NDArray[np.intp] | Sequence[int]) -> tuple[str, ...]:
        """Return the ids of several parcels, sorted."""
        return tuple(sorted(self.ids[np.asarray(positions, dtype=np.intp)].tolist()))

    def first_place(self, positions: NDArray[np.intp] | Sequence[int]) -> Place:
        """Return where the record of the first of several parcels stands, by id."""
        return self.place(int(self.by_name(positions)[0]))
