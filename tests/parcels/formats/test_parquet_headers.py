"""The headers of a Parquet file are read as they were written, whatever is in them, and what is told of sizes is added up."""

from __future__ import annotations

import struct

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geokit.errors import FormatError
from geokit.parcels.formats import _parquet_limits as limits
from geokit.parcels.formats._parquet_limits import Page

# The kinds of Thrift's compact protocol.
TRUE, FALSE, BYTE, I64, DOUBLE, BINARY, LIST, SET, STRUCT = 1, 2, 3, 6, 7, 8, 9, 10, 12


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def zigzag(number):
    return varint(2 * number if number >= 0 else -2 * number - 1)


def body(kind, value):
    if kind in (4, 5, I64):
        return zigzag(value)
    if kind == BINARY:
        return varint(len(value)) + value
    if kind in (LIST, SET):
        of, items = value
        head = bytes([len(items) << 4 | of]) if len(items) < 15 else bytes([0xF0 | of]) + varint(len(items))
        return head + b"".join(body(BYTE if of in (TRUE, FALSE) else of, each) for each in items)
    if kind == STRUCT:
        return structure(value)
    return {TRUE: b"", FALSE: b"", BYTE: b"\5", DOUBLE: bytes(8)}[kind]


def structure(fields):
    """Return fields, given as number, kind and value, in the short form where they follow each other closely."""
    out, before = b"", 0
    for number, kind, value in fields:
        step = number - before
        out += bytes([step << 4 | kind]) if 0 < step < 16 else bytes([kind]) + zigzag(number)
        out, before = out + body(kind, value), number
    return out + b"\0"


def read(kind, value):
    """Return what is to be read of a value: numbers, lists and structures; all else is passed over."""
    if kind in (4, 5, I64):
        return value
    if kind in (LIST, SET):
        return [read(BYTE if value[0] in (TRUE, FALSE) else value[0], each) for each in value[1]]
    return {number: read(of, each) for number, of, each in value} if kind == STRUCT else kind == TRUE


PLAIN = st.one_of(
    st.tuples(st.sampled_from([4, 5, I64]), st.integers(-(2**62), 2**62)),
    st.tuples(st.sampled_from([TRUE, FALSE, BYTE, DOUBLE]), st.just(0)),
    st.tuples(st.just(BINARY), st.binary(max_size=200)),
)
LISTS = st.one_of(
    st.tuples(
        st.sampled_from([LIST, SET]), st.tuples(st.just(I64), st.lists(st.integers(-300, 300), max_size=20))
    ),
    st.tuples(
        st.just(LIST),
        st.tuples(st.sampled_from([TRUE, FALSE, BYTE, DOUBLE]), st.lists(st.just(0), max_size=17)),
    ),
)


def fields_of(values):
    return st.lists(values, max_size=5).flatmap(
        lambda each: st.lists(st.integers(1, 60), min_size=len(each), max_size=len(each), unique=True).map(
            lambda numbers: [(number, *value) for number, value in zip(sorted(numbers), each, strict=True)]
        )
    )


VALUES = st.recursive(
    PLAIN | LISTS, lambda inner: fields_of(inner).map(lambda fields: (STRUCT, fields)), max_leaves=12
)


@given(fields_of(VALUES))
@settings(max_examples=40)
def test_a_structure_is_read_as_it_was_written(fields):
    data = structure(fields)
    reader = limits._Compact(b"xyz" + data + b"\7", 3)
    assert reader.structure() == read(STRUCT, fields)
    assert reader.at == 3 + len(data)
    for size in {0, len(data) // 2, len(data) - 1}:
        with pytest.raises(IndexError):
            limits._Compact(data[:size], 0).structure()


def test_no_more_is_read_than_up_to_a_field():
    data = structure([(1, I64, 5), (2, LIST, (I64, [1, 2])), (3, I64, 9)])
    assert limits._Compact(data, 0).structure(upto=2) == {1: 5, 2: [1, 2]}


@pytest.mark.parametrize("number", [0, 1, -1, 63, -64, 64, 2**31, -(2**31), 2**63 - 1, -(2**63)])
def test_whole_numbers_of_any_size(number):
    assert limits._Compact(zigzag(number), 0).signed() == number


@pytest.mark.parametrize("data", [b"\x80" * 10 + b"\1", b"\x1d", b"\x1b"])
def test_numbers_without_an_end_and_unknown_kinds_are_damage(data):
    with pytest.raises(IndexError):
        limits._Compact(data, 0).structure() if data[0] < 0x80 else limits._Compact(data, 0).number()


@pytest.mark.parametrize(("depth", "is_read"), [(14, True), (15, True), (16, False), (40, False)])
def test_structures_within_each_other_are_read_to_a_depth(depth, is_read):
    fields = [(1, I64, 5)]
    for _ in range(depth):
        fields = [(1, STRUCT, fields)]
    reader = limits._Compact(structure(fields), 0)
    if is_read:
        assert reader.structure() == read(STRUCT, fields)
    else:
        with pytest.raises(IndexError):
            reader.structure()


# A page as it is told in its header: unpacked, packed, what it is and its values.
def page(unpacked, packed, kind, values):
    said = [(1, I64, values), (2, I64, 9)] if values is not None else [(2, I64, 9)]
    return structure([(1, I64, 0), (2, I64, unpacked), (3, I64, packed), (kind, STRUCT, said)]) + bytes(
        packed
    )


def test_pages_follow_each_other_to_the_end_of_their_chunk():
    data = page(70, 3, 7, 4) + page(900, 20, 5, 100) + page(40, 0, 8, 7) + page(5, 1, 5, None)
    expected = [
        Page(70, 4, is_dictionary=True),
        Page(900, 100, is_dictionary=False),
        Page(40, 7, is_dictionary=False),
        Page(5, 0, is_dictionary=False),
    ]
    assert list(limits.pages_of(b"PAR1" + data, 4, len(data))) == expected
    assert list(limits.pages_of(data, 0, 1)) == expected[:1]
    assert list(limits.pages_of(data, 0, 0)) == []
    first = len(page(70, 3, 7, 4))
    assert list(limits.pages_of(data, 0, first)) == expected[:1]
    assert list(limits.pages_of(data, 0, first + 1)) == expected[:2]
    with pytest.raises(IndexError):
        list(limits.pages_of(data[:-1], 0, len(data)))


@pytest.mark.parametrize(
    "fields", [[(2, I64, 5)], [(3, I64, 0)], [(2, I64, 5), (3, I64, -1)], [(2, I64, 5), (3, I64, 1)]]
)
def test_a_page_that_does_not_say_how_large_it_is_is_damage(fields):
    with pytest.raises(IndexError):
        list(limits.pages_of(structure(fields), 0, 1))


def test_a_page_of_no_kind_has_no_values():
    assert list(limits.pages_of(structure([(2, I64, 5), (3, I64, 0)]), 0, 1)) == [
        Page(5, 0, is_dictionary=False)
    ]


TREES = st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=3), max_leaves=12)


def elements(tree):
    """Return the elements of a schema: each with its children's number, and before them."""
    told = [[(4, BINARY, b"name"), *([(5, I64, len(tree))] if tree else [])]]
    return told + [each for child in tree for each in elements(child)]


def depth_of(tree):
    return 1 + max(map(depth_of, tree)) if tree else 0


@given(TREES)
def test_the_depth_of_a_schema_is_that_of_its_tree(tree):
    footer = structure([(1, I64, 2), (2, LIST, (STRUCT, elements(tree))), (3, I64, 7)])
    end = struct.pack("<I", len(footer)) + b"PAR1"
    for data in (footer + end, b"PAR1" + bytes(9) + footer + end):
        assert limits.depth_of_schema(data) == depth_of(tree)
    with pytest.raises(IndexError):
        limits.depth_of_schema((footer + end)[1:])


def test_a_footer_without_a_schema_has_no_depth():
    footer = structure([(1, I64, 2)])
    assert limits.depth_of_schema(footer + struct.pack("<I", len(footer)) + b"PAR1") == 0


def chunk(column="a", group=0, encodings=("PLAIN",), width=0, values=10, unpacked=100):
    return limits._Chunk(column, group, frozenset(encodings), width, values, unpacked)


REPEATED = ("PLAIN", "RLE_DICTIONARY")


@pytest.mark.parametrize(
    ("told", "most"),
    [
        (chunk(), 100), (chunk(width=8), 100), (chunk(width=11), 110), (chunk(encodings=REPEATED, width=8), 100),
        (chunk(encodings=REPEATED), 100 + 10 * 7), (chunk("b", encodings=REPEATED), 100 + 10 * 100),
        (chunk(group=1, encodings=REPEATED), 100 + 10 * 100), (chunk(encodings=["PLAIN_DICTIONARY"]), 170),
        (chunk(encodings=["DELTA_BYTE_ARRAY"]), 170),
    ],
)  # fmt: skip
def test_values_take_at_most_what_stands_there_or_each_the_longest_entry(told, most):
    assert told.at_most({("a", 0): 7}) == most


def test_sums_are_by_column_and_more_than_the_limit_is_refused():
    sums = limits._sums(
        [chunk(), chunk(group=1, unpacked=20), chunk("b", unpacked=5)], lambda each: each.unpacked
    )
    assert sums == {"a": 120, "b": 5}
    assert [chunk("a.b").is_top, chunk("a").is_top] == [False, True]
    limits._refuse_beyond(125, 2048, sums)
    with pytest.raises(FormatError) as caught:
        limits._refuse_beyond(124, 2048, sums)
    assert caught.value.localize("en") == (
        "the column “a” unpacks to more than 0 MB, and the file has 2.0 KB: refused; if it is genuine, save it as GeoPackage"
    )


TEXTS = {
    "dictionary": {}, "plain": {"use_dictionary": False},
    "prefixed": {"use_dictionary": False, "column_encoding": {"a": "DELTA_BYTE_ARRAY", "b": "PLAIN"}},
}  # fmt: skip


@pytest.fixture(params=TEXTS)
def texts(request, tmp_path):
    path = tmp_path / "a.parquet"
    values = [None if at % 5 == 3 else "xy"[: at % 3] + "z" * (at % 4) for at in range(20)]
    table = pa.table({"a": values, "b": ["q" * 30] * 20})
    pq.write_table(table, path, row_group_size=8, **TEXTS[request.param])
    with pq.ParquetFile(path) as file:
        found = [each for each in limits._chunks(file, path) if each.column == "a"]
    return path, values, found


@pytest.mark.parametrize("at_once", [1, 3, 8, 100])
def test_letters_are_counted_some_rows_together(texts, at_once, monkeypatch):
    path, values, found = texts
    monkeypatch.setattr(limits, "_BATCH_ROWS", at_once)
    lengths = [len(each or "") for each in values]
    counted = list(limits._lengths(path, found))
    assert sum(counted) == sum(lengths)
    assert max(counted) <= sum(sorted(lengths)[-at_once:])
    assert limits._counted(path, found, sum(lengths)) == sum(lengths)
    # Counting ends where there is too much.
    first = next(at for at, total in enumerate(np.cumsum(counted)) if total > 5)
    assert limits._counted(path, found, 5) == sum(counted[: first + 1])
    assert [each.values for each in found] == [8, 8, 4]


def test_the_longest_entries_are_those_of_each_group(tmp_path):
    table = pa.table(
        {"a": ["x", "yyy", "zz", "zz"], "b": ["q"] * 4, "n": [1, 2, 3, 4], "l": [["pp"], [], ["r"], None]}
    )
    path = tmp_path / "a.parquet"
    pq.write_table(table, path, row_group_size=2)
    with pq.ParquetFile(path) as file:
        found = limits._chunks(file, path)
    assert limits._longest_entries(path, found) == {("a", 0): 3, ("a", 1): 2, ("b", 0): 1, ("b", 1): 1}
    assert {each.column: each.width for each in found} == {"a": 0, "b": 0, "n": 8, "l.list.element": 0}


def test_what_repeats_itself_is_counted_before_it_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.parquet"
    count = 1000
    columns = {
        "a": ["长" * 50, *["x"] * (count - 1)],
        "b": ["y" * 300, *["z"] * (count - 1)],
        "n": list(range(count)),
    }
    pq.write_table(pa.table(columns), path)
    with pq.ParquetFile(path) as file:
        found = {each.column: each for each in limits._chunks(file, path)}
        enough = 150 + (count - 1) + 300 + (count - 1) + found["n"].at_most({})
        assert (
            sum(each.at_most({("a", 0): 150, ("b", 0): 300}) for each in found.values()) > 100 * enough / 10
        )
        monkeypatch.setattr(limits, "_MAX_RATIO", 0)
        monkeypatch.setattr(limits, "_FREE_BYTES", enough)
        limits.refuse_dense(file, path)
        monkeypatch.setattr(limits, "_FREE_BYTES", enough - 1)
        with pytest.raises(FormatError, match="“n” unpacks"):
            limits.refuse_dense(file, path)
