"""A sheet of paper that a map is drawn on: degrees as metres, and words that do not cover each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import numpy as np
import shapely

from geokit.page.payload import localized
from geokit.sheets.letters import drawable
from geokit.symbols import MARK, THEME
from geokit.terminal import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Annotation, Text
    from matplotlib.transforms import Bbox
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.i18n import Language

_HALO_PT = 2.4
_CLOSING = "，。；：、）》”’！？·,.;:)!?"
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


class MapPlane(Protocol):
    """What turns degrees into the metres of a map."""

    def metres(self, points: Any) -> NDArray[np.float64]:
        """Return points of longitude and latitude in metres, east and north."""


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
    scale : int, optional
        The scale number of a sheet at a scale, whose map stands in a plane system and whose `side` is all of the paper
        in millimetres; None for a slide.
    growth : float
        How much larger letters are than on A4 and on a slide.
    is_part : bool
        Whether it is one of several, so that figures and tables of all land stand on another.
    kept_free : tuple of tuple of float
        West, south, east and north, metres, of what is drawn above the map later, and no words may cover.
    notes : list of str
        What the drawing has to say of itself, such as how many names had no room.
    """

    figure: Figure
    axes: Axes
    side: Axes
    plane: MapPlane
    language: Language
    scale: int | None = None
    growth: float = 1.0
    is_part: bool = False
    kept_free: tuple[tuple[float, float, float, float], ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def view(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the map, metres of its plane."""
        (west, east), (south, north) = self.axes.get_xlim(), self.axes.get_ylim()
        return west, south, east, north

    def say(self, words: Any, **fields: object) -> str:
        """Return a text in the sheet's language."""
        return localized(words, **fields)[self.language]

    def write(self, axes: Axes, x: float, y: float, text: str, **style: Any) -> Any:
        """Write a text at a place of the map or of the side column."""
        lines = "\n".join(map(drawable, text.split("\n")))
        return axes.text(x, y, lines, **{"fontsize": 9, "va": "center", **style})


def columns_of(text: str) -> int:
    """Return how many columns a text takes: a Chinese letter two.

    Examples
    --------
    >>> columns_of("三亩 ab")
    7
    """
    return sum(2 if letter >= "\u2e80" else 1 for letter in text)


def wrap_text(text: str, columns: int) -> list[str]:
    """Break a text into lines of so many columns; a Chinese letter takes two, and may stand at any line's end.

    No line begins with a mark that closes what stands before it.

    Examples
    --------
    >>> wrap_text("示意边界 only", 6)
    ['示意边', '界', 'only']
    >>> wrap_text("（三亩）。", 6)
    ['（三', '亩）。']
    >>> wrap_text("no room-for-it", 6)
    ['no', 'room-f', 'or-it']
    """
    lines, width = [""], 0
    for word in _words(text, columns):
        size = columns_of(word)
        if width + size > columns and width and not word.isspace():
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            width = 0
        lines[-1] += word
        width += size
    return lines


def _words(text: str, columns: int) -> list[str]:
    """Return what stands on one line each: a parcel's number may be longer than a line, and is cut there."""
    return re.findall(rf"[^\u2e80-\U0010ffff\s]{{1,{max(1, columns)}}}|\S[{re.escape(_CLOSING)}]*|\s+", text)


def fit_title(title: Text, room_px: float, least_pt: float) -> None:
    """Make a title smaller until it has room; what has none even so ends in an ellipsis, and its marks stay in sight."""
    while extent_of(title).width > room_px and float(title.get_fontsize()) > least_pt:
        title.set_fontsize(float(title.get_fontsize()) * 0.95)
    while (wide := extent_of(title).width) > room_px and len(title.get_text()) > 2:  # noqa: PLR2004 - a letter and the rest
        text = title.get_text()
        title.set_text(shortened(text, min(len(text) - 1, int(len(text) * room_px / wide))))


def mark_beside(title: Text, words: str, size_pt: float) -> Annotation:
    """Return a mark beside a title wherever that ends: it is not as wide in every format."""
    from matplotlib.text import Annotation

    box = {"boxstyle": "round,pad=0.25", "facecolor": "none", "edgecolor": MARK.light}
    place: dict[str, Any] = {"xycoords": title, "xytext": (1.1 * size_pt, 0), "textcoords": "offset points"}
    return Annotation(words, (1, 0.5), **place, fontsize=size_pt, color=MARK.light, bbox=box, va="center")


Side: TypeAlias = Literal["left", "center", "right"]
Offset: TypeAlias = tuple[int, int, Side]
# Points to the right and up, and the side of the words that stands there.
AROUND: tuple[Offset, ...] = (
    (6, 0, "left"),
    (-6, 0, "right"),
    (0, 9, "center"),
    (0, -9, "center"),
    (6, 9, "left"),
    (-6, 9, "right"),
)
ON: tuple[Offset, ...] = ((0, 0, "center"),)
ABOVE: tuple[Offset, ...] = (*((0, rise, "center") for rise in (8, 20, 32, 44)), (0, -8, "center"))


@lru_cache(maxsize=4)
def _measure(dpi: float) -> Any:
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, dpi)  # type: ignore[no-untyped-call]


def extent_of(text: Text | Annotation) -> Bbox:
    """Return where words stand, in pixels.

    A figure asked without a renderer makes one as large as itself for each text: 60 MB on A0.
    """
    figure = text.get_figure(root=True)
    return text.get_window_extent(_measure(72.0 if figure is None else figure.dpi))


def halo(share: float = 1.0) -> list[Any]:
    """Return the light edge that keeps words legible on a map, on a sheet so much larger."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=_HALO_PT * share, foreground=THEME["halo"].light)]


class LabelPlacer:
    """Places words on a sheet, the earlier ones first.

    Parameters
    ----------
    sheet : Sheet
        Where they are written.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._taken: list[Bbox] = []
        for west, south, east, north in sheet.kept_free:
            corners = sheet.axes.transData.transform([(west, south), (east, north)])
            self.take_bounds((*corners[0].tolist(), *corners[1].tolist()))
        self._view = sheet.axes.get_window_extent()

    def place(
        self,
        at: Any,
        text: str,
        *,
        offsets: Sequence[Offset] = AROUND,
        widest_px: float | None = None,
        off: BaseGeometry | None = None,
        is_spare: bool = False,
        **style: Any,
    ) -> bool:
        """Write words at a place in metres, or leave them out where there is no room; say which.

        They stand off lines where that can be; elsewhere on them, or nowhere if they can be spared.
        """
        words = self._write(at, text, {"ha": offsets[0][2], **style})
        size = extent_of(words).padded(1)
        if widest_px is None or size.width <= widest_px:
            free = [(offset, box) for offset in offsets if self._is_free(box := self._box(at, size, offset))]
            clear = [each for each in free if off is None or not self._is_crossed(each[1], off)]
            for offset, box in (clear if is_spare else clear or free)[:1]:
                words.xyann = offset[:2]
                words.set_horizontalalignment(offset[2])
                self._taken.append(box)
                return True
        words.remove()
        return False

    def take(self, box: Bbox) -> None:
        """Keep words off a box, in pixels."""
        self._taken.append(box)

    def take_bounds(self, bounds: tuple[float, float, float, float]) -> None:
        """Keep words off a box, given by its left, bottom, right and top in pixels."""
        from matplotlib.transforms import Bbox

        self._taken.append(Bbox.from_extents(*bounds))

    @property
    def boxes(self) -> tuple[Bbox, ...]:
        """The boxes that are taken, in pixels."""
        return tuple(self._taken)

    def _box(self, at: Any, size: Bbox, offset: Offset) -> Bbox:
        """Return where words of a size stand, in pixels, without laying them out again."""
        from matplotlib.transforms import Bbox

        dx, dy, side = offset
        x, y = self._sheet.axes.transData.transform(at)
        pixels = self._sheet.figure.dpi / 72
        left = x + dx * pixels - {"left": 0.0, "center": 0.5, "right": 1.0}[side] * size.width
        return Bbox.from_bounds(left, y + dy * pixels - size.height / 2, size.width, size.height)

    def _write(self, at: Any, text: str, style: dict[str, Any]) -> Annotation:
        return self._sheet.axes.annotate(
            drawable(text),
            at,
            xytext=(0, 0),
            textcoords="offset points",
            path_effects=halo(),
            **{"fontsize": 9, "va": "center", "zorder": 9, **style},
        )

    def _is_free(self, box: Bbox) -> bool:
        view = self._view
        is_inside = box.x0 >= view.x0 and box.x1 <= view.x1 and box.y0 >= view.y0 and box.y1 <= view.y1
        return bool(is_inside) and not any(box.overlaps(other) for other in self._taken)

    def _is_crossed(self, box: Bbox, lines: BaseGeometry) -> bool:
        """Tell whether lines in metres run through a box in pixels."""
        (west, south), (east, north) = self._sheet.axes.transData.inverted().transform(box.get_points())
        return bool(shapely.intersects(lines, shapely.box(west, south, east, north)))
