"""What placeholders stand for: a park, parcels and their sums, the rows of a ledger, and what the caller adds.

A name is the standard's word in Chinese or the canonical name in English, or for parcels a column of the caller's own;
an area is asked for with its unit: ``地块面积.亩`` or ``declared.mu``.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.errors import FormatError, UnknownNameError
from geokit.i18n import Language, Words, localize
from geokit.land.crs.titles import crs_title
from geokit.land.measure.polygons import measure_area, possible_method
from geokit.land.printing import converted
from geokit.land.units import Area, Unit
from geokit.parcels.codes import STAGES, STATUSES, fold
from geokit.parcels.columns import DECLARED, RANKS, map_columns
from geokit.parcels.normalize import normalize
from geokit.parcels.table import COLUMN_NAMES, COLUMN_WORDS, PROVENANCE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.ledgers.acquisition.model import Ledger
    from geokit.programme.model import Park

_UNITS: Final[Mapping[str, Unit]] = {
    "平方米": "m2", "m2": "m2", "公顷": "ha", "ha": "ha", "亩": "mu", "mu": "mu",
}  # fmt: skip
_UNIT_NAMES: Final = ("平方米", "公顷", "亩")
_SCOPES: Final[Mapping[str, str]] = {
    "地块": "parcel", "parcel": "parcel", "合计": "total", "total": "total", "园区": "park", "park": "park",
    "台账": "ledger", "ledger": "ledger", "台账合计": "ledgertotal", "ledgertotal": "ledgertotal",
}  # fmt: skip
_SCOPE_NAMES: Final = {
    "parcel": "地块",
    "total": "合计",
    "park": "园区",
    "ledger": "台账",
    "ledgertotal": "台账合计",
}
REPEATED: Final = ("parcel", "ledger")
_BRACKETED: Final = re.compile(r"[（(][^（(]*[)）]$")
_LEDGER_UNIT: Final = re.compile(r"(?P<name>.+)_(?P<unit>m2|ha|mu)$")
_NUMBER, _MEASURED, _COUNT = ("序号", "number"), ("图形面积", "measured"), ("宗数", "count")
_DECLARED_NAMES: Final = ("地块面积", "申报面积", "declared")
_OF_THE_FIGURE: Final = frozenset({"declared_m2", "declared_half_unit_m2"})

_PLACEHOLDER = Words(zh="填写项（{sheet}!{cell}）", en="placeholder ({sheet}!{cell})")
_NEEDS_UNIT = Words(
    zh="{sheet}!{cell} 的“{name}”是面积，须写明单位：{name}.平方米、{name}.公顷或{name}.亩",
    en="“{name}” in {sheet}!{cell} is an area and needs its unit: {name}.平方米, {name}.公顷 or {name}.亩 (m2, ha, mu)",
)


_OWN = Words(
    zh="{sheet}!{cell} 的“{name}”没有值；请自行给出{option:fields}。已有：{known}",
    en="“{name}” in {sheet}!{cell} has no value; give one{option:fields}. Known: {known}",
)
_NEEDED: Final = {
    "park": Words(
        zh="{sheet}!{cell} 的“{name}”说的是园区；请给出园区{option:park}",
        en="“{name}” in {sheet}!{cell} is of a park; give one{option:park}",
    ),
    "ledger": Words(
        zh="{sheet}!{cell} 的“{name}”取自用地台账；请给出有坐标系的地块，或台账（gk.ledger）",
        en="“{name}” in {sheet}!{cell} is of a ledger; give parcels with a coordinate system, or a ledger (gk.ledger)",
    ),
    "parcel": Words(
        zh="{sheet}!{cell} 的“{name}”说的是地块；请给出地块文件",
        en="“{name}” in {sheet}!{cell} is of parcels; give a file of them",
    ),
}
_NEEDED["total"], _NEEDED["ledgertotal"] = _NEEDED["parcel"], _NEEDED["ledger"]


@dataclass(frozen=True, slots=True)
class Place:
    """The cell in which a placeholder stands."""

    sheet: str
    cell: str

    @property
    def words(self) -> Words:
        """What is looked for, with its place."""
        fields = {"sheet": self.sheet, "cell": self.cell}
        return Words(zh=_PLACEHOLDER.render("zh", **fields), en=_PLACEHOLDER.render("en", **fields))


@dataclass(slots=True)
class Scope:
    """Names with their values: one value each, or one a row.

    Parameters
    ----------
    rows : int
        How many rows there are; 1 where nothing is repeated.
    values : dict of str to list
        By folded name; the values of an area by unit stand under ``name.unit``.
    titles : list of str
        The names as they are suggested.
    areas : set of str
        Folded names that need a unit.
    """

    rows: int = 1
    values: dict[str, list[Any]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    areas: set[str] = field(default_factory=set)

    def add(self, names: Sequence[str], values: list[Any]) -> None:
        """Add values under all their names; a name that is there already keeps its own."""
        for name in names:
            self.values.setdefault(fold(name), values)
        self.titles.append(names[0])

    def add_area(self, names: Sequence[str], values: Mapping[Unit, list[Any]]) -> None:
        """Add an area in several units."""
        self.areas |= {fold(name) for name in names}
        for name in names:
            for word, unit in _UNITS.items():
                if unit in values:
                    self.values.setdefault(f"{fold(name)}.{fold(word)}", values[unit])
        self.titles += [f"{names[0]}.{word}" for word in _UNIT_NAMES if _UNITS[word] in values]


@dataclass(slots=True)
class Names:
    """All that a template may name."""

    scopes: dict[str, Scope]
    flat: Scope

    def scope_of(self, name: str) -> str | None:
        """Return the scope that a placeholder names before its point; None where it names none."""
        head, point, _ = normal(name).partition(".")
        found = _SCOPES.get(fold(head)) if point else None
        return None if fold(normal(name)) in self.flat.values else found

    def values_of(self, name: str, place: Place) -> list[Any]:
        """Return what a placeholder stands for: one value, or as many as its scope has rows.

        Raises
        ------
        UnknownNameError
            There is no such name; near ones are suggested.
        FormatError
            It is an area, and its unit is missing.
        """
        scope = self.scope_of(name)
        held = self.flat if scope is None else self.scopes.get(scope, Scope(0))
        asked = normal(name) if scope is None else normal(name).partition(".")[2]
        key = ".".join(fold(part) for part in asked.split("."))
        if key in held.values:
            return held.values[key]
        if key in held.areas:
            raise FormatError(_NEEDS_UNIT, sheet=place.sheet, cell=place.cell, name=normal(name))
        raise self._unknown(normal(name), scope, held, place)

    def _unknown(
        self, name: str, scope: str | None, held: Scope, place: Place
    ) -> UnknownNameError | FormatError:
        """Return the error of a name that is not there: near ones, what has to be given for it, or all of its scope."""
        needed = scope or ("park" if name.startswith("园区") or fold(name).startswith("park") else None)
        if needed is not None and needed not in self.scopes:
            return FormatError(_NEEDED[needed], sheet=place.sheet, cell=place.cell, name=name)
        if difflib.get_close_matches(name, self.known()):
            return UnknownNameError(name, kind=place.words, known=self.known())
        if scope is None:
            return FormatError(_OWN, sheet=place.sheet, cell=place.cell, name=name, known=held.titles)
        known = [f"{_SCOPE_NAMES[scope]}.{title}" for title in held.titles]
        return UnknownNameError(name, kind=place.words, known=known)

    def known(self) -> list[str]:
        """Return all names, as they are written in a template."""
        return [
            *self.flat.titles,
            *(
                f"{_SCOPE_NAMES[name]}.{title}"
                for name, scope in self.scopes.items()
                for title in scope.titles
            ),
        ]


def normal(name: str) -> str:
    """Return a name as it is compared, in half width and without blanks around."""
    return unicodedata.normalize("NFKC", name).strip()


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
    own = not set(COLUMN_NAMES) <= set(given.columns)
    found = map_columns(map(str, given.columns), columns if own else None)
    # A row without a polygon is no parcel of the table.
    rows = given.iloc[table["record"].to_numpy()] if own else given
    for at, column in enumerate(given.columns):
        is_bare = found.targets.get(str(column)) == DECLARED and found.unit is None
        if str(given.dtypes.iloc[at]) != "geometry" and column not in COLUMN_NAMES and not is_bare:
            scope.add([str(column)], [plain(value) for value in rows.iloc[:, at].astype(object)])


def _add_areas(each: Scope, total: Scope, names: Sequence[str], m2: NDArray[np.float64]) -> None:
    """Add areas as they are printed, and their sums as sums of what is printed."""
    every: dict[Unit, list[Any]] = {
        unit: [None if np.isnan(value) else converted(value, unit) for value in m2.tolist()]
        for unit in ("m2", "ha", "mu")
    }
    each.add_area(names, every)
    sums = {
        unit: [sum((one for one in listed if one is not None), Decimal(0))] for unit, listed in every.items()
    }
    total.add_area(names, sums)


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
