"""The link map: which district helps which, where their parks are, and how much land is published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from geokit.arguments import public
from geokit.i18n import Language, Words
from geokit.maps.link_data import LinkData
from geokit.maps.offline import OfflineMap
from geokit.page.document import Page
from geokit.page.marks import Marks, chosen_marks
from geokit.page.payload import LocalizedText
from geokit.parcels.redaction import MarkOptions  # noqa: TC001 - read when a call is checked
from geokit.sheets.links import LinkSheet

if TYPE_CHECKING:
    from geokit.programme.catalog import Catalog


_TITLE = Words(zh="{programme}：结对与园区", en="{programme}: partnerships and parks")
_OUTLINES_IN = Words(zh="坐标系：CGCS2000（概略）", en="Coordinates: CGCS2000 (generalised)")
WORDS = {
    "pairs": Words(zh="结对", en="Partnerships"),
    "whole": Words(zh="全图", en="Whole map"),
    "fly_to": Words(zh="看{place}", en="See {place}"),
    "not_published": Words(zh="面积未公布", en="area not published"),
    "no_park": Words(zh="资料中没有园区", en="no park in this source"),
    "legend": Words(zh="图例", en="Legend"),
    "arc_width": Words(zh="弧线宽度：已公布用地", en="Arc width: land published"),
    "district_partner": Words(zh="有结对的区县", en="district with a partner"),
    "district_alone": Words(zh="资料中没有结对的区县", en="district not in this source"),
    "park_schematic": Words(
        zh="园区示意（面积按比例，位置与形状不详）",
        en="park, schematic (area to scale; place and shape unknown)",
    ),
    "park_point": Words(zh="园区（未公布面积）", en="park (no area published)"),
    "enclave": Words(
        zh="反向飞地（设在深圳的点，非用地）", en="reverse enclave (a site in Shenzhen, not land)"
    ),
    "uncertain": Words(zh="示意，±{km}公里", en="schematic, ±{km} km"),
    "place_uncertain": Words(zh="位置 ±{km}公里", en="place ±{km} km"),
    "sketch": Words(
        zh="示意图：面积准确，位置与形状仅供参考", en="Sketch: true in area, indicative in place and shape"
    ),
    "due_passed": Words(zh="（该期限已过，资料未更新）", en="(that date has passed; the source is older)"),
}

# The outlines are generalised by some 500 m, and a sketch must not be read as a line on the ground.
_MAX_ZOOM = 11
_STYLES = ("print.css", "cards.css", "links.css")


@public
def link_map(
    catalog: Catalog,
    *,
    language: Language | None = None,
    marks: Marks | None = None,
    height: str = "680px",
    **own: Unpack[MarkOptions],
) -> OfflineMap:
    """Draw the partnerships of a programme, their parks, and the land that is published.

    One arc a pair, its width by classes of land area; a pair without a published area is dotted. A park whose
    place is not public is a badge beside its district, never an outline on the map.

    Parameters
    ----------
    catalog : Catalog
        Districts, partnerships, parks and enclaves.
    language : {"zh", "en"}, optional
        What the page opens in; the reader may switch.
    marks : Marks, optional
        Audience, review number, classification and further credits.
    height : str
        Height of the frame in a notebook.
    **own : MarkOptions
        ``audience``, ``review_number``, ``classification``, in place of `marks`.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84. Its page needs no network.

    Examples
    --------
    >>> from geokit.programme.catalog import load_catalog
    >>> m = link_map(load_catalog(), language="en")  # doctest: +SKIP
    >>> m.save("links.html")  # doctest: +SKIP
    """
    data = LinkData(catalog)
    marks = chosen_marks(marks, own)
    page = Page(
        title=LocalizedText.of(_TITLE, programme=catalog.programme.name),
        language=language,
        marks=replace(marks, attribution=(*data.credits(), *marks.attribution)),
        facts=(_OUTLINES_IN,),
        words=WORDS,
        data=data.payload(),
        script="links.js",
        styles=_STYLES,
    )
    return OfflineMap(
        data.centre(),
        page=page,
        height=height,
        drawing=LinkSheet(page.data, data.outlines, WORDS),
        zoom_snap=0.1,
        zoom_delta=0.5,
        max_zoom=_MAX_ZOOM,
    )
