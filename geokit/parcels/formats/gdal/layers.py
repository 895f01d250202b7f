"""Layers that GDAL reads: in bulk as Arrow, the broken records named, those with curves read one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.i18n import Words
from geokit.land.crs.datums import stated_crs
from geokit.parcels.columns import unique_names
from geokit.parcels.diagnostics import Notice, Unreadable
from geokit.parcels.files import codec_name
from geokit.parcels.formats import _wkb
from geokit.parcels.formats._arrow_values import foreign_columns
from geokit.parcels.formats._batches import split_batches
from geokit.parcels.formats._layer import Layer
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats.gdal.quiet import remarks_of
from geokit.parcels.values import EXACT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.formats._spatial_filter import Bounds
    from geokit.parcels.formats.gdal.sources import Source, Stream

    # A file that GDAL may open, and what is left to do with what it reads there.
    Opened = tuple[Source, Callable[[Reading, ReadOptions], None]]

_LAYER = Words(zh="图层", en="layer")

_TABLE = Words(zh="无几何的表", en="table without geometry")

_NO_LAYER = Words(zh="文件中没有图层", en="the file holds no layer")

_SEVERAL = Words(
    zh="文件中有多个面图层：{layers}；请指明其一{option:layer}",
    en="the file holds several polygon layers: {layers}; name one{option:layer}",
)

_NO_GEOMETRY = Words(zh="图层“{layer}”没有几何字段", en="the layer “{layer}” has no geometry")

_MISSING = Words(
    zh="文件说明有 {told} 条记录，这一条读不到；文件不完整",
    en="the file says it holds {told} records, and this one is not found: the file is not whole",
)

STRAIGHTENED = Words(
    zh="边界含曲线，已按每 4° 一段转为折线",
    en="its boundary has curves; they were made straight in steps of 4°",
)

_DAMAGED_TEXT = Words(
    zh="列“{column}”有不完整的文字，缺损处以 � 表示",
    en="the column “{column}” has damaged text; � stands where it is",
)

_AS_GB18030 = Words(
    zh="列“{column}”的文字未标明编码，已按 GB18030 读取",
    en="the text of “{column}” names no encoding; GB18030 was used",
)


def read_layer(source: Source, options: ReadOptions, *, one_layer: bool = False) -> Reading:
    """Read one layer of a file.

    Parameters
    ----------
    source : Source
        The way to it.
    options : ReadOptions
        Which layer, where there are several.
    one_layer : bool
        The format knows one layer only, and looking for more would parse the file again.
    """
    layer = None if one_layer else layer_of(source, options.layer)
    if not one_layer:
        source.refuse_large(layer)
    with remarks_of(source.path, source.original) as remarks:
        rows = _read_near(source, layer, options)
    reading = reading_of(rows.rest, rows.meta, layer, remarks, options)
    reading.geometry = rows.shapes
    name_the_broken(reading, rows.refused, source)
    return reading


def reading_of(
    table: pa.Table, meta: Mapping[str, Any], layer: str | None, remarks: list[Notice], options: ReadOptions
) -> Reading:
    """Return records without their shapes: the number of each, and its columns."""
    said = None if options.encoding is None else codec_name(options.encoding)
    fids, attributes = _split(repaired_text(table, remarks, said))
    return Reading(
        columns=attributes,
        geometry=np.full(len(fids), None, dtype=object),
        record=fids,
        crs=crs_of(meta["crs"]),
        encoding=meta["encoding"],
        layer=layer,
        notices=remarks,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """What GDAL read: about the layer, the shapes, the bytes of those that GEOS refuses by row, and all else."""

    meta: Mapping[str, Any]
    shapes: NDArray[np.object_]
    refused: dict[int, bytes]
    rest: pa.Table


def _read_near(source: Source, layer: str | None, options: ReadOptions) -> _Rows:
    """Return the records near what is asked for, or all of them: where nothing is near, the system may be wrong."""
    if options.near is not None:
        system = options.crs or crs_of(source.crs(layer))
        bounds = options.near.bounds_in(system)
        near = _read(source, layer, bounds, options.near.keeps(system))
        if bounds is None or len(near.shapes):
            return near
    return _read(source, layer)


def _read(
    source: Source,
    layer: str | None,
    bounds: Bounds | None = None,
    keeps: Callable[[NDArray[np.object_]], NDArray[np.bool_]] | None = None,
) -> _Rows:
    import pyarrow as pa

    with source.stream(layer, bounds) as stream:
        require_geometry(stream, source, layer)
        shapes, refused, rest = split_batches(stream.batches, keeps)
        schema = stream.schema.remove(len(stream.schema.names) - 1)
        return _Rows(stream.meta, shapes, refused, pa.Table.from_batches(rest, schema))


def require_geometry(stream: Stream, source: Source, layer: str | None) -> None:
    """Refuse a table without shapes."""
    if stream.meta["geometry_type"] is None:
        raise FormatError(
            _NO_GEOMETRY, file=display_path(source.original), layer=layer or source.original.stem
        )


def name_the_missing(reading: Reading, told: int) -> None:
    """List records that a file says it holds and nobody finds; numbers run from 1."""
    missing = told - len(reading.record)
    if missing > 0:
        free = np.setdiff1d(np.arange(1, told + 1), reading.record)[-missing:]
        reading.unreadable += [
            Unreadable.of("record_missing", _MISSING, int(record), {"told": told}) for record in free
        ]


def layers_of(source: Source) -> tuple[Layer, ...]:
    """Return the layers of a file with how many records they hold.

    Raises
    ------
    FormatError
        GDAL cannot read it.
    """
    return tuple(
        Layer(
            name,
            source.count(name),
            _TABLE if kind is None else kind,
            has_areas=kind is not None and _may_hold_polygons(kind),
        )
        for name, kind in source.layers().items()
    )


def layer_of(source: Source, wanted: str | None) -> str:
    """Return the layer that is read: the one asked for, or the only one of polygons."""
    layers = source.layers()
    if wanted is not None:
        if wanted not in layers:
            raise UnknownNameError(wanted, kind=_LAYER, known=layers)
        return wanted
    if not layers:
        raise FormatError(_NO_LAYER, file=display_path(source.original))
    drawn = [name for name, kind in layers.items() if kind is not None] or list(layers)
    areal = [name for name in drawn if _may_hold_polygons(str(layers[name]))] or drawn
    if len(areal) > 1:
        raise InputError(_SEVERAL, file=display_path(source.original), layers=areal)
    return areal[0]


def _may_hold_polygons(kind: str) -> bool:
    return any(word in kind for word in ("Polygon", "Surface", "Unknown", "Collection"))


def _split(table: pa.Table) -> tuple[NDArray[np.int64], dict[str, Any]]:
    """Return the numbers of the records, and their attributes; a file's own column may have the number's name."""
    fids = table.column(0).to_numpy().astype(np.int64)
    attributes = table.remove_column(0)
    return fids, attributes_of(attributes.rename_columns(unique_names(attributes.column_names)))


def repaired_text(table: pa.Table, remarks: list[Notice], said: str | None) -> pa.Table:
    """Return the table with text that is text: GDAL hands on bytes in other encodings, and characters cut in two.

    They are in the encoding that the caller said, or else tried as GB18030.
    """
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        if is_damaged(table.column(at)):
            raw = table.column(at).cast(pa.binary())
            words, values = _decoded(raw.to_pylist(), said)
            table = table.set_column(at, field, pa.array(values, pa.string()))
            if words is not None:
                remarks.append(Notice.of("text_repaired", words, column=field.name))
    return table


def is_damaged(column: pa.Array | pa.ChunkedArray) -> bool:
    """Return whether a column of text has some in another encoding than it says."""
    import pyarrow as pa

    if not pa.types.is_string(column.type):
        return False
    try:
        column.cast(pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        return True
    return False


def _decoded(values: list[bytes | None], said: str | None) -> tuple[Words | None, list[str | None]]:
    """Return the texts, and what is to be remarked on their encoding."""
    try:
        texts = [None if value is None else value.decode(said or "gb18030") for value in values]
    except UnicodeDecodeError:
        return _DAMAGED_TEXT, [
            None if value is None else value.decode("utf-8", "replace") for value in values
        ]
    return None if said else _AS_GB18030, texts


def crs_of(told: str | None) -> CRS | None:
    """Return the system that a layer names; None where it names none that is known."""
    crs = stated_crs(told)
    # GeoPackage's own way of saying that it does not know (srs_id 0 and -1), and MapInfo's.
    return None if crs is None or crs.name.startswith(("Undefined", "Nonearth")) else crs


def name_the_broken(reading: Reading, refused: dict[int, bytes], source: Source) -> None:
    """Fill in the geometries that can be rescued, and list the others with what is wrong with them."""
    curved = [row for row, wkb in refused.items() if _wkb.kind_of(wkb) in _wkb.CURVES]
    rescued = source.straightened(reading.layer, reading.record[curved]) if curved else {}
    for row, wkb in refused.items():
        record = int(reading.record[row])
        if record in rescued:
            reading.geometry[row] = rescued[record]
            reading.notices.append(Notice.of("curves_straightened", STRAIGHTENED, record=record))
        else:
            reading.unreadable.append(_wkb.diagnose(wkb, record))


def attributes_of(table: pa.Table) -> dict[str, Any]:
    """Return the columns of a table by name; codes of many digits keep them all, also where some are blank.

    Examples
    --------
    >>> import pyarrow as pa
    >>> int(attributes_of(pa.table({"id": [440507001001000001, None]}))["id"][0])
    440507001001000001
    """
    import pandas as pd
    import pyarrow.types as kinds

    foreign = foreign_columns(table)
    frame = table.drop_columns(list(foreign)).to_pandas(ignore_metadata=True)
    columns: dict[str, Any] = {
        name: foreign[name] if name in foreign else frame[name].array for name in table.column_names
    }
    # Of whole numbers with blanks among them pandas makes floats.
    for name, column in zip(table.column_names, table.columns, strict=True):
        if kinds.is_integer(column.type) and column.null_count and _is_long(column):
            columns[name] = pd.array(column.to_pylist(), dtype="UInt64" if _is_unsigned(column) else "Int64")
    return columns


def _is_long(column: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    ends = pc.min_max(column).as_py()
    return any(end is not None and abs(end) > EXACT for end in ends.values())


def _is_unsigned(column: pa.ChunkedArray) -> bool:
    import pyarrow.types as kinds

    return bool(kinds.is_unsigned_integer(column.type))
