"""Supply of land: by year and batch as printed, suspicion with its reason, fields that are missing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.ledgers.supply import batch_key
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

_DAY = "2026-06-30"


def _land() -> gpd.GeoDataFrame:
    return make_parcels(
        [square(200 * at, 0, 100) for at in range(5)],
        stage=["approved", "approved", "supplied", "supplied", "approved"],
        batch=["2025年第10批", "2025年第2批", "2024年第3批", "2024年第3批", None],
        approved_on=["2025-03-01", "2025-02-01", "2024-05-01", "2024-05-01", None],
        supplied_on=[None, None, "2025-01-10", "2025-01-10", None],
    )


def _contracts(**columns: Any) -> pd.DataFrame:
    made = {
        "地块编号": ["C", "D"],
        "约定开工日期": ["2025-06-01", "2025-08-01"],
        "实际开工日期": [None, "2025-08-01"],
    }
    return pd.DataFrame({**made, **columns})


def test_batches_stand_by_year_and_number_and_sums_agree() -> None:
    frame = gk.supply_table(_land(), as_of=_DAY).to_frame("en")
    assert list(frame["batch"]) == ["2025年第2批", "2025年第10批", "subtotal", "not stated", "subtotal", None]
    assert list(frame["area (mu)"].astype(str)) == [
        "15.000",
        "15.000",
        "30.000",
        "15.000",
        "15.000",
        "45.000",
    ]
    assert list(frame["full years"][:2]) == [1, 1]
    assert sorted(["2025-10批", "2024年3批", "2025-2批"], key=batch_key) == [
        "2024年3批",
        "2025-2批",
        "2025-10批",
    ]


@given(
    widths=st.lists(st.integers(3, 90), min_size=1, max_size=6),
    years=st.lists(st.integers(2020, 2022), min_size=6),
)
@settings(max_examples=12, deadline=None)
def test_printed_sums_are_those_of_printed_parts(widths: list[int], years: list[int]) -> None:
    count = len(widths)
    land = make_parcels(
        [square(100 * at, 0, width, 7.1) for at, width in enumerate(widths)],
        stage=["approved"] * count,
        approved_on=[f"{year}-05-01" for year in years[:count]],
        batch=["第1批", "第2批", "第10批", "第1批", "第2批", "第1批"][:count],
    )
    frame = gk.supply_table(land, as_of=_DAY).to_frame()
    is_sum = frame["batch"].isna() | (frame["batch"] == "subtotal")
    for unit in ("mu", "ha"):
        whole = frame[unit].iloc[-1]
        assert frame[unit][~is_sum].sum() == whole
        assert frame[unit][frame["batch"] == "subtotal"].sum() == whole


def test_land_past_its_agreed_start_is_suspected_and_never_called_idle() -> None:
    made = gk.supply_table(_land(), _contracts(), as_of=_DAY)
    assert made.unused is not None
    assert made.idle is not None
    assert list(made.unused["id"]) == list(made.idle["id"]) == ["C"]
    assert made.idle["reason"].iloc[0].localize("zh") == "约定开工 2025-06-01，逾期满 1 年未开工"
    assert "疑似，待认定" in made.localize("zh")
    assert "recalled, not confirmed" in made.localize("en")
    for settings_of in ({"as_of": "2026-05-31"}, {"as_of": _DAY, "idle_after_years": 2}):
        other = gk.supply_table(_land(), _contracts(), **settings_of).idle  # type: ignore[arg-type]
        assert other is not None
        assert other.empty


@pytest.mark.parametrize(
    ("developed", "invested", "stopped", "said"),
    [
        (5.0, 900, "2025-06-30", None),
        (4.9, 900, "2025-06-30", "32.7% of the land developed (under 33.33%)"),
        (9.0, 240, "2025-06-30", "24.0% invested (under 25%)"),
        (9.0, 249.6, "2025-06-30", "24.96% invested (under 25%)"),
        (9.0, 240, "2025-07-01", None),
        (9.0, 250, "2025-06-30", None),
        (4.9, 240, "2025-06-30", "32.7% of the land developed (under 33.33%), 24.0% invested (under 25%)"),
    ],
)
def test_building_that_stopped_is_suspected_below_the_shares(
    developed: float, invested: float, stopped: str, said: str | None
) -> None:
    contracts = _contracts(
        **{
            "约定开工日期": ["2026-06-01", "2025-08-01"], "已开发面积（亩）": [None, developed],
            "计划投资（万元）": [None, 1000], "已投资（万元）": [None, invested], "停工日期": [None, stopped],
        }
    )  # fmt: skip
    idle = gk.supply_table(_land(), contracts, as_of=_DAY).idle
    assert idle is not None
    found = [each.localize("en") for each in idle["reason"]]
    assert (found == []) if said is None else (said in found[0])


def test_a_field_that_is_missing_leaves_its_figure_empty_and_is_named() -> None:
    made = gk.supply_table(_land(), _contracts().drop(columns="实际开工日期"), as_of=_DAY)
    assert made.unused is made.idle is None
    assert "没有“实际开工日期”列" in made.localize("zh") or "缺少“实际开工日期”列" in made.localize("zh")
    rate = made.rates.to_frame().set_index("id").loc["unused-rate"]
    assert (rate["value"], str(rate["missing"])) == (
        None,
        "the contracts lack a column that tells what is not used",
    )
    alone = gk.supply_table(_land(), as_of=_DAY)
    assert "no contracts are given" in alone.localize("en")
    assert "供而未用率：未算出，没有给出供地合同" in alone.localize("zh")
    assert not re.search("stock|unused_m2|存量", alone.rates.localize("en") + alone.rates.localize("zh"))


def test_contracts_of_no_parcel_second_ones_and_odd_cells_are_named() -> None:
    contracts = pd.DataFrame(
        {
            "地块编号": ["C", "C", "X"],
            "约定开工日期": ["去年", "2025-06-01", None],
            "实际开工日期": [None, None, None],
        }
    )
    said = gk.supply_table(_land(), contracts, as_of=_DAY).localize("en")
    assert "there are none of: X" in said
    assert "of which the one with the latest agreed start is used: C" in said
    assert "约定开工日期 “去年” is no day" in said
    assert "without a contract are not counted as not used: D" in said


def test_the_disposal_rate_is_what_was_supplied_of_the_opening_stock() -> None:
    rates = gk.supply_table(_land(), as_of=_DAY, since="2024-12-31").rates.to_frame().set_index("id")
    assert rates.loc["disposal-rate", "numerator"] == Decimal("20000.00")


def test_the_order_of_rows_does_not_change_a_byte(tmp_path: Path) -> None:
    files = []
    for seed in (0, 1):
        mixed = np.random.default_rng(seed)
        land, contracts = _land(), _contracts()
        made = gk.supply_table(
            land.iloc[mixed.permutation(5)], contracts.iloc[mixed.permutation(2)], as_of=_DAY
        )
        files.append(made.save(tmp_path / f"{seed}.xlsx", language="zh"))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_only_land_that_is_supplied_by_the_day_is_unused_and_counts_once() -> None:
    land = make_parcels(
        [square(0, 0, 100), square(0, 0, 100), square(200, 0, 100), square(400, 0, 100)],
        stage=["supplied", "supplied", "approved", "supplied"],
        supplied_on=["2024-01-01", "2024-01-01", None, "2027-01-01"],
    )
    contracts = pd.DataFrame(
        {"地块编号": list("ABCD"), "约定开工日期": ["2024-06-01"] * 4, "实际开工日期": [None] * 4}
    )
    made = gk.supply_table(land, contracts, as_of=_DAY)
    assert made.unused is not None
    assert made.idle is not None
    assert list(made.unused["id"]) == list(made.idle["id"]) == ["A", "B"]
    assert made.unused["area_m2"].sum() == pytest.approx(10_000)
    assert "not supplied by the day are not counted: C, D" in made.localize("en")


def test_parcels_of_one_id_are_named_by_their_row_in_the_table_that_was_given() -> None:
    land = make_parcels(
        [square(200 * at, 0, 100) for at in range(4)],
        id=["Z", "C", "B", "B"],
        stage=["supplied", "supplied", "supplied", "approved"],
        supplied_on=["2024-01-01", "2024-01-01", "2024-01-01", None],
        approved_on=["2023-01-01"] * 4,
    )
    contracts = pd.DataFrame(
        {"地块编号": ["row:2", "C"], "约定开工日期": ["2024-06-01"] * 2, "实际开工日期": [None] * 2}
    )
    made = gk.supply_table(land, contracts, as_of=_DAY)
    assert made.unused is not None
    assert list(made.unused["id"]) == ["C", "row:2"]
    assert "without a contract are not counted as not used: Z" in made.localize("en")
    assert list(gk.ledger(None, land, as_of=_DAY).approved_not_supplied().parcels["id"]) == ["row:3"]


def test_what_cannot_be_told_is_named_and_not_passed_over() -> None:
    contracts = _contracts(
        **{
            "约定开工日期": [None, "2025-08-01"],
            "停工日期": [None, "2025-01-01"],
            "已开发面积（亩）": [None, None],
        }
    )
    said = gk.supply_table(_land(), contracts, as_of=_DAY).localize("en")
    assert "without an agreed start, so that suspicion cannot be told: C" in said
    assert "the developed area or the investment is missing, so that suspicion cannot be told: D" in said


def test_approved_land_without_an_area_is_told() -> None:
    land = _land()
    land.loc[land.index[0], "geometry"] = None
    assert "1 parcel approved and not supplied without an area" in gk.supply_table(land, as_of=_DAY).localize(
        "en"
    )


@pytest.mark.parametrize(
    "options", [{"developed_share": 33}, {"idle_after_years": 0}, {"since": "2026-07-01"}]
)
def test_settings_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(gk.OptionError):
        gk.supply_table(_land(), _contracts(), as_of=_DAY, **options)


def test_batches_of_one_number_keep_one_order() -> None:
    assert sorted(["第2批", "第02批"], key=batch_key) == sorted(["第02批", "第2批"], key=batch_key)


def test_what_is_planned_for_later_has_not_happened_yet() -> None:
    contracts = _contracts(竣工日期=["2027-01-01", "2026-01-01"])
    made = gk.supply_table(_land(), contracts, as_of=_DAY)
    assert made.unused is not None
    assert list(made.unused["id"]) == ["C"]
    assert "the completion lies after the day of the table" in made.localize("en")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"竣工日期": [None, "2025-07-31"]}, "completed before it was started: D"),
        ({"停工日期": [None, "2025-07-31"]}, "stopped before it was started: D"),
        ({"实际开工日期": [None, "2024-12-31"]}, "started before it was supplied: D"),
        ({"竣工日期": ["2026-01-01", None]}, "completed without an actual start, and counted as used: C"),
        ({"已开发面积（亩）": [16, 15]}, "more is developed than the parcel has, look at the table again: C"),
        ({"已投资（万元）": [-1, 15]}, "“-1” is negative"),
        (
            {"已开发面积": [1, 1]},
            "contracts of supply: the column “已开发面积” names no unit and cannot be read",
        ),
    ],
)
def test_what_cannot_be_in_a_contract_is_named(columns: dict[str, Any], said: str) -> None:
    assert said in gk.supply_table(_land(), _contracts(**columns), as_of=_DAY).localize("en")


def test_days_as_numbers_and_of_full_width_are_days() -> None:
    contracts = _contracts(约定开工日期=[20250601, "２０２５－０６－０１"])
    made = gk.supply_table(_land(), contracts, as_of=_DAY)
    assert made.unused is not None
    assert list(made.unused["agreed_start"]) == ["2025-06-01"]
    assert "is no day" not in made.localize("en")


def test_of_several_sheets_the_one_of_contracts_is_taken_or_the_book_refused(tmp_path: Path) -> None:
    def book(**sheets: pd.DataFrame) -> Path:
        with pd.ExcelWriter(tmp_path / "book.xlsx") as writer:
            for name, frame in sheets.items():
                frame.to_excel(writer, sheet_name=name, index=False)
        return tmp_path / "book.xlsx"

    note = pd.DataFrame({"说明": ["填报口径"]})
    made = gk.supply_table(_land(), book(填表说明=note, 台账=_contracts()), as_of=_DAY)
    assert made.idle is not None
    assert list(made.idle["id"]) == ["C"]
    assert "填表说明" in made.localize("en")
    years = {"2024年": _contracts()[:1], "2025年": _contracts()[1:]}
    with pytest.raises(gk.InputError, match=r"2024年.*2025年"):
        gk.supply_table(_land(), book(**years), as_of=_DAY)


@pytest.mark.parametrize(("language", "said"), [("en", "contracts"), ("zh", "合同")])
def test_a_book_without_rows_is_refused_by_what_it_should_hold(tmp_path: Path, language, said) -> None:
    pd.DataFrame().to_excel(tmp_path / "book.xlsx")
    with pytest.raises(gk.InputError) as caught:
        gk.supply_table(_land(), tmp_path / "book.xlsx", as_of=_DAY)
    assert said in caught.value.localize(language)
    assert "{" not in caught.value.localize(language)


def test_a_parcel_that_cannot_be_read_is_named() -> None:
    land = _land().drop(columns=["source", "record", "line"])
    land.loc[0, "geometry"] = None
    assert "not counted: parcel" in gk.supply_table(land, as_of=_DAY).localize("en")


def test_nothing_that_cannot_be_told_reads_as_nought() -> None:
    made = gk.supply_table(_land(), _contracts(地块编号=["X", "Y"]), as_of=_DAY)
    assert made.unused is made.idle is None
    assert made.rates.to_frame().set_index("id").loc["unused-rate", "value"] is None
    undated = gk.supply_table(_land(), _contracts().drop(columns="约定开工日期"), as_of=_DAY)
    assert undated.unused is not None
    assert undated.idle is None


def test_parcels_of_which_nothing_is_recorded_are_no_zero_in_silence():
    told = gk.supply_table(make_parcels([square(0, 0, 100)]), as_of="2026-06-01").localize("zh")
    assert "全部 1 宗地块都没有阶段、状态和日期，表中的 0 只表示没有记载" in told
    plan = pd.DataFrame({"年度": [2026], "计划批准（亩）": [10]})
    shapes = [square(0, 0, 100), square(100, 0, 100)]
    half = make_parcels(shapes, stage=["approved", None], approved_on=["2026-01-01", None])
    assert "1 宗地块没有阶段" in gk.progress_table(half, plan, as_of="2026-06-01").localize("zh")
