"""Pairs of parcels that share land, each given one class: one fault, one finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.coverage.survey import Coverage


class PairClass(StrEnum):
    """What a pair is, the strongest first: the first that fits is the only one reported."""

    DUPLICATE = "duplicate"
    CONTAINED = "contained"
    WRONG_PHASE = "wrong_phase"
    OVERLAP = "overlap"
    SLIVER = "sliver"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parcels that share land: positions in the table, the shared area in m² and its shape.

    For a contained pair ``left`` lies inside ``right``.
    """

    left: int
    right: int
    area_m2: float
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class ClassifiedPairs:
    """Arrays over pairs: positions, shared area in m², its shape, and the one class."""

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    area_m2: NDArray[np.float64]
    geometry: NDArray[np.object_]
    kind: NDArray[np.str_]

    def of(self, kind: PairClass) -> Iterator[Pair]:
        """Yield the pairs of one class."""
        for at in np.flatnonzero(self.kind == kind):
            yield Pair(int(self.left[at]), int(self.right[at]), float(self.area_m2[at]), self.geometry[at])


@dataclass(frozen=True, slots=True)
class PairLimits:
    """When two parcels are the same, and when shared land is a sliver."""

    tolerance_m2: float
    snap_m: float
    sliver_thickness_m: float
    sliver_area_m2: float


def classify_pairs(
    coverage: Coverage,
    shapes: NDArray[np.object_],
    *,
    misplaced: NDArray[np.bool_],
    limits: PairLimits,
) -> ClassifiedPairs:
    """Give each overlapping pair its one class.

    Parameters
    ----------
    coverage : Coverage
        The survey of `shapes`.
    shapes : array of shapely geometries
        The parcels, in metres.
    misplaced : array of bool
        Parcels that lie on another phase's land: what they share with its parcels is that one fault.
    limits : PairLimits
        What counts as the same, and as a sliver.
    """
    left, right, shared = coverage.left, coverage.right, coverage.area_m2
    edge = shapely.length(shapes)
    # Two surveys of the same corner may differ by the snap distance all along the outline.
    slack = limits.tolerance_m2 + limits.snap_m * np.maximum(edge[left], edge[right])
    left_inside = shared / coverage.left_share - shared <= slack
    right_inside = shared / coverage.right_share - shared <= slack
    thick = (coverage.thickness_m >= limits.sliver_thickness_m) & (shared >= limits.sliver_area_m2)
    kind = np.select(
        [
            left_inside & right_inside,
            left_inside | right_inside,
            misplaced[left] | misplaced[right],
            thick,
        ],
        [PairClass.DUPLICATE, PairClass.CONTAINED, PairClass.WRONG_PHASE, PairClass.OVERLAP],
        default=PairClass.SLIVER,
    )
    swap = (kind == PairClass.CONTAINED) & right_inside
    return ClassifiedPairs(
        np.where(swap, right, left), np.where(swap, left, right), shared, coverage.shapes, kind
    )


def thickness_m(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return 2 x area / perimeter of each shape, the width of a long strip, in metres.

    Examples
    --------
    >>> float(thickness_m(np.array([shapely.box(0, 0, 1000, 0.1)]))[0].round(4))
    0.1
    """
    length = shapely.length(shapes)
    return np.divide(2 * shapely.area(shapes), length, out=np.zeros(len(length)), where=length > 0)
