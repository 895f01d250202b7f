"""Choosing the language. Errors are written in it, so that refusing a language stands above :mod:`geokit.errors`."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from geokit.arguments import public
from geokit.errors import choice_error
from geokit.i18n import LANGUAGES, Language, chosen_language, parse_language, usual

if TYPE_CHECKING:
    from contextvars import Token


class SpokenLanguage(AbstractContextManager[None]):
    """What :func:`use_language` has chosen: for all that follows, or for a ``with`` block alone."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._before = usual.language
        usual.language, usual.chosen_by = language, self
        self._tokens: list[Token[Language | None]] = []

    def __enter__(self) -> None:
        """Let only the block be in the language."""
        if usual.chosen_by is self:
            usual.language, usual.chosen_by = self._before, None
        self._tokens.append(chosen_language.set(self.language))

    def __exit__(self, *_: object) -> None:
        """Speak as before the block."""
        chosen_language.reset(self._tokens.pop())

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.language}>"


@public
def use_language(language: Language) -> AbstractContextManager[None]:
    """Speak `language` from now on, or in a ``with`` block alone.

    Parameters
    ----------
    language : {"zh", "en"}
        Or as a system writes it: ``zh-CN``, ``zh_CN.UTF-8``, ``zh-Hans``, ``en-GB``.

    Returns
    -------
    context manager
        For a ``with`` statement; a cell of a notebook needs none.

    Raises
    ------
    OptionError
        It is neither Chinese nor English; nothing is spoken in another language without a word.

    Examples
    --------
    >>> from geokit.i18n import Words
    >>> with use_language("zh"):
    ...     Words(zh="亩", en="mu").render()
    '亩'
    """
    chosen = parse_language(language)
    if chosen is None:
        raise choice_error("language", language, LANGUAGES)
    return SpokenLanguage(chosen)
