"""Published land on a link map: as its source writes it, and a sum as it was read."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.land.declared.area import Bound, DeclaredArea
from geokit.page.payload import Json, LocalizedText, localized

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geokit.programme.model import Park

_AT_LEAST = Words(zh="至少{area}", en="at least {area}")
_MU = re.compile(r"([\d,]+(?:\.\d+)?) ?亩")
_TEN_THOUSAND = 10_000


def figures_of(parks: Iterable[Park]) -> list[DeclaredArea]:
    """Return the areas that are published of parks."""
    return [park.declared_area for park in parks if park.declared_area]


def land_text(figures: Sequence[DeclaredArea], *, has_more: bool = False) -> LocalizedText | None:
    """Return published land: one figure as written and as it was read, several as their sum; None without any.

    With `has_more` there is land that no figure counts, and what is said is a lower bound.

    Examples
    --------
    >>> longhu, linghai = DeclaredArea.parse("1.76万亩"), DeclaredArea.parse("330亩")
    >>> land_text([longhu]).zh
    '1.76万亩（17,600 亩）'
    >>> land_text([longhu, linghai], has_more=True).zh
    '至少约1.79万亩'
    """
    if not figures:
        return None
    label, total = _label(figures), DeclaredArea.total(figures, across_kinds=True)
    is_sum = len(figures) > 1
    said = label if is_sum else LocalizedText(total.as_written("zh"), label.en)
    return _bounded(said, total, has_more=has_more)


def land_label(figures: Sequence[DeclaredArea], *, has_more: bool = False) -> LocalizedText | None:
    """Return published land as briefly as it stands on the map: Chinese readers need no second reading of 万亩.

    Examples
    --------
    >>> land_label([DeclaredArea.parse("1.76万亩")])
    LocalizedText(zh='1.76万亩', en='1.76万亩 (17,600 mu)')
    >>> land_label([DeclaredArea.parse("330亩")], has_more=True)
    LocalizedText(zh='至少330亩', en='at least 330 mu')
    """
    if not figures:
        return None
    total = DeclaredArea.total(figures, across_kinds=True)
    return _bounded(_label(figures), total, has_more=has_more)


def large_figure(figures: Sequence[DeclaredArea], *, has_more: bool = False) -> Json:
    """Return published land as one number with its unit, and how else it is written or read, for a wall."""
    label = land_label(figures)
    if not label:
        return {"land_large": None, "land_other": None}
    total = DeclaredArea.total(figures, across_kinds=True)
    read = LocalizedText(total.localize("zh"), total.localize("en"))
    is_rewritten = len(figures) == 1 and total.as_written("zh") != label.zh
    other = localized(LocalizedText(read.zh, label.zh)) if is_rewritten else None
    large = _bounded(LocalizedText(label.zh, read.en), total, has_more=has_more)
    return {"land_large": localized(large), "land_other": other}


def _label(figures: Sequence[DeclaredArea]) -> LocalizedText:
    if len(figures) > 1:
        total = DeclaredArea.total(figures, across_kinds=True)
        return LocalizedText(_MU.sub(_in_ten_thousands, total.localize("zh")), total.localize("en"))
    [figure] = figures
    zh = figure.text or figure.localize("zh")
    # What differs only by the word for mu is translated, not written twice.
    is_plain = figure.as_written("zh") == zh
    return LocalizedText(zh, figure.localize("en") if is_plain else figure.as_written("en"))


def _bounded(text: LocalizedText, figure: DeclaredArea, *, has_more: bool) -> LocalizedText:
    if has_more and figure.bound in (Bound.EXACT, Bound.ABOUT):
        return LocalizedText.of(_AT_LEAST, area=text)
    return text


def _in_ten_thousands(found: re.Match[str]) -> str:
    mu = Decimal(found[1].replace(",", ""))
    return f"{(mu / _TEN_THOUSAND).normalize():f}万亩" if mu >= _TEN_THOUSAND else found[0]
