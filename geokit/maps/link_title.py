"""The title of a link map: a sentence made from the figures of the catalogue."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.land.declared.area import Bound
from geokit.page.payload import LocalizedText

if TYPE_CHECKING:
    from geokit.land.declared.area import DeclaredArea
    from geokit.programme.catalog import Catalog

_PAIRS = Words(zh="{pairs} 对结对", en="{pairs:partnership|partnerships}")
_AND_PARKS = Words(zh="{counts}、{parks} 个园区", en="{counts}, {parks:park|parks}")
_LAND = Words(zh="{counts}，已公布用地{area}", en="{counts}: {area} of land published")
_NO_LAND = Words(zh="{counts}，均未公布面积", en="{counts}: no area published")
_UNKNOWN = Words(
    zh="{land}；{pairs} 对尚未公布面积", en="{land}; {pairs:pair publishes|pairs publish} no area"
)
_AT_LEAST = Words(zh="至少{area}", en="at least {area}")
_MU = re.compile(r" ?([\d,]+(?:\.\d+)?) ?亩")
_TEN_THOUSAND = 10_000


def link_title(catalog: Catalog) -> LocalizedText:
    """Return what a programme's pairs, parks and published land come to, as a sentence.

    Parameters
    ----------
    catalog : Catalog
        What is counted.

    Examples
    --------
    >>> from geokit.programme.catalog import load_catalog
    >>> title = link_title(load_catalog())
    >>> print(title.zh)
    7 对结对、5 个园区，已公布用地至少约 2.17 万亩；4 对尚未公布面积
    >>> print(title.en)
    7 partnerships, 5 parks: at least about 21,700 mu of land published; 4 pairs publish no area
    """
    unknown = sum(catalog.published_area(pair) is None for pair in catalog.partnerships)
    published = catalog.published_area()
    text = LocalizedText.of(_PAIRS, pairs=len(catalog.partnerships))
    if catalog.parks:
        text = LocalizedText.of(_AND_PARKS, counts=text, parks=len(catalog.parks))
    if published is None:
        return LocalizedText.of(_NO_LAND, counts=text)
    area = at_least(published, has_more=unknown > 0)
    text = LocalizedText.of(_LAND, counts=text, area=_in_ten_thousands(area))
    return LocalizedText.of(_UNKNOWN, land=text, pairs=unknown) if unknown else text


def at_least(published: DeclaredArea, *, has_more: bool) -> LocalizedText:
    """Return a figure with its bound, which is a lower one where there is land that it does not count.

    Examples
    --------
    >>> from geokit.land.declared.area import DeclaredArea
    >>> at_least(DeclaredArea.parse("330亩"), has_more=True)
    LocalizedText(zh='至少330 亩', en='at least 330 mu')
    """
    text = LocalizedText(published.localize("zh"), published.localize("en"))
    if has_more and published.bound in (Bound.EXACT, Bound.ABOUT):
        return LocalizedText.of(_AT_LEAST, area=text)
    return text


def _in_ten_thousands(text: LocalizedText) -> LocalizedText:
    """Return an area as a Chinese heading has it, a large one in 万亩."""
    return replace(text, zh=_MU.sub(_spaced, text.zh))


def _spaced(found: re.Match[str]) -> str:
    mu = Decimal(found[1].replace(",", ""))
    return f" {(mu / _TEN_THOUSAND).normalize():f} 万亩" if mu >= _TEN_THOUSAND else f" {found[1]} 亩"
