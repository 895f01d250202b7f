"""Code Quality JSON: what GitLab shows in a merge request."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.findings import Finding, Severity
from geokit.escape import json_document
from geokit.i18n import Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._locations import Locations
from geokit.reports._serialize import json_array, to_bytes

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

SEVERITIES = {
    Severity.INFO: "info",
    Severity.WARNING: "minor",
    Severity.REVIEW: "major",
    Severity.ERROR: "critical",
}
# GitLab drops an entry without a path or a line.
_NO_FILE = "parcels"


class CodeQuality(ReportFormat):
    """A list of issues, in the order of the report. It has no place for marks: only a pipeline reads it."""

    title: ClassVar[Words] = Words(zh="GitLab 代码质量", en="GitLab Code Quality")
    suffixes: ClassVar[tuple[str, ...]] = (".codequality.json", "gl-code-quality-report.json")

    def safe(self, text: str) -> str:
        """Return the same JSON with what a terminal or a runner obeys named by number."""
        return json_document(text)

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:  # noqa: ARG002
        """Return the report as a JSON array in UTF-8."""
        records = Locations(report)
        return to_bytes(json_array([_issue(finding, records, language) for finding in report.findings]))


def _issue(finding: Finding, records: Locations, language: Language) -> dict[str, object]:
    address = records.address(finding)
    return {
        "description": finding.message(language),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": address.path if address else finding.park or _NO_FILE,
            "lines": {"begin": (address.line if address else None) or 1},
        },
    }
