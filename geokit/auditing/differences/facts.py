"""What is said of one parcel: several facts in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geokit.words import Language, Words


@dataclass(frozen=True, slots=True)
class Fact:
    """One of them: a template and its fields."""

    words: Words
    fields: Mapping[str, object]

    def in_words(self, language: Language) -> str:
        """Return the fact in a language."""
        return self.words.render(language, **self.fields)


@dataclass(frozen=True, slots=True)
class Facts:
    """All of them, one after another."""

    facts: tuple[Fact, ...]

    def in_words(self, language: Language) -> str:
        """Return the facts in a language."""
        return ("；" if language == "zh" else "; ").join(fact.in_words(language) for fact in self.facts)
