"""Dates that are known to a year, a month or a day, as a reader writes them."""

from __future__ import annotations

from geokit.words import Words

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_words(text: str) -> Words:
    """Return a date of one to three parts in both languages.

    Examples
    --------
    >>> date_words("2023-12").zh, date_words("2023-12").en, date_words("2024").en, date_words("2024-01-05").en
    ('2023年12月', 'December 2023', '2024', '5 January 2024')
    """
    year, *rest = text.split("-")
    numbers = [int(part) for part in rest]
    zh = f"{year}年" + "".join(f"{number}{unit}" for number, unit in zip(numbers, "月日", strict=False))
    en = " ".join([*map(str, numbers[1:]), *[_MONTHS[number - 1] for number in numbers[:1]], year])
    return Words(zh=zh, en=en)
