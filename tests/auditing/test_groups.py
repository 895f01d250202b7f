"""Findings that are one mistake are one group; what differs is not."""

from dataclasses import replace

import pytest

import geokit as gk
from geokit.auditing.findings import Finding, Severity, group_findings
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice
from geokit.testing import findings_of, make_parcels, square


def audited(declared_m2, **columns):
    shapes = [square(200 * at, 0, 100) for at in range(len(declared_m2))]
    ids = [f"P{at:03d}" for at in range(len(shapes))]
    return gk.audit(parcels=make_parcels(shapes, id=ids, declared_m2=declared_m2, **columns))


@pytest.mark.parametrize(
    ("factor", "true", "told"),
    [
        (15, "mu", "ha"),
        (1 / 15, "ha", "mu"),
        (10_000, "m²", "ha"),
        (2000 / 3, "m²", "mu"),
        (1e-4, "ha", "m²"),
    ],
)
def test_one_wrong_unit_is_one_cause(factor, true, told):
    mismatches = findings_of(audited([10_000 * factor] * 56), "area_mismatch")
    (group,) = group_findings(mismatches)
    assert len(group.findings) == 56
    assert group.tally == "56 ×"
    assert f"figures in {true} had been taken for {told}" in group.cause.words.en
    assert group.cause.words.zh.startswith("各宗均相差约")


def test_an_area_that_is_wrong_by_itself_is_another_cause():
    mismatches = findings_of(audited([150_000] * 6 + [12_000, 8_000]), "area_mismatch")
    assert sorted(len(group.findings) for group in group_findings(mismatches)) == [1, 1, 6]


def test_remarks_of_one_kind_are_one_cause():
    words = Words(zh="{file}：{notice}", en="{file}: {notice}")

    def remark(code, file):
        notice = Notice(code, "甲", "a", line=3)
        return Finding("irregular_file", Severity.WARNING, (file,), words, {"file": file, "notice": notice})

    found = [remark("blank_id", "a.txt"), remark("ring_open", "a.txt"), remark("blank_id", "b.txt")]
    assert [len(group.findings) for group in group_findings(found)] == [2, 1]


def test_severity_field_and_park_part_groups():
    words = Words(zh="“{field}”为空", en="“{field}” is empty")
    one = Finding(
        "missing_field", Severity.WARNING, ("A",), words, {"field": Words(zh="编号", en="id"), "count": 1}
    )
    others = [
        replace(one, subjects=("B",), fields={**one.fields, "count": 7}),
        replace(one, severity=Severity.ERROR),
        replace(one, fields={"field": Words(zh="期次", en="phase")}),
        replace(one, park="other"),
    ]
    assert [len(group.findings) for group in group_findings([one, *others])] == [2, 1, 1, 1]


def test_groups_hold_every_finding_once_in_the_order_of_the_report():
    report = audited([150_000] * 30 + [10_000] * 5)
    members = [finding for group in group_findings(report.findings) for finding in group.findings]
    assert sorted(map(id, members)) == sorted(map(id, report.findings))
    for group in group_findings(report.findings):
        positions = [report.findings.index(finding) for finding in group.findings]
        assert positions == sorted(positions)


def test_the_facts_stay_a_finding_each():
    report = audited([150_000] * 56)
    assert report.counts[Severity.ERROR] == 56
    assert (report.to_frame()["rule"] == "area_mismatch").sum() == 56
    assert "cause" not in report.to_frame()
