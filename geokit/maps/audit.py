"""The map of an audit: findings by severity above the parcels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from geokit.arguments import public
from geokit.auditing.findings import SEVERITY_WORDS
from geokit.auditing.redaction import public_report
from geokit.i18n import Words
from geokit.maps.outlines import circle_notes, outlines, shown_land
from geokit.maps.parcels import NO_PARCELS
from geokit.maps.site import MapOptions, Site, View
from geokit.page.crs import crs_facts
from geokit.page.findings import compared_findings
from geokit.page.payload import Json, LocalizedText, Text, localized

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.auditing.report import AuditReport
    from geokit.maps.offline import OfflineMap
    from geokit.programme.circles import DrawnLand
    from geokit.programme.model import Park

_AUDIT_TITLE = Words(zh="地块核查：{parks}", en="Audit of parcels: {parks}")
_AUDIT_OF_PARCELS = Words(zh="地块核查", en="Audit of parcels")
_OF_PARK = Words(zh="{park}：{note}", en="{park}: {note}")
_AUDITED = Words(zh="已核查地块", en="parcels audited")
_PARCEL_COUNT = Words(zh="{count} 宗", en="{count}")


@public
def audit_map(
    report: AuditReport, *, before: AuditReport | None = None, **options: Unpack[MapOptions]
) -> OfflineMap:
    """Draw what an audit found, by severity, above the parcels that it looked at.

    A fault too small to see has a ring around it; zoomed in, shapes are true.

    Parameters
    ----------
    report : AuditReport
        From :func:`geokit.audit` or :func:`geokit.audit_catalog`; or from :func:`geokit.apply_baseline`: what
        the baseline accepts, and what is gone, is told apart from what is new.
    before : AuditReport, optional
        An earlier audit: what is new, what is still there and what is gone are told apart, and the map switches
        between before and after.
    **options : MapOptions
        ``language`` that the page opens in; ``audience``, ``review_number`` and ``classification``, or ``marks`` that
        hold them; ``basemap``, none by default. A page for the public leaves out the parcels that are not known to be
        announced, every finding that concerns one, and what a baseline accepts; places are generalised.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map`; WGS 84, or GCJ-02 on a basemap that is drawn in it. Without a basemap its page
        needs no network.

    Raises
    ------
    InputError
        A sketch was to be drawn on a basemap.
    UnknownNameError
        Nobody has a basemap of that name.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> report = gk.audit(make_parcels([square(0, 0, 100), square(90, 0, 100)]))
    >>> gk.audit_map(report, language="en").save("audit.html")  # doctest: +SKIP
    >>> type(gk.audit_map(report)).__name__
    'OfflineMap'
    """
    parks = [audited.park for audited in report.audited if audited.park]
    view = View(options, report, parks)
    if view.is_public:
        report, before = public_report(report), public_report(before, beside=report) if before else None
    data = [
        replace(view.parcel_data(audited.parcels, audited.park), is_plain=True) for audited in report.audited
    ]
    lands = [shown_land(park, is_public=view.is_public) for park in parks]
    site = Site(
        title=LocalizedText.of(_AUDIT_TITLE, parks=[park.name for park in parks])
        if parks
        else _AUDIT_OF_PARCELS,
        outlines=[outline for land in lands for outline in outlines(land, is_gcj02=view.is_gcj02)],
        tables=[each for each in data if len(each.frame)],
        data={"headlines": _headlines(report), "is_plain": True, "parks": [park.id for park in parks]},
        findings=compared_findings(report, before, is_gcj02=view.is_gcj02),
        notes=[
            *([] if report.parcels or parks else [NO_PARCELS]),
            *_circle_notes(parks, lands),
            *(note for each in data for note in each.notes),
        ],
        facts=crs_facts([audited.crs for audited in report.audited]),
    )
    return view.show(site)


def _circle_notes(parks: Sequence[Park], lands: Sequence[DrawnLand]) -> Iterator[Text]:
    """Yield what is to be known of circles: of one park as it is, of several with the name of each."""
    for park, land in zip(parks, lands, strict=True):
        for note in circle_notes(park, land):
            yield note if len(parks) == 1 else LocalizedText.of(_OF_PARK, park=park.name, note=note)


def _headlines(report: AuditReport) -> list[Json]:
    counted = LocalizedText.of(_PARCEL_COUNT, count=f"{report.parcels:,}")
    severities = [
        {
            "term": severity.value,
            "value": localized(f"{count:,}"),
            "label": localized(SEVERITY_WORDS[severity]),
        }
        for severity, count in report.counts.items()
    ]
    return [{"term": "audited", "value": localized(counted), "label": localized(_AUDITED)}, *severities]
