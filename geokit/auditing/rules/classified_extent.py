"""Survey data of a large continuous area."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.rule import Area, AuditSettings, Context, Finding, Limit, Options, Rule, Severity, Words
from geokit.coverage.overlay import robust_union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_WORDS = Words(
    zh="测绘数据连续范围约 {area}，超过 25 平方公里：大于 1:5000 的此类数据可能涉密，公开或传送前请核实",
    en="the survey data cover about {area}, more than 25 km²: such data larger than 1:5000 may be classified; ask before "
    "they are published or sent",
)
LIMIT_M2 = 25e6
LIMIT = Limit(
    LIMIT_M2,
    "m2",
    Words(
        zh="自然资发〔2020〕95号；部里的答复针对国家地形图及其全部数字内容，对单纯地块只是提醒",
        en="自然资发〔2020〕95号; the ministry's reply speaks of national topographic maps, for bare parcels it is a reminder",
    ),
    "verified",
)


class ClassifiedExtent(Rule[Options]):
    """Survey data cover a continuous area above 25 km².

    Law: 自然资发〔2020〕95号 (verified; for bare parcels a reminder, not a verdict).
    Why: boundary points are survey results, and a large set of them may be classified.
    Fails: never; it is information.
    Passes: less than 25 km² (37,500 mu); schematic outlines, which are no survey.
    Options: none of its own.
    """

    title: ClassVar[Words] = Words(zh="数据范围提醒", en="extent of survey data")
    severity: ClassVar[Severity] = Severity.INFO
    manual_zh: ClassVar[str] = """测绘数据的连续范围超过 25 平方公里。

    依据：自然资发〔2020〕95号（已核实；对单纯地块只是提醒，不是结论）。
    为何：界址点是测绘成果，成片的界址点可能涉密。
    不通过：不存在；只作提示。
    通过：不足 25 平方公里（37,500 亩）；示意边界不是测绘成果。
    选项：无。
    """

    def limits(self, settings: AuditSettings, options: Options) -> tuple[Limit, ...]:
        """Return the extent."""
        return (LIMIT,)

    def check(self, context: Context, options: Options) -> Iterator[Finding]:
        """Yield one finding where the parcels, or the park's surveyed outline, are that large."""
        outline = context.lines.boundary
        area_m2 = max(_land_m2(context), outline.area if outline is not None else 0.0)
        if area_m2 > LIMIT_M2:
            yield Finding(
                rule=self.name(),
                severity=self.severity,
                subjects=(context.park.id,) if context.park else (),
                words=_WORDS,
                fields={"area": Area.from_m2(area_m2)},
                measured=area_m2,
                allowed=LIMIT_M2,
                unit="m2",
                limit=LIMIT,
            )


def _land_m2(context: Context) -> float:
    """Return the area that the parcels cover, copies as one; where more than is asked about is certain, at least that.

    Figures alone tell it for most layers. Shapes are united where they do not tell on which side of the limit it is.
    """
    coverage, counts = context.coverage, np.zeros(len(context.parcels), dtype=bool)
    counts[coverage.copy_of[context.measurable]] = True
    own_m2 = np.where(counts, context.shape_m2, 0.0)
    rows = np.flatnonzero(counts[coverage.left] & counts[coverage.right])
    pairs = _Pairs.of(own_m2, coverage.left[rows], coverage.right[rows], coverage.area_m2[rows])
    least_m2 = pairs.least_m2(own_m2)
    if not least_m2 <= LIMIT_M2 < pairs.most_m2(own_m2):
        return least_m2
    sharing = np.unique([pairs.smaller, pairs.larger])
    own_m2[sharing] = 0.0
    # In an order of their own: no order of the parcels changes a digit.
    order = np.lexsort((context.shape_m2[sharing], *context.layer.bounds[sharing].T))
    return math.fsum(own_m2.data) + robust_union(context.shapes[sharing[order]]).area


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Parcels that share land.

    Attributes
    ----------
    smaller, larger : ndarray of int64
        The positions of each two; of two of one size the later counts as the smaller.
    is_tie : ndarray of bool
        Whether they are of one size.
    shared_m2 : ndarray of float64
    """

    smaller: NDArray[np.int64]
    larger: NDArray[np.int64]
    is_tie: NDArray[np.bool_]
    shared_m2: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        own_m2: NDArray[np.float64],
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        shared_m2: NDArray[np.float64],
    ) -> _Pairs:
        # Of one size the later, so that all are in one order, from the largest to the smallest.
        is_left = own_m2[left] < own_m2[right]
        smaller, larger = np.where(is_left, left, right), np.where(is_left, right, left)
        return cls(smaller, larger, own_m2[left] == own_m2[right], shared_m2)

    def least_m2(self, own_m2: NDArray[np.float64]) -> float:
        """Return what is covered at least: each counts for what it shares with no larger one, and with its like by half.

        Where more than two lie on one another in part, what they cover may be larger.
        """
        tied = np.flatnonzero(self.is_tie)
        takers = np.concatenate([self.smaller, self.larger[tied]])
        taken_m2 = np.concatenate(
            [np.where(self.is_tie, self.shared_m2 / 2, self.shared_m2), self.shared_m2[tied] / 2]
        )
        # Sums in one order, and an exact one of them: no order of the parcels changes a digit.
        order = np.lexsort((taken_m2, takers))
        all_m2 = np.bincount(takers[order], weights=taken_m2[order], minlength=len(own_m2))
        return math.fsum(np.maximum(own_m2 - all_m2, 0.0).data)

    def most_m2(self, own_m2: NDArray[np.float64]) -> float:
        """Return what is covered at most: each counts for what it does not share with one of the larger ones."""
        taken_m2 = np.zeros(len(own_m2))
        np.maximum.at(taken_m2, self.smaller, self.shared_m2)
        return math.fsum((own_m2 - taken_m2).data)
