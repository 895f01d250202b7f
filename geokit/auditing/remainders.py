"""What is left of parcels when the land that they may lie on is taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

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
    return _larger(beyond, shapely.difference(shapes[beyond], land), above_m2)


def not_covered(
    shapes: Shapes, positions: Positions, owners: Positions, pieces: Shapes, *, above_m2: float
) -> Remainders:
    """Return what is left of each parcel without the pieces of it that are covered.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        All parcels.
    positions : ndarray of int
        The parcels that are asked for, in ascending order.
    owners : ndarray of int
        The parcel that each piece is cut from.
    pieces : ndarray of shapely geometries
        What is covered. Pieces of one parcel may overlap.
    above_m2 : float
        What is ignored.
    """
    order = np.argsort(owners, kind="stable")
    owners, pieces = owners[order], pieces[order]
    firsts, starts, counts = np.unique(owners, return_index=True, return_counts=True)
    covers = pieces[starts]
    for at in np.flatnonzero(counts > 1):
        covers[at] = shapely.union_all(pieces[starts[at] : starts[at] + counts[at]])
    left = shapes[positions].copy()
    row = np.searchsorted(firsts, positions)
    touched = np.flatnonzero(np.isin(positions, firsts))
    # A parcel that is covered wholly is a piece of its own: most are, and need no overlay.
    cover = covers[row[touched]]
    open_ = shapely.area(left[touched]) - shapely.area(cover) > above_m2
    left[touched[~open_]] = None
    rest = touched[open_]
    left[rest] = shapely.difference(left[rest], cover[open_])
    return _larger(positions, left, above_m2)


def _larger(positions: Positions, shapes: Shapes, above_m2: float) -> Remainders:
    area_m2 = shapely.area(shapes)
    kept = np.flatnonzero(area_m2 > above_m2)
    return Remainders(positions[kept], shapes[kept], area_m2[kept])
