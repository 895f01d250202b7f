"""Tables with a row a parcel and its shape in a column, as well-known text: of a CSV, or a sheet of a workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.escape import CELL_LETTERS
from geokit.i18n import Words
from geokit.land.crs.transform import parse_crs
from geokit.parcels.codes import fold
from geokit.parcels.columns import unique_names
from geokit.parcels.diagnostics import Unreadable
from geokit.parcels.formats._reading import Reading
from geokit.parcels.formats._wkb import DEEPEST, TOO_DEEP, is_too_deep_text
from geokit.parcels.formats.points.stream import cell

if TYPE_CHECKING:
    from collections.abc import Sequence


_SURE = "wkt"
_GEOMETRY = frozenset({_SURE, "geometry", "geom", "thegeom", "几何", "shape"})

# As many digits as a code of EPSG has.
_CODE = re.compile(r"\s*[0-9]{1,6}\s*")

# A code stood in front, and blanks where it was cut.
_CUT_LETTERS = CELL_LETTERS - 20

_BAD_WKT = Words(zh="几何文字不是有效的 WKT", en="its geometry is no well-known text")

_CUT_WKT = Words(
    zh="几何文字在 {limit} 字处被 Excel 截断；请改用未经 Excel 另存的文件",
    en="its geometry is cut at {limit} letters, the most that a cell of Excel holds: take the file that was not saved from Excel",
)

_OTHER_SYSTEM = Words(
    zh="SRID={code} 与文件首个地块的 {first} 不同",
    en="its SRID is {code}, and that of the file's first parcel {first}",
)


def has_wkt(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the headings of a table, its first row, name a column of geometry."""
    return _column_of(rows) is not None


def rows_with_wkt(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> Reading | None:
    """Return the reading of a table whose headings name a column of geometry, or None.

    Parameters
    ----------
    rows : sequence of sequences of str
        The cells.
    lines : sequence of int
        The line, or spreadsheet row, of each.
    """
    column = _column_of(rows)
    if column is None:
        return None
    kept = [at for at in range(1, len(rows)) if any(rows[at])]
    body = [rows[at] for at in kept]
    coded = [_coded(cell(row, column)) for row in body]
    first = next((code for code, _ in coded if code is not None), None)
    geometry = _geometries([text for _, text in coded])
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
    )
    for row, (code, text) in enumerate(coded):
        if fault := _fault(code, text, geometry[row], first):
            reading.unreadable.append(Unreadable.of(*fault[:2], row, fault[2], line=lines[kept[row]]))
            geometry[row] = None
    return reading


def _column_of(rows: Sequence[Sequence[str]]) -> int | None:
    names = rows[0] if rows else ()
    named = (at for at, name in enumerate(names) if fold(name) in _GEOMETRY)
    return next((at for at in named if _may_hold_shapes(rows, at)), None)


def _may_hold_shapes(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Return whether a column may be one of shapes: tables of GIS also have one that says of each only that it is a polygon."""
    return fold(rows[0][column]) == _SURE or any("(" in cell(row, column) for row in rows[1:])


def _coded(text: str) -> tuple[int | None, str]:
    """Return the code of the system in front of well-known text, None where there is none, and the text behind it."""
    head, sign, wkt = text.partition(";")
    if not sign or not head.strip().upper().startswith("SRID="):
        return None, text
    code = head.partition("=")[2]
    return (int(code) or None if _CODE.fullmatch(code) else None), wkt


def _geometries(texts: list[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    made = np.full(len(texts), None, dtype=object)
    for row, text in enumerate(texts):
        try:
            # A number too large for a float becomes infinite, which is named when the records are screened.
            with np.errstate(over="ignore", invalid="ignore"):
                made[row] = None if is_too_deep_text(text) else shapely.from_wkt(text)
        except (shapely.GEOSException, NotImplementedError):
            continue
    return np.asarray(shapely.force_2d(made), dtype=object)


def _fault(
    code: int | None, text: str, shape: object, first: int | None
) -> tuple[str, Words, dict[str, object]] | None:
    """Return why a row cannot be read: a table has one coordinate system, that of its first code."""
    if code not in (None, first):
        return "other_system", _OTHER_SYSTEM, {"code": code, "first": first}
    if shape is not None or not text:
        return None
    if is_too_deep_text(text):
        return "nested_too_deep", TOO_DEEP, {"limit": DEEPEST}
    if len(text) >= _CUT_LETTERS:
        return "cut_wkt", _CUT_WKT, {"limit": CELL_LETTERS}
    return "bad_wkt", _BAD_WKT, {}
