"""Coordinate systems by the names they have in files: EPSG and ArcGIS names, WKT, and Chinese header lines.

A name that gives the datum but not the zone (``2000国家大地坐标系``) is refused unless the caller adds the
zone: coordinates of neighbouring zones look alike.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

from geokit.arguments import public
from geokit.errors import CrsError
from geokit.i18n import Words
from geokit.land.crs.datums import (
    SEVERAL_DATUMS,
    WGS_84,
    Datum,
    datum_of,
    datums_in,
    find_datum,
    find_datum_in,
    from_epsg,
    normalize_name,
    references_file,
    same_ellipsoid,
)
from geokit.land.crs.zones import (
    Width,
    gauss_kruger,
    has_series,
    width_of_zone,
    zone_of,
    zone_of_meridian,
)

if TYPE_CHECKING:
    from pyproj import CRS

CrsLike: TypeAlias = "CRS | str | int"

_MISSING = Words(
    zh="没有坐标系：请给出坐标系{option:crs}或带号{option:zone}",
    en="there is no coordinate system: give it{option:crs} or the zone{option:zone}",
)
_UNKNOWN = Words(
    zh="无法识别坐标系“{name}”：请给出 EPSG 代码（2000国家大地坐标系：EPSG:4547 为 114°E，EPSG:4548 为 117°E）或 WKT{option:crs}",
    en="the coordinate system “{name}” is not known: give an EPSG code (of CGCS2000: EPSG:4547 for 114°E, EPSG:4548 for "
    "117°E), or WKT{option:crs}",
)
_BARE_DATUM = Words(
    zh="“{name}”只说明了基准，没有说明分带：请给出带号{option:zone}或坐标系{option:crs}；经纬度坐标为 EPSG:{epsg}",
    en="“{name}” names a datum but no zone: give the zone{option:zone} or the coordinate system{option:crs}; "
    "longitude and latitude are EPSG:{epsg}",
)
_CONTRADICTION = Words(
    zh="坐标系“{name}”与另外给出的{what} {given} 不一致：请更正其中之一",
    en="the coordinate system “{name}” contradicts the {what} {given} given beside it: correct one of them",
)
_ZONE, _MERIDIAN, _WIDTH = (
    Words(zh="带号", en="zone"),
    Words(zh="中央子午线", en="central meridian"),
    Words(zh="分带宽度", en="zone width"),
)

_SAME_UNIT = 1e-7

_SHOWN_WHOLE, _SHOWN_START = 80, 24

_WIDTH_PATTERN = re.compile(r"(?<![\d.])([36])[\s_-]*(?:度|°|deg)", re.IGNORECASE)
_ZONE_PATTERN = re.compile(
    r"zone[\s_]*(\d{2})(?!\d)|第\s*(\d{2})\s*号?带|带号\D{0,2}(\d{2})(?!\d)|(?<!\d)(\d{2})\s*号?带",
    re.IGNORECASE,
)
_MERIDIAN_PATTERN = re.compile(
    r"cm[\s_]*(\d{2,3}(?:\.\d+)?)|中央(?:经线|子午线)\D{0,3}(\d{2,3}(?:\.\d+)?)", re.IGNORECASE
)
_LOCAL_PATTERN = re.compile(r"独立|地方坐标|local", re.IGNORECASE)
_MACHINE_PATTERN = re.compile(r"^\s*(?:\d+\s*$|[A-Za-z]+:|\+|\{|[A-Za-z_0-9]+\s*\[)")
_TOWGS84_PATTERN = re.compile(r"\s?(?:\+|using )towgs84=[-+.,\deE]*")

_LOCAL_WKT = (
    'ENGCRS["{name}",EDATUM["{name}"],CS[Cartesian,2],'
    'AXIS["easting (E)",east],AXIS["northing (N)",north],LENGTHUNIT["metre",1]]'
)


@public
def parse_crs(
    value: CrsLike | None,
    *,
    zone: int | None = None,
    central_meridian: float | None = None,
    width: Width | None = None,
    prefixed: bool | None = None,
) -> CRS:
    """Return the coordinate system that a name, a code or a WKT means.

    Parameters
    ----------
    value : CRS, str, int or None
        An EPSG code, ``EPSG:4548``, WKT, an EPSG or ArcGIS name, a Chinese datum name with or without its
        zone, or a local system (``深圳独立坐标系``).
    zone, central_meridian : number, optional
        Where the name alone does not decide.
    width : {3, 6}, optional
        Degrees in a zone; a zone's number implies it, and a central meridian is taken as that of a 3° zone.
    prefixed : bool, optional
        Whether eastings begin with the zone; as the name says (``Zone 39`` does), or else not.

    Returns
    -------
    pyproj.CRS
        Horizontal, and without the parameters of a transformation that the text may contain.

    Raises
    ------
    CrsError
        The name is missing or not known, does not decide, or contradicts what is given beside it.

    Examples
    --------
    >>> parse_crs("CGCS2000_3_Degree_GK_CM_117E").to_epsg()
    4548
    >>> parse_crs("2000国家大地坐标系", zone=39, prefixed=True).to_epsg()
    4527
    >>> parse_crs("1980西安坐标系 3度带 中央经线114").to_epsg()
    2383
    >>> parse_crs("深圳独立坐标系").ellipsoid is None
    True
    """
    if value is None or value == "":
        raise CrsError(_MISSING)
    beside = _Zoning(zone, central_meridian, width, prefixed)
    if not isinstance(value, str):
        return _checked(_from_user_input(value), abbreviated(value), beside)
    text = unicodedata.normalize("NFKC", value).strip()
    if _MACHINE_PATTERN.match(text):
        return _checked(_from_user_input(value), abbreviated(value), beside)
    # Before datums are looked for: the name of a local system may contain that of the datum it was derived from.
    if _LOCAL_PATTERN.search(text):
        return local_crs(text)
    return _from_name(text, beside)


def local_crs(name: str) -> CRS:
    """Return a local coordinate system: metres, east first, tied to no datum.

    Examples
    --------
    >>> local_crs("深圳独立坐标系").type_name
    'Engineering CRS'
    """
    from pyproj import CRS

    return CRS.from_wkt(_LOCAL_WKT.format(name=name.replace('"', '""')))


def is_local(crs: CRS) -> bool:
    """Return whether a coordinate system is local, so that its place on the earth is unknown."""
    return crs.geodetic_crs is None


def abbreviated(value: object) -> str:
    """Return how an error may show what was given as a coordinate system: short, and never its parameters."""
    text = value if isinstance(value, str) else str(getattr(value, "name", value))
    if re.search("towgs84", text, re.IGNORECASE) or len(text) > _SHOWN_WHOLE:
        return text[:_SHOWN_START] + "…"
    return text


@dataclass(frozen=True, slots=True)
class _Zoning:
    """What is known of a zone, from a name or from what is given beside it."""

    zone: float | None = None
    meridian: float | None = None
    width: Width | None = None
    prefixed: bool | None = None


def _from_name(text: str, beside: _Zoning) -> CRS:
    datum = find_datum(text)
    if datum is None and (whole := _whole_name(text)) is not None:
        return _checked(whole, text, beside)
    if datum is None and len(several := datums_in(text)) > 1:
        raise CrsError(SEVERAL_DATUMS, name=abbreviated(text), datums=several)
    datum = datum or find_datum_in(text)
    if datum is None:
        raise CrsError(_UNKNOWN, name=abbreviated(text))
    zoning = _combine(text, _zoning_in(text), beside)
    if zoning.zone is None and zoning.meridian is None:
        return _geographic(text, datum)
    return _checked(_from_zoning(datum, zoning), text, zoning)


@lru_cache(maxsize=256)
def _whole_name(text: str) -> CRS | None:
    """Return the system with exactly this EPSG or ArcGIS name: PROJ also finds what merely begins like it."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    # PROJ looks a second for a name that nobody has, and none of its names is Chinese.
    if not text.isascii() or references_file(text):
        return None
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return None
    arcgis = crs.to_wkt("WKT1_ESRI").partition('"')[2].partition('"')[0]
    return (
        _registered(crs) or crs
        if normalize_name(text) in {normalize_name(crs.name), normalize_name(arcgis)}
        else None
    )


def _geographic(text: str, datum: Datum) -> CRS:
    # "GCS_Xian_1980" says that it is geographic; the bare "1980西安坐标系" of a header does not.
    says_so = re.match(r"gcs_|china geodetic", text, re.IGNORECASE)
    if find_datum(text) is None or not (says_so or datum is WGS_84):
        raise CrsError(_BARE_DATUM, name=abbreviated(text), epsg=datum.epsg)
    return _from_user_input(datum.epsg)


def _zoning_in(text: str) -> _Zoning:
    return _Zoning(
        _number(_ZONE_PATTERN, text),
        _number(_MERIDIAN_PATTERN, text),
        cast("Width | None", _number(_WIDTH_PATTERN, text)),
        # ArcGIS and EPSG say "Zone 39" of a prefixed easting, and "CM 117E" of one without.
        True if re.search("zone", text, re.IGNORECASE) else None,
    )


def _number(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    return None if match is None else float(next(group for group in match.groups() if group))


def _combine(name: str, named: _Zoning, beside: _Zoning) -> _Zoning:
    pairs = (
        (_ZONE, named.zone, beside.zone),
        (_MERIDIAN, named.meridian, beside.meridian),
        (_WIDTH, named.width, beside.width),
    )
    for what, inside, given in pairs:
        if None not in (inside, given) and inside != given:
            raise CrsError(_CONTRADICTION, name=abbreviated(name), what=what, given=f"{given:g}")
    return _Zoning(
        named.zone if beside.zone is None else beside.zone,
        named.meridian if beside.meridian is None else beside.meridian,
        beside.width or named.width,
        named.prefixed if beside.prefixed is None else beside.prefixed,
    )


def _from_zoning(datum: Datum, zoning: _Zoning) -> CRS:
    if zoning.zone is None:
        width = zoning.width or 3
        zone = zone_of_meridian(cast("float", zoning.meridian), width)
    else:
        zone = int(zoning.zone)
        width = zoning.width or width_of_zone(zone)
    return gauss_kruger(datum, zone, width=width, prefixed=bool(zoning.prefixed))


def _checked(crs: CRS, name: str, zoning: _Zoning) -> CRS:
    """Return the coordinate system, unless what is known of its zone is not true of it."""
    found = zone_of(crs)
    pairs = (
        (_ZONE, zoning.zone, found and found.zone),
        (_MERIDIAN, zoning.meridian, found and found.central_meridian),
        (_WIDTH, zoning.width, found and found.width),
    )
    for what, given, has in pairs:
        if given is not None and given != has:
            raise CrsError(_CONTRADICTION, name=abbreviated(name), what=what, given=f"{given:g}")
    return crs


def _from_user_input(value: CrsLike) -> CRS:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    text = _TOWGS84_PATTERN.sub("", value).strip() if isinstance(value, str) else value
    if references_file(text):
        raise CrsError(_UNKNOWN, name=abbreviated(value))
    try:
        given = _bare(CRS.from_user_input(text))
        return _registered(given) or given
    except CRSError:
        # The library's message repeats the text, which may contain parameters.
        raise CrsError(_UNKNOWN, name=abbreviated(value)) from None


@lru_cache(maxsize=256)
def _registered(crs: CRS) -> CRS | None:
    """Return EPSG's own entry of a system that came as WKT, so that two files' systems compare as equal.

    None where it stays what it is: what is kept here may be another's, which is equal and is written otherwise.
    """
    zone, datum = zone_of(crs), datum_of(crs)
    if datum is None:
        return None
    entry = crs
    if zone is not None and has_series(datum):
        entry = zone.crs
    elif crs.is_geographic:
        entry = from_epsg(datum.epsg)
    # A name alone makes no datum: on another ellipsoid or in another unit it stays what it was.
    is_same = entry is not crs and same_ellipsoid(entry, crs) and _same_units(entry, crs)
    return entry if is_same else None


def _same_units(one: CRS, other: CRS) -> bool:
    # ArcGIS writes the degree with fewer digits than EPSG, and some programs with as few as eight.
    return all(
        math.isclose(a.unit_conversion_factor, b.unit_conversion_factor, rel_tol=_SAME_UNIT)
        for a, b in zip(one.axis_info[:2], other.axis_info[:2], strict=False)
    )


def _bare(crs: CRS) -> CRS:
    """Return the horizontal part, without a height and without a transformation bound to it."""
    from pyproj import CRS

    if crs.is_compound:
        return _bare(crs.sub_crs_list[0])
    # PROJ binds a system with TOWGS84 to WGS 84, and would apply its parameters unasked.
    if crs.is_bound and crs.source_crs is not None:
        return CRS.from_wkt(_TOWGS84_PATTERN.sub("", crs.source_crs.to_wkt()))
    return crs
