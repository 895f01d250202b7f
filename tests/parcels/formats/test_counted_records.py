"""Layers written by GDAL: all of them, as of one time, counted before the file has its name, and what is refused."""

import struct

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geokit.errors import OutputError
from geokit.parcels.formats.gdal import writing as module
from geokit.parcels.formats.gdal.geodatabase import _with_whole_numbers, field_names, write_geodatabase
from geokit.parcels.formats.gdal.writing import LayerTable, count_records, refused, write_layer, write_layers
from geokit.testing import make_parcels, square

BOXES = [shapely.box(at, 0, at + 1, 1) for at in range(3)]
FRAME = gpd.GeoDataFrame({"a": ["x", "y", "z"]}, geometry=BOXES, crs=4548)
MARK, END = b'\n{ "type": "Feature", ', b"]\n}"


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (MARK * 3 + END, 3), (MARK * 3 + END + b" \n\r", 3), (END, 0), (MARK * 3, 0), (MARK * 3 + END[:-1], 0), (b"", 0),
        (b"x" * 100 + MARK + b"y" * 100 + END, 1), (MARK[1:] + END, 0), (END + MARK, 0), (MARK + END + b" " * 61, 1),
    ],
)  # fmt: skip
def test_marks_are_counted_wherever_blocks_end(tmp_path, monkeypatch, data, count):
    (tmp_path / "x").write_bytes(data)
    for block in (1, 2, 7, len(MARK), 50, 1 << 22):
        monkeypatch.setattr(module, "_BLOCK", block)
        assert module._marks(tmp_path / "x", MARK, END) == count


@pytest.mark.parametrize(
    ("driver", "suffix"),
    [("GeoJSON", "geojson"), ("LIBKML", "kml"), ("GPKG", "gpkg"), ("FlatGeobuf", "fgb"), ("OpenFileGDB", "gdb"),
     ("ESRI Shapefile", "shp")],
)  # fmt: skip
@pytest.mark.parametrize("rows", [1, 3])
def test_records_of_each_format_are_counted(tmp_path, driver, suffix, rows):
    path = tmp_path / f"x.{suffix}"
    assert count_records(path, driver) == 0
    frame = FRAME.iloc[:rows].to_crs(4326) if driver == "LIBKML" else FRAME.iloc[:rows]
    write_layer(
        frame, path, driver, **({"layer_options": {"SPATIAL_INDEX": "NO"}} if driver == "FlatGeobuf" else {})
    )
    assert count_records(path, driver) == rows
    if path.is_file():
        path.write_bytes(path.read_bytes()[:11])
        assert count_records(path, driver) == 0
    elif path.is_dir():
        for table in path.iterdir():
            table.write_bytes(b"")
        assert count_records(path, driver) == 0


def flatgeobuf(*sizes, header=3, mark=b"fgb\x03fgb", more=b""):
    body = b"".join(struct.pack("<I", size) + bytes(size) for size in sizes)
    return mark + b"\1" + struct.pack("<I", header) + bytes(header) + body + more


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (flatgeobuf(5, 0, 7), 3), (flatgeobuf(), 0), (flatgeobuf(header=0), 0), (flatgeobuf(0, header=0), 1),
        (flatgeobuf(5, 7)[:-1], 0), (flatgeobuf(5, 7, more=b"\0"), 0), (flatgeobuf(5, 7, more=bytes(4)), 3),
        (flatgeobuf(5, mark=b"fgb\x03fgc"), 0), (flatgeobuf(5)[:11], 0), (b"", 0),
    ],
)  # fmt: skip
def test_features_of_a_flatgeobuf_follow_its_header(tmp_path, data, count):
    (tmp_path / "x.fgb").write_bytes(data)
    assert count_records(tmp_path / "x.fgb", "FlatGeobuf") == count


def shapefile(path, *, told=0, index=0, left=0, rows=0, more=0):
    """Write as much of a shapefile as is looked at: a header that tells of so many bytes more than there are, and so on."""
    size = 100 + more
    path.write_bytes(bytes(24) + struct.pack(">i", size // 2 + told) + bytes(size - 28))
    path.with_suffix(".shx").write_bytes(bytes(100 + 8 * index + left))
    head = struct.pack("<4BIHH20x", 3, 100, 1, 1, rows, 65, 4)
    path.with_suffix(".dbf").write_bytes(head + bytes(33) + b"    " * rows)
    return path


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ({"index": 2, "rows": 2}, 2), ({"index": 2, "rows": 2, "more": 8}, 2), ({"index": 2, "rows": 1}, 0),
        ({"index": 2, "rows": 3}, 0), ({"index": 2, "rows": 2, "left": 1}, 0), ({"index": 2, "rows": 2, "told": 1}, 0),
        ({}, 0),
    ],
)  # fmt: skip
def test_the_parts_of_a_shapefile_hold_as_many_records(tmp_path, said, count):
    path = shapefile(tmp_path / "x.shp", **said)
    assert count_records(path, "ESRI Shapefile") == count
    for suffix, size in ((".dbf", 31), (".shp", 99)):
        path = shapefile(tmp_path / "x.shp", **said)
        path.with_suffix(suffix).write_bytes(path.with_suffix(suffix).read_bytes()[:size])
        assert count_records(path, "ESRI Shapefile") == 0
    for suffix in (".shx", ".dbf"):
        path = shapefile(tmp_path / "x.shp", **said)
        path.with_suffix(suffix).unlink()
        assert count_records(path, "ESRI Shapefile") == 0


def test_a_table_that_is_cut_has_no_rows(tmp_path):
    table = shapefile(tmp_path / "x.shp", index=2, rows=2).with_suffix(".dbf")
    data = table.read_bytes()
    for size, rows in ((len(data) + 1, 2), (len(data), 2), (len(data) - 1, 0), (32, 0)):
        table.write_bytes((data + b"\x1a")[:size])
        assert module._in_table(table) == rows


def test_layers_are_written_one_after_the_other(tmp_path):
    path = tmp_path / "x.GPKG"
    write_layers(
        [LayerTable(name, FRAME.iloc[:rows], {}) for name, rows in (("b", 1), ("a", 3), ("c", 2))],
        path,
        "GPKG",
    )
    found = [str(name) for name, _ in pyogrio.list_layers(path)]
    assert [(name, pyogrio.read_info(path, layer=name)["features"]) for name in found] == [
        ("b", 1),
        ("a", 3),
        ("c", 2),
    ]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(("counted", "is_whole"), [(2, False), (3, True), (4, True), (0, False)])
def test_a_file_that_holds_fewer_records_gets_no_name(tmp_path, monkeypatch, counted, is_whole):
    monkeypatch.setattr(module, "count_records", lambda *_: counted)
    tables = [LayerTable("a", FRAME.iloc[:1], {}), LayerTable("b", FRAME.iloc[:2], {})]
    if is_whole:
        write_layers(tables, tmp_path / "x.gpkg", "GPKG")
    else:
        with pytest.raises(
            OutputError, match=f"only {counted} of 3 records were written, and what stood there stands"
        ):
            write_layers(tables, tmp_path / "x.gpkg", "GPKG")
    assert [each.name for each in tmp_path.iterdir()] == ["x.gpkg"] * is_whole


def test_a_layer_is_called_as_its_file_or_as_it_is_told(tmp_path):
    write_layer(FRAME, tmp_path / "甲.gpkg", "GPKG")
    write_layer(FRAME, tmp_path / "b.gpkg", "GPKG", layer="c\x1b")
    found = [pyogrio.list_layers(tmp_path / name)[0][0] for name in ("甲.gpkg", "b.gpkg")]
    assert found == ["甲", "c␛"]


def test_settings_of_gdal_are_as_they_were():
    names = ("OGR_CURRENT_DATE", "OGR_SQLITE_SYNCHRONOUS", "OPENFILEGDB_REPRODUCIBLE_UUID")
    before = [pyogrio.get_gdal_config_option(name) for name in names]
    with module._as_of("2020-01-02T00:00:00.000Z"):
        assert [pyogrio.get_gdal_config_option(name) for name in names] == [
            "2020-01-02T00:00:00.000Z",
            False,
            "YES",
        ]
    assert [pyogrio.get_gdal_config_option(name) for name in names] == before


def test_what_a_library_refuses_is_one_sentence_without_the_folder(tmp_path):
    path = tmp_path / "x.gpkg"
    with pytest.raises(OutputError) as caught, refused(path, ValueError):
        raise ValueError(f"no room for {path}")
    assert caught.value.localize("en") == (
        "GDAL cannot write the file (no room for x.gpkg); see that the disk has room, or write another format"
    )
    with pytest.raises(KeyError), refused(path, ValueError):
        raise KeyError
    with pytest.raises(OutputError, match=r"GDAL cannot write the file \(.*\); write another format"):
        write_layer(FRAME, path, "GPKG", geometry_type="Heap")


def test_texts_are_texts_and_blanks_are_blank():
    frame = FRAME.assign(
        b=pd.Series([1, None, "\0c"], dtype=object),
        c=pd.Series(["a\0b", None, "d"], dtype="str"),
        d=[1, 2, 3],
    )
    made = module._plain(frame)
    assert made["b"].tolist()[::2] == ["1", " c"]
    assert made["c"].tolist()[::2] == ["a b", "d"]
    assert made[["b", "c"]].isna().sum(axis=1).tolist() == [0, 2, 0]
    assert made["d"].tolist() == [1, 2, 3]
    assert frame["b"].tolist() == [1, None, "\0c"]


LEAST, MOST = np.iinfo(np.int32).min, np.iinfo(np.int32).max


@pytest.mark.parametrize(
    ("values", "kind", "made"),
    [
        ([LEAST, 0, MOST], "int64", "int32"),
        ([LEAST - 1, 0, 1], "int64", "int64"),
        ([0, 1, MOST + 1], "int64", "int64"),
        ([LEAST, None, MOST], "Int64", "Int32"),
        ([2**53, 0, 1], "int64", "int64"),
        ([2**53 + 1, 0, 1], "int64", "object"),
        ([-(2**53), 0, 1], "int64", "int64"),
        ([-(2**53) - 1, 0, 1], "int64", "object"),
        ([2**53 + 1, None, 1], "Int64", "object"),
        ([None, None, None], "Int64", "Int64"),
        ([1.0, 2.0, 3.0], "float64", "float64"),
    ],
)
def test_whole_numbers_keep_their_digits(values, kind, made):
    frame = FRAME.assign(n=pd.Series(values, dtype=kind))
    found, as_text = _with_whole_numbers(frame)
    assert str(found["n"].dtype) == made
    assert as_text == ["n"] * (made == "object")
    kept = [None if pd.isna(value) else int(value) for value in found["n"]]
    assert kept == values
    assert str(frame["n"].dtype) == kind


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (["a", "A"], {"A": "A_1"}),
        (["a", "A", "a_1"], {"A": "A_1", "a_1": "a_1_1"}),
        (["shape", "Shape_area"], {"shape": "shape_1", "Shape_area": "Shape_area_1"}),
        (["a" * 64], {}),
        (["a" * 65, "a" * 66], {"a" * 65: "a" * 64, "a" * 66: "a" * 59 + "_1"}),
        (["()", "9", "a b-c", "_x_"], {"()": "field", "9": "_9", "a b-c": "a_b_c", "_x_": "x"}),
        (["where", "From_"], {"where": "where_", "From_": "From"} | {"From_": "From_"}),
    ],
)
def test_names_that_arcgis_takes(columns, names):
    assert field_names(columns) == {column: name for column, name in names.items() if column != name}


@pytest.mark.parametrize("parts", [0, 1, 2])
@pytest.mark.parametrize(("crs", "within"), [(4548, 1e-6), (4490, 1e-8)])
def test_a_geodatabase_is_of_one_type_on_a_grid_of_micrometres(tmp_path, parts, crs, within):
    shapes = [square(0, 0, 100.123_456), square(200, 0, 9)]
    shapes = [shapely.MultiPolygon([each]) if at < parts else each for at, each in enumerate(shapes)]
    frame = make_parcels(shapes).to_crs(crs)
    assert write_geodatabase(frame, tmp_path / "x.gdb") == []
    ((name, kind),) = pyogrio.list_layers(tmp_path / "x.gdb")
    assert (name, kind) == ("parcels", "MultiPolygon")
    again = pyogrio.read_dataframe(tmp_path / "x.gdb")
    assert shapely.hausdorff_distance(again.geometry.to_numpy(), frame.geometry.to_numpy()).max() <= within
