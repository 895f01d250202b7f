"""Pieces of Markdown that several makers of pages need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.i18n import Words, current_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPECIAL = str.maketrans({"|": r"\|", "<": "&lt;", ">": "&gt;", "*": r"\*", "_": r"\_"})


def page(words: Words, **fields: str) -> str:
    """Return a page with its parts as they are: a field of a sentence would be made one line."""
    return words.localize(current_language()).format(**fields)


def plain(text: str) -> str:
    r"""Return text that Markdown shows as it is; what stands between backquotes stays code.

    Examples
    --------
    >>> plain("a_b of `a_b`")
    'a\\_b of `a_b`'
    """
    pieces = text.replace("``", "`").split("`")
    return "`".join(piece if at % 2 else piece.translate(_SPECIAL) for at, piece in enumerate(pieces))


def table(heads: Sequence[Words | str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; the cells are Markdown already."""
    named = [head.render() if isinstance(head, Words) else head for head in heads]
    lines = [named, ["---"] * len(named), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in line) + " |" for line in lines)


def code(value: object) -> str:
    """Return a value as code, nothing for None or an empty text."""
    return "" if value is None or value == "" else f"`{value}`"


def contents(names: Iterable[str]) -> str:
    """Return the table of contents of the pages below a page, which the sidebar shows."""
    return "\n".join(["```{toctree}", ":hidden:", *names, "```"])
