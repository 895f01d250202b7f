"""Letters: what is safe to show, and how many columns of a terminal they take."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REPLACEMENT = "\ufffd"
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_PICTURES: Final = 0x2400
_LAST_PICTURED: Final = 0x1F
_DELETE, _PICTURE_OF_DELETE = 0x7F, "\u2421"
# What Python makes of the bytes of a file's name that are no UTF-8.
_BYTES: Final = range(0xDC80, 0xDD00)
# Runners of continuous integration take a line that begins so for a command, after blanks too (GitHub), and the other
# wherever it stands in a line (Azure, TeamCity, GitHub's first form).
_COMMAND: Final = re.compile(r"^(\s*)::")
_COMMAND_WITHIN: Final = re.compile(r"##(?=[\w-]*\[)")
# The controls beyond those that JSON and XML name by themselves, and what is written without being seen.
_OBEYED: Final = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""Return text without characters that a terminal or a reader's eye would obey: controls and marks of direction.

    A control is shown by its picture, or by its number where it has none; the end of a line is a blank.

    Examples
    --------
    >>> print(printable("a\x1b[31mb\u202ec\nd"))
    a␛[31mb\u202ec d
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(letter: str) -> str:
    if letter in "\t\n\r":
        return " "
    return letter if unicodedata.category(letter) not in _UNSHOWN else _named(ord(letter))


def _named(code: int) -> str:
    if code <= _LAST_PICTURED:
        return chr(_PICTURES + code)
    if code == _DELETE:
        return _PICTURE_OF_DELETE
    if code in _BYTES:
        code -= 0xDC00
    widths = {0xFF: f"\\x{code:02x}", 0xFFFF: f"\\u{code:04x}"}
    return next((said for most, said in widths.items() if code <= most), f"\\U{code:08x}")


def defused(line: str) -> str:
    r"""Return a line that no runner of continuous integration takes for a command.

    Examples
    --------
    >>> print(defused("  ::error::x"), defused("a ##[group] b ##vso[x]"))
     \::error::x a #\#[group] b #\#vso[x]
    """
    if "::" in line:
        # In the place of a blank, where there is one: the columns of a table stand.
        line = _COMMAND.sub(lambda found: f"{found[1][:-1]}\\::", line)
    return _COMMAND_WITHIN.sub(r"#\\#", line) if "##" in line else line


def one_line(text: str) -> str:
    """Return data as one line that is safe on a terminal and in the log of a runner."""
    return defused(printable(text))


def safe_json(text: str) -> str:
    r"""Return a JSON document that says the same, with nothing in it that a terminal or a runner obeys.

    Examples
    --------
    >>> print(safe_json('["a\x9bb", "##[group]"]'))
    ["a\u009bb", "#\u0023[group]"]
    """
    return _COMMAND_WITHIN.sub(r"#\\u0023", _OBEYED.sub(lambda found: _units(found[0]), text))


def safe_xml(text: str) -> str:
    r"""Return an XML document that says the same, with nothing in it that a terminal or a runner obeys.

    Examples
    --------
    >>> print(safe_xml("<a>\u202e##[group]</a>"))
    <a>&#x202e;#&#x23;[group]</a>
    """
    return _COMMAND_WITHIN.sub("#&#x23;", _OBEYED.sub(lambda found: f"&#x{ord(found[0]):x};", text))


def _units(letter: str) -> str:
    pair = letter.encode("utf-16-be").hex()
    return "".join(f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4))


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
