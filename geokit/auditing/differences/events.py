"""What became of parcels, as facts and in words: an event is one parcel that changed, or a family that did."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from geokit.auditing.differences.changes import Fact, Facts
from geokit.auditing.differences.sides import SURVEYS_APART
from geokit.i18n import LANGUAGES, Abbreviated, Language, Words, localize
from geokit.land.units import Area


class EventKind(StrEnum):
    """What became of parcels."""

    ADDED = "added"
    REMOVED = "removed"
    SPLIT = "split"
    MERGED = "merged"
    REDIVIDED = "redivided"
    MOVED = "moved"
    REDRAWN = "redrawn"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    RESURVEYED = "resurveyed"

    def localize(self, language: Language) -> str:
        """Return the kind in a language."""
        return EVENT_WORDS[self].localize(language)


EVENT_WORDS: Final = {
    EventKind.ADDED: Words(zh="新增地块", en="added"),
    EventKind.REMOVED: Words(zh="减少地块", en="removed"),
    EventKind.SPLIT: Words(zh="拆分", en="split"),
    EventKind.MERGED: Words(zh="合并", en="merged"),
    EventKind.REDIVIDED: Words(zh="重新划分", en="divided anew"),
    EventKind.MOVED: Words(zh="移位", en="moved"),
    EventKind.REDRAWN: Words(zh="界线调整", en="redrawn"),
    EventKind.RENUMBERED: Words(zh="改号", en="renumbered"),
    EventKind.CHANGED: Words(zh="属性变更", en="details changed"),
    EventKind.RESURVEYED: Words(zh="复测微差", en="measured anew"),
}
# The symbol of each (geokit.symbols), and the sign that stands beside colour and hatch.
EVENT_SIGNS: Final = {
    EventKind.ADDED: ("gained", "+"),
    EventKind.REMOVED: ("lost", "−"),
    EventKind.SPLIT: ("split", "÷"),
    EventKind.MERGED: ("merged", "∪"),
    EventKind.REDIVIDED: ("altered", "⇄"),
    EventKind.MOVED: ("moved", "→"),
    EventKind.REDRAWN: ("altered", "±"),
    EventKind.RENUMBERED: ("altered", "#"),
    EventKind.CHANGED: ("altered", "≠"),
    EventKind.RESURVEYED: ("altered", "≈"),
}
_STEP = Words(zh="向{way}移 {m} 米", en="{m} m {way}")
_EAST, _WEST = Words(zh="东", en="east"), Words(zh="西", en="west")
_NORTH, _SOUTH = Words(zh="北", en="north"), Words(zh="南", en="south")

_SENTENCES: Final = {
    EventKind.ADDED: Words(zh="{new}：新增地块，{after}", en="{new}: added, {after}"),
    EventKind.REMOVED: Words(zh="{old}：地块不复存在，原 {before}", en="{old}: removed, {before} before"),
    EventKind.SPLIT: Words(
        zh="{old} 拆分为 {new}：原 {before}，现 {after}",
        en="{old} split into {new}: {before} before, {after} after",
    ),
    EventKind.MERGED: Words(
        zh="{old} 合并为 {new}：原 {before}，现 {after}",
        en="{old} merged into {new}: {before} before, {after} after",
    ),
    EventKind.REDIVIDED: Words(
        zh="{old} 重新划分为 {new}：原 {before}，现 {after}",
        en="{old} divided anew into {new}: {before} before, {after} after",
    ),
    EventKind.MOVED: Words(zh="{new}：{shift}", en="{new}: moved {shift}"),
    EventKind.REDRAWN: Words(
        zh="{new}：界线调整，原 {before}，现 {after}", en="{new}: redrawn, {before} before, {after} after"
    ),
    EventKind.RENUMBERED: Words(
        zh="{old} 改号为 {new}：原 {before}，现 {after}",
        en="{old} renumbered {new}: {before} before, {after} after",
    ),
    EventKind.RESURVEYED: Words(
        zh="{new}：界线相差不超过 {limit} 米，在两次测量的误差之内；原 {before}，现 {after}",
        en="{new}: outlines within {limit} m of each other, as two surveys may be; {before} before, {after} after",
    ),
}
# Of an outline that is missing or invalid on one side nobody knows whether it was drawn anew.
_UNSEEN = Words(
    zh="{new}：界线无法比较，原 {before}，现 {after}",
    en="{new}: its outlines cannot be compared, {before} before, {after} after",
)
_OF_PARCEL = Words(zh="{new}：{facts}", en="{new}: {facts}")
_GAINED = Words(zh="新增土地 {area}", en="land gained {area}")
_LOST = Words(zh="减少土地 {area}", en="land lost {area}")
_NO_AREA = Words(zh="无有效图形，无法量算", en="no valid outline to measure")


@dataclass(frozen=True, slots=True)
class Mu:
    """An area in mu, with three decimals; what has none says so.

    Examples
    --------
    >>> Mu(1000.0).localize("en"), Mu(float("nan")).localize("zh")
    ('1.500 mu', '无有效图形，无法量算')
    """

    area_m2: float

    def localize(self, language: Language) -> str:
        """Return the area in a language."""
        if math.isnan(self.area_m2):
            return _NO_AREA.localize(language)
        return Area.from_m2(self.area_m2).text(language, "mu", 3)


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many metres something was moved, to the east and to the north.

    Examples
    --------
    >>> Shift(-122.3, 0.04).localize("en"), Shift(-122.3, 0.04).localize("zh")
    ('122.300 m west, 0.040 m north', '向西移 122.300 米、向北移 0.040 米')
    >>> Shift(30.0, 0.0).localize("en")
    '30.000 m east'
    """

    east_m: float
    north_m: float

    def localize(self, language: Language) -> str:
        """Return the vector in words."""
        steps = ((self.east_m, _EAST, _WEST), (self.north_m, _NORTH, _SOUTH))
        return localize(
            [
                Words(
                    **{
                        each: _STEP.render(each, m=f"{abs(m):,.3f}", way=back if m < 0 else ahead)
                        for each in LANGUAGES
                    }
                )
                for m, ahead, back in steps
                if round(m, 3)
            ],
            language,
        )


@dataclass(frozen=True, slots=True)
class Event:
    """What became of some parcels.

    Attributes
    ----------
    kind : EventKind
    old, new : tuple of int
        Positions in the two tables.
    old_ids, new_ids : tuple of str
        Their names.
    before_m2, after_m2 : float
        The planar areas of the parcels, together; NaN where an outline has none.
    gained_m2, lost_m2 : float
        The land that no parcel had before, and that none has any more.
    shift : Shift or None
        Where it was moved to.
    facts : tuple of Fact
        What the columns say otherwise.
    """

    kind: EventKind
    old: tuple[int, ...]
    new: tuple[int, ...]
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    before_m2: float
    after_m2: float
    gained_m2: float
    lost_m2: float
    shift: Shift | None = None
    facts: tuple[Fact, ...] = ()

    def localize(self, language: Language) -> str:
        """Return what became of them as a sentence, areas in mu.

        Examples
        --------
        >>> Event(EventKind.SPLIT, (0,), (0, 1), ("12",), ("12-1", "12-2"), 2e4, 2e4, 0.0, 0.0).localize("en")
        '12 split into 12-1, 12-2: 30.000 mu before, 30.000 mu after'
        """
        fields = {
            "old": Abbreviated(self.old_ids),
            "new": Abbreviated(self.new_ids),
            "before": Mu(self.before_m2),
            "after": Mu(self.after_m2),
            "shift": self.shift or "",
            "limit": f"{SURVEYS_APART.value:.2f}",
        }
        words = _SENTENCES.get(self.kind)
        if self.kind is EventKind.REDRAWN and math.isnan(self.before_m2 + self.after_m2):
            words = _UNSEEN
        parts: list[Fact] = [] if words is None else [Fact(words, fields)]
        land = ((_GAINED, self.gained_m2), (_LOST, self.lost_m2))
        parts += [Fact(words, {"area": Mu(area_m2)}) for words, area_m2 in land if area_m2]
        facts = Facts((*parts, *self.facts))
        if words is not None:
            return facts.localize(language)
        return _OF_PARCEL.render(language, new=fields["new"], facts=facts)
