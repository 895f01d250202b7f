"""References to cells, moved as Excel moves them when rows are inserted.

A row that is repeated stands for rows that are inserted below it: what lies below moves down, and a range that has the
row in it grows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.libraries import require

PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_CELLS: Final = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?")
_ROWS: Final = re.compile(r"(\$?)(\d{1,7}):(\$?)(\d{1,7})")
# One cell of a repeated row, summed up, is meant for all of its copies.
_SUMS: Final = frozenset(
    f"{name}("
    for name in (
        "SUM", "AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "PRODUCT", "MEDIAN", "SUBTOTAL", "AGGREGATE", "SUMPRODUCT",
        "SUMIF", "SUMIFS", "COUNTIF", "COUNTIFS", "AVERAGEIF", "AVERAGEIFS",
    )
)  # fmt: skip
# Excel's own limit.
_MAX_LETTERS: Final = 8192
_LONG_FORMULA = Words(
    zh="模板中有一个公式长 {count} 字，超过 Excel 的上限 {limit}：拒绝读取",
    en="a formula of the template has {count} letters, more than Excel's limit of {limit}: refused",
)


@dataclass(frozen=True, slots=True)
class Insertion:
    """A block of rows that is repeated.

    Parameters
    ----------
    sheet : str
    first, last : int
        Its rows in the template, from 1.
    copies : int
        How often it stands in the result.
    """

    sheet: str
    first: int
    last: int
    copies: int

    @property
    def height(self) -> int:
        """The rows of the block."""
        return self.last - self.first + 1

    @property
    def added(self) -> int:
        """How many rows there are more than in the template."""
        return (self.copies - 1) * self.height

    def row(self, row: int) -> int:
        """Return where a row comes to stand; one of the block stands in its first copy."""
        return row + self.added if row > self.last else row

    def rows(self, top: int, bottom: int) -> tuple[int, int]:
        """Return where a range of rows comes to stand: one that reaches into the block ends in the last copy."""
        is_reaching = bottom >= self.last or (top < self.first <= bottom)
        return self.row(top), bottom + self.added if is_reaching else bottom

    def holds(self, row: int) -> bool:
        """Tell whether a row is one of the block."""
        return self.first <= row <= self.last


def moved_range(text: str, insertion: Insertion) -> str:
    """Return ranges without a sheet, parted by blanks, as ``sqref`` has them.

    Examples
    --------
    >>> moved_range("A1 B5:B5 C7", Insertion("s", 5, 5, 3))
    'A1 B5:B7 C9'
    """
    return " ".join(_moved(part, insertion, copy=None) for part in text.split())


def repeated_range(text: str, insertion: Insertion) -> str:
    """Return ranges of what each copy of a block has, such as a conditional format: those of the block are in all copies.

    Examples
    --------
    >>> repeated_range("D5 A1", Insertion("s", 5, 5, 3)), repeated_range("D5", Insertion("s", 5, 6, 2))
    ('D5:D7 A1', 'D5 D7')
    """
    return " ".join(made for part in text.split() for made in _repeated(part, insertion))


def _repeated(cells: str, insertion: Insertion) -> list[str]:
    found = _CELLS.fullmatch(cells)
    if found is None or not all(insertion.holds(int(row)) for row in found.group(4, 8) if row):
        return [_moved(cells, insertion, copy=None)]
    if insertion.height == 1:
        return [_moved(cells if found[8] else f"{cells}:{cells}", insertion, copy=None)]
    if (int(found[4]), int(found[8] or 0)) == (insertion.first, insertion.last):
        return [_moved(cells, insertion, copy=None)]
    return [_moved(cells, insertion, copy=copy) for copy in range(insertion.copies)]


def copied_range(text: str, insertion: Insertion, copy: int) -> str:
    """Return a range within a block as it is in one of its copies, counted from 0.

    Examples
    --------
    >>> copied_range("B5:C5", Insertion("s", 5, 5, 3), 2)
    'B7:C7'
    """
    return _moved(text, insertion, copy=copy)


def moved_formula(
    formula: str,
    home: str,
    insertion: Insertion,
    *,
    copy: int | None = None,
    column: str | None = None,
    is_list: bool = False,
) -> str:
    r"""Return a formula, without its sign of equality, that refers to the same cells after rows were inserted.

    Parameters
    ----------
    formula : str
    home : str
        The sheet that it stands on.
    insertion : Insertion
    copy : int, optional
        Which copy of the block the formula stands in, from 0; None where it stands elsewhere.
    column : str, optional
        The column that it stands in: what it takes from the row above the block in this column, as a running sum does, a
        copy takes from the copy above.
    is_list : bool
        Whether one cell of the block stands for all of its copies, as in the series of a chart.

    Examples
    --------
    >>> rows = Insertion("一期", 5, 5, 3)
    >>> moved_formula("SUM(D5:D5)+D6", "一期", rows), moved_formula("D5*0.0015/D$6", "一期", rows, copy=2)
    ('SUM(D5:D7)+D8', 'D7*0.0015/D$8')
    >>> moved_formula('SUM(一期!D5)&"D9"', "汇总", rows), moved_formula("D9", "汇总", rows)
    ('SUM(一期!D5:D7)&"D9"', 'D9')
    >>> moved_formula("SUM(D5)", "一期", Insertion("一期", 5, 6, 3))
    'SUMPRODUCT(--(MOD(ROW(D5:D9)-ROW(D5),2)=0),D5:D9)'
    >>> moved_formula("N(F4)+E5*D4", "一期", rows, copy=2, column="F")
    'N(F6)+E7*D4'
    """
    tokens = _tokens(formula)
    if tokens is None:
        # What is no formula that can be understood refers to nothing that can be moved.
        return formula
    if copy is None:
        _widen(tokens, home, insertion, is_list=is_list)
    for token in tokens:
        if copy and token.value.upper().removeprefix("$") == f"{column}{insertion.first - 1}":
            token.value = token.value.upper().replace(
                str(insertion.first - 1), str(insertion.first - 1 + copy * insertion.height)
            )
        elif _is_range(token):
            token.value = _moved_operand(token.value, home, insertion, copy)
    if copy is None:
        _sum_every_copy(tokens, home, insertion)
    return "".join(str(token.value) for token in tokens)


def stays_on_first(formula: str, home: str, insertion: Insertion, *, is_list: bool = False) -> bool:
    """Tell whether a formula outside a block refers to some rows of it, and after the move to those of its first copy only.

    Examples
    --------
    >>> rows = Insertion("s", 5, 6, 3)
    >>> [stays_on_first(each, "s", rows) for each in ("MAX(D5)", "SUM(D5)", "SUM(D5:D6)", "D7", "D5")]
    [True, False, False, False, True]
    """
    tokens = _tokens(formula)
    if tokens is None or insertion.copies == 1:
        return False
    _widen(tokens, home, insertion, is_list=is_list)
    return any(
        _is_part(token, home, insertion) and not (insertion.height > 1 and _is_plain_sum(tokens, at))
        for at, token in enumerate(tokens)
    )


def _tokens(formula: str) -> list[Any] | None:
    require("openpyxl")
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import TokenizerError

    if len(formula) > _MAX_LETTERS:
        raise FormatError(_LONG_FORMULA, count=f"{len(formula):,}", limit=f"{_MAX_LETTERS:,}")
    try:
        return list(Tokenizer(f"={formula}").items)
    except (TokenizerError, IndexError):
        return None


def _is_range(token: Any) -> bool:
    return bool(token.type == "OPERAND" and token.subtype == "RANGE")


def _rows_in(token: Any, home: str, insertion: Insertion) -> tuple[int, int] | None:
    """Return the rows of a reference that lie in a block, both of them."""
    sheet, cells = _named(token.value, home) if _is_range(token) else ("", "")
    found = _CELLS.fullmatch(cells) if sheet == insertion.sheet else None
    rows = (int(found[4]), int(found[8] or found[4])) if found else (0, 0)
    return rows if all(map(insertion.holds, rows)) else None


def _is_part(token: Any, home: str, insertion: Insertion) -> bool:
    rows = _rows_in(token, home, insertion)
    is_cell = ":" not in token.value
    return rows is not None and (is_cell or rows != (insertion.first, insertion.last))


def _widen(tokens: list[Any], home: str, insertion: Insertion, *, is_list: bool) -> None:
    """Make a range of each cell that stands for all copies of a row; it grows as one."""
    for at, token in enumerate(tokens):
        is_meant = (is_list and len(tokens) == 1) or _is_summed(tokens, at)
        if insertion.height == 1 and is_meant and ":" not in token.value and _rows_in(token, home, insertion):
            token.value += f":{token.value.rpartition('!')[2]}"


def _is_summed(tokens: list[Any], at: int) -> bool:
    """Tell whether a reference is, whole, what a function that sums up is given."""
    sides = [each for each in (at - 1, at + 1) if 0 <= each < len(tokens)]
    if len(sides) < 2 or any(tokens[each].type not in ("FUNC", "SEP") for each in sides):  # noqa: PLR2004 - left, right
        return False
    depth = 0
    for token in reversed(tokens[:at]):
        depth += {"CLOSE": 1, "OPEN": -1}.get(token.subtype, 0)
        if depth < 0:
            return str(token.value).upper() in _SUMS
    return False


def _is_plain_sum(tokens: list[Any], at: int) -> bool:
    return (
        0 < at < len(tokens) - 1
        and (str(tokens[at - 1].value).upper(), tokens[at + 1].value) == ("SUM(", ")")
        and _column_of(tokens[at]) is not None
    )


def _column_of(token: Any) -> tuple[str, int] | None:
    """Return the column and the row of a reference to one cell."""
    found = _CELLS.fullmatch(token.value.rpartition("!")[2].upper()) if _is_range(token) else None
    if found is None or (found[8] and (found[2], found[4]) != (found[6], found[8])):
        return None
    return found[2], int(found[4])


def _sum_every_copy(tokens: list[Any], home: str, insertion: Insertion) -> None:
    """Let the sum of one row of a block of several be that of this row in all copies."""
    for at, token in enumerate(tokens):
        if insertion.height == 1 or insertion.copies == 1 or not _is_plain_sum(tokens, at):
            continue
        if not _rows_in(token, home, insertion):
            continue
        column, row = _column_of(token) or ("", 0)
        sheet, sign, _ = token.value.rpartition("!")
        first = f"{sheet}{sign}{column}{row}"
        every = f"{first}:{column}{row + insertion.added}"
        tokens[at - 1].value = "SUMPRODUCT("
        token.value = f"--(MOD(ROW({every})-ROW({first}),{insertion.height})=0),{every}"


def plain_formula(formula: str, origin: str, cell: str) -> str:
    """Return what a shared formula says in another of its cells.

    Examples
    --------
    >>> plain_formula("D5*2", "E5", "E7")
    'D7*2'
    """
    require("openpyxl")
    from openpyxl.formula.tokenizer import TokenizerError
    from openpyxl.formula.translate import Translator, TranslatorError

    try:
        return str(Translator(f"={formula}", origin=origin).translate_formula(cell)).removeprefix("=")
    except (TokenizerError, TranslatorError, IndexError, ValueError):
        # What is no formula that can be understood refers to nothing that can be moved.
        return formula


def _named(text: str, home: str) -> tuple[str, str]:
    """Return the sheet and the cells of a reference."""
    sheet, sign, cells = text.rpartition("!")
    return (sheet.strip("'").replace("''", "'") if sign else home), cells.upper()


def _moved_operand(text: str, home: str, insertion: Insertion, copy: int | None) -> str:
    sheet, sign, cells = text.rpartition("!")
    if _named(text, home)[0] != insertion.sheet:
        return text
    return f"{sheet}{sign}{_moved(cells, insertion, copy=copy)}"


def _moved(cells: str, insertion: Insertion, *, copy: int | None) -> str:
    found = _CELLS.fullmatch(cells.upper())
    if found and found[8] is None:
        fixed, column, pinned, row = found.group(1, 2, 3, 4)
        return f"{fixed}{column}{pinned}{_row(int(row), insertion, copy, is_pinned=bool(pinned))}"
    if found:
        top, bottom = _span(int(found[4]), int(found[8]), insertion, copy, (bool(found[3]), bool(found[7])))
        return f"{found[1]}{found[2]}{found[3]}{top}:{found[5]}{found[6]}{found[7]}{bottom}"
    rows = _ROWS.fullmatch(cells)
    if rows:
        top, bottom = _span(int(rows[2]), int(rows[4]), insertion, copy, (bool(rows[1]), bool(rows[3])))
        return f"{rows[1]}{top}:{rows[3]}{bottom}"
    return cells


def _row(row: int, insertion: Insertion, copy: int | None, *, is_pinned: bool) -> int:
    if copy is not None and insertion.holds(row) and not is_pinned:
        return row + copy * insertion.height
    return insertion.row(row)


def _span(
    top: int, bottom: int, insertion: Insertion, copy: int | None, pinned: tuple[bool, bool]
) -> tuple[int, int]:
    """Return the ends of a range; one that a copy of the block refers to by its own rows is the copy's own."""
    if copy is None or all(pinned):
        return insertion.rows(top, bottom)
    is_own = insertion.holds(bottom) and not pinned[1]
    last = bottom + copy * insertion.height if is_own else insertion.rows(top, bottom)[1]
    return _row(top, insertion, copy, is_pinned=pinned[0]), last
