"""What the public sees in a report: no boundary point of any parcel, places on a coarse grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geokit.auditing.public import generalised, public_report
from geokit.geometry.arrays import as_array
from geokit.ledgers.figures.making import park_land
from geokit.parcels.audience import COLUMNS, is_announced
from geokit.parcels.table import parcel_frame
from geokit.reports._parcels import MEASURED, planar_areas_m2

if TYPE_CHECKING:
    from datetime import date

    from geokit.auditing.report import Audited, AuditReport


def public_view(report: AuditReport) -> AuditReport:
    """Return what :func:`geokit.auditing.public.public_report` leaves, each parcel as a box with its true area."""
    shown = public_report(report)
    audited = tuple(
        _in_boxes(each, whole, report.today)
        for each, whole in zip(shown.audited, report.audited, strict=True)
    )
    return replace(shown, audited=audited)


def _in_boxes(each: Audited, whole: Audited, today: date) -> Audited:
    announced = is_announced(whole.parcels, today)
    measured_m2 = planar_areas_m2(whole.parcels)[announced]
    boxes = [generalised(shape, each.parcels.crs) for shape in each.parcels.geometry]
    columns = {name: each.parcels[name].to_numpy() for name in COLUMNS}
    frame = parcel_frame(columns, as_array(boxes), crs=each.parcels.crs, extra={MEASURED: measured_m2})
    # The figures are those of the true outlines.
    land = park_land(each.park, each.parcels, today, is_partial=not announced.all())
    return replace(each, parcels=frame, figures=land)
