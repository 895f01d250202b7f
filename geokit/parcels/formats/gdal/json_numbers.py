"""Numbers of a GeoJSON that GDAL would not read as they stand: ids of features, and what no 64 bits hold.

Of a whole number that is a feature's id GDAL makes the number of its record, and of a text beside it nothing. One beyond
64 bits it rounds, cuts, or takes for damage of the whole file. It is given a copy in which such a value is a text. Few
files need one: whether any does is told by their digits, many times as fast as GDAL reads them.
"""

from __future__ import annotations

import math
import mmap
import re
from codecs import BOM_UTF8
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.folders import temporary_folder
from geokit.i18n import Abbreviated, Words
from geokit.parcels.diagnostics import Notice
from geokit.parcels.files import opened
from geokit.parcels.formats.gdal.json_blocks import BLOCK_BYTES, CLOSE, COLON, LINE_END, OPEN, blocks, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from geokit.parcels.formats.gdal.json_blocks import Block

_ID: Final = b'"id"'
# What was taken is not given back: of a million digits, or blanks, each step back would be tried.
_IS_NUMBER: Final = re.compile(rb"\s*+:\s*+-?\d")
_WHOLE: Final = re.compile(rb"\s*+(-?\d++)(?=[\s,}])")
# Nineteen digits may be more than 64 bits hold, and an exponent of three more than a double does.
_LONG: Final = re.compile(
    rb"([:\[,]\s*)(?=[-\d.]*(?:\d{19}|[eE][+-]?\d{3}))(-?(?:\d++\.?+\d*+|\.\d++)(?:[eE][+-]?\d++)?+)(?=[\s,\]}])"
)
_MOST_DIGITS: Final = 1 << 12
_INT64: Final = 1 << 63
# Digits as zeros, exponents and their signs as one letter, so that little is looked for.
_ALIKE: Final = bytes.maketrans(b"123456789E+", b"000000000e-")
_MANY: Final = b"0" * 19
_EXPONENT: Final = re.compile(rb"[0.]e-?000")
# Members whose numbers are places: a text is none.
_PLACES: Final = frozenset({b"coordinates", b"bbox"})

_AS_TEXT = Words(
    zh="“{keys}”有 {count} 个数超出 64 位所能表示的范围，已照原样按文字读取",
    en="of “{keys}” {count:number is|numbers are} beyond what 64 bits hold: read as text, digit for digit",
)


@contextmanager
def with_exact_numbers(path: Path, *, is_sequence: bool = False) -> Iterator[tuple[Path, list[Notice]]]:
    """Give what GDAL is to read instead of a file, the file itself where nothing is in the way, and what is to be said.

    Parameters
    ----------
    path : Path
    is_sequence : bool
        Each line is a feature.
    """
    with temporary_folder() as folder:
        copy = folder / "exact.json"
        with opened(path) as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            notices = _copied(data, copy, is_sequence=is_sequence) if _may_need_a_copy(data) else []
        yield (copy if copy.exists() else path), notices


def _may_need_a_copy(data: mmap.mmap) -> bool:
    overlap = len(_MANY)
    pieces = (data[start : start + BLOCK_BYTES + overlap] for start in range(0, len(data), BLOCK_BYTES))
    return _begins_marked(data) or _may_have_id(data) or any(map(_may_have_long, pieces))


def _begins_marked(data: mmap.mmap) -> bool:
    """Tell whether the file begins with a mark of UTF-8: GDAL does not find the first feature of a sequence behind it."""
    return data[: len(BOM_UTF8)] == BOM_UTF8


def _may_have_id(data: mmap.mmap) -> bool:
    # A search for the key is ten times as fast as one for the pattern.
    at = data.find(_ID)
    while at >= 0 and not _IS_NUMBER.match(data, at + len(_ID)):
        at = data.find(_ID, at + len(_ID))
    return at >= 0


def _may_have_long(piece: bytes) -> bool:
    alike = piece.translate(_ALIKE)
    return _MANY in alike or _has_exponent(alike)


def _has_exponent(alike: bytes) -> bool:
    letters = np.frombuffer(alike, dtype=np.uint8)
    before = np.flatnonzero(letters[1:] == ord("e"))
    before = before[(letters[before] == ord("0")) | (letters[before] == ord("."))]
    return any(_EXPONENT.match(alike, at) for at in before.tolist())


@dataclass(frozen=True, slots=True)
class _Change:
    """A value that is written otherwise.

    Attributes
    ----------
    start, end : int
        Where it stands in the file.
    text : bytes
        What stands there instead.
    key : bytes or None
        The key of a value that is no number any more; None where nothing is to be said.
    """

    start: int
    end: int
    text: bytes
    key: bytes | None = None


def _copied(data: mmap.mmap, copy: Path, *, is_sequence: bool) -> list[Notice]:
    """Write a copy with all changes, where there is one, and return what is to be said of them."""
    changes = _Changes(data, is_sequence=is_sequence)
    each = iter(changes)
    change = next(each, None)
    if change is None:
        return []
    said: list[_Change] = []
    with copy.open("wb") as stream:
        written = 0
        while change is not None:
            stream.write(data[written : change.start])
            stream.write(change.text)
            written = change.end
            if change.key is not None:
                said.append(change)
            change = next(each, None)
        for start in range(written, len(data), BLOCK_BYTES):
            stream.write(data[start : start + BLOCK_BYTES])
    if not said:
        return []
    keys = Abbreviated(list(dict.fromkeys(each.key.decode("utf-8", "replace") for each in said if each.key)))
    return [
        Notice.of("long_numbers", _AS_TEXT, line=line_of(data, said[0].start), count=len(said), keys=keys)
    ]


@dataclass(slots=True)
class _Changes:
    """The changes that a file needs, in the order of their places.

    Attributes
    ----------
    depth : int
        In how many objects the next block begins.
    key : bytes
        The last key before it.
    """

    data: mmap.mmap
    is_sequence: bool
    depth: int = 0
    key: bytes = b""

    def __iter__(self) -> Iterator[_Change]:
        if _begins_marked(self.data):
            yield _Change(0, len(BOM_UTF8), b"")
        for start, block in blocks(self.data, is_sequence=self.is_sequence):
            found = {change.start: change for change in self._long(start, block)}
            found |= {change.start: change for change in self._ids(start, block)}
            yield from (found[place] for place in sorted(found))
            if len(block.keys):
                self.key = _text(block, -1)

    def _ids(self, start: int, block: Block) -> Iterator[_Change]:
        """Yield the whole numbers that are ids of features, as texts."""
        letters = np.frombuffer(block.data, dtype=np.uint8)
        begins, ends = block.keys.T
        is_id = self._are_of_features(block) & (ends - begins == len("id"))
        at = np.flatnonzero(is_id)
        at = at[(letters[begins[at]] == ord("i")) & (letters[begins[at] + 1] == ord("d"))]
        for colon in (block.colons[at] + start + 1).tolist():
            if number := _WHOLE.match(self.data, colon):
                yield _Change(*number.span(1), b'"%s"' % number[1])

    def _are_of_features(self, block: Block) -> NDArray[np.bool_]:
        """Return which keys are of a feature, or of what is around features: GDAL passes over an id there."""
        steps = (block.kinds == OPEN).astype(np.int64) - (block.kinds == CLOSE)
        depth = self.depth + np.cumsum(steps)
        self.depth = int(depth[-1]) if len(depth) else self.depth
        is_colon = block.kinds == COLON
        if not self.is_sequence:
            around: NDArray[np.bool_] = depth[is_colon] <= 2  # noqa: PLR2004 - the collection, and each feature in it
            return around
        # A line that is broken has no say in others.
        ends = np.flatnonzero(np.frombuffer(block.data, dtype=np.uint8) == LINE_END)
        line = np.searchsorted(ends, block.marks)
        first = np.searchsorted(line, line)
        of_line: NDArray[np.bool_] = (depth - (depth - steps)[first])[is_colon] == 1
        return of_line

    def _long(self, start: int, block: Block) -> Iterator[_Change]:
        """Yield the numbers that no 64 bits hold: as texts, or in a place as the number next to them."""
        end = start + len(block.data)
        if not _may_have_long(self.data[start : end + _MOST_DIGITS]):
            return
        for number in _LONG.finditer(self.data, start, min(end + _MOST_DIGITS, len(self.data))):
            mark = number.start() - start
            if mark >= len(block.data):
                return
            # Behind an opening quote it is part of a text.
            if np.searchsorted(block.quotes, mark) % 2 or _is_held(number[2]):
                continue
            before = int(np.searchsorted(block.colons, mark, side="right")) - 1
            key = self.key if before < 0 else _text(block, before)
            if number[1].startswith(b":") or key not in _PLACES:
                yield _Change(*number.span(2), b'"%s"' % number[2], key)
            else:
                value = _as_float(number[2])
                yield _Change(*number.span(2), b"%r" % value if math.isfinite(value) else b"NaN")


def _is_held(number: bytes) -> bool:
    """Return whether 64 bits hold a number: all digits of a whole one, and more than nothing of another."""
    if number.removeprefix(b"-").isdigit():
        return len(number) < _MOST_DIGITS and -_INT64 <= int(number) < _INT64
    value, digits = _as_float(number), re.split(rb"[eE]", number)[0]
    return math.isfinite(value) and (value != 0 or not digits.strip(b"-0."))


def _as_float(number: bytes) -> float:
    return float(number) if len(number) < _MOST_DIGITS else math.inf


def _text(block: Block, at: int) -> bytes:
    begins, ends = block.keys[at].tolist()
    return block.data[begins:ends]
