"""Making the ledger of a park."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from geokit.door import public
from geokit.errors import InputError
from geokit.ledgers.acquisition.model import Ledger
from geokit.ledgers.figures.land import Land
from geokit.ledgers.figures.making import Asked, Settled, figures_on
from geokit.parcels.values import iso_date
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geokit.land.measure.polygons import Method
    from geokit.programme.model import Park

_NO_DAY = Words(
    zh="as_of 须是一天，如 2026-06-01，而不是“{value}”",
    en="as_of must be a day such as 2026-06-01, not “{value}”",
)


@public
def ledger(
    park: Park | None,
    parcels: gpd.GeoDataFrame,
    *,
    by: str | Sequence[str] = "phase",
    as_of: date | str | None = None,
    method: Method = "planar",
) -> Ledger:
    """Sum up a park's parcels by phase, stage, status, batch, village, ownership or land class.

    Each piece of land is counted once: in the parcel that has come farthest, and among equals in the first by id.
    What is counted elsewhere is told apart: an overlap of two parcels of one stage is land that stands twice; a
    supply plot on an approval batch is not.

    Parameters
    ----------
    park : Park or None
        From a catalogue; it names the phases and declares the areas that shares are of.
    parcels : GeoDataFrame
        A parcel table with a coordinate system.
    by : str or sequence of str
        One or more of ``phase``, ``stage``, ``status``, ``batch``, ``village``, ``ownership``, ``land_class``.
    as_of : date or str, optional
        The day that the ledger speaks of; today (UTC) if left out. What a parcel's dates place later has not
        happened yet.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How areas are measured.

    Returns
    -------
    Ledger
        ``to_frame()``, ``sentence()``, ``plot()``, ``approved_not_supplied()``, ``by_month()``.

    Raises
    ------
    CrsError
        The parcels have no coordinate system, or one that the method cannot measure in.
    UnknownNameError
        There is no such grouping.
    SettingsError
        There is no such method.
    InputError
        `parcels` is no parcel table, or `as_of` no day.

    Notes
    -----
    Overlaps of 0.01 m² or less are not taken off. A parcel without an area (invalid outline, impossible
    coordinates) is counted as a parcel and named by the audit; its land is in no figure, which is then printed as
    "at least".

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> table = make_parcels(
    ...     [square(0, 0, 200, 100), square(100, 0, 100)],
    ...     phase=["1", "1"],
    ...     stage=["approved", "supplied"],
    ... )
    >>> made = ledger(None, table, as_of="2026-06-01")
    >>> print(made.sentence("en"))
    As of 1 June 2026, the table has 2 parcels on 30.000 mu of land (planar area, CGCS2000 / 3-degree
    Gauss-Kruger CM 117E): 15.000 mu supplied, 15.000 mu approved but not supplied.
    """
    table, day = Settled.of(parcels), _day(as_of)
    return figures_on(Ledger, Asked(park, day, by), table, Land.of(table.parcels, method))


def _day(as_of: date | str | None) -> date:
    if as_of is None:
        return datetime.now(tz=UTC).date()
    text = as_of.isoformat()[:10] if isinstance(as_of, date) else iso_date(str(as_of))
    if text is None:
        raise InputError(_NO_DAY, value=as_of)
    return date.fromisoformat(text)
