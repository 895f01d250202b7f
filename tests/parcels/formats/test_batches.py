"""Batches of rows whose last column holds shapes: the shapes, the bytes that are refused, and the rest of the columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import shapely

from geokit.errors import FormatError
from geokit.parcels.formats._arrow_limits import MAGIC
from geokit.parcels.formats._arrow_values import foreign_columns
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats._batches import on_its_own, split_batches
from geokit.parcels.formats.arrow import ArrowIpc
from geokit.parcels.read import read_parcels

BOXES = [shapely.box(at, 0, at + 1, 1) for at in range(8)]
CUT = shapely.to_wkb(BOXES[0])[:20]


def batch(*rows):
    """Return a batch of rows given as the number of their box, as bytes that are cut, or as nothing."""
    wkb = [row if row is None or isinstance(row, bytes) else shapely.to_wkb(BOXES[row]) for row in rows]
    return pa.record_batch({"id": [str(row)[:3] for row in rows], "geometry": pa.array(wkb, pa.binary())})


BATCHES = [batch(0, None, CUT), batch(), batch(3, 4), batch(CUT, 6, 7)]


@pytest.mark.parametrize("in_thread", [False, True])
def test_rows_are_numbered_through_all_batches(in_thread):
    shapes, refused, rest = split_batches(BATCHES, in_thread=in_thread)
    assert shapes.tolist() == [BOXES[0], None, None, BOXES[3], BOXES[4], None, BOXES[6], BOXES[7]]
    assert refused == {2: CUT, 5: CUT}
    assert [each.to_pydict() for each in rest] == [
        each.drop_columns(["geometry"]).to_pydict() for each in BATCHES
    ]


def test_rows_that_are_not_kept_are_not_counted():
    def keeps(found):
        return np.array([shape is None or shape.bounds[0] > 3 for shape in found], dtype=bool)

    shapes, refused, rest = split_batches(BATCHES, keeps)
    assert shapes.tolist() == [None, None, BOXES[4], None, BOXES[6], BOXES[7]]
    assert refused == {1: CUT, 3: CUT}
    assert [value for each in rest for value in each["id"].to_pylist()] == [
        "Non",
        "b'\\",
        "4",
        "b'\\",
        "6",
        "7",
    ]


def test_without_batches_there_is_nothing():
    shapes, refused, rest = split_batches([])
    assert (shapes.tolist(), shapes.dtype, refused, rest) == ([], object, {}, [])


def test_a_copy_says_the_same_and_shares_no_memory():
    made = on_its_own(BATCHES[2])
    assert made.equals(BATCHES[2])
    addresses = [
        {part.address for column in each.columns for part in column.buffers() if part}
        for each in (made, BATCHES[2])
    ]
    assert addresses[0].isdisjoint(addresses[1])


def test_columns_that_pandas_has_no_type_for_are_read_as_values():
    views = pa.array([["a"], None], pa.list_(pa.string_view()))
    table = pa.table(
        [views, views, pa.array([1, 2]), views, views], names=["a", "geometry", "n", "twice", "twice"]
    )
    found = foreign_columns(table, "geometry")
    assert {name: values.tolist() for name, values in found.items()} == {"a": [["a"], None]}
    assert found["a"].dtype == object
    assert set(foreign_columns(table)) == {"a", "geometry"}


@pytest.mark.parametrize(
    ("head", "is_arrow"),
    [
        (MAGIC, True), (MAGIC[:7], False), (b" " + MAGIC, False), (b"\xff\xff\xff\xff\1\0\0\0", True), (b"\xff\xff\xff\xff\0\0\0\0", False),
        (b"\xff\xff\xff\xff\xff\xff\xff\0", True), (b"\xff\xff\xff\xff\0\0\0\1", False), (b"\xff\xff\xff\xfe\1\0\0\0", False),
        (b"\xff\xff\xff\xff", False),
    ],
)  # fmt: skip
def test_arrow_begins_as_a_file_or_with_a_schema_of_some_length(head, is_arrow):
    assert ArrowIpc().sniff(Opening(head)) == is_arrow


@pytest.mark.parametrize("form", ["file", "stream"])
def test_what_all_batches_take_is_counted_together(tmp_path, monkeypatch, form):
    values = pa.DictionaryArray.from_arrays(pa.array([0] * 8), pa.array(["x" * 1000]))
    told = {"ARROW:extension:name": "geoarrow.wkb"}
    fields = [
        pa.field("a", values.type),
        pa.field("b", values.type),
        pa.field("geometry", pa.binary(), metadata=told),
    ]
    table = pa.table([values, values, shapely.to_wkb(BOXES)], schema=pa.schema(fields))
    path = tmp_path / "a.arrow"
    with getattr(pa.ipc, f"new_{form}")(path, table.schema) as sink:
        sink.write_table(table, max_chunksize=4)
    # Eight rows of two columns whose text stands once.
    taken = 2 * 8 * 1000
    monkeypatch.setattr("geokit.parcels.formats._arrow_limits._MAX_RATIO", 0)
    monkeypatch.setattr("geokit.parcels.formats.arrow.refuse_dense", lambda _: None)
    monkeypatch.setattr("geokit.parcels.formats._arrow_limits._FREE_BYTES", taken)
    assert read_parcels(path)["a"].tolist() == ["x" * 1000] * 8
    monkeypatch.setattr("geokit.parcels.formats._arrow_limits._FREE_BYTES", taken - 1)
    with pytest.raises(FormatError, match="unpacks to more"):
        read_parcels(path)


def test_records_of_all_batches_are_counted_together(tmp_path, monkeypatch):
    counts = []
    monkeypatch.setattr("geokit.parcels.formats.arrow.refuse_many", counts.append)
    table = pa.table({"geometry": pa.array(shapely.to_wkb(BOXES), pa.binary())})
    path = tmp_path / "a.arrow"
    with pa.ipc.new_file(path, table.schema) as sink:
        sink.write_table(table, max_chunksize=3)
    assert read_parcels(path)["record"].tolist() == list(range(8))
    assert counts == [3, 6, 8]
