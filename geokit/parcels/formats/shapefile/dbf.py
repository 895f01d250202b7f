"""The attribute table of a shapefile (dBase) as bytes: its fields, its rows, and which of them are marked as deleted.

The text of a shapefile's attribute table: its encoding, and characters that a field's width has cut in two.

The ladder: the ``.cpg`` beside it, then the language driver id in its header, then strict UTF-8, then GB18030.
A step counts only if all of the text decodes, but for the end of a value or name that fills its field. Text that is
Chinese in UTF-8 is in UTF-8 whatever the marks say: read as GBK it would be characters that nobody writes. A Western
code page, which programs write by default and in which any bytes decode, stands behind text that is Chinese in GB18030.
"""

from __future__ import annotations

import codecs
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import codec_name

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
    declared_rows : int
        How many rows the header tells.
    """

    header: bytes
    fields: tuple[Field, ...]
    rows: Bytes
    declared_rows: int

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
    declared_rows, header_size, row_size = struct.unpack_from("<IHH", data, _COUNT_AT)
    fields = _fields(data, header_size)
    if not fields or row_size <= 1 or header_size > len(data):
        return None
    there = (len(data) - header_size) // row_size
    rows = np.frombuffer(data, dtype=np.uint8, count=there * row_size, offset=header_size)
    return Table(data[:header_size], fields, rows.reshape(there, row_size), declared_rows)


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


# Language driver ids that name a Chinese code page. 0x57 (the system's own) and 0x03 (Western) are written by
# default, whatever the text is.
_DRIVERS = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5", 0x78: "big5"}

_CODE_PAGES = {"936": "gb18030", "950": "big5", "65001": "utf-8", "gbk": "gb18030", "gb2312": "gb18030"}

_BEYOND_ASCII = 0x80

# Of names that are cut to the same, all but the first end in a number, which may stand behind half a character.
_NUMBERED = re.compile(rb"(.{7}[\x80-\xff])(_\d|\d\d)", re.DOTALL)

_WESTERN = frozenset({"iso8859-1", "cp1252", "ascii", "cp437", "cp850", "iso8859-15"})

_CHINESE = re.compile(r"[\x00-\x7f\u3000-\u303f\u3400-\u9fff\uff00-\uffef]*")

_WRONG = Words(
    zh="属性文字不是所标明的 {told} 编码，已按 {used} 读取",
    en="the text is not in {told} as marked; {used} was used",
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the table says in text that is not plain ASCII.

    Parameters
    ----------
    whole : bytes
        Names and values that end before their field does, a line each.
    full : tuple of bytes
        Those that fill their field, so that their last character may be cut.
    """

    whole: bytes
    full: tuple[bytes, ...]

    @classmethod
    def of(cls, table: Table) -> Texts:
        """Gather the text of a table."""
        names = [field.name for field in table.fields]
        whole = [name for name in names if not _fills(name)]
        full = [_numbered(name)[0] for name in names if _fills(name)]
        for block in _beyond_ascii(table):
            width = block.shape[1]
            values = np.unique(np.ascontiguousarray(block).view(f"S{width}").ravel())
            is_full = values.view(np.uint8).reshape(-1, width)[:, -1] >= _BEYOND_ASCII
            whole.append(b"\n".join(values[~is_full].tolist()))
            full += values[is_full].tolist()
        return cls(b"\n".join(whole), tuple(full))

    def are_in(self, encoding: str) -> bool:
        """Tell whether all of the text decodes."""
        try:
            self.whole.decode(encoding)
        except UnicodeError:
            return False
        return all(_whole_length(text, encoding) is not None for text in self.full)

    def are_chinese_in(self, encoding: str) -> bool:
        """Tell whether there is text beyond ASCII, and all of it is Chinese characters and their punctuation."""
        whole = [text[: _whole_length(text, encoding)] for text in self.full]
        try:
            text = b"\n".join([self.whole, *whole]).decode(encoding)
        except UnicodeError:
            return False
        return not text.isascii() and _CHINESE.fullmatch(text) is not None


def _fills(name: bytes) -> bool:
    return len(name) >= NAME_SIZE - 1


def _beyond_ascii(table: Table) -> list[Bytes]:
    """Return of each text field the values that are not plain ASCII."""
    blocks = [table.rows[:, place] for _, place in table.columns("C")]
    return [block[np.bitwise_or.reduce(block, axis=1) >= _BEYOND_ASCII] for block in blocks]


def _whole_length(text: bytes, encoding: str) -> int | None:
    """Return how many bytes hold whole characters, None where more than the last one is wrong."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(text)
    except UnicodeError:
        return None
    return len(text) - len(decoder.getstate()[0])


def encoding_of(shp: Path, table: Table) -> tuple[str, list[Notice]]:
    """Return the encoding of the table's text, and a remark where a mark says otherwise."""
    texts = Texts.of(table)
    marks = [mark for mark in (_code_page(shp), _DRIVERS.get(table.driver)) if mark is not None]
    against = [] if not marks or marks[0] == "utf-8" else ["utf-8"]
    against += ["gb18030"] if marks and marks[0] in _WESTERN else []
    first = [encoding for encoding in against if texts.are_chinese_in(encoding)]
    for encoding in [*first, *marks, "utf-8", "gb18030"]:
        if texts.are_in(encoding):
            wrong = marks and encoding != marks[0]
            remark = Notice.of("wrong_encoding_mark", _WRONG, told=marks[0], used=encoding) if wrong else None
            return encoding, [remark] if remark else []
    return "gb18030", []


def _code_page(shp: Path) -> str | None:
    for suffix in (".cpg", ".CPG"):
        try:
            words = shp.with_suffix(suffix).read_text(encoding="ascii", errors="replace").split()
        except OSError:
            continue
        for word in reversed(words):
            plain = word.lower().removeprefix("cp")
            try:
                return _CODE_PAGES.get(plain) or codec_name(plain)
            except InputError:
                continue
    return None


def cut_names(table: Table, encoding: str) -> dict[int, bytes]:
    """Return the names, by the positions of their fields, without a character that was cut in two."""
    found = {}
    for at, field in enumerate(table.fields):
        beginning, number = _numbered(field.name)
        length = _whole_length(beginning, encoding)
        if _fills(field.name) and length is not None and length < len(beginning):
            found[at] = beginning[:length] + number
    return found


def _numbered(name: bytes) -> tuple[bytes, bytes]:
    """Return what a name begins with, and the number that GDAL puts behind eight bytes of one that is taken."""
    match = _NUMBERED.fullmatch(name)
    return (match[1], match[2]) if match else (name, b"")


def whole_names(table: Table, encoding: str) -> list[str]:
    """Return the names of all fields, without characters that were cut in two."""
    cut = cut_names(table, encoding)
    return [cut.get(at, field.name).decode(encoding, "replace") for at, field in enumerate(table.fields)]


def clipped_names(table: Table, encoding: str) -> frozenset[str]:
    """Return the names that fill all the room there is for one, without a character that was cut in two."""
    names = zip(table.fields, whole_names(table, encoding), strict=True)
    return frozenset(name for field, name in names if _fills(field.name))


def cut_values(table: Table, encoding: str) -> dict[Field, list[tuple[int, slice]]]:
    """Return, by field, the rows whose text ends in a character cut in two, and where its bytes are in the row."""
    found: dict[Field, list[tuple[int, slice]]] = {}
    for field, place in table.columns("C"):
        last = table.rows[:, place.stop - 1]
        for row in np.flatnonzero(last >= _BEYOND_ASCII).tolist():
            length = _whole_length(table.rows[row, place].tobytes(), encoding)
            if length is not None and length < field.width:
                found.setdefault(field, []).append((row, slice(place.start + length, place.stop)))
    return found
