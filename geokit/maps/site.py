"""The page that the maps of a park and of an audit share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.maps import site_words as say
from geokit.maps.offline import OfflineMap
from geokit.maps.page import Page

if TYPE_CHECKING:
    from geokit.maps.marks import Marks
    from geokit.maps.payload import Json, Text
    from geokit.words import Language

_SCRIPTS = (
    "labels.js",
    "cards.js",
    "filter.js",
    "outlines.js",
    "inflate.js",
    "unpack.js",
    "manyparcels.js",
    "parcels.js",
    "phases.js",
    "findings.js",
    "inset.js",
    "site.js",
)
_STYLES = ("cards.css", "site.css")
_MAX_ZOOM = 20
# Closer than this a sketch would be read as a line on the ground.
_MAX_SCHEMATIC_ZOOM = 14
_HEIGHT = "680px"


def site_map(
    title: Text, data: Json, *, language: Language | None, marks: Marks, is_schematic: bool = False
) -> OfflineMap:
    """Return a map whose page draws outlines, parcels and findings from `data`."""
    page = Page(
        title=title,
        language=language,
        marks=marks,
        words=say.WORDS,
        data=data,
        scripts=_SCRIPTS,
        styles=_STYLES,
    )
    max_zoom = _MAX_SCHEMATIC_ZOOM if is_schematic else _MAX_ZOOM
    return OfflineMap(page=page, height=_HEIGHT, zoom_snap=0.25, max_zoom=max_zoom)
