from __future__ import annotations

from rule_cases import faults_between

from geokit.testing import square


def test_a_parcel_inside_another_is_contained_and_comes_first():
    assert faults_between(square(0, 0, 100), square(40, 40, 10)) == [("contained", ("B", "A"))]
    assert faults_between(square(40, 40, 10), square(0, 0, 100)) == [("contained", ("A", "B"))]


def test_a_parcel_in_the_hole_of_another_passes():
    yard = square(0, 0, 100).difference(square(40, 40, 10))
    assert faults_between(yard, square(40, 40, 10)) == []
