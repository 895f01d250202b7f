"""Small databases with planted faults."""

from __future__ import annotations

import geopandas as gpd
import pyogrio
import pytest
import shapely

DRIVERS = {".gpkg": "GPKG", ".gdb": "OpenFileGDB"}


def plots(count, *, crs=4547, **columns):
    """Return `count` squares in a row of 100 m, with a number, an area and a kind each."""
    shapes = [
        shapely.box(500_000 + 100 * at, 2_500_000, 500_100 + 100 * at, 2_500_100) for at in range(count)
    ]
    own = {
        "BSM": [f"44{at:04d}" for at in range(1, count + 1)],
        "MC": ["甲"] * count,
        "LX": ["1"] * count,
        "MJ": [10_000.0] * count,
        "RQ": ["20260101"] * count,
    }
    return gpd.GeoDataFrame({**own, **columns}, geometry=shapes, crs=crs)


@pytest.fixture
def write(tmp_path):
    """Return what writes layers into one database."""

    def written(suffix=".gpkg", **layers):
        path = tmp_path / f"库{suffix}"
        for name, frame in layers.items():
            pyogrio.write_dataframe(frame, path, layer=name, driver=DRIVERS[suffix], append=path.exists())
        return path

    return written
