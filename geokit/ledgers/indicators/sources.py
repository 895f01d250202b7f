"""Where tables come from: workbooks, CSV, parcels, tables in memory; headings found, sums and empty rows left out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.atomic import display_path
from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.units import M2_PER
from geokit.ledgers.forms import Sentence
from geokit.ledgers.indicators.columns import Table, is_empty
from geokit.ledgers.indicators.headings import recognise, taken_headings
from geokit.ledgers.joining.table import SUMS, read_sheets
from geokit.ledgers.land_classes.table import LandClassTable
from geokit.parcels.codes import fold
from geokit.parcels.files import existing_path
from geokit.parcels.land_classes import SCHEMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.ledgers.indicators.model import IndicatorSettings

    Rows = list[list[Any]]

_TABULAR: Final = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".tsv"})
_HIGHEST_HEADING: Final = 20
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
_MEASURED = Words(
    zh="表“{table}”：{count} 宗未写地块面积，面积按图形量算（平面面积）",
    en="table “{table}”: {count:parcel has|parcels have} no area of their own and were measured (planar area)",
)


def wanted_tables(settings: IndicatorSettings) -> list[str]:
    """Return the tables that the indicators of settings need, in their order."""
    terms = [term for each in settings.indicators for term in (*each.numerator, *each.denominator)]
    return list(dict.fromkeys(term.table for term in terms))


def tables_of(given: Any, settings: IndicatorSettings) -> Iterator[Table]:
    """Yield each table of what a caller gave, under the name that the settings call it."""
    if isinstance(given, Mapping):
        for name, each in given.items():
            yield from _named(each, str(name), settings)
    elif isinstance(given, str | os.PathLike):
        yield from _typed(os.fspath(given), settings)
    elif isinstance(given, Sequence):
        for each in given:
            yield from tables_of(each, settings)
    else:
        wanted = wanted_tables(settings)
        yield from _named(given, wanted[0] if wanted else "table", settings)


def _typed(typed: str, settings: IndicatorSettings) -> Iterator[Table]:
    """Yield the tables of a file, or of ``NAME=FILE``; a file whose own name has that sign is the file."""
    name, sign, path = typed.partition("=")
    if sign and not Path(typed).exists():
        yield from _from_file(existing_path(path), settings, name.strip())
    else:
        yield from _from_file(existing_path(typed), settings, None)


def _named(given: Any, name: str, settings: IndicatorSettings) -> Iterator[Table]:
    if isinstance(given, str | os.PathLike):
        yield from _from_file(existing_path(given), settings, name)
        return
    frame = given if isinstance(given, pd.DataFrame) else _frame_of(given)
    if not isinstance(frame, pd.DataFrame):
        raise InputError(_NO_TABLE, name=name)
    name = known_name(name, settings) or name
    yield from_frame(frame, name, "", settings)


def _frame_of(given: Any) -> Any:
    """Return a result as a table; of a table of land classes its cells, as they were printed after balancing."""
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


def from_frame(frame: pd.DataFrame, name: str, source: str, settings: IndicatorSettings) -> Table:
    """Return a table in memory under the columns of the settings; parcels have their areas."""
    notices: list[Sentence] = []
    geometry = [at for at, dtype in enumerate(frame.dtypes) if str(dtype) == "geometry"]
    if geometry:
        frame, notices = _with_areas(frame, _words(name, settings))
    headings = [str(each) for each in frame.columns]
    cells = {heading: frame.iloc[:, at].astype(object).to_numpy() for at, heading in enumerate(headings)}
    return _table(name, source, cells, np.arange(1, len(frame) + 1), settings, notices)


def _with_areas(parcels: Any, words: object) -> tuple[pd.DataFrame, list[Sentence]]:
    """Return parcels as a plain table: the declared area, or where there is none the measured one."""
    from geokit.ledgers.figures.land import areas_m2, in_plane
    from geokit.parcels.given import given_parcels

    table = given_parcels(parcels)
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


def _from_file(path: Path, settings: IndicatorSettings, name: str | None) -> Iterator[Table]:
    if path.suffix.lower() not in _TABULAR:
        from geokit.parcels.read import read_parcels

        own = name or known_name(path.stem, settings) or path.stem
        yield from_frame(read_parcels(path), known_name(own, settings) or own, display_path(path), settings)
        return
    try:
        sheets = [
            (title, rows) for title, rows in read_sheets(path) if any(any(map(_is_said, row)) for row in rows)
        ]
    except InputError as error:
        raise error.at(display_path(path)) from error.__cause__
    for title, rows in sheets:
        called = _sheet_name(path, title, name, settings, is_only=len(sheets) == 1)
        yield _from_rows(rows, called, f"{display_path(path)} {title}".strip(), settings)


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
    known = [
        sum(bool(recognise(str(cell), settings.columns)) for cell in row if _is_said(cell))
        for row in rows[:_HIGHEST_HEADING]
    ]
    said = [sum(map(_is_said, row)) for row in rows[:_HIGHEST_HEADING]]
    at = known.index(max(known)) if any(known) else next(i for i, count in enumerate(said) if count)
    headings = [str(cell).strip() if _is_said(cell) else "" for cell in rows[at]]
    body = rows[at + 1 :]
    cells = {
        heading: _objects([row[column] if column < len(row) else None for row in body])
        for column, heading in reversed(list(enumerate(headings)))
        if heading
    }
    numbers = np.arange(at + 2, at + 2 + len(body))
    return _table(name, source, dict(reversed(cells.items())), numbers, settings, [])


def _objects(values: Sequence[Any]) -> NDArray[np.object_]:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _table(
    name: str,
    source: str,
    cells: Mapping[str, NDArray[np.object_]],
    rows: NDArray[np.intp],
    settings: IndicatorSettings,
    notices: list[Sentence],
) -> Table:
    """Return a table without empty rows and rows of sums, its columns by the names of the settings."""
    words = _words(name, settings)
    said = np.zeros(len(rows), bool)
    sums = np.zeros(len(rows), bool)
    for values in cells.values():
        said |= np.array([_is_said(each) for each in values], bool)
        sums |= np.array(
            [isinstance(each, str) and "".join(each.split()).casefold() in SUMS for each in values], bool
        )
    if (said & sums).any():
        notices = [*notices, Sentence.of(_SUMS_OUT, table=words, count=int((said & sums).sum()))]
    kept = said & ~sums
    taken, lost = taken_headings(cells, settings.columns)
    notices = [*notices, *(Sentence.of(_LOST, table=words, other=other, taken=one) for other, one in lost)]
    used = {heading for heading, _ in taken.values()}
    named = {heading: (heading, Fraction(1)) for heading in cells if heading not in used} | taken
    return Table(
        name,
        source,
        {column: cells[heading][kept] for column, (heading, _) in named.items()},
        {column: size for column, (_, size) in named.items()},
        {column: heading for column, (heading, _) in named.items()},
        rows[kept],
        tuple(notices),
    )


def _words(name: str, settings: IndicatorSettings) -> object:
    return settings.tables[name].name if name in settings.tables else name
