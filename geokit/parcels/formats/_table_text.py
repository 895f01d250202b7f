"""Text that is a table of points: the sign that parts its cells, and whether a file begins as one."""

from __future__ import annotations

import codecs
from typing import Final

from geokit.parcels.formats._point_headings import find_headings

DELIMITERS: Final = "\t,;|"
_BLANKS: Final = " "
_SAMPLE, _SAMPLE_LETTERS = 20, 8192
# Rows and sections of a boundary-point TXT, in half and full width.
_OF_TXT: Final = frozenset("@＠[【［")


def delimiter_of(text: str) -> str:
    r"""Return the sign that parts the headings of a table of points, or else the one that most lines have.

    Commas also stand inside well-known text and in numbers, and in a title above the headings. Runs of blanks part cells
    where no other sign does.

    Examples
    --------
    >>> delimiter_of("点号;X;Y"), delimiter_of("点号  X  Y\nJ1  2580000  39462000"), delimiter_of("a,b")
    (';', ' ', ',')
    """
    first = text[:_SAMPLE_LETTERS].splitlines()[:_SAMPLE]
    often = sorted(DELIMITERS, key=lambda sign: -sum(sign in line for line in first))
    return next((sign for sign in (*often, _BLANKS) if _parts_headings(sign, first)), often[0])


def blank_parted(text: str) -> list[tuple[str, ...]]:
    """Return the cells of lines in which runs of blanks part them."""
    return [tuple(line.split()) for line in text.splitlines()]


def begins_as_table(head: bytes) -> bool:
    """Tell whether a file that begins so has headings of coordinates, and nothing of a boundary-point TXT."""
    text = _text_of(head)[:_SAMPLE_LETTERS]
    if _OF_TXT & set(text):
        return False
    return _parts_headings(delimiter_of(text), text.splitlines()[:_SAMPLE])


def is_blank_parted(delimiter: str) -> bool:
    """Tell whether a delimiter stands for runs of blanks."""
    return delimiter == _BLANKS


def _parts_headings(sign: str, lines: list[str]) -> bool:
    if not is_blank_parted(sign):
        return find_headings([line.split(sign) for line in lines]) is not None
    rows = [cells for line in lines if (cells := line.split())]
    found = find_headings(rows)
    # In a sentence X and Y may stand apart as words.
    return found is not None and any(sum(map(_is_number, row)) > 1 for row in rows[found.row + 1 :][:1])


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit()


def _text_of(head: bytes) -> str:
    """Return the text of a file's first bytes, which may end within a character."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    whole = head[: head.rfind(b"\n") + 1] or head
    try:
        return whole.decode("utf-8-sig")
    except UnicodeDecodeError:
        return whole.decode("gb18030", "replace")
