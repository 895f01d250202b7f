"""What folium makes of its elements, made fit for a page: ids that are the same in every run, and texts that are inert.

folium names its elements at random; a page names them in the order in which they appear. The text of its pop-ups and
tooltips stands in JavaScript template literals, where ``${…}`` would be run as a part of the page's own script, and a
backtick would end the text. As character references they mean the same to the reader of the markup, and nothing to
the script. Markup stays markup, as folium has it; the page's policy runs no script in it.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Html
from folium.features import ClickForMarker

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANDOM_ID = re.compile(r"[0-9a-f]{32}")
_REFERENCES = str.maketrans({"`": "&#96;", "$": "&#36;", "\\": "&#92;"})


def stable_ids(text: str, root: Element) -> str:
    """Return rendered text with each element's random id replaced by its number.

    Only ids of elements under `root` are replaced: a digest in the data stays what it is.
    """
    known = {element._id for element in reachable_elements(root)}  # noqa: SLF001 - branca has no other way
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        if found[0] not in known:
            return found[0]
        return numbers.setdefault(found[0], f"g{len(numbers) + 1}")

    return _RANDOM_ID.sub(numbered, text)


def reachable_elements(root: Element) -> Iterator[Element]:
    """Yield `root` and every element that it holds, each once, in a fixed order."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if id(element) not in seen:
            seen.add(id(element))
            yield element
            waiting.extend(reversed(list(_held(element))))


def _held(element: Element) -> Iterator[Element]:
    for value in vars(element).values():
        if isinstance(value, Element):
            yield value
        elif isinstance(value, list | tuple):
            yield from (item for item in value if isinstance(item, Element))
        elif isinstance(value, dict):
            yield from (item for item in value.values() if isinstance(item, Element))


def inert(markup: str) -> str:
    """Return markup that means the same, and nothing in a template literal.

    Examples
    --------
    >>> inert("<b>`${1}`</b>")
    '<b>&#96;&#36;{1}&#96;</b>'
    """
    return markup.translate(_REFERENCES)


@contextmanager
def inert_texts(root: Element) -> Iterator[None]:
    """Hold every text of folium that would stand in a template literal inert; put it back at the end."""
    before: list[tuple[Any, str, object]] = []
    for element in list(reachable_elements(root)):
        for name, value in _held_inert(element):
            before.append((element, name, getattr(element, name)))
            setattr(element, name, value)
    try:
        yield
    finally:
        for element, name, value in reversed(before):
            setattr(element, name, value)


def _held_inert(element: Any) -> Iterator[tuple[str, object]]:
    if isinstance(element, Html):
        # folium has escaped backticks already, in its own way.
        text = str(element.data).replace("\\`", "`")
        yield "data", inert(text if element.script else escape(text))
        yield "script", True
    elif isinstance(element, folium.Tooltip):
        yield "text", inert(element.text)
    elif isinstance(element, ClickForMarker) and str(element.popup).startswith("`"):
        yield "popup", f"`{inert(str(element.popup)[1:-1].replace(chr(92) + '`', '`'))}`"
