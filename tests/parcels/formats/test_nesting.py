"""Collections in collections: refused, named, and never handed to GEOS, which would end the process."""

import json
import sqlite3
import struct
from contextlib import closing, suppress

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geokit.errors import FormatError, GeokitError
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.formats import _wkb
from geokit.parcels.read import read_parcels

BOX = shapely.box(467_000, 2_583_000, 467_100, 2_583_100)


def nested(kind, depth, order="<"):
    header = struct.pack(f"{order}BII", order == "<", kind, 1)
    return header * depth + shapely.to_wkb(BOX)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", [4, 5, 6, 7, 11, 12, 1007, 0x80000007])
def test_depth_counts_whatever_the_collection_is(kind, order):
    assert _wkb.is_too_deep(nested(kind, 100_000, order))
    assert not _wkb.is_too_deep(nested(kind, 3, order))


def test_what_stands_beside_does_not_hide_the_depth():
    point = shapely.to_wkb(shapely.Point(0, 0))
    level = struct.pack("<BII", 1, 7, 2) + point
    assert _wkb.is_too_deep(level * 300 + point)
    assert not _wkb.is_too_deep(struct.pack("<BII", 1, 7, 400) + point * 400)
    holed = shapely.to_wkb(shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6))
    assert _wkb.is_too_deep((struct.pack("<BII", 1, 7, 2) + holed) * 300 + point)


def test_plain_polygons_are_not_walked(monkeypatch):
    monkeypatch.setattr(_wkb, "_step", None)
    circle = shapely.Point(0, 0).buffer(1, quad_segs=200)
    made = _wkb.geometries(shapely.to_wkb([circle, circle]).astype(object))
    assert shapely.equals(made, circle).all()


def test_parquet(tmp_path):
    path = tmp_path / "x.parquet"
    gpd.GeoDataFrame({"DKBH": ["a", "b"]}, geometry=[BOX, BOX], crs=4548).to_parquet(path)
    table = pq.read_table(path)
    wkb = pa.array([nested(7, 100_000), shapely.to_wkb(BOX)])
    pq.write_table(table.set_column(1, "geometry", wkb).replace_schema_metadata(table.schema.metadata), path)
    frame = read_parcels(path)
    assert frame["id"].tolist() == ["b"]
    assert [(entry.id, entry.code) for entry in unreadable_of(frame)] == [("a", "nested_too_deep")]


@pytest.mark.parametrize("kind", [6, 7])
def test_geopackage(tmp_path, kind):
    path = tmp_path / "x.gpkg"
    gpd.GeoDataFrame({"DKBH": ["a", "b"]}, geometry=[BOX, BOX], crs=4548).to_file(path, layer="parcels")
    blob = b"GP\x00\x01" + struct.pack("<i", 4548) + nested(kind, 100_000)
    with closing(sqlite3.connect(path)) as database:
        for (name,) in database.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            database.execute(f'drop trigger "{name}"')
        database.execute("update parcels set geom = ? where fid = 1", (blob,))
        database.commit()
    frame = read_parcels(path)
    assert frame["id"].tolist() == ["b"]
    assert [entry.record for entry in unreadable_of(frame)] == [1]


def test_csv(tmp_path):
    path = tmp_path / "x.csv"
    deep = "GEOMETRYCOLLECTION(" * 3_000 + BOX.wkt + ")" * 3_000
    path.write_text(f'DKBH,WKT\na,"{deep}"\nb,"{BOX.wkt}"\n', encoding="utf-8")
    frame = read_parcels(path, crs=4548)
    assert frame["id"].tolist() == ["b"]
    assert [entry.code for entry in unreadable_of(frame)] == ["nested_too_deep"]


def test_many_parts_beside_each_other_are_not_deep(tmp_path):
    parts = shapely.MultiPolygon(
        [shapely.box(467_000 + 20 * at, 2_583_000, 467_010 + 20 * at, 2_583_010) for at in range(400)]
    )
    path = tmp_path / "x.csv"
    path.write_text(f'DKBH,WKT\na,"{parts.wkt}"\n', encoding="utf-8")
    frame = read_parcels(path, crs=4548)
    assert shapely.equals(frame.geometry[0], parts)
    assert unreadable_of(frame) == []


@pytest.mark.parametrize("suffix", ["geojson", "geojsonl"])
def test_geojson(tmp_path, suffix):
    point = '{"type":"Point","coordinates":[0,0]}'
    deep = '{"type":"GeometryCollection","geometries":[' * 20_000 + point + "]}" * 20_000
    good = json.dumps(
        {"type": "Feature", "properties": {"DKBH": "b"}, "geometry": shapely.geometry.mapping(BOX)}
    )
    bad = f'{{"type":"Feature","properties":{{"DKBH":"a"}},"geometry":{deep}}}'
    text = (
        f"{bad}\n{good}\n"
        if suffix == "geojsonl"
        else f'{{"type":"FeatureCollection","features":[{bad},{good}]}}'
    )
    path = tmp_path / f"x.{suffix}"
    path.write_text(text, encoding="utf-8")
    with suppress(GeokitError):
        frame = read_parcels(path)
        assert len(frame) + len(unreadable_of(frame)) == 2


@pytest.mark.parametrize(("suffix", "element"), [("kml", "MultiGeometry"), ("gml", "MultiGeometry")])
def test_xml(tmp_path, suffix, element):
    root = (
        '<kml xmlns="http://www.opengis.net/kml/2.2">'
        if suffix == "kml"
        else '<FeatureCollection xmlns="http://www.opengis.net/gml">'
    )
    close = "</kml>" if suffix == "kml" else "</FeatureCollection>"
    path = tmp_path / f"x.{suffix}"
    path.write_text(root + f"<{element}>" * 100_000 + f"</{element}>" * 100_000 + close, encoding="utf-8")
    with pytest.raises(FormatError, match="256 deep"):
        read_parcels(path)
