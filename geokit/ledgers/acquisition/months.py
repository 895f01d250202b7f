"""Land over time: what was approved, acquired, stored and supplied by the end of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.land.units import Area
from geokit.ledgers.figures.printing import UNITS
from geokit.ledgers.figures.sums import order_of
from geokit.parcels.table import DATE_COLUMNS
from geokit.words import Language, Words

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.figures.land import Land

MONTH = Words(zh="月份", en="month")
_CUMULATIVE = {
    "approved_on": Words(zh="累计批准（亩）", en="approved (mu)"),
    "acquired_on": Words(zh="累计征收（亩）", en="acquired (mu)"),
    "stored_on": Words(zh="累计收储（亩）", en="stored (mu)"),
    "supplied_on": Words(zh="累计供应（亩）", en="supplied (mu)"),
}


def by_month(
    land: Land,
    parcels: gpd.GeoDataFrame,
    as_of: date,
    counted: NDArray[np.bool_],
    *,
    language: Language | None = None,
) -> pd.DataFrame:
    """Return cumulative mu, a row a month, for each kind of date that a parcel has.

    Parameters
    ----------
    land : Land
        The parcels in one plane.
    parcels : GeoDataFrame
        Their table.
    as_of : date
        The last day.
    counted : ndarray of bool
        The parcels that take part.
    language : {"zh", "en"}, optional
        Of the headings; names that are the same to every reader if left out.
    """
    added = {name: _added_m2(land, parcels[name], as_of, counted) for name in DATE_COLUMNS}
    added = {name: per_month for name, per_month in added.items() if len(per_month)}
    months = _all_months([per_month.index[0] for per_month in added.values()], as_of)
    columns = {
        _CUMULATIVE[name].in_words(language) if language else f"{name.removesuffix('_on')}_mu": [
            Area.from_m2(value).rounded("mu", UNITS["mu"]) for value in _cumulative(per_month, months)
        ]
        for name, per_month in added.items()
    }
    index = pd.Index(months, name=MONTH.in_words(language) if language else "month", dtype=object)
    return pd.DataFrame(columns, index=index, dtype=object)


def _added_m2(land: Land, dates: pd.Series, as_of: date, counted: NDArray[np.bool_]) -> pd.Series:
    """Return the land that each month added, by month: each piece from its earliest date on."""
    days = dates.fillna("").to_numpy(dtype=np.str_)
    there = counted & land.is_measured & (days != "") & (days <= as_of.isoformat())
    before = land.measured_m2(land.shared_before(order_of(days), there))
    net_m2 = pd.Series((land.area_m2 - before)[there], dtype=np.float64)
    return net_m2.groupby(pd.Series(days[there], dtype=object).str[:7].to_numpy()).sum()


def _cumulative(per_month: pd.Series, months: list[str]) -> list[float]:
    return [float(value) for value in per_month.cumsum().reindex(months).ffill().fillna(0.0)]


def _all_months(firsts: list[str], as_of: date) -> list[str]:
    if not firsts:
        return []
    year, month = (int(part) for part in min(firsts).split("-"))
    count = (as_of.year - year) * 12 + as_of.month - month + 1
    return [f"{year + (month - 1 + at) // 12:04}-{(month - 1 + at) % 12 + 1:02}" for at in range(count)]
