"""Polygons as flat arrays of rings, and the area of each ring: the kernel of every measurement.

No loop runs over polygons. A polygon without holes is its own ring, so that rings are taken apart only where
there is something to take apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.intp]
Geometries: TypeAlias = NDArray[np.object_]
# A geometry, a sequence or array of them, a GeoSeries or a GeoDataFrame.
LayerLike: TypeAlias = Any

# So many vertices at once keep the arrays of one step in the processor's cache and memory flat.
BLOCK_VERTICES = 1 << 16

_POLYGON = int(shapely.GeometryType.POLYGON)


@dataclass(frozen=True, slots=True)
class Rings:
    """The rings of many polygons, one after the other.

    Parameters
    ----------
    x, y : ndarray of shape (v,)
        Vertices; each ring repeats its first one at its end.
    starts, counts : ndarray of shape (r,)
        Where a ring begins, and how many vertices it has.
    owner : ndarray of shape (r,)
        The polygon that a ring belongs to.
    sign : ndarray of shape (r,)
        1 for an outer ring, -1 for a hole.
    polygons : int
        How many polygons there are, those without a ring included.
    """

    x: Floats
    y: Floats
    starts: Integers
    counts: Integers
    owner: Integers
    sign: Floats
    polygons: int

    @classmethod
    def of(cls, geometries: Geometries) -> Rings:
        """Take polygons and multipolygons apart; None, empty and other geometries have no rings."""
        whole = (shapely.get_type_id(geometries) == _POLYGON) & (
            shapely.get_num_interior_rings(geometries) == 0
        )
        rings, owner, sign = _with_parts_and_holes(geometries, whole)
        counts = shapely.get_num_coordinates(rings).astype(np.intp)
        filled = counts > 0
        counts = counts[filled]
        coordinates = shapely.get_coordinates(rings)
        return cls(
            np.ascontiguousarray(coordinates[:, 0]),
            np.ascontiguousarray(coordinates[:, 1]),
            starts=np.cumsum(counts) - counts,
            counts=counts,
            owner=owner[filled],
            sign=sign[filled],
            polygons=len(geometries),
        )

    def with_vertices(self, x: Floats, y: Floats) -> Rings:
        """Return the same rings with moved vertices."""
        return replace(self, x=x, y=y)

    def per_polygon(self, per_ring: Floats) -> Floats:
        """Return sums over polygons of what its rings have; 0.0 where there are none."""
        sums: Floats = np.bincount(self.owner, weights=per_ring, minlength=self.polygons).astype(np.float64)
        return sums

    def steps(self, values: Floats) -> Floats:
        """Return how values change along each edge, in the order of the vertices that edges begin with.

        From the last vertex of a ring no edge begins: there it is 0.
        """
        change = np.diff(values, append=values[-1:])
        change[self.starts + self.counts - 1] = 0.0
        return change

    def areas(self, besides: Floats | None = None) -> Floats:
        """Return each polygon's area in the unit of x times that of y: outer rings less holes.

        Parameters
        ----------
        besides : ndarray of shape (v,), optional
            What each edge adds to the area on its left besides the shoelace's part.

        Notes
        -----
        Each ring is shifted to its own first vertex first. With eight-digit eastings the products of the
        unshifted formula would cancel to little but rounding.
        """
        if not self.starts.size:
            return np.zeros(self.polygons)
        x = self.x - np.repeat(self.x[self.starts], self.counts)
        y = self.y - np.repeat(self.y[self.starts], self.counts)
        # First and last vertex of a ring are now (0, 0): the product between two rings adds nothing.
        swept = np.zeros_like(x) if besides is None else besides.copy()
        swept[:-1] += (x[:-1] * y[1:] - x[1:] * y[:-1]) / 2
        return self.per_polygon(self.sign * np.abs(np.add.reduceat(swept, self.starts)))


def blocks(geometries: Geometries) -> Iterator[slice]:
    """Yield slices of polygons that have about :data:`BLOCK_VERTICES` vertices together."""
    ends = np.cumsum(shapely.get_num_coordinates(geometries))
    first = 0
    while first < len(geometries):
        done = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + BLOCK_VERTICES, side="right")))
        yield slice(first, last)
        first = last


def _with_parts_and_holes(
    geometries: Geometries, whole: NDArray[np.bool_]
) -> tuple[Geometries, Integers, Floats]:
    """Return the rings of all polygons, whose they are, and whether they count for or against."""
    simple = np.flatnonzero(whole)
    if simple.size == len(geometries):
        return geometries, simple, np.ones(simple.size)
    complex_ = np.flatnonzero(~whole)
    parts, part_owner = shapely.get_parts(geometries[complex_], return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    # The first ring of a part is its outer one.
    hole = np.diff(ring_part, prepend=-1) == 0
    return (
        np.concatenate([geometries[simple], rings]),
        np.concatenate([simple, complex_[part_owner[ring_part]]]),
        np.concatenate([np.ones(simple.size), np.where(hole, -1.0, 1.0)]),
    )
