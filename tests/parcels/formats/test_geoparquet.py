"""GeoParquet: its columns, what it says of its geometry, the names of its folders, and windows of its rows."""

from __future__ import annotations

import json
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geokit.errors import FormatError
from geokit.parcels.formats import geoparquet
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats._rows import Rows

BOX = shapely.to_wkb(shapely.box(0, 0, 1, 1))
COUNT = 10


class Spied:
    """A file that keeps which groups of rows are read."""

    def __init__(self, file):
        self.metadata, self.schema_arrow = file.metadata, file.schema_arrow
        self._file, self.groups = file, None

    def iter_batches(self, rows, row_groups, columns):
        self.groups = row_groups
        return self._file.iter_batches(rows, row_groups=row_groups, columns=columns)


def opened(file):
    return geoparquet._ParquetFile(file, file.schema_arrow)


@pytest.fixture(scope="module")
def grouped(tmp_path_factory):
    path = tmp_path_factory.mktemp("grouped") / "a.parquet"
    pq.write_table(pa.table({"a": range(COUNT), "b": range(COUNT)}), path, row_group_size=3)
    with pq.ParquetFile(path) as file:
        yield file


@pytest.mark.parametrize("at_once", [1, 2, 100])
@pytest.mark.parametrize("first", range(COUNT + 1))
def test_windows_hold_their_rows_and_no_other_group_is_read(grouped, monkeypatch, at_once, first):
    monkeypatch.setattr(geoparquet, "_BATCH_ROWS", at_once)
    for count in range(1, COUNT - first + 1):
        file = Spied(grouped)
        batches = list(geoparquet._batches(opened(file), "a", Rows(first, count, 0, 0)))
        found = [value for batch in batches for value in batch.column(0).to_pylist()]
        assert found == list(range(first, first + count))
        assert all(len(batch) for batch in batches)
        assert [batch.schema.names for batch in batches] == [["a"]] * len(batches)
        assert file.groups == sorted({row // 3 for row in range(first, first + count)})


def test_a_window_behind_the_rows_is_empty(grouped):
    assert list(geoparquet._batches(opened(Spied(grouped)), "a", Rows(COUNT, 5, 0, 0))) == []


@pytest.fixture
def write(tmp_path):
    def written(columns, told=None, place="a.parquet", geo=None):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        column = {"encoding": "WKB", "crs": None} if told is None else told
        told_all = {"primary_column": "geometry", "columns": {"geometry": column}} if geo is None else geo
        table = pa.table({"geometry": pa.array([BOX, None], pa.binary()), **columns})
        pq.write_table(table.replace_schema_metadata({"geo": json.dumps(told_all)}), path)
        return path

    return written


def read(path):
    return geoparquet.GeoParquet().read(path, ReadOptions())


KINDS = {
    "text": pa.string(), "long text": pa.large_string(), "whole": pa.int8(), "unsigned": pa.uint64(), "float": pa.float32(),
    "yes": pa.bool_(), "day": pa.date32(), "time": pa.timestamp("ms"),
}  # fmt: skip
FOREIGN = [
    pa.binary(),
    pa.list_(pa.int8()),
    pa.struct([("a", pa.int8())]),
    pa.decimal128(5, 2),
    pa.time32("s"),
    pa.duration("s"),
    pa.null(),
]


def test_plain_columns_are_those_a_table_holds():
    assert [name for name, kind in KINDS.items() if not geoparquet._is_plain(kind)] == []
    assert [kind for kind in FOREIGN if geoparquet._is_plain(kind)] == []


def test_the_columns_are_read_but_for_indexes_and_boxes(write):
    box = {"bbox": {"xmin": ["box", "xmin"], "ymax": ["box", "ymax"], "zmin": ["z"], "x": "a"}}
    columns = {
        "a": [1, 2],
        "__index_level_0__": [5, 6],
        "box": [{"xmin": 1.0, "ymax": 2.0}] * 2,
        "z": [7, 8],
        "_index": [3, 4],
    }
    path = write(columns, {"encoding": "WKB", "covering": box})
    found = read(path)
    assert {name: list(values) for name, values in found.columns.items()} == {
        "a": [1, 2],
        "z": [7, 8],
        "_index": [3, 4],
    }
    assert (found.record.tolist(), found.crs.to_string(), found.unreadable) == ([0, 1], "OGC:CRS84", [])
    assert [shape and shape.bounds for shape in found.geometry] == [(0, 0, 1, 1), None]
    rows = geoparquet.ParquetRows(path, 2)
    assert {name: values is None for name, values in rows.columns(lambda _: {"a"}).columns.items()} == {
        "a": False, "z": True, "_index": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "covering",
    [5, {}, {"bbox": 5}, {"bbox": {"xmin": "a"}}, {"bbox": {"xmin": []}}, {"bbox": {"xmin": ["a"]}}],
)
def test_what_is_said_of_boxes_may_be_anything(covering):
    assert geoparquet._covering({"covering": covering}) == frozenset()
    assert geoparquet._covering({}) == frozenset()


def test_folders_name_columns_from_the_outer_one(write):
    path = write(
        {"b": [1, 2]}, place="x/c=9/plain/区=%E9%BE%99/b=7/n=__HIVE_DEFAULT_PARTITION__/e=/a.parquet"
    )
    columns = read(path).columns
    assert list(columns) == ["b", "区", "n", "e"]
    assert {name: list(values) for name, values in columns.items()} == {
        "b": [1, 2], "区": ["龙", "龙"], "n": [None, None], "e": ["", ""],
    }  # fmt: skip
    assert list(read(write({}, place="c=9/=3/a.parquet")).columns) == []


GEO = {"geometry": {"encoding": "WKB"}}
NO_GEO = [
    {}, [], 5, {"primary_column": "geometry"}, {"columns": GEO}, {"primary_column": "x", "columns": GEO},
    {"primary_column": "geometry", "columns": {"geometry": 5}}, {"primary_column": "x", "columns": {"x": {"encoding": "WKB"}}},
]  # fmt: skip


@pytest.mark.parametrize("geo", NO_GEO, ids=str)
def test_without_a_word_on_its_geometry_it_is_no_geoparquet(write, geo):
    with pytest.raises(FormatError, match="has no geo metadata"):
        read(write({}, geo=geo))


@pytest.mark.parametrize("told", [{}, {"encoding": "wkb"}, {"encoding": "point"}])
def test_another_encoding_is_refused(write, told):
    with pytest.raises(
        FormatError, match=f"encoded as {told.get('encoding')}; save it with the encoding WKB"
    ):
        read(write({}, told))


def test_records_are_counted_from_the_first_of_their_window():
    refused = {0: BOX[:20], 2: BOX[:9]}
    found = geoparquet._reading(np.full(3, None, dtype=object), refused, 40)
    assert found.record.tolist() == [40, 41, 42]
    assert [each.record for each in found.unreadable] == [40, 42]
    assert geoparquet._reading(np.full(3, None, dtype=object), refused).record.tolist() == [0, 1, 2]


def test_it_is_known_by_its_first_bytes_and_keeps_no_index(tmp_path):
    made = geoparquet.GeoParquet()
    assert made.sniff(Opening(b"PAR1\x15"))
    assert not made.sniff(Opening(b" PAR1"))
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4490, index=[7])
    assert made.write(frame, tmp_path / "a.parquet", SimpleNamespace()) == []
    assert pq.read_schema(tmp_path / "a.parquet").names == ["a", "geometry"]


BYTES = [
    pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(len(BOX)), pa.dictionary(pa.int32(), pa.binary()),
    pa.dictionary(pa.int8(), pa.large_binary()),
]  # fmt: skip


@pytest.mark.parametrize("kind", BYTES, ids=str)
def test_bytes_may_be_held_in_any_way(write, kind):
    path = write({"geometry": pa.array([BOX, None], kind)})
    source, rows = geoparquet.ParquetRows(path, 2), Rows(0, 2, 0, 1)
    for found in (read(path), source.shapes(rows)):
        assert [shape and shape.bounds for shape in found.geometry] == [(0, 0, 1, 1), None]
    assert source.encoded(rows).to_pylist() == [BOX, None]


@pytest.mark.parametrize(
    "values", [["POINT (0 0)"], [5], [[1]], pa.array(["a"]).dictionary_encode()], ids=str
)
def test_a_column_that_holds_no_bytes_is_named(write, values):
    path = write({"geometry": values})
    for reading in (
        lambda: read(path),
        lambda: geoparquet.ParquetRows(path, 1).encoded(Rows(0, 1, 0, 0)),
        lambda: geoparquet.GeoParquet().rows(path, ReadOptions()),
    ):
        with pytest.raises(FormatError, match=r"“geometry” cannot be read: they are .*, and no bytes"):
            reading()


def named(path, *columns):
    told = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    names, values = zip(*columns, strict=True)
    table = pa.table(list(map(pa.array, values)), names=list(names))
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(told)}), path)
    return path


def test_names_that_stand_twice_are_numbered(tmp_path):
    columns = [
        ("名称", ["甲"]),
        ("a", [1]),
        ("名称", ["乙"]),
        ("geometry", [BOX]),
        ("A", [{"b": 2}]),
        ("名称_2", ["丙"]),
    ]
    path = named(tmp_path / "x.parquet", *columns)
    reading = geoparquet.GeoParquet().read(path, ReadOptions())
    expected = {"名称": "甲", "a": 1, "名称_2": "乙", "A_2": {"b": 2}, "名称_2_2": "丙"}
    assert {name: values[0] for name, values in reading.columns.items()} == expected
    assert reading.geometry[0].area == 1
    source = geoparquet.GeoParquet().rows(path, ReadOptions())
    few = source.columns(lambda names: [name for name in names if name == "名称_2"])
    assert {name: values[0] for name, values in few.columns.items() if values is not None} == {
        "名称_2": "乙", "A_2": {"b": 2},
    }  # fmt: skip
    assert source.shapes(Rows(0, 1, 0, 0)).geometry[0].area == 1


def test_several_columns_that_are_called_as_the_shapes_are_refused(tmp_path):
    path = named(tmp_path / "x.parquet", ("a", ["x"]), ("geometry", [BOX]), ("geometry", [BOX]))
    with pytest.raises(FormatError, match="several columns of the Parquet file are called “geometry”"):
        geoparquet.GeoParquet().read(path, ReadOptions())
