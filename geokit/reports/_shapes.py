"""The shapes of findings in one coordinate system, for formats that draw them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import as_array

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

# About a millimetre.
METRE_DECIMALS = 4
DEGREE_DECIMALS = 9


def marks_on(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a point on each shape; beside one of several parts, one."""
    points = as_array(shapely.centroid(shapes))
    # A broken outline has no inside to put the mark in.
    valid = shapely.is_valid(shapes)
    points[valid] = shapely.point_on_surface(shapes[valid])
    return points


def as_multipolygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the areal parts of each shape as one multipolygon; None where it has none.

    Examples
    --------
    >>> shapes = np.array([shapely.box(0, 0, 1, 1), shapely.Point(0, 0), None], dtype=object)
    >>> [shape and shape.geom_type for shape in as_multipolygons(shapes)]
    ['MultiPolygon', None, None]
    """
    parts, owners = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    found = np.full(len(shapes), None, dtype=np.object_)
    shapely.multipolygons(parts[areal], indices=owners[areal], out=found)
    return found


def as_geojson(shapes: NDArray[np.object_], decimals: int) -> list[Any]:
    """Return shapes as GeoJSON geometries, rounded, outer rings anticlockwise (RFC 7946); None stays None."""
    rounded = shapely.transform(shapes, lambda xy: xy.round(decimals))
    oriented = shapely.orient_polygons(rounded, exterior_cw=False)
    return [None if text is None else json.loads(text) for text in shapely.to_geojson(oriented)]


def crs_code(crs: CRS | None) -> str | None:
    """Return a system's public code; None where it has none.

    A definition is never written: that of a local system, or of one that is bound to another, holds
    transformation parameters.

    Examples
    --------
    >>> from pyproj import CRS
    >>> crs_code(CRS(4548)), crs_code(CRS("+proj=tmerc +lon_0=116.5 +x_0=12345 +ellps=GRS80"))
    ('EPSG:4548', None)
    """
    authority = crs.to_authority(min_confidence=100) if crs is not None else None
    return ":".join(authority) if authority else None


def crs_label(crs: CRS | None) -> str | None:
    """Return a system's code, or else the name it goes by."""
    return crs_code(crs) or (crs.name if crs is not None else None)
