"""Every fact of a programme, with what it is about, its source, its date, and the words that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geokit.arguments import public_result
from geokit.dates import last_day
from geokit.i18n import Words
from geokit.land.declared.figure import KIND_WORDS
from geokit.programme.cited import Grounds, both, grounds_in, in_both, with_reason
from geokit.programme.facts import (
    Address,
    Base,
    Body,
    Company,
    Count,
    Figure,
    Milestone,
    Platform,
    Sectors,
    Service,
    Statement,
    Status,
    Theme,
)
from geokit.programme.faults import dotted
from geokit.programme.places import Anchor, Partnership

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from geokit.inputs import KeyPath
    from geokit.programme.contents import Contents
    from geokit.programme.model import Park
    from geokit.programme.record import Name

_KINDS: Final[dict[type[Grounds], Words]] = {
    Partnership: Words(zh="结对", en="partnership"),
    Statement: Words(zh="进展", en="progress"),
    Status: Words(zh="状态", en="status"),
    Count: Words(zh="数字", en="count"),
    Service: Words(zh="服务", en="service"),
    Sectors: Words(zh="产业", en="sectors"),
    Company: Words(zh="企业", en="company"),
    Milestone: Words(zh="时间", en="milestone"),
    Body: Words(zh="机构", en="body"),
    Theme: Words(zh="产业主题", en="theme"),
    Address: Words(zh="地址", en="address"),
    Base: Words(zh="基础", en="base"),
    Platform: Words(zh="上级平台", en="platform"),
    Anchor: Words(zh="位置", en="place"),
}
_OF_PARK: Final = Words(zh="{park}·{zone}", en="{park}, {zone}")
_ENCLAVE: Final = Words(zh="{name}（反向飞地）", en="{name} (reverse enclave)")
_PAIRED: Final = Words(zh="{supporter}与{host}结对", en="{supporter} is paired with {host}")
_PLACE: Final = Words(zh="±{km} 公里：{derivation}", en="±{km} km: {derivation}")
_MONTHS: Final = 12
_METRES: Final = 1000


@public_result
@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a programme.

    Attributes
    ----------
    subject : Name
        What it is about: the programme, a pair, a park, a zone, an enclave.
    kind : Words
        What sort of fact it is: an area with its kind, a status, sectors, a milestone.
    said : Name
        What it says, as a card shows it.
    source, as_of : str or None
        The id of its source and the date that it speaks of.
    source_title : Name or None
        What the source is called.
    quote : str or None
        The words that it rests on; None where they are not at hand.
    inferred : bool
        Whether it was inferred; then ``reason`` tells from what.
    due : str or None
        The date by which it was to come true.
    where : str
        File and key, ``linghai/park.toml: zones[1].status``.

    Examples
    --------
    >>> import geokit as gk
    >>> fact = next(
    ...     each for each in gk.load_catalog().facts() if each.where == "linghai/park.toml: declared_area"
    ... )
    >>> fact.subject.en, fact.kind.en, fact.said.zh, fact.where
    ('Linghai SME Entrepreneurship Park', 'total land', '330亩', 'linghai/park.toml: declared_area')
    """

    subject: Name
    kind: Words
    said: Name
    source: str | None
    source_title: Name | None
    as_of: str | None
    quote: str | None
    inferred: bool
    reason: Name | None
    due: str | None
    where: str

    @property
    def marked(self) -> Name:
        """What it says, and that it was inferred, and why, where it was."""
        return with_reason(self.said, self.reason)

    def has_passed(self, today: date) -> bool:
        """Tell whether its ``due`` has passed."""
        return self.due is not None and last_day(self.due) < today

    def age(self, today: date) -> int:
        """Return how many months ago the time was that it speaks of."""
        if self.as_of is None:
            return 0
        end = last_day(self.as_of)
        return max(0, (today.year - end.year) * _MONTHS + today.month - end.month)


def facts_of(catalog: Contents) -> tuple[Fact, ...]:
    """Return every fact of a programme and of its parks, in the order of the files."""
    own = [
        _fact(ground, path, _subject_in_programme(catalog, path, ground), catalog)
        for path, ground in grounds_in(catalog.programme)
    ]
    of_parks = [
        _fact(ground, path, _subject_in_park(park, path), catalog, park)
        for park in catalog.parks
        for path, ground in grounds_in(park)
    ]
    return (*own, *of_parks)


def stale_facts(facts: Iterable[Fact], today: date, *, months: int = 12) -> list[Fact]:
    """Return the facts to ask about again: first those whose date has passed, then those that are `months` old or more."""
    passed = [fact for fact in facts if fact.has_passed(today)]
    aged = [
        fact
        for fact in facts
        if fact.as_of is not None and not fact.has_passed(today) and fact.age(today) >= months
    ]
    return [*passed, *sorted(aged, key=lambda fact: -fact.age(today))]


def _fact(ground: Grounds, path: KeyPath, subject: Name, catalog: Contents, park: Park | None = None) -> Fact:
    source = getattr(ground, "source", None)
    known = catalog.source(source, park) if source else None
    file = f"{park.id}/park.toml" if park else "programme.toml"
    return Fact(
        subject=subject,
        kind=_kind(ground),
        said=_said(ground, catalog),
        source=source,
        source_title=known.title if known else None,
        as_of=getattr(ground, "as_of", None) or (known.as_of if known else None),
        quote=ground.quote,
        inferred=ground.inferred,
        reason=ground.reason,
        due=getattr(ground, "due", None) or _expected(ground),
        where=f"{file}: {dotted(path)}",
    )


def _expected(ground: Grounds) -> str | None:
    # Expected on a date of any precision: its last day is asked for, whatever it looks like.
    return ground.date if isinstance(ground, Milestone) and ground.expected else None


def _kind(ground: Grounds) -> Words:
    if isinstance(ground, Figure):
        return KIND_WORDS[ground.kind]
    return next(words for kind, words in _KINDS.items() if isinstance(ground, kind))


def _said(ground: Grounds, catalog: Contents) -> Name:
    if isinstance(ground, Partnership):
        return both(
            _PAIRED,
            supporter=catalog.district(ground.supporter).name,
            host=catalog.district(ground.host).name,
        )
    if isinstance(ground, Anchor):
        return both(_PLACE, km=f"{ground.uncertainty_m / _METRES:g}", derivation=ground.derivation)
    return in_both(ground)


def _subject_in_programme(catalog: Contents, path: KeyPath, ground: Grounds) -> Name:
    match path:
        case ("partnerships", int(number), *_):
            return catalog.pair_name(catalog.partnerships[number])
        case ("enclaves", int(number), *_):
            return both(_ENCLAVE, name=catalog.enclaves[number].name)
        case _:
            return _whose(catalog, ground)


def _whose(catalog: Contents, ground: Grounds) -> Name:
    """Return the park, the pair or the city that a fact of programme.toml names; else the programme."""
    park, city = getattr(ground, "park", None), getattr(ground, "city", None)
    pair = getattr(ground, "partnership", None)
    if park:
        return catalog.park_with_id(park).name
    if pair:
        return catalog.pair_name(catalog.partnership(pair))
    return next((each.name for each in catalog.programme.cities if each.id == city), catalog.name)


def _subject_in_park(park: Park, path: KeyPath) -> Name:
    match path:
        case ("zones", int(number), *_):
            return both(_OF_PARK, park=park.name, zone=park.zones[number].name)
        case _:
            return park.name
