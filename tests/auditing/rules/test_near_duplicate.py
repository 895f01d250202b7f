from __future__ import annotations

import pytest
from rule_cases import rules_of

import geokit as gk
from geokit.testing import make_parcels, square

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
