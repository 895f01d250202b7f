"""Plan against actual by phase and year: what was to be approved, acquired, stored or supplied, and what was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Unpack

import numpy as np

from geokit.arguments import public, public_result
from geokit.days import Day, current_day, read_day
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.units import UNIT_WORDS, Area, Unit
from geokit.ledgers.adjustment import Printing
from geokit.ledgers.balancing import balance
from geokit.ledgers.figures.model import ParkLand, park_land, printed_part
from geokit.ledgers.figures.progress import DATED, Progress
from geokit.ledgers.figures.sums import order_of
from geokit.ledgers.forms import Form, FormColumn, FormSheet, Sentence
from geokit.ledgers.plan_remarks import DAYS, DONE_WORDS, named_keys, phases_of, plan_lines
from geokit.ledgers.plan_rows import PlanRows
from geokit.ledgers.records import Records, first_of, read_records
from geokit.parcels.given import ReadingOptions, given_parcels
from geokit.programme.checks import fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from numpy.typing import NDArray

    from geokit.ledgers.plan_remarks import Cells
    from geokit.parcels.given import ParcelsLike


Done = Literal["approved", "acquired", "stored", "supplied"]
_TITLE = Words(zh="{kind}计划与完成", en="Plan: {kind}")
_PHASE, _YEAR = Words(zh="期次", en="phase"), Words(zh="年度", en="year")
_HEADINGS: Final = {
    "planned": Words(zh="计划（{unit}）", en="planned ({unit})"),
    "actual": Words(zh="完成（{unit}）", en="actual ({unit})"),
    "difference": Words(zh="差额（{unit}）", en="difference ({unit})"),
    "percent": Words(zh="完成率（%）", en="done (%)"),
    "planned_so_far": Words(zh="累计计划（{unit}）", en="planned so far ({unit})"),
    "actual_so_far": Words(zh="累计完成（{unit}）", en="actual so far ({unit})"),
    "percent_so_far": Words(zh="累计完成率（%）", en="done so far (%)"),
}
_NO_YEAR = Words(zh="计划表缺少“年度”列", en="the plan needs a column of years")
_NO_ROWS = Words(zh="计划表中没有行", en="the plan has no rows")
_NO_FIGURE = Words(
    zh="计划表没有计划面积列；可用：{known}", en="the plan has no column of planned areas. Known: {known}"
)
_WHICH = Words(
    zh="计划表只有“计划面积”，没有写明是批准、征收、收储还是供应；请指明{option:done}",
    en="the plan speaks of planned areas and not of what: approved, acquired, stored or supplied; say which{option:done}",
)
_TWICE = Words(
    zh="计划表中有几行的，已相加：{names}",
    en="the plan has several rows for these, which were added up: {names}",
)
_BAD_ROW = Words(
    zh="计划表中没有期次或年度的行，未采用，行号为：{rows}",
    en="rows of the plan without a phase or a year were left out: {rows}",
)
DECIMALS: Final = {"mu": 3, "ha": 4, "m2": 2, "km2": 6}


@public_result
@dataclass(frozen=True, eq=False)
class ProgressTable(Form):
    """Plan against actual by phase and year, a sheet a kind of plan.

    Attributes
    ----------
    as_of : date
    kinds : tuple of str
        ``approved``, ``acquired``, ``stored``, ``supplied``: what the plan speaks of.
    planned, actual : tuple of mapping
        For each kind, by phase and year: what is planned, exactly, in m²; what is done, in units of the last digit.
    printing : Printing

    Examples
    --------
    >>> import geokit as gk
    >>> import pandas as pd
    >>> from geokit.testing import make_parcels, square
    >>> land = make_parcels([square(0, 0, 100)], phase=["一期"], supplied_on=["2025-05-01"])
    >>> plan = pd.DataFrame({"期次": ["一期"], "年度": [2025], "计划供应（亩）": [20]})
    >>> made = gk.progress_table(land, plan, as_of="2026-01-01")
    >>> made.to_frame()[["phase", "year", "planned", "actual", "percent"]].iloc[0].tolist()
    ['一期', '2025', Decimal('20.000'), Decimal('15.000'), Decimal('75.0')]
    """

    as_of: date
    kinds: tuple[str, ...]
    planned: tuple[Cells, ...] = field(repr=False)
    actual: tuple[Mapping[tuple[str, int], int], ...] = field(repr=False)
    printing: Printing
    lines: tuple[tuple[Any, ...], ...] = field(repr=False)

    @property
    def day(self) -> date:
        """The day that it speaks of."""
        return self.as_of

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return a sheet a kind."""
        unit = UNIT_WORDS[self.printing.unit]
        kind: Any = "m2" if self.printing.unit == "km2" else self.printing.unit
        columns = (
            FormColumn("phase", _PHASE),
            FormColumn("year", _YEAR),
            *(
                FormColumn(name, _both(words, unit=unit), "percent" if "percent" in name else kind)
                for name, words in _HEADINGS.items()
            ),
        )
        return tuple(
            FormSheet(
                _both(_TITLE, kind=DONE_WORDS[each]),
                columns,
                *PlanRows(self.planned[at], self.actual[at], self.printing).made(),
                self.lines[at],
            )
            for at, each in enumerate(self.kinds)
        )


def _both(words: Words, **fields: object) -> Words:
    return Words(zh=words.render("zh", **fields), en=words.render("en", **fields))


@public
def progress_table(
    actual: ParcelsLike,
    plan: ParcelsLike,
    *,
    done: Literal["approved", "acquired", "stored", "supplied"] | None = None,
    as_of: Day | None = None,
    unit: Unit = "mu",
    **reading: Unpack[ReadingOptions],
) -> ProgressTable:
    """Return plan against actual by phase and year.

    Parameters
    ----------
    actual : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these
        Parcels with phases and with the dates of what was done.
    plan : path or table
        A row a phase and year, or a year alone for all parcels as one; a column for each kind of plan:
        计划批准, 计划征收, 计划收储, 计划供应, with its unit; or
        计划面积, and `done` says of what.
    done : {"approved", "acquired", "stored", "supplied"}, optional
        Only this kind; all that the plan speaks of if left out.
    as_of : date or str, optional
        What is dated later is not done; today if left out.
    unit : {"mu", "ha", "m2", "km2"}
        The unit that is printed.
    **reading : ReadingOptions
        How the parcels are read.

    Raises
    ------
    InputError
        The plan has no years, no rows or no planned areas, or does not say of what.
    CrsError
        The parcels have no coordinate system.

    Examples
    --------
    >>> import pandas as pd
    >>> from geokit.testing import make_parcels, square
    >>> land = make_parcels([square(0, 0, 100)], phase=["一期"], supplied_on=["2025-05-01"])
    >>> plan = pd.DataFrame({"期次": ["一期"], "年度": [2024], "计划面积（亩）": [10]})
    >>> made = progress_table(land, plan, done="supplied", as_of="2026-01-01")
    >>> made.to_frame()[["year", "planned", "actual"]].to_numpy().tolist()[1]
    ['2025', None, Decimal('15.000')]
    """
    day = read_day(as_of) or current_day()
    printing = Printing(unit, DECIMALS[unit])
    records = read_records(plan, "plan", "acquisition")
    parcels, columns = given_parcels(actual, **reading), _columns_of(records, done)
    land = park_land(None, parcels if records.has("phase") else parcels.assign(phase=None), day)
    planned = [_planned(records, column, _spelled(land)) for column in columns.values()]
    counted = [_counted(land, kind, day, printing) for kind in columns]
    lines = tuple(
        tuple(plan_lines(land, records, kind, day, planned[at], counted[at]))
        for at, kind in enumerate(columns)
    )
    return ProgressTable(day, tuple(columns), tuple(planned), tuple(counted), printing, lines)


def _columns_of(records: Records, done: str | None) -> dict[str, str]:
    """Return the plan's column of each kind."""
    if not records.has("year"):
        raise InputError(_NO_YEAR)
    if len(records) == 0:
        raise InputError(_NO_ROWS)
    known = {kind: f"planned_{kind}_m2" for kind in DAYS}
    found = {kind: column for kind, column in known.items() if records.has(column) and done in (None, kind)}
    if not found and records.has("planned_m2"):
        if done is None:
            raise InputError(_WHICH)
        found = {done: "planned_m2"}
    if not found:
        names = [records.settings.columns[each].name for each in (*known.values(), "planned_m2")]
        raise InputError(_NO_FIGURE, known=names)
    return found


def _planned(
    records: Records, column: str, spelled: Mapping[str, str]
) -> dict[tuple[str, int], Fraction | None]:
    """Return the plan by phase and year, in m²; rows of one phase and year are added up, and that is said."""
    phases = records.texts("phase") if records.has("phase") else [""] * len(records)
    years, figures = records.table.years("year")[0], records.figures(column)
    found: dict[tuple[str, int], Fraction | None] = {}
    bad, again = [], []
    for at, figure in enumerate(figures.tolist()):
        if phases[at] is None or years[at] is None:
            bad.append(int(records.table.rows[at]))
            continue
        phase = str(phases[at])
        key = (spelled.get(fold_name(phase), phase), int(years[at]))
        before = found.get(key)
        if before is not None and figure is not None:
            again.append(key)
            found[key] = before + figure
        else:
            found[key] = before if figure is None else figure
    if bad:
        records.remark(Sentence.of(_BAD_ROW, rows=first_of(bad)))
    if again:
        records.remark(Sentence.of(_TWICE, names=first_of(named_keys(set(again)))))
    return found


def _spelled(land: ParkLand) -> dict[str, str]:
    """Return how the parcels spell each phase; that is how the plan's is taken, too."""
    return {fold_name(each): each for each in sorted({*land.parcels["phase"].dropna()}, reverse=True)}


def _counted(land: ParkLand, kind: str, day: date, printing: Printing) -> dict[tuple[str, int], int]:
    """Return what was done by phase and year, each piece of land in its first year, in units of the last digit."""
    days = land.parcels[DAYS[kind]].fillna("").to_numpy(dtype=np.str_)
    is_done = (days != "") & (days <= day.isoformat()) & ~land.withdrawn & land.land.is_measured
    order = order_of(~is_done, days)
    taken = land.land.shared_before(order, is_done)
    area_m2 = np.maximum(np.nan_to_num(land.land.area_m2) - land.land.measured_m2(taken), 0.0)
    at = np.flatnonzero(is_done & (area_m2 > 0))
    if len(at) == 0:
        return {}
    keys = [(phase, int(done_on[:4])) for phase, done_on in zip(phases_of(land)[at], days[at], strict=True)]
    distinct = sorted(set(keys))
    number = {key: cell for cell, key in enumerate(distinct)}
    cells = np.array([number[key] for key in keys], dtype=np.intp)
    rows, row = np.unique(land.groups.of_parcel[at], return_inverse=True)
    row_of = np.empty(len(distinct), dtype=np.intp)
    row_of[cells] = row
    controls = _controls(land, rows, _sums(area_m2[at], row, len(rows)), DATED[DAYS[kind]], printing)
    counts = balance(_sums(area_m2[at], cells, len(distinct)), row_of, controls)
    return dict(zip(distinct, map(int, counts), strict=True))


def _controls(
    land: ParkLand,
    rows: NDArray[np.intp],
    sums_m2: NDArray[np.float64],
    of: tuple[Progress, ...],
    printing: Printing,
) -> NDArray[np.object_]:
    """Return what was done in each row of the ledger, in units of the last digit, and in all as the ledger prints it."""

    def count(area: Decimal) -> int:
        return int(area.scaleb(printing.decimals))

    unit, total_m2 = printing.unit, float(np.sort(sums_m2).sum())
    if unit == "km2":
        # No ledger is printed in it.
        whole, parts = count(Area.from_m2(total_m2).rounded(unit, printing.decimals)), []
    else:
        whole = count(printed_part(land, total_m2, of, unit))
        pairs = zip(rows.tolist(), sums_m2.tolist(), strict=True)
        parts = [count(printed_part(land, each_m2, of, unit, row)) for row, each_m2 in pairs]
    if sum(parts) == whole:
        return np.array(parts, dtype=object)
    return balance(sums_m2, np.zeros(len(rows), dtype=np.intp), np.array([whole], dtype=object))


def _sums(values: NDArray[np.float64], cells: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    order = np.lexsort((values, cells))
    sums = np.bincount(cells[order], weights=values[order], minlength=count)
    return np.asarray(sums, dtype=np.float64)
