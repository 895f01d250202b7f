"""What comes back as a table has one shape, whatever language its reader speaks."""

from __future__ import annotations

import inspect
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import geokit as gk
from geokit.ledgers.acquisition.over_time import Unsupplied
from geokit.ledgers.adjustment import Adjustment
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = make_parcels(
    [square(0, 0, 100), square(99.99, 0, 100), square(300, 0, 100)],
    id=["A", "B", None],
    phase=["1", None, "2"],
    stage=["approved", "supplied", "planned"],
    village=["下村", None, "上村"],
    approved_on=["2020-05-01", "2024-05-01", None],
    supplied_on=[None, "2025-01-01", None],
)


def made() -> dict[type, Any]:
    """One of each class that has a table."""
    report = gk.audit(TABLE, today=date(2026, 1, 1))
    ledger = gk.ledger(None, TABLE, by=["phase", "stage", "village"], as_of="2026-01-01")
    survey = make_parcels([square(0, 0, 200)], land_class=["0101"])
    book = pd.DataFrame({"编号": ["A", "C", None], "面积（平方米）": [9_000.0, 1.0, 2.0]})
    return {
        Adjustment: gk.adjust_to_control([1.0, 2.0], gk.Area.from_m2(3)),
        gk.AuditReport: report,
        gk.Groups: report.grouped(),
        gk.Difference: gk.compare_parcels(TABLE, TABLE.iloc[[1, 2]].reset_index(drop=True)),
        gk.ParcelDifference: gk.compare_parcels(TABLE, TABLE.iloc[:2]),
        gk.Catalog: gk.load_catalog(),
        gk.Form: gk.land_class_table(TABLE.iloc[[0]], survey, control="measured"),
        gk.FormSheet: gk.land_class_table(TABLE.iloc[[0]], survey, control="measured").sheets()[0],
        gk.Ledger: ledger,
        gk.LedgerMatch: gk.reconcile_ledger(TABLE, book, key="编号"),
        gk.Proposal: gk.propose_fixes(report),
        gk.SubmissionCheck: gk.compare_submission({"a": TABLE, "b": TABLE.iloc[:2]}),
        Unsupplied: ledger.approved_not_supplied(),
    }


TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    **{owner.__name__: thing.to_frame for owner, thing in made().items()},
    "Ledger.by_month": lambda **chosen: made()[gk.Ledger].by_month(**chosen).reset_index(),
}


def test_every_class_with_a_table_is_looked_at() -> None:
    public = [getattr(gk, name) for name in gk.__all__]
    with_table = [each for each in public if inspect.isclass(each) and hasattr(each, "to_frame")]
    # A class whose table is its base's is looked at with its base.
    own = {next(base.__name__ for base in each.__mro__ if "to_frame" in vars(base)) for each in with_table}
    assert own <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_columns_types_and_codes_do_not_depend_on_the_reader(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = []
    for language in ("zh", "en", "zh-Hans"):
        monkeypatch.setenv("GEOKIT_LANG", language)
        table = TABLES[name]()
        assert len(table) or name == "Proposal"
        assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", column) for column in table.columns)
        shapes.append((list(table.columns), list(table.dtypes), words_left_out(table)))
    assert shapes[0] == shapes[1] == shapes[2]


def words_left_out(table: pd.DataFrame) -> str:
    """Return what stands in a table besides its sentences, which are the reader's."""
    return str(
        table.drop(columns=[each for each in ("message", "sentence", "lead") if each in table]).to_dict(
            "records"
        )
    )


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"AuditReport", "Groups"}))
def test_words_are_given_where_a_language_is_asked_for(name: str) -> None:
    chinese = TABLES[name](language="zh-CN")
    assert all(re.search("[\u4e00-\u9fff]", column) for column in chinese.columns)
    assert len(chinese.columns) == len(TABLES[name]().columns)


def test_an_empty_table_has_the_types_of_a_full_one() -> None:
    full, empty = (gk.compare_parcels(TABLE, other) for other in (TABLE.iloc[:1], TABLE))
    assert len(empty.to_frame()) == 0
    kinds = ["before_m2", "after_m2"]
    assert empty.to_frame().dtypes[kinds].tolist() == full.to_frame().dtypes[kinds].tolist()


def test_a_ledger_names_codes_and_says_nothing_for_what_is_not_stated() -> None:
    table = gk.ledger(None, TABLE, by=["stage", "village"], as_of="2026-01-01").to_frame(units=["mu"])
    assert table["stage"].tolist() == ["planned", "approved", "supplied", "total"]
    assert table["village"].tolist() == ["上村", "下村", None, None]
    assert list(table.columns)[2:] == [
        "parcels", "declared_mu", "measured_mu", "land_mu", "counted_twice_mu", "counted_later_mu", "supplied_mu",
        "approved_mu", "to_acquire_mu", "not_stated_mu", "not_counted",
    ]  # fmt: skip
