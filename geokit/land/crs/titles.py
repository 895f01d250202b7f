"""Coordinate systems as a reader names them: datum, zone and central meridian, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.land.crs.datums import CGCS2000, datum_of, says_nothing
from geokit.land.crs.zones import MERIDIAN, transverse_mercator_of, zone_of

if TYPE_CHECKING:
    from pyproj import CRS

    from geokit.land.crs.datums import Datum
    from geokit.land.crs.zones import GaussKrugerZone

_WITH = {True: Words(zh="含", en="with"), False: Words(zh="不含", en="without")}
_EASTINGS = Words(
    zh="中央子午线{meridian}°，横坐标{prefix}带号",
    en="central meridian {meridian}°E, eastings {prefix} the zone",
)
_SHORT_DEGREES = Words(zh="{datum}，经纬度", en="{datum} / longitude and latitude")
_DEGREES = Words(zh="{datum}，经纬度", en="{datum}, longitude and latitude")
_NO_DATUM = Words(zh="基准不明（椭球 {ellipsoid}）", en="unknown datum on the ellipsoid {ellipsoid}")
_DESCRIBED = Words(zh="{datum}，{projection}", en="{datum}, {projection}")
_TRANSVERSE = Words(zh="横轴墨卡托投影", en="transverse Mercator")
_OWN_MERIDIAN = Words(
    zh="{projection}，中央子午线{meridian}°", en="{projection}, central meridian {meridian}°E"
)
_LONGITUDE_AND_LATITUDE = Words(zh="经纬度", en="longitude and latitude")


def crs_title(crs: CRS) -> Words:
    """Return the name of a coordinate system in both languages; its own where it is none that a surveyor here knows.

    Examples
    --------
    >>> from pyproj import CRS
    >>> crs_title(CRS(4548)).zh
    '2000国家大地坐标系，高斯—克吕格3°分带，中央子午线117°'
    >>> crs_title(CRS(4490)).en, crs_title(CRS(32650)).zh
    ('CGCS2000, longitude and latitude', 'WGS 84 / UTM zone 50N')
    >>> crs_title(CRS("+proj=tmerc +lon_0=116.63 +ellps=GRS80")).en
    'unknown datum on the ellipsoid GRS 1980, transverse Mercator, central meridian 116.63°E'
    """
    zone, datum = zone_of(crs), datum_of(crs)
    if zone is not None and zone.datum is not None:
        return _zone_title(zone, zone.datum)
    if crs.is_geographic and datum is not None:
        return _filled(_DEGREES, datum=datum)
    return _own_name(crs)


def _own_name(crs: CRS) -> Words:
    """Return the name that a system has, or what is known of one that has none."""
    if not says_nothing(crs.name) or crs.ellipsoid is None:
        return Words(zh=crs.name, en=crs.name)
    return _filled(_DESCRIBED, datum=datum_name(crs), projection=_projection_name(crs))


def datum_name(crs: CRS) -> Words:
    """Return the name of a system's datum, or that it is not known, with the ellipsoid.

    Examples
    --------
    >>> from pyproj import CRS
    >>> datum_name(CRS(4548)).en, datum_name(CRS("+proj=longlat +ellps=krass")).zh
    ('CGCS2000', '基准不明（椭球 Krassovsky, 1942）')
    """
    datum = datum_of(crs)
    ellipsoid = "?" if crs.ellipsoid is None else crs.ellipsoid.name
    return _filled(_NO_DATUM, ellipsoid=ellipsoid) if datum is None else datum.words


def _projection_name(crs: CRS) -> Words:
    transverse, operation = transverse_mercator_of(crs), crs.coordinate_operation
    if transverse is not None:
        return _filled(_OWN_MERIDIAN, projection=_TRANSVERSE, meridian=f"{transverse[MERIDIAN]:.10g}")
    if operation is None:
        return _LONGITUDE_AND_LATITUDE
    return Words(zh=operation.method_name, en=operation.method_name)


def _zone_title(zone: GaussKrugerZone, datum: Datum) -> Words:
    # Chinese names the series and the meridian, English the zone; eastings usually have no number.
    meridian, number = zone.central_meridian, f"，横坐标含带号{zone.zone}" if zone.prefixed else ""
    return Words(
        zh=f"{datum.words.zh}，高斯—克吕格{zone.width}°分带，中央子午线{meridian}°{number}",
        en=f"{datum.words.en}, {zone.width}° zone {zone.zone} (central meridian {meridian}°E, "
        f"eastings {_WITH[zone.prefixed].en} the zone number)",
    )


def crs_name(crs: CRS) -> Words:
    """Return the name of a coordinate system within a sentence: its title in Chinese, its own in English.

    Examples
    --------
    >>> from pyproj import CRS
    >>> crs_name(CRS(4490)).zh, crs_name(CRS(4527)).en
    ('2000国家大地坐标系，经纬度', 'CGCS2000 / 3-degree Gauss-Kruger zone 39')
    """
    return Words(zh=crs_title(crs).zh, en=_own_name(crs).en)


def crs_short_title(crs: CRS) -> Words:
    """Return the name of a coordinate system within a long sentence: its title in Chinese, datum and zone in English.

    Examples
    --------
    >>> from pyproj import CRS
    >>> crs_short_title(CRS(4548)).zh, crs_short_title(CRS(4527)).en
    ('2000国家大地坐标系，高斯—克吕格3°分带，中央子午线117°', 'CGCS2000 / 3-degree zone 39')
    >>> crs_short_title(CRS(4490)).zh, crs_short_title(CRS(32650)).en
    ('2000国家大地坐标系，经纬度', 'WGS 84 / UTM zone 50N')
    """
    return Words(zh=crs_title(crs).zh, en=crs_series(crs).en)


def crs_series(crs: CRS) -> Words:
    """Return the name of a coordinate system for a title block, beside its central meridian: :func:`easting_words`.

    Examples
    --------
    >>> from pyproj import CRS
    >>> crs_series(CRS(4548)).zh, crs_series(CRS(4548)).en
    ('2000国家大地坐标系，高斯—克吕格3°分带', 'CGCS2000 / 3-degree zone 39')
    """
    zone, datum = zone_of(crs), datum_of(crs)
    if datum is None or (zone is None and not crs.is_geographic):
        return _own_name(crs)
    short = CGCS2000.id if datum == CGCS2000 else datum.words.en
    if zone is None:
        return Words(zh=_SHORT_DEGREES.render("zh", datum=datum), en=_SHORT_DEGREES.render("en", datum=short))
    return Words(
        zh=f"{datum.words.zh}，高斯—克吕格{zone.width}°分带",
        en=f"{short} / {zone.width}-degree zone {zone.zone}",
    )


def easting_words(crs: CRS) -> Words | None:
    """Return the central meridian of a zone, and whether eastings begin with its number; None for another system.

    Examples
    --------
    >>> from pyproj import CRS
    >>> easting_words(CRS(4527)).zh
    '中央子午线117°，横坐标含带号'
    >>> easting_words(CRS(32650)) is None
    True
    """
    zone = zone_of(crs)
    if zone is None:
        return None
    return _filled(_EASTINGS, meridian=zone.central_meridian, prefix=_WITH[zone.prefixed])


def _filled(words: Words, **fields: object) -> Words:
    return Words(zh=words.render("zh", **fields), en=words.render("en", **fields))
