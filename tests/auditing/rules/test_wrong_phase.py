from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def test_a_parcel_of_one_phase_on_another_is_reported_once(park):
    shapes = [square(0, 0, 100), square(100, 0, 100), square(150, 50, 20, 80)]
    report = gk.audit(park, make_parcels(shapes, phase=["phase-1", "phase-2", "phase-1"]))
    (finding,) = findings_of(report, "wrong_phase")
    assert (finding.subjects, finding.measured) == (("C",), pytest.approx(1000))
    assert findings_of(report, "overlap") == []


def test_a_parcel_in_its_own_phase_passes(park):
    report = gk.audit(park, make_parcels([square(100, 0, 100)], phase=["2期"]))
    assert findings_of(report, "wrong_phase") == []
