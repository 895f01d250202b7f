from __future__ import annotations

import os
import tomllib

import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square


def test_the_starting_folder_audits_clean(tmp_path, capsys):
    folder = tmp_path / "我的边界"
    assert run(["init", str(folder)]) == 0
    assert run(["audit", str(folder), "--fail-on", "info"]) == 0
    assert gk.load_catalog(folder).park("我的园区（示例）").declared_area.value.mu == 330
    assert "geokit audit" in capsys.readouterr().out


def test_what_its_comments_suggest_works(tmp_path):
    folder = tmp_path / "boundaries"
    assert run(["init", str(folder)]) == 0
    toml = folder / "my-park" / "park.toml"
    text = toml.read_text(encoding="utf-8")
    drawn = text[text.index('# file = "outline.geojson"') - len("# [boundary]\n") :]
    lines = [line.removeprefix("# ") for line in drawn.splitlines() if line.startswith("# ")][:5]
    toml.write_text(
        text + "\n" + "\n".join(lines) + '\n[audit.rules.gap]\nseverity = "warning"\n', encoding="utf-8"
    )
    assert tomllib.loads(toml.read_text(encoding="utf-8"))["boundary"]["basis"] == "schematic"
    assert run(["outline", str(folder)]) == 0
    assert run(["audit", str(folder)]) == 0


def test_where_no_outline_is_asked_for_that_is_said(tmp_path, capsys):
    folder = tmp_path / "boundaries"
    assert run(["init", str(folder)]) == 0
    assert run(["outline", str(folder)]) == 0
    assert "there is nothing to draw" in capsys.readouterr().out


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path, capsys):
    (tmp_path / "programme.toml").write_text("mine", encoding="utf-8")
    assert run(["init", str(tmp_path)]) == 2
    assert "is left as it is" in capsys.readouterr().err
    assert (tmp_path / "programme.toml").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path, capsys):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert run(["init", str(tmp_path / "file" / "boundaries")]) == 2
    assert "or name another place" in capsys.readouterr().err


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_parcels(make_parcels([square(0, 0, 100)], id=["A"], declared_m2=[10_000.0]), tmp_path / "一期.shp")
    write_parcels(make_parcels([square(100, 0, 100)], id=["B"]), tmp_path / "二期.geojson")
    return tmp_path


def test_a_folder_made_of_files_audits_clean(files, capsys):
    named = ["--parcels", "一期.shp", "--parcels", "二期.*", "--zone", "39"]
    assert run(["init", "新", "--park", 'A"\\园区', *named]) == 0
    said = capsys.readouterr()
    assert "wrote 新/a/park.toml".replace("/", os.sep) in said.out.replace("/", os.sep)
    assert run(["audit", "新"]) == 0
    park = gk.load_catalog("新").park('A"\\园区')
    assert [(each.file, each.phase, each.zone) for each in park.parcels] == [
        ("一期.shp", "phase-1", 39),
        ("二期.geojson", "phase-2", 39),
    ]
    assert [zone.name.zh for zone in park.zones] == ["一期", "二期"]
    assert (files / "新" / "a" / "一期.dbf").exists()
    text = (files / "新" / "a" / "park.toml").read_text(encoding="utf-8")
    commented = text[text.index("# [declared_area]") :].split("\n\n")[0]
    assert (
        tomllib.loads("\n".join(line.removeprefix("# ") for line in commented.splitlines()))["declared_area"][
            "text"
        ]
        == "15.000亩"
    )


def test_the_district_is_that_of_the_land(files, capsys):
    away = make_parcels([square(0, 0, 100)], id=["A"]).set_crs("EPSG:4550", allow_override=True)
    write_parcels(away, files / "三期.geojson")
    for name, adcode in (("一期.shp", "440507"), ("三期.geojson", "000000")):
        assert run(["init", f"of {name}", "--park", "园区", "--parcels", name]) == 0
        assert gk.load_catalog(f"of {name}").park("园区").district == adcode
        assert run(["audit", f"of {name}"]) == 0
    assert "lie in no district that geokit knows" in capsys.readouterr().err


def test_files_and_a_park_go_together(files, capsys):
    assert run(["init", "新", "--park", "园区"]) == 2
    assert run(["init", "新", "--parcels", "一期.shp"]) == 2
    assert capsys.readouterr().err.count("--park and files of parcels (--parcels) go together") == 2
    assert not (files / "新").exists()


@pytest.mark.parametrize("name", ['a"b\n[[sources]]\nid = "x"', "../../x", "\x1b[31m\x7f\u202e", "\udcff"])
def test_a_park_may_be_called_anything(files, capsys, name):
    assert run(["init", "made", "--park", name, "--parcels", "二期.geojson"]) == 0
    assert run(["audit", "made"]) == 0
    said = "".join(capsys.readouterr())
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert not (files.parent / "x").exists()


def test_a_park_has_a_name(files):
    assert run(["init", "made", "--park", " ", "--parcels", "二期.geojson"]) == 2
    assert not (files / "made").exists()
