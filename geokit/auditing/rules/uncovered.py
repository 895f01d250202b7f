"""Land of the park without a parcel."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import shapely

from geokit.auditing.findings import Finding, Severity
from geokit.auditing.rule import Options, Rule
from geokit.land.units import Area
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geokit.auditing.case import Case
    from geokit.auditing.settings import AuditSettings
    from geokit.land.limits import Limit

_WORDS = Words(
    zh="园区边界内有 {area}（{share}）未纳入地块",
    en="{area} of the park ({share}) is in no parcel",
)


class Uncovered(Rule[Options]):
    """Land inside the park's line that is in no parcel.

    Law: none; a gross planned area is never the sum of net parcels.
    Why: roads, water and land still to be divided are a figure to report, not an error.
    Fails: never; it is information.
    Passes: the parcels fill the park.
    Options: none of its own. A hole between parcels is a ``gap``; a schematic outline is skipped.
    """

    title: ClassVar[Words] = Words(zh="未纳入地块的土地", en="land without a parcel")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """园区边界之内、不属于任何地块的土地。

    依据：无；规划总面积不等于净地块之和。
    为何：道路、水面和尚未划分的土地是一个应报告的数字，不是错误。
    不通过：不存在；只作提示。
    通过：地块铺满园区。
    选项：无。地块之间的封闭空隙为 gap；示意边界不参与比较。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored."""
        return (settings.ignored,)

    def check(self, case: Case, options: Options) -> Iterator[Finding]:
        """Yield the land without a parcel, as one finding."""
        boundary = case.lines.boundary
        if boundary is None or not case.usable.any():
            return
        gaps = [gap.geometry for gap in case.gaps]
        covered = shapely.union_all([*case.shapes[case.usable], *gaps])
        rest = shapely.difference(boundary, covered)
        area_m2 = float(shapely.area(rest))
        if area_m2 <= case.settings.tolerance_m2:
            return
        yield Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=(case.park.id,) if case.park else (),
            words=_WORDS,
            fields={"area": Area.from_m2(area_m2), "share": f"{area_m2 / shapely.area(boundary):.1%}"},
            measured=area_m2,
            allowed=0.0,
            unit="m2",
            geometry=rest,
        )
