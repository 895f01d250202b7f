"""The cancelling engine: only what is left of the edges is overlaid. For large layers whose neighbours share vertices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.arrays import Floats, Ints, Shapes, empty_shapes
from geokit.coverage.faces import Faces, faces_of
from geokit.coverage.gaps import crack_cores, outer_rings, refine_cores
from geokit.coverage.kernels import Kernel, kernel_for
from geokit.coverage.pairs import INTERIORS_MEET, Pairs, overlapping_pairs
from geokit.coverage.residue import residue_of
from geokit.coverage.rings import Rings, rings_of
from geokit.coverage.search import Found, Search, Subject, prepare_subject
from geokit.coverage.validity import polygonal

if TYPE_CHECKING:
    from geokit.coverage.layers import Layer


def search_by_cancelling(layer: Layer, search: Search, *, pairs: bool, holes: bool) -> tuple[Subject, Found]:
    """Return a layer's subject, and its overlapping pairs and holes as far as they are asked for."""
    rings = rings_of(layer.shapes, np.flatnonzero(polygonal(layer.shapes)))
    kernel = kernel_for(len(rings.vertices))
    area_m2, star = kernel.measure_rings(rings.vertices, rings.starts)
    suspicious = np.zeros(len(layer.shapes), dtype=bool)
    suspicious[rings.owners[~(star & rings.alone)]] = True
    subject = prepare_subject(layer, search, suspicious)
    rings, weights = _weighted(rings, area_m2, subject, kernel)
    residue = residue_of(rings, weights, subject.origin, kernel)
    faces = faces_of(residue, tolerance_m2=search.tolerance_m2)
    return subject, Found(
        _pairs(faces, subject, search) if pairs else Pairs.none(),
        _holes(faces, subject, search) if holes else empty_shapes(0),
    )


def _weighted(rings: Rings, area_m2: Floats, subject: Subject, kernel: Kernel) -> tuple[Rings, Ints]:
    """Return the rings that bound the subject's polygons, and on which side of each its polygon lies."""
    replaced = np.zeros(len(subject.firsts), dtype=bool)
    replaced[subject.checked.faults.positions] = True
    used = subject.representative & ~replaced
    weights = np.where(used[rings.owners], _sides(rings, area_m2), 0)
    copies = np.flatnonzero(subject.representative & replaced)
    if len(copies) == 0:
        return rings, weights
    added = rings_of(subject.checked.shapes, copies)
    added_m2, _ = kernel.measure_rings(added.vertices, added.starts)
    return rings.joined(added), np.concatenate([weights, _sides(added, added_m2)])


def _sides(rings: Rings, area_m2: Floats) -> Ints:
    return np.where((area_m2 > 0) == rings.inner, -1, 1)


def _pairs(faces: Faces, subject: Subject, search: Search) -> Pairs:
    """Return the exact overlaps among the polygons that meet a face which is covered twice."""
    twice = faces.shapes[faces.covers > 1]
    near = subject.near(shapely.bounds(twice))
    positions, local = subject.in_order(near[subject.checked.searched[near]])
    met = _meeting(twice, local)
    positions, local = positions[met], local[met]
    return overlapping_pairs(local, tolerance_m2=search.tolerance_m2, processes=search.processes).renumbered(
        positions, positions
    )


def _meeting(faces: Shapes, shapes: Shapes) -> Ints:
    """Return the positions of the polygons whose interior meets that of a face."""
    columns, rows = shapely.STRtree(shapes).query(faces)
    shapely.prepare(faces)
    met = shapely.relate_pattern(faces[columns], shapes[rows], INTERIORS_MEET)
    return np.unique(rows[met])


def _holes(faces: Faces, subject: Subject, search: Search) -> Shapes:
    bare = faces.shapes[faces.covers == 0]
    filled = outer_rings(shapely.get_parts(shapely.coverage_union_all(faces.shapes)))
    cores = crack_cores(filled, snap_m=search.snap_m)
    _, near = subject.in_order(subject.near(shapely.bounds(cores)))
    return np.concatenate([bare, refine_cores(cores, near, snap_m=search.snap_m)])
