"""The point rows of a boundary-point TXT: clean blocks in bulk, the others row by row with their faults named."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from operator import methodcaller
from typing import TYPE_CHECKING

from geokit.parcels.formats._point_rows import BadRowError, PointRows, check_coordinate
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.notices import Remarks

_commas = methodcaller("count", ",")
_PLAIN_FIELDS, _FIELDS_WITHOUT_RING = 4, 3

_BAD_ROW = Words(
    zh="“{row}”不是界址点行；应为 点号，圈号，X,Y", en="“{row}” is no point row; it should be point,ring,X,Y"
)
_THOUSANDS = Words(
    zh="坐标使用了千位分隔符；请去掉数字中的逗号",
    en="the coordinates have thousands separators; take the commas out",
)
_BAD_RING = Words(zh="圈号“{value}”不是整数", en="the ring number “{value}” is not a whole number")
_THREE_COLUMNS = Words(
    zh="界址点行没有圈号，按第 1 圈处理", en="point rows without a ring number; ring 1 is taken"
)
_MORE_COLUMNS = Words(
    zh="界址点行多于 4 列，多余的列已忽略",
    en="point rows with more than 4 columns; the others are passed over",
)
_FULL_WIDTH_USED = Words(zh="使用了全角标点", en="full-width punctuation is used")


def add_rows(lines: list[str], first: int, last: int, into: PointRows, remarks: Remarks) -> None:
    """Read ``lines[first:last]`` as the point rows of one parcel.

    Raises
    ------
    BadRowError
        One of them is none.
    """
    block = lines[first:last]
    while block and not block[-1]:
        block.pop()
    if not _add_clean(block, first, into):
        filled = [index for index in range(first, last) if lines[index].strip()]
        into.extend(
            [_row(lines[index], index + 1, remarks) for index in filled], [index + 1 for index in filled]
        )


def _add_clean(block: list[str], first: int, into: PointRows) -> bool:
    """Add rows of four plain fields in bulk, and tell whether they were."""
    if set(map(_commas, block)) != {_PLAIN_FIELDS - 1}:
        return False
    fields = ",".join(block).split(",")
    columns = [fields[1::4], fields[2::4], fields[3::4]]
    joined = "".join(chain.from_iterable(columns))
    if " " in joined or "\t" in joined:
        columns = [[text.strip(" \t") for text in column] for column in columns]
        joined = "".join(chain.from_iterable(columns))
    # Numbers are read later, and all at once: exponents, signs and the digits of other scripts go row by row.
    plain = joined.replace(".", "")
    if not (
        plain.isascii() and plain.isdigit() and all(map(all, columns)) and "." not in "".join(columns[0])
    ):
        return False
    ring, north, east = columns
    into.add(ring, north, east, range(first + 1, first + len(block) + 1))
    return True


def _row(text: str, line: int, remarks: Remarks) -> tuple[str, str, str]:
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and any(sign in text for sign in "，．"):
        remarks.add("full_width", _FULL_WIDTH_USED, line=line, once=True)
    fields = [part.strip() for part in plain.split(",")]
    while fields and not fields[-1]:
        fields.pop()
    if len(fields) == _FIELDS_WITHOUT_RING:
        remarks.add("three_columns", _THREE_COLUMNS, line=line, once=True)
        fields.insert(1, "1")
    if len(fields) < _PLAIN_FIELDS:
        raise BadRowError("bad_row", _BAD_ROW, line, row=text.strip()[:60])
    if len(fields) > _PLAIN_FIELDS:
        _refuse_thousands(fields, line)
        remarks.add("more_columns", _MORE_COLUMNS, line=line, once=True)
    _, ring, north, east = fields[:_PLAIN_FIELDS]
    for value in (north, east):
        check_coordinate(value, line)
    if not ring.isascii() or not ring.isdigit():
        raise BadRowError("bad_ring", _BAD_RING, line, value=ring)
    return ring, north, east


def _refuse_thousands(fields: list[str], line: int) -> None:
    # "2,583,610.250" falls apart into a group of one to three digits and groups of exactly three.
    if re.fullmatch(r"[0-9]{1,3}", fields[2]) and re.fullmatch(r"[0-9]{3}(\.[0-9]*)?", fields[3]):
        raise BadRowError("thousands_separator", _THOUSANDS, line)
