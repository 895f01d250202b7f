"""The same parcel twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.pairs import PairClass
from geokit.auditing.rule import Options, Rule
from geokit.auditing.shared_land import shared_land
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.case import Case
    from geokit.auditing.findings import Finding

_WORDS = Words(
    zh="地块 {left} 与 {right} 是同一块地（{area}）",
    en="parcels {left} and {right} are the same land ({area})",
)


class Duplicate(Rule[Options]):
    """The same parcel stands twice.

    Law: one piece of land is one parcel (survey control, verified).
    Why: it doubles the area of its phase. The usual "overlaps" predicate does not see it.
    Fails: parcel 12 was handed in again as 12a, with the same corners in another order.
    Passes: parcels 12 and 13 are neighbours.
    Options: none of its own. Same means: apart by no more than the snap distance along the outline.
    """

    title: ClassVar[Words] = Words(zh="重复地块", en="duplicate parcels")
    manual_zh: ClassVar[str] = """同一地块出现两次。

    依据：一块地即一宗地（测量质检，已核实）。
    为何：所在期次的面积翻倍。常用的 overlaps 判断看不见这种情况。
    不通过：地块 12 以 12a 再次提交，界址点相同而顺序不同。
    通过：地块 12 与 13 相邻。
    选项：无。“相同”指沿边界相差不超过捕捉距离。
    """

    def check(self, case: Case, options: Options) -> Iterator[Finding]:
        """Yield every pair of parcels that are the same land."""
        yield from shared_land(case, PairClass.DUPLICATE, self.severity, _WORDS)
