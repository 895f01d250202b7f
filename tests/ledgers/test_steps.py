"""Steps of an acquisition: what is next, and what does not fit."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
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
    assert list(frame["批次"]) == ["2025年第2批", "2025年第10批", "合计"]
    assert list(frame["下一步"][:2]) == ["交地", "补偿登记"]
    assert list(frame["距上一步（天）"][:2]) == [30, 65]
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


@pytest.mark.parametrize(
    ("days", "following"),
    [
        ([None, None, None, None, None], "征收土地预公告"),
        (["2025-01-06", None, None, None, None], "现状调查"),
        # A step that was left out is named, and is not what comes next.
        (["2025-01-06", None, "2025-03-01", None, None], "补偿登记"),
        ([None, None, None, "2025-04-05", None], "交地"),
        # A day that is still to come is none yet.
        (["2025-01-06", None, "2025-06-01", None, None], "现状调查"),
        (["2025-01-06", None, None, None, "2025-05-01"], "已办结"),
    ],
)
def test_the_next_step_stands_behind_the_last_that_is_done(days: list[str | None], following: str) -> None:
    names = ["征收土地预公告", "现状调查", "补偿安置公告", "登记", "交地"]
    book = pd.DataFrame({"批次": ["第1批"], **{name: [day] for name, day in zip(names, days, strict=True)}})
    assert gk.steps_table(book, as_of="2025-05-05").to_frame("zh")["下一步"].iloc[0] == following


@pytest.mark.parametrize(
    ("count", "more"), [(5, ""), (6, "steps: 1 more cannot"), (8, "steps: 3 more cannot")]
)
def test_of_many_cells_that_are_no_day_some_are_named_and_the_others_counted(count: int, more: str) -> None:
    rows = range(count)
    book = pd.DataFrame({"批次": [f"第{at}批" for at in rows], "预公告": [f"x{at}" for at in rows]})
    said = gk.steps_table(book, as_of="2025-05-05").localize("en")
    assert [f"“x{at}” is no day" in said for at in rows] == [at < 5 for at in rows]
    assert more in said
    assert ("more cannot" in said) == bool(more)


def test_thirty_days_are_enough_and_the_number_is_a_setting() -> None:
    book = _book(登记=["2025-03-31", None])
    assert "fewer than" not in gk.steps_table(book, as_of="2025-05-05").localize("en")
    assert "as set" in gk.steps_table(book, as_of="2025-05-05", least_days=45).localize("en")
    assert "fewer than" not in gk.steps_table(book, as_of="2025-05-05", least_days=0).localize("en")
    with pytest.raises(gk.OptionError, match="least_days must be 0 at least, not -1"):
        gk.steps_table(book, as_of="2025-05-05", least_days=-1)


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


def test_steps_against_their_plan_say_how_late_they_are() -> None:
    plan = pd.DataFrame(
        {
            "批次": ["2025年第2批", "2025年第11批"],
            "预公告": ["2025-01-01", None],
            "现状调查": ["2025-02-02", "2025-06-01"],
            "交地": ["2025-05-01", None],
        }
    )
    made = gk.steps_table(_book(), as_of="2025-05-05", plan=plan)
    assert made.plan is not None
    rows = [(row[0], row[1].en, row[4], row[5].en) for row in made.plan.rows]
    assert rows == [
        ("2025年第2批", "pre-announcement", 5, "done late"),
        ("2025年第2批", "survey of the land", 0, "done in time"),
        ("2025年第2批", "delivery of the land", 4, "overdue"),
        ("2025年第11批", "survey of the land", None, "not due yet"),
    ]
    said = made.localize("en")
    assert "planned, and not in the table of steps: 2025年第11批" in said
    assert "and not planned: 2025年第10批" in said
    with pytest.raises(gk.InputError, match="no column “batch”"):
        gk.steps_table(_book(), plan=plan.drop(columns="批次"))


def test_households_and_compensation_stand_beside_the_steps_and_add_up() -> None:
    book = _book(**{"补偿费用（万元）": [100.5, 20], "已支付（万元）": [None, 20]})
    frame = gk.steps_table(book, as_of="2025-05-05").to_frame()
    assert frame["households"].tolist() == [30, 10, 40]
    assert str(frame["compensation_yuan"].iloc[-1]) == "120.5000"
    assert frame["paid_yuan"].iloc[-1] is None


def test_a_heading_near_to_a_step_is_named() -> None:
    said = gk.steps_table(_book().rename(columns={"现状调查": "现状调察"}), as_of="2025-05-05").localize("en")
    assert "column “现状调察” is not known and was left out; near to it: survey of the land" in said


def test_the_order_of_rows_changes_nothing() -> None:
    book = _book(批次=["第1批", "第1批"])
    assert (
        gk.steps_table(book, as_of="2025-05-05")
        .to_frame()
        .equals(gk.steps_table(book.iloc[::-1], as_of="2025-05-05").to_frame())
    )


def test_the_order_of_steps_is_a_setting() -> None:
    own = ["survey", "pre_announcement", "compensation_notice"]
    made = gk.steps_table(_book(), as_of="2025-05-05", order=own)
    assert list(made.steps) == own
    assert "pre-announcement (2025-01-05) lies before survey of the land" in made.localize("en")
    assert "as set" in made.localize("en")
    with pytest.raises(gk.UnknownNameError, match="survey"):
        gk.steps_table(_book(), order=["survy"])


def test_parcels_may_stand_in_place_of_batches_and_a_second_row_is_named() -> None:
    book = pd.DataFrame(
        {"宗地编号": ["P10", "P2", "P2"], "预公告": ["2026-01-05"] * 3, "现状调查": ["2026-01-20"] * 3}
    )
    made = gk.steps_table(book, as_of="2026-02-01")
    assert (made.key, made.names) == ("id", ("P2", "P2", "P10"))
    assert "several rows of the table are of: P2" in made.localize("en")


def test_a_table_without_the_last_step_never_says_that_all_is_done() -> None:
    book = pd.DataFrame({"批次": ["第1批"], "预公告": ["2026-01-05"]})
    assert gk.steps_table(book, as_of="2026-02-01").to_frame("en")["next step"].iloc[0] == (
        "all steps of the table done"
    )
    whole = gk.steps_table(book.assign(交地="2026-01-20"), as_of="2026-02-01").to_frame("en")
    assert whole["next step"].iloc[0] == "done"


def test_a_table_of_another_library_is_read_as_one_of_pandas() -> None:
    as_of = "2025-05-05"
    of_arrow = gk.steps_table(pa.Table.from_pandas(_book()), as_of=as_of)
    assert of_arrow.to_frame().equals(gk.steps_table(_book(), as_of=as_of).to_frame())
