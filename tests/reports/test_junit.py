from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from geokit.auditing.engine import audit
from geokit.auditing.registry import rule_names
from geokit.reports import find_format
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from geokit.auditing.report import AuditReport

ORDER = ["properties", "testcase"]
OUTCOMES = {"failure", "skipped", "system-out"}


def parsed(report: AuditReport, language: Any = "en") -> ET.Element:
    return ET.fromstring(find_format("junit").render(report, language))  # noqa: S314 - our own output


def case(root: ET.Element, rule: str) -> ET.Element:
    return next(each for each in root.iter("testcase") if each.get("name") == rule)


def check_structure(root: ET.Element) -> None:
    """The rules that the readers of JUnit XML have in common."""
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        assert suite.get("name")
        tags = [child.tag for child in suite]
        assert tags == sorted(tags, key=ORDER.index)
        for each in suite.iter("testcase"):
            assert each.get("name")
            assert each.get("classname")
            assert float(each.get("time", "")) == 0
            assert {child.tag for child in each} <= OUTCOMES
            assert len(each.findall("failure")) <= 1
        check_counts(suite)
    check_counts(root)


def check_counts(element: ET.Element) -> None:
    cases = list(element.iter("testcase"))
    assert int(element.get("tests", "")) == len(cases)
    assert int(element.get("failures", "")) == len(list(element.iter("failure")))
    assert int(element.get("skipped", "")) == len(list(element.iter("skipped")))
    assert element.get("errors") == "0"


def test_the_structure_is_what_readers_expect(
    planted: AuditReport, hostile: AuditReport, alone: AuditReport
) -> None:
    for report in (planted, hostile, alone):
        check_structure(parsed(report))


def test_a_park_is_a_suite_and_every_rule_a_case(planted: AuditReport) -> None:
    suite = parsed(planted)[0]
    assert suite.get("name") == "Example Park (invented)"
    assert [each.get("name") for each in suite.iter("testcase")] == rule_names()
    assert suite.get("timestamp") == "2026-02-01T00:00:00"


def test_an_error_fails_its_rule(planted: AuditReport) -> None:
    failure = case(parsed(planted), "overlap").find("failure")
    assert failure is not None
    assert failure.get("message") == "overlapping parcels: errors found: 1"
    assert "phase-1.txt:13: parcels P1-01 and P1-02 overlap" in str(failure.text)


def test_lesser_findings_are_output_and_pass(planted: AuditReport) -> None:
    gap = case(parsed(planted), "gap")
    assert gap.find("failure") is None
    assert "[review]" in str(gap.findtext("system-out"))


def test_a_rule_that_is_switched_off_is_skipped() -> None:
    report = audit(
        None, make_parcels([square(0, 0, 10)]), settings={"rules": {"overlap": {"enabled": False}}}
    )
    root = parsed(report, "zh")
    assert [child.tag for child in case(root, "overlap")] == ["skipped"]
    assert case(root, "gap").find("skipped") is None


def test_the_marks_are_properties(planted: AuditReport) -> None:
    found = {each.get("name"): each.get("value") for each in parsed(planted, "zh").iter("property")}
    assert found == {
        "audience": "内部资料",
        "review_number": "审图号：（未送审）",
        "classification": "密级：（未定）",
    }
