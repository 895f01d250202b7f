"""The words around an area figure: units, bounds, and labels that name its kind.

All entries are lower case and of simplified script; `VARIANTS` brings other texts to it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from geokit.land.declared.terms import AreaKind, Bound

if TYPE_CHECKING:
    from geokit.land.units import Unit

Key = TypeVar("Key")

HUNDREDS_OF_MU = ("顷", "市顷")
_BY_UNIT: dict[tuple[Unit, Fraction], str] = {
    ("mu", Fraction(1)): "亩|市亩|mu",
    ("mu", Fraction(100)): "|".join(HUNDREDS_OF_MU),
    ("ha", Fraction(1)): "公顷|ha|hm2|hm^2|hectare|hectares",
    (
        "m2",
        Fraction(1),
    ): "平方米|平方|平米|米2|m2|m^2|sqm|sq m|square metre|square metres|square meter|square meters",
    ("m2", Fraction(100)): "公亩",
    # The international acre: 4840 square yards of 0.9144 m.
    ("m2", 4840 * Fraction("0.9144") ** 2): "英亩|acre|acres",
    ("km2", Fraction(1)): "平方公里|平方千米|km2|km^2|sq km"
    "|square kilometre|square kilometres|square kilometer|square kilometers",
}
# Ten 分 are a mu, ten 厘 a 分.
PARTS_OF_A_MU = {"分": Fraction(1, 10), "厘": Fraction(1, 100)}

_BEFORE: dict[Bound, str] = {
    Bound.AT_LEAST: "不小于|不低于|不少于|至少|最少|大于等于|≥|>=|>"
    "|at least|no less than|not less than|no fewer than|not fewer than|a minimum of",
    Bound.AT_MOST: "不超过|不大于|不高于|不多于|至多|最多|小于等于|小于|低于|少于|不足|不到|≤|<=|<"
    "|at most|no more than|not more than|not exceeding|up to|a maximum of|less than|under|below",
    Bound.ABOUT: "约|大约|大概|约为|约合|约计|≈|about|around|approximately|approx.|approx|roughly|circa|ca.",
    Bound.JUST_BELOW: "近|将近|接近|nearly|almost|close to|just under|just below",
    Bound.ABOVE: "逾|超|超过|超出|大于|高于|多于|上|more than|over|above|exceeding|just over|just above",
}

_AFTER: dict[Bound, str] = {
    Bound.AT_LEAST: "以上|及以上|or more|at least|and above",
    Bound.AT_MOST: "以下|及以下|以内|之内|or less|at most",
    Bound.ABOUT: "左右|上下|来|or so|approximately|approx.|approx",
    Bound.ABOVE: "余|多|有余|出头",
}

_BY_KIND: dict[AreaKind | None, str] = {
    AreaKind.FLOOR: "建筑面积|总建筑面积|floor area|gross floor area|total floor area|floor space|gfa",
    AreaKind.GROSS_PLANNED: "规划面积|总规划面积|规划总面积|规划用地|规划用地面积|规划总用地面积|规划"
    "|planned area|gross planned area|planned",
    AreaKind.START_ZONE: "启动区|启动区面积|起步区|起步区面积|start zone",
    AreaKind.TOTAL: "总面积|总用地|总用地面积|总占地面积|用地总面积|土地总面积"
    "|total area|total land area|total land",
    AreaKind.NET: "净面积|净用地面积|净用地|net area|net land area|net land",
    AreaKind.APPROVED: "批准面积|批复面积|approved area",
    AreaKind.IN_STOCK: "在库面积|in-stock area",
    None: "面积|用地|用地面积|占地|占地面积|土地面积|土地|地|area|land area|land"
    "|首期|一期|二期|三期|四期|五期|六期|首期面积|一期面积|二期面积|三期面积",
}


def _inverted(groups: dict[Key, str]) -> dict[str, Key]:
    return {word: key for key, words in groups.items() for word in words.split("|")}


UNITS = _inverted(_BY_UNIT)
BOUNDS_BEFORE = _inverted(_BEFORE)
BOUNDS_AFTER = _inverted(_AFTER)
LABELS = _inverted(_BY_KIND)
FILLERS = (
    " ", ":", ",", ";", "(", ")", "[", "]", "/", "=", "、", "为", "是", "共", "共计", "总计", "合计", "合", "折合", "计", "即",
    "达", "整", "之间", "of", "is", "or", "i.e.",
)  # fmt: skip
DASHES = ("-", "–", "—", "~", "〜", "至", "到", "to")
PLUS_MINUS = ("±", "+-", "+/-", "正负")

# Only width and script variants: NFKC would turn the list mark ① into a digit.
VARIANTS = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | str.maketrans({"㎡": "m2", "㎢": "km2", "㏊": "ha", "−": "-", "【": "(", "】": ")"})
    | str.maketrans("畝頃餘約過內於將規劃總積啟區築", "亩顷余约过内于将规划总积启区筑")
    | str.maketrans("萬億兩两點〇壹贰貳叁肆伍陆陸柒捌玖拾佰仟", "万亿二二点零一二二三四五六六七八九十百千")
    | str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})
)
