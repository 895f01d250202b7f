"""``geokit supply``, ``progress`` and ``steps``: what they print and write, and each mistake as one sentence."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from openpyxl import load_workbook

import geokit as gk
from geokit.cli._program import run

BUREAU = gk.example_folder() / "bureau"
PARCELS = BUREAU / "parcels.gpkg"
DAY = ("--as-of", "2026-06-30")


@pytest.fixture
def geokit(capsys):
    def call(*arguments, language="en"):
        status = run([str(each) for each in (*arguments, "--language", language)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def rows_of(path, sheet):
    return [row for row in load_workbook(path)[sheet].iter_rows(values_only=True) if any(row)]


def sums_agree(path, sheet, *, unit):
    """Tell whether the printed rows of a sheet add up to its last."""
    rows = rows_of(path, sheet)
    at = next(row.index(f"面积（{unit}）") for row in rows if f"面积（{unit}）" in row)
    figures = [(row[0], row[1], Decimal(str(row[at]))) for row in rows if isinstance(row[at], float)]
    parts = sum((figure for head, batch, figure in figures if head != "合计" and batch != "小计"), Decimal(0))
    return parts == next(figure for head, _, figure in figures if head == "合计")


def test_supply_is_printed_and_its_workbook_adds_up(geokit, tmp_path):
    out = tmp_path / "a.xlsx"
    status, text, err = geokit(
        "supply", PARCELS, "--contracts", BUREAU / "supply.xlsx", *DAY, "-o", out, language="zh"
    )
    assert (status, "a.xlsx" in err) == (0, True)
    assert "103.433" in text
    assert load_workbook(out).sheetnames == ["批而未供", "供而未用", "疑似闲置（待认定）", "指标"]
    for sheet in ("批而未供", "供而未用", "疑似闲置（待认定）"):
        assert sums_agree(out, sheet, unit="亩")
        assert sums_agree(out, sheet, unit="公顷")


@pytest.mark.parametrize(
    ("language", "word", "marked"), [("zh", "闲置", "疑似"), ("en", "idle", "suspected")]
)
def test_land_is_never_called_idle_without_a_doubt(geokit, language, word, marked):
    _, text, _ = geokit("supply", PARCELS, "--contracts", BUREAU / "supply.xlsx", *DAY, language=language)
    lines = [line.casefold() for line in text.splitlines() if word in line.casefold()]
    assert lines
    # The law on idle land and the authority that finds it are named, too.
    assert all(marked in line or "53" in line for line in lines)


def test_plan_and_actual_are_printed_by_phase_and_year(geokit, tmp_path):
    out = tmp_path / "p.csv"
    status, text, _ = geokit("progress", PARCELS, "--plan", BUREAU / "plan.xlsx", *DAY, "-o", out)
    assert status == 0
    assert [text.count(f"Plan: {kind}") for kind in ("approved", "acquired", "supplied")] == [1, 1, 1]
    assert "no plan for (the difference is all that was done): 二期 2023" in text
    frame = pd.read_csv(out, dtype=str)
    assert frame.iloc[-1, :3].isna().sum() == 0
    status, text, _ = geokit("progress", PARCELS, "--plan", BUREAU / "plan.xlsx", *DAY, "--done", "supplied")
    assert ("Plan: supplied" in text, "Plan: approved" in text) == (True, False)


def test_steps_are_printed_with_what_is_next_and_what_is_late(geokit, tmp_path):
    plan = tmp_path / "plan.csv"
    plan.write_text("批次,交地\n2025年度第1批次,2026-06-20\n", encoding="utf-8")
    status, text, _ = geokit("steps", BUREAU / "steps.xlsx", "--plan", plan, *DAY)
    assert status == 0
    assert "verified up to the application, recalled from there" in text
    late = next(line for line in text.splitlines() if "overdue" in line)
    assert "10" in late.split()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("supply", "no.gpkg"), "no.gpkg"),
        (("supply", PARCELS, "--contracts", "no.xlsx"), "no.xlsx"),
        (("supply", PARCELS, "--since", "2026-07-01", *DAY), "the period begins on 2026-07-01"),
        (("supply", PARCELS, "--developed-share", "33"), "--developed-share must lie between 0 and 1"),
        (("supply", PARCELS, "--as-of", "soon"), "soon"),
        (("progress", PARCELS), "--plan"),
        (("progress", PARCELS, "--plan", BUREAU / "steps.xlsx"), "the plan needs a column of years"),
        (("progress", PARCELS, "--plan", BUREAU / "plan.xlsx", "--done", "stored"), "no column of planned areas"),
        (("progress", PARCELS, "--plan", BUREAU / "plan.xlsx", "-o", "a.pdf"), "such a table is written as"),
        (("steps", BUREAU / "plan.xlsx"), "no column is a step of an acquisition"),
        (("steps", BUREAU / "steps.xlsx", "--order", "surveys"), "survey"),
        (("steps", BUREAU / "steps.xlsx", "--plan", BUREAU / "plan.xlsx"), "no column “batch” to be joined by"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence(geokit, arguments, said):
    status, out, err = geokit(*arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
