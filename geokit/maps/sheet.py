"""A sheet of paper that a map is drawn on: degrees as metres, and words as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from geokit.maps.payload import both

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geokit.words import Language

_SIDE_COLUMNS = 48
_SIDE_LINE = 0.034
# GRS 80, which is WGS 84 for a drawing.
_SEMI_MAJOR_M, _ECCENTRICITY_SQUARED = 6_378_137.0, 0.00669438002290


class Drawing(Protocol):
    """What a map can draw of itself on paper."""

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north, degrees."""

    def texts(self, language: Language) -> list[str]:
        """Return every text that will be drawn, to look for a font."""

    def draw(self, sheet: Sheet) -> None:
        """Draw the map."""

    def draw_side(self, sheet: Sheet) -> None:
        """Draw list and legend beside the map."""

    def further_pages(self, sheet: Sheet) -> list[Figure]:
        """Return what a PDF has after the map, drawn like `sheet`."""


@dataclass(frozen=True)
class Plane:
    """Degrees as metres around a place, true in scale there."""

    lon: float
    lat: float

    def metres(self, points: Any) -> NDArray[np.float64]:
        """Return points of longitude and latitude in metres east and north of the middle."""
        moved: NDArray[np.float64] = (
            np.asarray(points, dtype=np.float64) - (self.lon, self.lat)
        ) * self._size_m
        return moved

    def degrees(self, points_m: Any) -> NDArray[np.float64]:
        """Return longitude and latitude of points in metres east and north of the middle."""
        size = np.array(self._size_m)
        found: NDArray[np.float64] = np.asarray(points_m, dtype=np.float64) / size + np.array(
            [self.lon, self.lat]
        )
        return found

    @property
    def _size_m(self) -> tuple[float, float]:
        """How long a degree to the east and one to the north are."""
        sine = np.sin(np.radians(self.lat))
        w = np.sqrt(1 - _ECCENTRICITY_SQUARED * sine**2)
        east = np.radians(1) * _SEMI_MAJOR_M / w * np.cos(np.radians(self.lat))
        north = np.radians(1) * _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / w**3
        return float(east), float(north)


@dataclass(frozen=True)
class Sheet:
    """A sheet that is being drawn on.

    Attributes
    ----------
    figure : Figure
        The whole sheet.
    axes : Axes
        The map, in metres of `plane`.
    side : Axes
        The column beside it, 1 wide and high.
    plane : Plane
        Degrees to metres.
    language : {"zh", "en"}
        The language of the words.
    is_to_scale : bool
        Whether it is a sheet at a true scale, which has boundary points and a grid.
    """

    figure: Figure
    axes: Axes
    side: Axes
    plane: Plane
    language: Language
    is_to_scale: bool = False

    def say(self, words: Any, **fields: object) -> str:
        """Return a text in the sheet's language."""
        return both(words, **fields)[self.language]

    def write(self, axes: Axes, x: float, y: float, text: str, **style: Any) -> Any:
        """Write a text at a place of the map or of the side column."""
        return axes.text(x, y, text, **{"fontsize": 9, "va": "center", **style})

    def write_lines(self, y: float, text: str, **style: Any) -> float:
        """Write a text into the side column, broken into lines; return where the next one stands."""
        for line in broken(text, _SIDE_COLUMNS):
            self.write(self.side, 0, y, line, **style)
            y -= _SIDE_LINE
        return y


def broken(text: str, columns: int) -> list[str]:
    """Break a text into lines of so many columns; a Chinese letter takes two, and may stand at any line's end.

    Examples
    --------
    >>> broken("示意边界 only", 6)
    ['示意边', '界', 'only']
    """
    lines, width = [""], 0
    for word in re.findall(r"[^\u2e80-\uffff\s]+|\S|\s+", text):
        size = sum(2 if letter >= "\u2e80" else 1 for letter in word)
        if width + size > columns and width and not word.isspace():
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            width = 0
        lines[-1] += word
        width += size
    return lines
