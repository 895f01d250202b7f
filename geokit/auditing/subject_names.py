"""What readers call the subjects of findings: a park or a zone has a name, and goes by its id in files alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from geokit.i18n import Language, Words
from geokit.parcels.table import parcel_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geokit.auditing.audited import Audited
    from geokit.programme.model import Placed
    from geokit.programme.record import Name

_TOLD_APART = Words(zh="{name}（{id}）", en="{name} ({id})")


@dataclass(frozen=True, slots=True)
class _NameAndId:
    """The name of one of several zones that are called the same."""

    name: Name
    id: str

    def localize(self, language: Language) -> str:
        return _TOLD_APART.render(language, name=self.name, id=self.id)


Called: TypeAlias = "str | Name | _NameAndId"


class SubjectNames:
    """The names of a report's parks and zones.

    Parameters
    ----------
    audited : iterable of Audited

    Examples
    --------
    >>> import geokit as gk
    >>> from geokit.i18n import localize
    >>> report = gk.audit_catalog(gk.load_catalog(gk.example_folder()))
    >>> names = SubjectNames(report.audited)
    >>> localize(names.of("example-park", ("P2-01", "phase-2")), "zh")
    'P2-01、二期'
    """

    def __init__(self, audited: Iterable[Audited]) -> None:
        self._known = {each.name: _names_in(each) for each in audited if each.park is not None}

    def of(self, park: str, subjects: Iterable[str]) -> tuple[Called, ...]:
        """Return what is shown for the ids that a finding of a park is about; what has no name goes by its id."""
        known = self._known.get(park, {})
        return tuple(known.get(each, each) for each in subjects)


def _names_in(each: Audited) -> Mapping[str, Called]:
    placed: tuple[Placed, ...] = (each.park, *each.park.zones) if each.park is not None else ()
    called: Counter[tuple[str, str]] = Counter((one.name.zh, one.name.en) for one in placed)
    ids = Counter(one.id for one in placed)
    # A parcel may have the id of a zone: nobody knows which of the two a finding is about.
    ids.update({name for name in parcel_ids(each.parcels) if name in ids})
    return {
        one.id: one.name if called[one.name.zh, one.name.en] == 1 else _NameAndId(one.name, one.id)
        for one in placed
        if ids[one.id] == 1
    }
