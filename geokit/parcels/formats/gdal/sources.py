"""The one door to GDAL: a file is opened by the driver of its format and by no other, whatever it contains.

GDAL asks every driver that it has whether a file is its own, by what stands in its first bytes, and some drivers
open other files or addresses that a file names. pyogrio cannot tell it to ask one only. So a format is opened

* with a prefix of its driver's own, where there is one (GeoJSON, GeoJSON sequences, GeoPackage), or
* by pyogrio after its first bytes have been checked: those with a zero in them are text to no driver, or
* by fiona, which takes a list of drivers, but reads one record at a time.

Each format's own module sees to what its driver would follow: a linked system, a schema, a table of tables.
"""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geokit.atomic import display_path
from geokit.errors import FormatError
from geokit.escape import sql_name
from geokit.i18n import Words
from geokit.parcels.files import refuse_many
from geokit.parcels.formats.gdal import records
from geokit.parcels.formats.gdal.moments import as_moments
from geokit.parcels.formats.gdal.quiet import ONE_THREAD, offline, sentences
from geokit.parcels.formats.gdal.records import STEM, layer_said, plainly_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from geokit.parcels.formats._rows import Rows
    from geokit.parcels.formats._spatial_filter import Bounds

PREFIXES: Mapping[str, str] = MappingProxyType(
    {"GeoJSON": "GeoJSON:", "GeoJSONSeq": "GeoJSONSeq:", "GPKG": "GPKG:"}
)
# Opened by name once their own modules have checked the first bytes, or made the folder.
CHECKED = frozenset({"ESRI Shapefile", "FlatGeobuf", "OpenFileGDB"})
# What fiona is told of a format besides: a schema is not fetched, and no reference is followed.
ALONE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "MapInfo File": MappingProxyType({}),
        "GML": MappingProxyType(
            {"DOWNLOAD_SCHEMA": "NO", "GML_SKIP_RESOLVE_ELEMS": "ALL", "FORCE_SRS_DETECTION": "YES"}
        ),
    }
)
# Without a condition GDAL 3.12 shares a GeoPackage out among threads by the count that the file itself gives, and
# where that is wrong (other programs do not keep it) it reads records twice.
_EVERY_RECORD = "1 = 1"
# FlatGeobuf's Arrow stream ends the process at a record without geometry.
_NOT_AS_ARROW = frozenset({"FlatGeobuf"})
# Where some rows are found without those before them being read.
_WINDOWED = frozenset({"GPKG", "OpenFileGDB"})
_BATCH_ROWS = 1 << 16

_NOT_THE_DRIVER = Words(
    zh="内容不是{format}，而是 {driver}；请改正文件后缀",
    en="the content is not {format} but {driver}; give the file the suffix it should have",
)


@dataclass(frozen=True, slots=True)
class Stream:
    """A layer while it is read.

    Parameters
    ----------
    meta : dict
        ``crs`` (text or None), ``encoding``, ``geometry_type`` (None for a table without geometry).
    schema : pyarrow.Schema
        The record's number stands first and its geometry, as well-known binary, last, whatever they are called;
        text may be in another encoding than UTF-8.
    batches : iterable of pyarrow.RecordBatch
        The records, in the order of the file.
    """

    meta: Mapping[str, Any]
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]


class Source(ABC):
    """A file, and the driver that may open it.

    Parameters
    ----------
    path : Path
        The plain name under which GDAL is given the file.
    driver : str
        GDAL's name of the driver.
    original : Path
        The file as the reader knows it.
    encoding : str, optional
        The text's, where the file does not name it.
    """

    def __init__(self, path: Path, driver: str, original: Path, encoding: str | None = None) -> None:
        self.path, self.driver, self.original, self.encoding = path.absolute(), driver, original, encoding

    def layers(self) -> dict[str, str | None]:
        """Return the layers, as the reader knows them, with the type of their geometry, None for a table without one."""
        return {layer_said(name, self.original): kind for name, kind in self._kinds().items()}

    def own(self, layer: str | None) -> str | None:
        """Return a layer's name as GDAL has it."""
        if layer is None or layer != self.original.stem or layer in self._kinds():
            return layer
        return STEM

    @abstractmethod
    def _kinds(self) -> dict[str, str | None]:
        """Return the layers as GDAL has them."""

    @abstractmethod
    def count(self, layer: str | None) -> int:
        """Return how many records a layer holds."""

    def refuse_large(self, layer: str | None) -> None:  # noqa: B027 - where it is not known beforehand
        """Refuse a layer that says it holds more records than memory is for."""

    @abstractmethod
    def crs(self, layer: str | None) -> str | None:
        """Return a layer's coordinate system as text."""

    @abstractmethod
    def stream(self, layer: str | None, bounds: Bounds | None = None) -> Any:
        """Open a layer: a context that gives a :class:`Stream`; with bounds, of the records that touch them."""

    def is_windowed(self, layer: str | None) -> bool:  # noqa: ARG002 - most formats have to be read from the beginning
        """Return whether :meth:`columns` and :meth:`window` work."""
        return False

    def columns(self, layer: str | None) -> Any:
        """Open a layer without its shapes: a context that gives a :class:`Stream`."""
        raise NotImplementedError

    def window(self, layer: str | None, rows: Rows) -> Any:
        """Open some rows of a layer without their columns: a context that gives a :class:`Stream`."""
        raise NotImplementedError

    def straightened(self, layer: str | None, fids: NDArray[np.int64]) -> dict[int, Any]:
        """Return single geometries without their curves, by number; those that cannot be had are left out."""
        with offline():
            return records.straightened(self.path, self.own(layer), self.driver, fids, self.encoding)


@contextmanager
def source_of(
    path: Path, driver: str, encoding: str | None = None, *, original: Path | None = None
) -> Iterator[Source]:
    """Give the way to a file that its format has recognised and checked; GDAL sees it under a plain name.

    Parameters
    ----------
    path : Path
        A plain file, or the folder of a geodatabase.
    driver : str
        GDAL's name of the one driver that may open it.
    encoding : str, optional
        For shapefiles, whose text does not name its own.
    original : Path, optional
        The file as the reader knows it, where `path` is made from it.
    """
    if driver not in {*PREFIXES, *CHECKED, *ALONE}:
        raise ValueError(f"the door knows no way to open a file by {driver} alone")
    with plainly_named(path) as plain:
        yield (_Alone if driver in ALONE else _Bulk)(plain, driver, original or path, encoding)


class _Bulk(Source):
    """Read by pyogrio, as Arrow."""

    @property
    def name(self) -> str:
        """What GDAL is told to open."""
        return PREFIXES.get(self.driver, "") + str(self.path)

    def _kinds(self) -> dict[str, str | None]:
        import pyogrio

        with self._looking():
            return {str(name): kind for name, kind in pyogrio.list_layers(self.name)}

    def count(self, layer: str | None) -> int:
        return int(self._info(layer, force_feature_count=True)["features"])

    def refuse_large(self, layer: str | None) -> None:
        refuse_many(self._info(layer)["features"])

    def crs(self, layer: str | None) -> str | None:
        definition: str | None = self._info(layer)["crs"]
        return definition

    def _info(self, layer: str | None, **options: Any) -> Any:
        import pyogrio

        with self._looking():
            info = pyogrio.read_info(self.name, layer=self.own(layer), encoding=self.encoding, **options)
        if info["driver"] != self.driver:
            raise FormatError(
                _NOT_THE_DRIVER, file=display_path(self.original), format=self.driver, driver=info["driver"]
            )
        return info

    @contextmanager
    def stream(self, layer: str | None, bounds: Bounds | None = None) -> Iterator[Stream]:
        if self.driver in CHECKED:
            self._info(layer)
        with self._sentences():
            if self.driver in _NOT_AS_ARROW:
                yield self._records(layer)
                return
            with self._arrow(layer, where=_EVERY_RECORD, bbox=bounds) as stream:
                yield stream

    def is_windowed(self, layer: str | None) -> bool:
        return self.driver in _WINDOWED and bool(self._info(layer)["fid_column"])

    @contextmanager
    def columns(self, layer: str | None) -> Iterator[Stream]:
        self._info(layer)
        with self._sentences(), self._arrow(layer, where=_EVERY_RECORD, read_geometry=False) as stream:
            yield stream

    @contextmanager
    def window(self, layer: str | None, rows: Rows) -> Iterator[Stream]:
        # A GeoPackage finds records by their number, a geodatabase by their place: the other way each would be read from
        # its beginning.
        if self.driver == "GPKG":
            number = sql_name(self._info(layer)["fid_column"])
            place: dict[str, Any] = {"where": f"{number} BETWEEN {rows.lowest} AND {rows.highest}"}
        else:
            self._info(layer)
            place = {"skip_features": rows.first, "batch_size": min(rows.count, _BATCH_ROWS)}
        with self._sentences(), self._arrow(layer, columns=[], **place) as stream:
            yield Stream(stream.meta, stream.schema, _first_rows(stream.batches, rows.count))

    @contextmanager
    def _arrow(self, layer: str | None, **options: Any) -> Iterator[Stream]:
        import pyogrio.raw

        with pyogrio.raw.open_arrow(
            self.name,
            layer=self.own(layer),
            encoding=self.encoding,
            return_fids=True,
            use_pyarrow=True,
            **options,
        ) as (meta, reader):
            yield Stream(meta, reader.schema, reader)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Pass over what GDAL remarks: on the layer that is read it does so again, and others do not matter."""
        with ONE_THREAD, warnings.catch_warnings(), self._sentences():
            warnings.simplefilter("ignore")
            yield

    def _records(self, layer: str | None) -> Stream:
        import pyarrow as pa
        import pyogrio.raw

        meta, fids, wkb, values = pyogrio.raw.read(
            self.name, layer=self.own(layer), return_fids=True, datetime_as_string=True
        )
        values = [
            as_moments(each) if kind == "OFTDateTime" else each
            for each, kind in zip(values, meta["ogr_types"], strict=True)
        ]
        columns = [pa.array(fids), *(pa.array(each, from_pandas=True) for each in values)]
        table = pa.Table.from_arrays(
            [*columns, pa.array(wkb, pa.binary())], names=["fid", *map(str, meta["fields"]), "geometry"]
        )
        return Stream(meta, table.schema, table.to_batches())

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        with sentences(self.original), offline():
            yield


class _Alone(Source):
    """Read by fiona, which asks one driver only."""

    def _kinds(self) -> dict[str, str | None]:
        with self._sentences():
            return records.layers(self.path, self.driver, ALONE[self.driver])

    def count(self, layer: str | None) -> int:
        with (
            self._sentences(),
            records.opened(self.path, self.own(layer), self.driver, **ALONE[self.driver]) as found,
        ):
            return sum(1 for _ in found)

    def crs(self, layer: str | None) -> str | None:
        with (
            self._sentences(),
            records.opened(self.path, self.own(layer), self.driver, **ALONE[self.driver]) as found,
        ):
            return found.crs_wkt or None

    @contextmanager
    def stream(self, layer: str | None, bounds: Bounds | None = None) -> Iterator[Stream]:  # noqa: ARG002 - reads all
        with self._sentences():
            meta, table = records.table(self.path, self.own(layer), self.driver, ALONE[self.driver])
        yield Stream(meta, table.schema, table.to_batches())

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        with sentences(self.original), offline():
            yield


def _first_rows(batches: Iterable[pa.RecordBatch], count: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield batch.slice(0, count)
        count -= len(batch)
        if count <= 0:
            return
