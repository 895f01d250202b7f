"""The areas that a table of points states beside them: 合计面积：十二亩三分五厘, Total area, 8000 m2."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.declared.area import AreaKind, DeclaredArea
from geokit.land.declared.text import LONGEST_TEXT
from geokit.land.declared.tokens import LABELS
from geokit.land.numerals import HANZI
from geokit.land.unit_figures import UNITS, bounded
from geokit.parcels.codes import fold
from geokit.parcels.formats.points.numbers import plain_signs
from geokit.parcels.values import strip_grouping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.land.units import Unit
    from geokit.parcels.diagnostics import Diagnostics

_TOTAL = re.compile(r"合计|总计|小计|共计|总和|汇总|面积|total|sum|area|^(s|mj)$", re.IGNORECASE)
# What a table says was measured of the points that it holds nobody has declared, and floors are no land.
_NOT_DECLARED = re.compile(
    r"^(量算|计算|图形)面积|^measured|建筑|计容|floor|building|^gfa|公摊|套内|道路|绿地|绿化|误差|容差|差值|差$|超占",
    re.IGNORECASE,
)
_OWN = re.compile(r"小计|^(宗地|地块|本宗|本地块)|subtotal", re.IGNORECASE)
_SAYS_AREA = re.compile(r"面积|area|^(s|mj)$", re.IGNORECASE)
_COUNT = re.compile(r"合计|总计|小计|共计|总和|汇总|total|sum", re.IGNORECASE)
# Between one statement and the next: a comma between digits belongs to a figure.
_BETWEEN = re.compile(r"[;、()\[\]{}]|,(?![0-9])|(?<![0-9]),")
# Of what lies in the land, or is not of it, the row states an area besides.
_BESIDES = re.compile(
    r"其中|不含|不计|扣除|除去|另有|另外|of which|including|excluding|without", re.IGNORECASE
)
_LABEL = re.compile(r".*(?:合计|总计|小计|共计|总和|汇总|面积|total|sum|area)(?![a-z])", re.IGNORECASE)
_UNIT_SAID = re.compile(r"单位 ?[:=] ?([^ ;,()\[\]]{1,20})")
_NUMBER = re.compile(
    r"(?:[0-9]{1,3}(?: [0-9]{3}){1,9}|[0-9][0-9,]{0,30})(?:\.[0-9]{1,30})?(?:e[+-]?[0-9]{1,2})?",
    re.IGNORECASE,
)
# Digits and a unit: where they are no area, that is said once they are held to be one.
_MEANT = re.compile(
    rf"[^0-9]{{0,9}}[0-9][-+0-9.,' ]{{0,40}}(?:{'|'.join(sorted(UNITS, key=len, reverse=True))})",
    re.IGNORECASE,
)
_FIGURE = re.compile(f"[0-9{HANZI}]")
# No row states so many things; each is tried.
_MOST = 64

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


def total_in(row: Sequence[str], line: int) -> Total | None:
    """Return the area that a row states, or None where it states none.

    Examples
    --------
    >>> total_in(["合计面积", "8000.00平方米", "十二亩三分五厘"], 9).figures
    ('8000.00平方米', '十二亩三分五厘')
    >>> total_in(["总面积(㎡)", "", "8000"], 9).figures, total_in(["合计", "4"], 9) is None
    (('8000m2',), True)
    """
    filled = [plain_signs(text) for text in row if text]
    label = fold(re.split("[:=]", filled[0])[0]) if filled else ""
    if not _TOTAL.search(label):
        return None
    stated = _of_land(_statements(filled))
    figures = tuple(figure for each in stated for figure in each.figures())
    if not figures:
        figures = tuple(islice((figure for each in stated for figure in each.bare()), 1))
    return Total(line, " ".join(filled), figures, _OWN.search(label) is not None) if figures else None


@dataclass(slots=True)
class _Statement:
    """A label and the figures and units behind it, up to the next label."""

    label: str
    said: list[str] = field(default_factory=list)

    def figures(self) -> Iterator[str]:
        """Yield what is an area; a number and its unit, or its thousands, may lie in two cells."""
        says_area, has_unit_first = _SAYS_AREA.search(self.label), bool(self.said) and _is_unit(self.said[0])
        unit, rest = "", list(self.said)
        while rest:
            first = rest.pop(0)
            # The blank keeps 8,000.00平方米 together, which a comma has parted.
            joined = f"{first} {rest[0]}" if rest and not unit and _NUMBER.fullmatch(first) else ""
            if _is_unit(first):
                unit = first if has_unit_first else ""
            elif unit and says_area and _parsed(first + unit):
                yield first + unit
            elif joined and (says_area or _is_unit(rest[0])) and _parsed(joined):
                rest.pop(0)
                yield joined
            elif _parsed(first):
                yield first

    def bare(self) -> Iterator[str]:
        """Yield what is meant for an area, of a label that says so and names no unit."""
        if _SAYS_AREA.search(self.label) and not any(map(_is_unit, self.said)):
            meant = (each for each in self.said if _NUMBER.fullmatch(each) or _MEANT.fullmatch(each))
            yield from (each for each in meant if not _NOT_DECLARED.search(each))


def _statements(filled: Sequence[str]) -> list[_Statement]:
    """Return what the cells of a row state; a label goes for all that follows it, until the next one."""
    text = _counted(_UNIT_SAID.sub(r";\1;", ";".join(filled)))
    stated = [_Statement("")]
    for piece in map(str.strip, _BETWEEN.split(text, maxsplit=_MOST)[:_MOST]):
        if len(piece) > LONGEST_TEXT:
            continue
        if _BESIDES.search(piece):
            # What it states besides may lie in the next cell.
            if not _FIGURE.search(piece):
                stated.append(_Statement(piece))
            continue
        said = _without_label(piece)
        label = fold(piece.removesuffix(said)).strip(":=")
        # 面积单位：亩 面积：12 says its label twice.
        if label and not (label == stated[-1].label and all(map(_is_unit, stated[-1].said))):
            stated.append(_Statement(label))
        if said:
            stated[-1].said.append(said)
    return stated


def _of_land(stated: Sequence[_Statement]) -> list[_Statement]:
    """Return the statements of land as a whole: the first, unless it is of something else, and others that are called so."""
    first = next((each for each in stated if each.label), None)
    return [
        each
        for each in stated
        if not (_NOT_DECLARED.search(each.label) or _BESIDES.search(each.label))
        and (each is first or _COUNT.sub("", each.label) in _land_labels())
    ]


@cache
def _land_labels() -> frozenset[str]:
    return frozenset({"", *(fold(label) for label, kind in LABELS.items() if kind is not AreaKind.FLOOR)})


def _without_label(piece: str) -> str:
    said = re.split("[:=]", piece.rstrip(":="))[-1]
    label = _LABEL.match(said)
    return said[label.end() :].strip() if label else said.strip()


def _counted(text: str) -> str:
    """Return a row where the thousands that a label counts its unit in are one sign: Total area (10,000 m2) is in 万m2."""
    return _counting().sub(lambda found: f"{found[1]}({'万' if found[2] == '10' else '千'}{found[3]})", text)


@cache
def _counting() -> re.Pattern[str]:
    words = sorted(UNITS.keys() - {"平"}, key=len, reverse=True)
    return re.compile(
        r"((?:计|总和|汇总|面积|total|sum|area) ?)[(\[] ?(10|1)[, ]?000 ?"
        rf"({'|'.join(map(bounded, words))}) ?[)\]](?=[:=; ]*[0-9][0-9.]*(?:[;)]|$))",
        re.IGNORECASE,
    )


def _is_unit(text: str) -> bool:
    return _unit_of_label().fullmatch(text.lower()) is not None


@cache
def _unit_of_label() -> re.Pattern[str]:
    # 平 alone is more often the beginning of 平面 than a unit.
    words = sorted(UNITS.keys() - {"平"}, key=len, reverse=True)
    return re.compile(f"[十百千万亿]*(?:{'|'.join(map(bounded, words))})")


def is_area(text: str) -> bool:
    """Tell whether a text is an area of land, and nothing else.

    Examples
    --------
    >>> is_area("约12亩"), is_area("12亩3分5厘"), is_area("甲地块"), is_area("建筑面积300㎡")
    (True, True, False, False)
    """
    area = _parsed(text)
    return area is not None and area.kind is not AreaKind.FLOOR


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


# A figure is looked at as a piece of its row, as a figure, and against the others.
@lru_cache(maxsize=1024)
def _parsed(figure: str) -> DeclaredArea | None:
    try:
        return DeclaredArea.parse(figure)
    except InputError:
        return None
