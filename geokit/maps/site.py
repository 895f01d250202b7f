"""The page that the maps of a park and of an audit share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from geokit.errors import InputError
from geokit.maps import site_words as say
from geokit.maps.basemaps import Behind, find_basemap
from geokit.maps.dates import date_words
from geokit.maps.marks import Marks, chosen_marks
from geokit.maps.offline import OfflineMap
from geokit.maps.packed import PRECISION_M
from geokit.maps.page import Page
from geokit.maps.parcel_data import ParcelData
from geokit.maps.payload import Said, both
from geokit.maps.site_picture import SiteDrawing
from geokit.parcels.audience import MarkOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from os import PathLike

    import geopandas as gpd
    from pyproj import CRS

    from geokit.auditing.report import AuditReport
    from geokit.maps.corners import Corners
    from geokit.maps.payload import Json, Text
    from geokit.programme.model import Park
    from geokit.words import Language

_SCRIPTS = (
    "labels.js",
    "cards.js",
    "filter.js",
    "outlines.js",
    "inflate.js",
    "unpack.js",
    "world.js",
    "canvas.js",
    "manyparcels.js",
    "parcels.js",
    "slider.js",
    "phases.js",
    "standings.js",
    "findings.js",
    "inset.js",
    "site.js",
)
_STYLES = ("cards.css", "site.css")
# Close enough to see a sliver of a few centimetres.
_MAX_ZOOM = 22
# Closer than this a sketch would be read as a line on the ground.
_MAX_SCHEMATIC_ZOOM = 14
_HEIGHT = "680px"


class MapOptions(MarkOptions, total=False):
    """How a map of a park or of an audit is shown, and for whom: ``audience``, ``review_number``, ``classification``.

    Attributes
    ----------
    language : {"zh", "en"}
        What the page opens in; the reader may switch. The reader's own if left out.
    marks : Marks
        Audience, review number, classification and further credits in one, in place of the three by themselves; the
        parks' own numbers if left out.
    as_of : date
        The day whose progress is drawn; the report's day, or today, if left out.
    basemap : str, path, Basemap or EmbeddedPicture
        ``"osm"``, ``"gaode"``, an https address of tiles, a :class:`~geokit.maps.basemaps.Basemap`; or a GeoTIFF,
        PNG or JPEG of your own, which is put into the page (10 MB at the most). None if left out: the page then
        reaches nothing.
    precision_m : float
        What the coordinates of more than 3,000 parcels are rounded to on the ground, 0.01 if left out: 0.5 makes
        a page of half the size. Areas and findings are not rounded.
    """

    language: Language | None
    marks: Marks | None
    as_of: date | None
    basemap: Behind | str | PathLike[str] | None
    precision_m: float


@dataclass(frozen=True, slots=True)
class Site:
    """What is shown.

    Parameters
    ----------
    title : text
        The page's heading.
    outlines : list
        From :func:`geokit.maps.outline_data.outlines`.
    tables : sequence of ParcelData
        Parcels, a table each.
    data : mapping
        What else the page's script draws.
    notes : sequence of text
        What a reader must know before looking.
    credits : tuple of text
        Who is credited for what is drawn.
    corners : Corners, optional
        The boundary points, for a sheet at a scale.
    facts : tuple of text
        What else the title block says: the system of the coordinates.
    """

    title: Text
    outlines: list[Json]
    tables: Sequence[ParcelData]
    data: Json
    notes: Sequence[Text] = ()
    credits: tuple[Text, ...] = ()
    corners: Corners | None = None
    facts: tuple[Text, ...] = ()

    @property
    def is_schematic(self) -> bool:
        """Whether an outline is a sketch."""
        return any(outline["is_schematic"] for outline in self.outlines)


class View:
    """How it is shown.

    Parameters
    ----------
    options : MapOptions
        As given by the caller.
    report : AuditReport, optional
        Gives its day.
    parks : sequence of Park
        Give their review numbers and classifications where the options do not.

    Raises
    ------
    UnknownNameError
        Nobody has a basemap of that name.
    InputError
        The precision is no length.
    OptionError
        The audience is given in the marks and by itself.
    """

    def __init__(
        self, options: MapOptions, report: AuditReport | None = None, parks: Sequence[Park] = ()
    ) -> None:
        self.language = options.get("language")
        own = {name: options[name] for name in MarkOptions.__annotations__ if name in options}  # type: ignore[literal-required]
        self.marks = chosen_marks(options.get("marks"), cast("MarkOptions", own)).filled_from(parks)
        self.basemap = find_basemap(options.get("basemap"))
        self.precision_m = positive(options.get("precision_m", PRECISION_M))
        self.as_of = options.get("as_of") or (report.today if report else datetime.now(tz=UTC).date())

    @property
    def is_gcj02(self) -> bool:
        """Whether shapes are to be shifted to the basemap."""
        return self.basemap is not None and self.basemap.is_gcj02

    @property
    def is_public(self) -> bool:
        """Whether the page is made for anybody to see."""
        return self.marks.audience == "public"

    def parcel_data(self, frame: gpd.GeoDataFrame, park: Park | None = None) -> ParcelData:
        """Return the parcels of a park as this view draws them."""
        return ParcelData(frame, self.as_of, self.is_gcj02, self.precision_m, park)

    def show(self, site: Site) -> OfflineMap:
        """Return the map.

        Raises
        ------
        InputError
            A sketch was to be drawn on a basemap, where it would be read as a line on the ground.
        """
        if self.basemap and site.is_schematic:
            raise InputError(say.SKETCH_ON_BASEMAP)
        is_sketch = site.is_schematic and not site.tables
        max_zoom = _MAX_SCHEMATIC_ZOOM if is_sketch else _MAX_ZOOM
        drawing = SiteDrawing(site)
        m = OfflineMap(
            page=self._page(site), height=_HEIGHT, drawing=drawing, zoom_snap=0.25, max_zoom=max_zoom
        )
        if self.basemap:
            self.basemap.add_to(m, max_zoom)
        return m

    def _page(self, site: Site) -> Page:
        behind = self.basemap
        own = (behind.attribution,) if behind and behind.attribution else ()
        notes = [*(behind.notes if behind else []), *site.notes]
        return Page(
            title=site.title,
            language=self.language,
            marks=replace(self.marks, attribution=(*own, *site.credits, *self.marks.attribution)),
            facts=(*site.facts, Said.of(say.DRAWN_FOR, day=date_words(self.as_of.isoformat()))),
            words=say.WORDS,
            data={
                **site.data,
                "outlines": site.outlines,
                "parcels": [table.payload() for table in site.tables],
                "notes": [both(note) for note in notes],
            },
            scripts=_SCRIPTS,
            styles=_STYLES,
            image_hosts=behind.hosts if behind else (),
        )


def positive(length_m: float) -> float:
    """Return a length that is one.

    Raises
    ------
    InputError
        It is not above zero, or not finite.
    """
    if not (math.isfinite(length_m) and length_m > 0):
        raise InputError(say.NO_PRECISION, length=length_m)
    return length_m


def crs_facts(systems: Iterable[CRS | None]) -> tuple[Text, ...]:
    """Return which systems coordinates are in, each once."""
    names = dict.fromkeys(crs.name for crs in systems if crs is not None)
    return tuple(Said.of(say.CRS, name=name) for name in names)
