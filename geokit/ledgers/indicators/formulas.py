"""Formulas in words: what a numerator or a denominator adds up, as a reader of either language writes it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from geokit.i18n import Language, Words, localize

if TYPE_CHECKING:
    from geokit.ledgers.indicators.model import Condition, Indicator, IndicatorSettings, Term

_SUM = Words(zh="{table}·{column}", en="{column} of “{table}”")
_COUNT = Words(zh="{table}·行数", en="rows of “{table}”")
_WHERE = Words(zh="{what}（{conditions}）", en="{what} ({conditions})")
_NAMED = Words(zh="{name}＝{what}", en="{name} = {what}")
_IN_BRACKETS = Words(zh="[{what}]", en="[{what}]")
_CONDITIONS: Final = {
    "among": Words(zh="{column} {value}", en="{column} {value}"),
    "over": Words(zh="{column}＞{value}", en="{column} over {value}"),
    "at_least": Words(zh="{column}≥{value}", en="{column} at least {value}"),
    "under": Words(zh="{column}＜{value}", en="{column} under {value}"),
    "at_most": Words(zh="{column}≤{value}", en="{column} at most {value}"),
    "last": Words(zh="{column}为最近 {value} 年", en="{column} in the last {value:year|years}"),
    "before_last": Words(zh="{column}早于最近 {value} 年", en="{column} before the last {value:year|years}"),
}
_FILLED: Final = {
    True: Words(zh="已填{column}", en="{column} filled in"),
    False: Words(zh="未填{column}", en="{column} empty"),
}


@dataclass(frozen=True)
class Called:
    """What readers call tables and columns."""

    settings: IndicatorSettings

    def table_words(self, name: str) -> object:
        """Return what readers call a table."""
        return self.settings.tables[name].name if name in self.settings.tables else name

    def column_words(self, name: str) -> object:
        """Return what readers call a column."""
        return self.settings.columns[name].name if name in self.settings.columns else name


@dataclass(frozen=True)
class Formula:
    """Terms in words.

    Parameters
    ----------
    terms : tuple of Term
    called : Called
    """

    terms: tuple[Term, ...]
    called: Called

    def localize(self, language: Language) -> str:
        """Return them in a language."""
        text = ""
        for at, term in enumerate(self.terms):
            sign = " − " if term.minus else " + " if at else ""
            text += (sign if at else sign.lstrip()) + self._term(term, language)
        return text

    def _term(self, term: Term, language: Language) -> str:
        said = self.what(term, language)
        if term.name is not None:
            said = (
                term.name.localize(language)
                if not term.where
                else _WHERE.render(language, what=term.name, conditions=self._conditions(term, language))
            )
        return said if term.times == 1 else f"{said} × {number_text(term.times)}"

    def what(self, term: Term, language: Language) -> str:
        """Return the table, the column and the conditions of a term."""
        table = self.called.table_words(term.table)
        column = self.called.column_words(term.sum or "")
        what = (_COUNT if term.sum is None else _SUM).render(language, table=table, column=column)
        conditions = self._conditions(term, language)
        return _WHERE.render(language, what=what, conditions=conditions) if conditions else what

    def _conditions(self, term: Term, language: Language) -> str:
        said = [
            part
            for column, condition in term.where.items()
            for part in _said(self.called.column_words(column), condition, language)
        ]
        return ("；" if language == "zh" else "; ").join(said)


@dataclass(frozen=True)
class TermFormula:
    """One term in words, with its table and column."""

    term: Term
    called: Called

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        return Formula((self.term,), self.called).what(self.term, language)


@dataclass(frozen=True)
class WholeFormula:
    """An indicator in words: its numerator over its denominator."""

    indicator: Indicator
    called: Called

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        top = Formula(self.indicator.numerator, self.called).localize(language)
        if not self.indicator.denominator:
            return top
        below = Formula(self.indicator.denominator, self.called).localize(language)
        parts = [
            f"({text})" if len(terms) > 1 or terms[0].times != 1 else text
            for text, terms in ((top, self.indicator.numerator), (below, self.indicator.denominator))
        ]
        return " / ".join(parts)


def _said(column: object, condition: Condition, language: Language) -> list[str]:
    parts = []
    for key, words in _CONDITIONS.items():
        value = getattr(condition, key)
        if value is not None and value != ():
            shown = number_text(value) if isinstance(value, Fraction) else value
            shown = list(shown) if isinstance(shown, tuple) else shown
            parts.append(words.render(language, column=column, value=shown))
    if condition.filled is not None:
        parts.append(_FILLED[condition.filled].render(language, column=column))
    return [localize(part, language) for part in parts]


def number_text(value: Fraction) -> str:
    """Return an exact number as it is written in settings.

    Examples
    --------
    >>> number_text(Fraction(1, 5)), number_text(Fraction(3, 2)), number_text(Fraction(1, 3))
    ('0.2', '1.5', '1/3')
    """
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below != 1 or value.denominator == 1:
        return str(value)
    from decimal import Decimal

    return str((Decimal(value.numerator) / Decimal(value.denominator)).normalize())
