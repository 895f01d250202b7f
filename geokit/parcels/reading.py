"""Reading a file of parcels, whatever its format, into a table with canonical columns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.errors import FormatError, InputError
from geokit.land.crs import CrsLike, parse_crs
from geokit.parcels.columns import DECLARED, ColumnMap, map_columns
from geokit.parcels.declared_column import in_square_metres, read_figures
from geokit.parcels.files import existing_path, spoken
from geokit.parcels.formats._base import Format, Reading, ReadOptions
from geokit.parcels.formats._detect import detect
from geokit.parcels.notices import ATTRIBUTE, Notice, Origin, Remarks, Unreadable, to_plain
from geokit.parcels.systems import settle_crs
from geokit.parcels.table import COLUMNS, DATE_COLUMNS, parcel_frame
from geokit.parcels.values import iso_date, text_of, translated
from geokit.parcels.vocabulary import stage_code, status_code
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

_POLYGON, _MULTIPOLYGON = 3, 6
_SAMPLE = 1000

_NO_RECORDS = Words(zh="文件中没有任何记录", en="the file holds no records")
_NOTHING_READ = Words(
    zh="{count} 条记录均无法读取;第一条:{first}", en="none of its {count} records can be read; the first: {first}"
)
_NULL = Words(zh="没有几何", en="it has no geometry")
_EMPTY = Words(zh="几何为空", en="its geometry is empty")
_NOT_POLYGON = Words(zh="几何类型为 {kind},不是面", en="its geometry is a {kind}, not a polygon")
_NOT_FINITE = Words(zh="坐标不是有限的数", en="it has coordinates that are not finite numbers")
_UNKNOWN_VALUE = Words(
    zh="列“{column}”的值“{text}”无法识别,未采用;原列保留为“{kept}”",
    en="the value “{text}” of “{column}” is not understood and was left out; the column is kept as “{kept}”",
)

_TRANSLATIONS: dict[str, Callable[[str], str | None]] = {
    "stage": stage_code,
    "status": status_code,
    **dict.fromkeys(DATE_COLUMNS, iso_date),
}


def read_parcels(  # noqa: PLR0913 - one keyword for each thing that a file may fail to say
    path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    crs: CrsLike | None = None,
    zone: int | None = None,
    encoding: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Read parcels from a file of any supported format.

    Parameters
    ----------
    path : str or path
        The file. Its first bytes decide the format.
    layer : str, optional
        The layer, where the file holds several.
    crs : pyproj.CRS, str or int, optional
        The coordinate system; it wins over the file's own.
    zone : int, optional
        The Gauss–Krüger zone, where six-digit eastings do not name it.
    encoding : str, optional
        The encoding of the text, where the file suggests a wrong one.
    columns : mapping of str to str, optional
        Original column to canonical column, for names that are not recognised: ``{"MJ2": "declared_mu"}``.

    Returns
    -------
    GeoDataFrame
        The columns of :data:`geokit.parcels.table.COLUMNS`, then those of the file that are not canonical, then
        ``geometry``: polygons and multipolygons, valid or not, in the file's coordinates. ``crs`` is None where
        neither the file nor the caller tells it. ``attrs["geokit"]`` holds how the file was read, the remarks
        on it and every record that could not be read (:func:`geokit.parcels.notices.unreadable_of`).

    Raises
    ------
    InputError
        The file is missing, may not be read, holds several layers, or none of its records can be read.
    FormatError
        It is of no known format, or not of the format that its name says.
    CrsError
        It cannot be understood without a coordinate system or zone, or contradicts the one given.
    UnknownNameError
        The layer or a column of `columns` does not exist.
    """
    found = existing_path(path)
    given = None if crs is None else parse_crs(crs, zone=zone)
    options = ReadOptions(layer=layer, crs=given, zone=zone, encoding=encoding)
    file_format = detect(found)
    try:
        reading = file_format.read(found, options)
        return _table(reading, options, columns, file_format, found)
    except InputError as error:
        raise error.at(spoken(found)) from error.__cause__


def _table(
    reading: Reading, options: ReadOptions, columns: Mapping[str, str] | None, file_format: Format, path: Path
) -> gpd.GeoDataFrame:
    column_map = map_columns(reading.columns, columns)
    count = len(reading.record) + sum(entry.record not in set(reading.record) for entry in reading.unreadable)
    ids = _column(reading, column_map, "id")
    _set_aside(reading, None if ids is None else text_of(ids))
    _refuse_nothing(reading, count, path)
    system, remarks = settle_crs(reading, options)
    notices = [*reading.notices, *remarks, *column_map.notices]
    canonical, extra = _values(reading, column_map, system, notices)
    canonical |= {"source": np.full(len(reading.record), path.name, dtype=object), "record": reading.record}
    if reading.line is not None:
        canonical["line"] = reading.line
    frame = parcel_frame(canonical, reading.geometry, crs=system, extra=extra)
    mapping = {original: _final_name(target) for original, target in column_map.targets.items()}
    frame.attrs[ATTRIBUTE] = _origin(reading, file_format, path, mapping, notices)
    return frame


def _final_name(target: str) -> str:
    return "declared_m2" if target == DECLARED else target


def _origin(
    reading: Reading, file_format: Format, path: Path, mapping: dict[str, str], notices: list[Notice]
) -> Origin:
    return Origin(
        format=file_format.name,
        source=path.name,
        layer=reading.layer,
        encoding=reading.encoding,
        mapping=mapping,
        decimals=reading.decimals,
        notices=[to_plain(notice) for notice in notices],
        unreadable=[to_plain(entry) for entry in sorted(reading.unreadable, key=lambda entry: entry.record)],
        sections=reading.sections,
    )


def _column(reading: Reading, column_map: ColumnMap, target: str) -> Any:
    return next(
        (reading.columns[original] for original, found in column_map.targets.items() if found == target), None
    )


def _set_aside(reading: Reading, ids: NDArray[np.object_] | None) -> None:
    """Move the records that are no polygons from the table to the list of unreadable ones."""
    known = {entry.record for entry in reading.unreadable}
    names = ids if ids is not None else np.full(len(reading.record), None, dtype=object)
    faulty = _faulty(reading.geometry)
    for row in np.flatnonzero(faulty):
        if int(reading.record[row]) not in known:
            reading.unreadable.append(_unreadable(reading, int(row), names[row]))
    name_of = {int(reading.record[row]): names[row] for row in np.flatnonzero(faulty)}
    reading.unreadable = [
        replace(entry, id=entry.id or name_of.get(entry.record)) for entry in reading.unreadable
    ]
    if faulty.any():
        _keep(reading, ~faulty)


def _faulty(geometry: NDArray[np.object_]) -> NDArray[np.bool_]:
    kind = shapely.get_type_id(geometry)
    polygonal = (kind == _POLYGON) | (kind == _MULTIPOLYGON)
    # The area is a sum over all coordinates, so that one of them that is not finite shows in it.
    finite = np.isfinite(shapely.area(geometry))
    faulty: NDArray[np.bool_] = ~polygonal | shapely.is_empty(geometry) | ~finite
    return faulty


def _unreadable(reading: Reading, row: int, name: str | None) -> Unreadable:
    geometry = reading.geometry[row]
    line = None if reading.line is None else int(reading.line[row])
    record = int(reading.record[row])
    if geometry is None:
        return Unreadable.of("null_geometry", _NULL, record, {}, id=name, line=line)
    kind = str(geometry.geom_type)
    if kind not in ("Polygon", "MultiPolygon"):
        return Unreadable.of("not_polygon", _NOT_POLYGON, record, {"kind": kind}, id=name, line=line)
    if geometry.is_empty:
        return Unreadable.of("empty_geometry", _EMPTY, record, {}, id=name, line=line)
    return Unreadable.of("not_finite", _NOT_FINITE, record, {}, id=name, line=line)


def _keep(reading: Reading, rows: NDArray[np.bool_]) -> None:
    reading.geometry = reading.geometry[rows]
    reading.record = reading.record[rows]
    reading.line = None if reading.line is None else reading.line[rows]
    reading.columns = {name: values[rows] for name, values in reading.columns.items()}


def _refuse_nothing(reading: Reading, count: int, path: Path) -> None:
    if len(reading.record):
        return
    if not reading.unreadable:
        raise FormatError(_NO_RECORDS, file=spoken(path))
    first = min(reading.unreadable, key=lambda entry: entry.record)
    raise FormatError(
        _NOTHING_READ, file=spoken(path), line=first.line, count=count, first=replace(first, line=None)
    )


def _values(
    reading: Reading, column_map: ColumnMap, system: CRS | None, notices: list[Notice]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the canonical columns and the others."""
    canonical: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for original, values in reading.columns.items():
        target = column_map.targets.get(original)
        if target is None:
            extra[_free_name(original, extra)] = values
        elif target == DECLARED:
            canonical |= _declared(reading, original, column_map, system, notices)
        elif target in _TRANSLATIONS:
            made, unknown = translated(text_of(values), _TRANSLATIONS[target])
            canonical[target] = made
            if unknown:
                kept = _free_name(original, extra)
                extra[kept] = values
                notices += _about_unknown(reading, unknown, original, kept)
        else:
            canonical[target] = _plain(target, values)
    return canonical, extra


def _plain(target: str, values: Any) -> Any:
    return values if target.endswith("_m2") else text_of(values)


def _free_name(original: str, taken: Mapping[str, Any]) -> str:
    """Return a name under which a file's own column may stand beside the canonical ones."""
    canonical = {column.name for column in COLUMNS} | {"geometry"}
    name = f"{original}_in_file" if original in canonical else original
    while name in taken:
        name += "_"
    return name


def _about_unknown(reading: Reading, unknown: dict[str, int], column: str, kept: str) -> list[Notice]:
    remarks = Remarks()
    for text, row in unknown.items():
        remarks.add(
            "value_not_understood",
            _UNKNOWN_VALUE,
            record=int(reading.record[row]),
            line=None if reading.line is None else int(reading.line[row]),
            column=column,
            text=text,
            kept=kept,
        )
    return remarks.notices()


def _declared(
    reading: Reading, original: str, column_map: ColumnMap, system: CRS | None, notices: list[Notice]
) -> dict[str, Any]:
    figures = read_figures(reading.columns[original], reading.declared_decimals.get(original))
    m2, half_unit_m2, remarks = in_square_metres(figures, _sampled_areas(reading, system), column_map.unit)
    notices += [
        replace(remark, record=None if remark.record is None else int(reading.record[remark.record]))
        for remark in remarks
    ]
    method = np.where(np.isnan(m2), None, reading.declared_method) if reading.declared_method else None
    return {
        "declared_m2": m2,
        "declared_half_unit_m2": half_unit_m2,
        "declared_text": figures.text,
        "declared_method": method,
    }


def _sampled_areas(reading: Reading, system: CRS | None) -> NDArray[np.float64]:
    """Return measured areas in m², of every parcel in a small file and of evenly spaced ones in a large."""
    areas = np.full(len(reading.record), np.nan)
    rows = np.unique(np.linspace(0, len(areas) - 1, _SAMPLE).astype(int))
    if system is None or not system.is_geographic:
        areas[rows] = shapely.area(reading.geometry[rows])
    else:
        areas[rows] = _geographic_areas(reading.geometry[rows], system)
    return areas


def _geographic_areas(geometries: NDArray[np.object_], system: CRS) -> NDArray[np.float64]:
    from geokit.land.measure import measure_area

    areas: NDArray[np.float64] = measure_area(geometries, system, method="geodesic")
    return areas
