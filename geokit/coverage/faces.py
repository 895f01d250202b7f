"""The faces between the edges of a residue, how many polygons cover each, and the proof that none is wrong.

Two sums tell. The faces, each as often as polygons cover it, hold what all polygons hold together; and all faces, the
bare ones too, hold what lies within the outermost edges. A face that was lost, made up, or counted wrongly changes one of
them. Where they do not hold, the edges are noded again on a grid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.chains import merge_chains
from geokit.coverage.entangled import MANY_IN_A_LAYER, crosses_more_than
from geokit.coverage.overlay import GRIDS_M
from geokit.coverage.polygonal import inner_rings, outer_rings
from geokit.coverage.winding import winding_numbers
from geokit.geometry.arrays import empty_shapes

if TYPE_CHECKING:
    from geokit.coverage.residue import Residue
    from geokit.geometry.arrays import Floats, Ints, Shapes

# By so much may the area beside a metre of edge be off: what noding does to the place of a vertex.
_MOVED_M = 1e-9
_ROUNDED = 1e-12
# Faces too small to hold a point that surely lies in them, all together; more may lie on each than on any other.
_SPECKS_M2, _MORE_COVERS = 1e-6, 10


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
    grid_m : float
        The grid that vertices of the faces were rounded to; 0 where they were not.
    proven : bool
        Whether both sums hold, within 1 nm (and the grid's width) a metre of edge and what is dropped as noise.
    """

    shapes: Shapes
    covers: Ints
    outlines: Shapes
    grid_m: float = 0.0
    proven: bool = True


def faces_of(residue: Residue, *, noise_m2: float) -> Faces:
    """Return the faces of a residue, without the smallest that together are no more than the noise."""
    if len(residue.segments) == 0:
        return Faces(empty_shapes(0), np.empty(0, dtype=np.int64), empty_shapes(0))
    if crosses_more_than(residue.segments, MANY_IN_A_LAYER):
        nothing = empty_shapes(0)
        return Faces(nothing, np.empty(0, dtype=np.int64), nothing, proven=False)
    lines = merge_chains(np.concatenate([residue.segments, residue.walls]))
    faces = _noded(lines, residue, noise_m2, 0.0)
    for grid_m in GRIDS_M:
        if faces.proven:
            break
        faces = _noded(lines, residue, noise_m2, grid_m)
    return faces


def with_secluded(faces: Faces, secluded: Shapes) -> Faces:
    """Return faces together with those of valid polygons that nothing lies near: they need no noding.

    Parameters
    ----------
    faces : Faces
        Those of all other polygons.
    secluded : ndarray of shapely.Polygon
        Each is a face that it covers, and its holes are bare.
    """
    holes = inner_rings(secluded)
    return replace(
        faces,
        shapes=np.concatenate([faces.shapes, secluded, holes]),
        covers=np.concatenate([faces.covers, np.repeat([1, 0], [len(secluded), len(holes)])]),
        outlines=np.concatenate([faces.outlines, outer_rings(secluded)]),
    )


def _noded(lines: Shapes, residue: Residue, noise_m2: float, grid_m: float) -> Faces:
    noded = shapely.line_merge(shapely.union_all(lines, grid_size=grid_m or None))
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    outlines = outer_rings(shapely.get_parts(shapely.coverage_union_all(shapes)))
    within_m2 = float(shapely.area(shapes).sum())
    shapes = shapes[_above_noise(shapely.area(shapes), min(noise_m2, _SPECKS_M2))]
    area_m2 = shapely.area(shapes)
    points = shapely.get_coordinates(shapely.point_on_surface(shapes))
    covers = winding_numbers(points, residue.segments, residue.counts)
    slack_m2 = (
        _ROUNDED * (within_m2 + abs(residue.area_m2))
        + (_MOVED_M + grid_m) * residue.length_m
        + _SPECKS_M2 * (_MORE_COVERS + covers.max(initial=0))
    )
    proven = (
        covers.min(initial=0) >= 0
        and abs((covers * area_m2).sum() - residue.area_m2) <= slack_m2
        and abs(shapely.area(outlines).sum() - within_m2) <= slack_m2
    )
    kept = _above_noise(area_m2, noise_m2)
    return Faces(shapes[kept], covers[kept], outlines, grid_m, bool(proven))


def _above_noise(area_m2: Floats, noise_m2: float) -> Ints:
    """Return the faces that are left when the smallest are dropped, as many as together do not exceed the noise.

    No overlap above the noise can be made of those alone.
    """
    order = np.argsort(area_m2, kind="stable")
    return np.sort(order[np.cumsum(area_m2[order]) > noise_m2])
