from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from packed_shapes import shapes_of

from geokit.auditing.baselines.model import Acceptance, Accepted, BaselinedReport
from geokit.auditing.findings import sort_findings
from geokit.maps.audit import audit_map
from geokit.page.findings import compared_findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.auditing.report import AuditReport


@pytest.fixture
def report(make_report: Callable[..., AuditReport]) -> AuditReport:
    made = make_report()
    return replace(made, findings=sort_findings(made.findings))


@pytest.fixture
def earlier(report: AuditReport) -> AuditReport:
    """The audit before: the gap was not there, and an overlap was that is gone."""
    gap = next(finding for finding in report.findings if finding.rule == "gap")
    gone = replace(report.findings[0], subjects=("X", "Y"), fingerprint="")
    return replace(report, findings=sort_findings([*(set_without(report.findings, gap)), gone]))


def set_without(findings: Any, one: Any) -> list[Any]:
    return [finding for finding in findings if finding is not one]


@pytest.fixture
def baselined(report: AuditReport) -> BaselinedReport:
    gap = next(finding for finding in report.findings if finding.rule == "gap")
    entry = Acceptance(rule="gap", subjects=("C",), park="linghai", reason="a ditch")
    gone = Acceptance(
        rule="overlap", subjects=("row:1",), place=(476_600, 2_595_800, 476_620, 2_595_820), crs="EPSG:4548"
    )
    kept = tuple(set_without(report.findings, gap))
    return BaselinedReport(kept, report.audited, report.today, accepted=(Accepted(gap, entry),), gone=(gone,))


def test_without_a_before_there_is_no_state(report: AuditReport) -> None:
    assert all(each.state is None for each in compared_findings(report, None, is_gcj02=False))
    assert "states" not in audit_map(report).page.data


def test_an_earlier_audit_tells_what_is_new_and_what_is_gone(
    report: AuditReport, earlier: AuditReport
) -> None:
    page: Any = audit_map(report, before=earlier).page.data
    told = {(item["rule"], *item["subjects"]): item["state"] for item in page["findings"]}
    assert told == {
        ("overlap", "A", "B"): "kept",
        ("gap", "C"): "new",
        ("total",): "kept",
        ("overlap", "X", "Y"): "gone",
    }
    assert [(line["key"], line["count"]) for line in page["states"]] == [
        ("new", 1),
        ("kept", 2),
        ("gone", 1),
    ]
    # The legend counts what the page holds, the gone one too.
    assert next(line["count"] for line in page["severities"] if line["key"] == "error") == 2


def test_a_baseline_tells_what_is_accepted_and_why(baselined: BaselinedReport) -> None:
    page: Any = audit_map(baselined).page.data
    told = {item["rule"]: item for item in page["findings"] if item["state"] != "gone"}
    assert told["gap"]["state"] == "accepted"
    assert told["gap"]["message"]["en"] == "apart (accepted: a ditch)"
    [gone] = [item for item in page["findings"] if item["state"] == "gone"]
    assert gone["message"] == {
        "zh": "row:1：“地块重叠”已不存在",
        "en": "row:1: “overlapping parcels” is found no more",
    }
    place = shapes_of(page["finding_shapes"])[page["findings"].index(gone)]
    assert place.exterior.coords[0] == pytest.approx([116.7719, 23.4627], abs=2e-3)


@pytest.mark.browser
def test_before_and_after_are_switched(
    open_page: Callable[..., Any], report: AuditReport, earlier: AuditReport
) -> None:
    opened = open_page(audit_map(report, before=earlier, language="en"), color_scheme="dark")
    shown = """[...document.querySelectorAll('.gk-finding-entry')].filter((node) => node.offsetParent)
      .map((node) => node.querySelector('.gk-state').textContent)"""
    drawn = "document.querySelectorAll('.gk-finding.is-gone').length"
    assert sorted(opened.run(shown)) == ["gone", "new", "still there", "still there"]
    opened.page.click('text="Now"')
    assert sorted(opened.run(shown)) == ["new", "still there", "still there"]
    assert opened.run(drawn) == 0
    opened.page.click("text=Before")
    assert sorted(opened.run(shown)) == ["gone", "still there", "still there"]
    assert opened.run(drawn) == 1
    assert opened.run("document.querySelector('.gk-times [aria-pressed=true]').textContent") == "Before"
    opened.page.click(".gk-language")
    assert "已消除" in opened.text(".gk-side")
    assert (opened.faults, opened.requests) == ([], [])
