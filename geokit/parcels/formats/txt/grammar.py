"""The lines of a boundary-point TXT: sections, keys, and one block a parcel.

``[属性描述]`` holds ``key=value`` lines, ``[地块坐标]`` the parcels: a header row that ends in ``@``, then point rows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import FormatError
from geokit.i18n import Words
from geokit.parcels.diagnostics import Diagnostics
from geokit.parcels.formats.points.unheaded import with_headings_to_add
from geokit.parcels.formats.txt.lines import Lines, describes_points, listed_fields, puts_easting_first
from geokit.parcels.formats.txt.separators import with_commas

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTRIBUTES = "属性描述"
COORDINATES = "地块坐标"
KEYS = (
    "格式版本号",
    "数据产生单位",
    "数据产生日期",
    "坐标系",
    "几度分带",
    "投影类型",
    "计量单位",
    "带号",
    "精度",
    "转换参数",
)
# Beside the ten keys of the rule; files that name the central meridian instead of the zone are met.
SYNONYMS = {"分带": "几度分带", "坐标系统": "坐标系", "中央经线": "中央子午线"}

_KIND = re.compile(r"[,，]\s*面\s*[,，]")
# Blanks are outside the name: the end is looked for from where the next letter is none.
_SECTION = re.compile(r"^\s*[\[【［]\s*(\S+(?:\s+\S+)*?)\s*[\]】］]\s*$")
# A row of fields has more commas than a name or a title.
_FEW_COMMAS = 4
_FIRST_LINES = 60
_FULL_WIDTH = str.maketrans("，＝＠．", ",=@.")

_NOT_TXT = Words(
    zh="没有[地块坐标]段，也没有以 @ 结尾的地块行：不是界址点坐标 TXT",
    en="there is neither a [地块坐标] section nor a parcel row ending in @: not a boundary-point TXT",
)
_NO_SECTION = Words(zh="没有[地块坐标]段", en="the section [地块坐标] is missing")
_OTHER_BRACKETS = Words(zh="段名应使用半角方括号 [ ]", en="section names take half-width brackets [ ]")
_TEXT_BEFORE = Words(zh="第一个段之前有文字，已忽略", en="text before the first section was passed over")
_MISSING_KEY = Words(zh="[属性描述]缺少“{key}”", en="[属性描述] lacks “{key}”")
_REPEATED_KEY = Words(zh="“{key}”重复出现，以第一处为准", en="“{key}” appears again; the first one stands")
_FULL_WIDTH_USED = Words(zh="使用了全角标点", en="full-width punctuation is used")
_FIELD_LIST = Words(
    zh="地块行之前有字段说明行", en="a line that lists the fields stands before the parcel rows"
)
_POINT_LIST = Words(
    zh="有一行说明界址点各列名称，已跳过", en="a line that names the columns of the points was passed over"
)
_STRAY = Words(
    zh="[地块坐标]中有无法识别的文字，已忽略", en="text in [地块坐标] that is no parcel was passed over"
)


@dataclass(slots=True)
class Block:
    """A parcel's header row and where its point rows are.

    Parameters
    ----------
    row : str
        The header row; empty where point rows have none.
    line : int
        Its line, counted from 1.
    first, last : int
        Its point rows are ``lines[first:last]``.
    fields : tuple of str, optional
        The names of the fields, where the file lists them.
    """

    row: str
    line: int
    first: int
    last: int = 0
    fields: tuple[str, ...] = ()


@dataclass(slots=True)
class Document:
    """A file's lines, taken apart.

    Parameters
    ----------
    lines : Lines
        All of them.
    keys : dict of str to (str, int)
        The keys of ``[属性描述]`` with value and line.
    sections : dict of str to list of str
        Every section but ``[地块坐标]``, verbatim.
    blocks : list of Block
        One a parcel.
    is_easting_first : bool
        Whether a line that names the columns of the points names Y before X.
    remarks : Remarks
        What was found on the way.
    """

    lines: Lines
    keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    is_easting_first: bool = False
    remarks: Diagnostics = field(default_factory=Diagnostics)

    def value(self, key: str) -> tuple[str, int | None]:
        """Return a key's value, plain and without blanks, and its line; empty where it is missing."""
        text, line = self.keys.get(key, ("", None))
        return unicodedata.normalize("NFKC", text).strip(), line


def parse(text: str) -> Document:
    r"""Take a file apart.

    Raises
    ------
    FormatError
        It has neither the section nor a parcel row.

    Examples
    --------
    >>> document = parse("[属性描述]\n带号=39\n[地块坐标]\n3,1,A,甲,面,,,,@\n1,1,0,0\n")
    >>> document.value("带号"), len(document.blocks), document.blocks[0].line
    (('39', 2), 1, 4)
    """
    remarks = Diagnostics()
    document = Document(Lines(with_commas(text, remarks)), remarks=remarks)
    reader = _Reader(document)
    for index in _marked(document.lines):
        reader.take(index)
    reader.finish()
    if not document.blocks and COORDINATES not in reader.seen:
        raise _without_section(document.lines)
    _remark_on_keys(document, has_section=COORDINATES in reader.seen)
    return document


def _without_section(lines: Lines) -> FormatError:
    first = [lines[at] for at in range(min(len(lines), _FIRST_LINES))]
    return with_headings_to_add(_NOT_TXT, first) or FormatError(_NOT_TXT)


def _marked(lines: Lines) -> list[int]:
    """Return the lines that are more than a point row; point rows are nearly all, and are read in bulk."""
    # Without its section a parcel row may stand anywhere.
    begin = next(_coordinate_sections(lines), len(lines))
    rows = np.union1d(lines.not_ending_in_a_digit(), lines.containing("面"))
    return [*range(begin), *rows[rows >= begin].tolist()]


def _coordinate_sections(lines: Lines) -> Iterator[int]:
    return (at for at in lines.containing(COORDINATES).tolist() if _is_coordinates(lines[at]))


class _Reader:
    """Walks over the marked lines and keeps where it is."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: set[str] = set()
        self.section: str | None = None
        self.section_start = 0
        self.fields: tuple[str, ...] = ()
        self.has_coordinates = next(_coordinate_sections(document.lines), None) is not None
        self.body_start: int | None = None

    def take(self, index: int) -> None:
        line = self.document.lines[index]
        if not line.strip():
            return
        # Nearly all are header rows, and none of these is in brackets.
        match = None if line.endswith("@") else _SECTION.match(line)
        # A header row begins with its number of points.
        may_list = self._awaits_parcels() and not line[:1].isdigit()
        if may_list and describes_points(line):
            self._take_description_of_points(index)
        elif may_list and (listed := listed_fields(line)):
            self._take_list(index, listed)
        elif match and not _is_field_list(match[1]):
            self._begin_section(index, match[1])
        elif self._awaits_parcels() and (is_header(line) or match):
            self._take_header(index, line)
        elif self.section == ATTRIBUTES:
            self._take_key(index, line)

    def _awaits_parcels(self) -> bool:
        return self.section == COORDINATES or not self.has_coordinates

    def finish(self) -> None:
        self._end_section(len(self.document.lines))

    def _begin_section(self, index: int, name: str) -> None:
        if self.section is None:
            self._remark_on_text_before(index)
        if "[" not in self.document.lines[index]:
            self.document.remarks.add("other_brackets", _OTHER_BRACKETS, line=index + 1)
        self._end_section(index)
        self.section, self.section_start = name, index + 1
        self.seen.add(name)
        self.body_start = index + 1 if name == COORDINATES else None

    def _remark_on_text_before(self, index: int) -> None:
        filled = (number for number, line in enumerate(self.document.lines[:index], start=1) if line.strip())
        first = next(filled, None)
        if first is not None:
            self.document.remarks.add("text_before_section", _TEXT_BEFORE, line=first)

    def _end_section(self, index: int) -> None:
        if self.section is not None and self.section != COORDINATES:
            kept = self.document.sections.setdefault(self.section, [])
            kept += self.document.lines[self.section_start : index]
            while kept and not kept[-1].strip():
                kept.pop()
        self._end_block(index)
        self.body_start = None

    def _end_block(self, index: int) -> None:
        blocks = self.document.blocks
        if blocks and not blocks[-1].last:
            blocks[-1].last = index
        elif self.body_start is not None:
            self._take_headless(self.body_start, index)

    def _take_headless(self, first: int, last: int) -> None:
        """Keep point rows that come before any header row as a parcel, so that they are not lost."""
        filled = [index for index in range(first, last) if self.document.lines[index].strip()]
        if not filled:
            return
        if any("," in self.document.lines[index].translate(_FULL_WIDTH) for index in filled):
            self.document.blocks.append(Block("", filled[0] + 1, filled[0], last))
        else:
            self.document.remarks.add("stray_text", _STRAY, line=filled[0] + 1)

    def _take_list(self, index: int, listed: tuple[str, ...]) -> None:
        """Keep the names of the fields that the parcel rows below have."""
        self._begin_parcels(index)
        self.body_start = index + 1
        self.fields = listed
        self.document.remarks.add("field_list", _FIELD_LIST, line=index + 1)

    def _take_description_of_points(self, index: int) -> None:
        """Pass over the names of the points' columns, which stand between a header row and its points, or above it."""
        self.document.is_easting_first |= puts_easting_first(self.document.lines[index])
        blocks = self.document.blocks
        is_open = bool(blocks) and not blocks[-1].last
        begin = blocks[-1].first if is_open else self.body_start
        if begin is not None and not any(line.strip() for line in self.document.lines[begin:index]):
            if is_open:
                blocks[-1].first = index + 1
            else:
                self.body_start = index + 1
        self.document.remarks.add("point_list", _POINT_LIST, line=index + 1)

    def _take_header(self, index: int, line: str) -> None:
        self._begin_parcels(index)
        self.body_start = None
        if half_width(line) != line:
            self.document.remarks.add("full_width", _FULL_WIDTH_USED, line=index + 1)
        self.document.blocks.append(Block(line, index + 1, index + 1, fields=self.fields))

    def _begin_parcels(self, index: int) -> None:
        if self.section is None:
            self.section = COORDINATES
        self._end_block(index)

    def _take_key(self, index: int, line: str) -> None:
        if "=" not in line and "＝" not in line:
            return
        if "=" not in line:
            line = line.translate(_FULL_WIDTH)
            self.document.remarks.add("full_width", _FULL_WIDTH_USED, line=index + 1)
        name, _, value = line.partition("=")
        key = SYNONYMS.get(name.strip(), name.strip())
        if key in self.document.keys:
            self.document.remarks.add("repeated_key", _REPEATED_KEY, line=index + 1, key=key)
        self.document.keys.setdefault(key, (value.strip(), index + 1))


def _is_coordinates(line: str) -> bool:
    match = _SECTION.match(line)
    return match is not None and match[1] == COORDINATES


def _is_field_list(name: str) -> bool:
    return name.translate(_FULL_WIDTH).endswith("@") or name.translate(_FULL_WIDTH).count(",") >= _FEW_COMMAS


def is_header(line: str) -> bool:
    """Tell whether a line is a parcel's header row, with its final @ or, wrongly, without.

    Examples
    --------
    >>> (
    ...     is_header("5,21.5,DK-01,甲,面,,,,@"),
    ...     is_header("5,21.5,DK-01,甲,面,,,1001"),
    ...     is_header("J1,1,2.0,3.0"),
    ... )
    (True, True, False)
    """
    plain = line.rstrip()
    return plain.endswith(("@", "＠")) or bool(_KIND.search(plain))


def half_width(line: str) -> str:
    """Return a header row with half-width commas, unless it has half-width ones already.

    A full-width comma in a row of half-width ones is part of a name.
    """
    return line.replace("＠", "@") if line.count(",") >= _FEW_COMMAS else line.translate(_FULL_WIDTH)


def header_fields(row: str) -> list[str]:
    """Return the fields of a header row; one comma before the final @ belongs to the @.

    Examples
    --------
    >>> header_fields("5,21.5171,DK-01,甲,面,,工业用地,1001,@")
    ['5', '21.5171', 'DK-01', '甲', '面', '', '工业用地', '1001']
    >>> len(header_fields("8，18162.70，，零星地块，面，，，，@"))
    8
    """
    plain = half_width(row).strip().removesuffix("@").rstrip().removesuffix(",")
    return list(map(str.strip, plain.split(",")))


def _remark_on_keys(document: Document, *, has_section: bool) -> None:
    if not has_section:
        document.remarks.add("no_section", _NO_SECTION, line=document.blocks[0].line)
    for key in KEYS:
        if key not in document.keys:
            document.remarks.add("missing_key", _MISSING_KEY, key=key)
