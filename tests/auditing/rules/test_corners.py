"""spike, short_edge, small_parcel, narrow, vertex_off_boundary: parcels by their corners."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.errors import SettingsError
from geokit.testing import EAST_M, NORTH_M, findings_of, make_parcels, make_park, ring, square


def audit(shapes, rule, *, crs="EPSG:4548", **options):
    settings = {"rules": {rule: options}} if options else None
    return findings_of(gk.audit(parcels=make_parcels(shapes, crs=crs), settings=settings), rule)


# From (100, 0) out to (120, 30.5) and back.
SPIKED = ring((0, 0), (100, 0), (100, 30), (120, 30.5), (100, 31), (100, 60), (0, 60))
SLIT = ring((0, 0), (100, 0), (100, 30), (80, 30.5), (100, 31), (100, 60), (0, 60))


@pytest.mark.parametrize(("shape", "corner"), [(SPIKED, "J4"), (SLIT, "J4"), (shapely.reverse(SPIKED), "J5")])
def test_a_spike_is_found_with_its_corner_and_angle(shape, corner):
    (finding,) = audit([shape], "spike")
    assert finding.subjects == ("A",)
    assert f"at {corner}: 2.9°, below 5°" in finding.message("en")
    assert finding.geometry.x - EAST_M in (pytest.approx(120), pytest.approx(80))


@pytest.mark.parametrize(
    "shape",
    [
        square(0, 0, 100),
        ring((0, 0), (100, 0), (100, 8)),
        ring((0, 0), (50, 0), (100, 0), (100, 100), (0, 100)),
        square(0, 0, 100).difference(square(40, 40, 20)),
    ],
)
def test_right_angles_wedges_and_straight_lines_pass(shape):
    assert audit([shape], "spike", sharpest_deg=4.5) == []


def test_the_angle_is_a_setting():
    assert audit([SPIKED], "spike", sharpest_deg=2) == []
    with pytest.raises(SettingsError, match=r"rules\.spike\.sharpest_deg"):
        audit([SPIKED], "spike", sharpest_deg=0)


def test_a_corner_of_a_hole_is_numbered_on_after_the_outer_ring():
    hole = ring((40, 40), (60, 40), (60, 50), (70, 50.2), (60, 50.4), (60, 60), (40, 60))
    (finding,) = audit([square(500, 0, 10), square(0, 0, 100).difference(hole)], "spike")
    assert finding.subjects == ("B",)
    shape = shapely.get_coordinates(square(0, 0, 100).difference(hole))
    (at,) = np.flatnonzero(np.isclose(shape[:, 0], EAST_M + 70))
    # The closing point of the outer ring, the fifth, has no number of its own.
    assert f"at J{at}:" in finding.message("en")


def test_the_second_part_of_a_multipolygon_is_looked_at_too():
    (finding,) = audit([shapely.MultiPolygon([square(200, 0, 100), SPIKED])], "spike")
    assert "at J8:" in finding.message("en")


def test_a_spike_with_a_doubled_tip_is_found_all_the_same():
    tip = [(120, 30.5), (120, 30.5), (120.0004, 30.5)]
    doubled = ring((0, 0), (100, 0), (100, 30), *tip, (100, 31), (100, 60), (0, 60))
    (finding,) = audit([doubled], "spike")
    assert "at J4: 2.9°" in finding.message("en")


def test_a_short_edge_is_found_with_its_corner_and_length():
    shape = ring((0, 0), (100, 0), (100, 100), (99.997, 100), (0, 100))
    (finding,) = audit([shape], "short_edge")
    assert (finding.measured, finding.unit) == (pytest.approx(0.003), "m")
    assert "has edges shorter than 0.01 m from J3 (1 in all)" in finding.message("en")
    assert audit([shape], "short_edge", shortest_m=0.002) == []


def test_edges_from_the_limit_on_pass_and_a_point_given_twice_does_not():
    assert audit([ring((0, 0), (100, 0), (100, 100), (99.98, 100), (0, 100))], "short_edge") == []
    (finding,) = audit([ring((0, 0), (100, 0), (100, 100), (100, 100), (0, 100))], "short_edge")
    assert finding.measured == 0


def test_the_closing_point_is_no_edge_of_its_own():
    assert audit([square(0, 0, 100)], "short_edge") == []


def test_small_parcels_are_one_piece_of_information():
    (finding,) = audit([square(0, 0, 100), square(200, 0, 14), square(300, 0, 10)], "small_parcel")
    assert (finding.subjects, finding.severity, finding.measured) == (
        ("B", "C"),
        gk.Severity.INFO,
        pytest.approx(100),
    )
    assert "recalled" in finding.limit.in_words("en")
    assert audit([square(0, 0, 14.2)], "small_parcel") == []
    assert audit([square(0, 0, 14)], "small_parcel", smallest_m2=100) == []


@pytest.mark.parametrize("rule", ["spike", "short_edge", "small_parcel"])
def test_degrees_without_a_system_are_not_taken_for_metres(rule):
    assert audit([shapely.box(116.7, 23.4, 116.7000001, 23.5)], rule, crs=None) == []


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), ring((0, 0), (9, 9), (9, 0), (0, 8))])
@pytest.mark.parametrize("rule", ["spike", "short_edge", "small_parcel"])
def test_what_is_no_valid_polygon_is_left_to_its_own_rule(shape, rule):
    assert audit([shape], rule) == []


# A plot of 100 m with a tail of 30 m by 0.4 m, and a neck of 5 m by 0.6 m between two halves.
TAILED = ring((0, 0), (100, 0), (100, 50), (130, 50), (130, 50.4), (100, 50.4), (100, 100), (0, 100))
NECKED = ring(
    (0, 0), (50, 0), (50, 50), (55, 50), (55, 0), (100, 0), (100, 100), (55, 100), (55, 50.6), (50, 50.6), (50, 100), (0, 100)
)  # fmt: skip


def test_the_rule_on_narrow_parts_is_off_by_default():
    assert audit([TAILED], "narrow") == []


@pytest.mark.parametrize(("shape", "area_m2", "width_m"), [(TAILED, 12, 0.4), (NECKED, 3, 0.6)])
def test_a_narrow_part_is_found_with_its_width(shape, area_m2, width_m):
    (finding,) = audit([square(500, 0, 10), shape], "narrow", enabled=True)
    assert (finding.subjects, finding.unit) == (("B",), "m")
    assert finding.measured == pytest.approx(width_m, rel=0.12)
    assert shapely.area(finding.geometry) == pytest.approx(area_m2, rel=0.02)


@pytest.mark.parametrize(
    "shape", [square(0, 0, 100, 1.01), square(0, 0, 100), ring((0, 0), (100, 0), (100, 40)), SPIKED]
)
def test_wide_parts_and_corners_pass(shape):
    found = audit([shape], "narrow", enabled=True)
    assert len(found) == (1 if shape is SPIKED else 0)


def test_a_parcel_that_is_narrow_as_a_whole_is_found_and_the_width_is_a_setting():
    strip = square(0, 0, 100, 0.5)
    (finding,) = audit([strip], "narrow", enabled=True)
    assert finding.measured == pytest.approx(0.5, rel=0.01)
    assert audit([strip], "narrow", enabled=True, narrowest_m=0.4) == []


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


def test_a_corner_outside_is_left_to_the_parcel_that_is_outside(tmp_path):
    report = beside_the_line(tmp_path, ring((0, 0), (100, -0.06), (100, 100), (0, 100)))
    assert [finding.rule for finding in report.findings] == ["outside_boundary", "uncovered"]


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


@pytest.mark.parametrize(
    "speck", [square(300, 0, 0.0005), square(0, 0, 100).difference(square(50, 50, 0.0005))]
)
def test_a_ring_smaller_than_the_snapping_distance_is_audited_too(speck):
    report = gk.audit(parcels=make_parcels([speck, SPIKED]))
    assert ("spike", ("B",)) in {(finding.rule, finding.subjects) for finding in report.findings}
    assert {finding.subjects for finding in findings_of(report, "short_edge")} == {("A",)}
