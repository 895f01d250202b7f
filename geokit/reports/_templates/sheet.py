"""A sheet of a template filled: values in its cells, rows in as many copies as there are parcels, all below moved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from geokit.escape import xml_text
from geokit.reports._templates.cells import Written, marked, shown
from geokit.reports._templates.names import REPEATED, Names, Place, normal
from geokit.reports._templates.package import Raw, elements, quoted, set_text, text_of, whole, written
from geokit.reports._templates.plan import refuse_many
from geokit.reports._templates.references import (
    PLACE,
    Insertion,
    copied_range,
    moved_formula,
    moved_range,
    repeated_range,
    stays_on_first,
)
from geokit.reports._templates.sums import ColumnSums

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.reports._templates.package import Document, Element
    from geokit.reports._templates.plan import Cell, SheetPlan

_SUM: Final = re.compile(r"SUM\(\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})\)", re.IGNORECASE)
# The shortest range is B5, with the blank behind it; to copy one takes as long as some cells.
_RANGE_LETTERS, _RANGE_CELLS = 3, 20
_FORMULAS: Final = frozenset({"formula", "formula1", "formula2", "f"})
_TOP: Final = frozenset({"topLeftCell", "activeCell"})


@dataclass(frozen=True, slots=True)
class Moves:
    """All rows that are inserted in a workbook, the lowest of each sheet first."""

    insertions: Sequence[Insertion]

    def formula(
        self, text: str, home: str, copied: tuple[Insertion, int, str] | None = None, *, is_list: bool = False
    ) -> str:
        """Return a formula as it stands in the result; `copied` is the block that it is in, which copy, and its column."""
        for each in self.insertions:
            copy, column = copied[1:] if copied and each is copied[0] else (None, None)
            text = moved_formula(text, home, each, copy=copy, column=column, is_list=is_list)
        return text

    def stays_on_first(self, text: str, home: str, *, is_list: bool = False) -> bool:
        """Tell whether a formula outside the repeated rows sees some of them in their first copy only."""
        return any(stays_on_first(text, home, each, is_list=is_list) for each in self.insertions)

    def of(self, sheet: str) -> list[Insertion]:
        """Return the rows that are inserted in one sheet."""
        return [each for each in self.insertions if each.sheet == sheet]

    def row(self, sheet: str, row: int) -> int:
        """Return where a row comes to stand."""
        for each in self.of(sheet):
            row = each.row(row)
        return row

    def ranges(self, sheet: str, text: str, *, repeated: bool = False) -> str:
        """Return ranges of a sheet as they are in the result; `repeated` ones are in each copy of a row."""
        for each in self.of(sheet):
            refuse_many(sheet, _RANGE_CELLS * (len(text) // _RANGE_LETTERS) * each.copies)
            text = repeated_range(text, each) if repeated else moved_range(text, each)
        return text


class SheetFilling:
    """Fills one sheet."""

    def __init__(self, plan: SheetPlan, names: Names, moves: Moves) -> None:
        self._plan, self._names, self._moves = plan, names, moves
        self._sums = ColumnSums()
        self._formulas: list[tuple[Element, str]] = []
        self._used_in_margins: set[str] = set()
        self._values: dict[str, tuple[list[Any], bool]] = {}

    def fill(self) -> set[str]:
        """Fill, repeat and move, in the document itself; return the names that its headers and footers use."""
        blocks = {row: each for each in self._plan.insertions for row in range(each.first, each.last + 1)}
        for number, (row, cells) in self._plan.rows.items():
            block = blocks.get(number)
            if block is None:
                self._fill_row(row, cells, number)
            elif number == block.first:
                self._repeat(block)
        for block in self._plan.insertions:
            for number in range(block.first, block.last + 1):
                row = self._plan.rows[number][0]
                row.parentNode.removeChild(row)
        for element, formula in self._formulas:
            self._keep_sum(element, formula)
        self._move_rest()
        return self._used_in_margins

    def _fill_row(self, row: Element, cells: list[Cell], number: int) -> None:
        there = self._moves.row(self._plan.name, number)
        row.setAttribute("r", str(there))
        for cell in cells:
            cell.element.setAttribute("r", f"{cell.column}{there}")
            if cell.marks:
                made = Raw()
                made.data = self._filled(cell, there, 0)
                row.replaceChild(made, cell.element)
            elif cell.formula is not None:
                self._move_formula(cell, there)
            else:
                self._note_number(cell, there)

    def _move_formula(self, cell: Cell, there: int) -> None:
        self._sums.add_computed(cell.column, there)
        formula = self._moves.formula(cell.formula or "", self._plan.name)
        for child in list(cell.element.childNodes):
            if getattr(child, "localName", None) == "v":
                cell.element.removeChild(child)
            elif getattr(child, "localName", None) == "f":
                set_text(child, formula)
                if child.hasAttribute("ref"):
                    child.setAttribute("ref", self._moves.ranges(self._plan.name, child.getAttribute("ref")))
        if cell.element.hasAttribute("t"):
            cell.element.removeAttribute("t")
        self._formulas.append((cell.element, formula))

    def _note_number(self, cell: Cell, there: int) -> None:
        value = next(iter(elements(cell.element, "v")), None)
        if value is not None and cell.element.getAttribute("t") in ("", "n"):
            self._sums.add(cell.column, there, text_of(value))

    def _repeat(self, block: Insertion) -> None:
        """Put the copies of a block before it."""
        first = self._plan.rows[block.first][0]
        pieces = []
        for copy in range(block.copies):
            for number in range(block.first, block.last + 1):
                above = number + copy * block.height
                there = self._above(block, above)
                row, cells = self._plan.rows[number]
                pieces.append(self._copied(row, cells, there, (block, copy)))
        made = Raw()
        made.data = "".join(pieces)
        first.parentNode.insertBefore(made, first)

    def _above(self, block: Insertion, row: int) -> int:
        """Return where a row of a copy comes to stand by what is inserted above the block."""
        return row + sum(each.added for each in self._plan.insertions if each.last < block.first)

    def _copied(self, row: Element, cells: list[Cell], there: int, where: tuple[Insertion, int]) -> str:
        attributes = "".join(
            f' {name}="{quoted(value)}"' for name, value in row.attributes.items() if name != "r"
        )
        inner = "".join(self._copied_cell(cell, there, where) for cell in cells)
        return f'<{row.tagName} r="{there}"{attributes}>{inner}</{row.tagName}>'

    def _copied_cell(self, cell: Cell, there: int, where: tuple[Insertion, int]) -> str:
        if cell.marks:
            return self._filled(cell, there, where[1])
        cell.element.setAttribute("r", f"{cell.column}{there}")
        if cell.formula is None:
            self._note_number(cell, there)
            return "".join(written(cell.element))
        self._sums.add_computed(cell.column, there)
        formula = self._moves.formula(cell.formula, self._plan.name, (*where, cell.column))
        dot = _prefix(cell.element)
        return (
            f'<{dot}c r="{cell.column}{there}"{_style(cell.element)}>'
            f"<{dot}f>{quoted(formula)}</{dot}f></{dot}c>"
        )

    def _filled(self, cell: Cell, there: int, copy: int) -> str:
        place, style = f"{cell.column}{there}", _style(cell.element)
        writer, marks = Written(_prefix(cell.element)), cell.marks
        at = Place(self._plan.name, f"{cell.column}{cell.row}")

        def value_of(name: str) -> Any:
            values, is_repeated = self._values_of(name, at)
            return values[copy] if is_repeated else values[0]

        if marks is None or not marks.is_alone:
            return writer.rich(place, style, marks.filled(value_of) if marks else [])
        value = value_of(marks.names[0])
        if isinstance(value, str):
            return writer.rich(place, style, marks.filled(value_of))
        if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
            self._sums.add(cell.column, there, str(value))
        return writer.cell(place, style, value)

    def _values_of(self, name: str, at: Place) -> tuple[list[Any], bool]:
        """Return what a placeholder stands for, and whether it is one value a row; looked up once, not in each row."""
        if name not in self._values:
            values = self._names.values_of(name, at)
            self._values[name] = values, self._names.scope_of(name) in REPEATED
        return self._values[name]

    def _keep_sum(self, element: Element, formula: str) -> None:
        """Write beside a plain sum what it comes to, for programs that show a workbook and do not calculate."""
        found = _SUM.fullmatch(formula)
        if not found or found[1].upper() != found[3].upper():
            return
        total = self._sums.of(found[1].upper(), int(found[2]), int(found[4]))
        if total is None:
            return
        value = element.ownerDocument.createElement(f"{_prefix(element)}v")
        set_text(value, format(total, "f"))
        element.appendChild(value)

    def _move_rest(self) -> None:
        """Move what refers to cells: merged ones, conditional formats, validations, breaks, the view."""
        sheet, moves = self._plan.name, self._moves
        for element in list(_outside_cells(self._plan.document)):
            if element.localName == "mergeCells":
                _repeat_merged(element, sheet, self._plan.insertions)
            elif element.localName == "brk":
                row = whole(element.getAttribute("id") or "0")
                is_row = element.parentNode.localName == "rowBreaks"
                element.setAttribute("id", str(moves.row(sheet, row + 1) - 1 if is_row else row))
            if element.localName in _FORMULAS and element.firstChild is not None:
                set_text(element, moves.formula(text_of(element), sheet))
            elif element.localName == "sqref" and element.firstChild is not None:
                set_text(element, moves.ranges(sheet, text_of(element), repeated=True))
            for name in ("ref", "sqref", *_TOP):
                if element.hasAttribute(name) and element.localName != "mergeCell":
                    _move_attribute(element, name, moves, sheet)
            if element.localName in (
                "oddHeader",
                "oddFooter",
                "evenHeader",
                "evenFooter",
                "firstHeader",
                "firstFooter",
            ):
                self._fill_margin(element)

    def _fill_margin(self, element: Element) -> None:
        """Fill the placeholders of a header or footer, where an ampersand is a command."""
        place = Place(self._plan.name, "")
        marks = marked([("", text_of(element))], place)
        if marks:
            filled = marks.filled(
                lambda name: xml_text(shown(self._names.values_of(name, place)[0])).replace("&", "&&")
            )
            set_text(element, filled[0][1])
            self._used_in_margins |= {normal(name) for name in marks.names}


def _move_attribute(element: Element, name: str, moves: Moves, sheet: str) -> None:
    value = element.getAttribute(name)
    if name not in _TOP:
        is_kept = name == "sqref" and element.localName != "selection"
        element.setAttribute(name, moves.ranges(sheet, value, repeated=is_kept))
    elif found := PLACE.fullmatch(value):
        element.setAttribute(name, f"{found[1]}{moves.row(sheet, int(found[2]))}")


def _outside_cells(parent: Document | Element) -> Iterator[Element]:
    for element in parent.childNodes:
        if getattr(element, "localName", None) in (None, "sheetData"):
            continue
        yield element
        yield from _outside_cells(element)


def _repeat_merged(holder: Element, sheet: str, insertions: Sequence[Insertion]) -> None:
    """Move merged cells; those within a block are merged in each of its copies."""
    ranges = [each.getAttribute("ref") for each in elements(holder, "mergeCell")]
    refuse_many(sheet, _RANGE_CELLS * len(ranges) * max((each.copies for each in insertions), default=1))
    for insertion in insertions:
        ranges = [made for each in ranges for made in _copies_of(each, insertion)]
    merged = elements(holder, "mergeCell")
    for each in merged:
        holder.removeChild(each)
    made = Raw()
    made.data = "".join(f'<{_prefix(holder)}mergeCell ref="{quoted(each)}"/>' for each in ranges)
    holder.appendChild(made)
    holder.setAttribute("count", str(len(ranges)))


def _copies_of(merged: str, insertion: Insertion) -> list[str]:
    rows = [int(number) for _, number in PLACE.findall(merged)]
    if not all(map(insertion.holds, rows)):
        return [moved_range(merged, insertion)]
    return [copied_range(merged, insertion, copy) for copy in range(insertion.copies)]


def _prefix(element: Element) -> str:
    return f"{element.prefix}:" if element.prefix else ""


def _style(element: Element) -> str:
    style = element.getAttribute("s")
    return f' s="{style}"' if style else ""
