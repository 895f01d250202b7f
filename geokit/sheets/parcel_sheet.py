"""The sheet of one parcel, and what the sheets of parcels share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.i18n import Language, Words
from geokit.land.declared.figure import METHOD_WORDS
from geokit.land.units import Area
from geokit.parcels.table import COLUMN_WORDS
from geokit.sheets.abuttals import SIDE_WORDS, SIDES, Abuttals
from geokit.sheets.column import Entry, Fact, Gap, Line
from geokit.sheets.grid import GridPlane
from geokit.sheets.shapes import bounds_of, draw_polygons, in_view
from geokit.sheets.sheet import LabelPlacer, Sheet
from geokit.sheets.survey import TEXTS as POINT_TEXTS
from geokit.sheets.survey import Corners, corners_of_row, draw_corners, points_entries
from geokit.symbols import ACCENT, INK, MARK, QUIET, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from geokit.land.measure.polygons import Method
    from geokit.sheets.abuttals import Side
    from geokit.sheets.line_labels import LineLabels
    from geokit.sheets.parcel_table import ParcelTable
    from geokit.sheets.tiling import Bounds

AREA = Words(zh="{method}", en="{method} area")
_M2 = Words(zh="{m2} 平方米", en="{m2} m²")
_HA_MU = Words(zh="{ha} 公顷  {mu} 亩", en="{ha} ha  {mu} mu")
_DECLARED = COLUMN_WORDS["declared_m2"]
_ABUTTALS = Words(zh="四至", en="Abuttals")
_WORKED_OUT = Words(
    zh="四至由共用界线的朝向推得，表中已填的从表",
    en="worked out from common lines where the table says nothing",
)
_TEXTS = (
    COLUMN_WORDS["id"], AREA, _M2, _HA_MU, _DECLARED, _ABUTTALS, _WORKED_OUT, *SIDE_WORDS.values(),
    *METHOD_WORDS.values(), *POINT_TEXTS,
)  # fmt: skip
# Around a parcel so much of its own size is drawn, so that its neighbours are seen; or room for words alone.
ROOMS: Final = (0.12, 0.04)
_OWN = Symbol(MARK, ACCENT, 0.08, 1.8)
NAME_PT, _SMALLER = 9.0, (1.0, 0.75, 0.55)
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
class OfParcels:
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

    def draw_around(self, sheet: Sheet, own: Sequence[int]) -> NDArray[np.intp]:
        """Draw what else is in view; return which of the surroundings that is."""
        shapes = self.table.around.shapes.copy()
        shapes[list(own)] = None
        around = np.flatnonzero(in_view(sheet, shapes))
        if len(around):
            draw_polygons(sheet, shapes[around], "parcel", zorder=1)
        draw_polygons(sheet, self.land_m(), _OWN)
        return around

    def name_around(self, sheet: Sheet, labels: LineLabels, around: NDArray[np.intp]) -> None:
        """Write the names of what lies around, where they have room."""
        view = shapely.box(*sheet.view)
        for at in around:
            seen = shapely.intersection(self.table.around.shapes[at], view)
            name_land(labels, seen, [str(self.table.around.names[at])], 6.5 * sheet.growth, color=QUIET.light)


@dataclass(frozen=True)
class ParcelSheet(OfParcels):
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
        around = self.draw_around(sheet, [self.row])
        lines = shapely.boundary(np.append(self.table.around.shapes[around], self.shape))
        labels = draw_corners(sheet, LabelPlacer(sheet), self.corners, lines)
        name = str(self.table.names[self.row])
        texts = [f"{name}\n{_m2(self.table.area_m2[self.row], sheet.language)}", name]
        seen = shapely.intersection(self.shape, shapely.box(*sheet.view))
        name_land(labels, seen, texts, NAME_PT * sheet.growth, fontweight="bold", color=INK.light)
        self._write_told(sheet, labels)
        self.name_around(sheet, labels, around)

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
            *told, *self._areas(language), Gap(), *self._abuttals(language), Gap(), *notes_of(sheet),
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


def notes_of(sheet: Sheet) -> list[Entry]:
    """Return what had no room on the map."""
    lines: list[Entry] = [Line(text, colour=QUIET.light) for text in sheet.notes]
    return [*lines, Gap()] if lines else []


def figures_of(area_m2: float) -> tuple[Decimal, ...]:
    """Return an area as it is printed: m², ha and mu."""
    area = Area.from_m2(area_m2)
    return area.rounded("m2", 2), area.rounded("ha", 4), area.rounded("mu", 3)


def grouped(figures: Iterable[Decimal]) -> tuple[str, ...]:
    """Return figures as texts, with separators: areas have them, coordinates have none."""
    return tuple(f"{figure:,}" for figure in figures)


def _m2(area_m2: float, language: Language) -> str:
    return _M2.render(language, m2=grouped(figures_of(area_m2))[0])


def _area_facts(method: Method, area_m2: float, language: Language, *, is_main: bool = False) -> list[Entry]:
    m2, ha, mu = grouped(figures_of(area_m2))
    label = AREA.render(language, method=METHOD_WORDS[method])
    return [
        Fact(label, _M2.render(language, m2=m2), is_main),
        Fact("", _HA_MU.render(language, ha=ha, mu=mu), is_main),
    ]


def name_land(labels: LineLabels, seen: Any, texts: Sequence[str], size_pt: float, **style: Any) -> bool:
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
