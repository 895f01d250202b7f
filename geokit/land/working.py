"""The plane that a comparison is made in: the data's own, or the 3-degree zone that the data lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.errors import CrsError
from geokit.land.crs import CrsLike, is_local, parse_crs, reproject_points
from geokit.land.datums import ALIGNED, CGCS2000, datum_of
from geokit.land.zones import gauss_kruger, in_true_metres, three_degree_zone, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyproj import CRS


def working_crs(crs: CrsLike, bounds: Sequence[float]) -> CRS:
    """Return the system in metres that shapes are compared in.

    Parameters
    ----------
    crs : pyproj.CRS, str or int
        The system of the data.
    bounds : sequence of four floats
        West, south, east, north of the data, in that system.

    Returns
    -------
    pyproj.CRS
        A Gauss–Krüger zone, a local system, or another projection in metres is returned as it is. Degrees go to
        the 3-degree zone of their own datum, WGS 84 to that of CGCS2000, and so does Web Mercator, whose
        metres are none.

    Examples
    --------
    >>> working_crs("EPSG:4490", (116.6, 23.3, 116.7, 23.4)).to_epsg()
    4548
    >>> working_crs("EPSG:4527", (39_470_000, 2_590_000, 39_471_000, 2_591_000)).to_epsg()
    4527
    """
    parsed = parse_crs(crs)
    # What the data came in is kept wherever areas can be told in it: no vertex moves.
    if is_local(parsed) or zone_of(parsed) is not None or _is_in_true_metres(parsed):
        return parsed
    geographic = parsed.geodetic_crs
    if geographic is None:
        return parsed
    longitude = _middle_longitude(parsed, geographic, bounds)
    datum = datum_of(parsed)
    if datum is not None:
        zone = _zone_or_none(longitude)
        if zone is not None:
            return gauss_kruger(CGCS2000 if datum.id in ALIGNED else datum, zone)
    return _transverse_mercator(geographic, longitude)


def _is_in_true_metres(crs: CRS) -> bool:
    if not in_true_metres(crs):
        return False
    # Of Web Mercator the axes say metres too.
    operation = crs.coordinate_operation
    return operation is not None and "Pseudo Mercator" not in operation.method_name


def _middle_longitude(crs: CRS, geographic: CRS, bounds: Sequence[float]) -> float:
    west, south, east, north = bounds
    longitude, _ = reproject_points((west + east) / 2, (south + north) / 2, crs, geographic)
    return float(longitude)


def _zone_or_none(longitude: float) -> int | None:
    try:
        return three_degree_zone(longitude)
    except CrsError:
        # Outside China: a projection of the same kind is made for the place.
        return None


def _transverse_mercator(geographic: CRS, longitude: float) -> CRS:
    from pyproj.crs import ProjectedCRS
    from pyproj.crs.coordinate_operation import TransverseMercatorConversion

    meridian = 3.0 * round(longitude / 3)
    conversion = TransverseMercatorConversion(
        longitude_natural_origin=meridian, false_easting=500_000, scale_factor_natural_origin=1
    )
    return ProjectedCRS(conversion, geodetic_crs=geographic, name=f"{geographic.name} / TM {meridian:g}")
