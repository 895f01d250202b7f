"""Figures of indicators, exact: numerator and denominator, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.formulas import Called, Formula
from geokit.ledgers.indicators.sources import as_named_file
from geokit.ledgers.indicators.term_rows import YEAR, Amount, TermRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.ledgers.indicators.columns import Table
    from geokit.ledgers.indicators.model import Indicator, IndicatorSettings, Term
    from geokit.ledgers.indicators.tables import Tables

_NO_TABLE = Words(zh="缺少表“{table}”{typed}", en="the table “{table}” is missing{typed}")
_NO_COLUMN = Words(
    zh="表“{table}”缺少字段“{column}”（可用的表头：{headings}）",
    en="the table “{table}” has no column “{column}” (headings that are known: {headings})",
)
_EMPTY_TABLE = Words(zh="表“{table}”没有数据行", en="the table “{table}” has no rows")
_BY_ZERO = Words(zh="分母为 0", en="the denominator is 0")
_NEGATIVE = Words(zh="结果为负，请核对原表", en="the result is negative: look at the tables again")
_LARGER = Words(
    zh="分子大于分母（部分大于整体），请核对原表",
    en="a part is larger than its whole: look at the tables again",
)


@dataclass(frozen=True)
class IndicatorFigure:
    """One figure: what it is, of which group, how it was made, and what stands in the way.

    Attributes
    ----------
    indicator : Indicator
    group : tuple of str
        The values of what was grouped by.
    value : Fraction or None
        Exact, in m², yuan or as a ratio: as printed only in its unit.
    numerator, denominator : Amount
    missing : tuple of Sentence
        Why there is no figure.
    remarks : tuple of Sentence
    """

    indicator: Indicator
    group: tuple[str, ...]
    value: Fraction | None
    numerator: Amount
    denominator: Amount | None
    missing: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]


@dataclass(frozen=True)
class Evaluation:
    """The tables, the names of their columns, and the year that the figures speak of.

    Attributes
    ----------
    tables : Tables
    settings : IndicatorSettings
    year : int or None
        Left out, the newest of each table.
    """

    tables: Tables
    settings: IndicatorSettings
    year: int | None = None

    def figure(self, indicator: Indicator, group: Mapping[str, str]) -> IndicatorFigure:
        """Return one figure of one group."""
        top = self.amount(indicator.numerator, group)
        below = self.amount(indicator.denominator, group) if indicator.denominator else None
        parts = [top] if below is None else [top, below]
        missing = [each for part in parts for each in part.missing]
        remarks = [each for part in parts for each in part.remarks]
        value = top.value
        if below is not None and value is not None and below.value is not None:
            value = None if below.value == 0 else value / below.value
            missing += [Sentence.of(_BY_ZERO)] if below.value == 0 else []
        elif below is not None:
            value = None
        if value is not None and value < 0:
            remarks.append(Sentence.of(_NEGATIVE))
        if value is not None and value > 1 and indicator.unit == "percent" and not indicator.may_exceed:
            remarks.append(Sentence.of(_LARGER))
        key = tuple(group.values())
        return IndicatorFigure(indicator, key, value, top, below, _once(missing), _once(remarks))

    def amount(self, terms: tuple[Term, ...], group: Mapping[str, str]) -> Amount:
        """Return what terms come to, added up."""
        made = [self.term(each, group) for each in terms]
        missing = _once([each for amount in made for each in amount.missing])
        remarks = _once([each for amount in made for each in amount.remarks])
        rows = sum(amount.rows for amount in made)
        if missing:
            return Amount(None, rows, missing, remarks)
        value = Fraction(0)
        for term, amount in zip(terms, made, strict=True):
            value += (amount.value or 0) * term.times * (-1 if term.minus else 1)
        return Amount(value, rows, (), remarks)

    def term(self, term: Term, group: Mapping[str, str]) -> Amount:
        """Return what one term comes to, before it is multiplied or taken off."""
        if term.table not in self.tables:
            called = {"table": self.called.table_words(term.table), "typed": as_named_file(term.table)}
            return Amount(None, 0, (Sentence.of(_NO_TABLE, **called),))
        table = self.tables[term.table]
        shared = {name for name in term.shared if name not in table.cells}
        grouped = {name: value for name, value in group.items() if name not in shared}
        own_years = [name for name, each in term.where.items() if each.last or each.before_last]
        year = int(grouped[YEAR]) if YEAR in grouped else self.year
        if own_years:
            # A condition on years is one already, up to the year of the group.
            grouped.pop(YEAR, None)
        columns = [*([term.sum] if term.sum else []), *term.where, *grouped]
        missing = [self._no_column(table, each) for each in dict.fromkeys(columns) if each not in table.cells]
        if not missing and len(table.rows) == 0:
            missing = [Sentence.of(_EMPTY_TABLE, table=self.called.table_words(term.table))]
        if missing:
            return Amount(None, 0, tuple(missing))
        rows = TermRows(
            table,
            term,
            group=grouped,
            year=year,
            table_words=self.called.table_words(table.name),
            term_words=Formula((term,), self.called),
        )
        return rows.amount()

    @property
    def called(self) -> Called:
        """What readers call tables and columns."""
        return Called(self.settings)

    def _no_column(self, table: Table, column: str) -> Sentence:
        known = self.settings.columns.get(column)
        headings = [column, *(known.headings[:5] if known else ())]
        words = self.called.column_words(column)
        return Sentence.of(
            _NO_COLUMN, table=self.called.table_words(table.name), column=words, headings=headings
        )


def _once(sentences: list[Sentence]) -> tuple[Sentence, ...]:
    """Return sentences, each once, as they came."""
    seen: dict[tuple[str, str], Sentence] = {}
    for each in sentences:
        seen.setdefault((each.localize("zh"), each.localize("en")), each)
    return tuple(seen.values())
