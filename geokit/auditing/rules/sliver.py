"""Shared or missing land that is too thin to be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.pairs import PairClass
from geokit.auditing.rule import Area, AuditSettings, Context, Finding, Limit, Options, Rule, Severity, Words
from geokit.auditing.shared_land import find_shared_land, with_cause
from geokit.land.limits import SLIVER_AREA

if TYPE_CHECKING:
    from collections.abc import Iterator

_OVERLAP = Words(
    zh="地块 {left} 与 {right} 之间有重叠碎面 {area}",
    en="parcels {left} and {right} overlap in a sliver of {area}",
)
_GAP = Words(
    zh="地块 {parcels} 之间有缝隙碎面 {area}", en="there is a sliver gap of {area} between parcels {parcels}"
)


class Sliver(Rule[Options]):
    """Parcels overlap or leave a gap thinner than two surveys of one line may differ by.

    Law: none (advice); two surveys of one line may differ by √2 times the limit of their points, 0.14 m in class 1. Below
    1 m² likewise.
    Why: it comes from measuring or rounding a shared line twice, and is mended by snapping, not by negotiation.
    Fails: two parcels share a strip of 50 m by 4 cm.
    Passes: two parcels use the same corners.
    Options: none of its own; the limit follows ``accuracy_class``.
    """

    is_on_subjects_alone = True
    is_fixed_by_snapping = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="碎面", en="slivers")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """地块之间的重叠或缝隙，比两次测量的允许较差更窄。

    依据：无依据（经验）；两次测同一界线可相差 √2 倍界址点限差，一级为 0.14 米。小于 1 平方米亦同。
    为何：共有界线被测量或舍入了两次，应捕捉修正，而不是协商。
    不通过：两宗地块有一条 50 米长、4 厘米宽的重叠带。
    通过：两宗地块使用相同的界址点。
    选项：无；限值随 accuracy_class 而定。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored, and what is a sliver."""
        return (settings.ignored, settings.sliver, SLIVER_AREA)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield thin overlaps and thin gaps."""
        yield from find_shared_land(self, context, PairClass.SLIVER, _OVERLAP)
        for gap in context.gaps:
            if gap.is_sliver:
                parcels = context.names(gap.neighbours)
                facts = {"parcels": parcels, "area": Area.from_m2(gap.area_m2)}
                words, fields = with_cause(context, gap.geometry, gap.neighbours, _GAP, facts)
                yield Finding(
                    rule=self.name(),
                    severity=self.severity,
                    subjects=parcels,
                    words=words,
                    fields=fields,
                    measured=gap.area_m2,
                    allowed=context.settings.tolerance_m2,
                    unit="m2",
                    geometry=gap.geometry,
                    limit=context.settings.sliver,
                )
