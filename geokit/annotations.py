"""Annotations read as what they admit: a signature is the one truth of what a function takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any, Final, get_args

from geokit.argument_types import KINDS, REFUSED, Kind, is_beyond
from geokit.errors import Given, OptionError, choice_error
from geokit.i18n import LANGUAGES, Words

_KIND = Words(zh="{name} 须为{expected}，而不是{value}", en="{name} must be {expected}, not {value}")
_OR = Words(zh="{first}或{second}", en="{first} or {second}")
# The comma ends what stands between commas already: an example.
_OR_AFTER = Words(zh="{first}，或{second}", en="{first}, or {second}")

# Names that stand for others.
_ALIASES: Final = {
    "Number": "Numeric | NumberText",
    "Day": "date",
    # Members of enumerations by their values, which the members' own kind takes.
    "SeverityName": "Severity",
    "KindName": "AreaKind",
    "BoundName": "Bound",
    "ProvenanceName": "Provenance",
    "ChangeName": "ChangeKind",
    "CrsLike": "CRS | str | int",
    "Behind": "Basemap | EmbeddedPicture",
}

# Choices by the type that lists them.
_CHOICES: Final = {
    "Audience": "geokit.parcels.redaction",
    "Method": "geokit.land.declared.figure",
    "Bound": "geokit.land.declared.figure",
    "AreaKind": "geokit.land.declared.figure",
    "Provenance": "geokit.land.limits",
    "Unit": "geokit.land.units",
    "Rounding": "geokit.land.units",
    "Offset": "geokit.land.crs.offset",
    "OnProblem": "geokit.land.measure.polygons",
    "Width": "geokit.land.crs.zones",
    "Numbering": "geokit.geometry.corners",
    "Layout": "geokit.parcels.formats._row_format",
    "Scheme": "geokit.parcels.land_classes",
    "Severity": "geokit.auditing.findings",
    "ChangeKind": "geokit.auditing.differences.model",
}


@cache
def parse_kinds(annotation: str) -> tuple[Kind, ...]:
    """Return what an annotation admits.

    Raises
    ------
    KeyError
        It names a type that this module does not know: a broken program, not a caller's mistake.

    Examples
    --------
    >>> [kind.words.en for kind in parse_kinds("int | None")]
    ['a whole number', 'None']
    """
    return tuple(kind for name in _split(annotation, "|") for kind in _kinds_named(name))


def _split(text: str, mark: str) -> list[str]:
    """Return the parts of an annotation between marks that stand in no brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if letter == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _kinds_named(name: str) -> tuple[Kind, ...]:
    head, _, inside = name.partition("[")
    head = head.rpartition(".")[2]
    if head in _ALIASES:
        return parse_kinds(_ALIASES[head])
    if head in _CHOICES:
        return (_choice_of(_CHOICES[head], head),)
    if head == "Literal":
        values = [text.strip(" '\"") for text in _split(inside[:-1], ",")]
        return (_among({value: value for value in values}),)
    if head in {"Sequence", "Iterable", "tuple", "Mapping"}:
        parts = _split(inside[:-1], ",")
        if head == "Mapping":
            return (_mapping(parts[-1]),)
        return (_sequence(parts[0], len(parts) if head == "tuple" and parts[-1] != "..." else None),)
    return (KINDS[head],)


def _choice_of(home: str, name: str) -> Kind:
    listed = getattr(import_module(home), name)
    if isinstance(listed, type) and issubclass(listed, Enum):
        members = {str(member.value): member for member in listed}
        chosen = _among(members)
        return Kind(
            chosen.words,
            lambda value: value if isinstance(value, listed) else chosen.take(value),
            chosen.choices,
        )
    return _among({value: value for value in get_args(listed)})


def _among(values: Mapping[Any, Any]) -> Kind:
    texts = tuple(str(value) for value in values)
    words = Words(zh="、".join(texts), en=", ".join(texts))

    folded = {key.casefold(): value for key, value in values.items() if isinstance(key, str)}

    def take(value: Any) -> Any:
        # What cannot be a key is no choice either; True would be taken for 1.
        if not isinstance(value, str | int) or value is True:
            return REFUSED
        found = values.get(value, REFUSED)
        return folded.get(value.casefold(), REFUSED) if found is REFUSED and isinstance(value, str) else found

    return Kind(words, take, texts)


def _sequence(item: str, length: int | None) -> Kind:
    each = parse_kinds(item)
    words = Words(
        zh=f"列表{f'（{length} 项）' if length else ''}，每项为{_expected(each).zh}",
        en=f"a list or tuple{f' of {length}' if length else ''}, each item {_expected(each).en}",
    )

    def take(given: Any) -> Any:
        # Arrays, Series and sets are lists as well.
        values = given.tolist() if hasattr(given, "tolist") else given
        values = list(values) if isinstance(values, AbstractSet) else values
        if (
            isinstance(values, str | bytes)
            or not isinstance(values, Sequence)
            or length not in (None, len(values))
        ):
            return REFUSED
        items = tuple(_first(each, value) for value in values)
        return REFUSED if any(item is REFUSED for item in items) else items

    return Kind(words, take)


def _mapping(value: str) -> Kind:
    each = parse_kinds(value)
    words = Words(zh=f"字典，值为{_expected(each).zh}", en=f"a mapping to {_expected(each).en}")
    if KINDS["Any"] in each:
        words = Words(zh="字典", en="a mapping")

    def take(values: Any) -> Any:
        if not isinstance(values, Mapping):
            return REFUSED
        return REFUSED if any(_first(each, item) is REFUSED for item in values.values()) else values

    return Kind(words, take)


def _first(kinds: Iterable[Kind], value: object) -> Any:
    return next((taken for kind in kinds if (taken := kind.take(value)) is not REFUSED), REFUSED)


def _expected(kinds: Sequence[Kind]) -> Words:
    words = [kind.words for kind in kinds if kind is not KINDS["None"]] or [KINDS["None"].words]
    first = words[0]
    for second in words[1:]:
        joined = _OR_AFTER if "," in first.en else _OR
        first = Words(
            **{language: joined.render(language, first=first, second=second) for language in LANGUAGES}
        )
    return first


class Argument:
    """One argument of a function.

    Parameters
    ----------
    name : str
        As the caller names it.
    kinds : tuple of Kind
        What it may be.

    Examples
    --------
    >>> Argument("language", parse_kinds("Language | None")).taken("zh-CN")
    'zh'
    """

    __slots__ = ("_known_texts", "_known_types", "kinds", "name")

    def __init__(self, name: str, kinds: tuple[Kind, ...]) -> None:
        self.name, self.kinds = name, kinds
        # What was taken as it is, and will be: areas are made and printed by the ten thousand.
        self._known_types: set[type] = set()
        self._known_texts: set[str] = set()

    def is_known(self, value: object) -> bool:
        """Tell whether a value is taken as it is, as far as that is known without looking closely."""
        of = type(value)
        if of in self._known_types:
            return of is not int or not is_beyond(value)
        return of is str and value in self._known_texts

    def taken(self, value: object) -> Any:
        """Return a value as the function wants it.

        Raises
        ------
        OptionError
            It is of none of the kinds.
        """
        if self.is_known(value):
            return value
        for kind in self.kinds:
            found = kind.take(value)
            if found is not REFUSED:
                self._remember(kind, value, found)
                return found
        choices = [choice for kind in self.kinds for choice in kind.choices]
        if choices:
            raise choice_error(self.name, value, choices)
        raise OptionError(_KIND, name=self.name, expected=_expected(self.kinds), value=Given(value))

    def _remember(self, kind: Kind, value: object, found: object) -> None:
        if found is not value:
            return
        if kind.is_by_type:
            self._known_types.add(type(value))
        elif isinstance(value, str) and value in kind.choices:
            self._known_texts.add(value)
