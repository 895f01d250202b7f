"""Lines of a boundary-point TXT that say what the fields below them are, with or without brackets and a final @."""

from __future__ import annotations

import re
import unicodedata

# What a field-list line calls the fields differs in wording: 坐标点个数, 记录图形属性(点、线、面).
LISTED = {
    "界址点数": r"点数|点个数|点的个数|^jzds?$",
    "地块面积": r"面积|^dkmj$",
    "地块编号": r"编号|^地块号|^dkbh$",
    "地块名称": r"名称|^dkmc$",
    "图形属性": r"图形属性|图形类型|^jltxsx$",
    "图幅号": r"图幅|^tfh$",
    "地块用途": r"用途|^dkyt$",
    "地类编码": r"地类|^dlbm$",
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
    known = sum(any(re.search(pattern, name.casefold()) for name in fields) for pattern in LISTED.values())
    return fields if known >= _LEAST_NAMES else None


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
