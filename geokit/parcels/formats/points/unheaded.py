"""Rows of points without headings: what their columns seem to be, so that a sentence can name the headings to add."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geokit.errors import FormatError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d*)?")
_PARTED: Final = re.compile(r"[,，、;；|\s]+")
# Of China, with a margin: northings, eastings without the number of a zone and with it, and degrees.
_NORTH_M: Final = (1_500_000, 6_500_000)
_EAST_M: Final = (100_000, 999_999)
_EAST_WITH_ZONE_M: Final = (12_000_000, 46_999_999)
_LAT_DEG: Final = (3, 55)
_LON_DEG: Final = (72, 137)
# In half width, and as they are typed in Chinese; what parts cells else is blank.
_SIGNS: Final = {",": "，、", ";": "；"}
_FIRST_ROWS: Final = 60
_LEAST_ROWS: Final = 3

# What stands below a sentence that headings or a section are missing.
_ADD: Final = Words(
    zh="{problem}。若各行为界址点，请在首行加上列名：{headings}",
    en="{problem}. If its rows are points, put headings over them: {headings}",
)


def cells_of(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of lines whatever parts them, and of blank lines none."""
    return [_PARTED.split(text) for line in lines if (text := line.strip("\ufeff ,，、\t\r\n"))]


def headings_for(rows: Sequence[Sequence[str]]) -> list[str] | None:
    """Return the headings that rows of points lack, as their own numbers tell; None where they are no such rows.

    Examples
    --------
    >>> headings_for(
    ...     cells_of(["J1,2580000.1,39462000.2", "J2,2580100.1,39462000.2", "J3,2580100.1,39462080.2"])
    ... )
    ['点号', 'X', 'Y']
    >>> headings_for([["116.60", "23.31"], ["116.61", "23.31"], ["116.61", "23.32"]])
    ['经度', '纬度']
    """
    filled = [row for row in rows[:_FIRST_ROWS] if sum(map(bool, row)) > 1]
    told = [roles for row in filled if (roles := _roles(row)) is not None]
    return told[0] if len(told) >= _LEAST_ROWS and 2 * len(told) > len(filled) else None


def is_point(cells: Sequence[str]) -> bool:
    """Tell whether the cells of a row hold the coordinates of a point."""
    return _roles(list(map(str.strip, cells))) is not None


def is_north_first(cells: Sequence[str]) -> bool:
    """Tell whether the cells of a row hold the coordinates of a point, in metres, the northing before the easting.

    Examples
    --------
    >>> (
    ...     is_north_first(["J1", "1", "2580000.1", "500000.2"]),
    ...     is_north_first(["J1", "1", "500000.2", "2580000.1"]),
    ... )
    (True, False)
    """
    roles = _roles(cells) or []
    return "X" in roles and roles.index("X") < roles.index("Y")


def with_headings_to_add(problem: Words, lines: Sequence[str]) -> FormatError | None:
    """Return what is wrong with lines of points without headings, and the one to add; None where they are none."""
    first = lines[:_FIRST_ROWS]
    headings = headings_for(cells_of(first))
    sign = next(
        (half for half, full in _SIGNS.items() if any({half, *full} & set(line) for line in first)), " "
    )
    return None if headings is None else FormatError(_ADD, problem=problem, headings=sign.join(headings))


def _roles(cells: Sequence[str]) -> list[str] | None:
    """Return what the cells of a row are, where two of them are the coordinates of a point."""
    for names, north, east in (
        (("X", "Y"), (_NORTH_M,), (_EAST_M, _EAST_WITH_ZONE_M)),
        (("纬度", "经度"), (_LAT_DEG,), (_LON_DEG,)),
    ):
        norths = [at for at, cell in enumerate(cells) if _lies_in(cell, north)]
        easts = [at for at, cell in enumerate(cells) if _lies_in(cell, east)]
        pairs = [(one, other) for one in norths for other in easts if abs(one - other) == 1]
        if pairs:
            return _named(cells, dict(zip(pairs[0], names, strict=True)))
    return None


def _named(cells: Sequence[str], known: dict[int, str]) -> list[str]:
    before = ["点号"] if min(known) == 1 else ["点号", "圈号"]
    named = dict(enumerate(before[: min(known)])) | known
    last = max(known) + 1
    if last == len(cells) - 1 and _NUMBER.fullmatch(cells[last]):
        named[last] = "高程"
    return [named.get(at, f"列{at + 1}") for at in range(len(cells))]


def _lies_in(cell: str, ranges: Sequence[tuple[int, int]]) -> bool:
    return _NUMBER.fullmatch(cell) is not None and any(low <= float(cell) <= high for low, high in ranges)
