from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, square


def test_a_parcel_that_ends_on_the_line_passes(park):
    report = gk.audit(park, make_parcels([square(0, 0, 100)]))
    assert findings_of(report, "outside_boundary") == []


def test_land_outside_the_park_is_found(park):
    report = gk.audit(park, make_parcels([square(-3, 0, 100), square(500, 500, 10)]))
    found = {finding.subjects: finding.measured for finding in findings_of(report, "outside_boundary")}
    assert found == {("A",): pytest.approx(300), ("B",): pytest.approx(100)}


def test_a_thin_strip_outside_is_a_warning(park):
    (finding,) = findings_of(gk.audit(park, make_parcels([square(-0.05, 0, 100)])), "outside_boundary")
    assert finding.severity is gk.Severity.WARNING


def test_a_schematic_outline_is_no_line(schematic_park):
    report = gk.audit(schematic_park, make_parcels([square(500, 500, 100)]))
    assert [finding.rule for finding in report.findings] == ["schematic_geometry"]
