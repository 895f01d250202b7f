"""The map of one park: outline, zones, parcels by how far they have come, and what an audit found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from geokit.auditing.gathering import gather
from geokit.door import public
from geokit.land.crs import parse_crs
from geokit.ledgers.figures.equation import is_plain_mu
from geokit.maps import site_words as say
from geokit.maps.cards import figure_text, park_rows
from geokit.maps.corners import corners
from geokit.maps.dates import date_words
from geokit.maps.finding_data import findings_payload
from geokit.maps.outline_data import inset, outlines, vague_place
from geokit.maps.payload import Json, Said, Text, both
from geokit.maps.site import MapOptions, Site, View, crs_facts
from geokit.programme.districts import CREDIT
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geokit.auditing.report import AuditReport
    from geokit.maps.offline import OfflineMap
    from geokit.maps.parcel_data import ParcelData
    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park


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
        Findings are drawn above the parcels.
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
        `parcels` is no GeoDataFrame, a file that park.toml names cannot be read, or a sketch was to be drawn on
        a basemap.
    UnknownNameError
        Nobody has a basemap of that name.
    """
    view = View(options, report, [park])
    data = view.parcel_data(_parcels(park, parcels, report), park)
    if view.is_public:
        data, report = data.announced(), None
    place = inset(park, *_city_of(park, catalog)) if catalog else inset(park)
    drawn: dict[str, object] = {
        "headlines": list(_headlines(park, data)),
        "inset": place,
        "vague_place": vague_place(park),
        "card": {"name": both(park.name), "rows": park_rows(park, catalog)},
        "uncertainty_km": f"{park.anchor.uncertainty_m / 1000:g}" if park.anchor else None,
    }
    if report is not None:
        own = [finding for finding in report.findings if finding.park == park.id]
        drawn |= findings_payload(report, own, is_gcj02=view.is_gcj02)
    site = Site(
        title=park.name,
        outlines=outlines(park, is_gcj02=view.is_gcj02, is_public=view.is_public),
        tables=[data] if len(data.frame) else [],
        data=drawn,
        notes=data.notes,
        credits=(CREDIT,) if place else (),
        corners=None if view.is_public else corners(park),
        facts=(
            *crs_facts([parse_crs(park.crs) if park.crs is not None else None, data.frame.crs]),
            *((say.IN_WHICH_AREAS,) if len(data.frame) else ()),
        ),
    )
    return view.show(site)


def _city_of(park: Park, catalog: Catalog) -> tuple[list[str], Text]:
    district = catalog.district(park.district)
    adcodes = [each.adcode for each in catalog.districts if each.city == district.city]
    return adcodes, district.name


def _parcels(park: Park, parcels: gpd.GeoDataFrame | None, report: AuditReport | None) -> gpd.GeoDataFrame:
    if parcels is None and report is not None:
        known = [audited.parcels for audited in report.audited if audited.name == park.id]
        parcels = known[0] if known else None
    return gather(park, parcels).parcels


def _headlines(park: Park, data: ParcelData) -> Iterator[Json]:
    declared, has_parcels = park.declared_area, len(data.frame) > 0
    if declared is None:
        yield _headline(say.NOT_PUBLISHED, say.DECLARED)
    elif not has_parcels or is_plain_mu(declared):
        yield _headline(figure_text(declared), say.DECLARED)
    else:
        # Both sides of the equation in one unit.
        yield _lead(data, Said.of(say.DECLARED_AS, figure=figure_text(declared)))
    if has_parcels:
        if declared is None:
            yield _lead(data, data.figures.equation.lead.label)
        yield from data.headlines
    elif park.area is not None and park.basis is not Basis.SCHEMATIC:
        yield _headline(Said.of(say.MU, mu=f"{park.area.rounded('mu', 3):,}"), say.OUTLINE_AREA)
    if park.figure:
        yield _headline(date_words(park.figure.as_of), say.AS_OF)


def _lead(data: ParcelData, label: Text) -> Json:
    lead = data.figures.equation.lead
    return {**_headline(Said(lead.value("zh"), lead.value("en")), label), "term": lead.key}


def _headline(value: Text, label: Text) -> Json:
    return {"value": both(value), "label": both(label), "is_main": False}
