from __future__ import annotations

import pytest
from rule_cases import SMALL_IS_FINE, faults_between, frame_around

import geokit as gk
from geokit.testing import make_parcels, square


def test_a_thin_overlap_is_a_sliver_and_follows_the_accuracy_class():
    shapes = [square(0, 0, 100), square(99.84, 0, 100)]
    assert faults_between(*shapes) == [("overlap", ("A", "B"))]
    report = gk.audit(parcels=make_parcels(shapes), settings={"accuracy_class": 3})
    assert [finding.rule for finding in report.findings] == ["sliver"]


def test_a_thin_hole_is_a_sliver():
    (finding,) = gk.audit(parcels=make_parcels(frame_around(0.05)), settings=SMALL_IS_FINE).findings
    assert (finding.rule, finding.measured) == ("sliver", pytest.approx(5))
    assert (finding.allowed, finding.unit, finding.severity) == (0.01, "m2", gk.Severity.WARNING)
    assert finding.geometry.area == pytest.approx(5)
