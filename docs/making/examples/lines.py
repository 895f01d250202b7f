"""Parcels against the lines of their park, its phases, its district, its stages, and other layers."""

from __future__ import annotations

from geokit.testing import ring, square
from making.scenes import Example, Scene

_PARK_LINE = '[boundary]\nfile = "outline.geojson"\nbasis = "approved"\n'
_PHASE = """
[[zones]]
id = "phase-{number}"
kind = "phase"
name = {{ zh = "{number}期", en = "phase {number}" }}
[zones.boundary]
file = "phase-{number}.geojson"
basis = "approved"
"""
_PHASES = _PHASE.format(number=1) + _PHASE.format(number=2)
_PHASE_LINES = {"phase-1.geojson": square(0, 0, 100), "phase-2.geojson": square(100, 0, 100)}
_FARMLAND = """
[[references]]
id = "farmland"
name = { zh = "永久基本农田", en = "permanent farmland" }
file = "layer.geojson"
role = "forbid"
as_of = "2023-05"
"""
_LINE = {"outline.geojson": square(0, 0, 200, 100)}
_STAGES = {"stage": ["approved", "supplied"]}
_OFF = {"layer.geojson": square(120, 0, 80, 100)}
_PLOT = ring((10, 0), (110, 0), (110, 80), (10, 80))


def _in_the_park(*shapes, zoom=None):
    return Scene(shapes=shapes, toml=_PARK_LINE, outlines=_LINE, zoom=zoom)


def _of_phases(shapes, phases):
    columns = {"phase": phases}
    return Scene(shapes=shapes, columns=columns, toml=_PHASES, outlines=_PHASE_LINES, shown=("phase",))


EXAMPLES = {
    "beyond_stage": Example(
        Scene(shapes=[square(0, 0, 200, 120), square(115, 10, 100)], columns=_STAGES, shown=("stage",)),
        Scene(shapes=[square(0, 0, 200, 120), square(90, 10, 100)], columns=_STAGES, shown=("stage",)),
    ),
    "outside_boundary": Example(
        _in_the_park(square(-12, 0, 100), square(88, 0, 112, 100)),
        _in_the_park(square(0, 0, 100), square(100, 0, 100)),
    ),
    "outside_district": Example(
        Scene(shapes=[square(2000, 0, 100), square(2000, 40_000, 100)], toml="\n"),
        Scene(shapes=[square(2000, 0, 100), square(2000, 3_000, 100)], toml="\n"),
    ),
    "reference_overlap": Example(
        Scene(shapes=[square(0, 0, 140, 100)], toml=_FARMLAND, outlines=_OFF),
        Scene(shapes=[square(0, 0, 120, 100)], toml=_FARMLAND, outlines=_OFF),
    ),
    "uncovered": Example(
        _in_the_park(square(0, 0, 150, 100)), _in_the_park(square(0, 0, 100), square(100, 0, 100))
    ),
    "unknown_phase": Example(
        _of_phases([square(0, 0, 100), square(100, 0, 100)], ["1期", "3期"]),
        _of_phases([square(0, 0, 100), square(100, 0, 100)], ["1期", "2期"]),
    ),
    "vertex_off_boundary": Example(
        _in_the_park(ring((10, 0), (110, 0.06), (110, 80), (10, 80)), zoom=(110, 0.03, 0.4)),
        _in_the_park(_PLOT, zoom=(110, 0.03, 0.4)),
    ),
    "wrong_phase": Example(
        _of_phases([square(0, 0, 100), square(130, 20, 50)], ["1期", "1期"]),
        _of_phases([square(0, 0, 100), square(130, 20, 50)], ["1期", "2期"]),
    ),
}
