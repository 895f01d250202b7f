"""What stands beside a link map on paper: a pair, a ribbon of the legend, the true geography."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.matplotlib_symbols import draw_line
from geokit.sheets.thumbnail import draw_thumbnail
from geokit.symbols import PAPER, QUIET, SYMBOLS

if TYPE_CHECKING:
    from geokit.i18n import Language
    from geokit.sheets.column import Ink

_RING_PT, _RING_WIDTH = 15.0, 3.0
_INDENT, _PAIR_INDENT, _SAMPLE, _TAPER = 4.4, 3.2, 3.4, 0.3
_THUMBNAIL_SHARE = 0.8


def draw_number(axes: Any, x: float, y: float, number: int, colour: str, share: float = 1.0) -> None:
    """Draw the number of a pair in a ring of its colour."""
    ring = {
        "markersize": _RING_PT * share,
        "color": PAPER.light,
        "markeredgecolor": colour,
        "markeredgewidth": _RING_WIDTH * share,
    }
    axes.plot(x, y, "o", zorder=7, scalex=False, scaley=False, **ring)
    style = {"fontsize": 8.5 * share, "fontweight": "bold", "ha": "center", "va": "center_baseline"}
    axes.text(x, y, str(number), zorder=8, **style)


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair: its number, its name, and below it how far and how much."""

    number: int
    colour: str
    name: str
    meta: str

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        room = ink.em(_PAIR_INDENT)
        return (
            len(ink.broken(self.name, indent=room)) + len(ink.broken(self.meta, size=0.9, indent=room)) + 0.25
        )

    def draw(self, ink: Ink) -> None:
        """Draw it."""
        room = ink.em(_PAIR_INDENT)
        draw_number(
            ink.axes, ink.left + ink.em(1.4), ink.top - ink.line, self.number, self.colour, ink.pt / 9.5
        )
        names = ink.broken(self.name, indent=room)
        for row, text in enumerate(names):
            ink.write(row, text, at=room, fontweight="bold")
        for row, text in enumerate(ink.broken(self.meta, size=0.9, indent=room), start=len(names)):
            ink.write(row, text, at=room, size=0.9, color=QUIET.light)


@dataclass(frozen=True, slots=True)
class RibbonKey:
    """A ribbon that narrows, so wide in millimetres, or the dashed line of a pair without a figure."""

    name: str
    width_mm: float | None
    is_back: bool = False

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        return len(ink.broken(self.name, indent=ink.em(_INDENT))) + 0.25

    def draw(self, ink: Ink) -> None:
        """Draw the sample and what it means."""
        left, right, y = ink.left, ink.left + ink.em(_SAMPLE), ink.top - ink.line / 2
        if self.width_mm is None:
            draw_line(ink.axes, [(left, y), (right, y)], SYMBOLS["unpublished"])
        else:
            start, end = (right, left) if self.is_back else (left, right)
            high = self.width_mm / 2
            corners = [
                (start, y - high),
                (start, y + high),
                (end, y + high * _TAPER),
                (end, y - high * _TAPER),
            ]
            ink.axes.fill(*np.array(corners).T, facecolor=QUIET.light, linewidth=0)
        for row, text in enumerate(ink.broken(self.name, indent=ink.em(_INDENT))):
            ink.write(row, text, at=ink.em(_INDENT))


@dataclass(frozen=True, slots=True)
class ThumbnailEntry:
    """The true geography, where the map itself has no room for it."""

    data: Any
    caption: str
    language: Language

    def _mm_per_px(self, ink: Ink) -> float:
        return float(_THUMBNAIL_SHARE * ink.width / self.data["thumbnail"]["width"])

    def rows(self, ink: Ink) -> float:
        """Return how many lines it takes."""
        return float(self._mm_per_px(ink) * self.data["thumbnail"]["height"] / ink.line + 1.2)

    def draw(self, ink: Ink) -> None:
        """Draw it."""
        high = self._mm_per_px(ink) * self.data["thumbnail"]["height"]
        corner = np.array([ink.left, ink.top])
        draw_thumbnail(ink.axes, self.data["thumbnail"], corner, self._mm_per_px(ink))
        ink.write(high / ink.line + 0.1, self.caption, size=0.86, color=QUIET.light)
