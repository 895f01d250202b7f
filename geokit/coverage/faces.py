"""The faces between the edges of a residue, how many polygons cover each, and the proof that none is wrong.

Edges are merged into chains; those that hang together are noded and made polygons, and these are put into each other. How
many polygons cover a face is the winding number of all directed edges about a point in it.

Two sums over the whole layer are the proof. The faces, each as often as polygons cover it, have the area of all polygons
together; and all faces, bare ones too, have that of the land within the outermost edges. A face that was lost, made up,
counted wrongly or put into a wrong one changes one of them. Where they do not hold, the edges are noded again on a grid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.chains import Chains
from geokit.coverage.components import (
    Arrangement,
    arrange,
    batches_of,
    components_of,
    nested,
    rings_among,
)
from geokit.coverage.crossings import MANY_IN_A_LAYER, Cells, crosses_more_than
from geokit.coverage.layers import inner_rings, outer_rings
from geokit.coverage.overlay import GRIDS_M
from geokit.coverage.winding import winding_numbers
from geokit.geometry.arrays import Floats, Ints, Shapes, empty_shapes
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from geokit.coverage.edges import Residue

# By so much may the area beside a metre of edge be off: what noding does to the place of a vertex.
_SHIFT_M = 1e-9

# Sums of areas in floating point differ by this part of them.
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
    layer = _Layer.of(residue, noise_m2)
    chains, cells = layer.chains, Cells.of(layer.chains.segments)
    owners = components_of(chains, cells)
    rings = rings_among(chains, owners)
    rest = np.isin(owners, rings.face_owners, invert=True)
    tangled = cells.taken(rest[chains.numbers[chains.starts[cells.first_edges]]])
    faces = Faces(empty_shapes(0), np.empty(0, dtype=np.int64), empty_shapes(0), proven=False)
    if crosses_more_than(chains.segments, MANY_IN_A_LAYER, tangled):
        return faces
    for grid_m in (0.0, *GRIDS_M):
        # On a grid a ring may meet itself.
        batches = list(batches_of(chains, owners, rest | (grid_m > 0)))
        try:
            found = [*in_threads(partial(arrange, grid_m=grid_m), batches), *([] if grid_m else [rings])]
        except shapely.GEOSException:
            # What GEOS made of edges that lie a billionth of a metre apart, it can not put together itself.
            continue
        faces = layer.faces(Arrangement.together(found), grid_m)
        if faces.proven:
            break
    return faces


@dataclass(frozen=True, slots=True)
class _Layer:
    """What the faces of a whole layer are held against: its edges, and how much land may be left out."""

    residue: Residue
    chains: Chains
    counts: Ints
    noise_m2: float

    @classmethod
    def of(cls, residue: Residue, noise_m2: float) -> _Layer:
        """Merge the edges of a layer into chains, walls too, which count for nothing."""
        chains = Chains.of(np.concatenate([residue.segments, residue.walls]))
        counts = np.concatenate([residue.counts, np.zeros(len(residue.walls), dtype=np.int64)])[chains.edges]
        return cls(residue, chains, np.where(chains.turned, -counts, counts), noise_m2)

    def faces(self, found: Arrangement, grid_m: float) -> Faces:
        """Return the faces of all components, put into each other, counted and proven."""
        shapes, outlines, is_nested = nested(found)
        outlines = np.asarray(shapely.polygons(outlines))
        area_m2 = shapely.area(shapes)
        within_m2 = float(area_m2.sum())
        solid = _above_noise(area_m2, min(self.noise_m2, _SPECKS_M2))
        shapes, area_m2 = shapes[solid], area_m2[solid]
        points = shapely.get_coordinates(shapely.point_on_surface(shapes))
        covers = winding_numbers(points, self.chains.segments, self.counts)
        slack_m2 = (
            _ROUNDED * (within_m2 + abs(self.residue.area_m2))
            + (_SHIFT_M + grid_m) * self.residue.length_m
            + _SPECKS_M2 * (_MORE_COVERS + covers.max(initial=0))
        )
        proven = (
            is_nested
            and covers.min(initial=0) >= 0
            and abs((covers * area_m2).sum() - self.residue.area_m2) <= slack_m2
            and abs(shapely.area(outlines).sum() - within_m2) <= slack_m2
        )
        # Dropped only now: the proof counts every face.
        kept = _above_noise(area_m2, self.noise_m2)
        return Faces(shapes[kept], covers[kept], outlines, grid_m, bool(proven))


def _above_noise(area_m2: Floats, noise_m2: float) -> Ints:
    """Return the faces that are left when the smallest are dropped, as many as together do not exceed the noise.

    No overlap above the noise can be made of those alone.
    """
    order = np.argsort(area_m2, kind="stable")
    return np.sort(order[np.cumsum(area_m2[order]) > noise_m2])


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
