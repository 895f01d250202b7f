"""Classes of published land, which the widths of ribbons tell."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from geokit.i18n import Words

if TYPE_CHECKING:
    from geokit.land.units import Area

_CLASS_LIMITS_MU = (1_000, 5_000, 10_000)

_BELOW = Words(zh="不足 {high} 亩", en="under {high} mu")
_BETWEEN = Words(zh="{low}–{high} 亩", en="{low}–{high} mu")
_ABOVE = Words(zh="{low} 亩以上", en="{low} mu and more")


def area_class(area: Area) -> int:
    """Return the class of a land area, 0 to 3.

    Examples
    --------
    >>> from geokit.land.units import Area
    >>> [area_class(Area.from_mu(mu)) for mu in (330, 3808, 5000, 17600)]
    [0, 1, 2, 3]
    """
    return bisect_right(_CLASS_LIMITS_MU, area.mu)


def class_words() -> list[dict[str, str]]:
    """Return what each class spans, in both languages, smallest first."""
    limits = [f"{limit:,}" for limit in _CLASS_LIMITS_MU]
    spans = [(_BETWEEN, low, high) for low, high in pairwise(limits)]
    named = [(_BELOW, "", limits[0]), *spans, (_ABOVE, limits[-1], "")]
    return [
        {language: words.render(language, low=low, high=high) for language in ("zh", "en")}
        for words, low, high in named
    ]
