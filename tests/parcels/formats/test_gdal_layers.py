"""What is made of a layer that GDAL reads: which one, its records, its texts, and what is missing in it."""

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely
from pyproj import CRS

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats.gdal import layers as module
from geokit.parcels.formats.gdal import records, sources
from geokit.parcels.formats.gdal.databases import TableField, _field, open_database
from geokit.parcels.formats.gdal.format import GdalFormat, rows_of_geodatabase
from geokit.parcels.formats.gdal.layers import (
    attributes_of,
    crs_of,
    layer_of,
    layers_of,
    name_the_missing,
    repaired_text,
)
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.formats.gpkg import GeoPackage

BOXES = [shapely.box(467_000 + 100 * at, 2_583_000, 467_100 + 100 * at, 2_583_100) for at in range(3)]
FRAME = gpd.GeoDataFrame({"DKBH": ["甲", "乙", None]}, geometry=BOXES, crs=4548)


class Listed:
    """A file with some layers, each with a type of geometry."""

    original = Path("x.gpkg")

    def __init__(self, **kinds):
        self.kinds = {name: kind or None for name, kind in kinds.items()}

    def layers(self):
        return self.kinds

    def count(self, layer):
        return len(layer)


@pytest.mark.parametrize(
    ("kinds", "wanted", "chosen"),
    [
        ({"a": "Polygon"}, None, "a"),
        ({"a": "Point", "b": "MultiPolygon"}, None, "b"),
        ({"a": "MultiSurface", "b": "LineString"}, None, "a"),
        ({"a": "Unknown", "b": "Point"}, None, "a"),
        ({"a": "GeometryCollection", "b": ""}, None, "a"),
        ({"a": "", "b": "Point"}, None, "b"),
        ({"a": ""}, None, "a"),
        ({"a": "Point", "b": "Polygon"}, "a", "a"),
        ({"a": "", "b": "Polygon"}, "a", "a"),
    ],
)
def test_the_layer_that_is_read(kinds, wanted, chosen):
    assert layer_of(Listed(**kinds), wanted) == chosen


def test_a_layer_that_cannot_be_chosen_is_asked_for():
    with pytest.raises(InputError) as several:
        layer_of(Listed(a="Polygon", b="Point", c="Unknown"), None)
    assert "x.gpkg: the file holds several polygon layers: a, c; name one" in several.value.localize("en")
    with pytest.raises(InputError, match="a, b"):
        layer_of(Listed(a="Point", b="Point"), None)
    with pytest.raises(UnknownNameError, match="a"):
        layer_of(Listed(a="Polygon"), "b")
    with pytest.raises(FormatError) as none:
        layer_of(Listed(), None)
    assert none.value.localize("en") == "x.gpkg: the file holds no layer"


def test_layers_are_listed_with_their_records_and_kinds():
    found = layers_of(Listed(ab="Polygon", c=""))
    assert [(each.name, each.count, each.localize("en")) for each in found] == [
        ("ab", 2, "ab: 2 (Polygon)"),
        ("c", 1, "c: 1 (table without geometry)"),
    ]


def reading_of(*numbers):
    return Reading(
        columns={}, geometry=np.full(len(numbers), None, object), record=np.array(numbers, np.int64)
    )


@pytest.mark.parametrize(
    ("numbers", "told", "missing"),
    [
        ((1, 2, 3), 3, []), ((1, 2, 3), 2, []), ((1, 3), 2, []), ((1, 2), 3, [3]), ((1, 3), 3, [2]), ((2, 5), 4, [3, 4]),
        ((), 2, [1, 2]), ((), 0, []),
    ],
)  # fmt: skip
def test_records_that_a_file_tells_of_and_nobody_finds(numbers, told, missing):
    reading = reading_of(*numbers)
    name_the_missing(reading, told)
    assert [each.record for each in reading.unreadable] == missing
    assert {each.en for each in reading.unreadable} <= {
        f"the file says it holds {told} records, and this one is not found: the file is not whole"
    }


GBK, CUT, UTF_8 = "甲地".encode("gbk"), "甲地".encode()[:5], "甲地".encode()
AS_GB18030 = "the text of “b” names no encoding; GB18030 was used"
DAMAGED = "the column “b” has damaged text; � stands where it is"


@pytest.mark.parametrize(
    ("values", "said", "texts", "remark"),
    [
        ([UTF_8, None], None, ["甲地", None], []),
        ([GBK, None, b"x"], None, ["甲地", None, "x"], [AS_GB18030]),
        ([GBK, None], "gbk", ["甲地", None], []),
        (["用地".encode("big5")], "big5", ["用地"], []),
        ([b"\xe7\x94\xb2\xff", None], None, ["甲�", None], [DAMAGED]),
        ([GBK, b"\xff\xff"], "utf-8", ["�׵�", "��"], [DAMAGED]),
    ],
)
def test_text_that_is_not_in_utf_8(values, said, texts, remark):
    damaged = pa.array(values, pa.binary()).view(pa.string())
    table, remarks = pa.table({"a": pa.array(["x"] * len(values)), "b": damaged, "c": [1] * len(values)}), []
    found = repaired_text(table, remarks, said)
    assert (found.column_names, found["b"].to_pylist()) == (["a", "b", "c"], texts)
    assert [each.en for each in remarks] == remark


@pytest.mark.parametrize(
    ("told", "code"),
    [(None, None), ("", None), ("EPSG:4548", 4548), ('LOCAL_CS["Undefined Cartesian SRS",UNIT["m",1]]', None),
     ('LOCAL_CS["Nonearth",UNIT["Meter",1]]', None), ("nonsense", None)],
)  # fmt: skip
def test_a_system_that_is_known(told, code):
    assert crs_of(told) == (None if code is None else CRS.from_epsg(code))


@pytest.mark.parametrize(
    ("values", "kind", "found"),
    [
        ([2**53 + 1, None], pa.int64(), "Int64"), ([-(2**53) - 1, None], pa.int64(), "Int64"),
        ([2**64 - 1, None], pa.uint64(), "UInt64"), ([2**53 + 1, 1], pa.int64(), "int64"),
        ([1, None], pa.int64(), "float64"), ([None, None], pa.int64(), None), ([1.5, None], pa.float64(), "float64"),
    ],
)  # fmt: skip
def test_codes_of_many_digits_keep_them_where_some_are_blank(values, kind, found):
    column = attributes_of(pa.table({"a": pa.array(values, kind)}))["a"]
    if found is not None:
        assert str(column.dtype) == found
    if found in ("Int64", "UInt64", "int64"):
        assert [
            None if value is None or value is pa.NA or str(value) == "<NA>" else int(value)
            for value in column
        ] == values


def test_columns_of_one_name_are_told_apart():
    table = pa.Table.from_arrays(
        [pa.array([1, 2]), pa.array(["a", "b"]), pa.array(["c", "d"])], ["fid", "fid", "fid"]
    )
    fids, columns = module._split(table)
    assert (fids.tolist(), fids.dtype) == ([1, 2], np.int64)
    assert [list(values) for values in columns.values()] == [["a", "b"], ["c", "d"]]


@pytest.fixture
def gpkg(tmp_path):
    FRAME.to_file(tmp_path / "x.gpkg", layer="parcels")
    with closing(sqlite3.connect(tmp_path / "x.gpkg")) as database, database:
        database.execute("create table notes (fid integer primary key, n integer)")
        database.execute(
            "insert into gpkg_contents (table_name, data_type, srs_id) values ('notes', 'attributes', 0)"
        )
    return tmp_path / "x.gpkg"


def test_a_table_without_shapes_is_refused_and_read_in_no_windows(gpkg):
    with pytest.raises(FormatError) as caught:
        GeoPackage().read(gpkg, ReadOptions(layer="notes"))
    assert caught.value.localize("en") == "x.gpkg: the layer “notes” has no geometry"
    assert GeoPackage().rows(gpkg, ReadOptions(layer="notes")) is None
    assert GeoPackage().rows(gpkg, ReadOptions()).layer == "parcels"


def test_a_layer_without_a_name_of_its_own_is_called_as_its_file(gpkg):
    with source_of(gpkg, "GPKG") as source:
        stream = sources.Stream({"geometry_type": None}, None, ())
        for layer, name in ((None, "x"), ("a", "a")):
            with pytest.raises(FormatError) as caught:
                module.require_geometry(stream, source, layer)
            assert caught.value.localize("en") == f"x.gpkg: the layer “{name}” has no geometry"


@pytest.mark.parametrize(
    ("declared", "field"),
    [
        ("str:18", ("text", 18, None)), ("str", ("text", None, None)), ("float:15.2", ("float", 15, 2)),
        ("float", ("float", None, None)), ("int32:9", ("int", 9, None)), ("int64", ("int", None, None)),
        ("date", ("date", None, None)), ("datetime", ("date", None, None)), ("bytes", ("other", None, None)),
    ],
)  # fmt: skip
def test_a_field_as_it_is_declared(declared, field):
    assert _field("x", declared) == TableField("x", *field)


@pytest.mark.parametrize("suffix", ["gpkg", "gdb", "GPKG"])
def test_a_database_as_it_is(tmp_path, suffix):
    path = tmp_path / f"x.{suffix}"
    driver = "OpenFileGDB" if suffix == "gdb" else "GPKG"
    for name in ("b", "a"):
        FRAME.to_file(path, layer=name, driver=driver)
    with open_database(path) as found:
        tables = found.tables()
        assert [(each.name, each.records, each.crs.to_epsg()) for each in tables] == [
            ("a", 3, 4548),
            ("b", 3, 4548),
        ]
        assert [(field.name, field.kind) for field in tables[0].fields] == [("DKBH", "text")]
        notices = []
        (batch,) = found.batches("a", notices)
        assert (batch.column(1).to_pylist(), notices, found.views, found.file) == (
            ["甲", "乙", None],
            [],
            (),
            path.name,
        )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3", b"x"])
def test_what_is_no_database(tmp_path, content):
    (tmp_path / "x.gdb").mkdir()
    (tmp_path / "x.zip").write_bytes(content)
    for name in ("x.gdb", "x.zip"):
        with pytest.raises(InputError), open_database(tmp_path / name):
            pass


def test_a_geodatabase_in_a_folder_is_read_in_windows_and_one_that_is_zipped_is_not(tmp_path):
    FRAME.to_file(tmp_path / "x.gdb", driver="OpenFileGDB")
    found = rows_of_geodatabase(tmp_path / "x.gdb", ReadOptions())
    assert (found.count, found.layer) == (3, "x")
    (gdb,) = (each for each in module_formats() if each.name == "filegdb")
    assert gdb.rows(tmp_path / "x.gdb", ReadOptions()).count == 3
    (tmp_path / "x.zip").write_bytes(b"")
    assert gdb.rows(tmp_path / "x.zip", ReadOptions()) is None


def module_formats():
    from geokit.parcels.formats.gdal.format import FORMATS

    assert all(isinstance(each, GdalFormat) for each in FORMATS)
    return FORMATS


@pytest.mark.parametrize(
    ("values", "kind", "found"),
    [
        ([1, None], "int:9", pa.array([1, None], pa.int64())),
        ([1, 2], "int32", pa.array([1, 2], pa.int64())),
        ([1, None], "float:9.2", pa.array([1.0, None], pa.float64())),
        ([True, None, 0], "bool", pa.array([True, None, False], pa.bool_())),
        (["a", None], "str:9", pa.array(["a", None], pa.string())),
        ([["a", "b"], None, (1, 2)], "List[str]", pa.array(["a, b", None, "1, 2"], pa.string())),
        ([b"x", 1], "bytes", pa.array(["b'x'", "1"], pa.string())),
    ],
)
def test_the_values_of_a_field(values, kind, found):
    assert records._column(values, kind).equals(found)


def test_a_file_of_another_driver_is_named(tmp_path):
    with source_of(tmp_path / "x.fgb", "FlatGeobuf", original=tmp_path / "甲.fgb") as source:
        FRAME.to_file(source.path.with_suffix(".shp"))
        source.path = source.path.with_suffix(".shp")
        with pytest.raises(FormatError) as caught:
            source.count(None)
    assert caught.value.localize("en").endswith(
        "甲.fgb: the content is not FlatGeobuf but ESRI Shapefile; give the file the suffix it should have"
    )


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7, 9])
def test_so_many_rows_are_taken_of_batches(count):
    table = pa.table({"a": list(range(8))})
    taken = sources._first_rows(table.to_batches(max_chunksize=3), count)
    assert [value for batch in taken for value in batch.column(0).to_pylist()] == list(range(min(count, 8)))


@pytest.mark.parametrize(
    ("size", "more", "is_whole"),
    [
        (1, b"\0" * 20, True),
        (20, b"\0" * 20, True),
        (0, b"\0" * 20, False),
        (33, b"\0" * 20, False),
        (32, b"\0" * 20, True),
    ],
)
def test_the_header_of_a_flatgeobuf_is_no_longer_than_its_file(tmp_path, size, more, is_whole):
    from geokit.parcels.formats.gdal import format as formats

    path = tmp_path / "x.fgb"
    path.write_bytes(b"fgb\x03fgb\x01" + struct.pack("<I", size) + more)
    for start in (12, 11):
        path.write_bytes(path.read_bytes() if start == 12 else path.read_bytes()[:start])
        if is_whole and start == 12:
            formats._check_header(path)
        else:
            with pytest.raises(FormatError, match="the FlatGeobuf's header is damaged"):
                formats._check_header(path)
