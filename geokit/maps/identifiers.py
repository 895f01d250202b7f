"""folium names its elements at random; a page names them in the order in which they appear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from branca.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANDOM_ID = re.compile(r"[0-9a-f]{32}")


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
