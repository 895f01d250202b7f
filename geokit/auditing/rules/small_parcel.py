"""Parcels that are too small to be mapped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely
from pydantic import Field

from geokit.auditing.rule import (
    Abbreviated,
    Area,
    AuditSettings,
    Context,
    Finding,
    Limit,
    Options,
    Rule,
    Severity,
    Words,
)
from geokit.land.apart import areas_apart
from geokit.land.limits import SMALLEST_MAPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

_SMALLEST = SMALLEST_MAPPED["construction"]
_WORDS = Words(
    zh="{count} 宗地块小于 {allowed}：{parcels}；最小的 {smallest} 为 {area}",
    en="smaller than {allowed}: {parcels} ({count} in all); the smallest, {smallest}, has {area}",
)


class SmallParcelOptions(Options):
    """``smallest_m2``: the area in m² below which a parcel is small."""

    smallest_m2: float = Field(default=_SMALLEST.value, gt=0)


class SmallParcel(Rule[SmallParcelOptions]):
    """A parcel is smaller than what is mapped.

    Law: TD/T 1055 (recalled): the smallest mapped polygon is 200 m² of construction land and facilities of farms, 400 m² of
    other farm land, 600 m² of the rest, up to 1,500 m² in deserts.
    Why: what is left over when lines are moved looks like a parcel, has a number, and is none.
    Fails: never; it is information.
    Passes: 200 m² and more.
    Options: ``smallest_m2``: 200, for construction land. All small parcels are one finding.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="细小地块", en="small parcels")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """地块小于最小上图面积。

    依据：TD/T 1055（凭记忆，未核实）：最小上图图斑面积，建设用地和设施农用地 200 平方米，
    农用地（不含设施农用地）400，其他 600，荒漠可至 1500。
    为何：移动界线后剩下的零碎部分看起来像地块，也有编号，其实不是。
    不通过：不存在；只作提示。
    通过：200 平方米及以上。
    选项：smallest_m2：200，即建设用地的限值。所有细小地块合为一条。
    """
    options = SmallParcelOptions

    def limits(self, settings: AuditSettings, options: SmallParcelOptions) -> tuple[Limit, ...]:
        """Return the area."""
        return (_SMALLEST.chosen(options.smallest_m2),)

    def check(self, context: Context, options: SmallParcelOptions) -> Iterator[Finding]:
        """Yield one finding for all small parcels."""
        area_m2 = context.shape_m2
        small = context.by_name(np.flatnonzero(context.measurable & (area_m2 < options.smallest_m2)))
        if len(small) == 0:
            return
        smallest = small[np.argmin(area_m2[small].round(2))]
        parcels = tuple(context.ids[small])
        area, limit = areas_apart(Area.from_m2(float(area_m2[smallest])), Area.from_m2(options.smallest_m2))
        yield Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=parcels,
            words=_WORDS,
            fields={
                "count": len(small),
                "parcels": Abbreviated(parcels),
                "smallest": context.ids[smallest],
                "area": area,
                "allowed": limit,
            },
            measured=float(area_m2[smallest]),
            allowed=options.smallest_m2,
            unit="m2",
            geometry=shapely.MultiPolygon(list(shapely.get_parts(context.shapes[small]))),
            source=context.place(int(small[0])),
            limit=_SMALLEST.chosen(options.smallest_m2),
        )
