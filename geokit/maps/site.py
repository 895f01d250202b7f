"""The page that the maps of a park and of an audit share."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from geokit.dates import date_words
from geokit.days import Day, current_day, read_day
from geokit.errors import InputError
from geokit.geometry.arrays import as_array
from geokit.i18n import Language, Words
from geokit.maps.basemaps import Behind, find_basemap
from geokit.maps.offline import OfflineMap
from geokit.maps.parcel_limits import Detail, detail_facts, detail_notes, details_of, frames_beside
from geokit.maps.parcels import ParcelData
from geokit.maps.site_words import WORDS
from geokit.maps.subjects import finding_subjects
from geokit.page.document import Page
from geokit.page.findings import DrawnFinding, findings_payload
from geokit.page.geometry import pack_shapes
from geokit.page.marks import Marks, chosen_marks
from geokit.page.payload import Json, LocalizedText, Text, localized
from geokit.parcels.redaction import MarkOptions
from geokit.sheets.site import SiteSheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    import geopandas as gpd

    from geokit.auditing.report import AuditReport
    from geokit.maps.outlines import Outline, VaguePlace
    from geokit.programme.model import Park
    from geokit.sheets.survey import Corners

SKETCH_ON_BASEMAP = Words(
    zh="示意边界不能画在底图上，以免被当作实际界线；请去掉 basemap，或换用实测、批准的边界",
    en="a schematic outline is not drawn on a basemap, where it would be read as a line on the ground; leave out "
    "basemap, or give a surveyed or approved outline",
)
_DRAWN_FOR = Words(zh="制图日期：{day}", en="Drawn for: {day}")
_NO_PRECISION = Words(
    zh="precision_m 应为大于 0 的米数，而不是 {length}",
    en="precision_m is a number of metres above 0, not {length}",
)
_STYLES = ("print.css", "cards.css", "site.css", "detail.css")
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
    as_of : date or str
        The day whose progress is drawn; the report's day, or today, if left out.
    basemap : str, path, Basemap or EmbeddedPicture
        ``"osm"``, ``"gaode"``, an https address of tiles, a :class:`~geokit.maps.basemaps.Basemap`; or a GeoTIFF,
        PNG or JPEG of your own, which is put into the page (10 MB at the most). None if left out: the page then
        reaches nothing.
    precision_m : float
        What the coordinates of more than 3,000 parcels are rounded to on the ground. If left out 0.01, and 0.5 where they
        have more than 4,000,000 corners, which the page says: that makes a page of half the size. Areas and findings are
        not rounded.
    """

    language: Language | None
    marks: Marks | None
    as_of: Day | None
    basemap: Behind | str | PathLike[str] | None
    precision_m: float


@dataclass(frozen=True)
class Site:
    """What is shown.

    Parameters
    ----------
    title : text
        The page's heading.
    outlines : sequence of Outline
        The lower ones last.
    tables : sequence of ParcelData
        Parcels, a table each.
    data : mapping
        What else the page's script draws.
    findings : sequence of DrawnFinding, optional
        None is a map without a list of findings.
    place : VaguePlace, optional
        Where a park lies that has no outline.
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
    outlines: Sequence[Outline]
    tables: Sequence[ParcelData]
    data: Json
    findings: Sequence[DrawnFinding] | None = None
    place: VaguePlace | None = None
    notes: Sequence[Text] = ()
    credits: tuple[Text, ...] = ()
    corners: Corners | None = None
    facts: tuple[Text, ...] = ()

    @property
    def is_schematic(self) -> bool:
        """Whether an outline or a parcel is a sketch."""
        return any(each.is_schematic for each in self.outlines) or any(
            each.is_schematic for each in self.tables
        )

    def payload(self) -> Json:
        """Return it for the page's script."""
        return {
            **self.data,
            "outlines": [outline.payload() for outline in self.outlines],
            "outline_shapes": pack_shapes(as_array(outline.shape for outline in self.outlines)),
            "vague_place": self.place.payload() if self.place else None,
            "parcels": [
                table.payload(detail) for table, detail in zip(self.tables, self.details, strict=True)
            ],
            **({} if self.findings is None else self._findings(self.findings)),
        }

    def _findings(self, findings: Sequence[DrawnFinding]) -> Json:
        is_summed = [detail.is_summed for detail in self.details]
        return {
            **findings_payload(findings),
            "finding_subjects": finding_subjects([each.finding for each in findings], self.tables, is_summed),
        }

    @cached_property
    def details(self) -> list[Detail]:
        """How much of each table the page takes."""
        return details_of(self.tables)


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
        self.marks = chosen_marks(options).filled_from(parks)
        self.basemap = find_basemap(options.get("basemap"))
        given = options.get("precision_m")
        self.precision_m = None if given is None else positive(given)
        self.as_of = read_day(options.get("as_of")) or (report.today if report else current_day())

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
            raise InputError(SKETCH_ON_BASEMAP)
        is_sketch = site.is_schematic and not site.tables
        max_zoom = _MAX_SCHEMATIC_ZOOM if is_sketch else _MAX_ZOOM
        drawing = SiteSheet(site, WORDS, is_gcj02=self.is_gcj02, is_public=self.is_public)
        beside = frames_beside(site.tables, site.details, is_public=self.is_public)
        m = OfflineMap(
            page=self._page(site),
            height=_HEIGHT,
            drawing=drawing,
            beside=beside,
            zoom_snap=0.25,
            max_zoom=max_zoom,
        )
        if self.basemap:
            self.basemap.add_to(m, max_zoom)
        return m

    def _page(self, site: Site) -> Page:
        behind = self.basemap
        own = (behind.attribution,) if behind and behind.attribution else ()
        left_out = detail_notes(site.tables, site.details, is_public=self.is_public)
        notes = [*(behind.notes if behind else []), *site.notes, *left_out]
        return Page(
            title=site.title,
            language=self.language,
            marks=replace(self.marks, attribution=(*own, *site.credits, *self.marks.attribution)),
            facts=(
                *site.facts,
                *detail_facts(site.tables, site.details),
                LocalizedText.of(_DRAWN_FOR, day=date_words(self.as_of.isoformat())),
            ),
            words=WORDS,
            data={**site.payload(), "notes": [localized(note) for note in notes]},
            script="site.js",
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
        raise InputError(_NO_PRECISION, length=length_m)
    return length_m
