"""Land over time: what was approved, acquired, stored and supplied by the end of each month.

Approved and not supplied (批而未供): the geometric difference, by batch and by the age of its approval.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geokit.arguments import public_result
from geokit.coverage.overlay import robust_difference
from geokit.equality import Comparable
from geokit.escape import html_paragraphs
from geokit.i18n import Language, Words, current_language, localize
from geokit.land.printing import UNITS
from geokit.land.units import Area
from geokit.ledgers.acquisition.text import as_text, day_words
from geokit.ledgers.figures.groups import BLANK, HEADINGS
from geokit.ledgers.figures.model import printed_part
from geokit.ledgers.figures.progress import DATED, Progress, progress_of
from geokit.ledgers.figures.sums import order_of, printed
from geokit.notebook import frame_html
from geokit.parcels.table import DATE_COLUMNS
from geokit.parcels.values import natural_key
from geokit.terminal import repr_pretty

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.figures.groups import Label
    from geokit.ledgers.figures.land import Land
    from geokit.ledgers.figures.model import ParkLand


MONTH = Words(zh="月份", en="month")

_CUMULATIVE = {
    "approved_on": Words(zh="累计批准（亩）", en="approved (mu)"),
    "acquired_on": Words(zh="累计征收（亩）", en="acquired (mu)"),
    "stored_on": Words(zh="累计收储（亩）", en="stored (mu)"),
    "supplied_on": Words(zh="累计供应（亩）", en="supplied (mu)"),
}


def by_month(figures: ParkLand, *, language: Language | None = None) -> pd.DataFrame:
    """Return cumulative mu, a row a month, for each kind of date that a parcel has.

    Parameters
    ----------
    figures : ParkLand
        The parcels on the last day; those that were taken back have no part.
    language : {"zh", "en"}, optional
        Of the headings; names that are the same to every reader if left out.
    """
    as_of, counted = figures.as_of, ~figures.withdrawn
    added = {name: _added_m2(figures.land, figures.parcels[name], as_of, counted) for name in DATE_COLUMNS}
    added = {name: per_month for name, per_month in added.items() if len(per_month)}
    months = _all_months([per_month.index[0] for per_month in added.values()], as_of)
    columns = {
        _CUMULATIVE[name].localize(language) if language else f"{name.removesuffix('_on')}_mu": [
            printed_part(figures, value, DATED[name]) for value in _cumulative(per_month, months)
        ]
        for name, per_month in added.items()
    }
    index = pd.Index(months, name=MONTH.localize(language) if language else "month", dtype=object)
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


# Full years since the approval at which the classes after the first begin: advice of this project.
AGE_LIMITS_YEARS: Final = (1, 2, 5)

_AGES: Final = {
    "under_1_year_mu": Words(zh="不满1年（亩）", en="under 1 year (mu)"),
    "from_1_to_2_years_mu": Words(zh="1年至不满2年（亩）", en="1 to 2 years (mu)"),
    "from_2_to_5_years_mu": Words(zh="2年至不满5年（亩）", en="2 to 5 years (mu)"),
    "from_5_years_mu": Words(zh="5年及以上（亩）", en="5 years or more (mu)"),
    "not_dated_mu": Words(zh="批准日期未注明（亩）", en="approval not dated (mu)"),
}

_TOTAL = Words(zh="合计", en="total")

_HEADINGS: Final = {
    "batch": HEADINGS["batch"],
    "parcels": Words(zh="宗数", en="parcels"),
    "oldest_approved_on": Words(zh="最早批准日期", en="oldest approval"),
    **_AGES,
    "total_mu": Words(zh="合计（亩）", en="total (mu)"),
}

_SENTENCE = Words(
    zh="截至{day}，批而未供{least} {mu} 亩{where}{since}{note}。",
    en="As of {day},{least} {mu} mu are approved and not supplied{where}{since}{note}.",
)

_LEAST = Words(zh="至少", en=" at least")

_NOTE: Final = {
    True: Words(zh="；{count} 宗没有面积，未计入", en="; {count} parcel without an area is not counted"),
    False: Words(zh="；{count} 宗没有面积，未计入", en="; {count} parcels without an area are not counted"),
}

_WHERE = Words(zh="，涉及 {count} 个批次", en=", in {count} batches")

_SINCE = Words(zh="，最早批准于{day}", en=", the oldest approval of {day}")

_NOTHING = Words(
    zh="截至{day}，没有批而未供的土地。", en="As of {day}, no land is approved and not supplied."
)


@public_result
@dataclass(frozen=True, eq=False)
class Unsupplied(Comparable):
    """Land that is approved and not supplied.

    Attributes
    ----------
    parcels : GeoDataFrame
        id, batch, approved_on, age_days (NaN where the approval has no date), area_m2, geometry: what is left of
        each approved parcel, in the plane that the ledger was measured in.
    as_of : date
        The day that ages are counted to.
    total : Area
        The whole, as the ledger prints it in mu.
    uncounted : int
        How many approved parcels have no area, so that the whole is at least what is printed.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> parcels = make_parcels([square(0, 0, 100)], stage=["approved"], approved_on=["2024-06-01"])
    >>> unsupplied = gk.ledger(None, parcels, as_of="2026-06-01").approved_not_supplied()
    >>> unsupplied.total.mu
    15.0
    """

    parcels: gpd.GeoDataFrame = field(repr=False)
    as_of: date
    total: Area
    uncounted: int = 0

    def to_frame(self, language: Language | None = None) -> pd.DataFrame:
        """Return a row a batch: parcels, oldest approval, mu by full years since the approval; the total below.

        Areas are ``Decimal``, and every printed total is the sum of its printed parts. Columns are ``batch``,
        ``parcels``, ``oldest_approved_on``, ``under_1_year_mu`` and so on to ``total_mu``, a batch that is not stated
        None; in words where a language is asked for.
        """
        batches, codes = self._batches()
        parts_m2 = np.zeros((len(batches), len(_AGES)))
        np.add.at(parts_m2, (codes, self._ages()), self.parcels["area_m2"].to_numpy())
        mu = printed(parts_m2, "mu", self.total)
        oldest = self.parcels.groupby(codes)["approved_on"].min().reindex(range(len(batches)))
        columns: dict[str, list[object]] = {
            "batch": [*batches, _TOTAL],
            "parcels": [*np.bincount(codes, minlength=len(batches)).tolist(), len(codes)],
            "oldest_approved_on": [*(None if pd.isna(day) else day for day in oldest), self.oldest],
        }
        for at, name in enumerate(_AGES):
            columns[name] = [*mu[:, at], sum(mu[:, at], Decimal(0))]
        columns["total_mu"] = [*mu.sum(axis=1), sum(mu.reshape(-1), Decimal(0))]
        if language is None:
            columns["batch"] = [*(None if batch is BLANK else batch for batch in batches), "total"]
            return pd.DataFrame(columns, dtype=object)
        columns["batch"] = [localize(batch, language) for batch in columns["batch"]]
        titles = {name: words.localize(language) for name, words in _HEADINGS.items()}
        return pd.DataFrame(columns, dtype=object).rename(columns=titles)

    def _batches(self) -> tuple[list[Label], NDArray[np.intp]]:
        """Return the batches, those without one last, and the number of each parcel's."""
        texts = sorted(self.parcels["batch"].dropna().unique(), key=natural_key)
        codes = pd.Categorical(self.parcels["batch"], texts).codes.astype(np.intp)
        if (codes < 0).any():
            return [*texts, BLANK], np.where(codes < 0, len(texts), codes)
        return texts, codes

    @property
    def oldest(self) -> str | None:
        """The oldest date of an approval, None where none is dated."""
        dates = self.parcels["approved_on"].dropna()
        return None if dates.empty else str(dates.min())

    def _ages(self) -> NDArray[np.intp]:
        """Return the class of each parcel's age; the last is that of approvals without a date."""
        dates = self.parcels["approved_on"].fillna("").to_numpy(dtype=np.str_)
        month_day = self.as_of.isoformat()[4:]
        # As text, 29 February stands between 28 February and 1 March in every year.
        limits = [f"{self.as_of.year - years:04}{month_day}" for years in AGE_LIMITS_YEARS]
        ages = np.sum([dates <= limit for limit in limits], axis=0)
        found: NDArray[np.intp] = np.where(dates == "", len(_AGES) - 1, ages)
        return found

    def sentence(self, language: Language | None = None) -> str:
        """Return one sentence: how much, in how many batches, since when."""
        if not self.total and not self.uncounted:
            return _NOTHING.render(language, day=day_words(self.as_of))
        batches, oldest = self.parcels["batch"].nunique(), self.oldest
        where = _WHERE.render(language, count=batches) if batches > 1 else ""
        since = _SINCE.render(language, day=day_words(date.fromisoformat(oldest))) if oldest else ""
        mu = f"{self.total.rounded('mu', UNITS['mu']):,}"
        is_open = {"least": _LEAST if self.uncounted else "", "note": self._note(language)}
        return _SENTENCE.render(
            language, day=day_words(self.as_of), mu=mu, where=where, since=since, **is_open
        )

    def _note(self, language: Language | None) -> str:
        count = self.uncounted
        return _NOTE[count == 1].render(language, count=count) if count else ""

    def __str__(self) -> str:
        return f"{self.sentence()}\n\n{as_text(self.to_frame(current_language()))}"

    _repr_pretty_ = repr_pretty

    def _repr_html_(self) -> str:
        return f"{html_paragraphs([self.sentence()])}{self._table_html()}"

    def _table_html(self) -> str:
        return frame_html(self.to_frame(current_language()))


def find_unsupplied(ledger: ParkLand) -> Unsupplied:
    """Return what is left of the approved parcels of a ledger when all supplied land is taken off."""
    land, progress = ledger.land, progress_of(ledger.reached)
    days = ledger.parcels["approved_on"].fillna("").to_numpy(dtype=np.str_)
    # An approval that is dated has its land before one that is not, and the older before the younger.
    order = order_of(progress != Progress.SUPPLIED, days == "", days)
    involved = ~ledger.withdrawn & (progress <= Progress.APPROVED)
    taken = land.shared_before(order, involved)
    approved = np.flatnonzero(involved & (progress == Progress.APPROVED) & land.is_measured)
    area_m2 = land.area_m2[approved] - land.measured_m2(taken[approved])
    left = land.shapes[approved]
    cut = np.flatnonzero(~shapely.is_missing(taken[approved]))
    left[cut] = robust_difference(left[cut], taken[approved[cut]])
    kept = ~shapely.is_empty(left) & (area_m2 > 0)
    parcels = _table_of(ledger, approved[kept], left[kept], area_m2[kept])
    total_mu = sum(ledger.printed["mu"][:, Progress.APPROVED], Decimal(0))
    uncounted = int(ledger.figures.unmeasured[:, Progress.APPROVED].sum())
    return Unsupplied(parcels, ledger.as_of, Area.from_mu(total_mu), uncounted)


def _table_of(
    ledger: ParkLand, rows: NDArray[np.intp], shapes: NDArray[np.object_], area_m2: NDArray[np.float64]
) -> gpd.GeoDataFrame:
    import geopandas as gpd

    parcels = ledger.parcels.iloc[rows]
    days = pd.to_datetime(pd.Series(parcels["approved_on"].to_numpy(dtype=object)))
    columns = {
        "id": ledger.names[rows],
        "batch": parcels["batch"].to_numpy(dtype=object),
        "approved_on": parcels["approved_on"].to_numpy(dtype=object),
        "age_days": (pd.Timestamp(ledger.as_of) - days).dt.days.to_numpy(dtype=np.float64),
        "area_m2": area_m2,
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=ledger.land.crs)
