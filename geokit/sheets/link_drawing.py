"""Two cities drawn on a sheet, from the layout that the page has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.matplotlib_symbols import draw_area, draw_line, draw_sign
from geokit.sheets.names import boxes_around, inner_point, place_inside, place_outside
from geokit.sheets.room import Panel
from geokit.symbols import INK, PAPER, QUIET, SYMBOLS, THEME, Symbol, in_colour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.i18n import Words
    from geokit.sheets.names import NamePlace
    from geokit.sheets.sheet import Sheet

    Floats = np.ndarray[Any, np.dtype[np.float64]]

# How much of a pair's colour the helped district has.
PUBLISHED_SHARE, _UNPUBLISHED_SHARE = 0.4, 0.18
_SEA = Symbol(THEME["edge"], THEME["sea"], width_px=0.8)
# The outline of a ribbon would swallow where it is narrow.
_RIBBON_PX, _FLOW_PX = 0.7, 0.4
# A name inside its district is rather small than outside.
_NAME_SIZES_PT, _CITY_PT, _SMALL_PT, _HALO_PT = (9.0, 8.0, 7.2), 20.0, 7.0, 2.2
_PADDING_PX, _CELL_PX, _SIGN_PX, _NUMBER_PX = 1.5, 6.0, 18.0, 24.0
# Around the thumbnail, as a share of the map's height; and how much of the gap it takes.
_APART, _THUMBNAIL_SHARE = 0.042, 0.86


@dataclass(frozen=True)
class LinkShapes:
    """The outlines of a layout, WGS 84 degrees as the layout has them: districts by code, and land below them."""

    districts: Mapping[str, BaseGeometry]
    land: Sequence[BaseGeometry]


class LinkDrawing:
    """A link map that is being drawn on a sheet, whose metres all shapes are in."""

    def __init__(self, data: Any, shapes: LinkShapes, words: Mapping[str, Words], sheet: Sheet) -> None:
        self._data, self._layout, self._words = data, data["layouts"]["wide"], words
        self._sheet, self._axes = sheet, sheet.axes
        self._pairs = {pair["id"]: pair for pair in data["pairs"]}
        self._districts = {code: self._moved(shape) for code, shape in shapes.districts.items()}
        self._land = [self._moved(shape) for shape in shapes.land]
        # A dot of the figure, and a pixel of 1/96 inch, in metres.
        self._dot_m = float(np.ptp(sheet.axes.get_xlim())) / sheet.axes.get_window_extent().width
        self._pixel_m = self._dot_m * sheet.figure.dpi / 96
        self._taken: list[BaseGeometry] = []
        self._names: dict[str, NamePlace] = {}

    def draw(self) -> dict[str, NamePlace]:
        """Draw everything, and return where the names of districts stand, by code."""
        self._axes.set_facecolor(PAPER.light)
        self._draw_ground()
        ribbons = self._draw_ribbons()
        self._draw_marks()
        self._draw_gap()
        self._draw_enclaves()
        self._draw_city_names()
        self._draw_badges()
        self._draw_names(ribbons)
        return self._names

    def _moved(self, shape: BaseGeometry) -> BaseGeometry:
        moved: BaseGeometry = shapely.transform(shape, self._sheet.plane.metres)
        return moved

    def _places(self, points: Any) -> Floats:
        """Return points of latitude and longitude in metres."""
        return self._sheet.plane.metres(np.asarray(points, dtype=np.float64).reshape(-1, 2)[:, ::-1])

    def _place(self, point: Any) -> Floats:
        place: Floats = self._places([point])[0]
        return place

    def _frames(self) -> dict[str, BaseGeometry]:
        corners = {frame["city"]: self._places(frame["bounds"]) for frame in self._layout["frames"]}
        return {city: shapely.box(*low, *high) for city, (low, high) in corners.items()}

    def _draw_ground(self) -> None:
        for frame in self._frames().values():
            draw_area(self._axes, frame, _SEA, zorder=0.5)
        for piece, shape in zip(self._layout["surroundings"], self._land, strict=True):
            symbol = SYMBOLS["neighbour-city" if piece["kind"] == "neighbour" else "district-alone"]
            draw_area(self._axes, shape, symbol, zorder=1)
        for district in self._data["districts"]:
            for symbol in self._symbols(district):
                draw_area(self._axes, self._districts[district["id"]], symbol, zorder=2)

    def _symbols(self, district: Any) -> list[Symbol]:
        """Return how a district is drawn: one that is helped in its pair's colour, which is thin without a figure."""
        if not district["pairs"]:
            return [SYMBOLS["district-alone"]]
        partner = SYMBOLS["district-partner"]
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
            drawn.append(self._draw_ribbon(outline, self._pairs[enclave["pair"]], _FLOW_PX, 3.5))
        ribbons: BaseGeometry = shapely.union_all([shapely.MultiPolygon(), *drawn])
        return ribbons

    def _draw_ribbon(self, outline: Any, pair: Any, width_px: float, zorder: float) -> BaseGeometry:
        shape: BaseGeometry = shapely.Polygon(self._places(outline)).buffer(0)
        draw_area(self._axes, shape, replace(SYMBOLS[pair["symbol"]], width_px=width_px), zorder=zorder)
        return shape

    def _draw_marks(self) -> None:
        """Write each pair's number on its ribbon, and its land beside it."""
        for pair in self._data["pairs"]:
            mark = self._place(self._layout["ribbons"][pair["id"]]["mark"])
            if pair["land"]:
                self._write_pill(
                    mark + np.array([15 * self._pixel_m, 0.0]), pair["land"][self._sheet.language]
                )
            draw_number(self._axes, float(mark[0]), float(mark[1]), pair)
            self._take(mark, _NUMBER_PX)

    def _write_pill(self, place: Floats, text: str) -> None:
        box = {
            "boxstyle": "round,pad=0.25,rounding_size=0.8",
            "facecolor": PAPER.light,
            "edgecolor": QUIET.light,
            "linewidth": 0.7,
        }
        words = self._write(
            place, text, fontsize=8.5, fontweight="bold", ha="left", bbox=box, zorder=6.5, path_effects=[]
        )
        self._taken.append(self._box_of(words))

    def _draw_gap(self) -> None:
        """Draw the line between the panels, broken in its middle: the way is longer than it is drawn."""
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
        text = self._sheet.say(self._words["about_km"], km=gap["km"])
        self._write(middle - off * 14, text, fontsize=9, fontweight="bold")
        self._write(middle - off * 27, self._sheet.say(self._words["shortened"]), fontsize=_SMALL_PT)
        self._draw_thumbnail(start, end)

    def _draw_thumbnail(self, start: Floats, end: Floats) -> None:
        """Draw the true geography between the mark of the gap and the lowest ribbon."""
        picture = self._data["thumbnail"]
        marks = self._places([ribbon["mark"] for ribbon in self._layout["ribbons"].values()] or start[::-1])
        apart = _APART * float(np.ptp(self._places(self._layout["bounds"])[:, 1]))
        room = marks[:, 1].min() - start[1] - 2 * apart
        wide = _THUMBNAIL_SHARE * float(np.hypot(*(end - start)))
        scale = min(wide / picture["width"], room / picture["height"])
        if scale <= 0:
            return
        left = (start[0] + end[0] - scale * picture["width"]) / 2
        corner = np.array([left, start[1] + apart + scale * picture["height"]])

        def placed(points: Any) -> Floats:
            found: Floats = corner + np.asarray(points) * (scale, -scale)
            return found

        low, high = placed([(0, picture["height"]), (picture["width"], 0)])
        draw_area(self._axes, shapely.box(*low, *high), _SEA, zorder=5)
        for ring in picture["land"]:
            draw_area(self._axes, shapely.Polygon(placed(ring)), _thin("neighbour-city"), zorder=5.1)
        for ring in (ring for city in picture["cities"] for ring in city["rings"]):
            draw_area(self._axes, shapely.Polygon(placed(ring)), _thin("district-partner"), zorder=5.2)
        middles = placed(picture["way"])
        self._axes.plot(*middles.T, color=INK.light, linewidth=0.8, marker="o", markersize=2.2, zorder=5.3)
        below = np.array([(low[0] + high[0]) / 2, low[1] + 7 * self._pixel_m])
        self._write(below, self._sheet.say(self._words["true_geography"]), fontsize=6.5)

    def _draw_enclaves(self) -> None:
        for enclave in self._data["enclaves"]:
            place = self._place(self._layout["enclaves"][enclave["id"]])
            colour = SYMBOLS[self._pairs[enclave["pair"]]["symbol"]].fill or INK
            draw_sign(self._axes, place, in_colour(SYMBOLS["enclave"], colour), zorder=7)
            self._take(place, SYMBOLS["enclave"].size_px)

    def _draw_city_names(self) -> None:
        for city in self._data["cities"]:
            if city["id"] in self._layout["city_names"]:
                place = self._place(self._layout["city_names"][city["id"]])
                name = city["name"][self._sheet.language]
                self._taken.append(
                    self._box_of(self._write(place, name, fontsize=_CITY_PT, fontweight="bold"))
                )

    def _draw_badges(self) -> None:
        """Draw parks beside the city, each joined to its district."""
        for park in self._data["parks"]:
            pair, place = self._pairs[park["pair"]], self._place(self._layout["badges"][park["id"]])
            symbol = SYMBOLS["badge-unknown"]
            if park["area_m2"]:
                symbol = in_colour(SYMBOLS["badge"], SYMBOLS[pair["symbol"]].fill or INK)
            leader = [inner_point(self._districts[park["district"]]), place]
            draw_line(self._axes, leader, SYMBOLS["leader"], zorder=3.2)
            draw_sign(self._axes, place, symbol, zorder=7)
            beside = place + np.array([12 * self._pixel_m, 0.0])
            words = self._write(beside, str(pair["number"]), fontsize=8, fontweight="bold", ha="left")
            self._take(place, _SIGN_PX)
            self._taken.append(self._box_of(words))

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
        style = {"fontweight": "bold", "linespacing": 1.05}
        place = self._write_inside(outline, "\n".join(texts), _NAME_SIZES_PT, ribbons, **style)
        if place is None:
            words = self._write((0, 0), "\n".join(texts), fontsize=_NAME_SIZES_PT[1], **style)
            place = place_outside(outline, self._size(words), panel)
            draw_line(self._axes, shapely.get_coordinates(place.leader), SYMBOLS["leader"], zorder=6)
            self._settle(words, place)
        self._keep(district, place)

    def _write_inside(
        self, outline: BaseGeometry, text: str, sizes: Sequence[float], ribbons: BaseGeometry, **style: Any
    ) -> NamePlace | None:
        """Write a text in the largest size that an outline has room for; return its place, or None without room."""
        for size in sizes:
            words = self._write((0, 0), text, fontsize=size, **style)
            place = place_inside(outline, self._size(words), self._taken, ribbons)
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

    def _write(self, place: Any, text: str, **style: Any) -> Any:
        from matplotlib.patheffects import withStroke

        halo = [withStroke(linewidth=_HALO_PT, foreground=THEME["halo"].light)]
        usual = {"ha": "center", "zorder": 9, "path_effects": halo, "color": INK.light}
        return self._sheet.write(self._axes, place[0], place[1], text, **{**usual, **style})

    def _take(self, middle: Floats, size_px: float) -> None:
        size = (size_px * self._pixel_m, size_px * self._pixel_m)
        self._taken.extend(boxes_around(middle[None], size))

    def _size(self, words: Any) -> tuple[float, float]:
        extent, padding = words.get_window_extent(), 2 * _PADDING_PX * self._pixel_m
        return (extent.width * self._dot_m + padding, extent.height * self._dot_m + padding)

    def _box_of(self, words: Any) -> BaseGeometry:
        extent = words.get_window_extent().transformed(self._axes.transData.inverted())
        box: BaseGeometry = shapely.box(extent.x0, extent.y0, extent.x1, extent.y1)
        return box


def _thin(key: str) -> Symbol:
    return replace(SYMBOLS[key], width_px=0.4)


def draw_number(axes: Any, x: float, y: float, pair: Any) -> None:
    """Draw the number of a pair in a ring of its colour."""
    ring = {
        "markersize": 15,
        "color": PAPER.light,
        "markeredgecolor": pair["colour"],
        "markeredgewidth": 3,
    }
    axes.plot(x, y, "o", zorder=7, **ring)
    style = {"fontsize": 8.5, "fontweight": "bold", "ha": "center", "va": "center_baseline"}
    axes.text(x, y, str(pair["number"]), zorder=8, **style)
