"""A whole plan on top of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
import shapely

from geokit.auditing.pairs import COVERED_TWICE, StackedPlanOptions
from geokit.auditing.rule import Abbreviated, Area, AuditSettings, Context, Finding, Limit, Rule, Words
from geokit.coverage.overlay import robust_unions
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.groups import Stack

_WORDS = Words(
    zh="{left_count} 宗地块（{left_origin}）与 {right_count} 宗地块（{right_origin}）是同一块地的两套图：重复计算 {area}，"
    "占较小一方的 {share}",
    en="{left_count} parcels ({left_origin}) and {right_count} parcels ({right_origin}) are two plans of the same land: "
    "{area} is counted twice, {share} of the smaller plan",
)
# More pieces than these take longer to unite than the survey took to find them; they stay side by side, and what
# parcels of one plan share with each other, a small part at most, is in them twice.
_UNITED = 5_000

# Stacks that are united in one call.
_TOGETHER = 32


class StackedPlan(Rule[StackedPlanOptions]):
    """A whole plan was drawn again on top of another, and both are in the data.

    Law: none (advice); parcels of one layer do not overlap. The tolerance of 0.001 m is that of the quality control of
    rural contract land (rules of September 2016, verified).
    What counts as a plan is advice.
    Why: one fault, not four hundred overlaps: one of the two plans has to go, no line has to be moved.
    Fails: the plots of a park were divided anew, and the old plots are still there.
    Passes: a handful of overlaps among neighbours; plans of different stages, which lie on each other by right.
    Options: ``min_parcels``: 6, both sides together; ``min_per_side``: 2; ``covered_share``: 0.8, the part of the smaller
    side that is covered. Switched off, every overlap is reported by itself.
    """

    is_on_land = True
    title: ClassVar[Words] = Words(zh="整套重叠", en="plans on top of plans")
    manual_zh: ClassVar[str] = """整套地块重新绘制，压在另一套之上，两套都在数据里。

    依据：无依据（经验）；同一图层的地块不应重叠。容差 0.001 米取自《农村土地承包经营权确权登记数据库成果质检规则》（2016年9月，已核实）。
    何为一套属建议。
    为何：这是一个错误，不是四百处重叠：应删去其中一套，而不是移动界线。
    不通过：园区地块重新划分后，旧地块仍在数据中。
    通过：相邻地块之间的少数重叠；不同阶段的两套图，本来就相互重叠。
    选项：min_parcels：6，双方合计宗数；min_per_side：2；covered_share：0.8，较小一方被覆盖的比例。关闭后，每处重叠单独报告。
    """
    options = StackedPlanOptions

    def limits(self, settings: AuditSettings, options: StackedPlanOptions) -> tuple[Limit, ...]:
        """Return the share, and what is ignored."""
        return (COVERED_TWICE.chosen(options.covered_share), settings.ignored)

    def check(self, context: Context, options: StackedPlanOptions) -> Iterator[Finding]:
        """Yield every stack as one finding."""
        pairs = context.pairs
        shared = _united([pairs.geometry[stack.rows] for stack in pairs.stacks])
        # What tells where a parcel comes from, first of all what the office says of it.
        told = [context.parcels[column].array for column in ("phase", "batch", "source")]
        for stack, shape in zip(pairs.stacks, shared, strict=True):
            yield self._finding(context, stack, shape, told)

    def _finding(
        self, context: Context, stack: Stack, shared: BaseGeometry, told: Sequence[ExtensionArray]
    ) -> Finding:
        left, right = stack.sides
        left_names, right_names = context.names(left), context.names(right)
        return Finding(
            rule=self.name(),
            severity=self.severity,
            subjects=(*left_names, *right_names),
            words=_WORDS,
            fields={
                "left": left_names,
                "right": right_names,
                "left_count": len(left),
                "right_count": len(right),
                "left_origin": _origin(left_names, left, told),
                "right_origin": _origin(right_names, right, told),
                "area": Area.from_m2(shared.area),
                "share": f"{min(stack.covered_share, 1.0):.0%}",
            },
            measured=shared.area,
            allowed=context.settings.tolerance_m2,
            unit="m2",
            geometry=shared,
            source=context.first_place(right),
            limit=context.settings.ignored,
        )


def _united(pieces: Sequence[NDArray[np.object_]]) -> list[BaseGeometry]:
    """Return the pieces of each stack as one shape, each place once."""
    groups = np.array([shapely.multipolygons(shapely.get_parts(each)) for each in pieces], dtype=object)
    few = np.flatnonzero([len(each) <= _UNITED for each in pieces])
    # A call for many of them leaves the interpreter to other threads; one for each would take turns.
    batches = np.split(few, range(_TOGETHER, len(few), _TOGETHER))
    groups[few] = np.concatenate(in_threads(lambda rows: robust_unions(groups[rows]), batches))
    return list(groups)


def _origin(names: Sequence[str], side: NDArray[np.intp], told: Sequence[ExtensionArray]) -> Abbreviated:
    """Return the phases, batches and files that parcels come from; their own names where nothing tells."""
    named: list[str] = []
    for column in told:
        values = np.asarray(column[side], dtype=object)
        named += sorted({str(value) for value in values[pd.notna(values)]})
    return Abbreviated(named or names)
