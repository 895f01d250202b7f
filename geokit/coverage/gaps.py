"""Gaps: bounded land between polygons that none of them covers.

A gap is a hole of the union: a bare face between the layer's edges. Where neighbours do not share their vertices, a crack
of a hair's width can join such a hole to the outside; cracks narrower than `snap_m` are closed before the holes are looked
for, and the area of what is found is measured on the polygons as they were given. No polygon may lie under a hole: where
sums over edges show one, the hole is cut again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.array_kernel import measure_rings
from geokit.coverage.chains import merge_lines
from geokit.coverage.clipping import clipped_near
from geokit.coverage.layers import inner_rings, keep_polygons, outer_rings
from geokit.coverage.overlaps import canonical_order
from geokit.coverage.overlay import area_slack_m2, differences, local_union
from geokit.coverage.shared_areas import shared_area_m2
from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, empty_shapes
from geokit.geometry.rings import Rings

if TYPE_CHECKING:
    from geokit.coverage.faces import Faces
    from geokit.coverage.search import Search, Subject

# Neighbours of a gap lie within this distance: its vertices were computed, and may be off in the last digit.
_TOUCHING_M = 1e-6

# Around a gap at least this part of its edge lies on polygons; the rest are mouths of cracks.
_ENCLOSED_SHARE = 0.75

# A corner of land that is grown reaches this many widths at the most.
_MITRE_LIMIT = 5.0

# What was noded on a grid is measured again within so many of its widths.
_GRIDS = 10

# Of a hole with more vertices only the polygons' inner points are tested: each sum over edges takes all of them.
_LARGE_HOLE = 2_000


@dataclass(frozen=True, slots=True)
class Gaps:
    """Bounded land that no polygon covers.

    Parameters
    ----------
    area_m2 : ndarray of float64
        The area of each gap.
    shapes : ndarray of shapely.Polygon
        Each gap, from west to east.
    neighbours : tuple of tuple of int
        The positions of the polygons around each gap, ascending.
    proven : bool
        Whether sums of areas show that these are all gaps and that no polygon lies under one; otherwise the layer was
        too entangled, or rounding beyond repair, and a gap may be missing.
    """

    area_m2: Floats
    shapes: Shapes
    neighbours: tuple[tuple[int, ...], ...]
    proven: bool = True

    def __len__(self) -> int:
        return len(self.shapes)

    @property
    def between(self) -> Shapes:
        """The gaps that have more than one polygon around them: the others are holes of one."""
        shapes: Shapes = self.shapes[np.array([len(each) > 1 for each in self.neighbours], dtype=bool)]
        return shapes


def no_gaps() -> Gaps:
    """Return no gap, of a layer where none is looked for."""
    return Gaps(np.empty(0), empty_shapes(0), ())


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


def crack_cores(filled: Shapes, *, snap_m: float) -> Shapes:
    """Return the land that is bounded only once cracks are closed, without a margin of half their width.

    Parameters
    ----------
    filled : ndarray of shapely.Polygon
        The covered land without its holes.
    snap_m : float
        The width in metres below which a crack is closed.
    """
    if snap_m == 0 or len(filled) == 0:
        return empty_shapes(0)
    cracked = filled[_may_close(filled, snap_m)]
    # Round joins would put an arc of vertices at every corner.
    closed = shapely.disjoint_subset_union_all(shapely.buffer(cracked, snap_m / 2, join_style="mitre"))
    return bounded_outside(shapely.get_parts(closed))


def _may_close(filled: Shapes, snap_m: float) -> Bools:
    """Return where a shell has a neighbour within the width of a crack, or may have a bay that closes.

    A ring that is star-shaped has no bay that is wider inside than at its mouth.
    """
    rows, columns = shapely.STRtree(filled).query(filled, predicate="dwithin", distance=snap_m)
    near = np.bincount(rows[rows != columns], minlength=len(filled)) > 0
    rings = Rings.of(filled)
    _, star = measure_rings(rings.coordinates, rings.offsets)
    return near | ~star


def bounded_outside(parts: Shapes, *, tolerance_m2: float = 0.0) -> Shapes:
    """Return the bounded land outside the parts of a union.

    Parameters
    ----------
    parts : ndarray of shapely.Polygon
        Polygons that touch at points at most.
    tolerance_m2 : float
        The area in m² that a piece of land must exceed.
    """
    filled = outer_rings(parts)
    land = np.concatenate([inner_rings(parts), _between_shells(filled)])
    return _without_islands(land[shapely.area(land) > tolerance_m2], filled)


def _between_shells(filled: Shapes) -> Shapes:
    """Return the land between shells that touch each other, or themselves, at two points or more."""
    touching = filled[_shares_a_vertex(filled)]
    faces = shapely.get_parts(shapely.polygonize(merge_lines(Rings.of(touching).edges())))
    inside = shapely.STRtree(touching).query(shapely.point_on_surface(faces), predicate="within")[0]
    return np.delete(faces, inside)


def _shares_a_vertex(filled: Shapes) -> Ints:
    """Return the positions of the shells one of whose vertices is that of another."""
    rings = Rings.of(filled)
    # As complex numbers vertices are sorted whole.
    vertices = rings.coordinates[rings.edge_starts].view(np.complex128).ravel()
    owners = np.repeat(rings.rows, rings.counts - 1)
    _, nodes, counts = np.unique(vertices, return_inverse=True, return_counts=True)
    return np.unique(owners[counts[nodes] > 1])


def _without_islands(land: Shapes, filled: Shapes) -> Shapes:
    """Return pieces of land, which may lie in each other, without the shells in each."""
    rows, columns = shapely.STRtree(filled).query(land, predicate="contains")
    covered, starts = np.unique(rows, return_index=True)
    rest = land.copy()
    for row, islands in zip(covered, np.split(filled[columns], starts)[1:], strict=True):
        rest[row] = shapely.difference(land[row], shapely.union_all(islands))
    return _polygons_of(rest)


def reach_of(cores: Shapes, *, snap_m: float) -> Floats:
    """Return the boxes, shape (n, 4), that :func:`refine_cores` looks at around each core."""
    reach_m = _MITRE_LIMIT * snap_m
    boxes: Floats = shapely.bounds(cores) + np.array([-reach_m, -reach_m, reach_m, reach_m])
    return boxes


def refine_cores(cores: Shapes, shapes: Shapes, *, snap_m: float) -> Shapes:
    """Return the exact land around each core that none of the polygons near it covers."""
    grown = shapely.buffer(cores, snap_m, join_style="mitre", mitre_limit=_MITRE_LIMIT)
    pieces = uncovered(shapely.get_parts(shapely.union_all(grown)), shapes)
    pieces = pieces[np.unique(shapely.STRtree(pieces).query(cores, predicate="intersects")[1])]
    exact: Shapes = pieces[_is_enclosed(pieces, shapes)]
    return exact


def _is_enclosed(pieces: Shapes, shapes: Shapes) -> Bools:
    """Return which pieces of grown cores have polygons around them, but for the mouths of cracks.

    The others lie beyond a wall that is thinner than the core was grown.
    """
    rings = Rings.of(pieces)
    edges, owners = rings.edges(), np.repeat(rings.rows, rings.counts - 1)
    middles = np.asarray(shapely.points(edges.mean(axis=1)))
    held, _ = shapely.STRtree(shapes).query(middles, predicate="dwithin", distance=_TOUCHING_M)
    length_m = np.hypot(*(edges[:, 1] - edges[:, 0]).T)
    is_held = np.zeros(len(edges), dtype=bool)
    is_held[held] = True
    held_m, all_m = (
        np.bincount(owners, weights=weights, minlength=len(pieces))
        for weights in (length_m * is_held, length_m)
    )
    enclosed: Bools = held_m > _ENCLOSED_SHARE * all_m
    return enclosed


def uncovered(shapes: Shapes, covers: Shapes) -> Shapes:
    """Return the parts of polygons, which do not overlap each other, that lie under none of the `covers`."""
    rows, columns = shapely.STRtree(covers).query(shapes, predicate="intersects")
    covered = np.unique(rows)
    if len(covered) == 0:
        return shapes
    # One overlay for all: to take the covers from each polygon alone would unite them every time.
    rest = shapely.difference(
        shapely.union_all(shapes[covered]), shapely.union_all(covers[np.unique(columns)])
    )
    return np.concatenate([np.delete(shapes, covered), _polygons_of(np.array([rest], dtype=object))])


def _polygons_of(shapes: Shapes) -> Shapes:
    parts: Shapes = shapely.get_parts(keep_polygons(shapes))
    return parts[~shapely.is_empty(parts)]


def cut_covered(holes: Shapes, shapes: Shapes) -> tuple[Shapes, bool]:
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
    covers = np.array([local_union(shapes[_near(hole, shapes)]) for hole in holes[wrong]], dtype=object)
    parts = shapely.get_parts(differences(holes[wrong], covers))
    parts = parts[~shapely.is_empty(parts)]
    return np.concatenate([holes[~covered], parts]), not _covered(parts, shapes).any()


def _near(hole: shapely.Polygon, shapes: Shapes) -> Ints:
    near: Ints = shapely.STRtree(shapes).query(hole, predicate="intersects")
    return near


def _covered(holes: Shapes, shapes: Shapes) -> Bools:
    """Return which holes lie over a polygon by more than rounding can do."""
    rows, columns = shapely.STRtree(shapes).query(holes)
    large = (shapely.get_num_coordinates(holes) > _LARGE_HOLE)[rows]
    small = ~large
    over, under = holes[rows[small]], shapes[columns[small]]
    shared_m2 = shared_area_m2(over, clipped_near(under, shapely.bounds(over)))
    over_m2 = np.bincount(rows[small], weights=shared_m2, minlength=len(holes))
    covered: Bools = over_m2 > area_slack_m2(holes)
    shapely.prepare(holes)
    inside = shapely.contains_properly(holes[rows[large]], shapely.point_on_surface(shapes[columns[large]]))
    covered[rows[large][inside]] = True
    return covered


def describe_gaps(
    holes: Shapes, shapes: Shapes, positions: Ints, *, tolerance_m2: float, snap_m: float
) -> Gaps:
    """Measure holes, keep those above the tolerance, and name the polygons around each.

    Parameters
    ----------
    holes : ndarray of shapely.Polygon
        What no polygon covers.
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
        The polygons among which the neighbours are looked for.
    positions : ndarray of int64
        Their positions in the input.
    tolerance_m2 : float
        The area in m² that a gap must exceed.
    snap_m : float
        How far a neighbour may be from the gap, in metres.
    """
    area_m2 = shapely.area(holes)
    kept = np.flatnonzero(area_m2 > tolerance_m2)
    kept = kept[canonical_order(holes[kept])]
    rows, columns = shapely.STRtree(shapes).query(
        holes[kept], predicate="dwithin", distance=max(snap_m, _TOUCHING_M)
    )
    around = np.split(positions[columns], np.searchsorted(rows, np.arange(len(kept))))[1:]
    neighbours = tuple(tuple(np.sort(each).tolist()) for each in around)
    return Gaps(area_m2[kept], shapely.normalize(holes[kept]), neighbours)


def repaired_land(subject: Subject) -> tuple[Shapes, Shapes]:
    """Return what replaces invalid polygons, about the local origin: repaired copies, and land under the others as one."""
    checked = subject.checked
    replaced = checked.faults.positions[subject.representative[checked.faults.positions]]
    repaired = checked.searched[replaced]
    _, ambiguous = subject.in_order(replaced[~repaired])
    return checked.about(subject.origin, replaced[repaired]), shapely.get_parts(local_union(ambiguous))
