"""A JSON in blocks: where its texts, keys, braces and colons are, found by arrays and not by a parser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import mmap
    from collections.abc import Iterator

    from numpy.typing import NDArray

QUOTE, OPEN, CLOSE, COLON, _BACKSLASH, LINE_END = (ord(letter) for letter in '"{}:\\\n')
BLOCK_BYTES: Final = 1 << 20


def line_of(data: mmap.mmap, place: int) -> int:
    """Return the line of a place, counted from 1; no more than a block of the file is held at once."""
    starts = range(0, place, BLOCK_BYTES)
    return 1 + sum(data[start : min(start + BLOCK_BYTES, place)].count(b"\n") for start in starts)


@dataclass(frozen=True, slots=True)
class Block:
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
    quotes : ndarray of int64
        Where texts begin and end.
    """

    data: bytes
    marks: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    keys: NDArray[np.int64]
    quotes: NDArray[np.int64]

    @property
    def colons(self) -> NDArray[np.int64]:
        """Where colons stand outside texts."""
        places: NDArray[np.int64] = self.marks[self.kinds == COLON]
        return places


def blocks(data: mmap.mmap, *, is_sequence: bool) -> Iterator[tuple[int, Block]]:
    """Yield where each block begins, and the block; one without an end of its own takes in what follows."""
    start, size = 0, BLOCK_BYTES
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
        start, size = start + end, BLOCK_BYTES


def _end_of(block: Block) -> int:
    return int(block.marks[-1]) + 1 if len(block.marks) else 0


def _scanned(data: bytes, *, is_sequence: bool) -> Block:
    letters = np.frombuffer(data, dtype=np.uint8)
    places = np.flatnonzero((letters == QUOTE) | (letters == COLON) | (letters == OPEN) | (letters == CLOSE))
    if b"\\" in data:
        places = places[~_is_escaped(letters)[places]]
    if is_sequence:
        places = places[_is_in_whole_lines(letters, places)]
    kinds = letters[places]
    quotes, before = places[kinds == QUOTE], np.cumsum(kinds == QUOTE)
    # A colon without a text before it is no JSON: GDAL will say so.
    marks = (kinds != QUOTE) & ((before & 1) == 0) & ((kinds != COLON) | (before > 0))
    closed = before[marks & (kinds == COLON)]
    keys = np.column_stack([quotes[closed - 2] + 1, quotes[closed - 1]])
    return Block(data, places[marks], kinds[marks], keys, quotes)


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
    line = np.searchsorted(np.flatnonzero(letters == LINE_END), places)
    is_even: NDArray[np.bool_] = np.bincount(line, weights=letters[places] == QUOTE) % 2 == 0
    return is_even[line]
