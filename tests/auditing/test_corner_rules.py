"""What the rules that look at corners share: degrees, invalid outlines and specks."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from rule_cases import SPIKED, audit_shapes

import geokit as gk
from geokit.auditing.corners import Corners
from geokit.testing import findings_of, make_parcels, ring, square


@pytest.mark.parametrize("rule", ["spike", "short_edge", "small_parcel"])
def test_degrees_without_a_system_are_not_taken_for_metres(rule):
    assert audit_shapes([shapely.box(116.7, 23.4, 116.7000001, 23.5)], rule, crs=None) == []


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), ring((0, 0), (9, 9), (9, 0), (0, 8))])
@pytest.mark.parametrize("rule", ["spike", "short_edge", "small_parcel"])
def test_what_is_no_valid_polygon_is_left_to_its_own_rule(shape, rule):
    assert audit_shapes([shape], rule) == []


@pytest.mark.parametrize(
    "speck", [square(300, 0, 0.0005), square(0, 0, 100).difference(square(50, 50, 0.0005))]
)
def test_a_ring_smaller_than_the_snapping_distance_is_audited_too(speck):
    report = gk.audit(parcels=make_parcels([speck, SPIKED]))
    assert ("spike", ("B",)) in {(finding.rule, finding.subjects) for finding in report.findings}
    assert {finding.subjects for finding in findings_of(report, "short_edge")} == {("A",)}


def test_corners_by_parcel_are_those_of_each_alone():
    parcel, number = np.array([2, 2, 5, 7, 7, 7]), np.array([1, 3, 4, 1, 2, 9])
    x, value = np.arange(6.0), np.array([0.5, 0.25, 1.0, 3.0, 2.0, 4.0])
    corners = Corners(parcel, number, x, x + 100, value)
    assert [tuple(each) for each in corners.by_parcel()] == [
        (2, ["J1", "J3"], 0.25, shapely.MultiPoint([(0, 100), (1, 101)])),
        (5, ["J4"], 1.0, shapely.Point(2, 102)),
        (7, ["J1", "J2", "J9"], 2.0, shapely.MultiPoint([(3, 103), (4, 104), (5, 105)])),
    ]
    assert list(Corners.joined([]).by_parcel()) == []
