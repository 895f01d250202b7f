"""Point rows of many parcels, one after another, and what is not a coordinate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geokit.i18n import Words
from geokit.parcels.diagnostics import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_FIELDS = ["point", "ring", "north", "east"]
_SEXAGESIMAL = re.compile(r"[°′″'\"]|[0-9][度分秒]")

_EXPONENT_USED = Words(
    zh="坐标“{value}”使用了指数；请写成普通小数",
    en="the coordinate “{value}” has an exponent; write it out in digits",
)
_DMS = Words(
    zh="坐标“{value}”是度分秒；应为以米为单位的平面坐标",
    en="the coordinate “{value}” is in degrees, minutes and seconds; plane coordinates in metres are needed",
)
_NOT_A_NUMBER = Words(zh="坐标“{value}”不是数", en="the coordinate “{value}” is not a number")


@dataclass(frozen=True, slots=True)
class Points:
    """The points of many parcels, one after another.

    Parameters
    ----------
    place : ndarray of float64, shape (n, 2)
        East, north.
    ring, line : ndarray of int64
        The ring number and the line, counted from 1, of each point.
    sizes : ndarray of int64
        How many points each parcel has.
    decimals : int
        The most decimals that a coordinate is printed with.
    """

    place: NDArray[np.float64]
    ring: NDArray[np.int64]
    line: NDArray[np.int64]
    sizes: NDArray[np.int64]
    decimals: int

    def swapped(self) -> Points:
        """Return the points with east and north exchanged."""
        return replace(self, place=self.place[:, ::-1])


class PointRows:
    """Gathers rows of points, given as text."""

    def __init__(self) -> None:
        self._places: list[NDArray[np.float64]] = []
        self._rings: list[NDArray[np.int64]] = []
        self._lines: list[NDArray[np.int64]] = []
        self._sizes: list[int] = []
        self._decimals = 0

    def add(self, rows: Sequence[tuple[int | str, str, str]], lines: Sequence[int]) -> None:
        """Add a parcel's rows: ring, X and Y, known to be numbers."""
        place = [(float(east), float(north)) for _, north, east in rows]
        self._places.append(np.array(place, dtype=np.float64).reshape(-1, 2))
        self._rings.append(np.array([int(ring) for ring, _, _ in rows], dtype=np.int64))
        self._lines.append(np.array(lines, dtype=np.int64))
        self._sizes.append(len(rows))
        decimals = [len(value.partition(".")[2]) for row in rows for value in row[1:]]
        self._decimals = max(self._decimals, *decimals)

    def add_text(self, text: str, lines: NDArray[np.int64], sizes: Sequence[int]) -> bool:
        """Add the rows of many parcels, and tell whether all were plain; if not, nothing was added.

        Plain are four fields: any name, a ring number, X and Y in digits. Arrow reads them in a fraction of what Python
        takes; it would also take exponents, signs and NaN, and so is asked for text first.
        """
        import pyarrow as pa

        try:
            ring, north, east = _columns(text)
            if len(ring) != len(lines) or not _holds_only(ring, b"") or not _holds_only(north, b".", east):
                return False
            place = [column.cast(pa.float64()).to_numpy() for column in (east, north)]
            rings = ring.cast(pa.int64()).to_numpy()
        except pa.ArrowInvalid:
            return False
        self._places.append(np.column_stack(place))
        self._rings.append(rings)
        self._lines.append(lines)
        self._sizes += sizes
        self._decimals = max(self._decimals, _most_decimals(north), _most_decimals(east))
        return True

    def finish(self) -> Points:
        """Return all that was added."""
        return Points(
            np.concatenate([np.empty((0, 2)), *self._places]),
            np.concatenate([np.empty(0, dtype=np.int64), *self._rings]),
            np.concatenate([np.empty(0, dtype=np.int64), *self._lines]),
            np.array(self._sizes, dtype=np.int64),
            self._decimals,
        )


def joined(parts: Sequence[Points]) -> Points:
    """Return the points of several tables, one after another."""
    return Points(
        np.concatenate([part.place for part in parts]),
        np.concatenate([part.ring for part in parts]),
        np.concatenate([part.line for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        max(part.decimals for part in parts),
    )


def _columns(text: str) -> list[pa.ChunkedArray]:
    """Return the texts of ring, X and Y.

    Raises
    ------
    ArrowInvalid
        A row has not four fields, or one of these is no text.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    data = text.encode("utf-8", "surrogatepass")
    table = csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(column_names=_FIELDS, use_threads=False, block_size=len(data) + 1),
        parse_options=csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(_FIELDS, pa.string()), include_columns=_FIELDS[1:]
        ),
    )
    columns = table.columns
    if " " in text or "\t" in text:
        columns = [pc.ascii_trim(column, " \t") for column in columns]
    return list(columns)


def _holds_only(column: pa.ChunkedArray, signs: bytes, *more: pa.ChunkedArray) -> bool:
    """Tell whether columns of text hold nothing but ASCII digits and these signs."""
    allowed = np.zeros(256, dtype=bool)
    allowed[list(b"0123456789" + signs)] = True
    texts = [chunk.buffers()[2] for each in (column, *more) for chunk in each.chunks]
    return all(allowed[np.frombuffer(text, dtype=np.uint8)].all() for text in texts if text is not None)


def _most_decimals(numbers: pa.ChunkedArray) -> int:
    import pyarrow.compute as pc

    point = pc.find_substring(numbers, ".")
    places = pc.subtract(pc.subtract(pc.binary_length(numbers), point), 1)
    return int(pc.max(pc.if_else(pc.less(point, 0), 0, places)).as_py() or 0)


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
    raise BadRowError("bad_number", _NOT_A_NUMBER, line, value=value)
