"""The true geography of two cities, small."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.matplotlib_symbols import draw_area, draw_line
from geokit.symbols import INK, MARK, SYMBOLS, THEME, Symbol

if TYPE_CHECKING:
    Floats = np.ndarray[Any, np.dtype[np.float64]]

_THIN_PX = 0.4
_VOID = Symbol(THEME["edge"], THEME["ground"], width_px=0.8)
_SEA = Symbol(THEME["edge"], THEME["sea"], width_px=0.8)
_CITY = Symbol(INK, INK, 0.75, width_px=_THIN_PX)
_LINE = Symbol(MARK, width_px=1.4, dash=(3, 2), is_line=True)
_LAND = replace(SYMBOLS["neighbour-city"], width_px=_THIN_PX)


def draw_thumbnail(axes: Any, picture: Any, corner: Floats, scale: float) -> None:
    """Draw sea and land, the cities, and the ways between them.

    Parameters
    ----------
    axes : Axes
    picture : mapping
        What the page draws, pixels.
    corner : ndarray of shape (2,)
        The upper left corner, in the coordinates of the axes.
    scale : float
        The length of a pixel there.
    """

    def placed(points: Any) -> Floats:
        found: Floats = corner + np.asarray(points) * (scale, -scale)
        return found

    low, high = placed([(0, picture["height"]), (picture["width"], 0)])
    draw_area(axes, shapely.box(*low, *high), _VOID, zorder=5)
    for ring in picture["sea"]:
        draw_area(axes, shapely.Polygon(placed(ring)), _SEA, zorder=5.05)
    for ring in picture["land"]:
        draw_area(axes, shapely.Polygon(placed(ring)), _LAND, zorder=5.1)
    for ring in (ring for city in picture["cities"] for ring in city["rings"]):
        draw_area(axes, shapely.Polygon(placed(ring)), _CITY, zorder=5.2)
    for way in picture["ways"]:
        draw_line(axes, placed(way), _LINE, zorder=5.3)
