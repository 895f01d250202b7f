"""Setting text: what is safe to show, how many columns it takes, and where a line may break."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geokit.lettering import REPLACEMENT, columns, letter_columns, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["REPLACEMENT", "columns", "encodable", "printable", "shortened", "wrap"]

_HALVES = re.compile("[\ud800-\udfff]")
# A line of Chinese does not end with one of these, nor begin with one of those.
_OPENING = ("（", "《", "「", "『", "“", "‘", "【")
_CLOSING = frozenset("，。、；：？！）》」』】”’…—")


def encodable(text: str) -> str:
    r"""Return text that UTF-8 can hold: half a character, left by a wrong encoding, is replaced.

    Examples
    --------
    >>> encodable("a\ud800b")
    'a�b'
    """
    return _HALVES.sub(REPLACEMENT, text)


def shortened(text: str, letters: int) -> str:
    """Return at most so many letters of a text, with an ellipsis for the rest.

    Examples
    --------
    >>> shortened("boundary", 5)
    'boun…'
    """
    return text if len(text) <= letters else text[: letters - 1] + "…"


def wrap(text: str, width: int) -> Iterator[str]:
    """Yield lines of at most `width` columns, broken at blanks and, in Chinese, between letters.

    A word that is wider than a line is broken where the line ends.

    Examples
    --------
    >>> list(wrap("地块 12 与 13 压盖，允许", 10))
    ['地块 12 与', '13 压盖，', '允许']
    >>> list(wrap("P-0123456789", 8))
    ['P-012345', '6789']

    No line ends with what opens a bracket:

    >>> list(wrap("二期面积（亩）", 10))
    ['二期面积', '（亩）']
    """
    line, used = "", 0
    for piece in _pieces(text, width):
        if line and used + columns(piece.rstrip()) > width:
            yield line.rstrip()
            line, used = "", 0
        added = piece if line else piece.lstrip()
        line, used = line + added, used + columns(added)
    if line.rstrip():
        yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield what must not be broken: a word with the blank after it, or a Chinese letter with its punctuation."""
    piece, wide = "", 0
    previous_breaks = False
    for letter in text:
        own = letter_columns(letter)
        breaks = own == 2 and letter not in _CLOSING  # noqa: PLR2004 - two columns
        starts_anew = breaks or (previous_breaks and letter not in _CLOSING and letter != " ")
        starts_anew = starts_anew and not piece.endswith(_OPENING)
        if piece and (starts_anew or piece.endswith(" ") or wide + own > width):
            yield piece
            piece, wide = "", 0
        piece, wide = piece + letter, wide + own
        previous_breaks = own == 2  # noqa: PLR2004
    if piece:
        yield piece
