"""Letters: what is safe to show, and how many columns of a terminal they take."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REPLACEMENT = "\ufffd"
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    r"""Return text without characters that a terminal or a reader's eye would obey: controls and marks of direction.

    Blanks of all kinds become one blank each.

    Examples
    --------
    >>> printable("a\x1b[31mb\u202ec\nd")
    'a�[31mb�c d'
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(letter: str) -> str:
    if letter in "\t\n\r":
        return " "
    return REPLACEMENT if unicodedata.category(letter) in _UNSHOWN else letter


def columns(text: str) -> int:
    """Return how many columns a terminal gives a text: two for a Chinese letter.

    Examples
    --------
    >>> columns("330亩")
    5
    """
    return len(text) if text.isascii() else sum(map(letter_columns, text))


def letter_columns(letter: str) -> int:
    """Return how many columns a terminal gives a letter: none to a combining one."""
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return rows of a table as lines whose columns stand below each other.

    Examples
    --------
    >>> aligned([("一期", "330亩"), ("phase 2", "—")])
    ['一期     330亩', 'phase 2  —']
    """
    table = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(columns, column)) for column in zip(*table, strict=True)]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in table]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
