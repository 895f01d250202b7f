"""Point rows of many parcels, one after another, and what is not a coordinate."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.parcels.notices import Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_SAMPLE = 5000
_SEXAGESIMAL = re.compile(r"[°′″'\"]|[0-9]+[度分秒]")

_EXPONENT_USED = Words(
    zh="坐标“{value}”使用了指数；请写成普通小数",
    en="the coordinate “{value}” has an exponent; write it out in digits",
)
_DMS = Words(
    zh="坐标“{value}”是度分秒；应为以米为单位的平面坐标",
    en="the coordinate “{value}” is in degrees, minutes and seconds; plane coordinates in metres are needed",
)
NOT_A_NUMBER = Words(zh="坐标“{value}”不是数", en="the coordinate “{value}” is not a number")


@dataclass(slots=True)
class PointRows:
    """The point rows of all parcels that could be read, one after another, as text.

    Parameters
    ----------
    ring : list of str
        Ring numbers as written.
    north, east : list of str
        X and Y of the rows: digits and points only.
    line : list of int
        Where each row stands, counted from 1.
    sizes : list of int
        How many rows each parcel has.
    """

    ring: list[str] = field(default_factory=list)
    north: list[str] = field(default_factory=list)
    east: list[str] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def add(
        self, ring: Sequence[str], north: Sequence[str], east: Sequence[str], lines: range | list[int]
    ) -> None:
        """Add a parcel's rows by columns."""
        self.ring += ring
        self.north += north
        self.east += east
        self.line += lines
        self.sizes.append(len(ring))

    def extend(self, rows: list[tuple[str, str, str]], lines: range | list[int]) -> None:
        """Add a parcel's rows: ring, X and Y."""
        ring, north, east = zip(*rows, strict=True) if rows else ((), (), ())
        self.add(ring, north, east, lines)

    def points(self) -> NDArray[np.float64]:
        """Return the points as an array of east and north; NaN where the digits make no number."""
        return np.column_stack([_numbers(self.east), _numbers(self.north)])

    def rings(self) -> NDArray[np.int64]:
        """Return a number for each row, equal where the ring numbers are."""
        import pyarrow as pa

        codes: NDArray[np.int64] = pa.array(self.ring, pa.string()).dictionary_encode().indices.to_numpy()
        return codes.astype(np.int64)

    def printed_decimals(self) -> int:
        """Return the most decimals that a coordinate is printed with."""
        step = max(1, len(self.east) // _SAMPLE)
        return max(map(_decimals, (*self.north[::step], *self.east[::step])), default=0)


def _numbers(texts: list[str]) -> NDArray[np.float64]:
    """Return text as numbers, as Arrow reads them: in a fraction of what Python takes."""
    import pyarrow as pa

    try:
        found: NDArray[np.float64] = pa.array(texts, pa.string()).cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        found = np.array(
            [float(text) if _NUMBER.fullmatch(text) else np.nan for text in texts], dtype=np.float64
        )
    return found


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


def check_coordinate(value: str, line: int) -> None:
    """Refuse what is not a plain decimal number.

    Raises
    ------
    BadRowError
        With the reason: an exponent, degrees with minutes and seconds, or no number at all.
    """
    if _NUMBER.fullmatch(value):
        return
    if _EXPONENT.fullmatch(value):
        raise BadRowError("exponent", _EXPONENT_USED, line, value=value)
    if _SEXAGESIMAL.search(value):
        raise BadRowError("degrees_minutes_seconds", _DMS, line, value=value)
    raise BadRowError("bad_number", NOT_A_NUMBER, line, value=value)
