"""The two engines that search a layer; both find the same pairs and holes.

The plain engine overlays every pair whose boxes meet: for small layers. The cancelling engine adds up the boundaries of all
polygons and overlays only what meets a face that is covered twice: for large layers whose neighbours share vertices.
"""

from __future__ import annotations

import numpy as np
import shapely

from geokit.coverage.edges import EdgeCancellation, cancel_edges, kernel_for, share_crossing, spatial_order
from geokit.coverage.faces import Faces, faces_of, with_secluded
from geokit.coverage.gaps import add_repaired, holes_among
from geokit.coverage.layers import Layer, first_duplicates
from geokit.coverage.overlaps import INTERIORS_MEET, Pairs, overlapping_pairs
from geokit.coverage.search import Search, SearchResult, Subject, subject_of
from geokit.geometry.arrays import Ints, Shapes, empty_shapes
from geokit.geometry.rings import POLYGON

# Polygons of so many vertices, with nothing near their box, are faces as they stand.
_MANY_VERTICES = 100_000

# With more of the edges left than this share, the plain engine is faster whatever they are like.
_LEFT_AT_MOST = 0.5

# With less of them left than this share, or less crossing each other, this engine is faster.
_LEFT_IN_TIDY = 0.1

# Rounding moves a vertex by this part of the grid at most.
_ROUNDING_REACH = 0.5**0.5

# Faces that are dropped as noise have, all together, this part of the tolerance.
_NOISE = 8

# The part of the polygons whose boundary is short enough for rounding to be harmless.
_LENGTH_QUANTILE = 0.95

# Of a face of more vertices only whether a polygon meets it at all is answered fast; that may be in a point.
_LARGE_FACE = 500


def search_by_overlay(subject: Subject, search: Search, *, pairs: bool, holes: bool) -> SearchResult:
    """Return the overlapping pairs and the holes of a layer, as far as they are wanted."""
    found = _pairs_by_overlay(subject, search) if pairs else Pairs.none()
    if not holes:
        return SearchResult(found, empty_shapes(0))
    faces = _faces(subject, search)
    return SearchResult(found, holes_among(faces, subject, search, rounded=False), proven=faces.proven)


def _pairs_by_overlay(subject: Subject, search: Search) -> Pairs:
    positions, local = subject.in_order(np.flatnonzero(subject.representative & subject.checked.searched))
    found = overlapping_pairs(local, tolerance_m2=search.tolerance_m2, processes=search.processes)
    return found.renumbered(positions, positions)


def _faces(subject: Subject, search: Search) -> Faces:
    """Return the faces between all edges: opposite ones cancel here too, and none is rounded."""
    valid = subject.representative.copy()
    valid[subject.checked.faults.positions] = False
    secluded = _secluded(subject, np.flatnonzero(valid), search.snap_m)
    valid[secluded] = False
    total = EdgeCancellation(kernel_for(int(valid.sum())), subject.origin)
    cancel_edges(total, subject.checked.shapes, spatial_order(subject.checked.bounds, np.flatnonzero(valid)))
    add_repaired(total, subject)
    faces = faces_of(total.residue(), noise_m2=search.tolerance_m2 / _NOISE)
    return with_secluded(faces, subject.checked.about(subject.origin, secluded)) if len(secluded) else faces


def _secluded(subject: Subject, valid: Ints, snap_m: float) -> Ints:
    """Return the polygons of very many vertices whose box meets no other: noding them would take gigabytes."""
    shapes, boxes = subject.checked.shapes, subject.checked.bounds
    large: Ints = valid[
        (shapely.get_num_coordinates(shapes[valid]) > _MANY_VERTICES)
        & (shapely.get_type_id(shapes[valid]) == POLYGON)
    ]
    if len(large) == 0:
        return large
    others = boxes[subject.representative]
    meeting = [
        ((others[:, :2] <= box[2:] + snap_m) & (others[:, 2:] >= box[:2] - snap_m)).all(axis=1).sum()
        for box in boxes[large]
    ]
    alone: Ints = large[np.array(meeting) == 1]
    return alone


def search_by_cancellation(
    layer: Layer, search: Search, *, pairs: bool, holes: bool
) -> tuple[Subject, SearchResult] | None:
    """Return a layer's subject, and its overlapping pairs and holes as far as they are wanted.

    Returns None where too many edges are left for this engine to be the faster one: neighbours do not share
    their vertices, nor come so near to each other that rounding would not matter.
    """
    usable = np.flatnonzero(layer.polygonal)
    firsts = first_duplicates(layer.shapes, layer.bounds, usable)
    alone = usable[firsts[usable] == usable]
    total = _cancelled(layer, spatial_order(layer.bounds, alone), search)
    if total is None:
        return None
    subject = subject_of(layer, firsts, total.invalid, total.origin, search)
    add_repaired(total, subject)
    faces = faces_of(total.residue(), noise_m2=search.tolerance_m2 / _NOISE)
    if not faces.proven:
        # The plain engine finds overlaps without faces.
        return None
    return subject, SearchResult(
        _pairs_at_faces(faces, subject, total.grid_m, search) if pairs else Pairs.none(),
        holes_among(faces, subject, search, rounded=total.grid_m > 0) if holes else empty_shapes(0),
    )


def _cancelled(layer: Layer, positions: Ints, search: Search) -> EdgeCancellation | None:
    """Return the boundaries after cancellation: exact, or rounded where that leaves less, or None where neither helps."""
    origin = layer.middle()
    for rounded in _forms(search):
        grid_m = _harmless_grid(layer.shapes[positions], search) if rounded else 0.0
        if grid_m == 0 and rounded:
            continue
        total = EdgeCancellation(kernel_for(len(positions)), origin, grid_m)
        if search.engine != "auto":
            cancel_edges(total, layer.shapes, positions)
            return total
        if cancel_edges(total, layer.shapes, positions, share_allowed=_LEFT_AT_MOST) and _is_tidy(total):
            return total
    return None


def _forms(search: Search) -> tuple[bool, ...]:
    """Return whether the edges are rounded, for each form that is tried."""
    return (False, True) if search.engine == "auto" else (search.engine == "rounding",)


def _is_tidy(total: EdgeCancellation) -> bool:
    """Return whether few edges are left, or few of them cross each other: then their faces are found fast."""
    return total.share_left <= _LEFT_IN_TIDY or share_crossing(total.residue().segments) <= _LEFT_IN_TIDY


def _harmless_grid(shapes: Shapes, search: Search) -> float:
    """Return the widest grid on which rounding can change few polygons by more than their share of the tolerance."""
    long_m = float(np.quantile(shapely.length(shapes), _LENGTH_QUANTILE)) if len(shapes) else 0.0
    return min(search.snap_m, _harmless_m2(search) / (_ROUNDING_REACH * long_m)) if long_m else 0.0


def _harmless_m2(search: Search) -> float:
    # Of an overlap above the tolerance, half is left when both polygons have changed by this, and noise is an eighth.
    return search.tolerance_m2 / 4


def _pairs_at_faces(faces: Faces, subject: Subject, grid_m: float, search: Search) -> Pairs:
    """Return the exact overlaps among the polygons that meet a face which is covered twice."""
    twice = faces.shapes[faces.covers > 1]
    near = subject.near(shapely.bounds(twice))
    positions, local = subject.in_order(near[subject.checked.searched[near]])
    met = positions[_meeting(twice, local)]
    if grid_m:
        met = np.union1d(met, _near_changed(subject, grid_m, search))
    positions, local = subject.in_order(met)
    # Rounding may have made an overlap or lost one: what counts is measured on the polygons as they were given.
    found = overlapping_pairs(local, tolerance_m2=search.tolerance_m2, processes=search.processes)
    return found.renumbered(positions, positions)


def _near_changed(subject: Subject, grid_m: float, search: Search) -> Ints:
    """Return the polygons that rounding may have changed too much, and those near them."""
    length_m = subject.checked.measured(shapely.length, np.arange(len(subject.firsts)))
    changed = np.flatnonzero(length_m * (grid_m * _ROUNDING_REACH) > _harmless_m2(search))
    near = subject.near(subject.checked.bounds[changed] - np.tile(subject.origin, 2))
    return near[subject.checked.searched[near]]


def _meeting(faces: Shapes, shapes: Shapes) -> Ints:
    """Return the positions of the polygons whose interior meets that of a face, or that meet a large face at all."""
    columns, rows = shapely.STRtree(shapes).query(faces)
    # Only of the first operand shapely uses the index that was prepared.
    shapely.prepare(faces)
    large = shapely.get_num_coordinates(faces)[columns] > _LARGE_FACE
    met = np.empty(len(rows), dtype=bool)
    met[~large] = shapely.relate_pattern(faces[columns[~large]], shapes[rows[~large]], INTERIORS_MEET)
    met[large] = shapely.intersects(faces[columns[large]], shapes[rows[large]])
    return np.unique(rows[met])
