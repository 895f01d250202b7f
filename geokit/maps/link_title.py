"""The title of a link map: a sentence made from the figures of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.maps.link_land import figures_of, land_label
from geokit.page.payload import LocalizedText

if TYPE_CHECKING:
    from geokit.programme.catalog import Catalog

_PAIRS = Words(zh="{pairs} 对结对", en="{pairs:partnership|partnerships}")
_AND_PARKS = Words(zh="{counts}、{parks} 个园区", en="{counts}, {parks:park|parks}")
_LAND = Words(zh="{counts}，已公布用地{area}", en="{counts}: {area} of land published")
_NO_LAND = Words(zh="{counts}，均未公布面积", en="{counts}: no area published")
_UNKNOWN = Words(
    zh="{land}；{pairs} 对尚未公布面积", en="{land}; {pairs:pair publishes|pairs publish} no area"
)


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
    7 对结对、5 个园区，已公布用地至少约2.17万亩；4 对尚未公布面积
    >>> print(title.en)
    7 partnerships, 5 parks: at least about 21,700 mu of land published; 4 pairs publish no area
    """
    unknown = sum(catalog.published_area(pair) is None for pair in catalog.partnerships)
    land = land_label(figures_of(catalog.parks), has_more=unknown > 0)
    text = LocalizedText.of(_PAIRS, pairs=len(catalog.partnerships))
    if catalog.parks:
        text = LocalizedText.of(_AND_PARKS, counts=text, parks=len(catalog.parks))
    if land is None:
        return LocalizedText.of(_NO_LAND, counts=text)
    text = LocalizedText.of(_LAND, counts=text, area=land)
    return LocalizedText.of(_UNKNOWN, land=text, pairs=unknown) if unknown else text
