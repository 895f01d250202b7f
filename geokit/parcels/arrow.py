"""A table that another library hands on by Arrow's interface: its column of shapes found, and their system."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import shapely

from geokit.errors import FormatError, Given
from geokit.i18n import Words
from geokit.land.crs.datums import stated_crs

if TYPE_CHECKING:
    import geopandas as gpd
    import pyarrow as pa
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
_NAME: Final = b"ARROW:extension:name"
_METADATA: Final = b"ARROW:extension:metadata"
_WKB: Final = b"geoarrow.wkb"
# Older writers.
_OTHER_WKB: Final = frozenset({b"ogc.wkb"})
_USUAL: Final = ("geometry", "geom", "the_geom", "wkb_geometry", "shape", "wkb")


def table_from_arrow(stream: Any) -> gpd.GeoDataFrame:
    """Return a table of shapes from a stream of Arrow.

    Its shapes are those of the column that GeoArrow names, of the primary one of GeoParquet, or WKB: in a column of a usual
    name, or in the only binary one. Their system is what stands beside them; without one it is None.

    Raises
    ------
    FormatError
        There are no shapes in it, several columns may hold them, or they cannot be read.
    """
    import geopandas as gpd
    import pyarrow as pa

    try:
        table = pa.RecordBatchReader.from_stream(stream).read_all()
    except pa.ArrowInvalid as error:
        raise FormatError(_NO_TABLE, value=Given(stream)) from error
    name, table = _marked(table)
    system = _system(table.schema.field(name))
    try:
        frame = gpd.GeoDataFrame.from_arrow(_without_systems(table), geometry=name)
    except (ValueError, TypeError, shapely.errors.ShapelyError, pa.ArrowException) as error:
        raise FormatError(_NOT_READ, column=name, problem=str(error)) from error
    return frame if system is None else frame.set_crs(system)


def _marked(table: pa.Table) -> tuple[str, pa.Table]:
    """Return the name of the column of shapes, and the table with that column marked as GeoArrow does."""
    marked = [field.name for field in table.schema if _extension(field).startswith(b"geoarrow.")]
    if marked:
        return _primary(table, marked) or _usual(marked) or marked[0], table
    primary = _primary(table, table.column_names)
    if primary is not None:
        return primary, _mark(table, primary, _geo(table)["columns"].get(primary, {}))
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
    return primary if primary in names else None


def _mark(table: pa.Table, name: str, said: dict[str, Any]) -> pa.Table:
    encoding = str(said.get("encoding", "WKB")).lower()
    # What GeoParquet leaves out is CRS84; null is none.
    system = said.get("crs", "OGC:CRS84" if said else None)
    metadata = {_NAME: f"geoarrow.{encoding}", _METADATA: json.dumps({"crs": system} if system else {})}
    at = table.schema.get_field_index(name)
    field = table.schema.field(at).with_metadata(metadata)
    return table.cast(table.schema.set(at, field))


def _system(field: pa.Field) -> CRS | None:
    """Return the system that a column of shapes names, under its short name where that is the same."""
    from pyproj import CRS

    try:
        said = json.loads((field.metadata or {}).get(_METADATA, b"{}"))
    except (ValueError, RecursionError):
        return None
    system = stated_crs(said.get("crs") if isinstance(said, dict) else None)
    authority = None if system is None else system.to_authority()
    if authority is None:
        return system
    # What is printed is not a page.
    plain = CRS.from_authority(*authority)
    return plain if plain == system else system


def _without_systems(table: pa.Table) -> pa.Table:
    """Return a table none of whose columns names a system: geopandas would look each up wherever it says."""
    import pyarrow as pa

    fields = [
        field.with_metadata({key: value for key, value in (field.metadata or {}).items() if key != _METADATA})
        for field in table.schema
    ]
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields, metadata=table.schema.metadata))
