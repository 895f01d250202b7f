"""Reading an area as people write it: 1.76万亩, 不小于3808亩, 近四千亩, about 22 ha, 300–330 mu.

The text is cut into tokens, and only a few orders of tokens are an area; everything else is refused.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from geokit.errors import InputError
from geokit.land.declared.lexicon import BOUNDS_AFTER, BOUNDS_BEFORE, DASHES, FILLERS, LABELS, UNITS, VARIANTS
from geokit.land.declared.numerals import MULTIPLIERS, Numeral, read_digits, read_hanzi
from geokit.land.declared.terms import AreaKind, Bound
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from geokit.land.units import Unit

Value = TypeVar("Value")

LONGEST_TEXT = 120

_ERROR = Words(
    zh="看不懂面积“{text}”：{problem}。可写作：330亩、1.76万亩、不小于3808亩、约22公顷、300–330亩、2048.92平方米",
    en="cannot read the area “{text}”: {problem}. Write a number and a unit, such as 330 mu, 1.76万亩, "
    "at least 3,808 mu, about 22 ha, 300–330 mu or 2,048.92 m²",
)
_NO_NUMBER = Words(zh="没有数字", en="there is no number in it")
_NO_UNIT = Words(zh="没有面积单位", en="it has no unit of area")
_NEGATIVE = Words(zh="面积不能是负数", en="an area cannot be negative")
_ZERO = Words(zh="面积必须大于零", en="an area must be greater than zero")
_TWO_NUMBERS = Words(zh="不止一个数", en="it holds more than one number")
_TWO_UNITS = Words(zh="不止一个单位", en="it holds more than one unit")
_TWO_KINDS = Words(zh="不止一种面积类别", en="it names more than one kind of area")
_TWO_BOUNDS = Words(zh="限定词不止一种", en="it has more than one bound")
_RANGE_ORDER = Words(zh="范围的下限必须小于上限", en="a range must run from the smaller to the larger figure")
_UNKNOWN = Words(zh="“{part}”无法识别", en="“{part}” is not understood")
_ORDER = Words(zh="各部分的次序无法识别", en="its parts do not stand in an order that means an area")
_TOO_LONG = Words(zh="文字过长", en="the text is too long")

# [LP]* before the figure; S may stand before or after the unit; a second figure follows only a dash.
_FIGURE = "(?:NM|NH|N|H)"
_SHAPE = re.compile(f"[LP]*{_FIGURE}S*(?:U?D{_FIGURE}S*)?U[SL]*")


class Reading(NamedTuple):
    """What a text says: the figure or its two ends, half a unit of the last digit, and its words."""

    low: Fraction
    high: Fraction
    half_unit: Fraction
    unit: Unit
    bound: Bound
    kind: AreaKind | None


class _Token(NamedTuple):
    sort: str
    text: str


def read_area(text: str) -> Reading:
    """Read one area.

    Parameters
    ----------
    text : str
        A number and a unit, in Chinese or English, with the words that bound it.

    Raises
    ------
    InputError
        The text is not one positive area; the sentence quotes it and says what is accepted.

    Examples
    --------
    >>> reading = read_area("不小于1.76万亩")
    >>> int(reading.low), int(reading.half_unit), reading.unit, str(reading.bound)
    (17600, 50, 'mu', 'at_least')
    """
    if len(text) > LONGEST_TEXT:
        raise _error(text[:20] + "…", _TOO_LONG)
    try:
        return _interpret(_tokens(text))
    except InputError as error:
        raise _error(text, Words(zh=error.in_words("zh"), en=error.in_words("en"))) from None


def _error(text: str, problem: Words) -> InputError:
    return InputError(_ERROR, text=text, problem=problem)


def _interpret(tokens: list[_Token]) -> Reading:
    shape = "".join(token.sort for token in tokens)
    if not _SHAPE.fullmatch(shape):
        raise InputError(_fault(shape))
    unit = _only({UNITS[text] for text in _texts(tokens, "U")}, _TWO_UNITS)
    bounds = {BOUNDS_BEFORE[text] for text in _texts(tokens, "P")}
    bounds |= {BOUNDS_AFTER[text] for text in _texts(tokens, "S")}
    kinds = {kind for text in _texts(tokens, "L") if (kind := LABELS[text]) is not None}
    low, high = _ends(_figures(tokens), share_scale="UD" not in shape)
    if "D" in shape:
        bounds.add(Bound.RANGE)
    return Reading(
        low=low.value,
        high=high.value,
        half_unit=min(low.half_unit, high.half_unit),
        unit=unit,
        bound=_only(bounds or {Bound.EXACT}, _TWO_BOUNDS),
        kind=_only(kinds, _TWO_KINDS) if kinds else None,
    )


def _texts(tokens: list[_Token], sort: str) -> list[str]:
    return [token.text for token in tokens if token.sort == sort]


def _only(values: set[Value], problem: Words) -> Value:
    if len(values) > 1:
        raise InputError(problem)
    return next(iter(values))


def _fault(shape: str) -> Words:
    """Return the most telling fault of a shape that is no area."""
    figures = len(re.findall(_FIGURE, shape))
    if figures == 0:
        return _NO_NUMBER
    if re.match(f"[LP]*D{_FIGURE}", shape) or re.search(f"DD{_FIGURE}", shape):
        return _NEGATIVE
    if figures > 1 + shape.count("D"):
        return _TWO_NUMBERS
    return _ORDER if "U" in shape else _NO_UNIT


def _ends(figures: list[Numeral], *, share_scale: bool) -> tuple[Numeral, Numeral]:
    low, high = figures[0], figures[-1]
    # 1.7–1.8万亩 means 1.7万 to 1.8万, but 5000–1万亩 means 5,000 to 10,000.
    if share_scale and low.scale == 1 and low.value * high.scale < high.value:
        low = low.times(high.scale)
    if low.value <= 0 or high.value <= 0:
        raise InputError(_ZERO)
    if len(figures) > 1 and low.value >= high.value:
        raise InputError(_RANGE_ORDER)
    return low, high


def _figures(tokens: list[_Token]) -> list[Numeral]:
    figures: list[Numeral] = []
    previous = ""
    for sort, text in tokens:
        if sort == "N":
            figures.append(read_digits(text))
        elif sort in ("H", "M") and previous == "N":
            if text not in MULTIPLIERS:
                raise InputError(_UNKNOWN, part=text)
            figures[-1] = figures[-1].times(MULTIPLIERS[text])
        elif sort == "H":
            figures.append(read_hanzi(text))
        previous = sort
    return figures


def _tokens(text: str) -> list[_Token]:
    plain = _plain(text)
    tokens: list[_Token] = []
    at = 0
    while at < len(plain):
        match = _scanner().match(plain, at)
        if match is None:
            raise InputError(_UNKNOWN, part=plain[at:].split(" ")[0])
        tokens.append(_token(match, is_first_figure=not any(token.sort in "NH" for token in tokens)))
        at = match.end()
    return [token for token in tokens if token.sort != "F"]


def _plain(text: str) -> str:
    """Return the text in one width, script and case; a leading ~ is "about", not a range."""
    plain = text.translate(VARIANTS).lower().replace("m²", "m2").replace("sq.", "sq ")
    plain = " ".join(plain.split()).rstrip("。.;,")
    return re.sub("^~", "≈", plain)


def _token(match: re.Match[str], *, is_first_figure: bool) -> _Token:
    if match.lastgroup != "word":
        return _Token(str(match.lastgroup), match.group())
    sorts = _words()[match.group()]
    # "at least" and "approximately" stand before or after a figure.
    return _Token(sorts[0] if is_first_figure else sorts[-1], match.group())


@cache
def _words() -> dict[str, str]:
    """Return every known word with its sort, or its sorts before and after a figure."""
    groups: dict[str, Iterable[str]] = {
        "U": UNITS,
        "P": BOUNDS_BEFORE,
        "S": BOUNDS_AFTER,
        "L": LABELS,
        "F": FILLERS,
        "M": ("thousand", "million"),
        "D": DASHES,
    }
    sorts: dict[str, str] = {}
    for sort, words in groups.items():
        for word in words:
            sorts[word] = sorts.get(word, "") + sort
    return sorts


@cache
def _scanner() -> re.Pattern[str]:
    # The longest word first: 不超过 is not 超过, 至少 is not 至.
    words = "|".join(_bounded(word) for word in sorted(_words(), key=len, reverse=True))
    return re.compile(f"(?P<N>[0-9][0-9.,]*)|(?P<H>[零一二三四五六七八九十百千万亿点]+)|(?P<word>{words})")


def _bounded(word: str) -> str:
    before = "(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = "(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after
