"""Parcels that reach beyond the land of the stage before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geokit.auditing.outlines import Covered, OutsideAreas, areas_not_covered
from geokit.auditing.pairs import PairClass, thickness_m
from geokit.auditing.rule import (
    Abbreviated,
    Area,
    AuditSettings,
    Context,
    Finding,
    Limit,
    Options,
    Rule,
    Severity,
    Words,
)
from geokit.land.apart import areas_apart
from geokit.parcels.codes import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_PARTLY = Words(
    zh="{stage}阶段的地块 {parcel} 有 {area}超出{earlier}阶段的土地（{others}），允许 {allowed}",
    en="parcel {parcel} ({stage}) reaches beyond the land that is {earlier} ({others}) by {area}; allowed {allowed}",
)
_WHOLLY = Words(
    zh="{stage}阶段的地块 {parcel} 面积 {area}，不在任何更早阶段的土地之内",
    en="parcel {parcel} ({stage}) of {area} lies on no land of an earlier stage",
)


class BeyondStageOptions(Options):
    """``must_lie_inside``: whether a parcel that lies on no land of an earlier stage at all is a fault too."""

    must_lie_inside: bool = False


class BeyondStage(Rule[BeyondStageOptions]):
    """A parcel of a later stage lies partly on the land of an earlier one, and partly beyond it.

    Law: none (advice); land is supplied within what was approved and acquired.
    Why: between stages parcels lie on each other by right; what reaches beyond was given out without having been taken.
    Fails: a supplied plot reaches 8 m beyond the batch that was approved.
    Passes: the plot lies within the batch, or the batches, of the stage before. A plot that lies on no earlier land at all
    passes too: not every stage is in the data, and existing state land needs no expropriation.
    A parcel of the wrong phase is ``wrong_phase`` and not compared.
    Options: ``must_lie_inside``: false; true asks every parcel to lie on earlier land, where there is any in the data. Of
    several earlier stages the nearest one that a parcel lies on is compared. A thin strip is a warning.
    """

    is_on_subjects_alone = True
    is_on_land = True
    title: ClassVar[Words] = Words(zh="超出前一阶段", en="beyond the stage before")
    manual_zh: ClassVar[str] = """后一阶段的地块部分位于前一阶段的土地上，部分超出。

    依据：无依据（经验）；应在已批准、已征收的范围内供地。
    为何：不同阶段的地块本来就相互重叠；超出的部分则是未征先供。
    不通过：供地宗地越出已批准的批次 8 米。
    通过：宗地位于前一阶段的一个或几个批次之内。完全不在任何更早阶段土地上的也通过：数据未必包含所有阶段，存量国有土地也无须征收。
    期次错误的地块由 wrong_phase 指明，不参与比较。
    选项：must_lie_inside：false；设为 true 则要求每宗地块都位于更早阶段的土地上（数据中有的话）。更早的阶段有几个时，
    与地块所在的最近一个阶段比较。窄条只作警告。
    """
    options = BeyondStageOptions

    def limits(self, settings: AuditSettings, options: BeyondStageOptions) -> tuple[Limit, ...]:
        """Return what is ignored, and what is a thin strip."""
        return (settings.ignored, settings.sliver)

    def check(self, context: Context, options: BeyondStageOptions) -> Iterator[Finding]:
        """Yield every parcel with land beyond that of the stage before."""
        lying = _Lying.of(context)
        left = lying.beyond(context)
        thick = thickness_m(left.shapes) >= context.sliver_m
        for row, at in enumerate(left.positions):
            earlier, others = lying.lies_on(context, int(at))
            fields = {"earlier": earlier, "others": Abbreviated(others)}
            severity = self.severity if thick[row] else Severity.WARNING
            shape, area_m2 = left.shapes[row], float(left.area_m2[row])
            found = self._finding(context, int(at), _PARTLY, (shape, area_m2), fields, severity)
            yield replace(found, mentions=others)
        if options.must_lie_inside:
            for at in _on_nothing(context, lying.positions):
                whole = (context.shapes[at], float(context.shape_m2[at]))
                yield self._finding(context, int(at), _WHOLLY, whole, {}, self.severity)

    def _finding(
        self,
        context: Context,
        at: int,
        words: Words,
        land: tuple[BaseGeometry, float],
        fields: dict[str, object],
        severity: Severity,
    ) -> Finding:
        shape, area_m2 = land
        stage = STAGES[context.stages.stage[at]].words
        allowed_m2 = context.settings.tolerance_m2
        area, allowed = areas_apart(Area.from_m2(area_m2), Area.from_m2(allowed_m2))
        own = {"parcel": context.ids[at], "stage": stage, "area": area}
        return Finding(
            rule=self.name(),
            severity=severity,
            subjects=(context.ids[at],),
            words=words,
            fields={**own, **fields, "allowed": allowed},
            measured=area_m2,
            allowed=allowed_m2,
            unit="m2",
            geometry=shape,
            source=context.place(at),
            limit=context.settings.ignored,
        )


@dataclass(frozen=True, slots=True)
class _Lying:
    """What parcels share with those of the nearest earlier stage that they lie on: arrays of pairs, by later parcel."""

    later: NDArray[np.intp]
    earlier: NDArray[np.intp]
    pieces: NDArray[np.object_]

    @classmethod
    def of(cls, context: Context) -> _Lying:
        pairs, stage = context.pairs, context.stages.stage
        rows = np.flatnonzero(pairs.kind == PairClass.CROSS_STAGE)
        left, right = pairs.left[rows], pairs.right[rows]
        swap = stage[left] > stage[right]
        later, earlier = np.where(swap, left, right), np.where(swap, right, left)
        nearest = np.full(len(context.parcels), -1, dtype=np.intp)
        # A sliver along a line is no lying on it, and a parcel of the wrong phase is one fault already.
        thick = pairs.thick[rows] & ~(context.misplaced[left] >= 0) & ~(context.misplaced[right] >= 0)
        np.maximum.at(nearest, later[thick], stage[earlier[thick]])
        # Of an invalid outline there is no telling what lies beyond.
        kept = np.flatnonzero((stage[earlier] == nearest[later]) & context.usable[later])
        kept = kept[np.argsort(later[kept], kind="stable")]
        return cls(later[kept], earlier[kept], pairs.geometry[rows[kept]])

    @property
    def positions(self) -> NDArray[np.intp]:
        """The parcels that lie on land of an earlier stage."""
        return np.unique(self.later)

    def beyond(self, context: Context) -> OutsideAreas:
        pairs = context.pairs
        # Pieces of one parcel overlap only where the parcels that it lies on do.
        sharing = pairs.kind != PairClass.CROSS_STAGE
        sharers = np.union1d(pairs.left[sharing], pairs.right[sharing])
        covered = Covered(self.later, self.pieces, ~np.isin(self.earlier, sharers))
        return areas_not_covered(
            context.shapes, self.positions, covered, above_m2=context.settings.tolerance_m2
        )

    def lies_on(self, context: Context, at: int) -> tuple[Words, tuple[str, ...]]:
        """Return the stage that one parcel is compared with, and the parcels that it lies on."""
        first, end = np.searchsorted(self.later, (at, at + 1))
        others = self.earlier[first:end]
        return STAGES[context.stages.stage[others[0]]].words, context.names(others)


def _on_nothing(context: Context, lying: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the parcels that lie on no land of an earlier stage, though there is such land."""
    stage = context.stages.stage
    known = stage[(stage >= 0) & context.usable]
    if len(known) == 0:
        return lying[:0]
    copies = context.pairs.copies.stands_for
    asked = np.flatnonzero(context.usable & (stage > known.min()))
    return asked[~np.isin(copies[asked], lying)]
