"""Text on a terminal: how wide it is, where a line may break, aligned columns, and how IPython shows a result there."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from geokit.escape import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Columns of a letter whose East Asian Width is W or F (Unicode, annex 11).
_WIDE: Final = 2
# However deep a result lies in a list of lists.
_LEAST_WIDTH: Final = 40
# A line of Chinese does not end with one of these, nor begin with one of those.
_OPENING: Final = ("[", "(", "（", "《", "「", "『", "“", "‘", "【")
_CLOSING: Final = frozenset("，。、；：？！）》」』】”’…—")


def display_width(text: str) -> int:
    """Return how many columns a terminal gives a text: two for a Chinese letter.

    Examples
    --------
    >>> display_width("330亩")
    5
    """
    return len(text) if text.isascii() else sum(map(_letter_width, text))


# Reports measure millions of letters, of which there are some thousands.
@lru_cache(maxsize=8192)
def _letter_width(letter: str) -> int:
    """Return how many columns a terminal gives a letter: none to a combining one."""
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else 1


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows of a table as lines whose columns stand below each other.

    Examples
    --------
    >>> aligned([("一期", "330亩"), ("phase 2", "—")])
    ['一期     330亩', 'phase 2  —']
    """
    table = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(display_width, column)) for column in zip(*table, strict=True)]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in table]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


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
    >>> list(wrap("地块 12 与 13 重叠，允许", 10))
    ['地块 12 与', '13 重叠，', '允许']
    >>> list(wrap("P-0123456789", 8))
    ['P-012345', '6789']

    No line ends with what opens a bracket:

    >>> list(wrap("二期面积（亩）", 10))
    ['二期面积', '（亩）']
    """
    line, used = "", 0
    for piece in _pieces(text, width):
        if line and used + display_width(piece.rstrip()) > width:
            yield line.rstrip()
            line, used = "", 0
        added = piece if line else piece.lstrip()
        line, used = line + added, used + display_width(added)
    if line.rstrip():
        yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield what must not be broken: a word with the blank after it, or a Chinese letter with its punctuation."""
    piece, wide = "", 0
    previous_breaks = False
    for letter in text:
        own = _letter_width(letter)
        breaks = own == _WIDE and letter not in _CLOSING
        starts_anew = breaks or (previous_breaks and letter not in _CLOSING and letter != " ")
        starts_anew = starts_anew and not piece.endswith(_OPENING)
        if piece and (starts_anew or piece.endswith(" ") or wide + own > width):
            yield piece
            piece, wide = "", 0
        piece, wide = piece + letter, wide + own
        previous_breaks = own == _WIDE
    if piece:
        yield piece


def repr_pretty(self: object, printer: Any, cycle: bool) -> None:  # noqa: FBT001, ARG001 - IPython's signature
    """Show a result in a terminal of IPython as it prints, not as Python would write it.

    A class takes it as its own ``_repr_pretty_``: inherited, IPython would pass it over for the class's ``__repr__``.
    """
    printer.text(str(self))


def repr_in_lines(self: object, printer: Any, cycle: bool) -> None:  # noqa: FBT001, ARG001 - IPython's signature
    """Show in IPython what Python writes of a result, in lines of the printer's width: a notebook may not break them."""
    for at, line in enumerate(wrap(repr(self), max(printer.max_width - printer.indentation, _LEAST_WIDTH))):
        if at:
            printer.break_()
        printer.text(line)
