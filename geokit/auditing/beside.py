"""What an audit asks of all parcels in one go: to take their coordinates costs as much as a rule, to fetch them more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.auditing.corners import CornerFaults, find_corner_faults, near_faults, without_doubles
from geokit.geometry.encoded import are_missing, rings_of, vertex_counts
from geokit.geometry.rings import Rings, blocks
from geokit.land.measure.polygons import sound_rows_m2

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes
    from geokit.geometry.encoded import SomeShapes
    from geokit.land.declared.area import Method


@dataclass(frozen=True, eq=False)
class FoundInPart:
    """What was found of the parcels of a part, some of which may be invalid; arrays over these.

    Attributes
    ----------
    positions : ndarray of int32
        Which parcels these are.
    shape_m2 : ndarray of float64
        Their areas in the plane of the comparison.
    area_m2 : ndarray of float64 or None
        Their areas by `method`.
    method : {"planar", "ellipsoidal"} or None
        How they were measured; None where they were not.
    corners : CornerFaults
        Their sharp corners and short edges.
    """

    positions: NDArray[np.int32]
    shape_m2: Floats
    area_m2: Floats | None
    method: Method | None
    corners: CornerFaults


@dataclass(frozen=True, eq=False)
class FoundBeside:
    """What was found of the parcels of all parts: arrays over the whole layer.

    Attributes
    ----------
    fetched : ndarray of bool
        Which parcels were looked at.
    shape_m2, area_m2 : ndarray of float64
        As in a part; NaN where there is nothing. The array of what was not measured is empty.
    method, corners
        As in a part.
    """

    fetched: Bools
    shape_m2: Floats
    area_m2: Floats
    method: Method | None
    corners: CornerFaults

    @classmethod
    def of(cls, parts: list[FoundInPart], size: int) -> FoundBeside:
        """Return what was found of all parts of a layer of so many parcels, and leave none in the list."""
        method = parts[0].method if parts else None
        # Nothing was asked of a layer that was searched in another way: then each area is still to be measured.
        fetched = np.zeros(size, dtype=bool)
        shape_m2, area_m2 = np.full(size, np.nan), np.full(size if method else 0, np.nan)
        corners = []
        while parts:
            each = parts.pop(0)
            fetched[each.positions] = True
            shape_m2[each.positions] = each.shape_m2
            if each.area_m2 is not None:
                area_m2[each.positions] = each.area_m2
            corners.append(each.corners)
        return cls(fetched, shape_m2, area_m2, method, CornerFaults.joined(corners))

    def rest(self, positions: Ints) -> Ints:
        """Return which of some parcels were not fetched."""
        return positions[~self.fetched[positions]]


def beside_of_part(
    shapes: SomeShapes, positions: Ints, *, crs: CRS | None, method: Method, limits: Mapping[str, float]
) -> FoundInPart:
    """Return what is asked of the parcels of a part; without a system they are measured in their plane alone."""
    # Where the plane that parcels are compared in is their own, its areas are those of the method.
    measures: list[Callable[[Rings], Floats]] = (
        [] if crs is not None and method == "planar" else [Rings.areas]
    )
    if crs is not None:
        measures.append(partial(sound_rows_m2, crs=crs, method=method))
    areas, corners = [np.empty((len(measures), 0))], []
    for block in blocks(shapes, vertex_counts):
        # Their coordinates are taken once for all.
        rings = rings_of(shapes[block]).by_axis()
        # Without a system nobody has looked for coordinates that are no numbers.
        with np.errstate(over="ignore", invalid="ignore"):
            areas.append(np.array([measure(rings) for measure in measures]))
        corners.append(near_faults(rings, **limits).under(np.arange(block.start, block.stop)))
    areas_m2 = np.where(are_missing(shapes), np.nan, np.concatenate(areas, axis=1))
    found = without_doubles(corners, shapes, **limits).under(positions)
    return FoundInPart(
        positions.astype(np.int32),
        areas_m2[0],
        None if crs is None else areas_m2[-1],
        None if crs is None else method,
        found,
    )


def find_faults_of_part(shapes: Shapes, positions: Ints, **limits: Any) -> CornerFaults:
    """Return the corner faults of parcels at some positions."""
    return find_corner_faults(shapes, np.arange(len(shapes)), **limits).under(positions)
