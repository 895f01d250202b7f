"""Plan against actual: what is printed adds up, and what does not meet is named."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    import geopandas as gpd

_DAY = "2026-01-01"
_PLAN = pd.DataFrame(
    {
        "期次": ["一期", "一期", "二期", "四期"],
        "年度": [2024, 2025, 2025, 2027],
        "计划供应（亩）": [10, 20.5, 3, 7],
    }
)


def _land(widths: list[int]) -> gpd.GeoDataFrame:
    count = len(widths)
    return make_parcels(
        [square(150 * at, 0, width, 67) for at, width in enumerate(widths)],
        phase=["一期", "二期", "三期", None, "一期"][:count],
        supplied_on=["2024-03-01", "2025-04-01", "2025-05-01", "2024-06-01", "2025-07-01"][:count],
    )


@given(widths=st.lists(st.integers(1, 140), min_size=1, max_size=5), unit=st.sampled_from(["mu", "ha", "m2"]))
@settings(max_examples=12, deadline=None)
def test_parts_add_up_as_printed(widths: list[int], unit: str) -> None:
    frame = gk.progress_table(_land(widths), _PLAN, as_of=_DAY, unit=unit).to_frame()
    is_part = frame["year"].str.isdigit() & (frame["phase"] != "total")
    of_years = frame["year"].str.isdigit() & (frame["phase"] == "total")
    for name in ("planned", "actual"):
        filled = frame[name].map(lambda value: Decimal(0) if value is None else value)
        assert filled[is_part].sum() == filled.iloc[-1]
        assert filled[of_years].sum() == filled.iloc[-1]
        assert filled[frame["year"] == "subtotal"].sum() == filled.iloc[-1]
        assert frame[f"{name}_so_far"].iloc[-1] == filled.iloc[-1]


def test_a_share_stands_only_where_there_is_a_plan_and_what_does_not_meet_is_named() -> None:
    made = gk.progress_table(_land([100, 100, 100]), _PLAN, as_of=_DAY)
    rows = {(row.phase, row.year): row for row in made.to_frame().itertuples()}
    assert rows["一期", "2024"].percent == Decimal("100.5")
    assert (rows["三期", "2025"].planned, rows["三期", "2025"].percent) == (None, None)
    assert rows["四期", "2027"].actual == Decimal("0.000")
    said = made.localize("en")
    assert "no plan for (the difference is all that was done): 三期 2025" in said
    assert "without any parcel: 四期" in said
    assert "2027 is not due yet" in said


def test_land_counts_once_and_the_future_not_at_all() -> None:
    twice = make_parcels(
        [square(0, 0, 100)] * 2, phase=["一期"] * 2, supplied_on=["2025-01-01", "2024-01-01"]
    )
    frame = gk.progress_table(twice, _PLAN, as_of=_DAY).to_frame().set_index(["phase", "year"])
    assert frame.loc[("一期", "2024"), "actual"] == Decimal("15.000")
    assert frame.loc[("一期", "2025"), "actual"] == Decimal("0.000")
    # What is done on the day itself counts.
    for day, actual in (("2024-06-01", "15.000"), ("2024-01-01", "15.000"), ("2023-12-31", "0.000")):
        before = gk.progress_table(twice, _PLAN, as_of=day).to_frame().set_index(["phase", "year"])
        assert before.loc[("一期", "subtotal"), "actual"] == Decimal(actual)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"期次": ["一期"], "计划供应（亩）": [1]}, "a column of years"),
        ({"期次": ["一期"], "年度": [2024], "备注": ["x"]}, "no column of planned areas"),
        ({"期次": ["一期"], "年度": [2024], "计划面积（亩）": [1]}, "say which"),
    ],
)
def test_a_plan_that_does_not_say_is_refused(plan: dict[str, list[object]], said: str) -> None:
    with pytest.raises(gk.InputError, match=said):
        gk.progress_table(_land([100]), pd.DataFrame(plan), as_of=_DAY)


def test_odd_rows_of_a_plan_are_named() -> None:
    plan = pd.DataFrame(
        {
            "期次": ["一期", "一期", None, "一期"],
            "年度": [2024, 2024, 2025, 2026],
            "计划供应": ["10亩", "约5亩", "3亩", "许多"],
        }
    )
    made = gk.progress_table(_land([100]), plan, as_of=_DAY)
    said = made.localize("en")
    assert "without a phase or a year were left out: 3" in said
    assert "许多" in said or "cannot be read" in said


def test_the_order_of_rows_changes_nothing() -> None:
    land, mixed = _land([10, 20, 30, 40, 50]), np.random.default_rng(3)
    one = gk.progress_table(land, _PLAN, as_of=_DAY)
    other = gk.progress_table(land.iloc[mixed.permutation(5)], _PLAN.iloc[mixed.permutation(4)], as_of=_DAY)
    assert one.to_frame().equals(other.to_frame())
    assert one.localize("zh") == other.localize("zh")


def test_a_phase_without_a_figure_has_its_row_and_a_sentence() -> None:
    plan = pd.DataFrame({"期次": ["一 期", "二期"], "年度": [2024, 2026], "计划供应（亩）": [10, None]})
    made = gk.progress_table(_land([100, 100]), plan, as_of=_DAY)
    rows = {(row.phase, row.year): row for row in made.to_frame().itertuples()}
    assert rows["一期", "2024"].planned == Decimal("10.000")
    assert rows["二期", "2026"].planned is None
    assert "no figure for (left empty, as are sums with it): 二期 2026" in made.localize("en")


def test_what_is_done_without_a_date_or_an_area_is_told() -> None:
    land = make_parcels(
        [square(0, 0, 100), square(200, 0, 100)],
        phase=["一期"] * 2,
        stage=["supplied"] * 2,
        approved_on=[None, "2024-01-01"],
    )
    land.loc[land.index[1], "geometry"] = None
    plan = pd.DataFrame({"期次": ["一期"], "年度": [2024], "计划批准（亩）": [10]})
    said = gk.progress_table(land, plan, as_of=_DAY).localize("en")
    assert "1 parcel has been approved without a date" in said
    # What is done on the day itself is done, with an area or without.
    for day, is_done in ((_DAY, True), ("2024-01-01", True), ("2023-12-31", False)):
        said = gk.progress_table(land, plan, as_of=day).localize("en")
        assert ("1 parcel approved without an area" in said) == is_done


def test_two_equal_rows_of_a_plan_are_added_up_and_named() -> None:
    plan = pd.DataFrame({"期次": ["一期"] * 2, "年度": [2024] * 2, "计划供应（亩）": [10, 10]})
    made = gk.progress_table(_land([100]), plan, as_of=_DAY)
    assert made.to_frame()["planned"].iloc[0] == Decimal("20.000")
    assert "which were added up: 一期 2024" in made.localize("en")


def test_a_plan_of_years_alone_is_held_against_all_parcels_as_one() -> None:
    land = make_parcels(
        [square(0, 0, 100), square(200, 0, 100)], phase=["一期", "二期"], supplied_on=["2025-01-01"] * 2
    )
    made = gk.progress_table(land, pd.DataFrame({"年度": [2025], "计划供应（亩）": [40]}), as_of=_DAY)
    assert made.to_frame()[["year", "planned", "actual"]].iloc[0].tolist() == [
        "2025", Decimal("40.000"), Decimal("30.000")
    ]  # fmt: skip
    assert "all parcels are compared as one" in made.localize("en")


def test_a_plan_below_nothing_is_named_and_an_empty_one_refused() -> None:
    plan = pd.DataFrame({"期次": ["一期"], "年度": [2024], "计划供应（亩）": [-5]})
    made = gk.progress_table(_land([100]), plan, as_of=_DAY)
    assert made.to_frame()["planned"].iloc[0] is None
    assert "“-5” is negative" in made.localize("en")
    with pytest.raises(gk.InputError, match="no rows"):
        gk.progress_table(_land([100]), plan[:0], as_of=_DAY)


@given(
    plans=st.dictionaries(
        st.tuples(st.sampled_from(["一期", "二期"]), st.integers(2023, 2025)),
        st.decimals(0, 50, places=5),
        max_size=6,
    ),
    years=st.lists(st.integers(2023, 2026), min_size=1, max_size=5),
)
@settings(max_examples=15, deadline=None)
def test_each_column_and_each_row_agrees_as_printed(
    plans: dict[tuple[str, int], Decimal], years: list[int]
) -> None:
    land = make_parcels(
        [square(100 * at, 0, 31.7 + at) for at in range(len(years))],
        phase=["一期", "二期", None, "一期", "二期"][: len(years)],
        supplied_on=[f"{year}-05-01" for year in years],
    )
    plan = pd.DataFrame(
        {
            "期次": [phase for phase, _ in plans] or ["三期"],
            "年度": [year for _, year in plans] or [2025],
            "计划供应（亩）": [str(each) for each in plans.values()] or ["1"],
        }
    )
    (sheet,) = gk.progress_table(land, plan, as_of="2026-12-31").sheets()
    frame = sheet.to_frame()
    parts = frame.drop(index=list(sheet.totals))
    for column in ("planned", "actual", "difference"):
        assert sum(each or 0 for each in parts[column]) == (frame[column].iloc[-1] or 0)
    for row in frame.itertuples():
        assert row.difference == row.actual - (row.planned or 0)


def test_a_sum_of_which_a_plan_is_missing_stays_empty() -> None:
    plan = pd.DataFrame({"期次": ["一期"] * 2, "年度": [2024, 2025], "计划供应（亩）": [10, "约12"]})
    frame = gk.progress_table(_land([100]), plan, as_of=_DAY).to_frame().set_index("year")
    assert frame.loc["2024", "planned_so_far"] == Decimal("10.000")
    for column in ("planned", "difference", "percent", "planned_so_far", "percent_so_far"):
        assert frame.loc["2025", column] is frame.loc["subtotal", column] is None
