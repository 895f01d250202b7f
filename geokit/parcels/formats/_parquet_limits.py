"""How much a Parquet file unpacks to, found before its columns are read: a few bytes can stand for gigabytes.

A page packs its bytes, a dictionary gives each of its entries a number, and a run says how often a number follows
itself: a thousand bytes can be a thousand million letters. What is counted here is what the columns take in memory.
The file's own totals may be anything, so the page headers are read: they are in Thrift's compact protocol.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import FormatError
from geokit.geometry.threads import in_threads
from geokit.i18n import Words
from geokit.parcels.files import opened, refuse_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.parquet as pq


# Grids of parcels with columns that repeat themselves unpack to 30 times their size.
_FREE_BYTES, _MAX_RATIO = 256 * 2**20, 64

# Records that say something take a byte at least; empty ones take none.
_FREE_ROWS = 100_000

_MAX_DEPTH = 32

_WIDTHS: Final = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8}

_REPEATING: Final = frozenset({"PLAIN_DICTIONARY", "RLE_DICTIONARY", "DELTA_BYTE_ARRAY"})

_PREFIXED: Final = "DELTA_BYTE_ARRAY"

_BATCH_ROWS, _BATCH_BYTES = 8192, 64 * 2**20
_PAGES_BYTES = 1 << 20

_SPARSE = Words(
    zh="声称有 {count} 条记录，而文件只有 {size} 字节：拒绝读取",
    en="it says that it holds {count} records in {size} bytes: refused",
)

_DENSE = Words(
    zh="列“{column}”解压后超过 {limit} MB，而文件只有 {size} KB：拒绝读取；如确是地块数据，请另存为 GeoPackage",
    en="the column “{column}” unpacks to more than {limit} MB, and the file has {size} KB: refused; if it is genuine, "
    "save it as GeoPackage",
)

_DEEP = Words(
    zh="列的嵌套过深（{depth} 层）：拒绝读取", en="its columns are nested too deep ({depth} levels): refused"
)

_DAMAGED = Words(zh="Parquet 文件已损坏", en="the Parquet file is damaged")


def refuse_deep(path: Path) -> None:
    """Refuse a file whose columns are nested so deep that reading its schema ends the process.

    Raises
    ------
    FormatError
        They are, or the footer is damaged.
    """
    with opened(path) as stream:
        try:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                depth = depth_of_schema(data)
        except (IndexError, TypeError, ValueError) as error:
            raise FormatError(_DAMAGED) from error
    if depth > _MAX_DEPTH:
        raise FormatError(_DEEP, depth=depth)


def refuse_dense(file: pq.ParquetFile, path: Path) -> None:
    """Refuse a file that takes far more memory than its size lets expect.

    Raises
    ------
    FormatError
        It says that it holds more records than its bytes can, or a column unpacks to too much.
    """
    size, rows = path.stat().st_size, file.metadata.num_rows
    refuse_many(rows)
    if rows > max(_FREE_ROWS, size):
        raise FormatError(_SPARSE, count=f"{rows:,}", size=f"{size:,}")
    limit = _FREE_BYTES + _MAX_RATIO * size
    chunks = _chunks(file, path)
    # The pages first: the dictionaries, from which the rest is told, are among them.
    _refuse_beyond(limit, size, _sums(chunks, lambda chunk: chunk.unpacked))
    longest = _longest_entries(path, chunks)
    sums = _sums(chunks, lambda chunk: chunk.at_most(longest))
    for column in sorted(sums, key=sums.__getitem__, reverse=True):
        if sum(sums.values()) <= limit:
            return
        own = [chunk for chunk in chunks if chunk.column == column]
        if all(chunk.repeats and chunk.is_top for chunk in own):
            room = limit - sum(sums.values()) + sums[column]
            sums[column] = _counted(path, own, room)
    _refuse_beyond(limit, size, sums)


def _refuse_beyond(limit: int, size: int, sums: dict[str, int]) -> None:
    if sum(sums.values()) > limit:
        column = max(sums, key=sums.__getitem__)
        raise FormatError(_DENSE, column=column, limit=f"{limit / 2**20:,.0f}", size=f"{size / 1024:,.1f}")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A column's pages in one group of rows.

    `width` is what a value takes, or 0 where values differ in length; `unpacked` what the pages take, unpacked.
    """

    column: str
    group: int
    encodings: frozenset[str]
    width: int
    values: int
    unpacked: int

    @property
    def is_top(self) -> bool:
        return "." not in self.column

    @property
    def repeats(self) -> bool:
        """Whether values of differing lengths stand once, and are referred to."""
        return not self.width and not _REPEATING.isdisjoint(self.encodings)

    def at_most(self, longest: dict[tuple[str, int], int]) -> int:
        """Return at most how many bytes the values take, given the longest entries of dictionaries."""
        if not self.repeats:
            return max(self.unpacked, self.values * self.width)
        return self.unpacked + self.values * longest.get((self.column, self.group), self.unpacked)


def _chunks(file: pq.ParquetFile, path: Path) -> list[_Chunk]:
    with opened(path) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return [
                _chunk(file, group, at, data)
                for group in range(file.metadata.num_row_groups)
                for at in range(file.metadata.num_columns)
            ]
        except (IndexError, TypeError, ValueError) as error:
            raise FormatError(_DAMAGED) from error


def _chunk(file: pq.ParquetFile, group: int, at: int, data: Any) -> _Chunk:
    told = file.metadata.row_group(group).column(at)
    # Of a group without a row there are no pages of data, which the file says are at 0.
    starts = [each for each in (told.dictionary_page_offset, told.data_page_offset) if each]
    pages = list(pages_of(data, min(starts), told.total_compressed_size)) if starts else []
    return _Chunk(
        told.path_in_schema,
        group,
        frozenset(told.encodings),
        _WIDTHS.get(told.physical_type) or file.schema.column(at).length or 0,
        sum(page.values for page in pages if not page.is_dictionary),
        sum(page.unpacked_bytes for page in pages),
    )


def _sums(chunks: Iterable[_Chunk], bytes_of: Callable[[_Chunk], int]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for chunk in chunks:
        sums[chunk.column] = sums.get(chunk.column, 0) + bytes_of(chunk)
    return sums


def _longest_entries(path: Path, chunks: Sequence[_Chunk]) -> dict[tuple[str, int], int]:
    """Return the longest entry of each dictionary, which a group's first record brings along."""
    import pyarrow.parquet as pq

    names: dict[int, list[str]] = {}
    for chunk in chunks:
        if chunk.repeats and chunk.is_top and _PREFIXED not in chunk.encodings:
            names.setdefault(chunk.group, []).append(chunk.column)

    def longest_of(group: int) -> dict[tuple[str, int], int]:
        columns = [*dict.fromkeys(names[group])]
        # Page by page: the pages behind the first would be read whole.
        with pq.ParquetFile(
            path, read_dictionary=columns, pre_buffer=False, buffer_size=_PAGES_BYTES
        ) as file:
            batch = next(file.iter_batches(1, row_groups=[group], columns=columns), None)
        longest: dict[tuple[str, int], int] = {}
        # Of columns of one name all are read, and one stands for them.
        for name, array in zip(batch.schema.names, batch.columns, strict=True) if batch is not None else ():
            longest[name, group] = max(longest.get((name, group), 0), _longest(array))
        return longest

    return {name: most for found in in_threads(longest_of, names) for name, most in found.items()}


def _longest(array: pa.Array) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    dictionary = array.dictionary if isinstance(array, pa.DictionaryArray) else array
    return int(pc.max(pc.binary_length(dictionary)).as_py() or 0)


def _counted(path: Path, chunks: Sequence[_Chunk], limit: int) -> int:
    """Return how many bytes a column's values take, counted up to a little above a limit."""
    total = 0
    for length in _lengths(path, chunks):
        total += length
        if total > limit:
            break
    return total


def _lengths(path: Path, chunks: Sequence[_Chunk]) -> Iterator[int]:
    """Yield how many letters the values of a column have, some thousand together."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    column = chunks[0].column
    prefixed = [chunk.unpacked for chunk in chunks if _PREFIXED in chunk.encodings]
    # Where values repeat the beginning of the one before, each may be as long as all that is packed.
    rows = max(1, min(_BATCH_ROWS, _BATCH_BYTES // max(1, *prefixed))) if prefixed else _BATCH_ROWS
    with pq.ParquetFile(path, read_dictionary=[] if prefixed else [column], pre_buffer=False) as file:
        for batch in file.iter_batches(rows, columns=[column]):
            for array in batch.columns:
                if isinstance(array, pa.DictionaryArray):
                    lengths = pc.binary_length(array.dictionary).take(array.indices)
                else:
                    lengths = pc.binary_length(array)
                yield int(pc.sum(lengths).as_py() or 0)


_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12

_LENGTHS = {_BYTE: 1, _DOUBLE: 8}

_WHOLE_NUMBERS = frozenset({4, 5, 6})

_LONG_LIST, _MAX_SHIFT = 15, 63

_MAX_SCHEMA_DEPTH = 16

# Fields of the structures PageHeader, FileMetaData and SchemaElement.
_TYPE, _UNCOMPRESSED, _COMPRESSED, _DATA, _DICTIONARY, _DATA_V2 = 1, 2, 3, 5, 7, 8

_SCHEMA, _CHILDREN = 2, 5

_FOOTER_END = 8


@dataclass(frozen=True, slots=True)
class Page:
    """A page: how large it is unpacked, how many values it says it has, and whether it is a dictionary."""

    unpacked_bytes: int
    values: int
    is_dictionary: bool


class _Compact:
    """Reads structures as dictionaries of field number to value; what ends too early is an IndexError."""

    def __init__(self, data: Any, at: int) -> None:
        self.data, self.at = data, at

    def byte(self) -> int:
        value = int(self.data[self.at])
        self.at += 1
        return value

    def number(self) -> int:
        value = shift = 0
        while shift <= _MAX_SHIFT:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:  # noqa: PLR2004 - the highest bit says that more follows
                return value
        raise IndexError

    def signed(self) -> int:
        value = self.number()
        return (value >> 1) ^ -(value & 1)

    def structure(self, depth: int = 0, *, upto: int | None = None) -> dict[int, Any]:
        found: dict[int, Any] = {}
        field = 0
        while (head := self.byte()) & 0x0F != _STOP:
            field = field + (head >> 4) if head >> 4 else self.signed()
            found[field] = self.value(head & 0x0F, depth + 1)
            if field == upto:
                break
        return found

    def value(self, kind: int, depth: int) -> Any:
        if depth > _MAX_SCHEMA_DEPTH:
            raise IndexError
        if kind in _WHOLE_NUMBERS:
            return self.signed()
        if kind in {_LIST, _SET}:
            return self.listed(depth)
        if kind == _STRUCT:
            return self.structure(depth)
        if kind not in {_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY}:
            raise IndexError
        length = self.number() if kind == _BINARY else _LENGTHS.get(kind, 0)
        self.at += length
        return kind == _TRUE

    def listed(self, depth: int) -> list[Any]:
        head = self.byte()
        count = self.number() if head >> 4 == _LONG_LIST else head >> 4
        kind = head & 0x0F
        if kind in {_TRUE, _FALSE}:
            kind = _BYTE
        return [self.value(kind, depth + 1) for _ in range(count)]


def pages_of(data: Any, start: int, length: int) -> Iterator[Page]:
    """Yield the pages of a column's chunk.

    Parameters
    ----------
    data : bytes or mmap
        The file.
    start, length : int
        Where the chunk is, packed.

    Raises
    ------
    IndexError
        A header is damaged, or a page reaches beyond the file.
    """
    at, end = start, start + length
    while at < end:
        reader = _Compact(data, at)
        header = reader.structure()
        said: dict[int, Any] = next(
            (header[field] for field in (_DATA, _DICTIONARY, _DATA_V2) if field in header), {}
        )
        packed = header.get(_COMPRESSED, -1)
        at = reader.at + packed
        if packed < 0 or at > len(data) or _UNCOMPRESSED not in header:
            raise IndexError
        yield Page(header[_UNCOMPRESSED], said.get(1, 0), _DICTIONARY in header)


def depth_of_schema(data: Any) -> int:
    """Return how deep the columns of a Parquet file are nested.

    Raises
    ------
    IndexError
        Its footer is damaged.
    """
    size = int.from_bytes(data[-_FOOTER_END : -_FOOTER_END + 4], "little")
    if size + _FOOTER_END > len(data):
        raise IndexError
    elements = _Compact(data, len(data) - _FOOTER_END - size).structure(upto=_SCHEMA).get(_SCHEMA, [])
    open_groups: list[int] = []
    deepest = 0
    for element in elements:
        while open_groups and not open_groups[-1]:
            open_groups.pop()
        if open_groups:
            open_groups[-1] -= 1
        deepest = max(deepest, len(open_groups))
        if element.get(_CHILDREN, 0) > 0:
            open_groups.append(element[_CHILDREN])
    return deepest
