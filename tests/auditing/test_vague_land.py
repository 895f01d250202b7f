"""Findings and changes of schematic land have no shape: nothing of a traced line is in a report."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

import geokit as gk
from geokit.parcels.vague_lines import VagueLines
from geokit.testing import make_parcels, make_park, ring, square
from tests.programme.traced import PARK, TRACED

# Each overlaps the next: surveyed, surveyed, sketched, a sketch that crosses itself.
SHAPES = [
    square(-300, 0, 100),
    square(-210, 10, 220),
    TRACED,
    ring((2000, 0), (2100, 50), (2100, 0), (2000, 60)),
]
FRAME = make_parcels(SHAPES).assign(basis=["surveyed", "surveyed", "schematic", "示意"])


def test_a_finding_of_a_schematic_parcel_has_no_shape_and_others_have():
    report = gk.audit(FRAME)
    shown = {finding.subjects: finding.geometry for finding in report.findings if finding.rule == "overlap"}
    assert shown[("A", "B")] is not None
    assert shown[("B", "C")] is None
    [broken] = [finding for finding in report.findings if finding.rule == "invalid_geometry"]
    assert broken.geometry is None
    lines = VagueLines.of(FRAME.geometry.to_numpy()[2:])
    assert not lines.followed_by(np.array([each.geometry for each in report.findings], dtype=object)).any()


def test_land_without_a_parcel_does_not_show_where_a_sketch_ends(tmp_path):
    toml = PARK.replace("schematic", "surveyed")
    park = make_park(tmp_path, toml, outlines={"outline.geojson": square(-100, -100, 1200)})
    frame = make_parcels([TRACED, square(1050, 0, 10)]).assign(basis=["schematic", "surveyed"])
    [left] = [finding for finding in gk.audit(park, frame).findings if finding.rule == "uncovered"]
    assert left.geometry is None
    assert left.measured is not None
    [plain] = [
        finding
        for finding in gk.audit(park, frame.assign(basis="surveyed")).findings
        if finding.rule == "uncovered"
    ]
    assert plain.geometry is not None
    assert plain.measured == left.measured


def test_a_change_of_a_sketch_is_counted_and_not_drawn(tmp_path):
    after = FRAME.assign(
        geometry=[SHAPES[0], square(-210, 10, 230), shapely.affinity.translate(TRACED, 9, 5), SHAPES[3]]
    )
    path = tmp_path / "change.gpkg"
    change = gk.compare_parcels(FRAME, after).land("2026-06-01")
    assert change.gained_m2[2] > 0
    assert shapely.is_missing(change.gained).tolist() == [True, True, True, True]
    gk.compare_parcels(FRAME, after).save(path)
    lines = VagueLines.of(np.array([TRACED, *after.geometry[2:3]], dtype=object))
    for layer in ("gained", "lost", "changed_after", "changed_before"):
        shapes = gpd.read_file(path, layer=layer).geometry.to_numpy()
        assert not lines.followed_by(shapes).any()
    notes = gk.change_map(FRAME, after).page.data["notes"]
    assert any("schematic (C, D), place and shape not known" in note["en"] for note in notes)
