"""What stands around the points of a table: titles, totals with an area, and rows that hold no point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.declared.area import DeclaredArea
from geokit.parcels.codes import fold
from geokit.parcels.columns import DECLARED, map_columns
from geokit.parcels.formats.points.numbers import plain_signs
from geokit.parcels.values import strip_grouping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.land.units import Unit
    from geokit.parcels.diagnostics import Diagnostics

# Each repetition ends where the next cannot begin.
_PAIR = re.compile(r"^\s*([^:\uff1a=\s][^:\uff1a=]{0,19}?)\s*[:\uff1a=]\s*(\S.*|)$")
_NOTE = re.compile(
    r"^[(\[<*#]*(合计|总计|小计|共计|总和|汇总|合\s*计|(宗地|地块|用地)?(总|合计)?面积|备注|附注|说明|注意|注\d*$|注[:.、]|"
    r"(制表|填表|绘图|制图|测量|测绘|计算|编制|审核|审定|校核|复核|检查|检核|负责|调查|记录|打印|委托|项目)|"
    r"(日期|时间|单位|比例尺|精度|坐标系|中央子午线|高程系|投影|周长)|第.{0,6}页|共.{0,6}页|以下空白|以上|"
    r"total|sum|subtotal|remark|note|comment|area|date|drawn|checked|surveyed|prepared|page|unit|perimeter|end\b)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"合计|总计|小计|共计|总和|汇总|面积|total|sum|area|^(s|mj)$", re.IGNORECASE)
_MEASURED = re.compile(r"^(量算|计算|图形)面积|^measured")
_OWN = re.compile(r"小计|^(宗地|地块|本宗|本地块)|subtotal", re.IGNORECASE)
_SAYS_AREA = re.compile(r"面积|area", re.IGNORECASE)
_UNITS = r"平方公里|平方千米|平方米|平米|公顷|亩|km2|m2|ha|mu"
# No figure has so many digits; without a bound each of them is tried as the first.
_FIGURE = re.compile(
    rf"(?<![0-9])([0-9][0-9,]{{0,30}}(?:\.[0-9]{{1,30}})?)\s{{0,30}}({_UNITS})", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![0-9A-Za-z.])[0-9][0-9,]{0,30}(?:\.[0-9]{1,30})?(?![0-9A-Za-z.])")
_UNIT_IN_LABEL = re.compile(rf"({_UNITS})", re.IGNORECASE)

_DISAGREE = Words(
    zh="“{text}”中的面积彼此不一致：{first} 与 {second}",
    en="the areas in “{text}” contradict each other: {first} and {second}",
)


@dataclass(frozen=True, slots=True)
class Total:
    """A row that states an area.

    Parameters
    ----------
    line : int
        Where it stands.
    text : str
        All of it.
    figures : tuple of str
        The areas in it, with their units where it gives them.
    is_own : bool
        Whether its label says that it is of one parcel, not of the whole table.
    """

    line: int
    text: str
    figures: tuple[str, ...]
    is_own: bool


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


def total_in(row: Sequence[str], line: int) -> Total | None:
    """Return the area that a row states, or None where it states none.

    Examples
    --------
    >>> total_in(["合计面积", "8000.00平方米", "12.00亩"], 9).figures
    ('8000.00平方米', '12.00亩')
    >>> total_in(["总面积(㎡)", "", "8000"], 9).figures, total_in(["合计", "4"], 9) is None
    (('8000m2',), True)
    """
    filled = [plain_signs(text) for text in row if text]
    label = fold(re.split("[:=]", filled[0])[0]) if filled else ""
    # What a table says was measured of the points that it holds, nobody has declared.
    if not _TOTAL.search(label) or _MEASURED.search(label):
        return None
    text = " ".join(filled)
    figures = [number + unit for number, unit in _FIGURE.findall(text)]
    if not figures and _SAYS_AREA.search(label):
        unit = _UNIT_IN_LABEL.search(label)
        found = _NUMBER.search(text.removeprefix(filled[0]) if len(filled) > 1 else text.partition(":")[2])
        figures = [found[0] + (unit[0] if unit else "")] if found else []
    return Total(line, text, tuple(figures), _OWN.search(label) is not None) if figures else None


def declared_of(total: Total, remarks: Diagnostics) -> str:
    """Return the most precise figure of a total, with a remark where another contradicts it."""
    parsed = [(_parsed(figure), figure) for figure in total.figures]
    known = [(area, figure) for area, figure in parsed if area is not None]
    if not known:
        return total.figures[0]
    chosen, text = min(known, key=lambda pair: pair[0].half_unit.m2)
    for area, figure in known:
        if abs(area.value.m2 - chosen.value.m2) > area.half_unit.m2 + chosen.half_unit.m2:
            remarks.add(
                "figures_disagree", _DISAGREE, line=total.line, text=total.text, first=text, second=figure
            )
    return text


def disagree(text: str, unit: Unit | None, total: Total, remarks: Diagnostics) -> None:
    """Remark on a stated area that contradicts the one in a parcel's own column, where both have units."""
    own = _parsed(text + (unit or "")) or _parsed(text)
    for figure in total.figures:
        other = _parsed(figure)
        if own is None or other is None:
            continue
        if abs(own.value.m2 - other.value.m2) > own.half_unit.m2 + other.half_unit.m2:
            remarks.add(
                "figures_disagree", _DISAGREE, line=total.line, text=total.text, first=text, second=figure
            )


def is_same_figure(one: str, other: str) -> bool:
    """Tell whether two cells say the same number, or are the same text."""
    try:
        return one == other or float(strip_grouping(one)) == float(strip_grouping(other))
    except ValueError:
        return False


def _parsed(figure: str) -> DeclaredArea | None:
    try:
        return DeclaredArea.parse(figure)
    except InputError:
        return None
