"""The coordinate system of what was read: the caller's, the file's, or none where the numbers contradict it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geokit.errors import CrsError
from geokit.land.crs import DEGREES_AT_MOST, gauss_kruger, outside_zone, parse_crs, zone_of
from geokit.land.zones import PREFIX_M, width_of_zone
from geokit.parcels.notices import Notice
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.formats._base import Reading, ReadOptions

_DROPPED = {
    "metres": Words(
        zh="文件的坐标系为 {crs}（经纬度），但坐标超出 ±180/±90：按坐标系未知处理，请给出坐标系（--crs）",
        en="the file says {crs}, in degrees, but its coordinates go beyond ±180 and ±90: its coordinate system is "
        "taken as unknown; give it (--crs)",
    ),
    "degrees": Words(
        zh="文件的坐标系为 {crs}（米），但坐标看来是经纬度：按坐标系未知处理，请给出坐标系（--crs）",
        en="the file says {crs}, in metres, but its coordinates look like degrees: its coordinate system is taken as "
        "unknown; give it (--crs)",
    ),
}
_REFUSED = {
    "metres": Words(
        zh="给定的坐标系 {crs} 以度为单位，但坐标超出 ±180/±90：请更正坐标系（--crs）",
        en="{crs} was given, in degrees, but the coordinates go beyond ±180 and ±90: correct it (--crs)",
    ),
    "degrees": Words(
        zh="给定的坐标系 {crs} 以米为单位，但坐标看来是经纬度：请更正坐标系（--crs）",
        en="{crs} was given, in metres, but the coordinates look like degrees: correct it (--crs)",
    ),
}
_MISSING = Words(
    zh="文件没有坐标系；可给出坐标系（--crs）或带号（--zone）",
    en="the file has no coordinate system; give it (--crs) or the zone (--zone)",
)
_OVERRIDDEN = Words(
    zh="文件的坐标系为 {file_crs}，已按给定的 {crs} 处理",
    en="the file says {file_crs}; {crs} was given and is used",
)
_ASSUMED = Words(
    zh="文件没有坐标系；按给定带号 {zone} 取为 2000国家大地坐标系（{crs}）",
    en="the file has no coordinate system; with the zone {zone} given it is taken as CGCS2000 ({crs})",
)
_OUTSIDE = Words(
    zh="坐标不在 {crs} 的分带范围内；请检查坐标系与带号",
    en="the coordinates lie outside the zone of {crs}; check it",
)

_WEST, _SOUTH, _EAST, _NORTH = 73.0, 3.0, 136.0, 54.0


def settle_crs(reading: Reading, options: ReadOptions) -> tuple[CRS | None, list[Notice]]:
    """Return the coordinate system to use, or None, and what is to be said about it.

    A geographic system that the coordinates contradict is dropped: GDAL calls every GeoJSON without a system
    WGS 84, even when it holds metres.
    """
    bounds = shapely.total_bounds(reading.geometry)
    if reading.crs is not None:
        reading.crs = parse_crs(reading.crs)
    if options.crs is not None:
        return options.crs, _about_chosen(reading.crs, options.crs, bounds)
    if reading.crs is None:
        return _without(options.zone, bounds, Notice.of("crs_missing", _MISSING))
    contradiction = _contradiction(reading.crs, bounds)
    if contradiction is not None:
        return _without(
            options.zone, bounds, Notice.of("crs_missing", _DROPPED[contradiction], crs=reading.crs.name)
        )
    return reading.crs, _about_zone(reading.crs, bounds)


def _about_chosen(own: CRS | None, chosen: CRS, bounds: NDArray[np.float64]) -> list[Notice]:
    contradiction = _contradiction(chosen, bounds)
    if contradiction is not None:
        raise CrsError(_REFUSED[contradiction], crs=chosen.name)
    notices = _about_zone(chosen, bounds)
    if own is not None and own != chosen and _contradiction(own, bounds) is None:
        notices.append(Notice.of("crs_overridden", _OVERRIDDEN, file_crs=own.name, crs=chosen.name))
    return notices


def _without(
    zone: int | None, bounds: NDArray[np.float64], missing: Notice
) -> tuple[CRS | None, list[Notice]]:
    if zone is None or np.isnan(bounds).any() or in_degrees(bounds):
        return None, [missing]
    prefixed = bool(bounds[0] >= 10 * PREFIX_M)
    crs = gauss_kruger("CGCS2000", zone, width=width_of_zone(zone), prefixed=prefixed)
    return crs, [Notice.of("crs_assumed", _ASSUMED, zone=zone, crs=crs.name), *_about_zone(crs, bounds)]


def _about_zone(crs: CRS, bounds: NDArray[np.float64]) -> list[Notice]:
    if np.isnan(bounds).any() or zone_of(crs) is None or not outside_zone(bounds.tolist(), crs):
        return []
    return [Notice.of("crs_outside_zone", _OUTSIDE, crs=crs.name)]


def _contradiction(crs: CRS, bounds: NDArray[np.float64]) -> Literal["metres", "degrees"] | None:
    """Return what the coordinates are, where the coordinate system says otherwise."""
    if np.isnan(bounds).any():
        return None
    if crs.is_geographic and not in_degrees(bounds):
        return "metres"
    if zone_of(crs) is not None and _in_china(bounds):
        return "degrees"
    return None


def _in_china(bounds: NDArray[np.float64]) -> bool:
    # Small metric coordinates are an example or a local system; only China's own degrees are certain to be degrees.
    west, south, east, north = bounds
    return bool(west >= _WEST and east <= _EAST and south >= _SOUTH and north <= _NORTH)


def in_degrees(bounds: NDArray[np.float64]) -> bool:
    """Tell whether bounds (west, south, east, north) can be longitudes and latitudes."""
    widest, highest = DEGREES_AT_MOST
    return bool(np.all(np.abs(bounds[[0, 2]]) <= widest) and np.all(np.abs(bounds[[1, 3]]) <= highest))
