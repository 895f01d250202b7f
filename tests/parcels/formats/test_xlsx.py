"""Workbooks sheet by sheet: which of them are tables of points, what a cell says, and what is read of all."""

from __future__ import annotations

import datetime as dt

import pytest
from point_tables import A, B, C, moved

import geokit as gk
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.xlsx import OldWorkbook, Workbook, _text
from geokit.parcels.workbooks import OLE_MAGIC

HEAD = ["地块编号", "点号", "X", "Y"]


def points(name: str, places) -> list[list[object]]:
    return [[name, f"J{at}", north, east] for at, (north, east) in enumerate(places, 1)]


SHEETS = {
    "一": [HEAD, *points("甲", A), *points("乙", B)],
    "说明": [["填表说明"], [None], [5]],
    "空": [],
    "二": [["坐标系：2000国家大地坐标系"], HEAD, *points("丙", C)],
    "只有标题": [HEAD, [None, None], ["甲"]],
}


def layers(path) -> list[tuple]:
    return [(each.name, each.count, each.kind.zh) for each in Workbook().layers(path)]


def test_each_sheet_is_a_layer_with_its_parcels_or_its_rows(xlsx):
    assert layers(xlsx(**SHEETS)) == [
        ("一", 2, "地块的界址点"),
        ("说明", 2, "行，无坐标列"),
        ("空", 0, "行，无坐标列"),
        ("二", 1, "地块的界址点"),
        ("只有标题", 2, "行，无坐标列"),
    ]


def test_of_several_tables_each_parcel_says_its_sheet(xlsx):
    reading = Workbook().read(
        xlsx(**{name: SHEETS[name] for name in ("说明", "空", "一", "二")}), ReadOptions()
    )
    assert reading.columns["地块编号"].tolist() == ["甲", "乙", "丙"]
    assert reading.columns["工作表"].tolist() == ["一", "一", "二"]
    assert (reading.layer, reading.crs.to_epsg(), reading.decimals) == (None, 4527, 0)
    assert (reading.line.tolist(), reading.record.tolist()) == ([2, 6, 3], [0, 1, 2])
    assert [each.zh for each in reading.notices if each.code == "sheet_passed_over"] == [
        "工作表“说明”没有坐标列，已跳过"
    ]


def test_of_one_table_the_sheet_is_the_layer(xlsx):
    for options in (ReadOptions(), ReadOptions(layer="二")):
        sheets = SHEETS if options.layer else {name: SHEETS[name] for name in ("空", "二")}
        reading = Workbook().read(xlsx(**sheets), options)
        assert reading.layer == "二"
        assert list(reading.columns) == ["地块编号"]
        assert [each.code for each in reading.notices] == ["ring_not_closed"]


def test_a_column_that_says_the_sheet_already_is_kept(xlsx):
    named = [[*HEAD, "工作表"], *([*row, "图一"] for row in points("甲", A))]
    reading = Workbook().read(xlsx(一=named, 二=SHEETS["二"]), ReadOptions())
    assert reading.columns["工作表"].tolist() == ["图一", "二"]


@pytest.mark.parametrize(
    ("sheets", "options", "said"),
    [
        ({"说明": SHEETS["说明"]}, {}, "没有工作表含坐标列（如 X、Y 或 纵坐标、横坐标）"),
        (SHEETS, {"layer": "三"}, "三"),
        (SHEETS, {"layer": "说明"}, "没有工作表含坐标列"),
        (SHEETS, {}, "标题行之后没有界址点"),
        (
            {
                "一": SHEETS["一"],
                "度": [
                    ["点号", "经度", "纬度"],
                    [1, 116.68, 23.35],
                    [2, 116.681, 23.35],
                    [3, 116.681, 23.351],
                ],
            },
            {},
            "各表有的是经纬度，有的是平面坐标；请分别读取",
        ),
    ],
)
def test_what_is_no_table_of_points_is_refused(xlsx, sheets, options, said):
    with pytest.raises(gk.GeokitError) as raised:
        Workbook().read(xlsx(**sheets), ReadOptions(**options))
    assert said in raised.value.localize("zh")


def test_parcels_of_a_later_sheet_in_another_zone_are_set_aside(xlsx):
    other = [HEAD, *points("丁", moved(A, -1_000_000))]
    frame = gk.read_parcels(xlsx(一=SHEETS["一"], 二=other))
    assert frame["id"].tolist() == ["甲", "乙"]
    assert [(each.id, each.code, each.line) for each in gk.unreadable_of(frame)] == [("丁", "other_zone", 2)]
    assert "sheet_passed_over" not in {each.code for each in notices_of(frame)}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, ""),
        (False, ""),
        (0, "0"),
        (0.0, "0"),
        (5.0, "5"),
        (-2.0, "-2"),
        (5.25, "5.25"),
        (1e16, "10000000000000000"),
        (" 甲 ", "甲"),
        (dt.date(2025, 3, 7), "2025-03-07"),
    ],
)
def test_what_a_cell_says(value, text):
    assert _text(value) == text


def test_a_workbook_is_told_by_what_is_inside():
    locked = OLE_MAGIC + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    for opening, is_new, is_old in (
        (Opening(b"PK", ("xl/workbook.xml",)), True, False),
        (Opening(b"PK", ("word/document.xml",)), False, False),
        (Opening(OLE_MAGIC + bytes(600), ()), False, True),
        (Opening(locked, ()), True, False),
    ):
        assert (Workbook().sniff(opening), OldWorkbook().sniff(opening)) == (is_new, is_old)


BOX = "POLYGON((0 0,100 0,100 100,0 100,0 0))"
SHAPED = [["地块编号", "面积（公顷）", "WKT"], ["001", 1, f"SRID=4548;{BOX}"], [2, 1, None]]


def test_a_sheet_of_shapes_is_read_as_a_csv_of_them(xlsx):
    path = xlsx(说明=[["填表说明"]], 地块=SHAPED)
    assert layers(path) == [("说明", 1, "行，无坐标列"), ("地块", 2, "地块的图形")]
    frame = gk.read_parcels(path)
    assert (frame["id"].tolist(), frame.area.tolist(), frame["declared_m2"].tolist()) == (
        ["001"],
        [10_000],
        [10_000],
    )
    assert (frame.crs.to_epsg(), frame["line"].tolist()) == (4548, [2])
    assert [each.localize("zh") for each in unreadable_of(frame)] == ["第 3 行：2 无法读取：没有几何"]
    assert "sheet_passed_over" in [each.code for each in notices_of(frame)]


def test_a_shape_that_excel_has_cut_is_said_to_be(xlsx):
    ring = ",".join(f"{at} 0" for at in range(6_000))
    cut = f"POLYGON((0 9,{ring},0 9))"[:32_767]
    (told,) = unreadable_of(gk.read_parcels(xlsx(一=[*SHAPED[:2], ["3", 1, cut]])))
    assert told.code == "cut_wkt"
    assert told.localize("en") == (
        "line 3: 3 cannot be read: its geometry is cut at 32767 letters, the most that a cell of Excel holds: take the file "
        "that was not saved from Excel"
    )


@pytest.mark.parametrize("other", [SHAPED, [HEAD, *points("甲", A)]])
def test_of_several_sheets_of_shapes_one_is_to_be_named(xlsx, other):
    path = xlsx(一=SHAPED, 二=other)
    with pytest.raises(gk.InputError) as raised:
        gk.read_parcels(path)
    assert "一、二；请指明其一" in raised.value.localize("zh")
    assert gk.read_parcels(path, layer="一")["id"].tolist() == ["001"]


def test_a_column_that_calls_each_parcel_a_polygon_holds_no_shapes(xlsx):
    rows = [[*HEAD, "Shape"], *([*row, "面"] for row in points("甲", A))]
    assert layers(xlsx(一=rows)) == [("一", 1, "地块的界址点")]
