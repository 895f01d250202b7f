"""The faces between the edges of a residue, how many polygons cover each, and the proof that none is wrong.

Edges are merged into lines, noded, and made polygons. How many polygons cover a face is the winding number of the directed
edges about a point in it: 0 outside, and changing along a path where the path crosses an edge. Edges that cancelled each
other count for nothing and need not be there. A path from outside that goes from point to point along a Hilbert curve
crosses few edges between two of them, however the points lie.

Two sums are the proof. The faces, each as often as polygons cover it, have the area of all polygons together; and all
faces, bare ones too, have that of the land within the outermost edges. A face that was lost, made up, or counted wrongly
changes one of them. Where they do not hold, the edges are noded again on a grid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.crossings import MANY_IN_A_LAYER, crosses_more_than
from geokit.coverage.kernels import kernel_for
from geokit.coverage.layers import inner_rings, outer_rings
from geokit.coverage.overlay import GRIDS_M
from geokit.coverage.parts import hilbert_order
from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, empty_shapes
from geokit.geometry.threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.coverage.edges import Residue

# Steps of the path in one query: bounds the memory.
_BLOCK = 100_000

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
    if crosses_more_than(residue.segments, MANY_IN_A_LAYER):
        nothing = empty_shapes(0)
        return Faces(nothing, np.empty(0, dtype=np.int64), nothing, proven=False)
    lines = merge_lines(np.concatenate([residue.segments, residue.walls]))
    faces = _noded(lines, residue, noise_m2, 0.0)
    for grid_m in GRIDS_M:
        if faces.proven:
            break
        faces = _noded(lines, residue, noise_m2, grid_m)
    return faces


def _noded(lines: Shapes, residue: Residue, noise_m2: float, grid_m: float) -> Faces:
    noded = shapely.line_merge(shapely.union_all(lines, grid_size=grid_m or None))
    shapes = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    within_m2 = float(shapely.area(shapes).sum())
    solid = shapes[_above_noise(shapely.area(shapes), min(noise_m2, _SPECKS_M2))]
    both: tuple[Callable[[], Any], ...] = (partial(_outlines, shapes), partial(_covers, solid, residue))
    outlines, covers = in_threads(lambda work: work(), both)
    shapes, area_m2 = solid, shapely.area(solid)
    slack_m2 = (
        _ROUNDED * (within_m2 + abs(residue.area_m2))
        + (_SHIFT_M + grid_m) * residue.length_m
        + _SPECKS_M2 * (_MORE_COVERS + covers.max(initial=0))
    )
    proven = (
        covers.min(initial=0) >= 0
        and abs((covers * area_m2).sum() - residue.area_m2) <= slack_m2
        and abs(shapely.area(outlines).sum() - within_m2) <= slack_m2
    )
    # Dropped only now: the proof counts every face.
    kept = _above_noise(area_m2, noise_m2)
    return Faces(shapes[kept], covers[kept], outlines, grid_m, bool(proven))


def _outlines(faces: Shapes) -> Shapes:
    """Return the land within the outermost edges."""
    # Faces are a coverage by construction: their union needs no overlay.
    return outer_rings(shapely.get_parts(shapely.coverage_union_all(faces)))


def _covers(faces: Shapes, residue: Residue) -> Ints:
    """Return how many polygons cover each face."""
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    return winding_numbers(points, residue.segments, residue.counts)


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


def merge_lines(segments: Floats) -> Shapes:
    """Return lines that together are the segments, merged wherever two meet and no third does.

    Parameters
    ----------
    segments : ndarray of float64, shape (k, 2, 2)
        The two ends of each segment.

    Examples
    --------
    >>> merge_lines(np.array([[[0, 0], [1, 0]], [[2, 0], [1, 0]]], dtype=float))
    array([<LINESTRING (0 0, 1 0, 2 0)>], dtype=object)
    """
    points = np.ascontiguousarray(segments, dtype=float).reshape(-1, 2)
    ends, chains = kernel_for(len(segments)).walk_lines(_partners(points))
    return np.asarray(shapely.linestrings(points[ends], indices=chains))


def _partners(points: Floats) -> Ints:
    """Return for each end the only other end at the same point, or -1 where there is none or more."""
    # As complex numbers points are sorted whole, several times faster than as rows.
    _, nodes, degrees = np.unique(points.view(np.complex128), return_inverse=True, return_counts=True)
    order = np.argsort(nodes.ravel(), kind="stable")
    pairs = order[(degrees == 2)[nodes.ravel()[order]]].reshape(-1, 2)  # noqa: PLR2004 - two ends meet
    partners = np.full(len(points), -1, dtype=np.int64)
    partners[pairs] = pairs[:, ::-1]
    return partners


def winding_numbers(points: Floats, segments: Floats, counts: Ints) -> Ints:
    """Return the winding number of directed segments about points.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Points that lie on no segment.
    segments : ndarray of float64, shape (k, 2, 2)
        From and to of each segment; together they are closed.
    counts : ndarray of int64, shape (k,)
        How often each segment is there.

    Examples
    --------
    >>> corners = np.array([[0, 0], [4, 0], [4, 4], [0, 4]], dtype=float)
    >>> square = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    >>> winding_numbers(np.array([[1.0, 1.0], [9.0, 1.0]]), square, np.array([1, 1, 1, 1]))
    array([1, 0])
    """
    if len(points) == 0 or len(segments) == 0:
        return np.zeros(len(points), dtype=np.int64)
    order = hilbert_order(points)
    # South-west of everything no polygon covers the point: the path begins at 0.
    outside = np.minimum(points.min(axis=0), segments.min(axis=(0, 1))) - 1
    path = np.concatenate([outside[None], points[order]])
    steps = np.stack([path[:-1], path[1:]], axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(segments)))
    blocks = [steps[start : start + _BLOCK] for start in range(0, len(steps), _BLOCK)]
    numbers = np.empty(len(points), dtype=np.int64)
    numbers[order] = np.cumsum(np.concatenate([_changes(block, tree, segments, counts) for block in blocks]))
    return numbers


def _changes(steps: Floats, tree: shapely.STRtree, segments: Floats, counts: Ints) -> Ints:
    """Return how much the winding number changes at each step."""
    rows, columns = tree.query(shapely.linestrings(steps))
    crossings = _crossings(steps[rows], segments[columns])
    sums = np.bincount(rows, weights=crossings * counts[columns], minlength=len(steps))
    return sums.astype(np.int64)


def _crossings(steps: Floats, segments: Floats) -> Ints:
    """Return 1 where a step crosses a segment from right to left, -1 where from left to right, otherwise 0.

    The end of a segment that lies on the line of a step belongs to its left: then a step through a corner crosses
    either one of the two segments that meet there, or both, or none, as the corner turns.
    """
    from_left, to_left = (_left_of(steps, segments[:, end]) for end in (0, 1))
    start_left, end_left = (_left_of(segments, steps[:, end]) for end in (0, 1))
    met = (from_left != to_left) & (start_left != end_left)
    crossings: Ints = np.where(met, np.where(end_left, 1, -1), 0)
    return crossings


def _left_of(lines: Floats, points: Floats) -> Bools:
    along, away = lines[:, 1] - lines[:, 0], points - lines[:, 0]
    left: Bools = along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0] >= 0
    return left
