"""Vertices that are meant to be one, made one: the younger parcel's goes to the older one's.

No vertex moves farther than the snap distance, and none that others have moved to moves again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.auditing.fixes.rings import Edge, Edges, Edits, Point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Bools = NDArray[np.bool_]
    Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Snapping:
    """How vertices are brought together.

    Parameters
    ----------
    rank : ndarray of int
        The place of each parcel by its age, the oldest first.
    is_fixed : ndarray of bool
        Parcels that stay as they are.
    decimals : int
        To how many decimals new vertices are rounded.
    """

    rank: Ints
    is_fixed: Bools
    decimals: int

    def snapped(self, shapes: Shapes, places: Shapes, snap_m: float) -> Shapes:
        """Return the parcels with the vertices at `places` brought together.

        Parameters
        ----------
        shapes : ndarray of shapely polygons or None
            All parcels, in metres.
        places : ndarray of shapely geometries
            Where vertices and edges are looked at: those that lie within twice `snap_m` of one, for what moves at a
            place draws the vertices around it along.
        snap_m : float
            How far a vertex may move.
        """
        reach_m = 2 * snap_m
        involved = np.unique(shapely.STRtree(shapes).query(places, predicate="dwithin", distance=reach_m)[1])
        edits = self._edits(shapes[involved], self.rank[involved], self.is_fixed[involved], places, snap_m)
        made = shapes.copy()
        for at in involved[~self.is_fixed[involved]]:
            made[at] = edits.apply(shapes[at])
        return made

    def _edits(self, shapes: Shapes, rank: Ints, is_fixed: Bools, places: Shapes, snap_m: float) -> Edits:
        vertices, vertex_rank = _vertices(shapes, np.where(is_fixed, -1, rank))
        edges = Edges.of(shapes, rank, is_fixed)
        near = shapely.STRtree(places)
        here = _is_near(near, as_points(vertices), 2 * snap_m)
        vertices, vertex_rank = vertices[here], vertex_rank[here]
        rows = np.flatnonzero(
            _is_near(near, np.asarray(shapely.linestrings(edges.ends)), 2 * snap_m) & ~edges.is_fixed
        )
        feet, feet_rank, of_edge = self._feet(vertices, vertex_rank, edges, rows, snap_m)
        points = np.concatenate([vertices, feet])
        targets = _targets(points, np.concatenate([vertex_rank, feet_rank]), snap_m)
        there = points[targets]
        moves = {
            before: after
            for before, after in zip(_pairs(points), _pairs(there), strict=True)
            if before != after
        }
        return Edits(moves, _inserts(edges.ends[of_edge], there[len(vertices) :]))

    def _feet(
        self, vertices: Floats, vertex_rank: Ints, edges: Edges, rows: Ints, snap_m: float
    ) -> tuple[Floats, Ints, Ints]:
        """Return the points where edges meet vertices that lie beside them, with the edges' ranks and numbers.

        The older of the two has its way: a younger vertex comes to the edge, a younger edge to the vertex.
        """
        lines = np.asarray(shapely.linestrings(edges.ends[rows]))
        at, of = shapely.STRtree(lines).query(as_points(vertices), predicate="dwithin", distance=snap_m)
        ends = edges.ends[rows[of]]
        to_ends = np.linalg.norm(ends - vertices[at][:, None], axis=2).min(axis=1)
        beside = to_ends > snap_m
        at, of = at[beside], rows[of[beside]]
        foot = _projected(vertices[at], edges.ends[of]).round(self.decimals)
        far = np.linalg.norm(foot - vertices[at], axis=1) > snap_m
        comes = (vertex_rank[at] <= edges.rank[of]) | far
        return np.where(comes[:, None], vertices[at], foot), edges.rank[of], of


def _vertices(shapes: Shapes, rank: Ints) -> tuple[Floats, Ints]:
    """Return the distinct vertices, and the least rank of the parcels that have each."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    distinct, index = np.unique(xy, axis=0, return_inverse=True)
    least = np.full(len(distinct), np.iinfo(np.intp).max)
    np.minimum.at(least, index.reshape(-1), rank[owner])
    return distinct, least


def _is_near(tree: shapely.STRtree, shapes: Shapes, distance_m: float) -> Bools:
    found = np.zeros(len(shapes), dtype=bool)
    found[tree.query(shapes, predicate="dwithin", distance=distance_m)[0]] = True
    return found


def as_points(points: Floats) -> Shapes:
    """Return coordinates, shape (n, 2), as points."""
    return np.asarray(shapely.points(points), dtype=object)


def _projected(points: Floats, ends: Floats) -> Floats:
    along = ends[:, 1] - ends[:, 0]
    share = np.sum((points - ends[:, 0]) * along, axis=1) / np.sum(along**2, axis=1)
    projected: Floats = ends[:, 0] + share[:, None] * along
    return projected


def _targets(points: Floats, rank: Ints, snap_m: float) -> Ints:
    """Return for each point the number of the one that it becomes: its own, or an older one's within reach."""
    targets = np.arange(len(points))
    places = as_points(points)
    left, right = shapely.STRtree(places).query(places, predicate="dwithin", distance=snap_m)
    several = left != right
    left, right = left[several], right[several]
    order = np.lexsort((points[:, 1], points[:, 0], rank))
    place = np.empty(len(points), dtype=np.intp)
    place[order] = np.arange(len(points))
    settled = np.zeros(len(points), dtype=bool)
    by_left = np.argsort(left, kind="stable")
    starts = np.searchsorted(left[by_left], np.arange(len(points) + 1))
    for at in np.unique(left)[np.argsort(place[np.unique(left)])]:
        if settled[at]:
            continue
        settled[at] = True
        around = right[by_left[starts[at] : starts[at + 1]]]
        followers = around[~settled[around] & ((rank[around] >= 0) | _same(points[around], points[at]))]
        targets[followers], settled[followers] = at, True
    return targets


def _same(points: Floats, point: Floats) -> Bools:
    same: Bools = (points == point).all(axis=1)
    return same


def _inserts(ends: Floats, points: Floats) -> dict[Edge, list[Point]]:
    """Return the points that each edge gets, in order from its lesser end, without those that are its ends."""
    found: dict[Edge, list[Point]] = {}
    for (start, end), point in zip(ends.tolist(), _pairs(points), strict=True):
        edge = (tuple(start), tuple(end))
        if point not in (*edge, *found.get(edge, ())):
            found.setdefault(edge, []).append(point)
    return {edge: sorted(inserted, key=lambda point: _along(edge, point)) for edge, inserted in found.items()}


def _along(edge: Edge, point: Point) -> float:
    (x, y), (to_x, to_y) = edge
    return (point[0] - x) * (to_x - x) + (point[1] - y) * (to_y - y)


def _pairs(points: Floats) -> list[Point]:
    return [(x, y) for x, y in points.tolist()]
