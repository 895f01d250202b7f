"""Indicators: exact, whatever the order of rows; what is missing is named, and nothing is ever guessed."""

from __future__ import annotations

from contextlib import nullcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.ledgers.indicators.columns import to_years
from geokit.ledgers.indicators.loading import load_settings, settings_text, shipped_settings
from geokit.parcels.class_columns import HEADINGS
from geokit.parcels.codes import fold
from geokit.parcels.columns import map_columns
from geokit.parcels.land_classes import CLASS_COLUMNS
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

BUREAU = gk.example_folder() / "bureau"
CODES = ("0601", "0602", "0603", "0508", "0701", "1006", "1109", "1001", "0101")
OWN = """
title = {{ zh = "自定", en = "own" }}
[[indicators]]
id = "jobs-per-ha"
name = {{ zh = "每公顷从业人数", en = "jobs per ha" }}
unit = "{unit}"
numerator = {numerator}
{more}
source = {{ text = {{ zh = "本单位", en = "this office" }}, evidence = "chosen" }}
"""


def own(folder: Path, numerator: str, unit: str = "number", more: str = "") -> Path:
    path = folder / "own.toml"
    path.write_text(OWN.format(numerator=numerator, unit=unit, more=more), encoding="utf-8")
    return path


def only(table: gk.IndicatorTable, at: int = 0) -> Any:
    return table.figures[at]


def missing(table: gk.IndicatorTable, at: int = 0) -> str:
    return "; ".join(each.localize("en") for each in only(table, at).missing)


def remarks(table: gk.IndicatorTable, at: int = 0) -> str:
    return "; ".join(each.localize("en") for each in only(table, at).remarks)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(CODES), st.decimals(0, 10_000, places=3)), min_size=1), st.randoms()
)
def test_the_industrial_rate_is_exact_in_any_order(rows: list[tuple[str, Any]], random: Any) -> None:
    industrial = sum(Fraction(area) for code, area in rows if code in CODES[:4])
    whole = sum(
        Fraction(area)
        for code, area in rows
        if ("05" <= code[:2] <= "10" and code != "1006") or code == "1109"
    )
    shuffled = random.sample(rows, len(rows))
    tables = [
        gk.indicator_table({"land": pd.DataFrame(each, columns=["DLBM", "面积（亩）"])})
        for each in (rows, shuffled)
    ]
    assert only(tables[0]).value == (industrial / whole if whole else None)
    assert only(tables[0]).numerator.value == industrial * Fraction(2000, 3)
    assert tables[0] == tables[1]
    assert whole or "the denominator is 0" in missing(tables[0])


def test_a_permutation_writes_the_same_bytes(tmp_path: Path) -> None:
    land = pd.DataFrame({"DLBM": ["0601", "0701", "0101"], "面积（公顷）": ["1.1", 2.2, "1,003"]})
    made = [land, land.iloc[[2, 0, 1]]]
    files = [
        gk.indicator_table({"land": each}).save(tmp_path / f"{at}.xlsx", language="zh")
        for at, each in enumerate(made)
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_missing_table_field_or_unit_leaves_the_figure_empty_and_is_named() -> None:
    park = pd.DataFrame({"批准面积（公顷）": [3], "批而未供": [1], "已供面积（亩）": [5]})
    table = gk.indicator_table({"park": park})
    assert [each.value for each in table.figures[:3]] == [None] * 3
    assert "the table “areas by land class” is missing" in missing(table, 0)
    assert "the heading “批而未供” of the table “areas of the park” names no unit" in missing(table, 1)
    assert "no column “idle area” (headings that are known: idle_m2, 闲置" in missing(table, 2)


@pytest.mark.parametrize(
    ("language", "said", "typed"),
    [
        ("zh", ["缺少表“地类面积”", "不认识表“园子”，未采用；如是其中之一，请用其名：地类面积、园区用地、"], ["文件"]),
        ("en", ["the table “areas by land class” is missing", "call it so: areas by land class, areas of the"], ["FILE"]),
    ],
)  # fmt: skip
def test_a_saved_table_names_a_missing_table_and_nothing_to_type(
    tmp_path: Path, language, said, typed
) -> None:
    table = gk.indicator_table({"园子": pd.DataFrame({"批准面积（公顷）": [3]})})
    path = table.save(tmp_path / "指标.xlsx", language=language)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = " | ".join(str(each) for row in sheet.iter_rows(values_only=True) for each in row if each)
    assert [each for each in said if each not in cells] == []
    assert [each for each in typed if f"{each}=" in cells or f"={each}" in cells] == []
    assert "（land=文件）" in table.figures[0].missing[0].localize("zh")


@pytest.mark.parametrize(
    "cell", ["约12", "12-15", "1,23", "=1+1", True, "3亩5", "三四百", "inf", "1e9", "12 13"]
)
def test_cells_that_are_no_figure_are_named_with_their_row(cell: object) -> None:
    park = pd.DataFrame({"批准面积（公顷）": [3, 1], "批而未供（公顷）": [1, cell]}, dtype=object)
    table = gk.indicator_table({"park": park})
    assert only(table, 1).value is None
    assert "row 2 “" in missing(table, 1)


@pytest.mark.parametrize(
    ("cell", "ha"),
    [("1,234.5", "1234.5"), ("１２", "12"), ("1.2万", "12000"), ("15亩", "1"), (0.1, "0.1"), ("-2", "-2")],
)
def test_figures_are_read_as_offices_write_them(cell: object, ha: str) -> None:
    park = pd.DataFrame({"批准面积（公顷）": [10], "批而未供（公顷）": [cell]}, dtype=object)
    table = gk.indicator_table({"park": park})
    assert only(table, 1).numerator.value == Fraction(ha) * 10_000
    assert ("negative" in remarks(table, 1)) == (ha == "-2")


@pytest.mark.parametrize(
    ("unit", "cell"),
    [
        ("平方米", "15000"), ("平米", "15000"), ("sqm", "15000"), ("公顷", "1.5"), ("ha", "1.5"), ("亩", "22.5"), ("mu", "22.5"),
        ("平方公里", "0.015"), ("平方千米", "0.015"), ("km2", "0.015"), ("万平方米", "1.5"), ("万m2", "1.5"), ("万亩", "0.00225"),
    ],
)  # fmt: skip
def test_one_area_in_each_unit_of_headings_and_cells(unit: str, cell: str) -> None:
    for heading, value in ((f"批而未供（{unit}）", cell), ("批而未供", f"{cell}{unit}")):
        park = pd.DataFrame({"批准面积（公顷）": [3], heading: [value]})
        assert only(gk.indicator_table({"park": park}), 1).numerator.value == 15_000


@pytest.mark.parametrize(
    ("unit", "cell"), [("元", "250000000"), ("yuan", 2.5e8), ("万元", 25_000), ("亿元", "2.5")]
)
def test_one_sum_of_money_in_each_unit(tmp_path: Path, unit: str, cell: object) -> None:
    file = own(tmp_path, '{ table = "land", sum = "tax_yuan" }', "wan_yuan")
    table = gk.indicator_table({"land": pd.DataFrame({f"税收（{unit}）": [cell]})}, settings=file)
    assert only(table).numerator.value == 250_000_000


def test_codes_of_another_scheme_and_unknown_ones_are_named() -> None:
    land = pd.DataFrame({"DLBM": ["0601", "100101"], "面积（亩）": [1, 1]})
    table = gk.indicator_table({"land": land})
    assert only(table).value is None
    assert "row 2 “100101” (100101 is" in missing(table)


def test_a_part_larger_than_its_whole_and_empty_cells_are_said() -> None:
    park = pd.DataFrame({"批准面积（公顷）": [3, None], "批而未供（公顷）": [4, 1]})
    table = gk.indicator_table({"park": park})
    assert only(table, 1).value == Fraction(5, 3)
    assert "larger than its whole" in remarks(table, 1)
    assert "1 row does not fill in “批准面积（公顷）”" in remarks(table, 1)


@pytest.mark.parametrize(("years", "remarked"), [([2024, 2024], 0), ([2023, 2024], 1)])
def test_years_that_are_added_up_are_said(years: list[int], remarked: int) -> None:
    park = pd.DataFrame({"年度": years, "批准面积（公顷）": [3, 5], "批而未供（公顷）": [1, 1]})
    table = gk.indicator_table({"park": park})
    assert only(table, 1).value == Fraction(1 + 1, 3 + 5)
    assert remarks(table, 1).count("has rows of 2023, 2024, and all years are added up") == remarked


def test_the_last_five_years_end_with_the_year_that_is_asked_for() -> None:
    park = pd.DataFrame({"规划建设用地面积（公顷）": [100], "已供面积（公顷）": [60]})
    supply = pd.DataFrame({"年度": range(2015, 2025), "供地面积（公顷）": range(1, 11)})
    given_tables = {"park": park, "supply": supply}
    assert only(gk.indicator_table(given_tables), 4).value == Fraction(40) / Fraction(6 + 7 + 8 + 9 + 10, 5)
    asked = gk.indicator_table(given_tables, year=2016)
    assert only(asked, 4).value == Fraction(40) / Fraction(1 + 2, 5)
    assert "no rows of 2012, 2013, 2014" in remarks(asked, 4)
    assert "no rows of 2025" in remarks(gk.indicator_table(given_tables, year=2025), 4)


@pytest.mark.parametrize(
    ("bounds", "outcome"),
    [
        ("min = 2", "within"), ("min = 2.1", "not within"), ("max = 2", "within"), ("max = 1.9", "not within"),
        ("min = 1\nmax = 2", "within"), ("min = 1\nmax = 1.5", "not within"), ("min = 3\nmax = 4", "not within"),
    ],
)  # fmt: skip
def test_a_control_value_has_one_bound_or_two(tmp_path: Path, bounds: str, outcome: str) -> None:
    source = 'source = { text = { zh = "本单位", en = "this office" }, evidence = "chosen" }'
    control = f"[[indicators.control]]\n{bounds}\n{source}\n"
    settings = own(tmp_path, '{ table = "park", sum = "floors" }')
    settings.write_text(settings.read_text(encoding="utf-8") + control, encoding="utf-8")
    made = gk.indicator_table({"park": pd.DataFrame({"floors": [2]})}, settings=settings)
    assert f"number: {outcome} (" in made.localize("en")


def test_a_year_may_have_more_behind_it_in_lines_below() -> None:
    years, wrong = to_years(np.array(["2024年\n（试行）", "24年"], dtype=object))
    assert (years.tolist(), wrong.tolist()) == ([2024, None], [False, True])


def test_storeys_above_eight_metres_count_twice() -> None:
    tables = [
        f"land={BUREAU / 'survey.gpkg'}",
        BUREAU / "park.xlsx",
        BUREAU / "buildings.xlsx",
        BUREAU / "companies.xlsx",
    ]
    table = gk.indicator_table(tables, settings="park-evaluation", by="year")
    by_id = {(each.group[0], each.indicator.id): each.value for each in table.figures}
    assert by_id["2025", "floor-area-ratio"] == Fraction(29_800 + 5_500, 177_500)
    assert by_id["2024", "investment-per-mu"] == Fraction(71_000_000, 177_500)
    assert table.missing == ()


def test_a_table_of_land_classes_is_a_table_of_land() -> None:
    classes = gk.land_class_table(BUREAU / "parcels.gpkg", BUREAU / "survey.gpkg")
    table = gk.indicator_table({"land": classes})
    assert only(table).numerator.value == Fraction("27267.85")
    assert only(table).denominator.value == Fraction("27267.85") + Fraction("3841.23") + Fraction("22202.21")


def test_parcels_without_an_area_are_measured_and_that_is_said() -> None:
    parcels = make_parcels([square(0, 0, 100), square(200, 0, 100)], land_class=["0601", "0701"])
    table = gk.indicator_table({"land": parcels})
    assert only(table).value == Fraction(1, 2)
    assert "2 parcels give no area of the land: measured (planar area)" in table.localize("en")


@pytest.mark.parametrize("name", shipped_settings())
def test_what_ships_can_be_shown_saved_and_read_again(tmp_path: Path, name: str) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_text(settings_text(name), encoding="utf-8")
    assert gk.load_indicators(copy) == gk.load_indicators(name)
    assert all(each.source.evidence for each in gk.load_indicators(name))


def test_an_own_indicator_counts_own_columns(tmp_path: Path) -> None:
    numerator = (
        '[{ table = "企业", sum = "从业人数（人）", where = { "从业人数（人）" = { at_least = 10 } } }]'
    )
    file = own(
        tmp_path, numerator, more='denominator = { table = "park", sum = "area_m2", times = "1/10000" }'
    )
    table = gk.indicator_table(
        {"企业": BUREAU / "companies.xlsx", "park": BUREAU / "park.xlsx"}, settings=file
    )
    assert only(table).value == Fraction(35 + 120 + 12 + 60) / Fraction("17.75")


@pytest.mark.parametrize(
    ("numerator", "unit", "said"),
    [
        (
            '{ table = "land", summ = "area_m2" }',
            "m2",
            "line 7: there is no key indicators[0].numerator.summ; did you mean sum?",
        ),
        ('{ table = "land" }', "m2", "either sum"),
        ('{ table = "land", sum = "area_m2", minus = 1 }', "m2", "cannot be 1 (it must be true or false)"),
        ('{ table = "land", sum = "area_m2", times = "__import__(1)" }', "m2", "is no number"),
        ('[{ table = "a", sum = "area_m2" }, { table = "a", sum = "tax_yuan" }]', "m2", "different kinds"),
        ('{ table = "land", sum = "tax_yuan" }', "m2", "a numerator of kind area, not money"),
        ('{ table = "land", sum = "area_m2" }', "percent", "needs a denominator"),
        ('{ table = "land", sum = "area_m2", where = { year = {} } }', "m2", "the condition says nothing"),
    ],
)
def test_wrong_settings_are_refused_with_file_line_and_key(
    tmp_path: Path, numerator: str, unit: str, said: str
) -> None:
    with pytest.raises(gk.CatalogError) as error, gk.use_language("en"):
        gk.load_indicators(own(tmp_path, numerator, unit))
    assert said in error.value.localize("en")
    assert error.value.file is not None
    assert error.value.line is not None


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    bad = '=HYPERLINK("http://x")\n{0}'
    land = pd.DataFrame({"DLBM": ["0601"], "面积（亩）": [1], "期次": [bad]})
    table = gk.indicator_table({"land": land}, by="phase")
    cell = pd.read_csv(table.save(tmp_path / "a.csv", language="en")).iloc[0, 0]
    assert "HYPERLINK" in cell
    assert not cell.startswith("=") or cell != bad
    assert "{0}" in table.localize("en")


@pytest.mark.parametrize("name", ["land", "LAND", "地类面积", "areas by land class"])
@pytest.mark.parametrize("file", ["survey.gpkg", "land.csv"])
def test_a_table_may_be_called_by_any_of_its_names(tmp_path: Path, name: str, file: str) -> None:
    survey, book = BUREAU / "survey.gpkg", tmp_path / "land.csv"
    pd.DataFrame({"DLBM": ["0601", "0701"], "面积（亩）": [1, 3]}).to_csv(book, index=False)
    path = survey if file == survey.name else book
    made = gk.indicator_table(f"{name}={path}")
    assert only(made).value is not None
    assert only(made) == only(gk.indicator_table({"land": path}))
    assert "is not used" not in made.localize("en")


def test_two_tables_of_one_name_and_an_unknown_group_are_refused() -> None:
    with pytest.raises(gk.InputError, match="park"):
        gk.indicator_table([BUREAU / "park.xlsx", f"park={BUREAU / 'tract.xlsx'}"])
    with pytest.raises(gk.OptionError):
        gk.indicator_table(BUREAU / "park.xlsx", by="colour")


def test_a_class_may_stand_by_its_name() -> None:
    land = pd.DataFrame({"三调地类": ["工业用地", "0701 城镇住宅用地"], "面积（亩）": [1, 3]})
    assert only(gk.indicator_table({"land": land})).value == Fraction(1, 4)


@pytest.mark.parametrize(
    ("heading", "codes", "said"),
    [
        ("地类代码", ["0601", "0701"], "its codes are found in"),
        ("地类", ["工业用地", "0601"], "no scheme has all of its codes"),
        ("规划用地代码", ["100101", "0701"], "its codes can only be of land and sea use"),
    ],
)
def test_a_heading_that_names_no_scheme_is_told_by_its_codes_as_parcels_are(
    heading: str, codes: list[str], said: str
) -> None:
    table = gk.indicator_table({"land": pd.DataFrame({heading: codes, "面积（亩）": [1, 3]})})
    assert only(table).value is None
    assert said in table.localize("en")


def test_no_shipped_heading_says_a_scheme_that_the_parcel_reader_asks_about() -> None:
    columns = load_settings("park-audit").columns
    taken = {fold(each) for name in CLASS_COLUMNS if name in columns for each in columns[name].headings}
    assert not taken & HEADINGS
    assert all(map_columns([each]).targets for each in taken)


def test_headings_of_two_rows_are_read_as_one(tmp_path: Path) -> None:
    rows = [
        ["园区用地情况", None, None, None],
        ["园区", "面积（公顷）", None, "年份"],
        [None, "批准面积（亩）", "批而未供（亩）", None],
        ["一期", 4, 2, "2024"],
    ]
    pd.DataFrame(rows).to_excel(tmp_path / "park.xlsx", index=False, header=False)
    table = gk.indicator_table(tmp_path / "park.xlsx")
    assert (only(table, 1).value, only(table, 1).numerator.rows) == (Fraction(1, 2), 1)


def test_rows_are_counted_beside_what_they_are_of() -> None:
    land = pd.DataFrame({"地类编码": ["0601", "0701", "0701"], "面积（公顷）": [3, 1, 4]})
    frame = gk.indicator_table({"land": land}, settings="park-audit").to_frame()
    assert frame[["numerator_rows", "denominator_rows"]].iloc[0].tolist() == [1, 3]


def test_figures_below_two_groups_of_one_name_are_not_mixed_up(tmp_path: Path) -> None:
    rows = [
        ["园区", "规划", None, "现状", None],
        [None, "批准面积（亩）", "批而未供（亩）", "批准面积（亩）", "闲置（亩）"],
        ["一期", 4, 2, 5, 1],
    ]
    pd.DataFrame(rows).to_excel(tmp_path / "park.xlsx", index=False, header=False)
    assert only(gk.indicator_table(tmp_path / "park.xlsx"), 1).value is None


def test_a_unit_above_the_headings_counts_and_two_of_a_kind_do_not(tmp_path: Path) -> None:
    for title, value in (("单位：公顷", Fraction(1, 2)), ("单位：公顷、亩", None)):
        rows = [["园区用地", None], [title, None], ["批准面积", "批而未供"], [4, 2]]
        pd.DataFrame(rows).to_excel(tmp_path / "park.xlsx", index=False, header=False)
        table = gk.indicator_table(tmp_path / "park.xlsx")
        assert only(table, 1).value == value
    assert "names no unit" in missing(table, 1)


def test_parcels_are_read_as_they_have_to_be(tmp_path: Path) -> None:
    parcels = make_parcels([square(0, 0, 100)]).assign(MYCODE=["0601"])
    parcels.drop(columns="land_class").to_file(tmp_path / "p.geojson", driver="GeoJSON")
    table = gk.indicator_table(f"land={tmp_path / 'p.geojson'}", columns={"MYCODE": "land_class"})
    assert only(table).value == 1
    with pytest.raises(gk.OptionError, match="layer"):
        gk.indicator_table(BUREAU / "park.xlsx", layer="x")


def test_a_cell_that_is_no_figure_is_not_blamed_on_its_unit() -> None:
    park = pd.DataFrame({"批准面积": ["3亩", "1亩"], "批而未供": ["1亩", "约2亩"]})
    assert "row 2 “约2亩”" in missing(gk.indicator_table({"park": park}), 1)


@pytest.mark.parametrize(
    ("filled", "mu", "zh", "en"), [("true", 1, "已填", "filled in"), ("false", 2, "未填", "empty")]
)
def test_cells_with_something_in_them_are_told_from_empty_ones(
    tmp_path: Path, filled: str, mu: int, zh: str, en: str
) -> None:
    file = own(
        tmp_path, f'[{{ table = "land", sum = "area_m2", where = {{ "坐落" = {{ filled = {filled} }} }} }}]'
    )
    land = pd.DataFrame({"DLBM": ["0601", "0601"], "面积（亩）": [1, 2], "坐落": ["濠江区", None]})
    table = gk.indicator_table({"land": land}, settings=file)
    assert only(table).value == Fraction(2000, 3) * mu
    assert f"{zh}坐落" in str(table.to_frame("zh").loc[0, "分子算法"])
    assert f"坐落 {en}" in str(table.to_frame("en").loc[0, "how the numerator is made"])


@pytest.mark.parametrize(("year", "is_one"), [(1899, False), (1900, True), (2100, True), (2101, False)])
def test_a_year_lies_between_1900_and_2100(*, year: int, is_one: bool) -> None:
    land = pd.DataFrame({"DLBM": ["0601"], "面积（亩）": [1]})
    with (
        nullcontext() if is_one else pytest.raises(gk.OptionError, match=f"between 1900 and 2100, not {year}")
    ):
        gk.indicator_table({"land": land}, year=year)


@pytest.mark.parametrize(("condition", "mu"), [("last", 4), ("before_last", 1)])
def test_a_row_without_a_year_is_of_none(tmp_path: Path, condition: str, mu: int) -> None:
    numerator = f'[{{ table = "land", sum = "area_m2", where = {{ year = {{ {condition} = 1 }} }} }}]'
    land = pd.DataFrame({"DLBM": ["0601"] * 3, "面积（亩）": [1, 2, 4], "年度": ["2023", None, "2024"]})
    table = gk.indicator_table({"land": land}, settings=own(tmp_path, numerator, "m2"))
    assert only(table).value == Fraction(2000, 3) * mu
