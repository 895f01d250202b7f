"""The map of one park: outline, zones, parcels by how far they have come, and what an audit found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, Unpack

import numpy as np

from geokit.arguments import public
from geokit.auditing.report import AuditReport
from geokit.dates import date_words
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.crs.transform import parse_crs
from geokit.ledgers.figures.equation import is_plain_mu
from geokit.maps.cards import figure_text, park_rows, since
from geokit.maps.outlines import circle_notes, inset, outlines, shown_land, vague_place
from geokit.maps.parcels import NO_PARCELS
from geokit.maps.site import MapOptions, Site, View
from geokit.page.crs import crs_facts
from geokit.page.findings import drawn_findings
from geokit.page.payload import Json, LocalizedText, Text, localized
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.given import ReadingOptions, reading_of
from geokit.programme.outlines import CREDIT
from geokit.programme.parcels import parcels_of, park_and_parcels
from geokit.programme.terms import Basis
from geokit.sheets.survey import corners
from geokit.terminal import display_width, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from geokit.auditing.audited import Audited
    from geokit.maps.offline import OfflineMap
    from geokit.maps.parcels import ParcelData
    from geokit.page.findings import DrawnFinding
    from geokit.parcels.given import ParcelsLike
    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park

_DECLARED = Words(zh="公布面积", en="published area")
_NOT_PUBLISHED = Words(zh="未公布", en="not published")
_OUTLINE_AREA = Words(zh="边界量算（椭球面积）", en="outline measured (ellipsoidal)")
_DECLARED_AS = Words(zh="公布面积：{figure}", en="published area: {figure}")
_IN_WHICH_AREAS = Words(
    zh="面积：平面面积，土地只计一次",
    en="Areas: planar, land counted once",
)
_MU = Words(zh="{mu} 亩", en="{mu} mu")
_OTHER_REPORT = Words(
    zh="这份核查报告里没有 {park}，只有 {parks}；请给出核查该园区（或只核查其地块）的报告",
    en="this report is not of {park} but of {parks}; give one of an audit of the park, or of its parcels alone",
)
_OF_SEVERAL = Words(
    zh="报告含 {parks} 几个园区；park_map 画其中一个（park_map(park, report=report)），全部请用 audit_map(report)",
    en="the report is of {parks}: park_map(park, report=report) draws one of them, audit_map(report) all",
)
_TWO_REPORTS = Words(
    zh="核查报告给了两次：在园区的位置，又在 report",
    en="the report is given twice, in the park's place and as report",
)
_PARCELS = Words(zh="地块图", en="Parcels")
_PARCELS_OF = Words(zh="地块图：{names}", en="Parcels: {names}")
_PARCELS_OF_SEVERAL = Words(
    zh="地块图：{names} 等 {count} 个文件", en="Parcels: {names} and others, {count} files in all"
)
_MOST_NAMES: Final = 3
_MOST_COLUMNS: Final = 60
_UNREADABLE = Words(
    zh="{count} 条记录无法读取，不在图上",
    en="{count:record|records} not on the map because unreadable",
)
_AS_OF = Words(zh="资料截至", en="as of")
_ROLES = (Words(zh="边界", en="outline"), Words(zh="地块", en="parcels"))


class ParkMapOptions(MapOptions, ReadingOptions, total=False):
    """How a map of a park is shown, and how its parcels are read."""


@public
def park_map(
    park: Park | ParcelsLike | AuditReport | None,
    parcels: ParcelsLike | None = None,
    report: AuditReport | None = None,
    *,
    catalog: Catalog | None = None,
    **options: Unpack[ParkMapOptions],
) -> OfflineMap:
    """Draw a park with its zones, its parcels, and what an audit found in them; or parcels that are of no park.

    Parameters
    ----------
    park : Park, optional
        From a catalogue. Parcels may stand in its place, or the report of an audit: then they are drawn by themselves,
        or the park that was audited.
    parcels : GeoDataFrame, path, GeoSeries, table with the Arrow interface, or a list of these, optional
        Any frame of polygons, or files, folders and archives as :func:`geokit.read_parcels` reads them. The report's
        parcels, or those that park.toml names, if left out.
    report : AuditReport, optional
        Findings are drawn above the parcels: those of the park, or all of a report of parcels alone.
    catalog : Catalog, optional
        Gives the card its sources and the inset the other districts of the city.
    **options : ParkMapOptions
        ``columns``, ``crs``, ``zone``, ``layer``, ``encoding`` and ``phase`` as :func:`geokit.audit` takes them;
        ``language`` that the page opens in; ``audience``, ``review_number`` and ``classification``, or ``marks`` that
        hold them; ``as_of``, the day whose progress is drawn; ``basemap``, none by default; ``precision_m``, what the
        coordinates of more than 3,000 parcels are rounded to. A page for the public leaves out the parcels that
        are not known to be announced, boundary points, and the findings.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84, or GCJ-02 on a basemap that is drawn in it. Without a basemap its page
        needs no network. ``save`` writes ``.html``, ``.png``, ``.svg`` and ``.pdf``.

    Raises
    ------
    InputError
        A file cannot be read, `parcels` are none, a sketch was to be drawn on a basemap, or the report is of other parks.
    CrsError
        Parcels in several systems cannot be brought together.
    UnknownNameError
        Nobody has a basemap of that name.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> park_map(make_parcels([square(0, 0, 100)])).page.title.localize("en")
    'Parcels'
    >>> from geokit.programme.catalog import load_catalog
    >>> m = park_map(load_catalog()["longhu"], language="en", as_of="2026-06-01")
    >>> m.save("longhu.pdf", scale="1:5000", paper="A1")  # doctest: +SKIP
    """
    drawn = _Subject.of(park, parcels, report)
    place = drawn.park
    view = View(options, drawn.report, [place] if place else [])
    table = drawn.table(**reading_of(options))
    data = view.parcel_data(table, place)
    if view.is_public:
        data = data.announced()
    land = shown_land(place, is_public=view.is_public) if place else None
    city = _city_of(place, catalog) if place and catalog else ()
    small = inset(place, *city, parcels=data.shapes) if place else None
    site = Site(
        title=place.name if place else _title(data, is_public=view.is_public),
        outlines=outlines(land, is_gcj02=view.is_gcj02) if land else [],
        tables=[data] if len(data.frame) else [],
        data={
            "parks": [place.id] if place else [],
            "headlines": list(_headlines(place, data)),
            "inset": small,
            "card": {"name": localized(place.name), "rows": park_rows(place, catalog)} if place else None,
            "ground": _ground(place, data, is_bare=view.basemap is None) if place else None,
            "uncertainty_km": f"{place.anchor.uncertainty_m / 1000:g}" if place and place.anchor else None,
        },
        findings=None if view.is_public else drawn.findings(is_gcj02=view.is_gcj02),
        place=vague_place(place) if place else None,
        notes=[
            *(circle_notes(place, land) if place and land else ()),
            *data.notes,
            *_notes(data, drawn, is_public=view.is_public),
        ],
        credits=(CREDIT,) if small else (),
        corners=None if view.is_public or place is None else corners(place),
        facts=(
            *crs_facts(
                [parse_crs(place.crs) if place and place.crs is not None else None, data.frame.crs], _ROLES
            ),
            *((_IN_WHICH_AREAS,) if len(data.frame) else ()),
        ),
    )
    return view.show(site)


@dataclass(frozen=True)
class _Subject:
    """What a map is of: a park, parcels, or both, as they were audited or not."""

    park: Park | None
    parcels: ParcelsLike | None
    report: AuditReport | None

    @classmethod
    def of(
        cls,
        park: Park | ParcelsLike | AuditReport | None,
        parcels: ParcelsLike | None,
        report: AuditReport | None,
    ) -> _Subject:
        if isinstance(park, AuditReport):
            if report is not None:
                raise InputError(_TWO_REPORTS)
            park, report = None, park
        if park is None and parcels is None and report is not None:
            return cls(_only(report).park, None, report)
        place, given = park_and_parcels(park, parcels)
        return cls(place, given, report)

    @property
    def audited(self) -> Audited | None:
        """The park as it was audited, or the parcels where only parcels were."""
        if self.report is None:
            return None
        if self.park is None:
            return _only(self.report)
        known = {audited.name: audited for audited in self.report.audited}
        found = known.get(self.park.id) or (known.get("") if len(known) == 1 else None)
        if found is None:
            raise InputError(_OTHER_REPORT, park=self.park.id, parks=list(known))
        return found

    def table(self, **reading: Unpack[ReadingOptions]) -> gpd.GeoDataFrame:
        """Return the parcels: those given, those that were audited, or those of the park's files."""
        if self.parcels is None and self.audited is not None:
            return self.audited.parcels
        return parcels_of(self.park, self.parcels, **reading)

    def findings(self, *, is_gcj02: bool) -> Sequence[DrawnFinding] | None:
        """Return what the audit found in them, or None where there was none."""
        if self.report is None or self.audited is None:
            return None
        found = [finding for finding in self.report.findings if finding.park == self.audited.name]
        return drawn_findings(self.report, found, is_gcj02=is_gcj02)


def _only(report: AuditReport) -> Audited:
    """Return what a report audited, where it is one thing."""
    if len(report.audited) != 1:
        raise InputError(_OF_SEVERAL, parks=[each.name for each in report.audited])
    return report.audited[0]


def _title(data: ParcelData, *, is_public: bool) -> Text:
    """Return what a map of parcels alone is called: by their files, which are no matter of the public."""
    sources = data.frame["source"].unique().tolist()
    if is_public or not all(isinstance(source, str) for source in sources):
        return _PARCELS
    names = list(dict.fromkeys(PurePosixPath(source).stem for source in sources))
    if not names:
        return _PARCELS
    named = _named(names)
    words = _PARCELS_OF if len(names) == len(named) else _PARCELS_OF_SEVERAL
    return LocalizedText.of(words, names=named, count=len(names))


def _named(names: Sequence[str]) -> list[str]:
    """Return as many names as a title takes, one of them at least."""
    ends = np.cumsum([display_width(name) for name in names[:_MOST_NAMES]])
    count = int((ends <= _MOST_COLUMNS).sum())
    return list(names[:count]) or [shortened(names[0], _MOST_COLUMNS // 2)]


def _notes(data: ParcelData, drawn: _Subject, *, is_public: bool) -> Iterator[Text]:
    """Yield what a reader must know of what is not drawn."""
    if not len(data.frame) and (drawn.park is None or drawn.parcels is not None):
        yield NO_PARCELS
    lost = len(unreadable_of(data.frame))
    if lost and not is_public:
        yield LocalizedText.of(_UNREADABLE, count=lost)


def _city_of(park: Park, catalog: Catalog) -> tuple[list[str], Text]:
    district = catalog.district(park.district)
    adcodes = [each.adcode for each in catalog.districts if each.city == district.city]
    return adcodes, district.name


def _headlines(park: Park | None, data: ParcelData) -> Iterator[Json]:
    if park is None:
        yield from _of_parcels(data) if np.isfinite(data.measured_m2).any() else ()
        return
    declared, has_parcels = park.declared_area, len(data.frame) > 0
    if declared is None:
        yield _headline(_NOT_PUBLISHED, _DECLARED)
    elif not has_parcels or is_plain_mu(declared):
        yield {**_headline(figure_text(declared), _DECLARED), **({"term": "declared"} if has_parcels else {})}
    else:
        # Both sides of the equation in one unit.
        yield _lead(data, LocalizedText.of(_DECLARED_AS, figure=figure_text(declared)))
    if has_parcels:
        if declared is None:
            yield _lead(data, data.figures.equation.lead.label)
        yield from data.headlines
    elif park.area is not None and park.basis is not Basis.SCHEMATIC:
        yield _headline(LocalizedText.of(_MU, mu=f"{park.area.rounded('mu', 3):,}"), _OUTLINE_AREA)
    if park.figure:
        yield {**_headline(date_words(park.figure.as_of), _AS_OF), "since": since(park.figure.as_of)}


def _of_parcels(data: ParcelData) -> Iterator[Json]:
    """Yield the land of parcels that are of no park, and how far it has come, where any of them says that."""
    yield _lead(data, data.figures.equation.lead.label)
    if not data.is_by_phase:
        yield from data.headlines


def _ground(park: Park, data: ParcelData, *, is_bare: bool) -> Json | None:
    """Return what of a measured outline is in no parcel: how it is called, how much that is; is_bare: on no basemap."""
    if park.boundary is None or park.basis is Basis.SCHEMATIC or not len(data.frame):
        return None
    term = next((term for term in data.figures.equation.terms if term.key == "in_no_parcel"), None)
    if term is None or not term.mu:
        return None
    return {
        "name": localized(term.label),
        "area": localized(LocalizedText(term.value("zh"), term.value("en"))),
        "is_bare": is_bare,
    }


def _lead(data: ParcelData, label: Text) -> Json:
    lead = data.figures.equation.lead
    return {**_headline(LocalizedText(lead.value("zh"), lead.value("en")), label), "term": lead.key}


def _headline(value: Text, label: Text) -> Json:
    return {"value": localized(value), "label": localized(label), "is_main": False}
