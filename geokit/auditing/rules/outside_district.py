"""Land outside the district that it is said to lie in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely

from geokit.auditing.outlines import lie_beyond
from geokit.auditing.rule import AuditSettings, Context, Finding, Limit, Options, Place, Rule, Words
from geokit.coverage.parts import over_parts
from geokit.programme.outlines import OUTLINE_TOLERANCE_M

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARCELS = Words(
    zh="{count} 宗地块位于{district}轮廓之外 {tolerance} 米以上：请检查坐标系、带号，或 park.toml 的 district",
    en="{count:parcel lies|parcels lie} more than {tolerance} m outside the outline of {district}: check the coordinate system, the "
    "zone, or district in park.toml",
)
_PLACED = Words(
    zh="{name}的边界位于{district}轮廓之外 {tolerance} 米以上：请检查坐标系、带号，或 park.toml 的 district",
    en="the boundary of {name} lies more than {tolerance} m outside the outline of {district}: check the coordinate "
    "system, the zone, or district in park.toml",
)


_GENERALISED = Limit(
    OUTLINE_TOLERANCE_M,
    "m",
    Words(zh="区县轮廓经过综合概略", en="outlines of districts are generalised"),
    "advice",
)


class OutsideDistrictOptions(Options):
    """``tolerance_m``: district outlines are generalised (advice)."""

    tolerance_m: float = OUTLINE_TOLERANCE_M


class OutsideDistrict(Rule[OutsideDistrictOptions]):
    """Parcels or a boundary lie outside the district that park.toml names.

    Law: none (advice); the outlines are Tianditu's, generalised, for drawing only.
    Why: a wrong datum, zone or offset moves land out of its district, and nothing else shows it.
    Fails: coordinates of Gaode, or those of another city's zone, lie in the neighbouring district.
    Passes: within the district, or no further outside than the tolerance. Schematic outlines are skipped.
    Options: ``tolerance_m``: 500.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="不在所属区县", en="outside the district")
    manual_zh: ClassVar[str] = """地块或边界位于 park.toml 所写的区县之外。

    依据：无依据（经验）；轮廓来自天地图，经过综合概略，只供绘图。
    为何：基准、带号或偏移有误会使土地移出所属区县，而别的规则看不出来。
    不通过：高德坐标，或另一城市分带的坐标，落在邻区。
    通过：位于区县之内，或越出不超过容差。示意边界不参与。
    选项：tolerance_m：500。
    """
    options = OutsideDistrictOptions

    def limits(self, settings: AuditSettings, options: OutsideDistrictOptions) -> tuple[Limit, ...]:
        """Return the tolerance."""
        return (_GENERALISED.chosen(options.tolerance_m),)

    def check(self, context: Context, options: OutsideDistrictOptions) -> Iterator[Finding]:
        """Yield boundaries, and one finding for all parcels outside."""
        district = context.lines.district_outline
        if context.park is None or district is None:
            return
        around = district.buffer(options.tolerance_m)
        shapely.prepare(around)
        fields = {"district": context.lines.district_name, "tolerance": f"{options.tolerance_m:g}"}
        for placed in context.lines.placed:
            outline = None if placed.basis == "schematic" else context.lines.outline(placed)
            if outline is not None and not around.covers(outline):
                place = Place(placed.boundary_file.file if placed.boundary_file else None)
                own = {**fields, "name": placed.name}
                yield Finding(
                    self.name(), self.severity, (placed.id,), _PLACED, own, geometry=outline, source=place
                )
        beyond = over_parts(partial(lie_beyond, land=around), context.shapes, np.flatnonzero(context.usable))
        members = np.sort(
            np.concatenate([np.empty(0, dtype=np.intp), *(at[outside] for at, outside in beyond)])
        )
        if len(members):
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=context.names(members),
                words=_PARCELS,
                fields={**fields, "count": len(members)},
                allowed=options.tolerance_m,
                unit="m",
                geometry=shapely.MultiPolygon(list(shapely.get_parts(context.shapes[members]))),
                source=context.first_place(members),
            )
