"""``geokit inspect`` and ``geokit convert``."""

from __future__ import annotations

from pathlib import Path

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.i18n import speaking_to
from geokit.programme.catalog import example_folder
from geokit.testing import make_parcels, square

TXT = Path(__file__).parents[1] / "parcels" / "formats" / "txt"
PHASE_1 = example_folder() / "example-park" / "phase-1.txt"
PHASE_3 = example_folder() / "example-park" / "phase-3.txt"


def test_inspect_tells_what_a_file_is(capsys):
    assert run(["inspect", str(PHASE_3)]) == 0
    out = capsys.readouterr().out
    for text in (
        "format: boundary-point TXT (txt)",
        "gb18030",
        "10 read, 0 unreadable",
        "EPSG:4527",
        "Longhu (440507)",
        "地块编号 → id",
        "land classes: working classes of the third national survey: 0601 industrial land (10 parcels)",
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
    # The candidate that lies in a district of the catalogue stands first.
    assert out.index("in Longhu (440507)") < out.index("and 16 more")
    assert out.index("EPSG:4548") < out.index("EPSG:4547")
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
    ("x.txt", ["--field-count", "99"], "a header row has 5 to 30 fields"),
    ("x.txt", ["--to-encoding", "klingon"], "klingon"),
    ("no/such/folder/x.txt", [], "cannot be written"),
])  # fmt: skip
def test_a_mistake_is_one_sentence(tmp_path, capsys, target, extra, sentence):
    assert run(["convert", str(PHASE_1), str(tmp_path / target), *extra]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "extra"), [("x.txt", []), ("x.kml", []), ("x.gpkg", ["--to-crs", "EPSG:4548"])]
)
def test_convert_names_the_file_whose_system_does_not_do(tmp_path, capsys, target, extra):
    (tmp_path / "面.csv").write_text('编号,WKT\nA,"POLYGON((0 0,9 0,9 9,0 0))"\n', encoding="utf-8")
    assert run(["convert", str(tmp_path / "面.csv"), str(tmp_path / target), *extra]) == 2
    assert "geokit: 面.csv: " in capsys.readouterr().err


def test_inspect_shows_a_file_of_another_datum_all_the_same(tmp_path, capsys):
    file = tmp_path / "lambert.geojson"
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}'
    ring = "[[952408, 6702990], [952508, 6702990], [952508, 6703090], [952408, 6702990]]"
    feature = f'{{"type": "Feature", "properties": {{"id": "A"}}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}'
    file.write_text(f'{{"type": "FeatureCollection", {crs}, "features": [{feature}]}}', encoding="utf-8")
    assert run(["inspect", str(file)]) == 0
    assert "the datums differ" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "problem", "candidate"), [
    ("13_no_zone", "the zone is unknown", "EPSG:4548"),
    ("05_width_as_zone", "the width of the zones, not a zone", "EPSG:4548"),
    ("05_zone_disagrees", "disagrees with the prefix 39", "EPSG:4527"),
    ("04_unknown_datum", "is not known", "EPSG:4527"),
])  # fmt: skip
def test_inspect_shows_a_file_whose_system_is_in_doubt(capsys, name, problem, candidate):
    assert run(["inspect", str(TXT / f"{name}.txt")]) == 0
    out = capsys.readouterr().out
    for text in ("1 read, 0 unreadable", candidate, "地块编号 → id", "extent: east", problem):
        assert text in out


def test_inspect_takes_candidates_of_the_datum_that_the_file_names(tmp_path, capsys):
    text = (TXT / "13_no_zone.txt").read_bytes().decode("gb18030")
    (tmp_path / "x.txt").write_text(text.replace("2000国家大地坐标系", "1980西安坐标系"), encoding="utf-8")
    assert run(["inspect", str(tmp_path / "x.txt")]) == 0
    assert "Xian 1980 / 3-degree Gauss-Kruger CM 117E" in capsys.readouterr().out


def test_inspect_lists_layers_where_there_are_several(tmp_path, capsys):
    frame = make_parcels([square(0, 0, 100), square(100, 0, 100)])[["id", "geometry"]]
    path = tmp_path / "多层.gpkg"
    frame.to_file(path, layer="地块")
    frame.head(1).to_file(path, layer="红线")
    assert run(["inspect", str(path)]) == 0
    out = capsys.readouterr().out
    for text in ("layers: 地块: 2 (Polygon)", "红线: 1 (Polygon)", "name one (--layer)"):
        assert text in out
    assert "records" not in out
    assert run(["inspect", str(path), "--layer", "红线"]) == 0
    assert "1 read, 0 unreadable" in capsys.readouterr().out
    assert run(["inspect", str(path), "--layer", "红"]) == 2


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"nothing of the kind"])
def test_inspect_says_in_one_sentence_that_a_file_cannot_be_read(tmp_path, capsys, content):
    (tmp_path / "坏.txt").write_bytes(content)
    assert run(["inspect", str(tmp_path / "坏.txt")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), "坏.txt" in err) == ("", 1, True)


@pytest.mark.parametrize("suffix", ["kmz", "shp.zip", "zip"])
def test_convert_writes_archives_with_the_same_bytes_each_time(tmp_path, suffix):
    made = []
    for folder in ("一", "二"):
        (tmp_path / folder).mkdir()
        target = tmp_path / folder / f"一期.{suffix}"
        assert run(["convert", str(PHASE_1), str(target)]) == 0
        assert [path.name for path in target.parent.iterdir()] == [target.name]
        made.append(target.read_bytes())
    assert made[0] == made[1]
    assert list(gk.read_parcels(target)["id"]) == list(gk.read_parcels(PHASE_1)["id"])


def test_convert_does_not_overwrite_what_it_reads(tmp_path, capsys):
    source = tmp_path / "p.txt"
    source.write_bytes(PHASE_1.read_bytes())
    (tmp_path / "alias.txt").symlink_to(source)
    for target in (source, tmp_path / "alias.txt"):
        assert run(["convert", str(source), str(target)]) == 2
        assert "is the source itself" in capsys.readouterr().err
    assert source.read_bytes() == PHASE_1.read_bytes()


@pytest.mark.parametrize(
    "line",
    [
        ["steps", "t.csv", "-o", "t.csv"],
        ["steps", "s.csv", "--plan", "t.csv", "-o", "./t.csv"],
        ["progress", str(PHASE_1), "--plan", "t.csv", "-o", "t.csv"],
        ["progress", str(PHASE_1), "--plan", "t.csv", "-o", "alias.csv"],
        ["supply", str(PHASE_1), "--contracts", "t.csv", "-o", "x.csv", "-o", "t.csv"],
        ["lines", str(PHASE_1), "--lines", "t.csv", "-o", "t.csv"],
        ["classes", str(PHASE_1), "--survey", "t.csv", "-o", "t.csv"],
        ["ledger", str(PHASE_1), "--ledger", "t.csv", "-o", "t.csv"],
        ["audit", str(PHASE_1), "--baseline", "t.csv", "-o", "t.csv"],
        ["convert", str(PHASE_1), "--parameters", "t.csv", "-o", "t.csv"],
        ["indicators", "t.csv", "-o", "t.csv"],
    ],
    ids=lambda line: line[0],
)
def test_no_file_that_a_command_reads_is_its_output(tmp_path, monkeypatch, capsys, line):
    monkeypatch.chdir(tmp_path)
    for name in ("t.csv", "s.csv"):
        Path(name).write_text("批次,征地预公告\n一,2024-01-01\n", encoding="utf-8")
    Path("alias.csv").symlink_to("t.csv")
    assert run([*line, "--lang", "en"]) == 2
    assert "t.csv: it is a source and the output too" in capsys.readouterr().err.replace("alias", "t")
    assert Path("t.csv").read_text(encoding="utf-8").startswith("批次")


def test_convert_says_what_was_inferred_in_reading(tmp_path, capsys):
    (tmp_path / "r.csv").write_text(
        "编号,X,Y\n1,2580000,39462000\n2,2580100,39462000\n3,2580100,39462080\n4,2580000,39462080\n",
        encoding="utf-8",
    )
    assert run(["convert", str(tmp_path / "r.csv"), str(tmp_path / "r.gpkg")]) == 0
    with speaking_to("terminal"):
        remarks = [notice.localize("en") for notice in gk.notices_of(gk.read_parcels(tmp_path / "r.csv"))]
    said = capsys.readouterr().err
    assert remarks
    assert all(each in said for each in remarks)


def test_a_geodatabase_is_replaced_and_another_folder_is_not(tmp_path):
    gk.write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "a.gpkg")
    for _ in range(2):
        assert run(["convert", str(tmp_path / "a.gpkg"), "-o", str(tmp_path / "b.gdb")]) == 0
    (tmp_path / "c.gdb").mkdir()
    (tmp_path / "c.gdb" / "mine").touch()
    assert run(["convert", str(tmp_path / "a.gpkg"), str(tmp_path / "c.gdb")]) == 2
