"""The faces between the edges of a residue, and how many polygons cover each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.chains import merge_chains
from geokit.coverage.gaps import outer_rings
from geokit.coverage.winding import winding_numbers

if TYPE_CHECKING:
    from geokit.coverage.arrays import Floats, Ints, Shapes
    from geokit.coverage.residue import Residue


@dataclass(frozen=True, slots=True)
class Faces:
    """Bounded faces of an arrangement of edges.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon
        The faces; they do not overlap.
    covers : ndarray of int64
        How many polygons cover each.
    outlines : ndarray of shapely.Polygon
        The land within the outermost edges.
    """

    shapes: Shapes
    covers: Ints
    outlines: Shapes


def faces_of(residue: Residue, *, noise_m2: float) -> Faces:
    """Return the faces of a residue, without the smallest that together are no more than the noise."""
    noded = shapely.line_merge(shapely.union_all(merge_chains(residue.segments)))
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    outlines = outer_rings(shapely.get_parts(shapely.coverage_union_all(shapes)))
    shapes = shapes[_above_noise(shapely.area(shapes), noise_m2)]
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return Faces(shapes, winding_numbers(points, residue.segments, residue.counts), outlines)


def _above_noise(area_m2: Floats, noise_m2: float) -> Ints:
    """Return the faces that are left when the smallest are dropped, as many as together do not exceed the noise.

    No overlap above the noise can be made of those alone.
    """
    order = np.argsort(area_m2, kind="stable")
    return np.sort(order[np.cumsum(area_m2[order]) > noise_m2])
