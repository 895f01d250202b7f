"""When land is suspected of lying idle: settings, years, days."""

from __future__ import annotations

from datetime import date

import pytest

from geokit.errors import OptionError
from geokit.ledgers.idle import IdleRule, is_by, years_after


@pytest.mark.parametrize("name", ["developed_share", "invested_share"])
@pytest.mark.parametrize(
    ("value", "is_taken"), [(-0.01, False), (0, True), (0.25, True), (1, True), (1.01, False)]
)
def test_a_share_lies_between_0_and_1(name, value, is_taken):
    if is_taken:
        assert getattr(IdleRule(**{name: value}), name) == value
    else:
        with pytest.raises(OptionError, match=f"{name} must lie between 0 and 1 .25% is 0.25., not {value}"):
            IdleRule(**{name: value})


def test_a_year_is_the_least():
    assert IdleRule(1).after_years == 1
    with pytest.raises(OptionError, match="idle_after_years must be 1 at least, not 0"):
        IdleRule(0)


def test_a_third_a_quarter_and_one_year_are_recalled_and_others_are_as_set():
    assert IdleRule() == IdleRule(1, 1 / 3, 0.25)
    assert [limit.evidence for limit in IdleRule().limits()] == ["recalled"] * 2
    assert [limit.evidence for limit in IdleRule(developed_share=0.5).limits()] == ["chosen", "recalled"]
    assert [limit.evidence for limit in IdleRule(invested_share=0.5).limits()] == ["recalled", "chosen"]
    assert [limit.value for limit in IdleRule(2, 0.5, 0.125).limits()] == [0.5, 0.125]


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2024, 2, 29), 0, date(2024, 2, 29)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
        (date(2024, 3, 1), 2, date(2026, 3, 1)),
    ],
)
def test_years_after_the_last_of_february_end_with_february(day, years, then):
    assert years_after(day, years) == then


def test_a_thing_has_come_to_be_on_its_day():
    day = date(2026, 6, 30)
    assert [is_by(each, day) for each in (None, date(2026, 6, 29), day, date(2026, 7, 1))] == [
        False,
        True,
        True,
        False,
    ]
