from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from geokit.auditing.engine import audit_catalog
from geokit.auditing.findings import Severity
from geokit.auditing.registry import rule_names
from geokit.programme.catalog import load_catalog
from geokit.reports import find_format
from geokit.reports.sarif import LEVELS

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

ROOT = Path(__file__).parents[2]


def log(report: AuditReport, language: str = "en", **marks: Any) -> Any:
    return json.loads(find_format("sarif").render(report, language, **marks))


def results(report: AuditReport, rule: str) -> list[Any]:
    return [result for result in log(report)["runs"][0]["results"] if result["ruleId"] == rule]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_log_is_valid(planted: AuditReport, official: Any, language: str) -> None:
    jsonschema.validate(log(planted, language), official)


def test_the_schema_would_notice_a_fault(planted: AuditReport, official: Any) -> None:
    broken = log(planted)
    broken["runs"][0]["results"][0]["level"] = "review"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, official)


def test_hostile_names_and_parcels_of_no_park_are_valid(
    hostile: AuditReport, alone: AuditReport, official: Any
) -> None:
    for report in (hostile, alone):
        jsonschema.validate(log(report), official)


def test_severities_are_levels() -> None:
    assert [LEVELS[severity] for severity in Severity] == ["note", "warning", "warning", "error"]


def test_every_rule_has_its_manual(planted: AuditReport) -> None:
    rules = log(planted, "zh")["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == rule_names()
    assert all("不通过：" in rule["help"]["text"] for rule in rules)


def test_results_point_at_their_rule(planted: AuditReport) -> None:
    run = log(planted)["runs"][0]
    names = [run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] for result in run["results"]]
    assert names == [finding.rule for finding in planted.findings]


def test_a_result_names_line_and_parcel(planted: AuditReport) -> None:
    location = results(planted, "overlap")[0]["locations"][0]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "example-park/phase-1.txt"},
        "region": {"startLine": 13},
    }
    assert location["logicalLocations"][0] == {
        "name": "P1-01",
        "fullyQualifiedName": "example-park/phase-1/P1-01",
        "kind": "parcel",
    }


def test_a_fault_between_parcels_points_at_the_first_of_them(planted: AuditReport) -> None:
    location = results(planted, "gap")[0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "example-park/phase-1.txt"
    assert location["physicalLocation"]["region"]["startLine"] > 1


def test_a_fault_of_the_park_points_at_its_record(planted: AuditReport) -> None:
    location = results(planted, "uncovered")[0]["locations"][0]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "example-park/park.toml"}}


def test_a_folder_that_was_named_relatively_stands_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = results(audit_catalog(load_catalog("examples")), "overlap")
    location = found[0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "examples/example-park/phase-1.txt"


def test_fingerprints_are_those_of_the_findings(planted: AuditReport) -> None:
    found = [result["partialFingerprints"]["geokitFault/v1"] for result in log(planted)["runs"][0]["results"]]
    assert found == [finding.fingerprint for finding in planted.findings]
    assert len(set(found)) == len(found)


def test_an_address_is_a_uri(hostile: AuditReport) -> None:
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in log(hostile)["runs"][0]["results"]
    ]
    assert all(uri.isascii() and uri.isprintable() and " " not in uri for uri in uris)


def test_the_marks_stand_in_the_run(planted: AuditReport) -> None:
    marks = log(planted, "zh", review_number="粤S(2026)001号")["runs"][0]["properties"]["marks"]
    assert marks == ["内部资料", "审图号：粤S(2026)001号", "密级：（未定）"]
