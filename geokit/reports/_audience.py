"""What the public may see of an audit: announced parcels, no boundary points, places on a coarse grid.

Planned parcels that become known too early invite speculative building, and boundary points are survey results.
Where it is not known whether a parcel was announced, it is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.auditing.findings import NOWHERE
from geokit.auditing.report import Audited, AuditReport
from geokit.ledgers.figures.making import park_land
from geokit.parcels.table import DATE_COLUMNS, parcel_frame, parcel_ids
from geokit.parcels.vocabulary import STAGES, STATUSES
from geokit.programme.model import ZoneStatus
from geokit.reports._parcels import MEASURED, planar_areas_m2
from geokit.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.findings import Finding
    from geokit.programme.model import Park

# Advice of this project: about a street block, far from any boundary point.
GRID_M = 100.0
GRID_DEGREES = 0.001

ANNOUNCED = frozenset({term.code for term in (*STAGES, *STATUSES)} - {"planned", "withdrawn"})
_ON_THE_GROUND = (ZoneStatus.UNDER_CONSTRUCTION, ZoneStatus.BUILT)
# As parcels are numbered: P3-10, DK.12/4.
_NUMBER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*(?<![./-])")
_COLUMNS = (
    "id", "name", "phase", "batch", "stage", "status", "declared_m2", "declared_half_unit_m2", "declared_text",
    "declared_method", "land_use", "land_class", *DATE_COLUMNS,
)  # fmt: skip


def public_view(report: AuditReport) -> AuditReport:
    """Return a report without what is not for the public.

    Left out are parcels that are not known to be announced, every finding that names one, a file or a zone that is
    not under construction or built, and the places of records in files. What stays lies in boxes of whole
    :data:`GRID_M`.
    """
    systems = {each.name: each.crs for each in report.audited}
    names = {each.name: _public_names(each) for each in report.audited}
    hidden = {each.name: _hidden_names(each) for each in report.audited}
    findings = tuple(
        replace(finding, geometry=generalised(finding.geometry, systems.get(finding.park)), source=NOWHERE)
        for finding in report.findings
        if finding.subjects
        and names.get(finding.park, set()).issuperset(finding.subjects)
        and hidden[finding.park].isdisjoint(_mentioned(finding))
    )
    return AuditReport(findings, tuple(_public(each, report.today) for each in report.audited), report.today)


def is_announced(parcels: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return whether each parcel is known to be announced: by its status, or else by its stage.

    Examples
    --------
    >>> columns = {
    ...     "status": ["agreed", "planned", None, None],
    ...     "stage": ["planned", "approved", "stored", None],
    ... }
    >>> is_announced(parcel_frame(columns, [None] * 4)).tolist()
    [True, False, True, False]
    """
    code = parcels["status"].where(parcels["status"].notna(), parcels["stage"])
    announced: NDArray[np.bool_] = code.isin(ANNOUNCED).to_numpy()
    return announced


def generalised(shape: BaseGeometry | None, crs: CRS | None) -> BaseGeometry | None:
    """Return the box of whole grid cells around a shape; None where there is no system to say how large a cell is.

    Examples
    --------
    >>> from pyproj import CRS
    >>> generalised(shapely.box(470_010, 2_590_010, 470_090, 2_590_120), CRS(4548)).bounds
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


def _public(each: Audited, today: date) -> Audited:
    kept = is_announced(each.parcels)
    parcels = each.parcels[kept]
    boxes = [generalised(shape, each.parcels.crs) for shape in parcels.geometry]
    columns = {name: parcels[name].to_numpy() for name in _COLUMNS}
    measured = {MEASURED: planar_areas_m2(each.parcels)[kept]}
    frame = parcel_frame(
        columns, np.array([*boxes, None], dtype=object)[:-1], crs=parcels.crs, extra=measured
    )
    return replace(each, parcels=frame, figures=park_land(each.park, parcels, today, is_partial=True))


def _public_names(each: Audited) -> set[str]:
    # A parcel without a number of its own cannot have been announced by it.
    ids = {
        name for name in parcel_ids(each.parcels)[is_announced(each.parcels)] if not name.startswith("row:")
    }
    return ids | _built_names(each.park) if each.park else ids


def _built_names(park: Park) -> set[str]:
    return {park.id, *(zone.id for zone in park.zones if zone.status in _ON_THE_GROUND)}


def _hidden_names(each: Audited) -> set[str]:
    return set(parcel_ids(each.parcels)) - _public_names(each)


def _mentioned(finding: Finding) -> Iterator[str]:
    """Yield what may be a parcel's name in a finding: texts among its fields, and numbers in its sentence."""
    for value in finding.fields.values():
        items = value if isinstance(value, tuple | list) else [value]
        yield from (item for item in items if isinstance(item, str))
    for language in LANGUAGES:
        yield from _NUMBER.findall(finding.message(language))
