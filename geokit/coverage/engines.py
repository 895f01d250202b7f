"""The two engines that search a layer; both find the same pairs and holes.

The plain engine overlays every pair whose boxes meet: for small layers. The cancelling engine adds up the boundaries of all
polygons and overlays only what meets a face that is covered twice: for large layers whose neighbours share vertices.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.edges import EdgeSum, Residue, sum_edges
from geokit.coverage.faces import Faces, faces_of, with_secluded
from geokit.coverage.forms import ROUNDING_REACH, harmless_m2, summed_edges
from geokit.coverage.gaps import holes_among, repaired_land
from geokit.coverage.layers import Layer, first_duplicates
from geokit.coverage.overlaps import Marks, Pairs, meeting_pairs, overlapping_pairs
from geokit.coverage.parts import over_parts
from geokit.coverage.search import Holes, Search, Subject, subject_of
from geokit.geometry.rings import POLYGON
from geokit.geometry.threads import in_threads
from geokit.machine import give_memory_back

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Ints, Shapes

# Polygons of so many vertices, with nothing near their box, are faces as they stand.
_MANY_VERTICES = 100_000

# Faces that are dropped as noise have, all together, this part of the tolerance.
_NOISE = 8

# Of a face of more vertices only whether a polygon meets it at all is answered fast; that may be in a point.
_LARGE_FACE = 500

# Faces that a thread takes at once.
_FACES_A_TASK = 200

# The bits of a mark, and the mark of what may meet any face.
_MARKS, _ALL_FACES = 64, np.uint64(2**64 - 1)


@dataclass(frozen=True, slots=True)
class OverlaySearch:
    """A layer, every pair of which is overlaid whose boxes meet."""

    subject: Subject
    search: Search

    def pairs(self) -> Pairs:
        """Return the pairs of first copies that overlap."""
        subject, search = self.subject, self.search
        positions, local = subject.in_order(np.flatnonzero(subject.representative & subject.checked.searched))
        found = overlapping_pairs(local, tolerance_m2=search.tolerance_m2, processes=search.processes)
        return found.renumbered(positions, positions)

    def holes(self) -> Holes:
        """Return the holes."""
        faces = _faces(self.subject, self.search)
        return Holes(holes_among(faces, self.subject, self.search, rounded=False), faces.proven)


def _faces(subject: Subject, search: Search) -> Faces:
    """Return the faces between all edges: opposite ones cancel here too, and none is rounded."""
    valid = subject.representative.copy()
    valid[subject.checked.faults.positions] = False
    secluded = _secluded(subject, np.flatnonzero(valid), search.snap_m)
    valid[secluded] = False
    layer = subject.checked
    found = over_parts(sum_edges, layer.shapes, np.flatnonzero(valid), layer.bounds)
    residue = _residue(EdgeSum.added(found), subject)
    faces = faces_of(residue, noise_m2=search.tolerance_m2 / _NOISE)
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


@dataclass(frozen=True, slots=True)
class CancellingSearch:
    """A layer, and the faces between the edges that are left of it once opposite ones have cancelled."""

    subject: Subject
    search: Search
    faces: Faces
    grid_m: float

    @classmethod
    def of(cls, layer: Layer, search: Search) -> CancellingSearch | None:
        """Return a layer and its faces.

        Returns None where too many edges are left for this engine to be the faster one: neighbours do not share
        their vertices, nor come so near to each other that rounding would not matter.
        """
        usable = np.flatnonzero(layer.polygonal)
        firsts = first_duplicates(layer.shapes, layer.bounds, usable)
        found = summed_edges(layer, usable[firsts[usable] == usable], search)
        del usable
        if found is None:
            return None
        grid_m, edges = found
        subject = subject_of(layer, firsts, edges.invalid, layer.middle(), search)
        faces = faces_of(_residue(edges, subject, grid_m), noise_m2=search.tolerance_m2 / _NOISE)
        if not isinstance(layer.shapes, np.ndarray):
            give_memory_back()
        # The other engine finds overlaps without faces.
        return cls(subject, search, faces, grid_m) if faces.proven else None

    def pairs(self) -> Pairs:
        """Return the pairs of first copies that overlap."""
        return _pairs_at_faces(self.faces, self.subject, self.grid_m, self.search)

    def holes(self) -> Holes:
        """Return the holes."""
        return Holes(holes_among(self.faces, self.subject, self.search, rounded=self.grid_m > 0))


def _residue(edges: EdgeSum, subject: Subject, grid_m: float = 0.0) -> Residue:
    """Return what is left of the edges of a layer, what replaces its invalid polygons included."""
    repaired = [sum_edges(shapes, np.arange(len(shapes)), grid_m=grid_m) for shapes in repaired_land(subject)]
    return EdgeSum.added([edges.about(subject.origin), *repaired]).residue()


def _pairs_at_faces(faces: Faces, subject: Subject, grid_m: float, search: Search) -> Pairs:
    """Return the exact overlaps among the polygons that meet a face which is covered twice."""
    twice = faces.shapes[faces.covers > 1]
    near = subject.near(shapely.bounds(twice))
    positions, local = subject.in_order(near[subject.checked.searched[near]])
    # Two polygons that overlap by more than the noise meet a face in common.
    marks = _marks_of_faces(twice, local, len(subject.firsts))
    if grid_m:
        # Rounding may have made an overlap or lost one: what counts is measured on the polygons as they were given.
        all_marks = np.zeros(len(subject.firsts), dtype=np.uint64)
        all_marks[positions] = marks
        all_marks[_near_changed(subject, grid_m, search)] = _ALL_FACES
        positions, local = subject.in_order(np.flatnonzero(all_marks))
        marks = all_marks[positions]
    met = np.flatnonzero(marks)
    positions, local, marks = positions[met], local[met], marks[met]
    found = overlapping_pairs(
        local,
        tolerance_m2=search.tolerance_m2,
        processes=search.processes,
        marks=marks,
        layer_size=len(subject.firsts),
    )
    return found.renumbered(positions, positions)


def _near_changed(subject: Subject, grid_m: float, search: Search) -> Ints:
    """Return the polygons that rounding may have changed too much, and those near them."""
    most_m = harmless_m2(search) / (grid_m * ROUNDING_REACH)
    checked = subject.checked
    changed = np.concatenate(
        over_parts(partial(_longer, most_m=most_m), checked.shapes, np.flatnonzero(subject.representative))
    )
    near = subject.near(subject.checked.bounds[changed] - np.tile(subject.origin, 2))
    return near[subject.checked.searched[near]]


def _longer(shapes: Shapes, positions: Ints, *, most_m: float) -> Ints:
    """Return the positions of the polygons with a longer boundary than that."""
    return positions[shapely.length(shapes) > most_m]


def _meet(faces: Shapes, shapes: Shapes, layer_size: int) -> Bools:
    """Return whether the interior of each polygon meets that of its face, or, where that is large, it meets it at all."""
    large = shapely.get_num_coordinates(faces) > _LARGE_FACE
    small = np.flatnonzero(~large)
    met = np.zeros(len(faces), dtype=bool)
    met[small[meeting_pairs(faces[small], shapes[small], 0.0, layer_size)[0]]] = True
    # Only of the first operand shapely uses the index that was prepared.
    shapely.prepare(faces[large])
    met[large] = shapely.intersects(faces[large], shapes[large])
    return met


def _marks_of_faces(faces: Shapes, shapes: Shapes, layer_size: int) -> Marks:
    """Return for each polygon a bit for each face that its interior meets, or, of a large face, that it meets at all.

    Several faces have the same bit: polygons without a common one have no common face.
    """
    columns, rows = shapely.STRtree(shapes).query(faces)
    # Each thread has faces of its own: it prepares them.
    ends = np.searchsorted(columns, np.arange(0, len(faces) + _FACES_A_TASK, _FACES_A_TASK))
    blocks = zip(np.split(columns, ends[1:-1]), np.split(rows, ends[1:-1]), strict=True)
    met = np.concatenate(in_threads(lambda at: _meet(faces[at[0]], shapes[at[1]], layer_size), blocks))
    marks = np.zeros(len(shapes), dtype=np.uint64)
    np.bitwise_or.at(marks, rows[met], np.uint64(1) << (columns[met] % _MARKS).astype(np.uint64))
    return marks
