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
