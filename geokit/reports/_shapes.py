"""The shapes of findings in one coordinate system, for formats that draw them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.auditing.moving import moved_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.auditing.report import AuditReport
    from geokit.land.crs import CrsLike

# About a millimetre.
METRE_DECIMALS = 4
DEGREE_DECIMALS = 9


def finding_shapes(report: AuditReport, target: CrsLike | None) -> NDArray[np.object_]:
    """Return the shape of each finding in `target`; None where there is none that can be brought there.

    Parameters
    ----------
    report : AuditReport
    target : pyproj.CRS, str or int, optional
        None leaves coordinates without a system as they are.

    Returns
    -------
    ndarray of object, shape (findings,)
    """
    shapes = objects([finding.geometry for finding in report.findings])
    owners = objects([finding.park for finding in report.findings])
    shapes[~is_drawable(shapes)] = None
    for each in report.audited:
        own = (owners == each.name) & ~shapely.is_missing(shapes)
        if own.any():
            shapes[own] = moved_or_none(shapes[own], each.crs, target)
    return shapes


def outline_shapes(
    outlines: Iterable[Any], source: CRS | None, target: CrsLike | None
) -> NDArray[np.object_]:
    """Return outlines in `target`; None where there is none that can be brought there."""
    shapes = objects(list(outlines))
    shapes[~is_drawable(shapes)] = None
    return moved_or_none(shapes, source, target)


def marks_on(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a point on each shape; beside one of several parts, one."""
    points = objects(list(shapely.centroid(shapes)))
    # A broken outline has no inside to put the mark in.
    valid = shapely.is_valid(shapes)
    points[valid] = shapely.point_on_surface(shapes[valid])
    return points


def objects(values: list[Any]) -> NDArray[np.object_]:
    """Return a list as an array of objects, whatever the objects are."""
    array = np.empty(len(values), dtype=np.object_)
    array[:] = values
    return array


def is_drawable(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return whether each shape is there, not empty, and finite."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    there[there] = np.isfinite(shapely.bounds(shapes[there])).all(axis=1)
    return np.asarray(there, dtype=bool)


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
