"""Where tables come from: workbooks, CSV, parcels, tables in memory; headings found, sums and empty rows left out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.atomic import display_path
from geokit.errors import InputError
from geokit.i18n import AsTyped, Words
from geokit.inputs import is_there
from geokit.land.units import M2_PER
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.class_headings import class_headings
from geokit.ledgers.indicators.columns import Table, is_empty
from geokit.ledgers.indicators.headings import heading_block, taken_headings, units_above
from geokit.ledgers.indicators.model import kind_of
from geokit.ledgers.joining.sheets import SUMS, read_sheets
from geokit.ledgers.land_classes.table import LandClassTable
from geokit.parcels.codes import fold
from geokit.parcels.files import existing_path
from geokit.parcels.land_classes import SCHEMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.ledgers.indicators.model import IndicatorSettings, Kind

    Rows = list[list[Any]]

_TABULAR: Final = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".tsv"})
# As many rows as headings may stand in, and what is below them.
_TOP: Final = 22
# Areas of parcels are floats; a figure of an office has no more decimals than these.
_DECIMALS: Final = 4
_DECLARED: Final = ("declared_m2", "declared_half_unit_m2", "declared_text", "declared_method")
_NO_TABLE = Words(
    zh="“{name}”不是表、文件或可转为表的结果",
    en="“{name}” is no table, no file, and no result that has a table",
)
_SUMS_OUT = Words(
    zh="表“{table}”：{count} 行合计、小计未计入", en="table “{table}”: {count:row|rows} of sums left out"
)
_LOST = Words(
    zh="表“{table}”：列“{other}”与“{taken}”意义相同，只用后者",
    en="table “{table}”: the column “{other}” means what “{taken}” does; the latter was taken",
)
_REPEATED = Words(
    zh="表“{table}”：不止一列的表头是 {headings}，只用其中第一列",
    en="table “{table}”: more than one column is headed {headings}; the first was taken",
)
_MEASURED = Words(
    zh="表“{table}”：{count} 宗未写地块面积，面积按图形量算（平面面积）",
    en="table “{table}”: {count:parcel gives|parcels give} no area of the land: measured (planar area)",
)


def as_named_file(name: str) -> AsTyped:
    """Return how a file is given as a table of this name."""
    return AsTyped(Words(zh=f"{name}=文件", en=f"{name}=FILE"))


def wanted_tables(settings: IndicatorSettings) -> list[str]:
    """Return the tables that the indicators of settings need, in their order."""
    terms = [term for each in settings.indicators for term in (*each.numerator, *each.denominator)]
    return list(dict.fromkeys(term.table for term in terms))


@dataclass(frozen=True)
class HowToRead:
    """The settings that name tables and columns, and how files of parcels are read."""

    settings: IndicatorSettings
    options: Mapping[str, Any]


def tables_of(given: Any, how: HowToRead) -> Iterator[Table]:
    """Yield each table of what a caller gave, under the name that the settings call it."""
    if isinstance(given, Mapping):
        for name, each in given.items():
            yield from _named(each, str(name), how)
    elif isinstance(given, str | os.PathLike):
        yield from _typed(os.fspath(given), how)
    elif isinstance(given, Sequence):
        for each in given:
            yield from tables_of(each, how)
    else:
        yield from _named(given, wanted_tables(how.settings)[0], how)


def _typed(typed: str, how: HowToRead) -> Iterator[Table]:
    """Yield the tables of a file, or of ``NAME=FILE``; a file whose own name has that sign is the file."""
    name, sign, path = typed.partition("=")
    if sign and not is_there(Path(typed)):
        yield from _from_file(existing_path(path), how, name.strip())
    else:
        yield from _from_file(existing_path(typed), how, None)


def _named(given: Any, name: str, how: HowToRead) -> Iterator[Table]:
    if isinstance(given, str | os.PathLike):
        yield from _from_file(existing_path(given), how, name)
        return
    if isinstance(given, Table):
        # What is said of it has been said where it was read.
        yield replace(given, name=name, notices=())
        return
    frame = given if isinstance(given, pd.DataFrame) else _frame_of(given)
    if not isinstance(frame, pd.DataFrame):
        raise InputError(_NO_TABLE, name=_words(name, how.settings))
    name = known_name(name, how.settings) or name
    yield from_frame(frame, name, "", how)


def _frame_of(given: Any) -> Any:
    """Return a result as a table; of a table of land classes its cells, as they were printed after balancing."""
    if hasattr(given, "__arrow_c_stream__"):
        from geokit.parcels.arrow import records_from_arrow

        return records_from_arrow(given)
    if not isinstance(given, LandClassTable):
        return getattr(given, "to_frame", lambda: None)()
    size = M2_PER[given.printing.unit] / 10**given.printing.decimals
    areas_m2 = [size * int(count) for count in given.cells["count"]]
    of = given.parcels.iloc[given.cells["parcel"].to_numpy()].reset_index(drop=True)
    return pd.DataFrame(
        {
            SCHEMES[given.scheme].column: given.cells["land_class"].to_numpy(),
            "village": given.cells["village"].to_numpy(),
            "id": of["id"],
            "batch": of["batch"],
            "phase": of["phase"],
            "area_m2": pd.Series(areas_m2, dtype=object),
        }
    )


def from_frame(frame: pd.DataFrame, name: str, source: str, how: HowToRead) -> Table:
    """Return a table in memory under the columns of the settings; parcels have their areas."""
    notices: list[Sentence] = []
    geometry = [at for at, dtype in enumerate(frame.dtypes) if str(dtype) == "geometry"]
    if geometry:
        frame, notices = _with_areas(frame, _words(name, how.settings), how.options)
    plain = _from_plain(frame, name, source, how.settings, notices)
    return replace(plain, is_parcels=bool(geometry))


def _from_plain(
    frame: pd.DataFrame, name: str, source: str, settings: IndicatorSettings, notices: list[Sentence]
) -> Table:
    headings = [str(each) for each in frame.columns]
    columns = [frame.iloc[:, at].astype(object).to_numpy() for at in range(len(headings))]
    return _table(name, source, headings, columns, np.arange(1, len(frame) + 1), settings, notices)


def _with_areas(
    parcels: Any, words: object, options: Mapping[str, Any]
) -> tuple[pd.DataFrame, list[Sentence]]:
    """Return parcels as a plain table: the declared area, or where there is none the measured one."""
    from geokit.ledgers.figures.land import areas_m2, in_plane
    from geokit.parcels.given import given_parcels, reading_of

    table = given_parcels(parcels, **reading_of(options))
    declared = table["declared_m2"].to_numpy(np.float64)
    missing = np.isnan(declared)
    notices = []
    if missing.any():
        declared = np.where(missing, areas_m2(*in_plane(table, "planar"), "planar"), declared)
        notices.append(Sentence.of(_MEASURED, table=words, count=int(missing.sum())))
    plain = pd.DataFrame(table.drop(columns=[table.geometry.name, *_DECLARED]))
    # A canonical column that the file does not have is there all the same.
    plain = plain.loc[:, [not all(map(is_empty, plain[name])) for name in plain.columns]]
    exact = [None if np.isnan(each) else Fraction(f"{each:.{_DECIMALS}f}") for each in declared]
    return plain.assign(area_m2=pd.Series(exact, index=plain.index, dtype=object)), notices


def _from_file(path: Path, how: HowToRead, name: str | None) -> Iterator[Table]:
    if path.suffix.lower() not in _TABULAR:
        own = name or known_name(path.stem, how.settings) or path.stem
        called = known_name(own, how.settings) or own
        frame, notices = _with_areas(path, _words(called, how.settings), how.options)
        plain = _from_plain(frame, called, display_path(path), how.settings, notices)
        yield replace(plain, is_parcels=True)
        return
    try:
        sheets = [
            (title, rows) for title, rows in read_sheets(path) if any(any(map(_is_said, row)) for row in rows)
        ]
    except InputError as error:
        raise error.at(display_path(path)) from error.__cause__
    for title, rows in sheets:
        called = _sheet_name(path, title, name, how.settings, is_only=len(sheets) == 1)
        yield _from_rows(rows, called, f"{display_path(path)} {title}".strip(), how.settings)


def _sheet_name(
    path: Path, title: str, name: str | None, settings: IndicatorSettings, *, is_only: bool
) -> str:
    """Return what a sheet's table is called: as was said, as the settings call it, or as it calls itself."""
    offers = [name, path.stem, title] if is_only else [title]
    if not is_only and name is not None:
        offers = [title, name]
    known = [found for each in offers if each and (found := known_name(each, settings))]
    if is_only and name is not None:
        return known_name(name, settings) or name
    return known[0] if known else (title if not is_only else path.stem)


def known_name(called: str, settings: IndicatorSettings) -> str | None:
    """Return the table of the settings that a sheet or a file is called after."""
    if called in wanted_tables(settings):
        return called
    for name, each in settings.tables.items():
        if fold(called) in {fold(one) for one in (name, each.name.zh, each.name.en, *each.names)}:
            return name
    return None


def _is_said(value: Any) -> bool:
    return not is_empty(value)


def _from_rows(rows: Rows, name: str, source: str, settings: IndicatorSettings) -> Table:
    """Return a sheet under the row that reads most like headings; the first that says anything where none does."""
    top = [[str(cell).strip() if _is_said(cell) else "" for cell in row] for row in rows[:_TOP]]
    at, first, headings = heading_block(top, settings.columns)
    body = rows[first:]
    columns = [
        _objects([row[column] if column < len(row) else None for row in body])
        for column in range(len(headings))
    ]
    numbers = np.arange(first + 1, first + 1 + len(body))
    units = units_above([str(cell) for row in rows[:at] for cell in row if _is_said(cell)])
    return _table(name, source, headings, columns, numbers, settings, [], units)


def _objects(values: Sequence[Any]) -> NDArray[np.object_]:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _counted_rows(columns: Sequence[NDArray[np.object_]], count: int) -> tuple[NDArray[np.bool_], int]:
    """Return which rows count, for they say something and are no sums of others, and how many sums there are."""
    said, sums = np.zeros(count, bool), np.zeros(count, bool)
    # The word for a sum often stands in a column without a heading.
    for values in columns:
        said |= np.array([_is_said(each) for each in values], bool)
        sums |= np.array(
            [isinstance(each, str) and "".join(each.split()).casefold() in SUMS for each in values], bool
        )
    return said & ~sums, int(sums.sum())


def _by_heading(
    headings: Sequence[str], columns: Sequence[NDArray[np.object_]]
) -> tuple[dict[str, NDArray[np.object_]], list[str]]:
    """Return columns by their headings, of several under one the first, and the headings that several have."""
    cells: dict[str, NDArray[np.object_]] = {}
    repeated: dict[str, None] = {}
    for heading, column in zip(headings, columns, strict=True):
        if heading in cells:
            repeated[heading] = None
        elif heading:
            cells[heading] = column
    return cells, list(repeated)


def _table(  # noqa: PLR0913 - the parts of a table
    name: str,
    source: str,
    headings: Sequence[str],
    columns: Sequence[NDArray[np.object_]],
    rows: NDArray[np.intp],
    settings: IndicatorSettings,
    notices: list[Sentence],
    units: Mapping[Kind, Fraction] | None = None,
) -> Table:
    """Return a table without empty rows and rows of sums, its columns by the names of the settings."""
    words = _words(name, settings)
    kept, sums = _counted_rows(columns, len(rows))
    cells, repeated = _by_heading(headings, columns)
    notices = [
        *notices,
        *([Sentence.of(_SUMS_OUT, table=words, count=sums)] if sums else []),
        *([Sentence.of(_REPEATED, table=words, headings=repeated)] if repeated else []),
    ]
    taken, lost = taken_headings(cells, settings.columns)
    notices = [*notices, *(Sentence.of(_LOST, table=words, other=other, taken=one) for other, one in lost)]
    used = {heading for heading, _ in taken.values()}
    of_classes = list(class_headings(cells, set(taken), used, words))
    notices = [*notices, *(said_of for _, _, said_of in of_classes)]
    taken |= {column: (heading, None) for column, heading, _ in of_classes if column}
    used = {heading for heading, _ in taken.values()}
    named = {heading: (heading, Fraction(1)) for heading in cells if heading not in used} | taken
    return Table(
        name,
        source,
        {column: cells[heading][kept] for column, (heading, _) in named.items()},
        {column: size or (units or {}).get(kind_of(column)) for column, (_, size) in named.items()},
        {column: heading for column, (heading, _) in named.items()},
        rows[kept],
        tuple(notices),
    )


def _words(name: str, settings: IndicatorSettings) -> object:
    return settings.tables[name].name if name in settings.tables else name
