"""Any table of parcels made the canonical one: columns named, values translated, areas in m², its CRS resolved.

What a format has read and what a caller has built go the same way, and a table that is canonical comes back as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geokit.errors import InputError
from geokit.geometry.arrays import without_m
from geokit.i18n import Words
from geokit.parcels.alike_ids import about_alike
from geokit.parcels.alike_phases import about_alike_phases
from geokit.parcels.chosen_columns import canonical_target, not_yet_read, replaced_by
from geokit.parcels.class_columns import with_class_columns
from geokit.parcels.codes import TRANSLATIONS, beside_canonical, free_name, remark_on
from geokit.parcels.columns import DECLARED, ColumnMap, map_columns
from geokit.parcels.declared_areas import is_in_square_metres, parse_figures, to_square_metres
from geokit.parcels.diagnostics import ATTRIBUTE, Diagnostics, Notice, Origin, to_plain
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.labels import column_names, is_canonical, with_labels
from geokit.parcels.repeated_areas import remarks_on_columns
from geokit.parcels.sampling import sample_of, sampled_areas_m2
from geokit.parcels.schematic import is_basis
from geokit.parcels.screening import (
    CRS_MISSING,
    CRS_UNUSABLE,
    refuse_count,
    resolve_crs,
    set_unreadable_aside,
)
from geokit.parcels.table import (
    BESIDE_THE_FIGURE,
    COLUMN_NAMES,
    COLUMNS,
    PROVENANCE_COLUMNS,
    assembled_frame,
    parcel_frame,
)
from geokit.parcels.unread_columns import about_unread
from geokit.parcels.values import (
    EXACT,
    as_series,
    flatten_nested,
    repeated,
    to_numbers,
    to_text,
    to_whole_numbers,
    translate_values,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS


_TEXT_COLUMNS = frozenset(column.name for column in COLUMNS if column.kind == "text")

_MAX_DECIMALS = 6


_UNKNOWN_VALUE = Words(
    zh="列“{column}”的值“{text}”无法识别，未采用；原列保留为“{kept}”",
    en="the value “{text}” of “{column}” is not understood and was left out; the column is kept as “{kept}”",
)
_DIGITS_LOST = Words(
    zh="列“{column}”的编号以浮点数保存，超过 15 位的末尾数字已失真；请在来源文件中改为文本",
    en="the number in “{column}” is kept as a float and has lost its digits after the 15th; make it text in the source",
)
_CUT_TO_FIT = Words(
    zh="列“{column}”的编号超出 64 位整数的范围，读取时已被截为 {value}；请在来源文件中改为文本",
    en="the number in “{column}” is beyond 64 bits and was cut to {value} as it was read; make it text in the source",
)
_NOT_A_FRAME = Words(
    zh="需要 GeoDataFrame，而不是 {kind}；可用 geopandas.GeoDataFrame（表，geometry=…, crs=…）生成",
    en="a GeoDataFrame is needed, not a {kind}; geopandas.GeoDataFrame(table, geometry=…, crs=…) makes one",
)

_NO_GEOMETRY = Words(
    zh="表中没有几何列；请用 set_geometry 指定", en="the table has no geometry; name it with set_geometry"
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a reading comes from: the format's name and the file's, without its folder."""

    format: str | None = None
    source: str | None = None


def normalize_reading(
    reading: Reading,
    options: ReadOptions | None = None,
    columns: Mapping[str, str] | None = None,
    provenance: Provenance = Provenance(),
) -> gpd.GeoDataFrame:
    """Return the parcel table of what was read; what is to be said about it stands in its attributes.

    Parameters
    ----------
    reading : Reading
        Columns and shapes as they were found; changed in place.
    options : ReadOptions, optional
        What the caller knows of the coordinate system.
    columns : mapping of str to str, optional
        Original column to canonical column, for names that are not recognised.
    provenance : Provenance
        Which file it was, if one.

    Raises
    ------
    FormatError
        There is no record, or none that can be read.
    """
    reading.columns, nested = flatten_nested(reading.columns)
    reading.notices += nested
    column_map = with_class_columns(
        map_columns(reading.columns, columns, clipped=reading.clipped), reading.columns, reading.clipped
    )
    set_unreadable_aside(
        reading, next((name for name, target in column_map.targets.items() if target == "id"), None)
    )
    refuse_count(reading)
    system = _resolve_reading_crs(reading, options or ReadOptions())
    reading.notices += [
        *remarks_on_columns(column_map, reading.columns),
        *about_unread(list(reading.columns), column_map),
    ]
    canonical, extra = _columns(reading, column_map, system)
    reading.notices += about_alike(canonical["id"]) if "id" in canonical else []
    reading.notices += about_alike_phases(canonical["phase"]) if "phase" in canonical else []
    canonical["source"] = repeated(provenance.source, len(reading.record))
    canonical["record"] = reading.record
    if reading.line is not None:
        canonical["line"] = reading.line
    frame = assembled_frame(canonical, reading.geometry, crs=system, extra=extra)
    frame.attrs[ATTRIBUTE] = _origin(reading, provenance, column_map, system)
    return frame


def renormalize(frame: gpd.GeoDataFrame, columns: Mapping[str, str] | None = None) -> gpd.GeoDataFrame:
    """Return a table that has every canonical column, with values as they should be where they are no more.

    What `columns` names takes the place of the canonical column. Its rows and its system stay as they are. Nothing is
    changed in a table that nobody has touched; GeoParquet and pandas do not keep the types of its columns, and callers
    write what they like into them.
    """
    named = not_yet_read(frame, columns or {})
    left_out = {*PROVENANCE_COLUMNS, frame.active_geometry_name, *replaced_by(named)}
    reading = Reading(
        columns={name: values for name, values in _by_name(frame).items() if name not in left_out},
        geometry=without_m(frame.geometry.to_numpy()),
        record=to_whole_numbers(frame["record"]),
        line=to_whole_numbers(frame["line"]),
        crs=frame.crs,
    )
    blank = dict.fromkeys(
        name for name, values in reading.columns.items() if name in _TEXT_COLUMNS and _is_blank(values)
    )
    reading.columns, reading.notices = flatten_nested({**reading.columns, **blank})
    own = {name: name for name in COLUMN_NAMES if name not in left_out}
    column_map = map_columns(reading.columns, {**own, **named})
    canonical, extra = _columns(reading, column_map, frame.crs)
    canonical |= {"source": to_text(frame["source"]), "record": reading.record, "line": reading.line}
    again = assembled_frame(canonical, reading.geometry, crs=frame.crs, extra=extra)
    again.attrs = dict(frame.attrs)
    if reading.notices or named:
        origin = Origin(frame.attrs.get(ATTRIBUTE, {}))
        origin["mapping"] = {
            **(origin.get("mapping") or {}),
            **{name: canonical_target(named[name]) for name in named},
        }
        origin["notices"] = [*origin.get("notices", ()), *map(to_plain, reading.notices)]
        again.attrs[ATTRIBUTE] = origin
    return again


def _is_blank(values: Any) -> bool:
    """Tell whether no row has a value; most canonical columns of most tables are so, and need no translation."""
    return bool(pd.isna(values[:1]).all() and pd.isna(values).all())


def _resolve_reading_crs(reading: Reading, options: ReadOptions) -> CRS | None:
    system, remarks = resolve_crs(reading, options)
    known_codes = {notice.code for notice in reading.notices}
    if known_codes & {"projection_refused", CRS_UNUSABLE}:
        known_codes.add(CRS_MISSING)
    reading.notices += [remark for remark in remarks if remark.code not in known_codes]
    return system


def _origin(reading: Reading, provenance: Provenance, column_map: ColumnMap, system: CRS | None) -> Origin:
    return Origin(
        format=provenance.format,
        source=provenance.source,
        layer=reading.layer,
        encoding=reading.encoding,
        mapping={
            original: "declared_m2" if target == DECLARED else target
            for original, target in column_map.targets.items()
        },
        decimals=reading.decimals if reading.decimals is not None else _printed_decimals(reading, system),
        notices=[to_plain(notice) for notice in reading.notices],
        unreadable=[to_plain(entry) for entry in sorted(reading.unreadable, key=lambda entry: entry.record)],
        sections=reading.sections,
    )


def _printed_decimals(reading: Reading, system: CRS | None) -> int | None:
    """Return to how many decimals coordinates in metres are rounded, or None where they are computed numbers."""
    if system is not None and system.is_geographic:
        return None
    coordinates = shapely.get_coordinates(reading.geometry[sample_of(len(reading.record))])
    return next(
        (
            places
            for places in range(_MAX_DECIMALS + 1)
            if np.array_equal(coordinates.round(places), coordinates)
        ),
        None,
    )


def _columns(
    reading: Reading, column_map: ColumnMap, system: CRS | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the canonical columns and the others."""
    canonical: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    # The figure first: where a table that geokit wrote has half-unit and text too, those stand.
    order = sorted(reading.columns, key=lambda name: column_map.targets.get(name) != DECLARED)
    for original in order:
        target, values = column_map.targets.get(original), reading.columns[original]
        # What land rests on stays said, whatever else a caller takes the column for.
        if target is None or is_basis(original):
            extra[_free_name(original, extra)] = values
        if target is None:
            continue
        if values is None:
            canonical[target] = None
            continue
        if target == DECLARED:
            canonical |= _declared(reading, original, column_map, system)
        elif target in TRANSLATIONS:
            canonical[target] = _translate(reading, original, target, extra)
        else:
            canonical[target] = to_numbers(values) if target.endswith("_m2") else to_text(values)
        if target == "id":
            reading.notices += _about_lost_digits(reading, original)
    return canonical, extra


def _about_lost_digits(reading: Reading, column: str) -> list[Notice]:
    """Return a remark on codes that have more digits than the float, or the integer, that keeps them."""
    values = as_series(reading.columns[column])
    remarks = Diagnostics()
    if pd.api.types.is_integer_dtype(values.dtype):
        limits = np.iinfo(np.int64)
        for row in np.flatnonzero(values.isin([limits.min, limits.max])).tolist():
            remarks.add(
                "digits_lost", _CUT_TO_FIT, **_place(reading, row), column=column, value=values.iloc[row]
            )
    if pd.api.types.is_float_dtype(values.dtype):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        for row in np.flatnonzero(np.isfinite(numbers) & (np.abs(numbers) > EXACT)).tolist():
            remarks.add("digits_lost", _DIGITS_LOST, **_place(reading, row), column=column)
    return remarks.notices()


def _translate(reading: Reading, original: str, target: str, extra: dict[str, Any]) -> NDArray[np.object_]:
    """Return codes or dates; a column with values that are neither is kept besides."""
    made, unknown = translate_values(reading.columns[original], TRANSLATIONS[target])
    if unknown:
        kept = _free_name(original, extra)
        extra[kept] = reading.columns[original]
        remarks = Diagnostics()
        for text, row in unknown.items():
            fields: dict[str, Any] = {"column": original, "text": text, "kept": kept}
            remarks.add(remark_on(target), _UNKNOWN_VALUE, **_place(reading, row), **fields)
        reading.notices += remarks.notices()
    return made


def _free_name(original: str, taken: Mapping[str, Any]) -> str:
    """Return a name under which a file's own column may stand beside the canonical ones."""
    return free_name(beside_canonical(original), taken)


def _place(reading: Reading, row: int) -> dict[str, Any]:
    """Return where a row stands in its file; of a table that came from none, where in the table."""
    record = int(reading.record[row])
    line = -1 if reading.line is None else int(reading.line[row])
    return {"record": row if record < 0 else record, "line": None if line < 0 else line}


def _declared(reading: Reading, original: str, column_map: ColumnMap, system: CRS | None) -> dict[str, Any]:
    values = reading.columns[original]
    if set(column_map.targets.values()) >= BESIDE_THE_FIGURE and is_in_square_metres(values):
        return {"declared_m2": np.asarray(values, dtype=np.float64)}
    figures = parse_figures(values, reading.declared_decimals.get(original))
    # Only a unit that the column does not name is found by measuring.
    found = column_map.with_unit(reading.said_unit)
    is_known = found.unit or found.counted_m2
    areas_m2 = np.full(len(figures.text), np.nan) if is_known else sampled_areas_m2(reading, system)
    m2, half_unit_m2, remarks = to_square_metres(
        figures,
        areas_m2,
        found.unit,
        counted_m2=found.counted_m2,
        usual=reading.declared_unit,
        column=original,
    )
    reading.notices += [
        remark if remark.record is None else replace(remark, **_place(reading, remark.record))
        for remark in remarks
    ]
    methods: NDArray[np.object_] | None = None
    if reading.declared_method is not None:
        methods = repeated(reading.declared_method, len(m2))
        methods[np.isnan(m2)] = None
    return {
        "declared_m2": m2,
        "declared_half_unit_m2": half_unit_m2,
        "declared_text": figures.text,
        "declared_method": methods,
    }


def normalize(frame: gpd.GeoDataFrame, *, columns: Mapping[str, str] | None = None) -> gpd.GeoDataFrame:
    """Return a table of parcels as geokit has them: canonical columns, codes, ISO dates, areas in m².

    An index that is named, or tells parcels apart, is a column, as :func:`geokit.parcels.labels.with_labels` has it. A
    frame that has all canonical columns keeps its rows, whatever their geometry; from another the rows without a polygon
    are set aside, as :func:`geokit.parcels.diagnostics.unreadable_of` tells. What values were not understood
    is said by :func:`geokit.parcels.diagnostics.notices_of`; once more normalised the table stays as it is.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns under any of the names that files use.
    columns : mapping of str to str, optional
        As for :func:`geokit.read_parcels`; a table that has all canonical columns needs none, and one that was read
        has been given them.

    Raises
    ------
    InputError
        It is no GeoDataFrame, has no geometry, or rows and none with a polygon.

    Examples
    --------
    >>> import geopandas, shapely
    >>> table = {"DKBH": ["DK-01"], "面积(亩)": [15]}
    >>> frame = normalize(geopandas.GeoDataFrame(table, geometry=[shapely.box(0, 0, 100, 100)]))
    >>> frame.loc[0, "id"], float(frame.loc[0, "declared_m2"])
    ('DK-01', 10000.0)
    """
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(_NOT_A_FRAME, kind=type(frame).__name__)
    if frame.active_geometry_name is None:
        raise InputError(_NO_GEOMETRY)
    frame, notices = with_labels(frame, columns)
    if is_canonical(frame):
        return renormalize(frame, columns)
    reading = Reading(
        columns={name: np.asarray(values) for name, values in _by_name(frame).items()},
        geometry=without_m(np.array(frame.geometry, dtype=object)),
        record=np.arange(len(frame), dtype=np.int64),
        crs=frame.crs,
        notices=notices,
    )
    return normalize_reading(reading, columns=columns) if len(frame) else _without_rows(reading, columns)


def _by_name(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the columns besides the geometry by their names; of several that read alike the later ones get a number."""
    names = column_names(frame)
    others = [at for at, name in enumerate(frame.columns) if name != frame.active_geometry_name]
    return {names[at]: frame.iloc[:, at].array for at in others}


def _without_rows(reading: Reading, columns: Mapping[str, str] | None) -> gpd.GeoDataFrame:
    """Return a table of no parcels: what a query that finds nothing gives."""
    column_map = map_columns(reading.columns, columns)
    extra = {name: values for name, values in reading.columns.items() if name not in column_map.targets}
    frame = parcel_frame({}, reading.geometry, crs=reading.crs, extra=extra)
    frame.attrs[ATTRIBUTE] = _origin(reading, Provenance(), column_map, reading.crs)
    return frame
