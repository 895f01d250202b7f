"""Writing layers with GDAL, so that the same table gives the same bytes, and counting the records written.

Records are counted by marks and headers, without parsing; a file that was cut short holds none.
"""

from __future__ import annotations

import mmap
import shutil
import sqlite3
import tempfile
import warnings
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geokit.errors import OutputError
from geokit.escape import printable, sql_name
from geokit.folders import temporary_folder
from geokit.i18n import Words
from geokit.parcels.formats._output_columns import retained_columns
from geokit.parcels.formats._unheld_letters import without_nulls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import geopandas as gpd

    from geokit.parcels.diagnostics import Notice


# A GeoPackage keeps the time of its making, unless GDAL is told another.
_TIMELESS = "2000-01-01T00:00:00.000Z"

# What is written is counted and then renamed: waiting for the disk after each step makes a small file ten times slower.
_WITHOUT_WAITING = {"OGR_SQLITE_SYNCHRONOUS": "OFF"}

# A geodatabase gives its tables random numbers otherwise.
_SAME_EACH_TIME = {"OPENFILEGDB_REPRODUCIBLE_UUID": "YES"}

# An outline that crosses itself is written as it is drawn, as by every other driver; the audit names it.
_AS_DRAWN = {"LIBKML_STRICT_COMPLIANCE": "FALSE"}

_REFUSED = Words(
    zh="GDAL 无法写出该文件（{reason}）；请检查磁盘空间，或改写其他格式",
    en="GDAL cannot write the file ({reason}); see that the disk has room, or write another format",
)

_NOT_TAKEN = Words(
    zh="GDAL 无法写出该文件（{reason}）；请改写其他格式",
    en="GDAL cannot write the file ({reason}); write another format",
)

_NOT_WHOLE = Words(
    zh="只写出了 {count} 条记录中的 {written} 条，原有文件未改动；磁盘可能已满：请清出空间，或写到别处",
    en="only {written} of {count} records were written, and what stood there stands; the disk may be full: make room, or"
    " write it elsewhere",
)


@dataclass(frozen=True, slots=True)
class LayerTable:
    """A table that is written as a layer.

    Parameters
    ----------
    name : str
    frame : GeoDataFrame
    options : mapping
        As GDAL's driver takes them.
    """

    name: str
    frame: gpd.GeoDataFrame
    options: Mapping[str, Any]


def for_gdal(frame: gpd.GeoDataFrame, title: Words) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Return what GDAL writes of a table of parcels, and what is said of the rest.

    To GDAL a text ends at a null, and two ids become one.
    """
    return without_nulls(retained_columns(frame), title)


def write_layer(
    frame: gpd.GeoDataFrame, path: Path, driver: str, *, layer: str | None = None, **options: Any
) -> None:
    """Write a table as the only layer of a new file.

    Parameters
    ----------
    frame : GeoDataFrame
        The table.
    path : Path
        A file that does not exist yet.
    driver : str
        GDAL's driver.
    layer : str, optional
        What the layer is called; as the file if left out.
    **options
        As GDAL's driver takes them.

    Raises
    ------
    OutputError
        GDAL refuses, or the file does not hold all records.
    """
    write_layers([LayerTable(path.stem if layer is None else layer, frame, options)], path, driver)


def write_layers(layers: Sequence[LayerTable], path: Path, driver: str, *, stamp: str = _TIMELESS) -> None:
    """Write tables as the layers of a new file, as of the time of a `stamp`.

    GDAL is given a plain name in a folder of its own, and what it wrote is counted before it gets the file's name:
    some of its drivers say nothing of a full disk.

    Raises
    ------
    OutputError
        GDAL refuses, or the file does not hold all records.
    """
    with _plain_folder(path.parent) as folder:
        plain = folder / f"out{path.suffix.lower()}"
        with _as_of(stamp):
            for number, layer in enumerate(layers):
                _write(layer, plain, driver, append=number > 0)
        written, count = count_records(plain, driver), sum(len(layer.frame) for layer in layers)
        if written < count:
            raise OutputError(_NOT_WHOLE, written=written, count=count)
        for made in sorted(folder.iterdir()):
            shutil.move(made, path.with_name(f"{path.stem}{made.suffix}" if made != plain else path.name))


def _write(layer: LayerTable, path: Path, driver: str, *, append: bool) -> None:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    of_disk, of_table = (
        (DataLayerError, DataSourceError, FeatureError),
        (FieldError, GeometryError, ValueError),
    )
    with (
        refused(path, *of_disk),
        refused(path, *of_table, words=_NOT_TAKEN),
        warnings.catch_warnings(),
    ):
        # Width and precision are set by the caller; what GDAL remarks on them has been seen to.
        warnings.simplefilter("ignore")
        name, frame = printable(layer.name), _plain(layer.frame)
        pyogrio.write_dataframe(frame, path, driver=driver, layer=name, append=append, **layer.options)


@contextmanager
def _as_of(stamp: str) -> Iterator[None]:
    """Let GDAL take a time for the present."""
    import pyogrio

    settings = {"OGR_CURRENT_DATE": stamp, **_WITHOUT_WAITING, **_SAME_EACH_TIME, **_AS_DRAWN}
    before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
    pyogrio.set_gdal_config_options(settings)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


@contextmanager
def refused(path: Path, *errors: type[Exception], words: Words = _REFUSED) -> Iterator[None]:
    """Turn what a library raises on writing a file into one sentence, without the folder's name."""
    try:
        yield
    except errors as error:
        raise OutputError(words, reason=str(error).replace(str(path), path.name)) from error


@contextmanager
def _plain_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder with a plain path that lies in `folder`, or elsewhere where the system allows no link."""
    with temporary_folder() as place, tempfile.TemporaryDirectory(dir=folder) as inside:
        link = place / "to"
        try:
            link.symlink_to(Path(inside).absolute(), target_is_directory=True)
        except (OSError, NotImplementedError):
            link.mkdir()
        yield link


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with text columns that hold text only, all of which GDAL writes."""
    plain = frame.copy()
    for name in plain.columns:
        if name == plain.active_geometry_name:
            continue
        if plain[name].dtype == object:
            missing = plain[name].isna()
            plain[name] = plain[name].astype(str).mask(missing, None)
        if pd.api.types.infer_dtype(plain[name], skipna=True) == "string":
            # As in the tables that have been told of: findings name parcels too.
            plain[name] = plain[name].str.replace("\0", " ", regex=False)
    return plain


_BLOCK: Final = 1 << 22

_SHAPE_HEADER: Final = 100

_DBF_HEADER: Final = 32


def count_records(path: Path, driver: str) -> int:
    """Return how many records a file written by a driver of GDAL holds; 0 if its end is missing.

    Parameters
    ----------
    path : Path
        A file that was closed.
    driver : {"ESRI Shapefile", "FlatGeobuf", "GeoJSON", "GPKG", "LIBKML", "OpenFileGDB"}
        Who wrote it.
    """
    return _COUNTS[driver](path) if path.exists() else 0


def _in_geojson(path: Path) -> int:
    # GDAL writes a feature a line, and no text of JSON has a line's end in it.
    return _marks(path, b'\n{ "type": "Feature", ', b"]\n}")


def _in_kml(path: Path) -> int:
    # With its indentation: a text may have brackets in it.
    return _marks(path, b'\n      <Placemark id="', b"</kml>")


def _marks(path: Path, mark: bytes, end: bytes) -> int:
    """Count a mark in a file; 0 unless the file ends as it should."""
    count, tail, last = 0, b"", b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            joined = tail + block
            count += joined.count(mark)
            # Of a mark that stands across two blocks the first block holds no whole one.
            tail = joined[-(len(mark) - 1) :]
            last = (last + block)[-64:]
    return count if last.rstrip().endswith(end) else 0


def _in_geopackage(path: Path) -> int:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        try:
            tables = database.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
            counts = [f"SELECT count(*) FROM {sql_name(table)}" for (table,) in tables]  # noqa: S608 - quoted
            return sum(int(database.execute(count).fetchone()[0]) for count in counts)
        except sqlite3.Error:
            return 0


def _in_shapefile(path: Path) -> int:
    """Return how many records the index, the shapes and the table all hold; 0 where one of them is cut."""
    shapes, index, table = (path.with_suffix(suffix) for suffix in (".shp", ".shx", ".dbf"))
    if not all(each.exists() for each in (shapes, index, table)):
        return 0
    with shapes.open("rb") as stream:
        header = stream.read(_SHAPE_HEADER)
    if len(header) < _SHAPE_HEADER or 2 * int.from_bytes(header[24:28], "big") != shapes.stat().st_size:
        return 0
    indexed, left = divmod(index.stat().st_size - _SHAPE_HEADER, 8)
    return indexed if left == 0 and _in_table(table) == indexed else 0


def _in_table(path: Path) -> int:
    with path.open("rb") as stream:
        head = stream.read(_DBF_HEADER)
    if len(head) < _DBF_HEADER:
        return 0
    rows, header, row = (int.from_bytes(head[at:end], "little") for at, end in ((4, 8), (8, 10), (10, 12)))
    return rows if path.stat().st_size >= header + rows * row else 0


def _in_geodatabase(path: Path) -> int:
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        return int(pyogrio.read_info(path, force_feature_count=True)["features"])
    except DataSourceError:
        return 0


_FGB_MAGIC: Final = b"fgb\x03fgb"

# The mark, and the length of the header that follows.
_FGB_HEADER: Final = 12


def _in_flatgeobuf(path: Path) -> int:
    """Return how many features follow the header, without an index between; 0 where the last one is cut."""
    size = path.stat().st_size
    if size < _FGB_HEADER:
        return 0
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[: len(_FGB_MAGIC)] != _FGB_MAGIC:
            return 0
        at, count = _FGB_HEADER + int.from_bytes(data[8:12], "little"), 0
        while at + 4 <= size:
            at += 4 + int.from_bytes(data[at : at + 4], "little")
            count += 1
        return count if at == size else 0


_COUNTS: Final[dict[str, Callable[[Path], int]]] = {
    "ESRI Shapefile": _in_shapefile,
    "FlatGeobuf": _in_flatgeobuf,
    "GeoJSON": _in_geojson,
    "GPKG": _in_geopackage,
    "LIBKML": _in_kml,
    "OpenFileGDB": _in_geodatabase,
}
