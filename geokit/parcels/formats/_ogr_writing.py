"""Writing layers with GDAL, so that the same table gives the same bytes."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from geokit.errors import OutputError
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

# A GeoPackage keeps the time of its making, unless GDAL is told another.
_TIMELESS = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}

_REFUSED = Words(zh="GDAL 无法写出该文件：{reason}", en="GDAL cannot write the file: {reason}")


def write_layer(frame: gpd.GeoDataFrame, path: Path, driver: str, **options: Any) -> None:
    """Write a table as the only layer of a new file.

    Raises
    ------
    OutputError
        GDAL refuses.
    """
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


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with text columns that hold text only."""
    plain = frame.copy()
    for name in plain.columns:
        if name != plain.active_geometry_name and plain[name].dtype == object:
            missing = plain[name].isna()
            plain[name] = plain[name].astype(str).mask(missing, None)
    return plain
