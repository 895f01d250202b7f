"""The same parcel twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely

from geokit.auditing.pairs import PairClass
from geokit.auditing.rule import (
    Abbreviated,
    Area,
    AuditSettings,
    Context,
    Finding,
    Limit,
    Options,
    Rule,
    Words,
)
from geokit.auditing.shared_land import find_shared_land

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {left} 与 {right} 是同一块地：{area}",
    en="parcels {left} and {right} are the same land: {area}",
)
_MANY = Words(
    zh="{count} 宗地块是同一块地，面积 {area}：{parcels}",
    en="{count} parcels are the same land of {area}: {parcels}",
)


class Duplicate(Rule[Options]):
    """The same parcel stands twice.

    Law: none (advice); one piece of land is one parcel.
    Why: it doubles the area of its phase. The usual "overlaps" predicate does not see it.
    Fails: parcel 12 was handed in again as 12a, with the same corners in another order.
    Passes: parcels 12 and 13 are neighbours.
    Options: none of its own. Same means: apart by no more than the snap distance along the outline. A polygon that
    stands there more than three times is one finding, and only one of its copies is compared with other parcels.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="重复地块", en="duplicate parcels")
    manual_zh: ClassVar[str] = """同一地块出现两次。

    依据：无依据（经验）；一块地即一宗地。
    为何：所在期次的面积翻倍。常用的 overlaps 判断看不见这种情况。
    不通过：地块 12 以 12a 再次提交，界址点相同而顺序不同。
    通过：地块 12 与 13 相邻。
    选项：无。“相同”指沿边界相差不超过捕捉距离。同一图形出现三次以上的合为一条，且只取其一与其他地块比较。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored, and how far two surveys of a corner may differ."""
        return (settings.ignored, settings.snap)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every pair of parcels that are the same land, and every group of more than three."""
        yield from find_shared_land(self, context, PairClass.DUPLICATE, _WORDS)
        groups = list(context.pairs.copies.groups)
        # Fetched at once: one by one is slow where parcels lie elsewhere.
        shapes = context.shapes[np.array([members[0] for members in groups], dtype=np.intp)]
        for members, shape in zip(groups, shapes, strict=True):
            area_m2 = float(shapely.area(shape))
            parcels = context.names(members)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=parcels,
                words=_MANY,
                fields={
                    "count": len(members),
                    "area": Area.from_m2(area_m2),
                    "parcels": Abbreviated(parcels),
                },
                measured=area_m2,
                allowed=context.settings.tolerance_m2,
                unit="m2",
                geometry=shape,
                source=context.first_place(members),
                limit=context.settings.ignored,
            )
