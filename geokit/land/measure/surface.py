"""The surface that areas are measured on: a system's coordinates as radians on its ellipsoid or as metres in a plane.

Also what makes a polygon unmeasurable in its coordinate system: found before a number is computed from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import CrsError
from geokit.geometry.rings import Rings, is_polygonal
from geokit.i18n import Language, Words
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import DEGREES_AT_MOST, has_no_place, is_local, reproject_points
from geokit.land.crs.transverse_mercator import NO_ELLIPSOID, QUARTER_MERIDIAN_M, Ellipsoid, forward, inverse
from geokit.land.crs.zones import MARGIN_DEG, PREFIX_M, ZONES, GaussKrugerZone, in_true_metres, zone_of

if TYPE_CHECKING:
    from pyproj import CRS

    from geokit.geometry.arrays import Bools, Floats, Shapes

# An equal-area projection, or a conformal one near its true lines, stays within this; Web Mercator does not.
_DISTORTION_AT_MOST = 0.01

_DISTORTED = Words(
    zh="坐标系“{crs}”面积变形约 {percent}%，平面面积不可用：请改用椭球面积（ellipsoidal）或高斯—克吕格坐标系",
    en="{crs} distorts areas by about {percent}%, so that a planar area in it is wrong: "
    "measure ellipsoidal areas, or use a Gauss–Krüger system",
)

_NOT_METRES = Words(
    zh="坐标系“{crs}”的单位是 {unit} 而不是米：请先转换坐标系",
    en="{crs} is in {unit}, not in metres: convert it first",
)

_WIDEST, _HIGHEST = DEGREES_AT_MOST


@dataclass(frozen=True)
class Surface:
    """How the coordinates of one system lie on its ellipsoid and in a plane.

    Parameters
    ----------
    crs : pyproj.CRS
        Geographic, projected or local.
    is_chosen : bool
        Whether somebody has looked already whether areas in its plane are areas on the ground.
    """

    crs: CRS
    is_chosen: bool = False

    @cached_property
    def zone(self) -> GaussKrugerZone | None:
        """The Gauss–Krüger zone, where the system is one."""
        return zone_of(self.crs)

    @cached_property
    def ellipsoid(self) -> Ellipsoid:
        """The system's own ellipsoid; a CrsError where it is local and has none."""
        return Ellipsoid.of(self.crs)

    def radians(self, rings: Rings) -> tuple[Floats, Floats]:
        """Return longitude, from some meridian, and latitude of all vertices."""
        if self.zone is not None:
            return inverse(rings.x - self.zone.false_easting_m, rings.y, self.ellipsoid)
        longitude, latitude = self._degrees(rings.x, rings.y)
        return np.radians(longitude), np.radians(latitude)

    def metres(self, rings: Rings) -> tuple[Floats, Floats]:
        """Return the vertices in the plane of the system itself, or of the 3° zone where it has none."""
        if self.crs.is_geographic:
            return self.gauss_krueger(rings)
        self._refuse_other_units()
        if not self.is_chosen and self.zone is None and not is_local(self.crs) and rings.x.size:
            self._refuse_distortion(float(rings.x[0]), float(rings.y[0]))
        return rings.x, rings.y

    def gauss_krueger(self, rings: Rings) -> tuple[Floats, Floats]:
        """Return metres from central meridian and equator, in the zone of the system or else of the ring."""
        if self.zone is not None:
            return rings.x - self.zone.false_easting_m, rings.y
        longitude, latitude = self._degrees(rings.x, rings.y)
        if not len(rings):
            return longitude, latitude
        # The western edge belongs to a zone: the westernmost vertex decides.
        zones = np.floor((np.minimum.reduceat(longitude, rings.starts) + 1.5) / 3)
        turned = longitude - np.repeat(3 * zones, rings.counts)
        return forward(np.radians(turned), np.radians(latitude), self.ellipsoid)

    def _degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if self.crs.geodetic_crs is None:
            raise CrsError(NO_ELLIPSOID, crs=crs_name(self.crs))
        return reproject_points(x, y, self.crs, self.crs.geodetic_crs)

    def has_plane(self, x: float, y: float) -> bool:
        """Return whether areas in the plane of the system are areas on the ground at a place."""
        if self.crs.is_geographic or self.zone is not None or is_local(self.crs):
            return True
        return in_true_metres(self.crs) and abs(self._areal_scale(x, y) - 1) <= _DISTORTION_AT_MOST

    def _refuse_other_units(self) -> None:
        if not in_true_metres(self.crs):
            units = {
                f"{axis.unit_name} ({axis.unit_conversion_factor:.10g} m)" for axis in self.crs.axis_info
            }
            raise CrsError(_NOT_METRES, crs=crs_name(self.crs), unit=sorted(units))

    def _refuse_distortion(self, x: float, y: float) -> None:
        scale = self._areal_scale(x, y)
        # Turned around, so that a scale of NaN is refused too.
        if not abs(scale - 1) <= _DISTORTION_AT_MOST:
            raise CrsError(_DISTORTED, crs=crs_name(self.crs), percent=f"{100 * (scale - 1):+.0f}")

    def _areal_scale(self, x: float, y: float) -> float:
        from pyproj import Proj

        longitude, latitude = self._degrees(np.array(x), np.array(y))
        return float(np.asarray(Proj(self.crs).get_factors(longitude, latitude).areal_scale))


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
        zh="坐标是米，而坐标系以度为单位：请给出投影坐标系{option:crs}或带号{option:zone}",
        en="its coordinates are metres and the coordinate system is in degrees: give the projected system"
        "{option:crs} or the zone{option:zone}",
    )
    OFF_THE_EARTH = Words(
        zh="纬度或北坐标超出两极：请检查纵、横坐标（X、Y）是否互换",
        en="its latitude or northing lies beyond a pole: check whether the axes are swapped",
    )
    OUTSIDE_ZONE = Words(
        zh="不在坐标系所在的分带之内：请更正带号{option:zone}或坐标系{option:crs}",
        en="it lies outside the zone of its coordinate system: correct the zone{option:zone} or the system"
        "{option:crs}",
    )
    NOWHERE = Words(
        zh="该投影中没有这样的地点（横坐标含带号而坐标系不含时即如此）：请更正坐标系{option:crs}，或核对单位与坐标顺序",
        en="its projection has no such place, as where eastings begin with a zone number and those of the system do not: "
        "correct the system{option:crs}, or check the unit and the order of the axes",
    )
    ACROSS_ZONES = Words(
        zh="跨越两个分带：请用同一分带的坐标系{option:crs}给出坐标",
        en="it reaches across two zones: give its coordinates in one zone's system{option:crs}",
    )

    def localize(self, language: Language) -> str:
        """Return the reason in a language."""
        return self.value.localize(language)

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
        (Unmeasurable.NOT_A_POLYGON, ~is_polygonal(geometries)),
        (Unmeasurable.NOT_FINITE, _not_finite(geometries)),
        *checks,
    ]
    for reason, mask in reversed(checks):
        found[mask & present] = reason
    return found


def find_problem_boxes(bounds: Floats, surface: Surface, *, in_a_zone: bool) -> Bools:
    """Return which boxes make :func:`find_problems` name one of their polygons."""
    checks = _on_bounds(bounds, surface, in_a_zone=in_a_zone)
    found: Bools = np.any([np.zeros(len(bounds), dtype=np.bool_), *(mask for _, mask in checks)], axis=0)
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
        *(
            _across_metres(bounds, surface)
            if surface.zone
            else [(Unmeasurable.NOWHERE, _nowhere(bounds, surface.crs))]
        ),
    ]


def _nowhere(bounds: Floats, crs: CRS) -> Bools:
    """Return which boxes have a corner that is no place on the earth."""
    present = bounds[np.isfinite(bounds).all(axis=1)]
    # Where the corners of the box around all boxes are places, those of each are: one is faster to ask for than a million.
    around = (
        np.concatenate([present[:, :2].min(axis=0), present[:, 2:].max(axis=0)]) if len(present) else None
    )
    if around is None or not _has_corner_nowhere(around[None], crs).any():
        return np.zeros(len(bounds), dtype=np.bool_)
    return _has_corner_nowhere(bounds, crs)


def _has_corner_nowhere(bounds: Floats, crs: CRS) -> Bools:
    west, south, east, north = bounds.T
    corners = [has_no_place(x, y, crs) for x in (west, east) for y in (south, north)]
    found: Bools = np.any(corners, axis=0)
    return found


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
