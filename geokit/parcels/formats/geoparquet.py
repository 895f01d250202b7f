"""GeoParquet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.land.crs.datums import stated_crs
from geokit.parcels.formats import _wkb
from geokit.parcels.formats._base import Format, Opening, Reading, ReadOptions
from geokit.parcels.formats._output_columns import retained_columns
from geokit.parcels.formats._parquet_limits import refuse_deep, refuse_dense
from geokit.parcels.formats._wkb import diagnose
from geokit.parcels.formats.gdal.layers import attributes_of

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyproj import CRS

    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.dialect import Dialect

_MAGIC = b"PAR1"
# The specification's default: longitude and latitude on WGS 84.
_DEFAULT_CRS = "OGC:CRS84"
_BATCH_ROWS = 1 << 16

_DAMAGED = Words(zh="Parquet 文件已损坏", en="the Parquet file is damaged")
_NOT_GEO = Words(
    zh="Parquet 文件没有 geo 元数据，不是 GeoParquet", en="the Parquet has no geo metadata: no GeoParquet"
)
_ENCODING = Words(
    zh="几何编码为 {encoding}，只支持 WKB；请另存为 WKB 编码",
    en="its geometry is encoded as {encoding}; save it with the encoding WKB",
)


class GeoParquet(Format):
    """GeoParquet 1.x with geometry as WKB."""

    title = Words(zh="GeoParquet", en="GeoParquet")
    suffixes = (".parquet", ".geoparquet")
    can_write = True
    keeps_columns = True

    def sniff(self, opening: Opening) -> bool:
        """Tell whether the file is a Parquet file."""
        return opening.head.startswith(_MAGIC)

    def read(self, path: Path, options: ReadOptions) -> Reading:  # noqa: ARG002 - the file says all
        """Read the rows; a record is its position, counted from 0."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            refuse_deep(path)
            # Absolute: to Arrow a name with a colon in it is an address.
            with pq.ParquetFile(path.absolute()) as file:
                refuse_dense(file, path.absolute())
                name, column = _geometry_column(file.schema_arrow)
                reading = _read_rows(file, name, _covering(column))
        except (pa.ArrowException, OSError, KeyError, UnicodeError) as error:
            raise FormatError(_DAMAGED, file=display_path(path)) from error
        reading.crs = _crs_of(column)
        return reading

    def write(self, frame: gpd.GeoDataFrame, path: Path, dialect: Dialect) -> list[Notice]:  # noqa: ARG002
        """Write all that the table says."""
        # A stream, since a name with a colon in it is an address to Arrow, and one with a tilde a home to geopandas.
        with path.open("wb") as stream:
            retained_columns(frame).to_parquet(stream, index=False)
        return []


def _read_rows(file: pq.ParquetFile, geometry: str, covering: frozenset[str]) -> Reading:
    import pyarrow as pa

    names = [
        name
        for name in file.schema_arrow.names
        if not name.startswith("__index_level_") and name not in covering
    ]
    others = [name for name in names if name != geometry]
    batches = (batch.select([*others, geometry]) for batch in file.iter_batches(_BATCH_ROWS, columns=names))
    shapes, refused, rest = _wkb.split_batches(batches)
    schema = pa.schema([file.schema_arrow.field(name) for name in others])
    return Reading(
        columns=attributes_of(pa.Table.from_batches(rest, schema)),
        geometry=shapes,
        record=np.arange(len(shapes), dtype=np.int64),
        unreadable=[diagnose(data, row) for row, data in refused.items()],
    )


def _geometry_column(schema: pa.Schema) -> tuple[str, dict[str, Any]]:
    """Return the primary geometry column and what the file says of it."""
    try:
        told = json.loads((schema.metadata or {})[b"geo"])
        name = str(told["primary_column"])
        column = dict(told["columns"][name])
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise FormatError(_NOT_GEO) from error
    if name not in schema.names:
        raise FormatError(_NOT_GEO)
    if column.get("encoding") != "WKB":
        raise FormatError(_ENCODING, encoding=column.get("encoding"))
    return name, column


def _covering(column: dict[str, Any]) -> frozenset[str]:
    """Return the columns that hold the boxes of the geometries: what they say the geometries do."""
    covering = column.get("covering")
    boxes = covering.get("bbox") if isinstance(covering, dict) else None
    corners = boxes.values() if isinstance(boxes, dict) else ()
    return frozenset(str(corner[0]) for corner in corners if isinstance(corner, list) and len(corner) > 1)


def _crs_of(column: dict[str, Any]) -> CRS | None:
    return stated_crs(column.get("crs", _DEFAULT_CRS))
