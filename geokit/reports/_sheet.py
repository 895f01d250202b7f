"""A sheet of a workbook: lines, a table with filters and totals, a chart; widths and heights follow from all texts."""

from __future__ import annotations

import math
from datetime import date
from itertools import groupby, pairwise, takewhile
from typing import TYPE_CHECKING, Any, Protocol

from geokit.escape import is_formula
from geokit.reports._cells import NARROWEST, WIDEST, cell_text, decimal_format, fitted_widths
from geokit.reports._pages import Pages, pages_down, pages_of
from geokit.terminal import display_width

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from geokit.i18n import Language
    from geokit.reports._cells import Column, Kind, Style

# The height of a line in points, as high as Chinese letters of any font; what a column leaves free, and what an indent takes.
_LINE_PT, _FREE, _INDENT = 16.5, 1.2, 1.3
# A row of which no height is said, and points on the screen.
_ROW_PT, _PX_OF_PT = 15.0, 96 / 72
# The sign of a filter covers the end of a heading.
_BESIDE_FILTER = 2
# A row is no higher than 409 points.
_MOST_LINES = 24
_HEADING: Style = (("bold", True), ("bottom", 1))
_TOTAL: Style = (("bold", True), ("top", 1))
_SUM: Style = (("bold", True),)
_TITLE: Style = (("bold", True), ("font_size", 14), ("align", "center"), ("valign", "vcenter"))
_TITLE_PT = 24.0
_RULED: Style = (("border", 1),)
_MIDDLE: Style = (("align", "center"), ("valign", "vcenter"))
_GROUP: Style = (("bold", True), ("bottom", 1), ("align", "center"))


class Look(Protocol):
    """What gives a cell its format: :meth:`Workbook.look`."""

    def __call__(self, kind: Kind = "text", style: Style = (), *, is_guarded: bool = False) -> Format:
        """Return the format of a kind of value in a style."""


def _beside_figures(heads: Sequence[Column]) -> set[int]:
    """Return which columns of text stand right of figures, on the sheet as it opens."""
    shown = [(at, head) for at, head in enumerate(heads) if not head.is_detail]
    return {at for (_, left), (at, head) in pairwise(shown) if head.kind == "text" and left.kind != "text"}


class Sheet:
    """A sheet that is filled from top to bottom."""

    def __init__(self, look: Look, page: Worksheet, language: Language, room: float, tall: float) -> None:
        self._look = look
        self._page = page
        self._language = language
        self._room, self._tall = room, tall
        self._row = 0
        self._last = 0
        self._head_rows = 1
        self._title, self._title_row = "", 0
        self._ruled: Style = ()
        self._widths: dict[int, int] = {}
        self._heads: list[Column] = []
        self._is_filtered = False
        # Columns of text beside a column of figures, which would touch it.
        self._indented: set[int] = set()
        self._lines: list[tuple[int, str, Style]] = []
        # Of text that may take more than one line: row, column, columns of letters.
        self._long: list[tuple[int, int, int]] = []
        # How rows are folded.
        self._rows: dict[int, dict[str, Any]] = {}
        self._heights_pt: dict[int, float] = {}

    def line(self, text: str, *, bold: bool = False) -> None:
        """Write a line of text over the table's columns, broken where they end."""
        self._lines.append((self._row, cell_text(text), (("bold", bold),)))
        self._row += 1

    def table(
        self,
        heads: Sequence[Column],
        rows: Iterable[Sequence[object]],
        *,
        total: Sequence[object] | None = None,
        colours: Mapping[Any, str] | None = None,
        members: Mapping[int, Sequence[Sequence[object]]] | None = None,
        sums: Container[int] = (),
    ) -> None:
        """Write a table with headings, and with a row of totals below a line.

        Parameters
        ----------
        heads : sequence of Column
        rows : iterable of sequence
            Text, whole numbers, or Decimals as they are printed; None is an empty cell.
        total : sequence, optional
            The last row.
        colours : mapping, optional
            The background of cells whose text is one of these.
        members : mapping of int to sequence, optional
            Rows that are folded beneath one of `rows`, by its position, until they are asked for.
        sums : container of int, optional
            Which of `rows` are sums of others, by their positions.
        """
        self._heads = list(heads)
        if self._title:
            self._page.set_row(self._row, _TITLE_PT)
            self._heights_pt[self._row] = _TITLE_PT
            self._title_row = self._row
            self._row += 1
        # Headings over several columns are written when it is known which columns are on one page.
        if any(head.group for head in heads):
            self._row += 1
        self._indented = set() if self._ruled else _beside_figures(heads)
        self._reserve_headings(heads)
        self._head_rows = self._row
        if members:
            # The sign that unfolds them stands beside the row that they belong to, above them.
            self._page.outline_settings(True, False, True, False)  # noqa: FBT003 - positions alone
        for at, row in enumerate(rows):
            folded = (members or {}).get(at, ())
            self._rows[self._row] = {"collapsed": True} if folded else {}
            self._cells(heads, row, colours or {}, _SUM if at in sums else ())
            for member in folded:
                self._rows[self._row] = {"level": 1, "hidden": True}
                self._cells(heads, member, {})
        self._last = self._row - 1
        if total is not None:
            self._cells(heads, total, {}, _TOTAL)

    def rule(self, title: str) -> None:
        """Make the sheet a form: a title above the table, and lines round all cells."""
        self._title, self._ruled = title, _RULED

    def _across(self, row: int, first: int, last: int, text: str, look: Format) -> None:
        if last > first:
            self._page.merge_range(row, first, row, last, "", look)
        self._page.write_string(row, first, cell_text(text), look)

    def _write_title(self, pages: Pages) -> None:
        if self._title:
            start = pages.naming if pages.breaks else 0
            for first, last in pages.spans(start, len(self._heads) - 1):
                self._across(self._title_row, first, last, self._title, self._look(style=_TITLE))

    def _reserve_headings(self, heads: Sequence[Column]) -> None:
        for at, head in enumerate(heads):
            text = head.heading.localize(self._language)
            # Bold, and clear of the sign of a filter.
            room = text if self._ruled or head.kind == "text" else text + " " * (_BESIDE_FILTER + 2)
            self._widen(at, room)
            self._note_length(at, room)
        self._row += 1

    def _write_headings(self) -> None:
        """Write the headings; of a form each stands in the middle of its box, through both rows where it has no group."""
        grouped = any(head.group for head in self._heads)
        last = self._head_rows - 1
        for at, head in enumerate(self._heads):
            look = self._look(style=_HEADING + self._ruled + self._placed(at, head))
            top = last - 1 if self._ruled and grouped and head.group is None else last
            if top < last:
                self._page.merge_range(top, at, last, at, "", look)
            self._page.write_string(top, at, head.heading.localize(self._language), look)

    def _placed(self, at: int, head: Column) -> Style:
        """Return where a heading stands: above its figures, which end on the right."""
        if self._ruled:
            return _MIDDLE
        if head.kind == "text":
            return self._indent(at)
        return (("align", "right"), ("indent", _BESIDE_FILTER if self._is_filtered else 0))

    def _indent(self, at: int) -> Style:
        return (("align", "left"), ("indent", 1)) if at in self._indented else ()

    def _write_groups(self, pages: Pages) -> None:
        """Write the headings above headings, each once over its columns on a page."""
        look, at = self._look(style=_GROUP + self._ruled), 0
        for group, same in groupby(head.group for head in self._heads):
            wide = len(list(same))
            if group is not None:
                for first, last in pages.spans(at, at + wide - 1):
                    self._across(self._head_rows - 2, first, last, group.localize(self._language), look)
            at += wide

    def _on_pages(self, widths: Mapping[int, int]) -> Pages:
        """Return the pages of a form that one page holds only in letters too small to read; else the one."""
        one = Pages(1.0, 0, ())
        if not self._ruled or not self._heads:
            return one
        named = len(list(takewhile(lambda head: head.kind == "text", self._heads)))
        columns = [widths.get(at, NARROWEST) for at in range(len(self._heads))]
        pages = pages_of(columns, max(1, named), self._room)
        if pages is None:
            return one
        self._page.set_print_scale(round(pages.scale * 100))
        self._page.set_v_pagebreaks(list(pages.breaks))
        self._page.repeat_columns(0, pages.naming - 1)
        return pages

    def filter_and_freeze(self, heads: Sequence[Column], *, frozen: int = 0) -> None:
        """Give the table above, which stands at the top, filters and headings that stay when it is scrolled.

        The row of totals is not sorted with the others.
        """
        self.freeze(frozen=frozen)
        self._is_filtered = True
        self._page.autofilter(0, 0, max(self._last, 1), len(heads) - 1)

    def freeze(self, *, frozen: int = 0) -> None:
        """Keep the headings when the sheet is scrolled, and on every printed page.

        Without filters: sorting would tear folded rows from the one that they belong to.
        """
        self._page.freeze_panes(self._head_rows, frozen)
        self._page.repeat_rows(0, self._head_rows - 1)

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
        pages = self._on_pages(widths)
        self._write_title(pages)
        self._write_headings()
        self._write_groups(pages)
        shown = [
            at for at in widths if not self._is_detail(at) and at < min([*pages.breaks, len(widths)])
        ] or [0]
        for row, text, style in self._lines:
            look = self._look(style=style)
            # What stands in the columns that are on each page would be begun again on each.
            self._across(row, pages.naming, shown[-1], text, look)
            across = sum(widths.get(at, NARROWEST) for at in shown[pages.naming :])
            self._heighten(row, display_width(text), across)
        heights: dict[int, float] = {}
        for row, at, length in self._long:
            free = widths[at] - _FREE - (_INDENT if at in self._indented else 0)
            heights[row] = max(heights.get(row, 1), length / free)
        for row, lines in heights.items():
            self._heighten(row, lines, 1)
        for row, options in self._rows.items():
            if options and row not in self._heights_pt:
                self._page.set_row(row, None, None, options)
        if self._ruled and not pages.breaks:
            self._fit_down([widths.get(at, NARROWEST) for at in range(len(self._heads))])

    def _fit_down(self, widths: Sequence[int]) -> None:
        """Keep the few lines below a form from a page of their own."""
        height_pt = sum(self._heights_pt.values()) + _ROW_PT * (self._row - len(self._heights_pt))
        down = pages_down(height_pt * _PX_OF_PT, widths, self._room, self._tall)
        self._page.fit_to_pages(1, down)

    def _heighten(self, row: int, length: float, room: float) -> None:
        lines = min(math.ceil(length / room), _MOST_LINES)
        if lines > 1:
            self._heights_pt[row] = lines * _LINE_PT
            self._page.set_row(row, self._heights_pt[row], None, self._rows.get(row, {}))

    def _is_detail(self, at: int) -> bool:
        return at < len(self._heads) and self._heads[at].is_detail

    def _set_columns(self, widths: Mapping[int, int]) -> None:
        """Set widths; columns of details are folded, and the next one has the sign that unfolds them."""
        for at in [*widths, len(widths)]:
            options: dict[str, Any] = {"level": 1, "hidden": True} if self._is_detail(at) else {}
            if not self._is_detail(at) and at and self._is_detail(at - 1):
                options["collapsed"] = True
            if at in widths or options:
                self._page.set_column(at, at, widths.get(at, NARROWEST), None, options)

    def _note_length(self, at: int, text: str) -> None:
        # No letter takes more than two columns.
        if 2 * len(text) <= NARROWEST or self._is_detail(at):
            return
        length = display_width(text)
        if length > NARROWEST:
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
        plain = style + self._ruled
        for at, (head, value) in enumerate(zip(heads, values, strict=True)):
            # The line above a total goes through.
            if value is None and not plain:
                continue
            own = (*style, ("bg_color", colours[value]), *self._ruled) if value in colours else plain
            self._cell(at, head.kind, value, own)
        self._row += 1

    def _cell(self, at: int, kind: Kind, value: Any, style: Style) -> None:
        if isinstance(value, str):
            text = cell_text(value)
            # Typed into again, such text would become a formula; the mark keeps it text.
            look = self._look("text", style + self._indent(at), is_guarded=is_formula(text))
            self._page.write_string(self._row, at, text, look)
            self._widen(at, text)
            self._note_length(at, text)
        elif isinstance(value, date):
            self._page.write_datetime(self._row, at, value, self._look(kind, style))
            self._widen(at, value.isoformat())
        elif value is not None:
            style = (*style, ("num_format", decimal_format(value))) if kind == "printed" else style
            self._page.write_number(self._row, at, float(value), self._look(kind, style))
            self._widen(at, f"{value:,}")
        else:
            self._page.write_blank(self._row, at, None, self._look(style=style))

    def _widen(self, at: int, text: str) -> None:
        known = self._widths.get(at, 0)
        # No letter takes more than two columns.
        if known < min(WIDEST, 2 * len(text)):
            self._widths[at] = max(known, min(display_width(text[:WIDEST]), WIDEST))
