"""The maps of a park and of an audit on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.auditing.findings import Severity
from geokit.maps import site_words as say
from geokit.maps.finding_data import SEVERITY_COLOURS
from geokit.maps.payload import both
from geokit.maps.placing import ABOVE, ON, Placer
from geokit.maps.stages import GROUPS, StageGroup
from geokit.maps.survey_picture import (
    TEXTS,
    draw_corners,
    draw_grid,
    draw_short_table,
    table_pages,
)
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geokit.maps.parcel_data import ParcelData
    from geokit.maps.sheet import Sheet
    from geokit.maps.site import Site
    from geokit.words import Language

_MOST_NAMES = 600
_HATCHES = {"supplied": "", "approved": "//", "to-acquire": "..", "not-stated": "xx", "withdrawn": ""}
_LINE = 0.05
# A finding smaller than this share of the sheet has a ring around it.
_RING_SHARE = 0.015


@dataclass(frozen=True)
class SiteDrawing:
    """A site as a :class:`~geokit.maps.sheet.Drawing`.

    Parameters
    ----------
    site : Site
        What is drawn.
    """

    site: Site

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        boxes = [shapely.total_bounds(each.shapes) for each in self.site.tables]
        rings = [polygon[0] for outline in self._outlines for polygon in outline["polygons"]]
        rings += [ring for finding in self._findings for part in finding["shape"] for ring in part["rings"]]
        place: Any = self.site.data.get("vague_place")
        if place:
            rings += [_circle(place), *(polygon[0] for polygon in place["polygons"])]
        boxes += [np.array([*np.min(ring, axis=0)[::-1], *np.max(ring, axis=0)[::-1]]) for ring in rings]
        known = np.array([box for box in boxes if not np.isnan(box).any()] or [_NOWHERE])
        west, south = known[:, :2].min(axis=0).tolist()
        east, north = known[:, 2:].max(axis=0).tolist()
        return (west, south, east, north)

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        named = [outline["name"][language] for outline in self._outlines]
        ids = [str(name) for each in self.site.tables for name in parcel_ids(each.frame)[:_MOST_NAMES]]
        words = [words.in_words(language) for words in say.WORDS.values()]
        words += [text.in_words(language) for text in TEXTS]
        groups = [group.words.in_words(language) for group in GROUPS]
        phases = [bar["name"][language] for each in self.site.tables for bar in _bars(each)]
        rows = [text for row in self._rows(language) for text in row]
        own = [*self._notes(language), *self._severities(language), "（）()"]
        return [*named, *ids, *words, *groups, *phases, *rows, *own]

    def draw(self, sheet: Sheet) -> None:
        """Draw parcels, outlines, findings and names."""
        for each in self.site.tables:
            _draw_parcels(sheet, each, is_plain=bool(self.site.data.get("is_plain")))
        place = self.site.data.get("vague_place")
        if place:
            _draw_vague_place(sheet, place)
        for outline in self._outlines:
            _draw_outline(sheet, outline)
        for finding in reversed(self._findings):
            _draw_finding(sheet, finding)
        placer = Placer(sheet)
        if sheet.is_to_scale and self.site.corners:
            draw_grid(sheet, self.site.corners)
            draw_corners(sheet, placer, self.site.corners)
        for outline in self._outlines:
            _name_outline(sheet, placer, outline)
        for each in self.site.tables:
            _name_parcels(sheet, placer, each)

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the legend, the phases and the counts of findings."""
        y = 0.97
        for table in [] if self.site.data.get("is_plain") else self.site.tables:
            y = _draw_legend(sheet, table, y)
            y = _draw_bars(sheet, table, y)
        found: Any = self.site.data.get("severities", [])
        for line, severity in zip(self._severities(sheet.language), found, strict=True):
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
        notes = [both(note)[language] for note in self.site.notes]
        km = self.site.data.get("uncertainty_km")
        if self.site.is_schematic and km:
            notes.insert(0, say.WORDS["schematic_note"].render(language, km=km))
        return notes

    def _rows(self, language: Language) -> list[tuple[str, str]]:
        card: Any = None if self.site.tables else self.site.data.get("card")
        return [(row["label"][language], row["value"][language]) for row in (card["rows"] if card else [])]

    @property
    def _outlines(self) -> list[Any]:
        return list(self.site.outlines)

    @property
    def _findings(self) -> list[Any]:
        found: Any = self.site.data.get("findings", [])
        return [finding for finding in found if finding["shape"]]

    def _severities(self, language: Language) -> list[str]:
        found: Any = self.site.data.get("severities", [])
        return [f"{each['name'][language]} {each['count']}" for each in found]


# A sheet without anything is centred on China.
_NOWHERE = np.array([104.0, 35.0, 104.1, 35.1])


def _bars(table: ParcelData) -> Any:
    return table.bars


def _circle(place: Any) -> list[list[float]]:
    lat, lon = place["point"]
    ring = shapely.Point(lon, lat).buffer(place["uncertainty_m"] / 111_195.0).exterior
    found: list[list[float]] = shapely.get_coordinates(ring)[:, ::-1].tolist()
    return found


def _metres(sheet: Sheet, points: Any) -> NDArray[np.float64]:
    return sheet.plane.metres(np.asarray(points)[:, ::-1])


def _draw_parcels(sheet: Sheet, table: ParcelData, *, is_plain: bool) -> None:
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


def _draw_vague_place(sheet: Sheet, place: Any) -> None:
    for polygon in place["polygons"]:
        sheet.axes.fill(*_metres(sheet, polygon[0]).T, facecolor="#FBFBF8", edgecolor="#9AA7B3", zorder=1)
    ring = _metres(sheet, _circle(place))
    sheet.axes.fill(*ring.T, facecolor="none", edgecolor="#1B2733", hatch="///", linestyle="--", zorder=2)


def _draw_outline(sheet: Sheet, outline: Any) -> None:
    colour = "#1B2733" if outline["kind"] == "park" else "#0B5CAD"
    style: dict[str, Any] = (
        {"linestyle": "--", "hatch": "///"} if outline["is_schematic"] else {"linestyle": "-"}
    )
    for polygon in outline["polygons"]:
        for ring in polygon:
            points = _metres(sheet, ring)
            sheet.axes.fill(*points.T, facecolor="none", edgecolor=colour, linewidth=1.6, zorder=4, **style)


def _name_outline(sheet: Sheet, placer: Placer, outline: Any) -> None:
    schematic = f"（{sheet.say(say.WORDS['schematic'])}）" if outline["is_schematic"] else ""
    if schematic and sheet.language == "en":
        schematic = f" ({sheet.say(say.WORDS['schematic'])})"
    at = _metres(sheet, [outline["label"]])[0]
    placer.place(at, outline["name"][sheet.language] + schematic, offsets=ABOVE, fontweight="bold")


def _name_parcels(sheet: Sheet, placer: Placer, table: ParcelData) -> None:
    if len(table.frame) > _MOST_NAMES:
        return
    pixels_per_m = sheet.axes.get_window_extent().width / np.ptp(sheet.axes.get_xlim())
    for name, shape in zip(parcel_ids(table.frame), table.shapes, strict=True):
        if shape is not None:
            west, south, east, north = shape.bounds
            (left, _), (right, _) = sheet.plane.metres([(west, south), (east, north)])
            middle = sheet.plane.metres([((west + east) / 2, (south + north) / 2)])[0]
            placer.place(middle, str(name), offsets=ON, widest_px=(right - left) * pixels_per_m, fontsize=6.5)


def _draw_finding(sheet: Sheet, finding: Any) -> None:
    colour = SEVERITY_COLOURS[Severity(finding["severity"])]
    rings = [_metres(sheet, ring) for part in finding["shape"] for ring in part["rings"]]
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


def _draw_legend(sheet: Sheet, table: ParcelData, y: float) -> float:
    lines: Any = table.legend
    sheet.write(sheet.side, 0, y, sheet.say(say.WORDS["phases"]), fontsize=12, fontweight="bold")
    for line in lines:
        y -= _LINE
        box = {"xy": (0, y - 0.014), "width": 0.1, "height": 0.028}
        sheet.side.add_patch(_rectangle(box, GROUPS[line["group"]]))
        key = ("parcel_mu" if line["count"] == 1 else "parcels_mu") + ("_least" if line["uncounted"] else "")
        words = sheet.say(say.WORDS[key], count=f"{line['count']:,}", mu=line["mu"], n=line["uncounted"])
        sheet.write(sheet.side, 0.13, y + 0.011, line["name"][sheet.language])
        sheet.write(sheet.side, 0.13, y - 0.012, words, fontsize=8)
    return y - _LINE * 1.5


def _rectangle(box: dict[str, Any], group: StageGroup) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(**box, **_look(group))


def _draw_bars(sheet: Sheet, table: ParcelData, y: float) -> float:
    for bar in _bars(table):
        key = "phase_total_least" if bar["uncounted"] else "phase_total"
        total = sheet.say(say.WORDS[key], mu=bar["total"], n=bar["uncounted"])
        sheet.write(sheet.side, 0, y, bar["name"][sheet.language], fontweight="bold")
        sheet.write(sheet.side, 1, y, total, ha="right", fontsize=8)
        left = 0.0
        for part in bar["parts"]:
            box = {"xy": (left, y - 0.05), "width": part["share"], "height": 0.026}
            sheet.side.add_patch(_rectangle(box, GROUPS[part["group"]]))
            left += part["share"]
        y -= _LINE * 1.9
    return y
