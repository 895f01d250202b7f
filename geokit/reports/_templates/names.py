"""The names that a template may have, by what they are of, and what a name that is not there is told.

A name is the standard's word in Chinese or the canonical name in English, or for parcels a column of the caller's own;
an area is asked for with its unit: ``地块面积.亩`` or ``declared.mu``.
"""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.errors import FormatError, UnknownNameError
from geokit.i18n import Words
from geokit.land.printing import UNITS, converted
from geokit.land.units import Area
from geokit.ledgers.adjustment import adjust_to_control
from geokit.parcels.codes import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from geokit.land.units import Unit

UNIT_OF: Final[Mapping[str, Unit]] = {
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
TOTALS: Final = {"parcel": "total", "ledger": "ledgertotal"}
_DECLARED: Final = frozenset({"申报面积", "declared"})
_PLACEHOLDER = Words(zh="填写项（{place}）", en="placeholder ({place})")
_NEEDS_UNIT = Words(
    zh="{place} 的“{name}”是面积，须写明单位：{name}.平方米、{name}.公顷或{name}.亩",
    en="“{name}” in {place} is an area and needs its unit: {name}.平方米, {name}.公顷 or {name}.亩 (m2, ha, mu)",
)


_OWN = Words(
    zh="{place} 的“{name}”没有值；请自行给出{option:fields}。已有：{known}",
    en="“{name}” in {place} has no value; give one{option:fields}. Known: {known}",
)
_NEEDED: Final = {
    "park": Words(
        zh="{place} 的“{name}”说的是园区；请给出园区{option:park}，或直接给出这一项的值{option:fields}",
        en="“{name}” in {place} is of a park; give one{option:park}, or what is to stand there{option:fields}",
    ),
    "ledger": Words(
        zh="{place} 的“{name}”取自用地台账；请给出有坐标系的地块，或台账（gk.ledger）",
        en="“{name}” in {place} is of a ledger; give parcels with a coordinate system, or a ledger (gk.ledger)",
    ),
    "parcel": Words(
        zh="{place} 的“{name}”说的是地块；请给出地块文件",
        en="“{name}” in {place} is of parcels; give a file of them",
    ),
}
_BARE_SUM = Words(
    zh="{place} 所在的行每宗地块重复一次，而“{name}”是合计；每宗的面积写作 地块.{name}，合计写作 合计.{name}",
    en="the row of {place} is repeated for each parcel, and “{name}” is the sum of all; write 地块.{name} (parcel.…) for that of "
    "each, or 合计.{name} (total.…) for the sum",
)
_NEEDED["total"], _NEEDED["ledgertotal"] = _NEEDED["parcel"], _NEEDED["ledger"]


@dataclass(frozen=True, slots=True)
class Place:
    """The cell in which a placeholder stands; without one a text box, a header or a footer of the sheet."""

    sheet: str
    cell: str

    @property
    def words(self) -> Words:
        """What is looked for, with its place."""
        return Words(zh=_PLACEHOLDER.render("zh", place=self), en=_PLACEHOLDER.render("en", place=self))

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


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
    areas_m2 : dict of str to ndarray
        By folded name, what an area is before it is rounded.
    """

    rows: int = 1
    values: dict[str, list[Any]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    areas: set[str] = field(default_factory=set)
    areas_m2: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def add(self, names: Sequence[str], values: list[Any]) -> None:
        """Add values under all their names; a name that is there already keeps its own."""
        for name in names:
            self.values.setdefault(fold(name), values)
        self.titles.append(names[0])

    def add_area(self, names: Sequence[str], values: Mapping[Unit, list[Any]]) -> None:
        """Add an area in several units."""
        self.areas |= {fold(name) for name in names}
        for name in names:
            for word, unit in UNIT_OF.items():
                if unit in values:
                    self.values.setdefault(f"{fold(name)}.{fold(word)}", values[unit])
        self.titles += [f"{names[0]}.{word}" for word in _UNIT_NAMES if UNIT_OF[word] in values]


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
            raise FormatError(_NEEDS_UNIT, place=place, name=normal(name))
        raise self._unknown(normal(name), scope, held, place)

    def refuse_bare_sum(self, name: str, place: Place) -> None:
        """Refuse a sum without its scope in a row of parcels, where the area of each is what is meant.

        Raises
        ------
        FormatError
            The name is that of a sum and of an area of each parcel.
        """
        key = ".".join(fold(part) for part in normal(name).split("."))
        total, each = self.scopes["total"].values, self.scopes["parcel"].values
        if key in each and key in total and self.flat.values.get(key) is total[key]:
            raise FormatError(_BARE_SUM, place=place, name=normal(name))

    def round_to(self, name: str, decimals: int) -> None:
        """Round an area of the parcels or of a ledger to the decimals that its cells show, and its sum with it."""
        scope = self.scope_of(name)
        area, _, word = ".".join(map(fold, normal(name).partition(".")[2].split("."))).rpartition(".")
        unit, key = UNIT_OF.get(word), f"{area}.{word}"
        if scope is None or unit is None or key not in self.scopes[scope].values or decimals >= UNITS[unit]:
            return
        # In place: the same area stands under several names.
        rows, whole = self.scopes[scope].values[key], self.scopes[TOTALS[scope]].values[key]
        if scope == "ledger":
            rows[:], whole[:] = ledger_figures(rows, whole[0], unit, decimals, is_declared=area in _DECLARED)
        elif area in self.scopes[scope].areas_m2:
            rows[:] = figures_in(self.scopes[scope].areas_m2[area], unit, decimals)
            whole[:] = [sum_of(rows)]

    def rounded_totals(self, used: Collection[str]) -> list[tuple[str, Decimal, Decimal]]:
        """Return the totals of printed areas that differ from the area of all parcels, rounded once."""
        parcels = self.scopes.get("parcel", Scope())
        totals: dict[tuple[int, str], tuple[str, Decimal, Decimal]] = {}
        for name in sorted(used):
            area, _, word = ".".join(map(fold, normal(name).partition(".")[2].split("."))).rpartition(".")
            unit = UNIT_OF.get(word)
            if area not in parcels.areas_m2 or unit is None or self.scope_of(name) not in ("parcel", "total"):
                continue
            printed = sum_of(parcels.values[f"{area}.{word}"])
            places = max(0, -int(printed.as_tuple().exponent))
            exact = converted(float(np.nansum(parcels.areas_m2[area])), unit, places)
            if printed != exact:
                totals[id(parcels.areas_m2[area]), unit] = (normal(name).partition(".")[2], printed, exact)
        return list(totals.values())

    def _unknown(
        self, name: str, scope: str | None, held: Scope, place: Place
    ) -> UnknownNameError | FormatError:
        """Return the error of a name that is not there: near ones, what has to be given for it, or all of its scope."""
        needed = scope or ("park" if name.startswith("园区") or fold(name).startswith("park") else None)
        if needed is not None and needed not in self.scopes:
            return FormatError(_NEEDED[needed], place=place, name=name)
        own = [f"{_SCOPE_NAMES[scope]}.{title}" for title in held.titles] if scope else []
        # Of what it names itself first: 地块面积.亩 is near to 地块.面积亩, and is the sum of all.
        if own and difflib.get_close_matches(name, own):
            return UnknownNameError(name, kind=place.words, known=own)
        if difflib.get_close_matches(name, self.known()):
            return UnknownNameError(name, kind=place.words, known=self.known())
        if scope is None:
            return FormatError(_OWN, place=place, name=name, known=held.titles)
        return UnknownNameError(name, kind=place.words, known=own)

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


def figures_in(m2: NDArray[np.float64], unit: Unit, decimals: int | None = None) -> list[Decimal | None]:
    return [None if np.isnan(value) else converted(value, unit, decimals) for value in m2.tolist()]


def sum_of(values: Sequence[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


def ledger_figures(
    rows: Sequence[Decimal | None], whole: Decimal, unit: Unit, decimals: int, *, is_declared: bool
) -> tuple[list[Decimal | None], list[Decimal]]:
    """Return figures of a ledger with fewer decimals, and their total: measured ones add up, declared ones are rounded.

    Examples
    --------
    >>> thirds = [Decimal("0.335"), Decimal("0.335"), Decimal("0.330")]
    >>> [str(each) for each in ledger_figures(thirds, Decimal("1.000"), "mu", 2, is_declared=False)[0]]
    ['0.33', '0.34', '0.33']
    """
    exact = Decimal(1).scaleb(-decimals)
    printed = whole.quantize(exact, ROUND_HALF_UP)
    if is_declared or not whole or any(each is None or each < 0 for each in rows):
        return [each if each is None else each.quantize(exact, ROUND_HALF_UP) for each in rows], [printed]
    m2 = np.array([Area.of(each, unit).m2 for each in rows if each is not None])
    slack = Area.of(exact * (len(rows) + 2), unit)
    made = adjust_to_control(m2, Area.of(whole, unit), unit=unit, decimals=decimals, tolerance=slack)
    return list(made.adjusted), [printed]
