"""The holes of a layer: the bare faces between its edges, and what is bounded once cracks are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.gaps import crack_cores, reach_of, refine_cores
from geokit.coverage.overlay import union_of

if TYPE_CHECKING:
    from geokit.coverage.faces import Faces
    from geokit.coverage.residue import EdgeSum
    from geokit.coverage.search import Search, Subject
    from geokit.geometry.arrays import Shapes

# What was noded on a grid is measured again within so many of its widths.
_GRIDS = 10


def add_stand_ins(total: EdgeSum, subject: Subject) -> None:
    """Add what stands for invalid polygons: repaired copies one by one, and land under the others as one."""
    checked = subject.checked
    replaced = checked.faults.positions[subject.representative[checked.faults.positions]]
    repaired = checked.searched[replaced]
    total.add_local(checked.about(total.origin, replaced[repaired]))
    _, ambiguous = subject.in_order(replaced[~repaired])
    total.add_local(shapely.get_parts(union_of(ambiguous)))


def holes_among(faces: Faces, subject: Subject, search: Search, *, rounded: bool) -> Shapes:
    """Return the bounded land that polygons leave between them, one polygon a hole.

    Parameters
    ----------
    faces : Faces
        Of the edges of all polygons.
    subject : Subject
        The polygons.
    search : Search
        What is looked for.
    rounded : bool
        Whether the edges were rounded: then each hole is measured again on the polygons as they are.
    """
    cores = crack_cores(faces.outlines, snap_m=search.snap_m)
    bare = faces.shapes[faces.covers == 0]
    # Land between shells that touch is bounded whether cracks are closed or not.
    known = shapely.STRtree(bare).query(shapely.point_on_surface(cores), predicate="within")[0]
    cores = np.delete(cores, known)
    if rounded or faces.grid_m:
        cores, bare = np.concatenate([cores, bare]), bare[:0]
    margin_m = max(search.snap_m, _GRIDS * faces.grid_m)
    _, near = subject.in_order(subject.near(reach_of(cores, snap_m=margin_m)))
    return np.concatenate([bare, refine_cores(cores, near, snap_m=margin_m)])
