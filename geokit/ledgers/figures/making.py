"""Making the figures of a park."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from geokit.errors import CrsError
from geokit.ledgers.figures.extent import extent_of
from geokit.ledgers.figures.groups import group_parcels
from geokit.ledgers.figures.land import Land
from geokit.ledgers.figures.model import ParkLand
from geokit.ledgers.figures.progress import WITHDRAWN, stages_reached, with_terms
from geokit.ledgers.figures.sums import sum_up
from geokit.parcels.adopting import as_parcels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.land.measure.polygons import Method
    from geokit.programme.model import Park

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
    >>> print(park_land(None, twice, date(2026, 6, 1)).equation.in_words("en"))
    15.000 mu in parcels = 0.000 mu supplied + 15.000 mu approved, not supplied + 0.000 mu to acquire.
    """
    table = Settled.of(parcels)
    try:
        land = Land.of(table.parcels, method)
    except CrsError:
        # The audit names a system that is missing or of no use.
        land = Land.without_areas(len(table.parcels), method)
    return figures_on(ParkLand, Asked(park, as_of, "phase", is_partial), table, land)


@dataclass(frozen=True, slots=True)
class Settled:
    """A parcel table in terms and by id, an order that is not that of the input, and where each row stood in it."""

    parcels: gpd.GeoDataFrame
    rows: NDArray[np.intp]

    @classmethod
    def of(cls, parcels: gpd.GeoDataFrame) -> Settled:
        """Settle a table."""
        table = with_terms(as_parcels(parcels))
        order = np.argsort(table["id"].fillna("").to_numpy(dtype=np.str_), kind="stable").astype(np.intp)
        return cls(table.iloc[order].reset_index(drop=True), order)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures are asked for, of which day, grouped by what."""

    park: Park | None
    as_of: date
    by: str | Sequence[str]
    is_partial: bool = False


def figures_on(kind: type[Made], asked: Asked, table: Settled, land: Land) -> Made:
    """Return the figures of parcels that were measured."""
    groups = group_parcels(table.parcels, asked.park, asked.by)
    reached = stages_reached(table.parcels, asked.as_of)
    declared_m2 = table.parcels["declared_m2"].to_numpy(dtype=np.float64)
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
