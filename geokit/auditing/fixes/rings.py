"""Polygons taken apart into edges, and put together again with some vertices moved and some inserted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

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
    parts = [_polygon(part, edit) for part in shapely.get_parts(shape)]
    there = [part for part in parts if not part.is_empty]
    if len(there) == 1:
        return there[0]
    return shapely.MultiPolygon(there)


def _polygon(polygon: shapely.Polygon, edit: Edit) -> shapely.Polygon:
    shell, *holes = (_ring(ring, edit) for ring in (polygon.exterior, *polygon.interiors))
    if len(shell) < _SHORTEST_RING:
        return shapely.Polygon()
    return shapely.Polygon(shell, [hole for hole in holes if len(hole) >= _SHORTEST_RING])


def _ring(ring: shapely.LinearRing, edit: Edit) -> list[Point]:
    after = edit(points_of(ring))
    closed = [*after, after[0]]
    return [closed[0], *(point for last, point in pairwise(closed) if point != last)]


def points_of(shape: BaseGeometry) -> list[Point]:
    """Return the vertices of a shape as pairs of numbers, which can be looked up."""
    return [(x, y) for x, y in shapely.get_coordinates(shape).tolist()]
