"""SARIF 2.1.0 (OASIS): what code hosts and editors show beside the line that is to be corrected.

The results of a SARIF run, and what a baseline makes of each (SARIF 2.1.0, 3.27.23 suppressions, 3.27.24).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from geokit._version import __version__
from geokit.auditing.baselines.model import Acceptance, BaselinedReport
from geokit.auditing.findings import Finding, Severity
from geokit.escape import encodable, json_document
from geokit.i18n import LANGUAGES, Language, Words
from geokit.reports._base import ReportFormat
from geokit.reports._common import mark_lines, reason_of, rules_of
from geokit.reports._listed import left_out
from geokit.reports._locations import Locations
from geokit.reports._serialize import json_object, to_bytes
from geokit.reports.json import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.auditing.report import AuditReport
    from geokit.auditing.rule import Documented
    from geokit.page.marks import Marks


SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

LEVELS = {
    Severity.INFO: "note",
    Severity.WARNING: "warning",
    Severity.REVIEW: "warning",
    Severity.ERROR: "error",
}


# GitHub refuses a run of more results, and shows five thousand.
_MOST_RESULTS = 25_000
_UNLISTED = "unlisted_results"


class Sarif(ReportFormat):
    """One run, with a table of all rules and their manuals. Of very many results it has the worst, and counts the others."""

    title: ClassVar[Words] = Words(zh="SARIF 2.1.0", en="SARIF 2.1.0")
    suffixes: ClassVar[tuple[str, ...]] = (".sarif", ".sarif.json")

    def safe(self, text: str) -> str:
        """Return the same JSON with what a terminal or a runner obeys named by number."""
        return json_document(text)

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as a SARIF log in UTF-8."""
        rules = rules_of(report)
        places = {name: at for at, name in enumerate(rules)}
        records = Locations(report)
        results = list(results_of(report))
        listed = _worst(results)
        run: dict[str, Any] = {
            "tool": {
                "driver": {
                    "name": "geokit",
                    "version": __version__,
                    "language": "zh-CN" if language == "zh" else "en",
                    "rules": [_rule(name, rule, language) for name, rule in rules.items()],
                }
            },
            "columnKind": "unicodeCodePoints",
            "properties": {"marks": list(mark_lines(marks, language)), "today": report.today.isoformat()},
            **_invocations(len(results) - len(listed), language),
            "results": [
                {
                    **_result(result.finding, records, places[result.finding.rule], language),
                    **result.properties(language),
                }
                for result in listed
            ]
            + absent_results(report, language)[: _MOST_RESULTS - len(listed)],
        }
        return to_bytes(f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{json_object(run)}]}}')


def _worst(results: Sequence[Result]) -> Sequence[Result]:
    """Return as many results as are taken, in their order: open ones before accepted ones, the worst first."""
    if len(results) <= _MOST_RESULTS:
        return results
    order = sorted(
        range(len(results)),
        key=lambda at: (results[at].accepted_by is not None, -results[at].finding.severity.rank),
    )
    return [results[at] for at in sorted(order[:_MOST_RESULTS])]


def _invocations(count: int, language: Language) -> dict[str, Any]:
    """Return how many results are not there, where some are not, as SARIF says what befell a run."""
    if not count:
        return {}
    said = left_out(count)
    notification = {
        "descriptor": {"id": _UNLISTED},
        "level": "warning",
        "message": {"text": said.localize(language)},
        "properties": {"messages": {each: said.localize(each) for each in LANGUAGES}},
    }
    return {"invocations": [{"executionSuccessful": True, "toolExecutionNotifications": [notification]}]}


def _rule(name: str, rule: type[Documented], language: Language) -> dict[str, Any]:
    manual = rule.manual(language)
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.split("_")),
        "shortDescription": {"text": rule.title.localize(language)},
        "fullDescription": {"text": manual.partition("\n")[0]},
        "help": {"text": manual},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(finding: Finding, records: Locations, rule_index: int, language: Language) -> dict[str, Any]:
    messages = {each: finding.message(each) for each in LANGUAGES}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity],
        "message": {"text": messages[language]},
        "locations": [_location(finding, records)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "properties": {
            "severity": str(finding.severity),
            "subjects": list(finding.subjects),
            "measured": number(finding.measured),
            "allowed": number(finding.allowed),
            "unit": finding.unit,
            "messages": messages,
        },
    }


def _location(finding: Finding, records: Locations) -> dict[str, Any]:
    logical = [_logical(finding, records, subject) for subject in finding.subjects]
    address = records.address(finding)
    if address is None:
        return {"logicalLocations": logical}
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(encodable(address.path))}}
    if address.line is not None:
        physical["region"] = {"startLine": address.line}
    return {"physicalLocation": physical, "logicalLocations": logical}


def _logical(finding: Finding, records: Locations, subject: str) -> dict[str, str]:
    trail = records.trail(finding, subject)
    kind = "parcel" if records.is_parcel(finding, subject) else "place"
    return {"name": subject, "fullyQualifiedName": "/".join(trail), "kind": kind}


# The version of the recipe: another recipe gives another number, so that old results are not taken for new ones.
FINGERPRINT = "geokitFault/v1"

_ABSENT = Words(zh="不再存在：{rule}（{subjects}）", en="found no more: {rule} of {subjects}")


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
    message = _ABSENT.render(language, rule=entry.rule, subjects=entry.subjects)
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
