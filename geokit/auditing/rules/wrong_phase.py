"""A parcel of one phase on the land of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely

from geokit.auditing.rule import Area, Context, Finding, Options, Rule, Words
from geokit.coverage.overlay import robust_intersection

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {parcel} 记为{phase}，却有 {area}位于{other}的范围内",
    en="parcel {parcel} is entered as {phase}, but {area} of it lies on the land of {other}",
)


class WrongPhase(Rule[Options]):
    """A parcel is entered under one phase and lies, for the most part, on the land of another.

    Law: none (advice); a phase is acquired within its own line.
    Why: two phases count the same land, and the sums of both are wrong.
    Fails: a parcel of the file of phase 3 lies inside the boundary of phase 2.
    Passes: it lies in phase 3. Only phases that have a boundary, which is not schematic, are compared.
    Options: none of its own. What such a parcel shares with parcels of the other phase is not reported again, nor are
    parcels of a plan that lies on another (``stacked_plan``).
    """

    is_on_subjects_alone = True
    cause_fields = frozenset({"phase", "other"})
    is_on_land = True
    title: ClassVar[Words] = Words(zh="期次错误", en="parcels of the wrong phase")
    manual_zh: ClassVar[str] = """地块记在某一期，大部分却位于另一期的范围内。

    依据：无依据（经验）；各期在各自的红线内征收。
    为何：两期重复计算同一块地，两期的合计都不对。
    不通过：三期文件里的地块位于二期边界之内。
    通过：位于三期之内。只比较有边界且边界不是示意的分期。
    选项：无。该地块与另一期地块的重叠不再重复报告；整套重叠（stacked_plan）中的地块也不再单独报告。
    """

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every parcel that lies on another phase's land."""
        found = np.setdiff1d(np.flatnonzero(context.misplaced >= 0), context.pairs.stacked)
        # Fetched at once: one by one is slow where parcels lie elsewhere.
        for at, shape in zip(found, context.shapes[found], strict=True):
            parcel, other = context.ids[at], context.phases[context.misplaced[at]]
            outline = np.array([context.lines.outline(other)], dtype=object)
            [inside] = robust_intersection(np.array([shape], dtype=object), outline)
            area_m2 = float(shapely.area(inside))
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(parcel,),
                words=_WORDS,
                fields={
                    "parcel": parcel,
                    "phase": context.phases[context.phase_of[at]].name,
                    "other": other.name,
                    "area": Area.from_m2(area_m2),
                },
                measured=area_m2,
                allowed=0.0,
                unit="m2",
                geometry=inside,
                source=context.place(int(at)),
            )
