"""Setting aside the records that are no polygons, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.parcels.notices import Remarks, Unreadable
from geokit.parcels.values import text_of
from geokit.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.parcels.formats._base import Reading

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7
_LAST_SIMPLE = 3

_NULL = Words(zh="没有几何", en="it has no geometry")
_EMPTY = Words(zh="几何为空", en="its geometry is empty")
_NOT_POLYGON = Words(zh="几何类型为 {kind}，不是面", en="its geometry is a {kind}, not a polygon")
_MIXED = Words(
    zh="几何混有多种类型：保留 {count} 个多边形，{others} 未采用",
    en="its geometry mixes types: {count} polygons were kept, and {others} left out",
)
_COLLECTED = Words(
    zh="几何是集合：其中 {count} 个多边形合为一个地块",
    en="its geometry is a collection: its {count} polygons were taken as one parcel",
)
_NOT_FINITE = Words(zh="坐标不是有限的数", en="it has coordinates that are not finite numbers")


def keep_polygons(reading: Reading) -> bool:
    """Put the polygons of a mixed geometry in its place, and name what stood beside them; tell whether there was one."""
    mixed = [int(row) for row in np.flatnonzero(shapely.get_type_id(reading.geometry) == _COLLECTION)]
    remarks = Remarks()
    found = False
    for row in mixed:
        parts = _simple_parts(reading.geometry[row])
        areal = shapely.get_type_id(parts) == _POLYGON
        if not areal.any():
            continue
        found = True
        polygons = parts[areal]
        reading.geometry[row] = polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
        line = None if reading.line is None else int(reading.line[row])
        others = [part.geom_type for part in parts[~areal]]
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


def _simple_parts(geometry: shapely.Geometry) -> NDArray[np.object_]:
    """Return what a collection is made of, however its parts are nested."""
    parts = np.array([geometry], dtype=object)
    while (shapely.get_type_id(parts) > _LAST_SIMPLE).any():
        parts = shapely.get_parts(parts)
    return parts


def set_aside(reading: Reading, id_column: str | None = None) -> None:
    """Move the records that are no polygons from a reading's rows to its list of unreadable ones.

    Parameters
    ----------
    reading : Reading
        Changed in place. A record that its format has listed already keeps the format's reason.
    id_column : str, optional
        The column to name the records by.
    """
    faulty = _faulty(reading.geometry)
    if faulty.any() and keep_polygons(reading):
        faulty = _faulty(reading.geometry)
    if not faulty.any():
        return
    none = np.full(len(reading.record), None, dtype=object)
    names = none if id_column is None else text_of(reading.columns[id_column])
    rows = {int(reading.record[row]): int(row) for row in np.flatnonzero(faulty)}
    known = {entry.record for entry in reading.unreadable}
    named = [
        replace(entry, id=entry.id or names[rows[entry.record]]) if entry.record in rows else entry
        for entry in reading.unreadable
    ]
    found = [_reason(reading, row, names[row]) for record, row in rows.items() if record not in known]
    reading.unreadable = [*named, *found]
    _keep(reading, ~faulty)


def _faulty(geometry: NDArray[np.object_]) -> NDArray[np.bool_]:
    kind = shapely.get_type_id(geometry)
    polygonal = (kind == _POLYGON) | (kind == _MULTIPOLYGON)
    # The area is a sum over all coordinates, so that one of them that is not finite shows in it.
    with np.errstate(over="ignore", invalid="ignore"):
        areas = shapely.area(geometry)
    faulty: NDArray[np.bool_] = ~polygonal | ~np.isfinite(areas)
    without_area = np.flatnonzero(areas == 0)
    faulty[without_area] |= shapely.is_empty(geometry[without_area])
    return faulty


def _reason(reading: Reading, row: int, name: str | None) -> Unreadable:
    geometry = reading.geometry[row]
    line = None if reading.line is None else int(reading.line[row])
    code, words, kind = "not_finite", _NOT_FINITE, ""
    if geometry is None:
        code, words = "null_geometry", _NULL
    elif geometry.geom_type not in ("Polygon", "MultiPolygon"):
        code, words, kind = "not_polygon", _NOT_POLYGON, geometry.geom_type
    elif geometry.is_empty:
        code, words = "empty_geometry", _EMPTY
    return Unreadable.of(code, words, int(reading.record[row]), {"kind": kind}, id=name, line=line)


def _keep(reading: Reading, rows: NDArray[np.bool_]) -> None:
    reading.geometry = reading.geometry[rows]
    reading.record = reading.record[rows]
    reading.line = None if reading.line is None else reading.line[rows]
    reading.columns = {name: values[rows] for name, values in reading.columns.items()}
