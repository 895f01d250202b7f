"""Sums that do not come out."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Area, Context, Finding, Options, Place, Rule, Severity, Words
from geokit.coverage.overlay import robust_union
from geokit.land.declared.area import AreaKind, DeclaredArea, Method, Provenance, Verdict
from geokit.land.declared.verdict import PUBLISHED
from geokit.land.measure.polygons import area_of
from geokit.programme.terms import ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geokit.programme.model import Park, Zone
    from geokit.programme.record import Name

_PARCELS = Words(
    zh="{name} {count} 宗地块（重复计算的土地只计一次）：{verdict}",
    en="{name}, {count:parcel|parcels} (land that is counted twice taken once): {verdict}",
)
_UNCHECKED = Words(
    zh="{name}的合计未核对：地块 {parcels} 没有面积",
    en="the sum of {name} was not checked: {parcels} without an area",
)
_ZONES = Words(
    zh="{name}的 {count} 个分区公布面积合计：{verdict}",
    en="the published areas of the {count} zones of {name}: {verdict}",
)
_START_ZONE = Words(
    zh="{zone}的公布面积 {part} 大于它所在的{name}的 {whole}",
    en="the published {part} of {zone} is larger than the {whole} of {name}, of which it is a part",
)

# What parcels are: net land, or the same land at a later step. A gross or total figure has land without parcels.
_PARCEL_KINDS = (AreaKind.NET, AreaKind.APPROVED, AreaKind.IN_STOCK)


class TotalMismatch(Rule[Options]):
    """Parts do not add up to their whole.

    Law: none (advice); the parts of a control area add up to it.
    Why: a parcel is missing, or stands in another phase's file, or the figure is of another date.
    Fails: the parcels of phase 2 measure 148.2 mu and its net area is declared as 152.
    Passes: they agree within the figure's rounding and bound. Only figures of one kind are compared: a start zone is
    part of the total and never added to it; a gross or total area is never the sum of net parcels. Parcels that lie
    on another phase's land are left out (``wrong_phase``); a phase with a parcel that has no area is not checked, and
    says so.
    Options: none of its own.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="合计不符", en="parts and whole differ")
    manual_zh: ClassVar[str] = """各部分之和与总数不符。

    依据：无依据（经验）；控制面积等于各部分面积之和。
    为何：缺少地块、地块放错了期次的文件，或者数字的时间不同。
    不通过：二期地块量算为 148.2 亩，而公布的净用地面积为 152 亩。
    通过：在数字的舍入和限定词允许的范围内相符。只比较同类数字：启动区是总面积的一部分，决不另加；
    总面积或规划面积不等于净地块之和。位于另一期范围内的地块不计入（wrong_phase）；有地块没有面积的分期不核对，并予说明。
    选项：无。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield phases against their parcels, and the park against its zones."""
        for at, phase in enumerate(context.phases):
            yield from self._phase(context, at, phase)
        if context.park is not None:
            yield from self._zones(context.park)
            yield from self._start_zones(context.park)

    def _phase(self, context: Context, at: int, phase: Zone) -> Iterator[Finding]:
        declared = phase.declared_area
        entered = (context.phase_of == at) & (context.misplaced < 0)
        if declared is None or declared.kind not in _PARCEL_KINDS or not entered.any():
            return
        unmeasured = context.ids[entered & ~context.measurable]
        if len(unmeasured):
            fields = {"name": phase.name, "parcels": tuple(unmeasured)}
            unchecked = Finding(
                self.name(), Severity.INFO, (phase.id,), _UNCHECKED, fields, source=Place("park.toml")
            )
            yield replace(unchecked, mentions=tuple(context.ids[entered]))
            return
        members = np.flatnonzero(entered)
        measured = Area.from_m2(_sum_m2(context, members, declared))
        verdict = declared.admits(
            measured, provenance=Provenance.PRINTED_TEXT, measured_method=_method(declared)
        )
        if not verdict:
            found = self._finding(phase.id, _PARCELS, phase.name, len(members), verdict)
            yield replace(found, mentions=context.names(members))

    def _zones(self, park: Park) -> Iterator[Finding]:
        declared = park.declared_area
        for kind in (ZoneKind.PHASE, ZoneKind.COMPONENT):
            zones = [zone for zone in park.zones if zone.kind is kind]
            parts = [zone.declared_area for zone in zones]
            known = [part for part in parts if part is not None and declared and part.kind == declared.kind]
            if declared is None or not zones or len(known) < len(zones):
                continue
            verdict = declared.admits(DeclaredArea.total(known).value, provenance=Provenance.PRINTED_TEXT)
            if not verdict:
                yield self._finding(park.id, _ZONES, park.name, len(zones), verdict)

    def _start_zones(self, park: Park) -> Iterator[Finding]:
        whole = park.declared_area
        for zone in park.zones:
            part = zone.declared_area
            if zone.kind is not ZoneKind.START_ZONE or whole is None or part is None:
                continue
            if whole.upper is None or part.lower is None or part.lower <= whole.upper:
                continue
            fields = {"zone": zone.name, "part": part, "whole": whole, "name": park.name}
            yield Finding(
                self.name(), self.severity, (zone.id,), _START_ZONE, fields, source=Place("park.toml")
            )

    def _finding(self, subject: str, words: Words, name: Name, count: int, verdict: Verdict) -> Finding:
        return Finding(
            rule=self.name(),
            severity=Severity(verdict.severity or "error"),
            subjects=(subject,),
            words=words,
            fields={"name": name, "count": count, "verdict": verdict.calling(PUBLISHED)},
            measured=verdict.difference.m2,
            allowed=verdict.allowed.m2,
            unit="m2",
            source=Place("park.toml"),
            limit=verdict.limit,
        )


def _method(declared: DeclaredArea) -> Method:
    return "planar" if declared.method in (None, "planar") else "ellipsoidal"


def _sum_m2(context: Context, members: NDArray[np.intp], declared: DeclaredArea) -> float:
    """Return the parcels' area by the figure's method, land that several of them share counted once."""
    pairs, method = context.pairs, _method(declared)
    copies = context.pairs.copies.stands_for
    alone = np.unique(copies[members])
    within = np.isin(pairs.left, alone) & np.isin(pairs.right, alone)
    sharing = np.union1d(pairs.left[within], pairs.right[within])
    # Exact sums, and shapes in the order of ids: the order of the input does not count.
    total = math.fsum(context.measured_m2(method, np.setdiff1d(alone, sharing)).tolist())
    if len(sharing) == 0 or context.crs is None:
        return total
    return total + area_of(robust_union(context.shapes[context.by_name(sharing)]), context.crs, method).m2
