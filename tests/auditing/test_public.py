"""Whom a finding concerns stands in its fields: in its subjects, and in what it mentions besides."""

from __future__ import annotations

import re
from datetime import date

import pytest

import geokit as gk
from geokit.auditing.redaction import public_report
from geokit.auditing.registry import load_rules
from geokit.testing import findings_of, make_parcels, square

TODAY = date(2026, 2, 1)


@pytest.fixture(scope="module")
def planted() -> gk.AuditReport:
    return gk.audit_catalog(gk.load_catalog(gk.example_folder()), today=TODAY)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_names_a_parcel_that_its_fields_do_not(planted, language):
    ids = sorted(planted.audited[0].parcels["id"].dropna(), key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, ids)))
    said = [finding for finding in planted.findings if finding.mentions is not None]
    assert len({finding.rule for finding in said}) > 8
    for finding in said:
        named = set(known.findall(finding.message(language)))
        assert named <= {*finding.subjects, *finding.mentions}, finding


def test_rules_that_may_speak_of_others_than_their_subjects_are_known():
    # What they find of planned parcels is not for the public, whoever their subjects are.
    silent = {name for name, rule in load_rules().items() if not rule.is_on_subjects_alone}
    assert silent == {
        "classified_extent", "crs_missing", "crs_mixed", "duplicate_id", "irregular_file", "ledger_mismatch",
        "reference_overlap", "stacked_plan", "stale_baseline", "submission_mismatch", "uncovered", "unreadable_record",
    }  # fmt: skip


def test_land_that_is_summed_up_is_mentioned(planted):
    (uncovered,) = findings_of(planted, "uncovered")
    assert len(uncovered.mentions) == len(planted.audited[0].parcels)
    assert uncovered not in public_report(planted).findings


def test_the_parcels_that_one_lies_on_are_mentioned():
    plots = [square(0, 0, 100), square(50, 0, 100)]
    report = gk.audit(make_parcels(plots, id=["batch", "plot"], stage=["approved", "supplied"]), today=TODAY)
    (finding,) = findings_of(report, "beyond_stage")
    assert (finding.subjects, finding.mentions) == (("plot",), ("batch",))


def test_a_total_that_a_planned_parcel_is_part_of_is_not_for_the_public():
    park = gk.load_catalog(gk.example_folder()).parks[0]
    built = park.zones[0]
    plots = [square(300 * at, 0, 100) for at in range(2)]
    for stages, is_shown in ((["approved", "approved"], True), (["approved", "planned"], False)):
        table = make_parcels(plots, id=["A", "B"], phase=[built.id] * 2, stage=stages)
        report = gk.audit(park, table, today=TODAY)
        assert [each.mentions for each in findings_of(report, "total_mismatch") if each.mentions] == [
            ("A", "B")
        ]
        shown = [
            each for each in public_report(report).findings if each.rule == "total_mismatch" and each.mentions
        ]
        assert bool(shown) is is_shown


def test_an_approval_of_the_future_is_not_announced():
    table = make_parcels([square(0, 0, 10)], stage=["approved"], approved_on=["2026-12-01"])
    days = {date(2026, 2, 1): 0, date(2026, 12, 1): 1}
    for today, count in days.items():
        assert len(public_report(gk.audit(table, today=today)).audited[0].parcels) == count


def test_nothing_of_a_hidden_parcel_is_left_in_the_table():
    table = make_parcels([square(0, 0, 10)], stage=["approved"], village=["下村"], source=["a.shp"], line=[7])
    shown = public_report(gk.audit(table.assign(owner="x"), today=TODAY)).audited[0].parcels
    assert shown.loc[0, ["village", "source", "line"]].tolist() == [None, None, -1]
    assert "owner" not in shown
    assert shown.attrs == {}
