"""Arrow IPC that lies: of its offsets, of what it unpacks to, of its system, of what its shapes are."""

from __future__ import annotations

import json
import struct

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely

import geokit as gk
from geokit.errors import FormatError
from geokit.parcels.arrow import table_from_arrow
from geokit.parcels.formats import _arrow_limits
from geokit.parcels.read import read_parcels

BOX = shapely.to_wkb(shapely.box(467_100, 2_583_500, 467_200, 2_583_600))
LONG = "x" * 200_000


def table(shapes=(BOX, BOX, BOX), metadata=b'{"crs": "EPSG:4547"}', **columns):
    told = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": metadata}
    arrays = {
        name: values if isinstance(values, pa.Array) else pa.array(values) for name, values in columns.items()
    }
    fields = [pa.field(name, array.type) for name, array in arrays.items()]
    fields.append(pa.field("geometry", pa.binary(), metadata=told))
    return pa.table([*arrays.values(), pa.array(list(shapes), pa.binary())], schema=pa.schema(fields))


def write(path, made, opened=pa.ipc.new_file, **options):
    with opened(path, made.schema, options=pa.ipc.IpcWriteOptions(**options)) as sink:
        sink.write_table(made)
    return path


def changed(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    return path


@pytest.mark.parametrize("opened", [pa.ipc.new_file, pa.ipc.new_stream])
@pytest.mark.parametrize("offsets", [[0, 93, 2**31 - 1, 2**31 - 1], [0, -5, 186, 279], [0, 279, 93, 279]])
def test_offsets_that_lead_elsewhere_are_refused(tmp_path, opened, offsets):
    path = write(tmp_path / "a.arrow", table(), opened)
    old = np.arange(0, 4 * len(BOX), len(BOX), dtype="<i4").tobytes()
    with pytest.raises(FormatError, match="damaged"):
        read_parcels(changed(path, old, np.array(offsets, "<i4").tobytes()))


def test_text_that_is_none_is_refused(tmp_path):
    path = write(tmp_path / "a.arrow", table(id=["abc", "d", "e"]))
    with pytest.raises(FormatError, match="damaged"):
        read_parcels(changed(path, b"abcde", b"\xff\xfe\x9bde"))


def views(text, count):
    """Return views of one text that stands once."""
    data = text.encode()
    each = struct.pack("<i4sii", len(data), data[:4], 0, 0)
    return pa.Array.from_buffers(
        pa.string_view(), count, [None, pa.py_buffer(each * count), pa.py_buffer(data)]
    )


BOMBS = {
    "packed": lambda: (table((BOX,), big=pa.array([bytes(400 * 2**20)], pa.large_binary())), {"compression": "zstd"}),
    "dictionary": lambda: (
        table([BOX] * 3000, id=pa.DictionaryArray.from_arrays(np.zeros(3000, "i4"), pa.array([LONG]))), {},
    ),
    "runs": lambda: (
        table([BOX] * 3000, id=pa.RunEndEncodedArray.from_arrays(pa.array([3000], pa.int32()), pa.array([LONG]))), {},
    ),
    "views": lambda: (table([BOX] * 3000, id=views(LONG, 3000)), {}),
    "nothing": lambda: (pa.table([pa.nulls(9_000_000)] * 9, names=[*"abcdefghi"]), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_what_stands_for_far_more_is_refused(tmp_path, name):
    made, options = BOMBS[name]()
    with pytest.raises(FormatError, match="unpacks to more than"):
        read_parcels(write(tmp_path / "a.arrow", made, **options))


@pytest.mark.parametrize(
    "metadata", [b"no json", b"[1]", b'{"crs":' + b"[" * 99_999, b'{"crs": 7}', b'{"crs": "x y"}']
)
def test_a_system_that_nobody_knows_is_none(tmp_path, metadata):
    assert read_parcels(write(tmp_path / "a.arrow", table(metadata=metadata))).crs is None
    assert table_from_arrow(table(metadata=metadata)).crs is None


@pytest.mark.parametrize(
    "told", [{"geometry": 5}, {"geometry": {"encoding": "WKB", "crs": {"a": 1}}}, [], "x"]
)
def test_what_geoparquet_says_may_be_anything(tmp_path, told):
    geo = json.dumps({"primary_column": "geometry", "columns": told})
    plain = pa.table({"geometry": pa.array([BOX], pa.binary())}).replace_schema_metadata({"geo": geo})
    assert len(read_parcels(write(tmp_path / "a.arrow", plain))) == 1


def test_a_broken_shape_is_a_record_of_the_file_and_no_end_of_the_process(tmp_path):
    nested = struct.pack("<BII", 1, 7, 1) * 30_000 + BOX
    endless = struct.pack("<BIII", 1, 3, 2**32 - 1, 2**32 - 1)
    frame = read_parcels(write(tmp_path / "a.arrow", table([BOX, nested, endless])))
    assert len(frame) == 1
    assert [each.code for each in gk.unreadable_of(frame)] == ["nested_too_deep", "broken_geometry"]
    with pytest.raises(FormatError, match="256 deep"):
        table_from_arrow(table([nested]))


def test_columns_of_one_name_are_told_apart(tmp_path):
    made = table(id=["A", "B", "C"]).add_column(0, "id", pa.array(["1", "2", "3"]))
    assert len(read_parcels(write(tmp_path / "a.arrow", made))) == 3


def test_shapes_of_another_kind_than_they_say_are_refused():
    told = {"ARROW:extension:name": "geoarrow.polygon"}
    made = pa.table([pa.array(["x"])], schema=pa.schema([pa.field("geometry", pa.string(), metadata=told)]))
    with pytest.raises(FormatError, match="cannot be read: the library says “") as caught:
        table_from_arrow(made)
    assert "无法读取：程序库的说明：“" in caught.value.localize("zh")


def test_three_dimensions_of_a_table_in_memory_are_the_users():
    shapes = gpd.GeoDataFrame(geometry=[shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)])], crs=4547)
    assert table_from_arrow(shapes.to_arrow(index=False)).geometry.has_z.all()


@pytest.mark.parametrize("compression", ["zstd", "lz4"])
@pytest.mark.parametrize("form", ["file", "stream"])
def test_what_is_packed_tells_how_much_it_is(tmp_path, form, compression):
    made = table([BOX] * 30, id=[LONG[:900] + str(at) for at in range(30)])
    path = write(tmp_path / "a.arrow", made, getattr(pa.ipc, f"new_{form}"), compression=compression)
    messages = getattr(_arrow_limits, f"_in_{form}")(path.read_bytes())
    told = sum(map(_arrow_limits._unpacked, messages))
    assert made.nbytes <= told <= 1.2 * made.nbytes


@pytest.mark.parametrize("compression", [None, "zstd"])
@pytest.mark.parametrize(("listed", "field"), [("_BUFFERS", "length"), ("_NODES", "at")])
def test_sizes_whose_sum_no_whole_number_of_eight_bytes_holds_are_refused(
    tmp_path, listed, field, compression
):
    columns = {name: [1, None, 3] for name in "abc"}
    path = write(tmp_path / "a.arrow", table(**columns), compression=compression)
    data = path.read_bytes()
    (message,) = _arrow_limits._in_file(data)
    header = _arrow_limits._root(data, message.head).table(_arrow_limits._HEADER)
    told = header.listed(getattr(_arrow_limits, listed), _arrow_limits._PAIR)
    lies = told.copy()
    lies[field][:4] = 2**62
    with pytest.raises(FormatError, match="unpacks to more than"):
        read_parcels(changed(path, told.tobytes(), lies.tobytes()))


ONCE = pa.DictionaryArray.from_arrays(pa.array([0, 0, 1, None], pa.int32()), pa.array(["abc", "d"]))
RUNS = pa.RunEndEncodedArray.from_arrays(pa.array([3, 4], pa.int32()), pa.array(["abc", None]))
SPREAD = {
    "plain": (pa.array(["abc", "d"]), 0),
    "texts that stand once": (ONCE, 7),
    "numbers that stand once": (pa.array([5, 5, None]).dictionary_encode(), 0),
    "none of the texts": (pa.DictionaryArray.from_arrays(pa.array([None], pa.int32()), pa.array(["abc"])), 0),
    "runs": (RUNS, 9),
    "runs of numbers": (pa.RunEndEncodedArray.from_arrays(pa.array([3], pa.int32()), pa.array([7])), 0),
    "no rows of runs": (RUNS[:0], 0),
    "views": (pa.array(["abc", None, "d" * 40], pa.string_view()), 43),
    "some of the views": (pa.array(["abc", None, "d" * 40, "e"], pa.string_view())[1:3], 40),
    "bytes": (pa.array([b"abc", b"d" * 40], pa.binary_view()), 43),
    "no views": (pa.array([], pa.string_view()), 0),
    "views that stand once": (
        pa.DictionaryArray.from_arrays(pa.array([0, 0, 1]), views("d" * 20, 2)),
        60 + 40,
    ),
    "lists": (pa.ListArray.from_arrays(pa.array([0, 2, 4], pa.int32()), ONCE), 7),
    "lists of one size": (pa.FixedSizeListArray.from_arrays(ONCE, 2), 7),
    "groups": (pa.StructArray.from_arrays([ONCE, RUNS, pa.array(["x"] * 4)], [*"abc"]), 16),
}


@pytest.mark.parametrize("name", SPREAD)
def test_values_that_stand_once_take_their_bytes_in_each_row(name):
    array, taken = SPREAD[name]
    assert _arrow_limits.spread_bytes(array) == taken


@pytest.mark.parametrize("form", ["file", "stream"])
def test_texts_and_shapes_may_be_views(tmp_path, form):
    ids = ["A", None, "宗地" * 20]
    plain = table(id=pa.array(ids), batch=pa.array(ids).dictionary_encode())
    seen = table(
        id=pa.array(ids, pa.string_view()),
        batch=pa.DictionaryArray.from_arrays(pa.array([0, None, 1]), pa.array([ids[0], ids[2]], pa.string_view())),
    )  # fmt: skip
    shapes = pa.field("geometry", pa.binary_view(), metadata=seen.schema.field("geometry").metadata)
    seen = seen.set_column(2, shapes, pa.array([BOX] * 3, pa.binary_view()))
    opened = getattr(pa.ipc, f"new_{form}")
    frames = [
        read_parcels(write(tmp_path / f"{at}.arrow", made, opened)) for at, made in enumerate((plain, seen))
    ]
    assert frames[1]["id"].tolist() == frames[1]["batch"].tolist() == ids
    assert frames[1].drop(columns="source").equals(frames[0].drop(columns="source"))


@pytest.mark.parametrize("end", [b"", b"\0\0\0\0", b"\xff\xff\xff\xff\0\0\0\0"])
def test_a_stream_may_end_without_its_mark(tmp_path, end):
    table = pa.table({"id": ["A", "B"]})
    with pa.OSFile(str(tmp_path / "a.arrows"), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    whole = (tmp_path / "a.arrows").read_bytes()
    assert whole.endswith(b"\xff\xff\xff\xff\0\0\0\0")
    (tmp_path / "b.arrows").write_bytes(whole[:-8] + end)
    _arrow_limits.refuse_dense(tmp_path / "b.arrows")
    assert pa.ipc.open_stream(tmp_path / "b.arrows").read_all().equals(table)


@pytest.mark.parametrize(("file_bytes", "most"), [(0, 256 * 2**20), (1000, 256 * 2**20 + 64_000)])
def test_what_a_file_takes_is_counted_together_up_to_its_limit(file_bytes, most):
    allowance = _arrow_limits.Allowance(file_bytes)
    allowance.take(most - 7)
    allowance.take(7)
    with pytest.raises(FormatError) as caught:
        allowance.take(1)
    said = "it unpacks to more than 256 MB, and has {} KB: refused; if it is genuine, save it as GeoPackage"
    assert caught.value.localize("en") == said.format(f"{file_bytes / 1024:.0f}")


DATES = pa.array([1, 2, None], pa.date32())
NESTED = pa.ListArray.from_arrays(pa.array([0, 2, 4], pa.int32()), ONCE)
MORE_SPREAD = {
    "numbers": (pa.array([1, None]), 0),
    "views after the first": (pa.array(["abc", "defg", None], pa.string_view())[1:], 4),
    "dictionaries of views of no rows": (pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), views("d" * 20, 2)), 40),
    "runs of dates": (pa.RunEndEncodedArray.from_arrays(pa.array([2, 5, 6], pa.int32()), DATES), 0),
    "lists of lists": (pa.ListArray.from_arrays(pa.array([0, 2], pa.int32()), NESTED), 7),
    "large lists": (pa.LargeListArray.from_arrays(pa.array([0, 4], pa.int64()), ONCE), 7),
    "maps": (pa.MapArray.from_arrays(pa.array([0, 2, 4], pa.int32()), pa.array([*"abcd"]), ONCE), 7),
    "groups of lists": (pa.StructArray.from_arrays([NESTED, pa.array([1, 2])], ["a", "b"]), 7),
    "one of several kinds": (pa.UnionArray.from_sparse(pa.array([0, 1, 0, 1], pa.int8()), [ONCE, pa.array([1, 2, 3, 4])]), 7),
    # Four rows and two, each of eight bytes and of its part of what stands once: four bytes of numbers.
    "lists that are views": (pa.ListViewArray.from_arrays(pa.array([0, 0]), pa.array([4, 2]), pa.array([1, 2, 3, 4], pa.int32())), 72),
    "lists that are views of what stands once": (
        pa.LargeListViewArray.from_arrays(pa.array([0, 0], pa.int64()), pa.array([4, 4], pa.int64()), ONCE),
        int(8 * (8 + (ONCE.nbytes + 7) / 4)),
    ),
    "lists that are views of nothing": (pa.ListViewArray.from_arrays(pa.array([0]), pa.array([0]), pa.array([], pa.int32())), 0),
    "lists that are views, some missing": (
        pa.ListViewArray.from_arrays(pa.array([0, None, 0]), pa.array([4, 1, 2]), pa.array([1, 2, 3, 4], pa.int32())), 72 + 12,
    ),
    "of a kind of its own": (pa.ExtensionArray.from_storage(pa.json_(), pa.array(["{}"])), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE_SPREAD)
def test_what_is_nested_takes_its_bytes_in_each_row(name):
    array, taken = MORE_SPREAD[name]
    assert _arrow_limits.spread_bytes(array) == taken


@pytest.mark.parametrize("is_old", [False, True])
@pytest.mark.parametrize("form", ["file", "stream"])
def test_what_is_not_packed_is_counted_by_its_buffers(tmp_path, form, is_old):
    columns = [
        pa.array(range(5)), pa.array(["a", None, "b", "c", "d"]), pa.array([[1], [2, 3], [], None, [4]], pa.list_(pa.int64())),
    ]  # fmt: skip
    path = write(
        tmp_path / "a.arrow",
        pa.table(columns, [*"abc"]),
        getattr(pa.ipc, f"new_{form}"),
        use_legacy_format=is_old,
    )
    *schema, told = map(_arrow_limits._unpacked, getattr(_arrow_limits, f"_in_{form}")(path.read_bytes()))
    # Of the list four values; eight bytes for each value, a share for each array and buffer, and one for the batch.
    buffers = [each for column in columns for each in column.buffers()]
    taken = sum(each.size for each in buffers if each is not None)
    assert taken - 64 <= told - (8 * (5 + 5 + 5 + 4) + 64 * (4 + len(buffers)) + 1024) <= taken
    assert schema == [1024] * (form == "stream")


def test_what_is_packed_takes_what_it_unpacks_to_beside_what_it_is(tmp_path):
    made = table([BOX] * 30, id=[None, *(LONG[:900] + str(at) for at in range(29))], n=list(range(30)))
    paths = [write(tmp_path / f"{packed}.arrow", made, compression=packed) for packed in (None, "zstd")]
    (plain,), (packed,) = (list(_arrow_limits._in_file(path.read_bytes())) for path in paths)
    lengths = (
        _arrow_limits._root(packed.data, packed.head)
        .table(_arrow_limits._HEADER)
        .listed(_arrow_limits._BUFFERS, _arrow_limits._PAIR)
    )
    beside = _arrow_limits._unpacked(packed) - int(lengths["length"].sum())
    assert beside <= _arrow_limits._unpacked(plain) <= beside + 64


def test_a_field_that_is_left_out_is_nothing():
    # A table of no fields behind its own list of none.
    table = _arrow_limits._Table(struct.pack("<HHi", 4, 4, 4), 4)
    assert table.number(0, "<q") == 0
    assert table.table(1) is None
    assert table.listed(2, _arrow_limits._PAIR).tolist() == []
    assert table.listed(2, _arrow_limits._PAIR).dtype == _arrow_limits._PAIR


@pytest.mark.parametrize("form", ["file", "stream"])
def test_what_is_cut_anywhere_is_refused_or_ends(tmp_path, form):
    data = write(
        tmp_path / "a.arrow", table(id=["a", None, "c"]), getattr(pa.ipc, f"new_{form}")
    ).read_bytes()
    walk = getattr(_arrow_limits, f"_in_{form}")
    whole = [message.body for message in walk(data)]
    for size in range(8, len(data)):
        try:
            found = [message.body for message in walk(data[:size])]
        except (struct.error, IndexError, ValueError, OverflowError):
            continue
        assert found == whole[: len(found)]


def test_a_stream_that_ends_in_half_of_its_mark_is_damaged(tmp_path):
    path = write(tmp_path / "a.arrow", table(), pa.ipc.new_stream)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(FormatError, match="damaged"):
        _arrow_limits.refuse_dense(path)


def test_a_block_lies_within_its_file(tmp_path):
    data = write(tmp_path / "a.arrow", table()).read_bytes()
    end = len(data) - _arrow_limits._END_BYTES
    footer = _arrow_limits._root(data, end - _arrow_limits._read("<i", data, end))
    told = footer.listed(_arrow_limits._BATCHES, _arrow_limits._BLOCK)
    room = len(data) - int(told["at"][0]) - int(told["head"][0])

    def walked(**lies):
        made = told.copy()
        for field, value in lies.items():
            made[field] = value
        return list(_arrow_limits._in_file(data.replace(told.tobytes(), made.tobytes())))

    assert [message.body for message in walked(length=room)] == [message.body for message in walked()]
    for lies in ({"length": room + 1}, {"length": -1}, {"at": -1}, {"head": -1, "length": 0}):
        with pytest.raises(IndexError):
            walked(**lies)


@pytest.mark.parametrize(("listed", "field"), [("_BUFFERS", "length"), ("_BUFFERS", "at"), ("_NODES", "at")])
def test_sizes_below_nothing_are_damage(tmp_path, listed, field):
    data = write(tmp_path / "a.arrow", table(a=[1, None, 3])).read_bytes()
    (message,) = _arrow_limits._in_file(data)
    header = _arrow_limits._root(data, message.head).table(_arrow_limits._HEADER)
    told = header.listed(getattr(_arrow_limits, listed), _arrow_limits._PAIR)
    lies = told.copy()
    lies[field][-1] = -1
    lied = data.replace(told.tobytes(), lies.tobytes())
    (message,) = _arrow_limits._in_file(lied)
    with pytest.raises(ValueError, match=r"^$"):
        _arrow_limits._unpacked(message)
