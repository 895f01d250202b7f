"""GCJ-02 and BD-09, the shifted coordinates of Chinese web maps: for drawing only.

Gaode and Tencent draw in GCJ-02, about 0.55 km from the truth in Guangdong, Baidu in BD-09, about 1.2 km. The
shift varies from place to place, so an area measured in it is wrong by up to 0.4%. A frame that was shifted
says so, and what measures refuses it. Tianditu (天地图) is CGCS2000 and needs no shift.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args

import numpy as np

from geokit.arguments import public
from geokit.errors import CrsError, UnknownNameError
from geokit.geometry.arrays import Floats
from geokit.i18n import Words
from geokit.land.crs.frames import reproject_frame

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike

Offset = Literal["gcj02", "bd09"]
Lonlat: TypeAlias = tuple[Floats, Floats]
Move: TypeAlias = Callable[[Floats, Floats], Lonlat]

OFFSET_ATTRIBUTE = "geokit_offset"

# The box within which the published algorithm shifts; it reaches beyond the borders of China.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
# Krasovsky 1940, as the published algorithm has it.
_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD09_DEGREES = (0.0065, 0.0060)
_BD09_WAVES_A_RADIAN = 3000.0
# A round shrinks the error to about 1/150 in GCJ-02 (less on 105° E, where the shift has a kink) and 1/40 in BD-09.
_ROUNDS_GCJ02 = 6
_ROUNDS_BD09 = 5
# Points that are worked on at a time: their intermediate results stay in the processor's cache.
_BLOCK = 8192

_OFFSET_NAMES = Words(zh="偏移坐标", en="shifted coordinates")
_NOT_DEGREES = Words(
    zh="经纬度必须以度为单位，经度在前（±180、±90 以内），而这里有 {longitude}，{latitude}",
    en="longitude and latitude are degrees, longitude first (within ±180 and ±90), and here stands "
    "{longitude}, {latitude}",
)
_ALREADY = Words(
    zh="数据已是 {offset} 偏移坐标，不能再次偏移：请从原始数据开始",
    en="the data are shifted to {offset} already and cannot be shifted again: start from the original data",
)
_NOT_FOR_MEASURING = Words(
    zh="数据已偏移到 {offset}，只供绘图，不能量算：请用偏移前的数据",
    en="the data are shifted to {offset}, which is for drawing only and not for measuring: "
    "use the data as they were",
)


def wgs84_to_gcj02(longitude: ArrayLike, latitude: ArrayLike) -> Lonlat:
    """Shift WGS 84 coordinates to GCJ-02.

    Parameters
    ----------
    longitude, latitude : array_like
        Degrees, of any one shape. NaN and points outside the box of the published algorithm stay what they
        are.

    Returns
    -------
    tuple of ndarray of float64
        Longitude and latitude in degrees, of the same shape.

    Raises
    ------
    CrsError
        The coordinates are no degrees, or latitude comes first.

    Examples
    --------
    >>> longitude, latitude = wgs84_to_gcj02(116.7, 23.36)
    >>> round(float(longitude), 6), round(float(latitude), 6)
    (116.704508, 23.357376)
    """
    return _shifted(_to_gcj02, longitude, latitude)


def gcj02_to_wgs84(longitude: ArrayLike, latitude: ArrayLike) -> Lonlat:
    """Take GCJ-02 coordinates back to WGS 84, to less than a micrometre; see :func:`wgs84_to_gcj02`.

    A point within about a kilometre of the edge of the box may have no original, or two.
    """
    return _shifted(_from_gcj02, longitude, latitude)


def wgs84_to_bd09(longitude: ArrayLike, latitude: ArrayLike) -> Lonlat:
    """Shift WGS 84 coordinates to BD-09; see :func:`wgs84_to_gcj02`."""
    return _shifted(lambda *at: _gcj02_to_bd09(*_to_gcj02(*at)), longitude, latitude)


def bd09_to_wgs84(longitude: ArrayLike, latitude: ArrayLike) -> Lonlat:
    """Take BD-09 coordinates back to WGS 84, to less than a micrometre; see :func:`gcj02_to_wgs84`."""
    return _shifted(lambda *at: _from_gcj02(*_bd09_to_gcj02(*at)), longitude, latitude)


_SHIFTS: dict[Offset, Callable[[ArrayLike, ArrayLike], Lonlat]] = {
    "gcj02": wgs84_to_gcj02,
    "bd09": wgs84_to_bd09,
}


@public
def shift_frame(frame: gpd.GeoDataFrame, *, to: Offset = "gcj02") -> gpd.GeoDataFrame:
    """Return a copy of a frame for drawing on a shifted map, marked as such.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        In any coordinate system that may be brought to WGS 84.
    to : {"gcj02", "bd09"}

    Returns
    -------
    geopandas.GeoDataFrame
        Its ``crs`` reads EPSG:4326, as web maps expect, and ``attrs["geokit_offset"]`` names the shift.
        Heights are dropped.

    Raises
    ------
    CrsError
        The frame is shifted already, or cannot be brought to WGS 84.
    UnknownNameError
        There is no such shift.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> degrees = make_parcels([square(0, 0, 100)]).to_crs("EPSG:4490")
    >>> shifted = shift_frame(degrees, to="gcj02")
    >>> (shifted.total_bounds - degrees.total_bounds).round(4)
    array([ 0.0045, -0.0026,  0.0045, -0.0026])
    """
    import shapely

    if to not in _SHIFTS:
        raise UnknownNameError(to, kind=_OFFSET_NAMES, known=get_args(Offset))
    if offset := offset_of(frame):
        raise CrsError(_ALREADY, offset=offset)
    shifted = reproject_frame(frame, "EPSG:4326")
    # A callable of two arrays goes with interleaved=False; the stubs know only the interleaved one.
    move = cast("Any", _SHIFTS[to])
    moved = shapely.transform(shifted.geometry.array, move, interleaved=False)
    shifted = shifted.set_geometry(moved, crs=shifted.crs)
    shifted.attrs = {**frame.attrs, OFFSET_ATTRIBUTE: to}
    return shifted


def offset_of(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> str | None:
    """Return the shift that a frame is marked with; None where its coordinates are true."""
    offset = frame.attrs.get(OFFSET_ATTRIBUTE)
    return None if offset is None else str(offset)


def refuse_offset(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> None:
    """Refuse to measure coordinates that were shifted for drawing.

    Raises
    ------
    CrsError
        The frame is marked as shifted.
    """
    if offset := offset_of(frame):
        raise CrsError(_NOT_FOR_MEASURING, offset=offset)


def _shifted(move: Move, longitude: ArrayLike, latitude: ArrayLike) -> Lonlat:
    """Move the points inside the box, block by block."""
    pair = np.broadcast_arrays(np.asarray(longitude, np.float64), np.asarray(latitude, np.float64))
    shape = pair[0].shape
    lon, lat = pair[0].flatten(), pair[1].flatten()
    _refuse_other_than_degrees(lon, lat)
    inside = np.flatnonzero((lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH))
    for start in range(0, inside.size, _BLOCK):
        block = inside[start : start + _BLOCK]
        lon[block], lat[block] = move(lon[block], lat[block])
    return lon.reshape(shape), lat.reshape(shape)


def _refuse_other_than_degrees(lon: Floats, lat: Floats) -> None:
    impossible = np.flatnonzero((np.abs(lon) > 180) | (np.abs(lat) > 90))  # noqa: PLR2004 - the ends of the earth
    if impossible.size:
        first = impossible[0]
        raise CrsError(_NOT_DEGREES, longitude=f"{lon[first]:g}", latitude=f"{lat[first]:g}")


def _to_gcj02(lon: Floats, lat: Floats) -> Lonlat:
    """Shift to GCJ-02: metres east and north as published, turned into degrees on Krasovsky's ellipsoid."""
    east_m, north_m = _gcj02_metres(lon - 105.0, lat - 35.0)
    sine = np.sin(np.radians(lat))
    bulge = 1.0 - _ECCENTRICITY_SQUARED * sine * sine
    prime_vertical_m = _SEMI_MAJOR_M / np.sqrt(bulge)
    meridian_m = prime_vertical_m * (1.0 - _ECCENTRICITY_SQUARED) / bulge
    # The cosine of a latitude is never negative.
    parallel_m = prime_vertical_m * np.sqrt(1.0 - sine * sine)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _gcj02_metres(x: Floats, y: Floats) -> Lonlat:
    """Return the published shift in metres east and north at `x`, `y` degrees from 105° E, 35° N."""
    root, product = np.sqrt(np.abs(x)), 0.1 * x * y
    common = _waves(x, 2.0, (20.0, 20.0))
    east_waves = (
        common + _waves(x, 1 / 3, (40.0, 20.0)) + _waves(x, 1 / 12, (150.0,)) + _waves(x, 1 / 30, (300.0,))
    )
    north_waves = (
        common + _waves(y, 1 / 3, (40.0, 20.0)) + _waves(y, 1 / 12, (160.0,)) + _waves(y, 1 / 30, (320.0,))
    )
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + product + 0.1 * root + east_waves * (2 / 3)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + product + 0.2 * root + north_waves * (2 / 3)
    return east_m, north_m


def _waves(degrees: Floats, half_waves: float, amplitudes: tuple[float, ...]) -> Floats:
    """Return a wave of so many half-waves a degree, and where asked for, the one three times as short."""
    sine = np.sin(degrees * (half_waves * np.pi))
    if len(amplitudes) == 1:
        return amplitudes[0] * sine
    # sin 3a = 3 sin a - 4 sin³ a is far cheaper than a second sine.
    return sine * (amplitudes[0] + amplitudes[1] * (3.0 - 4.0 * sine * sine))


def _gcj02_to_bd09(lon: Floats, lat: Floats) -> Lonlat:
    """Shift GCJ-02 to BD-09: longitude and latitude as a plane, stretched and turned a little."""
    wave = np.radians(_BD09_WAVES_A_RADIAN)
    stretch = 1.0 + 2e-5 * np.sin(lat * wave) / np.sqrt(lon * lon + lat * lat)
    # The sine of so small a turn is the turn itself, to the last bit of a double.
    sine = 3e-6 * np.cos(lon * wave)
    cosine = 1.0 - 0.5 * sine * sine
    turned_lon, turned_lat = lon * cosine - lat * sine, lat * cosine + lon * sine
    return stretch * turned_lon + _BD09_DEGREES[0], stretch * turned_lat + _BD09_DEGREES[1]


def _from_gcj02(lon: Floats, lat: Floats) -> Lonlat:
    return _original(_to_gcj02, (lon, lat), start=(lon, lat), rounds=_ROUNDS_GCJ02)


def _bd09_to_gcj02(lon: Floats, lat: Floats) -> Lonlat:
    near = (lon - _BD09_DEGREES[0], lat - _BD09_DEGREES[1])
    return _original(_gcj02_to_bd09, (lon, lat), start=near, rounds=_ROUNDS_BD09)


def _original(move: Move, moved: Lonlat, *, start: Lonlat, rounds: int) -> Lonlat:
    """Return the points that `move` brings to `moved`: a fixed point, for neighbours move alike."""
    lon, lat = start
    for _ in range(rounds):
        there_lon, there_lat = move(lon, lat)
        lon, lat = lon + (moved[0] - there_lon), lat + (moved[1] - there_lat)
    return lon, lat
