"""The map of one park: outline, zones, parcels by how far they have come, and what an audit found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geokit.auditing.gathering import gather
from geokit.maps import site_words as say
from geokit.maps.cards import figure_text, park_rows
from geokit.maps.dates import date_words
from geokit.maps.finding_data import findings_payload
from geokit.maps.marks import Marks
from geokit.maps.outline_data import inset, outlines, vague_place
from geokit.maps.parcel_data import ParcelData, mu_text
from geokit.maps.payload import Json, Said, Text, both
from geokit.maps.site import site_map
from geokit.programme.districts import CREDIT
from geokit.programme.model import Basis

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from geokit.auditing.report import AuditReport
    from geokit.maps.offline import OfflineMap
    from geokit.programme.catalog import Catalog
    from geokit.programme.model import Park
    from geokit.words import Language


def park_map(
    park: Park,
    parcels: gpd.GeoDataFrame | None = None,
    report: AuditReport | None = None,
    *,
    catalog: Catalog | None = None,
    language: Language | None = None,
    marks: Marks | None = None,
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
    language : {"zh", "en"}, optional
        What the page opens in; the reader may switch.
    marks : Marks, optional
        Audience, review number, classification and further credits. A public page leaves out the parcels that
        are still to acquire, and the findings.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84. Its page needs no network.

    Raises
    ------
    InputError
        `parcels` is no GeoDataFrame, or a file that park.toml names cannot be read.
    """
    marks = marks or Marks()
    data = ParcelData(_parcels(park, parcels, report))
    if marks.audience == "public":
        data, report = data.without_planned(), None
    place = inset(park, _city_of(park, catalog) if catalog else [])
    payload: dict[str, object] = {
        "headlines": list(_headlines(park, data)),
        "outlines": outlines(park),
        "parcels": [data.payload()] if len(data.frame) else [],
        "inset": place,
        "vague_place": vague_place(park),
        "card": {"name": both(park.name), "rows": park_rows(park, catalog)},
        "uncertainty_km": f"{park.anchor.uncertainty_m / 1000:g}" if park.anchor else None,
        "notes": [both(note) for note in data.notes],
    }
    if report is not None:
        payload |= findings_payload(report, [each for each in report.findings if each.park == park.id])
    marks = replace(marks, attribution=(*([CREDIT] if place else []), *marks.attribution))
    is_sketch = park.basis is Basis.SCHEMATIC and not len(data.frame)
    return site_map(park.name, payload, language=language, marks=marks, is_schematic=is_sketch)


def _city_of(park: Park, catalog: Catalog) -> list[str]:
    city = catalog.district(park.district).city
    return [district.adcode for district in catalog.districts if district.city == city]


def _parcels(park: Park, parcels: gpd.GeoDataFrame | None, report: AuditReport | None) -> gpd.GeoDataFrame:
    if parcels is None and report is not None:
        known = [audited.parcels for audited in report.audited if audited.name == park.id]
        parcels = known[0] if known else None
    return gather(park, parcels).parcels


def _headlines(park: Park, data: ParcelData) -> Iterator[Json]:
    declared = park.declared_area
    yield _headline(figure_text(declared) if declared else say.NOT_PUBLISHED, say.DECLARED)
    if park.area is not None and park.basis is not Basis.SCHEMATIC:
        yield _headline(Said.of(say.MU, mu=mu_text(park.area.mu)), say.OUTLINE_AREA)
    if len(data.frame):
        total = Said.of(say.PARCELS_AND_MU, count=f"{len(data.frame):,}", mu=mu_text(data.total_mu))
        yield _headline(total, say.PARCELS)
        yield _headline(Said.of(say.MU, mu=mu_text(data.to_go_mu)), say.TO_GO, is_main=True)
    if park.figure:
        yield _headline(date_words(park.figure.as_of), say.AS_OF)


def _headline(value: Text, label: Text, *, is_main: bool = False) -> Json:
    return {"value": both(value), "label": both(label), "is_main": is_main}
