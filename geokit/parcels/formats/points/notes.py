"""What stands around the points of a table: titles, and rows that hold no point."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.formats.points.numbers import plain_signs

if TYPE_CHECKING:
    from collections.abc import Sequence


# Each repetition ends where the next cannot begin.
_PAIR = re.compile(r"^\s*([^:\uff1a=\s][^:\uff1a=]{0,19}?)\s*[:\uff1a=]\s*(\S.*|)$")
_NOTE = re.compile(
    r"^[(\[<*#]*(合计|总计|小计|共计|总和|汇总|合\s*计|(宗地|地块|用地)?(总|合计)?面积|备注|附注|说明|注意|注\d*$|注[:.、]|"
    r"(制表|填表|绘图|制图|测量|测绘|计算|编制|审核|审定|校核|复核|检查|检核|负责|调查|记录|打印|委托|项目)|"
    r"(日期|时间|单位|比例尺|精度|坐标系|中央子午线|高程系|投影|周长)|第.{0,6}页|共.{0,6}页|以下空白|以上|"
    r"total|sum|subtotal|remark|note|comment|area|date|drawn|checked|surveyed|prepared|page|unit|perimeter|end\b)",
    re.IGNORECASE,
)


def is_note(row: Sequence[str]) -> bool:
    """Tell whether a row's first text is a label such as 合计面积, 备注 or 制表人, which is no point.

    Examples
    --------
    >>> is_note(["合计面积", "8000.00平方米"]), is_note(["", "备 注", "无"]), is_note(["J1", "1", "2"])
    (True, True, False)
    """
    first = next((text for text in row if text), "")
    return _NOTE.match("".join(plain_signs(first).split())) is not None


def titles_in(row: Sequence[str]) -> dict[str, str]:
    """Return what a row says as 宗地号:DK-01, in one cell or two.

    Examples
    --------
    >>> titles_in(["宗地号：DK-01", "", "面积(亩):", "12"])
    {'宗地号': 'DK-01', '面积(亩)': '12'}
    """
    filled = [text for text in row if text]
    found = {}
    for at, text in enumerate(filled):
        match = _PAIR.match(text)
        if match is not None:
            found[match[1]] = match[2].strip() or (filled[at + 1] if at + 1 < len(filled) else "")
    return found


def is_id_title(title: str) -> bool:
    """Tell whether a title names a parcel."""
    return bool({"id", "name"} & set(map_columns([title]).targets.values()))


def is_declared_title(title: str) -> bool:
    """Tell whether a title, or a heading, is of a declared area."""
    return DECLARED in map_columns([title]).targets.values()
