from __future__ import annotations

import pytest
from rule_cases import SMALL_IS_FINE, faults_between, frame_around

import geokit as gk
from geokit.testing import make_parcels


def test_a_hole_between_parcels_is_a_gap():
    (finding,) = gk.audit(parcels=make_parcels(frame_around(4)), settings=SMALL_IS_FINE).findings
    assert (finding.rule, finding.subjects) == ("gap", ("A", "B", "C", "D"))
    assert finding.measured == pytest.approx(400)


def test_a_hole_that_is_open_is_no_gap():
    assert faults_between(*frame_around(4)[:3]) == []
