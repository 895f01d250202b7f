"""The plain engine: an index of boxes, and the exact overlay of every pair that meets. For small layers."""

from __future__ import annotations

import numpy as np

from geokit.coverage.arrays import empty_shapes
from geokit.coverage.gaps import holes_of
from geokit.coverage.pairs import Pairs, overlapping_pairs
from geokit.coverage.search import Found, Search, Subject


def search_plainly(subject: Subject, search: Search, *, pairs: bool, holes: bool) -> Found:
    """Return the overlapping pairs and the holes of a layer, as far as they are asked for."""
    positions, local = subject.in_order(np.flatnonzero(subject.representative))
    searched = subject.checked.searched[positions]
    found = Pairs.none()
    if pairs:
        found = overlapping_pairs(
            local[searched], tolerance_m2=search.tolerance_m2, processes=search.processes
        ).renumbered(positions[searched], positions[searched])
    if not holes:
        return Found(found, empty_shapes(0))
    return Found(found, holes_of(local, tolerance_m2=search.tolerance_m2, snap_m=search.snap_m))
