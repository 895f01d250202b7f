"""Tables of indicators over odd tables, whole, against indicators_as_written.txt: every condition, unit, control value and remark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import geokit as gk
from geokit.i18n import LANGUAGES, speaking_to
from geokit.ledgers.indicators.brief import brief_frame, formula_lines
from geokit.ledgers.indicators.loading import shipped_settings
from tests.ledgers.forms_as_text import sheets_as_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geokit.i18n import Language

TAIL = 'source = { text = { zh = "本单位", en = "this office" }, evidence = "chosen" }\n'
JOBS = '{{ table = "firms", count = true, where = {{ {} }} }}'
AREA, TAX = '{ table = "land", sum = "area_m2" }', '{ table = "land", sum = "tax_yuan" }'
HIGH, MEN = '{ table = "land", sum = "storey_height_m" }', '{ table = "land", sum = "jobs" }'
CONDITIONS = (
    "jobs = { over = 10 }", "jobs = { at_least = 10 }", "jobs = { under = 10 }", "jobs = { at_most = 10 }",
    'jobs = { over = 9, at_most = "21/2" }', "jobs = { at_least = 9, under = 11 }",
    "jobs = { filled = true }", "jobs = { filled = false }",
    'land_class = "0601"', 'land_class = ["0601", "10*"]', 'land_class = "06–10"', 'land_class = "0601-0602"', 'land_class = "06*"',
    'place = "甲"', 'place = ["甲", "乙村"]', "place = 7", 'place = "甲*"', 'place = "10-20"', 'place = "１２"',
    "year = 2022", 'year = "2021–2022"', "year = { last = 1 }", "year = { last = 3 }",
    "year = { before_last = 1 }", "year = { before_last = 3 }",
    "year = { last = 4, before_last = 2 }", 'place = "甲", jobs = { over = 5 }', 'place = "丙"', "place = { filled = true, among = [] }",
)  # fmt: skip
FIRMS = pd.DataFrame({
    "jobs": [9, 10, 11, "10.5", None, 3, "12"],
    "DLBM": ["0601", "0602", "1001", "1006", "0701", "0301", "05"],
    "地区": ["甲", "甲村", "乙村", 7.0, "15", "12", None],
    "年份": [2020, 2021, "2022年", 2022, None, 2024, 2018],
})  # fmt: skip
LAND = pd.DataFrame({
    "面积（亩）": [3, 4.5], "税收（元）": ["12,345.678", 1], "层高（米）": ["8.0005", 4], "jobs": ["12.00005", 3],
    "期次": ["10期", "2期"], "年份": [2023, 2024],
})  # fmt: skip
UNITS = {
    "percent": (AREA, AREA), "ratio": (HIGH, HIGH), "m2": (AREA, MEN), "ha": (AREA, ""), "mu": (AREA, ""), "years": (MEN, MEN),
    "count": (JOBS.format('place = "甲"'), ""), "wan_yuan": (TAX, ""), "wan_yuan_per_mu": (TAX, AREA), "wan_yuan_per_ha": (TAX, AREA),
    "number": (MEN, ""),
}  # fmt: skip
BOUNDS = (
    "min = 50", 'min = "501/10"', "max = 50", "max = 49.9", "min = 50\nmax = 50", "min = 40\nmax = 49", 'min = "1/3"',
    'max = 60\nof = { zh = "一类", en = "class one" }',
)  # fmt: skip


def indicator(at: int, numerator: str, denominator: str = "", unit: str = "count", more: str = "") -> str:
    below = f"denominator = {denominator}\n" if denominator else ""
    name = f'{{ zh = "第 {at} 项", en = "{unit} {at}" }}'
    return f'[[indicators]]\nid = "i-{at}"\nname = {name}\nunit = "{unit}"\nnumerator = {numerator}\n{below}{more}\n{TAIL}'


def settings_of(folder: Path, *indicators: str, head: str = "") -> Path:
    path = folder / "own.toml"
    path.write_text('title = { zh = "自定", en = "own" }\n' + head + "\n".join(indicators), encoding="utf-8")
    return path


def written(table: gk.IndicatorTable, *languages: Language) -> Iterator[str]:
    yield from sheets_as_text(table.sheets(), languages or ("en",))


def test_every_condition(tmp_path: Path, facts: Any) -> None:
    file = settings_of(tmp_path, *(indicator(at, JOBS.format(each)) for at, each in enumerate(CONDITIONS)))
    facts.hold("conditions", written(gk.indicator_table({"firms": FIRMS}, settings=file)))
    facts.hold(
        "conditions up to 2022", written(gk.indicator_table({"firms": FIRMS}, settings=file, year=2022))
    )


def test_every_unit(tmp_path: Path, facts: Any) -> None:
    made = (indicator(at, *parts, unit=unit) for at, (unit, parts) in enumerate(UNITS.items()))
    finer = (indicator(at, AREA, unit="ha", more=f"decimals = {at - 20}") for at in (20, 28))
    file = settings_of(tmp_path, *made, *finer)
    tables = {"land": LAND, "firms": FIRMS}
    table = gk.indicator_table(tables, settings=file)
    facts.hold("units", written(table))
    lines = [
        brief_frame(table, "zh").to_csv(index=False),
        *formula_lines(table, "en"),
        *formula_lines(table, "zh"),
    ]
    facts.hold("units on a terminal", lines)
    grouped = gk.indicator_table(tables, settings=file, by="phase")
    facts.hold("units on a terminal by phase", [brief_frame(grouped, "en").to_csv(index=False)])


def test_every_control_value(tmp_path: Path, facts: Any) -> None:
    control = "\n".join(f"[[indicators.control]]\n{each}\n{TAIL}" for each in BOUNDS)
    half = '{ table = "land", sum = "area_m2", times = "1/2" }'
    made = [
        indicator(1, half, AREA, "percent", TAIL + control), indicator(2, AREA, unit="mu", more=TAIL + control),
        indicator(3, '{ table = "park", sum = "area_m2" }', unit="mu", more=TAIL + control),
    ]  # fmt: skip
    file = settings_of(tmp_path, *(each.removesuffix(TAIL) for each in made))
    facts.hold("control values", written(gk.indicator_table({"land": LAND}, settings=file), *LANGUAGES))


FAULTS = {
    "no columns": pd.DataFrame({"x": [1]}),
    "no rows": pd.DataFrame({"面积（亩）": [], "DLBM": []}),
    "no units": pd.DataFrame({
        "面积": [1, 2, None], "税收": [3, "4万元", None], "层高": [1, 2, 3], "jobs": [1, None, 1], "DLBM": ["0601"] * 3,
    }),
    "no figures": pd.DataFrame({
        "面积（亩）": [f"约{at}" for at in range(9)], "税收（元）": ["x" * at for at in range(35, 44)], "层高（米）": [1] * 8 + ["高"],
        "jobs": [True, *range(8)], "DLBM": ["0601"] * 9,
    }),
    "other codes": pd.DataFrame({
        "面积（亩）": [1, 2, 3], "税收（元）": 1, "层高（米）": 1, "jobs": 1, "DLBM": ["0601", "100101", "空地"],
    }),
    "negative": pd.DataFrame({
        "面积（亩）": [-1, 3, -3], "税收（元）": [0, 0, -1], "层高（米）": [0, 0, 0], "jobs": [1, 1, -1], "DLBM": "0601",
    }),
    "empty cells": pd.DataFrame({
        "面积（亩）": [1, None, None], "税收（元）": [1, 1, None], "层高（米）": 4, "jobs": 1, "DLBM": [None, "0601", "0602"],
    }),
    "larger than the whole": pd.DataFrame({
        "面积（亩）": [2, 1], "税收（元）": 1, "层高（米）": [3, 6], "jobs": 1, "DLBM": ["0601", "0701"],
    }),
}  # fmt: skip


def of_class(codes: str, more: str = "") -> str:
    return f'{{ table = "land", sum = "area_m2", where = {{ land_class = {codes} }}{more} }}'


def listed(*terms: str) -> str:
    return f"[{', '.join(terms)}]"


@pytest.mark.parametrize("name", FAULTS)
def test_what_stands_in_the_way(tmp_path: Path, facts: Any, name: str) -> None:
    named = ', name = { zh = "工业", en = "industry" }'
    file = settings_of(
        tmp_path,
        indicator(1, of_class('["0601", "0602"]', named), AREA, "percent"),
        indicator(2, AREA, of_class('"0601"'), "percent"),
        indicator(3, AREA, of_class('"0601"', ', times = "3/2"'), "percent", "may_exceed = true"),
        indicator(4, AREA, of_class('"0602"'), "ratio"),
        indicator(5, listed(of_class('"06*"'), of_class('"0701"', ", times = 2, minus = true")), unit="mu"),
        indicator(6, TAX, listed(AREA, of_class('"06*"', ", minus = true")), "wan_yuan_per_ha"),
        indicator(7, HIGH.replace(" }", ", where = { storey_height_m = { at_least = 4 } } }"), HIGH, "ratio"),
        indicator(
            8,
            listed(MEN, MEN.replace(" }", ", minus = true }")),
            '{ table = "firms", count = true }',
            "number",
        ),
        indicator(9, '{ table = "land", sum = "own" }', '{ table = "land", sum = "idle_m2" }', "number"),
    )
    facts.hold(name, written(gk.indicator_table({"land": FAULTS[name]}, settings=file)))


YEARLY = pd.DataFrame({
    "年份": [2022, "2023", 2023, None, "2024年", 2024], "期次": ["10期", "2期", None, "2期", "10期", "2期"],
    "jobs": [1, 2, 4, 8, 16, 32],
})  # fmt: skip


@pytest.mark.parametrize(
    ("by", "year"),
    [
        ("", None),
        ("", 2023),
        ("year", None),
        ("year", 2023),
        ("phase", None),
        ("phase year", None),
        ("year phase year", 2023),
        ("place", None),
    ],
)
def test_groups_and_years(tmp_path: Path, facts: Any, by: str, year: int | None) -> None:
    last = '{{ table = "firms", sum = "jobs", where = {{ year = {{ {} = 2 }} }} }}'
    file = settings_of(
        tmp_path,
        indicator(1, '{ table = "firms", sum = "jobs" }', unit="number"),
        indicator(2, last.format("last"), unit="number"),
        indicator(
            3,
            last.format("before_last"),
            '{ table = "land", sum = "jobs", shared = ["year", "phase"] }',
            "number",
        ),
        indicator(
            4,
            '{ table = "land", sum = "jobs", shared = "phase", name = { zh = "人", en = "men" } }',
            unit="number",
        ),
        head="inputs = true\n",
    )
    land = pd.DataFrame({"jobs": [5, 6], "地区": ["甲", "乙"]})
    table = gk.indicator_table({"firms": YEARLY, "land": land}, settings=file, by=by.split(), year=year)
    facts.hold(f"by {by or 'nothing'}{f' up to {year}' if year else ''}", written(table))


def test_years_that_cannot_be_read(tmp_path: Path, facts: Any) -> None:
    last = '{ table = "firms", count = true, where = { year = { last = 1 } } }'
    file = settings_of(tmp_path, indicator(1, last), indicator(2, '{ table = "firms", count = true }'))
    for name, years in (("some years are none", [2022, "去年", None]), ("no year", [None, None, ""])):
        table = pd.DataFrame({"年份": years, "jobs": 1})
        facts.hold(name, written(gk.indicator_table({"firms": table}, settings=file)))
        grouped = gk.indicator_table({"firms": table}, settings=file, by="year")
        facts.hold(f"{name}, by year", written(grouped))


@pytest.mark.parametrize("name", shipped_settings())
def test_the_formulas_that_ship(facts: Any, name: str) -> None:
    table = gk.indicator_table({"land": LAND, "park": LAND.iloc[:, :1]}, settings=name)
    facts.hold(f"{name} in short", formula_lines(table, "zh") + formula_lines(table, "en"))


def test_a_sheet_to_hand_in_names_each_part_once(facts: Any) -> None:
    tract = pd.DataFrame(
        {"用地用海分类": ["1201", "0801", "1001"], "面积（公顷）": [1, 2, 4], "年份": [2024, 2024, 2025]}
    )
    with speaking_to("file"):
        facts.hold("tract", written(gk.indicator_table({"tract": tract}, settings="tract", by="year")))
