from __future__ import annotations

import geokit as gk
from geokit.testing import make_park, square


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
