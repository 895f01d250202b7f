"""A park's land on one day: what every product reads its figures from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from geokit.door import returned
from geokit.land.units import Area, Unit
from geokit.ledgers.figures.equation import Balance, Equation, equation_of
from geokit.ledgers.figures.printing import UNITS, printed
from geokit.ledgers.figures.progress import WITHDRAWN, Progress, stages_reached
from geokit.ledgers.figures.sums import Figures, sum_up
from geokit.ledgers.figures.uncounted import Uncounted, reasons_of

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.land.measure.polygons import Method
    from geokit.ledgers.figures.extent import Extent
    from geokit.ledgers.figures.groups import Groups
    from geokit.ledgers.figures.land import Land
    from geokit.programme.model import Park


@returned
@dataclass(frozen=True)
class ParkLand:
    """A park's land by groups of its parcels, each piece of land counted once.

    Attributes
    ----------
    park : Park or None
        None for parcels that belong to no catalogue.
    parcels : GeoDataFrame
        The parcel table, by id.
    as_of : date
        The day that the figures speak of.
    groups : Groups
        Its rows.
    figures : Figures
        What stands in them, in m².
    land : Land
        The parcels in one plane, and how they were measured.
    reached : ndarray of int
        The position in ``vocabulary.STAGES`` of the stage that each parcel had reached.
    withdrawn : ndarray of bool
        Parcels that were taken back: they are in no row.
    rows : ndarray of int
        The position of each parcel in the table that was given.
    extent : Extent or None
        The park's outline beside its parcels; None where there is none to compare with.
    is_partial : bool
        Whether parcels were left out that are not for the reader to see.
    """

    park: Park | None
    parcels: gpd.GeoDataFrame = field(repr=False)
    as_of: date
    groups: Groups = field(repr=False)
    figures: Figures = field(repr=False)
    land: Land = field(repr=False)
    reached: NDArray[np.intp] = field(repr=False)
    withdrawn: NDArray[np.bool_] = field(repr=False)
    rows: NDArray[np.intp] = field(repr=False)
    extent: Extent | None = field(repr=False)
    is_partial: bool = field(repr=False)

    @property
    def method(self) -> Method:
        """How areas are measured."""
        return self.land.method

    @cached_property
    def printed(self) -> dict[Unit, NDArray[np.object_]]:
        """The parts of every row as they are printed, by unit: Decimals that add up in both directions."""
        return {unit: self.figures.printed_parts(unit) for unit in UNITS}

    @cached_property
    def withdrawn_mu(self) -> list[Decimal]:
        """The land that was taken back and is in no other parcel, as it is printed, by row."""
        return list(printed(self.figures.withdrawn_m2, "mu"))

    @property
    def net(self) -> Area:
        """The land of all parcels, each piece counted once."""
        return Area.from_m2(float(self.figures.totals_m2[: len(Progress)].sum()))

    @cached_property
    def equation(self) -> Equation:
        """Declared = supplied + approved, not supplied + to acquire + in no parcel, as it is printed."""
        balance = Balance(
            self.park.declared_area if self.park else None,
            self.printed["mu"],
            self.withdrawn_mu,
            self.figures.unmeasured.sum(axis=0),
            self.uncounted,
            self.extent,
            self.is_partial,
        )
        return equation_of(balance)

    @cached_property
    def uncounted(self) -> dict[Uncounted, int]:
        """How many parcels are in no figure because they have no area, by the reason."""
        return reasons_of(self.parcels, self._without_area, has_plane=self.land.crs is not None)

    @property
    def _without_area(self) -> NDArray[np.bool_]:
        return ~self.land.is_measured & ~self.withdrawn

    def on(self, day: date) -> Self:
        """Return the figures of another day; nothing is measured again."""
        reached = stages_reached(self.parcels, day)
        declared_m2 = self.parcels["declared_m2"].to_numpy(dtype=np.float64)
        figures = sum_up(self.land, reached, declared_m2, self.groups)
        return replace(self, as_of=day, reached=reached, withdrawn=reached == WITHDRAWN, figures=figures)


def in_given_order(land: ParkLand, values: NDArray[Any]) -> NDArray[Any]:
    """Return values of the parcels in the order of the table that was given."""
    given = np.empty_like(values)
    given[land.rows] = values
    return given
