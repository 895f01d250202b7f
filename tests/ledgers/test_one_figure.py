"""One figure of one land: what the ledger prints of it every other product prints too."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geokit as gk
from geokit.ledgers.figures.model import printed_part
from geokit.ledgers.figures.progress import Progress
from geokit.programme.catalog import example_folder
from geokit.testing import make_parcels, square

_DAY = "2026-11-27"
_PLAN = pd.DataFrame({"期次": ["一期"], "年度": [2024], "计划供应（亩）": [10], "计划批准（亩）": [10]})
_CONTRACT = {"约定开工日期": "2025-01-01", "实际开工日期": None}
_BUREAU = example_folder() / "bureau"


def _land(depths, supplied):
    return make_parcels(
        [square(150 * at, 0, 100, depth / 1000) for at, depth in enumerate(depths)],
        id=[f"P{at}" for at in range(len(depths))],
        phase=[("一期", "二期")[at % 2] for at in range(len(depths))],
        approved_on=[f"202{3 + at % 2}-02-01" for at in range(len(depths))],
        supplied_on=[("2024-05-01", "2025-05-01")[at % 2] if at < supplied else None for at in range(len(depths))],
    )  # fmt: skip


def _last(frame, name):
    return frame[name].iloc[-1]


@given(st.lists(st.integers(1000, 90_000), min_size=2, max_size=6), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_supplied_and_approved_land_is_one_figure_in_every_product(depths, supplied):
    table = _land(depths, supplied)
    ledger = gk.ledger(table, as_of=_DAY)
    frame = ledger.to_frame(units=["mu"])
    phases = {"一期": 0, "二期": 1}
    made = gk.progress_table(table, _PLAN, as_of=_DAY)
    months = ledger.by_month()
    for kind, columns in (("supplied", ["supplied_mu"]), ("approved", ["supplied_mu", "approved_mu"])):
        expected = sum((_last(frame, column) for column in columns), Decimal(0))
        done = gk.progress_table(table, _PLAN, done=kind, as_of=_DAY).to_frame()
        assert _last(done, "actual") == expected
        assert _last(months, f"{kind}_mu") == expected
        for phase, row in phases.items():
            of_phase = done[(done["phase"] == phase) & (done["year"] == "subtotal")]["actual"]
            assert sum(of_phase, Decimal(0)) == sum(frame[column].iloc[row] for column in columns)
    assert made.kinds == ("approved", "supplied")


@given(st.lists(st.integers(1000, 90_000), min_size=2, max_size=6), st.integers(1, 6))
@settings(max_examples=20, deadline=None)
def test_what_is_supplied_and_all_of_it_unused_is_what_is_supplied(depths, supplied):
    table = _land(depths, supplied)
    contracts = pd.DataFrame({"地块编号": table["id"].iloc[:supplied], **_CONTRACT})
    made = gk.supply_table(table, contracts, as_of=_DAY)
    frame = gk.ledger(table, as_of=_DAY).to_frame(units=["mu"])
    assert made.wholes["unused"]["mu"] == _last(frame, "supplied_mu")
    assert made.wholes["unsupplied"]["mu"] == _last(frame, "approved_mu")


def test_a_part_is_its_own_rounding_and_never_more_than_the_whole():
    land = gk.ledger(_land([4003, 4003, 4003], 2), as_of=_DAY)
    whole = land.figures.totals_m2[Progress.SUPPLIED]
    shown = sum(land.printed["mu"][:, Progress.SUPPLIED])
    assert printed_part(land, whole, [Progress.SUPPLIED]) == shown
    assert printed_part(land, whole - 1e-6 * whole, [Progress.SUPPLIED]) <= shown
    assert printed_part(land, 200.0, [Progress.SUPPLIED]) == Decimal("0.300")


@pytest.mark.parametrize("unit", ["mu", "ha", "m2"])
def test_the_shipped_example_says_one_figure(unit):
    land = gk.ledger(_BUREAU / "parcels.gpkg", as_of=_DAY)
    done = gk.progress_table(
        _BUREAU / "parcels.gpkg", _BUREAU / "plan.xlsx", done="supplied", as_of=_DAY, unit=unit
    )
    assert _last(done.to_frame(), "actual") == sum(land.printed[unit][:, Progress.SUPPLIED])
