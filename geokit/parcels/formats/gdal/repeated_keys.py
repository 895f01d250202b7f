"""Keys that stand twice in one object of a JSON: GDAL takes the last, and says nothing.

Only quotes, braces and colons are looked at, by arrays. It adds to GDAL's time a twentieth where shapes have hundreds of
vertices, and up to a third where parcels have dozens of attributes; parsing the file twice would double it or worse.
"""

from __future__ import annotations

import json
import mmap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_QUOTE, _OPEN, _CLOSE, _COLON, _BACKSLASH, _LINE_END = (ord(letter) for letter in '"{}:\\\n')
_BLOCK_BYTES: Final = 1 << 20
_LISTED = b"features"
_REPEATED = Words(
    zh="同一对象中同一个键写了多次（{keys}），全文共 {count} 处：以最后一次为准",
    en="a key is in one object more than once ({keys}), {count:time|times} in the file: the last one stands",
)


def repeated_keys_notices(path: Path, *, is_sequence: bool = False) -> list[Notice]:
    """Return a remark on keys that stand more than once in one object of a file.

    Lists of features in one collection are none: GDAL reads them all.

    Parameters
    ----------
    path : Path
    is_sequence : bool
        A line that ends within a text is broken, and the next begins anew.
    """
    with opened(path) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        keys = _Keys()
        for start, block in _blocks(data, is_sequence=is_sequence):
            keys.add(start, block)
        places, names = keys.replaced()
        if not names:
            return []
        line = _line_of(data, int(places[0]))
    return [Notice.of("repeated_keys", _REPEATED, line=line, count=len(places), keys=Abbreviated(names))]


def _line_of(data: mmap.mmap, place: int) -> int:
    """Return the line of a place, counted from 1; no more than a block of the file is held at once."""
    starts = range(0, place, _BLOCK_BYTES)
    return 1 + sum(data[start : min(start + _BLOCK_BYTES, place)].count(b"\n") for start in starts)


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of a file that neither begins nor ends within a text.

    Attributes
    ----------
    data : bytes
    marks : ndarray of int64
        Where braces and colons stand outside texts.
    kinds : ndarray of uint8
        Which of them.
    keys : ndarray of int64
        Where the text before each colon begins and ends, shape (colons, 2).
    """

    data: bytes
    marks: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    keys: NDArray[np.int64]


def _blocks(data: mmap.mmap, *, is_sequence: bool) -> Iterator[tuple[int, _Block]]:
    """Yield where each block begins, and the block; one without an end of its own takes in what follows."""
    start, size = 0, _BLOCK_BYTES
    while start < len(data):
        piece = data[start : start + size]
        is_last = start + size >= len(data)
        whole = piece if is_last or not is_sequence else piece[: piece.rfind(b"\n") + 1]
        block = _scanned(whole, is_sequence=is_sequence)
        end = len(whole) if is_last or is_sequence else _end_of(block)
        if end == 0:
            size *= 2
            continue
        yield start, block
        start, size = start + end, _BLOCK_BYTES


def _end_of(block: _Block) -> int:
    return int(block.marks[-1]) + 1 if len(block.marks) else 0


def _scanned(data: bytes, *, is_sequence: bool) -> _Block:
    letters = np.frombuffer(data, dtype=np.uint8)
    places = np.flatnonzero(
        (letters == _QUOTE) | (letters == _COLON) | (letters == _OPEN) | (letters == _CLOSE)
    )
    if b"\\" in data:
        places = places[~_is_escaped(letters)[places]]
    if is_sequence:
        places = places[_is_in_whole_lines(letters, places)]
    kinds = letters[places]
    quotes, before = places[kinds == _QUOTE], np.cumsum(kinds == _QUOTE)
    # A colon without a text before it is no JSON: GDAL will say so.
    marks = (kinds != _QUOTE) & ((before & 1) == 0) & ((kinds != _COLON) | (before > 0))
    closed = before[marks & (kinds == _COLON)]
    keys = np.column_stack([quotes[closed - 2] + 1, quotes[closed - 1]])
    return _Block(data, places[marks], kinds[marks], keys)


def _is_escaped(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which letters stand behind a backslash that is itself behind none, or behind one of a pair."""
    slashes = np.flatnonzero(letters == _BACKSLASH)
    at = np.arange(len(slashes))
    first = np.maximum.accumulate(np.where(np.diff(slashes, prepend=-2) > 1, at, 0))
    escaped = np.zeros(len(letters) + 1, dtype=bool)
    escaped[slashes[(at - first) % 2 == 0] + 1] = True
    return escaped


def _is_in_whole_lines(letters: NDArray[np.uint8], places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which places are in lines that do not end within a text."""
    line = np.searchsorted(np.flatnonzero(letters == _LINE_END), places)
    is_even: NDArray[np.bool_] = np.bincount(line, weights=letters[places] == _QUOTE) % 2 == 0
    return is_even[line]


@dataclass(slots=True)
class _Keys:
    """The keys of a file, as they come block by block.

    Attributes
    ----------
    codes : dict of bytes to int
        A number for each key.
    objects : int
        How many objects have begun; each has the number of those before it.
    around : ndarray of int64
        Those that are open, the outermost first.
    lasting, repeated : list of ndarray of int64
        The object, the key's number and the place of each key of an object that is in several blocks, and of those that
        their object has already, shape (3, keys).
    """

    codes: dict[bytes, int] = field(default_factory=dict)
    objects: int = 0
    around: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    lasting: list[NDArray[np.int64]] = field(default_factory=list)
    repeated: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, start: int, block: _Block) -> None:
        """Take in the keys of a block that begins at a place."""
        before = self.around
        owners = self._owners(block.kinds)
        keys = np.stack([owners, self._numbered(block), start + block.keys[:, 0]])[:, owners >= 0]
        is_lasting = np.isin(keys[0], np.concatenate([before, self.around]))
        self.lasting.append(keys[:, is_lasting])
        self.repeated.append(self._again(keys[:, ~is_lasting]))

    def _again(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the keys that their object has already."""
        pairs = keys[0] * len(self.codes) + keys[1]
        arranged = np.sort(pairs)
        is_again = arranged[1:] == arranged[:-1]
        if not is_again.any():
            return keys[:, :0]
        return keys[:, np.sort(np.argsort(pairs, kind="stable")[1:][is_again])]

    def replaced(self) -> tuple[NDArray[np.int64], list[str]]:
        """Return where keys stand that their object has already, and their names, each once."""
        repeated = [
            *self.repeated,
            *([self._again(np.concatenate(self.lasting, axis=1))] if self.lasting else []),
        ]
        keys = np.concatenate([np.empty((3, 0), dtype=np.int64), *repeated], axis=1)
        listed = self.codes.get(_LISTED, -1)
        keys = keys[:, keys[1] != listed]
        keys = keys[:, np.argsort(keys[2])]
        names = list(self.codes)
        return keys[2], [names[number].decode("utf-8", "replace") for number in dict.fromkeys(keys[1])]

    def _owners(self, kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the object of each colon, -1 where it is in none, and keep which are open at the end."""
        is_open, is_close = kinds == _OPEN, kinds == _CLOSE
        depth = len(self.around) + np.cumsum(is_open.astype(np.int64) - is_close)
        last_depth = int(depth[-1]) if len(depth) else len(self.around)
        begun = np.where(is_open, self.objects + np.cumsum(is_open) - 1, -1)
        self.objects += int(np.count_nonzero(is_open))
        depths = np.concatenate([np.arange(1, len(self.around) + 1), depth[~is_close]])
        objects = np.concatenate([self.around, begun[~is_close]])
        order = np.argsort(depths, kind="stable")
        depths, sorted_objects = depths[order], objects[order]
        # A key is of the object that began last at its depth.
        begins = np.maximum.accumulate(np.where(sorted_objects >= 0, np.arange(len(order)), 0))
        owners = np.empty(len(order), dtype=np.int64)
        owners[order] = np.where(depths[begins] == depths, sorted_objects[begins], -1)
        opened_here = sorted_objects >= 0
        around = np.searchsorted(depths[opened_here], np.arange(1, last_depth + 1), side="right") - 1
        self.around = sorted_objects[opened_here][around]
        return owners[objects < 0]

    def _numbered(self, block: _Block) -> NDArray[np.int64]:
        """Return the number of each key of a block; two ways to write one have one number."""
        import pyarrow as pa

        if not len(block.keys):
            return np.empty(0, dtype=np.int64)
        bounds = pa.py_buffer(np.ascontiguousarray(block.keys, dtype=np.int64))
        # Every second of them is what lies between two keys.
        texts = pa.Array.from_buffers(
            pa.large_binary(), 2 * len(block.keys) - 1, [None, bounds, pa.py_buffer(block.data)]
        )
        coded = texts.take(pa.array(np.arange(0, len(texts), 2))).dictionary_encode()
        names = map(_as_read, coded.dictionary.to_pylist())
        numbers = np.array([self.codes.setdefault(name, len(self.codes)) for name in names], dtype=np.int64)
        of_each: NDArray[np.int64] = numbers[np.asarray(coded.indices)]
        return of_each


def _as_read(key: bytes) -> bytes:
    """Return a key as GDAL reads it: without escapes, and ended by a zero."""
    if b"\\" not in key:
        return key
    try:
        text: str = json.loads(b'"%s"' % key)
    except ValueError:
        return key
    return text.partition("\0")[0].encode("utf-8", "surrogatepass")
