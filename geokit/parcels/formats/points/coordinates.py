"""From point rows to polygons, in the CRS that lines beside the table name, checked against the eastings' zone prefix.

A parcel whose points make no polygon is set aside with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import CrsError, FormatError
from geokit.i18n import Words
from geokit.land.crs.datums import (
    BEIJING_1954,
    CGCS2000,
    SEVERAL_DATUMS,
    XIAN_1980,
    Datum,
    datums_in,
    normalize_name,
)
from geokit.land.crs.own_meridian import PROJECTION, read_projection
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import is_local, parse_crs, zone_of
from geokit.land.crs.zones import ZONES, Width, has_series, meridian_of_zone, width_of_zone
from geokit.parcels.diagnostics import Diagnostics, Unreadable
from geokit.parcels.formats import _rings
from geokit.parcels.formats.points import rings
from geokit.parcels.formats.points.numbers import plain_signs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.formats._reading import Reading, ReadOptions
    from geokit.parcels.formats.points.rows import Points


_SPEAKS = re.compile(
    r"坐标系|大地坐标|cgcs|epsg|西安\s*(19)?80|北京\s*(19)?54|wgs|子午线|中央经线|带号|[36三六]\s*(度|°)\s*(分\s*)?带|"
    r"[36]-degree|^\s*第?\s*\d{2}\s*号?\s*带\s*$|gauss|高斯|独立坐标|地方坐标|投影带|\bzone\s*\d",
    re.IGNORECASE,
)

_CODE = re.compile(r"EPSG[:\s]*(\d{4,6})", re.IGNORECASE)

_ZONE = re.compile(
    r"zone[\s_]*(\d{2})(?!\d)|第\s*(\d{2})\s*号?(?:投影)?带|带号\D{0,3}(\d{2})(?!\d)|(?<![\d.])(\d{2})\s*号?(?:投影)?带",
    re.IGNORECASE,
)

_MERIDIAN = re.compile(
    r"(?:中央(?:经线|子午线)|central[\s_]*meridian|(?<![a-z])cm)\D{0,6}(\d{2,3}(?:\.\d+)?)"
    r"|(?<!\d)(\d{2,3}(?:\.\d+)?)\s*[°度]\s*(?:e\s*)?(?:中央|带(?!号))",
    re.IGNORECASE,
)

_WIDTH = re.compile(r"(?<![\d.])([36])[\s_-]*(?:度|°|deg)|([三六])度", re.IGNORECASE)

_CHINESE = {"三": 3, "六": 6}

_WIDE: Width = 6

# Spellings of a line that is no name: 大地2000, 西安1980年.
_LOOSE = (
    (r"(?<!\d)2000.{0,4}(坐标|大地|国家)|(坐标|大地|国家).{0,4}2000", CGCS2000),
    (r"西安.{0,4}80|80.{0,4}西安", XIAN_1980),
    (r"北京.{0,4}54|54.{0,4}北京", BEIJING_1954),
)

_RENUMBERED = Words(
    zh="“{text}”的东坐标{state}带号前缀，与数据不符，已按 {crs} 处理",
    en="eastings of “{text}” {state} a zone in front, unlike those of the table; {crs} is taken",
)

_WITH, _WITHOUT = Words(zh="带有", en="carry"), Words(zh="不带", en="do not carry")

_GIVEN = Words(
    zh="给定的带号 {given} 与 Y 坐标前缀 {zone} 不一致",
    en="the zone {given} was given, but Y begins with {zone}",
)

_DISAGREES = Words(
    zh="“{text}”与 Y 坐标前缀 {zone} 不一致；请更正其一，或给出坐标系{option:crs}",
    en="“{text}” disagrees with the prefix {zone} of Y; correct one of them, or give the coordinate system{option:crs}",
)

_OWN_MERIDIAN = Words(
    zh="“{text}”的中央子午线 {meridian}° 不是任何分带的：请用 WKT 给出坐标系{option:crs}",
    en="the central meridian {meridian}° of “{text}” is that of no zone: give the coordinate system{option:crs}, as WKT",
)

_MERIDIANS = frozenset(meridian_of_zone(zone, width) for width, zones in ZONES.items() for zone in zones)

_SELF = Words(
    zh="“{text}”自相矛盾；请更正，或给出坐标系{option:crs}",
    en="“{text}” contradicts itself; correct it, or give the coordinate system{option:crs}",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the lines beside a table say of its coordinate system.

    Parameters
    ----------
    text : str
        Those lines.
    line : int
        The first of them.
    """

    text: str
    line: int

    @property
    def code(self) -> str | None:
        """The EPSG code, where one is named."""
        match = _CODE.search(self.text)
        return None if match is None else f"EPSG:{match[1]}"

    @property
    def is_local(self) -> bool:
        """Whether they name a system that is tied to no zone."""
        return re.search("独立|地方坐标", self.text) is not None and PROJECTION not in self.text

    def number(self, pattern: re.Pattern[str]) -> float | None:
        """Return the first number that a pattern finds, or None."""
        match = pattern.search(self.text)
        found = None if match is None else next(group for group in match.groups() if group)
        return None if found is None else float(_CHINESE.get(found, found))


def statement_in(rows: Iterable[tuple[int, str]]) -> Statement | None:
    """Return what rows of text, each with its line, say of a coordinate system; None where none of them does.

    Examples
    --------
    >>> statement_in([(1, "成果表"), (2, "坐标系：2000国家大地坐标系 中央子午线117度")]).line
    2
    """
    found = [(line, plain_signs(text)) for line, text in rows if _SPEAKS.search(text)]
    return Statement(" ".join(text for _, text in found), found[0][0]) if found else None


def speaks_of_system(text: str) -> bool:
    """Tell whether a title, such as 坐标系 or 中央子午线, is about the coordinate system."""
    return _SPEAKS.search(text) is not None


def system_of(
    said: Statement | None, prefix: int | None, options: ReadOptions, remarks: Diagnostics
) -> CRS | None:
    """Return the coordinate system of a table, or None where the datum or the zone stays open.

    Parameters
    ----------
    said : Statement or None
        What the lines beside the table say.
    prefix : int or None
        The zone that the eastings begin with, or 0; None where the coordinates are longitude and latitude.
    options : ReadOptions
        The caller's zone stands where neither the line nor the prefix names one; the caller's system wins anyway.
    remarks : Remarks
        Takes what is taken otherwise than it was said.

    Raises
    ------
    FormatError
        The lines contradict the eastings, or themselves, or name several datums.
    """
    if prefix and options.zone not in (None, prefix):
        raise CrsError(_GIVEN, given=options.zone, zone=prefix)
    if said is None:
        return None
    try:
        if said.code is not None:
            return _of_code(said, said.code, prefix, remarks)
        return _of_words(said, prefix, options.zone)
    except (CrsError, FormatError) as error:
        if options.crs is not None:
            return None
        if isinstance(error, FormatError):
            raise
        words = _DISAGREES if prefix else _SELF
        raise FormatError(words, line=said.line, text=said.text, zone=prefix) from None


def _of_code(said: Statement, code: str, prefix: int | None, remarks: Diagnostics) -> CRS:
    crs = parse_crs(code)
    zone = zone_of(crs)
    if zone is None or prefix is None:
        return crs
    if prefix:
        _refuse_unless(said, prefix == zone.zone)
    if zone.prefixed == bool(prefix):
        return crs
    fitting = replace(zone, prefixed=bool(prefix)).crs
    state = _WITH if zone.prefixed else _WITHOUT
    remarks.add("crs_renumbered", _RENUMBERED, line=said.line, text=code, state=state, crs=crs_name(fitting))
    return fitting


def _of_words(said: Statement, prefix: int | None, given: int | None) -> CRS | None:
    if said.is_local:
        system = parse_crs(said.text.partition(":")[2].strip() or said.text)
        return system if is_local(system) else None
    datum = _datum_of(said)
    if datum is None:
        return None
    if prefix is None:
        return parse_crs(f"EPSG:{datum.epsg}")
    return read_projection(said.text, datum) or _of_zone(said, datum, prefix, given)


def _of_zone(said: Statement, datum: Datum, prefix: int, given: int | None) -> CRS | None:
    told, meridian = said.number(_ZONE), said.number(_MERIDIAN)
    zone = prefix or told or (given if meridian is None else None)
    if not has_series(datum) or (zone is None and meridian is None):
        return None
    if zone is None and meridian not in _MERIDIANS:
        raise FormatError(_OWN_MERIDIAN, line=said.line, text=said.text, meridian=f"{meridian:g}")
    number = None if zone is None else int(zone)
    crs = parse_crs(
        datum.id, zone=number, central_meridian=meridian, width=_width(said, number), prefixed=bool(prefix)
    )
    _refuse_unless(said, told in (None, zone))
    return crs


def _width(said: Statement, zone: int | None) -> Width:
    told = said.number(_WIDTH)
    if zone is None:
        return _WIDE if told == _WIDE else 3
    actual = width_of_zone(zone)
    _refuse_unless(said, told in (None, actual))
    return actual


def _refuse_unless(said: Statement, agrees: bool) -> None:  # noqa: FBT001 - reads as a sentence
    if not agrees:
        raise CrsError(_SELF, text=said.text)


def _datum_of(said: Statement) -> Datum | None:
    """Return the datum whose name stands in the lines, or None."""
    plain = normalize_name(said.text)
    found = datums_in(said.text) or [datum for pattern, datum in _LOOSE if re.search(pattern, plain)]
    if len(found) > 1:
        raise FormatError(SEVERAL_DATUMS, line=said.line, name=said.text, datums=found)
    return found[0] if found else None


_TOO_FEW = Words(zh="第 {ring} 圈不足 3 个不同的点", en="ring {ring} has fewer than 3 distinct points")

_NO_AREA = Words(zh="第 {ring} 圈面积为零", en="ring {ring} has no area")

_OTHER_PREFIX = Words(
    zh="Y 坐标前缀为 {own} 带，而文件首个地块为 {zone} 带；请按分带拆分文件",
    en="Y begins with zone {own}, and in the file's first parcel with zone {zone}: part the file by zone",
)

_WITH_OTHER_STATE = Words(
    zh="Y 坐标带有 {own} 带前缀，而文件首个地块不带带号",
    en="Y begins with zone {own}, and in the file's first parcel with no zone",
)

_WITHOUT_OTHER_STATE = Words(
    zh="Y 坐标不带带号前缀，而文件首个地块带有 {zone} 带前缀",
    en="Y begins with no zone, and in the file's first parcel with zone {zone}",
)

_BEYOND = Words(
    zh="坐标 {value} 不是度，而表中另有以度为单位的坐标；请统一写法，如 116.61 或 116°36′36.00″",
    en="the coordinate {value} is no number of degrees, and others of the table are: write all alike, as 116.61 or as "
    "116°36′36.00″",
)
_ALL_BEYOND = Words(
    zh="按表头坐标应为经纬度，但没有一个是度，已按米读取；请核对表头",
    en="by the headings the coordinates are longitudes and latitudes, but none is a number of degrees: they were read as "
    "metres; check the headings",
)
_HALF_TURN = 180


class PointParcels:
    """The parcels of a reading while their geometry is being made.

    Parameters
    ----------
    reading : Reading
        Its geometry is filled, and its list of unreadable records grows: these are named, as all of a reading's rows are, by
        the column of their ids. Its lines must be known.
    points : Points
        As many sizes as the reading has records, none of them zero.
    """

    def __init__(self, reading: Reading, points: Points) -> None:
        self.reading, self.points = reading, points
        starts = np.concatenate([[0], np.cumsum(points.sizes)[:-1]])
        self.starts: NDArray[np.int64] = starts.astype(np.int64)
        self.usable = np.ones(len(points.sizes), dtype=bool)

    def refuse_impossible(self, crs: CRS | None) -> None:
        """Set aside parcels with swapped axes, degrees, or coordinates that are nowhere in China.

        The caller's coordinate system, where it is geographic or local, takes any.
        """
        if crs is not None and not crs.is_projected:
            return
        fault, kinds = rings.coordinate_fault(self.points.place, self.starts)
        for row in np.flatnonzero(fault >= 0):
            code, words = kinds[fault[row]]
            east, north = self._first_at_fault(int(row))
            self._refuse(int(row), code, words, east=f"{east:.3f}", north=f"{north:.3f}")

    def refuse_beyond_degrees(self, remarks: Diagnostics) -> None:
        """Set aside parcels with coordinates that are no degrees where others are: packed ones among decimal ones, or metres.

        Where none is, the headings are wrong, which is said.
        """
        beyond = np.abs(self.points.place) > _HALF_TURN
        if beyond.size and beyond.all():
            remarks.add("no_degrees", _ALL_BEYOND)
            return
        for row in np.flatnonzero(np.logical_or.reduceat(beyond.any(axis=1), self.starts)):
            start = self.starts[row]
            own = self.points.place[start : start + self.points.sizes[row]]
            first = own[np.abs(own) > _HALF_TURN][0]
            self._refuse(int(row), "beyond_degrees", _BEYOND, value=f"{first:.10g}")

    def _first_at_fault(self, row: int) -> NDArray[np.float64]:
        """Return the first point of a parcel that is impossible by itself, or its first where only all together are."""
        start = self.starts[row]
        own = self.points.place[start : start + self.points.sizes[row]]
        fault, _ = rings.coordinate_fault(own, np.arange(len(own)))
        first: NDArray[np.float64] = own[np.argmax(fault >= 0)]
        return first

    def common_prefix(self) -> int | None:
        """Return the zone that all eastings begin with, 0 for none, or None where no parcel is left.

        Parcels unlike the first are set aside: one table has one coordinate system.
        """
        if not self.usable.any():
            return None
        prefix = rings.prefixes(self.points.place, self.starts)
        first = int(prefix[np.argmax(self.usable)])
        for row in np.flatnonzero(self.usable & (prefix != first)):
            own = int(prefix[row])
            words = _OTHER_PREFIX if first and own else _WITH_OTHER_STATE if own else _WITHOUT_OTHER_STATE
            self._refuse(int(row), "other_zone", words, zone=first, own=own)
        return first

    def shape(self, remarks: Diagnostics, *, in_degrees: bool = False) -> None:
        """Make the polygons, and set aside parcels with a ring that has no area."""
        shapes = rings.split_rings(self.points, remarks)
        few, flat = _rings.faulty_rings(shapes.rings, in_degrees=in_degrees)
        for at in np.flatnonzero(few | flat):
            code, words = ("too_few_points", _TOO_FEW) if few[at] else ("no_area", _NO_AREA)
            row, number = int(shapes.rings.rows[at]), int(shapes.numbers[at])
            if self.usable[row]:
                self._refuse(row, code, words, line=int(shapes.lines[at]), ring=number)
        kept = shapes.rings.taken(self.usable[shapes.rings.polygon_rows])
        self.reading.geometry[:] = _rings.polygons(kept, len(self.points.sizes))

    def _refuse(
        self,
        row: int,
        code: str,
        words: Words,
        *,
        line: int | None = None,
        ring: int | None = None,
        **fields: object,
    ) -> None:
        self.usable[row] = False
        if line is None and self.reading.line is not None:
            line = int(self.reading.line[row])
        record = int(self.reading.record[row])
        told = {**fields, "ring": ring}
        self.reading.unreadable.append(Unreadable.of(code, words, record, told, line=line, ring=ring))
