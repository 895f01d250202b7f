"""A bureau's own tables as records: headings, days and figures, and what cannot be read."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geokit.errors import InputError
from geokit.ledgers.records import first_of, read_records


def contracts(**columns):
    return read_records(pd.DataFrame(columns), "contracts", "supply")


def said(records):
    return [each.localize("en") for each in records.remarks]


@pytest.mark.parametrize(("count", "rest"), [(0, []), (1, []), (8, []), (9, ["1 more"]), (20, ["12 more"])])
def test_eight_are_named_and_the_others_counted(count, rest):
    named = first_of(list(range(count)))
    assert named[:8] == list(range(min(count, 8)))
    assert [each.localize("en") for each in named[8:]] == rest


@pytest.mark.parametrize(("bad", "more"), [(5, None), (6, 1), (8, 3)])
def test_five_cells_of_a_column_that_cannot_be_read_are_named(bad, more):
    cells = ["2025-01-01", *["x"] * bad, None]
    days = contracts(约定开工日期=cells, 编号=list(range(len(cells))))
    assert days.days("agreed_start") == [date(2025, 1, 1), *[None] * (bad + 1)]
    ids = list(range(bad + 2))
    figures = contracts(**{"编号": ids, "已开发面积（亩）": [1, *["x"] * bad, None]})
    assert next(
        None if each is None else float(each) for each in figures.figures("developed_m2")
    ) == pytest.approx(2000 / 3)
    below = contracts(**{"编号": ids, "已开发面积（亩）": [0, *[-1] * bad, None]})
    assert list(below.figures("developed_m2")) == [0, *[None] * (bad + 1)]
    for records, words in (
        (days, "约定开工日期 “x” is no day"),
        (figures, "已开发面积（亩） “x” is no figure that can be read,"),
        (below, "已开发面积（亩） “-1.0” is negative"),
    ):
        told = said(records)
        assert [line.split(" and was")[0].rstrip(",") for line in told[:5]] == [
            f"contracts of supply, row {row}: {words.rstrip(',')}" for row in range(2, 7)
        ]
        assert told[5:] == ([] if more is None else [f"contracts of supply: {more} more cannot be read"])


def test_a_column_that_is_not_there_has_nothing_and_is_called_what_it_should_be():
    records = contracts(编号=["A", None, "C"], 备注=["x", "y", "z"])
    assert len(records) == 3
    assert records.texts("id") == ["A", None, "C"]
    assert (
        records.texts("stopped_on")
        == records.days("stopped_on")
        == list(records.figures("developed_m2"))
        == [None] * 3
    )
    assert (records.has("id"), records.has("stopped_on")) == (True, False)
    assert [str(records.title(each).en) if each != "id" else records.title(each) for each in ("id", "stopped_on")] == [
        "编号", "stopped on",
    ]  # fmt: skip
    assert said(records) == []


def test_a_remark_is_made_once_and_a_near_heading_named():
    records = contracts(编号=["A"], 约定开工日=["2025-01-01"], 竣工日=["2025-01-01"], 完全不同=[1])
    for _ in range(2):
        records.note_near(["agreed_start", "completed", "id"])
    assert said(records) == [
        "contracts of supply: the column “竣工日” is not known and was left out; near to it: completed on",
        "contracts of supply: the column “约定开工日” is not known and was left out; near to it: agreed start",
    ]


def test_a_column_without_a_unit_is_told_once():
    records = contracts(已开发面积=["1", "-2", "3亩"])
    values = records.figures("developed_m2")
    assert [value is None for value in values] == [True, True, False]
    assert said(records) == [
        "contracts of supply: the column “已开发面积” names no unit and cannot be read; write it as “已开发面积 (mu)”"
    ]


@pytest.mark.parametrize(
    ("sheets", "taken"),
    [
        (["合同"], "合同"),
        (["合同", "说明"], "合同"),
        (["说明", "一"], "一"),
        (["存量", "一"], "一"),
        (["一", "二"], None),
        (["说明", "备注"], None),
    ],
)
def test_of_several_sheets_the_one_that_is_called_so_or_alone_has_columns_is_taken(tmp_path, sheets, taken):
    with pd.ExcelWriter(tmp_path / "book.xlsx") as writer:
        for name in sheets:
            held = {"编号": [name], "竣工日期": [None], "约定开工日期": ["2025-01-01"]}
            frame = pd.DataFrame({"编号": [1], "备注": ["x"]} if name in ("说明", "备注") else held)
            frame.to_excel(writer, sheet_name=name, index=False)
    if taken is None:
        with pytest.raises(InputError) as caught:
            read_records(tmp_path / "book.xlsx", "contracts", "supply")
        assert (
            f"contracts of supply has 2 sheets (book.xlsx {sheets[0]}, book.xlsx {sheets[1]}), and which"
            in str(caught.value)
        )
        return
    records = read_records(tmp_path / "book.xlsx", "contracts", "supply")
    assert records.texts("id") == [taken]
    others = ", ".join(f"book.xlsx {each}" for each in sheets if each != taken)
    expected = f"contracts of supply: the sheet “book.xlsx {taken}” was taken, and not {others}"
    assert said(records) == ([expected] if others else [])
