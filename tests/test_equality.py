"""A result equals one that found the same: made twice, it is the same; of other land, on another day, it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import geokit as gk
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOOK = pd.DataFrame({"编号": ["A", "C", None], "面积（平方米）": [9_000.0, 1.0, 2.0]})


def table(shift: float = 0.0) -> Any:
    return make_parcels(
        [square(0, 0, 100), square(99.99 - shift, 0, 100 + shift, 100), square(300, 0, 100)],
        phase=["1", None, "2"],
        stage=["approved", "supplied", "planned"],
        approved_on=["2020-05-01", "2024-05-01", None],
        declared_m2=[10_000.0, 9_000.0 + 100 * shift, None],
    )


def audited(shift: float = 0.0, today: str = "2026-01-01") -> gk.AuditReport:
    return gk.audit(table(shift), today=today)


MAKERS: dict[str, Callable[[float, Path], Any]] = {
    "AuditReport": lambda shift, _: audited(shift),
    "BaselinedReport": lambda shift, folder: gk.apply_baseline(
        audited(), gk.write_baseline(audited(shift), folder / "known.toml", at_least="info")
    ),
    "Groups": lambda shift, _: audited(shift).grouped(),
    "Ledger": lambda shift, _: gk.ledger(None, table(shift), as_of="2026-01-01"),
    "Unsupplied": lambda shift, _: gk.ledger(None, table(shift), as_of="2026-01-01").approved_not_supplied(),
    "LedgerMatch": lambda shift, _: gk.reconcile_ledger(table(shift), BOOK, key="编号"),
    "ParcelDifference": lambda shift, _: gk.compare_parcels(table(), table(shift + 1)),
    "Difference": lambda shift, _: gk.compare_audits(audited(), audited(0.0 if shift else 1.0)),
    "LandChange": lambda shift, _: gk.compare_parcels(table(), table(shift + 1)).land("2026-01-01"),
    "Proposal": lambda shift, _: gk.propose_fixes(audited(shift / 100)),
    "SubmissionCheck": lambda shift, _: gk.compare_submission({"a": table(), "b": table(shift + 1)}),
    "Adjustment": lambda shift, _: gk.adjust_to_control([1.0, 2.0 + shift], gk.Area.from_m2(3 + shift)),
    "Verdict": lambda shift, _: gk.DeclaredArea("330亩").admits(gk.Area.from_mu(330 + shift)),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_result_equals_what_found_the_same(name: str, tmp_path: Path) -> None:
    one, again, other = (MAKERS[name](shift, tmp_path) for shift in (0.0, 0.0, 0.5))
    assert type(one).__name__ == name
    assert (one == one) is True  # noqa: PLR0124 - a table inside makes this an error
    assert (one == again) is True
    assert (one != again) is False
    assert (one == other) is False
    assert (one == "x") is False
    assert one in [other, again]
    if type(one).__hash__ is not None:
        assert hash(one) == hash(again)


def test_another_day_is_another_report() -> None:
    assert audited() == audited(today="2026-01-01")
    assert audited() != audited(today="2026-01-02")
    assert gk.ledger(None, table(), as_of="2026-01-01") != gk.ledger(None, table(), as_of="2026-01-02")
    assert gk.ledger(None, table()) != gk.ledger(None, table(), by="stage")


def test_a_catalogue_equals_itself_read_again() -> None:
    one, again = gk.load_catalog(), gk.load_catalog()
    assert one == again
    assert one.park("longhu").boundary is not None
    assert one == again
    assert gk.audit_catalog(one, today="2026-01-01") == gk.audit_catalog(again, today="2026-01-01")
    assert one != gk.load_catalog(gk.example_folder())
