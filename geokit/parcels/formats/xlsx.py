"""Excel workbooks, XLSX and XLS, with tables of boundary points (界址点成果表): one table a sheet.

In a workbook that is written each point has a row, and each ring is closed.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.errors import FormatError, OutputError, UnknownNameError
from geokit.geometry.corners import Corner, NumberedCorners
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._base import Format, Layer, NoTableError, Opening, Reading, ReadOptions
from geokit.parcels.formats._output_columns import (
    DECLARED_COLUMNS,
    dropped_columns_notices,
    refuse_degrees,
    unique_ids,
)
from geokit.parcels.formats.points.headings import find_headings
from geokit.parcels.formats.points.table import PointTable, collect, reading_of
from geokit.parcels.workbooks import OLE_MAGIC, is_locked, sheets_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from pyproj import CRS

    from geokit.parcels.dialect import Dialect


_POINTS = Words(zh="地块的界址点", en="parcels with points")

_NO_POINTS = Words(zh="行，无坐标列", en="rows without coordinates")

_SHEET = Words(zh="工作表", en="sheet")

_NO_TABLE = Words(
    zh="没有工作表含坐标列（如 X、Y 或 纵坐标、横坐标）；面积台账请用 geokit ledger 与图形核对",
    en="no sheet has columns of coordinates, such as X and Y, or northing and easting; a ledger of areas is compared "
    "with polygons by geokit ledger",
)

_PASSED_OVER = Words(
    zh="工作表“{sheet}”没有坐标列，已跳过", en="the sheet “{sheet}” has no coordinates and was passed over"
)

_WPS = Words(
    zh="不读取 WPS 表格格式（.et）；请在 WPS 中另存为 .xlsx",
    en="the format of WPS (.et) is not read; save it as .xlsx in WPS",
)


class Workbook(Format):
    """Excel workbook (.xlsx); values are read, formulas are not run."""

    name = "xlsx"
    title = Words(zh="Excel 工作簿", en="Excel workbook")
    suffixes = (".xlsx", ".xlsm")
    can_write = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the archive holds a workbook, or a password hides one; that is said when it is read."""
        return "xl/workbook.xml" in opening.members or is_locked(opening.head)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the tables of one sheet or of all."""
        return _read_sheets(path, options)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the sheets, with their parcels where they hold a table of points and their rows where not."""
        return _layers_of_sheets(path)

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write the points of all parcels."""
        return write_workbook(frame, path, dialect)


class OldWorkbook(Format):
    """Excel 97–2003 workbook (.xls); values are read, formulas are not run."""

    name = "xls"
    title = Words(zh="Excel 97–2003 工作簿", en="Excel 97–2003 workbook")
    suffixes = (".xls", ".et")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a compound file of that time."""
        return opening.head.startswith(OLE_MAGIC) and not is_locked(opening.head)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the tables of one sheet or of all."""
        _refuse_wps(path)
        return _read_sheets(path, options)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the sheets, as those of a workbook of today."""
        _refuse_wps(path)
        return _layers_of_sheets(path)


FORMATS = (OldWorkbook(), Workbook())


def _refuse_wps(path: Path) -> None:
    if path.suffix.lower() == ".et":
        raise FormatError(_WPS)


def _read_sheets(path: Path, options: ReadOptions) -> Reading:
    """Read the tables of points in one sheet of a workbook or in all."""
    sheets = _sheets(path)
    if options.layer is not None:
        if options.layer not in sheets:
            raise UnknownNameError(options.layer, kind=_SHEET, known=sheets)
        sheets = {options.layer: sheets[options.layer]}
    notices: list[Notice] = []
    found: dict[str, PointTable] = {}
    for name, rows in sheets.items():
        if find_headings(rows) is None:
            notices += (
                [Notice.of("sheet_passed_over", _PASSED_OVER, sheet=name)] if any(map(any, rows)) else []
            )
        else:
            found[name] = collect(rows, range(1, len(rows) + 1))
    return _joined(found, notices, options)


def _layers_of_sheets(path: Path) -> tuple[Layer, ...]:
    """Return the sheets of a workbook, with their parcels or their rows."""
    return tuple(_layer(name, rows) for name, rows in _sheets(path).items())


def _layer(name: str, rows: list[list[str]]) -> Layer:
    try:
        parcels = collect(rows, range(1, len(rows) + 1)).parcels
    except FormatError:
        return Layer(name, sum(any(row) for row in rows), _NO_POINTS)
    return Layer(name, len(parcels), _POINTS)


def _joined(found: dict[str, PointTable], notices: list[Notice], options: ReadOptions) -> Reading:
    if not found:
        raise NoTableError(_NO_TABLE)
    if len(found) > 1:
        for name, table in found.items():
            for parcel in table.parcels:
                parcel.attributes.setdefault("工作表", name)
    reading = reading_of(list(found.values()), options)
    reading.layer = next(iter(found)) if len(found) == 1 else None
    reading.notices += notices
    return reading


def _sheets(path: Path) -> dict[str, list[list[str]]]:
    return {name: [[_text(value) for value in row] for row in rows] for name, rows in sheets_of(path).items()}


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


_POINT_SHEET = "界址点成果表"

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
    ids, notices = unique_ids(frame)
    corners = NumberedCorners.of(frame.geometry.to_numpy(), dialect.numbering)
    rows = [
        row
        for number, name in enumerate(ids)
        for row in _rows(frame, number, name, corners.of_row(number), dialect.decimals)
    ]
    if len(rows) + 2 > _MAX_ROWS:
        raise OutputError(_TOO_MANY, count=len(rows) + 2, limit=_MAX_ROWS)
    _save(path, rows, _system(frame.crs), dialect.decimals)
    return [*notices, *dropped_columns_notices(frame, ("id", "name", *DECLARED_COLUMNS), _TITLE)]


def _rows(
    frame: gpd.GeoDataFrame, number: int, name: str, corners: list[Corner], decimals: int
) -> Iterator[list[Any]]:
    declared = frame["declared_m2"].iloc[number]
    heading = [name, _cell_text(frame["name"].iloc[number])]
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


def _cell_text(value: Any) -> str | None:
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
        sheet = book.add_worksheet(_POINT_SHEET)
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
