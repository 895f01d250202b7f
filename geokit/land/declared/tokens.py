"""An area text cut into tokens: figures, units, bounds, labels."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from geokit.errors import InputError
from geokit.land.declared.lexicon import (
    BOUNDS_AFTER,
    BOUNDS_BEFORE,
    DASHES,
    FILLERS,
    HUNDREDS_OF_MU,
    LABELS,
    PARTS_OF_A_MU,
    PLUS_MINUS,
    UNITS,
    VARIANTS,
)
from geokit.land.declared.numerals import HANZI
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNKNOWN = Words(zh="“{part}”无法识别", en="“{part}” is not understood")
# A multiplier may stand apart from what it counts: 1.76 万 亩.
_BLANK_BEFORE_MULTIPLIER = re.compile(f"(?<=[0-9{HANZI}]) (?=[百千万亿])")
_DIGITS = "(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9]|[.](?=[0-9]))[0-9.,]*"
_NUMBER = f"(?:{_DIGITS}|[{HANZI}几数]|(?<=[0-9])[wk](?![a-z]))+"


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


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text without what only fills it.

    Raises
    ------
    InputError
        A part of it is no word of areas.

    Examples
    --------
    >>> [tuple(token) for token in tokens_of("约1.76万亩")]
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
    """Mark 顷 where its figure goes on with mu; behind a bracket or a comma stands the same land once more."""
    marked = list(tokens)
    for at, (unit, number) in enumerate(pairwise(tokens)):
        if unit.text in HUNDREDS_OF_MU and number.sort == "N":
            marked[at] = Token("Q", unit.text)
    return marked


def _plain(text: str) -> str:
    """Return the text in one width, script and case; a leading ~ is "about", not a range."""
    plain = text.translate(VARIANTS).lower().replace("m²", "m2").replace("米²", "米2").replace("sq.", "sq ")
    plain = " ".join(plain.split()).rstrip("。.;,")
    return re.sub("^~", "≈", _BLANK_BEFORE_MULTIPLIER.sub("", plain))


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
        "B": ("半",),
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
    words = "|".join(_bounded(word) for word in sorted(_words(), key=len, reverse=True))
    return re.compile(f"(?P<word>{words})|(?P<number>{_NUMBER})")


def _bounded(word: str) -> str:
    before = "(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
    after = "(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after
