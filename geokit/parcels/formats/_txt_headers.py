"""The header rows of a boundary-point TXT: what a parcel is called, and what is declared of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geokit.parcels.formats._point_rows import BadRowError
from geokit.parcels.formats._txt_descriptions import LISTED
from geokit.parcels.formats._txt_grammar import Block, header_fields
from geokit.words import Words

if TYPE_CHECKING:
    from geokit.parcels.notices import Remarks

FIELDS = ("界址点数", "地块面积", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
_KINDS = {"面": None, "线": Words(zh="线", en="line"), "点": Words(zh="点", en="point")}
_KIND_AT, _NAME_AT = 4, 3

_NO_AT = Words(zh="地块行缺少末尾的 @", en="the parcel's header row lacks its final @")
_NO_HEADER = Words(zh="界址点之前没有地块行", en="the points have no header row before them")
_TOO_SHORT = Words(
    zh="地块行只有 {count} 个字段，至少应有点数、面积、编号、名称、图形属性",
    en="the parcel's header row has {count} fields; count, area, number, name and kind are the least",
)
_OTHER_KIND = Words(zh="图形属性为“{kind}”，不是面", en="it is declared to be a {kind}, not an area")
_FIELD_COUNT = Words(
    zh="地块行有 {count} 个字段，标准为 8 个", en="the header row has {count} fields; the rule has 8"
)
_NO_KIND = Words(
    zh="图形属性不是面、线或点，按面处理", en="the kind is none of 面, 线 and 点; an area is taken"
)
_NO_COUNT = Words(zh="界址点数为空", en="the number of points is blank")
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


def parse_header(block: Block, remarks: Remarks) -> Header:
    """Return what a header row says.

    Raises
    ------
    BadRowError
        The parcel cannot be read: the row is missing, lacks its @, or speaks of a line or point.

    Examples
    --------
    >>> from geokit.parcels.notices import Remarks
    >>> header = parse_header(Block("5,21.5171,DK-01,甲,面,,工业用地,1001,@", 12, 12), Remarks())
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
    if len(fields) == len(block.fields) and _lists_all(block.fields):
        header = _from_listed(block, fields)
    else:
        header = _by_place(block, fields, remarks)
    _check_kind(header, remarks)
    _remark_on_blanks(header, remarks)
    return header


def _lists_all(names: tuple[str, ...]) -> bool:
    return all(any(re.search(LISTED[name], listed) for listed in names) for name in FIELDS[: _KIND_AT + 1])


def _from_listed(block: Block, fields: list[str]) -> Header:
    values, extra = dict.fromkeys(FIELDS, ""), {}
    free = set(FIELDS)
    for listed, text in zip(block.fields, fields, strict=True):
        name = next((name for name in FIELDS if name in free and re.search(LISTED[name], listed)), None)
        if name is None:
            extra[listed] = text
        else:
            free.discard(name)
            values[name] = text
    return Header(block.line, None, values, extra)


def _by_place(block: Block, fields: list[str], remarks: Remarks) -> Header:
    if len(fields) == len(FIELDS) and fields[_KIND_AT] in _KINDS:
        return Header(block.line, None, dict(zip(FIELDS, fields, strict=True)))
    # Its own place first: a parcel may be called 面.
    places = (_KIND_AT, _NAME_AT, *range(_KIND_AT + 1, len(fields)))
    kind_at = next((at for at in places if at < len(fields) and fields[at] in _KINDS), None)
    if kind_at is None:
        if len(fields) <= _KIND_AT:
            raise BadRowError("header_too_short", _TOO_SHORT, block.line, count=len(fields))
        remarks.add("no_kind", _NO_KIND, line=block.line)
        kind_at = _KIND_AT
    # A comma in a name makes the row longer before the kind; a row without a name is shorter there.
    before = [*fields[:_NAME_AT], ",".join(fields[_NAME_AT:kind_at])]
    after = fields[kind_at:]
    known = [*before, *after][: len(FIELDS)]
    values = dict.fromkeys(FIELDS, "") | dict(zip(FIELDS, known, strict=False))
    rest = after[len(FIELDS) - _KIND_AT :]
    extra = {f"字段{at}": text for at, text in enumerate(rest, start=len(FIELDS) + 1)}
    return Header(block.line, None, values, extra)


def _check_kind(header: Header, remarks: Remarks) -> None:
    kind = _KINDS.get(header.values["图形属性"])
    if kind is not None:
        raise BadRowError("not_polygon", _OTHER_KIND, header.line, kind=kind)
    text = header.values["界址点数"]
    if not text:
        remarks.add("blank_count", _NO_COUNT, line=header.line)
    elif text.isascii() and text.isdigit():
        header.count = int(text[:9])
    else:
        remarks.add("bad_count", _BAD_COUNT, line=header.line, text=text)


def _remark_on_blanks(header: Header, remarks: Remarks) -> None:
    if not header.values["地块编号"]:
        remarks.add("blank_id", _NO_ID, line=header.line)
    if not header.values["地块名称"]:
        remarks.add("blank_name", _NO_NAME, line=header.line)
