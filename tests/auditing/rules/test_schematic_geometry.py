from __future__ import annotations

import geopandas as gpd

import geokit as gk
from geokit.testing import findings_of, make_parcels, make_park, square


def test_a_schematic_outline_says_so_with_its_uncertainty(tmp_path):
    toml = """
[anchor]
lat = 23.4
lon = 116.7
uncertainty_m = 5000
derivation = { zh = "测试", en = "test" }
[boundary]
file = "outline.geojson"
basis = "schematic"
"""
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 100)})
    (finding,) = gk.audit(park).findings
    assert (finding.rule, finding.severity) == ("schematic_geometry", gk.Severity.INFO)
    assert "±5 km" in finding.message("en")
    # Nobody knows where it lies: no report has its shape.
    assert finding.geometry is None


def test_a_schematic_outline_of_another_area_is_said_without_its_shape(tmp_path):
    toml = """
[declared_area]
text = "330亩"
kind = "total"
source = "test"
as_of = "2024"
[boundary]
file = "outline.geojson"
basis = "schematic"
"""
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 100)})
    findings = {finding.rule: finding for finding in gk.audit(park).findings}
    assert findings["area_mismatch"].geometry is None


def test_lines_that_are_approved_are_no_sketch(park):
    assert findings_of(gk.audit(park), "schematic_geometry") == []


def test_a_zone_without_an_outline_is_no_sketch(tmp_path):
    toml = """
[boundary]
file = "outline.geojson"
basis = "schematic"
[[zones]]
id = "phase-1"
kind = "phase"
name = { zh = "一期", en = "phase 1" }
"""
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(0, 0, 100)})
    (finding,) = findings_of(gk.audit(park), "schematic_geometry")
    assert finding.subjects == ("park",)


def test_parcels_that_say_so_are_named_and_have_no_shape_in_a_layer(tmp_path):
    frame = make_parcels([square(0, 0, 100), square(200, 0, 100)]).assign(basis=["surveyed", "示意"])
    report = gk.audit(frame)
    (finding,) = findings_of(report, "schematic_geometry")
    assert (finding.subjects, finding.geometry) == (("B",), None)
    report.save(tmp_path / "audit.gpkg")
    layer = gpd.read_file(tmp_path / "audit.gpkg", layer="parcels").set_index("id")
    assert layer.geometry.isna().to_dict() == {"A": False, "B": True}
