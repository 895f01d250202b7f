"""The rows of a table that one term of an indicator counts, and what of them cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.i18n import Abbreviated, Words
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.columns import scheme_of, to_plain_text
from geokit.ledgers.indicators.model import kind_of
from geokit.parcels.land_classes import SCHEMES, elsewhere

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geokit.ledgers.indicators.columns import Table
    from geokit.ledgers.indicators.model import Condition, Term

    Mask = NDArray[np.bool_]

YEAR: Final = "year"
_RANGE: Final = re.compile(r"(\d{2,8})\s*[-–—~～至]\s*(\d{2,8})")

_NO_UNIT = Words(
    zh="表“{table}”的“{heading}”没有写明单位，请在表头写明（{units}）",
    en="the heading “{heading}” of the table “{table}” names no unit; write it there ({units})",
)
_UNITS: Final = {
    "area": Words(zh="亩、公顷或平方米", en="mu, ha or m²"),
    "money": Words(zh="万元或元", en="万元 or 元"),
    "length": Words(zh="米", en="m"),
}
_UNREADABLE = Words(
    zh="表“{table}”的“{heading}”有 {count} 格读不出：{cells}",
    en="table “{table}”: {count:cell|cells} of “{heading}” cannot be read: {cells}",
)
_CELL = Words(zh="第 {row} 行“{text}”", en="row {row} “{text}”")
_UNKNOWN = Words(
    zh="表“{table}”的“{heading}”有 {count} 格不是{scheme}的编码：{cells}{others}",
    en="table “{table}”, “{heading}”: {count:cell is|cells are} no code of {scheme}: {cells}{others}",
)
_OTHERS = Words(zh="（{code} 在{scheme}中是{name}）", en=" ({code} is {name} in {scheme})")
_EMPTY_CELLS = Words(
    zh="表“{table}”有 {count} 行未填“{heading}”，未计入",
    en="table “{table}”: {count:row does|rows do} not fill in “{heading}” and did not count",
)
_NEGATIVE_CELLS = Words(
    zh="表“{table}”的“{heading}”有 {count} 格为负：{cells}",
    en="table “{table}”, “{heading}”: {count:cell is|cells are} negative: {cells}",
)
_NO_ROWS = Words(zh="{what}：没有一行计入", en="no row counts for {what}")
_NO_YEARS = Words(
    zh="表“{table}”的“{heading}”没有可用的年份", en="“{heading}” of the table “{table}” holds no year"
)
_YEARS_ADDED = Words(
    zh="表“{table}”有 {years} 年的行，各年相加；要分年，请按 year 分组{option:by}",
    en="the table “{table}” has rows of {years}, and all years are added up; group by year to part them{option:by}",
)
_NEWEST = Words(zh="表“{table}”最新一年为 {year} 年", en="the newest year of the table “{table}” is {year}")
_YEARS_MISSING = Words(
    zh="表“{table}”没有 {years} 年的行，按没有计",
    en="the table “{table}” has no rows of {years}: counted as nothing",
)


@dataclass(frozen=True)
class Amount:
    """What a term, a numerator or a denominator comes to: m², yuan, rows …; None where something is missing."""

    value: Fraction | None
    rows: int
    missing: tuple[Sentence, ...] = ()
    remarks: tuple[Sentence, ...] = ()


class TermRows:
    """The rows of a table that one term counts."""

    def __init__(
        self,
        table: Table,
        term: Term,
        *,
        group: Mapping[str, str],
        year: int | None,
        table_words: object,
        term_words: object,
    ) -> None:
        self.table, self.term, self.group, self.year = table, term, group, year
        self.words, self.term_words = table_words, term_words
        self.missing: list[Sentence] = []
        self.remarks: list[Sentence] = []

    def amount(self) -> Amount:
        """Return their sum or their number."""
        mask = np.ones(len(self.table.rows), bool)
        for name, wanted in self.group.items():
            mask &= self._of_group(name, wanted)
        # The rows of the group alone are looked at by what follows.
        self.within = mask
        for name, condition in self.term.where.items():
            mask = mask & self._meets(name, condition)
        column = self.term.sum
        value = Fraction(int(mask.sum())) if column is None else self._sum(column, mask)
        self._remark_years(mask)
        if not mask.any() and not self.missing and not self.term.minus:
            self.remarks.append(Sentence.of(_NO_ROWS, what=self.term_words))
        if self.missing:
            return Amount(None, int(mask.sum()), tuple(self.missing), tuple(self.remarks))
        return Amount(value, int(mask.sum()), (), tuple(self.remarks))

    def _remark_years(self, mask: Mask) -> None:
        """Say where figures of several years are added up, which of a stock of land nobody means."""
        if YEAR not in self.table.cells or YEAR in self.group or YEAR in self.term.where:
            return
        years = sorted({str(each) for each in self.table.years(YEAR)[0][mask] if each is not None})
        if len(years) > 1:
            self.remarks.append(Sentence.of(_YEARS_ADDED, table=self.words, years=years))

    def _of_group(self, name: str, value: str) -> Mask:
        if name == YEAR:
            return np.array([str(each) == value for each in self._years(name)])
        return np.array([each == value for each in self.table.texts(name)[0]])

    def _sum(self, column: str, mask: Mask) -> Fraction:
        figures = self.table.figures(column)
        self._name_unreadable(column, figures.unreadable & mask, no_unit=figures.no_unit)
        empty = mask & ~self.table.filled(column)
        if empty.any():
            self._remark(_EMPTY_CELLS, column, count=int(empty.sum()))
        taken = figures.values[mask & self.table.filled(column) & ~figures.unreadable]
        negative = mask & np.array([each is not None and each < 0 for each in figures.values])
        if negative.any():
            self._remark(
                _NEGATIVE_CELLS, column, count=int(negative.sum()), cells=self._cells(column, negative)
            )
        total = Fraction(0)
        for each in taken:
            total += each
        return total

    def _meets(self, column: str, condition: Condition) -> Mask:
        """Return which rows meet a condition; a cell that is needed and cannot be read is named."""
        met = np.ones(len(self.table.rows), bool)
        filled = self.table.filled(column)
        if condition.filled is not None:
            met &= filled == condition.filled
        if condition.among:
            met &= self._among(column, condition.among)
        if condition.last or condition.before_last:
            met &= self._in_years(column, condition)
        bounds = (condition.over, condition.at_least, condition.under, condition.at_most)
        if any(each is not None for each in bounds):
            met &= self._between(column, condition)
        if condition.filled is None and (empty := self.within & ~filled).any():
            self._remark(_EMPTY_CELLS, column, count=int(empty.sum()))
        return met

    def _among(self, column: str, wanted: tuple[str, ...]) -> Mask:
        if column == YEAR:
            texts = np.array(
                [None if each is None else str(each) for each in self._years(column)], dtype=object
            )
        else:
            texts = self._texts(column)
        tests = [_test(each) for each in wanted]
        distinct = {each: any(test(each) for test in tests) for each in set(texts) if each is not None}
        return np.array([distinct.get(each, False) for each in texts])

    def _texts(self, column: str) -> NDArray[np.object_]:
        texts, bad = self.table.texts(column)
        if (unknown := bad & self.within).any():
            self._name_unknown(column, unknown)
        return texts

    def _between(self, column: str, condition: Condition) -> Mask:
        figures = self.table.figures(column)
        self._name_unreadable(column, figures.unreadable & self.within, no_unit=figures.no_unit)

        def is_between(value: Fraction | None) -> bool:
            return value is not None and not (
                (condition.over is not None and value <= condition.over)
                or (condition.at_least is not None and value < condition.at_least)
                or (condition.under is not None and value >= condition.under)
                or (condition.at_most is not None and value > condition.at_most)
            )

        return np.array([is_between(each) for each in figures.values])

    def _years(self, column: str) -> NDArray[np.object_]:
        years, bad = self.table.years(column)
        if bad.any():
            self._name_unreadable(column, bad, no_unit=False)
        return years

    def _in_years(self, column: str, condition: Condition) -> Mask:
        years = self._years(column)
        known = sorted({each for each in years[self.within] if each is not None})
        all_known = sorted({each for each in years if each is not None})
        if not all_known:
            self.missing.append(Sentence.of(_NO_YEARS, table=self.words, heading=self.table.headings[column]))
            return np.zeros(len(years), bool)
        newest = self.year if self.year is not None else all_known[-1]
        if self.year is None:
            self.remarks.append(Sentence.of(_NEWEST, table=self.words, year=str(newest)))
        met = np.array([each is not None and each <= newest for each in years])
        if condition.last:
            met &= np.array([each is not None and each > newest - condition.last for each in years])
            without = [
                str(each) for each in range(newest - condition.last + 1, newest + 1) if each not in known
            ]
            if without:
                self.remarks.append(Sentence.of(_YEARS_MISSING, table=self.words, years=without))
        if condition.before_last:
            met &= np.array([each is not None and each <= newest - condition.before_last for each in years])
        return met

    def _name_unreadable(self, column: str, bad: Mask, *, no_unit: bool) -> None:
        if not bad.any():
            return
        heading = self.table.headings[column]
        if no_unit:
            units = _UNITS.get(kind_of(column), _UNITS["length"])
            self.missing.append(Sentence.of(_NO_UNIT, table=self.words, heading=heading, units=units))
            return
        fields = {"count": int(bad.sum()), "cells": self._cells(column, bad)}
        self.missing.append(Sentence.of(_UNREADABLE, table=self.words, heading=heading, **fields))

    def _name_unknown(self, column: str, bad: Mask) -> None:
        scheme = scheme_of(column)
        if scheme is None:
            return
        first = min({str(each) for each in self.table.texts(column)[0][bad]})
        found = elsewhere(first, scheme)[:1]
        others: Any = ""
        if found:
            in_other = SCHEMES[found[0].scheme]
            others = Sentence.of(_OTHERS, code=first, name=found[0].words, scheme=in_other)
        fields = {"count": int(bad.sum()), "cells": self._cells(column, bad), "scheme": SCHEMES[scheme]}
        heading = self.table.headings[column]
        self.missing.append(Sentence.of(_UNKNOWN, table=self.words, heading=heading, others=others, **fields))

    def _cells(self, column: str, which: Mask) -> Abbreviated:
        at = np.flatnonzero(which)
        return Abbreviated(
            [
                Sentence.of(
                    _CELL, row=str(self.table.rows[each]), text=str(self.table.cells[column][each])[:40]
                )
                for each in at
            ]
        )

    def _remark(self, words: Words, column: str, **fields: object) -> None:
        self.remarks.append(
            Sentence.of(words, table=self.words, heading=self.table.headings[column], **fields)
        )


def _test(wanted: str) -> Any:
    """Return the test that a text of a settings file stands for."""
    if match := _RANGE.fullmatch(wanted):
        low, high = match[1], match[2]
        return lambda text: low <= text[: len(low)] and text[: len(high)] <= high and text[:2].isdigit()
    if wanted.endswith("*"):
        return lambda text: text.startswith(wanted[:-1])
    plain = to_plain_text(wanted)
    return lambda text: text == plain
