"""``geokit fill``: files of parcels, a park and further fields in an office's own workbook."""

import openpyxl
import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.testing import make_parcels, square
from tests.workbook_files import write_workbook


@pytest.fixture(autouse=True)
def template(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_workbook(tmp_path / "模板.xlsx", {"表": [
        ["{{园区名称}}", "{{编制单位}}"], ["{{地块.地块编号}}", "{{地块.量算面积.亩}}"], ["合计", "=SUM(B2)"],
        ["{{台账.期次}}", "{{台账.去重面积.亩}}"],
    ]})  # fmt: skip
    for name, east in (("一期", 0), ("二期", 500)):
        gk.write_parcels(make_parcels([square(east, 0, 100)], id=[f"{name}-1"]), f"{name}.txt")


def test_files_a_park_and_fields(capsys):
    command = "--lang zh fill 模板.xlsx 一期.txt 二期.txt -o 成果.xlsx --park longhu --field 编制单位=甲 --field 制图=乙"
    assert run(command.split()) == 0
    rows = list(openpyxl.load_workbook("成果.xlsx").active.iter_rows(values_only=True))
    assert rows[0][1] == "甲"
    assert rows[1:] == [
        ("一期-1", 15), ("二期-1", 15), ("合计", "=SUM(B2:B3)"), ("一期", 15), ("二期", 15),
    ]  # fmt: skip
    assert "模板中没有用到：制图" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("-o 成果.xlsx --park longhu --field 编制单位=甲", "请给出地块文件"),
        ("一期.txt -o 成果.xlsx", "请给出园区（--park）"),
        ("一期.txt -o 成果.xlsx --park longhu", "请自行给出（--field）"),
        ("一期.txt -o 成果.xlsx --field 编制单位", "应写成 名称=值"),
        ("一期.txt -o 模板.xlsx", "请换一个"),
    ],
)
def test_what_is_missing_is_one_sentence(tmp_path, capsys, rest, words):
    assert run(f"--lang zh fill 模板.xlsx {rest}".split()) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "成果.xlsx").exists()


def test_convert_writes_rows_of_parcels():
    assert run(["convert", "一期.txt", "x.xlsx", "--layout", "parcels"]) == 0
    assert openpyxl.load_workbook("x.xlsx").active["A2"].value == "一期-1"
    assert run(["convert", "一期.txt", "x.gdb"]) == 0
    assert gk.read_parcels("x.gdb")["id"].tolist() == ["一期-1"]
