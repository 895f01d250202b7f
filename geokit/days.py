"""A day as people hand it over: a text, a date, a date with a time, pandas' or numpy's own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, Final, TypeAlias

# The land lies in China: what day it is does not depend on the clock of a server.
_CHINA: Final = timezone(timedelta(hours=8))

# datetime and pandas.Timestamp are dates to Python.
Day: TypeAlias = date | str

_DATE: Final = (
    r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?$|^(\d{4})(\d{2})(\d{2})$"
)


_MOMENT: Final = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)[T\s](\S+?)\s?(Z|[+-]\d\d(?::?\d\d)?)")


def current_day() -> date:
    """Return what day it is in China."""
    return datetime.now(tz=UTC).astimezone(_CHINA).date()


def to_iso_date(text: str) -> str | None:
    """Return a day as ``2026-01-15``, or None where the text is no day.

    A moment that is midnight in China is the day that begins there: so a database that keeps moments hands out days.

    Examples
    --------
    >>> (
    ...     to_iso_date("2026年1月15日"),
    ...     to_iso_date("2026/1/15"),
    ...     to_iso_date("20260115"),
    ...     to_iso_date("2026-13-01"),
    ... )
    ('2026-01-15', '2026-01-15', '2026-01-15', None)
    >>> to_iso_date("2026-01-14T16:00:00Z"), to_iso_date("2026-01-14T17:30:00Z")
    ('2026-01-15', '2026-01-14')
    """
    if (moment := _MOMENT.fullmatch(text)) and (begun := _moment_day(moment)):
        return begun.isoformat()
    match = re.match(_DATE, text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _moment_day(moment: re.Match[str]) -> date | None:
    try:
        return _day_of(datetime.fromisoformat("{}-{}-{}T{}{}".format(*moment.groups())))
    except ValueError:
        return None


def _day_of(moment: datetime) -> date:
    try:
        there = moment if moment.tzinfo is None else moment.astimezone(_CHINA)
    except OverflowError:
        # The first and the last day of the calendar, which programs write for none.
        return moment.date()
    return there.date() if there.time() == time() else moment.date()


def read_day(value: Any) -> date | None:
    """Return a day, or None where the value is none.

    Examples
    --------
    >>> read_day("2025年12月31日"), read_day(datetime(2025, 12, 31, 9, 30)), read_day("2025")
    (datetime.date(2025, 12, 31), datetime.date(2025, 12, 31), None)
    """
    if type(value).__name__ == "datetime64":
        value = value.item()
    if isinstance(value, str):
        text = to_iso_date(value.strip())
        return None if text is None else date.fromisoformat(text)
    # pandas' NaT is a datetime, and no day.
    if isinstance(value, datetime):
        return _day_of(value) if value == value else None  # noqa: PLR0124 - it is not itself
    return value if isinstance(value, date) else None
