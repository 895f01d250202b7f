"""Where the points of a table lie: the polygon of a ring, and what is inside of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Polygon

    from geokit.parcels.formats._point_stream import Point

_CLOSED: Final = 4


def polygon_of(ring: Sequence[Point]) -> Polygon:
    """Return the polygon of a ring; an empty one where its coordinates are none."""
    import shapely

    try:
        corners = [(float(each.east), float(each.north)) for each in ring]
    except ValueError:
        corners = []
    polygon = shapely.Polygon(corners if len(corners) >= _CLOSED - 1 else ())
    shapely.prepare(polygon)
    return polygon


def is_inside(point: Point, polygon: Polygon) -> bool:
    """Tell whether a point lies inside of a polygon."""
    import shapely

    try:
        return bool(shapely.contains_xy(polygon, float(point.east), float(point.north)))
    except ValueError:
        return False
