"""Whether a figure or a name stands in the words of a source: 1.76万亩, 九大工程, １４家; a part of a number is no number."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from geokit.errors import InputError
from geokit.land.declared.tokens import BOUNDS_AFTER, BOUNDS_BEFORE
from geokit.land.numerals import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator

# One dash and one pair of quotation marks: they differ from one printing to the next.
_ONE_OF_A_KIND: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("“”„", '"') | dict.fromkeys("‘’", "'") | {"〜": "~"}
)
# Digits that stand beside each other with a blank between are two numbers.
_BLANKS: Final = re.compile(r"(?<=\d)\s+(?=\d)|\s+")
_DIGITS: Final = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
_NUMBER: Final = rf"{_DIGITS}(?:[百千万亿]+(?:{_DIGITS}[百千万亿]*)*)?[%‰]?"
# 3-5, 3至5, 20+8, 1:500 are one figure each. The digits of m2 and of P01 are none.
_FIGURE: Final = re.compile(rf"(?<![A-Za-z\d]){_NUMBER}(?:[-~至到+:/]{_NUMBER})*", re.ASCII)
_PARTS: Final = re.compile(rf"({_NUMBER})|([-~至到+:/])", re.ASCII)
_HANZI: Final = re.compile(r"(?<!第)[零〇一二两三四五六七八九十百千万亿]+")
_AS_READ: Final = str.maketrans("〇两", "零二")
# 统一, 百企万品: alone these are numbers before a measure word only.
_LOOSE: Final = re.compile("[一十百千万亿]|[百千万亿]+")
_MEASURES: Final = frozenset("个项家处条级层对组类种亩顷年月日栋座楼方大")
_ORDINAL_MEASURES: Final = frozenset("期号区部")
# From two on: "one" is mostly another word.
_ENGLISH: Final = {
    word: str(number)
    for number, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
}
_NUMERAL: Final = r"[\d零〇一二两三四五六七八九十百千万亿]"
# In a sentence these two are mostly other words: 330亩来自….
_OTHER_WORDS: Final = frozenset("上来")
_BOUNDS_BEFORE: Final = tuple("".join(word.split()) for word in BOUNDS_BEFORE if word not in _OTHER_WORDS)
_BOUNDS_BEHIND: Final = tuple("".join(word.split()) for word in BOUNDS_AFTER if word not in _OTHER_WORDS)
_RANGE_BEFORE: Final = re.compile(r"(?:[\d亩顷米里²][-~至到]|±)$")
_RANGE_BEHIND: Final = re.compile(rf"(?:[-~至到]{_NUMERAL}|±)")


def is_quoted(figure: str, quote: str) -> bool:
    """Tell whether a figure or a name stands in the words of a source, in digits or in Chinese numerals.

    Width, blanks, and the forms of dashes and quotation marks do not count. A figure is whole: neither part of a longer
    number nor one end of a range, and an area has the words that bound it.

    Examples
    --------
    >>> is_quoted("1.76万亩", "总面积 1.76 万亩"), is_quoted("9", "九大工程"), is_quoted("30", "330亩")
    (True, True, False)
    >>> is_quoted("330亩", "1330亩"), is_quoted("3808亩", "不小于3808亩"), is_quoted("3", "3—5家")
    (False, False, False)
    """
    words, wanted = _plain(quote), _plain(figure)
    if _FIGURE.fullmatch(wanted):
        return _key(wanted) in {*map(_key, _FIGURE.findall(words)), *_chinese(words), *_english(quote)}
    return any(_is_whole(wanted, words, at) for at in _places(wanted, words))


def figures_in(text: str) -> list[str]:
    """Return the numbers of a text as they are printed: digits, and Chinese numerals before a measure word.

    Examples
    --------
    >>> figures_in("2024 年竣工，入驻企业 14 家，1.76万亩"), figures_in("七个区统一规划 100㎡")
    (['2024', '14', '1.76万'], ['100', '7'])
    """
    plain = _plain(text)
    counted = [key for run, key in _runs(plain) if not _LOOSE.fullmatch(run[0]) and run[1] in _MEASURES]
    return [*_FIGURE.findall(plain), *counted]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_ONE_OF_A_KIND)
    return _BLANKS.sub(lambda found: " " if _between_digits(folded, found) else "", folded)


def _between_digits(text: str, found: re.Match[str]) -> bool:
    before, behind = text[: found.start()][-1:], text[found.end() :][:1]
    return before.isdigit() and behind.isdigit()


def _key(figure: str) -> str:
    """Return a figure as it is compared: 3,024 is 3024, 1.76万 is 17600, a range has both its ends."""
    parts = (
        _value(number) if number else "-" if sign in "~至到" else sign
        for number, sign in _PARTS.findall(figure)
    )
    return "".join(parts)


def _value(number: str) -> str:
    plain, sign = (number[:-1], number[-1]) if number[-1] in "%‰" else (number, "")
    try:
        return f"{read_number(plain)[0].value}{sign}"
    except InputError:
        # 1万5 has two readings: as it is printed.
        return number


def _chinese(words: str) -> Iterator[str]:
    for (run, behind), key in _runs(words):
        if not _LOOSE.fullmatch(run) or behind in _MEASURES | _ORDINAL_MEASURES:
            yield key


def _english(quote: str) -> Iterator[str]:
    return (_ENGLISH[word] for word in re.findall("[a-z]+", quote.casefold()) if word in _ENGLISH)


def _runs(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each Chinese numeral with the letter behind it, and as it is compared."""
    for found in _HANZI.finditer(text):
        # 1.76万 is no 万.
        if text[: found.start()][-1:].isdigit():
            continue
        try:
            low, high = read_number(found.group().translate(_AS_READ))
        except InputError:
            # Letters that are numerals by chance: 百千万工程.
            continue
        key = str(low.value) if low == high else f"{low.value}-{high.value}"
        yield (found.group(), text[found.end() :][:1]), key


def _places(wanted: str, words: str) -> Iterator[int]:
    at = words.find(wanted)
    while at >= 0:
        yield at
        at = words.find(wanted, at + 1)


def _is_whole(wanted: str, words: str, at: int) -> bool:
    """Tell whether what stands there is not cut out of a longer number or from the words that bound it."""
    before, behind = words[:at], words[at + len(wanted) :]
    if re.match(_NUMERAL, wanted):
        is_cut = re.search(rf"(?:{_NUMERAL}|\d[.,])$", before) or _RANGE_BEFORE.search(before)
        is_bound = before.endswith(_BOUNDS_BEFORE) or behind.startswith(_BOUNDS_BEHIND)
        if is_cut or is_bound or _RANGE_BEHIND.match(behind):
            return False
    return not (re.search(rf"{_NUMERAL}$", wanted) and re.match(rf"{_NUMERAL}|[.,]\d", behind))
