"""Land of the park without a parcel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely

from geokit.auditing.rule import Area, AuditSettings, Context, Finding, Limit, Options, Rule, Severity, Words
from geokit.coverage.layers import Layer
from geokit.coverage.overlay import robust_difference
from geokit.coverage.parts import extended
from geokit.coverage.search import Search
from geokit.coverage.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_WORDS = Words(
    zh="园区边界内有 {area}（{share}）未纳入地块（地块之间的缝隙另列）",
    en="{area} of the park ({share}) is in no parcel, gaps between parcels apart",
)
# What has no usable outline may lie there.
_AT_MOST = Words(
    zh="园区边界内至多有 {area}（{share}）未纳入地块（地块之间的缝隙另列；{without} 宗地块没有可用的图形）",
    en="at most {area} of the park ({share}) is in no parcel, gaps between parcels apart; parcels without a usable "
    "outline: {without}",
)
_AROUND_M = 1000.0


class Uncovered(Rule[Options]):
    """Land inside the park's line that is in no parcel.

    Law: none (advice); a gross planned area is never the sum of net parcels.
    Why: roads, water and land still to be divided are a figure to report, not an error.
    Fails: never; it is information.
    Passes: the parcels fill the park.
    Options: none of its own. A hole between parcels is a ``gap``; a schematic outline is skipped.
    """

    title: ClassVar[Words] = Words(zh="未纳入地块的土地", en="land without a parcel")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """园区边界之内、不属于任何地块的土地。

    依据：无依据（经验）；规划总面积不等于净地块之和。
    为何：道路、水面和尚未划分的土地是一个应报告的数字，不是错误。
    不通过：不存在；只作提示。
    通过：地块铺满园区。
    选项：无。地块之间的封闭缝隙为 gap；示意边界不参与比较。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored."""
        return (settings.ignored,)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield the land without a parcel, as one finding."""
        boundary = context.lines.boundary
        if boundary is None or not context.usable.any():
            return
        rest = _without_a_parcel(context, boundary)
        area_m2 = math.fsum(shapely.area(rest).tolist())
        if area_m2 <= context.settings.tolerance_m2:
            return
        fields = {"area": Area.from_m2(area_m2), "share": f"{area_m2 / shapely.area(boundary):.1%}"}
        without = int((~context.usable).sum())
        yield Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=(context.park.id,) if context.park else (),
            words=_AT_MOST if without else _WORDS,
            fields={**fields, "without": without} if without else fields,
            measured=area_m2,
            allowed=0.0,
            unit="m2",
            geometry=shapely.MultiPolygon(list(rest)),
            mentions=tuple(context.ids),
        )


def _without_a_parcel(context: Context, boundary: BaseGeometry) -> NDArray[np.object_]:
    """Return the parts of the park that lie between its parcels and its line.

    With everything outside the park as one more polygon, they are bounded holes: found without uniting the parcels.
    """
    usable = np.flatnonzero(context.usable)
    first = context.shapes[usable[:1]]
    west, south, east, north = shapely.total_bounds([boundary, *first])
    around = shapely.box(west - _AROUND_M, south - _AROUND_M, east + _AROUND_M, north + _AROUND_M)
    [outside] = robust_difference(np.array([around], dtype=object), np.array([boundary], dtype=object))
    settings = context.settings
    search = Search(settings.tolerance_m2, settings.snap_m)
    found: NDArray[np.object_] = survey(
        _with(context.layer, usable, outside), search, pairs=False
    ).gaps.shapes
    points = shapely.point_on_surface(found)
    # A parcel far outside may enclose land together with the edge of what is around the park.
    shapely.prepare(boundary)
    is_uncovered = shapely.covers(boundary, points)
    # What several parcels bound is a gap, and reported as such.
    known, _ = shapely.STRtree(context.coverage.gaps.between).query(points, predicate="within")
    is_uncovered[known] = False
    return found[is_uncovered]


def _with(layer: Layer, usable: NDArray[np.intp], outside: BaseGeometry) -> Layer:
    """Return a layer of some parcels and one more polygon; parcels that lie elsewhere stay there."""
    return Layer(
        extended(layer.shapes, usable, np.array([outside], dtype=object)),
        layer.crs,
        np.append(layer.bounds[usable], [shapely.bounds(outside)], axis=0),
        np.append(layer.polygonal[usable], True),
    )
