"""The attribute table of a shapefile (dBase) as bytes: its fields, its rows, and which of them are marked as deleted."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]

_HEADER_SIZE, _FIELD_SIZE = 32, 32
_COUNT_AT, _DRIVER_AT = 4, 29
_FIELDS_END, _END = b"\r", b"\x1a"
# Ten bytes and the zero that ends them; some programs do without the zero.
NAME_SIZE: Final = 11
_MARK_OF_DELETION = ord("*")
BLANK: Final = ord(" ")
# Any table needs a field: this one holds nothing.
_NO_FIELD = b"_".ljust(NAME_SIZE, b"\0") + b"C" + bytes(4) + b"\x01\0" + bytes(14)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the table."""

    name: bytes
    kind: str
    width: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Table:
    """The raw table.

    Parameters
    ----------
    header : bytes
        Everything before the first row.
    fields : tuple of Field
        In the order of the row.
    rows : ndarray of uint8, shape (n, bytes in a row)
        The rows that are there in whole; the first byte of each is its mark of deletion.
    told : int
        How many rows the header tells.
    """

    header: bytes
    fields: tuple[Field, ...]
    rows: Bytes
    told: int

    @property
    def driver(self) -> int:
        """The language driver id, which names a code page."""
        return self.header[_DRIVER_AT]

    @property
    def deleted(self) -> NDArray[np.intp]:
        """The rows that are marked as deleted."""
        return np.flatnonzero(self.rows[:, 0] == _MARK_OF_DELETION)

    def columns(self, kinds: str) -> Iterator[tuple[Field, slice]]:
        """Yield the fields of some kinds, each with its place in a row."""
        at = 1
        for field in self.fields:
            place = slice(at, at + field.width)
            at += field.width
            if field.kind in kinds and field.width and at <= self.rows.shape[1]:
                yield field, place


def read_table(path: Path | None) -> Table | None:
    """Return the table, or None where there is none that can be read."""
    try:
        data = b"" if path is None else path.read_bytes()
    except OSError:
        return None
    if len(data) < _HEADER_SIZE:
        return None
    told, header_size, row_size = struct.unpack_from("<IHH", data, _COUNT_AT)
    fields = _fields(data, header_size)
    if not fields or row_size <= 1 or header_size > len(data):
        return None
    there = (len(data) - header_size) // row_size
    rows = np.frombuffer(data, dtype=np.uint8, count=there * row_size, offset=header_size)
    return Table(data[:header_size], fields, rows.reshape(there, row_size), told)


def _fields(data: bytes, header_size: int) -> tuple[Field, ...]:
    found = []
    for at in range(_HEADER_SIZE, header_size - _FIELD_SIZE + 1, _FIELD_SIZE):
        entry = data[at : at + _FIELD_SIZE]
        if len(entry) < _FIELD_SIZE or entry.startswith(_FIELDS_END):
            break
        found.append(Field(entry[:NAME_SIZE].partition(b"\0")[0], chr(entry[11]), entry[16], entry[17]))
    return tuple(found)


def table_bytes(header: bytes, rows: Bytes) -> bytes:
    """Return a table of these rows, none of them marked as deleted."""
    kept = rows.copy()
    kept[:, :1] = BLANK
    counted = header[:_COUNT_AT] + struct.pack("<I", len(kept)) + header[_COUNT_AT + 4 :]
    return counted + kept.tobytes() + _END


def blank_table(count: int) -> bytes:
    """Return a table of one field, :data:`NO_FIELD`, that is blank in each of its rows."""
    head = struct.pack("<4BIHH20x", 3, 100, 1, 1, count, _HEADER_SIZE + _FIELD_SIZE + 1, 2)
    return table_bytes(head + _NO_FIELD + _FIELDS_END, np.full((count, 2), BLANK, dtype=np.uint8))


NO_FIELD: Final = "_"


def renamed(header: bytes, names: dict[int, bytes]) -> bytes:
    """Return a header in which some fields, told by their positions, have other names."""
    changed = bytearray(header)
    for at, name in names.items():
        place = _HEADER_SIZE + _FIELD_SIZE * at
        changed[place : place + NAME_SIZE] = name.ljust(NAME_SIZE, b"\0")
    return bytes(changed)
