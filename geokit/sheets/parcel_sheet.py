"""The sheet of one parcel, and the one that shows all parcels of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.i18n import Language, Words
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.units import Area
from geokit.parcels.table import COLUMN_WORDS
from geokit.sheets.abuttals import SIDE_WORDS, SIDES, Abuttals
from geokit.sheets.column import Entry, Fact, Gap, Grid, Line
from geokit.sheets.grid import GridPlane
from geokit.sheets.line_labels import LineLabels
from geokit.sheets.shapes import bounds_of, draw_polygons, in_view
from geokit.sheets.sheet import LabelPlacer, Sheet
from geokit.sheets.survey import TEXTS as POINT_TEXTS
from geokit.sheets.survey import Corners, corners_of_row, draw_corners, points_entries
from geokit.symbols import ACCENT, INK, MARK, QUIET, Symbol
from geokit.terminal import display_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geokit.land.measure.polygons import Method
    from geokit.sheets.abuttals import Side
    from geokit.sheets.parcel_table import ParcelTable
    from geokit.sheets.tiling import Bounds

_AREA = Words(zh="{method}", en="{method} area")
_M2 = Words(zh="{m2}平方米", en="{m2} m²")
_HA_MU = Words(zh="{ha}公顷  {mu}亩", en="{ha} ha  {mu} mu")
_DECLARED = COLUMN_WORDS["declared_m2"]
_ABUTTALS = Words(zh="四至", en="Abuttals")
_WORKED_OUT = Words(
    zh="四至由共用界线的朝向推得，表中已填的从表",
    en="worked out from common lines where the table says nothing",
)
_TOTAL = Words(zh="合计（{count}宗）", en="total ({count:parcel|parcels})")
_LIST = Words(zh="地块一览表", en="Parcels")
_LIST_CONTINUED = Words(zh="地块一览表（续）", en="Parcels (continued)")
_HEADS = (
    Words(zh="地块编号", en="id"),
    Words(zh="平方米", en="m²"),
    Words(zh="公顷", en="ha"),
    Words(zh="亩", en="mu"),
)
_UNNAMED = Words(
    zh="图上放不下而未注：地块编号{count}个；均见地块一览表",
    en="without room on the map: {count:id|ids} of parcels; the list has all",
)
_TEXTS = (
    COLUMN_WORDS["id"], _AREA, _M2, _HA_MU, _DECLARED, _ABUTTALS, _WORKED_OUT, *SIDE_WORDS.values(), _TOTAL, _LIST, _LIST_CONTINUED,
    *_HEADS, _UNNAMED, *METHOD_WORDS.values(), *POINT_TEXTS,
)  # fmt: skip
# Around a parcel so much of its own size is drawn, so that its neighbours are seen; or room for words alone.
ROOMS: Final = (0.12, 0.04)
_OWN = Symbol(MARK, ACCENT, 0.08, 1.8)
_NAME_PT, _SMALLER = 9.0, (1.0, 0.75, 0.55)
_LIST_PLACES = (0.0, 0.62, 0.8, 1.0)
_LIST_LETTERS = 18
# What is left of a neighbour in a corner of the map has no room for a name, whatever the scale.
_LEAST_NAMED_M2 = 0.001
_WAYS: Final[dict[Side, tuple[int, int]]] = {
    "east": (1, 0),
    "south": (0, -1),
    "west": (-1, 0),
    "north": (0, 1),
}


def sheet_texts(language: Language) -> list[str]:
    """Return the words of these sheets, to look for a font."""
    return [words.localize(language) for words in _TEXTS]


@dataclass(frozen=True)
class _OfParcels:
    """What both sheets share: they stand in the plane of the table, with coordinates around them.

    Attributes
    ----------
    table : ParcelTable
    room : float
        How much of its own size is drawn around the land.
    """

    table: ParcelTable
    room: float = field(default=ROOMS[0], kw_only=True)

    @property
    def plane(self) -> GridPlane:
        """The plane of the table."""
        return GridPlane(self.table.crs)

    @property
    def is_gridded(self) -> bool:
        """Whether coordinates stand around it: always."""
        return True

    def bounds(self) -> Bounds:
        """Return west, south, east and north, as in the plane: no slide is made of it."""
        return self.bounds_m()

    def bounds_m(self) -> Bounds:
        """Return west, south, east and north, with room for neighbours."""
        west, south, east, north = bounds_of(self.land_m())
        around = max(east - west, north - south) * self.room
        return (west - around, south - around, east + around, north + around)

    def land_m(self) -> NDArray[np.object_]:
        """Return what the sheet is of."""
        raise NotImplementedError

    def texts(self, language: Language) -> list[str]:
        """Return every text of the table, to look for a font once for all parcels."""
        return [*sheet_texts(language), *self.table.texts(language)]

    def draw_side(self, sheet: Sheet) -> None:
        """Draw nothing: no slide is made of it."""

    def _draw_around(self, sheet: Sheet, own: Sequence[int]) -> NDArray[np.intp]:
        """Draw what else is in view; return which of the surroundings that is."""
        shapes = self.table.around.shapes.copy()
        shapes[list(own)] = None
        around = np.flatnonzero(in_view(sheet, shapes))
        if len(around):
            draw_polygons(sheet, shapes[around], "parcel", zorder=1)
        draw_polygons(sheet, self.land_m(), _OWN)
        return around

    def _name_around(self, sheet: Sheet, labels: LineLabels, around: NDArray[np.intp]) -> None:
        view = shapely.box(*sheet.view)
        for at in around:
            seen = shapely.intersection(self.table.around.shapes[at], view)
            _name_land(
                labels, seen, [str(self.table.around.names[at])], 6.5 * sheet.growth, color=QUIET.light
            )


@dataclass(frozen=True)
class ParcelSheet(_OfParcels):
    """One parcel as a :class:`~geokit.sheets.sheet_set.ScaledDrawing`."""

    row: int

    @property
    def shape(self) -> Any:
        """The parcel's outline in the plane."""
        return self.table.shapes[self.row]

    @cached_property
    def corners(self) -> Corners:
        """Its boundary points."""
        return corners_of_row(self.table.corners, self.row, self.table.crs)

    @cached_property
    def abuttals(self) -> Abuttals:
        """What lies on its four sides."""
        return self.table.abuttals(self.row)

    def land_m(self) -> NDArray[np.object_]:
        """Return the parcel alone: a sheet of neighbours is none."""
        return np.array([self.shape], dtype=object)

    def draw(self, sheet: Sheet) -> None:
        """Draw the neighbours, the parcel and its boundary points."""
        around = self._draw_around(sheet, [self.row])
        lines = shapely.boundary(np.append(self.table.around.shapes[around], self.shape))
        labels = draw_corners(sheet, LabelPlacer(sheet), self.corners, lines)
        name = str(self.table.names[self.row])
        texts = [f"{name}\n{_m2(self.table.area_m2[self.row], sheet.language)}", name]
        seen = shapely.intersection(self.shape, shapely.box(*sheet.view))
        _name_land(labels, seen, texts, _NAME_PT * sheet.growth, fontweight="bold", color=INK.light)
        self._write_told(sheet, labels)
        self._name_around(sheet, labels, around)

    def _write_told(self, sheet: Sheet, labels: LineLabels) -> None:
        """Write what only the table says of a side, where that side's land lies."""
        west, south, east, north = sheet.view
        own = shapely.bounds(self.shape)
        drawn = set(map(str, self.table.around.names))
        for side, (right, up) in _WAYS.items():
            text = self.abuttals.texts[side]
            if not text or set(text.split("、")) <= drawn:
                continue
            x = (
                (own[0] + own[2]) / 2
                if not right
                else ((own[2] + east) if right > 0 else (own[0] + west)) / 2
            )
            y = (own[1] + own[3]) / 2 if not up else ((own[3] + north) if up > 0 else (own[1] + south)) / 2
            for share in (0.0, 0.2, -0.2):
                at = np.array(
                    [x + share * (own[2] - own[0]) * abs(up), y + share * (own[3] - own[1]) * abs(right)]
                )
                if labels.place_on(at, text, fontsize=6.5 * sheet.growth, color=QUIET.light):
                    break

    def entries(self, sheet: Sheet) -> list[Entry]:
        """Return areas, what the table says, the abuttals and the table of boundary points."""
        language = sheet.language
        told: list[Entry] = [
            Fact(COLUMN_WORDS["id"].localize(language), str(self.table.names[self.row]), is_main=True),
            *(Fact(label, value) for label, value in self.table.facts(self.row, language)),
        ]
        return [
            *told, *self._areas(language), Gap(), *self._abuttals(language), Gap(), *_notes(sheet),
            *points_entries(self.corners, language),
        ]  # fmt: skip

    def _areas(self, language: Language) -> list[Entry]:
        planar, statutory = self.table.area_m2[self.row], self.table.statutory_m2[self.row]
        found = _area_facts("planar", float(planar), language, is_main=True)
        if np.isfinite(statutory):
            found += _area_facts("statutory", float(statutory), language)
        declared = self.table.frame["declared_m2"].iloc[self.row]
        if declared > 0:
            found.append(Fact(_DECLARED.localize(language), _m2(declared, language)))
        return found

    def _abuttals(self, language: Language) -> list[Entry]:
        found: list[Entry] = [Line(_ABUTTALS.localize(language), is_heading=True)]
        found += [Fact(SIDE_WORDS[side].localize(language), self.abuttals.texts[side]) for side in SIDES]
        if self.abuttals.is_worked_out:
            found.append(Line(_WORKED_OUT.localize(language), colour=QUIET.light))
        return found


@dataclass(frozen=True)
class OverviewSheet(_OfParcels):
    """All parcels of a batch, with a list of them, as a :class:`~geokit.sheets.sheet_set.ScaledDrawing`."""

    own: tuple[int, ...]

    def land_m(self) -> NDArray[np.object_]:
        """Return the parcels of the batch."""
        return self.table.shapes[list(self.own)]

    def draw(self, sheet: Sheet) -> None:
        """Draw all parcels, and name those of the batch first."""
        around = self._draw_around(sheet, self.own)
        lines = shapely.boundary(np.append(self.table.around.shapes[around], self.land_m()))
        labels = LineLabels(sheet, LabelPlacer(sheet), lines, np.empty((0, 2)), 0.0)
        style: dict[str, Any] = {"fontweight": "bold", "color": INK.light}
        named = [
            _name_land(
                labels, self.table.shapes[row], [str(self.table.names[row])], _NAME_PT * sheet.growth, **style
            )
            for row in self.own
        ]
        if not all(named):
            sheet.notes.append(_UNNAMED.render(sheet.language, count=named.count(False)))
        self._name_around(sheet, labels, around)

    def entries(self, sheet: Sheet) -> list[Entry]:
        """Return the list of parcels and its total, which is the sum of what is printed."""
        language = sheet.language
        printed = [_figures(float(self.table.area_m2[row])) for row in self.own]
        rows = [
            line
            for row, figures in zip(self.own, printed, strict=True)
            for line in _list_rows(str(self.table.names[row]), _grouped(figures))
        ]
        total = [sum(column, start=Decimal(0)) for column in zip(*printed, strict=True)]
        rows.append((_TOTAL.render(language, count=len(self.own)), *_grouped(total)))
        heads = tuple(words.localize(language) for words in _HEADS)
        method = _AREA.render(language, method=METHOD_WORDS["planar"])
        title = f"{_LIST.localize(language)} · {method}"
        return [
            *_notes(sheet),
            Grid(title, _LIST_CONTINUED.localize(language), heads, tuple(rows), _LIST_PLACES),
        ]


def _notes(sheet: Sheet) -> list[Entry]:
    """Return what had no room on the map."""
    lines: list[Entry] = [Line(text, colour=QUIET.light) for text in sheet.notes]
    return [*lines, Gap()] if lines else []


def _list_rows(name: str, figures: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return a parcel's line of the list, or two where its id is long."""
    if display_width(name) <= _LIST_LETTERS:
        return [(name, *figures)]
    return [(name, *[""] * len(figures)), ("", *figures)]


def _figures(area_m2: float) -> tuple[Decimal, ...]:
    """Return an area as it is printed: m², ha and mu."""
    area = Area.from_m2(area_m2)
    return area.rounded("m2", 2), area.rounded("ha", 4), area.rounded("mu", 3)


def _grouped(figures: Iterable[Decimal]) -> tuple[str, ...]:
    return tuple(f"{figure:,}" for figure in figures)


def _m2(area_m2: float, language: Language) -> str:
    return _M2.render(language, m2=_grouped(_figures(area_m2))[0])


def _area_facts(method: Method, area_m2: float, language: Language, *, is_main: bool = False) -> list[Entry]:
    m2, ha, mu = _grouped(_figures(area_m2))
    label = _AREA.render(language, method=METHOD_WORDS[method])
    return [
        Fact(label, _M2.render(language, m2=m2), is_main),
        Fact("", _HA_MU.render(language, ha=ha, mu=mu), is_main),
    ]


def _name_land(labels: LineLabels, seen: Any, texts: Sequence[str], size_pt: float, **style: Any) -> bool:
    """Write the first of some texts that has room within land, large or smaller; say whether one had."""
    parts = shapely.get_parts(seen)
    parts = parts[shapely.area(parts) >= _LEAST_NAMED_M2]
    if len(parts) == 0:
        return False
    largest = parts[np.argmax(shapely.area(parts))]
    middles = shapely.get_coordinates(
        [
            largest.centroid,
            shapely.maximum_inscribed_circle(largest).interpolate(0),
            largest.representative_point(),
        ]
    )
    inside = middles[shapely.contains_xy(largest, middles)]
    return any(
        labels.place_on(at, text, fontsize=size_pt * share, **style)
        for text in texts
        for share in _SMALLER
        for at in inside
    )
