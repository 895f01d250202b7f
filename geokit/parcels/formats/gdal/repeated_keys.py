"""Keys that stand twice in one object of a JSON: GDAL takes the last, and says nothing.

Only quotes, braces and colons are looked at, by arrays. It adds to GDAL's time a twentieth where shapes have hundreds of
vertices, and up to a third where parcels have dozens of attributes; parsing the file twice would double it or worse.
"""

from __future__ import annotations

import json
import mmap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import opened
from geokit.parcels.formats.gdal.json_blocks import CLOSE, OPEN, Block, blocks, line_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

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
        for start, block in blocks(data, is_sequence=is_sequence):
            keys.add(start, block)
        places, names = keys.replaced()
        if not names:
            return []
        line = line_of(data, int(places[0]))
    return [Notice.of("repeated_keys", _REPEATED, line=line, count=len(places), keys=Abbreviated(names))]


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

    def add(self, start: int, block: Block) -> None:
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
        is_open, is_close = kinds == OPEN, kinds == CLOSE
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

    def _numbered(self, block: Block) -> NDArray[np.int64]:
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
