"""Geometries that hold polygons beside other things, and files that hold fewer records than they say."""

import shutil

import geopandas as gpd
import pytest
import shapely

from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.read import read_parcels

BOXES = [shapely.box(467_000 + 200 * at, 2_583_000, 467_100 + 200 * at, 2_583_100) for at in range(2)]
LABEL = shapely.Point(467_050, 2_583_050)
MIXED = shapely.GeometryCollection(
    [LABEL, shapely.GeometryCollection([BOXES[0], shapely.LineString([(0, 0), (1, 1)])])]
)
FRAME = gpd.GeoDataFrame(
    {"DKBH": ["a", "b", "c"]},
    geometry=[MIXED, shapely.GeometryCollection(BOXES), shapely.GeometryCollection([LABEL])],
    crs=4548,
)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "parquet", "csv"])
def test_polygons_are_kept_and_the_rest_named(tmp_path, suffix):
    path = tmp_path / f"x.{suffix}"
    if suffix == "parquet":
        FRAME.to_parquet(path)
    elif suffix == "csv":
        path.write_text(
            "DKBH,WKT\n" + "".join(f'{row.DKBH},"{row.geometry.wkt}"\n' for row in FRAME.itertuples())
        )
    else:
        FRAME.to_file(path)
    frame = read_parcels(path, crs=4548)
    assert frame["id"].tolist() == ["a", "b"]
    assert frame.geom_type.tolist() == ["Polygon", "MultiPolygon"]
    assert frame.area.tolist() == [10_000, 20_000]
    said = [notice.en for notice in notices_of(frame) if notice.code == "mixed_geometry"]
    assert ["1 Point" in text and "1 LineString" in text for text in said] == [True, False]
    assert [entry.code for entry in unreadable_of(frame)] == ["not_polygon"]


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (
            "LINESTRING (0 0, 100 0, 100 100, 0 0)",
            "is a closed line, not a polygon: turn lines into polygons",
        ),
        ("MULTILINESTRING ((0 0, 9 0, 9 9, 0 0), (0 0, 1 0, 1 1, 0 0))", "is a closed line"),
        ("LINESTRING (0 0, 100 0, 100 100)", "is a LineString, not a polygon"),
        ("MULTILINESTRING ((0 0, 9 0, 9 9, 0 0), (0 0, 1 0, 1 1))", "is a MultiLineString, not a polygon"),
    ],
)
def test_outlines_that_were_drawn_as_lines_are_told_to_be_so(tmp_path, shape, said):
    shapes = [shapely.box(0, 0, 10, 10), shapely.from_wkt(shape)]
    gpd.GeoDataFrame({"DKBH": ["a", "b"]}, geometry=shapes, crs=4548).to_file(tmp_path / "x.gpkg")
    (line,) = unreadable_of(read_parcels(tmp_path / "x.gpkg"))
    assert (line.id, line.code) == ("b", "not_polygon")
    assert said in line.en


def test_objects_that_a_mif_lacks_are_named(samples, tmp_path):
    folder = tmp_path / "mapinfo"
    shutil.copytree(samples / "samples" / "mapinfo", folder)
    path = folder / "parcels.mif"
    data = path.read_bytes()
    path.write_bytes(data[: data.lower().rindex(b"region")])
    frame = read_parcels(path)
    assert len(frame) == 2
    assert [(entry.record, entry.code) for entry in unreadable_of(frame)] == [(3, "record_missing")]


def test_records_that_a_geodatabase_lacks_are_named(samples, tmp_path):
    folder = tmp_path / "parcels.gdb"
    shutil.copytree(samples / "samples" / "filegdb" / "parcels.gdb", folder)
    table = folder / "a00000009.gdbtable"
    table.write_bytes(table.read_bytes()[: int(table.stat().st_size * 0.9)])
    frame = read_parcels(folder)
    assert len(frame) + len(unreadable_of(frame)) == 3
    assert {entry.code for entry in unreadable_of(frame)} == {"record_missing"}
