"""Setting aside records that are no polygons, each with its reason, and resolving the CRS of what was read.

The CRS is the caller's, the file's, or none where the coordinates contradict it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geokit.errors import CrsError, FormatError
from geokit.geometry.threads import each_in_threads
from geokit.i18n import Words
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import (
    DEGREES_AT_MOST,
    SEVERAL_ZONES,
    gauss_kruger,
    outside_zone,
    parse_crs,
    zone_of,
    zones_in_front,
)
from geokit.land.crs.zones import PREFIX_M, width_of_zone
from geokit.land.measure.polygons import find_unmeasurable_boxes
from geokit.parcels.diagnostics import Diagnostics, Notice, Unreadable
from geokit.parcels.files import refuse_many
from geokit.parcels.soundness import faulty_among
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.parcels.formats._reading import Reading, ReadOptions


# The remarks on a file that names no system, and on one whose own cannot be that of its coordinates.
CRS_MISSING, CRS_UNUSABLE = "crs_missing", "crs_unusable"

_POLYGON, _COLLECTION = 3, 7

_LAST_SIMPLE = 3

_NULL = Words(zh="没有几何", en="it has no geometry")

_EMPTY = Words(zh="几何为空", en="its geometry is empty")

_NOT_POLYGON = Words(zh="几何类型为 {kind}，不是面", en="its geometry is a {kind}, not a polygon")

_CLOSED_LINE = Words(
    zh="几何是闭合的线，不是面；请在 GIS 中把线转为面（要素转面），再给出面图层",
    en="its geometry is a closed line, not a polygon: turn lines into polygons in a GIS (Feature To Polygon) and hand in those",
)

_MIXED = Words(
    zh="几何混有多种类型：保留 {count} 个多边形，{others} 未采用",
    en="its geometry mixes types: {count:polygon was|polygons were} kept, and {others} left out",
)

_COLLECTED = Words(
    zh="几何是集合：其中 {count} 个多边形合为一个地块",
    en="its geometry is a collection: {count:polygon of it was|polygons of it were} taken as one parcel",
)

_NOT_FINITE = Words(zh="坐标不是有限的数", en="it has coordinates that are not finite numbers")


def keep_polygons(reading: Reading) -> bool:
    """Put the polygons of a mixed geometry in its place, and name what stood beside them; tell whether there was one."""
    mixed = [int(row) for row in np.flatnonzero(shapely.get_type_id(reading.geometry) == _COLLECTION)]
    remarks = Diagnostics()
    found = False
    for row in mixed:
        parts = _simple_parts(reading.geometry[row])
        areal = shapely.get_type_id(parts) == _POLYGON
        if not areal.any():
            continue
        found = True
        polygons = parts[areal]
        reading.geometry[row] = _one_of(polygons)
        line = None if reading.line is None else int(reading.line[row])
        others = [_kind(part) for part in parts[~areal]]
        remarks.add(
            "mixed_geometry",
            _MIXED if others else _COLLECTED,
            line=line,
            record=int(reading.record[row]),
            count=len(polygons),
            others=[f"{others.count(kind)} {kind}" for kind in dict.fromkeys(others)],
        )
    reading.notices += remarks.notices()
    return found


def polygons_taken(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes, those that are collections as the polygons in them, where there is one.

    Examples
    --------
    >>> mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(0, 0)])
    >>> [shape.geom_type for shape in polygons_taken(np.array([mixed, shapely.Point(0, 0)]))]
    ['Polygon', 'Point']
    """
    taken = geometry.copy()
    for row in np.flatnonzero(shapely.get_type_id(geometry) == _COLLECTION).tolist():
        parts = _simple_parts(geometry[row])
        polygons = parts[shapely.get_type_id(parts) == _POLYGON]
        if len(polygons):
            taken[row] = _one_of(polygons)
    return taken


def _one_of(polygons: NDArray[np.object_]) -> BaseGeometry:
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(list(polygons))


def _kind(geometry: BaseGeometry) -> str:
    """Return what a shape is called; a ring is a line in every file, and with workers."""
    return geometry.geom_type.replace("LinearRing", "LineString")


def _simple_parts(geometry: shapely.Geometry) -> NDArray[np.object_]:
    """Return what a collection is made of, however its parts are nested."""
    parts = np.array([geometry], dtype=object)
    while (shapely.get_type_id(parts) > _LAST_SIMPLE).any():
        parts = shapely.get_parts(parts)
    return parts


def set_unreadable_aside(reading: Reading, id_column: str | None = None) -> None:
    """Move the records that are no polygons from a reading's rows to its list of unreadable ones.

    Parameters
    ----------
    reading : Reading
        Changed in place. A record that its format has listed already keeps the format's reason.
    id_column : str, optional
        The column to name the records by.
    """
    faulty = each_in_threads(faulty_among, reading.geometry)
    if faulty.any() and keep_polygons(reading):
        faulty = faulty_among(reading.geometry)
    if not faulty.any():
        return
    none = np.full(len(reading.record), None, dtype=object)
    names = none if id_column is None else to_text(reading.columns[id_column])
    rows = {int(reading.record[row]): int(row) for row in np.flatnonzero(faulty)}
    known = {entry.record for entry in reading.unreadable}
    named = [
        replace(entry, id=entry.id or names[rows[entry.record]]) if entry.record in rows else entry
        for entry in reading.unreadable
    ]
    found = [_reason(reading, row, names[row]) for record, row in rows.items() if record not in known]
    reading.unreadable = [*named, *found]
    _keep(reading, ~faulty)


def _reason(reading: Reading, row: int, name: str | None) -> Unreadable:
    geometry = reading.geometry[row]
    line = None if reading.line is None else int(reading.line[row])
    code, words, kind = "not_finite", _NOT_FINITE, ""
    if geometry is None:
        code, words = "null_geometry", _NULL
    elif geometry.geom_type not in ("Polygon", "MultiPolygon"):
        words = _CLOSED_LINE if _is_closed_line(geometry) else _NOT_POLYGON
        code, kind = "not_polygon", _kind(geometry)
    elif geometry.is_empty:
        code, words = "empty_geometry", _EMPTY
    return Unreadable.of(code, words, int(reading.record[row]), {"kind": kind}, id=name, line=line)


def _is_closed_line(geometry: BaseGeometry) -> bool:
    """Tell whether a geometry is the outline of something, drawn as a line."""
    return geometry.geom_type in ("LineString", "LinearRing", "MultiLineString") and bool(
        np.all(shapely.is_closed(shapely.get_parts(geometry))) and not geometry.is_empty
    )


def _keep(reading: Reading, rows: NDArray[np.bool_]) -> None:
    reading.geometry = reading.geometry[rows]
    reading.record = reading.record[rows]
    reading.line = None if reading.line is None else reading.line[rows]
    reading.columns = {
        name: None if values is None else values[rows] for name, values in reading.columns.items()
    }


_DROPPED = {
    "metres": Words(
        zh="注明的坐标系为 {crs}（经纬度），但坐标超出 ±180/±90：按坐标系未知处理，请给出坐标系{option:crs}",
        en="{crs} is named, in degrees, but the coordinates go beyond ±180 and ±90: their coordinate system is "
        "taken as unknown; give it{option:crs}",
    ),
    "degrees": Words(
        zh="注明的坐标系为 {crs}（米），但坐标看来是经纬度：按坐标系未知处理，请给出坐标系{option:crs}",
        en="{crs} is named, in metres, but the coordinates look like degrees: their coordinate system is taken as "
        "unknown; give it{option:crs}",
    ),
}

_REFUSED = {
    "metres": Words(
        zh="给定的坐标系 {crs} 以度为单位，但坐标超出 ±180/±90：请更正坐标系{option:crs}",
        en="{crs} was given, in degrees, but the coordinates go beyond ±180 and ±90: correct it{option:crs}",
    ),
    "degrees": Words(
        zh="给定的坐标系 {crs} 以米为单位，但坐标看来是经纬度：请更正坐标系{option:crs}",
        en="{crs} was given, in metres, but the coordinates look like degrees: correct it{option:crs}",
    ),
}

_MISSING = Words(
    zh="未注明坐标系；可给出坐标系{option:crs}或带号{option:zone}",
    en="no coordinate system is named; give it{option:crs} or the zone{option:zone}",
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

_NOWHERE = Words(
    zh="{crs} 中没有这样的坐标；请检查坐标系、单位与坐标顺序",
    en="no place has such coordinates in {crs}; check the system, the unit and the order of the axes",
)

_WEST, _SOUTH, _EAST, _NORTH = 73.0, 3.0, 136.0, 54.0


def resolve_crs(reading: Reading, options: ReadOptions) -> tuple[CRS | None, list[Notice]]:
    """Return the coordinate system to use, or None, and what is to be said about it.

    A geographic system that the coordinates contradict is dropped: GDAL calls every GeoJSON without a system
    WGS 84, even when it holds metres.
    """
    bounds = _total_bounds(reading.geometry)
    if reading.crs is not None:
        reading.crs = parse_crs(reading.crs)
    crs, notices = _resolved(reading, options, bounds)
    return crs, [*notices, *_about_several_zones(reading, crs, bounds)]


def _resolved(
    reading: Reading, options: ReadOptions, bounds: NDArray[np.float64]
) -> tuple[CRS | None, list[Notice]]:
    if options.crs is not None:
        return options.crs, _about_chosen(reading.crs, options.crs, bounds)
    if reading.crs is None:
        return _without(options.zone, bounds, Notice.of(CRS_MISSING, _MISSING))
    contradiction = _contradiction(reading.crs, bounds)
    if contradiction is not None:
        return _without(
            options.zone, bounds, Notice.of(CRS_UNUSABLE, _DROPPED[contradiction], crs=crs_name(reading.crs))
        )
    return reading.crs, _about_zone(reading.crs, bounds)


def _total_bounds(geometry: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return west, south, east and north of all shapes; NaN where there are none."""
    west, south, east, north = each_in_threads(shapely.bounds, geometry).T
    extremes = ((np.fmin, west), (np.fmin, south), (np.fmax, east), (np.fmax, north))
    return np.array([extreme.reduce(side, initial=np.nan) for extreme, side in extremes])


def _about_chosen(own: CRS | None, chosen: CRS, bounds: NDArray[np.float64]) -> list[Notice]:
    contradiction = _contradiction(chosen, bounds)
    if contradiction is not None:
        raise CrsError(_REFUSED[contradiction], crs=crs_name(chosen))
    notices = _about_zone(chosen, bounds)
    if own is not None and own != chosen and _contradiction(own, bounds) is None:
        notices.append(Notice.of("crs_overridden", _OVERRIDDEN, file_crs=crs_name(own), crs=crs_name(chosen)))
    return notices


def _without(
    zone: int | None, bounds: NDArray[np.float64], missing: Notice
) -> tuple[CRS | None, list[Notice]]:
    crs = None if zone is None else crs_of_zone(zone, bounds)
    if crs is None:
        return None, [missing]
    return crs, [Notice.of("crs_assumed", _ASSUMED, zone=zone, crs=crs_name(crs)), *_about_zone(crs, bounds)]


def crs_of_zone(zone: int, bounds: NDArray[np.float64]) -> CRS | None:
    """Return the system of CGCS2000 in a zone, with its number in front where the eastings have it; None of degrees."""
    if np.isnan(bounds).any() or looks_like_degrees(bounds):
        return None
    prefixed = bool(bounds[0] >= 10 * PREFIX_M)
    return gauss_kruger("CGCS2000", zone, width=width_of_zone(zone), prefixed=prefixed)


def _about_zone(crs: CRS, bounds: NDArray[np.float64]) -> list[Notice]:
    if np.isnan(bounds).any():
        return []
    if outside_zone(bounds.tolist(), crs):
        return [Notice.of("crs_outside_zone", _OUTSIDE, crs=crs_name(crs))]
    if crs.is_projected and zone_of(crs) is None and find_unmeasurable_boxes(bounds[None], crs, "planar")[0]:
        return [Notice.of("crs_nowhere", _NOWHERE, crs=crs_name(crs))]
    return []


def _about_several_zones(reading: Reading, crs: CRS | None, bounds: NDArray[np.float64]) -> list[Notice]:
    # Eastings of other projections begin with any number.
    if (crs is not None and zone_of(crs) is None) or len(zones_in_front(bounds[::2])) < 2:  # noqa: PLR2004 - more than one
        return []
    west = shapely.bounds(reading.geometry)[:, 0]
    return [
        Notice.of("crs_several_zones", SEVERAL_ZONES, zones=zones_in_front(west[np.isfinite(west)])),
    ]


def _contradiction(crs: CRS, bounds: NDArray[np.float64]) -> Literal["metres", "degrees"] | None:
    """Return what the coordinates are, where the coordinate system says otherwise."""
    if np.isnan(bounds).any():
        return None
    if crs.is_geographic and not looks_like_degrees(bounds):
        return "metres"
    if crs.is_projected and in_china(bounds):
        return "degrees"
    return None


def in_china(bounds: NDArray[np.float64]) -> bool:
    """Tell whether bounds (west, south, east, north) are longitudes and latitudes of China."""
    # Small metric coordinates are an example or a local system; only China's own degrees are certain to be degrees.
    west, south, east, north = bounds
    return bool(west >= _WEST and east <= _EAST and south >= _SOUTH and north <= _NORTH)


def looks_like_degrees(bounds: NDArray[np.float64]) -> bool:
    """Tell whether bounds (west, south, east, north) can be longitudes and latitudes."""
    widest, highest = DEGREES_AT_MOST
    return bool(np.all(np.abs(bounds[[0, 2]]) <= widest) and np.all(np.abs(bounds[[1, 3]]) <= highest))


_NO_RECORDS = Words(zh="其中没有任何记录", en="it holds no records")
_NONE_READ = Words(
    zh="{count} 条记录均无法读取；第一条：{first}",
    en="none of its {count} records can be read; the first: {first}",
)
_ONE_UNREADABLE = Words(zh="只有一条记录，无法读取：{first}", en="its only record cannot be read: {first}")


def refuse_count(reading: Reading) -> None:
    """Refuse a file of which no record could be read, or that has more than any table of parcels."""
    refuse_many(len(reading.record) + len(reading.unreadable))
    if len(reading.record):
        return
    if not reading.unreadable:
        raise FormatError(_NO_RECORDS)
    first, count = min(reading.unreadable, key=lambda entry: entry.record), len(reading.unreadable)
    if count == 1:
        raise FormatError(_ONE_UNREADABLE, line=first.line, first=Notice(first.code, first.zh, first.en))
    raise FormatError(_NONE_READ, line=first.line, count=count, first=replace(first, line=None))
