"""GitHub workflow commands: printed by a job, they become annotations of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.findings import Finding, Severity
from geokit.auditing.registry import load_documented
from geokit.escape import workflow_data, workflow_property
from geokit.i18n import Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._listed import left_out
from geokit.reports._locations import Locations

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

_COMMANDS = {
    Severity.INFO: "notice",
    Severity.WARNING: "warning",
    Severity.REVIEW: "warning",
    Severity.ERROR: "error",
}


# GitHub marks ten of each kind in a step and shows the others in the log alone, which people still scroll through.
_MOST = 1_000


class Github(ReportFormat):
    """One command a finding, the worst first: GitHub shows the first ten of each kind. Of very many the rest is counted."""

    title: ClassVar[Words] = Words(zh="GitHub 标注", en="GitHub annotations")

    def safe(self, text: str) -> str:
        """Return the commands as they are: they are meant to be obeyed."""
        return text

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:  # noqa: ARG002
        """Return the report as lines of workflow commands, and a line of numbers."""
        records = Locations(report)
        worst_first = sorted(report.findings, key=lambda finding: finding.severity, reverse=True)
        lines = [_command(finding, records, language) for finding in worst_first[:_MOST]]
        left = len(worst_first) - len(lines)
        rest = [f"::warning::{workflow_data(left_out(left).localize(language))}"] if left else []
        return "".join(f"{line}\n" for line in [*lines, *rest, report.summary(language)]).encode()


def _command(finding: Finding, records: Locations, language: Language) -> str:
    address = records.address(finding)
    title = f"{finding.rule}: {load_documented()[finding.rule].title.localize(language)}"
    options = {
        "file": address.path if address else None,
        "line": address.line if address else None,
        "title": title,
    }
    said = ",".join(
        f"{name}={workflow_property(str(value))}" for name, value in options.items() if value is not None
    )
    return f"::{_COMMANDS[finding.severity]} {said}::{workflow_data(finding.message(language))}"
