"""Indicators as a terminal has room for them: figures with numerator and denominator, then a formula a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.i18n import Words
from geokit.ledgers.forms import FormSheet
from geokit.ledgers.indicators.formulas import WholeFormula
from geokit.ledgers.indicators.model import EVIDENCE

if TYPE_CHECKING:
    import pandas as pd

    from geokit.i18n import Language
    from geokit.ledgers.indicators.table import IndicatorTable

_BRIEF: Final = ("name", "value", "unit", "numerator", "numerator_unit", "denominator", "denominator_unit")
_FORMULA = Words(
    zh="{name} = {formula}；出处：{source}，{evidence}",
    en="{name} = {formula}; source: {source}, {evidence}",
)


def brief_frame(table: IndicatorTable, language: Language) -> pd.DataFrame:
    """Return what fits a terminal: each figure with its numerator and denominator."""
    whole = table.sheets()[0]
    wanted = {*table.by, *_BRIEF}
    at = [place for place, column in enumerate(whole.columns) if column.name in wanted]
    rows = tuple(tuple(row[each] for each in at) for row in whole.rows)
    return FormSheet(whole.title, tuple(whole.columns[each] for each in at), rows).to_frame(language)


def formula_lines(table: IndicatorTable, language: Language) -> list[str]:
    """Return a line an indicator: its formula, its source, how sure that is."""
    return [
        _FORMULA.render(
            language,
            name=each.name,
            formula=WholeFormula(each, table.evaluation.called),
            source=each.source.text,
            evidence=EVIDENCE[each.source.evidence],
        )
        for each in table.evaluation.settings.indicators
    ]
