"""folium's own pop-ups and tooltips, made inert: their text stands in JavaScript template literals.

There ``${…}`` would be run as a part of the page's own script, and a backtick would end the text. As character
references they mean the same to the reader of the markup, and nothing to the script. Markup stays markup, as folium
has it; the page's policy runs no script in it.
"""

from __future__ import annotations

from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Html
from folium.features import ClickForMarker

from geokit.maps.identifiers import reachable_elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from branca.element import Element

_REFERENCES = str.maketrans({"`": "&#96;", "$": "&#36;", "\\": "&#92;"})


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
