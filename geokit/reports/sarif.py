"""SARIF 2.1.0 (OASIS): what code hosts and editors show beside the line that is to be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from geokit._version import __version__
from geokit.auditing.findings import Severity
from geokit.auditing.rule import Options, Rule, load_rules
from geokit.escape import encodable, json_document
from geokit.reports._base import ReportFormat
from geokit.reports._json_text import object_text, to_bytes
from geokit.reports._marks import mark_lines
from geokit.reports._records import Records
from geokit.reports._sarif_results import FINGERPRINT, absent_results, results_of
from geokit.reports.json import number
from geokit.words import LANGUAGES, Language, Words

if TYPE_CHECKING:
    from geokit.auditing.findings import Finding
    from geokit.auditing.report import AuditReport
    from geokit.page.marks import Marks

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {
    Severity.INFO: "note",
    Severity.WARNING: "warning",
    Severity.REVIEW: "warning",
    Severity.ERROR: "error",
}


class Sarif(ReportFormat):
    """One run, with a table of all rules and their manuals."""

    title: ClassVar[Words] = Words(zh="SARIF 2.1.0", en="SARIF 2.1.0")
    suffixes: ClassVar[tuple[str, ...]] = (".sarif", ".sarif.json")

    def safe(self, text: str) -> str:
        """Return the same JSON with what a terminal or a runner obeys named by number."""
        return json_document(text)

    def compose(self, report: AuditReport, marks: Marks, language: Language) -> bytes:
        """Return the report as a SARIF log in UTF-8."""
        rules = load_rules()
        places = {name: at for at, name in enumerate(rules)}
        records = Records(report)
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
            "results": [
                {
                    **_result(result.finding, records, places[result.finding.rule], language),
                    **result.properties(language),
                }
                for result in results_of(report)
            ]
            + absent_results(report, language),
        }
        return to_bytes(f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{object_text(run)}]}}')


def _rule(name: str, rule: type[Rule[Options]], language: Language) -> dict[str, Any]:
    manual = rule.manual(language)
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.split("_")),
        "shortDescription": {"text": rule.title.in_words(language)},
        "fullDescription": {"text": manual.partition("\n")[0]},
        "help": {"text": manual},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(finding: Finding, records: Records, rule_index: int, language: Language) -> dict[str, Any]:
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


def _location(finding: Finding, records: Records) -> dict[str, Any]:
    logical = [_logical(finding, records, subject) for subject in finding.subjects]
    address = records.address(finding)
    if address is None:
        return {"logicalLocations": logical}
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(encodable(address.path))}}
    if address.line is not None:
        physical["region"] = {"startLine": address.line}
    return {"physicalLocation": physical, "logicalLocations": logical}


def _logical(finding: Finding, records: Records, subject: str) -> dict[str, str]:
    trail = records.trail(finding, subject)
    kind = "parcel" if records.is_parcel(finding, subject) else "place"
    return {"name": subject, "fullyQualifiedName": "/".join(trail), "kind": kind}
