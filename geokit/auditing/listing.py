"""Many names in one sentence: the first few, and how many there are besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geokit.words import Language, Words, say

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW_NAMES = 8
_MORE = Words(zh="{names}，另有 {others} 个", en="{names} and {others} more")


@dataclass(frozen=True, slots=True)
class Several:
    """Names for a sentence.

    Examples
    --------
    >>> Several([f"P{number}" for number in range(1, 12)]).in_words("en")
    'P1, P2, P3, P4, P5, P6, P7, P8 and 3 more'
    >>> Several(["P1", "P2"]).in_words("zh")
    'P1、P2'
    """

    names: Sequence[object]

    def in_words(self, language: Language) -> str:
        """Return the names in a language."""
        few = say(list(self.names[:FEW_NAMES]), language)
        others = len(self.names) - FEW_NAMES
        if others <= 0:
            return few
        return _MORE.render(language, names=few, others=others)
