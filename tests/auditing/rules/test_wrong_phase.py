from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, square


def test_a_parcel_of_one_phase_on_another_is_reported_once(park):
    shapes = [square(0, 0, 100), square(100, 0, 100), square(150, 50, 20, 80)]
    report = gk.audit(park, make_parcels(shapes, phase=["phase-1", "phase-2", "phase-1"]))
    (finding,) = findings_of(report, "wrong_phase")
    assert (finding.subjects, finding.measured) == (("C",), pytest.approx(1000))
    assert findings_of(report, "overlap") == []


def test_a_parcel_of_a_later_phase_on_the_first_is_reported(park):
    report = gk.audit(
        park, make_parcels([square(0, 0, 100), square(20, 120, 50)], phase=["phase-2", "phase-1"])
    )
    assert [each.subjects for each in findings_of(report, "wrong_phase")] == [("A",)]


def test_a_parcel_in_its_own_phase_passes(park):
    report = gk.audit(park, make_parcels([square(100, 0, 100)], phase=["2期"]))
    assert findings_of(report, "wrong_phase") == []


def test_a_phase_whose_outline_is_schematic_lies_nowhere(tmp_path):
    line = '[zones.boundary]\nfile = "{0}.geojson"\nbasis = "schematic"\n'
    zone = '[[zones]]\nid = "{0}"\nkind = "phase"\nname = {{ zh = "{0}", en = "{0}" }}\n' + line
    outlines = {"one.geojson": square(0, 0, 100), "two.geojson": square(100, 0, 100)}
    park = make_park(tmp_path, zone.format("one") + zone.format("two"), outlines=outlines)
    report = gk.audit(park, make_parcels([square(110, 10, 50)], phase=["one"]))
    assert findings_of(report, "wrong_phase") == []
    assert len(findings_of(report, "schematic_geometry")) == 2
