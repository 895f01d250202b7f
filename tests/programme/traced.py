"""Parks whose outline is schematic, and in its file a polygon that somebody traced."""

from __future__ import annotations

import shapely

from geokit.testing import square

ANCHOR = """
[anchor]
lat = 23.4
lon = 116.7
uncertainty_m = 5000
derivation = { zh = "测试", en = "test" }
"""
PARK = (
    ANCHOR
    + """
[boundary]
file = "outline.geojson"
basis = "schematic"
"""
)
ZONE = """
[[zones]]
id = "{name}"
kind = "phase"
name = {{ zh = "{name}", en = "{name}" }}
{more}
[zones.boundary]
file = "{name}.geojson"
basis = "{basis}"
"""
_WEST, _SOUTH = square(0, 0, 1).bounds[:2]
TRACED = shapely.Polygon(
    [(_WEST + x, _SOUTH + y) for x, y in [(0, 0), (1000, 0), (1000, 600), (700, 300), (0, 700)]]
)


def schematic_zone(name: str, basis: str = "schematic", more: str = "") -> str:
    """Return a zone for park.toml whose outline is in a file of its name."""
    return ZONE.format(name=name, basis=basis, more=more)
