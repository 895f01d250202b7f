"""A sheet of a template as it was read: its placeholders, its formulas, and the rows that are repeated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geokit.errors import FormatError, OutputError
from geokit.i18n import Words
from geokit.reports._templates.cells import Marked, marked, runs_of
from geokit.reports._templates.names import REPEATED, Names, Place
from geokit.reports._templates.package import elements, set_text, text_of, whole
from geokit.reports._templates.references import PLACE, Insertion, plain_formula

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.reports._templates.package import Document, Element

_MAX_ROWS: Final = 1_048_576
_MAX_CELLS: Final = 5_000_000

_IN_FORMULA = Words(
    zh="{place} 的公式里有填写项；请把填写项放在单独的单元格，公式引用该单元格",
    en="the formula in {place} has a placeholder in it; put the placeholder into a cell of its own and refer to it",
)
_MIXED = Words(
    zh="{sheet} 第 {row} 行既有地块的填写项，又有台账的填写项；一行只能按一种重复",
    en="row {row} of {sheet} has placeholders of parcels and of the ledger; a row is repeated for one of them",
)
_TOO_MANY = Words(
    zh="工作表“{sheet}”需要 {count} 行，超过 {limit} 行",
    en="the sheet “{sheet}” would take {count} rows, and has {limit}",
)
_MANY_CELLS = Words(
    zh="工作表“{sheet}”的重复行共需 {count} 个单元格（公式按字数计），超过 {limit}；请少填几列，或分批填写",
    en="the repeated rows of “{sheet}” would take {count} cells, formulas counted by their letters, and {limit} are written; "
    "fill fewer columns, or fewer parcels at a time",
)
_NO_ROWS = Words(
    zh="{sheet} 第 {row} 行按“{scope}”重复，但没有可填的行；请给出相应的数据",
    en="row {row} of {sheet} is repeated for “{scope}”, of which there is nothing; give the data for it",
)
_TITLES: Final = {"parcel": Words(zh="地块", en="parcels"), "ledger": Words(zh="台账", en="ledger")}


@dataclass(slots=True)
class Cell:
    """A cell of a template.

    Parameters
    ----------
    element : Element
    column : str
        In letters.
    row : int
    marks : Marked or None
        Its text, where it has placeholders.
    formula : str or None
    """

    element: Element
    column: str
    row: int
    marks: Marked | None = None
    formula: str | None = None


@dataclass(slots=True)
class SheetPlan:
    """A sheet as it was read.

    Parameters
    ----------
    name : str
    document : Document
    rows : dict of int to (Element, list of Cell)
    insertions : list of Insertion
        Its repeated rows, the lowest first.
    scopes : dict of int to str
        By the first row of a block: what it is repeated for.
    """

    name: str
    document: Document
    rows: dict[int, tuple[Element, list[Cell]]] = field(default_factory=dict)
    insertions: list[Insertion] = field(default_factory=list)
    scopes: dict[int, str] = field(default_factory=dict)

    @property
    def has_marks(self) -> bool:
        """Whether any cell has a placeholder."""
        return any(cell.marks for _, cells in self.rows.values() for cell in cells)


def read_sheet(name: str, document: Document, strings: Sequence[Element], names: Names) -> SheetPlan:
    """Return what of a sheet is filled and repeated.

    Raises
    ------
    UnknownNameError
        A placeholder names nothing.
    FormatError
        A placeholder is broken, stands in a formula, or wants an area without its unit.
    """
    plan = SheetPlan(name, document)
    number = 0
    for row in [each for holder in elements(document, "sheetData") for each in elements(holder, "row")]:
        number = whole(row.getAttribute("r") or str(number + 1))
        plan.rows[number] = (row, list(_cells(row, number, name, strings)))
    _write_plain_formulas(plan)
    _find_blocks(plan, names)
    return plan


def _cells(row: Element, number: int, sheet: str, strings: Sequence[Element]) -> Iterator[Cell]:
    at = 0
    for element in [each for each in row.childNodes if getattr(each, "localName", None) == "c"]:
        found = PLACE.fullmatch(element.getAttribute("r"))
        at = _number_of(found[1]) if found else at + 1
        cell = Cell(element, _letters_of(at), number)
        formula = next((each for each in element.childNodes if getattr(each, "localName", None) == "f"), None)
        cell.formula = None if formula is None else text_of(formula)
        place = Place(sheet, f"{cell.column}{number}")
        cell.marks = marked(_runs(element, strings), place) if formula is None else None
        if cell.formula and "{{" in cell.formula:
            raise FormatError(_IN_FORMULA, place=place)
        yield cell


def _runs(cell: Element, strings: Sequence[Element]) -> list[tuple[str, str]]:
    kind = cell.getAttribute("t")
    if kind == "s":
        value = next(iter(elements(cell, "v")), None)
        at = whole(text_of(value)) if value is not None else len(strings)
        return runs_of(strings[at], cell.prefix) if at < len(strings) else []
    inline = next(iter(elements(cell, "is")), None)
    return runs_of(inline, cell.prefix) if inline is not None else []


def _write_plain_formulas(plan: SheetPlan) -> None:
    """Give each cell of a shared formula its own."""
    masters: dict[str, tuple[str, str]] = {}
    for _, cells in plan.rows.values():
        for cell in cells:
            for formula in (
                each for each in cell.element.childNodes if getattr(each, "localName", None) == "f"
            ):
                if formula.getAttribute("t") != "shared":
                    continue
                number, place = formula.getAttribute("si"), f"{cell.column}{cell.row}"
                if cell.formula:
                    masters[number] = (cell.formula, place)
                elif number in masters:
                    cell.formula = plain_formula(*masters[number], place)
                    set_text(formula, cell.formula)
                for attribute in ("t", "si", "ref"):
                    if formula.hasAttribute(attribute):
                        formula.removeAttribute(attribute)


def _find_blocks(plan: SheetPlan, names: Names) -> None:
    scopes: dict[int, str] = {}
    for row in plan.rows:
        repeated = _repeated(plan, row, names)
        if len(repeated) > 1:
            raise FormatError(_MIXED, sheet=plan.name, row=row)
        if repeated:
            scopes[row] = repeated[0]
    for first in [row for row, scope in scopes.items() if scopes.get(row - 1) != scope]:
        last = first
        while scopes.get(last + 1) == scopes[first]:
            last += 1
        copies = names.scopes[scopes[first]].rows
        if copies == 0:
            raise OutputError(_NO_ROWS, sheet=plan.name, row=first, scope=_TITLES[scopes[first]])
        plan.scopes[first] = scopes[first]
        plan.insertions.insert(0, Insertion(plan.name, first, last, copies))
    refuse_many(plan.name, sum(_made(plan, each) for each in plan.insertions))
    end = max(plan.rows, default=0) + sum(each.added for each in plan.insertions)
    if end > _MAX_ROWS:
        raise OutputError(_TOO_MANY, sheet=plan.name, count=end, limit=_MAX_ROWS)


def _repeated(plan: SheetPlan, row: int, names: Names) -> list[str]:
    """Return for what a row is repeated, having looked at each of its placeholders."""
    found = set()
    for name, place in _marks(plan, row):
        names.values_of(name, place)
        found.add(names.scope_of(name))
    for name, place in _marks(plan, row) if "parcel" in found else ():
        names.refuse_bare_sum(name, place)
    return [scope for scope in REPEATED if scope in found]


def _marks(plan: SheetPlan, row: int) -> Iterator[tuple[str, Place]]:
    """Yield the placeholders of a row, each with its cell."""
    for cell in plan.rows[row][1]:
        for name in cell.marks.names if cell.marks else ():
            yield name, Place(plan.name, f"{cell.column}{row}")


def _made(plan: SheetPlan, block: Insertion) -> int:
    """Return how much the copies of a block are, in cells; each letter of a formula takes about as long as a cell."""
    rows = (plan.rows[row][1] for row in range(block.first, block.last + 1))
    return block.copies * sum(1 + len(cell.formula or "") for cells in rows for cell in cells)


def refuse_many(sheet: str, count: int) -> None:
    """Refuse a sheet whose repeated rows would take memory and time without end.

    Raises
    ------
    OutputError
        They have more cells, or ranges of cells, than are written.
    """
    if count > _MAX_CELLS:
        raise OutputError(_MANY_CELLS, sheet=sheet, count=f"{count:,}", limit=f"{_MAX_CELLS:,}")


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters_of(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
