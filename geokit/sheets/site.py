"""The maps of a park and of an audit on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely

from geokit.auditing.findings import SEVERITY_STYLES, Severity
from geokit.page.marks import GROUPS, StageGroup, severity_legend
from geokit.page.payload import localized
from geokit.parcels.table import parcel_ids
from geokit.sheets.sheet import ABOVE, ON, LabelPlacer, Sheet
from geokit.sheets.survey import TEXTS, draw_corners, draw_grid, draw_short_table, table_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.i18n import Language, Words

    # Of geokit.maps, which stands above: Site, Outline, VaguePlace and ParcelData.
    Site: TypeAlias = Any
    Outline: TypeAlias = Any
    Place: TypeAlias = Any
    Table: TypeAlias = Any

_MOST_NAMES = 600
_HATCHES = {"supplied": "", "approved": "//", "to-acquire": "..", "not-stated": "xx", "withdrawn": ""}
_LINE = 0.05
# A finding smaller than this share of the sheet has a ring around it.
_RING_SHARE = 0.015


@dataclass(frozen=True)
class SiteSheet:
    """A site as a :class:`~geokit.sheets.sheet.Drawing`.

    Parameters
    ----------
    site : Site
        What is drawn.
    words : mapping of str to Words
        The words of the page.
    """

    site: Site
    words: Mapping[str, Words]

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        shapes = [outline.shape for outline in self.site.outlines] + [shape for _, shape in self._findings]
        place = self.site.place
        if place is not None:
            shapes += [place.circle(), *([place.district] if place.district is not None else [])]
        boxes = [shapely.total_bounds(each.shapes) for each in self.site.tables]
        boxes += [np.array(shape.bounds) for shape in shapes]
        known = np.array([box for box in boxes if not np.isnan(box).any()] or [_NOWHERE])
        west, south = known[:, :2].min(axis=0).tolist()
        east, north = known[:, 2:].max(axis=0).tolist()
        return (west, south, east, north)

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        named = [localized(outline.name)[language] for outline in self.site.outlines]
        ids = [str(name) for each in self.site.tables for name in parcel_ids(each.frame)[:_MOST_NAMES]]
        words = [each.localize(language) for each in self.words.values()]
        words += [text.localize(language) for text in TEXTS]
        groups = [group.words.localize(language) for group in GROUPS]
        phases = [bar["name"][language] for each in self.site.tables for bar in _bars(each)]
        rows = [text for row in self._rows(language) for text in row]
        own = [*self._notes(language), *self._severities(language), "（）()"]
        return [*named, *ids, *words, *groups, *phases, *rows, *own]

    def draw(self, sheet: Sheet) -> None:
        """Draw parcels, outlines, findings and names."""
        for each in self.site.tables:
            _draw_parcels(sheet, each, is_plain=bool(self.site.data.get("is_plain")))
        if self.site.place is not None:
            _draw_vague_place(sheet, self.site.place)
        for outline in self.site.outlines:
            _draw_outline(sheet, outline)
        for severity, shape in reversed(self._findings):
            _draw_finding(sheet, severity, shape)
        placer = LabelPlacer(sheet)
        if sheet.is_to_scale and self.site.corners:
            draw_grid(sheet, self.site.corners)
            draw_corners(sheet, placer, self.site.corners)
        for outline in self.site.outlines:
            _name_outline(sheet, placer, outline, sheet.say(self.words["schematic"]))
        for each in self.site.tables:
            _name_parcels(sheet, placer, each)

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the legend, the phases and the counts of findings."""
        y = 0.97
        for table in [] if self.site.data.get("is_plain") else self.site.tables:
            y = _draw_legend(sheet, table, self.words, y)
            y = _draw_bars(sheet, table, self.words, y)
        for line, severity in zip(self._severities(sheet.language), self._legend, strict=True):
            sheet.side.plot(
                0.04, y, "o", markersize=9, color="none", markeredgecolor=severity["colour"], mew=2
            )
            sheet.write(sheet.side, 0.1, y, line)
            y -= _LINE
        for note in self._notes(sheet.language):
            y = sheet.write_lines(y, note, color="#A61B1B")
        for label, value in self._rows(sheet.language):
            y = sheet.write_lines(y, f"{label}  {value}", fontsize=8.5)
        if sheet.is_to_scale and self.site.corners:
            draw_short_table(sheet, self.site.corners, y - _LINE / 2)

    def further_pages(self, sheet: Sheet) -> list[Figure]:
        """Return the table of boundary points where it is too long for the side column."""
        return table_pages(sheet, self.site.corners) if self.site.corners else []

    def _notes(self, language: Language) -> list[str]:
        notes = [localized(note)[language] for note in self.site.notes]
        km = self.site.data.get("uncertainty_km")
        if self.site.is_schematic and km:
            notes.insert(0, self.words["schematic_note"].render(language, km=km))
        return notes

    def _rows(self, language: Language) -> list[tuple[str, str]]:
        card: Any = None if self.site.tables else self.site.data.get("card")
        return [(row["label"][language], row["value"][language]) for row in (card["rows"] if card else [])]

    @property
    def _findings(self) -> list[tuple[Severity, BaseGeometry]]:
        found = self.site.findings or ()
        return [(each.finding.severity, each.shape) for each in found if each.shape is not None]

    @property
    def _legend(self) -> list[Any]:
        return severity_legend(each.finding.severity for each in self.site.findings or ())

    def _severities(self, language: Language) -> list[str]:
        return [f"{each['name'][language]} {each['count']}" for each in self._legend]


# A sheet without anything is centred on China.
_NOWHERE = np.array([104.0, 35.0, 104.1, 35.1])


def _bars(table: Table) -> Any:
    return table.bars


def _metres(sheet: Sheet, points: Any) -> NDArray[np.float64]:
    return sheet.plane.metres(np.asarray(points)[:, ::-1])


def _draw_parcels(sheet: Sheet, table: Table, *, is_plain: bool) -> None:
    for number, group in enumerate(GROUPS):
        chosen = table.shapes[(table.groups == number) & ~shapely.is_missing(table.shapes)]
        if len(chosen):
            look = {"facecolor": "#FBFBF8", "edgecolor": "#9AA7B3"} if is_plain else _look(group)
            width = 0.15 if len(table.frame) > _MOST_NAMES * 5 else 0.6
            sheet.axes.add_patch(_patch(sheet, chosen, linewidth=width, zorder=2, **look))


def _look(group: StageGroup) -> dict[str, Any]:
    return {"facecolor": group.colour + "80", "edgecolor": group.colour, "hatch": _HATCHES[group.key]}


def _patch(sheet: Sheet, shapes: NDArray[np.object_], **style: Any) -> Any:
    """Return polygons as one patch, their holes open."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    # Holes run the other way round, so that they stay open where rings are filled by their winding.
    parts = shapely.get_parts(shapely.orient_polygons(shapes))
    rings = [
        ring for part in parts if part.geom_type == "Polygon" for ring in (part.exterior, *part.interiors)
    ]
    points, owners = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    codes[starts] = Path.MOVETO
    codes[np.append(starts[1:], len(points)) - 1] = Path.CLOSEPOLY
    return PathPatch(Path(sheet.plane.metres(points), codes), **style)


def _draw_vague_place(sheet: Sheet, place: Place) -> None:
    for ring in _rings(place.district):
        sheet.axes.fill(*sheet.plane.metres(ring).T, facecolor="#FBFBF8", edgecolor="#9AA7B3", zorder=1)
    [circle] = _rings(place.circle())
    style: dict[str, Any] = {"hatch": "///", "linestyle": "--", "zorder": 2}
    sheet.axes.fill(*sheet.plane.metres(circle).T, facecolor="none", edgecolor="#1B2733", **style)


def _draw_outline(sheet: Sheet, outline: Outline) -> None:
    colour = "#1B2733" if outline.kind == "park" else "#0B5CAD"
    style: dict[str, Any] = (
        {"linestyle": "--", "hatch": "///"} if outline.is_schematic else {"linestyle": "-"}
    )
    for ring in _rings(outline.shape):
        points = sheet.plane.metres(ring)
        sheet.axes.fill(*points.T, facecolor="none", edgecolor=colour, linewidth=1.6, zorder=4, **style)


def _rings(shape: BaseGeometry | None) -> list[NDArray[np.float64]]:
    """Return the rings and lines of a shape: longitude and latitude."""
    parts = shapely.get_parts(shape)
    lines = [
        line
        for part in parts
        for line in ((part.exterior, *part.interiors) if part.geom_type == "Polygon" else (part,))
    ]
    return [shapely.get_coordinates(line) for line in lines]


def _name_outline(sheet: Sheet, placer: LabelPlacer, outline: Outline, word: str) -> None:
    bracketed = f" ({word})" if sheet.language == "en" else f"（{word}）"
    schematic = bracketed if outline.is_schematic else ""
    at = _metres(sheet, [outline.label])[0]
    placer.place(at, sheet.say(outline.name) + schematic, offsets=ABOVE, fontweight="bold")


def _name_parcels(sheet: Sheet, placer: LabelPlacer, table: Table) -> None:
    if len(table.frame) > _MOST_NAMES:
        return
    pixels_per_m = sheet.axes.get_window_extent().width / np.ptp(sheet.axes.get_xlim())
    for name, shape in zip(parcel_ids(table.frame), table.shapes, strict=True):
        if shape is not None:
            west, south, east, north = shape.bounds
            (left, _), (right, _) = sheet.plane.metres([(west, south), (east, north)])
            middle = sheet.plane.metres([((west + east) / 2, (south + north) / 2)])[0]
            placer.place(middle, str(name), offsets=ON, widest_px=(right - left) * pixels_per_m, fontsize=6.5)


def _draw_finding(sheet: Sheet, severity: Severity, shape: BaseGeometry) -> None:
    colour = SEVERITY_STYLES[severity].colour
    rings = [sheet.plane.metres(ring) for ring in _rings(shape)]
    for ring in rings:
        sheet.axes.plot(*ring.T, color=colour, linewidth=1.4, zorder=6)
    points = np.concatenate(rings)
    span = np.ptp(points, axis=0).max() / np.ptp(sheet.axes.get_xlim())
    if span < _RING_SHARE:
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        sheet.axes.plot(
            *middle,
            "o",
            markersize=11,
            markerfacecolor="none",
            markeredgecolor=colour,
            markeredgewidth=2,
            zorder=7,
        )


def _draw_legend(sheet: Sheet, table: Table, words: Mapping[str, Words], y: float) -> float:
    lines: Any = table.legend
    sheet.write(sheet.side, 0, y, sheet.say(words["phases"]), fontsize=12, fontweight="bold")
    for line in lines:
        y -= _LINE
        box = {"xy": (0, y - 0.014), "width": 0.1, "height": 0.028}
        sheet.side.add_patch(_rectangle(box, GROUPS[line["group"]]))
        key = ("parcel_mu" if line["count"] == 1 else "parcels_mu") + ("_least" if line["uncounted"] else "")
        text = sheet.say(words[key], count=f"{line['count']:,}", mu=line["mu"], n=line["uncounted"])
        sheet.write(sheet.side, 0.13, y + 0.011, line["name"][sheet.language])
        sheet.write(sheet.side, 0.13, y - 0.012, text, fontsize=8)
    return y - _LINE * 1.5


def _rectangle(box: dict[str, Any], group: StageGroup) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(**box, **_look(group))


def _draw_bars(sheet: Sheet, table: Table, words: Mapping[str, Words], y: float) -> float:
    for bar in _bars(table):
        key = "phase_total_least" if bar["uncounted"] else "phase_total"
        total = sheet.say(words[key], mu=bar["total"], n=bar["uncounted"])
        sheet.write(sheet.side, 0, y, bar["name"][sheet.language], fontweight="bold")
        sheet.write(sheet.side, 1, y, total, ha="right", fontsize=8)
        left = 0.0
        for part in bar["parts"]:
            box = {"xy": (left, y - 0.05), "width": part["share"], "height": 0.026}
            sheet.side.add_patch(_rectangle(box, GROUPS[part["group"]]))
            left += part["share"]
        y -= _LINE * 1.9
    return y
