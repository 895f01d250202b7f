"""A workbook whose text is text and whose bytes are the same each time: tables with headings, filters, totals."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from geokit.escape import WORKBOOK_OPTIONS, printable
from geokit.libraries import require
from geokit.reports._cells import Column, cell_text, fitted_widths, total_of
from geokit.reports._pages import room_px, tall_px
from geokit.reports._sheet import Sheet
from geokit.terminal import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

    from geokit.i18n import Language, Words
    from geokit.reports._cells import Kind, Style

__all__ = ["Column", "Sheet", "Workbook", "cell_text", "fitted_widths", "total_of"]

# What a header may say.
_LONGEST_HEADER = 200
# Excel's, for the name of a sheet.
_LONGEST_NAME, _NOT_IN_A_NAME = 31, re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NUMBERS: dict[Kind, str] = {
    "count": "#,##0",
    "m2": "#,##0.00",
    "ha": "#,##0.0000",
    "mu": "#,##0.000",
    "m": "#,##0.00",
    "deg": "0.0",
    "printed": "#,##0",
    "date": "yyyy-mm-dd",
}
_A4, _A3 = 9, 8


class Workbook:
    """A workbook in memory.

    Parameters
    ----------
    title : str
        The document's title.
    marks : sequence of str
        Stand in the header of every printed page.
    day : date
        The date of the document: that of the audit, not of writing.
    language : {"zh", "en"}
    """

    def __init__(self, title: str, marks: Sequence[str], day: date, language: Language) -> None:
        require("xlsxwriter")
        import xlsxwriter

        self._file = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._file, WORKBOOK_OPTIONS)
        self._marks = [printable(mark) for mark in marks]
        self._language = language
        created = datetime.combine(day, time(), tzinfo=UTC)
        self._book.set_properties({"title": cell_text(title), "created": created, "author": "geokit"})
        self._looks: dict[tuple[Kind, Style, bool], Format] = {}
        self._sheets: list[Sheet] = []

    def sheet(self, name: Words, *, is_wide: bool = False) -> Sheet:
        """Add a sheet; a wide one is printed on A3, a form that is wider yet on pages side by side."""
        page = self._book.add_worksheet(self._free_name(name.localize(self._language)))
        page.set_paper(_A3 if is_wide else _A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        # An ampersand is a command in a header.
        header = shortened("  ".join(self._marks), _LONGEST_HEADER // 2).replace("&", "&&")
        if header:
            page.set_header(f"&L{header}")
        page.set_footer("&C&P / &N")
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        room, tall = room_px(is_wide=is_wide), tall_px(is_wide=is_wide)
        self._sheets.append(Sheet(self.look, page, self._language, room, tall))
        return self._sheets[-1]

    def _free_name(self, title: str) -> str:
        """Return a title as Excel takes it for a sheet, and as no sheet is called yet."""
        bare = " ".join(_NOT_IN_A_NAME.sub(" ", title).split()).strip(" '")[:_LONGEST_NAME].strip(" '") or "1"
        taken = {sheet.get_name().casefold() for sheet in self._book.worksheets()}
        names = (bare, *(f"{bare[: _LONGEST_NAME - 5]} ({number})" for number in range(2, 100)))
        return next(name for name in names if name.casefold() not in taken)

    def bar_chart(self) -> Any:
        """Return a chart of stacked bars, for :meth:`Sheet.place`."""
        return self._book.add_chart({"type": "bar", "subtype": "stacked"})

    def look(self, kind: Kind = "text", style: Style = (), *, is_guarded: bool = False) -> Format:
        """Return a cell format, made once."""
        key = (kind, style, is_guarded)
        if key not in self._looks:
            own = {"num_format": _NUMBERS[kind]} if kind in _NUMBERS else {"text_wrap": True}
            guard = {"quote_prefix": True} if is_guarded else {}
            self._looks[key] = self._book.add_format({"valign": "top", **own, **guard, **dict(style)})
        return self._looks[key]

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        for sheet in self._sheets:
            sheet.finish()
        self._book.close()
        return self._file.getvalue()
