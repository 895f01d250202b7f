"""The plain engine: an index of boxes, and the exact overlay of every pair that meets. For small layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.faces import faces_of, with_secluded
from geokit.coverage.holes import add_stand_ins, holes_among
from geokit.coverage.kernels import kernel_for
from geokit.coverage.layers import POLYGON
from geokit.coverage.pairs import Pairs, overlapping_pairs
from geokit.coverage.residue import EdgeSum, add_up, reading_order
from geokit.coverage.search import Found, Search, Subject
from geokit.geometry.arrays import empty_shapes

if TYPE_CHECKING:
    from geokit.coverage.faces import Faces
    from geokit.geometry.arrays import Ints

# Polygons of so many vertices, with nothing near their box, are faces as they stand.
_LARGE = 100_000


def search_plainly(subject: Subject, search: Search, *, pairs: bool, holes: bool) -> Found:
    """Return the overlapping pairs and the holes of a layer, as far as they are asked for."""
    found = _pairs(subject, search) if pairs else Pairs.none()
    if not holes:
        return Found(found, empty_shapes(0))
    faces = _faces(subject, search)
    return Found(found, holes_among(faces, subject, search, rounded=False), proven=faces.proven)


def _pairs(subject: Subject, search: Search) -> Pairs:
    positions, local = subject.in_order(np.flatnonzero(subject.representative & subject.checked.searched))
    found = overlapping_pairs(local, tolerance_m2=search.tolerance_m2, processes=search.processes)
    return found.renumbered(positions, positions)


def _faces(subject: Subject, search: Search) -> Faces:
    """Return the faces between all edges: opposite ones cancel here too, and none is rounded."""
    valid = subject.representative.copy()
    valid[subject.checked.faults.positions] = False
    secluded = _secluded(subject, np.flatnonzero(valid), search.snap_m)
    valid[secluded] = False
    total = EdgeSum(kernel_for(int(valid.sum())), subject.origin)
    add_up(total, subject.checked.shapes, reading_order(subject.checked.bounds, np.flatnonzero(valid)))
    add_stand_ins(total, subject)
    faces = faces_of(total.residue(), noise_m2=search.tolerance_m2 / 8)
    return with_secluded(faces, subject.checked.about(subject.origin, secluded)) if len(secluded) else faces


def _secluded(subject: Subject, valid: Ints, snap_m: float) -> Ints:
    """Return the polygons of very many vertices whose box meets no other: noding them would take gigabytes."""
    shapes, boxes = subject.checked.shapes, subject.checked.bounds
    large: Ints = valid[
        (shapely.get_num_coordinates(shapes[valid]) > _LARGE)
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
