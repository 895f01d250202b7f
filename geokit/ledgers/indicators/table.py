"""The table of indicators: each figure with its formula, its numerator and denominator, its source and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Unpack

from geokit.arguments import public, public_result
from geokit.equality import Comparable
from geokit.errors import OptionError
from geokit.i18n import Words
from geokit.land.units import round_fraction
from geokit.ledgers.forms import Form, FormColumn, FormSheet, Sentence
from geokit.ledgers.indicators.evaluation import Evaluation, IndicatorFigure
from geokit.ledgers.indicators.formulas import Formula, TermFormula, WholeFormula
from geokit.ledgers.indicators.loading import load_settings
from geokit.ledgers.indicators.model import EVIDENCE, Term
from geokit.ledgers.indicators.printing import (
    UNIT_WORDS,
    compared,
    joined,
    plain_words,
    printed,
    printed_amount,
    words_of,
)
from geokit.ledgers.indicators.tables import Tables
from geokit.ledgers.indicators.term_rows import YEAR, Amount
from geokit.parcels.given import ReadingOptions  # noqa: TC001 - read when a call is checked
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from pandas import DataFrame

    from geokit.parcels.given import ParcelsLike

_YEARS: Final = (1900, 2100)
_HEADINGS: Final = (
    ("id", Words(zh="编号", en="id"), "text"),
    ("name", Words(zh="指标", en="indicator"), "text"),
    ("value", Words(zh="数值", en="value"), "ratio"),
    ("unit", Words(zh="单位", en="unit"), "text"),
    ("numerator", Words(zh="分子", en="numerator"), "ratio"),
    ("numerator_unit", Words(zh="分子单位", en="its unit"), "text"),
    ("numerator_formula", Words(zh="分子算法", en="how the numerator is made"), "text"),
    ("numerator_rows", Words(zh="分子计入行数", en="rows counted in the numerator"), "count"),
    ("denominator", Words(zh="分母", en="denominator"), "ratio"),
    ("denominator_unit", Words(zh="分母单位", en="its unit"), "text"),
    ("denominator_formula", Words(zh="分母算法", en="how the denominator is made"), "text"),
    ("denominator_rows", Words(zh="分母计入行数", en="rows counted in the denominator"), "count"),
    ("control", Words(zh="控制值（仅作对照）", en="control value (compared only)"), "text"),
    ("missing", Words(zh="缺少什么", en="what is missing"), "text"),
    ("remarks", Words(zh="说明", en="remarks"), "text"),
    ("source", Words(zh="出处", en="source"), "text"),
    ("evidence", Words(zh="可信程度", en="how sure"), "text"),
)
_INPUT_HEADINGS: Final = (
    ("item", Words(zh="项目", en="item"), "text"),
    ("value", Words(zh="数值", en="value"), "ratio"),
    ("unit", Words(zh="单位", en="unit"), "text"),
    ("mu", Words(zh="折合亩", en="in mu"), "mu"),
    ("made_of", Words(zh="取自", en="made of"), "text"),
    ("rows", Words(zh="计入行数", en="rows counted"), "count"),
    ("missing", Words(zh="缺少什么", en="what is missing"), "text"),
)
_SHEET = Words(zh="指标", en="Indicators")
_AUDIT_SHEET = Words(zh="填报表", en="Sheet to hand in")
_WITH_REMARK = Words(zh="{name}：{remark}", en="{name}: {remark}")
_MISSING_LINE = Words(zh="{name}{group}：未算出，{missing}", en="{name}{group}: no figure; {missing}")
_REMARK_LINE = Words(zh="{name}{group}：{remarks}", en="{name}{group}: {remarks}")
_GROUP = Words(zh="（{group}）", en=" ({group})")
_STANDING = Words(
    zh="指标按设置“{title}”计算；每条公式的出处与可信程度见“出处”“可信程度”两列，未核实的不作依据。",
    en="figures as the settings “{title}” define them; each formula has its source and how sure it is beside it, and what is "
    "not confirmed is no law.",
)
_YEAR_LINE = Words(zh="年份截至 {year} 年。", en="years up to {year}.")
_BAD_YEAR = Words(
    zh="年份须在 1900 至 2100 之间，而不是 {year}{option:year}",
    en="a year lies between 1900 and 2100, not {year}{option:year}",
)
_NO_GROUPS = Words(
    zh="没有一张表有“{by}”字段，无法按它分组{option:by}",
    en="no table has a column “{by}” to group by{option:by}",
)


@public_result
@dataclass(frozen=True, eq=False)
class IndicatorTable(Form, Comparable):
    """Figures of indicators, each with what it is made of.

    Attributes
    ----------
    title : Name
        Of the settings.
    figures : tuple of IndicatorFigure
        One an indicator and group, in the order of the settings; ``value`` is exact.
    by : tuple of str
        What they are grouped by.
    evaluation : Evaluation

    Examples
    --------
    >>> import geokit as gk, pandas as pd
    >>> land = pd.DataFrame({"地类编码": ["0601", "0701"], "面积（公顷）": [3, 1]})
    >>> table = gk.indicator_table({"land": land}, settings="park-audit")
    >>> table.to_frame()[["id", "value"]].iloc[0].tolist()
    ['industrial-rate-now', Decimal('75.00')]
    >>> print(table.figures[1].missing[0].localize("en"))
    the table “areas of the park” is missing (park=FILE)
    """

    title: Any
    figures: tuple[IndicatorFigure, ...]
    by: tuple[str, ...]
    evaluation: Evaluation

    def _found(self) -> tuple[object, ...]:
        return self.to_frame("en").to_numpy().tolist(), self.sentences("en")

    @property
    def missing(self) -> tuple[IndicatorFigure, ...]:
        """The figures that could not be worked out."""
        return tuple(each for each in self.figures if each.value is None)

    def sheets(self) -> tuple[FormSheet, ...]:
        """Return the figures; where the settings ask for it the sheet to hand in stands behind."""
        figures = FormSheet(
            _SHEET, self._columns(_HEADINGS), tuple(map(self._row, self.figures)), lines=self._lines()
        )
        return (figures, self._inputs()) if self.evaluation.settings.inputs else (figures,)

    def _columns(self, headings: Any) -> tuple[FormColumn, ...]:
        groups = [
            FormColumn(name, plain_words(self.evaluation.called.column_words(name))) for name in self.by
        ]
        return (*groups, *(FormColumn(name, words, kind) for name, words, kind in headings))

    def _row(self, figure: IndicatorFigure) -> tuple[object, ...]:
        indicator = figure.indicator
        return (
            *figure.group,
            indicator.id,
            plain_words(indicator.name),
            printed(figure),
            UNIT_WORDS[indicator.unit],
            *self._part(figure.numerator, indicator.numerator),
            *self._part(figure.denominator, indicator.denominator),
            joined([compared(each, figure) for each in indicator.control]),
            joined(figure.missing),
            joined([*figure.remarks, *([plain_words(indicator.remark)] if indicator.remark else [])]),
            plain_words(indicator.source.text),
            EVIDENCE[indicator.source.evidence],
        )

    def _part(self, amount: Amount | None, terms: tuple[Term, ...]) -> tuple[object, ...]:
        if amount is None:
            return None, None, None, None
        value, unit = printed_amount(amount.value, terms[0].kind)
        return value, unit, words_of(Formula(terms, self.evaluation.called)), amount.rows

    def _inputs(self) -> FormSheet:
        """Return one sheet with what was put in and, in bold, what comes out."""
        rows, totals = [], set()
        for group in dict.fromkeys(each.group for each in self.figures):
            of = [each for each in self.figures if each.group == group]
            rows += [self._input(term, group) for term in _terms_of(of)]
            for each in of:
                totals.add(len(rows))
                rows.append(self._result(each))
        return FormSheet(
            _AUDIT_SHEET, self._columns(_INPUT_HEADINGS), tuple(rows), frozenset(totals), self._lines()
        )

    def _input(self, term: Term, group: tuple[str, ...]) -> tuple[object, ...]:
        amount = self.evaluation.term(term, dict(zip(self.by, group, strict=True)))
        value, unit = printed_amount(amount.value, term.kind)
        is_area = term.kind == "area" and amount.value is not None
        in_mu = (
            round_fraction(amount.value * Fraction(3, 2000), 2)
            if is_area and amount.value is not None
            else None
        )
        plain = term.model_copy(update={"times": Fraction(1), "minus": False})
        made_of = words_of(TermFormula(plain, self.evaluation.called))
        name = plain_words(term.name) if term.name else made_of
        return *group, name, value, unit, in_mu, made_of, amount.rows, joined(amount.missing)

    def _result(self, figure: IndicatorFigure) -> tuple[object, ...]:
        indicator = figure.indicator
        unit, missing = UNIT_WORDS[indicator.unit], joined(figure.missing)
        formula = words_of(WholeFormula(indicator, self.evaluation.called))
        # The rows are those of the items above, each counted beside its own.
        return *figure.group, plain_words(indicator.name), printed(figure), unit, None, formula, None, missing

    def _lines(self) -> tuple[Any, ...]:
        evaluation = self.evaluation
        lines: list[Any] = [Sentence.of(_STANDING, title=self.title)]
        if evaluation.year is not None:
            lines.append(Sentence.of(_YEAR_LINE, year=str(evaluation.year)))
        lines += evaluation.tables.notices
        for each in self.figures:
            group = Sentence.of(_GROUP, group=list(each.group)) if each.group else ""
            name = each.indicator.name
            compared_with = [compared(control, each) for control in each.indicator.control]
            if compared_with and each.value is not None:
                lines.append(Sentence.of(_REMARK_LINE, name=name, group=group, remarks=joined(compared_with)))
            if each.missing:
                lines.append(Sentence.of(_MISSING_LINE, name=name, group=group, missing=joined(each.missing)))
            if each.remarks:
                lines.append(Sentence.of(_REMARK_LINE, name=name, group=group, remarks=joined(each.remarks)))
        return tuple(lines)


@public
def indicator_table(
    tables: Mapping[str, object] | DataFrame | ParcelsLike,
    *,
    settings: str | os.PathLike[str] = "park-audit",
    by: str | Sequence[str] = (),
    year: int | None = None,
    **reading: Unpack[ReadingOptions],
) -> IndicatorTable:
    """Work indicators out of tables, each with its formula, numerator and denominator; a missing field leaves it empty.

    Parameters
    ----------
    tables : mapping of str to table, DataFrame, path, or sequence of paths
        By the names that the settings call them. A table is a DataFrame, parcels, a result that has ``to_frame()``, or a file:
        a workbook with a table a sheet, CSV, or parcels of any format. A path may be ``"NAME=FILE"``. Headings are recognised
        in Chinese and English; areas and money have their unit in the heading: 面积（亩）, 总投资（万元）.
    settings : str or path
        ``park-audit``, ``tract`` or ``park-evaluation``, or a file of one's own.
    by : str or sequence of str
        Columns to group by, such as ``phase`` and ``year``.
    year : int, optional
        The year that "the last five years" end with; the newest of each table if left out.
    **reading : ReadingOptions
        How tables that are parcels are read: ``columns``, ``crs``, ``zone``, ``layer``, ``encoding`` and ``phase``, as
        :func:`geokit.read_parcels` has them.

    Returns
    -------
    IndicatorTable
        ``to_frame()``, ``figures`` with exact fractions, ``save()`` as .xlsx or .csv.

    Raises
    ------
    CatalogError
        The settings are wrong: file, line and key are named.
    InputError
        A table cannot be read.
    OptionError
        No table has the column that is grouped by, or the year is none.

    Examples
    --------
    >>> import pandas as pd
    >>> land = pd.DataFrame({"DLBM": ["0601", "0701", "0101"], "面积（亩）": [30, 10, 5]})
    >>> indicator_table({"land": land}).to_frame().loc[0, ["value", "numerator", "denominator"]].tolist()
    [Decimal('75.00'), Decimal('20000.00'), Decimal('26666.67')]
    """
    loaded = load_settings(settings)
    if year is not None and not _YEARS[0] <= year <= _YEARS[1]:
        raise OptionError(_BAD_YEAR, year=year)
    evaluation = Evaluation(Tables.of(tables, loaded, reading), loaded, year)
    grouped = tuple(
        dict.fromkeys(_column(evaluation, each) for each in ([by] if isinstance(by, str) else by))
    )
    groups = _groups(evaluation, grouped)
    figures = [evaluation.figure(each, group) for group in groups for each in loaded.indicators]
    return IndicatorTable(loaded.title, tuple(figures), grouped, evaluation)


def _groups(evaluation: Evaluation, by: Sequence[str]) -> list[Mapping[str, str]]:
    """Return the groups that the tables have rows of, in the order of their names."""
    if not by:
        return [{}]
    found: set[tuple[str, ...]] = set()
    for table in evaluation.tables.by_name.values():
        if all(name in table.cells for name in by):
            columns = [_values(table, name) for name in by]
            found |= {key for key in zip(*columns, strict=True) if None not in key}
    order = sorted(found, key=lambda key: [natural_key(each) for each in key])
    return [dict(zip(by, key, strict=True)) for key in order]


def _column(evaluation: Evaluation, name: str) -> str:
    """Return the column that is grouped by: by its own name, or by its heading in one of the tables.

    Raises
    ------
    OptionError
        No table has it.
    """
    tables = evaluation.tables.by_name.values()
    if any(name in table.cells for table in tables):
        return name
    headed = (column for table in tables for column, heading in table.headings.items() if heading == name)
    if (column := next(headed, None)) is None:
        raise OptionError(_NO_GROUPS, by=name)
    return column


def _values(table: Any, name: str) -> list[str | None]:
    if name == YEAR:
        return [None if each is None else str(each) for each in table.years(name)[0]]
    return list(table.texts(name)[0])


def _terms_of(figures: Sequence[IndicatorFigure]) -> list[Term]:
    """Return the terms of some figures, each once."""
    terms = [term for each in figures for term in (*each.indicator.numerator, *each.indicator.denominator)]
    plain: dict[str, Term] = {}
    for term in terms:
        key = term.model_dump_json(exclude={"minus", "times", "name"})
        plain.setdefault(key, term)
        if plain[key].name is None and term.name is not None:
            plain[key] = term
    return list(plain.values())
