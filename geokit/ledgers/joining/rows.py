"""A ledger that an office keeps as a table: its heading row found, its columns recognised, its figures in m².

A ledger joined to the polygons of its parcels.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.arguments import public
from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.land.crs.transform import is_local
from geokit.land.measure.polygons import Method, print_noise_m2
from geokit.ledgers.figures.land import areas_m2, in_plane
from geokit.ledgers.joining.match import LedgerMatch, Match
from geokit.parcels.archives import members_of
from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.declared_areas import parse_figures, to_square_metres
from geokit.parcels.diagnostics import ATTRIBUTE, Notice
from geokit.parcels.files import bytes_of, decode, existing_path, head_of
from geokit.parcels.normalize import normalize
from geokit.parcels.values import to_text
from geokit.parcels.workbooks import OLE_MAGIC, sheets_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.land.units import Unit

    Rows = list[list[Any]]
    Floats = NDArray[np.float64]

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
    zh="前 {rows} 行中找不到“{key}”列；请写明台账中的列名{option:key}。现有：{names}",
    en="none of the first {rows} rows has a column “{key}”; name the ledger's own{option:key}. There are {names}",
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
        raise error.at(display_path(path)) from error.__cause__


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
    texts = np.stack([to_text(frame[name]) for name in names], axis=1)
    keys, figures = texts[:, names.index(column)], of.get(DECLARED)
    given = pd.notna(keys) | (
        np.zeros(len(keys), bool) if figures is None else pd.notna(texts[:, names.index(figures)])
    )
    sums = np.array([any(_plain_value(text) in _SUMS for text in row) for row in texts], dtype=bool)
    kept = given & ~sums
    left_out = int((pd.notna(texts).any(axis=1) & ~given & ~sums).sum())
    return LedgerTable(
        keys=keys[kept],
        rows=rows[kept].astype(np.intp),
        figures=None if figures is None else _numbers(frame.loc[kept, figures]),
        unit=mapped.unit,
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


KEYS: Final = ("id", "name")

# Without a word on the decimals, the coordinates of a survey are printed to the millimetre.
_DECIMALS: Final = 3


@public
def reconcile_ledger(
    parcels: gpd.GeoDataFrame,
    table: pd.DataFrame | str | os.PathLike[str],
    *,
    key: str = "id",
    area: str | None = None,
    method: Method = "planar",
) -> LedgerMatch:
    """Join an Excel or CSV ledger to the polygons of its parcels.

    Parameters
    ----------
    parcels : GeoDataFrame
        A parcel table with a coordinate system.
    table : DataFrame or path
        The ledger: a table, a workbook (.xlsx) or a CSV file. Headings are found below titles and recognised as
        those of parcel files are; rows of sums are left out.
    key : str
        What rows and polygons are joined by: ``id``, ``name``, or the ledger's own name of its column of ids.
    area : str, optional
        The ledger's own name of the column of areas, where it is not recognised.
    method : {"planar", "ellipsoidal", "statutory", "geodesic"}
        How polygons are measured: as the ledger's figures were.

    Returns
    -------
    LedgerMatch
        ``ok``, ``to_frame()``, ``sentences()``.

    Raises
    ------
    InputError
        The ledger cannot be read, or has no column of ids.
    UnknownNameError
        There is no column `area`.
    CrsError
        The parcels have no coordinate system, or one that the method cannot measure in.

    Notes
    -----
    A difference of areas is allowed up to half a unit of the ledger figure's last digit and the print noise of the
    coordinates: the figure is taken to come from these very coordinates (advice of this project).

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)])
    >>> book = pd.DataFrame({"地块编号": ["A", "C"], "面积（亩）": [15.0, 8.0]})
    >>> for line in reconcile_ledger(parcels, book).sentences("en"):
    ...     print(line)
    Rows in the ledger: 2, polygons: 2; in agreement: 1, not: 2.
    rows without a polygon (1): C.
    polygons without a row (1): B.
    """
    frame = normalize(parcels)
    book = read_table(table, key, area)
    shapes, crs = in_plane(frame, method)
    names = frame[key if key in KEYS else "id"].to_numpy(dtype=object)
    joined = _join(_plain(book.keys), book.rows, _plain(names))
    at = joined["first_polygon"].to_numpy()
    measured_m2 = _at(areas_m2(shapes, crs, method), at)
    notices = _with_areas(joined, book, measured_m2)
    decimals = frame.attrs.get(ATTRIBUTE, {}).get("decimals") or _DECIMALS
    joined["allowed_m2"] += _at(print_noise_m2(shapes, decimals), at)
    ellipsoidal_m2 = measured_m2 if method != "planar" else _at(_ellipsoidal_m2(shapes, crs), at)
    joined["match"] = pd.Series(_outcomes(joined, ellipsoidal_m2), dtype=object)
    return LedgerMatch(joined, method, (*book.notices, *notices))


def _plain(names: NDArray[np.object_]) -> pd.Series:
    """Return keys as they are compared: full width and half width are one."""
    return pd.Series(
        [None if pd.isna(name) else unicodedata.normalize("NFKC", name) for name in names], dtype=object
    )


def _join(book: pd.Series, rows: NDArray[np.intp], polygons: pd.Series) -> pd.DataFrame:
    """Return a row a key, in the order of the ledger and then of the parcels; what has no key has a row each."""
    sides = pd.concat(
        [
            pd.DataFrame({"key": book, "row": rows, "entry": np.arange(len(book)), "polygon": -1}),
            pd.DataFrame({"key": polygons, "row": -1, "entry": -1, "polygon": np.arange(len(polygons))}),
        ],
        ignore_index=True,
    )
    # What has no key is a group of its own.
    alone = pd.Series([f"\0{at}" for at in range(len(sides))], dtype=object)
    own = sides["key"].where(sides["key"].notna(), alone)
    first = sides.where(sides != -1).groupby(own, sort=False)[["row", "entry", "polygon"]].first()
    counted = (sides[["entry", "polygon"]] >= 0).groupby(own, sort=False).sum()
    joined = first.fillna(-1).astype(np.intp)
    joined.columns = ["first_row", "entry", "first_polygon"]
    joined.insert(0, "key", sides.groupby(own, sort=False)["key"].first())
    return joined.assign(rows=counted["entry"], polygons=counted["polygon"]).reset_index(drop=True)


def _with_areas(joined: pd.DataFrame, book: LedgerTable, measured_m2: Floats) -> list[Notice]:
    """Add declared, measured and allowed areas; return what is to be said about the figures."""
    joined["measured_m2"] = measured_m2
    joined["declared_m2"], joined["allowed_m2"] = np.nan, np.nan
    if book.figures is None:
        return []
    entries = joined["entry"].to_numpy()
    known = entries >= 0
    areas_m2 = np.full(len(book.keys), np.nan)
    areas_m2[entries[known]] = measured_m2[known]
    figures = parse_figures(book.figures)
    declared_m2, half_unit_m2, notices = to_square_metres(figures, areas_m2, book.unit)
    joined["declared_m2"], joined["allowed_m2"] = _at(declared_m2, entries), _at(half_unit_m2, entries)
    return notices


def _outcomes(joined: pd.DataFrame, ellipsoidal_m2: Floats) -> NDArray[np.object_]:
    declared, allowed = joined["declared_m2"].to_numpy(), joined["allowed_m2"].to_numpy()
    agrees, agrees_there = (
        np.abs(measured - declared) <= allowed
        for measured in (joined["measured_m2"].to_numpy(), ellipsoidal_m2)
    )
    rows, polygons = joined["rows"].to_numpy(), joined["polygons"].to_numpy()
    unknown = np.isnan(declared) | np.isnan(joined["measured_m2"].to_numpy())
    checks = [polygons == 0, rows == 0, rows > 1, polygons > 1, unknown, agrees, agrees_there]
    matches = [Match.NO_POLYGON, Match.NO_ROW, Match.DUPLICATE_ROW, Match.DUPLICATE_POLYGON, Match.NOT_COMPARED,
               Match.AGREES, Match.METHOD]  # fmt: skip
    number = np.select(checks, range(len(checks)), default=len(checks))
    outcomes: NDArray[np.object_] = np.array([*matches, Match.AREA_DIFFERS], dtype=object)[number]
    return outcomes


def _ellipsoidal_m2(shapes: NDArray[np.object_], crs: Any) -> Floats:
    if len(shapes) == 0 or is_local(crs):
        return np.full(len(shapes), np.nan)
    return areas_m2(shapes, crs, "ellipsoidal")


def _at(values: Floats, positions: NDArray[np.intp]) -> Floats:
    """Return values at positions; NaN at -1."""
    return np.append(values, np.nan)[positions]
