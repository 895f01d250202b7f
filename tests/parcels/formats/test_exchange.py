"""The formats that GDAL and Arrow read: one small file each, and what stands beside it in the wild."""

import json
import shutil
import zipfile

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geokit.errors import FormatError, InputError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats import geoparquet
from geokit.parcels.formats._rows import Rows
from geokit.parcels.read import read_parcels

BOXES = [shapely.box(467_000 + 100 * at, 2_583_000, 467_100 + 100 * at, 2_583_100) for at in range(2)]
FRAME = gpd.GeoDataFrame({"DKBH": ["甲", "乙"], "面积(亩)": [15.0, 15.0]}, geometry=BOXES, crs=4548)
DRIVERS = {
    "gdb": ("OpenFileGDB", 4548),
    "geojsonl": ("GeoJSONSeq", 4326),
    "fgb": ("FlatGeobuf", 4548),
    "kml": ("LIBKML", 4326),
    "kmz": ("LIBKML", 4326),
    "gml": ("GML", 4548),
}


@pytest.fixture(params=DRIVERS)
def written(request, tmp_path):
    driver, crs = DRIVERS[request.param]
    path = tmp_path / f"地块.{request.param}"
    FRAME.rename(columns={"面积(亩)": "area_mu"}).to_crs(crs).to_file(path, driver=driver)
    return path, crs


def test_each_format(written):
    path, crs = written
    frame = read_parcels(path)
    assert sorted(frame["id"]) == ["乙", "甲"]
    assert frame.crs.to_epsg() == crs
    assert frame["declared_m2"].tolist() == pytest.approx([10_000] * 2)
    assert frame["source"].tolist() == [path.name] * 2
    assert frame.attrs["geokit"]["format"] in {"filegdb", "geojsonseq", "flatgeobuf", "kml", "gml"}


def test_each_damaged_is_one_sentence(written):
    path, _ = written
    if path.is_dir():
        for table in path.glob("*.gdbtable"):
            table.write_bytes(table.read_bytes()[:20])
    else:
        path.write_bytes(path.read_bytes()[:-100].replace(b"coordinates", b"coords"))
    with pytest.raises(InputError):
        read_parcels(path)


def test_mapinfo(tmp_path):
    for suffix in ("tab", "mif"):
        FRAME.rename(columns={"面积(亩)": "area_mu"}).to_file(
            tmp_path / f"x.{suffix}", driver="MapInfo File", encoding="UTF-8"
        )
        frame = read_parcels(tmp_path / f"x.{suffix}")
        assert frame["id"].tolist() == ["甲", "乙"]
        assert frame.crs.is_projected


def test_mapinfo_text_in_gbk_that_nothing_marks(tmp_path):
    text = (
        'Version 300\nCharset "Neutral"\nDelimiter ","\nColumns 1\n  DKBH Char(20)\nData\n\nRegion 1\n  4\n'
    )
    text += "467000 2583000\n467100 2583000\n467100 2583100\n467000 2583000\n"
    (tmp_path / "x.mif").write_text(text)
    (tmp_path / "x.mid").write_bytes('"甲"\n'.encode("gbk"))
    frame = read_parcels(tmp_path / "x.mif")
    assert frame["id"].tolist() == ["甲"]
    assert "text_repaired" in [notice.code for notice in notices_of(frame)]


def test_a_zipped_geodatabase(tmp_path):
    FRAME.rename(columns={"面积(亩)": "mj"}).to_file(tmp_path / "x.gdb", driver="OpenFileGDB")
    shutil.make_archive(str(tmp_path / "y"), "zip", tmp_path, "x.gdb")
    frame = read_parcels(tmp_path / "y.zip")
    assert (frame["id"].tolist(), frame.loc[0, "source"]) == (["甲", "乙"], "y.zip")


def test_reading_gml_leaves_nothing_beside_it(tmp_path):
    FRAME[["DKBH", "geometry"]].to_file(tmp_path / "x.gml", driver="GML")
    (tmp_path / "x.xsd").unlink()
    read_parcels(tmp_path / "x.gml")
    assert [path.name for path in tmp_path.iterdir()] == ["x.gml"]


@pytest.mark.parametrize("suffix", ["gml", "kml"])
def test_xml_with_definitions_of_its_own_is_refused(tmp_path, suffix):
    driver, crs = DRIVERS[suffix]
    path = tmp_path / f"x.{suffix}"
    FRAME[["DKBH", "geometry"]].to_crs(crs).to_file(path, driver=driver)
    head, _, rest = path.read_text("utf-8").partition("?>")
    path.write_text(f'{head}?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>{rest}', "utf-8")
    with pytest.raises(FormatError, match="DOCTYPE"):
        read_parcels(path)


def test_kmz_without_placemarks(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.kmz", "w") as archive:
        archive.writestr("doc.kml", "<kml></kml>")
    with pytest.raises(FormatError, match="placemark"):
        read_parcels(tmp_path / "x.kmz")


def parquet(path, table=None, **told):
    FRAME.to_parquet(path)
    table = pq.read_table(path) if table is None else table
    metadata = dict(table.schema.metadata)
    geo = json.loads(metadata[b"geo"])
    geo["columns"]["geometry"] |= told
    pq.write_table(table.replace_schema_metadata({**metadata, b"geo": json.dumps(geo).encode()}), path)
    return path


def test_geoparquet(tmp_path):
    frame = read_parcels(parquet(tmp_path / "x.parquet"))
    assert (frame["id"].tolist(), frame["record"].tolist()) == (["甲", "乙"], [0, 1])
    assert frame.crs.to_epsg() == 4548


def test_a_broken_record_of_geoparquet_is_named(tmp_path):
    FRAME.to_parquet(tmp_path / "x.parquet")
    table = pq.read_table(tmp_path / "x.parquet")
    wkb = table.column("geometry").to_pylist()
    wkb[0] = wkb[0][:40]
    broken = table.set_column(table.column_names.index("geometry"), "geometry", pa.array(wkb))
    frame = read_parcels(parquet(tmp_path / "x.parquet", broken))
    assert frame["id"].tolist() == ["乙"]
    assert [(entry.id, entry.code) for entry in unreadable_of(frame)] == [("甲", "broken_geometry")]


def test_geoparquet_that_does_not_know_its_crs(tmp_path):
    assert read_parcels(parquet(tmp_path / "x.parquet", crs=None)).crs is None


def test_parquet_that_is_not_geo(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")
    with pytest.raises(FormatError, match="geo metadata"):
        read_parcels(tmp_path / "x.parquet")
    with pytest.raises(FormatError, match="point"):
        read_parcels(parquet(tmp_path / "y.parquet", encoding="point"))
    (tmp_path / "z.parquet").write_bytes(b"PAR1" + b"x" * 50)
    with pytest.raises(FormatError, match="damaged"):
        read_parcels(tmp_path / "z.parquet")


@pytest.mark.parametrize(
    ("name", "head", "remedy"),
    [
        ("x.dwg", b"AC1032\0\0", "DXF"),
        ("x.mdb", b"\x00\x01\x00\x00Standard Jet DB\x00", "GeoPackage"),
        ("x.vct", b"DataMark:CNSDTF-VCT\n", "shapefile"),
        ("x.wp", b"WMAP`D22", "mapgis2shp"),
        (
            "x.json",
            b'{"rings":[[[0,0],[0,1],[1,1],[0,0]]],"spatialReference":{"wkid":4548}}',
            "Features To JSON",
        ),
        (
            "x.geojson",
            b'{"features":[{"geometry":{"rings":[[[0,0],[0,1],[1,1],[0,0]]]}}]}',
            "Features To JSON",
        ),
        ("x.json", b'{"type":"Topology"}', "mapshaper"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(tmp_path, name, head, remedy):
    (tmp_path / name).write_bytes(head)
    with pytest.raises(FormatError) as caught:
        read_parcels(tmp_path / name)
    assert remedy in caught.value.localize("en")
    assert name in caught.value.localize("zh")


def test_a_broken_line_of_a_sequence_is_named(tmp_path):
    FRAME.to_crs(4326).to_file(tmp_path / "x.geojsonl", driver="GeoJSONSeq")
    first, second = (tmp_path / "x.geojsonl").read_text("utf-8").splitlines()
    (tmp_path / "x.geojsonl").write_text(f"{first}\n{second[:-40]}\n\n{second}\n", "utf-8")
    frame = read_parcels(tmp_path / "x.geojsonl")
    assert frame["id"].tolist() == ["甲", "乙"]
    assert frame["record"].tolist() == [0, 2]
    assert [(entry.record, entry.line) for entry in unreadable_of(frame)] == [(1, 2)]


@pytest.mark.parametrize(("codes", "found"), [
    (("EPSG:4527", "EPSG:4527"), 4527),
    (("urn:ogc:def:crs:EPSG::4527", "urn:ogc:def:crs:EPSG::4527"), 4527),
    (("EPSG:4527", "EPSG:4548"), None),
    (("EPSG:4527000", "EPSG:4527000"), None),
])  # fmt: skip
def test_a_sequence_is_in_the_system_that_its_geometries_name(tmp_path, codes, found):
    lines = []
    for number, code in enumerate(codes):
        east = 39476200 + 200 * number
        ring = [
            [east, 2595200],
            [east, 2595300],
            [east + 100, 2595300],
            [east + 100, 2595200],
            [east, 2595200],
        ]
        crs = {"type": "name", "properties": {"name": code}}
        shape = {"type": "Polygon", "crs": crs, "coordinates": [ring]}
        lines.append(json.dumps({"type": "Feature", "geometry": shape, "properties": {"DKBH": f"P{number}"}}))
    (tmp_path / "x.geojsonl").write_text("\n".join(lines), "utf-8")
    frame = read_parcels(tmp_path / "x.geojsonl")
    assert frame["id"].tolist() == ["P0", "P1"]
    assert (frame.crs and frame.crs.to_epsg()) == found


def test_xml_that_breaks_off_is_refused_with_its_line(tmp_path):
    FRAME[["DKBH", "geometry"]].to_file(tmp_path / "x.gml", driver="GML")
    text = (tmp_path / "x.gml").read_text("utf-8")
    (tmp_path / "x.gml").write_text(text[:-60], "utf-8")
    with pytest.raises(FormatError, match=r"x\.gml, line \d+: .*cut short"):
        read_parcels(tmp_path / "x.gml")


def test_a_column_of_geoparquet_that_no_box_is_made_of_stays(tmp_path):
    path = tmp_path / "地块.parquet"
    FRAME.to_parquet(path, write_covering_bbox=True)
    table = pq.read_table(path)
    about = json.loads(table.schema.metadata[b"geo"])
    about["columns"]["geometry"]["covering"]["bbox"]["zmin"] = ["DKBH"]
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(about).encode()}), path)
    frame = read_parcels(path)
    assert (frame["id"].tolist(), "bbox" in frame) == (["甲", "乙"], False)


@pytest.mark.parametrize(("first", "count"), [(0, 20), (2, 9), (7, 1), (4, 8), (19, 1)])
def test_rows_of_geoparquet_are_fetched_in_batches(tmp_path, monkeypatch, first, count):
    pq.write_table(pa.table({"a": range(20)}), tmp_path / "a.parquet", row_group_size=6)
    monkeypatch.setattr(geoparquet, "_BATCH_ROWS", 4)
    with geoparquet._opened(tmp_path / "a.parquet") as file:
        batches = list(geoparquet._batches(file, "a", Rows(first, count, first, first + count - 1)))
    assert [each for batch in batches for each in batch.column(0).to_pylist()] == [
        *range(first, first + count)
    ]
