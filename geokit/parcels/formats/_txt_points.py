"""The point rows of a boundary-point TXT: clean blocks in bulk, the others row by row with their faults named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.parcels.notices import Remarks, Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROW = re.compile(
    r"^[^,\n]*,[ \t]*([0-9]{1,6})[ \t]*,[ \t]*([0-9]+(?:\.[0-9]*)?)[ \t]*,[ \t]*([0-9]+(?:\.[0-9]*)?)[ \t]*$",
    re.MULTILINE,
)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_SEXAGESIMAL = re.compile(r"[°′″'\"]|[0-9]+[度分秒]")
_PLAIN_FIELDS, _FIELDS_WITHOUT_RING = 4, 3

_BAD_ROW = Words(
    zh="“{row}”不是界址点行;应为 点号,圈号,X,Y", en="“{row}” is no point row; it should be point,ring,X,Y"
)
_EXPONENT_USED = Words(
    zh="坐标“{value}”使用了指数;请写成普通小数",
    en="the coordinate “{value}” has an exponent; write it out in digits",
)
_DMS = Words(
    zh="坐标“{value}”是度分秒;应为以米为单位的平面坐标",
    en="the coordinate “{value}” is in degrees, minutes and seconds; plane coordinates in metres are needed",
)
_NOT_A_NUMBER = Words(zh="坐标“{value}”不是数", en="the coordinate “{value}” is not a number")
_THOUSANDS = Words(
    zh="坐标使用了千位分隔符;请去掉数字中的逗号",
    en="the coordinates have thousands separators; take the commas out",
)
_BAD_RING = Words(zh="圈号“{value}”不是整数", en="the ring number “{value}” is not a whole number")
_THREE_COLUMNS = Words(
    zh="界址点行没有圈号,按第 1 圈处理", en="point rows without a ring number; ring 1 is taken"
)
_MORE_COLUMNS = Words(
    zh="界址点行多于 4 列,多余的列已忽略",
    en="point rows with more than 4 columns; the others are passed over",
)
_FULL_WIDTH_USED = Words(zh="使用了全角标点", en="full-width punctuation is used")


@dataclass(slots=True)
class PointRows:
    """The point rows of all parcels that could be read, one after another.

    Parameters
    ----------
    ring : list of int
        Ring numbers as written.
    north, east : list of float
        X and Y of the rows.
    line : list of int
        Where each row stands, counted from 1.
    sizes : list of int
        How many rows each parcel has.
    decimals : int
        The most decimals that a coordinate is printed with.
    """

    ring: list[int] = field(default_factory=list)
    north: list[float] = field(default_factory=list)
    east: list[float] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    decimals: int = 0

    def points(self) -> NDArray[np.float64]:
        """Return the points as an array of east and north."""
        return np.column_stack(
            [np.array(self.east, dtype=np.float64), np.array(self.north, dtype=np.float64)]
        )

    def extend(self, rows: list[tuple[str, str, str]], lines: range | list[int]) -> None:
        """Add a parcel's rows: ring, X and Y as text that is known to be numbers."""
        self.ring += [int(row[0]) for row in rows]
        self.north += [float(row[1]) for row in rows]
        self.east += [float(row[2]) for row in rows]
        self.line += lines
        self.sizes.append(len(rows))
        self.decimals = max([self.decimals, *[_decimals(row[2]) for row in rows]])


def _decimals(number: str) -> int:
    point = number.find(".")
    return 0 if point < 0 else len(number) - point - 1


class BadRowError(Exception):
    """A row that makes its parcel unreadable."""

    def __init__(self, code: str, words: Words, line: int, **fields: object) -> None:
        super().__init__(code)
        self.code, self.words, self.line, self.fields = code, words, line, fields

    def as_unreadable(self, record: int, name: str | None) -> Unreadable:
        """Return the parcel as a record that cannot be read."""
        return Unreadable.of(self.code, self.words, record, self.fields, id=name, line=self.line)


def add_rows(lines: list[str], first: int, last: int, into: PointRows, remarks: Remarks) -> None:
    """Read ``lines[first:last]`` as the point rows of one parcel.

    Raises
    ------
    BadRowError
        One of them is none.
    """
    rows = _ROW.findall("\n".join(lines[first:last]))
    if len(rows) == last - first:
        into.extend(rows, range(first + 1, last + 1))
        return
    filled = [index for index in range(first, last) if lines[index].strip()]
    if len(rows) == len(filled):
        into.extend(rows, [index + 1 for index in filled])
        return
    into.extend([_row(lines[index], index + 1, remarks) for index in filled], [index + 1 for index in filled])


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
        _refuse_strange(value, line)
    if not ring.isascii() or not ring.isdigit():
        raise BadRowError("bad_ring", _BAD_RING, line, value=ring)
    return ring, north, east


def _refuse_thousands(fields: list[str], line: int) -> None:
    # "2,583,610.250" falls apart into a group of one to three digits and groups of exactly three.
    if re.fullmatch(r"[0-9]{1,3}", fields[2]) and re.fullmatch(r"[0-9]{3}(\.[0-9]*)?", fields[3]):
        raise BadRowError("thousands_separator", _THOUSANDS, line)


def _refuse_strange(value: str, line: int) -> None:
    if _NUMBER.fullmatch(value):
        return
    if _EXPONENT.fullmatch(value):
        raise BadRowError("exponent", _EXPONENT_USED, line, value=value)
    if _SEXAGESIMAL.search(value):
        raise BadRowError("degrees_minutes_seconds", _DMS, line, value=value)
    raise BadRowError("bad_number", _NOT_A_NUMBER, line, value=value)
