"""Steps of an acquisition: what is next, and what does not fit."""

from __future__ import annotations

import pandas as pd
import pytest

import geokit as gk


def _book(**columns: object) -> pd.DataFrame:
    made = {
        "批次": ["2025年第10批", "2025年第2批"],
        "征收土地预公告": ["2025-01-05", "2025年1月6日"],
        "现状调查": ["2025-02-01", "2025/2/2"],
        "补偿安置公告": ["2025-03-01", "2025-03-01"],
        "登记": [None, "2025-04-05"],
        "交地": [None, None],
        "户数": [10, 30],
        "已签约户数": [5, 25],
    }
    return pd.DataFrame({**made, **columns})


def test_batches_stand_in_order_with_what_is_next() -> None:
    frame = gk.steps_table(_book(), as_of="2025-05-05").to_frame("zh")
    assert list(frame["批次"]) == ["2025年第2批", "2025年第10批"]
    assert list(frame["下一步"]) == ["交地", "补偿登记"]
    assert list(frame["距上一步（天）"]) == [30, 65]
    made = gk.steps_table(_book(), as_of="2025-05-05")
    rate = made.rates.to_frame().set_index("id").loc["signed-rate"]
    assert str(rate["value"]) == "75.00"
    assert "steps that the table does not have" in made.localize("en")


@pytest.mark.parametrize(
    ("column", "days", "said"),
    [
        ("现状调查", ["2025-01-01", None], "lies before pre-announcement (2025-01-05)"),
        (
            "现状调查",
            [None, "2025-02-02"],
            "notice of compensation is done, and survey of the land has no date",
        ),
        ("登记", ["2025-03-30", None], "29 days from notice of compensation to registration, fewer than 30"),
        ("登记", ["2025-06-30", None], "after the day of the table, and counts as not done"),
        ("登记", ["四月", None], "“四月” is no day"),
    ],
)
def test_what_does_not_fit_is_named(column: str, days: list[str | None], said: str) -> None:
    assert said in gk.steps_table(_book(**{column: days}), as_of="2025-05-05").localize("en")


def test_thirty_days_are_enough_and_the_number_is_a_setting() -> None:
    book = _book(登记=["2025-03-31", None])
    assert "fewer than" not in gk.steps_table(book, as_of="2025-05-05").localize("en")
    assert "as set" in gk.steps_table(book, as_of="2025-05-05", least_days=45).localize("en")


def test_tables_without_steps_rows_or_names_are_refused() -> None:
    with pytest.raises(gk.InputError, match="no column is a step"):
        gk.steps_table(pd.DataFrame({"批次": ["1"], "备注": ["x"]}))
    with pytest.raises(gk.InputError, match="to name its rows by"):
        gk.steps_table(pd.DataFrame({"预公告": ["2025-01-01"]}))
    with pytest.raises(gk.InputError, match="no rows"):
        gk.steps_table(_book().iloc[:0])


def test_text_that_begins_as_a_formula_stays_text(tmp_path) -> None:
    made = gk.steps_table(_book(批次=["=1+1", "@cmd"]), as_of="2025-05-05")
    assert "'=1+1" in made.save(tmp_path / "a.csv").read_text("utf-8-sig")
