"""Tables of boundary points as a workbook that is ready for the printer: a sheet a parcel, A4, headings on every page."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import OutputError
from geokit.i18n import Words, current_language
from geokit.parcels.formats._point_tables import HEADINGS, TITLE
from geokit.parcels.formats._written_sheets import (
    MAX_ROWS,
    PAGES,
    Looks,
    new_book,
    number_format,
    refuse_long,
    write_cell,
)
from geokit.terminal import display_width

if TYPE_CHECKING:
    from pathlib import Path

    from geokit.parcels.formats._point_tables import PointTable, PointTables

_WIDTHS: Final = (14, 22, 22, 14, 8)
_TITLE_POINTS, _LINE_POINTS = 26, 18
_A4: Final = 9
_MOST_LETTERS: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MOST_SHEETS: Final = 5_000
_TOO_MANY = Words(
    zh="共 {count} 宗，一宗一表最多 {limit} 宗；请分批写出，或用逐点一行的排列{option:layout points}",
    en="{count} parcels, and {limit} tables are the most of one workbook; write them in parts, or a row a "
    "point{option:layout points}",
)
_TOO_LONG = Words(
    zh="地块 {id} 的界址点共 {count} 行，超过工作表的 {limit} 行",
    en="the points of {id} take {count} rows and a sheet holds {limit}",
)


def write_point_tables(tables: PointTables, path: Path, decimals: int) -> None:
    """Write a sheet a parcel.

    Raises
    ------
    OutputError
        There are more parcels than a workbook should have sheets, or more points than a sheet has rows, or a text is longer
        than a cell.
    """
    if len(tables.tables) > _MOST_SHEETS:
        raise OutputError(_TOO_MANY, count=len(tables.tables), limit=_MOST_SHEETS)
    for number, table in enumerate(tables.tables, start=1):
        for text in chain.from_iterable(table.lines):
            refuse_long(text, text.partition("：")[0], number)
    taken: set[str] = set()
    with new_book(path) as book:
        looks = Looks(book)
        for table in tables.tables:
            sheet = book.add_worksheet(_sheet_name(table.id, taken))
            _write_table(sheet, table, looks, decimals, has_rings=tables.has_rings)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and no other has, whatever the case of its letters."""
    # Neither an apostrophe at its ends nor a name that Excel keeps for itself.
    plain = _FORBIDDEN.sub("_", name).strip("' ") or "_"
    plain = f"{plain}_" if plain.casefold() == "history" else plain
    for number in range(1, _MOST_SHEETS + 2):
        ending = f"~{number}" if number > 1 else ""
        found = plain[: _MOST_LETTERS - len(ending)] + ending
        if found.casefold() not in taken:
            break
    taken.add(found.casefold())
    return found


def _write_table(sheet: Any, table: PointTable, looks: Looks, decimals: int, *, has_rings: bool) -> None:
    columns = len(HEADINGS) if has_rings else len(HEADINGS) - 1
    first = len(table.lines) + 1
    if first + 1 + len(table.rows) > MAX_ROWS:
        raise OutputError(_TOO_LONG, id=table.id, count=first + 1 + len(table.rows), limit=MAX_ROWS)
    for column, width in enumerate(_WIDTHS[:columns]):
        sheet.set_column(column, column, width)
    title = looks.of(bold=True, font_size=16, align="center", valign="vcenter")
    sheet.merge_range(0, 0, 0, columns - 1, TITLE, title)
    sheet.set_row(0, _TITLE_POINTS)
    for row, texts in enumerate(table.lines, start=1):
        _write_line(sheet, row, texts, looks, columns)
    head: dict[str, Any] = {"bold": True, "border": 1, "align": "center", "valign": "vcenter"}
    for column, text in enumerate(HEADINGS[:columns]):
        write_cell(sheet, (first, column), text, looks, **head)
    coordinate, metre = number_format(decimals), number_format(2)
    formats = (None, coordinate, coordinate, metre, None)
    for row, cells in enumerate(table.rows, start=first + 1):
        for column, value in enumerate(cells[:columns]):
            align = "right" if formats[column] else "center"
            write_cell(sheet, (row, column), value, looks, border=1, align=align, num_format=formats[column])
    sheet.repeat_rows(0, first)
    sheet.freeze_panes(first + 1, 0)
    _set_up_page(sheet)


def _write_line(sheet: Any, row: int, texts: tuple[str, ...], looks: Looks, columns: int) -> None:
    """Write a line above the points in one cell or two, each as wide as half of the columns."""
    look: dict[str, Any] = {"valign": "vcenter", "text_wrap": True}
    ends = [columns] if len(texts) == 1 else [2, columns]
    lines, start = 1, 0
    for text, end in zip(texts, ends, strict=True):
        sheet.merge_range(row, start, row, end - 1, "", looks.of(**look))
        write_cell(sheet, (row, start), text, looks, **look)
        lines = max(lines, -(-display_width(text) // (sum(_WIDTHS[start:end]) - 2)))
        start = end
    sheet.set_row(row, _LINE_POINTS * lines)


def _set_up_page(sheet: Any) -> None:
    sheet.set_paper(_A4)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    sheet.set_footer(f"&C{PAGES.localize(current_language())}")
