"""The one door to GDAL: a file is opened by the driver of its format and by no other, whatever it contains.

GDAL asks every driver that it has whether a file is its own, by what stands in its first bytes, and some drivers
open other files or addresses that a file names. pyogrio cannot tell it to ask one only. So a format is opened

* with a prefix of its driver's own, where there is one (GeoJSON, GeoJSON sequences, GeoPackage), or
* by pyogrio after its first bytes have been checked: those with a zero in them are text to no driver, or
* by fiona, which takes a list of drivers, but reads one record at a time.

Each format's own module sees to what its driver would follow: a linked system, a schema, a table of tables.
"""

from __future__ import annotations

import logging
import sys
import warnings
from abc import ABC, abstractmethod
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.i18n import Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import refuse_many
from geokit.parcels.formats.gdal import records
from geokit.parcels.formats.gdal.records import STEM, layer_said, plainly_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

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
# Not relied upon: with a proxy of no kind that curl knows every request of GDAL's fails before it connects.
OFFLINE: Mapping[str, str] = MappingProxyType(
    {"GDAL_HTTP_PROXY": "none://none", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none"}
)
# Without a condition GDAL 3.12 shares a GeoPackage out among threads by the count that the file itself gives, and
# where that is wrong (other programs do not keep it) it reads records twice.
_EVERY_RECORD = "1 = 1"
# FlatGeobuf's Arrow stream ends the process at a record without geometry.
_NOT_AS_ARROW = frozenset({"FlatGeobuf"})
# Said of every ring that is not closed; each such record is named on its own.
_SAID_ELSEWHERE = "Non closed ring"
# A logger without a handler speaks to the user's screen through Python's last resort.
_LOGGERS = ("fiona", "pyogrio")

_REFUSED = Words(
    zh="内容已损坏，或与文件类型不符，无法读取", en="the content is damaged, or not what the file's type says"
)
_NOT_THE_DRIVER = Words(
    zh="内容不是{format}，而是 {driver}；请改正文件后缀",
    en="the content is not {format} but {driver}; give the file the suffix it should have",
)
_GDAL_SAYS = Words(zh="GDAL 提示：{text}", en="GDAL remarks: {text}")


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
            import pyogrio.raw

            with pyogrio.raw.open_arrow(
                self.name,
                layer=self.own(layer),
                encoding=self.encoding,
                return_fids=True,
                where=_EVERY_RECORD,
                bbox=bounds,
                use_pyarrow=True,
            ) as (meta, reader):
                yield Stream(meta, reader.schema, reader)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Pass over what GDAL remarks: on the layer that is read it does so again, and others do not matter."""
        with warnings.catch_warnings(), self._sentences():
            warnings.simplefilter("ignore")
            yield

    def _records(self, layer: str | None) -> Stream:
        import pyarrow as pa
        import pyogrio.raw

        meta, fids, wkb, values = pyogrio.raw.read(self.name, layer=self.own(layer), return_fids=True)
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


@contextmanager
def offline() -> Iterator[None]:
    """Keep both builds of GDAL from connecting to anything, and from talking past geokit."""
    import fiona
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in OFFLINE}
    pyogrio.set_gdal_config_options(dict(OFFLINE))
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    spoke = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.propagate = False
    try:
        with fiona.Env(**OFFLINE), _undecoded_unsaid():
            yield
    finally:
        for logger, propagates in zip(loggers, spoke, strict=True):
            logger.propagate = propagates
        pyogrio.set_gdal_config_options(before)


@contextmanager
def _undecoded_unsaid() -> Iterator[None]:
    """Keep off the screen what fiona cannot decode of GDAL's messages: it prints a traceback and goes on."""
    before = sys.excepthook, sys.unraisablehook
    sys.excepthook = sys.unraisablehook = _say_nothing
    try:
        yield
    finally:
        sys.excepthook, sys.unraisablehook = before


def _say_nothing(*_: object) -> None:
    pass


@contextmanager
def sentences(path: Path) -> Iterator[None]:
    """Turn what GDAL raises into one sentence."""
    import pyarrow as pa
    from fiona.errors import FionaError
    from pyogrio.errors import DataSourceError, FieldError, GeometryError

    try:
        yield
    except InputError:
        raise
    except (
        DataSourceError,
        FieldError,
        FionaError,
        GeometryError,
        IndexError,
        pa.ArrowException,
        OSError,
        RuntimeError,
        # fiona, where a message of GDAL's is no UTF-8.
        SystemError,
        ValueError,
    ) as error:
        raise FormatError(_REFUSED, file=display_path(path)) from error


class _Heard(logging.Handler):
    """Keeps what GDAL says by way of a log."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.texts = texts

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@contextmanager
def remarks_of(path: Path, original: Path) -> Iterator[list[Notice]]:
    """Collect what GDAL remarks while a file is read, without the folder's name."""
    remarks: list[Notice] = []
    texts: list[str] = []
    heard = _Heard(texts)
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(heard)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield remarks
    finally:
        for name in _LOGGERS:
            logging.getLogger(name).removeHandler(heard)
    remarks += [
        Notice.of(
            "gdal_remark",
            _GDAL_SAYS,
            text=text.replace(str(path), original.name).replace(path.name, original.name),
        )
        for text in dict.fromkeys([*(str(warning.message) for warning in caught), *texts])
        if _SAID_ELSEWHERE not in text
    ]
