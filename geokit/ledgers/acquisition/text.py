"""How a ledger is set: days, shares, tables as text.

A ledger in one sentence, for a report to a superior.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.escape import printable
from geokit.i18n import Language, Words
from geokit.land.crs.titles import crs_short_title
from geokit.land.declared.area import Bound, DeclaredArea
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.units import Area, round_fraction
from geokit.ledgers.adjustment import adjust_to_control
from geokit.ledgers.figures.progress import TAKEN_BACK, Progress
from geokit.ledgers.figures.sums import REPEATED
from geokit.parcels.alike_phases import about_alike_phases
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.phases import PHASE_FROM_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from geokit.ledgers.figures.model import ParkLand


_PERCENT_DECIMALS: Final = 1

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day_words(day: date) -> Words:
    """Return a day as a reader writes it.

    Examples
    --------
    >>> from datetime import date
    >>> day_words(date(2026, 6, 1))
    Words(zh='2026年6月1日', en='1 June 2026')
    """
    return Words(
        zh=f"{day.year}年{day.month}月{day.day}日", en=f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    )


def share_of(area: Area, whole: DeclaredArea | None) -> Decimal | None:
    """Return per cent of a declared area, to one decimal; None where that is a bound, a range or nothing.

    Examples
    --------
    >>> from geokit.land.declared.area import DeclaredArea
    >>> from geokit.land.units import Area
    >>> print(share_of(Area.from_mu(33), DeclaredArea.parse("330亩")))
    10.0
    >>> print(share_of(Area.from_mu(33), DeclaredArea.parse("不小于3808亩")))
    None
    """
    if whole is None or whole.bound is not Bound.EXACT:
        return None
    return round_fraction(area.exact_m2 / whole.value.exact_m2 * 100, _PERCENT_DECIMALS)


def as_text(table: pd.DataFrame) -> str:
    """Return a table as text; a Chinese letter takes two columns, and a blank stays one."""
    import pandas as pd

    with pd.option_context("display.unicode.east_asian_width", True):  # noqa: FBT003 - pandas' signature
        return str(_shown(table).to_string(index=False))


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts cannot leave their cells."""
    filled = table.where(table.notna(), "").map(
        lambda value: printable(value) if isinstance(value, str) else value
    )
    return filled.set_axis([printable(str(name)) for name in filled.columns], axis=1)


def shares_of(areas: Sequence[Area], whole: DeclaredArea | None) -> list[Decimal | None]:
    """Return per cent of a declared area for each of several areas, rounded so that they add up to the whole's.

    Examples
    --------
    >>> from geokit.land.declared.area import DeclaredArea
    >>> from geokit.land.units import Area
    >>> print(*shares_of([Area.from_mu(1)] * 3, DeclaredArea.parse("3亩")))
    33.4 33.3 33.3
    """
    total = share_of(sum(areas, Area.from_m2(0)), whole)
    if whole is None or not total:
        return [total] * len(areas)
    percent = np.array([float(area.exact_m2 / whole.value.exact_m2 * 100) for area in areas])
    slack = Area.from_m2(len(areas))
    made = adjust_to_control(percent, Area.from_m2(total), decimals=_PERCENT_DECIMALS, tolerance=slack)
    return list(made.adjusted)


def without_zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the columns that hold nothing but zeros and blanks."""
    filled = [any(bool(value) for value in table[name] if value is not None) for name in table]
    return table.loc[:, filled]


_TABLE = Words(zh="本表", en="the table")

# The first for one, the second for any other number.
_PARCEL: Final = {
    True: Words(zh="{count} 宗", en="{count} parcel"),
    False: Words(zh="{count} 宗", en="{count} parcels"),
}

_OPENING = Words(
    zh="截至{day}，{name}共有地块 {parcels}，去重面积{least} {net} 亩（{method}，{crs}）{progress}",
    en="As of {day}, {name} has {parcels} on{least} {net} mu of land ({method} area, {crs}){progress}",
)

_EMPTY = Words(zh="截至{day}，{name}尚无地块", en="As of {day}, {name} has no parcels")

_LEAST = Words(zh="至少", en=" at least")

_PROGRESS = {
    Progress.SUPPLIED: Words(zh="已供应{least} {mu} 亩", en="{least} {mu} mu supplied"),
    Progress.APPROVED: Words(zh="批而未供{least} {mu} 亩", en="{least} {mu} mu approved but not supplied"),
    Progress.TO_ACQUIRE: Words(zh="待征收{least} {mu} 亩", en="{least} {mu} mu still to acquire"),
    Progress.NOT_STATED: Words(
        zh="进度未注明{least} {mu} 亩", en="{least} {mu} mu whose progress is not stated"
    ),
}

_SHARE = Words(
    zh="去重面积占公布的 {declared}的{least} {percent}%",
    en="the land is{least} {percent}% of the {declared} declared",
)

_AGAINST_BOUND = Words(zh="公布面积为{declared}", en="{declared} are declared")

_REPEATED = Words(
    zh="重复计算的 {mu} 亩只计一次", en="{mu} mu that stand in two parcels of one stage are counted once"
)

_WITHDRAWN: Final = {
    True: Words(zh="已撤回的 {count} 宗未计入", en="{count} parcel that was withdrawn is left out"),
    False: Words(zh="已撤回的 {count} 宗未计入", en="{count} parcels that were withdrawn are left out"),
}

_UNREADABLE = Words(
    zh="另有 {count} 条记录无法读取，未计入",
    en="{count:record|records} left out because unreadable",
)

# Remarks of the reader that change what stands in which row.
_ON_ROWS: Final = (PHASE_FROM_NAME, "crs_", "files_passed_over")


def remarks_on(ledger: ParkLand, language: Language) -> list[str]:
    """Return what the reader of the files remarked that a reader of the ledger must know."""
    remarks = [each for each in notices_of(ledger.parcels) if each.code.startswith(_ON_ROWS)]
    # Of all files together: in one phase 1 may be 一期, in another 1期.
    remarks += about_alike_phases(ledger.parcels["phase"]) if "phase" in ledger.groups.columns else []
    return [each.localize(language) for each in remarks]


def sentence_on(ledger: ParkLand, language: Language) -> str:
    """Return what a ledger says, as one sentence."""
    separator, stop = ("；", "。") if language == "zh" else ("; ", ".")
    return separator.join(_clauses(ledger, language)) + stop


def _clauses(ledger: ParkLand, language: Language) -> Iterator[str]:
    name = ledger.park.name if ledger.park else _TABLE
    if len(ledger.parcels) == 0:
        yield _EMPTY.render(language, day=day_words(ledger.as_of), name=name)
        yield from _unreadable(ledger, language)
        return
    figures, mu = ledger.figures, ledger.printed["mu"].sum(axis=0)
    count, least = int(figures.parcels.sum()), _least(ledger.uncounted, language)
    yield _OPENING.render(
        language,
        day=day_words(ledger.as_of),
        name=name,
        parcels=_PARCEL[count == 1].render(language, count=count),
        least=least,
        net=f"{sum(mu[: len(Progress)], Decimal(0)):,}",
        method=METHOD_WORDS[ledger.method],
        crs=crs_short_title(ledger.land.crs),
        progress=_progress(ledger, mu, language),
    )
    yield from _share(ledger, least, language)
    if mu[REPEATED]:
        yield _REPEATED.render(language, mu=f"{mu[REPEATED]:,}")
    if ledger.uncounted:
        yield ledger.equation.not_counted(language)
    if withdrawn := int(figures.counts[:, TAKEN_BACK].sum()):
        yield _WITHDRAWN[withdrawn == 1].render(language, count=withdrawn)
    yield from _unreadable(ledger, language)


def _unreadable(ledger: ParkLand, language: Language) -> Iterator[str]:
    if count := len(unreadable_of(ledger.parcels)):
        yield _UNREADABLE.render(language, count=count)


def _share(ledger: ParkLand, least: str, language: Language) -> Iterator[str]:
    declared = ledger.park.declared_area if ledger.park else None
    if declared is not None:
        percent = share_of(ledger.net, declared)
        words = _AGAINST_BOUND if percent is None else _SHARE
        yield words.render(language, declared=declared, percent=percent, least=least)


def _least(is_open: object, language: Language) -> str:
    return _LEAST.localize(language) if is_open else ""


def _progress(ledger: ParkLand, mu: NDArray[np.object_], language: Language) -> str:
    unmeasured = ledger.figures.unmeasured.sum(axis=0)
    parts = [
        words.render(language, mu=f"{mu[each]:,}", least=_least(unmeasured[each], language)).strip()
        for each, words in _PROGRESS.items()
        if mu[each] or unmeasured[each]
    ]
    if not parts:
        return ""
    return "：" + "，".join(parts) if language == "zh" else ": " + ", ".join(parts)
