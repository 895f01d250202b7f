"""Days as one clock has them: the machine's zone, and that of a database, move none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from geokit import days

GEOKIT = Path(days.__file__).parent


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2023-12-31T16:00:00Z", "2024-01-01"),
        ("2023-12-31 16:00:00+00:00", "2024-01-01"),
        ("2023/12/31 16:00:00.000+00", "2024-01-01"),
        ("2024-01-01T00:00:00+08:00", "2024-01-01"),
        # A program that knows no zone writes the clock's time as if it were UTC's.
        ("2024-01-01T17:30:00Z", "2024-01-01"),
        ("2024-01-01T00:00:00Z", "2024-01-01"),
        ("2024-01-01T99:00:00Z", "2024-01-01"),
        # The ends of the calendar, which programs write for none, have no day beyond them.
        ("9999-12-31T16:00:00Z", "9999-12-31"),
        ("0001-01-01T00:00:00+09:00", "0001-01-01"),
    ],
)
def test_a_moment_that_is_midnight_in_china_is_the_day_that_begins(value, day):
    assert days.to_iso_date(value) == day
    assert days.read_day(value) == dt.date.fromisoformat(day)


def test_a_date_with_a_zone_is_read_as_its_text():
    moment = pd.Timestamp("2024-01-01", tz="Asia/Shanghai")
    assert {days.read_day(moment.tz_convert(zone)) for zone in ("UTC", "Asia/Shanghai", "Asia/Tokyo")} == {
        dt.date(2024, 1, 1)
    }


def test_today_begins_with_the_day_in_china(monkeypatch):
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(2023, 12, 31, 23, 0, tzinfo=dt.UTC).astimezone(tz)

    monkeypatch.setattr(days, "datetime", Clock)
    assert days.current_day() == dt.date(2024, 1, 1)


def test_one_place_asks_the_clock_for_the_day():
    asking = [
        path.relative_to(GEOKIT).as_posix()
        for path in GEOKIT.rglob("*.py")
        if any(call in path.read_text(encoding="utf-8") for call in ("datetime.now(", "date.today("))
    ]
    assert asking == ["days.py"]
