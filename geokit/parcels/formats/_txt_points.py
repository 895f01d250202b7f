"""The point rows of a boundary-point TXT: clean blocks in bulk, the others row by row with their faults named."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from geokit.parcels.formats._point_rows import BadRowError, PointRows, Points, check_coordinate
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.parcels.formats._txt_grammar import Block
    from geokit.parcels.formats._txt_lines import Lines
    from geokit.parcels.notices import Remarks

# Enough for the work to be done in bulk, and few enough for their text to be held at once.
_BLOCKS_AT_ONCE = 1000
# To read so few in bulk takes longer than row by row.
_FEW_ROWS = 100
_PLAIN_FIELDS, _FIELDS_WITHOUT_RING = 4, 3

_BAD_ROW = Words(
    zh="“{row}”不是界址点行；应为 点号，圈号，X,Y", en="“{row}” is no point row; it should be point,ring,X,Y"
)
_THOUSANDS = Words(
    zh="坐标使用了千位分隔符；请去掉数字中的逗号",
    en="the coordinates have thousands separators; take the commas out",
)
_BAD_RING = Words(zh="圈号“{value}”不是整数", en="the ring number “{value}” is not a whole number")
_THREE_COLUMNS = Words(
    zh="界址点行没有圈号，按第 1 圈处理", en="point rows without a ring number; ring 1 is taken"
)
_MORE_COLUMNS = Words(
    zh="界址点行多于 4 列，多余的列已忽略",
    en="point rows with more than 4 columns; the others are passed over",
)
_FULL_WIDTH_USED = Words(zh="使用了全角标点", en="full-width punctuation is used")


def read_rows(
    lines: Lines, blocks: Sequence[Block], remarks: Remarks
) -> tuple[Points, dict[int, BadRowError]]:
    """Read the point rows of many parcels.

    Parameters
    ----------
    lines : Lines
        All lines of the file.
    blocks : sequence of Block
        Where the rows are; each has one at least.
    remarks : Remarks
        Takes what is unusual and harmless.

    Returns
    -------
    Points
        Of the parcels that could be read, in their order.
    dict of int to BadRowError
        The others, by their position in `blocks`.
    """
    reader = _Reader(lines, blocks, remarks)
    for first in range(0, len(blocks), _BLOCKS_AT_ONCE):
        reader.take(first, min(first + _BLOCKS_AT_ONCE, len(blocks)))
    return reader.rows.finish(), reader.faults


class _Reader:
    """Reads clean blocks together, and looks for the others by halving what is not clean."""

    def __init__(self, lines: Lines, blocks: Sequence[Block], remarks: Remarks) -> None:
        self.lines, self.blocks, self.remarks = lines, blocks, remarks
        self.rows = PointRows()
        self.faults: dict[int, BadRowError] = {}

    def take(self, first: int, last: int) -> None:
        """Read the blocks from `first` up to, but without, `last`."""
        group = self.blocks[first:last]
        is_small = group[-1].last - group[0].first < _FEW_ROWS
        if not is_small and _add_clean(self.lines, group, self.rows):
            return
        if is_small or len(group) == 1:
            for at in range(first, last):
                self._take_one_by_one(at)
        else:
            middle = (first + last) // 2
            self.take(first, middle)
            self.take(middle, last)

    def _take_one_by_one(self, at: int) -> None:
        try:
            _add_one_by_one(self.lines, self.blocks[at], self.rows, self.remarks)
        except BadRowError as fault:
            self.faults[at] = fault


def _add_clean(lines: Lines, blocks: Sequence[Block], into: PointRows) -> bool:
    """Add rows of four plain fields, of many parcels at once, and tell whether they were."""
    text = "\n".join([lines.joined(block.first, block.last) for block in blocks])
    starts = np.array([block.first for block in blocks], dtype=np.int64)
    sizes = np.array([block.last for block in blocks], dtype=np.int64) - starts
    before = np.cumsum(sizes) - sizes
    places = np.repeat(starts - before, sizes) + np.arange(sizes.sum())
    if "\n\n" in text or text.endswith("\n"):
        rows = text.split("\n")
        filled = np.array([bool(row) for row in rows])
        text, places = "\n".join(filter(None, rows)), places[filled]
        sizes = np.add.reduceat(filled, before, dtype=np.int64)
    return into.add_text(text, places + 1, sizes.tolist())


def _add_one_by_one(lines: Lines, block: Block, into: PointRows, remarks: Remarks) -> None:
    filled = [at for at in range(block.first, block.last) if lines[at].strip()]
    into.add([_row(lines[at], at + 1, remarks) for at in filled], [at + 1 for at in filled])


def _row(text: str, line: int, remarks: Remarks) -> tuple[str, str, str]:
    plain = unicodedata.normalize("NFKC", text)
    if plain != text and any(sign in text for sign in "，．"):
        remarks.add("full_width", _FULL_WIDTH_USED, line=line)
    fields = [part.strip() for part in plain.split(",")]
    while fields and not fields[-1]:
        fields.pop()
    if len(fields) == _FIELDS_WITHOUT_RING:
        remarks.add("three_columns", _THREE_COLUMNS, line=line)
        fields.insert(1, "1")
    if len(fields) < _PLAIN_FIELDS:
        raise BadRowError("bad_row", _BAD_ROW, line, row=text.strip()[:60])
    if len(fields) > _PLAIN_FIELDS:
        _refuse_thousands(fields, line)
        remarks.add("more_columns", _MORE_COLUMNS, line=line)
    _, ring, north, east = fields[:_PLAIN_FIELDS]
    for value in (north, east):
        check_coordinate(value, line)
    if not re.fullmatch(r"[0-9]{1,6}", ring):
        raise BadRowError("bad_ring", _BAD_RING, line, value=ring)
    return ring, north, east


def _refuse_thousands(fields: list[str], line: int) -> None:
    # "2,583,610.250" falls apart into a group of one to three digits and groups of exactly three.
    if re.fullmatch(r"[0-9]{1,3}", fields[2]) and re.fullmatch(r"[0-9]{3}(\.[0-9]*)?", fields[3]):
        raise BadRowError("thousands_separator", _THOUSANDS, line)
