"""Sheets of a table of land classes: rows by parcel, batch or village, columns by class under the three major classes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.i18n import Words
from geokit.land.units import UNIT_WORDS
from geokit.ledgers.forms import FormColumn, FormSheet
from geokit.parcels.land_classes import MAJOR_WORDS, classes, find_class
from geokit.parcels.ownerships import OWNERSHIPS
from geokit.parcels.values import natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geokit.ledgers.adjustment import Printing
    from geokit.parcels.land_classes import LandClass, Scheme

GROUPINGS: Final[Mapping[str, Words]] = {
    "parcel": Words(zh="地块编号", en="parcel"),
    "batch": Words(zh="批次", en="batch"),
    "phase": Words(zh="期次", en="phase"),
    "village": Words(zh="坐落单位", en="village"),
    "ownership": Words(zh="权属性质", en="ownership"),
    "owner": Words(zh="权属单位", en="owner"),
}
_OF_PARCELS: Final = frozenset({"batch", "phase"})
_NAME = FormColumn("name", Words(zh="地块名称", en="name"))
_TITLES: Final = {
    ("parcel",): Words(zh="地块地类面积表", en="Classes by parcel"),
    ("batch",): Words(zh="批次地类面积表", en="Classes by batch"),
    ("village", "ownership", "owner"): Words(zh="权属地类面积表", en="Classes by village and owner"),
}
_TITLE = Words(zh="地类面积表", en="Land classes")
_TOTAL, _SUBTOTAL = Words(zh="合计", en="total"), Words(zh="小计", en="subtotal")
_NOT_STATED = Words(zh="未注明", en="not stated")
_OTHER = Words(zh="其他", en="other")
_SUM_OF = Words(zh="{found} 小计", en="{found}, subtotal")
_ITSELF = Words(zh="{found}", en="{found}")
_IN_UNIT = Words(zh="{heading}（{unit}）", en="{heading} ({unit})")


@dataclass(frozen=True, slots=True)
class Grouping:
    """What the rows of a sheet are."""

    columns: tuple[str, ...]

    @property
    def title(self) -> Words:
        """What its sheet is called."""
        return _TITLES.get(self.columns, _TITLE)


def standard_groupings(cells: pd.DataFrame, parcels: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the usual tables, as far as there is something to group by."""
    found: list[tuple[str, ...]] = [("parcel",)]
    if parcels["batch"].notna().any():
        found.append(("batch",))
    if cells["village"].notna().any() or cells["ownership"].notna().any():
        found.append(("village", "ownership", "owner"))
    return found


def class_sheet(
    cells: pd.DataFrame,
    parcels: pd.DataFrame,
    grouping: Grouping,
    printing: Printing,
    scheme: Scheme,
    lines: tuple[Any, ...],
) -> FormSheet:
    """Return one sheet; each of its sums is a sum of the cells as they are printed."""
    keys = _keys(cells, parcels, grouping.columns)
    slots = _slots(_classes_of(cells, scheme), printing, scheme)
    sums = _sums(cells, keys)
    order = sorted(sums, key=_row_key)
    names = (
        dict(zip(parcels["id"], parcels["name"], strict=True)) if grouping.columns == ("parcel",) else None
    )
    body = _Rows(grouping.columns, slots, printing, names)
    for row in order:
        body.add(row, sums[row])
    body.finish()
    heads = [FormColumn("id" if each == "parcel" else each, GROUPINGS[each]) for each in grouping.columns]
    heads += [] if names is None else [_NAME]
    columns = (*heads, *(each.column for each in slots))
    return FormSheet(grouping.title, columns, tuple(body.rows), frozenset(body.totals), lines)


def _keys(cells: pd.DataFrame, parcels: pd.DataFrame, columns: Sequence[str]) -> dict[str, Any]:
    at = cells["parcel"].to_numpy()
    found: dict[str, Any] = {}
    for name in columns:
        if name == "parcel":
            values = parcels["id"].to_numpy(dtype=object)[at]
        elif name in _OF_PARCELS:
            values = parcels[name].to_numpy(dtype=object)[at]
        else:
            values = cells[name].to_numpy(dtype=object)
        found[f"by_{name}"] = pd.Series(values, index=cells.index, dtype=object).fillna("")
    return found


def _sums(cells: pd.DataFrame, keys: Mapping[str, Any]) -> dict[tuple[str, ...], dict[str, int]]:
    """Return, by what a row is, the counts of each class in it."""
    sums: dict[tuple[str, ...], dict[str, int]] = {}
    rows = zip(*keys.values(), strict=True)
    for row, code, count in zip(rows, cells["land_class"], cells["count"], strict=True):
        of_row = sums.setdefault(row, {})
        of_row[code] = of_row.get(code, 0) + int(count)
    return sums


def _row_key(row: tuple[str, ...]) -> tuple[Any, ...]:
    # What is not stated comes last.
    return tuple((text == "", natural_key(text)) for text in row)


def _classes_of(cells: pd.DataFrame, scheme: Scheme) -> list[LandClass]:
    """Return the classes that occur, under their major classes, each in the order of the scheme."""
    order = list(classes(scheme))
    majors = [*MAJOR_WORDS, None]
    found = [each for code in set(cells["land_class"]) if (each := find_class(code, scheme)) is not None]
    above = {each.code: order.index(_first_level(each, scheme).code) for each in found}
    return sorted(
        found, key=lambda each: (majors.index(each.major), above[each.code], order.index(each.code))
    )


@dataclass(frozen=True, slots=True)
class _Slot:
    """A column of areas: the classes that it is the sum of."""

    column: FormColumn
    codes: tuple[str, ...]
    is_sum: bool = False


def _slots(shown: Sequence[LandClass], printing: Printing, scheme: Scheme) -> tuple[_Slot, ...]:
    """Return columns: of each major class its sum, then its classes; of several below one class also that one's sum."""
    kind, found = _kind(printing), [_Slot(_total(printing), tuple(each.code for each in shown), is_sum=True)]
    for major, of_major in groupby(shown, key=lambda each: each.major):
        members = list(of_major)
        group = MAJOR_WORDS[major] if major else _OTHER
        if major:
            codes = tuple(each.code for each in members)
            found.append(_Slot(FormColumn(major, _SUBTOTAL, kind, group), codes, is_sum=True))
        for above, below in groupby(members, key=lambda each: _first_level(each, scheme)):
            same = list(below)
            if len(same) > 1:
                codes = tuple(each.code for each in same)
                heading = _both(_SUM_OF, found=above)
                name = f"sum_{above.code.lower()}"
                found.append(_Slot(FormColumn(name, heading, kind, group), codes, is_sum=True))
            for each in same:
                heading = _both(_ITSELF, found=each)
                column = FormColumn(f"class_{each.code.lower()}", heading, kind, group)
                found.append(_Slot(column, (each.code,)))
    return tuple(found)


def _first_level(found: LandClass, scheme: Scheme) -> LandClass:
    while found.parent is not None:
        found = classes(scheme)[found.parent]
    return found


def _both(words: Words, **fields: object) -> Words:
    return Words(**{language: words.render(language, **fields) for language in ("zh", "en")})


def _total(printing: Printing) -> FormColumn:
    heading = _both(_IN_UNIT, heading=_TOTAL, unit=UNIT_WORDS[printing.unit])
    return FormColumn("total", heading, _kind(printing))


def _kind(printing: Printing) -> Any:
    return "m2" if printing.unit == "km2" else printing.unit


class _Rows:
    """The rows of a sheet as they are made: cells, subtotals of the first key, the whole."""

    def __init__(
        self,
        columns: tuple[str, ...],
        slots: Sequence[_Slot],
        printing: Printing,
        names: Mapping[str, str | None] | None,
    ) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.totals: list[int] = []
        self._columns, self._slots, self._printing, self._names = columns, slots, printing, names
        self._whole: dict[str, int] = {}
        self._part: dict[str, int] = {}
        self._first = ""

    def add(self, keys: tuple[str, ...], counts: Mapping[str, int]) -> None:
        """Add a row, and before it the subtotal of what it does not belong to."""
        if self.rows and keys[0] != self._first:
            self._close()
        self._first = keys[0]
        for code, count in counts.items():
            self._whole[code] = self._whole.get(code, 0) + int(count)
            self._part[code] = self._part.get(code, 0) + int(count)
        heads = [_shown_key(name, key) for name, key in zip(self._columns, keys, strict=True)]
        if self._names is not None:
            heads.append(self._names.get(keys[0]))
        self.rows.append((*heads, *self._cells(counts)))

    def finish(self) -> None:
        """Add the last subtotal and the whole."""
        self._close()
        self._sum(_TOTAL, None, self._whole)

    def _close(self) -> None:
        if len(self._columns) > 1:
            self._sum(_shown_key(self._columns[0], self._first), _SUBTOTAL, self._part)
        self._part = {}

    def _sum(self, head: object, second: object, counts: Mapping[str, int]) -> None:
        width = len(self._columns) + (self._names is not None)
        heads = [head, second, *[None] * width][:width]
        self.totals.append(len(self.rows))
        self.rows.append((*heads, *self._cells(counts)))

    def _cells(self, counts: Mapping[str, int]) -> list[object]:
        sums = [sum(counts.get(code, 0) for code in each.codes) for each in self._slots]
        printed = self._printing.printed(np.array(sums, dtype=object))
        # A class that is not there stays empty, a sum of none is 0.
        return [
            area if each.is_sum or total else None
            for each, total, area in zip(self._slots, sums, printed, strict=True)
        ]


def _shown_key(column: str, key: str) -> object:
    """Return what a row is called: a code of ownership by its name, everything else as it is written."""
    if key == "":
        return _NOT_STATED
    return OWNERSHIPS.get(key, key) if column == "ownership" else key
