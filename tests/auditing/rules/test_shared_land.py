"""overlap, duplicate, contained, sliver and gap: one fault, one finding."""

from __future__ import annotations

from itertools import permutations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import geokit as gk
from geokit.auditing.rule import load_rules
from geokit.testing import findings_of, make_parcels, ring, square

SMALL_IS_FINE = {"rules": {"small_parcel": {"enabled": False}}}


def rules_of(*shapes: shapely.Geometry) -> list[tuple[str, tuple[str, ...]]]:
    report = gk.audit(parcels=make_parcels(shapes), settings=SMALL_IS_FINE)
    return [(finding.rule, finding.subjects) for finding in report.findings]


def test_neighbours_that_share_an_edge_pass():
    assert rules_of(square(0, 0, 10), square(10, 0, 10)) == []


def test_neighbours_that_share_a_corner_pass():
    assert rules_of(square(0, 0, 10), square(10, 10, 10)) == []


def test_an_overlap_is_found_with_its_area():
    report = gk.audit(parcels=make_parcels([square(0, 0, 100), square(98, 0, 100)]))
    (finding,) = report.findings
    assert (finding.rule, finding.subjects, finding.unit) == ("overlap", ("A", "B"), "m2")
    assert finding.measured == pytest.approx(200)
    assert shapely.area(finding.geometry) == pytest.approx(200)
    assert finding.message("en").startswith("parcels A and B overlap by 200.00 m² (0.300 mu)")


def test_the_same_parcel_twice_is_one_duplicate():
    again = ring((10, 10), (10, 0), (0, 0), (0, 10))
    assert rules_of(square(0, 0, 10), again) == [("duplicate", ("A", "B"))]


def test_three_copies_are_three_pairs():
    assert {rule for rule, _ in rules_of(*[square(0, 0, 10)] * 3)} == {"duplicate"}


def test_a_parcel_inside_another_is_contained_and_comes_first():
    assert rules_of(square(0, 0, 100), square(40, 40, 10)) == [("contained", ("B", "A"))]
    assert rules_of(square(40, 40, 10), square(0, 0, 100)) == [("contained", ("A", "B"))]


def test_a_parcel_in_the_hole_of_another_passes():
    yard = square(0, 0, 100).difference(square(40, 40, 10))
    assert rules_of(yard, square(40, 40, 10)) == []


def test_a_thin_overlap_is_a_sliver_and_follows_the_accuracy_class():
    shapes = [square(0, 0, 100), square(99.84, 0, 100)]
    assert rules_of(*shapes) == [("overlap", ("A", "B"))]
    report = gk.audit(parcels=make_parcels(shapes), settings={"accuracy_class": 3})
    assert [finding.rule for finding in report.findings] == ["sliver"]


def test_what_is_below_the_tolerance_is_ignored():
    assert rules_of(square(0, 0, 10), square(9.9999, 0, 10)) == []


def frame_around(width: float) -> list[shapely.Polygon]:
    """Four parcels around a hole of 100 m by `width`."""
    return [
        square(-10, -10, 120, 10),
        square(-10, width, 120, 10),
        square(-10, 0, 10, width),
        square(100, 0, 10, width),
    ]


def test_a_hole_between_parcels_is_a_gap():
    (finding,) = gk.audit(parcels=make_parcels(frame_around(4)), settings=SMALL_IS_FINE).findings
    assert (finding.rule, finding.subjects) == ("gap", ("A", "B", "C", "D"))
    assert finding.measured == pytest.approx(400)


def test_a_thin_hole_is_a_sliver():
    (finding,) = gk.audit(parcels=make_parcels(frame_around(0.05)), settings=SMALL_IS_FINE).findings
    assert (finding.rule, finding.measured) == ("sliver", pytest.approx(5))


def test_a_hole_that_is_open_is_no_gap():
    assert rules_of(*frame_around(4)[:3]) == []


def test_the_order_of_the_parcels_does_not_change_the_report():
    shapes = [square(0, 0, 100), square(98, 0, 100), square(20, 20, 5), square(0, 0, 100)]
    reports = set()
    for order in permutations(range(4)):
        table = make_parcels([shapes[at] for at in order]).assign(id=["ABCD"[at] for at in order])
        findings = gk.audit(parcels=table).findings
        reports.add(tuple((each.rule, tuple(sorted(each.subjects)), each.fingerprint) for each in findings))
    assert len(reports) == 1


@given(
    st.tuples(*[st.floats(0, 60)] * 2, *[st.floats(1, 60)] * 2),
    st.tuples(*[st.floats(0, 60)] * 2, *[st.floats(1, 60)] * 2),
)
def test_a_pair_gets_at_most_one_finding_and_its_area_is_exact(one, other):
    shapes = [square(*one), square(*other)]
    report = gk.audit(parcels=make_parcels(shapes), settings=SMALL_IS_FINE)
    shared = shapely.area(shapely.intersection(*shapes))
    if shared > 0.011:
        (finding,) = report.findings
        assert finding.measured == pytest.approx(shared, abs=1e-6)
        assert finding.rule in ("overlap", "duplicate", "near_duplicate", "contained", "sliver")
    elif shared < 0.009:
        assert report.findings == ()


@pytest.mark.parametrize("name", ["overlap", "duplicate", "contained", "gap", "sliver"])
def test_a_rule_can_be_switched_off(name):
    shapes = [square(0, 0, 100), square(98, 0, 100), square(0, 0, 100), square(5, 5, 5), *frame_around(4)]
    off = gk.audit(parcels=make_parcels(shapes), settings={"rules": {name: {"enabled": False}}})
    assert findings_of(off, name) == []
    assert name in load_rules()
