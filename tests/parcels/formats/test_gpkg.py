import sqlite3
import struct
from contextlib import closing

import geopandas as gpd
import pytest
import shapely

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels


def frame_of(*ids, crs=4548):
    boxes = [
        shapely.box(467_000 + 10 * at, 2_583_000, 467_010 + 10 * at, 2_583_010) for at in range(len(ids))
    ]
    return gpd.GeoDataFrame({"DKBH": list(ids)}, geometry=boxes, crs=crs)


def register(database):
    """Give plain SQLite the functions that GDAL's triggers ask for."""
    for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        database.create_function(name, 1, lambda _: 0)


def overwrite_geometry(path, fid, wkb):
    """Put bytes in the place of a record's geometry, as another program might have written them."""
    with closing(sqlite3.connect(path)) as database, database:
        register(database)
        header = b"GP\x00\x01" + struct.pack("<i", 4548)
        database.execute("update parcels set geom = ? where fid = ?", (header + wkb, fid))
    database.close()


@pytest.fixture
def gpkg(tmp_path):
    path = tmp_path / "地块.gpkg"
    frame_of("a", "b", "c").to_file(path, layer="parcels")
    return path


def test_read(gpkg):
    frame = read_parcels(gpkg)
    assert frame["id"].tolist() == ["a", "b", "c"]
    assert frame["record"].tolist() == [1, 2, 3]
    assert frame.crs.to_epsg() == 4548
    assert frame.attrs["geokit"]["layer"] == "parcels"


def test_a_broken_record_is_named_and_the_others_read(gpkg):
    ring = [(467_010, 2_583_000), (467_020, 2_583_000), (467_020, 2_583_010), (467_010, 2_583_010)]
    open_ring = struct.pack("<BIII8d", 1, 3, 1, 4, *[value for point in ring for value in point])
    overwrite_geometry(gpkg, 2, open_ring)
    frame = read_parcels(gpkg)
    (entry,) = unreadable_of(frame)
    assert frame["id"].tolist() == ["a", "c"]
    assert (entry.id, entry.record, entry.code, entry.ring) == ("b", 2, "ring_not_closed", 1)
    assert entry.position == (467_010, 2_583_000)


def test_a_curve_is_made_straight_and_said_so(gpkg):
    east, north = 467_010, 2_583_005
    arc = [east, north, east + 5, north + 5, east + 10, north, east + 5, north - 5, east, north]
    overwrite_geometry(gpkg, 2, struct.pack("<BIIBII10d", 1, 10, 1, 1, 8, 5, *arc))
    frame = read_parcels(gpkg)
    assert frame["id"].tolist() == ["a", "b", "c"]
    assert frame.geometry[1].area == pytest.approx(3.14159 * 25, rel=2e-3)
    assert [notice.code for notice in notices_of(frame)] == ["curves_straightened"]


def test_one_of_several_layers_must_be_named(gpkg):
    frame_of("z").to_file(gpkg, layer="blocks")
    with pytest.raises(InputError, match="blocks"):
        read_parcels(gpkg)
    assert read_parcels(gpkg, layer="blocks")["id"].tolist() == ["z"]
    with pytest.raises(UnknownNameError, match="blocks"):
        read_parcels(gpkg, layer="block")


def test_a_layer_of_points_beside_the_parcels_does_not_matter(gpkg):
    points = frame_of("p")
    points.geometry = points.centroid
    points.to_file(gpkg, layer="wells")
    assert len(read_parcels(gpkg)) == 3


def test_a_layer_without_a_coordinate_system(tmp_path):
    path = tmp_path / "x.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        frame_of("a", crs=None).to_file(path)
    assert read_parcels(path).crs is None


def test_another_sqlite_file_is_refused(tmp_path):
    path = tmp_path / "x.gpkg"
    sqlite3.connect(path).execute("create table t (a)").connection.close()
    with pytest.raises(FormatError, match="GeoPackage"):
        read_parcels(path)


def test_a_truncated_file_is_one_sentence(gpkg):
    gpkg.write_bytes(gpkg.read_bytes()[:20_000])
    with pytest.raises(InputError):
        read_parcels(gpkg)


@pytest.mark.parametrize("told", [30, 3000])
def test_a_wrong_count_of_records_neither_doubles_nor_loses_any(tmp_path, told):
    path = tmp_path / "x.gpkg"
    frame_of(*(f"{at}" for at in range(300))).to_file(path, layer="parcels")
    with closing(sqlite3.connect(path)) as database, database:
        register(database)
        database.execute("delete from parcels where fid between 20 and 120")
        database.execute("update gpkg_ogr_contents set feature_count = ?", (told,))
    database.close()
    frame = read_parcels(path)
    assert frame["record"].tolist() == [*range(1, 20), *range(121, 301)]


@pytest.mark.parametrize(("parts", "declared"), [(0, "POLYGON"), (1, "MULTIPOLYGON"), (3, "MULTIPOLYGON")])
def test_a_layer_that_is_written_is_of_one_type(tmp_path, parts, declared):
    frame = frame_of("a", "b", "c")
    several = [
        shapely.MultiPolygon([shape]) if at < parts else shape for at, shape in enumerate(frame.geometry)
    ]
    write_parcels(frame.set_geometry(several, crs=frame.crs), tmp_path / "x.gpkg")
    with closing(sqlite3.connect(tmp_path / "x.gpkg")) as database:
        found = database.execute("select geometry_type_name from gpkg_geometry_columns").fetchall()
    assert found == [(declared,)]
    assert read_parcels(tmp_path / "x.gpkg").area.tolist() == [100, 100, 100]
