"""The proof that no polygon lies under a hole: where one does, the hole is cut again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.overlay import differences, slack_of, union_of
from geokit.coverage.shared_area import shared_m2

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Ints, Shapes

# Of a hole with more vertices only the polygons' inner points are asked for: each sum over edges looks at all of them.
_LARGE = 2_000


def cut_bare(holes: Shapes, shapes: Shapes) -> tuple[Shapes, bool]:
    """Return holes without what polygons cover of them, and whether none does now.

    Parameters
    ----------
    holes : ndarray of shapely.Polygon
        Land that none of the polygons should cover.
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        Valid, about the same local origin.
    """
    covered = _covered(holes, shapes)
    if not covered.any():
        return holes, True
    wrong = np.flatnonzero(covered)
    covers = np.array([union_of(shapes[_near(hole, shapes)]) for hole in holes[wrong]], dtype=object)
    parts = shapely.get_parts(differences(holes[wrong], covers))
    parts = parts[~shapely.is_empty(parts)]
    return np.concatenate([holes[~covered], parts]), not _covered(parts, shapes).any()


def _near(hole: shapely.Polygon, shapes: Shapes) -> Ints:
    near: Ints = shapely.STRtree(shapes).query(hole, predicate="intersects")
    return near


def _covered(holes: Shapes, shapes: Shapes) -> Bools:
    """Return which holes lie over a polygon by more than rounding can do."""
    rows, columns = shapely.STRtree(shapes).query(holes)
    large = (shapely.get_num_coordinates(holes) > _LARGE)[rows]
    small = ~large
    over_m2 = np.bincount(
        rows[small], weights=shared_m2(holes[rows[small]], shapes[columns[small]]), minlength=len(holes)
    )
    covered: Bools = over_m2 > slack_of(holes)
    shapely.prepare(holes)
    inside = shapely.contains_properly(holes[rows[large]], shapely.point_on_surface(shapes[columns[large]]))
    covered[rows[large][inside]] = True
    return covered
