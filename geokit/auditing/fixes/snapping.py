"""Vertices that are meant to be one, made one, and slivers of overlap cut off: the older parcel keeps its line.

Polygons are taken apart into edges, and put together again with some vertices moved and some inserted. No vertex moves
farther than the snap distance, and none that others have moved to moves again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from geokit.coverage.overlay import robust_difference, robust_intersection
from geokit.ledgers.figures.land import unions_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Bools = NDArray[np.bool_]
    Shapes = NDArray[np.object_]

Point: TypeAlias = tuple[float, float]

Edge: TypeAlias = tuple[Point, Point]

Edit: TypeAlias = "Callable[[list[Point]], list[Point]]"

# A ring of fewer points, the closing one counted, encloses nothing.
_SHORTEST_RING = 4


@dataclass(frozen=True)
class Edges:
    """The distinct edges of some polygons, each from its lesser end to its greater.

    Parameters
    ----------
    ends : ndarray of float64, shape (n, 2, 2)
    rank : ndarray of int, shape (n,)
        The least rank of the polygons that have the edge.
    is_fixed : ndarray of bool, shape (n,)
        Whether one of them must stay as it is.
    """

    ends: NDArray[np.float64]
    rank: NDArray[np.intp]
    is_fixed: NDArray[np.bool_]

    @classmethod
    def of(cls, shapes: NDArray[np.object_], rank: NDArray[np.intp], is_fixed: NDArray[np.bool_]) -> Edges:
        """Return the edges of polygons with the ranks of those that have them."""
        rings, owner = shapely.get_rings(shapes, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        start = np.flatnonzero(np.diff(ring) == 0)
        ends = np.stack([xy[start], xy[start + 1]], axis=1)
        swap = (ends[:, 0, 0] > ends[:, 1, 0]) | (
            (ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1])
        )
        ends = np.where(swap[:, None, None], ends[:, ::-1], ends)
        distinct, index = np.unique(ends.reshape(-1, 4), axis=0, return_inverse=True)
        least = np.full(len(distinct), np.iinfo(np.intp).max)
        fixed = np.zeros(len(distinct), dtype=bool)
        of_polygon = owner[ring[start]]
        np.minimum.at(least, index, rank[of_polygon])
        np.logical_or.at(fixed, index, is_fixed[of_polygon])
        return cls(distinct.reshape(-1, 2, 2), least, fixed)


@dataclass(frozen=True)
class Edits:
    """What is done to vertices and edges, wherever polygons have them.

    Parameters
    ----------
    moves : mapping of point to point
        Where vertices go.
    inserts : mapping of edge to points
        The vertices that edges get, in their order from the edge's lesser end.
    """

    moves: Mapping[Point, Point]
    inserts: Mapping[Edge, Sequence[Point]]

    def apply(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a polygon with its vertices moved and inserted; the shape itself where it has none of them."""
        return rebuilt(shape, self._edited)

    def _edited(self, ring: list[Point]) -> list[Point]:
        points: list[Point] = []
        for start, end in pairwise(ring):
            points += [self.moves.get(start, start), *self._between(start, end)]
        return points

    def _between(self, start: Point, end: Point) -> Sequence[Point]:
        if start <= end:
            return self.inserts.get((start, end), ())
        return self.inserts.get((end, start), ())[::-1]


def rebuilt(shape: BaseGeometry, edit: Edit) -> BaseGeometry:
    """Return a polygon made of its edited rings; those that collapse are left out.

    Parameters
    ----------
    shape : shapely.Polygon or shapely.MultiPolygon
    edit : callable
        From the points of a closed ring to those of an open one.
    """
    parts = [_rebuilt_polygon(part, edit) for part in shapely.get_parts(shape)]
    there = [part for part in parts if not part.is_empty]
    if len(there) == 1:
        return there[0]
    return shapely.MultiPolygon(there)


def _rebuilt_polygon(polygon: shapely.Polygon, edit: Edit) -> shapely.Polygon:
    shell, *holes = (_rebuilt_ring(ring, edit) for ring in (polygon.exterior, *polygon.interiors))
    if len(shell) < _SHORTEST_RING:
        return shapely.Polygon()
    return shapely.Polygon(shell, [hole for hole in holes if len(hole) >= _SHORTEST_RING])


def _rebuilt_ring(ring: shapely.LinearRing, edit: Edit) -> list[Point]:
    after = edit(points_of(ring))
    closed = [*after, after[0]]
    return [closed[0], *(point for last, point in pairwise(closed) if point != last)]


def points_of(shape: BaseGeometry) -> list[Point]:
    """Return the vertices of a shape as pairs of numbers, which can be looked up."""
    return [(x, y) for x, y in shapely.get_coordinates(shape).tolist()]


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
    is_done = np.zeros(len(points), dtype=bool)
    by_left = np.argsort(left, kind="stable")
    starts = np.searchsorted(left[by_left], np.arange(len(points) + 1))
    for at in np.unique(left)[np.argsort(place[np.unique(left)])]:
        if is_done[at]:
            continue
        is_done[at] = True
        around = right[by_left[starts[at] : starts[at + 1]]]
        followers = around[~is_done[around] & ((rank[around] >= 0) | _same(points[around], points[at]))]
        targets[followers], is_done[followers] = at, True
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


def is_narrow(shapes: NDArray[np.object_], limit_m: float) -> NDArray[np.bool_]:
    """Return which shapes are nowhere wider than a limit: shrunk by half of it from all sides, nothing is left.

    Examples
    --------
    >>> strips = shapely.box(0, 0, 100, [0.1, 0.2])
    >>> is_narrow(strips, 0.14).tolist()
    [True, False]
    """
    narrow: NDArray[np.bool_] = shapely.is_empty(shapely.buffer(shapes, -limit_m / 2, join_style="mitre"))
    return narrow


def trimmed(
    shapes: NDArray[np.object_],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    snapping: Snapping,
    limit_m: float,
) -> NDArray[np.object_]:
    """Return the parcels without what the younger of each pair has of the older one's land.

    Parameters
    ----------
    shapes : ndarray of shapely polygons or None
        All parcels, in metres.
    left, right : ndarray of int
        Pairs that overlap in a sliver.
    snapping : Snapping
        Who is older, and who stays as it is.
    limit_m : float
        Overlaps that are wider at any place stay: they are no difference between two surveys of one line. Where a
        cut line crosses an edge nearer than this to a corner of the older parcel, it goes to the corner.
    """
    older_first = snapping.rank[left] < snapping.rank[right]
    older, younger = np.where(older_first, left, right), np.where(older_first, right, left)
    free = ~snapping.is_fixed[younger]
    older, younger = older[free], younger[free]
    shared = robust_intersection(shapes[older], shapes[younger])
    cut = np.flatnonzero((shapely.area(shared) > 0) & is_narrow(shared, limit_m))
    losers, covers = unions_by(younger[cut], shapes[older[cut]])
    made, crossings = shapes.copy(), []
    rest = robust_difference(shapes[losers], covers)
    for at, cover, left_over in zip(losers, covers, rest, strict=True):
        made[at], new = _with_corners(left_over, shapes[at], cover, limit_m, snapping.decimals)
        crossings += new
    # The cut line's new ends become corners of the parcels that they lie on.
    grid_m = 10.0**-snapping.decimals
    return snapping.snapped(made, shapely.points(crossings), grid_m) if crossings else made


def _with_corners(
    rest: BaseGeometry, before: BaseGeometry, cover: BaseGeometry, limit_m: float, decimals: int
) -> tuple[BaseGeometry, list[Point]]:
    """Return what is left of a parcel with its new vertices at corners of the other, or rounded; and the rounded."""
    known = {*points_of(before), *points_of(cover)}
    corners = shapely.get_coordinates(cover)
    moves: dict[Point, Point] = {}
    rounded: list[Point] = []
    for point in dict.fromkeys(points_of(rest)):
        if point in known:
            continue
        apart_m = np.hypot(*(corners - point).T)
        nearest = int(np.argmin(apart_m))
        if apart_m[nearest] <= limit_m:
            moves[point] = (float(corners[nearest, 0]), float(corners[nearest, 1]))
        else:
            moves[point] = (round(point[0], decimals), round(point[1], decimals))
            rounded.append(moves[point])
    return Edits(moves, {}).apply(rest), rounded
