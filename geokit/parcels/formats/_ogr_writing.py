"""Writing layers with GDAL, so that the same table gives the same bytes."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geokit.errors import OutputError
from geokit.escape import printable
from geokit.outputs import private_folder
from geokit.parcels.formats._written import count_records
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

# A GeoPackage keeps the time of its making, unless GDAL is told another.
_TIMELESS = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}

_REFUSED = Words(
    zh="GDAL 无法写出该文件（{reason}）；请检查磁盘空间，或改写其他格式",
    en="GDAL cannot write the file ({reason}); see that the disk has room, or write another format",
)
_NOT_WHOLE = Words(
    zh="只写出了 {count} 条记录中的 {written} 条，原有文件未改动；磁盘可能已满：请清出空间，或写到别处",
    en="only {written} of {count} records were written, and what stood there stands; the disk may be full: make room, or"
    " write it elsewhere",
)


def write_layer(
    frame: gpd.GeoDataFrame, path: Path, driver: str, *, layer: str | None = None, **options: Any
) -> None:
    """Write a table as the only layer of a new file.

    GDAL is given a plain name in a folder of its own, and what it wrote is counted before it gets the file's name:
    some of its drivers say nothing of a full disk.

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
    name = printable(path.stem if layer is None else layer)
    with _plain_folder(path.parent) as folder:
        plain = folder / f"out{path.suffix.lower()}"
        _write(frame, plain, driver, layer=name, **options)
        written = count_records(plain, driver)
        if written < len(frame):
            raise OutputError(_NOT_WHOLE, written=written, count=len(frame))
        for made in sorted(folder.iterdir()):
            shutil.move(made, path.with_name(f"{path.stem}{made.suffix}" if made != plain else path.name))


def _write(frame: gpd.GeoDataFrame, path: Path, driver: str, **options: Any) -> None:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    before = {name: pyogrio.get_gdal_config_option(name) for name in _TIMELESS}
    pyogrio.set_gdal_config_options(_TIMELESS)
    try:
        with warnings.catch_warnings():
            # Width and precision are set by the caller; what GDAL remarks on them has been seen to.
            warnings.simplefilter("ignore")
            pyogrio.write_dataframe(_plain(frame), path, driver=driver, **options)
    except (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError, ValueError) as error:
        raise OutputError(_REFUSED, reason=str(error).replace(str(path), path.name)) from error
    finally:
        pyogrio.set_gdal_config_options(before)


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
