"""A table that another library hands on by Arrow's interface: its column of shapes found, and their system."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.errors import FormatError, Given
from geokit.i18n import Words
from geokit.land.crs.datums import stated_crs
from geokit.library_words import LibrarySays
from geokit.parcels.files import refuse_many
from geokit.parcels.formats._arrow_values import foreign_columns
from geokit.parcels.formats._batches import split_batches
from geokit.parcels.formats._wkb import DEEP_BYTES, DEEPEST, TOO_DEEP, is_too_deep

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray
    from pyproj import CRS

_NO_TABLE = Words(
    zh="需要整张表，而不是其中一列（{value}）", en="a whole table is needed, not a single column ({value})"
)
_NO_SHAPES = Words(
    zh="表中没有几何列（GeoArrow 或 WKB）；现有列：{columns}。DuckDB 请选出 GEOMETRY 列或 ST_AsWKB(…) AS geometry",
    en="the table has no column of shapes (GeoArrow or WKB); its columns: {columns}. With DuckDB select a GEOMETRY, or "
    "ST_AsWKB(…) AS geometry",
)
_SEVERAL = Words(
    zh="表中有多个二进制列：{columns}；请把几何列命名为 geometry",
    en="the table has several binary columns: {columns}; call the one that holds the shapes geometry",
)
_NOT_READ = Words(
    zh="几何列“{column}”无法读取：{problem}", en="the shapes in “{column}” cannot be read: {problem}"
)
_NOT_SHAPES = Words(
    zh="几何列“{column}”无法读取：其类型为 {type}",
    en="the shapes in “{column}” cannot be read: they are {type}",
)
_NOT_WHOLE = Words(
    zh="表无法取得，数据不完整或已损坏：{problem}",
    en="the table could not be taken, its data are damaged or not all there: {problem}",
)
_NAME: Final = b"ARROW:extension:name"
_METADATA: Final = b"ARROW:extension:metadata"
_WKB: Final = b"geoarrow.wkb"
# Older writers.
_OTHER_WKB: Final = frozenset({b"ogc.wkb"})
_USUAL: Final = ("geometry", "geom", "the_geom", "wkb_geometry", "shape", "wkb")


def table_from_arrow(stream: Any) -> gpd.GeoDataFrame:
    """Return a table of shapes from a stream of Arrow.

    Its shapes are those of the column that GeoArrow names, of the primary one of GeoParquet, or WKB: in a column of a usual
    name, or in the only binary one. Their system is what stands beside them; without one that is known it is None.

    Raises
    ------
    FormatError
        There are no shapes in it, several columns may hold them, or they cannot be read.
    """
    name, table = column_of_shapes(_whole(stream))
    _refuse_deep(table)
    return _with_plain_crs(_frame(table, name))


def records_from_arrow(stream: Any) -> pd.DataFrame:
    """Return a table from a stream of Arrow, with shapes where it may hold any.

    Raises
    ------
    FormatError
        It cannot be taken, or its shapes cannot be read.
    """
    import pyarrow as pa

    table = _whole(stream)
    found: pd.DataFrame
    if any(_extension(field).startswith(b"geoarrow.") or _is_binary(field.type) for field in table.schema):
        found = table_from_arrow(table)
        return found
    try:
        found = table.to_pandas()
    except (pa.ArrowException, ValueError) as error:
        raise FormatError(_NOT_WHOLE, problem=LibrarySays(error)) from error
    return found


def _whole(stream: Any) -> pa.Table:
    import pyarrow as pa

    try:
        reader = pa.RecordBatchReader.from_stream(stream)
    except pa.ArrowInvalid as error:
        raise FormatError(_NO_TABLE, value=Given(stream)) from error
    try:
        return pa.Table.from_batches(_sound(reader), reader.schema)
    except (pa.ArrowException, OSError) as error:
        raise FormatError(_NOT_WHOLE, problem=LibrarySays(error)) from error


def _sound(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """Yield the batches, each looked through: what reads their buffers trusts the offsets."""
    rows = 0
    for batch in reader:
        batch.validate(full=True)
        refuse_many(rows := rows + batch.num_rows)
        yield batch


def _frame(table: pa.Table, name: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyarrow as pa

    foreign = foreign_columns(table, name)
    try:
        frame = gpd.GeoDataFrame.from_arrow(table.drop_columns(list(foreign)), geometry=name)
        for at, column in enumerate(table.column_names):
            if column in foreign:
                # What pandas keeps as the index is a column of the table alone.
                before = sum(each in frame.columns for each in table.column_names[:at])
                frame.insert(before, column, foreign[column])
    # geopandas looks for parts that a column of another type than it says has not.
    except (
        ValueError, TypeError, LookupError, AttributeError, RuntimeError, shapely.errors.ShapelyError, pa.ArrowException,
    ) as error:  # fmt: skip
        raise FormatError(_NOT_READ, column=name, problem=LibrarySays(error)) from error
    return frame


def _refuse_deep(table: pa.Table) -> None:
    """Refuse collections in collections without end, by which shapely would end the process."""
    for field in table.schema:
        if _extension(field) != _WKB or not _is_binary(field.type):
            continue
        for wkb in table.column(field.name).to_numpy() if table.column_names.count(field.name) == 1 else ():
            if wkb is not None and len(wkb) >= DEEP_BYTES and is_too_deep(wkb):
                raise FormatError(_NOT_READ, column=field.name, problem=FormatError(TOO_DEEP, limit=DEEPEST))


def shapes_of(table: pa.Table, name: str) -> tuple[NDArray[np.object_], dict[int, bytes]]:
    """Return the shapes of a column that :func:`column_of_shapes` marked, and the WKB of those that are refused, by row."""
    import pyarrow as pa

    column = table.select([name])
    if _extension(column.schema.field(0)) != _WKB:
        return np.asarray(_frame(column, name).geometry.array, dtype=object), {}
    if not _is_binary(column.schema.field(0).type):
        raise FormatError(_NOT_SHAPES, column=name, type=str(column.schema.field(0).type))
    # Views, and what a dictionary stands for, are not read as they are.
    plain = column.cast(pa.schema([pa.field(name, pa.large_binary())]))
    shapes, refused, _ = split_batches(plain.to_batches())
    return shapes, refused


def column_of_shapes(table: pa.Table) -> tuple[str, pa.Table]:
    """Return the name of the column of shapes, and the table with that column marked as GeoArrow does.

    Of systems beside shapes those are left that are known, and that open no file.

    Raises
    ------
    FormatError
        There is none, or there are several.
    """
    name, table = _marked(table)
    if table.column_names.count(name) > 1:
        raise FormatError(_SEVERAL, columns=[name] * table.column_names.count(name))
    return name, _with_known_systems(table)


def _with_known_systems(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    fields = []
    for field in table.schema:
        told = dict(field.metadata or {})
        if told.get(_NAME, b"").startswith(b"geoarrow."):
            system = _told(field)
            told[_METADATA] = json.dumps({} if _known(system) is None else {"crs": system}).encode()
            told[_NAME] = _extension(field)
        fields.append(field.with_metadata(told or None))
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields, table.schema.metadata))


def _told(field: pa.Field) -> Any:
    """Return the system that stands beside shapes, or nothing where nothing can be read."""
    try:
        told = json.loads((field.metadata or {}).get(_METADATA) or b"{}")
    except (ValueError, RecursionError):
        return None
    return told.get("crs") if isinstance(told, dict) else None


def _known(system: Any) -> CRS | None:
    return stated_crs(system) if isinstance(system, str | dict) else None


def system_of(field: pa.Field) -> CRS | None:
    """Return the system of a column of shapes under its short name, where that is the same; None where none is known."""
    found = _known(_told(field))
    return None if found is None else _plain(found)


def _marked(table: pa.Table) -> tuple[str, pa.Table]:
    """Return the name of the column of shapes, and the table with that column marked as GeoArrow does."""
    marked = [field.name for field in table.schema if _extension(field).startswith(b"geoarrow.")]
    if marked:
        return _primary(table, marked) or _usual(marked) or marked[0], table
    primary = _primary(table, table.column_names)
    if primary is not None:
        return primary, _mark(table, primary, _geo(table)["columns"].get(primary))
    binary = [field.name for field in table.schema if _is_binary(field.type)]
    found = _usual(binary) or (binary[0] if len(binary) == 1 else None)
    if found is None:
        words, shown = (_SEVERAL, binary) if binary else (_NO_SHAPES, table.column_names)
        raise FormatError(words, columns=shown)
    return found, _mark(table, found, {})


def _extension(field: pa.Field) -> bytes:
    registered = getattr(field.type, "extension_name", "")
    name: bytes = (field.metadata or {}).get(_NAME, registered.encode())
    return _WKB if name in _OTHER_WKB else name


def _is_binary(of: pa.DataType) -> bool:
    import pyarrow.types as kinds

    return any(test(of) for test in (kinds.is_binary, kinds.is_large_binary, kinds.is_binary_view))


def _usual(names: list[str]) -> str | None:
    lower = {name.lower(): name for name in reversed(names)}
    return next((lower[name] for name in _USUAL if name in lower), None)


def _geo(table: pa.Table) -> dict[str, Any]:
    """Return what GeoParquet says of a table; nothing where it says nothing that can be read."""
    try:
        content = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) and isinstance(content.get("columns"), dict) else {}


def _primary(table: pa.Table, names: list[str]) -> str | None:
    primary = _geo(table).get("primary_column")
    return primary if isinstance(primary, str) and primary in names else None


def _mark(table: pa.Table, name: str, said: Any) -> pa.Table:
    import pyarrow as pa

    said = said if isinstance(said, dict) else {}
    encoding = str(said.get("encoding", "WKB")).lower()
    # What GeoParquet leaves out is CRS84; null is none.
    system = said.get("crs", "OGC:CRS84" if said else None)
    metadata = {_NAME: f"geoarrow.{encoding}", _METADATA: json.dumps({"crs": system} if system else {})}
    fields = [field.with_metadata(metadata) if field.name == name else field for field in table.schema]
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields, table.schema.metadata))


def _with_plain_crs(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table with its system under its short name, where that is the same: what is printed is not a page."""
    plain = None if frame.crs is None else _plain(frame.crs)
    return frame if plain is frame.crs else frame.set_crs(plain, allow_override=True)


def _plain(system: CRS) -> CRS:
    from pyproj import CRS

    authority = system.to_authority()
    plain = system if authority is None else CRS.from_authority(*authority)
    return plain if plain == system else system
