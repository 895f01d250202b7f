"""near_duplicate, stacked_plan, double_acquired, groups of copies, and pairs of two stages."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.coverage import crowds
from geokit.testing import findings_of, make_parcels, make_park, square


def rules_of(*shapes, settings=None, **columns):
    report = gk.audit(parcels=make_parcels(shapes, **columns), settings=settings)
    return [(finding.rule, finding.subjects) for finding in report.findings]


NEAR = [square(0, 0, 100), square(2, 0, 100)]


def test_two_versions_of_a_parcel_are_nearly_duplicate():
    (finding,) = gk.audit(parcels=make_parcels(NEAR)).findings
    assert (finding.rule, finding.subjects) == ("near_duplicate", ("A", "B"))
    assert finding.measured == pytest.approx(9800)
    assert "98.0% of the one and 98.0% of the other" in finding.message("en")


def test_parcels_that_cover_less_of_each_other_overlap():
    assert rules_of(square(0, 0, 100), square(6, 0, 100)) == [("overlap", ("A", "B"))]


def test_the_share_is_a_setting_and_the_rule_can_be_switched_off():
    for options in ({"share": 0.99}, {"enabled": False}):
        assert rules_of(*NEAR, settings={"rules": {"near_duplicate": options}}) == [("overlap", ("A", "B"))]


def test_one_that_almost_fills_another_from_inside_is_nearly_duplicate_before_contained():
    assert rules_of(square(0, 0, 100), square(1, 1, 98)) == [("near_duplicate", ("A", "B"))]
    assert rules_of(square(0, 0, 100), square(1, 1, 90)) == [("contained", ("B", "A"))]


@pytest.mark.parametrize(
    "shapes", [NEAR, [NEAR[0]] * 2, [NEAR[0], square(50, 0, 100)], [NEAR[0], square(5, 5, 15)]]
)
def test_parcels_of_two_stages_lie_on_each_other_by_right(shapes):
    # Whether the later one reaches beyond the earlier is another question.
    settings = {"rules": {"beyond_stage": {"enabled": False}}}
    assert rules_of(*shapes, settings=settings, stage=["approved", "supplied"]) == []
    assert len(rules_of(*shapes, settings=settings, stage=["approved", None])) == 1
    assert len(rules_of(*shapes, settings=settings, stage=["批准", "报批"])) == 1


BATCHES = {"stage": ["acquired"] * 2, "batch": ["2022-1", "2024-3"]}


def test_land_of_two_acquired_batches_was_acquired_twice():
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(90, 0, 100)], **BATCHES))
    (finding,) = report.findings
    assert (finding.rule, finding.measured) == ("double_acquired", pytest.approx(1000))
    assert "A (2022-1) and B (2024-3) acquire 1,000.00 m² (1.500 mu)" in finding.message("en")


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"acquired_on": ["2022-05-01", "2024-01-15"]}, "double_acquired"),
        ({"acquired_on": ["2022-05-01", None]}, "overlap"),
        ({"stage": ["stored"] * 2, "stored_on": ["2022-05-01", "2023-05-01"]}, "double_acquired"),
        ({"stage": ["acquired"] * 2, "batch": ["2022-1"] * 2}, "overlap"),
        ({"stage": ["approved"] * 2, "batch": ["2022-1", "2024-3"]}, "overlap"),
    ],
)
def test_an_acquisition_is_a_date_or_a_stage_with_a_batch(columns, rule):
    assert rules_of(square(0, 0, 100), square(90, 0, 100), **columns) == [(rule, ("A", "B"))]


def test_a_sliver_is_no_acquisition_and_the_rule_can_be_switched_off():
    assert rules_of(square(0, 0, 100), square(99.9, 0, 100), **BATCHES) == [("sliver", ("A", "B"))]
    settings = {"rules": {"double_acquired": {"enabled": False}}}
    assert rules_of(*[square(0, 0, 100), square(90, 0, 100)], settings=settings, **BATCHES) == [
        ("overlap", ("A", "B"))
    ]


def rows(count, width, *, east=0.0):
    """Parcels of one height, side by side over 240 m."""
    return [square(east + width * at, 0, width, 100) for at in range(count)]


STACK = [*rows(4, 60), *rows(3, 80)]


def test_a_plan_drawn_again_is_one_finding():
    (finding,) = gk.audit(parcels=make_parcels(STACK, phase=["一期"] * 4 + ["二期"] * 3)).findings
    assert (finding.rule, finding.subjects) == ("stacked_plan", tuple("ABCDEFG"))
    assert finding.measured == pytest.approx(24_000)
    assert finding.fields["right"] == ("E", "F", "G")
    assert shapely.area(finding.geometry) == pytest.approx(24_000)
    assert "4 parcels (一期) and 3 parcels (二期) are two plans" in finding.message("en")
    assert "100% of the smaller plan" in finding.message("en")


def test_plans_are_named_by_their_parcels_where_nothing_else_tells():
    (finding,) = gk.audit(parcels=make_parcels(STACK)).findings
    assert "3 parcels (E, F, G)" in finding.message("en")


@pytest.mark.parametrize(
    "options", [{"enabled": False}, {"min_parcels": 8}, {"min_per_side": 4}, {"covered_share": 1.0}]
)
def test_what_is_no_stack_is_reported_pair_by_pair(options):
    shapes = [*rows(4, 60), *rows(3, 80, east=1)]
    found = rules_of(*shapes, settings={"rules": {"stacked_plan": options}})
    assert [rule for rule, _ in found] == ["contained", *["overlap"] * 5]


def test_parcels_that_overlap_their_neighbours_are_no_stack():
    found = rules_of(*[square(50 * at, 0, 60, 100) for at in range(8)])
    assert [rule for rule, _ in found] == ["overlap"] * 7


def test_a_slightly_moved_plan_is_one_stack_and_not_as_many_near_duplicates():
    grid = [square(60 * column, 60 * row, 60) for row in range(3) for column in range(3)]
    again = [shapely.transform(shape, lambda xy: xy + np.array([0.7, 0.4])) for shape in grid]
    ((rule, subjects),) = rules_of(*grid, *again)
    assert (rule, len(subjects)) == ("stacked_plan", 18)


def test_an_overlap_within_one_of_the_plans_stays_a_finding_of_its_own():
    shapes = [*rows(4, 60), *rows(2, 80), square(159, 0, 81, 100)]
    assert rules_of(*shapes) == [("overlap", ("F", "G")), ("stacked_plan", tuple("ABCDEFG"))]


def test_sloppy_neighbours_far_from_the_stack_are_no_part_of_it():
    sloppy = [square(239.9 + 59.9 * at, 0, 60, 100) for at in range(6)]
    found = dict(rules_of(*STACK, *sloppy))
    assert found["stacked_plan"] == tuple("ABCDEFG")
    assert "sliver" in found


def test_a_plan_on_another_phases_land_is_no_wrong_phase_besides(tmp_path):
    zone = """
[[zones]]
id = "phase-{0}"
kind = "phase"
name = {{ zh = "{0}期", en = "phase {0}" }}
[zones.boundary]
file = "phase-{0}.geojson"
basis = "approved"
"""
    outlines = {"phase-1.geojson": square(0, 0, 240, 100), "phase-2.geojson": square(300, 0, 240, 100)}
    park = make_park(tmp_path, zone.format(1) + zone.format(2), outlines=outlines)
    report = gk.audit(park, make_parcels(STACK, phase=["phase-1"] * 4 + ["phase-2"] * 3))
    assert [finding.rule for finding in report.findings] == ["stacked_plan"]


def test_stacks_and_copies_do_not_depend_on_the_order_of_the_parcels():
    shapes, ids = [*STACK, *[square(500, 0, 10)] * 5], np.array(list("ABCDEFGHIJKL"))
    reports = set()
    for seed in range(6):
        order = np.random.default_rng(seed).permutation(len(ids))
        table = make_parcels([shapes[at] for at in order]).assign(id=ids[order])
        findings = gk.audit(parcels=table).findings
        reports.add(tuple((each.rule, each.subjects, each.message("en")) for each in findings))
    assert len(reports) == 1


@pytest.mark.parametrize("count", [4, 16, 17, 40])
def test_many_copies_are_one_finding(count):
    ids = [f"P{at:02d}" for at in range(count)]
    table = make_parcels([square(0, 0, 100)] * count).assign(id=ids)
    (finding,) = gk.audit(parcels=table).findings
    assert (finding.rule, finding.subjects, finding.measured) == (
        "duplicate",
        tuple(ids),
        pytest.approx(10_000),
    )
    assert finding.message("en").startswith(f"{count} parcels are the same land")


@pytest.mark.parametrize("count", [5, 20])
def test_one_of_many_copies_is_compared_with_the_others(count):
    shapes = [square(90, 0, 100), *[square(0, 0, 100)] * count]
    table = make_parcels(shapes).assign(id=["X", *(f"P{at:02d}" for at in range(count))])
    found = [(finding.rule, finding.subjects) for finding in gk.audit(parcels=table).findings]
    assert found[1] == ("overlap", ("P00", "X"))
    assert [rule for rule, _ in found] == ["duplicate", "overlap"]


def test_copies_of_five_stages_are_no_fault_and_copies_of_one_stage_are():
    stages = ["planned", "approved", "acquired", "stored", "supplied"]
    assert rules_of(*[square(0, 0, 100)] * 5, stage=stages) == []
    found = rules_of(*[square(0, 0, 100)] * 6, stage=["approved"] * 4 + ["supplied"] * 2)
    assert found == [("duplicate", tuple("ABCD")), ("duplicate", ("E", "F"))]
    found = rules_of(*[square(0, 0, 100)] * 6, stage=[*stages, None])
    assert found == [("duplicate", tuple("ABCDEF"))]


def test_land_counted_three_times_is_taken_once(tmp_path):
    toml = """
[[zones]]
id = "phase-1"
kind = "phase"
name = { zh = "一期", en = "phase 1" }
[zones.declared_area]
text = "15亩"
kind = "net"
source = "test"
as_of = "2024"
"""
    park = make_park(tmp_path, toml)
    for count in (3, 20):
        report = gk.audit(park, make_parcels([square(0, 0, 100)] * count, phase=["phase-1"] * count))
        assert findings_of(report, "total_mismatch") == []


def test_what_a_heap_leaves_out_is_said_in_both_languages(monkeypatch):
    for name, value in {"MANY_NEIGHBOURS": 5, "LARGE_CLUSTER": 10, "MANY_PAIRS": 20}.items():
        monkeypatch.setattr(crowds, name, value)
    report = gk.audit(make_parcels([square(at, 0, 100, 50 + at) for at in range(20)]))
    [crowd] = [each for each in report.findings if "pairs" in each.fields]
    # Each of twenty is compared with the next.
    assert "20 parcels lie on each other" in crowd.message("en")
    assert "up to 171 pairs were not compared" in crowd.message("en")
    assert "至多 171 对未比较" in crowd.message("zh")
