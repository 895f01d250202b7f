"""A park by any of its names, or by the name of what it is built on, stands in, or has within it: then that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geokit.arguments import public_result
from geokit.i18n import Words
from geokit.programme.checks import fold_name
from geokit.programme.cited import ListedNames, both
from geokit.programme.terms import ZONE_KIND_WORDS, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geokit.programme.model import Park
    from geokit.programme.record import Name

_IS_BASE: Final = Words(
    zh="“{name}”是{park}的基础（“{text}”），不是它的名称；所列面积等为后者的数字",
    en="“{name}” is the base of {park} (“{text}”), not its name; the figures given are those of the latter",
)
_IS_ABOVE: Final = Words(
    zh="“{name}”是{park}所在的上级平台，不是它的名称；所列面积等为后者的数字",
    en="“{name}” is the platform above {park}, not its name; the figures given are those of the latter",
)
_IS_WITHIN: Final = Words(
    zh="“{name}”是{park}的一部分，不是它的名称；所列面积等为整个园区的数字",
    en="“{name}” is a part of {park}, not its name; the figures given are those of the whole park",
)
_IS_ALSO: Final = Words(
    zh="“{name}”是{park}的名称，故按它查得；{others}的基础、上级平台或组成部分也叫此名",
    en="“{name}” is the name of {park}, which is what was found; what {others} is built on, stands in or has within it is "
    "called so too",
)


@public_result
@dataclass(frozen=True, slots=True)
class FoundPark:
    """A park, and what must be said where the name is not its own.

    Examples
    --------
    >>> import geokit as gk
    >>> gk.load_catalog().find("lingrui").said is None
    True
    """

    park: Park
    said: Name | None = None


def find_park(parks: Sequence[Park], name: str) -> FoundPark | None:
    """Return the park of a name: its own, or what one park alone is built on, stands in or has within it.

    Examples
    --------
    >>> import geokit as gk
    >>> print(find_park(gk.load_catalog().parks, "龙湖现代产业园").said.zh)
    “龙湖现代产业园”是深圳市坪山区—汕头市龙湖区“百千万工程”产业合作园区的基础（“以龙湖现代产业园为基础”），不是它的名称；所列面积等为后者的数字
    """
    wanted = fold_name(name)
    if not wanted:
        return None
    own = next((park for park in parks if wanted in map(fold_name, park.names)), None)
    found = _found_by_others(parks, wanted)
    if own is not None:
        others = {each.park.id: each.park.name for each in found if each.park is not own}
        return FoundPark(own, _also(name, own, list(others.values())) if others else None)
    return found[0] if len({each.park.id for each in found}) == 1 else None


def several_parks(parks: Sequence[Park], name: str) -> list[Park]:
    """Return the parks that a name would find, where it is the own name of none, and would find several."""
    found = {each.park.id: each.park for each in _found_by_others(parks, fold_name(name))}
    return list(found.values()) if len(found) > 1 else []


def _found_by_others(parks: Sequence[Park], wanted: str) -> list[FoundPark]:
    return [
        FoundPark(park, both(words, name=name, park=park.name, text=park.base.text if park.base else ""))
        for park in parks
        for name, words in _others(park)
        if wanted in map(fold_name, (name.zh, name.en))
    ]


def _also(name: str, own: Park, others: Sequence[Name]) -> Name:
    return both(_IS_ALSO, name=name, park=own.name, others=ListedNames(others))


def other_names(parks: Iterable[Park]) -> list[str]:
    """Return the names that find parks and are not their own."""
    return [each for park in parks for name, _ in _others(park) for each in (name.zh, name.en)]


def _others(park: Park) -> Iterator[tuple[Name, Words]]:
    """Yield what is not the park and finds it, with the sentence that says so."""
    if park.base:
        yield park.base.name, _IS_BASE
    yield from ((platform.name, _IS_ABOVE) for platform in park.platforms)
    for zone in park.zones:
        # Every park has a first phase, and many a zone that is called "start zone" and no more.
        if zone.kind is not ZoneKind.PHASE and zone.name.zh != ZONE_KIND_WORDS[zone.kind].zh:
            yield zone.name, _IS_WITHIN
