"""Ledgers as offices lay them out: two rows of headings, a phase merged beside its parcels, a sheet for each phase."""

import datetime as dt

import pandas as pd
import pytest

from geokit.errors import FormatError
from geokit.ledgers.joining.rows import reconcile_ledger
from geokit.ledgers.joining.sheets import headed
from geokit.ledgers.joining.table import find_table, read_table
from geokit.parcels import workbooks
from geokit.parcels.merged_cells import fill_down
from geokit.testing import make_parcels, square
from tests.workbook_files import write_workbook

PARCELS = make_parcels([square(0, 0, 100), square(100, 0, 100), square(200, 0, 100)])
IDS = PARCELS["id"].tolist()
KNOWN = {"id": frozenset(IDS)}
UNITS = [["地块编号", "面积", None], [None, "亩", "公顷"]]
PARTS = [["地块编号", "用地面积（亩）", None, None], [None, "农用地", "建设用地", "合计"]]


def save(path, merged=(), **sheets):
    return write_workbook(path, sheets, merged)


def found(path):
    return find_table(path, KNOWN)[0]


@pytest.mark.parametrize("title", [[], [["台账"]]])
@pytest.mark.parametrize(
    "below", [[None, "亩", "公顷"], ["地块编号", "（亩）", "（公顷）"], [None, "单位：亩"]]
)
def test_a_row_of_units_below_the_headings_is_theirs(tmp_path, title, below):
    rows = [*title, ["地块编号", "面积", None], below, *([name, 15] for name in IDS)]
    book = found(save(tmp_path / "x.xlsx", 台账=rows))
    assert book.keys.tolist() == IDS
    assert book.rows[0] == len(title) + 3
    assert book.unit == "mu"
    assert [notice.code for notice in book.notices] == ["two_rows_of_headings"]


@pytest.mark.parametrize(
    ("line", "declared_m2", "notices"),
    [
        ("单位：亩", 10_000, 0),
        ("（单位：公顷、万元）", 150_000, 0),
        ("单位：万平方米", 150_000, 0),
        ("长度单位：米  面积单位：公顷", 150_000, 0),
        ("单位：米", 10_000, 1),
        ("单位：亩/公顷", 10_000, 1),
        ("单位：元/平方米", 10_000, 1),
        ("单位：亩、元/平方米", 10_000, 0),
    ],
)
def test_a_unit_above_the_headings_is_that_of_the_areas(tmp_path, line, declared_m2, notices):
    file = tmp_path / "ledger.csv"
    file.write_text(f"收储台账,\n{line},\n地块编号,面积\nA,15\n", "utf-8")
    match = reconcile_ledger(make_parcels([square(0, 0, 100)]), file)
    assert match.table["declared_m2"].tolist() == pytest.approx([declared_m2])
    assert sum("name no unit" in notice.en for notice in match.notices) == notices


@pytest.mark.parametrize("merged", [[], ["B1:C1", "D1:E1", "A1:A2", "F1:F2"]])
def test_the_lower_row_is_not_read_without_the_one_above(tmp_path, merged):
    rows = [
        ["序号", "宗地", None, "面积", None, "权利人"],
        [None, "编号", "名称", "亩", "平方米", None],
        *([number, name, "x", 15, 10_000, "某公司"] for number, name in enumerate(IDS)),
    ]
    book = found(save(tmp_path / "x.xlsx", merged, 台账=rows))
    assert book.frame.columns.tolist() == [
        "序号",
        "宗地 编号",
        "宗地 名称",
        "面积（亩）",
        "面积（平方米）",
        "权利人",
    ]
    assert (book.keys.tolist(), book.unit) == (IDS, "mu")
    assert book.figures.tolist() == [15, 15, 15]


TWO_ROWS = [
    ["宗地", None, "面积", None, "权利人"],
    ["编号", "名称", "亩", "平方米", None],
    *([name, "x", 15, 10_000, "某公司"] for name in IDS),
]
READ_AS_ONE = ["宗地 编号", "宗地 名称", "面积（亩）", "面积（平方米）", "权利人"]


@pytest.mark.parametrize("merged", [[], ["A1:B1", "C1:D1", "E1:E2"]])
@pytest.mark.parametrize("key", ["id", "编号", "宗地 编号", "权利人"])
def test_two_rows_of_headings_are_one_whatever_the_key(tmp_path, merged, key):
    book = read_table(save(tmp_path / "x.xlsx", merged, 台账=TWO_ROWS), key, None)
    assert book.frame.columns.tolist() == READ_AS_ONE
    assert (book.keys.tolist(), book.unit) == ((["某公司"] * 3 if key == "权利人" else IDS), "mu")


def test_a_key_that_two_columns_end_with_is_read_under_its_own_row(tmp_path):
    head = [["宗地", None, "面积", "房屋"], ["编号", "名称", "亩", "编号"]]
    book = read_table(save(tmp_path / "x.xlsx", 台账=[*head, [IDS[0], "x", 15, "F1"]]), "编号", None)
    assert (book.key, book.keys.tolist()) == ("编号", IDS[:1])


def test_what_stands_above_headings_is_not_read_with_them():
    sheet = headed("", [["编制单位", "某院"], [None, None, "地块编号", "面积（亩）"], [None, None, "P1", 15]])
    assert sheet.frame.columns.tolist() == ["地块编号", "面积（亩）"]


def test_the_total_of_parts_is_the_declared_area(tmp_path):
    rows = [*PARTS, *([name, 5, 10, 15] for name in IDS)]
    path = save(tmp_path / "x.xlsx", ["A1:A2", "B1:D1"], 台账=rows)
    book = found(path)
    assert book.frame.columns.tolist() == [
        "地块编号",
        "用地面积（亩） 农用地",
        "用地面积（亩） 建设用地",
        "用地面积（亩）",
    ]
    assert book.figures.tolist() == [15, 15, 15]
    assert set(reconcile_ledger(PARCELS, path).table["match"]) == {"agrees"}


def test_parts_without_a_total_are_no_declared_area():
    rows = [row[:3] for row in PARTS]
    sheet = headed("", [*rows, ["P1", 5, 10]])
    assert sheet.frame.columns.tolist() == ["地块编号", "用地面积（亩） 农用地", "用地面积（亩） 建设用地"]


@pytest.mark.parametrize(
    "below",
    [
        ["P1", "待定", None],
        [None, "第2批", "x"],
        [None, "待定"],
        [None, 12, 0.8],
        [],
        ["合计", "亩", None],
    ],
)
def test_a_row_of_the_table_is_no_heading(below):
    sheet = headed("", [["地块编号", "备注", None], below, ["P2", "x", None]])
    assert sheet.notices == ()
    assert sheet.rows.tolist() == [2, 3]


def test_other_sheets_that_name_parcels_are_named(tmp_path):
    head = ["地块编号", "面积（亩）"]
    sheets = {"一期": [head, [IDS[0], 15], [IDS[1], 15]], "二期": [head, [IDS[2], 15]], "说明": [["口径"]]}
    path = save(tmp_path / "x.xlsx", **sheets)
    (notice,) = found(path).notices
    assert notice.localize("en") == (
        "of the ledger only the sheet “一期” was read; parcels stand on 二期 too, not read: bring all into one sheet"
    )
    assert "sheets_not_read" in {notice.code for notice in reconcile_ledger(PARCELS, path).notices}


def test_a_sheet_that_repeats_parcels_is_not_missed(tmp_path):
    rows = [["地块编号", "面积（亩）"], *([name, 15] for name in IDS)]
    assert found(save(tmp_path / "x.xlsx", 全部=rows, 一期=rows[:2])).notices == ()


def test_what_is_merged_beside_parcels_is_said_of_each(tmp_path):
    rows = [
        ["期次", "批准日期", "地块编号", "面积（亩）", "用地面积"],
        ["一期", dt.date(2025, 3, 1), IDS[0], 30, "30亩"],
        [None, None, IDS[1], None, None],
        [None, None, IDS[2], 15, "15亩"],
    ]
    frame = found(save(tmp_path / "x.xlsx", ["A2:A4", "B2:B3", "D2:D3", "E2:E3"], 台账=rows)).frame
    assert frame["期次"].tolist() == ["一期"] * 3
    assert frame["批准日期"].notna().tolist() == [True, True, False]
    # One figure beside two parcels is of both together.
    assert frame["面积（亩）"].notna().tolist() == [True, False, True]
    assert frame["用地面积"].notna().tolist() == [True, False, True]


def test_blank_cells_that_are_not_merged_stay_blank(tmp_path):
    rows = [["期次", "地块编号"], ["一期", IDS[0]], [None, IDS[1]]]
    assert found(save(tmp_path / "x.xlsx", 台账=rows)).frame["期次"].isna().tolist() == [False, True]


def test_ranges_that_overlap_count_once_and_empty_rows_stay_so():
    rows = [["a", "b"], [None, "c"], [], [None, None, "d"]]
    visited = list(fill_down(rows, [(0, 0, 9), (0, 1, 3), (7, 0, 3)]))
    assert rows == [["a", "b"], ["a", "c"], [], ["a", None, "d"]]
    assert [row for row, _ in visited] == [2, 3, 4]


def test_merged_cells_count_as_cells_of_the_file(tmp_path, monkeypatch):
    path = save(tmp_path / "x.xlsx", ["A1:A900"], 台账=[["a", "b"], *([None, "c"] for _ in range(900))])
    monkeypatch.setattr(workbooks, "_FREE_CELLS", 2_000 - 4 * path.stat().st_size)
    with pytest.raises(FormatError, match="more cells"):
        workbooks.sheets_of(path)


def test_a_table_in_memory_has_one_row_of_headings():
    frame = pd.DataFrame({"地块编号": IDS, "面积（亩）": [15, 15, 15]})
    assert found(frame).notices == ()


@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_what_systems_write_for_excel_is_no_part_of_the_ledger(tmp_path, sign):
    path = tmp_path / "x.csv"
    rows = [["地块编号", "面积（亩）"], *([f'="{name}"', "15"] for name in IDS)]
    path.write_text(f"sep={sign}\n" + "".join(f"{sign.join(row)}\n" for row in rows), encoding="utf-8-sig")
    assert (found(path).keys.tolist(), found(path).unit) == (IDS, "mu")


@pytest.mark.parametrize("sign", [",", "\t", ";", "，", "；", "、"])
@pytest.mark.parametrize("title", ["", "台账\n"])
def test_a_text_is_parted_by_the_sign_that_it_has(tmp_path, sign, title):
    path = tmp_path / "x.csv"
    figure = "15" if sign == "," else "15,0"
    rows = [["地块编号", "面积（亩）"], *([name, figure] for name in IDS)]
    path.write_text(title + "".join(f"{sign.join(row)}\n" for row in rows), encoding="utf-8")
    assert (found(path).keys.tolist(), found(path).unit) == (IDS, "mu")
