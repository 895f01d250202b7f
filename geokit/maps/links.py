"""The link map: which district helps which, where their parks are, and how much land is published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from geokit.door import public
from geokit.maps import link_words as say
from geokit.maps.link_data import LinkData
from geokit.maps.link_picture import LinkDrawing
from geokit.maps.marks import Marks, chosen_marks
from geokit.maps.offline import OfflineMap
from geokit.maps.page import Page
from geokit.maps.payload import Said
from geokit.parcels.audience import MarkOptions  # noqa: TC001 - the door reads its names

if TYPE_CHECKING:
    from geokit.programme.catalog import Catalog
    from geokit.words import Language

# The outlines are generalised by some 500 m, and a sketch must not be read as a line on the ground.
_MAX_ZOOM = 11
_SCRIPTS = ("labels.js", "cards.js", "focus.js", "arcs.js", "badges.js", "pairs.js", "links.js")
_STYLES = ("cards.css", "links.css")


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
        title=Said.of(say.TITLE, programme=catalog.programme.name),
        language=language,
        marks=replace(marks, attribution=(*data.credits(), *marks.attribution)),
        facts=(say.OUTLINES_IN,),
        words=say.WORDS,
        data=data.payload(),
        scripts=_SCRIPTS,
        styles=_STYLES,
    )
    return OfflineMap(
        data.centre(),
        page=page,
        height=height,
        drawing=LinkDrawing(data),
        zoom_snap=0.1,
        zoom_delta=0.5,
        max_zoom=_MAX_ZOOM,
    )
