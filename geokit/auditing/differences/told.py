"""What became of the land of two states in lines of text: the same facts that the page and the workbook show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geokit.auditing.differences.changes import Facts
from geokit.auditing.differences.grouped import lead_of
from geokit.auditing.differences.headline import AFTER, BEFORE, Headline, notes_on
from geokit.auditing.several import GROUP_FROM
from geokit.i18n import Language, Words, localize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.differences.events import Event, EventKind
    from geokit.auditing.differences.land import LandChange

_SUMS: Final = Words(
    zh="{before} {old} 亩＋新增 {gained} 亩－减少 {lost} 亩＝{after} {new} 亩；土地只计一次，平面面积。",
    en="{before} {old} mu + gained {gained} mu − lost {lost} mu = {after} {new} mu; planar, land counted once.",
)


def land_sentences(
    change: LandChange,
    names: tuple[str, str] | None,
    language: Language,
    *,
    is_whole: bool = True,
) -> list[str]:
    """Return what must be known first, what became of each parcel, the headline and the sums.

    Parameters
    ----------
    change : LandChange
    names : tuple of two str or None
        What the two states are called.
    language : {"zh", "en"}
    is_whole : bool
        Whether five events and more that say the same stand one by one; else one line stands for them.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> old, new = (
    ...     make_parcels([square(0, 0, 100)]),
    ...     make_parcels([square(0, 0, 50, 100), square(50, 0, 50, 100)]),
    ... )
    >>> new["id"] = ["A-1", "A-2"]
    >>> for line in land_sentences(gk.compare_parcels(old, new).land(), ("May", "June"), "en"):
    ...     print(line)
    A split into A-1, A-2: 15.000 mu before, 15.000 mu after
    Compared with May: 1 parcel split into 2
    May 15.000 mu + gained 0.000 mu − lost 0.000 mu = June 15.000 mu; planar, land counted once.
    """
    before, after = names or (BEFORE, AFTER)
    total = change.sums.total("mu")
    figures = {"old": total.before, "gained": total.gained, "lost": total.lost, "new": total.after}
    shown = {name: f"{mu:,}" for name, mu in figures.items()}
    return [
        *(localize(note, language) for note in notes_on(change)),
        *_lines(change.events, language, from_count=len(change.events) + 1 if is_whole else GROUP_FROM),
        Headline(change, names[0] if names else None).localize(language),
        _SUMS.render(language, before=before, after=after, **shown),
    ]


def _lines(events: tuple[Event, ...], language: Language, *, from_count: int) -> Iterator[str]:
    groups: dict[tuple[EventKind, str], list[Event]] = {}
    for event in events:
        about = localize(tuple(fact.fields.get("heading", "") for fact in event.facts), language)
        groups.setdefault((event.kind, about), []).append(event)
    for (kind, about), members in groups.items():
        if len(members) < from_count:
            yield from (event.localize(language) for event in members)
            continue
        said = {Facts(event.facts).localize(language) for event in members}
        ids = [name for event in members for name in (event.old_ids or event.new_ids)]
        yield lead_of(kind, len(members), said.pop() if len(said) == 1 else about, ids, language)
