"""A ledger that an office keeps as a table: its heading row found, its columns recognised, its figures in m²."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.errors import FormatError, InputError
from geokit.outputs import spoken
from geokit.parcels.archives import members_of
from geokit.parcels.columns import map_columns
from geokit.parcels.field_names import DECLARED
from geokit.parcels.files import bytes_of, existing_path, head_of
from geokit.parcels.notices import Notice
from geokit.parcels.text import decode
from geokit.parcels.values import text_of
from geokit.parcels.workbooks import OLE_MAGIC, sheets_of
from geokit.words import Words

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geokit.land.units import Unit

    Rows = list[list[Any]]

# Titles and the name of the office stand above the headings.
_HIGHEST_HEADING: Final = 20
_SUMS: Final = frozenset({"合计", "总计", "小计", "总和", "total", "sum", "subtotal"})
_BLANKS: Final = re.compile(r"\s+")
_ZIP_MAGIC: Final = b"PK\x03\x04"
# What a cell shows where its formula has failed.
_FAILED: Final = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
_WORKBOOK: Final = "xl/workbook.xml"

_NO_KEY = Words(
    zh="前 {rows} 行中找不到“{key}”列；请用 key（--key）写明台账中的列名。现有：{names}",
    en="none of the first {rows} rows has a column “{key}”; name the ledger's own with key (--key). There are {names}",
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
    notices : tuple of Notice
        What was left out.
    """

    keys: NDArray[np.object_]
    rows: NDArray[np.intp]
    figures: Any
    unit: Unit | None
    notices: tuple[Notice, ...] = ()


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
    if isinstance(table, pd.DataFrame):
        frame = table.set_axis([str(name) for name in table.columns], axis=1)
        return _ledger(frame, np.arange(1, len(frame) + 1), key, area)
    path = existing_path(table)
    try:
        return _from_sheets(_sheets(path), key, area)
    except InputError as error:
        raise error.at(spoken(path)) from error.__cause__


def _sheets(path: Path) -> Iterator[Rows]:
    head = head_of(path)
    if head.startswith(_ZIP_MAGIC) and _WORKBOOK not in members_of(path):
        raise FormatError(_NOT_EXCEL)
    return _from_excel(path) if head.startswith((_ZIP_MAGIC, OLE_MAGIC)) else _from_csv(path)


def _from_csv(path: Path) -> Iterator[Rows]:
    text, _ = decode(bytes_of(path))
    first = text.partition("\n")[0]
    try:
        yield list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    except csv.Error as error:
        raise FormatError(_NOT_CSV, problem=error) from error


def _from_excel(path: Path) -> Iterator[Rows]:
    for rows in sheets_of(path).values():
        yield [[_value(cell) for cell in row] for row in rows]


def _value(cell: Any) -> Any:
    if isinstance(cell, str) and cell in _FAILED:
        return None
    # Excel keeps every number as a float.
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _from_sheets(sheets: Iterator[Rows], key: str, area: str | None) -> LedgerTable:
    found: list[str] = []
    for sheet in sheets:
        for at, row in enumerate(sheet[:_HIGHEST_HEADING]):
            names = _headings(row)
            if _holds(names, key):
                return _ledger(_frame(sheet, at), np.arange(at + 2, len(sheet) + 1), key, area)
            found = found or [name for name in names if name]
    raise FormatError(_NO_KEY if found else _NO_ROWS, rows=_HIGHEST_HEADING, key=key, names=found)


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


def _ledger(frame: pd.DataFrame, rows: NDArray[np.intp], key: str, area: str | None) -> LedgerTable:
    names = [str(name) for name in frame.columns]
    chosen = {} if area is None else {area: DECLARED}
    own_key = key in names and key not in map_columns(names).targets.values()
    if own_key:
        chosen[key] = "id"
    mapped = map_columns(names, chosen)
    of = {target: name for name, target in mapped.targets.items()}
    column = key if own_key else of.get(key)
    if column is None:
        raise FormatError(_NO_KEY, rows=_HIGHEST_HEADING, key=key, names=names)
    texts = np.stack([text_of(frame[name]) for name in names], axis=1)
    keys, figures = texts[:, names.index(column)], of.get(DECLARED)
    given = pd.notna(keys) | (
        np.zeros(len(keys), bool) if figures is None else pd.notna(texts[:, names.index(figures)])
    )
    sums = np.array([any(_plain(text) in _SUMS for text in row) for row in texts], dtype=bool)
    kept = given & ~sums
    left_out = int((pd.notna(texts).any(axis=1) & ~given & ~sums).sum())
    return LedgerTable(
        keys=keys[kept],
        rows=rows[kept].astype(np.intp),
        figures=None if figures is None else _numbers(frame.loc[kept, figures]),
        unit=mapped.unit,
        notices=(Notice.of("rows_left_out", _LEFT_OUT, count=left_out),) if left_out else (),
    )


def _plain(text: str | None) -> str:
    return _BLANKS.sub("", text or "").lower()


def _numbers(values: pd.Series) -> pd.Series:
    """Return a column as numbers where all of it is: then it has the decimals of the whole, not of each cell."""
    given = values[values.notna() & (values.astype(str).str.strip() != "")]
    if given.map(lambda value: isinstance(value, int | float) and not isinstance(value, bool)).all():
        return pd.to_numeric(values.where(values.index.isin(given.index)), errors="coerce").astype(np.float64)
    return values
