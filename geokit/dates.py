"""Dates as exactly as they are known: a year, a half, a quarter, a season, a month, a part of a month, or a day.

``2023``, ``2023-h1``, ``2023-q3``, ``2023-autumn``, ``2023-11``, ``2023-11-mid`` and ``2023-11-15``. Months are parted as
Chinese documents part them (上旬, 中旬, 下旬: ten days, ten days, the rest); seasons are three whole months, winter the one
that begins in the year.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final

from geokit.errors import InputError
from geokit.i18n import Words

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
# Spans of a year: the month that each begins with, how many months it has, and what it is called.
_SPANS: Final = {
    "spring": (3, 3, Words(zh="春", en="spring")),
    "summer": (6, 3, Words(zh="夏", en="summer")),
    "autumn": (9, 3, Words(zh="秋", en="autumn")),
    "winter": (12, 3, Words(zh="冬", en="winter")),
    "q1": (1, 3, Words(zh="一季度", en="first quarter of")),
    "q2": (4, 3, Words(zh="二季度", en="second quarter of")),
    "q3": (7, 3, Words(zh="三季度", en="third quarter of")),
    "q4": (10, 3, Words(zh="四季度", en="fourth quarter of")),
    "h1": (1, 6, Words(zh="上半年", en="first half of")),
    "h2": (7, 6, Words(zh="下半年", en="second half of")),
}
_PARTS: Final = {
    "early": (1, 10, Words(zh="上旬", en="early")),
    "mid": (11, 20, Words(zh="中旬", en="mid")),
    "late": (21, 31, Words(zh="下旬", en="late")),
}
# Letters of what is no date that are shown.
_SHOWN: Final = 40
_LOOSE: Final = re.compile(
    rf"(\d{{4}})(?:-({'|'.join(_SPANS)})|-(\d\d)(?:-(\d\d|{'|'.join(_PARTS)}))?)?", re.ASCII
)
_NO_DATE: Final = Words(
    zh="“{text}”不是日期；可写 2023、2023-11 或 2023-11-15",
    en="“{text}” is no date; write 2023, 2023-11 or 2023-11-15",
)
_NO_LOOSE_DATE: Final = Words(
    zh="“{text}”不是日期；可写 2023、2023-h1（上半年）、2023-q3（三季度）、2023-autumn（秋）、2023-11、"
    "2023-11-mid（中旬；early、late 为上旬、下旬）或 2023-11-15",
    en="“{text}” is no date; write 2023, 2023-h1 (a half), 2023-q3 (a quarter), 2023-autumn, 2023-11, 2023-11-mid (early, "
    "mid, late) or 2023-11-15",
)


def check_date(text: str) -> str:
    """Return a year, a month or a day as it was given.

    Raises
    ------
    InputError
        It is none of these, or there is no such day.

    Examples
    --------
    >>> check_date("2023-12")
    '2023-12'
    """
    if not text.replace("-", "").isdigit():
        raise InputError(_NO_DATE, text=text[:_SHOWN])
    return _checked(text, _NO_DATE)


def check_loose_date(text: str) -> str:
    """Return a date of any precision as it was given.

    Raises
    ------
    InputError
        It is no date, or there is no such day.

    Examples
    --------
    >>> check_loose_date("2023-11-mid")
    '2023-11-mid'
    """
    return _checked(text, _NO_LOOSE_DATE)


def _checked(text: str, words: Words) -> str:
    try:
        span(text)
    except ValueError:
        raise InputError(words, text=text[:_SHOWN]) from None
    return text


def span(text: str) -> tuple[date, date]:
    """Return the first and the last day that a date may mean.

    Raises
    ------
    ValueError
        It is no date.

    Examples
    --------
    >>> [day.isoformat() for day in span("2023-11-mid")], [day.isoformat() for day in span("2023-autumn")]
    (['2023-11-11', '2023-11-20'], ['2023-09-01', '2023-11-30'])
    """
    found = _LOOSE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year = int(found[1])
    if found[2]:
        begins, months, _ = _SPANS[found[2]]
        return _months(year, begins, months)
    if not found[3]:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(found[3])
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    if found[4] in _PARTS:
        begins, ends, _ = _PARTS[found[4]]
        return first.replace(day=begins), first.replace(day=min(ends, last.day))
    return (first.replace(day=int(found[4])),) * 2 if found[4] else (first, last)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    further, ends = divmod(month + count - 2, len(_MONTHS))
    return date(year, month, 1), date(
        year + further, ends + 1, calendar.monthrange(year + further, ends + 1)[1]
    )


def first_day(text: str) -> date:
    """Return the first day that a date may mean.

    Examples
    --------
    >>> first_day("2024-02")
    datetime.date(2024, 2, 1)
    """
    return span(text)[0]


def last_day(text: str) -> date:
    """Return the last day that a date may mean.

    Examples
    --------
    >>> last_day("2024"), last_day("2024-02")
    (datetime.date(2024, 12, 31), datetime.date(2024, 2, 29))
    """
    return span(text)[1]


def date_words(text: str) -> Words:
    """Return a date in both languages, as exactly as it is known.

    Examples
    --------
    >>> date_words("2023-12").zh, date_words("2023-12").en, date_words("2024").en, date_words("2024-01-05").en
    ('2023年12月', 'December 2023', '2024', '5 January 2024')
    >>> date_words("2023-11-mid").zh, date_words("2023-11-mid").en, date_words("2023-autumn").zh
    ('2023年11月中旬', 'mid-November 2023', '2023年秋')
    >>> date_words("2026-q3").zh, date_words("2026-h2").en
    ('2026年三季度', 'second half of 2026')
    """
    year, *rest = text.split("-")
    if rest and rest[0] in _SPANS:
        called = _SPANS[rest[0]][2]
        return Words(zh=f"{year}年{called.zh}", en=f"{called.en} {year}")
    if len(rest) > 1 and rest[1] in _PARTS:
        part, month = _PARTS[rest[1]][2], date_words(f"{year}-{rest[0]}")
        return Words(zh=f"{month.zh}{part.zh}", en=f"{part.en}{'-' if part.en == 'mid' else ' '}{month.en}")
    numbers = [int(each) for each in rest]
    zh = f"{year}年" + "".join(f"{number}{unit}" for number, unit in zip(numbers, "月日", strict=False))
    en = " ".join([*map(str, numbers[1:]), *[_MONTHS[number - 1] for number in numbers[:1]], year])
    return Words(zh=zh, en=en)
