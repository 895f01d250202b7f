"""How large the sheets of an Excel 97–2003 workbook become, from its records ([MS-XLS]) in its compound file ([MS-CFB]).

A cell in the last row and column of a sheet makes a table of all cells between, and a text that is stored once is
copied to every cell that refers to it: a few kilobytes can be many gigabytes. A chain of sectors may run in a circle,
and a size may be anything, so each step is checked.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator


_BEGIN: Final = frozenset({0x0009, 0x0209, 0x0409, 0x0809})

_CELLS: Final = frozenset(
    {0x0006, 0x0206, 0x0406, 0x0201, 0x0203, 0x0204, 0x0205, 0x007E, 0x027E, 0x00D6, 0x00BD, 0x00BE, 0x00FD}
)

_OF_SEVERAL: Final = frozenset({0x00BD, 0x00BE})

_SHARED_TEXT, _TEXTS, _CONTINUED, _DIMENSIONS = 0x00FD, 0x00FC, 0x003C, 0x0200

_MAX_ROWS, _MAX_COLUMNS = 65_536, 256

# Of workbooks since Excel 97; before, rows were counted in two bytes.
_LONG_DIMENSIONS = 12

_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08


@dataclass(slots=True)
class Extent:
    """How large the sheets of a workbook become.

    Parameters
    ----------
    cells : int
        Cells of all sheets, those between the used ones too.
    shared : list of int
        The text that each cell refers to that refers to one.
    texts : list of bytes
        The records of the shared texts.
    """

    cells: int = 0
    shared: list[int] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)

    def letters(self) -> int:
        """Return how many letters the cells take that refer to shared texts.

        Raises
        ------
        DamagedError
            The texts are cut short.
        """
        lengths = list(_lengths(self.texts))
        return sum(lengths[number] for number in self.shared if number < len(lengths))


def extent_of(stream: bytes) -> Extent:
    """Return how large the sheets become whose records these are.

    Raises
    ------
    DamagedError
        A record is cut short, or a sheet says that it is larger than any.
    """
    found, sheet, last = Extent(), _Box(), 0
    for kind, body in _records(stream):
        if kind in _BEGIN:
            found.cells += sheet.area
            sheet = _Box()
        elif kind in _CELLS:
            sheet.take(kind, body)
            if kind == _SHARED_TEXT:
                found.shared.append(_unpacked("<L", body, 6)[0])
        elif kind == _TEXTS or (kind == _CONTINUED and last == _TEXTS):
            found.texts.append(body)
        elif kind == _DIMENSIONS:
            _check_dimensions(body)
        last = last if kind == _CONTINUED else kind
    found.cells += sheet.area
    _check_count(found.texts)
    return found


class _Box:
    """The first and last rows and columns of a sheet."""

    def __init__(self) -> None:
        self.top, self.left, self.bottom, self.right = _MAX_ROWS, _MAX_COLUMNS, -1, -1

    @property
    def area(self) -> int:
        return max(0, self.bottom + 1 - self.top) * max(0, self.right + 1 - self.left)

    def take(self, kind: int, body: bytes) -> None:
        row, column = _unpacked("<HH", body, 0)
        last = _unpacked("<H", body, len(body) - 2)[0] if kind in _OF_SEVERAL else column
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column, last)


def _unpacked(code: str, body: bytes, at: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(code, body, max(0, at))
    except struct.error as error:
        raise DamagedError from error


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _check_dimensions(body: bytes) -> None:
    code = "<LLHH" if len(body) >= _LONG_DIMENSIONS else "<4H"
    first_row, end_row, first_column, end_column = _unpacked(code, body, 0)
    if (
        end_row > _MAX_ROWS
        or end_column > _MAX_COLUMNS
        or first_row > _MAX_ROWS
        or first_column > _MAX_COLUMNS
    ):
        raise DamagedError


def _check_count(texts: list[bytes]) -> None:
    if texts and _unpacked("<L", texts[0], 4)[0] > sum(map(len, texts)):
        raise DamagedError


def _lengths(texts: list[bytes]) -> Iterator[int]:
    """Yield how many letters each shared text has; one may go on in the next record, wide or narrow anew."""
    if not texts:
        return
    count = _unpacked("<L", texts[0], 4)[0]
    part, at = 0, 8
    for _ in range(count):
        while part < len(texts) and at >= len(texts[part]):
            part, at = part + 1, 0
        if part == len(texts):
            raise DamagedError
        letters, flags = _unpacked("<HB", texts[part], at)
        at += 3
        behind = 0
        if flags & _RICH:
            behind += 4 * _unpacked("<H", texts[part], at)[0]
            at += 2
        if flags & _PHONETIC:
            behind += _unpacked("<L", texts[part], at)[0]
            at += 4
        yield letters
        part, at = _past_letters(texts, part, at, letters, flags)
        part, at = _past(texts, part, at, behind)


def _past_letters(texts: list[bytes], part: int, at: int, letters: int, flags: int) -> tuple[int, int]:
    while True:
        width = 2 if flags & _WIDE else 1
        taken = min(letters, (len(texts[part]) - at) // width)
        letters, at = letters - taken, at + taken * width
        if not letters:
            return part, at
        part += 1
        if part == len(texts) or not texts[part]:
            raise DamagedError
        flags, at = texts[part][0], 1


def _past(texts: list[bytes], part: int, at: int, size: int) -> tuple[int, int]:
    while size > len(texts[part]) - at:
        size -= len(texts[part]) - at
        part, at = part + 1, 0
        if part == len(texts):
            raise DamagedError
    return part, at + size


Table = NDArray[np.uint32]

_HEADER_BYTES = 512

_COUNTS = (40, 44, 64, 72)

_SECTOR_SHIFTS = (9, 12)

_DIFAT_AT, _DIFAT_IN_HEADER = 76, 109

_ENTRY_BYTES, _NAME_BYTES = 128, 64

_STREAM_NAMES = ("workbook", "book")

# Macros are packed, and unpack to more than a thousand times their size.
_MACROS = "_VBA_PROJECT_CUR"


class DamagedError(ValueError):
    """The file contradicts itself."""


@dataclass(frozen=True)
class Compound:
    """A compound file that was gone through.

    Parameters
    ----------
    data : bytes
        The file, with its macros out of reach.
    stream : bytes
        The workbook's records.
    """

    data: bytes
    stream: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    start: int
    size: int


def opened_compound(data: bytes) -> Compound:
    """Return the workbook's stream.

    Raises
    ------
    DamagedError
        A chain has no end, a size is larger than the file, or there is no workbook.
    """
    try:
        return _opened(data)
    except (struct.error, IndexError) as error:
        raise DamagedError from error


def _opened(data: bytes) -> Compound:
    shift, short_shift = struct.unpack_from("<HH", data, 30)
    if shift not in _SECTOR_SHIFTS or short_shift > shift:
        raise DamagedError
    size = 1 << shift
    if any(_number(data, at) > len(data) // size for at in _COUNTS):
        raise DamagedError
    table = _numbers(data, size, _table_sectors(data, size))
    directory = _joined(data, size, _chain(table, _number(data, 48)))
    entries = [_entry(directory, at) for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES)]
    if not entries or any(entry.size > len(data) for entry in entries):
        raise DamagedError
    short_table = _numbers(data, size, _chain(table, _number(data, 60)))
    short = _joined(data, size, _chain(table, entries[0].start))
    entry = next((entry for entry in entries if entry.name.lower() in _STREAM_NAMES), None)
    if entry is None:
        raise DamagedError
    if entry.size < _number(data, 56):
        parts = _chain(short_table, entry.start)
        stream = b"".join(short[at << short_shift : (at + 1) << short_shift] for at in parts)
    else:
        stream = _joined(data, size, _chain(table, entry.start))
    return Compound(_without_macros(data), stream[: entry.size])


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<L", data, at)[0])


def _sector(data: bytes, size: int, number: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _joined(data: bytes, size: int, sectors: list[int]) -> bytes:
    return b"".join(_sector(data, size, number) for number in sectors)


def _numbers(data: bytes, size: int, sectors: list[int]) -> Table:
    joined = _joined(data, size, sectors)
    return np.frombuffer(joined[: len(joined) // 4 * 4], dtype="<u4")


def _table_sectors(data: bytes, size: int) -> list[int]:
    """Return where the table of sectors is: the first places stand in the header, the rest in a chain of sectors."""
    listed = list(struct.unpack_from(f"<{_DIFAT_IN_HEADER}L", data, _DIFAT_AT))
    following, steps, most = _number(data, 68), 0, len(data) // size
    while following < most:
        steps += 1
        if steps > most:
            raise DamagedError
        *places, following = struct.unpack(f"<{size // 4}L", _sector(data, size, following))
        listed += places
    return [number for number in listed if number < most]


def _chain(table: Table, start: int) -> list[int]:
    found: list[int] = []
    while start < len(table):
        found.append(start)
        if len(found) > len(table):
            raise DamagedError
        start = int(table[start])
    return found


def _entry(directory: bytes, at: int) -> _Entry:
    raw = directory[at : at + _NAME_BYTES]
    start, size = struct.unpack_from("<LL", directory, at + 116)
    return _Entry(raw.decode("utf-16-le", "replace").partition("\0")[0], start, size)


def _without_macros(data: bytes) -> bytes:
    name = _MACROS.encode("utf-16-le")
    return data.replace(name, ("-" + _MACROS[1:]).encode("utf-16-le"))
