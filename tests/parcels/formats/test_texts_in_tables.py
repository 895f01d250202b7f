"""How headings, notes and systems beside a table of points are understood, held against texts_in_tables.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geokit as gk
from geokit.land.crs.transform import parse_crs
from geokit.parcels.diagnostics import Diagnostics
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.points.coordinates import speaks_of_system, statement_in, system_of
from geokit.parcels.formats.points.headings import find_headings
from geokit.parcels.formats.points.notes import is_declared_title, is_id_title, is_note, titles_in
from geokit.parcels.formats.points.numbers import plain_signs
from geokit.parcels.formats.points.totals import declared_of, total_in

if TYPE_CHECKING:
    from collections.abc import Callable


def tried(work: Callable[[], Any]) -> str:
    try:
        return str(work())
    except gk.GeokitError as error:
        return f"refused: {error.localize('en')}"


HEADINGS = [
    "点号,X,Y",
    "X,Y",
    "Y,X",
    "x,y",
    "X坐标,Y坐标",
    "X值,Y值",
    "xcoord,ycoordinate",
    "X坐标(m),Y坐标（米）",
    "X[m],Y[metres]",
    "X(km),Y(km)",
    "纵坐标,横坐标",
    "纵坐标(X),横坐标(Y)",
    "坐标x,坐标y",
    "北坐标,东坐标",
    "北,东",
    "北(X),东(Y)",
    "x(北),y(东)",
    "N,E",
    "north,east",
    "Northing,Easting",
    "纬度,经度",
    "经度,纬度",
    "lat,lon",
    "latitude,longitude",
    "lng,lat",
    "纬度(°),经度(°)",
    "纬度(十进制),经度(小数度)",
    "经度(dd.mmss),纬度(dd.mmss)",
    "经度（度分秒）,纬度（度.分秒）",
    "经度(decimal),纬度(dms)",
    "经度(ddmmss.s),纬度",
    "点号,X,Y,经度,纬度",
    "经度,纬度,X,Y",
    "X,纬度",
    "X,纬度,经度",
    "纬度,经度,Y",
    "X,Y,X,Y",
    "点号,X,Y,X,Y",
    "点号,X,Y,点号,X,Y",
    "点号,X,Y,点号,X",
    "点号,X,Y,圈号,点号,X,Y",
    "点号,X,Y,圈号,点号,X,Y,环号",
    "圈号,点号,X,Y,点号,X,Y,点号,X,Y,圈号",
    "点名,X,Y",
    "点编号,X,Y",
    "界址点,X,Y",
    "拐点,X,Y",
    "点,X,Y",
    "point,x,y",
    "Point No,x,y",
    "vertexid,x,y",
    "corner name,x,y",
    "ring,x,y",
    "ring no,x,y",
    "Ring Number,x,y",
    "序号,X,Y",
    "行号,X,Y",
    "顺序号,X,Y",
    "No.,X,Y",
    "#,X,Y",
    "num,X,Y",
    "seq,X,Y",
    "边长,X,Y",
    "间距,X,Y",
    "距离(m),X,Y",
    "Z,X,Y",
    "H,X,Y",
    "高程,X,Y",
    "length,X,Y",
    "elevation,X,Y",
    "XY,YX",
    "地块编号,地块名称,点号,X,Y,备注",
    ",X,Y",
    "X,,Y",
    "X",
    "",
    "index,example,yes",
]


@pytest.mark.parametrize("text", HEADINGS)
def test_headings(text, facts):
    found = find_headings([text.split(",")])
    if found is None:
        facts.hold(f"headings {text}", ["none"])
        return
    more = f"{found.in_degrees=}, {found.is_bare=}, {found.attributes=}, {found.further=}, {found.form=}"
    facts.hold(f"headings {text}", [*map(str, found.blocks), f"{found.roles}", more])


ABOVE = [
    ["点号,坐标,", ",X,Y"],
    ["点号,坐标,坐标", ",X,Y"],
    ["点号,坐标,,边长", ",X,Y,"],
    ["点号,坐标,,边长", ",X,Y"],
    ["点号,,", ",X,Y,备注"],
    ["点号：,坐标,", ",X,Y"],
    ["点号:,坐标,", ",X,Y"],
    ["点号,,", ",X,Y"],
    ["界址点成果表", "点号,X,Y"],
    ["地块编号,点号", ",,X,Y"],
    ["甲,乙,丙", "", "点号,X,Y"],
    ["X,Y", "点号,X,Y"],
]


@pytest.mark.parametrize("lines", ABOVE)
def test_headings_of_two_rows(lines, facts):
    found = find_headings([line.split(",") for line in lines])
    facts.hold(f"headings {' / '.join(lines)}", [f"{found.row} {found.names} {found.roles}"])


def test_headings_stand_in_the_first_sixty_rows():
    assert find_headings([["甲"]] * 59 + [["X", "Y"]]).row == 59
    assert find_headings([["甲"]] * 60 + [["X", "Y"]]) is None


def test_headings_come_again_whatever_stands_beside_them():
    found = find_headings([["点号", "X坐标(m)", "Y坐标(m)", "备注"]])
    told = {
        "点号,X坐标,Y坐标": True,
        ",x坐标(米),Ｙ坐标,无": True,
        "点号,X坐标": False,
        "点号,X坐标,": False,
        "点号,Y坐标,X坐标": False,
    }
    for row, is_again in told.items():
        assert found.is_repeated_in(row.split(",")) is is_again


NOTES = [
    "合计面积,8000.00平方米,12.00亩",
    "合 计,4",
    "总计：8000㎡",
    "小计,0.8公顷",
    "总面积(㎡),,8000",
    "面积（亩）：12",
    "面积=12亩",
    "面积,8,000.00平方米",
    "S=8000㎡",
    "MJ：8000m2",
    "s,8000",
    "Total area,8000 m2",
    "area: 0.8 ha",
    "total: 12 mu,0.008km2",
    "宗地面积,8000平方米",
    "地块总面积：12.0亩（0.8公顷）",
    "本宗面积：8000平方米",
    "本地块：面积8000平方米",
    "subtotal,8000 m2",
    "量算面积：8000平方米",
    "计算面积：8000",
    "图形面积,8000㎡",
    "measured area: 8000 m2",
    "建筑面积：300平方米",
    "总和,8000平米",
    "共计,1平方公里",
    "汇总：2平方千米",
    "面积,甲,8000",
    "面积：A1",
    "面积,8000.5.5",
    "面积,J8000",
    "面积（公顷）,约0.8",
    "面积,8.0E+03平方米",
    "合计面积,12亩3分5厘",
    "合计面积：十二亩三分五厘",
    "合计面积,0.8万平方米",
    "合计面积（万平方米）,0.8",
    "面积（公亩）,80",
    "Shape Area: 8000",
    "本宗地面积8000平方米",
    "合计面积,11-12亩",
    "面积,12,亩",
    "合计面积,-12亩",
    "总面积12亩；其中耕地5亩",
    "面积,其中耕地5亩",
    "面积8000平方米（不含道路500平方米）",
    "合计,4,800.00平方米",
    "面积（平方米）：8000.00；面积（亩）：12.00",
    "面积(亩),12.00,面积(平方米),8000.00",
    "Total area (10000 m2): 0.8",
    "Total area (10000 m2),15 mu",
    "合计,点数,4,面积(亩),12",
    "面积,0.8,万平方米",
    "面积：8.0E+03",
    "面积：8 000.00",
    "S=8000.00",
    "面积：12 单位：亩",
    "面积单位：亩 面积：12",
    "用地面积,8000㎡,建筑面积,5000.00㎡",
    "建筑面积：5000.00㎡；用地面积：8000㎡",
    "总面积8000㎡；水面面积500.0㎡",
    "面积,,其中：耕地,3000㎡",
    "道路面积：1200㎡",
    "面积差：3㎡",
    "面积误差0.5㎡",
    "备注,无",
    "注：本表",
    "注1,无",
    "注.",
    "注意",
    "说明",
    "制表人,张三",
    "日期：2026年",
    "第 1 页",
    "共 2 页",
    "以下空白",
    "END",
    "ending",
    "page 1",
    "J1,1,2",
    "* 备注",
    "(注)",
    "坐标系：CGCS2000",
    "宗地号：DK-01,,面积(亩):,12",
    "宗地号:,甲",
    "宗地号:",
    "宗地号：,",
    ":甲",
    "很长很长很长很长很长很长很长很长很长很长：甲",
    "很长很长很长很长很长很长很长很长很长很长长：甲",
    "地块名称 = 甲地块",
    "名称：甲：乙",
    "",
    ",,",
]


@pytest.mark.parametrize("text", NOTES)
def test_notes_titles_and_totals(text, facts):
    row = text.split(",")
    titles, total = titles_in(row), total_in(row, 9)
    told = {
        title: (is_id_title(title), is_declared_title(title), speaks_of_system(title)) for title in titles
    }
    remarks = Diagnostics()
    taken = [] if total is None else [f"{total} {declared_of(total, remarks)}"]
    facts.hold(
        f"note {text}", [f"{is_note(row)} {titles} {told}", *taken, *(each.en for each in remarks.notices())]
    )


SAID = [
    "成果表",
    "坐标系：2000国家大地坐标系",
    "CGCS2000",
    "2000国家大地坐标系 中央子午线117度",
    "2000国家大地坐标系 中央子午线117°00′",
    "坐标系：大地2000 39带",
    "坐标系：国家2000 第39带",
    "坐标系：西安1980年 39带",
    "80西安坐标系 39",
    "西安80坐标系 3度带第39带",
    "坐标系：北京1954 39带",
    "54北京坐标系 带号39",
    "北京54坐标系，六度分带 20带",
    "CGCS2000 3度带",
    "CGCS2000 三度带 39带",
    "CGCS2000 6度带 39带",
    "CGCS2000 6度带 20带",
    "CGCS2000 三度分带 20带",
    "CGCS2000 6度带 中央经线117",
    "CGCS2000 3度带 中央经线117",
    "CGCS2000 中央经线 114",
    "CGCS2000 中央经线 116.5",
    "CGCS2000 zone 39",
    "CGCS2000 zone_38",
    "CGCS2000 zone 391",
    "CGCS2000 CM 117E",
    "CGCS2000 117°带",
    "CGCS2000 117度带号39",
    "CGCS2000 38带 中央子午线117",
    "WGS84",
    "WGS84 zone 50",
    "EPSG:4490",
    "EPSG:4527",
    "EPSG 4548",
    "EPSG:4549",
    "EPSG:4498",
    "EPSG:4509",
    "EPSG:2363",
    "EPSG:999999",
    "EPSG:12",
    "独立坐标系：某市2000",
    "某市独立坐标系",
    "深圳独立坐标系 39带",
    "地方坐标",
    "第39带",
    "高斯投影 39带",
    "坐标系：某某",
    "１１７度中央子午线，ＣＧＣＳ２０００",
]
PLACES = {"39": 39, "20": 20, "bare": 0, "degrees": None}


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_of_a_system(text, facts):
    said = statement_in([(3, "界址点"), (4, text)])
    lines = [] if said is None else [f"{said.line} {said.code} local {said.is_local}"]
    for place, prefix in PLACES.items():
        for options in (ReadOptions(), ReadOptions(zone=39), ReadOptions(crs=parse_crs("EPSG:4527"))):
            remarks = Diagnostics()

            def found(prefix=prefix, options=options, remarks=remarks) -> str | None:
                made = system_of(said, prefix, options, remarks)
                return None if made is None else f"{made.name} {made.to_epsg()}"

            known = "zone 39" if options.zone else "known" if options.crs else "alone"
            lines.append(
                f"{place}, {known}: {tried(found)} {[each.localize('en') for each in remarks.notices()]}"
            )
    facts.hold(f"said {text}", lines)


def test_all_lines_that_speak_of_a_system_are_one_statement():
    said = statement_in([(1, "成果表"), (2, "坐标系：西安80"), (5, "中央子午线：１１７°")])
    assert (said.line, plain_signs(said.text)) == (2, "坐标系:西安80 中央子午线:117°")
    assert statement_in([]) is None


@pytest.mark.parametrize(
    ("line", "declared_m2"),
    [("单位：公顷", 150_000), ("单位：亩", 10_000), ("面积单位：万㎡ 长度单位：m", 150_000)],
)
@pytest.mark.parametrize("stated", [("甲", 15, ""), ("甲", "", "合计面积,,,15")])
def test_a_unit_above_points_is_that_of_the_areas(tmp_path, line, declared_m2, stated):
    parcel, area, below = stated
    corners = [(2580000, 462000), (2580000, 462080), (2580100, 462080), (2580100, 462000)]
    rows = [f"{parcel},J{at},{north},{east},{area}" for at, (north, east) in enumerate(corners, start=1)]
    file = tmp_path / "points.csv"
    file.write_text("\n".join(["成果表", line, "地块,点号,X,Y,面积", *rows, below]), "utf-8")
    parcels = gk.read_parcels(file, crs="EPSG:4548")
    assert parcels["declared_m2"].tolist() == pytest.approx([declared_m2])
