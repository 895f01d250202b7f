"""Arrow IPC, as databases and other programs hand it on."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
import shapely

from geokit.errors import FormatError
from geokit.parcels.arrow import table_from_arrow
from geokit.parcels.formats._base import detect_format
from geokit.parcels.formats.gdal.layers import attributes_of
from geokit.parcels.read import read_parcels
from geokit.testing import make_parcels, square


@pytest.fixture
def table():
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["440507001001000001", "B"])
    return pa.table(parcels[["id", "geometry"]].to_arrow(index=False))


def write(path, table, opened=pa.ipc.new_stream):
    with opened(path, table.schema) as sink:
        sink.write_table(table)
    return path


@pytest.mark.parametrize("name", ["地块.arrows", "stdin"])
@pytest.mark.parametrize("opened", [pa.ipc.new_stream, pa.ipc.new_file])
def test_a_stream_and_a_file_are_read_with_their_system(tmp_path, table, name, opened):
    frame = read_parcels(write(tmp_path / name, table, opened))
    assert list(frame["id"]) == ["440507001001000001", "B"]
    assert frame.crs == 4548
    assert frame.geometry.area.tolist() == [10_000, 10_000]


def test_plain_wkb_takes_the_system_from_the_caller(tmp_path):
    plain = pa.table(
        {"编号": ["A"], "geom": [shapely.to_wkb(shapely.box(39_470_000, 2_590_000, 39_470_100, 2_590_100))]}
    )
    frame = read_parcels(write(tmp_path / "a.arrow", plain), crs="EPSG:4527")
    assert (frame["id"][0], frame.crs.to_epsg()) == ("A", 4527)


@pytest.mark.parametrize(("length", "is_stream"), [(0, False), (1, True), (2**24 - 1, True), (2**24, False)])
def test_a_stream_begins_with_a_schema_below_sixteen_mebibytes(tmp_path, length, is_stream):
    path = tmp_path / "a"
    path.write_bytes(b"\xff" * 4 + length.to_bytes(4, "little") + bytes(100))
    if is_stream:
        assert detect_format(path).name == "arrow"
    else:
        with pytest.raises(FormatError, match="no format that geokit reads"):
            detect_format(path)


def test_what_is_damaged_or_has_no_shapes_is_refused(tmp_path, table):
    path = write(tmp_path / "a.arrow", table)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(FormatError, match="damaged"):
        read_parcels(path)
    with pytest.raises(FormatError, match="no column of shapes"):
        read_parcels(write(tmp_path / "b.arrow", table.drop_columns(["geometry"])))


def test_what_unpacks_to_far_more_is_refused(tmp_path):
    zeros = pa.table({"geometry": pa.array([bytes(8 * 2**20)] * 40, type=pa.large_binary())})
    path = tmp_path / "bomb.arrow"
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(path, zeros.schema, options=options) as sink:
        for batch in zeros.to_batches(max_chunksize=1):
            sink.write_batch(batch)
    with pytest.raises(FormatError, match="unpacks to more than"):
        read_parcels(path)


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (pa.array([["甲", "b" * 20], None], pa.list_(pa.string_view())), [f'["甲", "{"b" * 20}"]', None]),
        (pa.array([["甲"], []], pa.large_list_view(pa.string_view())), ['["甲"]', "[]"]),
        (pa.array([["甲"], ["乙"]], pa.list_(pa.string_view(), 1)), ['["甲"]', '["乙"]']),
        (
            pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array(["甲"], pa.string_view())),
            ["甲", "甲"],
        ),
        (
            pa.UnionArray.from_dense(
                pa.array([0, 1], pa.int8()), pa.array([0, 0], pa.int32()), [pa.array([1]), pa.array(["甲"])]
            ),
            [1, "甲"],
        ),
    ],
)
def test_columns_that_pandas_has_no_type_for_are_read(tmp_path, table, values, read):
    told = table.add_column(1, "备注", pa.chunked_array([values]))
    for given in (write(tmp_path / "a.arrow", told), told):
        frame = read_parcels(given) if given is not told else table_from_arrow(told)
        assert frame["id"].tolist() == ["440507001001000001", "B"]
        found = frame["备注"].astype(object).where(frame["备注"].notna(), None).tolist()
        assert found == (read if given is not told else values.to_pylist())
    assert list(table_from_arrow(told).columns) == ["id", "备注", "geometry"]


def test_a_column_that_pandas_had_as_its_index_is_one_of_the_table():
    table = pa.Table.from_pandas(pd.DataFrame({"id": ["A", "B"], "name": ["甲", "乙"]}).set_index("id"))
    assert {name: list(values) for name, values in attributes_of(table).items()} == {
        "name": ["甲", "乙"],
        "id": ["A", "B"],
    }


@pytest.mark.parametrize("name", [None, "行"])
@pytest.mark.parametrize("at", range(4))
def test_columns_that_pandas_has_no_type_for_stand_beside_an_index(name, at):
    parcels = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["A", "B"])[["id", "geometry"]]
    parcels.index = pd.Index([5, 7], name=name)
    views = pa.chunked_array([pa.array([["甲"], None], pa.list_(pa.string_view()))])
    table = pa.table(parcels.to_arrow()).add_column(at, "备注", views)
    frame = table_from_arrow(table)
    assert frame.columns.tolist() == [
        each for each in table.column_names if each in ("id", "geometry", "备注")
    ]
    assert (frame.index.tolist(), frame["id"].tolist()) == ([5, 7], ["A", "B"])
    assert frame["备注"].tolist() == [["甲"], None]
