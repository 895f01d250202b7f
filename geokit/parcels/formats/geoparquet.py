"""GeoParquet."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import unquote

import numpy as np

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.land.crs.datums import stated_crs
from geokit.parcels.columns import unique_names
from geokit.parcels.formats import _wkb
from geokit.parcels.formats._base import Format, Opening
from geokit.parcels.formats._batches import split_batches
from geokit.parcels.formats._output_columns import retained_columns
from geokit.parcels.formats._parquet_limits import refuse_deep, refuse_dense
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats._rows import Rows, RowSource, require_count, require_rows
from geokit.parcels.formats.gdal.layers import attributes_of
from geokit.parcels.values import repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect

_MAGIC = b"PAR1"
# The specification's default: longitude and latitude on WGS 84.
_DEFAULT_CRS = "OGC:CRS84"
_BATCH_ROWS = 1 << 16
_PAGES_BYTES = 1 << 20
# What Hive and those after it call a folder of rows without a value.
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"

_SEVERAL_GEOMETRIES = Words(
    zh="Parquet 文件有几列都名为“{name}”，与几何列同名；请改名后重新导出",
    en="several columns of the Parquet file are called “{name}”, as its shapes are; rename them and export it again",
)

_DAMAGED = Words(zh="Parquet 文件已损坏", en="the Parquet file is damaged")
_NOT_GEO = Words(
    zh="Parquet 文件没有 geo 元数据，不是 GeoParquet", en="the Parquet has no geo metadata: no GeoParquet"
)
_ENCODING = Words(
    zh="几何编码为 {encoding}，只支持 WKB；请另存为 WKB 编码",
    en="its geometry is encoded as {encoding}; save it with the encoding WKB",
)
_NO_BYTES = Words(
    zh="几何列“{column}”无法读取：其类型为 {type}，不是二进制（WKB）",
    en="the shapes in “{column}” cannot be read: they are {type}, and no bytes (WKB)",
)


class GeoParquet(Format):
    """GeoParquet 1.x with geometry as WKB."""

    title = Words(zh="GeoParquet", en="GeoParquet")
    suffixes = (".parquet", ".geoparquet")
    can_write = True
    keeps_columns = True
    reads_in_threads = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a Parquet file."""
        return opening.head.startswith(_MAGIC)

    def read(self, path: Path, options: ReadOptions) -> Reading:  # noqa: ARG002 - the file says all
        """Read the rows; a record is its position, counted from 0."""
        with _opened(path) as file:
            refuse_dense(file.file, path.absolute())
            name, column = _geometry_column(file)
            others = _others(file.schema, name, column)
            batches = file.batches([*others, name])
            shapes, refused, rest = split_batches(map(_with_bytes_last, batches), in_thread=True)
            reading = _reading(shapes, refused)
            reading.columns, reading.crs = _attributes(file, others, rest), _crs_of(column)
            reading.columns |= _of_folders(path, reading)
        return reading

    def rows(self, path: Path, options: ReadOptions) -> RowSource | None:  # noqa: ARG002 - the file says all
        """Return the file as one that is read in windows; most files are not, and are checked where they are read."""
        with _opened(path) as file:
            _geometry_column(file)
            return ParquetRows(path, int(file.file.metadata.num_rows))

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write all that the table says."""
        # A stream, since a name with a colon in it is an address to Arrow, and one with a tilde a home to geopandas.
        with path.open("wb") as stream:
            retained_columns(frame).to_parquet(stream, index=False)
        return []


@dataclass(frozen=True)
class ParquetRows(RowSource):
    """A GeoParquet that is read in windows of rows."""

    was_checked: ClassVar[bool] = False
    is_columnar: ClassVar[bool] = True

    def columns(self, needed: Callable[[Sequence[str]], Collection[str]]) -> Reading:
        """Return the columns besides the geometry."""
        self.require_sound(lambda: _check(self.path))
        with _opened(self.path, is_streamed=True) as file:
            name, column = _geometry_column(file)
            others = _others(file.schema, name, column)
            wanted = needed(others)
            taken = [each for each in others if each in wanted or not _is_plain(file.schema.field(each).type)]
            batches = list(file.batches(taken)) if taken else []
            reading = _reading(np.full(self.count, None, dtype=object), {})
            attributes = _attributes(file, taken, batches)
            reading.columns = {each: attributes.get(each) for each in others}
            reading.columns |= _of_folders(self.path, reading)
            reading.crs = _crs_of(column)
        return reading

    def shapes(self, rows: Rows) -> Reading:
        """Return the shapes of some rows."""
        self.require_sound(lambda: _check(self.path))
        with _opened(self.path, is_streamed=True) as file:
            name, _ = _geometry_column(file)
            shapes, refused, _ = split_batches(map(_with_bytes_last, _batches(file, name, rows)))
        return require_rows(_reading(shapes, refused, rows.first), rows)

    def encoded(self, rows: Rows) -> pa.Array:
        """Return the shapes of some rows as the file has them."""
        import pyarrow as pa

        self.require_sound(lambda: _check(self.path))
        with _opened(self.path, is_streamed=True) as file:
            name, _ = _geometry_column(file)
            batches = map(_with_bytes_last, _batches(file, name, rows))
            columns = [pa.array([], pa.large_binary()), *(batch.column(0) for batch in batches)]
        return require_count(pa.concat_arrays(columns), rows)


@dataclass(frozen=True)
class _ParquetFile:
    """A file whose columns are asked for by names of which none is there twice.

    Parameters
    ----------
    file : pyarrow.parquet.ParquetFile
    schema : pyarrow.Schema
        Its columns under these names.
    """

    file: pq.ParquetFile
    schema: pa.Schema

    def batches(self, names: Sequence[str], groups: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of columns in the order of their names, of all groups of rows or of some."""
        import pyarrow as pa

        own, asked = self.file.schema_arrow.names, set(names)
        called: dict[str, list[pa.Field]] = {}
        for field, name in zip(self.schema, own, strict=True):
            called.setdefault(name, []).append(field)
        # Who asks for a name gets all columns of that name, one after another.
        wanted = [name for name, fields in called.items() if any(field.name in asked for field in fields)]
        found = pa.schema([field for name in wanted for field in called[name]])
        is_plain = own == self.schema.names
        for batch in self.file.iter_batches(_BATCH_ROWS, row_groups=groups, columns=wanted):
            renamed = batch if is_plain else pa.RecordBatch.from_arrays(batch.columns, schema=found)
            yield renamed.select(names)


@contextmanager
def _opened(path: Path, *, is_streamed: bool = False) -> Iterator[_ParquetFile]:
    """Open a file that is not nested too deep; what is wrong with it becomes one sentence."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        refuse_deep(path)
        # Absolute: to Arrow a name with a colon in it is an address. A group of rows may be as large as the file: in
        # windows it is read page by page.
        streaming = {"buffer_size": _PAGES_BYTES, "pre_buffer": False} if is_streamed else {}
        with pq.ParquetFile(path.absolute(), **streaming) as file:
            schema = file.schema_arrow
            names = unique_names(schema.names)
            fields = [field.with_name(name) for field, name in zip(schema, names, strict=True)]
            yield _ParquetFile(file, pa.schema(fields, schema.metadata))
    except (pa.ArrowException, OSError, KeyError, UnicodeError) as error:
        raise FormatError(_DAMAGED, file=display_path(path)) from error


def _check(path: Path) -> None:
    """Refuse a file that takes more memory than its size lets expect, or has no geometry that can be read."""
    with _opened(path) as file:
        refuse_dense(file.file, path.absolute())
        _geometry_column(file)


def _batches(file: _ParquetFile, column: str, rows: Rows) -> Iterator[pa.RecordBatch]:
    """Yield some rows of a column; of the groups of rows that hold none of them nothing is read."""
    told = file.file.metadata
    sizes = [told.row_group(group).num_rows for group in range(told.num_row_groups)]
    ends = np.cumsum(sizes)
    last = rows.first + rows.count
    groups = np.flatnonzero((ends > rows.first) & (ends - sizes < last)).tolist()
    at = int(ends[groups[0]] - sizes[groups[0]]) if groups else 0
    for batch in file.batches([column], groups):
        if at + len(batch) > rows.first:
            yield batch.slice(max(0, rows.first - at), last - max(at, rows.first))
        at += len(batch)
        if at >= last:
            return


def _is_plain(kind: pa.DataType) -> bool:
    """Return whether values are what a table holds as they are: of lists, tables and bytes a remark says that they are text."""
    import pyarrow.types as kinds

    plain = (kinds.is_string, kinds.is_large_string, kinds.is_integer, kinds.is_floating, kinds.is_boolean)
    return any(test(kind) for test in (*plain, kinds.is_date, kinds.is_timestamp))


def _others(schema: pa.Schema, geometry: str, column: dict[str, Any]) -> list[str]:
    """Return the columns that say something of the records besides the geometry."""
    left_out = {geometry, *_covering(column)}
    return [name for name in schema.names if not name.startswith("__index_level_") and name not in left_out]


def _attributes(file: _ParquetFile, names: list[str], batches: list[pa.RecordBatch]) -> dict[str, Any]:
    import pyarrow as pa

    schema = pa.schema([file.schema.field(name) for name in names])
    return attributes_of(pa.Table.from_batches(batches, schema))


def _of_folders(path: Path, reading: Reading) -> dict[str, Any]:
    """Return the columns that a dataset has in the names of its folders: ``batch=3``."""
    found: dict[str, Any] = {}
    for folder in path.absolute().parents:
        name, mark, value = folder.name.partition("=")
        if not (name and mark):
            break
        if name not in reading.columns:
            text = None if value == _NO_VALUE else unquote(value)
            found[name] = repeated(text, len(reading.record))
    return dict(reversed(found.items()))


def _reading(shapes: NDArray[np.object_], refused: dict[int, bytes], first: int = 0) -> Reading:
    """Return shapes as a reading without columns, whose first record has a number."""
    return Reading(
        columns={},
        geometry=shapes,
        record=np.arange(first, first + len(shapes), dtype=np.int64),
        unreadable=[_wkb.diagnose(data, first + row) for row, data in refused.items()],
    )


def _geometry_column(file: _ParquetFile) -> tuple[str, dict[str, Any]]:
    """Return the primary geometry column and what the file says of it."""
    schema = file.schema
    try:
        told = json.loads((schema.metadata or {})[b"geo"])
        name = str(told["primary_column"])
        column = dict(told["columns"][name])
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise FormatError(_NOT_GEO) from error
    if name not in schema.names:
        raise FormatError(_NOT_GEO)
    if file.file.schema_arrow.names.count(name) > 1:
        raise FormatError(_SEVERAL_GEOMETRIES, name=name)
    if column.get("encoding") != "WKB":
        raise FormatError(_ENCODING, encoding=column.get("encoding"))
    kind = schema.field(name).type
    if not _holds_bytes(kind):
        raise FormatError(_NO_BYTES, column=name, type=str(kind))
    return name, column


def _holds_bytes(kind: pa.DataType) -> bool:
    import pyarrow.types as kinds

    if kinds.is_dictionary(kind):
        return _holds_bytes(kind.value_type)
    tests = (
        kinds.is_binary,
        kinds.is_large_binary,
        kinds.is_binary_view,
        kinds.is_fixed_size_binary,
        kinds.is_null,
    )
    return any(test(kind) for test in tests)


def _with_bytes_last(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose last column stands for bytes, with these: a file may have it as a dictionary, or as views."""
    import pyarrow as pa

    last = batch.num_columns - 1
    return batch.set_column(last, batch.schema.names[last], batch.column(last).cast(pa.large_binary()))


def _covering(column: dict[str, Any]) -> frozenset[str]:
    """Return the columns that hold the boxes of the geometries: what they say the geometries do."""
    covering = column.get("covering")
    boxes = covering.get("bbox") if isinstance(covering, dict) else None
    corners = boxes.values() if isinstance(boxes, dict) else ()
    return frozenset(str(corner[0]) for corner in corners if isinstance(corner, list) and len(corner) > 1)


def _crs_of(column: dict[str, Any]) -> CRS | None:
    return stated_crs(column.get("crs", _DEFAULT_CRS))
