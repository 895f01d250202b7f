"""What a link map is drawn with: places in metres of a sheet, words on it, and what room they have taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.sheets.names import boxes_around
from geokit.sheets.sheet import halo
from geokit.symbols import INK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.i18n import Words
    from geokit.sheets.names import NamePlace
    from geokit.sheets.sheet import Sheet

    Floats = np.ndarray[Any, np.dtype[np.float64]]

_PADDING_PX = 1.5


@dataclass(frozen=True)
class LinkShapes:
    """The outlines of a layout, WGS 84 degrees as the layout has them: districts by code, and land below them."""

    districts: Mapping[str, BaseGeometry]
    land: Sequence[BaseGeometry]


class LinkInk:
    """A link map that is being drawn on a sheet, whose metres all shapes are in."""

    def __init__(
        self, data: Any, layout: str, shapes: LinkShapes, words: Mapping[str, Words], sheet: Sheet
    ) -> None:
        self._data, self._layout, self._words = data, data["layouts"][layout], words
        self._is_tall = layout == "tall"
        self._sheet, self._axes = sheet, sheet.axes
        self._pairs = {pair["id"]: pair for pair in data["pairs"]}
        self._districts = {code: self._moved(shape) for code, shape in shapes.districts.items()}
        self._land = [self._moved(shape) for shape in shapes.land]
        # A dot of the figure, and a pixel of 1/96 inch, in metres.
        self._dot_m = float(np.ptp(sheet.axes.get_xlim())) / sheet.axes.get_window_extent().width
        self._pixel_m = self._dot_m * sheet.figure.dpi / 96
        self._taken: list[BaseGeometry] = []
        self._pills: list[BaseGeometry] = []
        self._names: dict[str, NamePlace] = {}

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

    def _write(self, place: Any, text: str, **style: Any) -> Any:
        usual = {"ha": "center", "zorder": 9, "path_effects": halo(), "color": INK.light}
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
