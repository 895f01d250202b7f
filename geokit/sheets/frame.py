"""The frame of a map at a scale: coordinates around it, crosses of the grid, match lines and neighbours, north, scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.i18n import Words
from geokit.page.document import FRAME_WORDS
from geokit.sheets.grid import crossings, grid_step, grid_text, round_step
from geokit.sheets.paper import scale_text
from geokit.symbols import INK, MARK, QUIET, THEME

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from geokit.i18n import Language
    from geokit.sheets.column import Ink
    from geokit.sheets.layout import Layout
    from geokit.sheets.sheet import Sheet
    from geokit.sheets.tiling import Tile, Tiling

GRID_NORTH = Words(zh="坐标北", en="grid north")
JOIN = Words(zh="接第{n}幅", en="joins sheet {n}")
NEIGHBOURS = Words(zh="接图表", en="Adjoining sheets")
TEXTS = (GRID_NORTH, JOIN, NEIGHBOURS)

_INK, _RED, _PANEL = INK.light, MARK.light, THEME["panel"].light
_CROSS_MM, _TICK = 2.5, 0.55
_LABEL = 0.82
_MATCH: dict[str, Any] = {"color": _RED, "linewidth": 0.7, "linestyle": (0, (9, 3, 2, 3)), "zorder": 11}
# South and east of a neighbour, and where its number stands: share of the frame's width and height.
_SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))


def draw_frame(sheet: Sheet, layout: Layout, scale: int, *, is_gridded: bool) -> None:
    """Draw the two lines around the map, and between them the coordinates of the grid."""
    from matplotlib.patches import Rectangle

    grown = layout.paper.growth
    outer = layout.map.grown(layout.band)
    axes = sheet.side
    style: dict[str, Any] = {"fill": False, "edgecolor": _INK, "linewidth": 1.3 * grown}
    axes.add_patch(Rectangle(outer[:2], outer.width, outer.height, **style))
    for spine in sheet.axes.spines.values():
        spine.set(linewidth=0.5 * grown, edgecolor=_INK, zorder=12)
    if is_gridded:
        _draw_grid(sheet, layout, scale)


def _draw_grid(sheet: Sheet, layout: Layout, scale: int) -> None:
    step = grid_step(scale, layout.paper.name)
    (west, east), (south, north) = sheet.axes.get_xlim(), sheet.axes.get_ylim()
    eastings, northings = crossings((west, south, east, north), step)
    _draw_crosses(sheet, eastings, northings, _CROSS_MM * scale / 1000)
    box = layout.map
    for value in eastings:
        x = box.left + (value - west) / (east - west) * box.width
        for edge, out in ((box.bottom, -1), (box.top, 1)):
            _name_tick(sheet, layout, (x, edge), (0, out), grid_text(value, step))
    for value in northings:
        y = box.bottom + (value - south) / (north - south) * box.height
        for edge, out in ((box.left, -1), (box.right, 1)):
            _name_tick(sheet, layout, (edge, y), (out, 0), grid_text(value, step))


def _draw_crosses(sheet: Sheet, eastings: Any, northings: Any, arm_m: float) -> None:
    from matplotlib.collections import LineCollection

    x, y = (each.ravel() for each in np.meshgrid(eastings, northings))
    flat = np.stack([np.column_stack([x - arm_m, y]), np.column_stack([x + arm_m, y])], axis=1)
    upright = np.stack([np.column_stack([x, y - arm_m]), np.column_stack([x, y + arm_m])], axis=1)
    lines = np.concatenate([flat, upright])
    if len(lines):
        sheet.axes.add_collection(
            LineCollection(list(lines), colors=QUIET.light, linewidths=0.35, zorder=5), autolim=False
        )


def _name_tick(
    sheet: Sheet, layout: Layout, at: tuple[float, float], out: tuple[int, int], text: str
) -> None:
    """Draw a tick from the map outwards and write the coordinate beside it, along the frame."""
    long = layout.band
    end = at[0] + out[0] * long * _TICK, at[1] + out[1] * long * _TICK
    sheet.side.plot([at[0], end[0]], [at[1], end[1]], color=_INK, linewidth=0.4, clip_on=False)
    middle = at[0] + out[0] * long / 2, at[1] + out[1] * long / 2
    aside = layout.pt * 0.15
    side: dict[str, Any]
    if out[0]:
        place, turn, side = (middle[0], middle[1] + aside), 90, {"ha": "center", "va": "bottom"}
    else:
        place, turn, side = (middle[0] + aside, middle[1]), 0, {"ha": "left", "va": "center"}
    box = layout.map
    # A coordinate does not run into the corner of the frame.
    length = len(text) * layout.pt * _LABEL * 0.21
    if place[0] + (0 if turn else length) > box.right + (long if turn else 0):
        return
    if turn and place[1] + length > box.top:
        return
    sheet.side.text(*place, text, fontsize=layout.pt * _LABEL, rotation=turn, color=_INK, **side)


def draw_match_lines(sheet: Sheet, layout: Layout, tiling: Tiling, tile: Tile) -> None:
    """Draw the lines where neighbours begin, and the numbers of the neighbours outside the frame."""
    west, south, east, north = tile.core
    lines = {
        (-1, 0): ([west, east], [north, north]),
        (1, 0): ([west, east], [south, south]),
        (0, -1): ([west, west], [south, north]),
        (0, 1): ([east, east], [south, north]),
    }
    box = layout.map
    half = layout.band / 2
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    places = {
        (-1, 0): (middle[0], box.top + half, 0),
        (1, 0): (middle[0], box.bottom - half, 0),
        (0, -1): (box.left - half, middle[1], 90),
        (0, 1): (box.right + half, middle[1], 90),
    }
    for side in _SIDES:
        number = tiling.neighbour(tile, south=side[0], east=side[1])
        if number is not None:
            sheet.axes.plot(*lines[side], scalex=False, scaley=False, **_MATCH)
            x, y, turn = places[side]
            sheet.side.text(
                x, y, sheet.say(JOIN, n=number), rotation=turn, ha="center", va="center", color=_RED,
                fontsize=layout.pt * 0.9, fontweight="bold", zorder=20,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NorthAndScale:
    """North, and a bar of round length, at the top of the column."""

    scale: int
    language: Language
    is_gridded: bool

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        del ink
        return 3.6

    def draw(self, ink: Ink) -> None:
        """Draw both."""
        arrow = {"arrowstyle": "-|>", "color": _INK, "linewidth": 0.9, "shrinkA": 0, "shrinkB": 0}
        x = ink.left + ink.em(1.2)
        ink.axes.annotate("", (x, ink.top - ink.em(0.2)), (x, ink.top - 2 * ink.line), arrowprops=arrow)
        north = (
            GRID_NORTH.localize(self.language)
            if self.is_gridded
            else FRAME_WORDS["north"].localize(self.language)
        )
        ink.write(2.05, north, at=0, size=0.86)
        left, room = ink.left + ink.em(8), ink.width - ink.em(11)
        length_m = round_step(room / 1000 * self.scale)
        _draw_bar(ink, left, length_m, length_m * 1000 / self.scale, self.language)
        ink.write(0, scale_text(self.scale), at=ink.em(8), fontweight="bold", size=1.1)


def _draw_bar(ink: Ink, left: float, length_m: float, length_mm: float, language: Language) -> None:
    from matplotlib.patches import Rectangle

    y, high = ink.top - 2.0 * ink.line, ink.em(0.35)
    for part in range(4):
        box = (left + part * length_mm / 4, y)
        look: dict[str, Any] = {
            "facecolor": _INK if part % 2 == 0 else "white",
            "edgecolor": _INK,
            "linewidth": 0.5,
        }
        ink.axes.add_patch(Rectangle(box, length_mm / 4, high, **look))
    unit, size = ("kilometres", 1000.0) if length_m >= 1000 else ("metres", 1.0)  # noqa: PLR2004
    for share in (0.0, 0.5, 1.0):
        number = f"{length_m * share / size:g}"
        text = FRAME_WORDS[unit].render(language, n=number) if share == 1 else number
        ink.axes.text(
            left + share * length_mm, y - ink.em(0.75), text, fontsize=ink.pt * 0.86, ha="center", va="center"
        )


@dataclass(frozen=True, slots=True)
class Adjoining:
    """The numbers of the eight sheets around one."""

    tiling: Tiling
    tile: Tile
    title: str

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        del ink
        return 5.2

    def draw(self, ink: Ink) -> None:
        """Draw the nine boxes."""
        from matplotlib.patches import Rectangle

        ink.write(0, self.title, fontweight="bold")
        wide, high = ink.em(4.2), ink.line * 1.15
        for south in (-1, 0, 1):
            for east in (-1, 0, 1):
                number = self.tiling.neighbour(self.tile, south=south, east=east)
                left, bottom = ink.left + (east + 1) * wide, ink.top - ink.line * 1.2 - (south + 2) * high
                own = south == east == 0
                style: dict[str, Any] = {
                    "facecolor": _PANEL if own else "white",
                    "edgecolor": _INK,
                    "linewidth": 0.5,
                }
                ink.axes.add_patch(Rectangle((left, bottom), wide, high, **style))
                ink.axes.text(
                    left + wide / 2, bottom + high / 2, "" if number is None else str(number), fontsize=ink.pt,
                    ha="center", va="center", fontweight="bold" if own else "normal",
                )  # fmt: skip


def paper_axes(figure: Any, size_mm: tuple[float, float]) -> Axes:
    """Return axes over a whole sheet, in millimetres from its lower left corner."""
    axes: Axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, size_mm[0]), ylim=(0, size_mm[1]))
    axes.axis("off")
    axes.set_facecolor("none")
    return axes
