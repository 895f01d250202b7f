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


def test_a_programme_of_ones_own_is_listed_audited_and_drawn(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    places = ["--supporter", "广州市越秀区", "--host", "441424", "--park", "五华产业园"]
    assert run(["init", "协作", "--programme", *places]) == 0
    said = capsys.readouterr()
    assert "next: geokit map links 协作 -o links.html" in said.out
    assert "supporter: 广东省广州市越秀区 (440104); host: 广东省梅州市五华县 (441424)" in said.err
    assert "English names of districts are not known" in said.err
    catalog = gk.load_catalog("协作")
    assert [(pair.supporter, pair.host) for pair in catalog.partnerships] == [("440104", "441424")]
    assert catalog.park("五华产业园").declared_area is None
    assert run(["parks", "协作"]) == 0
    assert run(["audit", "协作", "--fail-on", "info"]) == 0
    assert run(["map", "links", "协作", "-o", "links.html"]) == 0


@pytest.mark.usefixtures("files")
def test_files_may_be_those_of_a_programme():
    places = ["--programme", "--supporter", "440310", "--host", "440507"]
    assert run(["init", "新", *places, "--park", "园区", "一期.shp"]) == 0
    park = gk.load_catalog("新").park("园区")
    assert ([each.file for each in park.parcels], park.anchor) == (["一期.shp"], None)
    assert run(["audit", "新"]) == 0


PLACES = ["--supporter", "440104", "--host", "441424"]


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        (PLACES, "须与 --programme 同用", "go with --programme"),
        (["--programme", "--host", "441424"], "须同时给出（可为同一区县）", "go together (they may be the same)"),
        (["--programme", "--park", "园区"], "还须给出两地", "needs its two districts too"),
        (["--programme", *PLACES, "--park", " "], "--park 不能为空", "--park needs a name"),
        (["--programme", *PLACES, "园区"], "若它就是园区名称，请写 --park 园区", "if it is that name, write --park 园区"),
        (["--programme", *PLACES, "--zone", "39"], "却没有给出文件", "--zone says how files of parcels are read"),
        (["--programme", *PLACES, "--column", "A=id"], "却没有给出文件", "--column says how files of parcels are read"),
        (["--programme", "--supporter", "五华", "--host", "441424"], "--supporter：“五华”不止一个", "--supporter: there is more"),
        (["--programme", "--supporter", "440104", "--host", "梅州"], "--host：“梅州”是省市", "--host: “梅州” is a city"),
        (["--programme", "--supporter", "越绣区", "--host", "x"], "是否指：广东省广州市越秀区", "Did you mean"),
        (["--programme", *PLACES, "--host", "440117"], "--host 只写一个区县", "--host takes one district"),
        (["--programm"], "没有选项“--programm”；是否指：“--programme”？", "Did you mean '--programme'?"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_one_sentence(tmp_path, capsys, typed, zh, en):
    for language, sentence in (("zh", zh), ("en", en)):
        assert run(["--lang", language, "init", str(tmp_path / "新"), *typed]) == 2
        assert sentence in capsys.readouterr().err
    assert not (tmp_path / "新").exists()


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


def test_a_file_in_the_place_of_the_folder_is_called_one(tmp_path, capsys):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert run(["init", str(tmp_path / "file")]) == 2
    assert "is a file, not a folder" in capsys.readouterr().err


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
    commented = text[text.index("#[declared_area]") :].split("\n\n")[0]
    assert tomllib.loads(commented.replace("#", ""))["declared_area"]["text"] == "15.000亩"


@pytest.mark.parametrize(("epsg", "adcode", "said"), [
    (4548, "440507", "the park is in Longhu (440507)"),
    (4544, "532623", "the park is in 西畴县 (532623)"),
    (4550, "000000", "lie in no district that geokit knows"),
])  # fmt: skip
def test_the_district_is_that_of_the_land(files, capsys, epsg, adcode, said):
    land = make_parcels([square(0, 0, 100)], id=["A"]).set_crs(epsg, allow_override=True)
    write_parcels(land, files / "三期.geojson")
    assert run(["init", "新", "--park", "园区", "--parcels", "三期.geojson"]) == 0
    assert said in capsys.readouterr().err
    assert gk.load_catalog("新").park("园区").district == adcode
    assert run(["audit", "新"]) == 0


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


@pytest.mark.parametrize(("name", "folder"), [("CON", "park-con"), ("x" * 10_000, "x" * 60)])
def test_a_park_has_a_folder_that_every_system_takes(tmp_path, name, folder):
    assert run(["init", str(tmp_path / "made"), "--programme", *PLACES, "--park", name]) == 0
    assert [each.name for each in (tmp_path / "made").iterdir() if each.is_dir()] == [folder]


@pytest.mark.parametrize(
    ("folder", "typed"), [("a b", '"a b"'), ("a&b", '"a&b"'), ("a$b", "'a$b'"), ("协作", "协作")]
)
def test_what_to_type_next_is_quoted_for_a_shell(tmp_path, capsys, monkeypatch, folder, typed):
    monkeypatch.chdir(tmp_path)
    assert run(["init", folder]) == 0
    assert f"next: geokit audit {typed}\n" in capsys.readouterr().out
