"""The surface that areas are measured on: coordinates of a system as radians, or as metres in a plane."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import CrsError
from geokit.land.crs import is_local, reproject_points
from geokit.land.transverse_mercator import NO_ELLIPSOID, Ellipsoid, forward, inverse
from geokit.land.zones import GaussKrugerZone, in_true_metres, zone_of
from geokit.words import Words

if TYPE_CHECKING:
    from pyproj import CRS

    from geokit.geometry.arrays import Floats
    from geokit.geometry.rings import Rings

# An equal-area projection, or a conformal one near its true lines, stays within this; Web Mercator does not.
_DISTORTION_AT_MOST = 0.01

_DISTORTED = Words(
    zh="坐标系“{crs}”面积变形约 {percent}%，平面面积不可用：请改用椭球面积（ellipsoidal）或高斯-克吕格坐标系",
    en="{crs} distorts areas by about {percent}%, so that a planar area in it is wrong: "
    "measure ellipsoidal areas, or use a Gauss–Krüger system",
)
_NOT_METRES = Words(
    zh="坐标系“{crs}”的单位是 {unit} 而不是米：请先转换坐标系",
    en="{crs} is in {unit}, not in metres: convert it first",
)


@dataclass(frozen=True)
class Surface:
    """How the coordinates of one system lie on its ellipsoid and in a plane.

    Parameters
    ----------
    crs : pyproj.CRS
        Geographic, projected or local.
    """

    crs: CRS

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
        if self.zone is None and not is_local(self.crs) and rings.x.size:
            self._refuse_distortion(float(rings.x[0]), float(rings.y[0]))
        return rings.x, rings.y

    def gauss_krueger(self, rings: Rings) -> tuple[Floats, Floats]:
        """Return metres from central meridian and equator, in the zone of the system or else of the ring."""
        if self.zone is not None:
            return rings.x - self.zone.false_easting_m, rings.y
        longitude, latitude = self._degrees(rings.x, rings.y)
        if not len(rings):
            return longitude, latitude
        zones = np.floor((np.minimum.reduceat(longitude, rings.starts) + 1.5) / 3)
        turned = longitude - np.repeat(3 * zones, rings.counts)
        return forward(np.radians(turned), np.radians(latitude), self.ellipsoid)

    def _degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if self.crs.geodetic_crs is None:
            raise CrsError(NO_ELLIPSOID, crs=self.crs.name)
        return reproject_points(x, y, self.crs, self.crs.geodetic_crs)

    def has_plane(self, x: float, y: float) -> bool:
        """Tell whether areas in the plane of the system are areas on the ground at a place."""
        if self.crs.is_geographic or self.zone is not None or is_local(self.crs):
            return True
        return in_true_metres(self.crs) and abs(self._areal_scale(x, y) - 1) <= _DISTORTION_AT_MOST

    def _refuse_other_units(self) -> None:
        if not in_true_metres(self.crs):
            units = {
                f"{axis.unit_name} ({axis.unit_conversion_factor:.10g} m)" for axis in self.crs.axis_info
            }
            raise CrsError(_NOT_METRES, crs=self.crs.name, unit=sorted(units))

    def _refuse_distortion(self, x: float, y: float) -> None:
        scale = self._areal_scale(x, y)
        if not abs(scale - 1) <= _DISTORTION_AT_MOST:
            raise CrsError(_DISTORTED, crs=self.crs.name, percent=f"{100 * (scale - 1):+.0f}")

    def _areal_scale(self, x: float, y: float) -> float:
        from pyproj import Proj

        longitude, latitude = self._degrees(np.array(x), np.array(y))
        return float(np.asarray(Proj(self.crs).get_factors(longitude, latitude).areal_scale))
