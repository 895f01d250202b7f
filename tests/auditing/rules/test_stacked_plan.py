from __future__ import annotations

import numpy as np
import pytest
import shapely
from rule_cases import rules_of

import geokit as gk
from geokit.testing import make_parcels, make_park, square


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
