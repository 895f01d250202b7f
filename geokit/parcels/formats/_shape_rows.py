"""Tables with a row a parcel and its shape in a column: of a CSV, or a sheet of a workbook."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from geokit.errors import FormatError
from geokit.escape import CELL_LETTERS
from geokit.i18n import Abbreviated, Words
from geokit.land.crs.transform import parse_crs
from geokit.parcels.codes import fold
from geokit.parcels.columns import unique_names
from geokit.parcels.diagnostics import Notice, Unreadable
from geokit.parcels.formats._cell_shapes import COORDINATES, WKT, kind_of, parted_code, shape_of
from geokit.parcels.formats._reading import Reading
from geokit.parcels.formats._wkb import DEEPEST, TOO_DEEP, is_too_deep_text
from geokit.parcels.formats.points.stream import cell
from geokit.parcels.heading_units import area_unit_above

if TYPE_CHECKING:
    from collections.abc import Sequence


_SURE = "wkt"
_GEOMETRY = frozenset({_SURE, "geometry", "geom", "thegeom", "几何", "shape"})

# A code stood in front, and blanks where it was cut.
_CUT_LETTERS = CELL_LETTERS - 20

# What so many cells are the rest of their column is, or is named.
_SAMPLE: Final = 20

_MOST_TITLES: Final = 60

_TITLES = Words(
    zh="表头之上有 {count} 行标题，除面积单位外未读取：{titles}",
    en="{count:row|rows} of titles above the headings, of which only a unit of areas was read: {titles}",
)

_NO_HEADINGS = Words(
    zh="首行就是图形，没有表头；请在其上加一行表头，如“地块编号”“WKT”",
    en="the first row holds a shape, and there are no headings: put a row of them over it, such as 地块编号,WKT",
)

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


class _Found(NamedTuple):
    """Where a table of shapes has its headings, and which column holds the shapes, of which kind."""

    row: int
    column: int
    kind: Words


def count_of_shapes(rows: Sequence[Sequence[str]]) -> int | None:
    """Return how many rows a table has below its headings, None where it has no column of shapes."""
    found = _find(rows)
    return None if found is None else sum(map(any, rows[found.row + 1 :]))


def rows_with_shapes(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> Reading | None:
    """Return the reading of a table that has a column of shapes, or None.

    Parameters
    ----------
    rows : sequence of sequences of str
        The cells; titles may stand above the headings.
    lines : sequence of int
        The line, or spreadsheet row, of each.

    Raises
    ------
    FormatError
        The table has no headings: its first row holds a shape.
    """
    found = _find(rows)
    if found is None:
        return None
    if kind_of([cell(rows[found.row], found.column)]) is not None:
        raise FormatError(_NO_HEADINGS, line=lines[found.row])
    titles = [" ".join(filter(None, row)) for row in rows[: found.row] if any(row)]
    reading = _below(rows[found.row :], lines[found.row :], found.column, found.kind)
    reading.said_unit = area_unit_above(titles)
    if titles:
        reading.notices.append(
            Notice.of("titles_above", _TITLES, count=len(titles), titles=Abbreviated(titles))
        )
    return reading


def _below(rows: Sequence[Sequence[str]], lines: Sequence[int], column: int, kind: Words) -> Reading:
    """Return the reading of a table whose headings are its first row."""
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


def _find(rows: Sequence[Sequence[str]]) -> _Found | None:
    """Return the headings and the column of shapes: below titles where the first row is no row of headings."""
    for row in (0, _row_below_titles(rows)):
        if (found := _column_of(rows[row:])) is not None:
            return _Found(row, *found)
    return None


def _row_below_titles(rows: Sequence[Sequence[str]]) -> int:
    """Return the filled row above the first shape, 0 where a row over it has as many cells and is no title."""
    filled = [sum(map(bool, row)) for row in rows[:_MOST_TITLES]]
    first = next((at for at in range(len(filled)) if any(kind_of([text]) for text in rows[at] if text)), 0)
    row = next((at for at in reversed(range(first)) if filled[at]), 0)
    return row if all(count < filled[row] for count in filled[:row]) else 0


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
