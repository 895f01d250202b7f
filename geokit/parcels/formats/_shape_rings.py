"""Rings of a shapefile put together by which lies in which, where the sense they are wound in says otherwise.

The format tells holes by their sense (clockwise is an outer ring), and many programs write it wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.parcels.notices import Notice, Remarks
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

_POLYGON, _MULTIPOLYGON = 3, 6
WOUND_WRONG: Final = "rings_by_containment"
# Rings of one size that cover each other are the same ring twice, not a ring and its hole.
_LARGER = 1 + 1e-12

_BY_CONTAINMENT = Words(
    zh="环绕向有误；外环与内环已按包含关系确定，请核对",
    en="its rings are wound the wrong way; which of them are holes was told by which lie in which: check it",
)


def nested(shapes: Shapes, records: NDArray[np.int64]) -> list[Notice]:
    """Put rings that were wound the wrong way where they belong, in place; return what is to be said.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        As GDAL read them, each ring with the sense that it has in the file.
    records : ndarray of int64
        Their numbers.
    """
    remarks = Remarks()
    for at in _suspects(shapes).tolist():
        made = _by_containment(shapes[at])
        if made is None:
            continue
        shapes[at] = made
        remarks.add(WOUND_WRONG, _BY_CONTAINMENT, record=int(records[at]))
    return remarks.notices()


def _suspects(shapes: Shapes) -> NDArray[np.intp]:
    """Return the polygons of several rings that are not valid, or whose rings are not wound as the format says."""
    kind = shapely.get_type_id(shapes)
    holed = (kind == _POLYGON) & (shapely.get_num_interior_rings(shapes) > 0)
    several = np.flatnonzero(holed | ((kind == _MULTIPOLYGON) & (shapely.get_num_geometries(shapes) > 1)))
    wrong = ~shapely.is_valid(shapes[several])
    parts, owner = shapely.get_parts(shapes[several], return_index=True)
    wrong[owner[shapely.is_ccw(shapely.get_exterior_ring(parts))]] = True
    found: NDArray[np.intp] = several[wrong]
    return found


def _by_containment(shape: Any) -> shapely.Polygon | shapely.MultiPolygon | None:
    """Return a polygon of the same rings, or None where it is the same or the rings do not tell."""
    rings: NDArray[Any] = shapely.get_rings(shapely.get_parts(shape))
    discs = np.asarray(shapely.polygons(rings))
    if not shapely.is_valid(discs).all():
        return None
    area = shapely.area(discs)
    inner, outer = shapely.STRtree(discs).query(discs, predicate="covered_by")
    held = area[outer] > area[inner] * _LARGER
    inner, outer = inner[held], outer[held]
    depth = np.bincount(inner, minlength=len(rings))
    is_hole = depth % 2 == 1
    if np.array_equal(is_hole, shapely.is_ccw(rings)) and np.isclose(shape.area, area @ (1 - 2 * is_hole)):
        return None
    holes: dict[int, list[shapely.LinearRing]] = {at: [] for at in np.flatnonzero(~is_hole).tolist()}
    for hole in np.flatnonzero(is_hole).tolist():
        around = [at for at in outer[inner == hole].tolist() if not is_hole[at]]
        holes[min(around, key=lambda at: float(area[at]))].append(rings[hole])
    polygons = [shapely.Polygon(rings[at], cut) for at, cut in holes.items()]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
