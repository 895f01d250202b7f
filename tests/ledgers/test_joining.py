"""A ledger beside its polygons: rows and polygons without each other, duplicates, areas that differ."""

from __future__ import annotations

import re

import pandas as pd
import pytest
import shapely

from geokit.errors import CrsError, FormatError, UnknownNameError
from geokit.land.measure.polygons import measure_area
from geokit.ledgers.joining.match import Match
from geokit.ledgers.joining.rows import reconcile_ledger
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
