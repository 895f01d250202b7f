"""Entries in columns: what has no room goes on elsewhere, or becomes smaller, and what even so has none is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geokit.i18n import Language, Words
from geokit.sheets.column import Entry, Grid, Ink, Line
from geokit.sheets.layout import Box
from geokit.symbols import MARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

# Smaller than this letters are no longer read on paper; what is left then goes onto a further sheet.
_LEAST = 0.8
# A slide can be enlarged, and has no further sheet.
_SHARES = tuple(0.9**step for step in range(8))
_COLUMN_MM, _GAP_MM = 70.0, 6.0
_MORE = Words(zh="另有 {n} 项，见网页", en="{n} more on the page")
TEXTS = (_MORE,)


def side_boxes(side: Axes) -> list[Box]:
    """Return the columns beside a slide's map, or below it where that has room for several."""
    wide, high = side.get_xlim()[1], side.get_ylim()[1]
    count = max(1, int(wide / _COLUMN_MM))
    each = (wide + _GAP_MM) / count
    return [Box(at * each, 0, (at + 1) * each - _GAP_MM, high) for at in range(count)]


def flow(axes: Axes, entries: Sequence[Entry], boxes: Sequence[Box], pt: float) -> list[Entry]:
    """Draw entries into boxes from top to bottom, smaller where they have no room; return what has none even so.

    Parameters
    ----------
    axes : Axes
        In millimetres.
    entries : sequence of Entry
    boxes : sequence of Box
        Filled one after the other.
    pt : float
        The size of letters.
    """
    sizes = [pt * share for share in (1.0, 0.9, _LEAST)]
    placed, left = _placed(axes, entries, boxes, sizes[0])
    for size in sizes[1:]:
        if left:
            placed, left = _placed(axes, entries, boxes, size)
    for entry, ink in placed:
        entry.draw(ink)
    return left


def fill(axes: Axes, entries: Sequence[Entry], boxes: Sequence[Box], pt: float, language: Language) -> None:
    """Draw entries into boxes, as small as they must be; where some have no room, say how many.

    Parameters
    ----------
    axes : Axes
        In millimetres.
    entries : sequence of Entry
    boxes : sequence of Box
        Filled one after the other.
    pt : float
        The size of letters, where there is room.
    language : {"zh", "en"}
    """
    size = pt
    for share in _SHARES:
        size = pt * share
        placed, left = _placed(axes, entries, boxes, size)
        if not left:
            break
    else:
        *others, last = boxes
        foot = Ink(axes, last.left, last.top, last.width, size)
        shorter = last._replace(bottom=last.bottom + foot.line)
        placed, left = _placed(axes, entries, [*others, shorter], size)
        more = Line(_MORE.render(language, n=len(left)), colour=MARK.light)
        placed.append((more, replace(foot, top=shorter.bottom)))
    for entry, ink in placed:
        entry.draw(ink)


def _placed(
    axes: Axes, entries: Sequence[Entry], boxes: Sequence[Box], pt: float
) -> tuple[list[tuple[Entry, Ink]], list[Entry]]:
    waiting = list(entries)
    placed: list[tuple[Entry, Ink]] = []
    for box in boxes:
        ink = Ink(axes, box.left, box.top, box.width, pt)
        while waiting:
            room = (ink.top - box.bottom) / ink.line
            rows = waiting[0].rows(ink)
            if rows > room:
                halves = waiting[0].split(room) if isinstance(waiting[0], Grid) else None
                if halves is not None:
                    placed.append((halves[0], ink))
                    waiting[0] = halves[1]
                break
            placed.append((waiting[0], ink))
            ink = replace(ink, top=ink.top - rows * ink.line)
            waiting.pop(0)
    return placed, waiting
