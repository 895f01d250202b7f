"""Large polygons cut down to where their partners lie: one of ten thousand holes costs each of its pairs no more than a plain one.

The tiles of a polygon are those of a grid that is halved again and again, each with half a tile more on every side. Which of
them a box lies in depends on nothing but the polygon and the box, so that what is computed there is the same whatever else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from geokit.coverage.layers import keep_polygons
from geokit.geometry.rings import Rings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Floats, Shapes

    _Box: TypeAlias = tuple[float, float, float, float]

# Polygons of more vertices are cut down, and tiles as long as they have more than few.
_MANY, _FEW = 1_000, 250

# So many times the size of a box a tile is at least: the border is far away.
_ROOM = 4

# The last digit of a number, as a part of it.
_DIGIT = 2.0**-52


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
    """Return what a polygon has in a tile; the polygon itself where that cannot be proven.

    Where a hole goes through the corner of a rectangle, GEOS may clip to the hole instead of the land, without an error.
    What has not the area that the edges tell is cut again by an overlay.
    """
    west, south = (column - 0.5) * side, (row - 0.5) * side
    box = west, south, west + 2 * side, south + 2 * side
    expected = _area_within(shape, box)
    for cut_by in (shapely.clip_by_rect, _overlaid):
        cut: BaseGeometry = keep_polygons(np.array([cut_by(shape, *box)]))[0]
        if abs(cut.area - expected) <= _rounded(shape, cut, box) and cut.is_valid:
            return cut
    return shape


def _overlaid(shape: BaseGeometry, west: float, south: float, east: float, north: float) -> BaseGeometry:
    overlaid: BaseGeometry = shapely.intersection(shape, shapely.box(west, south, east, north))
    return overlaid


def _area_within(shape: BaseGeometry, box: _Box) -> float:
    """Return the area that a polygon has in a box: what lies in it below upper edges, less what lies below lower ones."""
    west, south, east, north = box
    rings = Rings.of(np.array([shape], dtype=object))
    first, second = rings.coordinates[rings.edge_starts], rings.coordinates[rings.edge_starts + 1]
    within = np.clip(np.column_stack([first[:, 0], second[:, 0]]), west, east)
    reaching = (within[:, 0] != within[:, 1]) & (np.maximum(first[:, 1], second[:, 1]) > south)
    upward = np.where((rings.signed_areas() > 0) == rings.is_hole, 1.0, -1.0)
    signs = np.repeat(upward, rings.counts - 1)[reaching]
    first, second, within = first[reaching], second[reaching], within[reaching]
    steps = second - first
    ends = (first[:, 1:] - south) + (within - first[:, :1]) / steps[:, :1] * steps[:, 1:]
    return float(np.sum(signs * (within[:, 1] - within[:, 0]) * _mean_height(ends, north - south)))


def _mean_height(ends: Floats, most: float) -> Floats:
    """Return how high on average straight lines between two heights are: below 0 taken as 0, and above `most` as that."""
    held = np.clip(ends, 0, most)
    low, high = ends.min(axis=1), ends.max(axis=1)
    rise = high - low
    summed = np.ptp(held, axis=1) * held.mean(axis=1) + most * np.maximum(high - np.maximum(low, most), 0)
    mean: Floats = np.divide(summed, rise, out=held[:, 0].copy(), where=rise > 0)
    return mean


def _rounded(shape: BaseGeometry, cut: BaseGeometry, box: _Box) -> float:
    """Return by how much rounding may change the area: of vertices on the line of a tile, and of the sum over edges."""
    around, digit = 2 * (box[2] - box[0] + box[3] - box[1]), np.spacing(np.abs(shape.bounds).max())
    return float(4 * digit * (cut.length + around) + _DIGIT * shape.length * around)
