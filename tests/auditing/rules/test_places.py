"""outside_boundary, uncovered, wrong_phase, unknown_phase: parcels against the park's lines."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, ring, square

BOUNDARY = """
[boundary]
file = "outline.geojson"
basis = "{basis}"
"""
ZONE = """
[[zones]]
id = "phase-{number}"
kind = "phase"
name = {{ zh = "{number}期", en = "phase {number}" }}
[zones.boundary]
file = "phase-{number}.geojson"
basis = "approved"
"""
OUTLINES = {
    "outline.geojson": square(0, 0, 200, 100),
    "phase-1.geojson": square(0, 0, 100),
    "phase-2.geojson": square(100, 0, 100),
}


@pytest.fixture
def park(tmp_path):
    toml = BOUNDARY.format(basis="approved") + ZONE.format(number=1) + ZONE.format(number=2)
    return make_park(tmp_path, toml, outlines=OUTLINES)


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


def test_uncovered_land_is_information(park):
    (finding,) = findings_of(gk.audit(park, make_parcels([square(0, 0, 150, 100)])), "uncovered")
    assert (finding.severity, finding.measured) == (gk.Severity.INFO, pytest.approx(5000))
    assert "25.0%" in finding.message("en")


def test_what_is_uncovered_is_at_most_so_much_where_a_parcel_has_no_usable_outline(park):
    bow_tie = ring((150, 0), (200, 100), (200, 0), (150, 100))
    report = gk.audit(park, make_parcels([square(0, 0, 150, 100), bow_tie]))
    (finding,) = findings_of(report, "uncovered")
    assert finding.message("en").startswith("at most ")
    assert finding.message("en").endswith("parcels without a usable outline: 1")
    assert "至多有" in finding.message("zh")


def test_a_gap_is_not_counted_as_uncovered_again(park):
    ring = square(0, 0, 200, 100).difference(square(50, 50, 10))
    report = gk.audit(
        park,
        make_parcels([ring.intersection(square(0, 0, 55, 100)), ring.intersection(square(55, 0, 145, 100))]),
    )
    assert len(findings_of(report, "gap")) == 1
    assert findings_of(report, "uncovered") == []


def test_a_schematic_outline_is_no_line(tmp_path):
    park = make_park(tmp_path, BOUNDARY.format(basis="schematic"), outlines=OUTLINES)
    report = gk.audit(park, make_parcels([square(500, 500, 100)]))
    assert [finding.rule for finding in report.findings] == ["schematic_geometry"]


def test_a_parcel_of_one_phase_on_another_is_reported_once(park):
    shapes = [square(0, 0, 100), square(100, 0, 100), square(150, 50, 20, 80)]
    report = gk.audit(park, make_parcels(shapes, phase=["phase-1", "phase-2", "phase-1"]))
    (finding,) = findings_of(report, "wrong_phase")
    assert (finding.subjects, finding.measured) == (("C",), pytest.approx(1000))
    assert findings_of(report, "overlap") == []


def test_a_parcel_in_its_own_phase_passes(park):
    report = gk.audit(park, make_parcels([square(100, 0, 100)], phase=["2期"]))
    assert findings_of(report, "wrong_phase") == []


def test_an_unknown_phase_is_named(park):
    report = gk.audit(park, make_parcels([square(0, 0, 100), square(100, 0, 100)], phase=["phase-1", "四期"]))
    (finding,) = findings_of(report, "unknown_phase")
    assert finding.subjects == ("B",)
    assert "四期" in finding.message("en")
