"""What stands for a park whose place is not public: a sketch in its card, a badge beside its district."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString

from geokit.land.crs import reproject
from geokit.maps.payload import Json, both
from geokit.maps.shapes import plan_crs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.shapes import Point
    from geokit.programme.model import Park

_SKETCH_UNITS = 240.0
# A badge stands this far outside the city's hull, as a share of the hull's diagonal, and this far in angle from
# the next one, so that their words do not run into each other.
_STAND_OFF = 0.09
_APART_DEG = 34.0


def sketch(park: Park) -> Json | None:
    """Return a park's outline and zones as a drawing to scale, or None without an outline.

    The drawing's longer side is 240 units, y down; ``unit_m`` is the length of a unit in metres.
    """
    if park.boundary is None or park.crs is None:
        return None
    zones = [zone for zone in park.zones if zone.boundary is not None]
    plan = plan_crs(park.boundary, park.crs)
    outline, *inner = [reproject([each.boundary], each.crs or park.crs, plan)[0] for each in (park, *zones)]
    west, south, east, north = shapely.total_bounds([outline, *inner]).tolist()
    unit_m = max(east - west, north - south) / _SKETCH_UNITS
    corner = np.array([west, north])
    drawn = [_paths(shape, corner, unit_m) for shape in (outline, *inner)]
    return {
        "width": round((east - west) / unit_m, 1),
        "height": round((north - south) / unit_m, 1),
        "unit_m": unit_m,
        "outline": drawn[0],
        "zones": [
            {"name": both(zone.name), "paths": paths} for zone, paths in zip(zones, drawn[1:], strict=True)
        ],
    }


def _paths(shape: BaseGeometry, corner: NDArray[np.float64], unit_m: float) -> list[list[list[float]]]:
    lines = [line for part in shapely.get_parts(shape) for line in (part.exterior, *part.interiors)]
    moved = [(shapely.get_coordinates(line) - corner) / (unit_m, -unit_m) for line in lines]
    return [np.round(points, 1).tolist() for points in moved]


def badge_places(centres: Sequence[Point], city: BaseGeometry) -> list[Point]:
    """Return a place for a badge beside each district: outside the city, on the ray from its middle.

    Parameters
    ----------
    centres : sequence of points
        The middle of each badge's district, longitude and latitude.
    city : shapely geometry
        The outlines, or the points, of the whole city.
    """
    hull = city.convex_hull
    middle = shapely.get_coordinates(hull.centroid)[0]
    offsets = np.asarray(centres, dtype=np.float64) - middle
    angles = spread_out(np.degrees(np.arctan2(offsets[:, 1], offsets[:, 0])), _APART_DEG)
    return [_outside(hull, middle, float(angle)) for angle in np.radians(angles)]


def spread_out(angles_deg: NDArray[np.float64], apart_deg: float) -> NDArray[np.float64]:
    """Return angles that keep their order and stand at least `apart_deg` from each other.

    Examples
    --------
    >>> spread_out(np.array([10.0, 0.0, 90.0]), 30.0)
    array([ 20., -10.,  90.])
    """
    order = np.argsort(angles_deg, kind="stable")
    placed = angles_deg[order].astype(np.float64)
    # Each pass pushes close neighbours apart by half of what they lack; as many passes as could be needed.
    for _ in range(8 * len(placed)):
        lack = apart_deg - np.diff(placed)
        close = np.maximum(lack, 0.0) / 2
        if not (lack > 1e-9).any():  # noqa: PLR2004 - rounding
            break
        placed[:-1] -= close
        placed[1:] += close
    result = np.empty_like(placed)
    result[order] = placed
    return result


def _outside(hull: BaseGeometry, middle: NDArray[np.float64], angle: float) -> Point:
    west, south, east, north = hull.bounds
    reach = float(np.hypot(east - west, north - south)) or 1.0
    way = np.array([np.cos(angle), np.sin(angle)])
    ray = LineString([middle, middle + way * reach])
    inside = ray.intersection(hull).length
    lon, lat = middle + way * (inside + _STAND_OFF * reach)
    return (round(float(lon), 4), round(float(lat), 4))
