"""How a ledger is read before it is joined: its sheet, its headings, its key, its cells."""

from __future__ import annotations

import contextlib
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geokit.errors import FormatError, InputError
from geokit.ledgers.joining.match import Match
from geokit.ledgers.joining.rows import reconcile_ledger
from geokit.ledgers.joining.sheets import _value, headed, headings
from geokit.ledgers.joining.table import NoKeyError, _holds, _numbers, find_table
from geokit.testing import make_parcels, square

# Each of 1 ha: 15 mu.
PARCELS = make_parcels([square(0, 0, 100), square(100, 0, 100), square(200, 0, 100)])


def matches(made):
    return dict(zip(made.table["key"], made.table["match"], strict=True))


def book(ids, areas=None, heading="面积（亩）"):
    return pd.DataFrame({"地块编号": ids} | ({} if areas is None else {heading: areas}))


def test_a_workbook_with_titles_sums_and_remarks(tmp_path):
    path = tmp_path / "台账.xlsx"
    cells = [
        ["土地收储台账", None, None],
        [None, None, None],
        ["序号", "地块编号", "在库面积（亩）"],
        [1, "A", 15],
        [2, "B", 15.0],
        [3, "D", 14.25],
        ["合 计", None, 44.25],
        ["制表人：某某", None, None],
    ]
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame([["说明"]]).to_excel(writer, sheet_name="说明", header=False, index=False)
        pd.DataFrame(cells).to_excel(writer, sheet_name="台账", header=False, index=False)
    made = reconcile_ledger(PARCELS, path)
    assert matches(made) == {"A": Match.AGREES, "B": Match.AGREES, "D": Match.NO_POLYGON, "C": Match.NO_ROW}
    assert made.table["first_row"].tolist() == [4, 5, 6, -1]
    assert made.sentences("zh")[-1] == "台账中 1 行既无编号也无面积，已略去"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_csv_file_in_any_encoding(tmp_path, encoding):
    path = tmp_path / "台账.csv"
    path.write_bytes("地块编号,面积（公顷）\r\nA,1.0000\r\nB,1.0000\r\nC\r\n".encode(encoding))
    made = reconcile_ledger(PARCELS, path)
    assert matches(made) == {"A": Match.AGREES, "B": Match.AGREES, "C": Match.NOT_COMPARED}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"\xd0\xcf\x11\xe0rest", "save it as .xlsx"),
        (b"PK\x03\x04rest", "zip archive is damaged"),
        (b"a,b\n1,2\n", "has a column “id”"),
        (b"\n\n", "no rows"),
        (b'a,"' + b"x" * 200_000 + b'"\n', "no CSV table"),
    ],
)
def test_a_file_that_is_no_ledger_is_a_sentence(tmp_path, content, words):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        reconcile_ledger(PARCELS, path)
    assert str(caught.value).startswith("台账.xlsx: ")


def test_a_zip_that_is_no_workbook(tmp_path):
    path = tmp_path / "台账.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(FormatError, match="no Excel workbook"):
        reconcile_ledger(PARCELS, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a")
    with pytest.raises(FormatError, match="the workbook is damaged"):
        reconcile_ledger(PARCELS, path)


@given(st.data())
@settings(max_examples=60)
def test_a_damaged_workbook_is_a_sentence_or_a_table(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("books") / "台账.xlsx"
    book(["A", "B"], [15.0, 8.0]).to_excel(path, index=False)
    with zipfile.ZipFile(path) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    part = parts[data.draw(st.sampled_from(sorted(parts)))]
    at = data.draw(st.integers(0, len(part) - 1))
    part[at : at + data.draw(st.integers(1, 40))] = data.draw(st.binary(max_size=3))
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    with contextlib.suppress(InputError):
        reconcile_ledger(PARCELS, path)


def test_a_cell_without_a_heading_is_none():
    assert headings([None, float("nan"), " 地块编号 ", "地块编号", 7]) == ["", "", "地块编号", "", "7"]


@pytest.mark.parametrize("key", [None, "id"])
@pytest.mark.parametrize(("above", "is_found"), [(0, True), (19, True), (20, False)])
def test_headings_are_looked_for_in_twenty_rows(tmp_path, above, is_found, key):
    path = tmp_path / "台账.csv"
    rows = [*[["台账", ""]] * above, ["地块编号", "面积（公顷）"], ["A", "1.0000"], ["B", "2.0000"]]
    path.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    if is_found:
        made = reconcile_ledger(PARCELS, path, key=key)
        assert matches(made)["B"] is Match.AREA_DIFFERS
        assert made.table["first_row"].tolist() == [above + 2, above + 3, -1]
    elif key:
        with pytest.raises(FormatError, match="none of the first 20 rows has a column “id”"):
            reconcile_ledger(PARCELS, path, key=key)
    else:
        # The ids still stand in a column, and nothing says that the other holds areas.
        assert matches(reconcile_ledger(PARCELS, path))["A"] is Match.NOT_COMPARED


@pytest.mark.parametrize(
    ("headed", "other", "taken"),
    [
        (["A", "x", "y"], ["A", "x", "y"], "编号"),
        (["A", "x", "y"], ["A", "B", "y"], "旧号"),
        (["A", "x", "y"], ["A", "B", "C"], "旧号"),
        (["x", "y", "z"], ["A", "x", "y"], "旧号"),
        (["A", "B", "y"], ["A", "B", "C"], "编号"),
    ],
)
def test_a_column_with_the_heading_needs_half_as_many_ids(headed, other, taken):
    table = pd.DataFrame({"旧号": other, "编号": headed})
    found, by = find_table(table, {"id": frozenset("ABC"), "name": frozenset()})
    assert (found.key, by) == (taken, "id")
    assert [notice.code for notice in found.notices] == ([] if taken == "编号" else ["ledger_key"])


def test_ids_come_before_names_and_where_none_fits_the_columns_are_named():
    table = pd.DataFrame({"一": ["甲", "乙", "A"], "二": [1, 2, 3]})
    known = {"id": frozenset("ABC"), "name": frozenset("甲乙丙")}
    assert find_table(table, known)[1] == "id"
    assert find_table(table[:2], known)[1] == "name"
    for values, said in (
        (
            {"id": frozenset("BC"), "name": frozenset("丙")},
            "ids or names \\(such as B, 丙\\).* There are 一, 二",
        ),
        ({"id": frozenset(), "name": frozenset()}, "neither ids nor names .* columns are 一, 二"),
    ):
        with pytest.raises(NoKeyError, match=said):
            find_table(table, values)
    with pytest.raises(FormatError, match="no rows"):
        find_table(pd.DataFrame(), known)


def test_of_a_workbook_the_sheet_that_holds_most_is_taken(tmp_path):
    path = tmp_path / "台账.xlsx"
    with pd.ExcelWriter(path) as writer:
        for name, ids in (("一", ["A", "x"]), ("二", ["A", "B"]), ("三", ["B", "A"])):
            pd.DataFrame({"编号": ids, "面积（公顷）": [1, 1]}).to_excel(writer, sheet_name=name, index=False)
    assert list(matches(reconcile_ledger(PARCELS, path))) == ["A", "B", "C"]
    assert list(matches(reconcile_ledger(PARCELS, path, key="id"))) == ["A", "x", "B", "C"]


def test_a_table_parted_by_tabs_and_a_short_row_are_read(tmp_path):
    path = tmp_path / "台账.txt"
    path.write_text("地块编号\t备注\t面积（公顷）\nA\t甲,乙\t1.0000\nB\nC\t\t1.0\n", encoding="utf-8")
    assert matches(reconcile_ledger(PARCELS, path)) == {
        "A": Match.AGREES, "B": Match.NOT_COMPARED, "C": Match.AGREES,
    }  # fmt: skip


def test_an_index_is_a_column_where_it_says_something_and_shapes_are_none():
    table = pd.DataFrame({"面积（公顷）": [1, 1, 1]}, index=pd.Index(["A", "B", "C"], name="编号"))
    assert reconcile_ledger(PARCELS, table).ok
    assert reconcile_ledger(PARCELS, PARCELS[["id", "geometry"]]).ok


@pytest.mark.parametrize(
    ("row", "is_left_out"),
    [
        (["合计", None], False),
        (["SubTotal", 9.0], False),
        ([None, None], False),
        ([None, 9.0], False),
        ([None, None, "备注"], True),
        (["X", None, "备注"], False),
    ],
)
def test_only_rows_that_say_something_and_name_nothing_are_told(row, is_left_out):
    rows = [["A", 15.0, None], [*row, None, None][:3]]
    made = reconcile_ledger(PARCELS, pd.DataFrame(rows, columns=["地块编号", "面积（亩）", "备注"]), key="id")
    assert ("left out" in made.localize("en")) == is_left_out


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("#N/A", None), ("#DIV/0!", None), ("#N/A ", "#N/A "), (15.0, 15), (15.5, 15.5), ("15.0", "15.0"), (None, None),
        (7, 7), (float("nan"), float("nan")),
    ],
)  # fmt: skip
def test_a_formula_that_failed_is_no_value_and_a_whole_number_is_one(cell, value):
    made = _value(cell)
    assert repr(made) == repr(value)


@pytest.mark.parametrize(
    ("cells", "is_numbers"),
    [
        ([15, 15.5, None], True),
        ([15, " ", ""], True),
        ([15, "15"], False),
        ([15, True], False),
        ([None, None], True),
    ],
)
def test_a_column_is_of_numbers_where_all_that_it_holds_are(cells, is_numbers):
    made = _numbers(pd.Series(cells, dtype=object))
    assert (made.dtype == "float64") == is_numbers
    if is_numbers:
        numbers = [cell if isinstance(cell, int | float) else float("nan") for cell in cells]
        assert made.tolist() == pytest.approx(numbers, nan_ok=True)


@pytest.mark.parametrize(
    ("names", "key", "is_held"),
    [
        (["地块编号", ""], "id", True),
        (["地块编号", ""], "地块编号", True),
        (["地块编号", ""], "name", False),
        (["", "旧号"], "旧号", True),
        (["", "旧号"], "id", False),
        ([""], "", False),
    ],
)
def test_a_key_is_a_heading_or_what_one_is_recognised_as(names, key, is_held):
    assert _holds(names, key) == is_held


@pytest.mark.parametrize(
    ("rows", "columns", "first"),
    [
        ([["标题"], ["地块编号", "备注"], ["A", "x"]], ["地块编号", "备注"], 3),
        ([["标题"], ["甲", "乙"], ["A", "x"]], ["甲", "乙"], 3),
        ([["甲", "乙"], ["丙", "丁"]], ["甲", "乙"], 2),
        ([[None], ["", None]], [], None),
        ([["地块编号"], ["地块编号", "阶段", "批次"], ["A", "供应", "1"]], ["地块编号", "阶段", "批次"], 3),
    ],
)
def test_headings_are_the_row_of_most_known_names_or_of_most_names(rows, columns, first):
    sheet = headed("", rows)
    assert list(sheet.frame.columns) == columns
    assert sheet.rows.tolist()[:1] == ([] if first is None else [first])
    assert len(sheet.rows) == len(sheet.frame)


def test_a_single_row_shows_the_unit_of_its_area():
    made = reconcile_ledger(make_parcels([square(0, 0, 100)], id=["A"]), book(["A"], ["15"], "面积"))
    assert matches(made) == {"A": Match.AGREES}
    assert "they are mu" in made.localize("en")
