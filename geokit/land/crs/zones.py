"""Gauss–Krüger zones: the Chinese series of projected coordinate systems, looked up in both directions.

3° zones 25–45 have their central meridian at 3z, 6° zones 13–23 at 6z − 3; the scale there is 1. An easting
is prefixed with its zone (39 467 105) or not (467 105). EPSG numbers each series in a row: offset + zone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from geokit.errors import CrsError
from geokit.i18n import Words
from geokit.land.crs.datums import BEIJING_1954, CGCS2000, XIAN_1980, Datum, datum_of, from_epsg, named_datum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS
    from pyproj._crs import Param

Width: TypeAlias = Literal[3, 6]

ZONES: dict[Width, range] = {3: range(25, 46), 6: range(13, 24)}
FALSE_EASTING_M = 500_000.0
PREFIX_M = 1_000_000.0
# Surveys keep one zone for a town that reaches a little over its edge; half a degree is the usual overlap.
MARGIN_DEG = 0.5

_EPSG_OFFSETS: dict[tuple[str, Width, bool], int] = {
    (CGCS2000.id, 3, True): 4488,
    (CGCS2000.id, 3, False): 4509,
    (CGCS2000.id, 6, True): 4478,
    (CGCS2000.id, 6, False): 4489,
    (XIAN_1980.id, 3, True): 2324,
    (XIAN_1980.id, 3, False): 2345,
    (XIAN_1980.id, 6, True): 2314,
    (XIAN_1980.id, 6, False): 2325,
    (BEIJING_1954.id, 3, True): 2376,
    (BEIJING_1954.id, 3, False): 2397,
    (BEIJING_1954.id, 6, True): 21400,
    (BEIJING_1954.id, 6, False): 21440,
}

# Programs write parameters with the noise of their arithmetic. What is nearer than this moves no point by more than
# about a millimetre: degrees of a meridian or latitude, metres of a false origin, a scale over 10 000 km.
_NEAR_DEG, _NEAR_M, _NEAR_SCALE = 1e-8, 1e-3, 1e-10
# A degree is written with eight digits and more (no other unit of angle is near), a metre is 1.
_NEAR_DEGREE, _NEAR_METRE = 1e-7, 1e-9
MERIDIAN, LATITUDE, SCALE, FALSE_EASTING, FALSE_NORTHING = (
    "Longitude of natural origin",
    "Latitude of natural origin",
    "Scale factor at natural origin",
    "False easting",
    "False northing",
)
_USUAL = {SCALE: 1.0, LATITUDE: 0.0, FALSE_NORTHING: 0.0}

_NO_ZONE = Words(
    zh="{width}°带没有第 {zone} 带：3°带为 25–45 带，6°带为 13–23 带",
    en="there is no {width}° zone {zone}: 3° zones run from 25 to 45, 6° zones from 13 to 23",
)
_NO_SUCH_ZONE = Words(
    zh="没有第 {zone} 带：3°带为 25–45 带，6°带为 13–23 带",
    en="there is no zone {zone}: 3° zones run from 25 to 45, 6° zones from 13 to 23",
)
_NO_SERIES = Words(
    zh="{datum}没有高斯—克吕格分带系列；请给出完整的坐标系{option:crs}",
    en="{datum} has no series of Gauss–Krüger zones; give the whole coordinate system{option:crs}",
)
_NO_MERIDIAN = Words(
    zh="{width}°带没有 {meridian}°E 的中央子午线；请检查中央子午线或给出带号{option:zone}",
    en="no {width}° zone has the central meridian {meridian}°E; check it or give the zone{option:zone}",
)
_NO_LONGITUDE = Words(
    zh="经度 {longitude}° 不在 3°带 25–45 带（73.5°–136.5°）之内；请检查坐标是否为度、经度与纬度是否互换",
    en="longitude {longitude}° lies in none of the 3° zones 25–45 (73.5°–136.5°E); "
    "check that the coordinates are degrees, longitude first",
)


@dataclass(frozen=True, slots=True)
class GaussKrugerZone:
    """One zone of one datum.

    Parameters
    ----------
    datum : Datum or None
        None where the coordinate system's datum is not a Chinese one.
    width : {3, 6}
        Degrees of longitude.
    zone : int
        The zone's number.
    prefixed : bool
        Whether eastings begin with the number.
    """

    datum: Datum | None
    width: Width
    zone: int
    prefixed: bool

    @property
    def central_meridian(self) -> int:
        """Degrees east."""
        return meridian_of_zone(self.zone, self.width)

    @property
    def false_easting_m(self) -> float:
        """What is added to the distance from the central meridian."""
        return FALSE_EASTING_M + PREFIX_M * self.zone * self.prefixed

    @property
    def crs(self) -> CRS:
        """The coordinate system; a CrsError where the datum has no series of zones."""
        return gauss_kruger(self.datum or "", self.zone, width=self.width, prefixed=self.prefixed)


def gauss_kruger(datum: str | Datum, zone: int, *, width: Width = 3, prefixed: bool = False) -> CRS:
    """Return the coordinate system of a zone.

    Parameters
    ----------
    datum : str or Datum
        CGCS2000, Xian 1980 or Beijing 1954, in any usual spelling.
    zone : int
        25–45 for 3° zones, 13–23 for 6° zones.
    width : {3, 6}
        Degrees of longitude in a zone.
    prefixed : bool
        Whether eastings begin with the zone's number.

    Raises
    ------
    CrsError
        There is no such zone, or the datum has no series.

    Examples
    --------
    >>> gauss_kruger("CGCS2000", 39).to_epsg()
    4548
    >>> gauss_kruger("1980西安坐标系", 20, width=6, prefixed=True).name
    'Xian 1980 / Gauss-Kruger zone 20'
    """
    named = named_datum(datum)
    if zone not in ZONES.get(width, ()):
        raise CrsError(_NO_ZONE, width=width, zone=zone)
    offset = _EPSG_OFFSETS.get((named.id, width, prefixed))
    if offset is None:
        raise CrsError(_NO_SERIES, datum=named)
    return from_epsg(offset + zone)


@lru_cache(maxsize=256)
def zone_of(crs: CRS) -> GaussKrugerZone | None:
    """Return the Gauss–Krüger zone of a coordinate system, or None where it is none.

    The projection's own parameters decide, so that a ``.prj`` without an EPSG code is recognised. 117°E with
    an unprefixed easting is both 3° zone 39 and 6° zone 20, with the same coordinates: the name decides then.

    Examples
    --------
    >>> from pyproj import CRS
    >>> found = zone_of(CRS(4527))
    >>> found.datum.id, found.width, found.zone, found.prefixed, found.central_meridian
    ('CGCS2000', 3, 39, True, 117)
    >>> zone_of(CRS(32650)) is None
    True
    """
    values = transverse_mercator_of(crs)
    if values is None or any(not _is_near(name, values[name], usual) for name, usual in _USUAL.items()):
        return None
    return _matching_zone(crs, values[MERIDIAN], values[FALSE_EASTING])


def transverse_mercator_of(crs: CRS) -> dict[str, float] | None:
    """Return the parameters of a transverse Mercator in metres by EPSG's names; None of other systems.

    Degrees, metres and a ratio: :data:`MERIDIAN`, :data:`LATITUDE`, :data:`FALSE_EASTING`, :data:`FALSE_NORTHING` and
    :data:`SCALE`.

    Examples
    --------
    >>> from pyproj import CRS
    >>> transverse_mercator_of(CRS(32650))[MERIDIAN], transverse_mercator_of(CRS(3857)) is None
    (117.0, True)
    """
    if not crs.is_projected or crs.coordinate_operation is None or not in_true_metres(crs):
        return None
    if crs.coordinate_operation.method_name not in {"Transverse Mercator", "Gauss-Kruger"}:
        return None
    said = {parameter.name: _in_degrees_or_metres(parameter) for parameter in crs.coordinate_operation.params}
    # A definition without the first two is broken, and PROJ takes it all the same.
    return {**_USUAL, **said} if {MERIDIAN, FALSE_EASTING} <= said.keys() else None


def in_true_metres(crs: CRS) -> bool:
    """Return whether a system's axes count metres: the factor of their unit decides, whatever the unit is called.

    Examples
    --------
    >>> from pyproj import CRS
    >>> in_true_metres(CRS(4548)), in_true_metres(CRS(4490)), in_true_metres(CRS(2263))
    (True, False, False)
    """
    return not crs.is_geographic and all(
        math.isclose(axis.unit_conversion_factor, 1, rel_tol=_NEAR_METRE) for axis in crs.axis_info[:2]
    )


def _in_degrees_or_metres(parameter: Param) -> float:
    """Return a parameter in degrees, metres, or as a ratio."""
    value = float(parameter.value) * float(parameter.unit_conversion_factor)
    is_angle = "itude" in parameter.name
    # Degrees that were written with fewer digits than EPSG's stay the degrees that they were.
    is_degree = is_angle and math.isclose(
        parameter.unit_conversion_factor, math.radians(1), rel_tol=_NEAR_DEGREE
    )
    return float(parameter.value) if is_degree else math.degrees(value) if is_angle else value


def _is_near(name: str, value: float, usual: float) -> bool:
    allowed = _NEAR_SCALE if "Scale" in name else _NEAR_DEG if "itude" in name else _NEAR_M
    return abs(value - usual) <= allowed


def _matching_zone(crs: CRS, meridian: float, false_easting_m: float) -> GaussKrugerZone | None:
    for width in _widths_by_name(crs.name):
        for zone in ZONES[width]:
            for prefixed in (False, True):
                found = GaussKrugerZone(datum_of(crs), width, zone, prefixed)
                if abs(found.central_meridian - meridian) > _NEAR_DEG:
                    continue
                if abs(found.false_easting_m - false_easting_m) <= _NEAR_M:
                    return found
    return None


def _widths_by_name(name: str) -> tuple[Width, Width]:
    # EPSG and ArcGIS write "3-degree Gauss-Kruger" and "3_Degree_GK", and nothing where the zone has 6°.
    says_gauss_kruger = re.search(r"gauss|gk", name, re.IGNORECASE)
    says_three = re.search(r"3[\s_-]*(deg|度|°)", name, re.IGNORECASE)
    return (6, 3) if says_gauss_kruger and not says_three else (3, 6)


def has_series(datum: Datum) -> bool:
    """Return whether EPSG numbers zones of a datum in a row, as :func:`gauss_kruger` needs."""
    return (datum.id, 3, False) in _EPSG_OFFSETS


def meridian_of_zone(zone: int, width: Width) -> int:
    """Return a zone's central meridian in degrees east.

    Examples
    --------
    >>> meridian_of_zone(39, 3), meridian_of_zone(20, 6)
    (117, 117)
    """
    return {3: 3 * zone, 6: 6 * zone - 3}[width]


def zone_of_meridian(meridian: float, width: Width = 3) -> int:
    """Return the number of the zone with this central meridian.

    Raises
    ------
    CrsError
        No zone of this width has it.

    Examples
    --------
    >>> zone_of_meridian(117), zone_of_meridian(117, width=6)
    (39, 20)
    """
    for zone in ZONES[width]:
        if meridian_of_zone(zone, width) == meridian:
            return zone
    raise CrsError(_NO_MERIDIAN, width=width, meridian=f"{meridian:g}")


def width_of_zone(zone: int) -> Width:
    """Return the width that a zone's number implies: 13–23 are 6° zones, 25–45 are 3° zones.

    Raises
    ------
    CrsError
        There is no zone of this number.
    """
    for width, zones in ZONES.items():
        if zone in zones:
            return width
    raise CrsError(_NO_SUCH_ZONE, zone=zone)


def three_degree_zone(lon: float) -> int:
    """Return the 3° zone that a longitude in degrees lies in; the western edge belongs to the zone.

    Raises
    ------
    CrsError
        The longitude is not finite or lies in none of the zones 25–45.

    Examples
    --------
    >>> three_degree_zone(116.6), three_degree_zone(114.06)
    (39, 38)
    """
    zone = math.floor((lon + 1.5) / 3) if math.isfinite(lon) else None
    if zone not in ZONES[3]:
        raise CrsError(_NO_LONGITUDE, longitude=f"{lon:g}")
    return cast("int", zone)


def outside_zone(bounds: Sequence[float], crs: CRS, *, margin_deg: float = MARGIN_DEG) -> bool:
    """Return whether coordinates lie outside the zone of their coordinate system.

    The wrong zone still gives an area, and a wrong one: Shantou forced into 114°E is too large by 0.19%.

    Parameters
    ----------
    bounds : sequence of float
        West, south, east and north edge in the coordinate system's own unit, east first.
    crs : pyproj.CRS
        A coordinate system without a Gauss–Krüger zone contains everything.
    margin_deg : float
        How far over the edge is still inside, in degrees of longitude.

    Examples
    --------
    >>> from pyproj import CRS
    >>> square = (467_000, 2_583_000, 468_000, 2_584_000)
    >>> outside_zone(square, CRS(4548)), outside_zone(square, CRS(4527))
    (False, True)
    """
    zone = zone_of(crs)
    if zone is None:
        return False
    west, south, east, north = bounds
    reach_deg = zone.width / 2 + margin_deg
    return any(
        not _within_reach(x - zone.false_easting_m, y, crs, reach_deg)
        for x in (west, east)
        for y in (south, north)
    )


def _within_reach(offset_m: float, northing_m: float, crs: CRS, reach_deg: float) -> bool:
    if not (abs(offset_m) < PREFIX_M and abs(northing_m) < 10 * PREFIX_M):
        return False  # beyond any zone and beyond the pole; NaN ends here too
    from geokit.land.crs.transverse_mercator import Ellipsoid, inverse  # numpy, needed only here

    longitude, _ = inverse(offset_m, northing_m, Ellipsoid.of(crs))
    return abs(math.degrees(float(longitude))) <= reach_deg
