from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geokit.auditing.findings import Severity
from geokit.reports import find_format
from geokit.reports.codequality import SEVERITIES

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport


def issues(report: AuditReport) -> list[Any]:
    found: list[Any] = json.loads(find_format("codequality").render(report, "en"))
    return found


def test_an_issue_has_what_gitlab_asks_for(planted: AuditReport) -> None:
    issue = next(issue for issue in issues(planted) if issue["check_name"] == "overlap")
    assert issue["description"].startswith("parcels P1-01 and P1-02 overlap by")
    assert issue["severity"] == "critical"
    assert issue["location"] == {"path": "example-park/phase-1.txt", "lines": {"begin": 13}}


def test_every_issue_has_a_path_and_a_line(planted: AuditReport, alone: AuditReport) -> None:
    places = [issue["location"] for report in (planted, alone) for issue in issues(report)]
    assert all(place["path"] and place["lines"]["begin"] >= 1 for place in places)


def test_fingerprints_are_unique(planted: AuditReport) -> None:
    found = [issue["fingerprint"] for issue in issues(planted)]
    assert found == [finding.fingerprint for finding in planted.findings]


def test_severities_are_gitlabs() -> None:
    assert [SEVERITIES[severity] for severity in Severity] == ["info", "minor", "major", "critical"]
