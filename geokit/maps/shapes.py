"""Geometries on their way into a page: WGS 84 degrees, rounded, as plain lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely

from geokit.land.crs import gauss_kruger, parse_crs, reproject, three_degree_zone
from geokit.land.offset import wgs84_to_gcj02

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.land.crs import CrsLike

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[list[float]]

DISPLAY_CRS = "EPSG:4326"
# A degree of the seventh decimal is about a centimetre, of the fourth about ten metres.
PARCEL_DECIMALS = 7
# A sliver may be thinner than a centimetre.
FINDING_DECIMALS = 9
OUTLINE_DECIMALS = 4


def to_display(
    geometries: Iterable[BaseGeometry | None], crs: CrsLike, *, is_gcj02: bool = False
) -> NDArray[np.object_]:
    """Return geometries in WGS 84 degrees, longitude first: what Leaflet draws.

    Parameters
    ----------
    geometries : iterable of shapely geometries
        None stays None.
    crs : pyproj.CRS, str or int
        The system that they are in.
    is_gcj02 : bool
        Whether to shift them to GCJ-02, for a basemap that is drawn in it.

    Raises
    ------
    CrsError
        The coordinate system is local or of another datum, and cannot be drawn without parameters.
    """
    return shifted(reproject(as_array(geometries), crs, DISPLAY_CRS), is_gcj02=is_gcj02)


def shifted(geometries: NDArray[np.object_], *, is_gcj02: bool) -> NDArray[np.object_]:
    """Return geometries in degrees as Leaflet draws them over a basemap of a datum."""
    shapes = _together(geometries)
    if not is_gcj02:
        return shapes
    shift: Any = wgs84_to_gcj02
    return as_array(shapely.transform(shapes, shift, interleaved=False))


def _together(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes on both sides of the antimeridian on one: Leaflet draws beyond 180°."""
    west, _, east, _ = shapely.total_bounds(shapes) if len(shapes) else (0.0, 0.0, 0.0, 0.0)
    if not east - west > 180:  # noqa: PLR2004 - half a turn
        return shapes
    moved: Any = shapely.transform(
        shapes, lambda points: points + np.where(points[:, :1] < 0, (360, 0), (0, 0))
    )
    return as_array(moved)


def as_array(geometries: Iterable[BaseGeometry | None]) -> NDArray[np.object_]:
    """Return geometries as an array of objects, of one dimension even where each is many."""
    listed = list(geometries)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def plan_crs(geometry: BaseGeometry, crs: CrsLike) -> CRS:
    """Return a system in metres to draw a geometry in: its own, or its 3° zone of CGCS2000."""
    system = parse_crs(crs)
    if not system.is_geographic:
        return system
    west, _, east, _ = geometry.bounds
    return gauss_kruger("CGCS2000", three_degree_zone((west + east) / 2))


def rings(geometry: BaseGeometry, decimals: int) -> list[list[Ring]]:
    """Return the polygons of a geometry, each as its rings of [y, x]: latitude first, as Leaflet takes them.

    Examples
    --------
    >>> rings(shapely.box(0, 1, 2, 3), 1)
    [[[[1.0, 2.0], [3.0, 2.0], [3.0, 0.0], [1.0, 0.0], [1.0, 2.0]]]]
    """
    parts = shapely.get_parts(geometry, return_index=False)
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    return [[_ring(line, decimals) for line in (part.exterior, *part.interiors)] for part in polygons]


def _ring(line: BaseGeometry, decimals: int) -> Ring:
    flipped: Ring = np.round(shapely.get_coordinates(line)[:, ::-1], decimals).tolist()
    return flipped


def bounds(geometries: Iterable[BaseGeometry]) -> list[list[float]]:
    """Return [[south, west], [north, east]] of geometries in degrees."""
    west, south, east, north = shapely.total_bounds(list(geometries)).tolist()
    return [[south, west], [north, east]]
