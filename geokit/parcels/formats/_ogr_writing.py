"""Writing layers with GDAL, so that the same table gives the same bytes."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geokit.errors import OutputError
from geokit.escape import printable
from geokit.outputs import private_folder
from geokit.parcels.formats._written import count_records
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

# A GeoPackage keeps the time of its making, unless GDAL is told another.
_TIMELESS = "2000-01-01T00:00:00.000Z"
# What is written is counted and then renamed: waiting for the disk after each step makes a small file ten times slower.
_WITHOUT_WAITING = {"OGR_SQLITE_SYNCHRONOUS": "OFF"}

_REFUSED = Words(
    zh="GDAL 无法写出该文件（{reason}）；请检查磁盘空间，或改写其他格式",
    en="GDAL cannot write the file ({reason}); see that the disk has room, or write another format",
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

    errors = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, ValueError)
    with refused(path, *errors), warnings.catch_warnings():
        # Width and precision are set by the caller; what GDAL remarks on them has been seen to.
        warnings.simplefilter("ignore")
        name, frame = printable(layer.name), _plain(layer.frame)
        pyogrio.write_dataframe(frame, path, driver=driver, layer=name, append=append, **layer.options)


@contextmanager
def _as_of(stamp: str) -> Iterator[None]:
    """Let GDAL take a time for the present."""
    import pyogrio

    settings = {"OGR_CURRENT_DATE": stamp, **_WITHOUT_WAITING}
    before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
    pyogrio.set_gdal_config_options(settings)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


@contextmanager
def refused(path: Path, *errors: type[Exception]) -> Iterator[None]:
    """Turn what a library raises on writing a file into one sentence, without the folder's name."""
    try:
        yield
    except errors as error:
        raise OutputError(_REFUSED, reason=str(error).replace(str(path), path.name)) from error


@contextmanager
def _plain_folder(folder: Path) -> Iterator[Path]:
    """Yield an empty folder with a plain path that lies in `folder`, or elsewhere where the system allows no link."""
    with private_folder() as place, tempfile.TemporaryDirectory(dir=folder) as inside:
        link = place / "to"
        try:
            link.symlink_to(Path(inside).absolute(), target_is_directory=True)
        except (OSError, NotImplementedError):
            link.mkdir()
        yield link


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with text columns that hold text only."""
    plain = frame.copy()
    for name in plain.columns:
        if name != plain.active_geometry_name and plain[name].dtype == object:
            missing = plain[name].isna()
            plain[name] = plain[name].astype(str).mask(missing, None)
    return plain
