"""A small Parquet file that stands for much is refused before its columns are read; one that repeats itself is read."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geokit.errors import FormatError
from geokit.parcels.formats import _parquet_limits
from geokit.parcels.formats._parquet_limits import depth_of_schema, pages_of, refuse_deep
from geokit.parcels.read import read_parcels

GEO = {b"geo": json.dumps({"version": "1.0.0", "primary_column": "geometry",
                           "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}}}).encode()}  # fmt: skip


def boxes(count):
    west = 116.0 + np.arange(count) % 100 * 1e-4
    south = 23.0 + np.arange(count) // 100 * 1e-4
    return pa.array(shapely.to_wkb(shapely.box(west, south, west + 9e-5, south + 9e-5)), pa.binary())


@pytest.fixture
def parquet(tmp_path):
    def write(columns, **options):
        table = pa.table(columns)
        options = {"compression": "zstd", "store_schema": False, **options}
        with pq.ParquetWriter(tmp_path / "x.parquet", table.schema, **options) as writer:
            writer.write_table(table)
            writer.add_key_value_metadata(GEO)
        return tmp_path / "x.parquet"

    return write


def refused(path, words):
    before = pa.total_allocated_bytes()
    with pytest.raises(FormatError, match=words) as caught:
        read_parcels(path)
    assert caught.value.localize("zh").startswith("x.parquet")
    assert pa.total_allocated_bytes() - before < 2**20


def test_a_long_text_that_all_records_refer_to(parquet):
    count = 3000
    long = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array(["a" * 2**20]))
    path = parquet({"geometry": boxes(count), "备注": long})
    assert path.stat().st_size < 200_000
    refused(path, "“备注” unpacks to more than")


def test_one_geometry_that_all_records_refer_to(parquet, monkeypatch):
    monkeypatch.setattr(_parquet_limits, "_FREE_BYTES", 2**20)
    circle = shapely.to_wkb(shapely.Point(116, 23).buffer(1, quad_segs=5000))
    refused(parquet({"geometry": pa.array([circle] * 1000, pa.binary())}), "“geometry” unpacks")


def test_pages_of_blanks(parquet, monkeypatch):
    monkeypatch.setattr(_parquet_limits, "_FREE_BYTES", 2**20)
    path = parquet({"geometry": boxes(10), "a": pa.array([" " * (2**20 + at) for at in range(10)])}, use_dictionary=False)  # fmt: skip
    refused(path, "“a” unpacks to more than")


def test_texts_that_repeat_the_beginning_of_the_one_before(parquet, monkeypatch):
    monkeypatch.setattr(_parquet_limits, "_FREE_BYTES", 2**22)
    texts = pa.array(["a" * 2**18 + str(at) for at in range(200)])
    path = parquet({"geometry": boxes(200), "a": texts}, use_dictionary=False, column_encoding={"a": "DELTA_BYTE_ARRAY"})  # fmt: skip
    refused(path, "“a” unpacks to more than")


def test_many_columns_of_one_number(parquet, monkeypatch):
    monkeypatch.setattr(_parquet_limits, "_FREE_BYTES", 2**20)
    columns = {f"v{at}": np.zeros(20_000) for at in range(100)}
    refused(parquet({"geometry": pa.nulls(20_000, pa.binary()), **columns}), "unpacks to more than")


def test_more_records_than_bytes(parquet):
    refused(
        parquet({"geometry": pa.nulls(3_000_000, pa.binary())}), "says that it holds 3,000,000 records in"
    )


def test_a_hundred_thousand_empty_records_may_take_no_bytes(parquet):
    path = parquet({"geometry": pa.nulls(100_000, pa.binary())})
    assert path.stat().st_size < 100_000
    refused(path, "none of its 100000 records can be read; the first: .* it has no geometry")
    refused(parquet({"geometry": pa.nulls(100_001, pa.binary())}), "says that it holds 100,001 records in")


def test_a_group_without_a_row_is_no_damage(parquet, tmp_path):
    empty = {"geometry": boxes(0), "a": pa.array([], pa.string())}
    for options in ({}, {"use_dictionary": False}):
        refused(parquet(empty, **options), "it holds no records")
    table = pa.table({"geometry": boxes(5), "a": list("abcde")})
    with pq.ParquetWriter(tmp_path / "y.parquet", table.schema, store_schema=False) as writer:
        for some in (table[:0], table, table[:0]):
            writer.write_table(some)
        writer.add_key_value_metadata(GEO)
    assert pq.read_metadata(tmp_path / "y.parquet").num_row_groups == 3
    assert len(read_parcels(tmp_path / "y.parquet")) == 5


def test_columns_that_repeat_themselves_are_read(parquet, monkeypatch):
    monkeypatch.setattr(_parquet_limits, "_FREE_BYTES", 2**20)
    count = 20_000
    names = {f"n{at}": pa.array([f"汕头市某镇某村第{row % 7}组" for row in range(count)]) for at in range(5)}
    # One long remark makes the estimate far too high; then the texts are counted.
    names["n0"] = pa.array(["长" * 5000, *["短"] * (count - 1)])
    assert len(read_parcels(parquet({"geometry": boxes(count), **names}))) == count


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_pages_are_found_as_they_were_written(parquet, compression, version):
    path = parquet(
        {"geometry": boxes(5000)}, compression=compression, data_page_version=version, data_page_size=10_000
    )
    chunk = pq.read_metadata(path).row_group(0).column(0)
    pages = list(pages_of(path.read_bytes(), chunk.dictionary_page_offset, chunk.total_compressed_size))
    assert sum(page.values for page in pages if not page.is_dictionary) == 5000
    assert [page.is_dictionary for page in pages[:2]] == [True, False]
    assert 0 <= chunk.total_uncompressed_size - sum(page.unpacked_bytes for page in pages) < 200 * len(pages)


def test_a_schema_nested_without_end(parquet):
    kind = pa.int32()
    for _ in range(20):
        kind = pa.list_(kind)
    path = parquet({"geometry": boxes(1), "a": pa.array([None], kind)})
    assert depth_of_schema(path.read_bytes()) > 32
    with pytest.raises(FormatError, match="nested too deep"):
        refuse_deep(path)


def test_a_field_of_any_length_is_passed_over():
    # Fields 1 to 4 of a structure of Thrift: a byte, a number of 8 bytes, a text, a whole number.
    data = bytes([0x13, 5, 0x17, *range(8), 0x18, 2, 65, 66, 0x15, 12, 0])
    assert _parquet_limits._Compact(data, 0).structure()[4] == 6


@pytest.mark.parametrize("seed", range(40))
def test_damaged_headers_are_one_sentence(parquet, seed):
    path = parquet({"geometry": boxes(300), "a": pa.array(["x", "yz"] * 150)})
    data = bytearray(path.read_bytes())
    random = np.random.default_rng(seed)
    for at in random.integers(4, len(data), 3):
        data[at] = random.integers(256)
    path.write_bytes(data)
    try:
        read_parcels(path)
    except FormatError as error:
        assert error.localize("en").startswith("x.parquet")  # noqa: PT017 - some damage does not matter
