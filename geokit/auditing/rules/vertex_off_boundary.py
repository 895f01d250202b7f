"""Corners that lie beside the park's line instead of on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely
from pydantic import Field

from geokit.auditing.corners import Corners, corners_near
from geokit.auditing.rule import (
    Abbreviated,
    AuditSettings,
    Context,
    Finding,
    Limit,
    Options,
    Rule,
    Severity,
    Words,
)
from geokit.land.apart import figures_apart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geokit.i18n import Language

_WORDS = Words(
    zh="{corners} 距园区边界 {distance} 米，未在边界上（允许 {allowed} 米）",
    en="{corners} lies {distance} m off the park's line and not on it (allowed {allowed} m)",
)
_CORNER = Words(zh="地块 {parcel} 的界址点 {corner}", en="corner {corner} of parcel {parcel}")


@dataclass(frozen=True, slots=True)
class _Corner:
    """A corner as a reader would call it."""

    corner: str
    parcel: str

    def localize(self, language: Language) -> str:
        return _CORNER.render(language, corner=self.corner, parcel=self.parcel)


class VertexOffBoundaryOptions(Options):
    """``within_m``: how near to the line a corner is meant to be on it; the thickness of a sliver if not set."""

    within_m: float | None = Field(default=None, gt=0)


class VertexOffBoundary(Rule[VertexOffBoundaryOptions]):
    """A corner of a parcel lies beside the park's line, so near that it must be meant to lie on it.

    Law: none (advice); parcels along the approved line use its points. Two surveys of one line may differ by √2 times the
    limit of their points, 0.14 m in class 1.
    Why: the strip between is in no parcel, or outside the park, and grows into a dispute over a few square metres.
    Fails: J3 of the plot lies 6 cm inside the line.
    Passes: corners on the line, within the snap distance, or far from it. A schematic outline is skipped. Corners outside
    are left to ``outside_boundary`` where it names the parcel.
    Options: ``within_m``: 0.14 in class 1; it follows ``accuracy_class``. Parcels that share a corner share the finding.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="界址点偏离边界", en="corners beside the park's line")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """地块的界址点紧靠园区边界，却不在边界上。

    依据：无依据（经验）；沿红线的地块使用红线的界址点。两次测同一界线可相差 √2 倍界址点限差，一级为 0.14 米。
    为何：中间的窄条不属于任何地块，或位于园区之外，会演变成几平方米的争议。
    不通过：地块的 J3 在边界以内 6 厘米处。
    通过：界址点在边界上、在捕捉距离之内，或远离边界。示意边界不参与。边界之外的界址点，其地块已由 outside_boundary 指明的不再重复。
    选项：within_m：一级为 0.14；随 accuracy_class 而定。共用同一界址点的地块合为一条。
    """
    options = VertexOffBoundaryOptions

    def limits(self, settings: AuditSettings, options: VertexOffBoundaryOptions) -> tuple[Limit, ...]:
        """Return how near is too near, and what counts as on the line."""
        return (settings.sliver.chosen(options.within_m or settings.sliver.value), settings.snap)

    def check(self, context: Context, options: VertexOffBoundaryOptions) -> Iterator[Finding]:
        """Yield every such corner once, whichever parcels share it."""
        if context.lines.boundary is None or not context.usable.any():
            return
        limit = self.limits(context.settings, options)[0]
        found = corners_near(
            context.shapes,
            np.flatnonzero(context.usable),
            shapely.boundary(context.lines.boundary),
            above_m=context.settings.snap_m,
            below_m=limit.value,
        )
        found = found.taken(~_told(context, found))
        for corner in _places(found, context.settings.snap_m):
            yield self._finding(context, corner, limit)

    def _finding(self, context: Context, corner: Corners, limit: Limit) -> Finding:
        names = sorted(zip(context.ids[corner.parcel], corner.names, strict=True))
        distance_m = float(corner.value.max())
        distance, allowed = figures_apart(distance_m, context.settings.snap_m, 3)
        corners = [_Corner(name, parcel) for parcel, name in names]
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=tuple(parcel for parcel, _ in names),
            words=_WORDS,
            fields={
                "corners": Abbreviated(corners),
                "distance": distance,
                "allowed": allowed,
            },
            measured=distance_m,
            allowed=context.settings.snap_m,
            unit="m",
            geometry=shapely.Point(corner.x[0], corner.y[0]),
            source=context.first_place(corner.parcel),
            limit=limit,
        )


def _told(context: Context, corners: Corners) -> NDArray[np.bool_]:
    """Return which corners lie outside the park and belong to a parcel that ``outside_boundary`` names."""
    named = np.isin(corners.parcel, context.beyond.positions)
    outside = ~shapely.covers(context.lines.boundary, shapely.points(corners.x, corners.y))
    return named & outside


def _places(corners: Corners, snap_m: float) -> Iterator[Corners]:
    """Yield the corners of each place: neighbours share theirs."""
    cells = np.stack([np.rint(corners.x / snap_m), np.rint(corners.y / snap_m)], axis=1)
    _, place = np.unique(cells, axis=0, return_inverse=True)
    order = np.argsort(place, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(place[order])) + 1) if len(order) else ():
        yield corners.taken(rows)
