"""The map of an audit: findings by severity above the parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.auditing.findings import SEVERITY_WORDS
from geokit.maps import site_words as say
from geokit.maps.finding_data import findings_payload
from geokit.maps.marks import Marks
from geokit.maps.outline_data import outlines
from geokit.maps.parcel_data import ParcelData
from geokit.maps.payload import Json, Said, Text, both
from geokit.maps.site import site_map

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport
    from geokit.maps.offline import OfflineMap
    from geokit.words import Language


def audit_map(
    report: AuditReport, *, language: Language | None = None, marks: Marks | None = None
) -> OfflineMap:
    """Draw what an audit found, by severity, above the parcels that it looked at.

    A fault too small to see has a ring around it; zoomed in, shapes are true.

    Parameters
    ----------
    report : AuditReport
        From :func:`geokit.audit` or :func:`geokit.audit_catalog`.
    language : {"zh", "en"}, optional
        What the page opens in; the reader may switch.
    marks : Marks, optional
        Audience, review number, classification and credits.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84. Its page needs no network.
    """
    parks = [audited.park for audited in report.audited if audited.park]
    data = [ParcelData(audited.parcels) for audited in report.audited]
    names: list[Text] = [park.name for park in parks] or [say.UNNAMED]
    payload = {
        "headlines": _headlines(report),
        "outlines": [outline for park in parks for outline in outlines(park)],
        "parcels": [each.payload() for each in data],
        "is_plain": True,
        "notes": [both(note) for each in data for note in each.notes],
        **findings_payload(report, report.findings),
    }
    title = Said.of(say.AUDIT_TITLE, parks=names)
    return site_map(title, payload, language=language, marks=marks or Marks())


def _headlines(report: AuditReport) -> list[Json]:
    counted = Said.of(say.PARCEL_COUNT, count=f"{report.parcels:,}")
    counts = [(SEVERITY_WORDS[severity], count) for severity, count in report.counts.items()]
    severities = [{"value": both(f"{count:,}"), "label": both(words)} for words, count in counts]
    return [{"value": both(counted), "label": both(say.AUDITED)}, *severities]
