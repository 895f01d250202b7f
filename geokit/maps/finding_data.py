"""Findings on their way into a page: sentence, severity, place and shape."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.auditing.findings import SEVERITY_STYLES, SEVERITY_WORDS, Severity
from geokit.auditing.report import AuditReport
from geokit.errors import CrsError
from geokit.maps.payload import Json, both
from geokit.maps.shapes import DISPLAY_CRS, FINDING_DECIMALS, shifted, to_display

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.findings import Finding
    from geokit.land.crs import CrsLike

SEVERITY_COLOURS = {severity: style.colour for severity, style in SEVERITY_STYLES.items()}


def findings_payload(report: AuditReport, findings: Sequence[Finding], *, is_gcj02: bool = False) -> Json:
    """Return findings and the legend of their severities, the worst first."""
    shapes = shapes_of(report, findings, is_gcj02=is_gcj02)
    items = [finding_item(finding, shape) for finding, shape in zip(findings, shapes, strict=True)]
    return {"severities": severities(items), "findings": items}


def severities(items: Sequence[Json]) -> list[Json]:
    """Return the legend of the severities of findings, the worst first."""
    counts = Counter(Severity(item["severity"]) for item in items)
    return [
        {
            "key": severity.value,
            "name": both(SEVERITY_WORDS[severity]),
            "colour": SEVERITY_COLOURS[severity],
            "count": counts[severity],
        }
        for severity in sorted(counts, reverse=True)
    ]


def finding_item(finding: Finding, shape: BaseGeometry | None) -> Json:
    """Return one finding, with its shape in degrees where it has one."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "park": finding.park,
        "subjects": list(finding.subjects),
        "message": both(finding.words, **finding.fields),
        "source": str(finding.source),
        "shape": _parts(shape) if shape is not None else None,
    }


def _parts(shape: BaseGeometry) -> list[Json]:
    """Return each part as its kind and its coordinates, latitude first."""
    return [
        {"kind": part.geom_type, "rings": [_flipped(line) for line in _lines(part)]}
        for part in shapely.get_parts(shape)
    ]


def _lines(part: Any) -> list[BaseGeometry]:
    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]


def _flipped(line: BaseGeometry) -> list[list[float]]:
    found: list[list[float]] = np.round(shapely.get_coordinates(line)[:, ::-1], FINDING_DECIMALS).tolist()
    return found


def shapes_of(
    report: AuditReport, findings: Sequence[Finding], *, is_gcj02: bool = False
) -> NDArray[np.object_]:
    """Return the shapes of findings in degrees; None where one has none that can be drawn."""
    listed = (
        report if findings is report.findings else AuditReport(tuple(findings), report.audited, report.today)
    )
    return shifted(listed.geometries(DISPLAY_CRS), is_gcj02=is_gcj02)


def display_shapes(
    shapes: Sequence[BaseGeometry | None] | NDArray[np.object_], crs: CrsLike | None, *, is_gcj02: bool
) -> NDArray[np.object_]:
    """Return shapes of a system in degrees; None where that system cannot be drawn."""
    nowhere = np.full(len(shapes), None, dtype=object)
    if crs is None:
        return nowhere
    try:
        return to_display(shapes, crs, is_gcj02=is_gcj02)
    except CrsError:
        # Its parcels are noted as undrawable with the reason.
        return nowhere
