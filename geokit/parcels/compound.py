"""Compound files ([MS-CFB]), in which Excel 97–2003 keeps a workbook: one stream, taken out with every step checked.

A chain of sectors may run in a circle, and a size may be anything; a reader that believes them does not end.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
