"""Data on its way into a page: text in both languages, numbers as numbers, never as code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from geokit.escape import json_shown
from geokit.i18n import LANGUAGES, Language, Localizable, Words
from geokit.isolates import isolating, with_isolates

Text: TypeAlias = str | Localizable
Json: TypeAlias = Mapping[str, object]

# JSON may stand in a <script> element once it can neither end it nor open a comment in it; the two separators
# are line ends to old script engines.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}

# Half a character, left by a wrong encoding, cannot be written as UTF-8.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LocalizedText:
    """A text as it stands in each language: its fields are filled, and nothing in it is a template."""

    zh: str
    en: str

    @classmethod
    def of(cls, words: Words, /, **fields: object) -> LocalizedText:
        """Fill a template in both languages."""
        return cls(**localized(words, **fields))

    def localize(self, language: Language) -> str:
        """Return the text in a language."""
        return self.zh if language == "zh" else self.en


def localized(text: Text, /, **fields: object) -> dict[str, str]:
    """Return a text in both languages.

    Examples
    --------
    >>> localized(Words(zh="{n} 亩", en="{n} mu"), n=330)
    {'zh': '330 亩', 'en': '330 mu'}
    >>> localized("P-12")
    {'zh': 'P-12', 'en': 'P-12'}
    """
    with isolating():
        if isinstance(text, Words):
            return {language: text.render(language, **fields) for language in LANGUAGES}
        if isinstance(text, Localizable):
            return {language: text.localize(language) for language in LANGUAGES}
    return dict.fromkeys(LANGUAGES, text)


def dictionary(words: Mapping[str, Words]) -> dict[str, dict[str, str]]:
    """Return the page's own words, templates left open for the page to fill."""
    return {key: {"zh": word.zh, "en": word.en} for key, word in words.items()}


def to_json(data: object) -> str:
    r"""Return `data` as JSON that may stand inside a ``<script>`` element, with nothing in it that no eye would see.

    Raises
    ------
    ValueError
        A number is NaN or infinite: JSON has no such thing, so it must be left out before.

    Examples
    --------
    >>> to_json({"id": "</script>"})
    '{"id":"\\u003c/script\\u003e"}'
    """
    text = _SURROGATE.sub(
        lambda found: f"\\u{ord(found[0]):04x}",
        json_shown(json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))),
    )
    text = with_isolates(text)
    for character, escaped in _UNSAFE.items():
        text = text.replace(character, escaped)
    return text
