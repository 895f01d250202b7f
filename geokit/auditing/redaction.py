"""What the public may see of an audit, decided from fields: announced parcels, and findings on nothing but them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.auditing.findings import NOWHERE, Finding
from geokit.auditing.report import AuditReport
from geokit.parcels.redaction import announced_parcels, is_announced
from geokit.parcels.table import is_row_name, parcel_ids
from geokit.programme.terms import Basis, ZoneStatus

if TYPE_CHECKING:
    from datetime import date

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.audited import Audited
    from geokit.programme.model import Park, Zone

# Advice of this project: about a street block, far from any boundary point.
GRID_M = 100.0
GRID_DEGREES = 0.001

_ON_THE_GROUND = (ZoneStatus.UNDER_CONSTRUCTION, ZoneStatus.BUILT)


def public_report(report: AuditReport, *, beside: AuditReport | None = None) -> AuditReport:
    """Return a report without what is not for the public.

    Left out are parcels that are not known to be announced, and every finding that concerns one, a file or a zone
    that is not under construction or built; or of which its rule does not say whom it concerns. Left out are also
    the places of records in files, and what a baseline accepts. A finding's place is a box of whole :data:`GRID_M`;
    the outlines of the parcels that stay are exact.

    Parameters
    ----------
    report : AuditReport
        The report, whole.
    beside : AuditReport, optional
        A later one: what is not public by it is left out as well.
    """
    hidden = _hidden_names(beside) if beside else {}
    systems = {each.name: each.crs for each in report.audited}
    names = {
        each.name: _public_names(each, report.today) - hidden.get(each.name, set()) for each in report.audited
    }
    findings = tuple(
        replace(finding, geometry=generalize(finding.geometry, systems.get(finding.park)), source=NOWHERE)
        for finding in report.findings
        if _is_public(finding, names.get(finding.park, set()))
    )
    audited = tuple(
        replace(
            each,
            parcels=announced_parcels(each.parcels, report.today),
            own=None,
            ledger=None,
            references=None,
        )
        for each in report.audited
    )
    return AuditReport(findings, audited, report.today)


def _is_public(finding: Finding, known: set[str]) -> bool:
    if finding.mentions is None or not finding.subjects:
        return False
    return known.issuperset(finding.subjects) and known.issuperset(finding.mentions)


def _public_names(each: Audited, today: date) -> set[str]:
    # A parcel without a number of its own cannot have been announced by it.
    announced = parcel_ids(each.parcels)[is_announced(each.parcels, today)]
    ids = {name for name in announced if not is_row_name(name)}
    if each.park is None:
        return ids
    # A parcel that is not announced may be called like a zone, and hides it.
    return ids | (_built_names(each.park) - set(parcel_ids(each.parcels)))


def _hidden_names(report: AuditReport) -> dict[str, set[str]]:
    return {
        each.name: set(parcel_ids(each.parcels)) - _public_names(each, report.today)
        for each in report.audited
    }


def _built_names(park: Park) -> set[str]:
    return {park.id, *(zone.id for zone in park.zones if zone.status in _ON_THE_GROUND)}


def is_zone_drawn(zone: Zone) -> bool:
    """Tell whether the public may see a zone's outline: a sketch of what was published, or what stands on the ground."""
    return zone.basis is Basis.SCHEMATIC or zone.status in _ON_THE_GROUND


def generalize(shape: BaseGeometry | None, crs: CRS | None) -> BaseGeometry | None:
    """Return the box of whole grid cells around a shape; None where there is no system to say how large a cell is.

    Examples
    --------
    >>> from pyproj import CRS
    >>> generalize(shapely.box(470_010, 2_590_010, 470_090, 2_590_120), CRS(4548)).bounds
    (470000.0, 2590000.0, 470100.0, 2590200.0)
    """
    if shape is None or crs is None or not np.isfinite(shape.bounds).all():
        return None
    cell = GRID_DEGREES if crs.is_geographic else GRID_M
    west, south, east, north = (float(value) / cell for value in shape.bounds)
    low, high = np.floor([west, south]) * cell, np.ceil([east, north]) * cell
    # A point on a grid line has no width.
    high = np.maximum(high, low + cell)
    return shapely.box(*low, *high)
