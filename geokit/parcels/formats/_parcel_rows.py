"""Parcels as rows of an office's table: the caller's own columns, areas as numbers with their unit, mu beside m²."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd

from geokit.errors import CrsError
from geokit.i18n import LANGUAGES, Words, current_language
from geokit.land.declared.figure import METHOD_WORDS, Method
from geokit.land.measure.polygons import measure_area, possible_method
from geokit.land.printing import UNITS, converted
from geokit.land.units import M2_PER, UNIT_WORDS, Unit
from geokit.parcels.codes import STAGES, STATUSES
from geokit.parcels.columns import DECLARED, ColumnMap, map_columns
from geokit.parcels.declared_areas import DeclaredFigures, parse_figures, to_square_metres
from geokit.parcels.diagnostics import Notice
from geokit.parcels.formats._output_columns import is_filled
from geokit.parcels.labels import column_names, is_canonical, with_labels
from geokit.parcels.repeated_areas import remarks_on_columns
from geokit.parcels.table import BESIDE_THE_FIGURE, COLUMN_NAMES, COLUMN_WORDS, PROVENANCE_COLUMNS
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_WITH_UNIT = Words(zh="{heading}（{unit}）", en="{heading} ({unit})")
_AREA = Words(zh="地块面积", en="parcel area")
_MEASURED = Words(zh="量算面积", en="measured area")
_ADDED = Words(
    zh="表中没有地块面积，已加量算面积（{method}）",
    en="the table declares no areas; measured ones were added ({method})",
)
_ROUNDED = Words(
    zh="列“{column}”的面积是计算值，已按 {decimals} 位小数写出，使各行之和等于合计",
    en="the areas of “{column}” are computed numbers and were rounded to {decimals:decimal|decimals}, so that the rows add up to "
    "their total",
)
_TERMS: Final = {
    "stage": {each.code: each for each in STAGES},
    "status": {each.code: each for each in STATUSES},
}
# Excel tells numbers of more digits no longer apart.
_MAX_WHOLE: Final = 10**15
_BRACKETED = re.compile(r"\s*[（(\[［【][^（(\[［【]*[)）\]］】]\s*$")
_MAX_DECIMALS: Final = 6
_UNITS: Final[tuple[Unit, ...]] = ("m2", "ha", "mu")


@dataclass(slots=True)
class RowColumn:
    """A column of the table.

    Parameters
    ----------
    heading : str
    cells : list
        Text, numbers, days, True or False, and None; areas as Decimal, each as it is printed.
    decimals : int or None
        Of an area, which is summed.
    is_id : bool
        Whether it names the parcels.
    """

    heading: str
    cells: list[Any]
    decimals: int | None = None
    is_id: bool = False

    @property
    def total(self) -> Decimal:
        """The sum of what is printed; a figure below zero is no area, and in no unit counts."""
        return sum((value for value in self.cells if value is not None and value > 0), Decimal(0))

    def total_formula(self, cells: str) -> str:
        """Return the formula of :attr:`total` over a range of cells."""
        has_others = any(value is not None and value < 0 for value in self.cells)
        return f'=SUMIF({cells},">0")' if has_others else f"=SUM({cells})"


@dataclass(slots=True)
class ParcelRows:
    """A row a parcel.

    Parameters
    ----------
    columns : list of RowColumn
        In the order of the caller's table.
    notices : list of Notice
        What was added, left out, or rounded.
    """

    columns: list[RowColumn]
    notices: list[Notice] = field(default_factory=list)

    @property
    def label_at(self) -> int | None:
        """The column that says that a row is the total: the id's, or else the first that is not summed."""
        plain = [at for at, column in enumerate(self.columns) if column.decimals is None]
        return next((at for at in plain if self.columns[at].is_id), plain[0] if plain else None)


def parcel_rows(frame: pd.DataFrame, columns: Mapping[str, str] | None = None) -> ParcelRows:
    """Return a table of parcels as its rows are written for an office.

    Parameters
    ----------
    frame : DataFrame
        The caller's table, with or without shapes. A table that geokit made has the words of its columns as headings.
    columns : mapping of str to str, optional
        As for :func:`geokit.read_parcels`.
    """
    table, _ = with_labels(pd.DataFrame(frame), columns)
    own = is_canonical(table)
    named = [(name, table.iloc[:, at]) for at, name in enumerate(column_names(table))]
    kept = [(name, values) for name, values in named if not _is_left_out(name, values, own=own)]
    found = map_columns([name for name, _ in kept], None if own else columns)
    rows = ParcelRows([], remarks_on_columns(found, dict(kept)))
    areas = _measured(frame)
    for name, values in kept:
        # A column that a caller set beside the canonical ones has the unit that its own heading names.
        is_own = own and name in COLUMN_NAMES
        target = name if is_own else found.targets.get(name)
        if target in (DECLARED, "declared_m2"):
            rows.columns += _declared(name, values, found, areas, rows.notices, own=is_own)
        else:
            rows.columns.append(_plain(name, values, own=is_own, is_id=target == "id"))
    if not any(column.decimals is not None for column in rows.columns) and areas is not None:
        rows.columns += _of_measured(areas, rows.notices)
    rows.columns = _each_area_once(rows.columns)
    return rows


def _each_area_once(columns: list[RowColumn]) -> list[RowColumn]:
    """Leave out what an earlier file had beside its areas, where it says the same as what stands beside them now."""
    kinds: dict[str, tuple[str, Unit]] = {
        _headed(base.localize(language), unit, language): (base.en, unit)
        for base in (COLUMN_WORDS["declared_m2"], _MEASURED)
        for unit in _UNITS
        for language in LANGUAGES
    }
    written = {
        kinds[each.heading]: [_figure(cell) for cell in each.cells]
        for each in columns
        if each.decimals is not None and each.heading in kinds
    }
    return [
        each
        for each in columns
        if each.decimals is not None
        or each.heading not in kinds
        or written.get(kinds[each.heading]) != [_figure(cell) for cell in each.cells]
    ]


def _figure(cell: Any) -> Decimal | None:
    """Return what a cell says as a number; NaN, which equals nothing, where it is none."""
    if cell is None or cell == "":
        return None
    try:
        return Decimal(str(cell))
    except InvalidOperation:
        return Decimal("NaN")


def _is_left_out(name: str, values: pd.Series[Any], *, own: bool) -> bool:
    if str(values.dtype) == "geometry":
        return True
    if not own or name not in COLUMN_NAMES:
        return False
    return (
        name in PROVENANCE_COLUMNS or name in BESIDE_THE_FIGURE or not is_filled(values.to_frame(name), name)
    )


@dataclass(frozen=True, slots=True)
class _Areas:
    m2: Floats
    method: Method


def _measured(frame: pd.DataFrame) -> _Areas | None:
    """Return measured areas, NaN where a parcel has no polygon; None where the table has no shapes in a known system."""
    if getattr(frame, "active_geometry_name", None) is None or frame.crs is None or frame.empty:
        return None
    shapes, crs = frame.geometry.to_numpy(), cast("Any", frame.crs)
    try:
        method = possible_method(shapes, crs)
        return _Areas(measure_area(shapes, crs, method, on_problem="nan"), method)
    except CrsError:
        return None


def _of_measured(areas: _Areas, notices: list[Notice]) -> Iterator[RowColumn]:
    notices.append(Notice.of("areas_measured", _ADDED, method=METHOD_WORDS[areas.method]))
    language = current_language()
    for unit in ("m2", "mu"):
        heading = _WITH_UNIT.render(language, heading=_MEASURED, unit=UNIT_WORDS[unit])
        yield _area_column(heading, areas.m2, unit)


def _area_column(heading: str, m2: Floats, unit: Unit) -> RowColumn:
    values = [None if np.isnan(value) else converted(value, unit) for value in m2.tolist()]
    return RowColumn(heading, values, UNITS[unit])


def _declared(
    name: str,
    values: pd.Series[Any],
    found: ColumnMap,
    areas: _Areas | None,
    notices: list[Notice],
    *,
    own: bool,
) -> Iterator[RowColumn]:
    """Yield a column of declared areas as it is, and what it is in m² and mu beside it."""
    figures = parse_figures(values.array)
    measured = np.full(len(values), np.nan) if areas is None else areas.m2
    m2, _, remarks = to_square_metres(
        figures, measured, "m2" if own else found.unit, counted_m2=found.counted_m2, column=name
    )
    notices += remarks
    language, numeric = current_language(), pd.api.types.is_numeric_dtype(values.dtype)
    unit = _unit_of(figures, m2) if numeric and not found.counted_m2 else None
    named = found.unit or found.counted_m2
    base = COLUMN_WORDS["declared_m2"].localize(language) if own else _base(name, named, language)
    if unit is None:
        yield _plain(name, values, own=False, is_id=False)
    elif own:
        yield _area_column(_headed(base, unit, language), m2, unit)
    else:
        heading = name if found.unit else _headed(name, unit, language)
        yield _as_written(heading, figures, unit, notices)
    if np.isfinite(m2).any():
        for other in ("m2", "mu"):
            if other != unit:
                yield _area_column(_headed(base, other, language), m2, other)


def _unit_of(figures: DeclaredFigures, m2: Floats) -> Unit | None:
    at = np.flatnonzero(np.isfinite(m2) & (figures.value > 0))
    if not len(at):
        return None
    ratio = m2[at[0]] / figures.value[at[0]]
    return next((unit for unit, per in M2_PER.items() if np.isclose(ratio, float(per))), None)


def _base(name: str, unit: Unit | float | None, language: Any) -> str:
    """Return a heading without its unit, so that the same stands beside it in another."""
    if unit is None:
        return name
    base = _BRACKETED.sub("", name)
    return base if base and base != name else _AREA.localize(language)


def _headed(base: str, unit: Unit, language: Any) -> str:
    return _WITH_UNIT.render(language, heading=base, unit=UNIT_WORDS[unit])


def _as_written(heading: str, figures: DeclaredFigures, unit: Unit, notices: list[Notice]) -> RowColumn:
    """Return figures with the decimals that they have; computed ones with those that areas are printed to."""
    half = figures.half_unit[np.isfinite(figures.half_unit)]
    computed = not len(half) or half[0] == 0
    decimals = UNITS.get(unit, _MAX_DECIMALS) if computed else round(-np.log10(2 * half[0]))
    if computed and len(half):
        notices.append(Notice.of("decimals_rounded", _ROUNDED, column=heading, decimals=decimals))
    exact = Decimal(1).scaleb(-decimals)
    values = [
        None if not np.isfinite(value) else Decimal(repr(value)).quantize(exact)
        for value in figures.value.tolist()
    ]
    return RowColumn(heading, values, decimals)


def _plain(name: str, values: pd.Series[Any], *, own: bool, is_id: bool) -> RowColumn:
    language = current_language()
    heading = COLUMN_WORDS[name].localize(language) if own and name in COLUMN_WORDS else name
    if own and name in _TERMS:
        terms = _TERMS[name]
        known = [terms[text].localize(language) if text in terms else text for text in to_text(values.array)]
        return RowColumn(heading, known)
    return RowColumn(heading, to_text(values.array).tolist() if is_id else _cells(values), is_id=is_id)


def _cells(values: pd.Series[Any]) -> list[Any]:
    """Return values as cells hold them; whole numbers that Excel would round are text in all rows of their column."""
    cells = [_cell(value) for value in values.astype(object)]
    long = any(isinstance(cell, int) and abs(cell) >= _MAX_WHOLE for cell in cells)
    return [str(cell) if long and isinstance(cell, int) else cell for cell in cells]


def _cell(value: Any) -> Any:
    if value is None or value is pd.NaT or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating | Decimal):
        number = float(value)
        return (int(number) if number.is_integer() else number) if np.isfinite(number) else None
    if isinstance(value, dt.datetime):
        return _day(value)
    return value if isinstance(value, str | dt.date) else str(value)


def _day(value: dt.datetime) -> dt.datetime | dt.date | str:
    if value.tzinfo is not None:
        return value.isoformat()
    # pandas' own times are finer than those of a workbook.
    return value.date() if value.time() == dt.time() else dt.datetime(*value.timetuple()[:6])  # noqa: DTZ001
