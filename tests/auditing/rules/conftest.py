"""A park of two phases, 200 m by 100 m, for the rules that hold parcels against its lines."""

from __future__ import annotations

import pytest

from geokit.testing import make_park, square

TOML = """
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
    toml = TOML.format(basis="approved") + ZONE.format(number=1) + ZONE.format(number=2)
    return make_park(tmp_path, toml, outlines=OUTLINES)


@pytest.fixture
def schematic_park(tmp_path):
    """Its boundary is a sketch, and its phases have none."""
    return make_park(tmp_path, TOML.format(basis="schematic"), outlines=OUTLINES)
