"""Areas are the same in a file that was written, or it is said."""

import geopandas as gpd
import pytest
from shapely import MultiPolygon, box

from geokit.cli._program import run
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels

KEEP = ["out.gpkg", "out.geojson", "out.parquet", "out.kml", "out.kmz", "out.dxf"]
MAKE_HOLES = ["out.shp", "out.zip", "out.txt", "out.xlsx"]


def at(east, north, width, height):
    west, south = 39_462_000 + east, 2_580_000 + north
    return box(west, south, west + width, south + height)


def table(**shapes):
    return gpd.GeoDataFrame({"id": list(shapes)}, geometry=list(shapes.values()), crs=4527)


INSIDE = MultiPolygon([at(0, 0, 200, 150), at(50, 50, 40, 40)])
APART = MultiPolygon([at(500, 0, 100, 100), at(700, 20, 100, 40)])
HOLED = at(900, 0, 100, 100) - at(920, 20, 20, 20)
FILLER = at(920, 20, 20, 20)


def changed(notices):
    return [notice for notice in notices if notice.code in ("areas_changed", "areas_not_compared")]


@pytest.mark.parametrize("name", MAKE_HOLES)
def test_a_part_that_becomes_a_hole_is_named(tmp_path, name):
    notices = write_parcels(table(A=INSIDE, B=APART, C=HOLED), tmp_path / name)
    (notice,) = changed(notices)
    assert "A (31,600.00 → 28,400.00 m²)" in notice.en
    assert "B (" not in notice.en
    assert "C (" not in notice.en


@pytest.mark.parametrize("name", KEEP)
def test_a_format_that_keeps_the_parts_says_nothing(tmp_path, name):
    assert not changed(write_parcels(table(A=INSIDE, B=APART, C=HOLED), tmp_path / name))


@pytest.mark.parametrize("name", KEEP + MAKE_HOLES)
def test_sound_shapes_say_nothing(tmp_path, name):
    assert not changed(write_parcels(table(A=APART, B=HOLED, C=FILLER), tmp_path / name))


def test_the_command_says_it(tmp_path, capsys):
    source = tmp_path / "in.gpkg"
    write_parcels(table(A=INSIDE), source)
    assert run(["convert", str(source), str(tmp_path / "out.shp")]) == 0
    assert "31,600.00 → 28,400.00" in capsys.readouterr().err
    assert read_parcels(tmp_path / "out.shp").area[0] == pytest.approx(28_400)
