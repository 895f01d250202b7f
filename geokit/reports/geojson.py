"""GeoJSON (RFC 7946): findings in degrees, for any map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from geokit.escape import json_document
from geokit.i18n import Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._common import mark_lines
from geokit.reports._locations import DEGREE_DECIMALS, as_geojson, display_place
from geokit.reports._serialize import json_object, to_bytes
from geokit.reports.json import number

if TYPE_CHECKING:
    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

# RFC 7946 knows WGS 84 alone; for display CGCS2000 is taken as the same (about a metre).
CRS = "EPSG:4326"


class GeoJson(ReportFormat):
    """A feature a finding; one whose place is unknown, or cannot be brought to WGS 84, has no geometry."""

    title: ClassVar[Words] = Words(zh="GeoJSON", en="GeoJSON")
    suffixes: ClassVar[tuple[str, ...]] = (".geojson",)

    def safe(self, text: str) -> str:
        """Return the same JSON with what a terminal or a runner obeys named by number."""
        return json_document(text)

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the findings as a FeatureCollection in UTF-8."""
        geometries = as_geojson(report.geometries(CRS), DEGREE_DECIMALS)
        content = {
            "type": "FeatureCollection",
            "marks": list(mark_lines(marks, language)),
            "today": report.today.isoformat(),
            "unplaced": report.unplaced(CRS),
            "features": [
                _feature(finding, geometry, language)
                for finding, geometry in zip(report.findings, geometries, strict=True)
            ],
        }
        return to_bytes(json_object(content))


def _feature(finding: Finding, geometry: Any, language: Language) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": finding.fingerprint,
        "properties": {
            "park": finding.park,
            "rule": finding.rule,
            "severity": str(finding.severity),
            "subjects": list(finding.subjects),
            "message": finding.message(language),
            "measured": number(finding.measured),
            "allowed": number(finding.allowed),
            "unit": finding.unit,
            "source": display_place(finding.source),
            "fingerprint": finding.fingerprint,
        },
        "geometry": geometry,
    }
