from __future__ import annotations

import pytest

import geokit as gk
from geokit.testing import EAST_M, NORTH_M, findings_of, make_parcels, make_park, ring, square

BOUNDARY = '[boundary]\nfile = "outline.geojson"\nbasis = "{basis}"\n'


def beside_the_line(folder, *shapes, basis="approved", settings=None):
    park = make_park(
        folder, BOUNDARY.format(basis=basis), outlines={"outline.geojson": square(0, 0, 400, 300)}
    )
    return gk.audit(park, make_parcels(shapes), settings=settings)


def test_corners_on_the_line_or_far_from_it_pass(tmp_path):
    report = beside_the_line(tmp_path, square(0, 0, 100), square(100, 1, 100), square(200, 0.0008, 100))
    assert findings_of(report, "vertex_off_boundary") == []


def test_a_corner_beside_the_line_is_named_with_its_distance(tmp_path):
    shape = ring((0, 0), (100, 0.06), (100, 100), (0, 100))
    (finding,) = findings_of(beside_the_line(tmp_path, shape), "vertex_off_boundary")
    assert (finding.subjects, finding.unit, finding.measured) == (("A",), "m", pytest.approx(0.06))
    assert finding.message("en").startswith("corner J2 of parcel A lies 0.060 m off the park's line")
    assert (finding.geometry.x - EAST_M, finding.geometry.y - NORTH_M) == (
        pytest.approx(100),
        pytest.approx(0.06),
    )


def test_a_corner_that_parcels_share_is_one_finding(tmp_path):
    shapes = [
        ring((0, 0), (100, 0.06), (100, 100), (0, 100)),
        ring((100, 0.06), (200, 0), (200, 100), (100, 100)),
    ]
    (finding,) = findings_of(beside_the_line(tmp_path, *shapes), "vertex_off_boundary")
    assert finding.subjects == ("A", "B")
    assert "corner J2 of parcel A, corner J1 of parcel B" in finding.message("en")


def test_corners_along_one_line_are_a_finding_each(tmp_path):
    shape = ring((0.06, 50), (50, 0.06), (60, 0.06), (200, 150), (60, 200), (0.06, 60))
    found = findings_of(beside_the_line(tmp_path, shape), "vertex_off_boundary")
    places = {(round(each.geometry.x - EAST_M, 2), round(each.geometry.y - NORTH_M, 2)) for each in found}
    assert (len(found), places) == (4, {(0.06, 50), (50, 0.06), (60, 0.06), (0.06, 60)})


def test_a_corner_outside_is_left_to_the_parcel_that_is_outside(tmp_path):
    report = beside_the_line(tmp_path, ring((0, 0), (100, -0.06), (100, 100), (0, 100)))
    assert [finding.rule for finding in report.findings] == ["outside_boundary", "uncovered"]


def test_a_corner_inside_is_named_of_a_parcel_that_is_outside_elsewhere(tmp_path):
    shape = ring((0, 0), (100, -0.06), (200, 0.06), (200, 100), (0, 100))
    report = beside_the_line(tmp_path, shape)
    assert [finding.subjects for finding in findings_of(report, "outside_boundary")] == [("A",)]
    (finding,) = findings_of(report, "vertex_off_boundary")
    assert "corner J3 of parcel A lies 0.060 m off" in finding.message("en")


def test_how_near_follows_the_accuracy_class_and_is_a_setting(tmp_path):
    shape = ring((0, 0), (100, 0.2), (100, 100), (0, 100))
    for name, settings, found in (
        ("1", None, 0),
        ("2", {"accuracy_class": 3}, 1),
        ("3", {"rules": {"vertex_off_boundary": {"within_m": 0.25}}}, 1),
    ):
        report = beside_the_line(tmp_path / name, shape, settings=settings)
        assert len(findings_of(report, "vertex_off_boundary")) == found


def test_beside_a_schematic_outline_no_corner_is_looked_at(tmp_path):
    shape = ring((0, 0), (100, 0.06), (100, 100), (0, 100))
    report = beside_the_line(tmp_path, shape, basis="schematic")
    assert findings_of(report, "vertex_off_boundary") == []
