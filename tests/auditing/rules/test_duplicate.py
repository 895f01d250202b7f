from __future__ import annotations

import pytest
from rule_cases import faults_between, rules_of

import geokit as gk
from geokit.testing import make_parcels, ring, square


def test_the_same_parcel_twice_is_one_duplicate():
    again = ring((10, 10), (10, 0), (0, 0), (0, 10))
    assert faults_between(square(0, 0, 10), again) == [("duplicate", ("A", "B"))]


def test_three_copies_are_three_pairs():
    assert {rule for rule, _ in faults_between(*[square(0, 0, 10)] * 3)} == {"duplicate"}


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
