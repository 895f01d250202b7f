"""All that a finding says, held against facts_of_findings.txt: the rules' own examples, and what rules say besides these."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
import shapely

import geokit as gk
from geokit.auditing.registry import rule_names
from geokit.parcels.write import write_parcels
from geokit.testing import ring, square

ROOT = Path(__file__).parents[2]

LEFT, RIGHT = square(0, 0, 100), square(100, 0, 100)
BOW_TIE = ring((200, 0), (300, 100), (300, 0), (200, 110))
PINCHED = ring((0, 300), (100, 300), (100, 400), (50, 400), (60, 380), (40, 380), (50, 400), (0, 400))
DECLARED = """
[declared_area]
text = "{text}"
kind = "{kind}"
source = "test"
as_of = "2024"
"""
ZONE = """
[[zones]]
id = "{name}"
kind = "{kind}"
name = {{ zh = "{name}区", en = "{name}" }}
[zones.declared_area]
text = "{text}"
kind = "{of}"
source = "test"
as_of = "2024"
"""
OUTLINE = '[boundary]\nfile = "outline.geojson"\nbasis = "{basis}"\n'
ANCHOR = """
[anchor]
lat = 23.4
lon = 116.7
uncertainty_m = {uncertainty}
derivation = {{ zh = "测试", en = "test" }}
"""
SCHEMATIC_ZONE = """
[[zones]]
id = "phase-1"
kind = "phase"
name = { zh = "一期", en = "phase 1" }
[zones.boundary]
file = "phase-1.geojson"
basis = "schematic"
"""
LAYER = """
[[references]]
id = "farmland"
name = {{ zh = "永久基本农田", en = "permanent farmland" }}
file = "layer.geojson"
role = "{role}"
as_of = "2023-05"
"""


def tailed(east, length_m):
    """Return a plot with a tail of 0.4 m."""
    end = east + 100 + length_m
    return ring(
        (east, 0), (east + 100, 0), (east + 100, 50), (end, 50), (end, 50.4), (east + 100, 50.4), (east + 100, 100), (east, 100)
    )  # fmt: skip


def two_phases(whole, one, other, kind="phase"):
    zones = ZONE.format(name="east", kind=kind, of="total", text=one)
    return whole + zones + ZONE.format(name="west", kind=kind, of="total", text=other)


def more_scenes(scene):
    """Return scenes by what they show, for what the rules' own examples leave unsaid."""
    total = DECLARED.format(text="350亩", kind="total")
    net = ZONE.format(name="east", kind="phase", of="net", text="300亩")
    smaller, larger = (
        ZONE.format(name="start", kind="start_zone", of="start_zone", text=f"{mu}亩") for mu in (300, 400)
    )
    surveyed, approved = OUTLINE.format(basis="surveyed"), OUTLINE.format(basis="approved")
    layer, tabulated = LAYER.format(role="forbid"), LAYER.format(role="tabulate")
    apart = [square(200 * at, 0, 100) for at in range(5)]
    return {
        "parts that do not add up, beside a start zone": scene(toml=two_phases(total, "100亩", "230亩") + smaller),
        "components that do not add up": scene(toml=two_phases(total, "100亩", "230亩", "component")),
        "a start zone larger than the whole": scene(toml=total + larger),
        "a phase with a parcel without area": scene(shapes=[LEFT, BOW_TIE], columns={"phase": ["east"] * 2}, toml=net),
        "an outline of another area": scene(
            toml=DECLARED.format(text="20亩", kind="total") + surveyed, outlines={"outline.geojson": LEFT}
        ),
        "an outline whose area was measured in the plane": scene(
            toml=DECLARED.format(text="9000.00亩", kind="total") + 'method = "planar"\n' + surveyed,
            outlines={"outline.geojson": square(0, 0, 3000, 2000)},
        ),
        "areas that are a little off": scene(
            shapes=apart[:3],
            columns={"declared_m2": [9_995.0, 9_950.0, 9_000.0], "declared_half_unit_m2": [0.5] * 3, "declared_method": ["planar"] * 3},
        ),
        "schematic outlines": scene(
            toml=ANCHOR.format(uncertainty=3000) + OUTLINE.format(basis="schematic") + SCHEMATIC_ZONE,
            outlines={"outline.geojson": LEFT, "phase-1.geojson": square(0, 0, 50)},
        ),
        "shapes that are invalid or missing": scene(shapes=[BOW_TIE, None, shapely.Polygon(), None, LEFT, PINCHED]),
        "an invalid outline": scene(shapes=[LEFT], toml=approved, outlines={"outline.geojson": BOW_TIE}),
        "one parcel four times": scene(shapes=[LEFT] * 4 + [RIGHT]),
        "nearly one parcel, once larger": scene(shapes=[LEFT, square(2, 0, 104, 100)]),
        "one number for several parcels": scene(shapes=apart, columns={"id": ["A", "B", "A", "B", "C"]}),
        "tails of several lengths": scene(
            shapes=[LEFT, tailed(200, 3.5), tailed(400, 2.5), tailed(600, 30), square(800, 0, 100)],
            settings={"rules": {"narrow": {"enabled": True}}},
        ),
        "a layer far away": scene(shapes=[LEFT], toml=layer, outlines={"layer.geojson": square(25_600, 0, 100)}),
        "a layer beside": scene(shapes=[LEFT], toml=layer, outlines={"layer.geojson": square(150, 0, 100)}),
        "a layer that is tabulated": scene(shapes=[LEFT, RIGHT], toml=tabulated, outlines={"layer.geojson": square(50, 20, 100)}),
        "an invalid layer": scene(shapes=[LEFT], toml=layer, outlines={"layer.geojson": BOW_TIE}),
        "no system": scene(shapes=[LEFT], crs=None),
        "no system beside a layer": scene(shapes=[LEFT], crs=None, toml=layer, outlines={"layer.geojson": LEFT}),
        "one parcel beyond a batch and one that touches it": scene(
            shapes=[square(0, 0, 200, 120), square(150, 10, 100), square(198.7, 100, 100, 10)],
            columns={"stage": ["approved", "supplied", "supplied"]},
        ),
        "a ledger of other areas": scene(
            shapes=apart[:3],
            columns={"declared_m2": [None, 10_000.0, 9_000.0], "declared_half_unit_m2": [None, 0.5, 0.5]},
            ledger={"id": ["B", "C", "D", None], "面积（亩）": [14.0, 13.5, 15.0, 15.0], "阶段": ["收储", "供应", None, None]},
        ),
    }  # fmt: skip


def is_drawn(shapes):
    return len(shapes) > 0 and not any(shape is None or shape.is_empty for shape in shapes)


def through_files(tables):
    """Let the parcels of a scene come from files, so that what is found has a place."""

    def read(scene, folder):
        made = tables(scene, folder)
        if scene.file or scene.crs is None or not is_drawn(scene.shapes):
            return made
        paths = [folder / f"{number}.geojson" for number, _ in enumerate(made, 1)]
        for path, table in zip(paths, made, strict=True):
            write_parcels(table, path)
        return [gk.read_parcels(path) for path in paths]

    return read


@pytest.fixture(scope="module")
def scenes():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        examples = importlib.import_module("making.examples").all_examples()
        scene = importlib.import_module("making.scenes").Scene
        patch.setattr(scene, "tables", through_files(scene.tables))
        yield {name: each.fails for name, each in examples.items()} | more_scenes(scene)
    for name in [each for each in sys.modules if each.split(".")[0] == "making"]:
        del sys.modules[name]


def facts_of(finding: gk.Finding) -> str:
    """Return all that a finding holds, in a few lines."""
    unit = f" {finding.unit}" if finding.unit else ""
    numbers = [None if each is None else f"{each:.6g}" for each in (finding.measured, finding.allowed)]
    held = finding.geometry
    bounds = None if held is None else [round(float(each), 2) for each in held.bounds]
    concerned = "" if finding.mentions is None else f", with {', '.join(finding.mentions) or 'no other'}"
    source = f"{finding.source} record {finding.source.record}"
    return "\n".join([
        f"{finding.rule} {finding.severity} of {', '.join(finding.subjects)}{concerned}",
        f"  {finding.message('en')}",
        f"  {numbers[0]} of {numbers[1]}{unit}; {finding.limit.localize('en') if finding.limit else 'no limit'}",
        f"  at {source}; {None if held is None else held.geom_type} {bounds}",
    ])  # fmt: skip


NAMES = [*rule_names(), *more_scenes(dict)]


@pytest.mark.parametrize("name", NAMES)
def test_all_that_is_found_is_said_as_it_is_written_down(name, scenes, facts, tmp_path):
    facts.hold(name, map(facts_of, scenes[name].audit(tmp_path).findings))


def test_nothing_is_written_down_that_is_not_found(facts):
    assert sorted(facts.known) == sorted(NAMES)
