"""What cells and headings of tables are taken for, held against indicator_cells.txt: all kinds, both sides of each bound."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geokit.ledgers.indicators.columns import Figures, Table, to_figures, to_texts, to_years
from geokit.ledgers.indicators.headings import (
    heading_block,
    recognise,
    split_unit,
    taken_headings,
    units_above,
)
from geokit.ledgers.indicators.loading import load_settings

MU = Fraction(2000, 3)
COLUMNS = load_settings("park-audit").columns
EMPTY = (None, float("nan"), pd.NaT, pd.NA, Decimal("NaN"), "", " \t")
FIGURES: tuple[Any, ...] = (
    0, 1, 2.0, True, np.bool_(1), np.int64(7), 0.1, np.float32(0.5), Decimal("1.10"), Fraction(1, 3), -2, date(2024, 1, 2),
    pd.Timestamp("2024-01-02"), float("inf"), float("-inf"), b"3", (3,), [4],
    "1", "01.50", "+2", "-2", "−2", "--2", "-+2", "1-2", "2-", "1~2", "~1", "1～2", "1,234", "12,34", "1,234,567.5", ",123",
    "1,2345", "1.", ".5", "１２．５", "1e3", "0x1", "1 2", " 3 ", "1" * 30, "1" * 31, "0." + "1" * 30, "0." + "1" * 31,
    "5".ljust(60), "5".ljust(61), "12亩", "12 亩", "亩", "3公顷", "3 ha", "1.5KM2", "2万亩", "3万平方米", "9m2", "1 m²", "5万元", "2亿元",
    "7元", "8米", "9m", "三亩", "三亩半", "一百二十", "1.2万", "1万", "约3", "3-5亩", "(3亩)", "3（亩）", "3[ha]", "-3亩", "1万-2万",
)  # fmt: skip
YEARS: tuple[Any, ...] = (
    2024, 2024.0, 2024.5, np.float64(2023), np.int64(2022), True, date(2021, 5, 1), pd.Timestamp("2020-02-03"), "2024", " 2024 ",
    "2024年", "2024年5月", "202405", "2024050", "20240501", "202405011", "2024-05-01", "1899", "1900", "1999", "2000", "2099",
    "2100", "24年", "二〇二四", "２０２４年", "20245", "2024\n修订", "FY2024", "2024A",
)  # fmt: skip
CODES: tuple[Any, ...] = (
    "0601", "601", 601, 601.0, "0601 工业用地", "工业用地", "工业用地（0601）", "0601工业", "０６０１", "9999", "05", "5", "0508H1",
    "1201A2", "1109K", "0101K", "0601-1", "06012345", "100101", "1001", "铁路用地", "乡村道路", "07", "0702", "空地", "1104A", "1104a",
    "1104A1X",
)  # fmt: skip
HEADINGS = (
    "area_m2", "面积", "面积（亩）", "面积(公顷)", "面积[ha]", "面积/平方米", "面积，单位：亩", "面积（单位：万亩）", "面积 亩", "亩",
    "用地面积 (mu)", "AREA（km2）", "area", "area_mu", "site area [ha]", "TBMJ", "tbmj(m2)", "*面积（亩）", "面积:", "批而未供",
    "批而未供（公顷）", "approved not supplied (ha)", "层高", "层高（米）", "层高（m）", "storey_height", "storey_height_m", "层高（亩）",
    "税收（万元）", "tax_yuan", "年度", "年份", "year", "供地年度", "企业", "备注", "", "DLBM", "三调地类编码", "land_class",
    "land_class_territorial", "面积（元）", f"面积{'':195}（亩）", f"面积{'':196}（亩）", "从业人数", "从业人数（人）",
)  # fmt: skip
ODD = (2.5, np.float64(3), True)
TITLES = (
    ["园区用地情况", "单位：公顷、万元"], ["单位:亩"], ["Unit: ha"], ["UNIT：mu; wanyuan"], ["单位：公顷、亩"], ["单位：公顷",
    "单位：公顷"], ["单位：米"], ["单位：公顷、亩、元"], ["（单位：平方公里，亿元）"], ["填报单位：某公司"], ["单位：公顷/元 ；亩"], [],
    [f"{'表' * 193}单位：公顷后"], ["表" * 195 + "单位：公顷"], ["表" * 196 + "单位：公顷"], ["单位：亩 单位：元"],
)  # fmt: skip
YEAR_AND = ["年度", "面积（亩）", "备注"]
BLOCKS: dict[str, list[list[str]]] = {
    "nothing": [],
    "one row": [YEAR_AND],
    "no heading known": [["", ""], ["甲", "乙"], ["1", "2"]],
    "empty rows": [[""], [""]],
    "a title above": [["某园区", "", ""], YEAR_AND, ["2024", "3", ""]],
    "the row that knows most": [["年度", "", ""], YEAR_AND, ["2024", "3", ""]],
    "the first of equals": [YEAR_AND, YEAR_AND, ["2024", "3", ""]],
    "the twentieth row": [[""]] * 19 + [YEAR_AND, ["2024", "3", ""]],
    "the twenty-first row": [["题"]] + [[""]] * 19 + [YEAR_AND, ["2024", "3", ""]],
    "two rows": [["年度", "计划", ""], ["", "面积（亩）", "其他"], ["2025", "3", ""]],
    "two rows, the lower knows more": [["年度", "批准", "", ""], ["", "面积（亩）", "闲置（亩）", "税收（元）"], ["2025", "3", "", ""]],
    "two rows, and no more": [["年度", "计划", ""], ["", "面积（亩）", "其他"]],
    "a lower row that is longer": [["年度", "批准"], ["", "面积（亩）", "闲置（亩）"], ["2025", "3", "4"]],
    "a lower row that is shorter": [["年度", "批准", "闲置（亩）"], ["", "面积（亩）"], ["2025", "3", "4"]],
    "a lower row with a digit": [["年度", "批准"], ["", "面积（亩）2"], ["2025", "3"]],
    "a lower row of data": [["年度", "村"], ["", "甲村"], ["", "乙村"]],
    "each below a heading": [["年度", "面积（亩）"], ["去年", "多"], ["2025", "3"]],
    "one name below two groups": [["年度", "批准", "闲置"], ["", "面积（亩）", "面积（亩）"], ["2025", "3", "1"]],
    "a group over two": [["年度", "闲置", "", "村"], ["", "面积（亩）", "税收（元）", ""], ["2025", "3", "1", "甲"]],
    "nothing known below": [["年度", "甲"], ["", "乙"], ["2025", "3"]],
}  # fmt: skip
TAKEN = (
    ["面积", "面积（亩）", "area_m2"], ["面积（亩）", "面积（公顷）"], ["TBMJ", "面积"], ["年度"], ["年度", "供地年度", "year"], ["备注"],
    [], ["用地面积（亩）", "面积（公顷）"], ["MJ(m2)", "area_m2"],
)  # fmt: skip


def objects(*cells: Any) -> np.ndarray:
    made = np.empty(len(cells), dtype=object)
    made[:] = cells
    return made


def read(figures: Figures) -> tuple[list[Any], list[bool], bool]:
    return list(figures.values), figures.unreadable.tolist(), figures.no_unit


def figure(cell: Any, kind: Any, size: Fraction | None) -> str:
    """Return one cell as it is read: a fraction, or what hinders."""
    [value], [is_bad], no_unit = read(to_figures(objects(cell), kind, size))
    return f"{('unreadable' if is_bad else 'empty') if value is None else value}{', no unit' * no_unit}"


def test_figures_of_cells(facts: Any) -> None:
    reading = (("area", Fraction(1)), ("area", MU), ("area", None), ("money", Fraction(10_000)), ("money", None),
               ("length", None), ("number", Fraction(1)))  # fmt: skip
    lines = (
        f"{cell!r:.50}: {' | '.join(figure(cell, kind, size) for kind, size in reading)}"
        for cell in (*EMPTY, *FIGURES)
    )
    facts.hold("figures: m², mu, no unit; 10,000 yuan, no unit; no unit of length; numbers", lines)


def test_cells_that_look_alike_are_told_apart() -> None:
    mixed = (1, True, "1", None, 1.0, "x", "2亩")
    values, unreadable, no_unit = read(to_figures(objects(*mixed), "area", Fraction(1)))
    assert values == [1, None, 1, None, 1, None, 2 * MU]
    assert unreadable == [False, True, False, False, False, True, False]
    assert not no_unit


@pytest.mark.parametrize(
    ("cells", "is_missed"),
    [((), False), (("3亩",), False), (("x",), False), (("3亩", "x", 2), True), (("3",), True)],
)
def test_a_unit_is_missed_where_one_would_help(*, cells: tuple[Any, ...], is_missed: bool) -> None:
    assert to_figures(objects(*cells), "area", None).no_unit == is_missed


@pytest.mark.parametrize("cells", [(), (2024,), ("2024",), (None,)])
def test_what_is_read_is_an_array_of_objects_whatever_is_in_it(cells: tuple[Any, ...]) -> None:
    figures = to_figures(objects(*cells), "area", MU)
    found = (to_years(objects(*cells)), to_texts("land_class", objects(*cells)), read(figures)[:2])
    for values, bad in found[:2]:
        assert (values.dtype, bad.dtype, len(values), len(bad)) == (object, bool, len(cells), len(cells))
    assert [len(each) for each in found[2]] == [len(cells)] * 2


def test_years_of_cells(facts: Any) -> None:
    cells = objects(*EMPTY, *YEARS)
    years, wrong = to_years(cells)
    facts.hold(
        "years",
        (
            f"{cell!r}: {year}{', wrong' * bool(bad)}"
            for cell, year, bad in zip(cells, years, wrong, strict=True)
        ),
    )


def test_texts_of_cells(facts: Any) -> None:
    cells = objects(*EMPTY, *CODES, *ODD)
    read = [to_texts(name, cells) for name in ("land_class", "land_class_territorial", "place")]
    lines = (
        f"{cell!r}: {' | '.join(f'{texts[at]}' + ', unknown' * bool(bad[at]) for texts, bad in read)}"
        for at, cell in enumerate(cells)
    )
    facts.hold("texts: of the survey, of land and sea use, of no scheme", lines)


def test_a_table_reads_each_column_once() -> None:
    cells = {"area_m2": objects(1, None), "year": objects("2024", "x"), "place": objects("甲", "")}
    table = Table("land", "", cells, dict.fromkeys(cells, MU), {}, np.array([1, 2]))
    assert read(table.figures("area_m2"))[0] == [MU, None]
    assert table.figures("area_m2") is table.figures("area_m2")
    assert table.years("year")[0].tolist() == [2024, None]
    assert table.texts("place")[0].tolist() == ["甲", None]
    assert table.filled("place").tolist() == [True, False]
    assert (table.notices, table.is_parcels) == ((), False)


def test_headings_are_columns(facts: Any) -> None:
    lines = (
        f"{each:.12}: {', '.join(f'{column} {rank} {size}' for column, rank, size in recognise(each, COLUMNS))}".rstrip()
        for each in HEADINGS
    )
    facts.hold("headings", lines)


def test_units_end_headings(facts: Any) -> None:
    headings = (
        "面积(亩)",
        "面积[万亩",
        "面积/亩",
        "面积,单位:亩",
        "面积,单位亩",
        "面积单位=亩",
        "亩",
        "(亩)",
        "投资(亿元)",
        "投资(元)",
        "高m",
        "高(米)",
    )
    kinds = ("area", "money", "length", "number")
    lines = (
        f"{each}: {' | '.join('{} {}'.format(*split_unit(each, kind)) for kind in kinds)}"
        for each in headings
    )
    facts.hold("units of headings: area, money, length, number", lines)
    lines = (
        f"{[each[-30:] for each in titles]}: { ({kind: str(size) for kind, size in units_above(titles).items()}) }"
        for titles in TITLES
    )
    facts.hold("units above headings", lines)


def test_headings_of_one_row_and_of_two(facts: Any) -> None:
    facts.hold("heading rows", (f"{name}: {heading_block(rows, COLUMNS)}" for name, rows in BLOCKS.items()))


def test_of_several_headings_one_is_taken(facts: Any) -> None:
    facts.hold("taken headings", (f"{each}: {taken_headings(each, COLUMNS)}" for each in TAKEN))
