"""The results of a SARIF run, and what a baseline makes of each (SARIF 2.1.0, 3.27.23 suppressions, 3.27.24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geokit.auditing.baselines.model import BaselinedReport
from geokit.reports._accepted import reason_of
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.baselines.model import Acceptance
    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.words import Language

# The version of the recipe: another recipe gives another number, so that old results are not taken for new ones.
FINGERPRINT = "geokitFault/v1"

_GONE = Words(zh="不再存在：{rule}（{subjects}）", en="found no more: {rule} of {subjects}")


@dataclass(frozen=True, slots=True)
class Result:
    """A finding, its state against the baseline (None without one), and the entry that accepts it."""

    finding: Finding
    state: str | None = None
    accepted_by: Acceptance | None = None

    def properties(self, language: Language) -> dict[str, Any]:
        """Return the properties that only a run with a baseline has: all of its results, or none."""
        if self.state is None:
            return {}
        entry = self.accepted_by
        suppressions = [_suppression(entry, language)] if entry else []
        return {"baselineState": self.state, "suppressions": suppressions}


def results_of(report: AuditReport) -> Iterator[Result]:
    """Yield the open findings of a report, then the accepted ones."""
    if not isinstance(report, BaselinedReport):
        yield from (Result(finding) for finding in report.findings)
        return
    for finding in report.findings:
        yield Result(finding, "updated" if finding.fingerprint in report.reopened else "new")
    for each in report.accepted:
        yield Result(each.finding, "unchanged", each.entry)


def absent_results(report: AuditReport, language: Language) -> list[dict[str, Any]]:
    """Return a passed result for each entry whose fault is found no more, with the fingerprint that it had."""
    gone = report.gone if isinstance(report, BaselinedReport) else ()
    return [_absent(entry, language) for entry in gone]


def _absent(entry: Acceptance, language: Language) -> dict[str, Any]:
    names = ["/".join(part for part in (entry.park, subject) if part) for subject in entry.subjects]
    message = _GONE.render(language, rule=entry.rule, subjects=entry.subjects)
    return {
        "ruleId": entry.rule,
        "kind": "pass",
        "level": "none",
        "message": {"text": message},
        "locations": [{"logicalLocations": [{"fullyQualifiedName": name} for name in names]}],
        "partialFingerprints": {FINGERPRINT: entry.fault.fingerprint},
        "baselineState": "absent",
        "suppressions": [],
    }


def _suppression(entry: Acceptance, language: Language) -> dict[str, str]:
    return {"kind": "external", "status": "accepted", "justification": reason_of(entry, language)}
