"""A ledger beside its polygons: rows and polygons without each other, duplicates, areas that differ."""

from __future__ import annotations

import contextlib
import re
import zipfile

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geokit.errors import CrsError, FormatError, InputError, UnknownNameError
from geokit.land.measure.polygons import measure_area
from geokit.ledgers.joining.match import Match
from geokit.ledgers.joining.rows import reconcile_ledger
from geokit.ledgers.joining.table import (
    NoKeyError,
    _headed,
    _headings,
    _holds,
    _numbers,
    _value,
    find_table,
)
from geokit.testing import CRS, make_parcels, ring, square

# Each of 1 ha: 15 mu.
PARCELS = make_parcels([square(0, 0, 100), square(100, 0, 100), square(200, 0, 100)])


def matches(made):
    return dict(zip(made.table["key"], made.table["match"], strict=True))


def book(ids, areas=None, heading="面积（亩）"):
    return pd.DataFrame({"地块编号": ids} | ({} if areas is None else {heading: areas}))


def test_a_ledger_that_agrees_is_ok():
    made = reconcile_ledger(PARCELS, book(["C", "A", "B"], [15.0, 15.0, 15.0]))
    assert made.ok
    assert made.sentences("zh") == ["台账 3 行，图形 3 宗：相符 3，不符 0。"]
    assert repr(made) == "LedgerMatch(method='planar', notices=())"


def test_of_two_columns_that_meet_the_parcels_the_one_with_the_heading_is_taken():
    ids = ["A", "B", "C"]
    table = pd.DataFrame({"说明": ids, "地块编号": ids, "面积（亩）": [15.0] * 3})
    assert reconcile_ledger(PARCELS, table).notices == ()
    assert reconcile_ledger(PARCELS, table.drop(columns="地块编号")).notices


def test_numbers_that_were_typed_as_text_are_read():
    made = reconcile_ledger(
        PARCELS, book(["A", "B", "C"], ["10,000.00", "１００００", "10000 "], "面积（平方米）")
    )
    assert made.ok, made.sentences("en")


def test_a_comma_that_groups_nothing_is_no_number():
    made = reconcile_ledger(PARCELS, book(["A", "B", "C"], ["1,5", "15", "15"]))
    assert matches(made)["A"] is Match.NOT_COMPARED


def test_what_is_in_one_only_or_twice_is_named():
    twice = make_parcels([square(0, 0, 100)] * 4, id=["A", "B", "B", None])
    made = reconcile_ledger(twice, book(["A", "A", "C", None], ["15亩", "15亩", "8亩", "9亩"]))
    assert not made.ok
    assert matches(made) == {
        "A": Match.DUPLICATE_ROW,
        "C": Match.NO_POLYGON,
        None: Match.NO_ROW,
        "B": Match.NO_ROW,
    }
    assert made.sentences("en") == [
        "Rows in the ledger: 4, polygons: 4; in agreement: 0, not: 5.",
        "rows without a polygon (2): C, row 4.",
        "polygons without a row (2): B, polygon 4.",
        "ids that stand more than once in the ledger (1): A.",
    ]


def test_two_polygons_of_one_row():
    twice = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["A", "A"])
    assert matches(reconcile_ledger(twice, book(["A"], [15.0]))) == {"A": Match.DUPLICATE_POLYGON}


@pytest.mark.parametrize(
    ("area", "match"),
    [
        ("15", Match.AGREES),
        ("15.0", Match.AGREES),
        ("15.4", Match.AREA_DIFFERS),
        ("15.4996", Match.AREA_DIFFERS),
    ],
)
def test_half_a_unit_is_allowed(area, match):
    assert matches(reconcile_ledger(PARCELS, book(["A"], [area])))["A"] == match


@pytest.mark.parametrize(
    ("areas", "match"),
    [([15, 14.25], Match.AREA_DIFFERS), (["15", 14.25], Match.AGREES), ([15, 14], Match.AGREES)],
)
def test_a_column_of_numbers_has_the_decimals_of_the_whole(tmp_path, areas, match):
    # 15.3 mu: a cell that hides the decimals of its column is as exact as the others.
    land = make_parcels([square(0, 0, 102, 100), square(200, 0, 95, 100)])
    path = tmp_path / "台账.xlsx"
    book(["A", "B"], pd.Series(areas, dtype=object)).to_excel(path, index=False)
    assert matches(reconcile_ledger(land, path)) == {"A": match, "B": Match.AGREES}


def test_a_difference_is_told_with_both_areas():
    made = reconcile_ledger(PARCELS, book(["A", "B", "C"], [15.0, 15.0, 12.5]))
    assert made.sentences("en")[1:] == [
        (
            "C: 8,333.33 m² (12.500 mu) in the ledger, 10,000.00 m² (15.000 mu) on the map (planar), a difference of "
            "1,666.67 m² (2.500 mu); allowed 33.37 m² (0.050 mu)."
        )
    ]
    assert made.to_frame("en")["difference (mu)"].tolist() == [0, 0, 2.5]
    assert made.to_frame()["match"].tolist() == ["agrees", "agrees", "area_differs"]
    assert made.to_frame("zh")["结果"].tolist() == ["相符", "相符", "面积不符"]


def test_an_ellipsoidal_figure_is_explained_and_no_fault():
    large = make_parcels([square(0, 0, 2000)])
    ledger = pd.DataFrame({"DKBH": ["A"], "面积（平方米）": measure_area(large.geometry, CRS).round(2)})
    made = reconcile_ledger(large, ledger)
    assert matches(made) == {"A": Match.METHOD}
    assert made.ok
    assert "ellipsoidal" in made.sentences("en")[1]
    assert matches(reconcile_ledger(large, ledger, method="ellipsoidal")) == {"A": Match.AGREES}


def test_without_a_figure_or_a_valid_outline_nothing_is_compared():
    bow_tie = ring((0, 0), (100, 100), (100, 0), (0, 100))
    made = reconcile_ledger(make_parcels([square(0, 0, 100), bow_tie]), book(["A", "B"], [None, 15.0]))
    assert set(matches(made).values()) == {Match.NOT_COMPARED}
    assert made.ok
    assert "not compared" in made.sentences("en")[1]


def test_full_width_ids_and_the_unit_that_nobody_wrote():
    made = reconcile_ledger(PARCELS, book(["Ａ", "B", "C"], [1.0, 1.0, 1.0], heading="面积"))
    assert made.ok
    assert "they are ha" in made.sentences("en")[1]


def test_other_columns_are_named_by_the_caller():
    table = pd.DataFrame({"编号2": ["A", "B", "C"], "mj2": ["1公顷"] * 3})
    assert reconcile_ledger(PARCELS, table, key="编号2", area="mj2").ok
    with pytest.raises(UnknownNameError, match="mj3"):
        reconcile_ledger(PARCELS, table, key="编号2", area="mj3")
    # The column that holds their ids needs no name.
    found = reconcile_ledger(PARCELS, table, area="mj2")
    assert found.ok
    assert "joined by “编号2” to the parcels' id" in found.sentences("en")[-1]
    with pytest.raises(FormatError, match="编号2, mj2"):
        reconcile_ledger(PARCELS, table, key="编号")


def test_a_column_of_a_file_is_named_by_the_caller(tmp_path):
    path = tmp_path / "台账.xlsx"
    pd.DataFrame({"编号2": ["A", "B", "C"], "mj2": ["1公顷"] * 3}).to_excel(path, index=False)
    assert reconcile_ledger(PARCELS, path, key="编号2", area="mj2").ok
    with pytest.raises(UnknownNameError, match="mj3"):
        reconcile_ledger(PARCELS, path, key="编号2", area="mj3")


def test_a_ledgers_own_column_joins_by_what_it_holds():
    named = PARCELS.assign(name=["甲", "乙", "丙"])
    ledger = pd.DataFrame({"宗地": ["乙", "甲"], "面积（公顷）": [1, 1]})
    found = reconcile_ledger(named, ledger, key="宗地")
    assert matches(found) == {"甲": Match.AGREES, "乙": Match.AGREES, "丙": Match.NO_ROW}


def test_names_may_join_too():
    named = PARCELS.assign(name=["甲", "乙", "丙"])
    assert reconcile_ledger(named, pd.DataFrame({"地块名称": ["丙", "乙", "甲"]}), key="name").ok


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


def test_an_empty_side_leaves_the_other():
    nothing = make_parcels([], crs=None)
    assert matches(reconcile_ledger(nothing, book(["A"], [15.0]))) == {"A": Match.NO_POLYGON}
    assert set(matches(reconcile_ledger(PARCELS, book([], []))).values()) == {Match.NO_ROW}
    assert reconcile_ledger(nothing, book([])).ok


def test_parcels_without_a_system_are_refused():
    with pytest.raises(CrsError):
        reconcile_ledger(make_parcels([shapely.box(0, 0, 1, 1)], crs=None), book(["A"]))


def test_jupyter_shows_escaped_text():
    assert "&lt;i&gt;" in reconcile_ledger(PARCELS, book(["<i>"]))._repr_html_()


def test_a_cell_without_a_heading_is_none():
    assert _headings([None, float("nan"), " 地块编号 ", "地块编号", 7]) == ["", "", "地块编号", "", "7"]


def test_rows_without_an_id_are_named_in_the_language_of_the_table():
    made = reconcile_ledger(PARCELS, book(["A", "B", None], ["15亩"] * 3))
    named = {language: made.to_frame(language).iloc[:, 0].tolist() for language in ("zh", "en", None)}
    assert ["row 3" in names for names in named.values()] == [False, True, True]
    assert any("第 3 行" in name for name in named["zh"])


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (
            4,
            (
                "P0: 5,333.33 m² (8.000 mu) in the ledger, 10,000.00 m² (15.000 mu) on the map (planar), a difference of "
                "4,666.67 m² (7.000 mu); allowed 33.37 m² (0.050 mu)."
            ),
        ),
        (
            5,
            (
                "areas that differ (5; planar, the map less the ledger 666.67 m² (1.000 mu) to 4,666.67 m² (7.000 mu)): "
                "P0, P1, P2, P3, P4."
            ),
        ),
        (
            9,
            (
                "areas that differ (9; planar, the map less the ledger -6,000.00 m² (-9.000 mu) to 4,666.67 m² (7.000 mu)): "
                "P0, P1, P2, P3, P4, P5, P6, P7 and 1 more."
            ),
        ),
    ],
)
def test_five_differences_and_more_may_stand_as_one_line(count, said):
    ids = [f"P{at}" for at in range(count)]
    land = make_parcels([square(200 * at, 0, 100) for at in range(count)], id=ids)
    made = reconcile_ledger(land, book(ids, [8.0, 10.5, 12.0, 13.5, 14.0, 16.5, 18.0, 19.5, 24.0][:count]))
    short, whole = (made.sentences("en", is_whole=is_whole) for is_whole in (False, True))
    assert short[1] == said
    assert len(short) == (5 if count == 4 else 2)
    assert len(whole) == 1 + count
    assert whole[:1] == short[:1]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (10, "(10): X0, X1, X2, X3, X4, X5, X6, X7, X8, X9."),
        (11, "(11): X0, X1, X2, X3, X4, X5, X6, X7, X8, X9 and more."),
    ],
)
def test_ten_ids_are_named(count, said):
    made = reconcile_ledger(PARCELS, book([f"X{at}" for at in range(count)], [15.0] * count), key="id")
    assert made.sentences("en")[1] == f"rows without a polygon {said}"


def test_a_polygon_without_a_row_has_no_row_number_in_a_notebook():
    shown = reconcile_ledger(PARCELS, book(["C", "X"], [15.0, 15.0]))._repr_html_()
    rows = [re.findall(r"<td[^>]*>([^<]*)</td>", row)[:4] for row in shown.split("<tr")]
    assert [row for row in rows if row] == [
        ["C", "agrees", "1", "1"],
        ["X", "row without polygon", "1", "2"],
        ["A", "polygon without row", "0", ""],
        ["B", "polygon without row", "0", ""],
    ]


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


@pytest.mark.parametrize("method", ["planar", "ellipsoidal", "statutory"])
def test_parcels_far_from_their_meridian_agree_by_the_method_that_the_ledger_took(method):
    land = make_parcels([square(0, 0, 2000)])
    areas = {name: float(measure_area(land.geometry, CRS, name)[0]) for name in ("planar", "ellipsoidal")}
    for name, area_m2 in areas.items():
        table = pd.DataFrame({"编号": ["A"], "面积（平方米）": [round(area_m2, 2)]})
        found = matches(reconcile_ledger(land, table, method=method))["A"]
        agrees = (name == "planar") == (method == "planar")
        assert found is (
            Match.AGREES if agrees else Match.METHOD if method == "planar" else Match.AREA_DIFFERS
        )


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
    sheet = _headed(rows)
    assert list(sheet.frame.columns) == columns
    assert sheet.rows.tolist()[:1] == ([] if first is None else [first])
    assert len(sheet.rows) == len(sheet.frame)


def test_what_coordinates_are_printed_to_is_allowed():
    allowed = {}
    for decimals in (None, 3, 1):
        land = make_parcels([square(0, 0, 100)])
        land.attrs["geokit"] = {**land.attrs.get("geokit", {}), "decimals": decimals}
        allowed[decimals] = reconcile_ledger(land, book(["A"], ["15.000"])).table["allowed_m2"].iloc[0]
    assert allowed[None] == allowed[3] < allowed[1]


def test_parcels_of_a_local_system_are_compared_in_its_plane():
    local = 'LOCAL_CS["site",LOCAL_DATUM["site",0],UNIT["metre",1],AXIS["E",EAST],AXIS["N",NORTH]]'
    land = make_parcels([square(0, 0, 100), square(200, 0, 100)], crs=local)
    assert matches(reconcile_ledger(land, book(["A", "B"], [15.0, 16.0]))) == {
        "A": Match.AGREES, "B": Match.AREA_DIFFERS,
    }  # fmt: skip
