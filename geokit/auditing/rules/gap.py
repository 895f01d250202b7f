"""A hole between parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.rule import Area, AuditSettings, Context, Finding, Limit, Options, Rule, Severity, Words
from geokit.auditing.shared_land import with_cause
from geokit.land.apart import areas_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {parcels} 之间有缝隙 {area}，允许 {allowed}",
    en="there is a gap of {area} between parcels {parcels}; allowed {allowed}",
)
_UNPROVEN = Words(
    zh="缝隙查找结果未能由面积核对证实（图形过于纠结），可能有遗漏：请先处理重叠和无效图形，再核查一次",
    en="sums of areas do not prove that all gaps were found (the outlines are too entangled), and some may be missing: "
    "mend overlaps and invalid outlines first, then audit again",
)


class Gap(Rule[Options]):
    """Parcels leave a bounded hole between them.

    Law: none (advice); neighbouring parcels share their line. The tolerance of 0.001 m is that of the quality control of
    rural contract land (rules of September 2016, verified).
    Why: the land in the hole belongs to nobody and is paid to nobody.
    Fails: four parcels round a triangle of 40 m² that is in none of them.
    Passes: the triangle is a parcel; it is a hole of one parcel, or open to the outside of them all (``uncovered``).
    Options: none of its own.
    """

    is_on_subjects_alone = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="缝隙", en="gaps")
    severity: ClassVar[Severity] = Severity.REVIEW
    manual_zh: ClassVar[str] = """地块之间留下四面封闭的缝隙。

    依据：无依据（经验）；相邻地块共用界线。容差 0.001 米取自《农村土地承包经营权确权登记数据库成果质检规则》（2016年9月，已核实）。
    为何：缝隙里的土地不属于任何一宗，也没有补偿给任何人。
    不通过：四宗地块围着一块 40 平方米、不属于任何一宗的三角地。
    通过：三角地自成一宗；或只是一宗地块自身的内环，或缝隙通向地块之外（uncovered）。
    选项：无。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored, and what is a sliver."""
        return (settings.ignored, settings.sliver)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every bounded hole that is more than a sliver."""
        allowed = context.settings.tolerance_m2
        if not context.coverage.gaps.proven:
            yield Finding(
                rule=self.name(), severity=self.severity, subjects=(), words=_UNPROVEN, fields={}, unit="m2"
            )
        for gap in context.gaps:
            if gap.is_sliver:
                continue
            parcels = context.names(gap.neighbours)
            area, limit = areas_apart(Area.from_m2(gap.area_m2), Area.from_m2(allowed))
            facts = {"parcels": parcels, "area": area, "allowed": limit}
            words, fields = with_cause(context, gap.geometry, gap.neighbours, _WORDS, facts)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=parcels,
                words=words,
                fields=fields,
                measured=gap.area_m2,
                allowed=allowed,
                unit="m2",
                geometry=gap.geometry,
                limit=context.settings.ignored,
            )
