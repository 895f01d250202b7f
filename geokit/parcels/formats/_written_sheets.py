"""Workbooks that are written: a sheet of points, or one of parcels that is ready for the printer.

Text is written as text: a name that begins with ``=`` is no formula, and stays none when somebody types into its cell.
"""

from __future__ import annotations

import datetime as dt
import io
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import OutputError
from geokit.escape import CELL_LETTERS, WORKBOOK_OPTIONS, encodable, is_formula
from geokit.i18n import Words, current_language
from geokit.libraries import require
from geokit.parcels.formats._point_rows import HEADINGS, PointRows
from geokit.terminal import display_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geokit.parcels.formats._parcel_rows import ParcelRows, RowColumn

_POINT_SHEET: Final = "界址点坐标成果表"
_POINT_WIDTHS: Final = (16, 24, 16, 10, 16, 16, 12, 8, 16)
_PARCEL_SHEET = Words(zh="地块表", en="parcels")
_TOTAL = Words(zh="合计", en="total")
PAGES = Words(zh="第 &P 页，共 &N 页", en="&P / &N")
MAX_ROWS: Final = 1_048_576
_A4: Final = 9
_NARROWEST, _WIDEST = 6, 40
_LINE_POINTS: Final = 15
# Excel's rows are 409 points high at most.
_MOST_LINES: Final = 27
# A workbook keeps when it was made; the same table shall give the same bytes.
_MADE_ON: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_TOO_MANY = Words(
    zh="界址点共 {count} 行，超过工作表的 {limit} 行；请分批写出",
    en="the points take {count} rows and a sheet holds {limit}; write them in parts",
)
_TOO_MANY_PARCELS = Words(
    zh="地块共 {count} 行，超过工作表的 {limit} 行；请分批写出",
    en="the parcels take {count} rows and a sheet holds {limit}; write them in parts",
)
_TOO_LONG = Words(
    zh="列“{column}”第 {row} 宗有 {count} 字，超过单元格的 {limit} 字；请改写 GeoPackage 或 CSV",
    en="“{column}” of parcel {row} has {count} letters, and a cell holds {limit}; write a GeoPackage or a CSV",
)


def write_point_sheet(points: PointRows, path: Path, decimals: int) -> None:
    """Write the points of all parcels into one sheet.

    Raises
    ------
    OutputError
        There are more points than a sheet has rows, or a text is longer than a cell.
    """
    if len(points.rows) + 2 > MAX_ROWS:
        raise OutputError(_TOO_MANY, count=len(points.rows) + 2, limit=MAX_ROWS)
    with new_book(path) as book:
        sheet = book.add_worksheet(_POINT_SHEET)
        looks = Looks(book)
        coordinate, metre = number_format(decimals), number_format(2)
        formats = (None, None, metre, None, coordinate, coordinate, metre, None, None)
        first = 0 if points.system is None else 1
        if points.system is not None:
            sheet.write_string(0, 0, points.system)
        sheet.freeze_panes(first + 1, 0)
        for column, (title, width) in enumerate(zip(HEADINGS, _POINT_WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(first, column, title, looks.of(bold=True, bottom=1))
        numbers = {name: at for at, name in enumerate(dict.fromkeys(row[0] for row in points.rows), start=1)}
        for line, row in enumerate(points.rows, start=first + 1):
            for column, value in enumerate(row):
                refuse_long(value, HEADINGS[column], numbers[row[0]])
                write_cell(sheet, (line, column), value, looks, num_format=formats[column])
        sheet.repeat_rows(0, first)
        _set_up_page(sheet)


def write_parcel_sheet(parcels: ParcelRows, path: Path) -> None:
    """Write a row a parcel and the total below, as a formula that follows what is changed above it.

    Every area is written as it is printed, so that the formula gives the sum of what the paper shows.

    Raises
    ------
    OutputError
        There are more parcels than a sheet has rows, or a text is longer than a cell.
    """
    count = max((len(column.cells) for column in parcels.columns), default=0)
    if count + 2 > MAX_ROWS:
        raise OutputError(_TOO_MANY_PARCELS, count=count + 2, limit=MAX_ROWS)
    with new_book(path) as book:
        sheet = book.add_worksheet(_PARCEL_SHEET.render())
        looks = Looks(book)
        for at, column in enumerate(parcels.columns):
            _write_column(sheet, at, column, looks)
        for row, lines in _lines_of_rows(parcels).items():
            # Excel makes room for folded text when it opens a workbook, other programs do not.
            sheet.set_row(row, _LINE_POINTS * lines)
        if any(column.decimals is not None for column in parcels.columns):
            _write_total(sheet, parcels, count, looks)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _set_up_page(sheet)


def _write_column(sheet: Any, at: int, column: RowColumn, looks: Looks) -> None:
    head = looks.of(bold=True, border=1, align="center", valign="vcenter", text_wrap=True)
    refuse_long(column.heading, column.heading, 0)
    sheet.write_string(0, at, _text(column.heading), head)
    number = None if column.decimals is None else number_format(column.decimals, grouped=True)
    for row, value in enumerate(column.cells, start=1):
        refuse_long(value, column.heading, row)
        look = {"border": 1, "valign": "vcenter", "text_wrap": isinstance(value, str) or None}
        write_cell(sheet, (row, at), value, looks, **look, num_format=number)
    sheet.set_column(at, at, _width(column))


def _write_total(sheet: Any, parcels: ParcelRows, count: int, looks: Looks) -> None:
    from xlsxwriter.utility import xl_col_to_name

    row, label_at = count + 1, parcels.label_at
    for at, column in enumerate(parcels.columns):
        look = {"bold": True, "border": 1, "valign": "vcenter"}
        if column.decimals is None:
            label = _TOTAL.render() if at == label_at else None
            sheet.write(row, at, label, looks.of(**look))
            continue
        letters = xl_col_to_name(at)
        number = number_format(column.decimals, grouped=True)
        formula = column.total_formula(f"{letters}2:{letters}{count + 1}")
        sheet.write_formula(row, at, formula, looks.of(**look, num_format=number), float(column.total))


def _set_up_page(sheet: Any) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&C{PAGES.localize(current_language())}")


def _lines_of_rows(parcels: ParcelRows) -> dict[int, int]:
    """Return how many lines the rows have that have more than one; the heading is row 0."""
    lines: dict[int, int] = {}
    for column in parcels.columns:
        width = _width(column)
        for row, text in enumerate((column.heading, *column.cells)):
            if isinstance(text, str):
                needed = sum(-(-(display_width(line) + 1) // width) for line in text.split("\n"))
                lines[row] = max(lines.get(row, 1), needed)
    return {row: min(needed, _MOST_LINES) for row, needed in lines.items() if needed > 1}


def _width(column: RowColumn) -> int:
    """Return a column's width in letters; a heading has two lines."""
    if column.decimals is not None:
        widest = max(len(f"{value:,}") for value in (*filter(None, column.cells), column.total))
    else:
        widest = max((display_width(str(value)) for value in column.cells if value is not None), default=0)
    wanted = max(widest, (display_width(column.heading) + 1) // 2) + 3
    return min(max(wanted, _NARROWEST), _WIDEST)


class Looks:
    """Cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **look: Any) -> Any:
        """Return the format of a look; None stands for what is not asked for."""
        asked = {name: value for name, value in look.items() if value is not None}
        key = tuple(sorted(asked.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(asked) if asked else None
        return self._made[key]


@contextmanager
def new_book(path: Path) -> Iterator[Any]:
    """Give a workbook that is written once the block ends; the same content gives the same bytes."""
    require("xlsxwriter")
    import xlsxwriter

    # In memory: of a full disk it would say something that is no OSError.
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, WORKBOOK_OPTIONS) as book:
        book.set_properties({"created": _MADE_ON})
        yield book
    path.write_bytes(content.getvalue())


def number_format(decimals: int, *, grouped: bool = False) -> str:
    """Return how a number of so many decimals is shown."""
    whole = "#,##0" if grouped else "0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def refuse_long(value: Any, column: str, row: int) -> None:
    """Refuse a text that is longer than a cell, in a column of the parcel of that number, or in its heading: 0.

    Raises
    ------
    OutputError
        It is, and XlsxWriter would cut it in silence.
    """
    if isinstance(value, str) and len(value) > CELL_LETTERS:
        raise OutputError(_TOO_LONG, column=column[:40], row=row, count=len(value), limit=CELL_LETTERS)


def _text(text: str) -> str:
    # XlsxWriter takes such a text for markup of its own.
    return f" {text}" if text.startswith("<r>") else encodable(text)


def write_cell(sheet: Any, place: Sequence[int], value: Any, looks: Looks, **look: Any) -> None:
    """Write a value of any kind; text stays text."""
    number = look.pop("num_format", None)
    if isinstance(value, str):
        guard = True if is_formula(value) else None
        sheet.write_string(*place, _text(value), looks.of(**look, quote_prefix=guard))
    elif isinstance(value, bool):
        sheet.write_boolean(*place, value, looks.of(**look))
    elif isinstance(value, dt.date):
        shown = "yyyy-mm-dd hh:mm:ss" if isinstance(value, dt.datetime) else "yyyy-mm-dd"
        sheet.write_datetime(*place, value, looks.of(**look, num_format=shown))
    elif value is None:
        sheet.write_blank(*place, None, looks.of(**look))
    else:
        made = float(value) if isinstance(value, Decimal) else value
        sheet.write_number(*place, made, looks.of(**look, num_format=number))
