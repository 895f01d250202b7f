"""A number with a unit of area, and nothing else: 330亩, 1.76万亩, 22 ha, 2,048.92 m².

What a document says around such a figure, about, at least, a range, is read by :mod:`geokit.land.declared`, with the same
units and the same numerals.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Final, Literal, TypeVar

from geokit.errors import InputError
from geokit.land.numerals import HANZI, MULTIPLIERS, read_number

Unit = Literal["m2", "ha", "mu", "km2"]
Key = TypeVar("Key")

HUNDREDS_OF_MU: Final = ("顷", "市顷")

_BY_UNIT: Final[dict[tuple[Unit, Fraction], str]] = {
    ("mu", Fraction(1)): "亩|市亩|mu",
    ("mu", Fraction(100)): "|".join(HUNDREDS_OF_MU),
    ("ha", Fraction(1)): "公顷|ha|hm2|hm^2|hectare|hectares",
    (
        "m2",
        Fraction(1),
    ): "平方米|平方|平方公尺|平米|平|米2|m2|m^2|sqm|sq m|square metre|square metres|square meter|square meters",
    ("m2", Fraction(100)): "公亩",
    # The international acre: 4840 square yards of 0.9144 m.
    ("m2", 4840 * Fraction("0.9144") ** 2): "英亩|acre|acres",
    ("km2", Fraction(1)): "平方公里|平方千米|公里2|km2|km^2|sq km"
    "|square kilometre|square kilometres|square kilometer|square kilometers",
}


def inverted(groups: dict[Key, str]) -> dict[str, Key]:
    """Return the group of each word; a group's words stand in one text, with bars between.

    Examples
    --------
    >>> inverted({"mu": "亩|mu"})
    {'亩': 'mu', 'mu': 'mu'}
    """
    return {word: key for key, words in groups.items() for word in words.split("|")}


def bounded(word: str) -> str:
    """Return the pattern of a word that no Latin letter goes on: ha is no unit in shape area.

    Examples
    --------
    >>> re.findall(bounded("ha"), "shape area, 22ha")
    ['ha']
    """
    before = "(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = "(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after


# The unit of each word, and how many of it the word stands for.
UNITS: Final = inverted(_BY_UNIT)

# 亩数 is the heading 面积（亩） in one word.
UNIT_AS_LABEL: Final = re.compile("(亩|公顷|平方米)数")

# Only width and script variants: NFKC would turn the list mark ① into a digit.
VARIANTS: Final = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | str.maketrans({"㎡": "m2", "㎢": "km2", "㏊": "ha", "−": "-", "【": "(", "】": ")"})
    | str.maketrans("畝頃餘約過內於將規劃總積啟區築", "亩顷余约过内于将规划总积启区筑")
    | str.maketrans("萬億兩两點〇壹贰貳叁肆伍陆陸柒捌玖拾佰仟", "万亿二二点零一二二三四五六六七八九十百千")
    | str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})
)

# A multiplier may stand apart from what it counts: 1.76 万 亩.
_BLANK_BEFORE_MULTIPLIER: Final = re.compile(f"(?<=[0-9{HANZI}]) (?=[百千万亿]|[wk](?![a-z]))")

# As programs shorten a figure: 2.2E+05.
_EXPONENT: Final = "(?:e[+-]?[0-9]{1,2}(?![0-9]))?"

_DIGITS: Final = f"(?:[0-9]{{1,3}}(?: [0-9]{{3}})+(?![0-9])|[0-9]|[.](?=[0-9]))[0-9.,]*{_EXPONENT}"

NUMBER: Final = f"(?:{_DIGITS}|[{HANZI}几数]|(?<=[0-9])[wk](?![a-z]))+"


def plain_text(text: str) -> str:
    """Return the text of an area in one width, script and case, without what ends a sentence.

    Examples
    --------
    >>> plain_text("２，０４８．９２ ㎡。")
    '2,048.92 m2'
    """
    plain = (
        text.translate(VARIANTS)
        .lower()
        .replace("m²", "m2")
        .replace("米²", "米2")
        .replace("里²", "里2")
        .replace("sq.", "sq ")
    )
    plain = " ".join(plain.split()).rstrip("。.;,")
    return _BLANK_BEFORE_MULTIPLIER.sub("", plain)


def read_unit_figure(text: str) -> tuple[Fraction, Unit] | None:
    """Read one number with a unit; None where the text is not exactly that.

    Examples
    --------
    >>> read_unit_figure("1.76万亩"), read_unit_figure("三百三十亩")
    ((Fraction(17600, 1), 'mu'), (Fraction(330, 1), 'mu'))
    >>> read_unit_figure("约330亩"), read_unit_figure("三四百亩"), read_unit_figure("330")
    (None, None, None)
    """
    match = _figure().fullmatch(plain_text(text))
    if match is None:
        return None
    try:
        low, high = read_number(match["number"].rstrip(",. "))
    except InputError:
        return None
    unit, size = UNITS[match["unit"]]
    times = MULTIPLIERS[match["times"]] if match["times"] else 1
    return (low.value * times * size, unit) if low == high else None


@cache
def _figure() -> re.Pattern[str]:
    units = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
    return re.compile(f"(?P<number>{NUMBER}) ?(?:(?P<times>thousand|million) )?(?P<unit>{units})")
