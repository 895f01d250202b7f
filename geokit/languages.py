"""Choosing the language. Errors are written in it, so that refusing a language stands above :mod:`geokit.errors`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geokit.arguments import public
from geokit.errors import choice_error
from geokit.i18n import LANGUAGES, Language, chosen_language, parse_language

if TYPE_CHECKING:
    from collections.abc import Iterator


@public
@contextmanager
def use_language(language: Language) -> Iterator[None]:
    """Speak `language` within a ``with`` block.

    Parameters
    ----------
    language : {"zh", "en"}
        Or as a system writes it: ``zh-CN``, ``zh_CN.UTF-8``, ``zh-Hans``, ``en-GB``.

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
    token = chosen_language.set(chosen)
    try:
        yield
    finally:
        chosen_language.reset(token)
