"""What is said of a plan and of what was done: rows without a plan, without parcels, without a figure, without a date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.i18n import Words
from geokit.ledgers.figures.groups import phase_order
from geokit.ledgers.forms import Sentence
from geokit.ledgers.records import first_of
from geokit.ledgers.unstated import unstated_lines
from geokit.parcels.codes import STAGES
from geokit.programme.checks import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from geokit.ledgers.figures.model import ParkLand
    from geokit.ledgers.records import Records

    # None where the plan has the phase and year and no figure.
    Cells = Mapping[tuple[str, int], Fraction | None]

DAYS: Final[dict[str, str]] = {
    "approved": "approved_on", "acquired": "acquired_on", "stored": "stored_on", "supplied": "supplied_on",
}  # fmt: skip
DONE_WORDS: Final[dict[str, Words]] = {
    "approved": Words(zh="批准", en="approved"),
    "acquired": Words(zh="征收", en="acquired"),
    "stored": Words(zh="收储", en="stored"),
    "supplied": Words(zh="供应", en="supplied"),
}
_AS_OF = Words(
    zh="截至 {day}；完成按{kind}日期计年，土地只计一次，平面面积，所印数字相加均相等",
    en="as of {day}; what is {kind} counts in the year of its date, land once, planar areas; sums agree as printed",
)
_NO_PLAN = Words(
    zh="没有计划的期次与年度，差额为全部完成数：{names}",
    en="no plan for (the difference is all that was done): {names}",
)
_NO_PARCELS = Words(
    zh="有计划而没有地块的期次：{names}", en="phases with a plan and without any parcel: {names}"
)
_UNDATED = Words(
    zh="{count} 宗地块已到“{kind}”而没有日期，未计入完成",
    en="{count:parcel has|parcels have} been {kind} without a date: not counted",
)
_UNMEASURED = Words(
    zh="{count} 宗{kind}的地块没有面积，未计入完成",
    en="{count:parcel|parcels} {kind} without an area: not counted",
)
_BLANK = Words(
    zh="计划中没有数的期次与年度，留空，含有它的合计也留空：{names}",
    en="the plan has no figure for (left empty, as are sums with it): {names}",
)
_LATER = Words(zh="计划中 {year} 年尚未到期", en="the plan for {year} is not due yet")
_AS_ONE = Words(
    zh="计划表没有“期次”列，全部地块合并比较",
    en="the plan has no column of phases: all parcels are compared as one",
)
_WITHOUT_PHASE = Words(zh="未注明期次 {year}", en="no phase {year}")


def phases_of(land: ParkLand) -> NDArray[np.object_]:
    """Return each parcel's phase, or an empty text."""
    phases = land.parcels["phase"].to_numpy(dtype=object)
    return np.where([isinstance(each, str) for each in phases], phases, "").astype(object)


def named_keys(keys: set[tuple[str, int]]) -> list[object]:
    """Return phases and years as they are named."""
    ordered = sorted(keys, key=lambda key: (phase_order(key[0]), key[1]))
    return [f"{phase} {year}" if phase else Sentence.of(_WITHOUT_PHASE, year=year) for phase, year in ordered]


def plan_lines(
    land: ParkLand,
    records: Records,
    kind: str,
    day: date,
    planned: Cells,
    actual: Mapping[tuple[str, int], int],
) -> Iterator[Any]:
    """Yield what is said below one kind of plan: how it is counted, and what does not fit."""
    yield Sentence.of(_AS_OF, day=day.isoformat(), kind=DONE_WORDS[kind])
    yield from unstated_lines(land)
    if not records.has("phase"):
        yield _AS_ONE
    without = set(actual) - set(planned)
    if without:
        yield Sentence.of(_NO_PLAN, names=first_of(named_keys(without)))
    known = {fold_name(each) for each in {*phases_of(land)}}
    blank = {key for key, value in planned.items() if value is None}
    if blank:
        yield Sentence.of(_BLANK, names=first_of(named_keys(blank)))
    phases = sorted({phase for phase, _ in planned if phase}, key=phase_order)
    strange = [phase for phase in phases if fold_name(phase) not in known]
    if strange:
        yield Sentence.of(_NO_PARCELS, names=first_of(strange))
    for words, count in ((_UNDATED, _undated(land, kind)), (_UNMEASURED, _unmeasured(land, kind, day))):
        if count:
            yield Sentence.of(words, count=count, kind=DONE_WORDS[kind])
    later = sorted({year for _, year in planned if year > day.year})
    if later:
        yield Sentence.of(_LATER, year=", ".join(map(str, later)))
    yield from records.remarks


def _undated(land: ParkLand, kind: str) -> int:
    """Return how many parcels have reached a stage, or a later one, without the date of it."""
    reached = land.reached >= [each.code for each in STAGES].index(kind)
    if kind == "stored":
        # Land may be supplied without having been in the reserve.
        reached &= land.reached == [each.code for each in STAGES].index(kind)
    return int((reached & land.parcels[DAYS[kind]].isna().to_numpy() & ~land.withdrawn).sum())


def _unmeasured(land: ParkLand, kind: str, day: date) -> int:
    days = land.parcels[DAYS[kind]].fillna("").to_numpy(dtype=np.str_)
    is_done = (days != "") & (days <= day.isoformat()) & ~land.withdrawn
    return int((is_done & ~land.land.is_measured).sum())
