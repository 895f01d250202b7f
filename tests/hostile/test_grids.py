"""A coordinate system that names a table of shifts opens none, in whatever format it stands."""

import ctypes
import json
import os
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing, suppress

import geopandas as gpd
import pyarrow as pa
import pytest
import shapely

from geokit.errors import GeokitError
from geokit.land.crs.datums import bytes_reference_file
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="inotify tells of what is opened"),
    pytest.mark.filterwarnings("ignore"),
]
OPENED, NOT_BLOCKING = 0x20, 0o4000
SYSTEM = (
    'GEOGCS["x",DATUM["y",SPHEROID["z",6378137,298.257222101],EXTENSION["PROJ4_GRIDS","{grid}"]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)


@pytest.fixture
def grid(tmp_path):
    path = tmp_path / "grid"
    path.write_bytes(b"\0" * 100)
    return path


@pytest.fixture
def opened(grid):
    """Tell whether the grid was opened since."""
    system = ctypes.CDLL(None)
    watch = system.inotify_init1(NOT_BLOCKING)
    system.inotify_add_watch(watch, os.fsencode(grid), OPENED)

    def told():
        with suppress(BlockingIOError):
            return bool(os.read(watch, 4096))
        return False

    yield told
    os.close(watch)


def frame(**options):
    return gpd.GeoDataFrame({"DKBH": ["1"]}, geometry=[shapely.box(116.6, 23.3, 116.7, 23.4)], **options)


def shp(folder, system):
    frame().to_file(folder / "x.shp")
    (folder / "x.prj").write_text(system, encoding="ascii")
    return folder / "x.shp"


def zipped(folder, system):
    shp(folder, system)
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        for suffix in ("shp", "shx", "dbf", "prj"):
            archive.write(folder / f"x.{suffix}", f"x.{suffix}")
    return folder / "x.zip"


def gpkg(folder, system):
    frame(crs=4326).to_file(folder / "x.gpkg")
    with closing(sqlite3.connect(folder / "x.gpkg")) as database:
        database.execute(
            "update gpkg_spatial_ref_sys set organization = 'none', organization_coordsys_id = 9, definition = ?",
            (system,),
        )
        database.commit()
    return folder / "x.gpkg"


def written(suffix, driver):
    def make(folder, system):
        frame(crs=system).to_file(folder / f"x.{suffix}", driver=driver)
        return folder / f"x.{suffix}"

    return make


def arrow(folder, system):
    table = pa.table(frame().to_arrow(index=False))
    at = table.schema.get_field_index("geometry")
    metadata = {
        "ARROW:extension:name": "geoarrow.wkb",
        "ARROW:extension:metadata": json.dumps({"crs": system}),
    }
    schema = table.schema.set(at, table.schema.field(at).with_metadata(metadata))
    with pa.ipc.new_file(folder / "x.arrow", schema) as sink:
        sink.write_table(pa.Table.from_arrays(table.columns, schema=schema))
    return folder / "x.arrow"


@pytest.mark.parametrize(
    "make", [shp, zipped, gpkg, arrow, written("fgb", "FlatGeobuf"), written("gdb", "OpenFileGDB")]
)
def test_no_grid_is_opened(tmp_path, grid, opened, make):
    folder = tmp_path / "in"
    folder.mkdir()
    path = make(folder, SYSTEM.format(grid=grid))
    opened()
    for door in (read_parcels, inspect_file):
        with suppress(GeokitError):
            door(path)
    assert not opened()
    shutil.rmtree(folder)


def test_a_table_that_is_none_is_no_file():
    assert not bytes_reference_file(b"+proj=merc +nadgrids=@null +wktext")
