"""What an audit asks of parcels that lie elsewhere, in one go: each time that they are fetched costs as much as a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.auditing.corners import CornerFaults, find_corner_faults
from geokit.land.measure.polygons import measure_sound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyproj import CRS

    from geokit.geometry.arrays import Floats, Ints, Shapes
    from geokit.land.declared.area import Method


@dataclass(frozen=True, eq=False)
class FoundBeside:
    """What was found of parcels, some of which may be invalid; arrays over those that were fetched.

    Attributes
    ----------
    positions : ndarray of int64
        Which parcels these are.
    shape_m2 : ndarray of float64
        Their areas in the plane of the comparison.
    area_m2 : dict of method to ndarray of float64
        Their areas in their own system, by the methods that were asked for.
    corners : CornerFaults
        Their sharp corners and short edges.
    """

    positions: Ints
    shape_m2: Floats
    area_m2: dict[Method, Floats]
    corners: CornerFaults

    @classmethod
    def of(cls, parts: Sequence[FoundBeside]) -> FoundBeside:
        """Return what was found of all parts."""
        nothing: Floats = np.empty(0)
        return cls(
            np.concatenate([np.empty(0, dtype=np.int64), *(each.positions for each in parts)]),
            np.concatenate([nothing, *(each.shape_m2 for each in parts)]),
            {
                method: np.concatenate([each.area_m2[method] for each in parts])
                for method in (parts[0].area_m2 if parts else ())
            },
            CornerFaults.joined([each.corners for each in parts]),
        )

    def rest(self, positions: Ints) -> Ints:
        """Return which of some parcels were not fetched."""
        return positions[~np.isin(positions, self.positions, kind="table")]


def beside_of_part(
    shapes: Shapes, positions: Ints, *, crs: CRS, methods: Sequence[Method], limits: Mapping[str, float]
) -> FoundBeside:
    """Return what is asked of the parcels of a part."""
    return FoundBeside(
        positions,
        shapely.area(shapes),
        {method: measure_sound(shapes, crs, method) for method in methods},
        find_faults_of_part(shapes, positions, **limits),
    )


def find_faults_of_part(shapes: Shapes, positions: Ints, **limits: Any) -> CornerFaults:
    """Return the corner faults of parcels at some positions."""
    found = find_corner_faults(shapes, np.arange(len(shapes)), **limits)
    return CornerFaults(found.sharp.under(positions), found.short.under(positions))
