"""What an overlay gives: its polygons, and not the points and lines beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.layers import MULTIPOLYGON, POLYGON

if TYPE_CHECKING:
    from geokit.geometry.arrays import Shapes


def keep_polygons(shapes: Shapes) -> Shapes:
    """Return the polygonal part of each geometry: an overlay may leave points and lines beside it."""
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (POLYGON, MULTIPOLYGON)))
    if len(mixed) == 0:
        return shapes
    kept = shapes.copy()
    for position in mixed:
        parts = shapely.get_parts(shapely.get_parts(shapes[position]))
        kept[position] = shapely.union_all(parts[shapely.get_type_id(parts) == POLYGON])
    return kept


def outer_rings(polygons: Shapes) -> Shapes:
    """Return polygons without their holes."""
    return np.asarray(shapely.polygons(shapely.get_exterior_ring(polygons)))


def inner_rings(polygons: Shapes) -> Shapes:
    """Return the holes of polygons as polygons."""
    rings, owners = shapely.get_rings(polygons, return_index=True)
    return np.asarray(shapely.polygons(rings[np.diff(owners, prepend=-1) == 0]))
