"""What the files of a catalogue say in many places, brought together: milestones, companies, sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.dates import span
from geokit.i18n import Words
from geokit.programme.cited import both
from geokit.programme.facts import Company, Milestone, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.programme.contents import Contents
    from geokit.programme.model import Park
    from geokit.programme.record import Name

_OF: Final = Words(zh="{name}：{text}", en="{name}: {text}")
_OF_ZONE: Final = Words(zh="{park}{zone}", en="{park}, {zone}")


def milestones_of(catalog: Contents) -> tuple[Milestone, ...]:
    """Return the milestones of a programme, of its parks, and of what was due by a date, in the order of time."""
    found = [*catalog.programme.milestones]
    for park in catalog.parks:
        found += [_of_park(each, park) for each in park.milestones]
        found += [_expected(said, name, park) for said, name in _due(park)]
    for enclave in catalog.enclaves:
        pairs = (enclave.partnership,)
        found += [
            _when_due(each, enclave.name, partnerships=pairs) for each in enclave.statements if each.due
        ]
    found += [_when_due(each, catalog.name) for each in catalog.programme.statements if each.due]
    return tuple(sorted(found, key=lambda each: span(each.date)))


def _of_park(milestone: Milestone, park: Park) -> Milestone:
    named = {"text": both(_OF, name=park.name, text=milestone.text)}
    return milestone.model_copy(update=named | {"partnerships": (park.partnership,), "parks": (park.id,)})


def _due(park: Park) -> Iterator[tuple[Statement, Name]]:
    yield from ((each, park.name) for each in park.statements if each.due)
    for zone in park.zones:
        name = both(_OF_ZONE, park=park.name, zone=zone.name)
        yield from ((each, name) for each in zone.statements if each.due)


def _expected(statement: Statement, name: Name, park: Park) -> Milestone:
    return _when_due(statement, name, partnerships=(park.partnership,), parks=(park.id,))


def _when_due(
    statement: Statement, name: Name, *, partnerships: tuple[str, ...] = (), parks: tuple[str, ...] = ()
) -> Milestone:
    """Return what was to happen by a date; what it rests on was checked with the statement."""
    return Milestone.model_construct(
        date=statement.due or statement.as_of,
        text=both(_OF, name=name, text=statement.text),
        expected=True,
        partnerships=partnerships,
        parks=parks,
        source=statement.source,
        as_of=statement.as_of,
        quote=statement.quote,
        inferred=statement.inferred,
        reason=statement.reason,
    )


def companies_of(catalog: Contents) -> tuple[Company, ...]:
    """Return the companies of parks, then those of the programme, with park and pair where these are known."""
    own = [
        each.model_copy(update={"park": park.id, "partnership": park.partnership})
        for park in catalog.parks
        for each in park.companies
    ]
    return (*own, *catalog.programme.companies)


def sectors_of(catalog: Contents) -> dict[Name, tuple[Park, ...]]:
    """Return each sector with the parks that name it."""
    found: dict[Name, tuple[Park, ...]] = {}
    for park in catalog.parks:
        for name in park.sectors.names if park.sectors else ():
            found[name] = (*found.get(name, ()), park)
    return found
