"""A workbook whose text is text and whose bytes are the same each time: tables with headings, filters, totals."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from geokit.escape import is_formula, printable
from geokit.terminal import display_width, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from geokit.i18n import Language, Words

Kind = Literal["text", "count", "m2", "ha", "mu", "m", "deg"]
Style: TypeAlias = tuple[tuple[str, Any], ...]

# What a cell of Excel holds, and what its header may say.
_LONGEST_CELL = 32_767
_LONGEST_HEADER = 200
_NUMBERS: dict[Kind, str] = {
    "count": "#,##0",
    "m2": "#,##0.00",
    "ha": "#,##0.0000",
    "mu": "#,##0.000",
    "m": "#,##0.00",
    "deg": "0.0",
}
_WIDEST, _NARROWEST = 60, 8
# So many columns of letters stand on A4, landscape, in a size that can be read; text that is wider is broken.
_ON_PAPER, _LEAST_TEXT = 128, 14
# Excel's own height of a line, in points, and what it leaves free in a column.
_LINE_PT, _FREE = 15.0, 1.2
_MOST_LINES = 27
_A4 = 9
_HEADING: Style = (("bold", True), ("bottom", 1))
_TOTAL: Style = (("bold", True), ("top", 1))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    heading : Words
    kind : str
        What its cells hold. Areas have two, four and three decimals.
    is_detail : bool
        Whether it is folded away until it is asked for: a sheet of paper has room for seven columns that can be read.
    """

    heading: Words
    kind: Kind = "text"
    is_detail: bool = False


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
        import xlsxwriter

        self._file = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._file, options)
        self._marks = [printable(mark) for mark in marks]
        self._language = language
        created = datetime.combine(day, time(), tzinfo=UTC)
        self._book.set_properties({"title": cell_text(title), "created": created, "author": "geokit"})
        self._looks: dict[tuple[Kind, Style, bool], Format] = {}
        self._sheets: list[Sheet] = []

    def sheet(self, name: Words) -> Sheet:
        """Add a sheet."""
        page = self._book.add_worksheet(name.localize(self._language))
        page.set_paper(_A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        # An ampersand is a command in a header.
        header = shortened("  ".join(self._marks), _LONGEST_HEADER // 2).replace("&", "&&")
        if header:
            page.set_header(f"&L{header}")
        page.set_footer("&C&P / &N")
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        self._sheets.append(Sheet(self, page, self._language))
        return self._sheets[-1]

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


class Sheet:
    """A sheet that is filled from top to bottom."""

    def __init__(self, book: Workbook, page: Worksheet, language: Language) -> None:
        self._book = book
        self._page = page
        self._language = language
        self._row = 0
        self._last = 0
        self._widths: dict[int, int] = {}
        self._heads: list[Column] = []
        self._lines: list[tuple[int, str, Style]] = []
        # Of text that may take more than one line: row, column, columns of letters.
        self._long: list[tuple[int, int, int]] = []
        # How rows are folded.
        self._rows: dict[int, dict[str, Any]] = {}
        self._heightened: set[int] = set()

    def line(self, text: str, *, bold: bool = False) -> None:
        """Write a line of text over the table's columns, broken where they end."""
        self._lines.append((self._row, cell_text(text), (("bold", bold),)))
        self._row += 1

    def table(
        self,
        heads: Sequence[Column],
        rows: Sequence[Sequence[object]],
        *,
        total: Sequence[object] | None = None,
        colours: Mapping[Any, str] | None = None,
        members: Mapping[int, Sequence[Sequence[object]]] | None = None,
    ) -> None:
        """Write a table with headings, and with a row of totals below a line.

        Parameters
        ----------
        heads : sequence of Column
        rows : sequence of sequence
            Text, whole numbers, or Decimals as they are printed; None is an empty cell.
        total : sequence, optional
            The last row.
        colours : mapping, optional
            The background of cells whose text is one of these.
        members : mapping of int to sequence, optional
            Rows that are folded beneath one of `rows`, by its position, until they are asked for.
        """
        first = self._row
        self._heads = list(heads)
        heading = self._book.look(style=_HEADING)
        for at, head in enumerate(heads):
            text = head.heading.localize(self._language)
            self._page.write_string(first, at, text, heading)
            self._widen(at, text)
            self._note_length(at, text)
        self._row += 1
        if members:
            # The sign that unfolds them stands beside the row that they belong to, above them.
            self._page.outline_settings(True, False, True, False)  # noqa: FBT003 - positions alone
        for at, row in enumerate(rows):
            folded = (members or {}).get(at, ())
            self._rows[self._row] = {"collapsed": True} if folded else {}
            self._cells(heads, row, colours or {})
            for member in folded:
                self._rows[self._row] = {"level": 1, "hidden": True}
                self._cells(heads, member, {})
        self._last = self._row - 1
        if total is not None:
            self._cells(heads, total, {}, _TOTAL)

    def filter_and_freeze(self, heads: Sequence[Column], *, frozen: int = 0) -> None:
        """Give the table above, which stands at the top, filters and headings that stay when it is scrolled.

        The row of totals is not sorted with the others.
        """
        self.freeze(frozen=frozen)
        self._page.autofilter(0, 0, max(self._last, 1), len(heads) - 1)

    def freeze(self, *, frozen: int = 0) -> None:
        """Keep the headings when the sheet is scrolled, and on every printed page.

        Without filters: sorting would tear folded rows from the one that they belong to.
        """
        self._page.freeze_panes(1, frozen)
        self._page.repeat_rows(0)

    def place(self, chart: Any, description: str) -> None:
        """Put a chart below what is written; `description` says the same in words, for who does not see it."""
        place = {"description": cell_text(description), "object_position": 2}
        self._page.insert_chart(self._row + 1, 0, chart, place)

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return str(self._page.get_name())

    @property
    def row(self) -> int:
        """The row that is written next."""
        return self._row

    def finish(self) -> None:
        """Set widths and heights when all is written: both follow from all texts."""
        widths = fitted_widths(self._widths, [at for at in self._widths if not self._is_detail(at)])
        self._set_columns(widths)
        shown = [at for at in widths if not self._is_detail(at)] or [0]
        for row, text, style in self._lines:
            look = self._book.look(style=style)
            if shown[-1] > 0:
                self._page.merge_range(row, 0, row, shown[-1], "", look)
            self._page.write_string(row, 0, text, look)
            room = sum(widths.get(at, _NARROWEST) for at in shown)
            self._heighten(row, display_width(text), room)
        heights: dict[int, float] = {}
        for row, at, length in self._long:
            heights[row] = max(heights.get(row, 1), length / (widths[at] - _FREE))
        for row, lines in heights.items():
            self._heighten(row, lines, 1)
        for row, options in self._rows.items():
            if options and row not in self._heightened:
                self._page.set_row(row, None, None, options)

    def _heighten(self, row: int, length: float, room: float) -> None:
        lines = min(math.ceil(length / room), _MOST_LINES)
        if lines > 1:
            self._page.set_row(row, lines * _LINE_PT, None, self._rows.get(row, {}))
            self._heightened.add(row)

    def _is_detail(self, at: int) -> bool:
        return at < len(self._heads) and self._heads[at].is_detail

    def _set_columns(self, widths: Mapping[int, int]) -> None:
        """Set widths; columns of details are folded, and the next one has the sign that unfolds them."""
        for at in [*widths, len(widths)]:
            options: dict[str, Any] = {"level": 1, "hidden": True} if self._is_detail(at) else {}
            if not self._is_detail(at) and at and self._is_detail(at - 1):
                options["collapsed"] = True
            if at in widths or options:
                self._page.set_column(at, at, widths.get(at, _NARROWEST), None, options)

    def _note_length(self, at: int, text: str) -> None:
        length = display_width(text)
        if length > _NARROWEST and not self._is_detail(at):
            self._long.append((self._row, at, length))

    def skip(self) -> None:
        """Leave a row empty."""
        self._row += 1

    def _cells(
        self,
        heads: Sequence[Column],
        values: Sequence[object],
        colours: Mapping[Any, str],
        style: Style = (),
    ) -> None:
        for at, (head, value) in enumerate(zip(heads, values, strict=True)):
            colour = (("bg_color", colours[value]),) if value in colours else ()
            self._cell(at, head.kind, value, style + colour)
        self._row += 1

    def _cell(self, at: int, kind: Kind, value: Any, style: Style) -> None:
        if isinstance(value, str):
            text = cell_text(value)
            # Typed into again, such text would become a formula; the mark keeps it text.
            look = self._book.look("text", style, is_guarded=is_formula(text))
            self._page.write_string(self._row, at, text, look)
            self._widen(at, text)
            self._note_length(at, text)
        elif value is not None:
            self._page.write_number(self._row, at, float(value), self._book.look(kind, style))
            self._widen(at, f"{value:,}")

    def _widen(self, at: int, text: str) -> None:
        known = self._widths.get(at, 0)
        # No letter takes more than two columns.
        if known < min(_WIDEST, 2 * len(text)):
            self._widths[at] = max(known, min(display_width(text[:_WIDEST]), _WIDEST))


def fitted_widths(letters: Mapping[int, int], shown: Sequence[int]) -> dict[int, int]:
    """Return the widths of columns: those of text become narrower until what is shown fits the paper.

    Parameters
    ----------
    letters : mapping of int to int
        How many columns of letters the longest text of each column takes.
    shown : sequence of int
        The columns that are printed.

    Examples
    --------
    >>> fitted_widths({0: 4, 1: 60, 2: 60, 3: 60}, [0, 1, 2])
    {0: 8, 1: 60, 2: 60, 3: 60}
    >>> fitted_widths({0: 60, 1: 60, 2: 60}, [0, 1, 2])
    {0: 42, 1: 42, 2: 42}
    """
    wanted = {at: min(max(width + 2, _NARROWEST), _WIDEST) for at, width in sorted(letters.items())}
    most = _WIDEST
    while most > _LEAST_TEXT and sum(min(wanted[at], most) for at in shown) > _ON_PAPER:
        most -= 1
    return {at: min(width, most) if at in shown else width for at, width in wanted.items()}


def cell_text(text: str) -> str:
    """Return text as a cell can hold it.

    Examples
    --------
    >>> cell_text("<r>12</r>"), len(cell_text("x" * 40_000))
    (' <r>12</r>', 32766)
    """
    shown = shortened(printable(text), _LONGEST_CELL - 1)
    # XlsxWriter takes such a text for markup of its own.
    return f" {shown}" if shown.startswith("<r>") else shown


def total_of(values: Sequence[Decimal | int | None]) -> Decimal | int:
    """Return the sum of what is printed; an empty cell adds nothing.

    Examples
    --------
    >>> from decimal import Decimal
    >>> total_of([Decimal("0.33"), None, Decimal("0.34")])
    Decimal('0.67')
    """
    return sum(value for value in values if value is not None)
