"""Tables with a row a parcel and its shape in a column: of a CSV, or a sheet of a workbook."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.escape import CELL_LETTERS
from geokit.i18n import Words
from geokit.land.crs.transform import parse_crs
from geokit.parcels.codes import fold
from geokit.parcels.columns import unique_names
from geokit.parcels.diagnostics import Notice, Unreadable
from geokit.parcels.formats._cell_shapes import COORDINATES, WKT, kind_of, parted_code, shape_of
from geokit.parcels.formats._reading import Reading
from geokit.parcels.formats._wkb import DEEPEST, TOO_DEEP, is_too_deep_text
from geokit.parcels.formats.points.stream import cell

if TYPE_CHECKING:
    from collections.abc import Sequence


_SURE = "wkt"
_GEOMETRY = frozenset({_SURE, "geometry", "geom", "thegeom", "几何", "shape"})

# A code stood in front, and blanks where it was cut.
_CUT_LETTERS = CELL_LETTERS - 20

# What so many cells are the rest of their column is, or is named.
_SAMPLE: Final = 20

_IN_COLUMN = Words(
    zh="图形取自“{column}”列（{kind}）",
    en="the shapes were read from the column “{column}” ({kind})",
)

_OF_COORDINATES = Words(
    zh="图形取自“{column}”列的坐标串：何为东、何为北由数值大小判定，回到首点即为一圈",
    en="the shapes were read from the strings of coordinates in the column “{column}”: which number is east is told by its "
    "size, and a ring ends where it comes back to its first point",
)

_BAD_SHAPE = Words(zh="几何不是有效的{kind}", en="its geometry is not as the others are: {kind}")

_BAD_WKT = Words(zh="几何文字不是有效的 WKT", en="its geometry is no well-known text")

_CUT_WKT = Words(
    zh="几何文字在 {limit} 字处被 Excel 截断；请改用未经 Excel 另存的文件",
    en="its geometry is cut at {limit} letters, the most that a cell of Excel holds: take the file that was not saved from Excel",
)

_OTHER_SYSTEM = Words(
    zh="SRID={code} 与文件首个地块的 {first} 不同",
    en="its SRID is {code}, and that of the file's first parcel {first}",
)


def has_shapes(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table, whose headings are its first row, has a column of shapes."""
    return _column_of(rows) is not None


def rows_with_shapes(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> Reading | None:
    """Return the reading of a table that has a column of shapes, or None.

    Parameters
    ----------
    rows : sequence of sequences of str
        The cells.
    lines : sequence of int
        The line, or spreadsheet row, of each.
    """
    found = _column_of(rows)
    if found is None:
        return None
    column, kind = found
    kept = [at for at in range(1, len(rows)) if any(rows[at])]
    body = [rows[at] for at in kept]
    texts = [cell(row, column) for row in body]
    shaped = [shape_of(kind, text) if text else (None, None) for text in texts]
    first = next((code for code, _ in shaped if code is not None), None)
    geometry = np.full(len(body), None, dtype=object)
    geometry[:] = [shape for _, shape in shaped]
    geometry = np.asarray(shapely.force_2d(geometry), dtype=object)
    reading = Reading(
        columns={
            name: np.array([cell(row, at) for row in body], dtype=object)
            for at, name in enumerate(unique_names(rows[0]))
            if at != column
        },
        geometry=geometry,
        record=np.arange(len(body), dtype=np.int64),
        line=np.array([lines[at] for at in kept], dtype=np.int64),
        crs=None if first is None else parse_crs(first),
        notices=_told(rows[0][column], kind),
    )
    for row, (code, _) in enumerate(shaped):
        if fault := _fault(kind, texts[row], geometry[row], (code, first)):
            reading.unreadable.append(Unreadable.of(*fault[:2], row, fault[2], line=lines[kept[row]]))
            geometry[row] = None
    return reading


def _column_of(rows: Sequence[Sequence[str]]) -> tuple[int, Words] | None:
    """Return the column of shapes, one that is called so before others, and what its cells hold."""
    names = rows[0] if rows else ()
    order = sorted(range(len(names)), key=lambda at: fold(names[at]) not in _GEOMETRY)
    held = ((at, _held(rows, at)) for at in order)
    return next(((at, kind) for at, kind in held if kind is not None), None)


def _held(rows: Sequence[Sequence[str]], column: int) -> Words | None:
    """Return what a column holds, None where it is none of shapes.

    What is called WKT is nothing else; tables of GIS also have a column of geometry that says of each only that it is a polygon.
    """
    name = fold(rows[0][column])
    if name == _SURE:
        return WKT
    filled = (text for row in rows[1:] if (text := cell(row, column)))
    kind = kind_of(list(islice(filled, _SAMPLE)))
    has_brackets = name in _GEOMETRY and any("(" in cell(row, column) for row in rows[1:])
    return WKT if kind is None and has_brackets else kind


def _told(column: str, kind: Words) -> list[Notice]:
    """Return what is said of shapes that no heading of well-known text announces."""
    if kind is WKT and fold(column) in _GEOMETRY:
        return []
    words = _OF_COORDINATES if kind is COORDINATES else _IN_COLUMN
    return [Notice.of("shapes_in_column", words, column=column, kind=kind)]


def _fault(
    kind: Words, text: str, shape: object, codes: tuple[int | None, int | None]
) -> tuple[str, Words, dict[str, object]] | None:
    """Return why a row cannot be read: a table has one coordinate system, that of its first code."""
    code, first = codes
    if code not in (None, first):
        return "other_system", _OTHER_SYSTEM, {"code": code, "first": first}
    bare = parted_code(text)[1]
    if shape is not None or not bare:
        return None
    if kind is WKT and is_too_deep_text(bare):
        return "nested_too_deep", TOO_DEEP, {"limit": DEEPEST}
    if len(text) >= _CUT_LETTERS:
        return "cut_wkt", _CUT_WKT, {"limit": CELL_LETTERS}
    return ("bad_wkt", _BAD_WKT, {}) if kind is WKT else ("bad_shape", _BAD_SHAPE, {"kind": kind})
