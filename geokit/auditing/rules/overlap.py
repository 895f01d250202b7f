"""Two parcels on the same land."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.pairs import PairClass
from geokit.auditing.rule import AuditSettings, Context, Finding, Limit, Options, Rule, Words
from geokit.auditing.shared_land import find_shared_land
from geokit.land.limits import SLIVER_AREA

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {left} 与 {right} 重叠 {area}，允许 {allowed}",
    en="parcels {left} and {right} overlap by {area}; allowed {allowed}",
)
_CROWD = Words(
    zh="{parcels} 宗地块成千地叠在一起，每宗只与其中一部分比较，至多 {pairs} 对未比较：请先删去重复的图形，再核查一次",
    en="{parcels} parcels lie on each other by the thousand: each was compared with some of them only, and up to "
    "{pairs} pairs were not compared. Remove what is drawn again and again, then audit once more",
)


class Overlap(Rule[Options]):
    """Two parcels overlap.

    Law: none (advice); parcels of one layer do not overlap. The tolerance of 0.001 m is that of the quality control of
    rural contract land (rules of September 2016, verified).
    Why: land that is counted twice is paid for twice, and a phase's sum is larger than its land.
    Fails: parcels 12 and 13 share a strip 6 m wide.
    Passes: parcels 12 and 13 share an edge or a corner.
    Options: none of its own. A strip thinner than two surveys may differ by is a ``sliver``; identical and
    contained parcels are ``duplicate`` and ``contained``.
    """

    is_on_subjects_alone = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="地块重叠", en="overlapping parcels")
    manual_zh: ClassVar[str] = """两宗地块相互重叠。

    依据：无依据（经验）；同一图层的地块不应重叠。容差 0.001 米取自《农村土地承包经营权确权登记数据库成果质检规则》（2016年9月，已核实）。
    为何：重复计算的土地会重复补偿，分期合计也会大于实有土地。
    不通过：地块 12 与 13 有一条 6 米宽的重叠带。
    通过：地块 12 与 13 只共边或共点。
    选项：无。比两次测量的允许较差更窄的为 sliver；相同和包含的地块为 duplicate 和 contained。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored, and what is a sliver."""
        return (settings.ignored, settings.sliver, SLIVER_AREA)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every pair whose shared land is more than a sliver."""
        yield from find_shared_land(self, context, PairClass.OVERLAP, _WORDS)
        found = context.coverage
        if found.pairs_left_out:
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(),
                words=_CROWD,
                fields={"parcels": f"{found.cluster:,}", "pairs": f"{found.pairs_left_out:,}"},
            )
