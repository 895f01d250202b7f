"""The map of one park: outline, zones, parcels by how far they have come, and what an audit found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from geokit.arguments import public
from geokit.auditing.inputs import read_inputs
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.crs.transform import parse_crs
from geokit.ledgers.figures.equation import is_plain_mu
from geokit.maps.cards import figure_text, park_rows
from geokit.maps.outlines import inset, outlines, vague_place
from geokit.maps.site import MapOptions, Site, View, crs_facts
from geokit.page.findings import drawn_findings
from geokit.page.payload import Json, LocalizedText, Text, date_words, localized
from geokit.programme.outlines import CREDIT
from geokit.programme.terms import Basis
from geokit.sheets.survey import corners

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geokit.auditing.report import Audited, AuditReport
    from geokit.maps.offline import OfflineMap
    from geokit.maps.parcels import ParcelData
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
_AS_OF = Words(zh="资料截至", en="as of")
_ROLES = (Words(zh="边界", en="outline"), Words(zh="地块", en="parcels"))


@public
def park_map(
    park: Park,
    parcels: gpd.GeoDataFrame | None = None,
    report: AuditReport | None = None,
    *,
    catalog: Catalog | None = None,
    **options: Unpack[MapOptions],
) -> OfflineMap:
    """Draw a park with its zones, its parcels, and what an audit found in them.

    Parameters
    ----------
    park : Park
        From a catalogue.
    parcels : GeoDataFrame, optional
        A parcel table, or any frame of polygons. The report's parcels, or those that park.toml names, if left
        out.
    report : AuditReport, optional
        Findings are drawn above the parcels: those of the park, or all of a report of parcels alone.
    catalog : Catalog, optional
        Gives the card its sources and the inset the other districts of the city.
    **options : MapOptions
        ``language`` that the page opens in; ``audience``, ``review_number`` and ``classification``, or ``marks`` that
        hold them; ``as_of``, the day whose progress is drawn; ``basemap``, none by default; ``precision_m``, what the
        coordinates of more than 3,000 parcels are rounded to. A page for the public leaves out the parcels that
        are not known to be announced, boundary points, and the findings.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84, or GCJ-02 on a basemap that is drawn in it. Without a basemap its page
        needs no network.

    Raises
    ------
    InputError
        `parcels` is no GeoDataFrame, a file that park.toml names cannot be read, a sketch was to be drawn on a
        basemap, or the report is of other parks.
    UnknownNameError
        Nobody has a basemap of that name.

    Examples
    --------
    >>> import geokit as gk
    >>> m = gk.park_map(gk.load_catalog()["longhu"], language="en", as_of="2026-06-01")
    >>> m.save("longhu.pdf", scale="1:5000", paper="A1")  # doctest: +SKIP
    """
    view = View(options, report, [park])
    audited = _audited(park, report) if report is not None else None
    own = audited.parcels if parcels is None and audited else parcels
    data = view.parcel_data(read_inputs(park, own).parcels, park)
    if view.is_public:
        data, report = data.announced(), None
    place = inset(park, *_city_of(park, catalog)) if catalog else inset(park)
    drawn: dict[str, object] = {
        "parks": [park.id],
        "headlines": list(_headlines(park, data)),
        "inset": place,
        "card": {"name": localized(park.name), "rows": park_rows(park, catalog)},
        "ground": _ground(park, data, is_bare=view.basemap is None),
        "uncertainty_km": f"{park.anchor.uncertainty_m / 1000:g}" if park.anchor else None,
    }
    findings = None
    if report is not None and audited is not None:
        found = [finding for finding in report.findings if finding.park == audited.name]
        findings = drawn_findings(report, found, is_gcj02=view.is_gcj02)
    site = Site(
        title=park.name,
        outlines=outlines(park, is_gcj02=view.is_gcj02, is_public=view.is_public),
        tables=[data] if len(data.frame) else [],
        data=drawn,
        findings=findings,
        place=vague_place(park),
        notes=data.notes,
        credits=(CREDIT,) if place else (),
        corners=None if view.is_public else corners(park),
        facts=(
            *crs_facts([parse_crs(park.crs) if park.crs is not None else None, data.frame.crs], _ROLES),
            *((_IN_WHICH_AREAS,) if len(data.frame) else ()),
        ),
    )
    return view.show(site)


def _city_of(park: Park, catalog: Catalog) -> tuple[list[str], Text]:
    district = catalog.district(park.district)
    adcodes = [each.adcode for each in catalog.districts if each.city == district.city]
    return adcodes, district.name


def _audited(park: Park, report: AuditReport) -> Audited:
    """Return the park as it was audited, or the parcels where only parcels were."""
    known = {audited.name: audited for audited in report.audited}
    found = known.get(park.id) or (known.get("") if len(known) == 1 else None)
    if found is None:
        raise InputError(_OTHER_REPORT, park=park.id, parks=list(known))
    return found


def _headlines(park: Park, data: ParcelData) -> Iterator[Json]:
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
        yield _headline(date_words(park.figure.as_of), _AS_OF)


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
