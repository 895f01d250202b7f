"""What somebody types who knows only --help: near misses do what is meant, or say what to type."""

from __future__ import annotations

import zipfile

import openpyxl
import pandas as pd
import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.testing import make_parcels, square

BOUNDARIES = "边界"


@pytest.fixture
def geokit(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        status = run(["--lang", "zh", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def files(tmp_path):
    """A file of parcels with their layer, a ledger, and a template."""
    table = make_parcels([square(0, 0, 100)], id=["A"])
    gk.write_parcels(table, tmp_path / "一期.gpkg")
    gk.write_parcels(table, tmp_path / "二期.shp")
    pd.DataFrame({"地块编号": ["A"], "面积（亩）": [15.0]}).to_excel(tmp_path / "台账.xlsx", index=False)
    book = openpyxl.Workbook()
    book.active.append(["编号", "面积"])
    book.active.append(["{{地块.地块编号}}", "{{地块.量算面积.亩}}"])
    book.save(tmp_path / "模板.xlsx")
    return tmp_path


@pytest.fixture
def boundaries(geokit, files):
    assert geokit("init", BOUNDARIES, "--park", "我的园", "一期.gpkg", "--parcels", "二期.shp")[0] == 0
    return files / BOUNDARIES


@pytest.mark.usefixtures("files")
def test_a_layer_is_one_of_the_parcels_and_not_of_the_ledger(geokit):
    status, _, err = geokit("audit", "一期.gpkg", "--layer", "parcels", "台账.xlsx")
    assert (status, err) == (0, "台账.xlsx：作为台账，按“地块编号”列关联，1 宗地块中 1 宗相合\n")
    status, _, err = geokit("audit", "一期.gpkg", "--layer", "nothing", "台账.xlsx")
    assert (status, "nothing" in err) == (2, True)


def test_a_template_is_no_ledger(geokit, files):
    assert "模板.xlsx：是填写模板" in geokit("audit", "一期.gpkg", "台账.xlsx", "模板.xlsx")[2]
    with zipfile.ZipFile("全部.zip", "w") as archive:
        for name in ("一期.gpkg", "台账.xlsx", "模板.xlsx"):
            archive.write(files / name, name)
    assert geokit("audit", "全部.zip")[2].startswith("台账.xlsx：作为台账")
    assert geokit("audit", "模板.xlsx")[0] == 2


@pytest.mark.usefixtures("files")
def test_a_pattern_passes_over_what_is_no_file_of_parcels(geokit, tmp_path):
    (tmp_path / "图.pdf").write_bytes(b"%PDF")
    status, _, err = geokit("audit", "*期.gpkg", "*.pdf", "*.xlsx")
    assert (status, "图.pdf：不是可识别的地块文件" in err) == (2, True)
    status, _, err = geokit("ledger", "一期.*", "图*", "台账.xlsx")
    assert (status, "图.pdf：不是可识别的地块文件" in err) == (2, True)
    status, _, err = geokit("audit", "[一图]*")
    assert (status, "不是地块文件，未读取：图.pdf\n" in err) == (0, True)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("audit 二期.dbf", "二期.dbf：附属于 二期.shp，本身不是地块文件；请给出 二期.shp"),
        ("audit 二期", "二期：没有这个文件或文件夹。是否指：二期.shp？"),
        ("audit 一期.gpkg --ledger 二期.shp", "二期.shp：台账须为 .xlsx、.xls 或 .csv 表格，这不是"),
        ("convert 一期.gpkg 二期.shp", "二期.shp 已存在，不覆盖；要写入它请用 -o 二期.shp"),
        ("fill 二期.shp 模板.xlsx -o a.xlsx", "二期.shp：不是 .xlsx 或 .xlsm 模板；模板写在最前"),
        ("audit 一期.gpkg 核查.xlsx", "如要写出此文件，请写 -o 核查.xlsx"),
        ("map park -o a.html", "哪一个园区？"),
        ("map park 一期.gpkg -o a.html", "哪一个园区？"),
        ("ledger 一期.gpkg --park 我的园", "geokit init 边界 --park 我的园 一期.txt"),
        ("inspect", "缺少文件"),
    ],
)
def test_a_near_miss_is_told_what_to_type(geokit, line, sentence):
    status, _, err = geokit(*line.split())
    assert (status, sentence in err) == (2, True)


@pytest.mark.usefixtures("boundaries")
@pytest.mark.parametrize(
    "line", ["边界", "边界 --park 我的园", "边界 我的园", "我的园 边界", "park 边界", "我的园 边界 一期.gpkg"]
)
def test_the_map_of_a_park_takes_it_in_any_order(geokit, line):
    assert geokit("map", "park", *line.split(), "-o", "图.svg")[::2] == (0, "已写入 图.svg\n")


@pytest.mark.usefixtures("boundaries")
def test_the_folder_that_holds_a_park_is_named(geokit):
    assert "边界 中有此园区；请一并给出 边界" in geokit("ledger", "--park", "我的园")[2]


@pytest.mark.usefixtures("boundaries")
def test_a_template_takes_the_only_park_of_a_folder(geokit):
    book = openpyxl.load_workbook("模板.xlsx")
    book.active["C1"] = "{{园区名称}}"
    book.save("表.xlsx")
    assert geokit("fill", "表.xlsx", BOUNDARIES, "-o", "成果.xlsx")[0] == 0
    rows = list(openpyxl.load_workbook("成果.xlsx").active.iter_rows(values_only=True))
    assert (rows[0][2], rows[1][:2]) == ("我的园", ("A", 15))


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    "line", ["map 一期.gpkg -o 图.pdf", "map audit 一期.gpkg -o 图.html", "diff 一期.gpkg 二期.shp"]
)
def test_nothing_to_show_to_the_public_is_said(geokit, tmp_path, line):
    status, out, err = geokit(*line.split(), "--audience", "public")
    assert (status, out) == (2, "")
    assert "没有一宗地块可以公开" in err
    assert not list(tmp_path.glob("图.*"))


@pytest.mark.usefixtures("files")
def test_an_audit_says_what_its_public_edition_leaves_out(geokit):
    assert "公开版略去未公告的地块 1 宗" in geokit("audit", "一期.gpkg", "--audience", "public")[2]


@pytest.mark.usefixtures("files")
def test_a_ledger_and_a_template_are_looked_at(geokit):
    status, out, _ = geokit("inspect", "台账.xlsx")
    assert (status, out.splitlines()) == (
        0,
        [
            "没有图形的表格，可作台账：1 行，按“地块编号”列与地块关联",
            "列：地块编号 → id",
            "    面积（亩） → declared",
            "与图形核对：geokit audit 地块文件 台账.xlsx",
        ],
    )
    said = geokit("inspect", "模板.xlsx")[1]
    assert said == "填写模板，含 {{…}} 填写项；填写：geokit fill 模板.xlsx 地块文件 -o 成果.xlsx\n"


@pytest.mark.usefixtures("files")
def test_the_sum_of_all_is_not_the_area_of_each(geokit):
    book = openpyxl.load_workbook("模板.xlsx")
    book.active["B2"] = "{{量算面积.亩}}"
    book.save("模板.xlsx")
    err = geokit("fill", "模板.xlsx", "一期.gpkg", "-o", "成果.xlsx")[2]
    assert "每宗的面积写作 地块.量算面积.亩" in err
    book.active["B2"] = "{{地块.面积亩}}"
    book.save("模板.xlsx")
    err = geokit("fill", "模板.xlsx", "一期.gpkg", "-o", "成果.xlsx")[2]
    assert "是否指：地块.量算面积.亩、地块.地块面积.亩" in err
    assert "：地块面积.亩" not in err
