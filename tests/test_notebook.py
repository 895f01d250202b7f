"""What Jupyter shows of a result fits on a screen or two, whatever the land."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from IPython.lib.pretty import pretty

import geokit as gk
from geokit.notebook import frame_html
from geokit.terminal import display_width
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    import geopandas as gpd

MANY = 100
# These are one line for many that say the same.
GROUPED = {"Groups", "Difference"}


def many(stage: str = "approved", side: float = 100.0) -> gpd.GeoDataFrame:
    shapes = [square(200 * at, 0, side) for at in range(MANY)]
    rows = [f"{at:03}" for at in range(MANY)]
    return make_parcels(
        shapes,
        id=rows,
        batch=rows,
        stage=[stage] * MANY,
        declared_m2=[9_000.0 + 10 * at for at in range(MANY)],
    )


def results() -> dict[str, Any]:
    table = many()
    ledger = gk.ledger(None, table, by="batch", as_of="2026-01-01")
    book = pd.DataFrame({"编号": table["id"], "面积（平方米）": 8_000.0})
    report = gk.audit(table, today="2026-01-01")
    larger = many()
    larger["geometry"] = [square(200 * at, 0, 101 + at) for at in range(MANY)]
    return {
        "AuditReport": report,
        "Groups": report.grouped(),
        "Difference": gk.compare_parcels(table, larger),
        "Ledger": ledger,
        "LedgerMatch": gk.reconcile_ledger(table, book, key="编号"),
        "SubmissionCheck": gk.compare_submission({"a": table, "b": larger}),
        "Unsupplied": ledger.approved_not_supplied(),
        "Adjustment": gk.adjust_to_control([1.0] * MANY, gk.Area.from_m2(MANY)),
    }


RESULTS = results()


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize(("language", "more"), [("zh", r"另有 \d+ 条"), ("en", r"\d+ more; to_frame\(\)")])
def test_a_long_result_is_cut_and_says_so(name: str, language: str, more: str) -> None:
    with gk.use_language(language):
        shown = RESULTS[name]._repr_html_()
    assert shown.count("<tr") + shown.count("<p>") <= 130
    assert re.search(more, shown) or name in GROUPED
    assert "None" not in shown
    assert "NaN" not in shown


def test_what_closes_a_difference_is_not_cut_off() -> None:
    with gk.use_language("en"):
        shown = RESULTS["Difference"]._repr_html_()
    assert "0 appeared, 0 gone, 100 changed." in shown
    assert "Planar areas of the parcels add up to" in shown


def test_a_form_prints_itself_in_ipython_and_not_as_python_would() -> None:
    assert {"_repr_pretty_" in vars(each) for each in (gk.LandClassTable, gk.IndicatorTable)} == {True}


@pytest.mark.parametrize(
    "result",
    [
        RESULTS["AuditReport"].findings[0],
        list(RESULTS["AuditReport"].findings[:2]),
        gk.load_schema("control-lines-2021"),
        gk.load_catalog().programme.milestones[0],
    ],
    ids=["finding", "list", "schema", "record"],
)
def test_what_is_no_table_is_shown_in_lines(result: object) -> None:
    lines = pretty(result).splitlines()
    assert len(lines) > 1
    assert max(map(display_width, lines)) <= 80


def test_figures_are_set_to_the_right_wherever_the_table_is_shown():
    """A page of documentation that shows what a notebook was left with sets cells to the left."""
    html = frame_html(pd.DataFrame({"期次": ["一期"], "亩": [Decimal("256.364")], "宗数": [9]}))
    assert [html.count(f'<td style="text-align: {side}') for side in ("left", "right")] == [1, 2]
