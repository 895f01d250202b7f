"""The plain engine: an index of boxes, and the exact overlay of every pair that meets. For small layers."""

from __future__ import annotations

from geokit.coverage.arrays import Ints, Shapes, empty_shapes
from geokit.coverage.gaps import holes_of
from geokit.coverage.layers import localise
from geokit.coverage.pairs import Pairs, canonical_order, overlapping_pairs
from geokit.coverage.search import Found, Search, Subject


def search_plainly(subject: Subject, search: Search, *, pairs: bool, holes: bool) -> Found:
    """Return the overlapping pairs and the holes of a layer, as far as they are asked for."""
    positions, local = in_order(subject, subject.representatives)
    searched = subject.checked.searched[positions]
    found = Pairs.none()
    if pairs:
        found = overlapping_pairs(
            local[searched], tolerance_m2=search.tolerance_m2, processes=search.processes
        ).renumbered(positions[searched], positions[searched])
    if not holes:
        return Found(found, empty_shapes(0))
    return Found(found, holes_of(local, tolerance_m2=search.tolerance_m2, snap_m=search.snap_m))


def in_order(subject: Subject, positions: Ints) -> tuple[Ints, Shapes]:
    """Return positions in canonical order, and their polygons about the local origin."""
    local = localise(subject.checked.shapes[positions], subject.origin)
    order = canonical_order(local)
    return positions[order], local[order]
