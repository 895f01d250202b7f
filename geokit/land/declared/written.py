"""How a declared figure is written: with its bound, and with no more digits than its rounding allows."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from geokit.escape import html_table
from geokit.i18n import Language, Words
from geokit.land.declared.figure import (
    BOUND_WORDS,
    KIND_WORDS,
    METHOD_WORDS,
    ROUNDED_WORDS,
    AreaKind,
    DeclaredFigure,
)
from geokit.land.units import UNIT_WORDS, Area, Unit, round_fraction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

_RESTATED = Words(zh="{amount}（{other}）", en="{amount} ({other})")

_THEN = {"zh": "；", "en": "; "}

_FLOOR = Words(zh="建筑面积{amount}", en="{amount} of floor area")

_HEADINGS = {
    "figure": Words(zh="公布面积", en="declared area"),
    "between": Words(zh="区间", en="between"),
    "kind": Words(zh="类别", en="kind"),
    "method": Words(zh="量算方法", en="method"),
    "as_of": Words(zh="截至", en="as of"),
    "text": Words(zh="原文", en="as written"),
}

_UNKNOWN = Words(zh="未说明", en="not stated")

# Decimals of a figure without a rounding of its own.
_UNROUNDED_DECIMALS = 4

# The part of a half-unit below which a difference is what floating point leaves.
_FLOATING = Fraction(1, 10**6)


def localize_figure(figure: DeclaredFigure, language: Language) -> str:
    """Return the figure with its bound, rounded to what its half-unit allows."""
    ends = [figure.low] if figure.low == figure.high else [figure.low, figure.high]
    shown = [_shown(end, figure.half_unit, figure.unit) for end in ends]
    # A figure that was held in floating point is not rounded by what that leaves of it.
    noise = figure.half_unit * _FLOATING
    is_rounded = any(
        abs(Area.of(part, figure.unit) - end) > noise for part, end in zip(shown, ends, strict=True)
    )
    figures = "–".join(f"{part:,f}" for part in shown)
    amount = f"{figures} {UNIT_WORDS[figure.unit].localize(language)}"
    words = (ROUNDED_WORDS if is_rounded else BOUND_WORDS)[figure.bound]
    bounded = words.render(language, amount=amount)
    if others := list(_restated(figure)):
        bounded = _RESTATED.render(language, amount=bounded, other=others)
    return _FLOOR.render(language, amount=bounded) if figure.kind == AreaKind.FLOOR else bounded


def _restated(figure: DeclaredFigure) -> Iterator[DeclaredFigure]:
    """Yield the same land in other units, each by itself."""
    while (other := figure.restated) is not None:
        yield replace(other, kind=AreaKind.UNSPECIFIED, restated=None)
        figure = other


def written_and_read(figure: DeclaredFigure, language: Language, note: str = "") -> str:
    """Return the figure's own text, and in brackets what was read of it where that is not the same, and a note."""
    read = localize_figure(figure, language)
    is_same = _bare(figure.text) in ("", _bare(read))
    behind = _THEN[language].join(part for part in ("" if is_same else read, note) if part)
    text = figure.text or read
    return _RESTATED.render(language, amount=text, other=behind) if behind else text


def _bare(text: str) -> str:
    """Return a text without what only spaces its figures."""
    return "".join(unicodedata.normalize("NFKC", text).replace(",", "").split())


def figure_html(figure: DeclaredFigure, language: Language) -> str:
    """Return the figure, what it covers and where it comes from as rows of an HTML table."""
    cells = {
        "figure": localize_figure(figure, language),
        "between": " – ".join(
            "…" if end is None else end.localize(language) for end in (figure.lower, figure.upper)
        ),
        "kind": KIND_WORDS[figure.kind].localize(language),
        "method": (METHOD_WORDS[figure.method] if figure.method else _UNKNOWN).localize(language),
        "as_of": figure.as_of or _UNKNOWN.localize(language),
        "text": figure.text,
    }
    rows = [(_HEADINGS[name].localize(language), text) for name, text in cells.items()]
    return html_table(rows, has_row_headings=True)


def _shown(value: Area, half_unit: Area, unit: Unit) -> Decimal:
    """Return a figure to the power of ten that its half-unit allows: ± 50.5 mu to the hundred."""
    step = half_unit.exact(unit) * 2
    if not step:
        return value.rounded(unit, _UNROUNDED_DECIMALS).normalize()
    # By comparison, not by a logarithm: log10 of a power of ten may fall short of it.
    exponent = 0
    while Fraction(10) ** (exponent + 1) <= step:
        exponent += 1
    while Fraction(10) ** exponent > step:
        exponent -= 1
    return round_fraction(value.exact(unit) / Fraction(10) ** exponent, 0).scaleb(exponent)
