"""What makes a polygon unmeasurable in a coordinate system: told before a number is made from it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.land.crs import DEGREES_AT_MOST, is_local
from geokit.land.transverse_mercator import QUARTER_MERIDIAN_M, inverse
from geokit.land.zones import MARGIN_DEG, PREFIX_M, ZONES
from geokit.words import Language, Words

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Shapes
    from geokit.land.measure.surface import Surface

_WIDEST, _HIGHEST = DEGREES_AT_MOST
_POLYGONS = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))


class Unmeasurable(Enum):
    """Why a geometry has no area that could be trusted."""

    NOT_A_POLYGON = Words(zh="不是面", en="it is not a polygon")
    NOT_FINITE = Words(zh="有坐标为空值或无穷大", en="a coordinate is not a finite number")
    DEGREES_AS_METRES = Words(
        zh="坐标是度，而坐标系以米为单位：请更正坐标系（如 EPSG:4490）",
        en="its coordinates are degrees and the coordinate system is in metres: correct the system "
        "(EPSG:4490, for example)",
    )
    METRES_AS_DEGREES = Words(
        zh="坐标是米，而坐标系以度为单位：请给出投影坐标系（--crs）或带号（--zone）",
        en="its coordinates are metres and the coordinate system is in degrees: give the projected system "
        "(--crs) or the zone (--zone)",
    )
    OFF_THE_EARTH = Words(
        zh="纬度或北坐标超出两极：请检查坐标顺序是否颠倒",
        en="its latitude or northing lies beyond a pole: check whether the axes are swapped",
    )
    OUTSIDE_ZONE = Words(
        zh="不在坐标系所在的分带之内：请更正带号（--zone）或坐标系（--crs）",
        en="it lies outside the zone of its coordinate system: correct the zone (--zone) or the system "
        "(--crs)",
    )
    ACROSS_ZONES = Words(
        zh="跨越两个分带：请用同一分带的坐标系（--crs）给出坐标",
        en="it reaches across two zones: give its coordinates in one zone's system (--crs)",
    )

    def in_words(self, language: Language) -> str:
        """Return the reason in a language."""
        return self.value.in_words(language)

    def __repr__(self) -> str:
        return str(self)


def find_problems(geometries: Shapes, surface: Surface, *, in_a_zone: bool) -> Shapes:
    """Return each geometry's :class:`Unmeasurable`, or None.

    Parameters
    ----------
    geometries : ndarray of shapely geometries
        None and empty geometries are no problem.
    surface : Surface
        Where their coordinates are.
    in_a_zone : bool
        Whether the measurement puts geographic coordinates into a 3° zone, which must then be one.
    """
    found = np.full(len(geometries), None, dtype=np.object_)
    bounds = shapely.bounds(geometries)
    present = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    checks = _on_bounds(bounds, surface, in_a_zone=in_a_zone)
    # What is named first is what the others follow from.
    checks = [
        (Unmeasurable.NOT_A_POLYGON, ~np.isin(shapely.get_type_id(geometries), _POLYGONS)),
        (Unmeasurable.NOT_FINITE, _not_finite(geometries)),
        *checks,
    ]
    for reason, mask in reversed(checks):
        found[mask & present] = reason
    return found


def _not_finite(geometries: Shapes) -> Bools:
    mask = np.zeros(len(geometries), dtype=np.bool_)
    # One coordinate that is not finite makes the area so, which is faster to ask for than all coordinates.
    if not np.isfinite(shapely.area(geometries[~shapely.is_missing(geometries)])).all():
        coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
        mask[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return mask


def _on_bounds(bounds: Floats, surface: Surface, *, in_a_zone: bool) -> list[tuple[Unmeasurable, Bools]]:
    if is_local(surface.crs):
        return []
    west, south, east, north = bounds.T
    widest = np.maximum(np.abs(west), np.abs(east))
    highest = np.maximum(np.abs(south), np.abs(north))
    if surface.crs.is_geographic:
        checks = [
            (Unmeasurable.METRES_AS_DEGREES, np.maximum(widest, highest) > 2 * _WIDEST),
            (Unmeasurable.OFF_THE_EARTH, (widest > _WIDEST) | (highest > _HIGHEST)),
        ]
        return checks + (_across_degrees(west, east) if in_a_zone else [])
    return [
        (Unmeasurable.DEGREES_AS_METRES, (widest <= _WIDEST) & (highest <= _HIGHEST)),
        (Unmeasurable.OFF_THE_EARTH, highest > QUARTER_MERIDIAN_M),
        *(_across_metres(bounds, surface) if surface.zone else []),
    ]


def _across_degrees(west: Floats, east: Floats) -> list[tuple[Unmeasurable, Bools]]:
    first = np.floor((west + 1.5) / 3)
    last = np.maximum(first, np.ceil((east + 1.5) / 3) - 1)  # an edge on the border is still inside
    outside = (first < ZONES[3].start) | (last >= ZONES[3].stop)
    return [(Unmeasurable.OUTSIDE_ZONE, outside), (Unmeasurable.ACROSS_ZONES, first != last)]


def _across_metres(bounds: Floats, surface: Surface) -> list[tuple[Unmeasurable, Bools]]:
    west, south, east, north = bounds.T
    # Meridians draw together towards the pole: the edge that is farther north turns farther.
    if _all_in_zone(bounds, surface):
        return []
    poleward = np.where(np.abs(north) > np.abs(south), north, south)
    inside_west, inside_east = (_in_zone(edge, poleward, surface) for edge in (west, east))
    return [
        (Unmeasurable.OUTSIDE_ZONE, ~inside_west & ~inside_east),
        (Unmeasurable.ACROSS_ZONES, inside_west != inside_east),
    ]


def _all_in_zone(bounds: Floats, surface: Surface) -> bool:
    """Return whether the box around all boxes lies in the zone: then each of them does."""
    present = bounds[np.isfinite(bounds).all(axis=1)]
    if len(present) == 0:
        return False
    edges = np.array([present[:, 0].min(), present[:, 2].max()])
    return bool(_in_zone(edges, np.full(2, np.abs(present[:, 1::2]).max()), surface).all())


def _in_zone(east_m: Floats, north_m: Floats, surface: Surface) -> Bools:
    zone = surface.zone
    if zone is None:
        return np.ones(len(east_m), dtype=np.bool_)
    # Far beyond any zone the projection has no inverse: what is cut off here is outside all the same.
    offset_m = np.clip(east_m - zone.false_easting_m, -PREFIX_M, PREFIX_M)
    turned, _ = inverse(
        offset_m, np.clip(north_m, -QUARTER_MERIDIAN_M, QUARTER_MERIDIAN_M), surface.ellipsoid
    )
    inside: Bools = np.abs(np.degrees(turned)) <= zone.width / 2 + MARGIN_DEG
    return inside
