"""Parcels beyond the park's line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.pairs import thickness_m
from geokit.auditing.rule import Area, AuditSettings, Context, Finding, Limit, Options, Rule, Severity, Words
from geokit.land.apart import areas_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {parcel} 有 {area}在园区边界之外，允许 {allowed}",
    en="parcel {parcel} lies outside the park by {area}; allowed {allowed}",
)


class OutsideBoundary(Rule[Options]):
    """A parcel lies outside the park, wholly or in part.

    Law: none (advice); land is acquired within the approved line.
    Why: land outside the park is counted to it, or the line and the parcels are of different dates.
    Fails: a parcel reaches 3 m beyond the line.
    Passes: a parcel ends on the line. A schematic outline is skipped: it is not a line.
    Options: none of its own. A strip thinner than two surveys may differ by is a warning.
    """

    is_on_subjects_alone = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="越界地块", en="parcels outside the park")
    manual_zh: ClassVar[str] = """地块全部或部分位于园区之外。

    依据：无依据（经验）；土地应在批准的红线内征收。
    为何：园区之外的土地被计入园区，或者红线与地块不是同一时间的资料。
    不通过：地块越出红线 3 米。
    通过：地块止于红线。示意边界不参与比较：它不是红线。
    选项：无。比两次测量的允许较差更窄的只作警告。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return what is ignored, and what is a thin strip."""
        return (settings.ignored, settings.sliver)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield every parcel with land outside the park."""
        beyond, allowed = context.beyond, context.settings.tolerance_m2
        thick = thickness_m(beyond.shapes)
        for row, at in enumerate(beyond.positions):
            parcel, area_m2 = context.ids[at], float(beyond.area_m2[row])
            area, limit = areas_apart(Area.from_m2(area_m2), Area.from_m2(allowed))
            yield Finding(
                rule=self.name(),
                severity=self.severity if thick[row] >= context.sliver_m else Severity.WARNING,
                subjects=(parcel,),
                words=_WORDS,
                fields={"parcel": parcel, "area": area, "allowed": limit},
                measured=area_m2,
                allowed=allowed,
                unit="m2",
                geometry=beyond.shapes[row],
                source=context.place(int(at)),
                limit=context.settings.ignored,
            )
