"""Large polygons cut down to where their partners lie: one of ten thousand holes costs each of its pairs no more than a plain one.

The tiles of a polygon are those of a grid that is halved again and again, each with half a tile more on every side. Which of
them a box lies in depends on nothing but the polygon and the box, so that what is computed there is the same whatever else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.layers import keep_polygons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Floats, Shapes

# Polygons of more vertices are cut down, and tiles as long as they have more than few.
_MANY, _FEW = 1_000, 250

# So many times the size of a box a tile is at least: the border is far away.
_ROOM = 4


def clipped_near(shapes: Shapes, boxes: Floats) -> Shapes:
    """Return polygons that within a box, one each, are the same, and lack most of what large ones have elsewhere.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid; one that stands there repeatedly is cut into tiles once.
    boxes : ndarray of float64, shape (n, 4)
        The lowest x and y and the highest.

    Examples
    --------
    >>> around = shapely.Point(0, 0).buffer(100, quad_segs=1000)
    >>> [near] = clipped_near(np.array([around]), np.array([[69, 69, 72, 72]]))
    >>> shapely.get_num_coordinates([around, near]).tolist()
    [4001, 247]
    """
    clipped = shapes.copy()
    tiles: dict[int, _Tiles] = {}
    for row in np.flatnonzero(shapely.get_num_coordinates(shapes) > _MANY).tolist():
        shape = shapes[row]
        if id(shape) not in tiles:
            tiles[id(shape)] = _Tiles(shape)
        clipped[row] = tiles[id(shape)].near(boxes[row].tolist())
    return clipped


class _Tiles:
    """The tiles of one polygon, each cut out of the one around it when it is first wanted."""

    def __init__(self, polygon: BaseGeometry) -> None:
        self._whole = polygon
        west, south, east, north = polygon.bounds
        self._side = 2.0 ** np.ceil(np.log2(max(east - west, north - south)))
        self._cut: dict[tuple[float, float, float], tuple[BaseGeometry, int]] = {}

    def near(self, box: Sequence[float]) -> BaseGeometry:
        """Return the smallest tile with room for a box, or one of few vertices around it."""
        west, south, east, north = box
        least = _ROOM * max(east - west, north - south)
        tile, vertices, side = self._whole, _MANY + 1, self._side / 2
        while vertices > _FEW and side >= least and side > 0:
            key = (side, (west + east) / 2 // side, (south + north) / 2 // side)
            if key not in self._cut:
                self._cut[key] = _counted(_cut(tile, *key))
            tile, vertices = self._cut[key]
            side /= 2
        return tile


def _counted(tile: BaseGeometry) -> tuple[BaseGeometry, int]:
    return tile, int(shapely.get_num_coordinates(tile))


def _cut(shape: BaseGeometry, side: float, column: float, row: float) -> BaseGeometry:
    """Return what a polygon has in a tile; the polygon itself where that is nothing, or no valid polygon."""
    west, south = (column - 0.5) * side, (row - 0.5) * side
    [cut] = keep_polygons(
        np.array([shapely.clip_by_rect(shape, west, south, west + 2 * side, south + 2 * side)])
    )
    return cut if not cut.is_empty and cut.is_valid else shape
