"""Parts of parcels that are too narrow to be land."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import shapely
from pydantic import Field

from geokit.auditing.pairs import thickness_m
from geokit.auditing.rule import Area, AuditSettings, Context, Finding, Limit, Options, Rule, Severity, Words
from geokit.coverage.overlay import robust_difference
from geokit.coverage.parts import over_parts
from geokit.land.apart import figures_apart
from geokit.land.limits import NARROWEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_WORDS = Words(
    zh="地块 {parcel} 有 {area}窄于 {allowed} 米，最窄一处平均约 {width} 米",
    en="{area} of parcel {parcel} is narrower than {allowed} m, about {width} m in its narrowest part",
)
# What is left in the corners when a shape is opened is no longer than this many widths.
_LENGTH_IN_WIDTHS = 3.0
_MITRE = 5.0
_BLOCK = 20_000


class NarrowOptions(Options):
    """``narrowest_m``: the width in metres below which a part is narrow."""

    enabled: bool = False
    narrowest_m: float = Field(default=NARROWEST.value, gt=0)


class Narrow(Rule[NarrowOptions]):
    """A part of a parcel is so narrow that nothing can stand on it.

    Law: none (advice).
    Why: a tail along a road, or a neck between two halves, is mostly left over from cutting one plan with another.
    Fails: a plot with a tail 30 m long and 0.4 m wide.
    Passes: every part is at least 1 m wide, or the narrow part is shorter than three times that.
    Options: ``narrowest_m``: 1. The rule is off by default, because it shrinks and grows every parcel: some 50 µs each,
    more than all other rules together. ``[audit.rules.narrow] enabled = true`` switches it on.
    """

    is_on_subjects_alone = True
    title: ClassVar[Words] = Words(zh="狭窄部分", en="narrow parts")
    severity: ClassVar[Severity] = Severity.WARNING
    manual_zh: ClassVar[str] = """地块的某一部分窄得无法利用。

    依据：无依据（经验）。
    为何：沿路的长尾，或两半之间的细颈，多半是一套图切割另一套图时遗留的。
    不通过：地块带有一条长 30 米、宽 0.4 米的尾巴。
    通过：各处宽度不小于 1 米，或狭窄部分的长度不到其三倍。
    选项：narrowest_m：1。本规则默认关闭，因为要对每宗地块先缩后扩，每宗约 50 微秒，超过其他规则之和；
    在 [audit.rules.narrow] 中写 enabled = true 即可启用。
    """
    options = NarrowOptions

    def limits(self, settings: AuditSettings, options: NarrowOptions) -> tuple[Limit, ...]:
        """Return the width."""
        return (NARROWEST.chosen(options.narrowest_m),)

    def check(self, context: Context, options: NarrowOptions) -> Iterator[Finding]:
        """Yield every parcel with a narrow part."""
        positions = np.flatnonzero(context.usable & context.in_metres)
        found = over_parts(
            partial(_narrow_of_part, narrowest_m=options.narrowest_m), context.shapes, positions
        )
        narrow = {parcel: parts for each in found for parcel, parts in each}
        for parcel in sorted(narrow):
            yield self._finding(context, parcel, narrow[parcel], options)

    def _finding(
        self, context: Context, at: int, parts: NDArray[np.object_], options: NarrowOptions
    ) -> Finding:
        parcel, area_m2 = context.ids[at], float(shapely.area(parts).sum())
        width_m = float(thickness_m(parts).min())
        width, allowed = figures_apart(width_m, options.narrowest_m, 2)
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=(parcel,),
            words=_WORDS,
            fields={
                "parcel": parcel,
                "area": Area.from_m2(area_m2),
                "width": width,
                "allowed": allowed,
            },
            measured=width_m,
            allowed=options.narrowest_m,
            unit="m",
            geometry=shapely.MultiPolygon(list(parts)),
            source=context.place(at),
            limit=NARROWEST.chosen(options.narrowest_m),
        )


def _narrow_of_part(
    shapes: NDArray[np.object_], positions: NDArray[np.intp], *, narrowest_m: float
) -> list[tuple[int, NDArray[np.object_]]]:
    """Return the parcels that have narrow parts, and these."""
    found = []
    for start in range(0, len(positions), _BLOCK):
        parts, owners = _narrow_parts(shapes[start : start + _BLOCK], narrowest_m)
        rows, first = np.unique(owners, return_index=True)
        parcels = positions[start + rows].tolist()
        found += list(zip(parcels, np.split(parts, first[1:]), strict=False))
    return found


def _narrow_parts(
    shapes: NDArray[np.object_], narrowest_m: float
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Return what shrinking and growing shapes does not give back, and the shape that each part is of."""
    half = narrowest_m / 2
    core = shapely.buffer(shapes, -half, join_style="mitre", mitre_limit=_MITRE)
    # A little more than was taken off, so that no hair is left along straight edges.
    opened = shapely.buffer(core, half * 1.001, join_style="mitre", mitre_limit=_MITRE)
    parts, owners = shapely.get_parts(robust_difference(shapes, opened), return_index=True)
    polygons = shapely.get_dimensions(parts) == 2  # noqa: PLR2004 - areas have two dimensions
    long = shapely.length(parts) / 2 > _LENGTH_IN_WIDTHS * narrowest_m
    wide = thickness_m(parts) > narrowest_m / 1000
    kept = np.flatnonzero(polygons & long & wide)
    return parts[kept], owners[kept]
