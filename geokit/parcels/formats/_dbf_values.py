"""Values of a shapefile's attribute table that are none: numbers that overflowed their field, text for a number, no day.

GDAL reads ``1.#INF`` as 1, ``1.2.3`` as 1.2 and text as 0, and what overflowed as nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.parcels.formats._dbf import Bytes, Field, Table

_OVERFLOWN = Words(
    zh="字段“{field}”数值超出字段宽度（存为“{text}”），按未填写处理；请查原始资料补上",
    en="the number in “{field}” was too large for its field (“{text}” is stored) and is taken as "
    "not given; fill it in from the source",
)
_NO_NUMBER = Words(
    zh="字段“{field}”应为数值，却是“{text}”，按未填写处理；请改正",
    en="“{field}” should be a number and is “{text}”; it is taken as not given: correct it",
)
_NO_DAY = Words(
    zh="字段“{field}”应为日期，却是“{text}”，按未填写处理；请改正",
    en="“{field}” should be a date and is “{text}”; it is taken as not given: correct it",
)

_ZERO, _NINE, _POINT, _PLUS, _MINUS, _BLANK, _NUL = b"09.+- \0"
_DAY = 8


@dataclass(frozen=True, slots=True)
class BadValue:
    """A value that is none: where it is, and the sentence on it."""

    row: int
    field: Field
    place: slice
    code: str
    words: Words
    text: str


def bad_values(table: Table) -> list[BadValue]:
    """Return the numbers and days of a table that are none, by row."""
    found = []
    for kinds, suspects, fault in (("NF", _odd_numbers, _number_fault), ("D", _odd_days, _day_fault)):
        for column, place in table.columns(kinds):
            for row in suspects(table.rows[:, place]).tolist():
                text = table.rows[row, place].tobytes().strip(b" \0").decode("ascii", "replace")
                wrong = fault(text)
                if wrong is not None:
                    found.append(BadValue(row, column, place, *wrong, text))
    return sorted(found, key=lambda each: each.row)


def _odd_numbers(block: Bytes) -> NDArray[np.intp]:
    """Return the rows that hold more than blanks, a sign, digits and a point."""
    digit = (block >= _ZERO) & (block <= _NINE)
    point = block == _POINT
    blank = (block == _BLANK) | (block == _NUL)
    sign = (block == _PLUS) | (block == _MINUS)
    before = np.ones_like(blank)
    before[:, 1:] = blank[:, :-1]
    starts = (before & ~blank).sum(axis=1)
    plain = (
        (digit | point | blank | sign).all(axis=1)
        & (point.sum(axis=1) <= 1)
        & (starts <= 1)
        & ~(sign & ~before).any(axis=1)
        & (digit.any(axis=1) | (starts == 0))
    )
    return np.flatnonzero(~plain)


def _odd_days(block: Bytes) -> NDArray[np.intp]:
    """Return the rows that are not blank; days are few enough to be looked at one by one, by their distinct texts."""
    blank = ((block == _BLANK) | (block == _NUL)).all(axis=1)
    filled = np.flatnonzero(~blank)
    texts, which = np.unique(
        np.ascontiguousarray(block[filled]).view(f"S{block.shape[1]}").ravel(), return_inverse=True
    )
    wrong = [
        at for at, text in enumerate(texts.tolist()) if _day_fault(text.decode("ascii", "replace").strip())
    ]
    return filled[np.isin(which, wrong)]


def _number_fault(text: str) -> tuple[str, Words] | None:
    if not text:
        return None
    if not text.strip("*"):
        return "number_overflow", _OVERFLOWN
    try:
        is_number = math.isfinite(float(text))
    except ValueError:
        is_number = False
    # Python takes 1_000 for a number; dBase knows no such thing.
    return None if is_number and "_" not in text else ("not_a_number", _NO_NUMBER)


def _day_fault(text: str) -> tuple[str, Words] | None:
    try:
        dt.datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return "not_a_date", _NO_DAY
    return None if len(text) == _DAY else ("not_a_date", _NO_DAY)
