"""axis_swapped, area_method, outside_district, classified_extent."""

from __future__ import annotations

import pytest
import shapely

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, square


def test_swapped_axes_are_named_as_such_and_not_as_a_wrong_zone():
    swapped = shapely.transform(square(0, 0, 100), lambda xy: xy[:, ::-1])
    report = gk.audit(parcels=make_parcels([swapped, square(0, 0, 100)]))
    assert [(finding.rule, finding.subjects) for finding in report.findings] == [("axis_swapped", ("A",))]


def test_swapped_degrees_are_named_too():
    swapped = shapely.box(23.40, 116.70, 23.41, 116.71)
    report = gk.audit(parcels=make_parcels([swapped], crs="EPSG:4490"))
    assert [finding.rule for finding in report.findings] == ["axis_swapped"]


def large(declared_half_unit_m2, **columns):
    shapes = [square(0, 0, 3000, 2000)]
    return make_parcels(shapes, declared_m2=[6e6], declared_half_unit_m2=[declared_half_unit_m2], **columns)


def test_an_unknown_method_is_information_where_it_matters():
    (finding,) = findings_of(gk.audit(parcels=large(0.5)), "area_method")
    assert finding.severity is gk.Severity.INFO
    assert finding.measured > 100


@pytest.mark.parametrize(
    "table", [large(5000), large(0.5, declared_method=["planar"])], ids=["rough", "known"]
)
def test_a_known_method_or_a_rough_figure_passes(table):
    assert findings_of(gk.audit(parcels=table), "area_method") == []


def test_a_parks_figure_without_a_method_is_information_where_it_matters(tmp_path):
    toml = """
[declared_area]
text = "9000.0亩"
kind = "total"
source = "test"
as_of = "2024"
[boundary]
file = "outline.geojson"
basis = "surveyed"
"""
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 3000, 2000)})
    (finding,) = findings_of(gk.audit(park), "area_method")
    assert finding.subjects == ("park",)


def test_parcels_in_their_district_pass_and_those_far_outside_are_named(tmp_path):
    park = make_park(tmp_path)
    shapes = [square(2000, 0, 100), square(2000, 40_000, 100)]
    (finding,) = findings_of(gk.audit(park, make_parcels(shapes)), "outside_district")
    assert (finding.subjects, finding.allowed) == (("B",), 500)


def test_the_tolerance_is_a_setting(tmp_path):
    park = make_park(tmp_path)
    settings = {"rules": {"outside_district": {"tolerance_m": 50_000}}}
    report = gk.audit(park, make_parcels([square(2000, 40_000, 100)]), settings=settings)
    assert findings_of(report, "outside_district") == []


@pytest.mark.parametrize(("basis", "found"), [("surveyed", 1), ("schematic", 0)])
def test_a_boundary_outside_its_district_is_named_unless_it_is_schematic(tmp_path, basis, found):
    toml = f'[boundary]\nfile = "outline.geojson"\nbasis = "{basis}"\n'
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(2000, 40_000, 100)})
    assert len(findings_of(gk.audit(park), "outside_district")) == found


@pytest.mark.parametrize(("width", "found"), [(4990, 0), (5010, 1)])
def test_more_than_25_square_kilometres_are_a_reminder(width, found):
    report = gk.audit(parcels=make_parcels([square(0, 0, width, 5000)]))
    assert len(findings_of(report, "classified_extent")) == found
    assert report.ok
