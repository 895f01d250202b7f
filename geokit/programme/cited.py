"""Facts with their source, date and words; what was inferred says so, and why.

The words are a phrase of the source, in its language. A figure that is not in them was made up, and is refused.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import BaseModel, StringConstraints, model_validator

from geokit.errors import InputError
from geokit.escape import printable
from geokit.i18n import LANGUAGES, InWords, Language, Localizable, Words, current_language
from geokit.programme.quoting import is_quoted
from geokit.programme.record import Identifier, Name, PartialDate, Record, Text
from geokit.programme.terms import INFERRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geokit.inputs import KeyPath

_NO_REASON: Final = Words(
    zh="inferred = true 须写明 reason（推断的理由）",
    en="what is inferred needs its reason, in zh and en",
)
_NOT_INFERRED: Final = Words(
    zh="写了 reason（推断的理由），却没有 inferred = true",
    en="a reason is given, but not inferred = true",
)
_NOT_IN_QUOTE: Final = Words(
    zh="“{figure}”不在所引原文“{quote}”之中；请引用写有它的原文，或标明 inferred = true 与理由",
    en="“{figure}” is not in the words quoted, “{quote}”; quote the words that have it, or say inferred = true and why",
)
_SAID: Final = Words(zh="{said}", en="{said}")
_MARKED: Final = Words(zh="{said}（{inferred}：{reason}）", en="{said} ({inferred}: {reason})")
_FLAGGED: Final = Words(zh="{said}（{inferred}）", en="{said} ({inferred})")
_AND: Final = {"zh": "、", "en": ", "}


class Grounds(Record):
    """What a fact rests on: the words quoted, or why it was inferred.

    ``quote`` is a phrase of the source, in its language. Where ``inferred`` is true the source does not say so itself, and
    ``reason`` tells what it was inferred from.
    """

    quote: Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1)] | None = None
    inferred: bool = False
    reason: Name | None = None

    @model_validator(mode="after")
    def _check_grounds(self) -> Self:
        if self.inferred and self.reason is None:
            raise InputError(_NO_REASON)
        if self.reason is not None and not self.inferred:
            raise InputError(_NOT_INFERRED)
        if self.quote is not None and not self.inferred:
            missing = next((text for text in self._printed() if not _stands_in(text, self.quote)), None)
            if missing is not None:
                raise InputError(_NOT_IN_QUOTE, figure=missing, quote=self.quote)
        return self

    def _printed(self) -> Iterable[str | Name]:
        """Return the figures and names that must stand in the words quoted."""
        return ()


def _stands_in(text: str | Name, quote: str) -> bool:
    # A source is in one language, whichever.
    names = (text.zh, text.en) if isinstance(text, Name) else (text,)
    return any(is_quoted(printable(name), quote) for name in names)


class Cited(InWords, Grounds, ABC):
    """A fact of a source; ``as_of`` is the date that the source speaks of."""

    source: Identifier
    as_of: PartialDate

    @abstractmethod
    def localize(self, language: Language) -> str:
        """Return what the fact says, without what it rests on."""

    def __str__(self) -> str:
        return self.localize(current_language())


def marked(ground: Grounds, said: Localizable | None = None) -> Name:
    """Return what is said, and behind it that it was inferred, and why, where it was; a fact says itself."""
    said = ground if said is None and isinstance(ground, Localizable) else said
    return with_reason(said, ground.reason)


def with_reason(said: object, reason: Name | None) -> Name:
    """Return what is said in both languages, and behind it why it was inferred, where it was."""
    if reason is None:
        return in_both(said)
    return both(_MARKED, said=said, inferred=INFERRED, reason=reason)


def flagged(ground: Grounds, said: Localizable | None = None) -> Name:
    """Return what is said, and behind it that it was inferred, where a table has no room for why."""
    said = ground if said is None and isinstance(ground, Localizable) else said
    return both(_FLAGGED, said=said, inferred=INFERRED) if ground.inferred else in_both(said)


def in_both(said: object) -> Name:
    """Return what a value says in both languages."""
    return both(_SAID, said=said)


def both(words: Words, /, **fields: object) -> Name:
    """Return a sentence with its fields in both languages."""
    return Name(**{language: words.render(language, **fields) for language in LANGUAGES})


def listed(names: Iterable[Localizable], language: Language) -> str:
    """Return names as a list of a language."""
    return _AND[language].join(name.localize(language) for name in names)


@dataclass(frozen=True, slots=True)
class ListedNames:
    """Names as a list of the reader's language."""

    names: Sequence[Localizable]

    def localize(self, language: Language) -> str:
        """Return the list."""
        return listed(self.names, language)


def grounds_in(record: BaseModel, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Grounds]]:
    """Yield every fact within a record, itself first, each with its path of keys as the file writes them."""
    if isinstance(record, Grounds):
        yield path, record
    for name, field in type(record).model_fields.items():
        key = (*path, field.alias or name)
        value = getattr(record, name)
        if isinstance(value, BaseModel):
            yield from grounds_in(value, key)
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                if isinstance(each, BaseModel):
                    yield from grounds_in(each, (*key, number))
