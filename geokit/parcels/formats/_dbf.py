"""The attribute table of a shapefile (dBase), as far as it takes to tell the encoding of its text.

The ladder: the ``.cpg`` beside it, then the language driver id in its header, then strict UTF-8, then GB18030.
A step counts only if all of the text decodes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import InputError
from geokit.parcels.notices import Notice
from geokit.parcels.text import codec_name
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_HEADER_SIZE, _FIELD_SIZE = 32, 32
_FIELDS_END = b"\r"
# Language driver ids that name a Chinese code page. 0x57 (the system's own) and 0x03 (Western) are written by
# default, whatever the text is.
_DRIVERS = {0x4D: "gb18030", 0x4F: "big5"}
_CODE_PAGES = {"936": "gb18030", "950": "big5", "65001": "utf-8", "gbk": "gb18030", "gb2312": "gb18030"}
_WIDEST_UTF8 = 4
_BEYOND_ASCII = 0x80
_LEAD_OF_TWO, _LEAD_OF_THREE, _LEAD_OF_FOUR = 0xC0, 0xE0, 0xF0

_WRONG = Words(
    zh="属性文字不是所标明的 {told} 编码，已按 {used} 读取",
    en="the text is not in {told} as marked; {used} was used",
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the table."""

    name: bytes
    kind: str
    width: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Table:
    """The raw table: fields, language driver, and the bytes of its text."""

    fields: tuple[Field, ...]
    driver: int
    texts: tuple[bytes, ...]


def read_table(path: Path) -> Table | None:
    """Return the table, or None where there is none that can be read; GDAL then speaks."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if len(data) < _HEADER_SIZE:
        return None
    count, header_size, row_size = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data, header_size)
    rows = min(count, max(0, len(data) - header_size) // row_size) if row_size else 0
    body = np.frombuffer(data, dtype=np.uint8, count=rows * row_size, offset=min(header_size, len(data)))
    texts = _texts(body.reshape(rows, row_size), fields) if rows else ()
    return Table(fields, data[29], (*(field.name for field in fields), *texts))


def _fields(data: bytes, header_size: int) -> tuple[Field, ...]:
    found = []
    for at in range(_HEADER_SIZE, header_size - _FIELD_SIZE + 1, _FIELD_SIZE):
        entry = data[at : at + _FIELD_SIZE]
        if len(entry) < _FIELD_SIZE or entry.startswith(_FIELDS_END):
            break
        found.append(Field(entry[:11].partition(b"\0")[0], chr(entry[11]), entry[16], entry[17]))
    return tuple(found)


def _texts(rows: NDArray[np.uint8], fields: tuple[Field, ...]) -> list[bytes]:
    """Return each text field's values that are not plain ASCII, cut characters at a full field's end left out."""
    found = []
    at = 1  # the mark of deletion
    for field in fields:
        block = rows[:, at : at + field.width]
        at += field.width
        if field.kind != "C" or block.shape[1] != field.width or not field.width:
            continue
        beyond_ascii = block[(block >= _BEYOND_ASCII).any(axis=1)]
        values = np.ascontiguousarray(beyond_ascii).view(f"S{field.width}").ravel()
        found.append(b"\n".join(_whole(value, field.width) for value in np.unique(values)))
    return found


def _whole(value: bytes, width: int) -> bytes:
    """Return a value without a character that the field's width has cut in two."""
    if len(value.rstrip(b" ")) < width:
        return value
    for cut in range(1, _WIDEST_UTF8):
        lead = value[-cut]
        if lead >= _LEAD_OF_TWO:
            needs = 2 + (lead >= _LEAD_OF_THREE) + (lead >= _LEAD_OF_FOUR)
            return value[:-cut] if needs > cut else value
    return value


def encoding_of(shp: Path, table: Table) -> tuple[str, list[Notice]]:
    """Return the encoding of the table's text, and a remark where a mark says otherwise."""
    marks = [mark for mark in (_code_page(shp), _DRIVERS.get(table.driver)) if mark is not None]
    for encoding in [*marks, "utf-8", "gb18030"]:
        if all(_decodes(text, encoding) for text in table.texts):
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


def _decodes(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
