"""Writing a workbook with the table of boundary points (界址点成果表): a row a point, each ring closed."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.errors import OutputError
from geokit.geometry.corners import Corner, NumberedCorners
from geokit.parcels.formats._carrying import DECLARED_COLUMNS, about_dropped, distinct_ids, refuse_degrees
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.notices import Notice

_SHEET = "界址点成果表"
_HEADINGS = (
    "地块编号",
    "地块名称",
    "地块面积(平方米)",
    "界址点号",
    "纵坐标(x)",
    "横坐标(y)",
    "反算边长",
    "圈号",
    "备注",
)
_WIDTHS = (16, 24, 16, 10, 16, 16, 12, 8, 16)
_MAX_ROWS = 1_048_576
# A workbook keeps when it was made; the same table shall give the same bytes.
_MADE_ON = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_TOO_MANY = Words(
    zh="界址点共 {count} 行，超过工作表的 {limit} 行；请分批写出",
    en="the points take {count} rows and a sheet holds {limit}; write them in parts",
)
_TITLE = Words(zh="界址点成果表", en="a table of points")


def write_workbook(frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
    """Write the points of all parcels into one sheet, and return what it cannot carry.

    Text is written as text: a name that begins with ``=`` is no formula.

    Raises
    ------
    CrsError
        The coordinates are degrees.
    OutputError
        There are more points than a sheet has rows.
    """
    refuse_degrees(frame, _TITLE)
    ids, notices = distinct_ids(frame)
    corners = NumberedCorners.of(frame.geometry.to_numpy(), dialect.numbering)
    rows = [
        row
        for number, name in enumerate(ids)
        for row in _rows(frame, number, name, corners.of_row(number), dialect.decimals)
    ]
    if len(rows) + 2 > _MAX_ROWS:
        raise OutputError(_TOO_MANY, count=len(rows) + 2, limit=_MAX_ROWS)
    _save(path, rows, _system(frame.crs), dialect.decimals)
    return [*notices, *about_dropped(frame, ("id", "name", *DECLARED_COLUMNS), _TITLE)]


def _rows(
    frame: gpd.GeoDataFrame, number: int, name: str, corners: list[Corner], decimals: int
) -> Iterator[list[Any]]:
    declared = frame["declared_m2"].iloc[number]
    heading = [name, _text(frame["name"].iloc[number])]
    area = None if np.isnan(declared) else float(declared)
    for at, corner in enumerate(corners):
        north, east = round(corner.north, decimals), round(corner.east, decimals)
        yield [*heading, area, f"J{corner.number}", north, east, _length_m(corners, at), corner.ring, None]


def _length_m(corners: list[Corner], at: int) -> float | None:
    """Return the length of the edge that begins at a corner, rounded to the centimetre; None at a closing point."""
    if at + 1 == len(corners) or corners[at + 1].ring != corners[at].ring:
        return None
    start, end = corners[at], corners[at + 1]
    return round(math.hypot(end.east - start.east, end.north - start.north), 2)


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _system(crs: CRS | None) -> str | None:
    """Return the line above the table that names the coordinate system, as the reader takes it."""
    if crs is None:
        return None
    code = crs.to_epsg()
    return f"坐标系：{crs.name}" + (f"（EPSG:{code}）" if code else "")


def _save(path: Path, rows: list[list[Any]], system: str | None, decimals: int) -> None:
    import xlsxwriter

    # In memory: of a full disk it would say something that is no OSError.
    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": _MADE_ON})
        sheet = book.add_worksheet(_SHEET)
        head = book.add_format({"bold": True, "bottom": 1})
        coordinate = book.add_format({"num_format": "0." + "0" * decimals if decimals else "0"})
        metre = book.add_format({"num_format": "0.00"})
        formats = (None, None, metre, None, coordinate, coordinate, metre, None, None)
        first = 0 if system is None else 1
        if system is not None:
            sheet.write_string(0, 0, system)
        sheet.freeze_panes(first + 1, 0)
        for column, (title, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(first, column, title, head)
        for line, row in enumerate(rows, start=first + 1):
            for column, value in enumerate(row):
                _write_cell(sheet, line, column, value, formats[column])
    path.write_bytes(content.getvalue())


def _write_cell(sheet: Any, line: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(line, column, value, style)
    elif value is not None:
        sheet.write_number(line, column, value, style)
