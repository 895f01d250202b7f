"""Reading an area as people write it: 1.76万亩, 不小于3808亩, 十二亩三分五厘, about 22 ha, 330±5亩, 22公顷(330亩).

The text is cut into tokens, and only a few orders of tokens are an area; everything else is refused.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.land.declared.figure import AreaKind, Bound
from geokit.land.declared.tokens import (
    BOUNDS_AFTER,
    BOUNDS_BEFORE,
    LABELS,
    PARTS_OF_A_MU,
    Token,
    tokenize,
)
from geokit.land.numerals import MULTIPLIERS, Numeral, read_number
from geokit.land.unit_figures import UNITS

if TYPE_CHECKING:
    from geokit.land.unit_figures import Unit

Value = TypeVar("Value")

_HALF = Fraction(1, 2)
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
_PARTS = Words(
    zh="顷、亩、分、厘、毫须由大到小：不足一百亩，分、厘、毫各为一位数",
    en="顷, 亩, 分, 厘 and 毫 go from the large to the small: fewer than 100 mu, 分, 厘 and 毫 of one digit each",
)
_ORDER = Words(zh="各部分的次序无法识别", en="its parts do not stand in an order that means an area")
_TOO_LONG = Words(zh="文字过长", en="the text is too long")

# Sorts of tokens, one letter each; l is a label that names no kind. B is 半, before a unit or behind it or its part.
_FIGURE = "(?:NM?|B)"
_PARTS_SHAPE = "NZ(?:NZ)*B?"
_PLAIN = f"(?:{_FIGURE}S*U(?:B|{_PARTS_SHAPE})?|NQNU(?:B|{_PARTS_SHAPE})?|{_PARTS_SHAPE})"
_RANGE = f"{_FIGURE}S*U?D{_FIGURE}S*U"
_SPREAD = "NM?U?TNM?(?:C?U|C)"
_UNIT_FIRST = f"(?<=[Ll])UP*{_FIGURE}S*(?:D{_FIGURE}S*)?"
# The same land in another unit may follow, and in a third: 330亩（22公顷，220000平方米）; between them stands no other
# kind of area.
_RESTATED = ("restated", "again")
_SHAPE = re.compile(
    f"[LlP]*(?:{_PLAIN}|{_RANGE}|{_SPREAD}|{_UNIT_FIRST})[Sl]*"
    + "".join(f"(?P<{name}>P*{_PLAIN}S*)?" for name in _RESTATED)
    + "[SLl]*"
)


class Reading(NamedTuple):
    """What a text says: the figure or its two ends, half a unit of the last digit, and its words.

    `restated` is the same land in another unit, where the text gives it more than once.
    """

    low: Fraction
    high: Fraction
    half_unit: Fraction
    unit: Unit
    bound: Bound
    kind: AreaKind | None
    restated: Reading | None = None


def parse_area(text: str, unit: Unit | None = None) -> Reading:
    """Read one area.

    Parameters
    ----------
    text : str
        A number and a unit, in Chinese or English, with the words that bound it.
    unit : {"m2", "ha", "mu", "km2"}, optional
        The unit of a figure that names none, where it is known from elsewhere: 约12 in a column of mu.

    Raises
    ------
    InputError
        The text is not one positive area; the sentence quotes it and says what is accepted.

    Examples
    --------
    >>> reading = parse_area("不小于1.76万亩")
    >>> int(reading.low), int(reading.half_unit), reading.unit, str(reading.bound)
    (17600, 50, 'mu', 'at_least')
    """
    if len(text) > LONGEST_TEXT:
        raise _error(text[:20] + "…", _TOO_LONG)
    try:
        tokens = tokenize(text)
        return _interpret(tokens if unit is None else _with_unit(tokens, unit))
    except InputError as error:
        raise _error(text, Words(zh=error.localize("zh"), en=error.localize("en"))) from None


def _error(text: str, problem: Words) -> InputError:
    return InputError(_ERROR, text=text, problem=problem)


def _with_unit(tokens: list[Token], unit: Unit) -> list[Token]:
    """Return tokens with the unit behind the last figure, where none of them is a unit."""
    figures = [at for at, token in enumerate(tokens) if token.sort in "NMB"]
    if not figures or any(token.sort in "UZQ" for token in tokens):
        return tokens
    word = next(word for word, meaning in UNITS.items() if meaning == (unit, Fraction(1)))
    return [*tokens[: figures[-1] + 1], Token("U", word), *tokens[figures[-1] + 1 :]]


def _interpret(tokens: list[Token]) -> Reading:
    shape = "".join(map(_sort, tokens))
    match = _SHAPE.fullmatch(shape)
    if match is None:
        raise InputError(_fault(shape))
    kinds = {kind for text in _texts(tokens, "L") if (kind := LABELS[text]) is not None}
    kind = _only(kinds, _TWO_KINDS) if kinds else None
    starts = [match.start(name) for name in _RESTATED if match[name] is not None]
    parts = [tokens[begin:end] for begin, end in pairwise([0, *starts, len(tokens)])]
    units = [{UNITS.get(text) for text in _texts(part, "U")} for part in parts]
    readings = [_measure(part, kind) for part in parts]
    for one, other in combinations(range(len(parts)), 2):
        if units[one] & units[other]:
            readings[one] = readings[other] = _said_twice(readings[one], readings[other])
    *before, reading = dict.fromkeys(readings)
    for each in reversed(before):
        reading = each._replace(restated=reading)
    return reading


def _said_twice(one: Reading, other: Reading) -> Reading:
    """Return what two figures in one unit say, of which one is rounded: 1.76万亩（17,623亩）, 1.76万亩 (17,600 mu)."""
    fine, rounded = sorted((one, other), key=lambda reading: reading.half_unit)
    is_single = all(each.low == each.high and each.bound is Bound.EXACT for each in (one, other))
    if (
        not is_single
        or fine.half_unit == rounded.half_unit
        or abs(fine.low - rounded.low) > rounded.half_unit
    ):
        raise InputError(_TWO_NUMBERS)
    # The same value with more zeros was worked out of the rounded one, and is no more exact.
    return rounded if fine.low == rounded.low else fine


def _sort(token: Token) -> str:
    return "l" if token.sort == "L" and LABELS[token.text] is None else token.sort


def _measure(tokens: list[Token], kind: AreaKind | None) -> Reading:
    """Read the tokens of one figure or range in one unit."""
    shape = "".join(token.sort for token in tokens)
    # Parts of a mu that stand alone have the mu as their unit.
    units = {UNITS[text] for text in _texts(tokens, "U")} or {UNITS["亩"]}
    unit, size = _only(units, _TWO_UNITS)
    if ("Z" in shape or "Q" in shape) and (unit, size) != UNITS["亩"]:
        raise InputError(_PARTS)
    if "T" in shape:
        low, high = _spread(tokens)
    elif "D" in shape:
        low, high = _ends(_figures(tokens), share_scale="UD" not in shape)
    else:
        low, high = _single(tokens)
    if low.value <= 0:
        raise InputError(_ZERO)
    return Reading(
        low=low.value * size,
        high=high.value * size,
        half_unit=min(low.half_unit, high.half_unit) * size,
        unit=unit,
        bound=_bound(tokens, is_range=low.value < high.value),
        kind=kind,
    )


def _texts(tokens: list[Token], sort: str) -> list[str]:
    return [token.text for token in tokens if token.sort == sort]


def _only(values: set[Value], problem: Words) -> Value:
    if len(values) > 1:
        raise InputError(problem)
    return next(iter(values))


def _bound(tokens: list[Token], *, is_range: bool) -> Bound:
    bounds = {BOUNDS_BEFORE[text] for text in _texts(tokens, "P")}
    bounds |= {BOUNDS_AFTER[text] for text in _texts(tokens, "S")}
    if is_range:
        bounds.add(Bound.RANGE)
    # 约100–120亩 is as loose as its range, 约330余亩 as its 余.
    if bounds & {Bound.RANGE, Bound.ABOVE}:
        bounds.discard(Bound.ABOUT)
    return _only(bounds or {Bound.EXACT}, _TWO_BOUNDS)


def _fault(shape: str) -> Words:
    """Return the most telling fault of a shape that is no area."""
    figures = len(re.findall(_FIGURE, shape))
    if figures == 0:
        return _NO_NUMBER
    if re.match("[LlP]*D[NB]", shape) or re.search("DD[NB]", shape):
        return _NEGATIVE
    if figures > 1 + shape.count("D") + shape.count("Z") + shape.count("Q"):
        return _TWO_NUMBERS
    return _ORDER if re.search("[UZQ]", shape) else _NO_UNIT


def _single(tokens: list[Token]) -> tuple[Numeral, Numeral]:
    """Return the ends of one figure: the same, unless the numeral itself is loose."""
    if _texts(tokens, "Z") or _texts(tokens, "Q"):
        number = _with_parts(tokens)
        return number, number
    [(low, high)] = _figures(tokens)
    if "UB" not in "".join(token.sort for token in tokens):
        return low, high
    if low != high or low.half_unit != _HALF:
        raise InputError(_ORDER)
    more = Numeral(low.value + _HALF, _HALF / 10)
    return more, more


def _with_parts(tokens: list[Token]) -> Numeral:
    """Return mu with their hundreds and their parts: 一顷五十亩, 三亩五分, 五分三厘二毫."""
    sizes = [_in_mu(token.text) for token in tokens if token.sort in "QUZ"]
    figures = [low for low, _ in _figures(tokens)]
    is_falling = sizes == sorted(set(sizes), reverse=True)
    are_whole = all(figure.half_unit == _HALF for figure in figures)
    # Fewer than a hundred mu behind a 顷, and one digit of each part of a mu.
    are_parts = all(
        figure.value < (100 if size == 1 else 10) for figure, size in zip(figures[1:], sizes[1:], strict=True)
    )
    if not (is_falling and are_whole and are_parts):
        raise InputError(_PARTS)
    value = sum((figure.value * size for figure, size in zip(figures, sizes, strict=True)), Fraction(0))
    if _texts(tokens, "B"):
        # 五分半 is five and a half 分.
        return Numeral(value + sizes[-1] / 2, sizes[-1] / 20)
    return Numeral(value, sizes[-1] / 2)


def _in_mu(unit: str) -> Fraction:
    return PARTS_OF_A_MU[unit] if unit in PARTS_OF_A_MU else UNITS[unit][1]


def _ends(figures: list[tuple[Numeral, Numeral]], *, share_scale: bool) -> tuple[Numeral, Numeral]:
    (low, _), (_, high) = figures
    # 1.7–1.8万亩 means 1.7万 to 1.8万, but 5000–1万亩 means 5,000 to 10,000.
    if share_scale and low.scale == 1 and low.value * high.scale < high.value:
        low = low.times(high.scale)
    if low.value >= high.value:
        raise InputError(_RANGE_ORDER)
    return low, high


def _spread(tokens: list[Token]) -> tuple[Numeral, Numeral]:
    """Return the ends of a figure with what it may be off: 330±5亩, 330亩±5%."""
    (middle, _), (reach, _) = _figures(tokens)
    # 1.76±0.01万亩 counts both in 万.
    if middle.scale == 1 and middle.value < reach.value:
        middle = middle.times(reach.scale)
    off = middle.value * reach.value / 100 if _texts(tokens, "C") else reach.value
    if not 0 < off < middle.value:
        raise InputError(_RANGE_ORDER)
    half_unit = min(middle.half_unit, _last_digit(middle.value - off) / 2)
    return Numeral(middle.value - off, half_unit), Numeral(middle.value + off, half_unit)


def _last_digit(value: Fraction) -> Fraction:
    """Return one unit of the last decimal that a value needs."""
    unit = Fraction(1)
    while value % unit:
        unit /= 10
    return unit


def _figures(tokens: list[Token]) -> list[tuple[Numeral, Numeral]]:
    """Return the ends of each figure; 半 is one where neither a unit nor a part of a mu stands before it."""
    figures: list[tuple[Numeral, Numeral]] = []
    previous = ""
    for sort, text in tokens:
        if sort == "N":
            figures.append(read_number(text))
        elif sort == "M":
            low, high = figures[-1]
            figures[-1] = low.times(MULTIPLIERS[text]), high.times(MULTIPLIERS[text])
        elif sort == "B" and previous not in ("U", "Z"):
            half = Numeral(_HALF, _HALF / 10)
            figures.append((half, half))
        previous = sort
    return figures
