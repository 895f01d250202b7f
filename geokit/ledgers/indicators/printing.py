"""How figures are printed: in their unit, with their decimals, beside their control values."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from geokit.i18n import Words
from geokit.land.units import round_fraction
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.formulas import number_text
from geokit.ledgers.indicators.model import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from geokit.ledgers.indicators.evaluation import IndicatorFigure
    from geokit.ledgers.indicators.model import Control, IndicatorUnit, Kind

# How many of its units are one m², one yuan, one …
_FACTORS: Final[dict[IndicatorUnit, Fraction]] = {
    "percent": Fraction(100),
    "ha": Fraction(1, 10_000),
    "mu": Fraction(3, 2000),
    "wan_yuan": Fraction(1, 10_000),
    "wan_yuan_per_mu": Fraction(2000, 3) / 10_000,
    "wan_yuan_per_ha": Fraction(1),
}
UNIT_WORDS: Final[dict[IndicatorUnit, Words]] = {
    "percent": Words(zh="%", en="%"),
    "ratio": Words(zh="比值", en="ratio"),
    "m2": Words(zh="平方米", en="m²"),
    "ha": Words(zh="公顷", en="ha"),
    "mu": Words(zh="亩", en="mu"),
    "years": Words(zh="年", en="years"),
    "count": Words(zh="个", en="count"),
    "wan_yuan": Words(zh="万元", en="10,000 yuan"),
    "wan_yuan_per_mu": Words(zh="万元/亩", en="10,000 yuan/mu"),
    "wan_yuan_per_ha": Words(zh="万元/公顷", en="10,000 yuan/ha"),
    "number": Words(zh="数", en="number"),
}
# How a numerator or a denominator is printed.
_PRINTED: Final[dict[Kind, tuple[Fraction, int, Words]]] = {
    "area": (Fraction(1), 2, Words(zh="平方米", en="m²")),
    "money": (Fraction(1, 10_000), 4, Words(zh="万元", en="10,000 yuan")),
    "length": (Fraction(1), 3, Words(zh="米", en="m")),
    "count": (Fraction(1), 0, Words(zh="行", en="rows")),
    "number": (Fraction(1), 4, Words(zh="数", en="number")),
}
_CONTROL = Words(
    zh="{of}{bounds}{unit}：{outcome}（{source}；{evidence}）",
    en="{of}{bounds}{unit}: {outcome} ({source}; {evidence})",
)
_OF = Words(zh="{of}，", en="{of}, ")
_MIN, _MAX = (
    Words(zh="不低于 {value}", en="at least {value}"),
    Words(zh="不高于 {value}", en="at most {value}"),
)
_BETWEEN = Words(zh="{low} 至 {high}", en="{low} to {high}")
_MEETS, _FAILS = Words(zh="在控制值内", en="within"), Words(zh="不在控制值内", en="not within")
_NO_FIGURE = Words(zh="无数值，未对照", en="no figure, not compared")


def printed(figure: IndicatorFigure) -> Decimal | None:
    """Return a figure in its unit as it is printed; None where there is none."""
    if figure.value is None:
        return None
    indicator = figure.indicator
    return round_fraction(figure.value * _FACTORS.get(indicator.unit, Fraction(1)), indicator.decimals)


def printed_amount(value: Fraction | None, kind: Kind) -> tuple[Decimal | None, Words]:
    """Return a numerator or a denominator as it is printed, and its unit."""
    factor, decimals, unit = _PRINTED[kind]
    return (None if value is None else round_fraction(value * factor, decimals)), unit


def compared(control: Control, figure: IndicatorFigure) -> Sentence:
    """Return what a figure is beside a control value."""
    factor = _FACTORS.get(figure.indicator.unit, Fraction(1))
    outcome = _NO_FIGURE
    if figure.value is not None:
        value = figure.value * factor
        is_within = (control.min is None or value >= control.min) and (
            control.max is None or value <= control.max
        )
        outcome = _MEETS if is_within else _FAILS
    return Sentence.of(
        _CONTROL,
        of=Sentence.of(_OF, of=control.of) if control.of else "",
        bounds=_bounds(control),
        unit=_behind(figure.indicator.unit),
        outcome=outcome,
        source=control.source.text,
        evidence=EVIDENCE[control.source.evidence],
    )


def _behind(unit: IndicatorUnit) -> Words:
    """Return a unit as it stands behind a number: signs stand close to it."""
    words = UNIT_WORDS[unit]
    return words if unit == "percent" else Words(zh=f" {words.zh}", en=f" {words.en}")


def _bounds(control: Control) -> Sentence:
    low = None if control.min is None else number_text(control.min)
    high = None if control.max is None else number_text(control.max)
    if low is not None and high is not None:
        return Sentence.of(_BETWEEN, low=low, high=high)
    return Sentence.of(_MIN, value=low) if low is not None else Sentence.of(_MAX, value=high)


def plain_words(name: Any) -> Words:
    """Return a name of the settings as words that are no template."""
    if isinstance(name, str):
        return Words(zh=name, en=name)
    return Words(zh=name.zh, en=name.en)


def words_of(thing: Any) -> Words:
    """Return what a formula says, in both languages."""
    return Words(zh=thing.localize("zh"), en=thing.localize("en"))


def joined(sentences: Sequence[Any]) -> Words | None:
    """Return sentences as one cell; None where there are none."""
    if not sentences:
        return None
    return Words(
        zh="；".join(each.localize("zh") for each in sentences),
        en="; ".join(each.localize("en") for each in sentences),
    )
