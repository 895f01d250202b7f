"""The link map on paper: the same two cities as on the page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.matplotlib_symbols import draw_area, draw_line, draw_sample, draw_sign
from geokit.page.payload import localized
from geokit.sheets.names import NamePlace, boxes_around, inner_point, place_inside, place_outside
from geokit.sheets.room import Panel
from geokit.sheets.sheet import Sheet, wrap_text
from geokit.symbols import INK, PAPER, PT_PER_PX, QUIET, SYMBOLS, THEME, Symbol, in_colour

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.figure import Figure
    from shapely.geometry.base import BaseGeometry

    from geokit.i18n import Language, Words

    Floats = np.ndarray[Any, np.dtype[np.float64]]

_SEA = Symbol(THEME["edge"], THEME["sea"], width_px=0.8)
_CITY_LAND = SYMBOLS["district-alone"]
_FLOW_PX = 0.6
_LINE, _SIGN_LINE, _SIGN_BREAK, _SIGN_COLUMNS = 0.052, 0.038, 0.026, 42
_NAME_PT, _SMALL_PT, _CITY_PT, _NEIGHBOUR_PT = 9.0, 7.0, 22.0, 8.0
# Room around words, and between ribbons and the thumbnail, as shares of the panel's height.
_PADDING_PX, _APART = 1.5, 0.045
_THUMBNAIL_SHARE = 0.82
_HALO_PT = 2.5


@dataclass(frozen=True)
class LinkShapes:
    """The outlines of a layout, WGS 84 degrees as the layout has them: districts by code, and land below them."""

    districts: Mapping[str, BaseGeometry]
    land: Sequence[BaseGeometry]


@dataclass(frozen=True)
class LinkSheet:
    """The link map as a :class:`~geokit.sheets.sheet.Drawing`.

    Parameters
    ----------
    data : mapping
        What the page draws.
    shapes : LinkShapes
        Outlines in the wide layout.
    words : mapping of str to Words
        The words of the page.
    """

    data: Any
    shapes: LinkShapes
    words: Mapping[str, Words]
    names: dict[str, NamePlace] = field(default_factory=dict)

    @property
    def _layout(self) -> Any:
        return self.data["layouts"]["wide"]

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""
        (south, west), (north, east) = self._layout["bounds"]
        return (west, south, east, north)

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn."""
        data = self.data
        named = [item[key] for kind in _NAMED for item in data[kind] for key in _NAMED[kind] if item[key]]
        around = [piece["name"] for piece in self._layout["surroundings"]]
        fixed = [{"zh": words.zh, "en": words.en} for words in self.words.values()]
        return [text[language] for text in (*named, *around, *fixed)]

    def draw(self, sheet: Sheet) -> None:
        """Draw panels, land, districts, ribbons, badges and names."""
        _MapOnSheet(self, sheet).draw()

    def draw_side(self, sheet: Sheet) -> None:
        """Draw the list of pairs and the legend."""
        y = self._draw_list(sheet) - _LINE
        sheet.write(sheet.side, 0, y, sheet.say(self.words["ribbon_width"]), fontsize=9, color=QUIET.light)
        for width, symbol, text in self._samples(sheet):
            y -= _SIGN_LINE
            if width:
                style = {"color": QUIET.light, "solid_capstyle": "butt", "linewidth": width}
                sheet.side.plot([0.0, 0.12], [y, y], **style)
            elif symbol:
                draw_sample(sheet.side, (0.0, y), symbol)
            for at, line in enumerate(wrap_text(text, _SIGN_COLUMNS)):
                y -= _SIGN_BREAK * bool(at)
                sheet.write(sheet.side, 0.17, y, line, fontsize=8)

    def further_pages(self, sheet: Sheet) -> list[Figure]:  # noqa: ARG002 - as a Drawing has it
        """Return nothing: a map of links is one sheet."""
        return []

    def _draw_list(self, sheet: Sheet) -> float:
        y = 0.975
        sheet.write(sheet.side, 0, y, sheet.say(self.words["pairs"]), fontsize=12, fontweight="bold")
        for pair in self.data["pairs"]:
            y -= _LINE * 1.2
            _draw_number(sheet.side, 0.04, y, pair)
            land = pair["land"][sheet.language] if pair["land"] else sheet.say(self.words["not_published"])
            sheet.write(sheet.side, 0.11, y + 0.013, pair["name"][sheet.language], fontweight="bold")
            meta = f"{pair['distance'][sheet.language]} · {land}"
            sheet.write(sheet.side, 0.11, y - 0.016, meta, fontsize=8, color=QUIET.light)
        return y

    def _samples(self, sheet: Sheet) -> Iterator[tuple[float | None, Symbol | None, str]]:
        """Yield the entries of the legend: the width of a ribbon in points, or a symbol; and its words."""
        per_metre = (
            sheet.axes.get_window_extent().width / np.ptp(sheet.axes.get_xlim()) * 72 / sheet.figure.dpi
        )
        for each in self.data["widths"]:
            yield each["width_m"] * per_metre, None, each["text"][sheet.language]
        for symbol, key in (
            (SYMBOLS["unpublished"], "not_published"),
            (SYMBOLS["district-partner"], "district_partner"),
            (SYMBOLS["district-alone"], "district_alone"),
            (SYMBOLS["neighbour-city"], "neighbour"),
            (in_colour(SYMBOLS["badge"], QUIET), "park_schematic"),
            (SYMBOLS["badge-unknown"], "park_point"),
            (SYMBOLS["enclave"], "enclave"),
        ):
            yield None, symbol, sheet.say(self.words[key])


_NAMED = {
    "districts": ("name", "total"),
    "pairs": ("name", "distance", "land"),
    "parks": ("area",),
    "cities": ("name",),
    "widths": ("text",),
}


class _MapOnSheet:
    """A link map that is being drawn."""

    def __init__(self, link_sheet: LinkSheet, sheet: Sheet) -> None:
        self.own, self.sheet = link_sheet, sheet
        self.data, self.layout = link_sheet.data, link_sheet.data["layouts"]["wide"]
        self.pairs = {pair["id"]: pair for pair in self.data["pairs"]}
        self.districts = {code: self._moved(shape) for code, shape in link_sheet.shapes.districts.items()}
        extent = sheet.axes.get_window_extent()
        # A pixel of what is drawn on, and one of 1/96 inch, in metres.
        self.dot_m = float(np.ptp(sheet.axes.get_xlim())) / extent.width
        self.pixel_m = self.dot_m * sheet.figure.dpi / 96
        self.taken: list[BaseGeometry] = []

    def draw(self) -> None:
        self.sheet.axes.set_facecolor(PAPER.light)
        self._draw_ground()
        lines = self._draw_ribbons()
        self._draw_gap()
        for pair in self.data["pairs"]:
            x, y = self._place(self.layout["ribbons"][pair["id"]]["mark"])
            _draw_number(self.sheet.axes, x, y, pair)
            self._take((x, y), (22.0, 22.0))
        self._draw_enclaves()
        self._draw_city_names()
        self._draw_badges()
        self._draw_names(lines)

    def _moved(self, shape: BaseGeometry) -> BaseGeometry:
        moved: BaseGeometry = shapely.transform(shape, self.sheet.plane.metres)
        return moved

    def _places(self, points: Any) -> Floats:
        return self.sheet.plane.metres(np.asarray(points, dtype=np.float64).reshape(-1, 2)[:, ::-1])

    def _place(self, point: Any) -> Floats:
        place: Floats = self._places([point])[0]
        return place

    def _take(self, middle: Any, size_px: tuple[float, float]) -> None:
        size = (size_px[0] * self.pixel_m, size_px[1] * self.pixel_m)
        self.taken.append(boxes_around(np.asarray(middle, dtype=np.float64)[None], size)[0])

    def _frames(self) -> dict[str, BaseGeometry]:
        corners = {frame["city"]: self._places(frame["bounds"]) for frame in self.layout["frames"]}
        return {city: shapely.box(*low, *high) for city, (low, high) in corners.items()}

    def _draw_ground(self) -> None:
        axes = self.sheet.axes
        for frame in self._frames().values():
            draw_area(axes, frame, _SEA, zorder=0.5)
        for piece, shape in zip(self.layout["surroundings"], self.own.shapes.land, strict=True):
            symbol = SYMBOLS["neighbour-city"] if piece["kind"] == "neighbour" else _CITY_LAND
            draw_area(axes, self._moved(shape), symbol, zorder=1)
        for district in self.data["districts"]:
            symbol = SYMBOLS["district-partner" if district["pairs"] else "district-alone"]
            draw_area(axes, self.districts[district["id"]], symbol, zorder=2)

    def _draw_ribbons(self) -> BaseGeometry:
        """Draw ribbons, the quiet ones first, and return where they lie."""
        drawn = []
        for pair in sorted(self.data["pairs"], key=lambda each: each["width_class"] is not None):
            ribbon = self.layout["ribbons"][pair["id"]]
            if ribbon["outline"]:
                drawn.append(shapely.Polygon(self._places(ribbon["outline"])).buffer(0))
                draw_area(self.sheet.axes, drawn[-1], SYMBOLS[pair["symbol"]], zorder=4)
            else:
                line = shapely.LineString(self._places(ribbon["axis"]))
                drawn.append(line.buffer(2 * self.pixel_m))
                draw_line(self.sheet.axes, shapely.get_coordinates(line), SYMBOLS["unpublished"], zorder=3)
        for enclave in self.data["enclaves"]:
            outline = self._places(self.layout["flows"][enclave["id"]]["outline"])
            drawn.append(shapely.Polygon(outline).buffer(0))
            symbol = replace(SYMBOLS[self.pairs[enclave["pair"]]["symbol"]], width_px=_FLOW_PX)
            draw_area(self.sheet.axes, drawn[-1], symbol, zorder=3.5)
        lines: BaseGeometry = shapely.union_all([shapely.MultiPolygon(), *drawn])
        return lines

    def _draw_gap(self) -> None:
        gap = self.layout["gap"]
        if gap is None:
            return
        start, end = self._places([gap["from"], gap["to"]])
        along = (end - start) / np.hypot(*(end - start))
        off = np.array([-along[1], along[0]]) * 5 * self.pixel_m
        middle = (start + end) / 2
        axes, style = self.sheet.axes, {"color": INK.light, "linewidth": 1.1, "zorder": 5}
        # A line that is broken in its middle: what lies between is longer than it is drawn.
        for tip, sign in ((start, 1), (end, -1)):
            inner = middle - sign * along * 4 * self.pixel_m
            axes.plot(*np.array([tip + off, tip - off, tip, inner]).T, **style)
            axes.plot(
                *np.array(
                    [
                        inner + 1.6 * off + along * 3 * self.pixel_m,
                        inner - 1.6 * off - along * 3 * self.pixel_m,
                    ]
                ).T,
                **style,
            )
        text = self.sheet.say(self.own.words["gap"], km=gap["km"])
        self._write(middle - 2.6 * off, text, fontsize=_NAME_PT, fontweight="bold")
        self._write(middle - 5.2 * off, self.sheet.say(self.own.words["shortened"]), fontsize=_SMALL_PT)
        self._draw_thumbnail(start, end)

    def _draw_thumbnail(self, start: Floats, end: Floats) -> None:
        thumbnail = self.data["thumbnail"]
        marks = self._places(
            [ribbon["mark"] for ribbon in self.layout["ribbons"].values()] or [self.layout["bounds"][1]]
        )
        height = np.ptp(self._places(self.layout["bounds"])[:, 1])
        bottom = start[1] + _APART * height
        room = marks[:, 1].min() - _APART * height - bottom
        scale = min(
            _THUMBNAIL_SHARE * np.hypot(*(end - start)) / thumbnail["width"], room / thumbnail["height"]
        )
        if scale <= 0:
            return
        left = (start[0] + end[0] - scale * thumbnail["width"]) / 2

        def placed(points: Any) -> Floats:
            return np.array([left, bottom + scale * thumbnail["height"]]) + np.asarray(points) * (
                scale,
                -scale,
            )

        frame = placed([(0, 0), (thumbnail["width"], thumbnail["height"])])
        draw_area(self.sheet.axes, shapely.box(*frame.min(axis=0), *frame.max(axis=0)), _SEA, zorder=5)
        for ring in thumbnail["land"]:
            draw_area(
                self.sheet.axes,
                shapely.Polygon(placed(ring)),
                replace(SYMBOLS["neighbour-city"], width_px=0.3),
                zorder=5.1,
            )
        for city in thumbnail["cities"]:
            for ring in city["rings"]:
                draw_area(
                    self.sheet.axes,
                    shapely.Polygon(placed(ring)),
                    replace(SYMBOLS["district-partner"], width_px=0.5),
                    zorder=5.2,
                )
        if len(thumbnail["cities"]) > 1:
            ends = placed([city["centre"] for city in thumbnail["cities"]])
            self.sheet.axes.plot(
                *ends.T, color=INK.light, linewidth=0.8, marker="o", markersize=2.2, zorder=5.3
            )
        top = np.array([(frame[0, 0] + frame[1, 0]) / 2, frame[:, 1].min() + 6 * self.pixel_m])
        self._write(top, self.sheet.say(self.own.words["true_geography"]), fontsize=6.5)

    def _draw_enclaves(self) -> None:
        for enclave in self.data["enclaves"]:
            place = self._place(self.layout["enclaves"][enclave["id"]])
            pair = SYMBOLS[self.pairs[enclave["pair"]]["symbol"]]
            symbol = in_colour(SYMBOLS["enclave"], pair.fill or INK)
            draw_sign(self.sheet.axes, place, symbol, zorder=7)
            self._take(place, (symbol.size_px + 2, symbol.size_px + 2))

    def _draw_city_names(self) -> None:
        for city in self.data["cities"]:
            if city["id"] in self.layout["city_names"]:
                place = self._place(self.layout["city_names"][city["id"]])
                text = self._write(
                    place, city["name"][self.sheet.language], fontsize=_CITY_PT, fontweight="bold"
                )
                self.taken.append(self._box_of(text))

    def _draw_badges(self) -> None:
        for park in self.data["parks"]:
            pair, place = self.pairs[park["pair"]], self._place(self.layout["badges"][park["id"]])
            district = inner_point(self.districts[park["district"]])
            symbol = SYMBOLS["badge" if park["area_m2"] else "badge-unknown"]
            fill = SYMBOLS[pair["symbol"]].fill or INK
            if park["area_m2"]:
                symbol = in_colour(symbol, fill)
            text = (
                park["area"][self.sheet.language]
                if park["area"]
                else self.sheet.say(self.own.words["not_published"])
            )
            words = self._write(place, f"{pair['number']}  {text}", fontsize=8, ha="left")
            sign = place - (self._size(words)[0] / 2, 0)
            words.set_position(tuple(sign + (12 * self.pixel_m, 0)))
            draw_line(self.sheet.axes, [district, sign], SYMBOLS["leader"], zorder=3.2)
            draw_sign(self.sheet.axes, sign, symbol, zorder=7)
            self.taken += [
                self._box_of(words),
                *boxes_around(sign[None], (18 * self.pixel_m, 18 * self.pixel_m)),
            ]

    def _draw_names(self, ribbons: BaseGeometry) -> None:
        """Write every partner's name, and the others' as far as there is room."""
        panels = {city: self._panel(city, frame, ribbons) for city, frame in self._frames().items()}
        order = sorted(
            self.data["districts"], key=lambda each: (not each["pairs"], self.districts[each["id"]].area)
        )
        for district in order:
            self._draw_name(district, panels.get(district["city"]), ribbons)
        for piece in self.layout["surroundings"]:
            if piece["point"] and piece["name"] and piece["name"][self.sheet.language]:
                self._draw_neighbour(piece)

    def _panel(self, city: str, frame: BaseGeometry, ribbons: BaseGeometry) -> Panel:
        own = [self.districts[each["id"]] for each in self.data["districts"] if each["city"] == city]
        panel = Panel(frame.bounds, 6 * self.pixel_m, shapely.union_all(own), ribbons, shapely.MultiPolygon())
        panel.block(np.array([*self.taken, shapely.Point()], dtype=object))
        return panel

    def _draw_name(self, district: Any, panel: Panel | None, ribbons: BaseGeometry) -> None:
        outline, is_partner = self.districts[district["id"]], bool(district["pairs"])
        total = district["total"][self.sheet.language] if district["total"] else ""
        name = district["name"][self.sheet.language]
        style: dict[str, Any] = (
            {"fontsize": _NAME_PT, "fontweight": "bold"}
            if is_partner
            else {"fontsize": 7.5, "color": QUIET.light}
        )
        for text in dict.fromkeys((f"{name}\n{total}".strip(), name)):
            words = self._write((0, 0), text, **style)
            size = self._size(words)
            place = place_inside(outline, size, self.taken, ribbons)
            if place:
                break
            words.remove()
        else:
            if not is_partner or panel is None:
                return
            words = self._write((0, 0), name, **style)
            place = place_outside(outline, self._size(words), panel)
            draw_line(self.sheet.axes, shapely.get_coordinates(place.leader), SYMBOLS["leader"], zorder=6)
        words.set_position(tuple(place.middle))
        self.taken.append(place.box)
        self.own.names[district["id"]] = place

    def _draw_neighbour(self, piece: Any) -> None:
        place = self._place(piece["point"])
        words = self._write(
            place, piece["name"][self.sheet.language], fontsize=_NEIGHBOUR_PT, color=QUIET.light
        )
        box = self._box_of(words)
        if any(box.intersects(other) for other in self.taken):
            words.remove()
        else:
            self.taken.append(box)

    def _write(self, place: Any, text: str, **style: Any) -> Any:
        from matplotlib.patheffects import withStroke

        halo = [withStroke(linewidth=_HALO_PT, foreground=THEME["halo"].light)]
        x, y = place
        return self.sheet.write(
            self.sheet.axes,
            x,
            y,
            text,
            **{"ha": "center", "zorder": 9, "path_effects": halo, "color": INK.light, **style},
        )

    def _size(self, words: Any) -> tuple[float, float]:
        extent, padding = words.get_window_extent(), 2 * _PADDING_PX * self.pixel_m
        return (extent.width * self.dot_m + padding, extent.height * self.dot_m + padding)

    def _box_of(self, words: Any) -> BaseGeometry:
        extent = words.get_window_extent().transformed(self.sheet.axes.transData.inverted())
        return shapely.box(extent.x0, extent.y0, extent.x1, extent.y1)


def _draw_number(axes: Any, x: float, y: float, pair: Any) -> None:
    circle = {"markersize": 15, "color": PAPER.light, "markeredgecolor": pair["colour"], "markeredgewidth": 3}
    axes.plot(x, y, "o", zorder=7, **circle)
    style = {"fontsize": 8.5, "fontweight": "bold", "ha": "center", "va": "center_baseline"}
    axes.text(x, y, str(pair["number"]), zorder=8, **style)
