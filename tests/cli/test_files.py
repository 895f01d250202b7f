"""``geokit inspect`` and ``geokit convert``."""

from __future__ import annotations

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.programme.catalog import example_folder

PHASE_1 = example_folder() / "example-park" / "phase-1.txt"
PHASE_3 = example_folder() / "example-park" / "phase-3.txt"


def test_inspect_tells_what_a_file_is(capsys):
    assert run(["inspect", str(PHASE_3)]) == 0
    out = capsys.readouterr().out
    for text in (
        "format: txt",
        "gb18030",
        "10 read, 0 unreadable",
        "EPSG:4527",
        "Longhu (440507)",
        "地块编号 → id",
        "line 44",
    ):
        assert text in out


def test_inspect_lists_candidates_where_the_system_is_unknown(tmp_path, capsys):
    frame = gk.read_parcels(PHASE_1).to_crs("EPSG:4548")
    frame[["id", "geometry"]].to_file(tmp_path / "无坐标系.shp", encoding="UTF-8")
    (tmp_path / "无坐标系.prj").unlink()
    assert run(["inspect", str(tmp_path / "无坐标系.shp")]) == 0
    out = capsys.readouterr().out
    assert "unknown; give --crs or --zone" in out
    assert "and 16 more" in out
    assert run(["inspect", str(tmp_path / "无坐标系.shp"), "--crs", "EPSG:4548"]) == 0
    assert "Longhu (440507)" in capsys.readouterr().out


def test_convert_writes_the_dialect_and_reads_back_the_same(tmp_path, capsys):
    target = tmp_path / "一期.txt"
    assert run(["convert", str(PHASE_1), str(target), "--numbering", "north-west", "--not-prefixed"]) == 0
    assert "9 parcels" in capsys.readouterr().err
    before, after = gk.read_parcels(PHASE_1), gk.read_parcels(target, zone=39)
    assert list(after["id"]) == list(before["id"])
    assert after.geometry.area.sum() == pytest.approx(before.geometry.area.sum(), abs=1e-6)
    assert after.total_bounds[0] < 1e6


@pytest.mark.parametrize(("target", "extra", "sentence"), [
    ("x.docx", [], "names no format that geokit writes"),
    ("x.txt", ["--field-count", "99"], "a header row has"),
    ("x.txt", ["--to-encoding", "klingon"], "klingon"),
    ("no/such/folder/x.txt", [], "cannot be written"),
])  # fmt: skip
def test_a_mistake_is_one_sentence(tmp_path, capsys, target, extra, sentence):
    assert run(["convert", str(PHASE_1), str(tmp_path / target), *extra]) == 2
    assert sentence in capsys.readouterr().err


def test_inspect_shows_a_file_of_another_datum_all_the_same(tmp_path, capsys):
    file = tmp_path / "lambert.geojson"
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}'
    ring = "[[952408, 6702990], [952508, 6702990], [952508, 6703090], [952408, 6702990]]"
    feature = f'{{"type": "Feature", "properties": {{"id": "A"}}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}'
    file.write_text(f'{{"type": "FeatureCollection", {crs}, "features": [{feature}]}}', encoding="utf-8")
    assert run(["inspect", str(file)]) == 0
    assert "the datums differ" in capsys.readouterr().out
