"""Pairs of parcels that share land, each given one class: one fault, one finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pydantic import Field

from geokit.auditing.groups import (
    DuplicateGroups,
    Overlaps,
    Stack,
    StackLimits,
    find_stacks,
    group_duplicates,
)
from geokit.auditing.options import AuditSettings, Options
from geokit.geometry.arrays import measured
from geokit.i18n import Words
from geokit.land.limits import SLIVER_AREA, Limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.auditing.groups import Names
    from geokit.auditing.stages import ParcelStages
    from geokit.coverage.survey import Coverage


class PairClass(StrEnum):
    """What a pair is, the strongest first: the first that fits is the only one reported.

    Parcels of two different stages lie on each other by right: ``cross_stage`` is no fault.
    """

    CROSS_STAGE = auto()
    DUPLICATE = auto()
    STACKED_PLAN = auto()
    NEAR_DUPLICATE = auto()
    CONTAINED = auto()
    DOUBLE_ACQUIRED = auto()
    WRONG_PHASE = auto()
    OVERLAP = auto()
    SLIVER = auto()


NEARLY_THE_SAME = Limit(
    0.95,
    "share",
    Words(zh="双方至少被对方覆盖的比例", en="the part of both parcels that the other covers at least"),
    "advice",
)
COVERED_TWICE = Limit(
    0.8,
    "share",
    Words(zh="较小一方至少被覆盖的比例", en="the part of the smaller plan that is covered at least"),
    "advice",
)


class NearDuplicateOptions(Options):
    """``share``: the part of both parcels that the other covers at least."""

    share: float = Field(default=NEARLY_THE_SAME.value, gt=0, le=1)


class StackedPlanOptions(Options):
    """How many parcels two plans of the same land have at least, and how much of the smaller one is covered twice."""

    min_parcels: int = Field(default=6, ge=2)
    min_per_side: int = Field(default=2, ge=1)
    covered_share: float = Field(default=COVERED_TWICE.value, gt=0, le=1)


class DoubleAcquiredOptions(Options):
    """None of its own: switched off, land that was acquired twice is an overlap."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parcels that share land: positions in the table, the shared area in m² and its shape.

    For a contained pair ``left`` lies inside ``right``; otherwise ``left`` is the first by id.
    """

    left: int
    right: int
    area_m2: float
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class ClassifiedPairs:
    """Arrays over pairs: positions, shared area in m², its shape, and the one class.

    Attributes
    ----------
    left, right : ndarray of int
        The two parcels; of many copies of one polygon the one that stands for them.
    area_m2 : ndarray of float64
    geometry : ndarray of shapely geometries
    thick : ndarray of bool
        Whether what they share is more than a sliver.
    kind : ndarray of str
        A :class:`PairClass`.
    copies : CopyGroups
        The groups of many copies, whose pairs with each other are not among these.
    stacks : tuple of Stack
        The plans that lie on other plans; `rows` are positions in these arrays.
    """

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    area_m2: NDArray[np.float64]
    geometry: NDArray[np.object_]
    thick: NDArray[np.bool_]
    kind: NDArray[np.str_]
    copies: DuplicateGroups
    stacks: tuple[Stack, ...]

    @property
    def stacked(self) -> NDArray[np.intp]:
        """The parcels of all stacks."""
        return np.concatenate(
            [np.empty(0, np.intp), *(side for stack in self.stacks for side in stack.sides)]
        )

    def of(self, kind: PairClass) -> Iterator[Pair]:
        """Yield the pairs of one class."""
        for at in np.flatnonzero(self.kind == kind):
            yield Pair(int(self.left[at]), int(self.right[at]), float(self.area_m2[at]), self.geometry[at])


@dataclass(frozen=True, slots=True)
class PairLimits:
    """When two parcels are the same, nearly the same, or two plans, and when shared land is a sliver.

    ``near_share`` and ``stack`` are None, and ``double`` is false, where the park has switched the rule off: then
    the pairs are what they would be without it.
    """

    tolerance_m2: float
    snap_m: float
    sliver_thickness_m: float
    sliver_area_m2: float
    near_share: float | None
    stack: StackLimits | None
    double: bool

    @classmethod
    def of(cls, settings: AuditSettings) -> PairLimits:
        """Return the limits that the settings of an audit come to."""
        near = settings.options_as(NearDuplicateOptions)
        stack = settings.options_as(StackedPlanOptions)
        return cls(
            settings.tolerance_m2,
            settings.snap_m,
            settings.sliver.value,
            SLIVER_AREA.value,
            near_share=near.share if near.enabled else None,
            stack=StackLimits(stack.min_parcels, stack.min_per_side, stack.covered_share)
            if stack.enabled
            else None,
            double=settings.options_as(DoubleAcquiredOptions).enabled,
        )


@dataclass(frozen=True)
class ParcelFacts:
    """What a pair's class depends on besides its shape; arrays over parcels.

    Attributes
    ----------
    shapes : ndarray of shapely geometries
        The parcels, in metres.
    ids : ndarray of str, or ParcelNames
        Their names, by position.
    stages : ParcelStages
        How far they have come.
    misplaced : ndarray of bool
        Whether they lie on another phase's land: what they share with its parcels is that one fault.
    same_origin : callable
        Tells of pairs of parcels which are of the same file and phase.
    """

    shapes: NDArray[np.object_]
    ids: Names
    stages: ParcelStages
    misplaced: NDArray[np.bool_]
    same_origin: Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.bool_]]


def classify_pairs(coverage: Coverage, facts: ParcelFacts, limits: PairLimits) -> ClassifiedPairs:
    """Give each overlapping pair its one class."""
    copies = group_duplicates(coverage.copy_of, facts.stages.stage, facts.ids)
    found = _Shared.of(coverage, copies, facts.ids)
    return _Classifier(found, facts, limits).classified(copies)


@dataclass(frozen=True, slots=True)
class _Shared:
    """The survey's pairs, with one parcel for each group of copies and the first by id on the left."""

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    area_m2: NDArray[np.float64]
    shapes: NDArray[np.object_]
    thickness_m: NDArray[np.float64]

    @classmethod
    def of(cls, coverage: Coverage, copies: DuplicateGroups, ids: Names) -> _Shared:
        left, right = copies.stands_for[coverage.left], copies.stands_for[coverage.right]
        swap = ids[left] > ids[right]
        left, right = np.where(swap, right, left), np.where(swap, left, right)
        _, rows = np.unique(np.stack([left, right], axis=1), axis=0, return_index=True)
        rows = rows[left[rows] != right[rows]]
        return cls(
            left[rows],
            right[rows],
            coverage.area_m2[rows],
            coverage.shapes[rows],
            coverage.thickness_m[rows],
        )


@dataclass(frozen=True)
class _Classifier:
    shared: _Shared
    facts: ParcelFacts
    limits: PairLimits

    def classified(self, copies: DuplicateGroups) -> ClassifiedPairs:
        shared = self.shared
        kind = self._kinds()
        swap = (kind == PairClass.CONTAINED) & self.right_inside
        return ClassifiedPairs(
            np.where(swap, shared.right, shared.left),
            np.where(swap, shared.left, shared.right),
            shared.area_m2,
            shared.shapes,
            self.thick,
            kind,
            copies,
            self.stacks,
        )

    def _kinds(self) -> NDArray[np.str_]:
        left, right, misplaced = self.shared.left, self.shared.right, self.facts.misplaced
        twice = self.facts.stages.acquired_twice(left, right)
        tests = {
            PairClass.CROSS_STAGE: self.cross_stage,
            PairClass.DUPLICATE: self.left_inside & self.right_inside,
            PairClass.STACKED_PLAN: self._in_stacks(),
            PairClass.NEAR_DUPLICATE: self._nearly_the_same(),
            PairClass.CONTAINED: self.left_inside | self.right_inside,
            PairClass.DOUBLE_ACQUIRED: twice & self.thick & self.limits.double,
            PairClass.WRONG_PHASE: misplaced[left] | misplaced[right],
            PairClass.OVERLAP: self.thick,
        }
        # Of the classes that fit a pair, `select` takes the first: the order above is the order of strength.
        return np.select(list(tests.values()), list(tests), default=PairClass.SLIVER)

    @cached_property
    def left_m2(self) -> NDArray[np.float64]:
        return self._sizes[0, :, 0]

    @cached_property
    def right_m2(self) -> NDArray[np.float64]:
        return self._sizes[1, :, 0]

    @cached_property
    def _sizes(self) -> NDArray[np.float64]:
        """The areas and the lengths of outlines of the left and the right: parcels that lie elsewhere are fetched once."""
        both = np.concatenate([self.shared.left, self.shared.right])
        return measured(_area_and_length, self.facts.shapes, both).reshape(2, -1, 2)

    @cached_property
    def left_inside(self) -> NDArray[np.bool_]:
        return self.left_m2 - self.shared.area_m2 <= self._slack_m2

    @cached_property
    def right_inside(self) -> NDArray[np.bool_]:
        return self.right_m2 - self.shared.area_m2 <= self._slack_m2

    @cached_property
    def _slack_m2(self) -> NDArray[np.float64]:
        # Two surveys of the same corner may differ by the snap distance all along the outline.
        left_m, right_m = self._sizes[:, :, 1]
        edge: NDArray[np.float64] = np.maximum(left_m, right_m)
        return self.limits.tolerance_m2 + self.limits.snap_m * edge

    @cached_property
    def thick(self) -> NDArray[np.bool_]:
        wide = self.shared.thickness_m >= self.limits.sliver_thickness_m
        return wide & (self.shared.area_m2 >= self.limits.sliver_area_m2)

    @cached_property
    def cross_stage(self) -> NDArray[np.bool_]:
        return self.facts.stages.differ_in_stage(self.shared.left, self.shared.right)

    def _nearly_the_same(self) -> NDArray[np.bool_]:
        if self.limits.near_share is None:
            return np.zeros(len(self.shared.left), dtype=bool)
        return self.shared.area_m2 >= self.limits.near_share * np.maximum(self.left_m2, self.right_m2)

    @cached_property
    def stacks(self) -> tuple[Stack, ...]:
        if self.limits.stack is None:
            return ()
        rows = np.flatnonzero(~self.cross_stage & ~(self.left_inside & self.right_inside))
        left, right = self.shared.left[rows], self.shared.right[rows]
        overlaps = Overlaps(
            left,
            right,
            self.shared.area_m2[rows],
            self.left_m2[rows],
            self.right_m2[rows],
            self.facts.same_origin(left, right),
        )
        found = find_stacks(overlaps, self.facts.ids, self.limits.stack)
        return tuple(Stack(each.sides, rows[each.rows], each.covered_share) for each in found)

    def _in_stacks(self) -> NDArray[np.bool_]:
        member = np.zeros(len(self.shared.left), dtype=bool)
        for stack in self.stacks:
            member[stack.rows] = True
        return member


def _area_and_length(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    return np.stack([shapely.area(shapes), shapely.length(shapes)], axis=1)


def thickness_m(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return 2 x area / perimeter of each shape, the width of a long strip, in metres.

    Examples
    --------
    >>> float(thickness_m(np.array([shapely.box(0, 0, 1000, 0.1)]))[0].round(4))
    0.1
    """
    length = shapely.length(shapes)
    return np.divide(2 * shapely.area(shapes), length, out=np.zeros(len(length)), where=length > 0)
