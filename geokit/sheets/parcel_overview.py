"""The sheet that shows all parcels of a batch, with a list of them and its total."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.i18n import Words
from geokit.land.declared.figure import METHOD_WORDS
from geokit.sheets.column import Entry, Grid
from geokit.sheets.letters import drawable
from geokit.sheets.line_labels import LineLabels
from geokit.sheets.parcel_sheet import AREA, NAME_PT, OfParcels, figures_of, grouped, name_land, notes_of
from geokit.sheets.sheet import LabelPlacer, Sheet, wrap_text
from geokit.symbols import INK
from geokit.terminal import display_width

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOTAL = Words(zh="合计（{count} 宗）", en="total ({count:parcel|parcels})")
_LIST = Words(zh="地块一览表", en="Parcels")
_LIST_CONTINUED = Words(zh="地块一览表（续）", en="Parcels (continued)")
_HEADS = (
    Words(zh="地块编号", en="id"),
    Words(zh="平方米", en="m²"),
    Words(zh="公顷", en="ha"),
    Words(zh="亩", en="mu"),
)
_UNNAMED = Words(
    zh="图上放不下而未注：地块编号 {count} 个；均见地块一览表",
    en="without room on the map: {count:id|ids} of parcels; the list has all",
)
TEXTS = (_TOTAL, _LIST, _LIST_CONTINUED, *_HEADS, _UNNAMED)
_LIST_PLACES = (0.0, 0.62, 0.8, 1.0)
# What stands beside the figures, and what a line takes that has none: the column is as wide in letters on all paper.
_LIST_LETTERS, _LINE_LETTERS = 18, 50


@dataclass(frozen=True)
class OverviewSheet(OfParcels):
    """All parcels of a batch, with a list of them, as a :class:`~geokit.sheets.sheet_set.ScaledDrawing`."""

    own: tuple[int, ...]

    def land_m(self) -> NDArray[np.object_]:
        """Return the parcels of the batch."""
        return self.table.shapes[list(self.own)]

    def draw(self, sheet: Sheet) -> None:
        """Draw all parcels, and name those of the batch first."""
        around = self.draw_around(sheet, self.own)
        lines = shapely.boundary(np.append(self.table.around.shapes[around], self.land_m()))
        labels = LineLabels(sheet, LabelPlacer(sheet), lines, np.empty((0, 2)), 0.0)
        style: dict[str, Any] = {"fontweight": "bold", "color": INK.light}
        named = [
            name_land(
                labels, self.table.shapes[row], [str(self.table.names[row])], NAME_PT * sheet.growth, **style
            )
            for row in self.own
        ]
        if not all(named):
            sheet.notes.append(_UNNAMED.render(sheet.language, count=named.count(False)))
        self.name_around(sheet, labels, around)

    def entries(self, sheet: Sheet) -> list[Entry]:
        """Return the list of parcels and its total, which is the sum of what is printed."""
        language = sheet.language
        printed = [figures_of(float(self.table.area_m2[row])) for row in self.own]
        rows = [
            line
            for row, figures in zip(self.own, printed, strict=True)
            for line in _list_rows(str(self.table.names[row]), grouped(figures))
        ]
        total = [sum(column, start=Decimal(0)) for column in zip(*printed, strict=True)]
        rows.append((_TOTAL.render(language, count=len(self.own)), *grouped(total)))
        heads = tuple(words.localize(language) for words in _HEADS)
        method = AREA.render(language, method=METHOD_WORDS["planar"])
        title = f"{_LIST.localize(language)} · {method}"
        return [
            *notes_of(sheet),
            Grid(title, _LIST_CONTINUED.localize(language), heads, tuple(rows), _LIST_PLACES),
        ]


def _list_rows(name: str, figures: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return a parcel's line of the list, or more where its id is long: its figures stand on the last."""
    written = drawable(name)
    if display_width(written) <= _LIST_LETTERS:
        return [(written, *figures)]
    none = [""] * len(figures)
    return [*((line, *none) for line in wrap_text(written, _LINE_LETTERS)), ("", *figures)]
