"""CSV: a table of boundary points, or of parcels with their geometry as well-known text."""

from __future__ import annotations

import codecs
import csv
import re
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.land.crs.transform import parse_crs
from geokit.parcels.codes import fold
from geokit.parcels.columns import unique_names
from geokit.parcels.diagnostics import Unreadable
from geokit.parcels.files import bytes_of, decode, is_text
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._wkb import DEEPEST, TOO_DEEP, is_too_deep_text
from geokit.parcels.formats.points.headings import find_headings
from geokit.parcels.formats.points.table import collect, reading_of

if TYPE_CHECKING:
    from pathlib import Path

    from pyproj import CRS


_GEOMETRY = frozenset({"wkt", "geometry", "geom", "thegeom", "几何", "shape"})

# As many digits as a code of EPSG has.
_CODE = re.compile(r"\s*[0-9]{1,6}\s*")

_TXT_ROW = re.compile(rb"@[ \t]*\r?$", re.MULTILINE)

_BAD_CSV = Words(zh="不是规范的 CSV：{reason}", en="it is no well-formed CSV: {reason}")

_BAD_WKT = Words(zh="几何文字不是有效的 WKT", en="its geometry is no well-known text")


class Csv(Format):
    """CSV with commas, tabs, semicolons or bars; a table of points may have runs of blanks instead."""

    title = Words(zh="CSV 表格", en="CSV")
    suffixes = (".csv", ".tsv")
    also_under = (".txt",)

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is text with a delimiter in its first lines."""
        first = opening.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
        return (
            is_text(opening.head)
            and first not in (b"{", b"<", b"[")
            and not _TXT_ROW.search(opening.head)
            and (any(sign.encode() in opening.head for sign in DELIMITERS) or begins_as_table(opening.head))
        )

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the parcels."""
        text, encoding = decode(bytes_of(path), options.encoding)
        rows, lines = _rows(text)
        reading = _with_wkt(rows, lines)
        if reading is None:
            reading = reading_of([collect(rows, lines)], options)
        reading.encoding = encoding
        return reading


def _rows(text: str) -> tuple[list[tuple[str, ...]], list[int]]:
    delimiter = delimiter_of(text)
    if is_blank_parted(delimiter):
        blank = blank_parted(text.removeprefix("\ufeff"))
        return blank, list(range(1, len(blank) + 1))
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    rows, lines = [], []
    try:
        line = 1
        for row in reader:
            rows.append(tuple([cell.strip("\ufeff \t\u3000") for cell in row]))
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise FormatError(_BAD_CSV, line=reader.line_num, reason=error) from error
    return rows, lines


def _with_wkt(rows: list[tuple[str, ...]], lines: list[int]) -> Reading | None:
    """Return the reading of a table whose headings name a column of geometry, or None."""
    names = rows[0] if rows else ()
    column = next((at for at, name in enumerate(names) if fold(name) in _GEOMETRY), None)
    if column is None:
        return None
    kept = [at for at in range(1, len(rows)) if any(rows[at])]
    body = [[*rows[at], *[""] * (len(names) - len(rows[at]))] for at in kept]
    geometry, crs = _geometries([row[column] for row in body])
    reading = Reading(
        columns={
            name: np.array([row[at] for row in body], dtype=object)
            for at, name in enumerate(unique_names(names))
            if at != column
        },
        geometry=geometry,
        record=np.arange(len(body), dtype=np.int64),
        line=np.array([lines[at] for at in kept], dtype=np.int64),
        crs=crs,
    )
    for row in np.flatnonzero(shapely.is_missing(geometry)):
        if body[row][column]:
            deep = is_too_deep_text(body[row][column])
            code, words = ("nested_too_deep", TOO_DEEP) if deep else ("bad_wkt", _BAD_WKT)
            reading.unreadable.append(
                Unreadable.of(code, words, int(row), {"limit": DEEPEST}, line=lines[kept[row]])
            )
    return reading


def _geometries(texts: list[str]) -> tuple[np.ndarray[tuple[int], np.dtype[np.object_]], CRS | None]:
    made = np.full(len(texts), None, dtype=object)
    crs = None
    for row, text in enumerate(texts):
        head, sign, wkt = text.partition(";")
        if sign and head.strip().upper().startswith("SRID="):
            crs = crs or _system(head.partition("=")[2])
            text = wkt  # noqa: PLW2901 - what is left of it
        try:
            # A number too large for a float becomes infinite, which is named when the records are screened.
            with np.errstate(over="ignore", invalid="ignore"):
                made[row] = shapely.from_wkt(text) if text and not is_too_deep_text(text) else None
        except (shapely.GEOSException, NotImplementedError):
            continue
    return np.asarray(shapely.force_2d(made), dtype=object), crs


def _system(code: str) -> CRS | None:
    return parse_crs(int(code)) if _CODE.fullmatch(code) and int(code) else None


DELIMITERS: Final = "\t,;|"

_BLANKS: Final = " "

_SAMPLE, _SAMPLE_LETTERS = 20, 8192

# Rows and sections of a boundary-point TXT, in half and full width.
_OF_TXT: Final = frozenset("@＠[【［")


def delimiter_of(text: str) -> str:
    r"""Return the sign that parts the headings of a table of points, or else the one that most lines have.

    Commas also stand inside well-known text and in numbers, and in a title above the headings. Runs of blanks part cells
    where no other sign does.

    Examples
    --------
    >>> delimiter_of("点号;X;Y"), delimiter_of("点号  X  Y\nJ1  2580000  39462000"), delimiter_of("a,b")
    (';', ' ', ',')
    """
    first = text[:_SAMPLE_LETTERS].splitlines()[:_SAMPLE]
    often = sorted(DELIMITERS, key=lambda sign: -sum(sign in line for line in first))
    return next((sign for sign in (*often, _BLANKS) if _parts_headings(sign, first)), often[0])


def blank_parted(text: str) -> list[tuple[str, ...]]:
    """Return the cells of lines in which runs of blanks part them."""
    return [tuple(line.split()) for line in text.splitlines()]


def begins_as_table(head: bytes) -> bool:
    """Tell whether a file that begins so has headings of coordinates, and nothing of a boundary-point TXT."""
    text = _text_of(head)[:_SAMPLE_LETTERS]
    if _OF_TXT & set(text):
        return False
    return _parts_headings(delimiter_of(text), text.splitlines()[:_SAMPLE])


def is_blank_parted(delimiter: str) -> bool:
    """Tell whether a delimiter stands for runs of blanks."""
    return delimiter == _BLANKS


def _parts_headings(sign: str, lines: list[str]) -> bool:
    if not is_blank_parted(sign):
        return find_headings([line.split(sign) for line in lines]) is not None
    rows = [cells for line in lines if (cells := line.split())]
    found = find_headings(rows)
    # In a sentence X and Y may stand apart as words.
    return found is not None and any(sum(map(_is_number, row)) > 1 for row in rows[found.row + 1 :][:1])


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit()


def _text_of(head: bytes) -> str:
    """Return the text of a file's first bytes, which may end within a character."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        return whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        return whole.decode("gb18030", "replace")
