"""The sheets of a ledger, each under its headings: the heading row found, two rows of headings read as one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import pandas as pd

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.archives import members_of
from geokit.parcels.codes import fold
from geokit.parcels.columns import map_columns
from geokit.parcels.csv_cells import plain_cell, told_delimiter
from geokit.parcels.csv_faults import CsvProblem
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import bytes_of, decode, head_of
from geokit.parcels.heading_units import AREA_M2
from geokit.parcels.workbooks import OLE_MAGIC, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

Rows: TypeAlias = list[list[Any]]

# Titles and the name of the office stand above the headings.
HIGHEST_HEADING: Final = 20

SUMS: Final = frozenset({"合计", "总计", "小计", "总和", "total", "sum", "subtotal"})

_ZIP_MAGIC: Final = b"PK\x03\x04"

# What a cell shows where its formula has failed.
_FAILED: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)

# What parts cells: in an export of Europe too, and in what is typed with the keyboard set to Chinese.
_SIGNS: Final = ",\t;，；、"

_WORKBOOK: Final = "xl/workbook.xml"

# What stands alone under a heading, as its unit.
_OTHER_UNITS: Final = frozenset({"元", "万元", "亿元", "%"})
_DIGIT: Final = re.compile(r"\d")

_NOT_EXCEL = Words(zh="不是 Excel 工作簿，或已损坏", en="this is no Excel workbook, or it is damaged")

_NOT_CSV = Words(zh="不是 CSV 表格：{problem}", en="this is no CSV table: {problem}")

_TWO_ROWS = Words(
    zh="第 {row} 行是表头的第二行，与上一行合读为：{names}",
    en="row {row} is a second row of headings; with the one above it reads: {names}",
)


@dataclass(frozen=True)
class Sheet:
    """A table under its headings.

    Parameters
    ----------
    frame : DataFrame
        Its rows; columns without a heading are left out.
    rows : ndarray of int
        The row of each in the file, from 1.
    name : str
        What the sheet is called; empty for a CSV file and for a table in memory.
    notices : tuple of Notice
        What was taken for headings.
    titles : tuple of str
        What stands above the headings.
    """

    frame: pd.DataFrame
    rows: NDArray[np.intp]
    name: str = ""
    notices: tuple[Notice, ...] = ()
    titles: tuple[str, ...] = ()


def read_sheets(path: Path) -> Iterator[tuple[str, Rows]]:
    """Yield each sheet of a workbook by its name, or the one table of a CSV file, whose name is empty.

    Raises
    ------
    FormatError
        The file is no table, or damaged.
    """
    head = head_of(path)
    if head.startswith(_ZIP_MAGIC) and _WORKBOOK not in members_of(path):
        raise FormatError(_NOT_EXCEL)
    yield from _from_excel(path) if head.startswith((_ZIP_MAGIC, OLE_MAGIC)) else _from_csv(path)


def _from_csv(path: Path) -> Iterator[tuple[str, Rows]]:
    told, text = told_delimiter(decode(bytes_of(path))[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=told or _delimiter_of(text))
    try:
        yield "", [list(map(plain_cell, row)) for row in reader]
    except csv.Error as error:
        raise FormatError(_NOT_CSV, problem=CsvProblem(error)) from error


def _delimiter_of(text: str) -> str:
    """Return the sign that parts a line into the most headings that are known."""
    first = text.split("\n", HIGHEST_HEADING)[:HIGHEST_HEADING]
    known = {sign: max(_known(headings(line.split(sign))) for line in first) for sign in _SIGNS}
    usual = "\t" if "\t" in first[0] else _SIGNS[0]
    return max(known, key=lambda sign: (known[sign], sign == usual))


def _from_excel(path: Path) -> Iterator[tuple[str, Rows]]:
    for name, rows in sheets_of(path).items():
        yield name, [[_value(cell) for cell in row] for row in rows]


def _value(cell: Any) -> Any:
    if isinstance(cell, str) and cell in _FAILED:
        return None
    # Excel keeps every number as a float.
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def headed(name: str, rows: Rows) -> Sheet:
    """Return a sheet under the row that reads most like headings; the first where none does."""
    heads = [headings(row) for row in rows[:HIGHEST_HEADING]]
    known = [_known(names) for names in heads]
    filled = [sum(map(bool, names)) for names in heads]
    if not any(filled):
        return Sheet(pd.DataFrame(), np.arange(0), name)
    at = known.index(max(known)) if any(known) else filled.index(max(filled))
    return under(name, rows, at)


def _known(names: list[str]) -> int:
    return len(map_columns([each for each in names if each]).targets)


def _begin_above(above: list[Any], row: list[Any]) -> bool:
    """Tell whether headings begin in the row above: read with it, they say more than by themselves."""
    upper, lower = _texts(above), _texts(row)
    # One text alone is a title.
    if sum(map(bool, upper)) < 2 or not _goes_on(upper, lower):  # noqa: PLR2004
        return False
    alone, both = _once(lower), _once(_joined(upper, lower))
    return (_known(both), sum(map(bool, both))) > (_known(alone), sum(map(bool, alone)))


def headings(row: list[Any]) -> list[str]:
    """Return a row as headings; a heading that was given before, or none, is empty."""
    return _once(_texts(row))


def under(name: str, rows: Rows, at: int, serves: Callable[[Sheet], bool] = lambda _: True) -> Sheet:
    """Return a sheet under its row of headings, or under two rows where a cell of the first reaches over several.

    That row may be the lower of the two; where the sheet does not serve under both, it is read under that row alone.
    """
    if at and _begin_above(rows[at - 1], rows[at]) and serves(sheet := _from_row(name, rows, at - 1)):
        return sheet
    return _from_row(name, rows, at)


def _from_row(name: str, rows: Rows, at: int) -> Sheet:
    upper = _texts(rows[at])
    lower = _texts(rows[at + 1]) if at + 1 < len(rows) else []
    is_double = _goes_on(upper, lower)
    names = _once(_joined(upper, lower) if is_double else upper)
    first = at + 1 + is_double
    said = [each for each in names if each]
    notices = (Notice.of("two_rows_of_headings", _TWO_ROWS, row=first, names=said),) if is_double else ()
    titles = tuple(text for row in rows[:at] for text in _texts(row) if text)
    return Sheet(_frame(names, rows[first:]), np.arange(first + 1, len(rows) + 1), name, notices, titles)


def _texts(row: list[Any]) -> list[str]:
    return ["" if cell is None or cell != cell else str(cell).strip() for cell in row]  # noqa: PLR0124 - NaN is not itself


def _once(texts: list[str]) -> list[str]:
    names: list[str] = []
    for text in texts:
        names.append("" if text in names else text)
    return names


def _goes_on(upper: list[str], lower: list[str]) -> bool:
    """Tell whether a row below headings holds headings too: units, or what a cell above that reaches over them parts into."""
    pairs = list(zip(*_even(upper, lower), strict=True))
    own = [(over, text) for over, text in pairs if text and text != over]
    if not own or any(_DIGIT.search(text) and not _is_unit(text) for _, text in own):
        return False
    is_open = any(over and text in ("", over) for over, text in pairs)
    return is_open and (all(_is_unit(text) for _, text in own) or any(not over for over, _ in own))


def _even(upper: list[str], lower: list[str]) -> tuple[list[str], list[str]]:
    width = max(len(upper), len(lower))
    return [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Return headings of two rows as one: a unit and the total of parts go with the heading above, parts behind it."""
    names: list[str] = []
    over = ""
    for own, text in zip(*_even(upper, lower), strict=True):
        over = own or over
        if not text or text == own:
            names.append(own)
        elif fold(text) in SUMS:
            names.append(over)
        else:
            names.append(
                f"{over}（{fold(text).strip('()')}）" if _is_unit(text) else f"{over} {text}".strip()
            )
    return names


def _is_unit(text: str) -> bool:
    name = fold(text).strip("()").removeprefix("单位").lstrip(":")
    return name in AREA_M2 or name in _OTHER_UNITS


def _frame(names: list[str], rows: Rows) -> pd.DataFrame:
    at = {name: column for column, name in enumerate(names) if name}
    # A row of a CSV file may be shorter than its headings.
    columns = {
        name: [row[column] if column < len(row) else None for row in rows] for name, column in at.items()
    }
    return pd.DataFrame(columns, dtype=object)
