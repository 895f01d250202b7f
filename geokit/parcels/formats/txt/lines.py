"""The lines of a boundary-point TXT, found all at once and cut out on demand, and those that are headings of fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


_LINE_FEED, _ZERO, _NINE = ord("\n"), ord("0"), ord("9")


class Lines(Sequence[str]):
    r"""The lines of a text as text editors count them: at CRLF, CR or LF, and nowhere else.

    Examples
    --------
    >>> lines = Lines("a\r\nb 1\rc\n")
    >>> list(lines), lines[1:3], lines.joined(0, 2)
    (['a', 'b 1', 'c', ''], ['b 1', 'c'], 'a\nb 1')
    """

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._ends: NDArray[np.int64] = np.append(np.flatnonzero(codes == _LINE_FEED), len(codes))
        self._starts = np.concatenate([[0], self._ends[:-1] + 1])
        last = codes[np.maximum(self._ends - 1, 0)] if len(codes) else np.zeros(1, dtype=np.uint32)
        self._in_digit = (self._ends > self._starts) & (last >= _ZERO) & (last <= _NINE)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return self.text[self._starts[at] : self._ends[at]]

    def joined(self, first: int, last: int) -> str:
        """Return the lines from `first` up to, but without, `last` as one text."""
        return self.text[self._starts[first] : self._ends[last - 1]] if last > first else ""

    def not_ending_in_a_digit(self) -> NDArray[np.intp]:
        """Return which lines end in something else than a digit, or are empty."""
        return np.flatnonzero(~self._in_digit)

    def ends_in_a_digit(self, at: Sequence[int]) -> bool:
        """Tell whether all of these lines do, as point rows; then none of them is empty."""
        return bool(self._in_digit[at].all())

    def containing(self, sign: str) -> NDArray[np.intp]:
        """Return which lines contain a sign."""
        places, at = [], self.text.find(sign)
        while at >= 0:
            places.append(at)
            at = self.text.find(sign, at + 1)
        return np.unique(np.searchsorted(self._ends, np.array(places, dtype=np.int64)))


# What a field-list line calls the fields differs in wording: 坐标点个数, 记录图形属性(点、线、面).
LISTED = {
    "界址点数": r"点数|点个数|点的个数|^jzds?$|^(number of )?points$|^point count$",
    "地块面积": r"面积|^dkmj$|^(parcel )?area\b",
    "地块编号": r"编号|^地块号|^dkbh$|^(parcel )?(id|no\.?|number)$",
    "地块名称": r"名称|^dkmc$|^(parcel )?name$",
    "图形属性": r"图形属性|图形类型|^jltxsx$|^(shape|geometry|type|kind)( type)?$",
    "图幅号": r"图幅|^tfh$|^(map )?sheet( no\.?| number)?$",
    "地块用途": r"用途|^dkyt$|^(land )?use$",
    "地类编码": r"地类|^dlbm$|^(land )?(class )?code$",
}

_OF_POINTS = (r"点号|点名|点序", r"圈号|环号", r"^x|x$|纵坐标|x坐标", r"^y|y$|横坐标|y坐标")

_WRAPPING = "[]【】()<>#*/@;:\"' \t-"

_LEAST_NAMES = 3


def listed_fields(line: str) -> tuple[str, ...] | None:
    """Return the names of the fields that a line lists, or None where it is no such line.

    A parcel's own row begins with a number of points, so that a name like 面积 in it makes no list.

    Examples
    --------
    >>> listed_fields("【界址点数,地块面积,地块编号,地块名称,图形属性,@】")
    ('界址点数', '地块面积', '地块编号', '地块名称', '图形属性')
    >>> listed_fields("5,21.5,名称,地块面积,面,图幅号,,,@") is None, listed_fields("J1,1,2.0,3.0") is None
    (True, True)
    """
    fields = _fields(line)
    if not fields or fields[0].isdigit():
        return None
    known = sum(any(is_called(name, field) for field in fields) for name in LISTED)
    return fields if known >= _LEAST_NAMES else None


def is_called(name: str, listed: str) -> bool:
    """Tell whether a listed name, in any case of letters, means a field of the rule.

    Examples
    --------
    >>> is_called("地块编号", "DKBH"), is_called("地块编号", "Parcel ID"), is_called("地块编号", "权属")
    (True, True, False)
    """
    return re.search(LISTED[name], listed.casefold()) is not None


def match_listed(listed: Sequence[str]) -> list[str | None]:
    """Return which field of the rule each listed name means; None for a further field.

    Examples
    --------
    >>> match_listed(["坐标点个数", "地块面积", "权属", "规划用途", "地块用途"])
    ['界址点数', '地块面积', None, '地块用途', None]
    """
    free = list(LISTED)
    found: list[str | None] = []
    for text in listed:
        name = next((name for name in free if is_called(name, text)), None)
        if name is not None:
            free.remove(name)
        found.append(name)
    return found


def puts_easting_first(line: str) -> bool:
    """Tell whether a line that names the columns of the point rows names Y, the easting, before X.

    Examples
    --------
    >>> puts_easting_first("【点号,圈号,Y坐标,X坐标,@】"), puts_easting_first("【点号,圈号,X坐标,Y坐标,@】")
    (True, False)
    """
    fields = [name.casefold() for name in _fields(line)]
    north, east = (
        next((at for at, name in enumerate(fields) if re.search(pattern, name)), None)
        for pattern in _OF_POINTS[2:]
    )
    return north is not None and east is not None and east < north


def describes_points(line: str) -> bool:
    """Tell whether a line names the columns of the point rows.

    Examples
    --------
    >>> describes_points("界址点号,地块圈号,X坐标,Y坐标,@"), describes_points("J1,1,2580000,39462000,@")
    (True, False)
    """
    fields = [name.casefold() for name in _fields(line)]
    known = sum(any(re.search(pattern, name) for name in fields) for pattern in _OF_POINTS)
    return known >= _LEAST_NAMES and not any(re.search(r"\d{3}", name) for name in fields)


def _fields(line: str) -> tuple[str, ...]:
    # A title such as 地块信息： before the list belongs to no field.
    plain = unicodedata.normalize("NFKC", line).strip(_WRAPPING).replace("、,", ",")
    head, colon, rest = plain.partition(":")
    plain = rest if colon and "," not in head else plain
    fields = [name.strip(_WRAPPING) for name in plain.split(",")]
    while fields and not fields[-1]:
        fields.pop()
    return tuple(fields)
