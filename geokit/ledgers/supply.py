"""Supply of land: approved and not supplied by year and batch, supplied and not used, suspected of lying idle, and rates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Unpack

import numpy as np
import pandas as pd

from geokit.arguments import public, public_result
from geokit.days import Day, current_day, read_day
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.land.units import Unit  # noqa: TC001 - read when a call is checked
from geokit.ledgers.acquisition.model import Ledger, ledger
from geokit.ledgers.adjustment import Printing
from geokit.ledgers.balancing import balance
from geokit.ledgers.contracts import by_contracts
from geokit.ledgers.figures.model import printed_part
from geokit.ledgers.figures.progress import Progress
from geokit.ledgers.forms import Form, FormColumn, FormSheet, Sentence
from geokit.ledgers.idle import IdleRule
from geokit.ledgers.indicators.table import IndicatorTable  # noqa: TC001 - read when a call is checked
from geokit.ledgers.records import read_records
from geokit.ledgers.supply_rates import supply_rates
from geokit.ledgers.unstated import unstated_lines
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.given import ReadingOptions, given_parcels
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geokit.ledgers.acquisition.over_time import Unsupplied
    from geokit.parcels.given import ParcelsLike

_MU, _HA = Printing("mu", 3), Printing("ha", 4)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TITLES: Final = {
    "unsupplied": Words(zh="批而未供", en="Approved, not supplied"),
    "unused": Words(zh="供而未用", en="Supplied, not used"),
    "idle": Words(zh="疑似闲置（待认定）", en="Suspected idle (to determine)"),
}
_HEADINGS: Final = {
    "year": Words(zh="批准年份", en="year of approval"),
    "batch": Words(zh="批次", en="batch"),
    "parcels": Words(zh="宗数", en="parcels"),
    "oldest": Words(zh="最早批准日期", en="oldest approval"),
    "years": Words(zh="已满年数", en="full years"),
    "id": Words(zh="地块编号", en="parcel"),
    "supplied_on": Words(zh="供地日期", en="supplied on"),
    "agreed_start": Words(zh="约定开工日期", en="agreed start"),
    "reason": Words(zh="疑似情形", en="why suspected"),
    "mu": Words(zh="面积（亩）", en="area (mu)"),
    "ha": Words(zh="面积（公顷）", en="area (ha)"),
}
_TOTAL, _SUBTOTAL = Words(zh="合计", en="total"), Words(zh="小计", en="subtotal")
_NOT_STATED = Words(zh="未注明", en="not stated")
_AS_OF = Words(
    zh="截至 {day}；批而未供为图形之差（批准土地减去全部已供土地），土地只计一次，按批准日期计年，平面面积",
    en="as of {day}; approved and not supplied is a geometric difference, approved land less all that is supplied, counted "
    "once, aged by the date of approval; planar areas",
)
_UNREAD = Words(zh="未计入：地块 {remark}", en="not counted: parcel {remark}")
_PERIOD = Words(
    zh="处置率的期初为 {since}，期末为 {day}",
    en="the disposal rate is from {since} to {day}",
)
_NO_CONTRACTS = Words(
    zh="没有给出供地合同，供而未用与疑似闲置未算出；需要地块编号、约定开工、实际开工、竣工日期{option:contracts}",
    en="no contracts are given, so that land not used and suspected land are not worked out; they need parcel, agreed start, "
    "actual start and completion{option:contracts}",
)
_UNMEASURED = Words(
    zh="{count} 宗批而未供的地块没有面积，未计入；实际面积至少为表中之数",
    en="{count:parcel|parcels} approved and not supplied without an area: not counted, so that the figures are the least",
)
_BACKWARDS = Words(
    zh="期初 {since} 晚于截至日期 {day}",
    en="the period begins on {since}, after the day that it ends on, {day}",
)
_SUSPECTED = Words(
    zh="疑似，待认定：是否闲置由自然资源主管部门调查认定，本表不作认定",
    en="suspected, to be determined: whether land is idle is for the authority to find; this table does not",
)
_RULE = Words(
    zh="疑似的条件为设置值：逾约定开工满 {years} 年，或开工后开发面积不足 {developed}、投资不足 {invested}且中止满 {years} 年",
    en="the conditions are settings: {years:year|years} past the agreed start, or started with less developed than {developed} or "
    "less invested than {invested} and stopped for {years:year|years}",
)


def batch_key(batch: str) -> tuple[int, tuple[Any, ...], str]:
    """Return what batches are sorted by: the year in their name, then its other numbers by their size.

    Examples
    --------
    >>> sorted(["2025年第10批", "2024年第3批", "粤府〔2025〕2号", "2025年第2批"], key=batch_key)
    ['2024年第3批', '2025年第2批', '2025年第10批', '粤府〔2025〕2号']
    """
    found = _YEAR.search(batch)
    # 第2批 and 第02批 are one to their numbers; the text itself keeps their order the same.
    return (int(found[0]) if found else 9999, natural_key(batch), batch)


@public_result
@dataclass(frozen=True, eq=False)
class SupplyTable(Form):
    """Land that is approved and not supplied, supplied and not used, and suspected of lying idle.

    Attributes
    ----------
    as_of, since : date
        The end and the beginning of the period.
    unsupplied : Unsupplied
        As :meth:`Ledger.approved_not_supplied` gives it.
    unused, idle : DataFrame or None
        Parcels supplied and not used, and those suspected; None where contracts do not tell.
    rates : IndicatorTable
        Disposal rate and the others, as the settings define them.
    wholes : mapping of str to mapping of str to Decimal
        ``unsupplied``, ``unused`` and ``idle`` in mu and ha, as the ledger prints this land.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> land = make_parcels(
    ...     [square(0, 0, 100)], stage=["approved"], approved_on=["2024-06-01"], batch=["2024年第2批"]
    ... )
    >>> made = gk.supply_table(land, as_of="2026-06-01")
    >>> made.to_frame()[["year", "batch", "mu"]].iloc[0].tolist()
    ['2024', '2024年第2批', Decimal('15.000')]
    """

    as_of: date
    since: date
    unsupplied: Unsupplied = field(repr=False)
    unused: pd.DataFrame | None = field(repr=False)
    idle: pd.DataFrame | None = field(repr=False)
    rates: IndicatorTable = field(repr=False)
    wholes: Mapping[str, Mapping[Unit, Decimal]] = field(repr=False)
    lines: tuple[Any, ...] = field(repr=False, default=())
    idle_lines: tuple[Any, ...] = field(repr=False, default=())

    @property
    def day(self) -> date:
        """The day that it speaks of."""
        return self.as_of

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return one sheet each: approved and not supplied, not used, suspected, rates."""
        first = FormSheet(
            _TITLES["unsupplied"],
            _columns("year", "batch", "parcels", "oldest", "years"),
            *_unsupplied_rows(self.unsupplied, self.wholes["unsupplied"], self.as_of),
            self.lines,
        )
        listed = [
            _list_sheet(name, frame, self.wholes[name], columns, lines)
            for name, frame, columns, lines in (
                ("unused", self.unused, ("id", "batch", "supplied_on", "agreed_start"), ()),
                ("idle", self.idle, ("id", "batch", "reason"), self.idle_lines),
            )
            if frame is not None
        ]
        return (first, *listed, *self.rates.sheets())


def _columns(*names: str) -> tuple[FormColumn, ...]:
    kinds: dict[str, Any] = {"parcels": "count", "years": "count", "mu": "mu", "ha": "ha"}
    return tuple(FormColumn(name, _HEADINGS[name], kinds.get(name, "text")) for name in (*names, "mu", "ha"))


def _counts(area_m2: NDArray[np.float64], printing: Printing, whole: Decimal) -> NDArray[np.object_]:
    control = np.array([int(whole.scaleb(printing.decimals))], dtype=object)
    return balance(area_m2, np.zeros(len(area_m2), dtype=np.intp), control)


def _printed(counts: Sequence[int] | NDArray[np.object_], printing: Printing) -> Decimal:
    return printing.printed(np.array([int(sum(counts))], dtype=object))[0]


def _unsupplied_rows(
    unsupplied: Unsupplied, whole: Mapping[Unit, Decimal], as_of: date
) -> tuple[tuple[tuple[object, ...], ...], frozenset[int]]:
    """Return a row a year and batch, below each year its sum, and the whole; all of printed parts."""
    frame = unsupplied.parcels
    area_m2 = frame["area_m2"].to_numpy(dtype=np.float64)
    mu, ha = (_counts(area_m2, each, whole[each.unit]) for each in (_MU, _HA))
    days = frame["approved_on"].fillna("").to_numpy(dtype=object)
    years = [str(day)[:4] for day in days]
    batches = [each or "" for each in frame["batch"].fillna("").to_numpy(dtype=object)]
    keys = sorted(
        set(zip(years, batches, strict=True)),
        key=lambda key: (key[0] == "", key[0], key[1] == "", batch_key(key[1])),
    )
    rows: list[tuple[object, ...]] = []
    totals: list[int] = []

    def add(head: Sequence[object], at: Sequence[int]) -> None:
        dated = sorted(day for day in (str(days[row]) for row in at) if day)
        oldest = dated[0] if dated else None
        full = None if oldest is None else _full_years(oldest, as_of)
        rows.append((*head, len(at), oldest, full, _printed(mu[list(at)], _MU), _printed(ha[list(at)], _HA)))

    for year in dict.fromkeys(key[0] for key in keys):
        of_year = [row for row, each in enumerate(years) if each == year]
        for _, batch in (key for key in keys if key[0] == year):
            add(
                (year or _NOT_STATED, batch or _NOT_STATED), [row for row in of_year if batches[row] == batch]
            )
        totals.append(len(rows))
        add((year or _NOT_STATED, _SUBTOTAL), of_year)
    totals.append(len(rows))
    add((_TOTAL, None), range(len(frame)))
    return tuple(rows), frozenset(totals)


def _full_years(day: str, as_of: date) -> int:
    return as_of.year - int(day[:4]) - (as_of.isoformat()[4:] < day[4:])


def _list_sheet(
    name: str,
    frame: pd.DataFrame,
    whole: Mapping[Unit, Decimal],
    columns: tuple[str, ...],
    lines: tuple[Any, ...],
) -> FormSheet:
    area_m2 = frame["area_m2"].to_numpy(dtype=np.float64)
    mu, ha = (_counts(area_m2, each, whole[each.unit]) for each in (_MU, _HA))
    rows = [
        (*(None if pd.isna(row[column]) else row[column] for column in columns if column != "reason"),
         *((Words(zh=row["reason"].localize("zh"), en=row["reason"].localize("en")),) if "reason" in columns else ()),
         _printed(mu[[at]], _MU), _printed(ha[[at]], _HA))
        for at, row in enumerate(frame.to_dict("records"))
    ]  # fmt: skip
    rows.append((_TOTAL, *[None] * (len(columns) - 1), _printed(mu, _MU), _printed(ha, _HA)))
    return FormSheet(_TITLES[name], _columns(*columns), tuple(rows), frozenset({len(rows) - 1}), lines)


@public
def supply_table(  # noqa: PLR0913 - when land is suspected is a setting of several parts
    parcels: ParcelsLike,
    contracts: ParcelsLike | None = None,
    *,
    as_of: Day | None = None,
    since: Day | None = None,
    idle_after_years: int = 1,
    developed_share: float = 1 / 3,
    invested_share: float = 0.25,
    **reading: Unpack[ReadingOptions],
) -> SupplyTable:
    """Return the supply of land: 批而未供 by year and batch, 供而未用, suspected idle land, and rates.

    Parameters
    ----------
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with stages and dates, as for :func:`geokit.ledger`.
    contracts : path or table, optional
        A row a contract: parcel, agreed start, actual start, completion; developed area, planned investment, what is
        invested and when building stopped. A field that is missing leaves its figure empty, and is named.
    as_of : date or str, optional
        The day that it speaks of; today if left out.
    since : date or str, optional
        The beginning of the period of the disposal rate; 1 January of the same year if left out.
    idle_after_years, developed_share, invested_share
        When land is suspected of lying idle: settings, recalled from order 53, article 2.
    **reading : ReadingOptions
        How the parcels are read.

    Raises
    ------
    InputError
        A file cannot be read.
    CrsError
        The parcels have no coordinate system.
    OptionError
        A share is none, or the period ends before it begins.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> land = make_parcels([square(0, 0, 100)], stage=["supplied"], supplied_on=["2024-06-01"])
    >>> contract = pd.DataFrame({"地块编号": ["A"], "约定开工日期": ["2024-12-01"], "实际开工日期": [None]})
    >>> supply_table(land, contract, as_of="2026-06-01").idle["reason"].iloc[0].localize("en")
    'start agreed for 2024-12-01, 1 year past and not started'
    """
    day = read_day(as_of) or current_day()
    start = read_day(since) or date(day.year, 1, 1)
    frame = given_parcels(parcels, **reading)
    if start > day:
        raise OptionError(_BACKWARDS, since=start.isoformat(), day=day.isoformat())
    now = ledger(None, frame, as_of=day)
    unsupplied = now.approved_not_supplied()
    rule = IdleRule(idle_after_years, developed_share, invested_share)
    lines: list[Any] = [
        Sentence.of(_AS_OF, day=day.isoformat()),
        Sentence.of(_PERIOD, since=start.isoformat(), day=day.isoformat()),
    ]
    lines += unstated_lines(now)
    lines += [Sentence.of(_UNREAD, remark=each) for each in unreadable_of(frame)]
    if unsupplied.uncounted:
        lines.append(Sentence.of(_UNMEASURED, count=unsupplied.uncounted))
    unused = idle = None
    if contracts is None:
        lines.append(_NO_CONTRACTS)
    else:
        records = read_records(contracts, "contracts", "supply")
        unused, idle = by_contracts(records, now, rule, day)
        lines += records.remarks
    wholes = _wholes(now, unused, idle)
    rates = supply_rates(now, unsupplied, start, wholes, has_contracts=contracts is not None)
    said = tuple(lines), tuple(_idle_lines(rule))
    return SupplyTable(day, start, unsupplied, unused, idle, rates, wholes, *said)


def _wholes(
    now: Ledger, unused: pd.DataFrame | None, idle: pd.DataFrame | None
) -> dict[str, dict[Unit, Decimal]]:
    """Return what each list comes to, as a part of what the ledger prints."""
    units: tuple[Unit, ...] = (_MU.unit, _HA.unit)
    approved = {unit: sum(now.printed[unit][:, Progress.APPROVED], Decimal(0)) for unit in units}
    lists = {"unused": unused, "idle": idle}
    sums_m2 = {
        name: float(np.sort(frame["area_m2"].to_numpy(dtype=np.float64)).sum())
        for name, frame in lists.items()
        if frame is not None
    }
    of_supplied = {
        name: {unit: printed_part(now, area_m2, [Progress.SUPPLIED], unit) for unit in units}
        for name, area_m2 in sums_m2.items()
    }
    return {"unsupplied": approved, **of_supplied}


def _idle_lines(rule: IdleRule) -> Iterator[Any]:
    developed, invested = rule.limits()
    yield _SUSPECTED
    yield Sentence.of(_RULE, years=rule.after_years, developed=developed, invested=invested)
