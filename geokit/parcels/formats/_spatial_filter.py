"""The surroundings of a table, beyond which a format may leave records out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import CrsError
from geokit.land.crs.transform import reproject

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    Bounds = tuple[float, float, float, float]

# What lies so near may matter: a corner that is snapped, a box that is a little larger in another system.
_MARGIN_M, _MARGIN_DEG = 100.0, 0.001

# No park is so wide: a coordinate is wrong, and its box may be anything in another system.
_WIDEST_M, _WIDEST_DEG = 200_000.0, 2.0

# Straight edges of one system bow in another: the box is moved by so many points a side.
_POINTS = 20


@dataclass(frozen=True, slots=True)
class SpatialFilter:
    """A box, the coordinate system that it lies in, and the shapes in it where only what lies near one of them matters."""

    box: shapely.Polygon
    crs: CRS
    shapes: NDArray[np.object_] | None = None

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame, *, each: bool = False) -> SpatialFilter | None:
        """Return the surroundings of a table's shapes; None where they tell no place: no shape, no system, too wide.

        With `each`, what lies between shapes that are far from each other is left out too.
        """
        boxes = shapely.bounds(frame.geometry.to_numpy())
        boxes = boxes[np.isfinite(boxes).all(axis=1)]
        if frame.crs is None or len(boxes) == 0:
            return None
        degrees = frame.crs.is_geographic
        margin, widest = (_MARGIN_DEG, _WIDEST_DEG) if degrees else (_MARGIN_M, _WIDEST_M)
        (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        if max(east - west, north - south) > widest:
            return None
        box = shapely.box(west - margin, south - margin, east + margin, north + margin)
        return cls(box, frame.crs, frame.geometry.to_numpy() if each else None)

    def keeps(self, crs: CRS | None) -> Callable[[NDArray[np.object_]], NDArray[np.bool_]] | None:
        """Return what tells which of some shapes in a system lie near one of the table's; None where all are kept."""
        if self.shapes is None or crs is None:
            return None
        try:
            shapes = self.shapes if crs == self.crs else reproject(self.shapes, self.crs, crs)
        except CrsError:
            return None
        boxes = shapely.bounds(shapes)
        boxes = boxes[np.isfinite(boxes).all(axis=1)]
        margin = _MARGIN_DEG if crs.is_geographic else _MARGIN_M
        tree = shapely.STRtree(shapely.box(*(boxes + np.array([-margin, -margin, margin, margin])).T))

        def near(found: NDArray[np.object_]) -> NDArray[np.bool_]:
            # What has no shape is named later on.
            kept: NDArray[np.bool_] = shapely.is_missing(found)
            kept[np.unique(tree.query(found)[0])] = True
            return kept

        return near

    def bounds_in(self, crs: CRS | None) -> Bounds | None:
        """Return west, south, east and north in a system; None where the box cannot be brought there."""
        if crs is None:
            return None
        dense = shapely.segmentize(self.box, self.box.length / (4 * _POINTS))
        try:
            moved = dense if crs == self.crs else reproject(np.array([dense]), self.crs, crs)[0]
        except CrsError:
            return None
        bounds: Bounds = moved.bounds
        return bounds if np.isfinite(bounds).all() else None
