"""Layers that GDAL reads: in bulk as Arrow, the broken records named, those with curves rescued one by one."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.outputs import spoken
from geokit.parcels.columns import unique_names
from geokit.parcels.files import refuse_many
from geokit.parcels.formats import _wkb
from geokit.parcels.formats._base import Layer, Reading, ReadOptions
from geokit.parcels.formats._plain_names import layer_said, plainly_named
from geokit.parcels.notices import Notice
from geokit.parcels.text import codec_name
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.formats._near import Bounds

# What GDAL calls these columns where the layer does not.
_FID, _GEOMETRY = "OGC_FID", "wkb_geometry"
# Without a condition GDAL 3.12 shares a GeoPackage out among threads by the count that the file itself gives, and
# where that is wrong (other programs do not keep it) it reads records twice.
_EVERY_RECORD = "1 = 1"

_LAYER = Words(zh="图层", en="layer")
_TABLE = Words(zh="无几何的表", en="table without geometry")
_NO_LAYER = Words(zh="文件中没有图层", en="the file holds no layer")
_SEVERAL = Words(
    zh="文件中有多个面图层：{layers}；请指明其一（--layer）",
    en="the file holds several polygon layers: {layers}; name one (--layer)",
)
_NO_GEOMETRY = Words(zh="图层“{layer}”没有几何字段", en="the layer “{layer}” has no geometry")
_REFUSED = Words(
    zh="内容已损坏，或与文件类型不符，无法读取", en="the content is damaged, or not what the file's type says"
)
_NOT_THE_DRIVER = Words(
    zh="内容不是{format}，而是 {driver}；请改正文件后缀",
    en="the content is not {format} but {driver}; give the file the suffix it should have",
)
_GDAL_SAYS = Words(zh="GDAL 提示：{text}", en="GDAL remarks: {text}")
_STRAIGHTENED = Words(
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
# Said of every ring that is not closed; each such record is named on its own.
_SAID_ELSEWHERE = "Non closed ring"


def read_layer(
    path: Path,
    options: ReadOptions,
    *,
    driver: str,
    encoding: str | None = None,
    one_layer: bool = False,
    as_arrow: bool = True,
) -> Reading:
    """Read one layer of a file.

    Parameters
    ----------
    path : Path
        A file whose first bytes have shown its format.
    options : ReadOptions
        Which layer, where there are several.
    driver : str
        GDAL's driver; content that another would take is refused.
    encoding : str, optional
        For shapefiles, whose text does not name its own.
    one_layer : bool
        The format knows one layer only, and looking for more would parse the file again.
    as_arrow : bool
        Whether GDAL's Arrow stream of the format can be trusted: that of FlatGeobuf ends the process at a record
        without geometry.
    """
    with plainly_named(path) as plain:
        layer = None if one_layer else _layer_of(plain, options.layer, path)
        reading = _read_plain(plain, layer, options, (driver, encoding), as_arrow=as_arrow)
    reading.layer = None if layer is None else layer_said(layer, path)
    return reading


def _read_plain(
    path: Path, layer: str | None, options: ReadOptions, how: tuple[str, str | None], *, as_arrow: bool
) -> Reading:
    driver, encoding = how
    with _sentences(path) as remarks:
        if layer is not None:
            _check_before_reading(path, layer, driver)
        rows = _read_near(path, layer, encoding, options) if as_arrow else _read_records(path, layer)
    meta = rows.meta
    said = None if options.encoding is None else codec_name(options.encoding)
    fids, attributes = _split(meta, _repaired_text(rows.rest, remarks, said))
    reading = Reading(
        columns=attributes,
        geometry=rows.shapes,
        record=fids,
        crs=_crs_of(meta),
        encoding=meta["encoding"],
        notices=remarks,
    )
    _name_the_broken(reading, rows.refused, _Rescue(path, layer, driver, encoding))
    return reading


@dataclass(frozen=True, slots=True)
class _Rows:
    """What GDAL read: about the layer, the shapes, the bytes of those that GEOS refuses by row, and all else."""

    meta: dict[str, Any]
    shapes: NDArray[np.object_]
    refused: dict[int, bytes]
    rest: pa.Table

    @classmethod
    def of(
        cls, path: Path, meta: dict[str, Any], schema: pa.Schema, batches: Iterable[pa.RecordBatch]
    ) -> _Rows:
        import pyarrow as pa

        name = meta["geometry_name"] or _GEOMETRY
        if name not in schema.names:
            raise FormatError(_NO_GEOMETRY, file=spoken(path), layer=meta.get("layer_name", path.stem))
        shapes, refused, rest = _wkb.split_batches(batches, name)
        return cls(
            meta, shapes, refused, pa.Table.from_batches(rest, schema.remove(schema.get_field_index(name)))
        )


def _read_near(path: Path, layer: str | None, encoding: str | None, options: ReadOptions) -> _Rows:
    """Return the records near what is asked for, or all of them: where nothing is near, the system may be wrong."""
    import pyogrio

    if options.near is not None:
        bounds = options.near.bounds_in(options.crs or _crs_of(pyogrio.read_info(path, layer=layer)))
        near = _read_arrow(path, layer, encoding, bounds)
        if bounds is None or len(near.shapes):
            return near
    return _read_arrow(path, layer, encoding)


def _read_arrow(path: Path, layer: str | None, encoding: str | None, bounds: Bounds | None = None) -> _Rows:
    import pyogrio.raw

    with pyogrio.raw.open_arrow(
        path,
        layer=layer,
        encoding=encoding,
        return_fids=True,
        where=_EVERY_RECORD,
        bbox=bounds,
        use_pyarrow=True,
    ) as (meta, reader):
        return _Rows.of(path, meta, reader.schema, reader)


def _read_records(path: Path, layer: str | None) -> _Rows:
    import pyarrow as pa
    import pyogrio.raw

    meta, fids, wkb, values = pyogrio.raw.read(path, layer=layer, return_fids=True)
    columns = [pa.array(each, from_pandas=True) for each in values]
    table = pa.Table.from_arrays(
        [pa.array(fids), pa.array(wkb, pa.binary()), *columns],
        names=[_FID, _GEOMETRY, *map(str, meta["fields"])],
    )
    named = {**meta, "fid_column": _FID, "geometry_name": _GEOMETRY}
    return _Rows.of(path, named, table.schema, table.to_batches())


@contextmanager
def _sentences(path: Path) -> Iterator[list[Notice]]:
    """Turn what GDAL raises into one sentence, and what it remarks into notices without the folder's name."""
    import pyarrow as pa
    from pyogrio.errors import DataSourceError, FieldError, GeometryError

    remarks: list[Notice] = []
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield remarks
    except (
        DataSourceError,
        FieldError,
        GeometryError,
        pa.ArrowException,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        if isinstance(error, InputError):
            raise
        raise FormatError(_REFUSED, file=spoken(path)) from error
    texts = dict.fromkeys(str(warning.message) for warning in caught)
    remarks += [
        Notice.of("gdal_remark", _GDAL_SAYS, text=text.replace(str(path), path.name))
        for text in texts
        if _SAID_ELSEWHERE not in text
    ]


def layers_of(path: Path) -> tuple[Layer, ...]:
    """Return the layers of a file with how many records they hold.

    Raises
    ------
    FormatError
        GDAL cannot read it.
    """
    import pyogrio

    with plainly_named(path) as plain, _sentences(plain):
        return tuple(
            Layer(
                layer_said(str(name), path),
                int(pyogrio.read_info(plain, layer=name, force_feature_count=True)["features"]),
                _TABLE if kind is None else str(kind),
            )
            for name, kind in pyogrio.list_layers(plain)
        )


def _layer_of(plain: Path, wanted: str | None, path: Path) -> str:
    """Return the layer's name as GDAL has it."""
    import pyogrio

    with _sentences(plain):
        kinds = {str(name): kind for name, kind in pyogrio.list_layers(plain)}
    names = {layer_said(name, path): name for name in kinds}
    layers = {said: kinds[name] for said, name in names.items()}
    if wanted is not None:
        if wanted not in layers:
            raise UnknownNameError(wanted, kind=_LAYER, known=layers)
        return names[wanted]
    if not layers:
        raise FormatError(_NO_LAYER, file=spoken(path))
    drawn = [name for name, kind in layers.items() if kind is not None] or list(layers)
    areal = [name for name in drawn if _may_hold_polygons(str(layers[name]))] or drawn
    if len(areal) > 1:
        raise InputError(_SEVERAL, file=spoken(path), layers=areal)
    return names[areal[0]]


def _may_hold_polygons(kind: str) -> bool:
    return any(word in kind for word in ("Polygon", "Surface", "Unknown", "Collection"))


def _check_before_reading(path: Path, layer: str | None, driver: str) -> None:
    import pyogrio

    info = pyogrio.read_info(path, layer=layer)
    if info["driver"] != driver:
        raise FormatError(_NOT_THE_DRIVER, file=spoken(path), format=driver, driver=info["driver"])
    refuse_many(info["features"])


def _split(meta: dict[str, Any], table: pa.Table) -> tuple[NDArray[np.int64], dict[str, Any]]:
    """Return the numbers of the records, and their attributes."""
    name = meta["fid_column"] or _FID
    fids = table.column(name).to_numpy().astype(np.int64)
    attributes = table.drop_columns([name])
    rest = attributes.rename_columns(unique_names(attributes.column_names)).to_pandas()
    return fids, {str(name): rest[name].array for name in rest.columns}


def _repaired_text(table: pa.Table, remarks: list[Notice], said: str | None) -> pa.Table:
    """Return the table with text that is text: GDAL hands on bytes in other encodings, and characters cut in two.

    They are in the encoding that the caller said, or else tried as GB18030.
    """
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        if not pa.types.is_string(field.type):
            continue
        raw = table.column(at).cast(pa.binary())
        try:
            raw.cast(pa.string())
        except pa.ArrowInvalid:
            words, values = _decoded(raw.to_pylist(), said)
            table = table.set_column(at, field, pa.array(values, pa.string()))
            if words is not None:
                remarks.append(Notice.of("text_repaired", words, column=field.name))
    return table


def _decoded(values: list[bytes | None], said: str | None) -> tuple[Words | None, list[str | None]]:
    """Return the texts, and what is to be remarked on their encoding."""
    try:
        texts = [None if value is None else value.decode(said or "gb18030") for value in values]
    except UnicodeDecodeError:
        return _DAMAGED_TEXT, [
            None if value is None else value.decode("utf-8", "replace") for value in values
        ]
    return None if said else _AS_GB18030, texts


def _crs_of(meta: dict[str, Any]) -> CRS | None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not meta["crs"]:
        return None
    try:
        crs = CRS.from_user_input(meta["crs"])
    except CRSError:
        return None
    # GeoPackage's own way of saying that it does not know (srs_id 0 and -1), and MapInfo's.
    return None if crs.name.startswith(("Undefined", "Nonearth")) else crs


class _Rescue:
    """Opens single records with fiona, which makes curves straight."""

    def __init__(self, path: Path, layer: str | None, driver: str, encoding: str | None) -> None:
        self.path, self.layer, self.driver, self.encoding = path, layer, driver, encoding

    def geometries(self, fids: NDArray[np.int64]) -> dict[int, Any]:
        """Return the geometries that could be made straight, by fid."""
        import fiona
        from fiona.errors import FionaError
        from shapely.geometry import shape

        found = {}
        try:
            with fiona.open(
                self.path, layer=self.layer, enabled_drivers=[self.driver], encoding=self.encoding
            ) as layer:
                for fid in fids:
                    record = layer.get(int(fid))
                    if record is not None and record.geometry is not None:
                        found[int(fid)] = shapely.force_2d(shape(record.geometry))
        except (FionaError, shapely.GEOSException, ValueError):
            # What fiona cannot open either stays in the list of unreadable records.
            return found
        return found


def _name_the_broken(reading: Reading, refused: dict[int, bytes], rescue: _Rescue) -> None:
    """Fill in the geometries that can be rescued, and list the others with what is wrong with them."""
    curved = [row for row, wkb in refused.items() if _wkb.kind_of(wkb) in _wkb.CURVES]
    rescued = rescue.geometries(reading.record[curved]) if curved else {}
    for row, wkb in refused.items():
        record = int(reading.record[row])
        if record in rescued:
            reading.geometry[row] = rescued[record]
            reading.notices.append(Notice.of("curves_straightened", _STRAIGHTENED, record=record))
        else:
            reading.unreadable.append(_wkb.diagnose(wkb, record))
