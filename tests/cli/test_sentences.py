"""What a planner reads of a wrong command: the file as typed, the option as typed, and what to do, in one sentence."""

from __future__ import annotations

import re

import pytest

from geokit.cli._program import run
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder of files, of which most cannot be used."""
    (tmp_path / "报件").mkdir()
    monkeypatch.chdir(tmp_path)
    frame = make_parcels([square(0, 0, 100), square(105, 0, 100)])
    write_parcels(frame, "报件/一期.txt")
    write_parcels(frame, "二期.gpkg")
    frame.set_crs(None, allow_override=True)[["id", "geometry"]].to_parquet("无系.parquet")
    (tmp_path / "报件" / "空.txt").write_bytes(b"")
    (tmp_path / "坏.gpkg").write_bytes(b"SQLite format 3\0" + b"x" * 200)
    (tmp_path / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
    return tmp_path


WRONG = [
    (["audit", "./报件/一期.tx"], "./报件/一期.tx：没有这个文件或文件夹。是否指：一期.txt？"),
    (["audit", "没有.txt"], "没有.txt：没有这个文件或文件夹\n"),
    (["audit", "报件/空.txt"], "报件/空.txt：文件为空"),
    (["audit", "./坏.gpkg"], "坏.gpkg：按后缀 .gpkg 应为“GeoPackage”，但内容像是“SQLite 数据库（非 GeoPackage）”"),
    (["audit", "报件/一期.txt", "-o", "没有/x.xlsx"], "没有/x.xlsx（文件或文件夹不存在）"),
    (["audit", "报件/一期.txt", "--park", "龙湖"], "是否指：坪山"),
    (["audit", "二期.gpkg", "--column", "id=编号"], "没有名为“编号”的规范列名。是否指：id？"),
    (["audit", "二期.gpkg", "--column", "id=亩"], "没有名为“亩”的规范列名。是否指：declared_mu？"),
    (["map", "报件/一期.txt", "-o", "图.html", "--scale", "2000"], "--scale 只用于 .pdf 文件"),
    (["map", "报件/一期.txt", "-o", "图.pdf", "--size", "16:9"], "图幅（--size）只用于 .png、.svg；.pdf 请给出纸张（--paper）"),
    (["map", "报件/一期.txt", "-o", "图.html", "--basemap", "图.png"], "不是 GeoTIFF、PNG 或 JPEG，或已损坏"),
    (["fix", "无系.parquet"], "无法查找碎面；请给出坐标系（--crs）或带号（--zone）"),
    (["ledger", "无系.parquet"], "请给出坐标系（--crs）或带号（--zone）"),
    (["convert", "./二期.gpkg", "二期.gpkg"], "二期.gpkg"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), WRONG, ids=lambda given: " ".join(given)[:40])
def test_a_wrong_command_is_answered_as_it_was_typed(folder, capsys, arguments, sentence):
    assert run(["--lang", "zh", *arguments]) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert str(folder) not in said.out + said.err
    # Arguments of Python are none of a planner's.
    assert not re.search(r"[a-z_]+=[（）”]|\{option", said.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", "./报件/一期.txt"],
        ["convert", "./报件/一期.txt", "./报件/x.gpkg"],
        ["audit", "报件", "-o", "./报件/x.html"],
        ["audit", "./二期.gpkg", "--write-baseline", "./b.toml"],
    ],
    ids=lambda given: given[0],
)
def test_no_command_says_where_on_the_machine_a_file_lies(folder, capsys, arguments):
    assert run(arguments) in {0, 1}
    said = capsys.readouterr()
    assert str(folder) not in said.out + said.err
    assert folder.name not in said.out + said.err


@pytest.mark.usefixtures("folder")
def test_a_file_without_a_system_beside_one_that_has_it_is_asked_for_its_own(capsys):
    assert run(["--lang", "zh", "audit", "二期.gpkg", "无系.parquet"]) == 1
    said = "".join(capsys.readouterr().out.split())
    assert "2宗地块没有坐标系" in said
    assert "请给出其坐标系（--crs）或带号（--zone）" in said
    assert "公开的转换参数" not in said
