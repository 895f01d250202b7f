"""Two states in one sentence made from their figures, and what must be known before looking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.auditing.differences.events import EventKind
from geokit.auditing.differences.sides import COMPARED, columns_of_one
from geokit.i18n import Abbreviated, Language, Localizable, Words
from geokit.land.crs.titles import crs_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.differences.land import LandChange
    from geokit.auditing.differences.sides import Side


class Sure(Enum):
    """How far land gained or lost is known, where an outline that cannot be measured is missing on either side."""

    EXACT = auto()
    AT_LEAST = auto()
    AT_MOST = auto()
    OF_COUNTED = auto()


BEFORE = Words(zh="上期", en="Before")
AFTER = Words(zh="本期", en="Now")
GAINED_LAND = Words(zh="新增土地", en="land gained")
LOST_LAND = Words(zh="减少土地", en="land lost")
_SINCE = Words(zh="与上期相比：{what}", en="Since the last state: {what}")
_COMPARED = Words(zh="与{before}相比：{what}", en="Compared with {before}: {what}")
_NOTHING = Words(zh="没有变化", en="nothing has changed")
_GAINED: Final = {
    Sure.EXACT: Words(zh="新增 {mu} 亩", en="{mu} mu gained"),
    Sure.AT_LEAST: Words(zh="至少新增 {mu} 亩", en="at least {mu} mu gained"),
    Sure.AT_MOST: Words(zh="至多新增 {mu} 亩", en="at most {mu} mu gained"),
    Sure.OF_COUNTED: Words(zh="计入部分新增 {mu} 亩", en="{mu} mu gained of what is counted"),
}
_LOST: Final = {
    Sure.EXACT: Words(zh="减少 {mu} 亩", en="{mu} mu lost"),
    Sure.AT_LEAST: Words(zh="至少减少 {mu} 亩", en="at least {mu} mu lost"),
    Sure.AT_MOST: Words(zh="至多减少 {mu} 亩", en="at most {mu} mu lost"),
    Sure.OF_COUNTED: Words(zh="计入部分减少 {mu} 亩", en="{mu} mu lost of what is counted"),
}
_SPLIT = Words(zh="{old} 宗拆分为 {new} 宗", en="{old:parcel|parcels} split into {new}")
_MERGED = Words(zh="{old} 宗合并为 {new} 宗", en="{old:parcel|parcels} merged into {new}")
_REDIVIDED = Words(zh="{old} 宗重新划分为 {new} 宗", en="{old:parcel|parcels} divided anew into {new}")
_COUNTED: Final = {
    EventKind.MOVED: Words(zh="{n} 宗移位", en="{n} moved"),
    EventKind.REDRAWN: Words(zh="{n} 宗界线调整", en="{n} redrawn"),
    EventKind.RENUMBERED: Words(zh="{n} 宗改号", en="{n} renumbered"),
    EventKind.CHANGED: Words(zh="{n} 宗属性变更", en="{n} with changed details"),
    EventKind.RESURVEYED: Words(zh="{n} 宗复测微差", en="{n} measured anew"),
}
_FAMILIES: Final = {EventKind.SPLIT: _SPLIT, EventKind.MERGED: _MERGED, EventKind.REDIVIDED: _REDIVIDED}
_NEW_ONES = Words(zh="新增地块 {n} 宗", en="{n:parcel|parcels} added")
_OLD_ONES = Words(zh="减少地块 {n} 宗", en="{n} removed")

_UNMEASURED = Words(
    zh="{state}有 {n} 宗地块没有有效图形（{ids}），没有计入：{state}面积与{own}只是下限，{other}只是上限",
    en="{state}: {n:parcel has no valid outline and is|parcels have no valid outline and are} not counted ({ids}), so that "
    "its areas and the {own} are at least, and the {other} at most",
)
_UNMEASURED_TOO = Words(
    zh="{state}有 {n} 宗地块没有有效图形（{ids}），没有计入：{state}面积只是下限；两期都有未计入的地块，增减土地只是计入部分的",
    en="{state}: {n:parcel has no valid outline and is|parcels have no valid outline and are} not counted ({ids}), so that "
    "its areas are at least; as both states lack some, land gained and lost is that of what is counted",
)
_UNMEASURED_ALIKE = Words(
    zh="{state}有 {n} 宗地块图形无效（{ids}），没有计入：{state}面积只是下限；另一期也有同样的图形，增减土地不受影响",
    en="{state}: {n:parcel has no valid outline and is|parcels have no valid outline and are} not counted ({ids}), so that "
    "its areas are at least; the other state has the same outline, so that land gained and lost is not concerned",
)
_UNMEASURED_IN_BOTH = Words(
    zh="两期都有 {n} 宗地块图形无效且相同（{ids}），没有计入：两期面积只是下限，增减土地不受影响",
    en="Both states: {n:parcel has the same invalid outline and is|parcels have the same invalid outlines and are} not counted "
    "({ids}), so that the areas of both are at least; land gained and lost is not concerned",
)
_SCHEMATIC = Words(
    zh="{state}有 {n} 宗地块为示意（{ids}），位置与形状不详：画成面积相等的圆；沿其轮廓增减的土地只计面积，不画出",
    en="{state}: {n:parcel is|parcels are} schematic ({ids}), place and shape not known: drawn as circles of equal area; land "
    "gained or lost along such an outline is counted, and not drawn",
)
_REPROJECTED = Words(
    zh="两期坐标系不同：上期为{old}，本期为{new}；均换算到{plane}中比较",
    en="The two are in different systems, the earlier one in {old}, the later one in {new}; they are compared in {plane}",
)
_CAME = Words(
    zh="上期没有“{columns}”，本期才有：不逐宗列为变化",
    en="Only the later state says anything of: {columns}; that is not listed parcel by parcel",
)
_WENT = Words(
    zh="本期没有“{columns}”，上期原有：不逐宗列为变化",
    en="Only the earlier state says anything of: {columns}; that is not listed parcel by parcel",
)
_COMMON_SHIFT = Words(
    zh="几乎所有地块都同样{shift}：多为坐标系或基准不同，请先核对，再看增减",
    en="Nearly all parcels moved alike, {shift}: rather another coordinate system or datum than new land; check that first",
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence.

    Parameters
    ----------
    change : LandChange
        What is told.
    before : str, optional
        What the earlier state is called.
    """

    change: LandChange
    before: str | None = None

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        mark, stop = ("，", "；") if language == "zh" else (", ", "; ")
        told = [mark.join(self._land(language)), *self._parcels(language)]
        what = stop.join(filter(None, told)) or _NOTHING.localize(language)
        if self.before is None:
            return _SINCE.render(language, what=what)
        return _COMPARED.render(language, before=self.before, what=what)

    def _land(self, language: Language) -> Iterator[str]:
        total = self.change.sums.total("mu")
        gained, lost = how_sure(self.change)
        for words, mu in ((_GAINED[gained], total.gained), (_LOST[lost], total.lost)):
            if mu:
                yield words.render(language, mu=f"{mu:,}")

    def _parcels(self, language: Language) -> Iterator[str]:
        lineage = self.change.lineage
        for words, kind in ((_NEW_ONES, EventKind.ADDED), (_OLD_ONES, EventKind.REMOVED)):
            if events := lineage.of(kind):
                yield words.render(language, n=f"{len(events):,}")
        for kind, words in _FAMILIES.items():
            if events := lineage.of(kind):
                counts = [
                    sum(len(rows) for rows in side)
                    for side in zip(*((e.old, e.new) for e in events), strict=True)
                ]
                yield words.render(language, old=f"{counts[0]:,}", new=f"{counts[1]:,}")
        for kind, words in _COUNTED.items():
            if events := lineage.of(kind):
                yield words.render(language, n=f"{len(events):,}")


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader must know before looking."""

    words: Words
    fields: dict[str, object]

    def localize(self, language: Language) -> str:
        """Return it in a language."""
        return self.words.render(language, **self.fields)


def columns_notes(before: Side, after: Side) -> list[Note]:
    """Return which columns only one of two tables has values in: they are compared as a whole, not parcel by parcel."""
    return [
        Note(words, {"columns": tuple(COMPARED[name].words for name in names)})
        for words, names in zip((_CAME, _WENT), columns_of_one(before, after), strict=True)
        if names
    ]


def how_sure(change: LandChange) -> tuple[Sure, Sure]:
    """Return how far the land gained, and the land lost, is known.

    Land that is missing in the earlier state seems gained in the later one, and is not seen to be lost.
    """
    lacks = _lacking(change)
    if lacks[0] == lacks[1]:
        same = Sure.OF_COUNTED if lacks[0] else Sure.EXACT
        return same, same
    return (Sure.AT_MOST, Sure.AT_LEAST) if lacks[0] else (Sure.AT_LEAST, Sure.AT_MOST)


def _lacking(change: LandChange) -> tuple[bool, bool]:
    """Return whether each state lacks an outline that the other has not in the same form: what both lack is in neither figure."""
    before, after = change.before.unmeasured_outlines, change.after.unmeasured_outlines
    # Rows without any outline may be of different land.
    return (bool(before - after) or None in before, bool(after - before) or None in after)


def notes_on(change: LandChange) -> list[Localizable]:
    """Return what a reader must know: what was not counted, what was brought into another system, what moved alike."""
    notes: list[Localizable] = []
    shift = change.lineage.common_shift
    if shift is not None:
        notes.append(Note(_COMMON_SHIFT, {"shift": shift}))
    systems = [state.side.table.crs for state in (change.before, change.after)]
    if all(system is not None for system in systems) and systems[0] != systems[1]:
        old, new, plane = (crs_title(system) for system in (*systems, change.crs))
        notes.append(Note(_REPROJECTED, {"old": old, "new": new, "plane": plane}))
    notes += columns_notes(change.before.side, change.after.side)
    notes += _notes_on_unmeasured(change)
    for name, state in ((BEFORE, change.before), (AFTER, change.after)):
        vague = state.side.names[state.side.by_id(np.flatnonzero(state.side.is_schematic))]
        if len(vague):
            notes.append(
                Note(_SCHEMATIC, {"state": name, "n": len(vague), "ids": Abbreviated(vague.tolist())})
            )
    return notes


def _notes_on_unmeasured(change: LandChange) -> Iterator[Note]:
    lacks, both = _lacking(change), change.before.unmeasured
    if not any(lacks):
        if both:
            yield Note(_UNMEASURED_IN_BOTH, {"n": len(both), "ids": Abbreviated(both)})
        return
    for name, state, is_lacking, own, other in (
        (BEFORE, change.before, lacks[0], LOST_LAND, GAINED_LAND),
        (AFTER, change.after, lacks[1], GAINED_LAND, LOST_LAND),
    ):
        if state.unmeasured:
            words = _UNMEASURED_ALIKE if not is_lacking else _UNMEASURED_TOO if all(lacks) else _UNMEASURED
            ids = Abbreviated(state.unmeasured)
            yield Note(
                words, {"state": name, "n": len(state.unmeasured), "ids": ids, "own": own, "other": other}
            )
