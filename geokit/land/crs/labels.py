"""What a coordinate system is called in the reader's language, as a title block has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.i18n import Words
from geokit.land.crs.datums import CGCS2000, datum_of
from geokit.land.crs.zones import zone_of

if TYPE_CHECKING:
    from pyproj import CRS

_WITH_ZONE = Words(
    zh="中央子午线{meridian}°，横坐标含带号", en="central meridian {meridian}°E, eastings begin with the zone"
)
_WITHOUT_ZONE = Words(
    zh="中央子午线{meridian}°，横坐标不含带号", en="central meridian {meridian}°E, eastings without the zone"
)


def crs_words(crs: CRS) -> Words:
    """Return the name of a coordinate system: that of its zone where it is one, or else its own.

    Examples
    --------
    >>> from pyproj import CRS
    >>> crs_words(CRS(4548)).zh, crs_words(CRS(4527)).en
    ('CGCS2000 / 3度带第39带', 'CGCS2000 / 3-degree zone 39')
    >>> crs_words(CRS(4490)).zh, crs_words(CRS(32650)).en
    ('CGCS2000 / 经纬度', 'WGS 84 / UTM zone 50N')
    """
    datum = datum_of(crs)
    short = (
        None if datum is None else Words(zh="CGCS2000", en="CGCS2000") if datum == CGCS2000 else datum.words
    )
    zone = zone_of(crs)
    if short is not None and zone is not None:
        return Words(
            zh=f"{short.zh} / {zone.width}度带第{zone.zone}带",
            en=f"{short.en} / {zone.width}-degree zone {zone.zone}",
        )
    if short is not None and crs.is_geographic:
        return Words(zh=f"{short.zh} / 经纬度", en=f"{short.en} / longitude and latitude")
    return Words(zh=crs.name, en=crs.name)


def easting_words(crs: CRS) -> Words | None:
    """Return the central meridian of a zone and whether its eastings begin with the zone; None for another system.

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
    words = _WITH_ZONE if zone.prefixed else _WITHOUT_ZONE
    return Words(
        zh=words.render("zh", meridian=zone.central_meridian),
        en=words.render("en", meridian=zone.central_meridian),
    )
