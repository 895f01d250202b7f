"""Changes of one kind that say the same of many: what :meth:`Difference.grouped` returns.

Forty parcels whose phase alone is another are read faster as one line than as forty; they are told apart by what happened
and by which columns say otherwise, and where all say the very same, by that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geokit.arguments import public_result
from geokit.auditing.facts import title_of
from geokit.auditing.several import Several
from geokit.i18n import LANGUAGES, Abbreviated, Language, Words, current_language, localize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.auditing.differences.changes import Change, ChangeKind
    from geokit.auditing.differences.events import EventKind

_LEAD: Final = Words(zh="{kind} {count} 项：{subjects}", en="{kind}, {count}: {subjects}")
_LEAD_WHY: Final = Words(
    zh="{kind} {count} 项（{why}）：{subjects}", en="{kind}, {count} ({why}): {subjects}"
)


@public_result
@dataclass(frozen=True, slots=True, repr=False)
class ChangeGroup(Several):
    """Changes of one kind that say the same.

    Attributes
    ----------
    kind : ChangeKind
    park, rule : str
        As of a :class:`Change`.
    members : tuple of Change
        In the order of the difference.
    positions : tuple of int
        Where each of them stands in ``difference.changes``, from 0.
    count, is_many, subjects
        How many members there are, whether that is many, and the ids that they are about, each once.

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.testing import make_parcels, square
    >>> shapes = [square(200 * at, 0, 100) for at in range(6)]
    >>> old, new = (make_parcels(shapes, stage=[stage] * 6) for stage in ("approved", "supplied"))
    >>> [group] = gk.compare_parcels(old, new).grouped()
    >>> len(group.members), group.lead("en")
    (6, 'changed, 6 (stage was “approved” and is “supplied”): A, B, C, D, E, F')
    """

    kind: ChangeKind
    park: str
    rule: str
    members: tuple[Change, ...]
    positions: tuple[int, ...]

    def why(self, language: Language | None = None) -> str:
        """Return what all members say: in full where it is the same, else what it is about; empty where they only are."""
        chosen = language or current_language()
        facts = [each.fields.get("facts") for each in self.members]
        said = {localize(fact, chosen) for fact in facts if fact is not None}
        if len(said) == 1:
            return said.pop()
        names = _about(self.members[0])
        if names:
            return localize([Words(zh=zh, en=en) for zh, en in names], chosen)
        return title_of(self.rule).localize(chosen) if self.rule else ""

    def lead(self, language: Language | None = None) -> str:
        """Return the group in one sentence; a change that is alone says its own."""
        chosen = language or current_language()
        if self.count == 1:
            return self.members[0].localize(chosen)
        return lead_of(self.kind, self.count, self.why(chosen), self.subjects, chosen)

    def __repr__(self) -> str:
        return f"<ChangeGroup: {self.lead()}>"


def lead_of(
    kind: ChangeKind | EventKind, count: int, why: str, subjects: Sequence[str], language: Language
) -> str:
    """Return one line for many of a kind: how many, what all of them say, and of which parcels."""
    fields = {
        "kind": kind.localize(language),
        "count": f"{count:,}",
        "why": why,
        "subjects": Abbreviated(tuple(subjects)),
    }
    return (_LEAD_WHY if why else _LEAD).render(language, **fields)


def group_changes(changes: Sequence[Change]) -> tuple[ChangeGroup, ...]:
    """Return changes by what they say, each group where its first member stands."""
    positions: dict[tuple[Any, ...], list[int]] = {}
    for at, change in enumerate(changes):
        key = (change.kind, change.park, change.rule, change.words, _about(change))
        positions.setdefault(key, []).append(at)
    return tuple(
        ChangeGroup(kind, park, rule, tuple(changes[at] for at in rows), tuple(rows))
        for (kind, park, rule, *_), rows in positions.items()
    )


def _about(change: Change) -> tuple[tuple[str, str], ...]:
    """Return what a change is about, in both languages: the headings of its facts."""
    facts = getattr(change.fields.get("facts"), "facts", ())
    headings = [fact.fields["heading"] for fact in facts if "heading" in fact.fields]
    return tuple((localize(each, LANGUAGES[0]), localize(each, LANGUAGES[1])) for each in headings)
