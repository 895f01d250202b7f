"""How much Arrow IPC unpacks to, found before anything is unpacked: a few bytes can stand for gigabytes.

A message tells of its buffers in a flatbuffer, and a packed buffer begins with its size unpacked; both are read here
without the data. A dictionary, a view or a run stands for the same text many times: such are counted once they are read.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.files import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

MAGIC: Final = b"ARROW1\0\0"
_CONTINUED: Final = 0xFFFFFFFF
# Packed batches of zeros stand for any size.
_FREE_BYTES, _MAX_RATIO = 256 * 2**20, 64
# A value that takes no room in the file, such as one of a column of nothing, takes this in memory.
_VALUE_BYTES: Final = 8
_BATCH_BYTES, _COLUMN_BYTES = 1024, 64
# A view is a length, four letters, and where the text is.
_VIEW_WORDS: Final = 4
# Fields of the tables Message, DictionaryBatch, RecordBatch and Footer, and the kinds of messages.
_KIND, _HEADER, _BODY_BYTES = 1, 2, 3
_OF_DICTIONARY: Final = 1
_NODES, _BUFFERS, _PACKED = 1, 2, 3
_DICTIONARIES, _BATCHES = 2, 3
_DICTIONARY_BATCH, _RECORD_BATCH = 2, 3
_PAIR: Final = np.dtype([("at", "<i8"), ("length", "<i8")])
_BLOCK: Final = np.dtype([("at", "<i8"), ("head", "<i4"), ("pad", "<i4"), ("length", "<i8")])
# Behind a file's footer: its length, and the magic.
_END_BYTES: Final = 10

_DAMAGED = Words(zh="Arrow 数据已损坏", en="the Arrow data is damaged")
_DENSE = Words(
    zh="解压后超过 {limit} MB，而文件只有 {size} KB：拒绝读取；如确是地块数据，请另存为 GeoPackage",
    en="it unpacks to more than {limit} MB, and has {size} KB: refused; if it is genuine, save it as GeoPackage",
)


class Allowance:
    """Counts what a file takes in memory.

    Parameters
    ----------
    file_bytes : int
        The size of the file.
    """

    def __init__(self, file_bytes: int) -> None:
        self._size, self._limit, self._taken = file_bytes, _FREE_BYTES + _MAX_RATIO * file_bytes, 0

    def take(self, count: int) -> None:
        """Count bytes.

        Raises
        ------
        FormatError
            They are far more than the file's size lets expect.
        """
        self._taken += count
        if self._taken > self._limit:
            limit, size = f"{self._limit / 2**20:,.0f}", f"{self._size / 1024:,.0f}"
            raise FormatError(_DENSE, limit=limit, size=size)


def refuse_dense(path: Path) -> None:
    """Refuse Arrow IPC that unpacks to far more than its size lets expect.

    Raises
    ------
    FormatError
        It does, or it is damaged.
    """
    allowance = Allowance(path.stat().st_size)
    with opened(path) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            found = _in_file(data) if data[: len(MAGIC)] == MAGIC else _in_stream(data)
            for message in found:
                allowance.take(_unpacked(message))
        except FormatError:
            raise
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise FormatError(_DAMAGED) from error


def spread_bytes(array: pa.Array) -> int:  # noqa: PLR0911 - one a kind
    """Return how many bytes an array takes beyond its own where values that stand once are written for each row."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.types as kinds

    of = array.type
    if kinds.is_dictionary(of):
        lengths = _lengths(array.dictionary)
        taken = 0 if lengths is None else int(pc.sum(lengths.take(array.indices)).as_py() or 0)
        return taken + spread_bytes(array.dictionary)
    if kinds.is_run_end_encoded(of):
        lengths = _lengths(array.values)
        if lengths is None or not len(array):
            return spread_bytes(array.values)
        runs = np.diff(array.run_ends.to_numpy(), prepend=0)
        return int(np.dot(runs.astype(float), lengths.fill_null(0).to_numpy()))
    if _is_view(of):
        return int(pc.sum(_lengths(array)).as_py() or 0)
    if isinstance(array, pa.ListViewArray | pa.LargeListViewArray):
        rows = float(np.sum(array.sizes.to_numpy()))
        return int(
            rows
            * (_VALUE_BYTES + (array.values.nbytes + spread_bytes(array.values)) / max(1, len(array.values)))
        )
    if isinstance(array, pa.ListArray | pa.LargeListArray | pa.FixedSizeListArray | pa.MapArray):
        return spread_bytes(array.values)
    if isinstance(array, pa.StructArray | pa.UnionArray):
        return sum(spread_bytes(array.field(at)) for at in range(of.num_fields))
    return spread_bytes(array.storage) if isinstance(array, pa.ExtensionArray) else 0


def _lengths(values: pa.Array) -> pa.Array | None:
    """Return the lengths of texts, or None where values are of one length."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if _is_view(values.type):
        return _lengths_of_views(values)
    try:
        return pc.cast(pc.binary_length(values), pa.int64())
    except pa.ArrowNotImplementedError:
        return None


def _is_view(of: pa.DataType) -> bool:
    import pyarrow.types as kinds

    return bool(kinds.is_string_view(of) or kinds.is_binary_view(of))


def _lengths_of_views(values: pa.Array) -> pa.Array:
    """Return the lengths that views begin with: Arrow counts those of no view, and a copy may be what must not be made."""
    import pyarrow as pa

    end = values.offset + len(values)
    views = np.frombuffer(values.buffers()[1] or b"", np.int32)[: end * _VIEW_WORDS].reshape(-1, _VIEW_WORDS)
    is_null = values.is_null().to_numpy(zero_copy_only=False)
    return pa.array(views[values.offset :, 0], pa.int64(), mask=is_null)


@dataclass(frozen=True, slots=True)
class _Message:
    """A message: the bytes of the file, where its flatbuffer begins, and where its body does."""

    data: Any
    head: int
    body: int


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a flatbuffer."""

    data: Any
    at: int

    def _field(self, number: int) -> int:
        """Return where a field is, or 0 where it is left out."""
        listed = self.at - _read("<i", self.data, self.at)
        place = 4 + 2 * number
        offset = _read("<H", self.data, listed + place) if place < _read("<H", self.data, listed) else 0
        return self.at + offset if offset else 0

    def number(self, field: int, code: str) -> int:
        at = self._field(field)
        return _read(code, self.data, at) if at else 0

    def table(self, field: int) -> _Table | None:
        at = self._field(field)
        return _Table(self.data, at + _read("<I", self.data, at)) if at else None

    def listed(self, field: int, of: np.dtype[Any]) -> NDArray[Any]:
        """Return a list of numbers that stand together."""
        at = self._field(field)
        if not at:
            return np.empty(0, of)
        at += _read("<I", self.data, at)
        count = _read("<I", self.data, at)
        # A copy: the file is closed when they are looked at.
        return np.frombuffer(bytes(self.data[at + 4 : at + 4 + count * of.itemsize]), of, count)


def _read(code: str, data: Any, at: int) -> int:
    if at < 0:
        raise IndexError
    return int(struct.unpack_from(code, data, at)[0])


def _root(data: Any, at: int) -> _Table:
    return _Table(data, at + _read("<I", data, at))


def _in_stream(data: Any) -> Iterator[_Message]:
    at = 0
    while at + 4 <= len(data):
        size = _read("<I", data, at)
        at += 4
        if size == _CONTINUED:
            size = _read("<I", data, at)
            at += 4
        if not size:
            return
        message = _Message(data, at, at + size)
        yield message
        at = message.body + _root(data, at).number(_BODY_BYTES, "<q")
        if not message.body <= at <= len(data):
            raise IndexError


def _in_file(data: Any) -> Iterator[_Message]:
    """Yield the messages that the footer of a file names."""
    end = len(data) - _END_BYTES
    footer = _root(data, end - _read("<i", data, end))
    for field in (_DICTIONARIES, _BATCHES):
        for block in footer.listed(field, _BLOCK):
            at, head, length = int(block["at"]), int(block["head"]), int(block["length"])
            if min(at, head, length) < 0 or at + head + length > len(data):
                raise IndexError
            marked = _read("<I", data, at) == _CONTINUED
            yield _Message(data, at + (8 if marked else 4), at + head)


def _unpacked(message: _Message) -> int:
    """Return at least how many bytes the columns of a message take."""
    data, table = message.data, _root(message.data, message.head)
    kind, header = table.number(_KIND, "<B"), table.table(_HEADER)
    if kind == _DICTIONARY_BATCH and header is not None:
        header = header.table(_OF_DICTIONARY)
    if kind not in (_DICTIONARY_BATCH, _RECORD_BATCH) or header is None:
        return _BATCH_BYTES
    values = header.listed(_NODES, _PAIR)["at"]
    buffers = header.listed(_BUFFERS, _PAIR)
    if min(values.min(initial=0), buffers["at"].min(initial=0), buffers["length"].min(initial=0)) < 0:
        raise ValueError
    if header.table(_PACKED) is None:
        taken = float(buffers["length"].sum(dtype=float))
    else:
        filled = buffers[buffers["length"] > 0]["at"].tolist()
        # A size of -1 says that this one is not packed; the sum of all lengths is room enough for those.
        taken = sum(max(0, _read("<q", data, message.body + at)) for at in filled)
        taken += float(buffers["length"].sum(dtype=float))
    counted = _COLUMN_BYTES * (len(values) + len(buffers)) + _BATCH_BYTES
    return int(taken + _VALUE_BYTES * values.sum(dtype=float) + counted)
