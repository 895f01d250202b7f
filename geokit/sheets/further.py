"""What follows a map without a scale: lists in columns, on as many sheets as they take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geokit.sheets.filling import flow
from geokit.sheets.layout import Box
from geokit.sheets.paper import MM_PER_INCH
from geokit.sheets.sheet import Plane, Sheet
from geokit.sheets.slides import (
    BASE_LONG_MM,
    BOTTOM_MM,
    EDGE_MM,
    SLIDE_DPI,
    draw_foot,
    draw_heading,
    foot_lines,
    resize,
    shares_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from geokit.i18n import Language
    from geokit.sheets.column import Entry
    from geokit.sheets.heading import Heading

_PT = 9.0
# Below the title, which has no headlines here.
_HEAD_MM = 16.0
_COLUMN_MM, _GAP_MM = 90.0, 9.0


def further_sheets(
    heading: Heading, entries: Sequence[Entry], language: Language, size_mm: tuple[float, float]
) -> Iterator[Figure]:
    """Yield the sheets that entries take, each with the title and the marks of the first.

    Parameters
    ----------
    heading : Heading
        Of the map; its figures stand on the first sheet alone.
    entries : sequence of Entry
        Without any there is no sheet.
    language : {"zh", "en"}
    size_mm : tuple of float
        The size of the paper.
    """
    share = max(size_mm) / BASE_LONG_MM
    base = (size_mm[0] / share, size_mm[1] / share)
    waiting = list(entries)
    while waiting:
        figure, left = _sheet(replace(heading, headlines=()), waiting, language, base)
        resize(figure, size_mm, share)
        yield figure
        # What fits nowhere is drawn nowhere, rather than for ever.
        waiting = left if len(left) < len(waiting) else []


def _sheet(
    heading: Heading, entries: Sequence[Entry], language: Language, size_mm: tuple[float, float]
) -> tuple[Figure, list[Entry]]:
    from matplotlib.figure import Figure

    width, height = size_mm
    figure = Figure(figsize=(width / MM_PER_INCH, height / MM_PER_INCH), dpi=SLIDE_DPI)
    foot, lift = foot_lines(heading, width)
    room = Box(EDGE_MM, BOTTOM_MM + lift, width - EDGE_MM, height - _HEAD_MM)
    axes = figure.add_axes(shares_of(room, size_mm))
    axes.set(xlim=(0, room.width), ylim=(0, room.height))
    axes.axis("off")
    sheet = Sheet(figure, axes, axes, Plane(0, 0), language)
    draw_heading(sheet, heading, size_mm)
    draw_foot(sheet, foot, size_mm, lift)
    count = max(1, int((room.width + _GAP_MM) / (_COLUMN_MM + _GAP_MM)))
    each = (room.width + _GAP_MM) / count
    columns = [Box(at * each, 0, (at + 1) * each - _GAP_MM, room.height) for at in range(count)]
    return figure, flow(axes, entries, columns, _PT)
