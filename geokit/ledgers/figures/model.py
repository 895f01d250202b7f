"""A park's land on one day: what every product reads its figures from.

Making the figures of a park.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import numpy as np

from geokit.arguments import public_result
from geokit.equality import Comparable
from geokit.errors import CrsError
from geokit.land.printing import UNITS
from geokit.land.units import Area, Unit
from geokit.ledgers.figures.equation import Balance, Equation, Uncounted, equation_of, reasons_of
from geokit.ledgers.figures.groups import Groups, group_parcels
from geokit.ledgers.figures.land import Extent, Land, extent_of
from geokit.ledgers.figures.progress import WITHDRAWN, Progress, stages_reached, with_terms
from geokit.ledgers.figures.sums import Figures, printed, sum_up
from geokit.parcels.normalize import normalize
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.land.measure.polygons import Method
    from geokit.programme.model import Park


_SAME: Final = 1e-9


@public_result
@dataclass(frozen=True, eq=False)
class ParkLand(Comparable):
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

    def _found(self) -> tuple[object, ...]:
        park = self.park.id if self.park else None
        return (park, self.as_of, self.method, len(self.parcels), self.groups, self.figures, self.is_partial)

    @property
    def method(self) -> Method:
        """How areas are measured."""
        return self.land.method

    @cached_property
    def names(self) -> NDArray[np.object_]:
        """What each parcel is called: without an id of its own by its row in the table that was given."""
        return parcel_ids(self.parcels, self.rows)

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
        declared_m2 = self.parcels["declared_m2"].to_numpy()
        figures = sum_up(self.land, reached, declared_m2, self.groups)
        return replace(self, as_of=day, reached=reached, withdrawn=reached == WITHDRAWN, figures=figures)


def in_given_order(land: ParkLand, values: NDArray[Any]) -> NDArray[Any]:
    """Return values of the parcels in the order of the table that was given."""
    given = np.empty_like(values)
    given[land.rows] = values
    return given


def printed_part(
    land: ParkLand, area_m2: float, of: Sequence[Progress], unit: Unit = "mu", row: int | None = None
) -> Decimal:
    """Return measured land of parcels that have come so far as it is printed: all of it is what the ledger prints.

    That was balanced, so that it may be another than its own rounding, and no part of it is more. Every product that
    prints some of this land, or all, takes it from here.

    Parameters
    ----------
    land : ParkLand
        Whose land it is.
    area_m2 : float
        Each piece counted once.
    of : sequence of Progress
        How far it has come.
    unit : {"mu", "ha", "m2"}
        In which it is printed.
    row : int, optional
        The group that it lies in, if in one.

    Examples
    --------
    >>> from datetime import date
    >>> from geokit.testing import make_parcels, square
    >>> shapes = [square(300 * at, 0, 100, 4.0027) for at in range(3)]
    >>> made = park_land(
    ...     None, make_parcels(shapes, stage=["supplied", "approved", "planned"]), date(2026, 6, 1)
    ... )
    >>> print(Area.from_m2(400.27).rounded("mu", 3), printed_part(made, 400.27, [Progress.SUPPLIED]))
    0.600 0.601
    """
    rows, columns = slice(None) if row is None else slice(row, row + 1), list(of)
    whole_m2 = float(land.figures.parts_m2[rows, columns].sum())
    shown = sum(land.printed[unit][rows, columns].reshape(-1), Decimal(0))
    # Sums in another order end in other digits.
    is_all = math.isclose(area_m2, whole_m2, rel_tol=_SAME)
    return shown if is_all else min(Area.from_m2(area_m2).rounded(unit, UNITS[unit]), shown)


Made = TypeVar("Made", bound=ParkLand)


def park_land(
    park: Park | None,
    parcels: gpd.GeoDataFrame,
    as_of: date,
    *,
    method: Method = "planar",
    is_partial: bool = False,
) -> ParkLand:
    """Return a park's figures by phase; of a table that cannot be measured, figures that count its parcels alone.

    Parameters
    ----------
    park : Park or None
        It names the phases, and gives the declared area and the outline.
    parcels : GeoDataFrame
        A parcel table.
    as_of : date
        The day that the figures speak of.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How areas are measured.
    is_partial : bool
        Whether parcels were left out that are not for the reader to see.

    Examples
    --------
    >>> from datetime import date
    >>> from geokit.testing import make_parcels, square
    >>> twice = make_parcels([square(0, 0, 100)] * 2, stage=["approved", "approved"])
    >>> print(park_land(None, twice, date(2026, 6, 1)).equation.localize("en"))
    15.000 mu in parcels = 0.000 mu supplied + 15.000 mu approved, not supplied + 0.000 mu to acquire.
    """
    table = FiguresSettings.of(parcels)
    try:
        land = Land.of(table.parcels, method)
    except CrsError:
        # The audit names a system that is missing or of no use.
        land = Land.without_areas(len(table.parcels), method)
    return figures_on(ParkLand, FiguresOptions(park, as_of, "phase", is_partial), table, land)


@dataclass(frozen=True, slots=True)
class FiguresSettings:
    """A parcel table in terms and by id, an order that is not that of the input, and where each row stood in it."""

    parcels: gpd.GeoDataFrame
    rows: NDArray[np.intp]

    @classmethod
    def of(cls, parcels: gpd.GeoDataFrame) -> FiguresSettings:
        """Settle a table."""
        table = with_terms(normalize(parcels))
        order = np.argsort(table["id"].fillna("").to_numpy(dtype=np.str_), kind="stable").astype(np.intp)
        return cls(table.iloc[order].reset_index(drop=True), order)


@dataclass(frozen=True, slots=True)
class FiguresOptions:
    """Whose figures are asked for, of which day, grouped by what."""

    park: Park | None
    as_of: date
    by: str | Sequence[str]
    is_partial: bool = False


def figures_on(kind: type[Made], asked: FiguresOptions, table: FiguresSettings, land: Land) -> Made:
    """Return the figures of parcels that were measured."""
    groups = group_parcels(table.parcels, asked.park, asked.by)
    reached = stages_reached(table.parcels, asked.as_of)
    declared_m2 = table.parcels["declared_m2"].to_numpy()
    return kind(
        park=asked.park,
        parcels=table.parcels,
        as_of=asked.as_of,
        groups=groups,
        figures=sum_up(land, reached, declared_m2, groups),
        land=land,
        reached=reached,
        withdrawn=reached == WITHDRAWN,
        rows=table.rows,
        extent=extent_of(asked.park, land),
        is_partial=asked.is_partial,
    )
