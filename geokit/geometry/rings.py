"""Polygons as one ragged array of rings: what areas, edges, corners and overlays are computed on.

The layout is GeoArrow's (a run of vertices, where each ring starts in it, where each polygon starts among the rings), with
the row of the table that each polygon belongs to instead of a third level of offsets: a row may have no polygon, and
polygons need not be in the order of their rows. No loop runs over polygons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes

# So many vertices at once keep the arrays of one step in the processor's cache and memory flat.
BLOCK_VERTICES = 1 << 16

# Of so many polygons the vertices are counted at once: of small ones, those of a block or two.
_COUNTED = 1 << 14

POLYGON, MULTIPOLYGON = int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON)


# No slots: what follows from the offsets is computed once, and only where it is needed.
@dataclass(frozen=True, eq=False)
class Rings:
    """The rings of many polygons, one after the other.

    Parameters
    ----------
    coordinates : ndarray of float64, shape (v, 2)
        East and north (or longitude and latitude) of all vertices. A ring of a polygon ends with its first vertex; one
        that was just read from a file may not (:attr:`is_closed`).
    offsets : ndarray of int, shape (r + 1,)
        Where each ring starts among the vertices, and the number of vertices at the end.
    polygon_offsets : ndarray of int, shape (p + 1,)
        Where each polygon starts among the rings, and the number of rings at the end. Its first ring is its shell, the
        others are its holes.
    polygon_rows : ndarray of int, shape (p,)
        The row that each polygon belongs to: several of them where it holds a multipolygon.
    row_count : int
        How many rows there are, those without a ring included.
    """

    coordinates: Floats
    offsets: Ints
    polygon_offsets: Ints
    polygon_rows: Ints
    row_count: int

    @classmethod
    def of(cls, shapes: Shapes) -> Rings:
        """Take polygons and multipolygons apart; None, empty and other geometries have no rings.

        Polygons without holes come first. The rings of one row follow each other, in the order that they have in it.

        Examples
        --------
        >>> rings = Rings.of(
        ...     np.array([shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6), shapely.box(9, 0, 10, 1)])
        ... )
        >>> rings.counts, rings.rows, rings.is_hole
        (array([5, 5, 5]), array([1, 0, 0]), array([False, False,  True]))
        """
        plain = (shapely.get_type_id(shapes) == POLYGON) & (shapely.get_num_interior_rings(shapes) == 0)
        sources, owners, starts = _sources(shapes, plain)
        counts = shapely.get_num_coordinates(sources).astype(np.int64)
        if not counts.all():
            sources, owners, starts, counts = _without_empty(sources, owners, starts, counts)
        return cls(
            shapely.get_coordinates(sources),
            offsets_of(counts),
            np.append(np.flatnonzero(starts), len(sources)),
            owners[starts],
            len(shapes),
        )

    @classmethod
    def unnested(cls, coordinates: Floats, counts: Ints, rows: Ints) -> Rings:
        """Return rings of which it is not known yet which are holes: each is a polygon of its own.

        Parameters
        ----------
        coordinates : ndarray of float64, shape (v, 2)
            The vertices of all rings, which need not be closed.
        counts, rows : ndarray of int, shape (r,)
            How many vertices each ring has, and the row that it belongs to, ascending.
        """
        row_count = int(rows[-1]) + 1 if len(rows) else 0
        return cls(coordinates, offsets_of(counts), np.arange(len(counts) + 1), rows, row_count)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def x(self) -> Floats:
        """East or longitude of each vertex."""
        return self.coordinates[:, 0]

    @property
    def y(self) -> Floats:
        """North or latitude of each vertex."""
        return self.coordinates[:, 1]

    @property
    def starts(self) -> Ints:
        """The first vertex of each ring."""
        return self.offsets[:-1]

    @property
    def ends(self) -> Ints:
        """The last vertex of each ring: in a closed one, the first again."""
        return self.offsets[1:] - 1

    @cached_property
    def counts(self) -> Ints:
        """How many vertices each ring has, a closing one counted."""
        return np.diff(self.offsets)

    @cached_property
    def rows(self) -> Ints:
        """The row that each ring belongs to."""
        if len(self.polygon_rows) == len(self):
            return self.polygon_rows
        return np.repeat(self.polygon_rows, np.diff(self.polygon_offsets))

    @cached_property
    def polygons(self) -> Ints:
        """The polygon that each ring belongs to."""
        return np.repeat(np.arange(len(self.polygon_rows)), np.diff(self.polygon_offsets))

    @cached_property
    def is_hole(self) -> Bools:
        """Whether each ring bounds land that is not its polygon's."""
        hole = np.ones(len(self), dtype=bool)
        hole[self.polygon_offsets[:-1]] = False
        return hole

    @cached_property
    def is_alone(self) -> Bools:
        """Whether each ring is all that its row has."""
        alone: Bools = np.bincount(self.rows, minlength=self.row_count)[self.rows] == 1
        return alone

    @cached_property
    def is_closed(self) -> Bools:
        """Whether each ring ends where it begins."""
        same = (self.coordinates[self.starts] == self.coordinates[self.ends]).all(axis=1)
        closed: Bools = same & (self.counts > 1)
        return closed

    @cached_property
    def signs(self) -> Floats:
        """1 for a shell, -1 for a hole."""
        return np.where(self.is_hole, -1.0, 1.0)

    @cached_property
    def edge_starts(self) -> Ints:
        """The vertices that an edge begins with: all of closed rings but the last of each, that is every corner once."""
        begins = np.ones(len(self.coordinates), dtype=bool)
        begins[self.ends] = False
        return np.flatnonzero(begins)

    def rings_of(self, vertices: Ints) -> Ints:
        """Return the ring that each of some vertices belongs to."""
        rings: Ints = np.searchsorted(self.offsets, vertices, side="right") - 1
        return rings

    def edges(self) -> Floats:
        """Return the two ends of each edge, of shape (e, 2, 2), in the order of `edge_starts`."""
        return np.stack([self.coordinates[self.edge_starts], self.coordinates[self.edge_starts + 1]], axis=1)

    def boxes(self) -> Floats:
        """Return the lowest x and y and the highest of each ring, shape (r, 4)."""
        if len(self) == 0:
            return np.empty((0, 4))
        limits = [limit.reduceat(self.coordinates, self.starts, axis=0) for limit in (np.minimum, np.maximum)]
        boxes: Floats = np.hstack(limits)
        return boxes

    def steps(self, values: Floats) -> Floats:
        """Return how values of the vertices change along each edge, at the vertex that it begins with.

        From the last vertex of a ring no edge begins: there it is 0.
        """
        change = np.diff(values, append=values[-1:])
        change[self.ends] = 0.0
        return change

    def before(self, values: Floats) -> Floats:
        """Return the value at the vertex before each vertex, around closed rings."""
        before = np.roll(values, 1)
        # The last vertex is the first once more: what comes before the first is the last but one.
        before[self.starts] = values[self.ends - 1]
        return before

    def signed_areas(self, besides: Floats | None = None) -> Floats:
        """Return the area within each ring, in the unit of x times that of y; below 0 for a clockwise one.

        Parameters
        ----------
        besides : ndarray of shape (v,), optional
            What each edge adds to the area on its left besides the shoelace's part.

        Notes
        -----
        Each ring is shifted to its own first vertex first. With eight-digit eastings the products of the unshifted
        formula would cancel to little but rounding.
        """
        if len(self) == 0:
            return np.zeros(0)
        x = self.x - np.repeat(self.x[self.starts], self.counts)
        y = self.y - np.repeat(self.y[self.starts], self.counts)
        # The first vertex of a ring is now (0, 0): the products between two rings, and of a closing edge, add nothing.
        swept = np.zeros_like(x) if besides is None else besides.copy()
        swept[:-1] += (x[:-1] * y[1:] - x[1:] * y[:-1]) / 2
        areas: Floats = np.add.reduceat(swept, self.starts)
        return areas

    def areas(self, besides: Floats | None = None) -> Floats:
        """Return the area of each row: shells less holes, whatever their direction. `besides` as for `signed_areas`."""
        return self.per_row(self.signs * np.abs(self.signed_areas(besides)))

    def per_row(self, per_ring: Floats) -> Floats:
        """Return sums over rows of what their rings have; 0.0 where there are none."""
        sums: Floats = np.bincount(self.rows, weights=per_ring, minlength=self.row_count).astype(np.float64)
        return sums

    def by_axis(self) -> Rings:
        """Return the same rings with all x together and all y together: arithmetic on one axis is then twice as fast."""
        return replace(self, coordinates=np.asfortranarray(self.coordinates))

    def with_vertices(self, x: Floats, y: Floats) -> Rings:
        """Return the same rings with moved vertices, stored by axis."""
        return replace(self, coordinates=np.stack([x, y]).T)

    def with_rows(self, rows: Ints, row_count: int) -> Rings:
        """Return the same rings under other rows: `rows` gives the new one of each row."""
        return replace(self, polygon_rows=rows[self.polygon_rows], row_count=row_count)

    def taken(self, polygons: Bools) -> Rings:
        """Return the rings of some polygons."""
        rings = polygons[self.polygons]
        return Rings(
            self.coordinates[np.repeat(rings, self.counts)],
            offsets_of(self.counts[rings]),
            offsets_of(np.diff(self.polygon_offsets)[polygons]),
            self.polygon_rows[polygons],
            self.row_count,
        )

    def without(self, rings: Bools) -> Rings:
        """Return the others than some rings; of a polygon without its shell the first that is left is the shell."""
        kept = ~rings
        counts = np.bincount(self.polygons[kept], minlength=len(self.polygon_rows))
        return Rings(
            self.coordinates[np.repeat(kept, self.counts)],
            offsets_of(self.counts[kept]),
            offsets_of(counts[counts > 0]),
            self.polygon_rows[counts > 0],
            self.row_count,
        )

    def inserted(self, edges: Ints, vertices: Floats) -> Rings:
        """Return rings with more vertices, each after the vertex that its edge begins with.

        Parameters
        ----------
        edges : ndarray of int, shape (k,)
            Where the edges begin, ascending; one that gets several vertices is there several times.
        vertices : ndarray of float64, shape (k, 2)
            What is put into them.
        """
        counts = self.counts + np.bincount(self.rings_of(edges), minlength=len(self))
        return replace(
            self,
            coordinates=np.insert(self.coordinates, edges + 1, vertices, axis=0),
            offsets=offsets_of(counts),
        )

    def lines(self) -> Shapes:
        """Return each ring as a closed shapely ring."""
        return np.asarray(
            shapely.linearrings(self.coordinates, indices=np.repeat(np.arange(len(self)), self.counts))
        )

    def put_into(self, shapes: Shapes) -> Shapes:
        """Return shapes of which those with rings here are made of these: a multipolygon stays one."""
        made, result = np.asarray(shapely.polygons(self.lines(), indices=self.polygons)), shapes.copy()
        several = (shapely.get_type_id(shapes) == MULTIPOLYGON)[self.polygon_rows]
        result[self.polygon_rows[~several]] = made[~several]
        if several.any():
            rows, index = np.unique(self.polygon_rows[several], return_inverse=True)
            result[rows] = shapely.multipolygons(made[several], indices=index)
        return result


def is_polygonal(shapes: Shapes | BaseGeometry) -> Bools:
    """Return which of many geometries, or whether one, is a polygon or multipolygon; None is not."""
    types = shapely.get_type_id(shapes)
    polygonal: Bools = (types == POLYGON) | (types == MULTIPOLYGON)
    return polygonal


def blocks(shapes: Any, count: Callable[[Any], Any] = shapely.get_num_coordinates) -> Iterator[slice]:
    """Yield slices of polygons that have about :data:`BLOCK_VERTICES` vertices together, as a function counts them."""
    # Some at a time: what has just been looked at is still near when it is worked on.
    for start in range(0, len(shapes), _COUNTED):
        ends = np.cumsum(count(shapes[start : start + _COUNTED]))
        first = 0
        while first < len(ends):
            done = ends[first - 1] if first else 0
            last = max(first + 1, int(np.searchsorted(ends, done + BLOCK_VERTICES, side="right")))
            yield slice(start + first, start + last)
            first = last


def _sources(shapes: Shapes, plain: Bools) -> tuple[Shapes, Ints, Bools]:
    """Return what holds the coordinates of each ring, its row, and whether it is a shell."""
    simple = np.flatnonzero(plain)
    # A polygon of one ring lends its coordinates without a ring being made: a third of the time, and a fifth of what
    # shapely.to_ragged_array takes.
    if len(simple) == len(shapes):
        return shapes, simple, plain
    others = np.flatnonzero(~plain)
    parts, owners = shapely.get_parts(shapes[others], return_index=True)
    rings, parents = shapely.get_rings(parts, return_index=True)
    return (
        np.concatenate([shapes[simple], rings]),
        np.concatenate([simple, others[owners[parents]]]),
        np.concatenate([plain[simple], np.diff(parents, prepend=-1) != 0]),
    )


def _without_empty(
    sources: Shapes, owners: Ints, starts: Bools, counts: Ints
) -> tuple[Shapes, Ints, Bools, Ints]:
    """Leave out rings without a vertex, and polygons that have no others: an empty shell has no holes."""
    filled = counts > 0
    return sources[filled], owners[filled], starts[filled], counts[filled]


def offsets_of(counts: Ints) -> Ints:
    """Return where slices of so many items start, one after the other, and where the last of them ends."""
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets
