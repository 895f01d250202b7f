import time

import numpy as np
import pytest

from geokit.parcels.columns import map_columns, unique_names
from geokit.parcels.repeated_areas import remarks_on_columns

SECONDS = 10


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("DKBH", "id"),
        ("地块编号", "id"),
        ("Parcel_ID", "id"),
        ("DKMC", "name"),
        ("期次", "phase"),
        ("pcmc", "batch"),
        ("ZT", "status"),
        ("阶段", "stage"),
        ("DLBM", "land_class"),
        ("DKYT", "land_use"),
        ("rksj", "stored_on"),
        ("批准 日期", "approved_on"),
        ("nscmj", "declared"),
        ("面积", "declared"),
        ("areaValue", "declared"),
        ("土地面积", "declared"),
        ("土地坐落", "village"),
        ("村委会", "village"),
        ("征地批次", "batch"),
        ("规划用地性质", "land_use"),
    ],
)
def test_names_met_in_files(column, target):
    assert map_columns([column]).targets == {column: target}


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("面积（亩）", "mu"),
        ("面积_公顷", "ha"),
        ("面积(㎡)", "m2"),
        ("area_ha", "ha"),
        ("declared_m2", "m2"),
        ("DKMJ", None),
        ("用地面積（畝）", "mu"),
        ("地塊面積（公頃）", "ha"),
        ("面积（市亩）", "mu"),
        ("亩数", "mu"),
        ("area (sq m)", "m2"),
        ("面积（hm²）", "ha"),
    ],
)
def test_the_unit_in_a_name(column, unit):
    found = map_columns([column])
    assert (found.targets, found.unit, found.counted_m2) == ({column: "declared"}, unit, None)


@pytest.mark.parametrize(
    ("column", "counted_m2"),
    [
        ("面积（万平方米）", 10_000),
        ("用地面积(万㎡)", 10_000),
        ("面积万亩", 20_000_000 / 3),
        ("面积（公亩）", 100),
        ("Area (10,000 mu)", 20_000_000 / 3),
        ("area, acres", 4046.8564224),
    ],
)
def test_what_a_name_counts_in(column, counted_m2):
    found = map_columns([column])
    assert (found.targets, found.unit) == ({column: "declared"}, None)
    assert found.counted_m2 == pytest.approx(counted_m2)


@pytest.mark.parametrize("column", ["面积（平）", "平面面积", "万亩", "面积（分）", "投影面积（万平方米）"])
def test_no_unit_of_a_declared_area(column):
    assert map_columns([column]).targets == {}


def test_a_chosen_column_keeps_the_unit_of_its_name():
    chosen = {"投影面积（万平方米）": "declared"}
    assert map_columns(chosen, chosen).counted_m2 == 10_000
    chosen = {"投影面积（亩）": "declared"}
    assert map_columns(chosen, chosen).unit == "mu"
    assert map_columns(chosen, {"投影面积（亩）": "declared_ha"}).unit == "ha"


@pytest.mark.parametrize("column", ["Shape_Area", "SHAPE_Length", "bz", "周长", "x面积"])
def test_other_columns_are_left_alone(column):
    assert map_columns([column]).targets == {}


def test_of_two_candidates_the_better_known_wins_and_the_other_is_mentioned():
    found = map_columns(["面积", "DKMJ"])
    assert found.targets == {"DKMJ": "declared"}
    assert [notice.code for notice in found.notices] == ["column_kept"]


NUMBERS = [
    "宗地编码", "宗地代码", "宗地号", "宗地编号", "ZDDM", "ZDBM", "zdh", "地块编码", "地块代码", "DKDM", "DKBM", "图斑编号",
    "图斑号", "TBBH", "TBH", "BSM", "标识码", "不动产单元号", "不动产单元代码", "BDCDYH", "地籍号", "DJH", "ParcelCode",
    "用地编号", "地号", "Parcel No.", "Plot No.", "Lot No.", "地塊編號", "宗地編號", "編號",
]  # fmt: skip
PHASES = ["分期", "期次", "期数", "QS", "QC", "期", "建设分期", "phase"]


@pytest.mark.parametrize(
    "name", [*NUMBERS, "宗地编码（必填）", "地块编号(DKBH)", "*宗地代码", "宗地编码：", " 宗地 编码 "]
)
def test_what_offices_call_a_parcels_number(name):
    assert map_columns([name]).targets == {name: "id"}


@pytest.mark.parametrize("name", [*PHASES, "分期（一期/二期）"])
def test_what_offices_call_a_phase(name):
    assert map_columns([name]).targets == {name: "phase"}


@pytest.mark.parametrize("name", ["面积（净）", "备注", "宗地四至", "权利人", "QSDWDM", "编号规则", "YSDM"])
def test_what_is_none_of_them_stays_what_it_is(name):
    assert map_columns([name]).targets == {}


def test_of_several_numbers_the_most_telling_is_taken():
    assert map_columns(["BSM", "TBBH", "宗地编码"]).targets == {"宗地编码": "id"}


def test_many_equal_names_take_no_longer_than_others():
    started = time.perf_counter()
    names = unique_names(["a"] * 50_000 + ["A"])
    assert time.perf_counter() - started < SECONDS
    assert (names[0], names[1], names[-1]) == ("a", "a_2", "A_50001")
    assert unique_names(["a_2", "a", "a", "a"]) == ["a_2", "a", "a_3", "a_4"]


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("三调地类", "land_class"),
        ("地类编码（三调）", "land_class"),
        ("地类编码（GB/T 21010）", "land_class_gbt21010"),
        ("GB/T 21010-2017", "land_class_gbt21010"),
        ("用地用海分类代码", "land_class_territorial"),
        ("YDYHFLDM", "land_class_territorial"),
        ("地类编码（用地用海）", "land_class_territorial"),
        ("地类编码（必填）", "land_class"),
        ("用地代码（三调）", "land_class"),
    ],
)
def test_a_heading_that_names_a_scheme_of_land_classes(column, target):
    assert map_columns([column]).targets == {column: target}


@pytest.mark.parametrize(("mu", "remarks"), [([15.0, None], []), ([15.2, None], ["column_kept"])])
def test_an_area_in_two_units_is_mentioned_where_they_differ(mu, remarks):
    columns = {"面积（平方米）": np.array([10_000.0, np.nan]), "面积（亩）": np.array(mu, dtype=float)}
    found = map_columns(columns)
    assert found.targets == {"面积（平方米）": "declared"}
    assert [each.code for each in remarks_on_columns(found, columns)] == remarks


@pytest.mark.parametrize("again", ["编号_2", "编号.1"])
def test_a_column_that_is_there_twice_is_said(again):
    found = map_columns(["编号", "面积", again])
    assert found.targets == {"编号": "id", "面积": "declared"}
    (said,) = found.notices
    assert again in str(said)


@pytest.mark.parametrize("columns", [["面积_2020", "面积"], ["mj_2", "mj"], ["批次_1", "批次"]])
def test_a_numbered_column_never_goes_before_the_plain_one(columns):
    numbered, plain = columns
    found = map_columns(columns)
    assert (plain in found.targets, numbered in found.targets) == (True, False)
    assert numbered in str(found.notices)


def test_what_repeats_a_chosen_column_is_not_taken_in_its_place():
    assert map_columns(["id", "id_2"], {"id": "name"}).targets == {"id": "name"}
