"""Declared areas, sums, and what a source says of time and place."""

from __future__ import annotations

import math

from geokit.i18n import Words
from geokit.testing import square
from making.scenes import Example, Scene

# 400 m by 500 m are 300 mu.
_HALVES = [square(0, 0, 400, 250), square(0, 250, 400, 250)]
_PHASE = """
[[zones]]
id = "phase-1"
kind = "phase"
name = { zh = "一期", en = "phase 1" }
[zones.declared_area]
text = "300亩"
kind = "net"
source = "test"
as_of = "2024"
"""
_ANCHOR = """
[anchor]
lat = 23.4
lon = 116.7
uncertainty_m = 5000
derivation = { zh = "示例", en = "example" }
"""
_BOUNDARY = '[boundary]\nfile = "outline.geojson"\nbasis = "{basis}"\n'
_STATEMENT = """
[[statements]]
text = {{ zh = "{year} 年竣工", en = "to be completed in {year}" }}
source = "test"
as_of = "2023"
due = "{year}"
"""
_PLOT = [square(0, 0, 400, 300)]
_LARGE = [square(0, 0, 3000, 2000)]


def _declared(area_m2, shapes, half_unit_m2, **more):
    columns = {"declared_m2": [area_m2], "declared_half_unit_m2": [half_unit_m2], **more}
    return Scene(shapes=shapes, columns=columns, shown=("declared_m2", "declared_method"))


def _outlined(basis):
    toml = _ANCHOR + _BOUNDARY.format(basis=basis)
    note = Words(zh=f'basis = "{basis}"', en=f'basis = "{basis}"')
    shape = square(0, 0, 500, 300)
    if basis == "schematic":
        shape = shape.centroid.buffer(math.sqrt(shape.area / math.pi), quad_segs=24)
    return Scene(toml=toml, outlines={"outline.geojson": shape}, note=note)


def _stated(year):
    toml = _BOUNDARY.format(basis="approved") + _STATEMENT.format(year=year)
    outlines = {"outline.geojson": square(0, 0, 500, 300)}
    note = Words(zh=f"“{year} 年竣工”，核查于 2026-06", en=f"“completed in {year}”, asked in 2026-06")
    return Scene(shapes=[square(0, 0, 500, 300)], toml=toml, outlines=outlines, note=note)


def _summed(shapes):
    note = Words(zh="一期净用地 300 亩", en="phase 1: 300 mu net")
    return Scene(shapes=shapes, columns={"phase": ["phase-1"] * len(shapes)}, toml=_PHASE, note=note)


def _extent(width_m, km2):
    note = Words(zh=f"{km2} 平方公里", en=f"{km2} km²")
    return Scene(shapes=[square(0, 0, width_m, 4500)], note=note)


EXAMPLES = {
    "area_mismatch": Example(
        _declared(118_000.0, _PLOT, 0.5, declared_method=["planar"]),
        _declared(120_000.0, _PLOT, 0.5, declared_method=["planar"]),
    ),
    "area_method": Example(
        _declared(6e6, _LARGE, 0.5), _declared(6e6, _LARGE, 0.5, declared_method=["planar"])
    ),
    "classified_extent": Example(_extent(6000, "27"), _extent(5000, "22.5")),
    "schematic_geometry": Example(_outlined("schematic"), _outlined("surveyed")),
    "stale_fact": Example(_stated(2024), _stated(2027)),
    "total_mismatch": Example(_summed(_HALVES[:1]), _summed(_HALVES)),
}
