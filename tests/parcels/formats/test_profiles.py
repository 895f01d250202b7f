"""Whatever form an office wants, what is written in it is read again; a form that could not be is refused."""

import re
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.errors import CrsError, InputError, OptionError
from geokit.parcels.formats.txt.grammar import KEYS
from geokit.parcels.formats.txt.parcels import FIELDS
from geokit.parcels.inspection import inspect_file

OTHERS = (
    "权属",
    "规划用途",
    "镇村",
    "用途备注",
    "面积(亩)",
    "DKBH",
    "",
    "X坐标",
    "行政区",
    "备注,二",
    "点号",
    "编号",
)


@st.composite
def forms(draw):
    """A form as somebody may write it down: every other one may say what nobody could read."""
    sound = draw(st.booleans())

    def one_of(fine, *faulty):
        return draw(st.sampled_from(fine if sound else [*fine, *faulty]))

    chosen = {
        "decimals": draw(st.integers(2, 6)),
        "encoding": one_of(["gbk", "GB18030", "UTF-8", "UTF-8 BOM", "utf-16"], "big5", "utf-7"),
        "line_end": one_of(["crlf", "lf"]),
        "prefixed": draw(st.booleans()),
        "closing": draw(st.booleans()),
        "axes": one_of(["xy", "yx"]),
        "field_list": draw(st.booleans()),
        "point_prefix": one_of(["J", "JZD", "", "界"], "面", "J-"),
        "numbering": one_of(["as-is", "north-west", "continuing", "batch"]),
        "area_unit": one_of(["ha", "m2"]),
        "area_decimals": one_of([None, 3, 6]),
        "producer": one_of(["", "示例测绘单位"]),
        "produced_on": one_of(["", "2026-01-15", "today"], "昨天"),
        "one_file_each": draw(st.booleans()),
        "file_name": one_of(["{stem}_{id}", "{number}-{name}", "{id}", "x"], "{id:>9}"),
    }
    chosen["point_list"] = draw(st.booleans()) or (sound and chosen["axes"] == "yx")
    if draw(st.booleans()):
        others = ("权属", "镇村", "行政区", "用途备注", "编号", "点号")
        rest = draw(st.lists(st.sampled_from(others if sound else OTHERS), max_size=5, unique=sound))
        fields = [*FIELDS, *rest]
        if chosen["field_list"]:
            fields = [fields[0], *draw(st.permutations(fields[1:]))]
        elif not sound:
            fields = draw(st.permutations(fields))
        chosen["fields"] = tuple(fields)
        chosen["constants"] = {title: "440500" for title in rest if title == "行政区"}
    if draw(st.booleans()):
        keys = [*KEYS, *one_of([["中央子午线"], ["测绘资质", "联系人"], []], ["分带"], ["坐标系"])]
        keys = draw(st.permutations(keys))
        chosen["keys"] = tuple(keys if sound else keys[: draw(st.integers(6, len(keys)))])
    if draw(st.booleans()):
        chosen["sections"] = {"项目信息": {"项目名称": "示例产业园", "所在行政区": "440500"}}
    return chosen


def shape(kind, at):
    west, south = 467_000.123 + 80 * (at % 3), 2_583_000.456 - 100 * (at // 3)
    whole = shapely.box(west, south, west + 80, south + 100)
    if kind == "hole":
        return whole - shapely.box(west + 20, south + 20, west + 40, south + 40)
    if kind == "parts":
        return whole - shapely.box(west + 30, south, west + 50, south + 100)
    return whole


kinds = st.lists(st.sampled_from(["whole", "hole", "parts"]), min_size=1, max_size=6)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(forms(), kinds)
def test_what_is_written_in_any_form_is_read_again_or_the_form_is_refused(chosen, kinds):
    try:
        dialect = gk.Dialect(**chosen)
    except InputError:
        return
    frame = gpd.GeoDataFrame(
        {
            "id": [f"DK-{at:02}" for at in range(len(kinds))],
            "name": ["甲，乙"] * len(kinds),
            "ownership": "集体",
        },
        geometry=[shape(kind, at) for at, kind in enumerate(kinds)],
        crs=4548,
    )
    with tempfile.TemporaryDirectory() as folder:
        gk.write_parcels(frame, Path(folder) / "x.txt", dialect=dialect)
        again = gk.read_parcels(folder)
        if not dialect.one_file_each:
            look = inspect_file(Path(folder) / "x.txt", profile=dialect)
            # What was written for an office is as that office wants it.
            assert [each.code for each in (*gk.notices_of(look.parcels), *look.advice)] == []
    assert gk.unreadable_of(again) == []
    assert sorted(again["id"]) == sorted(frame["id"])
    again = again.set_index("id").loc[frame["id"]]
    assert set(again["name"]) == {"甲，乙"}
    assert again.area.tolist() == pytest.approx(frame.area.tolist(), abs=400 * 10.0**-dialect.decimals)
    assert again["declared_m2"].tolist() == pytest.approx(
        frame.area.tolist(),
        abs=0.51 * 10.0**-dialect.area_places * (1e4 if dialect.area_unit == "ha" else 1) + 4,
    )
    offset = np.array([39e6 if dialect.prefixed else 0, 0])
    assert (
        np.abs(again.total_bounds - frame.total_bounds - np.tile(offset, 2)).max() <= 10.0**-dialect.decimals
    )
    if dialect.field_list and "权属" in dialect.titles:
        assert set(again["ownership"]) <= {"集体", None}


def test_most_forms_are_possible():
    possible = []

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(forms())
    def count(chosen):
        try:
            possible.append(bool(gk.Dialect(**chosen)))
        except InputError:
            possible.append(False)

    count()
    assert len(possible) / 3 < sum(possible) < len(possible)


SQUARE = shapely.box(467_100, 2_583_500, 467_200, 2_583_600)


def frame_of(**columns):
    return gpd.GeoDataFrame({"id": ["A"], "name": ["甲"], **columns}, geometry=[SQUARE], crs=4548)


def test_a_form_in_full(tmp_path):
    (tmp_path / "office.toml").write_text(
        """
        "名称" = "示例局"
        "编码" = "UTF-8"
        line_end = "LF"
        "数据产生单位" = "示例测绘单位"
        "数据产生日期" = 2026-01-15
        keys = ["坐标系", "格式版本号", "数据产生单位", "数据产生日期", "几度分带", "带号", "测绘资质", "转换参数"]
        fields = ["界址点数", "地块编号", "地块名称", "地块面积", "图形属性", "权属", "行政区"]
        field_list = true
        point_list = true
        axes = "YX"
        prefixed = false
        decimals = 2
        closing = false
        point_prefix = "JZD"
        "界址点编号" = "西北角"
        "面积单位" = "平方米"
        [attributes]
        "坐标系" = "CGCS2000"
        "格式版本号" = "2.0"
        "几度分带" = "3度带"
        "测绘资质" = "甲级"
        "转换参数" = ",,,,,,"
        [columns]
        "权属" = "ownership"
        [constants]
        "行政区" = 440500
        [sections."项目信息"]
        "项目名称" = "示例产业园"
        """,
        encoding="utf-8",
    )
    gk.write_parcels(frame_of(ownership=["集体"]), tmp_path / "x.txt", profile=tmp_path / "office.toml")
    assert (tmp_path / "x.txt").read_bytes().decode() == (
        "[项目信息]\n项目名称=示例产业园\n[属性描述]\n坐标系=CGCS2000\n格式版本号=2.0\n数据产生单位=示例测绘单位\n"
        "数据产生日期=2026-01-15\n几度分带=3度带\n带号=39\n测绘资质=甲级\n转换参数=,,,,,,\n[地块坐标]\n"
        "【界址点数,地块编号,地块名称,地块面积,图形属性,权属,行政区,@】\n【点号,圈号,Y坐标,X坐标,@】\n"
        "4,A,甲,10000.00,面,集体,440500,@\n"
        "JZD1,1,467100.00,2583600.00\nJZD2,1,467200.00,2583600.00\nJZD3,1,467200.00,2583500.00\n"
        "JZD4,1,467100.00,2583500.00\n"
    )
    again = gk.read_parcels(tmp_path / "x.txt")
    assert again.loc[0, ["id", "ownership", "行政区"]].tolist() == ["A", "集体", "440500"]
    assert (again.crs.to_epsg(), again.area[0], again.loc[0, "declared_m2"]) == (4548, 10_000, 10_000)


def test_a_section_has_what_the_office_asks_for_and_what_the_file_had_besides(tmp_path):
    section = "[项目信息]\n项目名称=旧\n联系人=甲\n编号=7\n"
    gk.write_parcels(frame_of(), tmp_path / "a.txt")
    own = (tmp_path / "a.txt").read_text("gbk")
    (tmp_path / "a.txt").write_text(section + own, "gbk")
    dialect = gk.Dialect(sections={"项目信息": {"项目名称": "新", "编号": ""}})
    gk.write_parcels(gk.read_parcels(tmp_path / "a.txt"), tmp_path / "b.txt", dialect=dialect)
    lines = (tmp_path / "b.txt").read_text("gbk").splitlines()
    assert lines[: lines.index("[属性描述]")] == ["[项目信息]", "项目名称=新", "编号=7", "联系人=甲"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('encodng = "GBK"', 1, "encoding"),
        ('\n"编吗" = "GBK"', 2, "编码"),
        ('encoding = "GBK"\n"编码" = "GBK"', 2, "one key"),
        ("decimals = 9", 1, "0 to 6"),
        ('required = [\n  "地块编号",\n  "地块名秤",\n]', 3, "地块名称"),
        ('\n[attributes]\n"转换参数" = "-15.4,1,2,3,4,5,6"', 3, "secret"),
        ('\n\n[constants]\n"行政区" = 1', 4, "行政区"),
        ("[constants]\n'地块用途' = 0.10", 2, "quotes"),
        ('numbering = "shared"', 1, "batch"),
        ('"界址点编号" = "整匹"', 1, "界址点编号 is one of 原样, 西北角, 连续, 整批"),
        ('"小数位数" = 3', 1, "坐标小数位数"),
        ('axes = "yx"', 1, "point_list"),
        ('fields = ["界址点数", "地块面积", "地块名称", "地块编号", "图形属性"]', 1, "field_list"),
        ("a = [", 1, "at column 6: a value is not finished"),
        ('encoding = "GBK"\n编码 = "GBK"', 2, "the TOML is broken at column 1"),
    ],
)
def test_a_fault_is_named_with_its_line_and_what_is_near(tmp_path, text, line, words):
    (tmp_path / "o.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        gk.load_profile(tmp_path / "o.toml")
    said = caught.value.localize("en")
    assert words in said
    assert caught.value.line == line
    assert "o.toml" in said
    assert "15.4" not in said


def test_a_title_that_would_be_read_as_another_is_refused():
    fields = (*FIELDS[:5], "规划用途", "地块用途")
    with pytest.raises(OptionError, match="规划用途"):
        gk.Dialect(fields=fields, field_list=True)
    assert gk.Dialect(fields=(*FIELDS[:5], "地块用途", "规划用途"), field_list=True)
    with pytest.raises(OptionError, match="DKBH"):
        gk.Dialect(fields=(*FIELDS[:5], "DKBH"), field_list=True)


def test_another_system_than_the_form_says_is_not_passed_off_as_it(tmp_path):
    for attributes in ({"坐标系": "1980西安坐标系"}, {"几度分带": "6"}):
        with pytest.raises(CrsError):
            gk.write_parcels(frame_of(), tmp_path / "x.txt", dialect=gk.Dialect(attributes=attributes))
    assert list(tmp_path.iterdir()) == []


def test_what_an_office_requires_and_is_blank_is_said(tmp_path):
    dialect = gk.Dialect(required=("地块编号", "地类编码", "数据产生单位"))
    said = [str(each) for each in gk.write_parcels(frame_of(), tmp_path / "x.txt", dialect=dialect)]
    assert sum("requires it" in each for each in said) == 2
    assert any("地类编码" in each for each in said)
    assert any("数据产生单位" in each for each in said)


def test_areas_that_tell_no_unit_are_said(tmp_path):
    table = frame_of(declared_m2=[20_000.0])
    codes = [
        each.code for each in gk.write_parcels(table, tmp_path / "x.txt", dialect=gk.Dialect(area_unit="m2"))
    ]
    assert codes == ["area_unit_untold"]
    tiny = gpd.GeoDataFrame(
        {"id": ["A"], "name": ["甲"]},
        geometry=[shapely.box(467_100, 2_583_500, 467_100.5, 2_583_500.5)],
        crs=4548,
    )
    assert "area_rounded_away" in [each.code for each in gk.write_parcels(tiny, tmp_path / "x.txt")]


def test_a_dialect_or_a_profile(tmp_path):
    with pytest.raises(OptionError):
        gk.write_parcels(frame_of(), tmp_path / "x.txt", dialect=gk.Dialect(), profile="office.toml")


def test_a_line_that_names_y_first_is_believed_only_where_the_coordinates_agree(tmp_path):
    gk.write_parcels(frame_of(), tmp_path / "x.txt", dialect=gk.Dialect(point_list=True))
    text = (tmp_path / "x.txt").read_bytes().decode("gbk").replace("X坐标,Y坐标", "Y坐标,X坐标")
    (tmp_path / "x.txt").write_bytes(text.encode("gbk"))
    frame = gk.read_parcels(tmp_path / "x.txt")
    assert frame.area[0] == pytest.approx(10_000)
    assert "easting_not_first" in [each.code for each in gk.notices_of(frame)]


@pytest.mark.parametrize("suffix", ["txt", "xlsx", "dxf"])
def test_a_point_that_parcels_share_has_one_number_in_every_file(tmp_path, suffix):
    squares = [shapely.box(467_100 + 100 * at, 2_583_500, 467_200 + 100 * at, 2_583_600) for at in (1, 0)]
    # The eastern one came first in the table, and its shared corner is half a millimetre away.
    squares[0] = shapely.transform(squares[0], lambda points: points + np.array([0.0004, 0]))
    frame = gpd.GeoDataFrame({"id": ["E", "W"], "name": "甲"}, geometry=squares, crs=4548)
    path = tmp_path / f"x.{suffix}"
    gk.write_parcels(frame, path, dialect=gk.Dialect(numbering="batch", point_prefix="P"))
    assert _numbers_in(path) == {"W": ["P1", "P2", "P3", "P4", "P1"], "E": ["P2", "P5", "P6", "P3", "P2"]}
    assert len(gk.read_parcels(path, crs=4548 if suffix == "dxf" else None)) == 2


def _numbers_in(path):
    if path.suffix == ".txt":
        blocks = re.split(r"\n\d+,[\d.]+,(\w),.*@\r", path.read_bytes().decode("gbk"))[1:]
        pairs = zip(blocks[::2], blocks[1::2], strict=True)
        return {name: [row.split(",")[0] for row in text.split()] for name, text in pairs}
    if path.suffix == ".xlsx":
        import openpyxl

        rows = [
            row
            for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)
            if row[0] in ("E", "W")
        ]
        return {name: [row[3] for row in rows if row[0] == name] for name in ("W", "E")}
    import ezdxf

    # Each number is drawn once: what is read here is put together from the places.
    texts = ezdxf.readfile(path).modelspace().query('TEXT[layer=="JZD_DH"]')
    at = {(round(text.dxf.insert.x), round(text.dxf.insert.y)): text.dxf.text for text in texts}
    assert len(texts) == len(at) == 6
    west = [(467_100, 2_583_600), (467_200, 2_583_600), (467_200, 2_583_500), (467_100, 2_583_500)]
    return {
        name: [at[east + shift, north] for east, north in [*west, west[0]]]
        for name, shift in (("W", 0), ("E", 100))
    }


def test_a_field_is_filled_by_what_the_file_or_geokit_calls_its_column(tmp_path):
    table = frame_of(QSXZ=["集体"], 新号=["G-001"])
    for column in ("QSXZ", "ownership"):
        form = gk.Dialect(fields=(*FIELDS, "权属"), columns={"权属": column, "地块编号": "新号"})
        gk.write_parcels(table, tmp_path / "x.txt", dialect=form)
        assert ",G-001,甲,面,,,,集体,@" in (tmp_path / "x.txt").read_bytes().decode("gbk")
    lost = gk.Dialect(columns={"地块编号": "没有"}, fields=(*FIELDS, "没有"))
    said = [each.code for each in gk.write_parcels(table, tmp_path / "x.txt", dialect=lost)]
    assert {"blank_id", "field_without_source"} <= set(said)


@pytest.mark.parametrize(
    "wrong",
    [
        {"producer": "甲\n[地块坐标]"},
        {"attributes": {"格式版本号": "1\n[地块坐标]"}},
        {"sections": {"项目信息": {"项目\n名称": "甲"}}},
        {"sections": {"属性描述": {}}},
        {"keys": ("坐标系", "分带")},
        {"prefixed": False, "keys": ("坐标系",)},
        {"fields": (*FIELDS, "权属"), "field_count": 9},
        {"file_name": "{id.__class__}"},
        {"file_name": ""},
        {"constants": {"地块面积": "1"}},
    ],
)
def test_what_would_break_the_file_is_refused(wrong):
    with pytest.raises(InputError):
        gk.Dialect(**wrong)


def test_a_file_is_called_as_no_system_minds(tmp_path):
    names = ["../a", "con", "a/b", "A/b", ""]
    table = gpd.GeoDataFrame({"id": names, "name": names}, geometry=[SQUARE] * 5, crs=4548)
    gk.write_parcels(table, tmp_path / "x.txt", dialect=gk.Dialect(one_file_each=True, file_name="{name}"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "5.txt",
        "A-b-2.txt",
        "_con.txt",
        "a-b.txt",
        "a.txt",
    ]


def test_a_profile_is_no_book_and_no_value_of_it_has_controls(tmp_path):
    path = tmp_path / "office.toml"
    path.write_text("keys = [" + '"坐标系",' * 9000 + "]", encoding="utf-8")
    with pytest.raises(InputError, match="at most 64 KB"):
        gk.load_profile(path)
    for text in ('attributes = { "格式版本号" = "1\\u001b" }', '[sections."项目信息"]\n"名称" = "a\\u0085b"'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            gk.load_profile(path)


def test_a_folder_in_the_place_of_a_profile_is_called_one(tmp_path):
    with pytest.raises(InputError, match="this is a folder, not a file"):
        gk.load_profile(tmp_path)
