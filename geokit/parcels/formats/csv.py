"""CSV: a table of boundary points, or of parcels with their geometry as well-known text."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import FormatError
from geokit.land.crs import parse_crs
from geokit.parcels.columns import unique_names
from geokit.parcels.files import bytes_of
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._nesting import DEEPEST, TOO_DEEP, is_too_deep_text
from geokit.parcels.formats._point_table import collect, reading_of
from geokit.parcels.formats._table_text import (
    DELIMITERS,
    begins_as_table,
    blank_parted,
    delimiter_of,
    is_blank_parted,
)
from geokit.parcels.notices import Unreadable
from geokit.parcels.text import decode, is_text
from geokit.parcels.vocabulary import fold
from geokit.words import Words

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
