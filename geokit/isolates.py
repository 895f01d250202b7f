"""Names that are written from right to left, kept apart from the words beside them.

On a page and on paper such a name stands within isolates of Unicode, so that figures and names beside it stay in their order.
Where a sentence goes is known when it is written: until then two noncharacters stand in their place, which no data has.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST, _LAST = "\ufdd0", "\ufdd1"
# What is obeyed and never drawn: no font has to have them.
ISOLATES: Final = frozenset("\u2068\u2069")
_AS_ISOLATES: Final = str.maketrans({_FIRST: "\u2068", _LAST: "\u2069"})
_NOTHING: Final = str.maketrans({_FIRST: None, _LAST: None})
# Hebrew, Arabic and the other scripts from right to left, with their presentation forms.
_FROM_THE_RIGHT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_isolating: ContextVar[bool] = ContextVar("geokit_isolating", default=False)


@contextmanager
def isolating() -> Iterator[None]:
    """Mark names from right to left in the sentences that are made within a ``with`` block."""
    token = _isolating.set(True)
    try:
        yield
    finally:
        _isolating.reset(token)


def marked(text: str) -> str:
    """Return a field of a sentence, marked where it has to be kept apart."""
    if not _isolating.get() or text.isascii() or not _FROM_THE_RIGHT.search(text):
        return text
    return f"{_FIRST}{text}{_LAST}"


def with_isolates(text: str) -> str:
    r"""Return a text with isolates in the place of the marks.

    Examples
    --------
    >>> from geokit.i18n import Words
    >>> with isolating():
    ...     said = Words(zh="{id} 重叠", en="{id} overlaps").render("en", id="קטע 12")
    >>> with_isolates(said) == "\u2068קטע 12\u2069 overlaps"
    True
    """
    return text if text.isascii() else text.translate(_AS_ISOLATES)


def without_marks(text: str) -> str:
    """Return a text for what is read as it is: a log, a file, a terminal."""
    return text if text.isascii() else text.translate(_NOTHING)
