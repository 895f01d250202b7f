"""Rows around the points of a table: totals are declared areas, notes are passed over and named, titles name parcels."""

import pytest
from point_tables import RECTANGLE, codes, moved, read, rows

from geokit.parcels.diagnostics import notices_of, unreadable_of

POINTS = ("点号,X,Y", *rows(RECTANGLE))


@pytest.mark.parametrize(
    "last",
    [
        "合计面积,8000.00平方米,12.00亩",
        "小计：8000.00㎡,,",
        "面积(平方米),8000.00,",
        "总面积(公顷),,0.800000",
        "合计面积：8000.00平方米（12.00亩）,,",
        "总计,0.800000公顷,",
        "S=8000.00㎡,,",
        "Total area,8000.00 m2,",
    ],
)
def test_a_total_below_the_points_is_the_declared_area(tmp_path, last):
    frame = read(tmp_path, *POINTS, last)
    assert frame.area.tolist() == [8_000]
    assert frame["declared_m2"].tolist() == pytest.approx([8_000])
    assert codes(frame) == set()


@pytest.mark.parametrize(
    "last",
    [
        "备注,无,",
        "制表人,张三,李四",
        "审核：王五,,",
        "日期：2026年1月1日,,",
        "以下空白,,",
        "总计,4,4",
        "第 1 页,共 2 页,",
    ],
)
def test_a_note_is_passed_over_and_named(tmp_path, last):
    frame = read(tmp_path, *POINTS, "", ",,", last)
    assert frame.area.tolist() == [8_000]
    (notice,) = (notice for notice in notices_of(frame) if notice.code == "rows_passed_over")
    assert last.split(",", maxsplit=1)[0] in notice.zh
    assert "第 8 行" in notice.zh


def test_blank_and_merged_cells_at_the_end_are_nothing(tmp_path):
    assert codes(read(tmp_path, *POINTS, ",,", "", ",,")) == set()


def test_figures_of_a_total_that_contradict_each_other_are_said(tmp_path):
    frame = read(tmp_path, *POINTS, "合计面积,8000.00平方米,13.00亩")
    assert codes(frame) == {"figures_disagree"}


@pytest.mark.parametrize(
    "last",
    [
        "面积（平方米）：8000.00；面积（亩）：12.00",
        "面积(亩),12.00,面积(平方米),8000.00",
        "Total area (10000 m2): 0.8",
        "合计,点数,4,面积(亩),12",
        "面积,0.8,万平方米",
        "面积：12 单位：亩",
        "用地面积,8000㎡,建筑面积,5000.00㎡",
        "建筑面积：5000.00㎡；用地面积：8000㎡",
        "总面积8000㎡；水面面积500.0㎡",
        "面积：8.0E+03",
        "面积：8 000.00",
    ],
)
def test_each_figure_has_the_label_and_the_unit_before_it(tmp_path, last):
    frame = read(tmp_path, *POINTS, last)
    assert frame["declared_m2"].tolist() == pytest.approx([8_000])
    assert "figures_disagree" not in codes(frame)


@pytest.mark.parametrize("last", ["面积,,其中：耕地,3000㎡", "道路面积：1200㎡", "面积差：3㎡"])
def test_what_is_no_area_of_the_parcel_is_passed_over_and_named(tmp_path, last):
    frame = read(tmp_path, *POINTS, last)
    assert frame["declared_m2"].isna().all()
    assert codes(frame) == {"rows_passed_over"}


def test_so_is_a_total_that_contradicts_the_column_of_areas(tmp_path):
    lines = [f"{row},0.9公顷" for row in rows(RECTANGLE)]
    frame = read(tmp_path, "点号,X,Y,面积", *lines, "合计面积,8000.00平方米,")
    assert frame["declared_m2"].tolist() == pytest.approx([9_000])
    assert codes(frame) == {"figures_disagree"}


def test_of_several_parcels_each_has_its_subtotal_and_the_total_is_of_the_table(tmp_path):
    def part(name: str, east: float) -> list[str]:
        return [*rows(moved(RECTANGLE, east), name), "小计,,8000.00平方米,12.00亩"]

    frame = read(tmp_path, "地块编号,点号,X,Y", *part("A", 0), *part("B", 100), "合计,,16000平方米,24亩")
    assert frame["declared_m2"].tolist() == pytest.approx([8_000, 8_000])
    assert codes(frame) == {"total_of_table"}


def test_one_total_below_several_parcels_is_of_none_of_them(tmp_path):
    lines = [*rows(RECTANGLE, "A"), *rows(moved(RECTANGLE, 100), "B")]
    frame = read(tmp_path, "地块编号,点号,X,Y", *lines, "合计面积,,16000平方米,24亩")
    assert frame["declared_m2"].isna().all()
    assert codes(frame) == {"total_of_table"}


def test_a_total_under_the_heading_of_areas(tmp_path):
    lines = [f"{row}," for row in rows(RECTANGLE)]
    frame = read(tmp_path, "点号,X,Y,面积(亩)", *lines, "合计,,,12.00")
    assert frame["declared_m2"].tolist() == pytest.approx([8_000])


@pytest.mark.parametrize(("total", "declared"), [("合计,,,300,12.00", 8_000), ("合计,,,300", None)])
def test_beside_the_areas_of_buildings_only_what_is_declared_is_taken(tmp_path, total, declared):
    lines = [f"{row},," for row in rows(RECTANGLE)]
    frame = read(tmp_path, "点号,X,Y,建筑面积(平方米),面积(亩)", *lines, total)
    assert frame["declared_m2"].dropna().tolist() == ([] if declared is None else pytest.approx([declared]))
    assert codes(frame) == ({"rows_passed_over"} if declared is None else set())


def test_a_parcel_may_be_called_like_a_note(tmp_path):
    lines = [*rows(RECTANGLE, "合计"), *rows(moved(RECTANGLE, 100), "备注")]
    assert read(tmp_path, "地块编号,点号,X,Y", *lines)["id"].tolist() == ["合计", "备注"]


def test_a_title_that_no_points_follow_is_a_parcel_that_cannot_be_read(tmp_path):
    frame = read(
        tmp_path,
        "宗地号：A,,",
        *POINTS,
        "宗地号：B,,",
        "宗地号：C,,",
        "点号,X,Y",
        *rows(moved(RECTANGLE, 100)),
    )
    assert frame["id"].tolist() == ["A", "C"]
    assert [(entry.id, entry.code, entry.line) for entry in unreadable_of(frame)] == [("B", "no_points", 7)]


@pytest.mark.parametrize("broken", ["258OOOO,39462080", "2580100,", ",", "#,39462080", "2.58e6,39462080"])
def test_a_point_that_is_none_takes_its_parcel_and_no_other(tmp_path, broken):
    lines = rows(RECTANGLE, "B")
    lines[2] = f"B,J3,{broken}"
    others = [*rows(moved(RECTANGLE, 100), "A"), *lines, *rows(moved(RECTANGLE, 200), "C")]
    frame = read(tmp_path, "地块编号,点号,X,Y", *others)
    assert frame["id"].tolist() == ["A", "C"]
    assert [(entry.id, entry.line) for entry in unreadable_of(frame)] == [("B", 8)]


@pytest.mark.parametrize(
    "broken", ["258OOOO,39462080", "#,39462080", "2580100,?", "2580100,", ",39462080", "审核,39462080"]
)
def test_so_does_one_without_a_number_as_long_as_a_coordinate_can_be_told(tmp_path, broken):
    lines = rows(RECTANGLE, "B")
    lines[2] = f"B,,{broken}"
    others = [*rows(moved(RECTANGLE, 100), "A"), *lines, *rows(moved(RECTANGLE, 200), "C")]
    frame = read(tmp_path, "地块编号,点号,X,Y", *others)
    assert frame["id"].tolist() == ["A", "C"]
    assert [(entry.id, entry.line) for entry in unreadable_of(frame)] == [("B", 8)]


@pytest.mark.parametrize("last", [",,3", ",3,", ",,12"])
def test_the_number_of_a_page_is_no_point(tmp_path, last):
    frame = read(tmp_path, *POINTS, last)
    assert frame.area.tolist() == [8_000]
    assert codes(frame) == {"rows_passed_over"}


def test_numbers_that_were_never_filled_in_are_no_points(tmp_path):
    frame = read(tmp_path, *POINTS, "J5,,", "J6,,")
    assert frame.area.tolist() == [8_000]
    assert codes(frame) == {"rows_passed_over"}
