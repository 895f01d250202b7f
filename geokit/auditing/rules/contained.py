"""A parcel inside another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.pairs import PairClass
from geokit.auditing.rule import AuditSettings, Context, Finding, Limit, Options, Rule, Words
from geokit.auditing.shared_land import find_shared_land

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {left} 整个位于地块 {right} 之内：{area}",
    en="parcel {left} lies wholly inside parcel {right}: {area}",
)


class Contained(Rule[Options]):
    """A parcel lies wholly inside another.

    Law: none (advice); parcels of one layer do not overlap. The tolerance of 0.001 m is that of the quality control of
    rural contract land (rules of September 2016, verified).
    Why: its land is counted twice. The usual "overlaps" predicate does not see it.
    Fails: a pump station was drawn as a parcel on top of the parcel that it stands on.
    Passes: the larger parcel has a hole where the smaller one lies.
    Options: none of its own.
    """

    is_on_subjects_alone = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="地块包含", en="contained parcels")
    manual_zh: ClassVar[str] = """一宗地块整个位于另一宗之内。

    依据：无依据（经验）；同一图层的地块不应重叠。容差 0.001 米取自《农村土地承包经营权确权登记数据库成果质检规则》（2016年9月，已核实）。
    为何：其面积被计算两次。常用的 overlaps 判断看不见这种情况。
    不通过：泵站单独成宗，直接画在所在地块之上。
    通过：大地块在小地块处挖有内环。
    选项：无。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored, and how far two surveys of a corner may differ."""
        return (settings.ignored, settings.snap)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every parcel that lies inside another."""
        yield from find_shared_land(self, context, PairClass.CONTAINED, _WORDS)
