"""An area text cut into tokens: figures, units, bounds, and labels that name the kind of area.

All words known here are lower case and of simplified script; `plain_text` brings other texts to it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.declared.figure import AreaKind, Bound
from geokit.land.unit_figures import (
    HUNDREDS_OF_MU,
    NUMBER,
    UNIT_AS_LABEL,
    UNITS,
    bounded,
    inverted,
    plain_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


# Ten 分 are a mu, ten 厘 a 分, ten 毫 a 厘.
PARTS_OF_A_MU = {"分": Fraction(1, 10), "厘": Fraction(1, 100), "毫": Fraction(1, 1000)}

_BEFORE: dict[Bound, str] = {
    Bound.AT_LEAST: "不小于|不低于|不少于|至少|最少|大于等于|≥|>="
    "|at least|no less than|not less than|no fewer than|not fewer than|a minimum of",
    Bound.AT_MOST: "不超过|不大于|不高于|不多于|至多|最多|小于等于|小于|低于|少于|不足|不到|≤|<=|<"
    "|at most|no more than|not more than|not exceeding|up to|a maximum of|less than|under|below",
    Bound.ABOUT: "约|大约|大概|约为|约合|约计|≈|about|around|approximately|approx.|approx|roughly|circa|ca.",
    Bound.JUST_BELOW: "近|将近|接近|nearly|almost|close to|just under|just below",
    Bound.ABOVE: ">|逾|超|超过|超出|大于|高于|多于|上|more than|over|above|exceeding|just over|just above",
}

_AFTER: dict[Bound, str] = {
    Bound.AT_LEAST: "以上|及以上|or more|at least|and above",
    Bound.AT_MOST: "以下|及以下|以内|之内|or less|at most",
    Bound.ABOUT: "左右|上下|来|or so|approximately|approx.|approx",
    Bound.ABOVE: "余|多|有余|有零|出头|+",
}

_BY_KIND: dict[AreaKind | None, str] = {
    AreaKind.FLOOR: "建筑面积|总建筑面积|规划建筑面积|规划总建筑面积|计容建筑面积"
    "|floor area|gross floor area|total floor area|floor space|gfa",
    AreaKind.GROSS_PLANNED: "规划面积|总规划面积|规划总面积|规划规模|规划总规模|规划用地|规划用地面积|规划用地规模"
    "|规划用地总面积|规划总用地|规划总用地面积|规划总用地规模|规划占地|规划占地面积|规划总占地面积|规划"
    "|planned area|gross planned area|planned",
    AreaKind.START_ZONE: "启动区|启动区面积|启动区用地|起步区|起步区面积|起步区用地|start zone",
    AreaKind.TOTAL: "总面积|总规模|总用地|总用地面积|总用地规模|总占地|总占地面积|用地总面积|用地总规模|土地总面积"
    "|total area|total land area|total land",
    AreaKind.NET: "净面积|净用地面积|净用地|net area|net land area|net land",
    AreaKind.APPROVED: "批准面积|批复面积|批准用地面积|批复用地面积|approved area",
    AreaKind.IN_STOCK: "在库面积|in-stock area",
    None: "面积|用地|用地面积|用地规模|占地|占地面积|土地面积|土地|地|area|land area|land",
}

# Which land it is, and what is done with it, makes no kind of area: 宗地面积, 征收土地面积, 核心区.
_OF_WHAT = (
    "宗地", "地块", "项目", "园区", "建设", "出让", "划拨", "供应", "征收", "征地", "收储", "实测", "测量", "登记", "拟", "申请",
)  # fmt: skip
_OF_ZONES = ("核心区", "先行区", "示范区", "拓展区", "扩展区", "产业区")
_LAND = ("用地", "用地面积", "用地规模", "土地面积")


def _parcels_and_zones() -> Iterator[str]:
    for land in _LAND:
        yield from (before + land for before in (*_OF_WHAT, *_OF_ZONES))
    # What is built on an area is another one: 建设面积.
    yield from (f"{before}面积" for before in (*_OF_WHAT, *_OF_ZONES) if before not in ("建设", "拟", "申请"))
    yield from _OF_ZONES


_CARDINALS = ("one", "two", "three", "four", "five", "six")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def _phases() -> Iterator[str]:
    """Yield what a phase is called that an area is of; a phase is no kind of area."""
    for phase in ("首期", "近期", "中期", "远期", *(f"{number}期" for number in "一二三四五六七八九十")):
        yield from (
            f"{before}{phase}{after}" for before in ("", "第") for after in ("", "面积", "用地", "工程")
        )
    for number, (cardinal, ordinal) in enumerate(zip(_CARDINALS, _ORDINALS, strict=True), start=1):
        yield from (f"phase {number}", f"phase {cardinal}", f"{ordinal} phase")


BOUNDS_BEFORE = inverted(_BEFORE)

BOUNDS_AFTER = inverted(_AFTER)

LABELS = inverted(_BY_KIND) | dict.fromkeys((*_parcels_and_zones(), *_phases()))

FILLERS = (
    " ", ":", ",", ";", "(", ")", "[", "]", "/", "=", "、", "为", "是", "共", "共计", "总计", "合计", "累计", "小计", "合", "折", "折合",
    "计", "即", "达", "整", "之间", "of", "is", "or", "i.e.", "total", "in total", "a total of",
)  # fmt: skip

DASHES = ("-", "–", "—", "~", "〜", "至", "到", "to")

PLUS_MINUS = ("±", "+-", "+/-", "正负")

_UNKNOWN = Words(zh="“{part}”无法识别", en="“{part}” is not understood")

# "And" alone joins no two figures to a range: 300 mu and 20 mu are two areas. In-stock land is 在库.
_BETWEEN = re.compile(r"(?:\b(?:between|from)\b|介于|从|自|在(?!库))(.+?)(?:\b(?:and|to)\b|[和与至到])(?=.+)")


class Token(NamedTuple):
    """One word of an area text.

    Parameters
    ----------
    sort : str
        N a number, M thousand or million, B a half, U a unit, Z a part of a mu, P and S a bound before and after a
        figure, L a label, D a dash, T plus or minus, C per cent. Q is 顷 with its mu right behind it: 一顷五十亩.
    text : str
        The word, in half width, simplified script and lower case.
    """

    sort: str
    text: str


def tokenize(text: str) -> list[Token]:
    """Return the tokens of a text without what only fills it.

    Raises
    ------
    InputError
        A part of it is no word of areas.

    Examples
    --------
    >>> [tuple(token) for token in tokenize("约1.76万亩")]
    [('P', '约'), ('N', '1.76万'), ('U', '亩')]
    """
    plain = _plain(text)
    tokens: list[Token] = []
    at = 0
    while at < len(plain):
        match = _scanner().match(plain, at)
        if match is None:
            raise InputError(_UNKNOWN, part=plain[at:].split(" ")[0])
        tokens.append(_token(match, is_first_figure=not any(token.sort in "NB" for token in tokens)))
        at = match.end()
    return [token for token in _counted_on(tokens) if token.sort != "F"]


def _counted_on(tokens: list[Token]) -> list[Token]:
    """Mark 顷 where its figure goes on with mu; behind a bracket or a comma the same land follows once more."""
    marked = list(tokens)
    for at, (unit, number) in enumerate(pairwise(tokens)):
        if unit.text in HUNDREDS_OF_MU and number.sort == "N":
            marked[at] = Token("Q", unit.text)
    return marked


def _plain(text: str) -> str:
    """Return the text in one width, script and case; a leading ~ is "about", not a range."""
    # 亩数 is the heading 面积（亩） in one word.
    plain = UNIT_AS_LABEL.sub(r"面积\1", plain_text(text))
    return re.sub("^~", "≈", _BETWEEN.sub(r"\1至", plain))


def _token(match: re.Match[str], *, is_first_figure: bool) -> Token:
    if match.lastgroup == "number":
        return Token("N", match.group().rstrip(",. "))
    sorts = _words()[match.group()]
    # "at least" and "approximately" stand before or after a figure.
    return Token(sorts[0] if is_first_figure else sorts[-1], match.group())


@cache
def _words() -> dict[str, str]:
    """Return every known word with its sort, or its sorts before and after a figure."""
    groups: dict[str, Iterable[str]] = {
        "U": UNITS,
        "Z": PARTS_OF_A_MU,
        "P": BOUNDS_BEFORE,
        "S": BOUNDS_AFTER,
        "L": LABELS,
        "F": FILLERS,
        "M": ("thousand", "million"),
        "B": ("半", "half a", "half an"),
        "D": DASHES,
        "T": PLUS_MINUS,
        "C": ("%",),
    }
    sorts: dict[str, str] = {}
    for sort, words in groups.items():
        for word in words:
            sorts[word] = sorts.get(word, "") + sort
    return sorts


@cache
def _scanner() -> re.Pattern[str]:
    # The longest word first: 不超过 is not 超过, 至少 is not 至. Words before numbers: 一期 is no figure.
    words = "|".join(bounded(word) for word in sorted(_words(), key=len, reverse=True))
    return re.compile(f"(?P<word>{words})|(?P<number>{NUMBER})")
