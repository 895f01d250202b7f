"""Cells of a workbook that are merged downwards: what one says holds for each of its rows, as a phase beside its parcels."""

from __future__ import annotations

import re
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from geokit.errors import InputError
from geokit.land.declared.text import parse_area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Column, first and last row, from 0.
Range: TypeAlias = tuple[int, int, int]

_MERGED: Final = re.compile(
    rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_BLOCK: Final = 1 << 20
_LONGEST: Final = 100


def merged_ranges(part: IO[bytes]) -> Iterator[Range]:
    """Yield the merged cells of one column and several rows in a sheet's XML, without holding it."""
    rest = b""
    while block := part.read(_BLOCK):
        text = rest + block
        end = 0
        for found in _MERGED.finditer(text):
            end = found.end()
            if found[1] == found[3] and int(found[2]) < int(found[4]):
                yield _column(found[1]), int(found[2]) - 1, int(found[4]) - 1
        rest = text[max(end, len(text) - _LONGEST) :]


def fill_down(rows: list[list[Any]], ranges: Iterable[Range]) -> Iterator[tuple[int, int]]:
    """Write what a merged cell says into each of its rows, and yield each such row, from 1, and how many cells it grew by.

    Numbers and areas stay where they stand: one figure beside several parcels is of all of them together.

    Parameters
    ----------
    rows : list of list
        The cells, changed in place; an empty one is None.
    ranges : iterable of tuple of int
        Column, first and last row, from 0. Of those that overlap only the first counts.
    """
    ends: dict[int, int] = {}
    for column, first, last in sorted(ranges):
        if first <= ends.get(column, -1) or first >= len(rows) or column >= len(rows[first]):
            continue
        ends[column] = last
        value = rows[first][column]
        if _holds_for_all(value):
            for at in range(first + 1, min(last + 1, len(rows))):
                yield at + 1, _put(rows[at], column, value)


def _put(row: list[Any], column: int, value: Any) -> int:
    # A row that says nothing at all is none of the table's.
    if not row or (column < len(row) and row[column] is not None):
        return 0
    grown = max(0, column + 1 - len(row))
    row += [None] * grown
    row[column] = value
    return grown


def _holds_for_all(value: Any) -> bool:
    return isinstance(value, date) or (isinstance(value, str) and not _is_figure(value))


def _is_figure(text: str) -> bool:
    try:
        parse_area(text, "mu")
    except InputError:
        return False
    return True


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
