"""The header rows of a boundary-point TXT: what a parcel is called, and what is declared of it.

Rows that follow the standard are read in bulk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.i18n import Words
from geokit.parcels.formats.points.rows import BadRowError
from geokit.parcels.formats.txt.grammar import Block, Document, header_fields
from geokit.parcels.formats.txt.lines import Lines, is_called, match_listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geokit.parcels.diagnostics import Diagnostics, Unreadable


FIELDS = ("界址点数", "地块面积", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")

_KINDS = {"面": None, "线": Words(zh="线", en="line"), "点": Words(zh="点", en="point")}

_HEADER_KIND_AT, _HEADER_NAME_AT = 4, 3
_KIND = FIELDS[_HEADER_KIND_AT]

_NO_AT = Words(zh="地块行缺少末尾的 @", en="the parcel's header row lacks its final @")

_NO_HEADER = Words(zh="界址点之前没有地块行", en="the points have no header row before them")

_TOO_SHORT = Words(
    zh="地块行只有 {count} 个字段，至少应有点数、面积、编号、名称、图形属性",
    en="the parcel's header row has {count:field|fields}; count, area, number, name and kind are the least",
)

_OTHER_KIND = Words(zh="图形属性为“{kind}”，不是面", en="it is declared to be a {kind}, not an area")

_FIELD_COUNT = Words(
    zh="地块行有 {count} 个字段，标准为 8 个", en="the header row has {count:field|fields}; the rule has 8"
)

_NO_KIND = Words(
    zh="图形属性不是面、线或点，按面处理", en="the kind is none of 面, 线 and 点; an area is taken"
)

_HEADER_WITHOUT_COUNT = Words(zh="界址点数为空", en="the number of points is blank")

_BAD_COUNT = Words(zh="界址点数“{text}”不是整数", en="the number of points “{text}” is not a whole number")

_NO_ID = Words(zh="地块编号为空", en="the parcel's number is blank")

_NO_NAME = Words(zh="地块名称为空", en="the parcel's name is blank")


@dataclass(slots=True)
class Header:
    """A parcel's header row.

    Parameters
    ----------
    line : int
        Counted from 1.
    count : int or None
        The declared number of points.
    values : dict of str to str
        Field name to text, for the eight fields of the rule.
    extra : dict of str to str
        Further fields, under the name that the file lists for them or ``字段9`` and so on.
    """

    line: int
    count: int | None
    values: dict[str, str]
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """What the parcel is called in a list of unreadable ones."""
        return self.values["地块编号"] or None


def parse_header(block: Block, remarks: Diagnostics, titles: tuple[str, ...] = ()) -> Header:
    """Return what a header row says.

    Parameters
    ----------
    block : Block
        The row, and the fields that its file lists.
    remarks : Diagnostics
        Takes what is unusual and harmless.
    titles : tuple of str
        What the fields are called where the file lists none.

    Raises
    ------
    BadRowError
        The parcel cannot be read: the row is missing, lacks its @, or speaks of a line or point.

    Examples
    --------
    >>> from geokit.parcels.diagnostics import Diagnostics
    >>> header = parse_header(Block("5,21.5171,DK-01,甲,面,,工业用地,1001,@", 12, 12), Diagnostics())
    >>> header.count, header.values["地块编号"], header.values["地块面积"]
    (5, 'DK-01', '21.5171')
    """
    if not block.row:
        raise BadRowError("no_header", _NO_HEADER, block.line)
    if not block.row.rstrip().endswith(("@", "＠")):
        raise BadRowError("no_at", _NO_AT, block.line)
    fields = header_fields(block.row)
    if len(fields) != len(FIELDS):
        remarks.add("field_count", _FIELD_COUNT, line=block.line, count=len(fields))
    names = block.fields or (titles if _fits(titles, fields) else ())
    if len(fields) == len(names) and _lists_all(names):
        header = _from_listed(block.line, names, fields)
    else:
        header = _by_place(block, fields, remarks)
    _check_kind(header, remarks)
    _remark_on_blanks(header, remarks)
    return header


def _lists_all(names: tuple[str, ...]) -> bool:
    return all(any(is_called(name, listed) for listed in names) for name in FIELDS[: _HEADER_KIND_AT + 1])


def _from_listed(line: int, names: tuple[str, ...], fields: list[str]) -> Header:
    values, extra = dict.fromkeys(FIELDS, ""), {}
    for listed, name, text in zip(names, match_listed(names), fields, strict=True):
        if name is None:
            extra[listed] = text
        else:
            values[name] = text
    return Header(line, None, values, extra)


def _by_place(block: Block, fields: list[str], remarks: Diagnostics) -> Header:
    if len(fields) == len(FIELDS) and fields[_HEADER_KIND_AT] in _KINDS:
        return Header(block.line, None, dict(zip(FIELDS, fields, strict=True)))
    # Its own place first: a parcel may be called 面.
    places = (_HEADER_KIND_AT, _HEADER_NAME_AT, *range(_HEADER_KIND_AT + 1, len(fields)))
    kind_at = next((at for at in places if at < len(fields) and fields[at] in _KINDS), None)
    if kind_at is None:
        if len(fields) <= _HEADER_KIND_AT:
            raise BadRowError("header_too_short", _TOO_SHORT, block.line, count=len(fields))
        remarks.add("no_kind", _NO_KIND, line=block.line)
        kind_at = _HEADER_KIND_AT
    # A comma in a name makes the row longer before the kind; a row without a name is shorter there.
    before = [*fields[:_HEADER_NAME_AT], ",".join(fields[_HEADER_NAME_AT:kind_at])]
    after = fields[kind_at:]
    known = [*before, *after][: len(FIELDS)]
    values = dict.fromkeys(FIELDS, "") | dict(zip(FIELDS, known, strict=False))
    rest = after[len(FIELDS) - _HEADER_KIND_AT :]
    extra = {f"字段{at}": text for at, text in enumerate(rest, start=len(FIELDS) + 1)}
    return Header(block.line, None, values, extra)


def _check_kind(header: Header, remarks: Diagnostics) -> None:
    kind = _KINDS.get(header.values["图形属性"])
    if kind is not None:
        raise BadRowError("not_polygon", _OTHER_KIND, header.line, kind=kind)
    text = header.values["界址点数"]
    if not text:
        remarks.add("blank_count", _HEADER_WITHOUT_COUNT, line=header.line)
    elif text.isascii() and text.isdigit():
        header.count = int(text[:_MOST_DIGITS])
    else:
        remarks.add("bad_count", _BAD_COUNT, line=header.line, text=text)


def _remark_on_blanks(header: Header, remarks: Diagnostics) -> None:
    if not header.values["地块编号"]:
        remarks.add("blank_id", _NO_ID, line=header.line)
    if not header.values["地块名称"]:
        remarks.add("blank_name", _NO_NAME, line=header.line)


_BLOCKS_AT_ONCE = 1000

# Fields of the rule, and the @ after them.
_END_AT = len(FIELDS)
_PLAIN = _END_AT + 1

_COUNT_AT, _ID_AT, _NAME_AT, _KIND_AT = (
    FIELDS.index(name) for name in ("界址点数", "地块编号", "地块名称", "图形属性")
)

# What a whole number of eight bytes holds.
_MOST_DIGITS = 18

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


def _fits(titles: tuple[str, ...], fields: Sequence[str]) -> bool:
    """Tell whether a row has fields of some titles: a comma too many moves the kind away from its title."""
    return len(fields) == len(titles) and fields[titles.index(_KIND)] in _KINDS if _KIND in titles else False


def read_headers(document: Document, titles: tuple[str, ...] = ()) -> TxtParcels:
    """Return the parcels of a file; those whose header row cannot be read, or that have no points, are listed.

    `titles` are as :func:`parse_header` takes them.
    """
    parcels = TxtParcels()
    _remark_on_copies(document)
    for first in range(0, len(document.blocks), _BLOCKS_AT_ONCE):
        group = document.blocks[first : first + _BLOCKS_AT_ONCE]
        fields = _plain_fields(group, document.lines) if titles in ((), FIELDS) else None
        if fields is not None:
            parcels.add_plain(group, first, fields)
            continue
        for record, block in enumerate(group, start=first):
            header = None
            try:
                header = parse_header(block, document.remarks, titles)
                _refuse_empty(document.lines, block)
            except BadRowError as fault:
                parcels.unreadable.append(fault.as_unreadable(record, header.name if header else None))
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
        and set(fields[_END_AT::_PLAIN]) == {"@"}
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
