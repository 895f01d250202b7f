"""What is left of parcels when the land that they may lie on is taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.overlay import land_of, land_without

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Positions = NDArray[np.intp]
    Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Remainders:
    """Parts of parcels: the position of each parcel, the part of it that is left, and that part's area in m²."""

    positions: Positions
    shapes: Shapes
    area_m2: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.positions)


def outside_of(shapes: Shapes, positions: Positions, land: BaseGeometry, *, above_m2: float) -> Remainders:
    """Return what lies outside one piece of land, as far as it is more than `above_m2`.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        All parcels.
    positions : ndarray of int
        The parcels that are asked for.
    land : shapely geometry
        Where they may lie; it is prepared in place.
    above_m2 : float
        What is ignored.
    """
    shapely.prepare(land)
    beyond = positions[~shapely.covers(land, shapes[positions])]
    around = np.full(len(beyond), land, dtype=object)
    return _larger(beyond, land_without(shapes[beyond], around), above_m2)


@dataclass(frozen=True, slots=True)
class Covered:
    """Pieces of parcels that are covered: arrays over them.

    Attributes
    ----------
    owners : ndarray of int
        The parcel that each piece is cut from.
    shapes : ndarray of shapely geometries
        The pieces.
    apart : ndarray of bool
        Whether it is known that a piece overlaps no other of its parcel.
    """

    owners: Positions
    shapes: Shapes
    apart: NDArray[np.bool_]


def not_covered(shapes: Shapes, positions: Positions, covered: Covered, *, above_m2: float) -> Remainders:
    """Return what is left of each parcel without the pieces of it that are covered.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        All parcels.
    positions : ndarray of int
        The parcels that are asked for, in ascending order.
    covered : Covered
        The pieces.
    above_m2 : float
        What is ignored.
    """
    order = np.argsort(covered.owners, kind="stable")
    owners, pieces = covered.owners[order], covered.shapes[order]
    firsts, starts, counts = np.unique(owners, return_index=True, return_counts=True)
    group = np.repeat(np.arange(len(firsts)), counts)
    sum_m2 = np.bincount(group, weights=shapely.area(pieces), minlength=len(firsts))
    is_sum = np.bincount(group, weights=~covered.apart[order], minlength=len(firsts)) <= 1
    # Where pieces lie apart their sum tells whether anything is left: most parcels need no overlay.
    open_ = (shapely.area(shapes[firsts]) - sum_m2 > above_m2) | ~is_sum
    left = shapes[positions].copy()
    row = np.full(len(shapes), -1, dtype=np.intp)
    row[firsts] = np.arange(len(firsts))
    touched = np.flatnonzero(row[positions] >= 0)
    left[touched[~open_[row[positions[touched]]]]] = None
    for at in touched[open_[row[positions[touched]]]]:
        first = starts[row[positions[at]]]
        cover = land_of(pieces[first : first + counts[row[positions[at]]]])
        left[[at]] = land_without(left[[at]], np.array([cover], dtype=object))
    return _larger(positions, left, above_m2)


def _larger(positions: Positions, shapes: Shapes, above_m2: float) -> Remainders:
    area_m2 = shapely.area(shapes)
    kept = np.flatnonzero(area_m2 > above_m2)
    return Remainders(positions[kept], shapes[kept], area_m2[kept])
