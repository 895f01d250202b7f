"""Boundary-point TXT in every dialect: the written lines, and what is said, are held in txt_as_written.txt."""

from __future__ import annotations

import codecs
import difflib

import numpy as np
import pytest
import shapely

import geokit as gk
from geokit.days import current_day
from geokit.errors import GeokitError, OutputError
from geokit.land.crs.transform import local_crs, parse_crs
from geokit.land.units import UNIT_WORDS
from geokit.parcels.diagnostics import ATTRIBUTE
from geokit.parcels.dialect import Dialect
from geokit.parcels.formats.txt.writing import _file_names, write_text
from geokit.testing import make_parcels

EAST, NORTH = 467_000.0, 2_583_000.0


def square(east, north, size):
    return shapely.box(east, north, east + size, north + size)


HOLED = shapely.Polygon(square(EAST, NORTH, 100).exterior, [square(EAST + 40, NORTH + 40, 20).exterior])
PARTS = shapely.MultiPolygon([square(EAST + 200, NORTH, 10), square(EAST + 220.00049, NORTH, 10)])
HIGH = shapely.force_3d(
    shapely.Polygon([(EAST + 300, NORTH), (EAST + 310, NORTH), (EAST + 310, NORTH + 9)]), 5.0
)
SECTIONS = {
    "项目信息": ["项目名称=某园", "批次 = 二", "附记"],
    "属性描述": [
        "格式版本号=2.0",
        "数据产生单位=旧所",
        "数据产生日期=2020-01-01",
        "椭球 = CGCS2000",
        "带号=1",
    ],
}


def table(crs="EPSG:4548", sections=SECTIONS, **columns):
    told = {
        "name": ["甲,乙", "丙\n丁", None], "land_use": ["工业用地", "", None], "land_class": ["1001", None, "0702"],
        "declared_m2": [9600.44, None, 45.0], "declared_half_unit_m2": [0.5, None, 0.005], "declared_text": ["0.9600", None, "45.00"],
        "declared_method": ["planar", None, "ellipsoidal"], "village": ["村", None, "里"],
    }  # fmt: skip
    frame = make_parcels([HOLED, PARTS, HIGH], crs=crs, id=["DK-01", "DK-02", ""], **told | columns)
    frame.attrs[ATTRIBUTE] = {**frame.attrs.get(ATTRIBUTE, {}), "sections": sections}
    return frame


DIALECTS = {
    "strictest": {}, "of 7 fields": {"field_count": 7}, "of 12 fields": {"field_count": 12},
    "with further fields": {"further_fields": ("village", "没有")}, "with a list of fields": {"field_list": True},
    "with a list of points": {"point_list": True}, "of the easting first": {"axes": "yx", "point_list": True},
    "without prefixes": {"prefixed": False}, "of 2 decimals": {"decimals": 2}, "of 4 decimals": {"decimals": 4},
    "without closing points": {"closing": False}, "of other names": {"point_prefix": "JZD"},
    "numbered from the north-west": {"numbering": "north-west"}, "numbered on": {"numbering": "continuing"},
    "numbered in a batch": {"numbering": "batch"}, "in square metres": {"area_unit": "m2"},
    "in square metres to 1 decimal": {"area_unit": "m2", "area_decimals": 1}, "in hectares to 1 decimal": {"area_decimals": 1},
    "a file each": {"one_file_each": True}, "a file each of a pattern": {"one_file_each": True, "file_name": "{number}_{id}_{name}"},
    "in UTF-8": {"encoding": "utf-8", "line_end": "lf"}, "with a mark": {"encoding": "UTF-8 BOM"},
    "of a producer": {"producer": "某所", "produced_on": "2026-01-15"}, "with few keys": {"keys": ("坐标系", "带号", "椭球", "批号")},
    "with a meridian": {"keys": ("坐标系", "中央子午线", "带号")}, "with attributes": {"attributes": {"格式版本号": "3.0", "精度": "1"}},
    "with attributes that fit": {"attributes": {"坐标系": "CGCS2000", "几度分带": "3度带"}},
    "with attributes of another system": {"attributes": {"坐标系": "西安80"}}, "of another width": {"attributes": {"几度分带": "6"}},
    "with sections": {"sections": {"项目信息": {"批次": "", "项目名称": "新园", "年度": "2026"}, "说明": {"a": "b"}}},
    "with fields of its own": {
        "fields": ("界址点数", "地块编号", "地块面积", "图形属性", "地块名称", "权属", "村"), "field_list": True,
        "columns": {"村": "village"}, "constants": {"权属": "国,有"},
    },
    "with what is required": {"required": ("地块编号", "地块用途", "批号"), "keys": ("坐标系", "带号", "批号")},
}  # fmt: skip
TABLES = {
    "in zone 39 with prefixes": ("EPSG:4527", True), "the same without": ("EPSG:4527", False), "in 6 degrees": ("EPSG:4509", True),
    "of Xi'an 1980": ("EPSG:2384", True), "in degrees": ("EPSG:4490", True), "in UTM": ("EPSG:32650", True), "nowhere": (None, True),
}  # fmt: skip


def as_written(folder, frame, dialect):
    """Yield the lines of each file, and what is said of what it does not hold; or why it is refused."""
    folder.mkdir(exist_ok=True)
    try:
        notices = write_text(frame, folder / "宗地.txt", dialect)
    except GeokitError as error:
        yield f"refused: {error.localize('en')}"
        return
    for path in sorted(folder.iterdir()):
        text = path.read_bytes().decode(dialect.codec)
        end = "\r\n" if "\r\n" in text else "\n"
        yield f"{path.name}, {end!r}{', marked' * path.read_bytes().startswith(codecs.BOM_UTF8)}"
        yield from (f"  {line}".rstrip() for line in text.split(end))
    yield from (f"{each.code}: {each.en}" for each in notices)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_dialect_is_written_as_it_is_written_down(name, tmp_path, facts):
    made, usual = (
        list(as_written(tmp_path / key, table(), Dialect(**DIALECTS[key]))) for key in (name, "strictest")
    )
    found = made if name == "strictest" else [line for line in difflib.ndiff(usual, made) if line[0] in "+-"]
    facts.hold(name, found)


@pytest.mark.parametrize("name", TABLES)
def test_a_system_is_written_as_it_is_written_down(name, tmp_path, facts):
    crs, prefixed = TABLES[name]
    found = as_written(tmp_path, table(crs and parse_crs(crs), {}).iloc[:1], Dialect(prefixed=prefixed))
    facts.hold(name, (line for line in found if "=" in line or "2583000" in line or "refused" in line))


def test_a_local_system_has_neither_zone_nor_prefix(tmp_path, facts):
    frame = table(crs=local_crs("某独立坐标系")).iloc[:1]
    facts.hold("local", as_written(tmp_path, frame, Dialect()))


NAMES = {
    "{id}": (["a/b", "a:b", "A-B"], ["a-b", "a-b-2", "A-B-3"]), "{stem}_{id}": (["A", "b", "A"], ["宗地_row-0", "宗地_b", "宗地_row-2"]),
    "{name}": (["", "..", " 甲 乙 "], ["甲", "甲-2", "甲-3"]), "{number}-{id}": (["a\nb", "*", "-c-"], ["1-a-b", "2-", "3-c"]),
    "{id}|x": (["a", "b", "c"], ["a-x", "b-x", "c-x"]),
}  # fmt: skip


@pytest.mark.parametrize("pattern", NAMES)
def test_files_of_parcels_have_names_that_file_systems_take_and_none_twice(pattern):
    ids, names = NAMES[pattern]
    shapes = [square(EAST + 200 * at, NORTH, 100) for at in range(3)]
    assert _file_names(make_parcels(shapes, id=ids, name=["甲"] * 3), "宗地", pattern) == names


def test_a_name_that_is_blank_is_the_number():
    frame = make_parcels(
        [square(EAST, NORTH, 100), square(EAST + 200, NORTH, 100)], id=["a", "b"], name=[None, "."]
    )
    assert _file_names(frame, "宗地", "{name}") == ["1", "2"]


# A declared area, to what it is known, and by how much a hectare of one decimal changes it.
@pytest.mark.parametrize(
    ("declared", "half_unit", "change"),
    [(10_000.0, 0.5, None), (10_100.0, 0.5, "100.00"), (10_100.0, 99.9, "100.00"), (10_100.0, 100.0, None), (10_100.0, 500.0, None),
     (10_100.0, None, "100.00"), (9_900.0, None, "100.00"), (10_000.005, None, None), (10_000.0053, None, "0.01")],
)  # fmt: skip
def test_a_change_is_said_that_is_more_than_the_area_is_known_to(tmp_path, declared, half_unit, change):
    frame = make_parcels(
        [square(EAST, NORTH, 100)] * 2,
        crs=4548,
        declared_m2=[declared, 10_000.0],
        declared_half_unit_m2=[half_unit, np.nan],
    )
    said = [
        each.en
        for each in write_text(frame, tmp_path / "x.txt", Dialect(area_decimals=1))
        if each.code == "areas_rounded"
    ]
    expected = f"the declared areas of 1 parcel were rounded to 1 decimal in ha, by {change} m² at most"
    assert said == [expected] * (change is not None)


@pytest.mark.parametrize(
    ("m2", "unit", "is_told"),
    [(10_000, "m2", True), (10_000, "ha", True), (3_700, "m2", False), (3_700, "ha", True)],
)
def test_a_unit_that_the_areas_do_not_tell_is_said(tmp_path, m2, unit, is_told):
    frame = make_parcels([square(EAST, NORTH, 100)] * 2, crs=4548, declared_m2=[m2, m2])
    said = [
        each.en
        for each in write_text(frame, tmp_path / "x.txt", Dialect(area_unit=unit))
        if each.code == "area_unit_untold"
    ]
    expected = (
        f"the areas were written in {UNIT_WORDS[unit].en}, but most of them do not fit the polygons, so that a reader may "
        "take another unit; check the declared areas first"
    )
    assert said == [expected] * (not is_told)


FLAT = shapely.Polygon([(EAST, NORTH), (EAST + 50, NORTH), (EAST + 100, NORTH + 0.00001)])
FEW = shapely.Polygon([(EAST, NORTH), (EAST + 100, NORTH), (EAST + 100, NORTH + 0.0001)])


@pytest.mark.parametrize(
    ("shapes", "at_fault"), [([HOLED, FLAT, FEW], "b"), ([HOLED, HOLED, FEW], "c"), ([FEW, FLAT, HOLED], "a")]
)
def test_the_first_parcel_that_rounding_flattens_is_named(tmp_path, shapes, at_fault):
    frame = make_parcels(shapes, crs=4548, id=[*"abc"])
    with pytest.raises(OutputError) as caught:
        write_text(frame, tmp_path / "x.txt", Dialect())
    assert caught.value.localize("en") == (
        f"a ring of {at_fault} encloses nothing once rounded to 3 decimals; take more decimals"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_ring_that_is_a_line_is_not_laid_to_rounding(tmp_path):
    line = shapely.Polygon([(EAST, NORTH), (EAST + 50, NORTH), (EAST + 100, NORTH)])
    with pytest.raises(OutputError, match="a ring of A encloses nothing: its points lie on one line"):
        write_text(make_parcels([line], crs=4548), tmp_path / "x.txt", Dialect())


def test_a_bow_tie_whose_halves_cancel_is_written_and_read_as_it_is(tmp_path):
    corners = [(EAST, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH), (EAST, NORTH + 100)]
    bow_tie = shapely.Polygon(corners)
    apart = [[x - EAST, y - NORTH] for x, y in (*corners, corners[0])]
    for name, crs in (("x.txt", None), ("x.xlsx", 4548), ("x.dxf", 4548)):
        gk.write_parcels(make_parcels([bow_tie], crs=4548), tmp_path / name)
        frame = gk.read_parcels(tmp_path / name, crs=crs)
        found = shapely.get_coordinates(frame.geometry[0])
        assert (found - found.min(axis=0)).tolist() in (apart, apart[::-1]), name
        assert [each.rule for each in gk.audit(frame).findings if each.rule == "invalid_geometry"], name


def test_letters_without_a_code_are_shown_among_those_beside_them(tmp_path):
    frame = make_parcels([square(EAST, NORTH, 100)], crs=4548, name=["一二三四五㐂六七八九十"])
    with pytest.raises(OutputError) as caught:
        write_text(frame, tmp_path / "x.txt", Dialect())
    assert caught.value.localize("en") == "“二三四五㐂六七八九” cannot be written in gbk; write it in UTF-8"


def test_the_day_of_writing_is_written_where_it_is_asked_for(tmp_path):
    write_text(table(), tmp_path / "x.txt", Dialect(produced_on="today"))
    assert f"数据产生日期={current_day().isoformat()}\r\n".encode("gbk") in (tmp_path / "x.txt").read_bytes()
