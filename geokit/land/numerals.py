"""Numbers as area texts print them, with half a unit of the last digit: 17,600, 三百三十, 1万7600, 三四百."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from geokit.errors import InputError
from geokit.i18n import Words

MULTIPLIERS = {
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    # As headlines and offices abbreviate 万 and 千.
    "w": 10**4,
    "k": 1000,
    "thousand": 1000,
    "million": 10**6,
}
HANZI = "零一二三四五六七八九十百千万亿点"

# What phases and batches are numbered with.
ORDINAL: Final = re.compile(r"\d+|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]")

_DIGITS = re.compile(r"(?:[0-9]*|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)(?:\.[0-9]+)?")
# A figure that stands twice, as where two cells were pasted side by side, is no figure in groups of three.
_TWICE = re.compile(r"([0-9]+) \1")
# As programs shorten a figure: 2.2E+05 is ± 5,000. No land is larger.
_SHORTENED = re.compile(r"([0-9]+(?:\.[0-9]+)?)e(\+?(?:0?[0-9]|1[0-5])|-0?[0-9])")
_PART = re.compile(r"([0-9][0-9., ]*|\.[0-9]+)(十万|百万|千万|[百千万亿wk])?")
_DECIMAL = re.compile("([零一二三四五六七八九十百千万亿]+)点([零一二三四五六七八九]+)([万亿]?)")
_POSITIONS = re.compile("[一二三四五六七八九][零一二三四五六七八九]+")
_LOOSE = re.compile("(.*?)([一二三四五六七八])([二三四五六七八九])([十百千万亿]*)")
_SPOKEN = re.compile("(.*[百千万亿])([一二三四五六七八九])")
# 十万零一千 is 十万一千: 零 may stand for the zero that a section ends with, though the next one begins with no gap.
_SPARE_ZERO = re.compile("(?<=[十百千]万)零(?=.千)|(?<=[十百千万]亿)零(?=.千[^亿万]*万)")
_CHINESE = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_CHINESE)}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SECTIONS = {"万": 10**4, "亿": 10**8}
_NEXT_LOWER = {"百": "十", "千": "百", "万": "千", "亿": "千万"}

_BAD_NUMBER = Words(
    zh="“{part}”不是一个数（千位分隔每三位一个逗号或空格，小数用点）",
    en="“{part}” is not a number (commas or blanks stand between groups of three digits, a point before decimals)",
)
_TWO_READINGS = Words(
    zh="“{part}”有两种读法：{one} 或 {other}；请写明", en="“{part}” can be {one} or {other}: write it in full"
)
_STANDS_TWICE = Words(zh="“{part}”不止一个数", en="“{part}” holds more than one number")
_NO_FIGURE = Words(
    zh="“{part}”没有说出数目；请写出数字", en="“{part}” names no figure: write the number itself"
)


class Numeral(NamedTuple):
    """A number as printed: its value, half a unit of its last digit, and the 万 or 亿 it is counted in."""

    value: Fraction
    half_unit: Fraction
    scale: int = 1

    def times(self, scale: int) -> Numeral:
        """Return the number counted in `scale`: 1.76 times 10,000 is ± 50."""
        return Numeral(self.value * scale, self.half_unit * scale, self.scale * scale)


def read_ordinal(text: str) -> int:
    """Return the number that :data:`ORDINAL` found.

    Examples
    --------
    >>> [read_ordinal(text) for text in ("3", "三", "十", "十二", "二十", "二十三")]
    [3, 3, 10, 12, 20, 23]
    """
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return 10 * (_VALUES[tens] if tens else len(ten)) + _VALUES.get(ones, 0)


def read_number(text: str) -> tuple[Numeral, Numeral]:
    """Read a number in digits, in Chinese numerals or in both; return its two ends.

    The ends are the same, unless the numeral itself is loose: 三四百 is 300 to 400, 十七八 is 17 to 18.

    Parameters
    ----------
    text : str
        In half width and simplified script, without blanks around; blanks inside stand between groups of three.

    Raises
    ------
    InputError
        The text is no number, or may be read in two ways (1万5).

    Examples
    --------
    >>> [int(read_number(text)[0].value) for text in ("1万7600", "2万5千", "三零二四", "一千五", "3 024")]
    [17600, 25000, 3024, 1500, 3024]
    >>> [int(end.value) for end in read_number("三四百")]
    [300, 400]
    """
    if "几" in text or "数" in text:
        raise InputError(_NO_FIGURE, part=text)
    if any(letter in "0123456789" for letter in text):
        number = _read_mixed(text)
        return number, number
    return _read_loose(text)


def is_shortened(text: str) -> bool:
    """Return whether a program has shortened a number: 2.2E+05.

    Examples
    --------
    >>> is_shortened("2.2E+05"), is_shortened("220000")
    (True, False)
    """
    return _SHORTENED.fullmatch(text.strip().lower()) is not None


def read_digits(text: str) -> Numeral:
    """Read Arabic digits, with or without separators of thousands.

    Raises
    ------
    InputError
        The text is no such number, such as ``1,76`` or ``1.2.3``.

    Examples
    --------
    >>> read_digits("2,048.92")
    Numeral(value=Fraction(51223, 25), half_unit=Fraction(1, 200), scale=1)
    """
    if _TWICE.fullmatch(text):
        raise InputError(_STANDS_TWICE, part=text)
    if not text or not _DIGITS.fullmatch(text):
        raise InputError(_BAD_NUMBER, part=text)
    plain = text.replace(",", "").replace(" ", "")
    decimals = len(plain.partition(".")[2])
    return Numeral(Fraction(plain), Fraction(1, 2 * 10**decimals))


def _read_mixed(text: str) -> Numeral:
    """Read digits that are counted in 万 or 千, once or in falling steps: 1.76万, 2万5千, 1万7600; or 1.76e+04."""
    if match := _SHORTENED.fullmatch(text):
        value, half_unit, _ = read_digits(match[1])
        size = Fraction(10) ** int(match[2])
        return Numeral(value * size, half_unit * size)
    parts = list(_PART.finditer(text))
    if "".join(part.group() for part in parts) != text:
        raise InputError(_BAD_NUMBER, part=text)
    numbers = [read_digits(part[1].strip()).times(MULTIPLIERS.get(part[2] or "", 1)) for part in parts]
    for larger, smaller in pairwise(numbers):
        if smaller.value >= larger.scale or 2 * larger.half_unit < larger.scale:
            raise InputError(_BAD_NUMBER, part=text)
    last = numbers[-1]
    if len(numbers) > 1 and last.scale == 1 and last.value * 10 < numbers[-2].scale:
        # 1万5 is 15,000 to one reader and 10,005 to another; 1万7600 has all its places.
        whole = sum(number.value for number in numbers[:-1])
        spoken = whole + last.value * numbers[-2].scale / 10
        raise InputError(
            _TWO_READINGS, part=text, one=f"{int(spoken):,}", other=f"{int(whole + last.value):,}"
        )
    return Numeral(sum((number.value for number in numbers), Fraction(0)), last.half_unit, last.scale)


def _read_loose(text: str) -> tuple[Numeral, Numeral]:
    match = _LOOSE.fullmatch(text)
    if match is not None:
        before, low, high, places = match.groups()
        # 三四, 七八, and the idiom 三五; any other two digits side by side are positions: 二四 is 24.
        if (_VALUES[high] - _VALUES[low] == 1 or (low, high) == ("三", "五")) and _takes_pair(before):
            return read_hanzi(before + low + places), read_hanzi(before + high + places)
    number = read_hanzi(text)
    return number, number


def _takes_pair(before: str) -> bool:
    """Whether a loose pair of digits may follow: nothing, or a numeral that a lower place continues."""
    return not before or before[-1] in "十百千万亿"


def read_hanzi(text: str) -> Numeral:
    """Read Chinese numerals.

    A numeral written in full is exact to one: 四千 is ± 0.5. One counted in 万 or 亿 is exact to the last
    digit it prints: 三万 is ± 5,000, 一点七六万 is ± 50. One that speech cuts short is exact to the place that is
    left out: 一千五 is 1,500 ± 50. Digits side by side are positions: 三零二四 is 3,024.

    Raises
    ------
    InputError
        The numeral is malformed.

    Examples
    --------
    >>> [int(part) for part in read_hanzi("一点七六万")]
    [17600, 50, 10000]
    """
    if _POSITIONS.fullmatch(text):
        return read_digits("".join(str(_VALUES[digit]) for digit in text))
    if match := _DECIMAL.fullmatch(text):
        whole, part, scale = match.groups()
        decimals = "".join(str(_VALUES[digit]) for digit in part)
        return read_digits(f"{_integer(whole)}.{decimals}").times(_SECTIONS.get(scale, 1))
    if match := _SPOKEN.fullmatch(text):
        place = _NEXT_LOWER[match[1][-1]]
        return Numeral(Fraction(_integer(text + place)), Fraction(_place_value(place), 2))
    scale = text[-1] if text[-1] in _SECTIONS and len(text) > 1 else ""
    whole, times = text.removesuffix(scale) if scale else text, _SECTIONS.get(scale, 1)
    # 三亿五千万: the 万 counts what follows the 亿, and not the whole.
    counted = _integer(text) // times if scale == "万" and "亿" in whole else _integer(whole)
    return read_digits(str(counted)).times(times)


def _place_value(places: str) -> int:
    value = 1
    for place in places:
        value *= _PLACES.get(place) or _SECTIONS[place]
    return value


def _integer(hanzi: str) -> int:
    """Return a numeral in full; whatever is not spelled as its value is spelled is refused."""
    spelled = "一" + hanzi if hanzi[0] in "十百千万亿" else hanzi
    total = section = digit = 0
    for letter in spelled:
        if letter in _VALUES:
            digit = _VALUES[letter]
        elif letter in _PLACES:
            section, digit = section + (digit or letter == "十") * _PLACES[letter], 0
        elif letter == "万":
            total, section, digit = total + (section + digit) * 10**4, 0, 0
        elif letter == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            raise InputError(_BAD_NUMBER, part=hanzi)
    value = total + section + digit
    if _SPARE_ZERO.sub("", spelled) not in _spellings(value):
        raise InputError(_BAD_NUMBER, part=hanzi)
    return value


def _spellings(value: int) -> set[str]:
    """Return how a whole number is written, with no 零 that may be left out: with 一十 or 十 inside it."""
    full = _spelled(value)
    return {full, full.replace("零一十", "零十"), full.replace("百一十", "百十")}


def _spelled(value: int) -> str:
    for name, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if value >= size:
            high, low = divmod(value, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_spelled(high)}{name}{gap}{_spelled(low) if low else ''}"
    return _CHINESE[value]
