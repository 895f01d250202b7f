from __future__ import annotations

from datetime import date

import pytest
from rule_cases import rules_in

import geokit as gk
from geokit.dates import last_day
from geokit.testing import make_park

STATEMENT = """
[[statements]]
text = { zh = "2024 年竣工", en = "to be completed in 2024" }
source = "test"
as_of = "2023"
due = "2024"
"""


@pytest.mark.parametrize(("today", "found"), [(date(2024, 12, 31), 0), (date(2025, 1, 1), 1)])
def test_a_date_that_has_passed_is_said(tmp_path, today, found):
    report = gk.audit(make_park(tmp_path, STATEMENT), today=today)
    assert rules_in(report) == ["stale_fact"] * found


@pytest.mark.parametrize(
    ("partial", "day"),
    [("2024", date(2024, 12, 31)), ("2023-02", date(2023, 2, 28)), ("2023-02-03", date(2023, 2, 3))],
)
def test_last_day(partial, day):
    assert last_day(partial) == day
