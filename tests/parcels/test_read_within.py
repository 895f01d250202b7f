"""read_near: of a layer that is larger than what is asked for, only what lies near it."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely

from geokit.parcels.formats._spatial_filter import SpatialFilter
from geokit.parcels.read import read_parcels, read_within
from geokit.testing import make_parcels, square

PLAIN = SimpleNamespace(layer=None, crs=None, zone=None, encoding=None)
AT = [0, 5_000, 10_000, 15_000]
DRIVERS = {"gpkg": "GPKG", "gdb": "OpenFileGDB", "shp": "ESRI Shapefile", "fgb": "FlatGeobuf"}


@pytest.fixture
def layer(tmp_path):
    def written(suffix="gpkg", *, epsg=4548, crs=4548):
        frame = gpd.GeoDataFrame(
            {"DKBH": [f"A-{at}" for at in AT]}, geometry=[square(at, 0, 100) for at in AT], crs=4548
        ).to_crs(epsg)
        path = tmp_path / f"land.{suffix}"
        frame.set_crs(crs, allow_override=True).to_file(path, driver=DRIVERS[suffix])
        return path

    return written


def near(path, *shapes, told=PLAIN, **more):
    return list(read_within(path, told, make_parcels(list(shapes), **more))["id"])


def test_what_lies_near_is_100_m_around_on_every_side():
    frame = make_parcels([square(0, 0, 100), square(5_000, 300, 100)])
    west, south, east, north = frame.total_bounds
    assert SpatialFilter.of(frame).box.bounds == (west - 100, south - 100, east + 100, north + 100)


@pytest.mark.parametrize("suffix", ["gpkg", "gdb", "shp"])
def test_only_what_lies_near_is_read_under_its_own_number(layer, suffix):
    path = layer(suffix)
    found = read_within(path, PLAIN, make_parcels([square(5_050, 50, 100), square(10_050, 50, 100)]))
    whole = read_parcels(path)
    assert list(found["id"]) == ["A-5000", "A-10000"]
    assert list(found["record"]) == list(whole["record"])[1:3]


def test_a_layer_in_degrees_is_asked_in_degrees(layer):
    assert near(layer(epsg=4490, crs=4490), square(5_050, 50, 100)) == ["A-5000"]


def test_what_lies_within_a_hundred_metres_counts_as_near(layer):
    assert near(layer(), square(5_150, 0, 10)) == ["A-5000"]


def test_a_format_that_cannot_tell_reads_everything(layer):
    assert len(near(layer("fgb"), square(5_050, 50, 100))) == 4


@pytest.mark.parametrize(
    "shapes",
    [[], [square(90_000, 0, 100)], [shapely.Polygon()], [None, None]],
    ids=["none", "elsewhere", "empty", "null"],
)
def test_where_nothing_lies_near_everything_is_read(layer, shapes):
    assert len(near(layer(), *shapes)) == 4


def test_a_coordinate_that_is_wrong_does_not_decide_what_is_near(layer):
    lost = shapely.box(116.6, 23.4, 116.7, 23.5)
    assert len(near(layer(epsg=4490, crs=4490), square(5_050, 50, 100), lost)) == 4


def test_a_system_that_is_not_known_or_of_another_datum_is_not_asked(layer):
    assert (
        len(near(layer(), square(5_050, 50, 100), told=SimpleNamespace(**{**vars(PLAIN), "crs": 2382}))) == 4
    )
