"""Excel workbooks, XLSX and XLS, with tables of boundary points (界址点坐标成果表): one table a sheet.

A sheet may also hold a row a parcel with its shape as well-known text, as a CSV has that was saved as a workbook. A workbook is
written with a row a point, a row a parcel, or a sheet a parcel as offices print the table of its points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._base import Format, NoTableError, Opening
from geokit.parcels.formats._layer import Layer
from geokit.parcels.formats._parcel_rows import parcel_rows
from geokit.parcels.formats._point_rows import point_rows
from geokit.parcels.formats._point_tables import point_tables
from geokit.parcels.formats._row_format import RowFormat
from geokit.parcels.formats._shape_rows import count_of_shapes, rows_with_shapes
from geokit.parcels.formats._written_point_tables import write_point_tables
from geokit.parcels.formats._written_sheets import write_parcel_sheet, write_point_sheet
from geokit.parcels.formats.points.headings import find_headings
from geokit.parcels.formats.points.table import PointTable, collect, reading_of
from geokit.parcels.formats.points.unheaded import with_headings_to_add
from geokit.parcels.workbooks import OLE_MAGIC, is_locked, sheets_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geokit.parcels.dialect import Dialect
    from geokit.parcels.formats._reading import Reading, ReadOptions


_POINTS = Words(zh="地块的界址点", en="parcels with points")

_SHAPES = Words(zh="地块的图形", en="parcels with shapes")

_SEVERAL = Words(
    zh="工作簿中不止一个工作表含图形：{sheets}；请指明其一{option:layer}",
    en="more than one sheet of the workbook holds shapes: {sheets}; name one{option:layer}",
)

_NO_POINTS = Words(zh="行，无坐标列", en="rows without coordinates")

_SHEET = Words(zh="工作表", en="sheet")

_NO_TABLE = Words(
    zh="没有工作表含坐标列（如 X、Y 或 纵坐标、横坐标）或 WKT 图形列；只有面积的台账没有图形，核查或汇总时请与图形文件一并给出",
    en="no sheet has columns of coordinates, such as X and Y, or northing and easting, or of shapes as WKT; a ledger of areas "
    "has no polygons: to audit it or sum it up, give it beside the file of polygons that it is of",
)

_PASSED_OVER = Words(
    zh="工作表“{sheet}”没有坐标列，已跳过", en="the sheet “{sheet}” has no coordinates and was passed over"
)


class Workbook(RowFormat):
    """Excel workbook (.xlsx); values are read, formulas are not run."""

    layouts = ("points", "parcels", "point-tables")
    name = "xlsx"
    title = Words(zh="Excel 工作簿", en="Excel workbook")
    suffixes = (".xlsx",)
    # A workbook without macros is not opened by Excel under the suffix of one with them: such are read only.
    also_under = (".xlsm", ".et")
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
        made = point_rows(frame, dialect)
        write_point_sheet(made, path, dialect.decimals)
        return made.notices

    def write_tables(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:
        """Write a sheet a parcel: its title, number, areas and coordinate system, and its points below."""
        made = point_tables(frame, dialect)
        write_point_tables(made, path, dialect.decimals)
        return made.notices

    def write_rows(
        self, frame: pd.DataFrame, path: Path, columns: Mapping[str, str] | None = None
    ) -> list[Notice]:
        """Write a row a parcel in the caller's own columns, and the total below."""
        made = parcel_rows(frame, columns)
        write_parcel_sheet(made, path)
        return made.notices


class OldWorkbook(Format):
    """Excel 97–2003 workbook (.xls), or WPS's own .et where it is one inside; values are read, formulas are not run."""

    name = "xls"
    title = Words(zh="Excel 97–2003 工作簿", en="Excel 97–2003 workbook")
    suffixes = (".xls", ".et")

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a compound file of that time."""
        return opening.head.startswith(OLE_MAGIC) and not is_locked(opening.head)

    def read(self, path: Path, options: ReadOptions) -> Reading:
        """Read the tables of one sheet or of all."""
        return _read_sheets(path, options)

    def layers(self, path: Path) -> tuple[Layer, ...]:
        """Return the sheets, as those of a workbook of today."""
        return _layers_of_sheets(path)


FORMATS = (OldWorkbook(), Workbook())


def _read_sheets(path: Path, options: ReadOptions) -> Reading:
    """Read the tables of points in one sheet of a workbook or in all."""
    sheets = _sheets(path)
    if options.layer is not None:
        if options.layer not in sheets:
            raise UnknownNameError(options.layer, kind=_SHEET, known=sheets)
        sheets = {options.layer: sheets[options.layer]}
    notices: list[Notice] = []
    found: dict[str, PointTable] = {}
    shaped: dict[str, Reading] = {}
    for name, rows in sheets.items():
        if (reading := rows_with_shapes(rows, range(1, len(rows) + 1))) is not None:
            shaped[name] = reading
        elif find_headings(rows) is None:
            notices += (
                [Notice.of("sheet_passed_over", _PASSED_OVER, sheet=name)] if any(map(any, rows)) else []
            )
        else:
            found[name] = collect(rows, range(1, len(rows) + 1))
    if shaped:
        return _shapes_of_one(shaped, found, notices)
    if not found:
        unheaded = (
            with_headings_to_add(_NO_TABLE, [",".join(row) for row in rows]) for rows in sheets.values()
        )
        raise next(filter(None, unheaded), NoTableError(_NO_TABLE))
    return _joined(found, notices, options)


def _shapes_of_one(
    shaped: dict[str, Reading], found: dict[str, PointTable], notices: list[Notice]
) -> Reading:
    """Return the only table of shapes; what tables of different columns have in common is not for us to say."""
    if len(shaped) + len(found) > 1:
        raise InputError(_SEVERAL, sheets=[*shaped, *found])
    ((name, reading),) = shaped.items()
    reading.layer = name
    reading.notices += notices
    return reading


def _layers_of_sheets(path: Path) -> tuple[Layer, ...]:
    """Return the sheets of a workbook, with their parcels or their rows."""
    return tuple(_layer(name, rows) for name, rows in _sheets(path).items())


def _layer(name: str, rows: list[list[str]]) -> Layer:
    if (count := count_of_shapes(rows)) is not None:
        return Layer(name, count, _SHAPES, has_areas=True)
    try:
        parcels = collect(rows, range(1, len(rows) + 1)).parcels
    except FormatError:
        return Layer(name, sum(any(row) for row in rows), _NO_POINTS, has_areas=False)
    return Layer(name, len(parcels), _POINTS, has_areas=True)


def _joined(found: dict[str, PointTable], notices: list[Notice], options: ReadOptions) -> Reading:
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
