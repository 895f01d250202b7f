"""A report on its way into its page: columns of findings, and the shapes around them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from geokit.auditing.findings import Finding, group_findings
from geokit.auditing.registry import load_rules
from geokit.auditing.reproject import reproject_or_none
from geokit.escape import encodable
from geokit.geometry.arrays import as_array
from geokit.i18n import LANGUAGES, Words
from geokit.land.units import Area
from geokit.page.geometry import DISPLAY_CRS, FINDING_PRECISION_M, pack_shapes
from geokit.page.marks import severity_legend
from geokit.page.payload import Json, localized
from geokit.reports._common import PARCELS, PUBLIC, equations, figures_of
from geokit.reports._locations import as_multipolygons, display_file, order_by_id, representative_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.auditing.report import Audited, AuditReport

_NO_PLACE = Words(
    zh="{count} 条问题没有可上图的位置，只列在表中。",
    en="Without a place on the map, and in the table only: {count} of the findings.",
)


def report_data(report: AuditReport, *, is_public: bool) -> Json:
    """Return everything that the page draws and lists.

    A public page shows no outlines: neither parcels nor the park, only where the findings are, roughly.
    """
    shapes = report.geometries(DISPLAY_CRS)
    audited = () if is_public else report.audited
    outlines = [
        shape
        for each in audited
        for shape in reproject_or_none(
            each.parcels.geometry.iloc[order_by_id(each.parcels)], each.parcels.crs, DISPLAY_CRS
        )
    ]
    parcels = as_multipolygons(as_array(outlines))
    parks = as_multipolygons(as_array([_boundary(each) for each in audited]))
    lost = int(shapely.is_missing(shapes).sum())
    notes = [localized(PUBLIC)] if is_public else []
    return {
        "parks": {each.name: localized(each.park.name if each.park else PARCELS) for each in report.audited},
        "rules": {name: localized(rule.title) for name, rule in load_rules().items() if _finds(report, name)},
        "severities": severity_legend(finding.severity for finding in report.findings),
        "figures": [localized(line) for line in equations(figures_of(report))],
        "notes": [*notes, *([localized(_NO_PLACE, count=lost)] if lost else [])],
        "findings": _findings(report.findings),
        "shapes": pack_shapes(as_multipolygons(shapes), FINDING_PRECISION_M),
        "marks": pack_shapes(representative_points(shapes)),
        "groups": _groups(report.findings),
        "parcels": pack_shapes(parcels),
        "outlines": pack_shapes(parks),
    }


def _finds(report: AuditReport, rule: str) -> bool:
    return any(finding.rule == rule for finding in report.findings)


def _findings(findings: Sequence[Finding]) -> Json:
    areas = [_area(finding) for finding in findings]
    return {
        "park": [each.park for each in findings],
        "rule": [each.rule for each in findings],
        "severity": [str(each.severity) for each in findings],
        "subjects": [[encodable(subject) for subject in each.subjects] for each in findings],
        "message": [
            {language: encodable(each.message(language)) for language in LANGUAGES} for each in findings
        ],
        "m2": [area[0] for area in areas],
        "mu": [area[1] for area in areas],
        "m": [_value_in(each, "m") for each in findings],
        "deg": [_value_in(each, "deg") for each in findings],
        "place": [encodable(_place(each)) for each in findings],
    }


def _groups(findings: Sequence[Finding]) -> list[Json]:
    """Return the findings of each cause that has many, by their positions, and what they have in common."""
    position = {id(finding): at for at, finding in enumerate(findings)}
    return [
        {
            "findings": [position[id(finding)] for finding in group.findings],
            "why": localized(group.cause.words) if group.cause.words else None,
        }
        for group in group_findings(findings)
        if group.is_many
    ]


def _area(finding: Finding) -> tuple[float | None, float | None]:
    if finding.unit != "m2" or finding.measured is None or not math.isfinite(finding.measured):
        return None, None
    area = Area.from_m2(finding.measured)
    return float(area.rounded("m2", 2)), float(area.rounded("mu", 3))


def _value_in(finding: Finding, unit: str) -> float | None:
    if finding.unit != unit or finding.measured is None or not math.isfinite(finding.measured):
        return None
    return round(finding.measured, 2)


def _place(finding: Finding) -> str:
    file, line = display_file(finding.source.file) or "", finding.source.line
    return f"{file}:{line}" if line is not None else file


def _boundary(each: Audited) -> Any:
    if each.park is None or each.park.crs is None:
        return None
    return reproject_or_none([each.park.boundary], each.park.crs, DISPLAY_CRS)[0]
