"""The parcels that the header rows of a boundary-point TXT tell of: in bulk where these are as the rule has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.parcels.formats._point_rows import BadRowError
from geokit.parcels.formats._txt_headers import FIELDS, Header, parse_header
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geokit.parcels.formats._txt_grammar import Block, Document
    from geokit.parcels.formats._txt_lines import Lines
    from geokit.parcels.notices import Unreadable

_BLOCKS_AT_ONCE = 1000
# Fields of the rule, and the @ after them.
_PLAIN = len(FIELDS) + 1
_COUNT_AT, _ID_AT, _NAME_AT, _KIND_AT = (
    FIELDS.index(name) for name in ("界址点数", "地块编号", "地块名称", "图形属性")
)
_MOST_DIGITS = 9
_NO_COUNT = -1

_NO_POINTS = Words(zh="地块没有界址点", en="the parcel has no points")
_SAME_HEADER = Words(
    zh="地块行与第 {line_before} 行相同，按两个地块处理",
    en="the header row equals line {line_before}; they are two parcels",
)


@dataclass(slots=True)
class TxtParcels:
    """The readable parcels of a file, a value each, and the others.

    Parameters
    ----------
    blocks : list of Block
        Where they stand.
    records : list of int
        The number of each in the file.
    counts : list of int
        The declared number of points, -1 where there is none.
    values : dict of str to list of str
        The fields of the rule.
    extra : dict of int to dict of str to str
        Further fields, by the record that has them.
    unreadable : list of Unreadable
        Those whose header row or points cannot be read.
    """

    blocks: list[Block] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FIELDS})
    extra: dict[int, dict[str, str]] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)

    def add(self, block: Block, record: int, header: Header) -> None:
        """Add a parcel whose header row was parsed."""
        self.blocks.append(block)
        self.records.append(record)
        self.counts.append(_NO_COUNT if header.count is None else header.count)
        for name, texts in self.values.items():
            texts.append(header.values[name])
        if header.extra:
            self.extra[record] = header.extra

    def add_plain(self, blocks: Sequence[Block], first: int, fields: Sequence[str]) -> None:
        """Add parcels whose header rows are as the rule has them, all fields one after another."""
        self.blocks += blocks
        self.records += range(first, first + len(blocks))
        self.counts += map(int, fields[_COUNT_AT::_PLAIN])
        for at, texts in enumerate(self.values.values()):
            texts.extend(fields[at::_PLAIN])

    def without(self, faults: dict[int, BadRowError]) -> TxtParcels:
        """Return the parcels without those, by position, whose point rows are at fault."""
        ids = self.values["地块编号"]
        listed = [fault.as_unreadable(self.records[at], ids[at] or None) for at, fault in faults.items()]
        kept = [at for at in range(len(self.blocks)) if at not in faults]
        return TxtParcels(
            [self.blocks[at] for at in kept],
            [self.records[at] for at in kept],
            [self.counts[at] for at in kept],
            {name: [texts[at] for at in kept] for name, texts in self.values.items()},
            self.extra,
            [*self.unreadable, *listed],
        )

    def columns(self) -> dict[str, NDArray[np.object_]]:
        """Return the fields of the parcels, but for the number of points, as columns."""
        columns = {name: texts for name, texts in self.values.items() if name != "界址点数" and self.blocks}
        extras = [self.extra.get(record, {}) for record in self.records] if self.extra else []
        further = dict.fromkeys(name for extra in extras for name in extra)
        columns |= {name: [extra.get(name, "") for extra in extras] for name in further}
        return {name: np.array(values, dtype=object) for name, values in columns.items()}


def read_headers(document: Document) -> TxtParcels:
    """Return the parcels of a file; those whose header row cannot be read, or that have no points, are listed."""
    parcels = TxtParcels()
    _remark_on_copies(document)
    for first in range(0, len(document.blocks), _BLOCKS_AT_ONCE):
        group = document.blocks[first : first + _BLOCKS_AT_ONCE]
        fields = _plain_fields(group, document.lines)
        if fields is not None:
            parcels.add_plain(group, first, fields)
            continue
        for record, block in enumerate(group, start=first):
            try:
                header = parse_header(block, document.remarks)
                _refuse_empty(document.lines, block)
            except BadRowError as fault:
                parcels.unreadable.append(fault.as_unreadable(record, None))
            else:
                parcels.add(block, record, header)
    return parcels


def _remark_on_copies(document: Document) -> None:
    blocks = document.blocks
    if len({block.row for block in blocks}) == len(blocks):
        return
    seen: dict[str, int] = {}
    for record, block in enumerate(blocks):
        before = seen.setdefault(block.row, block.line)
        if block.row and before != block.line:
            document.remarks.add(
                "same_header", _SAME_HEADER, line=block.line, record=record, line_before=before
            )


def _plain_fields(blocks: Sequence[Block], lines: Lines) -> list[str] | None:
    """Return the fields of header rows that need no second look, one row after another; None where one does."""
    text = "\n".join([block.row for block in blocks])
    fields = text.replace("\n", ",").split(",")
    counts = fields[_COUNT_AT::_PLAIN]
    digits = "".join(counts)
    is_plain = (
        len(fields) == _PLAIN * len(blocks)
        and set(fields[_PLAIN - 1 :: _PLAIN]) == {"@"}
        and set(fields[_KIND_AT::_PLAIN]) == {"面"}
        and digits.isascii()
        and digits.isdigit()
        and min(map(len, counts)) > 0
        and max(map(len, counts)) <= _MOST_DIGITS
        and all(fields[_ID_AT::_PLAIN])
        and all(fields[_NAME_AT::_PLAIN])
        and "＠" not in text
        # No blanks but the line ends.
        and len(text.split()) == len(blocks)
        and not any(block.fields for block in blocks)
        and all(block.last > block.first for block in blocks)
        and lines.ends_in_a_digit([block.first for block in blocks])
    )
    return fields if is_plain else None


def _refuse_empty(lines: Lines, block: Block) -> None:
    if not lines.joined(block.first, block.last).strip():
        raise BadRowError("no_points", _NO_POINTS, block.line)
