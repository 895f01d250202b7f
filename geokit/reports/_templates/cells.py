"""Cells of a template: the placeholders in their text, and what is written in their place. A value is never a formula."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from geokit.errors import FormatError, OutputError
from geokit.escape import CELL_LETTERS, xml_text
from geokit.i18n import Words
from geokit.reports._templates.package import elements, escaped, text_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geokit.reports._templates.names import Place
    from geokit.reports._templates.package import Element

_MARK: Final = re.compile(r"[{｛]{2}([^{}｛｝]{1,200})[}｝]{2}")
_HALF: Final = re.compile(r"[{｛]{2}|[}｝]{2}")
# Excel takes such a text for the number of a letter.
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_TOO_LONG = Words(
    zh="{cell} 要写入 {count} 字，超过单元格的 {limit} 字",
    en="{cell} is to hold {count} letters, and a cell holds {limit}",
)
_BROKEN = Words(
    zh="{place} 的填写项没有写完整：“{text}”；应写作 {{{{名称}}}}",
    en="a placeholder in {place} is not whole: “{text}”; write {{{{name}}}}",
)


@dataclass(frozen=True, slots=True)
class Marked:
    """The text of a cell that has placeholders.

    Parameters
    ----------
    runs : list of (str, str)
        Its pieces of one look each: the look as XML, or nothing, and the text.
    names : list of str
        Its placeholders.
    """

    runs: list[tuple[str, str]]
    names: list[str]

    @property
    def is_alone(self) -> bool:
        """Whether the cell is one placeholder and nothing else, so that its value keeps its type."""
        return len(self.names) == 1 and _MARK.fullmatch(self.text.strip()) is not None

    @property
    def text(self) -> str:
        """The text as a reader sees it."""
        return "".join(text for _, text in self.runs)

    def filled(self, value_of: Callable[[str], Any]) -> list[tuple[str, str]]:
        """Return the pieces with values in the place of placeholders."""
        return [(look, filled_text(text, value_of)) for look, text in self.runs]


def marked(runs: Sequence[tuple[str, str]], place: Place) -> Marked | None:
    """Return text with placeholders, or None where it has none; one that parts two pieces makes them one.

    Raises
    ------
    FormatError
        A placeholder is not closed.
    """
    whole = "".join(text for _, text in runs)
    if not _HALF.search(whole):
        return None
    if _HALF.search(_MARK.sub("", whole)):
        raise FormatError(_BROKEN, place=place, text=whole[:60])
    pieces = list(runs)
    if sum(len(_MARK.findall(text)) for _, text in pieces) != len(_MARK.findall(whole)):
        pieces = [(runs[0][0], whole)]
    return Marked(pieces, _MARK.findall(whole))


def filled_text(text: str, value_of: Callable[[str], Any]) -> str:
    """Return text with values in the place of placeholders, as a sentence shows them."""
    return _MARK.sub(lambda found: literal(shown(value_of(found[1]))), text)


def literal(text: str) -> str:
    """Return text of which Excel takes no part for the number of a letter.

    Examples
    --------
    >>> literal("_x0041_")
    '_x005F_x0041_'
    """
    return _ESCAPE.sub("_x005F_", text)


def shown(value: Any) -> str:
    """Return a value within a text.

    Examples
    --------
    >>> shown(Decimal("23076.330")), shown(3), shown(None), shown("DK-01")
    ('23,076.330', '3', '', 'DK-01')
    """
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, Decimal | float) else str(value)


def runs_of(holder: Element, prefix: str | None) -> list[tuple[str, str]]:
    """Return the pieces of a text that is shared, or that stands in its cell; readings of letters are left out.

    Parameters
    ----------
    holder : Element
        ``si`` or ``is``.
    prefix : str, optional
        Of the sheet that it is written to: looks of another are left out.
    """
    found = []
    for child in holder.childNodes:
        if getattr(child, "localName", None) == "t":
            found.append(("", text_of(child)))
        elif getattr(child, "localName", None) == "r":
            looks = [each for each in child.childNodes if getattr(each, "localName", None) == "rPr"]
            look = "".join(written(looks[0])) if looks and (child.prefix or None) == (prefix or None) else ""
            found.append((look, "".join(text_of(each) for each in elements(child, "t"))))
    return found


@dataclass(frozen=True, slots=True)
class Written:
    """How cells are written: the prefix of the sheet's elements."""

    prefix: str

    def cell(self, place: str, style: str, value: Any) -> str:
        """Return a cell with a value."""
        opening = f'<{self.prefix}c r="{place}"{style}'
        if value is None:
            return f"{opening}/>"
        if isinstance(value, str):
            return self.rich(place, style, [("", literal(value))])
        if isinstance(value, bool):
            return f'{opening} t="b"><{self.prefix}v>{int(value)}</{self.prefix}v></{self.prefix}c>'
        number = format(value, "f") if isinstance(value, Decimal) else repr(value)
        return f"{opening}><{self.prefix}v>{number}</{self.prefix}v></{self.prefix}c>"

    def rich(self, place: str, style: str, runs: Sequence[tuple[str, str]]) -> str:
        """Return a cell with a text of several pieces; it is text whatever it begins with."""
        dot, count = self.prefix, sum(len(text) for _, text in runs)
        if count > CELL_LETTERS:
            raise OutputError(_TOO_LONG, cell=place, count=count, limit=CELL_LETTERS)
        if len(runs) == 1 and not runs[0][0]:
            inner = self._text(runs[0][1])
        else:
            inner = "".join(f"<{dot}r>{look}{self._text(text)}</{dot}r>" for look, text in runs)
        return f'<{dot}c r="{place}"{style} t="inlineStr"><{dot}is>{inner}</{dot}is></{dot}c>'

    def _text(self, text: str) -> str:
        plain = escaped(xml_text(text))
        return f'<{self.prefix}t xml:space="preserve">{plain}</{self.prefix}t>'
