"""What may be meant by a code that a scheme of land classes does not have, or uses for other land."""

from __future__ import annotations

from dataclasses import dataclass

from geokit.i18n import InWords, Language, Words
from geokit.parcels.land_classes import (
    LandClass,
    OfScheme,
    Scheme,
    classes,
    elsewhere,
    find_class,
    near_classes,
    written_name,
)

_ELSEWHERE = Words(zh="；它是{others}", en="; it is {others}")
_NEAR = Words(zh="；相近的有 {near}", en="; near ones: {near}")


@dataclass(frozen=True, slots=True)
class ClassHint(InWords):
    """What a code is in other schemes, and which codes of its own are near.

    Examples
    --------
    >>> ClassHint.of("100101", "survey").localize("en").split(";")[1]
    ' it is 100101 industrial land, class 1 (land and sea use of territorial planning)'
    """

    others: tuple[OfScheme, ...]
    near: tuple[LandClass, ...]

    @classmethod
    def of(cls, code: str, scheme: Scheme) -> ClassHint:
        """Return the hint on a code that a scheme does not have.

        Where others have it, near are the classes that are called as it is there, or as the class above it.
        """
        others = elsewhere(code, scheme)
        names = dict.fromkeys(name for each in others for name in _names_above(each))
        called = [meant for name in names if (meant := same_name(name, scheme)) is not None][:1]
        return cls(tuple(map(OfScheme, others)), tuple(called if others else near_classes(code, scheme)))

    def localize(self, language: Language) -> str:
        """Return the hint, to stand behind a sentence; nothing where nothing is near."""
        others = _ELSEWHERE.render(language, others=list(self.others)) if self.others else ""
        return others + (_NEAR.render(language, near=list(self.near)) if self.near else "")


def of_another_scheme(code: str, use: str | None, scheme: Scheme) -> LandClass | None:
    """Return the class of another scheme that a code means, by the use that is written with it in words.

    None where the scheme itself has the use under this code, or no scheme has.

    Examples
    --------
    >>> (
    ...     of_another_scheme("1001", "工业用地", "survey").scheme,
    ...     of_another_scheme("0601", "工业用地", "survey"),
    ... )
    ('territorial', None)
    """
    named = written_name(code) or use
    own = find_class(code, scheme)
    if named is None or own is None or named in _names_above(own):
        return None
    return next((each for each in elsewhere(code, scheme) if named in _names_above(each)), None)


def is_called(code: str, name: str, scheme: Scheme) -> bool:
    """Tell whether a scheme calls a code, or a class above it, so; of a code that it does not have it cannot tell.

    Examples
    --------
    >>> is_called("0101", "耕地", "survey"), is_called("0101", "旱地", "survey")
    (True, False)
    """
    own = find_class(code, scheme)
    return own is None or name in _names_above(own)


def _names_above(found: LandClass) -> list[str]:
    """Return the names of a class and of those above it, its own first."""
    parent = classes(found.scheme).get(found.parent or "")
    return [found.words.zh, *(_names_above(parent) if parent else [])]


def same_name(name: str, scheme: Scheme) -> LandClass | None:
    """Return the class that a scheme calls so."""
    return next((each for each in classes(scheme).values() if each.words.zh == name), None)
