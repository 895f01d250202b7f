"""A ledger that an office keeps as a table: its key found, its columns recognised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.ledgers.joining.sheets import (
    HIGHEST_HEADING,
    SUMS,
    Rows,
    Sheet,
    headed,
    headings,
    read_sheets,
    under,
)
from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import existing_path
from geokit.parcels.heading_units import area_unit_above
from geokit.parcels.labels import column_names, with_labels
from geokit.parcels.table import COLUMN_WORDS
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from geokit.land.units import Unit


_BLANKS: Final = re.compile(r"\s+")

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

_OTHER_SHEETS = Words(
    zh="台账只读了工作表“{sheet}”；{others} 也写有地块，未读取，请并入一个工作表",
    en="of the ledger only the sheet “{sheet}” was read; parcels stand on {others} too, not read: bring all into one "
    "sheet",
)

_LEFT_OUT = Words(
    zh="台账中 {count} 行既无编号也无面积，已略去",
    en="{count:row of the ledger gives|rows of the ledger give} neither an id nor an area: left out",
)


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
        The unit that the column's name tells, or a line above the headings.
    counted_m2 : float or None
        How many square metres they count in, where that is none of the units: 10,000 for 万平方米.
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
    counted_m2: float | None
    frame: pd.DataFrame
    key: str
    notices: tuple[Notice, ...] = ()
    source: str = ""


class NoKeyError(FormatError):
    """A ledger of which no column holds what the parcels are called."""


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
    return _from_file(
        table, lambda sheets: _best([headed(name, rows) for name, rows in sheets], values, area)
    )


def _from_file(
    table: str | os.PathLike[str], taken: Callable[[Iterator[tuple[str, Rows]]], tuple[LedgerTable, str]]
) -> tuple[LedgerTable, str]:
    path = existing_path(table)
    try:
        book, by = taken(read_sheets(path))
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
            others = _also_naming(sheets, known - set(plain_keys(book.keys)), at)
            notices = (*book.notices, *_about_sheets(sheets[at], others))
            is_headed = _is_headed(sheets[at].frame, column, by)
            return replace(book, notices=notices if is_headed else (*notices, _about_key(column, by))), by
    names = [name for sheet in sheets for name in sheet.frame.columns]
    if not names:
        raise FormatError(_NO_ROWS)
    examples = [min(known) for known in values.values() if known]
    raise NoKeyError(_NO_KEY_FITS if examples else _NO_KEY_TO_MEET, names=names, examples=examples)


def _also_naming(sheets: list[Sheet], known: frozenset[str], taken: int) -> list[str]:
    """Return the other sheets that name parcels which the one that is taken does not."""
    return [
        sheet.name
        for at, sheet in enumerate(sheets)
        if at != taken and any(_met(sheet.frame, column, known) for column in sheet.frame.columns)
    ]


def _about_sheets(taken: Sheet, others: list[str]) -> tuple[Notice, ...]:
    return (Notice.of("sheets_not_read", _OTHER_SHEETS, sheet=taken.name, others=others),) if others else ()


def _about_key(column: str, by: str) -> Notice:
    return Notice.of(KEY_FOUND, _KEY_IS, column=column, by=COLUMN_WORDS[by])


def _met(frame: pd.DataFrame, column: str, known: frozenset[str]) -> int:
    return len(known.intersection(plain_keys(to_text(frame[column]))))


def _is_headed(frame: pd.DataFrame, column: str, target: str) -> bool:
    return map_columns(frame.columns).targets.get(column) == target


def _with_key(sheets: Iterator[tuple[str, Rows]], key: str) -> Sheet:
    """Return the first sheet with headings among which the key is; others that have it are named."""
    found: list[str] = []
    held: list[Sheet] = []

    def holds(sheet: Sheet) -> bool:
        return _column_in(sheet.frame, key) is not None

    for name, rows in sheets:
        heads = [headings(row) for row in rows[:HIGHEST_HEADING]]
        at = next((at for at, names in enumerate(heads) if _holds(names, key)), None)
        # What two rows of headings call a column stands in neither alone.
        sheet = headed(name, rows) if at is None else under(name, rows, at, holds)
        held += [sheet] if at is not None or key in sheet.frame else []
        found = found or [each for names in heads for each in names if each]
    if not held:
        raise FormatError(_NO_KEY if found else _NO_ROWS, rows=HIGHEST_HEADING, key=key, names=found)
    first, *others = held
    return replace(first, notices=(*first.notices, *_about_sheets(first, [each.name for each in others])))


def _column_of(frame: pd.DataFrame, key: str) -> str:
    """Return the ledger's own column of a key: a canonical column, or one of its own."""
    column = _column_in(frame, key)
    if column is None:
        raise FormatError(_NO_KEY, rows=HIGHEST_HEADING, key=key, names=list(frame.columns))
    return column


def _column_in(frame: pd.DataFrame, key: str) -> str | None:
    names = list(frame.columns)
    of = {target: name for name, target in map_columns(names).targets.items()}
    if key in of or key in names:
        return of.get(key, key)
    # Under two rows of headings a column is called after both.
    lower = [name for name in names if name.endswith(f" {key}")]
    return lower[0] if len(lower) == 1 else None


def _holds(names: list[str], key: str) -> bool:
    named = [name for name in names if name]
    return key in named or key in map_columns(named).targets.values()


def _ledger(sheet: Sheet, column: str, area: str | None) -> LedgerTable:
    frame, names = sheet.frame, list(sheet.frame.columns)
    chosen = {} if area is None else {area: DECLARED}
    # Whatever its heading says, the column that is joined by is no area.
    if column not in chosen and map_columns(names).targets.get(column) in (None, DECLARED):
        chosen[column] = "id"
    mapped = map_columns(names, chosen).with_unit(area_unit_above(sheet.titles))
    figures = {target: name for name, target in mapped.targets.items()}.get(DECLARED)
    texts = np.stack([to_text(frame[name]) for name in names], axis=1)
    keys = texts[:, names.index(column)]
    given = pd.notna(keys) | (
        np.zeros(len(keys), bool) if figures is None else pd.notna(texts[:, names.index(figures)])
    )
    sums = np.array([any(_plain_value(text) in SUMS for text in row) for row in texts], dtype=bool)
    kept = given & ~sums
    left_out = int((pd.notna(texts).any(axis=1) & ~given & ~sums).sum())
    about_rows = (Notice.of("rows_left_out", _LEFT_OUT, count=left_out),) if left_out else ()
    return LedgerTable(
        keys=keys[kept],
        rows=sheet.rows[kept].astype(np.intp),
        figures=None if figures is None else _numbers(frame.loc[kept, figures]),
        unit=mapped.unit,
        counted_m2=mapped.counted_m2,
        frame=frame.loc[kept].reset_index(drop=True),
        key=column,
        notices=(*sheet.notices, *about_rows),
    )


def _plain_value(text: str | None) -> str:
    return _BLANKS.sub("", text or "").lower()


def _numbers(values: pd.Series) -> pd.Series:
    """Return a column as numbers where all of it is: then it has the decimals of the whole, not of each cell."""
    given = values[values.notna() & (values.astype(str).str.strip() != "")]
    if given.map(lambda value: isinstance(value, int | float) and not isinstance(value, bool)).all():
        return pd.to_numeric(values.where(values.index.isin(given.index)), errors="coerce").astype(np.float64)
    return values
