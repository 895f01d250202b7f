"""Numbers as area texts print them, with half a unit of the last digit: 17,600, 三百三十, 一点七六万."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from geokit.errors import InputError
from geokit.words import Words

MULTIPLIERS = {
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "thousand": 1000,
    "million": 10**6,
}

_DIGITS = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_HANZI = re.compile(
    r"(?P<whole>[零一二三四五六七八九十百千万亿]+?)(?:点(?P<part>[零一二三四五六七八九]+))?(?P<scale>[万亿]?)"
)
_HANZI_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
_BAD_NUMBER = Words(
    zh="“{part}”不是一个数（千位分隔每三位一个逗号，小数用点）",
    en="“{part}” is not a number (commas stand between groups of three digits, a point before decimals)",
)


class Numeral(NamedTuple):
    """A number as printed: its value, half a unit of its last digit, and the 万 or 亿 it is counted in."""

    value: Fraction
    half_unit: Fraction
    scale: int = 1

    def times(self, scale: int) -> Numeral:
        """Return the number counted in `scale`: 1.76 times 10,000 is ± 50."""
        return Numeral(self.value * scale, self.half_unit * scale, self.scale * scale)


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
    if not _DIGITS.fullmatch(text):
        raise InputError(_BAD_NUMBER, part=text)
    return _printed(text.replace(",", ""))


def _printed(plain: str) -> Numeral:
    decimals = len(plain.partition(".")[2])
    return Numeral(Fraction(plain), Fraction(1, 2 * 10**decimals))


def read_hanzi(text: str) -> Numeral:
    """Read Chinese numerals.

    A numeral written in full is exact to one: 四千 is ± 0.5. One counted in 万 or 亿 is exact to the last
    digit it prints: 三万 is ± 5,000, 一点七六万 is ± 50.

    Raises
    ------
    InputError
        The numeral is malformed, or may be read in two ways (三四百, 两万三).

    Examples
    --------
    >>> [int(part) for part in read_hanzi("一点七六万")]
    [17600, 50, 10000]
    """
    match = _HANZI.fullmatch(text)
    if match is None:
        raise InputError(_BAD_NUMBER, part=text)
    decimals = (match["part"] or "").translate(_HANZI_DIGITS)
    plain = f"{_integer(match['whole'])}.{decimals}" if decimals else str(_integer(match["whole"]))
    return _printed(plain).times(MULTIPLIERS.get(match["scale"], 1))


def _integer(hanzi: str) -> int:
    # The import is slow (a third of a second), and most texts hold Arabic digits.
    import cn2an

    try:
        # "strict" refuses what speech leaves open: 三四百, 三万四, 一千三十.
        return int(cn2an.cn2an(hanzi, "strict"))
    except ValueError:
        raise InputError(_BAD_NUMBER, part=hanzi) from None
