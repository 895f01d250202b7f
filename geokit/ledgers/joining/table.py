"""A ledger that an office keeps as a table: its heading row found, its key found, its columns recognised."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.parcels.archives import members_of
from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.csv_faults import CsvProblem
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import bytes_of, decode, existing_path, head_of
from geokit.parcels.labels import column_names, with_labels
from geokit.parcels.table import COLUMN_WORDS
from geokit.parcels.values import to_text
from geokit.parcels.workbooks import OLE_MAGIC, sheets_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geokit.land.units import Unit

    Rows = list[list[Any]]

# Titles and the name of the office stand above the headings.
_HIGHEST_HEADING: Final = 20

SUMS: Final = frozenset({"合计", "总计", "小计", "总和", "total", "sum", "subtotal"})

_BLANKS: Final = re.compile(r"\s+")

_ZIP_MAGIC: Final = b"PK\x03\x04"

# What a cell shows where its formula has failed.
_FAILED: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)

_WORKBOOK: Final = "xl/workbook.xml"

_NO_KEY = Words(
    zh="前 {rows} 行中找不到“{key}”列；请写明台账中的列名{option:key}。现有：{names}",
    en="none of the first {rows} rows has a column “{key}”; name the ledger's own{option:key}. There are {names}",
)

_NO_KEY_FITS = Words(
    zh="台账中没有一列写有地块的编号或名称（如 {examples}）；请写明对应的列{option:key}。现有：{names}",
    en="no column of the ledger holds the parcels' ids or names (such as {examples}); name the one that "
    "does{option:key}. There are {names}",
)

# The remark on a key that was told by what its column holds.
KEY_FOUND: Final = "ledger_key"
_KEY_IS = Words(
    zh="台账按“{column}”列与{by}关联（该列所写相合最多）",
    en="the ledger is joined by “{column}” to the parcels' {by}, of which that column holds most",
)

_NO_KEY_TO_MEET = Words(
    zh="地块既无编号也无名称，无法与台账关联；台账的列：{names}",
    en="the parcels have neither ids nor names to join the ledger by; its columns are {names}",
)

_NO_ROWS = Words(zh="台账中没有任何行", en="the ledger has no rows")

_NOT_EXCEL = Words(zh="不是 Excel 工作簿，或已损坏", en="this is no Excel workbook, or it is damaged")

_LEFT_OUT = Words(
    zh="台账中 {count} 行既无编号也无面积，已略去",
    en="{count:row of the ledger gives|rows of the ledger give} neither an id nor an area: left out",
)

_NOT_CSV = Words(zh="不是 CSV 表格：{problem}", en="this is no CSV table: {problem}")


@dataclass(frozen=True)
class LedgerTable:
    """The rows of a ledger that are about parcels.

    Parameters
    ----------
    keys : ndarray of object
        What each row is joined by, as text, or None.
    rows : ndarray of int
        The row in its file as Excel counts it, from 1; in a DataFrame the position, from 1.
    figures : ndarray or pandas.Series or None
        The declared areas as written; None where no column holds any.
    unit : {"m2", "ha", "mu", "km2"} or None
        The unit that the column's name tells.
    frame : DataFrame
        The rows under the ledger's own headings.
    key : str
        The column that is joined by, as the ledger calls it.
    notices : tuple of Notice
        What was left out.
    source : str
        The file's name; empty for a table in memory.
    """

    keys: NDArray[np.object_]
    rows: NDArray[np.intp]
    figures: Any
    unit: Unit | None
    frame: pd.DataFrame
    key: str
    notices: tuple[Notice, ...] = ()
    source: str = ""


class NoKeyError(FormatError):
    """A ledger of which no column holds what the parcels are called."""


@dataclass(frozen=True)
class Sheet:
    """A table under its headings, and the row of each of its rows, from 1."""

    frame: pd.DataFrame
    rows: NDArray[np.intp]


def read_table(table: pd.DataFrame | str | os.PathLike[str], key: str, area: str | None) -> LedgerTable:
    """Return the rows of a ledger; sums, empty rows and remarks are no parcels and are left out.

    Parameters
    ----------
    table : DataFrame or path
        A table in memory, or an Excel workbook or CSV file: its first sheet with such a column.
    key : str
        A canonical column, or the ledger's own name of the column that is joined by.
    area : str or None
        The ledger's own name of the column of areas, where it is not recognised.

    Raises
    ------
    InputError
        The file is missing, unreadable, or no table; or no column holds the key.
    UnknownNameError
        There is no column `area`.
    """

    def book_of(sheet: Sheet) -> LedgerTable:
        return _ledger(sheet, _column_of(sheet.frame, key), area)

    if isinstance(table, pd.DataFrame):
        return book_of(_in_memory(table))
    return _from_file(table, lambda sheets: (book_of(_with_key(sheets, key)), key))[0]


def find_table(
    table: pd.DataFrame | str | os.PathLike[str],
    values: Mapping[str, frozenset[str]],
    area: str | None = None,
) -> tuple[LedgerTable, str]:
    """Return the rows of a ledger, joined by the column that holds what the parcels are called, and what that is.

    Parameters
    ----------
    table : DataFrame or path
        As for :func:`read_table`; of a workbook the sheet whose column holds most.
    values : mapping of str to frozenset of str
        What the parcels have in ``id`` and in ``name``, as :func:`plain_keys` writes it; the first that a column of the
        ledger holds any of is taken. A column that is headed as such needs half as many as another.
    area : str, optional
        As for :func:`read_table`.

    Raises
    ------
    InputError
        The file cannot be read, or no column holds any.
    """
    if isinstance(table, pd.DataFrame):
        return _best([_in_memory(table)], values, area)
    return _from_file(table, lambda sheets: _best([_headed(rows) for rows in sheets], values, area))


def _from_file(
    table: str | os.PathLike[str], taken: Callable[[Iterator[Rows]], tuple[LedgerTable, str]]
) -> tuple[LedgerTable, str]:
    path = existing_path(table)
    try:
        book, by = taken(rows for _, rows in read_sheets(path))
    except InputError as error:
        raise error.at(display_path(path)) from error.__cause__
    return replace(book, source=path.name), by


def _in_memory(table: pd.DataFrame) -> Sheet:
    """Return a table in memory; an index that says something is a column, and shapes are none."""
    frame, _ = with_labels(table)
    kept = [at for at, dtype in enumerate(frame.dtypes) if str(dtype) != "geometry"]
    frame = frame.iloc[:, kept]
    frame = frame.set_axis(column_names(frame), axis=1).reset_index(drop=True)
    return Sheet(frame, np.arange(1, len(frame) + 1))


def plain_keys(names: Any) -> NDArray[np.object_]:
    """Return keys as they are compared: full width and half width are one.

    Examples
    --------
    >>> plain_keys(["ＤＫ－01", None]).tolist()
    ['DK-01', None]
    """
    return np.array(
        [None if pd.isna(name) else unicodedata.normalize("NFKC", name) for name in names], dtype=object
    )


def _best(
    sheets: list[Sheet], values: Mapping[str, frozenset[str]], area: str | None
) -> tuple[LedgerTable, str]:
    for by, known in values.items():
        met = [
            (_met(sheet.frame, column, known) * (2 if _is_headed(sheet.frame, column, by) else 1), at, column)
            for at, sheet in enumerate(sheets)
            for column in sheet.frame.columns
        ]
        # Of equal ones the first stands.
        most, at, column = max(met, key=lambda each: each[0], default=(0, 0, ""))
        if most:
            book = _ledger(sheets[at], column, area)
            if _is_headed(sheets[at].frame, column, by):
                return book, by
            return replace(book, notices=(*book.notices, _about_key(column, by))), by
    names = [name for sheet in sheets for name in sheet.frame.columns]
    if not names:
        raise FormatError(_NO_ROWS)
    examples = [min(known) for known in values.values() if known]
    raise NoKeyError(_NO_KEY_FITS if examples else _NO_KEY_TO_MEET, names=names, examples=examples)


def _about_key(column: str, by: str) -> Notice:
    return Notice.of(KEY_FOUND, _KEY_IS, column=column, by=COLUMN_WORDS[by])


def _met(frame: pd.DataFrame, column: str, known: frozenset[str]) -> int:
    return len(known.intersection(plain_keys(to_text(frame[column]))))


def _is_headed(frame: pd.DataFrame, column: str, target: str) -> bool:
    return map_columns(frame.columns).targets.get(column) == target


def _headed(rows: Rows) -> Sheet:
    """Return a sheet under the row that reads most like headings; the first where none does."""
    heads = [_headings(row) for row in rows[:_HIGHEST_HEADING]]
    known = [len(map_columns([name for name in names if name]).targets) for names in heads]
    filled = [sum(map(bool, names)) for names in heads]
    if not any(filled):
        return Sheet(pd.DataFrame(), np.arange(0))
    at = known.index(max(known)) if any(known) else filled.index(max(filled))
    return Sheet(_frame(rows, at), np.arange(at + 2, len(rows) + 1))


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
    text, _ = decode(bytes_of(path))
    first = text.partition("\n")[0]
    try:
        yield "", list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    except csv.Error as error:
        raise FormatError(_NOT_CSV, problem=CsvProblem(error)) from error


def _from_excel(path: Path) -> Iterator[tuple[str, Rows]]:
    for name, rows in sheets_of(path).items():
        yield name, [[_value(cell) for cell in row] for row in rows]


def _value(cell: Any) -> Any:
    if isinstance(cell, str) and cell in _FAILED:
        return None
    # Excel keeps every number as a float.
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _with_key(sheets: Iterator[Rows], key: str) -> Sheet:
    """Return the first sheet with headings among which the key is."""
    found: list[str] = []
    for sheet in sheets:
        for at, row in enumerate(sheet[:_HIGHEST_HEADING]):
            names = _headings(row)
            if _holds(names, key):
                return Sheet(_frame(sheet, at), np.arange(at + 2, len(sheet) + 1))
            found = found or [name for name in names if name]
    raise FormatError(_NO_KEY if found else _NO_ROWS, rows=_HIGHEST_HEADING, key=key, names=found)


def _column_of(frame: pd.DataFrame, key: str) -> str:
    """Return the ledger's own column of a key: a canonical column, or one of its own."""
    names = list(frame.columns)
    of = {target: name for name, target in map_columns(names).targets.items()}
    if key not in of and key not in names:
        raise FormatError(_NO_KEY, rows=_HIGHEST_HEADING, key=key, names=names)
    return of.get(key, key)


def _headings(row: list[Any]) -> list[str]:
    """Return a row as headings; a heading that was given before, or none, is empty."""
    names: list[str] = []
    for cell in row:
        name = "" if cell is None or cell != cell else str(cell).strip()  # noqa: PLR0124 - NaN is not itself
        names.append("" if name in names else name)
    return names


def _holds(names: list[str], key: str) -> bool:
    named = [name for name in names if name]
    return key in named or key in map_columns(named).targets.values()


def _frame(sheet: Rows, heading: int) -> pd.DataFrame:
    names = _headings(sheet[heading])
    at = {name: column for column, name in enumerate(names) if name}
    rows = sheet[heading + 1 :]
    # A row of a CSV file may be shorter than its headings.
    columns = {
        name: [row[column] if column < len(row) else None for row in rows] for name, column in at.items()
    }
    return pd.DataFrame(columns, dtype=object)


def _ledger(sheet: Sheet, column: str, area: str | None) -> LedgerTable:
    frame, names = sheet.frame, list(sheet.frame.columns)
    chosen = {} if area is None else {area: DECLARED}
    # Whatever its heading says, the column that is joined by is no area.
    if column not in chosen and map_columns(names).targets.get(column) in (None, DECLARED):
        chosen[column] = "id"
    mapped = map_columns(names, chosen)
    figures = {target: name for name, target in mapped.targets.items()}.get(DECLARED)
    texts = np.stack([to_text(frame[name]) for name in names], axis=1)
    keys = texts[:, names.index(column)]
    given = pd.notna(keys) | (
        np.zeros(len(keys), bool) if figures is None else pd.notna(texts[:, names.index(figures)])
    )
    sums = np.array([any(_plain_value(text) in SUMS for text in row) for row in texts], dtype=bool)
    kept = given & ~sums
    left_out = int((pd.notna(texts).any(axis=1) & ~given & ~sums).sum())
    return LedgerTable(
        keys=keys[kept],
        rows=sheet.rows[kept].astype(np.intp),
        figures=None if figures is None else _numbers(frame.loc[kept, figures]),
        unit=mapped.unit,
        frame=frame.loc[kept].reset_index(drop=True),
        key=column,
        notices=(Notice.of("rows_left_out", _LEFT_OUT, count=left_out),) if left_out else (),
    )


def _plain_value(text: str | None) -> str:
    return _BLANKS.sub("", text or "").lower()


def _numbers(values: pd.Series) -> pd.Series:
    """Return a column as numbers where all of it is: then it has the decimals of the whole, not of each cell."""
    given = values[values.notna() & (values.astype(str).str.strip() != "")]
    if given.map(lambda value: isinstance(value, int | float) and not isinstance(value, bool)).all():
        return pd.to_numeric(values.where(values.index.isin(given.index)), errors="coerce").astype(np.float64)
    return values
