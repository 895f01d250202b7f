"""Corners that are too sharp to be a boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from geokit.auditing.corners import SpikeOptions
from geokit.auditing.rule import Abbreviated, AuditSettings, Context, Finding, Limit, Rule, Severity, Words
from geokit.land.apart import figures_apart
from geokit.land.limits import SHARPEST_ANGLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = Words(
    zh="地块 {parcel} 在 {corners} 处有尖刺：{angle}°，低于 {allowed}°",
    en="parcel {parcel} has a spike at {corners}: {angle}°, below {allowed}°",
)


class Spike(Rule[SpikeOptions]):
    """A boundary turns back on itself at a corner.

    Law: none (advice).
    Why: a point was snapped to the wrong line, or typed wrong by a digit. The spike hardly changes the area, so that no
    other check sees it, and it reaches across the neighbour.
    Fails: between two corners 60 m apart the boundary runs 20 m out and back, with 2° at the tip; a slit into the parcel
    likewise.
    Passes: a wedge of 8° between two roads.
    Options: ``sharpest_deg``: 5. Points within the snap distance of each other are taken for one corner.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="尖刺", en="spikes")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """边界在某个界址点处折返。

    依据：无依据（经验）。
    为何：界址点捕捉到了别的线上，或录错了一位数字。尖刺几乎不改变面积，别的规则看不见，却伸进了邻宗。
    不通过：相距 60 米的两点之间，边界伸出 20 米又折回，尖端 2°；伸入地块的裂缝亦同。
    通过：两条路之间 8° 的楔形地。
    选项：sharpest_deg：5。相距不超过捕捉距离的点按一个界址点看。
    """
    options = SpikeOptions

    def limits(self, settings: AuditSettings, options: SpikeOptions) -> tuple[Limit, ...]:
        """Return the angle."""
        return (SHARPEST_ANGLE.chosen(options.sharpest_deg), settings.snap)

    def check(self, context: Context, options: SpikeOptions) -> Iterator[Finding]:
        """Yield every parcel with spikes."""
        limit, _ = self.limits(context.settings, options)
        for at, corners, angle_deg, points in context.corner_faults.sharp.by_parcel():
            parcel = context.ids[at]
            angle, allowed = figures_apart(angle_deg, options.sharpest_deg, 1)
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(parcel,),
                words=_WORDS,
                fields={
                    "parcel": parcel,
                    "corners": Abbreviated(corners),
                    "angle": angle,
                    "allowed": allowed,
                },
                measured=angle_deg,
                allowed=options.sharpest_deg,
                unit="deg",
                geometry=points,
                source=context.place(at),
                limit=limit,
            )
