"""Words in Chinese and English: facts are fields, and words are made last, in the reader's language.

A :class:`Words` holds one template a language. Its fields may be plain values, other ``Words``, or anything
with a ``localize(language)`` method (:class:`Localizable`), so that an area is "84.20 m² (0.1263 mu)" to one reader
and "84.20 平方米(0.1263 亩)" to another.

What a reader may do about it is named as they would type it: ``{option:crs}`` is " (--crs)" in a terminal, " (crs=)" in
Python, and nothing in a file (:data:`Reader`).
"""

from __future__ import annotations

import locale
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, get_args, runtime_checkable

from geokit.escape import printable, without_passwords
from geokit.isolates import marked
from geokit.spacing import set_apart
from geokit.terminal import shortened

Language = Literal["zh", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

_TAG = re.compile(r"[^\W\d_]+")
_NAMES: dict[str, Language] = {
    **dict.fromkeys(("zh", "chinese", "中文", "汉语", "简体中文"), "zh"),
    **dict.fromkeys(("en", "english", "英文", "英语"), "en"),
}

# What ``geokit.use_language`` has chosen: for a ``with`` block, and for all that follows. Each cell of a notebook runs in a
# context of its own, so that a context variable alone would forget the latter.
chosen_language: ContextVar[Language | None] = ContextVar("geokit_language", default=None)


class _Usual:
    """The language of a process in which no block has another."""

    language: Language | None = None
    chosen_by: object = None


usual = _Usual()

Reader = Literal["python", "terminal", "file"]

# Whom sentences reach. The command line sets it once; what is written to a file is read by people who have neither
# the command nor the code, and the same data are the same bytes whichever of the two wrote them.
_reader: ContextVar[Reader | None] = ContextVar("geokit_reader", default="python")


@contextmanager
def speaking_to(reader: Reader) -> Iterator[None]:
    """Name options within a ``with`` block as this reader types them.

    Examples
    --------
    >>> missing = Words(zh="请给出坐标系{option:crs}", en="give the coordinate system{option:crs}")
    >>> with speaking_to("terminal"):
    ...     missing.render("en"), missing.render("zh")
    ('give the coordinate system (--crs)', '请给出坐标系（--crs）')
    >>> missing.render("en")
    'give the coordinate system (crs=)'
    >>> with speaking_to("file"):
    ...     missing.render("en")
    'give the coordinate system'
    """
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


@runtime_checkable
class Localizable(Protocol):
    """A value that knows its own words."""

    def localize(self, language: Language) -> str:
        """Return the value as a reader of `language` would write it."""


class InWords:
    """What results called :meth:`Localizable.localize` before; it goes with the next release."""

    __slots__ = ()

    def in_words(self: Localizable, *args: Any, **named: Any) -> str:
        """Return what :meth:`Localizable.localize` returns, which also checks what it is given."""
        # typing_extensions.deprecated says the same, and its import is a tenth of the command's own.
        warnings.warn("in_words() is localize() now", DeprecationWarning, stacklevel=2)
        return self.localize(*args, **named)


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in both languages.

    Parameters
    ----------
    zh, en : str
        Templates with named fields in braces, as for :meth:`str.format`. ``{count:parcel has|parcels have}`` is
        the number with the words behind it that are said of one, or of any other number. ``{option:crs}``, or with a
        value ``{option:crs EPSG:4490}``, is an argument of Python by its name, and the option of the command line that
        is the same; it is said behind what it is, so that the sentence stands without it.

    Examples
    --------
    >>> overlap = Words(zh="{left} 与 {right} 重叠", en="{left} overlaps {right}")
    >>> overlap.render("en", left="12", right="13")
    '12 overlaps 13'
    >>> overlap.render("zh", left="12", right="13")
    '12 与 13 重叠'
    >>> since = Words(zh="与{before}相比", en="compared with {before}")
    >>> since.render("zh", before="一期"), since.render("zh", before="phase-1")
    ('与一期相比', '与 phase-1 相比')
    >>> left = Words(zh="剩余 {count} 宗", en="{count:parcel is|parcels are} left")
    >>> left.render("en", count=1), left.render("en", count=2)
    ('1 parcel is left', '2 parcels are left')
    """

    zh: str
    en: str

    def render(self, language: Language | None = None, /, **fields: object) -> str:
        """Return the sentence in `language`, or in the reader's own where none is given."""
        chosen = language or current_language()
        template = self.zh if chosen == "zh" else self.en
        filled: dict[str, object] = {name: _Field(value, chosen) for name, value in fields.items()}
        filled.setdefault("option", _Option(chosen))
        return set_apart(template, filled) if chosen == "zh" else template.format_map(filled)

    def localize(self, language: Language) -> str:
        """Return a sentence without fields, so that one template may stand inside another."""
        return name_options(self.zh if language == "zh" else self.en, language)


# Arguments whose option on the command line has another name.
_ON_COMMAND_LINE: Mapping[str, str] = {
    "survey_columns": "survey-column",
    "columns": "column",
    "fields": "field",
    "settings": "set",
    "snap_m": "snap",
}
_MARK: Final = r"\{option:([a-z_0-9]+)(?: ([^{}]*))?\}"
_BRACKETS = {"zh": "（{}）", "en": " ({})"}


class _Option:
    """The name of an option within a template, as its reader types it."""

    __slots__ = ("language",)

    def __init__(self, language: Language) -> None:
        self.language = language

    def __format__(self, form: str) -> str:
        name, _, value = form.partition(" ")
        return _named(name, value, self.language)


def _named(name: str, value: str, language: Language) -> str:
    reader = _reader.get()
    if reader is None:
        return f"{{option:{name} {value.translate(_BRACELESS)}}}" if value else f"{{option:{name}}}"
    if reader == "file":
        return ""
    typed = _in_terminal(name, value) if reader == "terminal" else _in_python(name, value)
    return _BRACKETS[language].format(typed)


_BRACELESS = {ord("{"): None, ord("}"): None}


def _in_terminal(name: str, value: str) -> str:
    option = f"--{_ON_COMMAND_LINE.get(name, name).replace('_', '-')}"
    if not value:
        return option
    if name.endswith("columns"):
        return " ".join(f"{option} {_quoted(f'{column}={meaning}')}" for column, meaning in _pairs(value))
    return f"{option} {_quoted(value)}"


def _quoted(value: str) -> str:
    # Every shell keeps what stands between straight quotation marks together.
    return f'"{value}"' if re.search(r"[\s&|;<>()$*?']", value) else value


def _pairs(value: str) -> list[tuple[str, str]]:
    """Return columns and what they are, of one or of several in a row: 宗地号=id, MJ2=declared_mu."""
    return re.findall(r"(.+?)=([a-z_0-9]+)(?:、|, |$)", value)


def _in_python(name: str, value: str) -> str:
    import json

    if name.endswith("columns") and value:
        return f"{name}={json.dumps(dict(_pairs(value)), ensure_ascii=False)}"
    return f"{name}={value if not value or value.isdecimal() else json.dumps(value, ensure_ascii=False)}"


@dataclass(frozen=True, slots=True)
class OptionName:
    """An argument of Python that a sentence is about: in a terminal it is the option of the same name.

    Examples
    --------
    >>> OptionName("as_of").localize("en")
    'as_of'
    >>> with speaking_to("terminal"):
    ...     OptionName("as_of").localize("en")
    '--as-of'
    """

    name: str

    def localize(self, language: Language) -> str:  # noqa: ARG002 - as a Localizable has it
        """Return the name as it is typed."""
        return _in_terminal(self.name, "") if _reader.get() == "terminal" else self.name


@dataclass(frozen=True, slots=True)
class AsTyped:
    """What the reader may type, in brackets behind a sentence; nothing to the reader of a file, who types nothing.

    Examples
    --------
    >>> named = AsTyped(Words(zh="land=文件", en="land=FILE"))
    >>> named.localize("en"), named.localize("zh")
    (' (land=FILE)', '（land=文件）')
    >>> with speaking_to("file"):
    ...     named.localize("en")
    ''
    """

    words: Words

    def localize(self, language: Language) -> str:
        """Return it in brackets, or nothing."""
        return "" if _reader.get() == "file" else _BRACKETS[language].format(self.words.localize(language))


def name_options(text: str, language: Language) -> str:
    """Return a sentence with each option that :func:`keep_options` left in it named for the reader there is now.

    The text is data by then: nothing else in it is taken for a field.
    """
    if "{option:" not in text:
        return text
    return re.sub(_MARK, lambda found: _named(found[1], found[2] or "", language), text)


@contextmanager
def keep_options() -> Iterator[None]:
    """Make sentences that are stored, and read by whom nobody knows yet: their options are named when they are shown."""
    token = _reader.set(None)
    try:
        yield
    finally:
        _reader.reset(token)


class _Field:
    """A field within a template: what its value says, as far as the template has no form for the value itself."""

    __slots__ = ("language", "value")

    def __init__(self, value: object, language: Language) -> None:
        self.value = value
        self.language = language

    def __format__(self, form: str) -> str:
        if not form:
            return localize(self.value, self.language)
        one, stands_for_many, many = form.partition("|")
        if not stands_for_many:
            return format(self.value, form)
        said = localize(self.value, self.language)
        return f"{said} {one if said == '1' else many}"

    def __str__(self) -> str:
        return localize(self.value, self.language)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that stands within another: it is no data, and is not cut."""

    text: str

    def localize(self, language: Language) -> str:  # noqa: ARG002 - as a Localizable has it
        """Return the sentence as it was made."""
        return self.text


# What a file holds in one cell may fill many pages; what is meant, a path even, is shorter.
LONGEST_FIELD: Final = 300
_MOST_NAMES: Final = 200


def localize(value: object, language: Language) -> str:
    """Return a value as text in a language; sequences are listed, and text is made safe to print.

    A field is data: whatever it holds, it stays within its sentence and its line, and leaves room for what is said of it.

    Examples
    --------
    >>> localize(["12", "13"], "en"), localize(["12", "13"], "zh")
    ('12, 13', '12、13')
    >>> localize(Words(zh="亩", en="mu"), "zh")
    '亩'
    """
    if isinstance(value, str):
        return marked(without_passwords(printable(shortened(value, LONGEST_FIELD))))
    # Asking a protocol is slow, and a report of thousands of findings asks it for every field.
    if hasattr(value, "localize"):
        return printable(value.localize(language))
    if isinstance(value, Sequence):
        return _listed(value, language, _MOST_NAMES)
    return without_passwords(printable(shortened(str(value), LONGEST_FIELD)))


def _listed(names: Sequence[object], language: Language, most: int) -> str:
    """Return names one after another: the first few of them, and how many there are besides."""
    few = ("、" if language == "zh" else ", ").join(localize(name, language) for name in names[:most])
    others = len(names) - most
    return few if others <= 0 else _MORE.render(language, names=Said(few), others=others)


FEW_NAMES = 8
_MORE = Words(zh="{names}，另有 {others} 个", en="{names} and {others} more")


@dataclass(frozen=True, slots=True)
class Abbreviated:
    """Many names in one sentence: the first few, and how many there are besides.

    Examples
    --------
    >>> Abbreviated([f"P{number}" for number in range(1, 12)]).localize("en")
    'P1, P2, P3, P4, P5, P6, P7, P8 and 3 more'
    >>> Abbreviated(["P1", "P2"]).localize("zh")
    'P1、P2'
    """

    names: Sequence[object]

    def localize(self, language: Language) -> str:
        """Return the names in a language."""
        return _listed(self.names, language, FEW_NAMES)


def current_language() -> Language:
    """Return the language chosen by :func:`geokit.use_language`, the environment, or the system's locale.

    ``GEOKIT_LANG`` (``zh`` or ``en``) wins over the locale. English where neither says Chinese.
    """
    return chosen_language.get() or usual.language or _from_environment(os.environ)


def _from_environment(environment: Mapping[str, str]) -> Language:
    for variable in ("GEOKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return _language_of(value)
    # Windows sets none of these variables; its locale names the language ("Chinese (Simplified)_China").
    return _language_of(locale.getlocale()[0] or "")


def _language_of(name: str) -> Language:
    return parse_language(name) or "en"


def parse_language(name: object) -> Language | None:
    """Return the language of a tag, a locale or a name as systems write it; None where it is neither of ours.

    Examples
    --------
    >>> [
    ...     parse_language(name)
    ...     for name in ("zh-CN", "zh_CN.UTF-8", "zh-Hans", "Chinese (Simplified)_China", "中文")
    ... ]
    ['zh', 'zh', 'zh', 'zh', 'zh']
    >>> [parse_language(name) for name in ("en-GB", "en_US", "English", "fr", "", None)]
    ['en', 'en', 'en', None, None, None]
    """
    base = _TAG.match(name.strip().lower()) if isinstance(name, str) else None
    return _NAMES.get(base[0]) if base else None
