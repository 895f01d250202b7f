"""The coordinate system of a boundary-point TXT: datum, width and zone, from the header, the prefix and the caller.

Where they contradict each other the file is refused: the wrong zone still gives an area, and a wrong one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.errors import CrsError, FormatError, UnknownNameError
from geokit.i18n import Words
from geokit.land.crs.datums import SEVERAL_DATUMS, datums_in, find_datum
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import is_local, parse_crs, zone_of
from geokit.land.crs.zones import Width, meridian_of_zone, width_of_zone, zone_of_meridian
from geokit.parcels.screening import CRS_MISSING

if TYPE_CHECKING:
    from pyproj import CRS

    from geokit.parcels.formats._reading import ReadOptions
    from geokit.parcels.formats.txt.grammar import Document

_WIDTHS: tuple[Width, Width] = (3, 6)
_WIDE: Width = 6

_NO_ZONE = Words(
    zh="“带号”为空，Y 坐标也不带带号：分带未知。请给出带号{option:zone}，如中央子午线 117° 的三度带为 39，或坐标系{option:crs}",
    en="带号 is blank and Y carries no zone: the zone is unknown. Give the zone{option:zone}, such as 39 for the 3° zone of "
    "117°E, or the coordinate system{option:crs}",
)
_WIDTH_IN_ZONE = Words(
    zh="“带号={value}”是分带宽度而不是带号，Y 坐标也不带带号：分带未知。请给出带号{option:zone}",
    en="带号={value} is the width of the zones, not a zone, and Y carries none: the zone is unknown. Give it{option:zone}",
)
_WIDTH_IGNORED = Words(
    zh="“带号={value}”误填了分带宽度，已按 Y 坐标前缀取 {zone} 带",
    en="带号={value} is the width of the zones; zone {zone} was taken from the prefix of Y",
)
_PREFIX_DISAGREES = Words(
    zh="“带号={value}”与 Y 坐标前缀 {zone} 不一致；请更正其一",
    en="带号={value} disagrees with the prefix {zone} of Y; correct one of them",
)
_GIVEN_DISAGREES = Words(
    zh="给定的带号 {given} 与 Y 坐标前缀 {zone} 不一致；几个文件带号不同的，请先逐个转换",
    en="the zone {given} was given, but Y begins with {zone}; of files in several zones convert each by itself first",
)
_GIVEN_OVERRIDES = Words(
    zh="文件写的是 {value} 带，已按给定的 {zone} 带处理",
    en="the file says zone {value}; zone {zone} was given and is used",
)
_WIDTH_DISAGREES = Words(
    zh="“几度分带={width}”与 {zone} 带不一致：{zone} 带属于 {actual}°带",
    en="几度分带={width} disagrees with zone {zone}, which is a {actual}° zone",
)
_NO_DATUM = Words(
    zh="[属性描述]没有坐标系，坐标系未知；可给出坐标系{option:crs}",
    en="[属性描述] names no coordinate system, so it is unknown; give it{option:crs}",
)
_UNKNOWN_SYSTEM = Words(
    zh="无法识别坐标系“{value}”；请给出坐标系{option:crs}",
    en="the coordinate system “{value}” is not known; give it{option:crs}",
)
_NOT_METRES = Words(zh="计量单位为“{value}”，不是米", en="the unit of measurement is “{value}”, not metres")
_MERIDIAN_DISAGREES = Words(
    zh="“中央子午线={meridian}”与 {zone} 带不一致：{zone} 带的中央子午线为 {actual}°",
    en="中央子午线={meridian} disagrees with zone {zone}, whose central meridian is {actual}°",
)
_CRS_PREFIX = Words(
    zh="坐标系 {crs} 与 Y 坐标不符：Y 坐标{state}带号前缀",
    en="the coordinate system {crs} does not fit: Y {state} a zone in front",
)
_WITH_PREFIX, _WITHOUT_PREFIX = Words(zh="带有", en="carries"), Words(zh="不带", en="does not carry")


def refuse_other_units(document: Document) -> None:
    """Refuse a file that does not count in metres.

    Raises
    ------
    FormatError
        计量单位 is neither empty nor metres.
    """
    value, line = document.value("计量单位")
    if value.casefold() not in {"", "米", "m", "metre", "meter", "公尺"}:
        raise FormatError(_NOT_METRES, line=line, value=value)


def local_system(document: Document) -> CRS | None:
    """Return the file's coordinate system where it is a local one, tied to no zone."""
    value, _ = document.value("坐标系")
    if not re.search("独立|地方", value):
        return None
    system = parse_crs(value)
    return system if is_local(system) else None


def system_of(document: Document, prefix: int, options: ReadOptions) -> CRS | None:
    """Return the coordinate system, or None where the file does not name its datum.

    Parameters
    ----------
    document : Document
        With the keys of the header.
    prefix : int
        The zone that the eastings begin with, or 0.
    options : ReadOptions
        What the caller knows.

    Raises
    ------
    CrsError
        The zone is unknown, or the caller's contradicts the coordinates.
    FormatError
        The header contradicts the coordinates.
    """
    if options.crs is not None:
        return _fitting(options.crs, prefix)
    zone = _zone(document, prefix, options.zone)
    name, line = document.value("坐标系")
    if not name:
        document.remarks.add(CRS_MISSING, _NO_DATUM)
        return None
    width = _width(document, zone)
    if zone is None:
        zone = _zone_of_meridian(document, width)
    elif options.zone is None:
        _refuse_other_meridian(document, zone, width)
    known = _known_name(name, line)
    try:
        crs = parse_crs(known, zone=zone, width=width, prefixed=bool(prefix))
    except (CrsError, UnknownNameError) as error:
        raise FormatError(_UNKNOWN_SYSTEM, line=line, value=name) from error
    return _fitting(crs, prefix)


def _known_name(name: str, line: int | None) -> str:
    """Return a name that can be looked up: PROJ searches long for a Chinese name that nobody has."""
    found = datums_in(name)
    if len(found) > 1:
        raise FormatError(SEVERAL_DATUMS, line=line, name=name, datums=found)
    if name.isascii() or find_datum(name) is not None:
        return name
    if not found:
        raise FormatError(_UNKNOWN_SYSTEM, line=line, value=name)
    return found[0].words.zh


def _fitting(crs: CRS, prefix: int) -> CRS:
    """Return a coordinate system that eastings with a prefix, or without one, can be in."""
    zone = zone_of(crs)
    if zone is None:
        return crs
    if zone.prefixed != bool(prefix):
        raise CrsError(_CRS_PREFIX, crs=crs_name(crs), state=_WITH_PREFIX if prefix else _WITHOUT_PREFIX)
    if zone.prefixed and zone.zone != prefix:
        raise CrsError(_GIVEN_DISAGREES, given=zone.zone, zone=prefix)
    return crs


def _zone(document: Document, prefix: int, given: int | None) -> int | None:
    text, line = document.value("带号")
    told = _whole_number(text)
    if prefix:
        return _prefixed_zone(document, prefix, told, given)
    if given is not None:
        if told is not None and told != given:
            document.remarks.add("zone_overridden", _GIVEN_OVERRIDES, line=line, value=told, zone=given)
        return given
    if told in _WIDTHS:
        raise FormatError(_WIDTH_IN_ZONE, line=line, value=told)
    return told


def _prefixed_zone(document: Document, prefix: int, told: int | None, given: int | None) -> int:
    _, line = document.value("带号")
    if given is not None and given != prefix:
        raise CrsError(_GIVEN_DISAGREES, given=given, zone=prefix)
    if told in _WIDTHS:
        document.remarks.add("width_in_zone", _WIDTH_IGNORED, line=line, value=told, zone=prefix)
    elif told is not None and told != prefix:
        if given is None:
            raise FormatError(_PREFIX_DISAGREES, line=line, value=told, zone=prefix)
        document.remarks.add("zone_overridden", _GIVEN_OVERRIDES, line=line, value=told, zone=prefix)
    return prefix


def _meridian(document: Document) -> float | None:
    text, _ = document.value("中央子午线")
    match = re.search(r"[0-9]+(?:\.[0-9]+)?", text)
    return float(match[0]) if match else None


def _zone_of_meridian(document: Document, width: Width) -> int:
    meridian = _meridian(document)
    if meridian is None:
        raise CrsError(_NO_ZONE)
    return zone_of_meridian(meridian, width)


def _refuse_other_meridian(document: Document, zone: int, width: Width) -> None:
    meridian, actual = _meridian(document), meridian_of_zone(zone, width)
    if meridian is not None and meridian != actual:
        _, line = document.value("中央子午线")
        raise FormatError(_MERIDIAN_DISAGREES, line=line, meridian=f"{meridian:g}", zone=zone, actual=actual)


def _width(document: Document, zone: int | None) -> Width:
    text, line = document.value("几度分带")
    told = _whole_number(text)
    if zone is None:
        return _WIDE if told == _WIDE else 3
    actual = width_of_zone(zone)
    if told in _WIDTHS and told != actual:
        raise FormatError(_WIDTH_DISAGREES, line=line, width=told, zone=zone, actual=actual)
    return actual


def _whole_number(text: str) -> int | None:
    match = re.match(r"第?\s*([0-9]{1,3})(?![0-9])", text)
    return int(match[1]) if match else None
