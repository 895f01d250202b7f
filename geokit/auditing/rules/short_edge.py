"""Edges that are too short to be surveyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.corners import ShortEdgeOptions
from geokit.auditing.rule import Abbreviated, AuditSettings, Context, Finding, Limit, Rule, Severity, Words
from geokit.land.apart import figures_apart
from geokit.land.limits import SHORTEST_EDGE

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {parcel} 有 {count} 条边短于 {allowed} 米，始于 {corners}；最短 {length} 米",
    en="parcel {parcel} has edges shorter than {allowed} m from {corners} ({count} in all); the shortest is {length} m",
)


class ShortEdge(Rule[ShortEdgeOptions]):
    """Two boundary points lie closer together than anybody can survey.

    Law: none (advice); boundary points are accurate to 5 cm at best (verified), the limit is advice.
    Why: one of the two points is left over from editing or from snapping. Neighbours then share a line and not its
    points, and the number of points in the file is not that in the field.
    Fails: J7 and J8 are 3 mm apart, or the same point twice.
    Passes: the shortest edge is a step of 20 cm in a wall.
    Options: ``shortest_m``: 0.01.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="短边", en="short edges")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """两个界址点近得无法测定。

    依据：无依据（经验）；界址点精度最高为 5 厘米（已核实），限值为建议。
    为何：其中一点是编辑或捕捉遗留的。相邻地块因而共线却不共点，文件中的点数也与实地不符。
    不通过：J7 与 J8 相距 3 毫米，或同一点重复。
    通过：最短的边是墙上 20 厘米的折角。
    选项：shortest_m：0.01。
    """
    options = ShortEdgeOptions

    def limits(self, settings: AuditSettings, options: ShortEdgeOptions) -> tuple[Limit, ...]:
        """Return the length."""
        return (SHORTEST_EDGE.chosen(options.shortest_m),)

    def check(self, context: Context, options: ShortEdgeOptions) -> Iterator[Finding]:
        """Yield every parcel with short edges."""
        (limit,) = self.limits(context.settings, options)
        for at, corners, length_m, points in context.corner_faults.short.by_parcel():
            parcel = context.ids[at]
            length, allowed = figures_apart(length_m, options.shortest_m, 4)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(parcel,),
                words=_WORDS,
                fields={
                    "parcel": parcel,
                    "count": len(corners),
                    "corners": Abbreviated(corners),
                    "length": length,
                    "allowed": allowed,
                },
                measured=length_m,
                allowed=options.shortest_m,
                unit="m",
                geometry=points,
                source=context.place(at),
                limit=limit,
            )
