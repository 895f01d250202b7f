"""What placeholders stand for: a park, parcels and their sums, the rows of a ledger, and what the caller adds."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.i18n import Language, localize
from geokit.land.crs.titles import crs_title
from geokit.land.measure.polygons import measure_area, possible_method
from geokit.land.printing import converted
from geokit.land.units import Area, Unit
from geokit.parcels.codes import STAGES, STATUSES, fold
from geokit.parcels.columns import DECLARED, RANKS, map_columns
from geokit.parcels.labels import column_names, is_canonical, with_labels
from geokit.parcels.normalize import normalize
from geokit.parcels.table import COLUMN_NAMES, COLUMN_WORDS, PROVENANCE_COLUMNS
from geokit.reports._templates.names import Names, Scope, figures_in, normal, sum_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.acquisition.model import Ledger
    from geokit.programme.model import Park

_BRACKETED: Final = re.compile(r"[（(][^（(]*[)）]$")
_LEDGER_UNIT: Final = re.compile(r"(?P<name>.+)_(?P<unit>m2|ha|mu)$")
_NUMBER, _MEASURED, _COUNT = ("序号", "number"), ("量算面积", "图形面积", "measured"), ("宗数", "count")
_DECLARED_NAMES: Final = ("地块面积", "申报面积", "declared")
_OF_THE_FIGURE: Final = frozenset({"declared_m2", "declared_half_unit_m2"})


@dataclass(frozen=True, slots=True)
class Given:
    """What a template is filled with, besides what the caller adds.

    Parameters
    ----------
    parcels : GeoDataFrame or None
        As the caller has them.
    park : Park or None
    ledger : Ledger or None
    columns : mapping of str to str, optional
        Which of the caller's columns are canonical ones.
    """

    parcels: gpd.GeoDataFrame | None = None
    park: Park | None = None
    ledger: Ledger | None = None
    columns: Mapping[str, str] | None = None


def names_of(given: Given, fields: Mapping[str, Any], language: Language) -> Names:
    """Return what a template may name, of what there is."""
    scopes: dict[str, Scope] = {}
    flat = _of_fields(fields)
    if given.park is not None:
        scopes["park"] = _of_park(given.park, language)
        _add_flat(flat, scopes["park"], "园区", "park_")
    if given.parcels is not None:
        scopes["parcel"], scopes["total"] = _of_parcels(given.parcels, given.columns, language)
        _add_flat(flat, scopes["total"], "", "")
    if given.ledger is not None:
        scopes["ledger"], scopes["ledgertotal"] = _of_ledger(given.ledger, language)
    return Names(scopes, flat)


def _add_flat(flat: Scope, scope: Scope, zh: str, en: str) -> None:
    """Let what there is once be named without a point: 园区名称, 宗数."""
    for name, values in scope.values.items():
        for before in (zh, fold(en)):
            flat.values.setdefault(f"{before}{name}", values)
    flat.titles += [f"{zh}{title}" for title in scope.titles]
    flat.areas |= {f"{zh}{name}" for name in scope.areas}


def _of_fields(fields: Mapping[str, Any]) -> Scope:
    scope = Scope()
    for name, value in fields.items():
        if isinstance(value, Area):
            scope.add_area([name], {unit: [converted(value.m2, unit)] for unit in ("m2", "ha", "mu")})
        else:
            scope.add([normal(name)], [plain(value)])
    return scope


def plain(value: Any) -> Any:
    """Return a value as a cell holds it: text, a number, or None; a day as ISO has it."""
    value = getattr(value, "item", lambda: value)() if not isinstance(value, str) else value
    if value is None or isinstance(value, str | bool | int | Decimal):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    text = str(value)
    return None if text in ("NaT", "<NA>", "nan") else text


def _of_park(park: Park, language: Language) -> Scope:
    scope = Scope()
    scope.add(["名称", "name"], [localize(park.name, language)])
    scope.add(["编号", "id"], [park.id])
    home = park.home
    if home is not None:
        scope.add(["所在区县", "district"], [localize(home.name, language)])
        scope.add(["行政区代码", "adcode"], [home.adcode])
    declared = park.declared_area
    if declared is not None:
        area = declared.value
        scope.add_area(
            ["公布面积", "declared"], {unit: [converted(area.m2, unit)] for unit in ("m2", "ha", "mu")}
        )
        scope.add(["公布面积原文", "declared_text"], [park.figure.text if park.figure else None])
    return scope


def _of_parcels(
    given: gpd.GeoDataFrame, columns: Mapping[str, str] | None, language: Language
) -> tuple[Scope, Scope]:
    """Return the parcels' names, a value a row, and those of their sums."""
    given, _ = with_labels(given, columns)
    table = normalize(given, columns=columns)
    each, total = Scope(len(table)), Scope()
    _add_own(each, given, table, columns)
    each.add(_NUMBER, list(range(1, len(table) + 1)))
    total.add(_COUNT, [len(table)])
    _add_areas(each, total, _DECLARED_NAMES, table["declared_m2"].to_numpy())
    measured = _measured_m2(table)
    if measured is not None:
        _add_areas(each, total, _MEASURED, measured)
        total.add(["坐标系", "crs"], [crs_title(table.crs).localize(language)])
    for name in COLUMN_NAMES:
        if name not in PROVENANCE_COLUMNS and name not in _OF_THE_FIGURE:
            values = [plain(value) for value in _in_words(name, table[name].tolist(), language)]
            each.add([COLUMN_WORDS[name].zh, name, *_other_names(name)], values)
    return each, total


def _add_own(
    scope: Scope, given: gpd.GeoDataFrame, table: gpd.GeoDataFrame, columns: Mapping[str, str] | None
) -> None:
    """Add the caller's own columns under their own names; an area whose unit is not in its name has to be asked for."""
    own = not is_canonical(given)
    names = column_names(given)
    found = map_columns(names, columns if own else None)
    # A row without a polygon is no parcel of the table.
    rows = given.iloc[table["record"].to_numpy()] if own else given
    for at, column in enumerate(names):
        is_bare = found.targets.get(column) == DECLARED and found.unit is None
        if str(given.dtypes.iloc[at]) != "geometry" and column not in COLUMN_NAMES and not is_bare:
            scope.add([column], [plain(value) for value in rows.iloc[:, at].astype(object)])


def _add_areas(each: Scope, total: Scope, names: Sequence[str], m2: NDArray[np.float64]) -> None:
    """Add areas as they are printed, and their sums as sums of what is printed."""
    units: tuple[Unit, ...] = ("m2", "ha", "mu")
    every: dict[Unit, list[Any]] = {unit: figures_in(m2, unit) for unit in units}
    each.add_area(names, every)
    each.areas_m2 |= {fold(name): m2 for name in names}
    total.add_area(names, {unit: [sum_of(values)] for unit, values in every.items()})


def _measured_m2(table: gpd.GeoDataFrame) -> NDArray[np.float64] | None:
    if table.crs is None:
        return None
    shapes = table.geometry.to_numpy()
    return measure_area(shapes, table.crs, possible_method(shapes, table.crs), on_problem="nan")


def _in_words(name: str, values: list[Any], language: Language) -> list[Any]:
    terms = {"stage": STAGES, "status": STATUSES}.get(name, ())
    words = {term.code: term.localize(language) for term in terms}
    return [words.get(value, value) for value in values]


def _other_names(target: str) -> list[str]:
    return [name for name, (canonical, _) in RANKS.items() if canonical == target and canonical != DECLARED]


def _of_ledger(ledger: Ledger, language: Language) -> tuple[Scope, Scope]:
    """Return the names of a ledger's columns, a value a row, and those of its last row."""
    codes, words = ledger.to_frame(None), ledger.to_frame(language)
    chinese = words if language == "zh" else ledger.to_frame("zh")
    each, total = Scope(len(words) - 1), Scope()
    areas: dict[tuple[str, str], dict[Unit, list[Any]]] = {}
    for at, code in enumerate(map(str, codes.columns)):
        values = [plain(value) for value in words.iloc[:, at]]
        title, found = str(chinese.columns[at]), _LEDGER_UNIT.fullmatch(code)
        if found:
            names = (_BRACKETED.sub("", title), found["name"])
            areas.setdefault(names, {})[found["unit"]] = values  # type: ignore[index]
        else:
            _add_rows(each.add, total.add, [title, code], values)
    for names, by_unit in areas.items():
        each.add_area(names, {unit: values[:-1] for unit, values in by_unit.items()})
        total.add_area(names, {unit: values[-1:] for unit, values in by_unit.items()})
    return each, total


def _add_rows(
    each: Callable[[Sequence[str], list[Any]], None],
    total: Callable[[Sequence[str], list[Any]], None],
    names: Sequence[str],
    values: list[Any],
) -> None:
    each(names, values[:-1])
    total(names, values[-1:])
