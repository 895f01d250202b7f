"""Two cities drawn on a sheet, from the layout that the page has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.matplotlib_symbols import draw_area, draw_line, draw_sign
from geokit.sheets.link_entries import draw_number
from geokit.sheets.link_ink import LinkInk
from geokit.sheets.names import inner_point, place_inside, place_outside
from geokit.sheets.room import Panel
from geokit.sheets.sheet import wrap_text
from geokit.sheets.thumbnail import draw_thumbnail
from geokit.symbols import INK, PAPER, QUIET, SYMBOLS, THEME, Symbol, in_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.sheets.names import NamePlace

    Floats = np.ndarray[Any, np.dtype[np.float64]]

# How much of a pair's colour the helped district has.
PUBLISHED_SHARE, _UNPUBLISHED_SHARE = 0.4, 0.18
_VOID = Symbol(THEME["edge"], THEME["ground"], width_px=0.8)
_GROUND = {
    "sea": (Symbol(THEME["edge"], THEME["sea"], width_px=0.8), 0.6),
    "neighbour": (SYMBOLS["neighbour-city"], 1.0),
    "city": (SYMBOLS["district-alone"], 1.0),
}
# The outline of a ribbon would swallow where it is narrow.
_RIBBON_PX, _FLOW_PX = 0.7, 0.4
# A way back is paler than the ribbon beside it, as on the page.
_FLOW_OPACITY = 0.35
_NAME_LEADER = Symbol(INK, width_px=1.0, is_line=True)
# A name inside its district is rather small than outside.
_NAME_SIZES_PT, _CITY_PT, _SMALL_PT = (9.0, 8.0, 7.2), 20.0, 7.0
# Letters of a line of a city's and of a district's name, a Chinese one counts twice; a name of more lines than this is small.
_CITY_COLUMNS, _NAME_COLUMNS, _FEW_LINES = 24, 24, 2
_CELL_PX, _SIGN_PX, _NUMBER_PX, _ROLE_PX = 6.0, 18.0, 24.0, 13.0
# A square smaller than this is a sign, as on the page; one that has no area is as large.
_SMALLEST_BADGE_PX = 9.0
# How small numbers may be; and how often a figure gives way before it is left out.
_LEAST_NUMBER, _PILL_STEPS = 0.45, 16
_DOT_PT = 2.6
# Around the thumbnail, as a share of the map's height; how much of the gap it takes; and how wide it is at least.
_APART, _THUMBNAIL_SHARE, _SMALLEST_THUMBNAIL_PX = 0.042, 0.86, 70.0


class LinkDrawing(LinkInk):
    """A link map that is being drawn on a sheet, whose metres all shapes are in."""

    def draw(self) -> dict[str, NamePlace]:
        """Draw everything, and return where the names of districts stand, by code."""
        self._axes.set_facecolor(PAPER.light)
        self._draw_ground()
        ribbons = self._draw_ribbons()
        self._draw_gap()
        self._draw_marks()
        self._draw_thumbnail()
        self._draw_enclaves()
        self._draw_city_names()
        self._draw_badges()
        self._draw_names(ribbons)
        return self._names

    def _draw_ground(self) -> None:
        for frame in self._frames().values():
            draw_area(self._axes, frame, _VOID, zorder=0.5)
        for piece, shape in zip(self._layout["surroundings"], self._land, strict=True):
            symbol, zorder = _GROUND[piece["kind"]]
            draw_area(self._axes, shape, symbol, zorder=zorder)
        for district in self._data["districts"]:
            for symbol in self._symbols(district):
                draw_area(self._axes, self._districts[district["id"]], symbol, zorder=2)

    def _symbols(self, district: Any) -> list[Symbol]:
        """Return how a district is drawn: one that is helped in its pair's colour, which is thin without a figure."""
        outline = "district-partner" if district["has_outline"] else "district-disc"
        if not district["pairs"]:
            return [replace(SYMBOLS["district-alone"], dash=SYMBOLS[outline].dash)]
        partner = SYMBOLS[outline]
        helped = [pair for pair in self._data["pairs"] if pair["ends"][1] == district["id"]]
        if not helped:
            return [partner]
        published = [pair for pair in helped if pair["land"]]
        fill = SYMBOLS[(published or helped)[0]["symbol"]].fill
        return [
            partner,
            replace(partner, fill=fill, opacity=PUBLISHED_SHARE if published else _UNPUBLISHED_SHARE),
        ]

    def _draw_ribbons(self) -> BaseGeometry:
        """Draw the links, the quiet ones first, and return where they lie."""
        drawn = []
        for pair in self._data["pairs"]:
            ribbon = self._layout["ribbons"][pair["id"]]
            if ribbon["outline"]:
                drawn.append(self._draw_ribbon(ribbon["outline"], pair, _RIBBON_PX, 4))
            else:
                line = shapely.LineString(self._places(ribbon["axis"]))
                draw_line(self._axes, shapely.get_coordinates(line), SYMBOLS["unpublished"], zorder=3)
                drawn.append(line.buffer(2 * self._pixel_m))
        for enclave in self._data["enclaves"]:
            outline = self._layout["flows"][enclave["id"]]["outline"]
            drawn.append(
                self._draw_ribbon(outline, self._pairs[enclave["pair"]], _FLOW_PX, 3.5, _FLOW_OPACITY)
            )
        ribbons: BaseGeometry = shapely.union_all([shapely.MultiPolygon(), *drawn])
        return ribbons

    def _draw_ribbon(
        self, outline: Any, pair: Any, width_px: float, zorder: float, opacity: float | None = None
    ) -> BaseGeometry:
        shape: BaseGeometry = shapely.Polygon(self._places(outline)).buffer(0)
        symbol = replace(SYMBOLS[pair["symbol"]], width_px=width_px)
        if opacity is not None:
            symbol = replace(symbol, opacity=opacity, line=symbol.fill or QUIET)
        draw_area(self._axes, shape, symbol, zorder=zorder)
        return shape

    def _draw_marks(self) -> None:
        """Write each pair's number on its ribbon, and its land beside it, or below it where ribbons run down."""
        off = np.array([0.0, -21.0] if self._is_tall else [15.0, 0.0]) * self._pixel_m
        marks = [self._place(self._layout["ribbons"][pair["id"]]["mark"]) for pair in self._data["pairs"]]
        share = self._number_share(marks)
        for pair, mark in zip(self._data["pairs"], marks, strict=True):
            draw_number(self._axes, float(mark[0]), float(mark[1]), pair["number"], pair["colour"], share)
            self._take(mark, _NUMBER_PX * share)
        for pair, mark in zip(self._data["pairs"], marks, strict=True):
            if pair["land_label"]:
                self._write_pill(mark + off * share, pair["land_label"][self._sheet.language])

    def _number_share(self, marks: Sequence[Floats]) -> float:
        """Return how large numbers are: of many pairs they are smaller, and do not lie on each other."""
        places = np.array(marks).reshape(-1, 2)
        apart = np.hypot(*np.moveaxis(places[:, None] - places, 2, 0)) / self._pixel_m
        nearest = float(apart[~np.eye(len(places), dtype=bool)].min(initial=np.inf))
        return min(1.0, max(_LEAST_NUMBER, nearest / _NUMBER_PX))

    def _write_pill(self, place: Floats, text: str) -> None:
        """Write a figure beside its number where there is room; the list has it in any case."""
        box = {
            "boxstyle": "round,pad=0.25,rounding_size=0.8",
            "facecolor": PAPER.light,
            "edgecolor": QUIET.light,
            "linewidth": 0.7,
        }
        side = "center" if self._is_tall else "left"
        words = self._write(
            place, text, fontsize=8.5, fontweight="bold", ha=side, bbox=box, zorder=6.5, path_effects=[]
        )
        # Ribbons that run down stand close: a figure gives way to that of its neighbour.
        for _ in range(_PILL_STEPS if self._is_tall else 1):
            own = self._box_of(words)
            if not any(own.intersects(other) for other in self._pills):
                self._pills.append(own.buffer(3 * self._pixel_m))
                self._taken.append(own)
                return
            place = place - np.array([0.0, 4 * self._pixel_m])
            words.set_position(tuple(place))
        words.remove()

    def _draw_gap(self) -> None:
        """Draw the line between the panels, broken in its middle, where the way is longer than it is drawn."""
        gap = self._layout["gap"]
        if gap is None:
            return
        start, end = self._places([gap["from"], gap["to"]])
        along = (end - start) / np.hypot(*(end - start)) * self._pixel_m
        off = np.array([-along[1], along[0]])
        middle = (start + end) / 2
        style: dict[str, Any] = {"color": INK.light, "linewidth": 1.1, "zorder": 5}
        for tip, sign in ((start, 1), (end, -1)):
            inner = middle - sign * along * 4
            slanted = off * 8 + along * 3
            self._axes.plot(*np.array([tip + off * 5, tip - off * 5, tip, inner]).T, **style)
            self._axes.plot(*np.array([inner - slanted, inner + slanted]).T, **style)
        text, note = self._sheet.say(self._words["about_km"], km=gap["km"]), self._words["shortened"]
        # Along the line, where ribbons beside it leave room for no more than that.
        turn, side = (90, 1) if self._is_tall else (0, -1)
        far = self._write(middle + side * off * 17, text, fontsize=9, fontweight="bold", rotation=turn)
        short = self._write(
            middle + side * off * 30, self._sheet.say(note), fontsize=_SMALL_PT, rotation=turn
        )
        self._pills += [self._box_of(far), self._box_of(short)]

    def _draw_thumbnail(self) -> None:
        """Draw the true geography between the mark of the gap and the lowest ribbon, where there is room."""
        scale, picture = self.thumbnail_scale(), self._data["thumbnail"]
        if not scale:
            return
        start, end = self._places(self._layout["between"])
        above = start[1] + self._thumbnail_apart()
        corner = np.array(
            [(start[0] + end[0] - scale * picture["width"]) / 2, above + scale * picture["height"]]
        )
        draw_thumbnail(self._axes, picture, corner, scale)
        below = np.array([(start[0] + end[0]) / 2, above + 7 * self._pixel_m])
        self._write(below, self._sheet.say(self._words["thumbnail"]), fontsize=6.5)

    def thumbnail_scale(self) -> float:
        """Return how long a pixel of the true geography is between the panels; zero where it has no room there."""
        picture, between = self._data["thumbnail"], self._layout["between"]
        if self._is_tall or not picture or not between:
            return 0.0
        start, end = self._places(between)
        marks = self._places([ribbon["mark"] for ribbon in self._layout["ribbons"].values()] or between[:1])
        room = marks[:, 1].min() - start[1] - 2 * self._thumbnail_apart()
        wide = _THUMBNAIL_SHARE * float(np.hypot(*(end - start)))
        scale = min(wide / picture["width"], float(room) / picture["height"])
        return scale if scale * picture["width"] > _SMALLEST_THUMBNAIL_PX * self._pixel_m else 0.0

    def _thumbnail_apart(self) -> float:
        return _APART * float(np.ptp(self._places(self._layout["bounds"])[:, 1]))

    def _draw_enclaves(self) -> None:
        for enclave in self._data["enclaves"]:
            place = self._place(self._layout["enclaves"][enclave["id"]])
            colour = SYMBOLS[self._pairs[enclave["pair"]]["symbol"]].fill or INK
            symbol = SYMBOLS["enclave-inferred" if enclave["inferred"] else "enclave"]
            draw_sign(self._axes, place, in_colour(symbol, colour), zorder=7)
            self._take(place, symbol.size_px)

    def _draw_city_names(self) -> None:
        frames = self._frames()
        for city in self._data["cities"]:
            if city["id"] in self._layout["city_names"]:
                place = self._place(self._layout["city_names"][city["id"]])
                lines = wrap_text(city["name"][self._sheet.language], _CITY_COLUMNS)
                up = np.array([0.0, self._pixel_m])
                words = self._write(
                    place + 10 * up,
                    "\n".join(lines),
                    fontsize=_CITY_PT / len(lines) ** 0.5,
                    fontweight="bold",
                )
                self._fit_into(frames[city["id"]], words)
                below = np.array(
                    [words.get_position()[0], self._box_of(words).bounds[1] - _ROLE_PX * self._pixel_m / 2]
                )
                role = self._sheet.say(self._words["city_" + city["role"]])
                self._taken += [self._box_of(words), self._box_of(self._write(below, role, fontsize=9))]

    def _fit_into(self, frame: BaseGeometry, words: Any) -> None:
        """Make a name smaller until its panel holds it, and move it there."""
        west, _, east, _ = frame.bounds
        while self._size(words)[0] > east - west and words.get_fontsize() > _SMALL_PT:
            words.set_fontsize(words.get_fontsize() * 0.95)
        x, y = words.get_position()
        half = self._size(words)[0] / 2
        words.set_position((min(max(x, west + half), max(east - half, west + half)), y))

    def _draw_badges(self) -> None:
        """Draw parks beside the city, each joined to its district."""
        for park in self._data["parks"]:
            pair, place = self._pairs[park["pair"]], self._place(self._layout["badges"][park["id"]])
            leader = [inner_point(self._districts[park["district"]]), place]
            draw_line(self._axes, leader, SYMBOLS["leader"], zorder=3.2)
            symbol, size_px = self._badge(park, pair)
            draw_sign(self._axes, place, symbol, zorder=7, size_px=size_px)
            beside = place + np.array([(size_px / 2 + 5) * self._pixel_m, 0.0])
            words = self._write(beside, str(pair["number"]), fontsize=8, fontweight="bold", ha="left")
            self._take(place, max(size_px, _SIGN_PX))
            self._taken.append(self._box_of(words))

    def _badge(self, park: Any, pair: Any) -> tuple[Symbol, float]:
        """Return a park's sign: a square of its area, which is full and says nothing of size where it is too small."""
        if not park["area_m2"]:
            return SYMBOLS["badge-unknown"], _SMALLEST_BADGE_PX
        colour = SYMBOLS[pair["symbol"]].fill or INK
        side_px = float(np.sqrt(park["area_m2"])) / self._pixel_m
        if side_px < _SMALLEST_BADGE_PX:
            return Symbol(INK, colour, marker="square"), _SMALLEST_BADGE_PX
        return in_colour(SYMBOLS["badge"], colour), side_px

    def _draw_names(self, ribbons: BaseGeometry) -> None:
        """Write every partner's name, and the others' as far as there is room; small districts first."""
        panels = {city: self._panel(city, frame, ribbons) for city, frame in self._frames().items()}
        for district in sorted(self._data["districts"], key=lambda each: self._districts[each["id"]].area):
            if district["pairs"]:
                self._draw_partner(district, panels[district["city"]], ribbons)
        quiet = {"color": QUIET.light}
        for district in self._data["districts"]:
            if not district["pairs"]:
                outline, name = self._districts[district["id"]], district["name"][self._sheet.language]
                self._keep(district, self._write_inside(outline, name, _NAME_SIZES_PT[1:], ribbons, **quiet))
        for piece, shape in zip(self._layout["surroundings"], self._land, strict=True):
            if piece["point"] and (name := piece["name"][self._sheet.language]):
                self._write_inside(shape, name, _NAME_SIZES_PT[1:], ribbons, **quiet)

    def _panel(self, city: str, frame: BaseGeometry, ribbons: BaseGeometry) -> Panel:
        cell = _CELL_PX * self._pixel_m
        own = [self._districts[each["id"]] for each in self._data["districts"] if each["city"] == city]
        # A cell is free or not as a whole: words keep one of them off.
        districts = shapely.union_all([each.buffer(cell) for each in own])
        nothing = shapely.MultiPolygon()
        panel = Panel(frame.bounds, cell, districts, ribbons, nothing)
        panel.block(shapely.union_all([nothing, *self._taken]))
        return panel

    def _draw_partner(self, district: Any, panel: Panel, ribbons: BaseGeometry) -> None:
        outline = self._districts[district["id"]]
        texts = [text[self._sheet.language] for text in (district["name"], district["total"]) if text]
        lines = [line for text in texts for line in _lines_of(text)]
        style = {"fontweight": "bold", "linespacing": 1.05}
        place = self._write_inside(outline, "\n".join(lines), _NAME_SIZES_PT, ribbons, **style)
        if place is None:
            size = _NAME_SIZES_PT[1 if len(lines) <= _FEW_LINES else 2]
            words = self._write((0, 0), "\n".join(lines), fontsize=size, **style)
            place = place_outside(outline, self._size(words), panel)
            if place.leader is not None:
                leader = shapely.get_coordinates(place.leader)
                draw_line(self._axes, leader, _NAME_LEADER, zorder=6)
                self._axes.plot(*leader[-1], "o", color=INK.light, markersize=_DOT_PT, zorder=6)
            self._settle(words, place)
        self._keep(district, place)

    def _write_inside(
        self, outline: BaseGeometry, text: str, sizes: Sequence[float], ribbons: BaseGeometry, **style: Any
    ) -> NamePlace | None:
        """Write a text in the largest size that an outline has room for; return its place, or None without room.

        What is written quietly is left out rather than put on a ribbon.
        """
        is_clear = "color" in style
        for size in sizes:
            words = self._write((0, 0), text, fontsize=size, **style)
            place = place_inside(outline, self._size(words), self._taken, ribbons, is_clear=is_clear)
            if place is not None:
                self._settle(words, place)
                return place
            words.remove()
        return None

    def _settle(self, words: Any, place: NamePlace) -> None:
        words.set_position(tuple(place.middle))
        self._taken.append(place.box)

    def _keep(self, district: Any, place: NamePlace | None) -> None:
        if place is not None:
            self._names[district["id"]] = place


def _lines_of(text: str) -> list[str]:
    """Return a name in few lines; the list has it in full."""
    lines = wrap_text(text, _NAME_COLUMNS)
    return [*lines[: _FEW_LINES - 1], f"{lines[_FEW_LINES - 1]}…"] if len(lines) > _FEW_LINES else lines
