"""Where the shapes of a .shp are: by its .shx where that holds, or else by the records themselves."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Places = NDArray[np.int64]

_HEADER: Final = 100
_HEAD_OF_RECORD = 8
_SIZE_AT = 24
_WORD = 2  # the format counts in words of two bytes
_LEAST_CONTENT = 4
_NULL_SHAPE = bytes(4)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a file.

    Parameters
    ----------
    header : bytes
        The first hundred bytes of the .shp.
    data : memoryview
        The whole .shp.
    starts, sizes : ndarray of int64
        Where the content of each shape begins and how many bytes it has; -1 where the file ends before it does.
    index_holds : bool
        Whether the .shx says the same.
    """

    header: bytes
    data: memoryview
    starts: Places
    sizes: Places
    index_holds: bool

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def cut(self) -> NDArray[np.intp]:
        """The shapes that the file ends before."""
        return np.flatnonzero(self.starts < 0)

    def written(self, folder: Path, count: int) -> None:
        """Write layer.shp and layer.shx with `count` records: those that are not there are shapes of nothing."""
        contents = [
            bytes(self.data[start : start + size]) if start >= 0 else _NULL_SHAPE
            for start, size in zip(self.starts.tolist(), self.sizes.tolist(), strict=True)
        ]
        contents += [_NULL_SHAPE] * (count - len(contents))
        sizes = np.array([len(content) for content in contents], dtype=np.int64)
        begins = _HEADER + np.concatenate([[0], np.cumsum(sizes + _HEAD_OF_RECORD)])
        index = np.column_stack([begins[:-1], sizes]) // _WORD
        records = [
            struct.pack(">2i", number, len(content) // _WORD) + content
            for number, content in enumerate(contents, start=1)
        ]
        body = b"".join(records)
        (folder / "layer.shp").write_bytes(self._head(len(body)) + body)
        (folder / "layer.shx").write_bytes(self._head(8 * count) + index.astype(">i4").tobytes())

    def _head(self, size: int) -> bytes:
        words = struct.pack(">i", (_HEADER + size) // _WORD)
        return self.header[:_SIZE_AT] + words + self.header[_SIZE_AT + 4 :]


def find_shapes(shp: Path, shx: Path | None) -> Shapes:
    """Return where the shapes are; a .shx that is missing, short or wrong is made up for."""
    content = shp.read_bytes()
    data = memoryview(content)
    listed = _listed(shx)
    starts, sizes = listed[:, 0] + _HEAD_OF_RECORD, listed[:, 1]
    sound = _sound(data, starts, sizes)
    if sound.all() and len(listed) and _HEADER + int((sizes + _HEAD_OF_RECORD).sum()) >= len(data):
        return Shapes(content[:_HEADER], data, starts, sizes, index_holds=True)
    walked = _walked(data)
    # Records that were moved to the end of the file leave holes, which a walk would take for shapes.
    if sound.all() and len(listed) and len(walked) != len(listed) and not _in_a_row(data, walked):
        return Shapes(content[:_HEADER], data, starts, sizes, index_holds=True)
    if int((walked[:, 0] >= 0).sum()) < int(sound.sum()):
        walked = np.where(sound[:, np.newaxis], np.column_stack([starts, sizes]), -1)
    count = max(len(walked), len(listed) if shx is not None else 0)
    found = np.full((count, 2), -1, dtype=np.int64)
    found[: len(walked)] = walked
    return Shapes(content[:_HEADER], data, found[:, 0], found[:, 1], index_holds=False)


def _listed(shx: Path | None) -> Places:
    """Return what the .shx says: where each record begins, and the bytes of its content."""
    data = b"" if shx is None else shx.read_bytes()[_HEADER:]
    entries = np.frombuffer(data, dtype=">i4", count=len(data) // 8 * 2)
    return entries.reshape(-1, 2).astype(np.int64) * _WORD


def _sound(data: memoryview, starts: Places, sizes: Places) -> NDArray[np.bool_]:
    """Tell which entries name a record that is there in whole, and has the same length or ends where the next begins."""
    inside = (starts >= _HEADER + _HEAD_OF_RECORD) & (sizes >= _LEAST_CONTENT)
    inside &= starts + sizes <= len(data)
    at = np.flatnonzero(inside)
    words = np.frombuffer(data, dtype=np.uint8)[starts[at, np.newaxis] - 4 + np.arange(4)]
    told = np.ascontiguousarray(words).view(">i4").ravel().astype(np.int64) * _WORD
    ends = starts[at] + sizes[at] + _HEAD_OF_RECORD
    inside[at] = (told == sizes[at]) | np.isin(ends, [*starts[at], len(data) + _HEAD_OF_RECORD])
    return inside


def _walked(data: memoryview) -> Places:
    """Return the records one after the other; the last one is -1, -1 where the file ends within it."""
    found, at = [], _HEADER
    while at + _HEAD_OF_RECORD <= len(data):
        _, words = struct.unpack_from(">2i", data, at)
        start, size = at + _HEAD_OF_RECORD, words * _WORD
        if size < _LEAST_CONTENT or start + size > len(data):
            break
        found.append((start, size))
        at = start + size
    if at < len(data):
        found.append((-1, -1))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _in_a_row(data: memoryview, walked: Places) -> bool:
    """Tell whether the records that follow each other are numbered so."""
    numbers = [
        struct.unpack_from(">i", data, start - _HEAD_OF_RECORD)[0] for start in walked[:, 0] if start > 0
    ]
    return numbers == list(range(1, len(numbers) + 1))
