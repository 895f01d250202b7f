"""What programs write into a CSV for Excel alone: the sign that parts cells above all, and marks that keep a text a text."""

from __future__ import annotations

import re
from typing import Final

from geokit.escape import is_formula

_TOLD: Final = re.compile(r"\ufeff?sep=(.)(?=\r?\n)", re.IGNORECASE)
# ="0012": systems write so what is to keep its zeros.
_HELD: Final = re.compile(r'="((?:[^"]|"")*)"')


def told_delimiter(text: str) -> tuple[str | None, str]:
    r"""Return the sign that a first line ``sep=;`` names, and the text with that line blank; None where there is no such line.

    Examples
    --------
    >>> told_delimiter("sep=;\na;b"), told_delimiter("a,b")
    ((';', '\na;b'), (None, 'a,b'))
    """
    told = _TOLD.match(text)
    return (None, text) if told is None else (told[1], text[told.end(1) :])


def plain_cell(cell: str) -> str:
    """Return a cell without what keeps workbook programs from taking it for a formula, or for a number.

    Examples
    --------
    >>> plain_cell('="0012"'), plain_cell("'=A1"), plain_cell("0012")
    ('0012', '=A1', '0012')
    """
    if held := _HELD.fullmatch(cell):
        return held[1].replace('""', '"')
    return cell[1:] if cell[:1] == "'" and is_formula(cell.lstrip("'")) else cell
