"""A drawing that fills what it is drawn on: a slide of 16 to 9, or a sheet of paper without a scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geokit.matplotlib_symbols import resize_signs
from geokit.page.document import FRAME_WORDS, NORTH
from geokit.sheets.paper import MM_PER_INCH, PAPERS_MM
from geokit.sheets.sheet import Drawing, Plane, Sheet, extent_of, wrap_text
from geokit.symbols import MARK, QUIET, THEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from geokit.i18n import Language
    from geokit.sheets.heading import Heading, Headline

SLIDE_DPI = 144
SLIDE_MM = (1920 / SLIDE_DPI * MM_PER_INCH, 1080 / SLIDE_DPI * MM_PER_INCH)
# Where the map stands on the sheet, as shares of its width and height: left, bottom, width, height.
_MAP_PLACE = (0.015, 0.085, 0.72, 0.765)
_SIDE_PLACE = (0.75, 0.085, 0.24, 0.765)
# Headlines have so many columns for what they are called, and shrink until they end before the sheet does.
_HEADLINE_COLUMNS = 34
_RIGHTMOST, _SMALLEST = 0.99, 0.55
_SMALLEST_LABEL = 5.0
_FOOT_COLUMNS = 235
# Around the land.
_MARGIN = 1.12


def draw_fitting(
    heading: Heading, drawing: Drawing, language: Language, size_mm: tuple[float, float] = SLIDE_MM
) -> Sheet:
    """Draw a map as large as a slide or a sheet allows."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(size_mm[0] / MM_PER_INCH, size_mm[1] / MM_PER_INCH))
    west, south, east, north = drawing.bounds()
    plane = Plane((west + east) / 2, (south + north) / 2)
    (left, bottom), (right, top) = plane.metres([(west, south), (east, north)])
    room = [size_mm[at] * _MAP_PLACE[2 + at] for at in (0, 1)]
    per_mm = max((right - left) / room[0], (top - bottom) / room[1]) * _MARGIN
    half = [length * per_mm / 2 for length in room]
    axes, side = figure.add_axes(_MAP_PLACE), figure.add_axes(_SIDE_PLACE)
    axes.set(
        xlim=(-half[0], half[0]),
        ylim=(-half[1], half[1]),
        xticks=[],
        yticks=[],
        facecolor=THEME["ground"].light,
    )
    side.set(xlim=(0, 1), ylim=(0, 1))
    side.axis("off")
    sheet = Sheet(figure, axes, side, plane, language)
    _draw_frame(sheet, heading)
    drawing.draw(sheet)
    drawing.draw_side(sheet)
    _draw_scale_bar(sheet, half)
    return sheet


def draw_on_paper(
    heading: Heading, drawing: Drawing, language: Language, size_mm: tuple[float, float]
) -> Figure:
    """Draw a map as large as a landscape sheet allows; a sheet of any size has the same words."""
    figure = draw_fitting(heading, drawing, language, PAPERS_MM["A3"]).figure
    _resize(figure, size_mm)
    return figure


def _resize(figure: Figure, size_mm: tuple[float, float]) -> None:
    """Make a figure that was laid out on A3 as large as its paper."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Annotation, Text

    share = size_mm[0] / PAPERS_MM["A3"][0]
    resize_signs(figure, share)
    figure.set_size_inches(size_mm[0] / MM_PER_INCH, size_mm[1] / MM_PER_INCH)
    for drawn in figure.findobj(Text) + figure.findobj(Line2D) + figure.findobj(Patch):
        if isinstance(drawn, Text):
            drawn.set_fontsize(float(drawn.get_fontsize()) * share)
        elif isinstance(drawn, Line2D | Patch):
            drawn.set_linewidth(drawn.get_linewidth() * share)
        if isinstance(drawn, Annotation) and drawn.anncoords == "offset points":
            x, y = drawn.xyann
            drawn.xyann = (x * share, y * share)
        elif isinstance(drawn, Line2D):
            drawn.set_markersize(drawn.get_markersize() * share)
            drawn.set_markeredgewidth(drawn.get_markeredgewidth() * share)


def _draw_frame(sheet: Sheet, heading: Heading) -> None:
    style: dict[str, Any] = {"va": "center"}
    title = sheet.figure.text(0.015, 0.955, heading.title, fontsize=17, fontweight="bold", **style)
    # A title that is a sentence ends before the sheet does.
    room = (_RIGHTMOST - 0.015 - (0.09 if heading.audience else 0)) * sheet.figure.bbox.width
    while extent_of(title).width > room and float(title.get_fontsize()) > 17 * _SMALLEST:
        title.set_fontsize(float(title.get_fontsize()) * 0.95)
    if heading.audience:
        right = extent_of(title).x1 / sheet.figure.bbox.width
        box = {"boxstyle": "round,pad=0.25", "facecolor": "none", "edgecolor": MARK.light}
        sheet.figure.text(
            right + 0.012, 0.955, heading.audience, fontsize=10, color=MARK.light, bbox=box, **style
        )
    _draw_headlines(sheet, heading.headlines)
    for at, line in enumerate([*wrap_text(heading.foot[0], _FOOT_COLUMNS), heading.foot[1]]):
        sheet.figure.text(0.015, 0.06 - 0.022 * at, line, fontsize=8, color=QUIET.light, **style)


def _draw_headlines(sheet: Sheet, headlines: Sequence[Headline]) -> None:
    """Draw the headlines side by side, as large as all of them can be."""
    drawn: list[tuple[Any, Any]] = []
    for each in headlines:
        colour = MARK.light if each.is_main else "black"
        style: dict[str, Any] = {"fontsize": 14, "fontweight": "bold", "color": colour, "va": "center"}
        above = sheet.figure.text(0, 0.917, each.value, **style)
        lines = "\n".join(wrap_text(each.label, _HEADLINE_COLUMNS))
        below = sheet.figure.text(0, 0.898, lines, fontsize=9, color=QUIET.light, va="top")
        drawn.append((above, below))
    share = 1.0
    while _place_headlines(sheet, drawn) > _RIGHTMOST and share > _SMALLEST:
        share *= 0.95
        for text in (text for pair in drawn for text in pair):
            text.set_fontsize(text.get_fontsize() * 0.95)
    # A label of many lines is rather small than behind the map.
    top = sheet.axes.get_window_extent().y1
    for _, label in drawn:
        while extent_of(label).y0 < top and label.get_fontsize() > _SMALLEST_LABEL:
            label.set_fontsize(label.get_fontsize() * 0.95)


def _place_headlines(sheet: Sheet, drawn: Sequence[tuple[Any, Any]]) -> float:
    """Put headlines beside each other, and return where they end."""
    left = 0.015
    for pair in drawn:
        for text in pair:
            text.set_x(left)
        left = max(extent_of(text).x1 for text in pair) / sheet.figure.bbox.width + 0.018
    return left


def _draw_scale_bar(sheet: Sheet, half: Sequence[float]) -> None:
    longest = half[0] * 0.25
    power = 10 ** math.floor(math.log10(longest))
    length = next(factor * power for factor in (5, 2, 1) if factor * power <= longest)
    x, y = -half[0] * 0.97, -half[1] * 0.94
    sheet.axes.plot(
        [x, x, x + length, x + length], [y + half[1] * 0.015, y, y, y + half[1] * 0.015], "k-", lw=1.2
    )
    unit, number = ("kilometres", length / 1000) if length >= 1000 else ("metres", length)  # noqa: PLR2004
    text = sheet.say(FRAME_WORDS[unit], n=f"{number:g}")
    sheet.write(sheet.axes, x + length / 2, y + half[1] * 0.04, text, ha="center")
    sheet.write(sheet.axes, half[0] * 0.96, half[1] * 0.88, sheet.say(NORTH), ha="center", va="top")
    arrow = {"arrowstyle": "-|>", "color": "black"}
    tip, tail = (half[0] * 0.96, half[1] * 0.985), (half[0] * 0.96, half[1] * 0.89)
    sheet.axes.annotate("", tip, tail, arrowprops=arrow)
