"""Sheets of a table of land classes: rows by parcel, batch or village, columns by class under the three major classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geokit.i18n import Words
from geokit.land.units import UNIT_WORDS
from geokit.ledgers.forms import FormColumn, FormSheet
from geokit.parcels.land_classes import MAJOR_WORDS, classes, find_class
from geokit.parcels.ownerships import ownership_words
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
    shown = _classes_of(cells, scheme)
    sums = _sums(cells, keys)
    order = sorted(sums, key=_row_key)
    names = (
        dict(zip(parcels["id"], parcels["name"], strict=True)) if grouping.columns == ("parcel",) else None
    )
    body = _Rows(shown, printing, names)
    for row in order:
        body.add(row, sums[row])
    body.finish()
    columns = _columns(grouping, shown, printing, with_names=names is not None)
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
    return sorted(found, key=lambda each: (majors.index(each.major), order.index(each.code)))


def _columns(
    grouping: Grouping, shown: Sequence[LandClass], printing: Printing, *, with_names: bool
) -> tuple[FormColumn, ...]:
    unit = printing.unit
    names = [FormColumn("id" if each == "parcel" else each, GROUPINGS[each]) for each in grouping.columns]
    total = Words(
        **{lang: _IN_UNIT.render(lang, heading=_TOTAL, unit=UNIT_WORDS[unit]) for lang in ("zh", "en")}
    )
    columns = [*names, *([_NAME] if with_names else []), FormColumn("total", total, _kind(printing))]
    for at, each in enumerate(shown):
        group = MAJOR_WORDS[each.major] if each.major else _OTHER
        if each.major and (at == 0 or shown[at - 1].major != each.major):
            columns.append(FormColumn(each.major, _SUBTOTAL, _kind(printing), group))
        heading = Words(zh=each.localize("zh"), en=each.localize("en"))
        columns.append(FormColumn(f"class_{each.code.lower()}", heading, _kind(printing), group))
    return tuple(columns)


def _kind(printing: Printing) -> Any:
    return "m2" if printing.unit == "km2" else printing.unit


class _Rows:
    """The rows of a sheet as they are made: cells, subtotals of the first key, the whole."""

    def __init__(
        self, shown: Sequence[LandClass], printing: Printing, names: Mapping[str, str | None] | None
    ) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.totals: list[int] = []
        self._shown, self._printing, self._names = shown, printing, names
        self._whole: dict[str, int] = {}
        self._part: dict[str, int] = {}
        self._first: str | None = None
        self._width = 1

    def add(self, keys: tuple[str, ...], counts: Mapping[str, int]) -> None:
        """Add a row, and before it the subtotal of what it does not belong to."""
        self._width = len(keys)
        if self._first is not None and keys[0] != self._first:
            self._close()
        self._first = keys[0]
        for code, count in counts.items():
            self._whole[code] = self._whole.get(code, 0) + int(count)
            self._part[code] = self._part.get(code, 0) + int(count)
        heads: list[object] = [_shown_key(key) for key in keys]
        if self._names is not None:
            heads.append(self._names.get(keys[0]))
        self.rows.append((*heads, *self._cells(counts)))

    def finish(self) -> None:
        """Add the last subtotal and the whole."""
        self._close()
        self._sum(_TOTAL, None, self._whole)

    def _close(self) -> None:
        if self._width > 1 and self._first is not None:
            self._sum(_shown_key(self._first), _SUBTOTAL, self._part)
        self._part = {}

    def _sum(self, head: object, second: object, counts: Mapping[str, int]) -> None:
        width = self._width + (self._names is not None)
        heads = [head, second, *[None] * width][:width]
        self.totals.append(len(self.rows))
        self.rows.append((*heads, *self._cells(counts)))

    def _cells(self, counts: Mapping[str, int]) -> list[object]:
        cells: list[object] = [self._printed(sum(counts.values()))]
        for at, each in enumerate(self._shown):
            if each.major and (at == 0 or self._shown[at - 1].major != each.major):
                same = [other.code for other in self._shown if other.major == each.major]
                cells.append(self._printed(sum(counts.get(code, 0) for code in same)))
            count = counts.get(each.code, 0)
            cells.append(self._printed(count) if count else None)
        return cells

    def _printed(self, count: int) -> object:
        import numpy as np

        return self._printing.printed(np.array([int(count)], dtype=object))[0]


def _shown_key(key: str) -> object:
    if key == "":
        return _NOT_STATED
    words = ownership_words(key)
    return words if isinstance(words, Words) and key.isdigit() else key
