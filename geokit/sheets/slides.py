"""A drawing that fills what it is drawn on: a slide of 16 to 9, or a sheet of paper without a scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from geokit.matplotlib_symbols import resize_signs
from geokit.page.document import FRAME_WORDS, NORTH
from geokit.sheets.layout import Box
from geokit.sheets.paper import MM_PER_INCH
from geokit.sheets.sheet import Drawing, Plane, Sheet, extent_of, fit_title, halo, mark_beside, wrap_text
from geokit.symbols import MARK, QUIET, THEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geokit.i18n import Language
    from geokit.sheets.column import Entry
    from geokit.sheets.heading import Heading, Headline

SLIDE_DPI = 144
SLIDE_MM = (1920 / SLIDE_DPI * MM_PER_INCH, 1080 / SLIDE_DPI * MM_PER_INCH)
# Paper without a scale is laid out at about the size of a slide, so that its letters are as large, and then resized.
BASE_LONG_MM = 340.0
# From the edges of the sheet: to the title, to a headline and what it is called, to the map; from below to map and foot.
_TITLE_MM, _VALUE_MM, _LABEL_MM, HEAD_MM = 8.6, 15.8, 19.4, 28.6
BOTTOM_MM, _FOOT_MM, _FOOT_LINE_MM, EDGE_MM = 16.2, 11.4, 4.2, 5.0
# A foot of more lines than this lifts what stands above it; a heading and a foot have room on what is so wide.
_FOOT_LINES, LEAST_WIDE_MM = 3, 230.0
# Beside a map without a frame: below it stand the scale bar and north.
STRIP_MM = 9.0
_BESIDE, _BELOW = 0.24, 0.3
# Headlines have so many columns for what they are called, and shrink so often until they end before the sheet does; where
# that is not enough they have fewer columns.
_HEADLINE_FITS = ((34, 12), (20, 20))
_HEADLINE_PT, _LABEL_PT, _SHRINK = 14, 9, 0.95
_RIGHTMOST, _SMALLEST = 0.99, 0.55
_SMALLEST_LABEL = 5.0
_LETTER_MM = 1.42
# Around the land.
_MARGIN = 1.12


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where the map of a sheet without a scale stands, and what stands beside or below it; millimetres.

    Attributes
    ----------
    map, side : Box
    is_framed : bool
        Whether a line runs around the map; without one it fills its box, and scale and north stand below it.
    """

    map: Box
    side: Box
    is_framed: bool = True

    def lifted(self, by_mm: float) -> Arrangement:
        """Return the same, further up."""
        map_up, side_up = (
            box._replace(bottom=box.bottom + by_mm, top=box.top + by_mm) for box in (self.map, self.side)
        )
        return Arrangement(map_up, side_up, is_framed=self.is_framed)


def beside(size_mm: tuple[float, float], share: float = _BESIDE, *, is_framed: bool = True) -> Arrangement:
    """Return the map with a column of so much of the width to its right."""
    width, height = size_mm
    left = width * (1 - share)
    top = height - HEAD_MM
    return Arrangement(
        Box(EDGE_MM, BOTTOM_MM, left - EDGE_MM, top),
        Box(left, BOTTOM_MM, width - EDGE_MM, top),
        is_framed=is_framed,
    )


def below(size_mm: tuple[float, float]) -> Arrangement:
    """Return the map with what belongs to it below, as suits a sheet that is upright."""
    width, height = size_mm
    left, right = EDGE_MM, width - EDGE_MM
    middle = BOTTOM_MM + (height - HEAD_MM - BOTTOM_MM) * _BELOW
    return Arrangement(
        Box(left, middle, right, height - HEAD_MM), Box(left, BOTTOM_MM, right, middle - EDGE_MM)
    )


@runtime_checkable
class ArrangedDrawing(Drawing, Protocol):
    """A drawing that knows where it stands best on a sheet of any form."""

    def fitted(self, size_mm: tuple[float, float]) -> ArrangedDrawing:
        """Return the drawing that suits a sheet."""

    def arrangement(self, size_mm: tuple[float, float]) -> Arrangement:
        """Return where it stands on that sheet."""

    def entries_after(self, language: Language) -> list[Entry]:
        """Return what follows the map on further sheets of paper."""


def draw_fitting(
    heading: Heading, drawing: Drawing, language: Language, size_mm: tuple[float, float] = SLIDE_MM
) -> Sheet:
    """Draw a map as large as a slide or a sheet allows."""
    from matplotlib.figure import Figure

    size_in = (size_mm[0] / MM_PER_INCH, size_mm[1] / MM_PER_INCH)
    # Words are measured at the dots that they are drawn with: they are as wide as those allow.
    figure = Figure(figsize=size_in, dpi=SLIDE_DPI)
    foot, lift = foot_lines(heading, size_mm[0])
    above = (size_mm[0], size_mm[1] - lift)
    if isinstance(drawing, ArrangedDrawing):
        drawing = drawing.fitted(above)
        placed = drawing.arrangement(above).lifted(lift)
    else:
        placed = (beside if above[0] >= above[1] else below)(above).lifted(lift)
    axes, side = (figure.add_axes(shares_of(box, size_mm)) for box in (placed.map, placed.side))
    plane = _look_at(axes, drawing.bounds(), placed)
    side.set(xlim=(0, placed.side.width), ylim=(0, placed.side.height))
    side.axis("off")
    sheet = Sheet(figure, axes, side, plane, language)
    draw_heading(sheet, heading, size_mm)
    draw_foot(sheet, foot, size_mm, lift)
    drawing.draw(sheet)
    drawing.draw_side(sheet)
    _draw_scale_bar(sheet, placed, drawing.bounds())
    return sheet


def shares_of(box: Box, size_mm: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return where a box stands on a sheet, as matplotlib places axes."""
    width, height = size_mm
    return box.left / width, box.bottom / height, box.width / width, box.height / height


def _look_at(axes: Axes, bounds: tuple[float, float, float, float], placed: Arrangement) -> Plane:
    """Show land in the middle of a frame, or at the top of its box where it has none."""
    west, south, east, north = bounds
    plane = Plane((west + east) / 2, (south + north) / 2)
    (left, bottom), (right, top) = plane.metres([(west, south), (east, north)])
    strip, margin = (0.0, _MARGIN) if placed.is_framed else (STRIP_MM, 1.0)
    box = placed.map
    per_mm = max((right - left) / box.width, (top - bottom) / (box.height - strip)) * margin
    half, high = box.width * per_mm / 2, box.height * per_mm
    low = -high / 2 if placed.is_framed else top - high
    ground = THEME["ground"].light
    axes.set(xlim=(-half, half), ylim=(low, low + high), xticks=[], yticks=[], facecolor=ground)
    if not placed.is_framed:
        axes.spines[:].set_visible(False)
    return plane


def draw_on_paper(
    heading: Heading, drawing: Drawing, language: Language, size_mm: tuple[float, float]
) -> Figure:
    """Draw a map as large as a sheet allows; a sheet of any size has the same words."""
    share = max(size_mm) / BASE_LONG_MM
    figure = draw_fitting(heading, drawing, language, (size_mm[0] / share, size_mm[1] / share)).figure
    resize(figure, size_mm, share)
    return figure


def resize(figure: Figure, size_mm: tuple[float, float], share: float) -> None:
    """Make a figure so much larger, to the size of its paper."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Annotation, Text

    resize_signs(figure, share)
    figure.set_size_inches(size_mm[0] / MM_PER_INCH, size_mm[1] / MM_PER_INCH)
    for drawn in figure.findobj(Text) + figure.findobj(Line2D) + figure.findobj(Patch):
        if isinstance(drawn, Text):
            drawn.set_fontsize(float(drawn.get_fontsize()) * share)
            if drawn.get_path_effects():
                drawn.set_path_effects(halo(share))
        elif isinstance(drawn, Line2D | Patch):
            drawn.set_linewidth(drawn.get_linewidth() * share)
        if isinstance(drawn, Patch) and (hatch := drawn.get_hatch()):
            # Its lines are so many to an inch of any paper.
            drawn.set_hatch(hatch[0] * max(1, round(len(hatch) / share)))
        if isinstance(drawn, Annotation) and drawn.anncoords == "offset points":
            x, y = drawn.xyann
            drawn.xyann = (x * share, y * share)
        elif isinstance(drawn, Line2D):
            drawn.set_markersize(drawn.get_markersize() * share)
            drawn.set_markeredgewidth(drawn.get_markeredgewidth() * share)


def draw_heading(sheet: Sheet, heading: Heading, size_mm: tuple[float, float]) -> None:
    """Write the title, for whom it is, and the headlines."""
    width, height = size_mm
    left = EDGE_MM / width
    style: dict[str, Any] = {"va": "center"}
    place: dict[str, Any] = {"fontsize": 17, "fontweight": "bold", **style}
    title = sheet.figure.text(left, 1 - _TITLE_MM / height, heading.title, **place)
    # A title that is a sentence ends before the sheet does.
    room = (_RIGHTMOST - left) * sheet.figure.bbox.width - (sheet.figure.dpi * 1.1 if heading.audience else 0)
    fit_title(title, room, 17 * _SMALLEST)
    if heading.audience:
        sheet.figure.add_artist(mark_beside(title, heading.audience, 10))
    _draw_headlines(sheet, heading.headlines, size_mm)


def foot_lines(heading: Heading, width_mm: float) -> tuple[list[str], float]:
    """Return the lines of the foot, and by how much they lift what stands above them, millimetres."""
    columns = int((width_mm - 2 * EDGE_MM) / _LETTER_MM)
    lines = [line for text in heading.foot for line in wrap_text(text, columns)]
    return lines, _FOOT_LINE_MM * max(0, len(lines) - _FOOT_LINES)


def draw_foot(sheet: Sheet, lines: Sequence[str], size_mm: tuple[float, float], lift_mm: float) -> None:
    """Write the lines of the foot."""
    width, height = size_mm
    for at, line in enumerate(lines):
        y = (_FOOT_MM + lift_mm - _FOOT_LINE_MM * at) / height
        sheet.figure.text(EDGE_MM / width, y, line, fontsize=8, color=QUIET.light, va="center")


def _draw_headlines(sheet: Sheet, headlines: Sequence[Headline], size_mm: tuple[float, float]) -> None:
    """Draw the headlines side by side, as large as all of them can be."""
    drawn: list[tuple[Any, Any]] = []
    for each in headlines:
        colour = MARK.light if each.is_main else "black"
        style: dict[str, Any] = {"fontweight": "bold", "color": colour, "va": "center"}
        above = sheet.figure.text(0, 1 - _VALUE_MM / size_mm[1], each.value, **style)
        below = sheet.figure.text(0, 1 - _LABEL_MM / size_mm[1], "", color=QUIET.light, va="top")
        drawn.append((above, below))
    for columns, share in (
        (columns, _SHRINK**at) for columns, most in _HEADLINE_FITS for at in range(most + 1)
    ):
        for (value, label), each in zip(drawn, headlines, strict=True):
            value.set_fontsize(_HEADLINE_PT * share)
            label.set(text="\n".join(wrap_text(each.label, columns)), fontsize=_LABEL_PT * share)
        if _place_headlines(sheet, drawn, EDGE_MM / size_mm[0]) <= _RIGHTMOST:
            break
    # A label of many lines is rather small than behind the map.
    top = sheet.axes.get_window_extent().y1
    for _, label in drawn:
        while extent_of(label).y0 < top and label.get_fontsize() > _SMALLEST_LABEL:
            label.set_fontsize(label.get_fontsize() * _SHRINK)


def _place_headlines(sheet: Sheet, drawn: Sequence[tuple[Any, Any]], left: float) -> float:
    """Put headlines beside each other, and return where they end."""
    for pair in drawn:
        for text in pair:
            text.set_x(left)
        left = max(extent_of(text).x1 for text in pair) / sheet.figure.bbox.width + 0.018
    return left


def _draw_scale_bar(sheet: Sheet, placed: Arrangement, bounds: tuple[float, float, float, float]) -> None:
    """Draw the scale at the lower left, and north at the upper right of a frame, or both below land without one."""
    west, south, east, north = sheet.view
    mm = (east - west) / placed.map.width
    if not placed.is_framed:
        corners = sheet.plane.metres([bounds[:2], bounds[2:]])
        (west, south), (east, _) = corners.tolist()
    longest = (east - west) * 0.125
    power = 10 ** math.floor(math.log10(longest))
    length = next(factor * power for factor in (5, 2, 1) if factor * power <= longest)
    x, y = (west + 4 * mm, south + 4.4 * mm) if placed.is_framed else (west, south - (STRIP_MM - 1.4) * mm)
    sheet.axes.plot(
        [x, x, x + length, x + length], [y + 2.2 * mm, y, y, y + 2.2 * mm], "k-", lw=1.2, clip_on=False
    )
    unit, number = ("kilometres", length / 1000) if length >= 1000 else ("metres", length)  # noqa: PLR2004
    text = sheet.say(FRAME_WORDS[unit], n=f"{number:g}")
    sheet.write(sheet.axes, x + length / 2, y + 3.2 * mm, text, ha="center")
    tip = (east - 5 * mm, north - 1.5 * mm) if placed.is_framed else (east - 1.5 * mm, south - 1.2 * mm)
    _draw_north(sheet, tip, mm, is_above=placed.is_framed)


def _draw_north(sheet: Sheet, tip: tuple[float, float], mm: float, *, is_above: bool) -> None:
    x, y = tip
    arrow = {"arrowstyle": "-|>", "color": "black"}
    sheet.axes.annotate("", tip, (x, y - (7.5 if is_above else 6.5) * mm), arrowprops=arrow)
    place = (x, y - 10 * mm) if is_above else (x - 3.5 * mm, y - 3.5 * mm)
    sheet.write(sheet.axes, *place, sheet.say(NORTH), ha="center")
