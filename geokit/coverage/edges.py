"""The edges of a layer as opposite ones cancel each other, and what is left of them.

The boundaries of counter-clockwise polygons add up. Where two neighbours share an edge they run along it in opposite
directions and leave nothing; what remains bounds the land that is covered by none, or by more than one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geokit.coverage import array_kernel
from geokit.coverage.kernels import Kernel, kernel_for
from geokit.coverage.validity import invalid_among
from geokit.geometry.encoded import vertices_of
from geokit.geometry.rings import Rings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.geometry.arrays import Floats, Ints
    from geokit.geometry.encoded import SomeShapes


# Polygons whose coordinates are taken in one block: few enough for them to stay in the processor's cache.
_BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class EdgeSum:
    """The edges of some polygons as they add up, and what is invalid among these.

    Sums add up: those of parts of a layer, in any order and grouping, are that of the layer, bit by bit.

    Parameters
    ----------
    edge_count : int
        How many edges were added.
    segments : ndarray of float64, shape (k, 2, 2)
        The edges that are left, from west to east, in the polygons' coordinates.
    counts : ndarray of int64, shape (k,)
        How often each is left; negative where it runs the other way.
    walls : ndarray of float64, shape (j, 2, 2)
        Edges that rounding brought upon an edge of their own ring.
    invalid : ndarray of int64
        The positions of the invalid polygons, which add nothing; ascending.
    """

    edge_count: int
    segments: Floats
    counts: Ints
    walls: Floats
    invalid: Ints

    @property
    def share_left(self) -> float:
        """The part of all edges that no other has cancelled."""
        return len(self.counts) / max(self.edge_count, 1)

    @classmethod
    def added(cls, sums: Sequence[EdgeSum]) -> EdgeSum:
        """Return the sum of sums."""
        segments = np.concatenate([np.empty((0, 2, 2)), *(each.segments for each in sums)])
        counts = np.concatenate([np.empty(0, dtype=np.int64), *(each.counts for each in sums)])
        return cls(
            sum(each.edge_count for each in sums),
            *array_kernel.summed(segments, counts),
            np.concatenate([np.empty((0, 2, 2)), *(each.walls for each in sums)]),
            np.sort(np.concatenate([np.empty(0, dtype=np.int64), *(each.invalid for each in sums)])),
        )

    def about(self, origin: Floats) -> EdgeSum:
        """Return the same edges about a local origin, where two may have become one: only in a sum they are added up."""
        return replace(self, segments=self.segments - origin, walls=self.walls - origin)

    def residue(self) -> Residue:
        """Return what is left, in an order of its own."""
        order = np.lexsort(self.segments.reshape(-1, 4).T[::-1])
        walls = np.unique(self.walls.reshape(-1, 4), axis=0).reshape(-1, 2, 2)
        return Residue(self.segments[order], self.counts[order], walls)


@dataclass(frozen=True, slots=True)
class Residue:
    """Directed edges about the local origin, in an order that does not depend on the order of the input.

    Parameters
    ----------
    segments : ndarray of float64, shape (k, 2, 2)
        From and to of each edge.
    counts : ndarray of int64, shape (k,)
        How often each is left.
    walls : ndarray of float64, shape (j, 2, 2)
        Edges that rounding brought upon an edge of their own ring: they count for nothing, and bound land all the same.
    """

    segments: Floats
    counts: Ints
    walls: Floats

    @property
    def area_m2(self) -> float:
        """What the polygons hold, all together, whose edges these are."""
        (x, y), (next_x, next_y) = self.segments[:, 0].T, self.segments[:, 1].T
        return float((self.counts * ((y + next_y) / 2 * (x - next_x))).sum())

    @property
    def length_m(self) -> float:
        """How long the edges are, each as often as it is left."""
        step = self.segments[:, 1] - self.segments[:, 0]
        return float((abs(self.counts) * np.hypot(*step.T)).sum())


def sum_edges(
    shapes: SomeShapes,
    positions: Ints,
    *,
    grid_m: float = 0.0,
    layer_size: int = 0,
    kernel: Kernel | None = None,
) -> EdgeSum:
    """Return the sum of the boundaries of polygons, the invalid ones left out.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon, or EncodedShapes
        The polygons of a part, best in an order in which neighbours come soon after each other.
    positions : ndarray of int64
        The position of each in the layer.
    grid_m : float
        The grid, a power of two, that coordinates are rounded to; 0 leaves them as they are.
    layer_size : int
        How many polygons the layer has that these are a part of: a compiler that one part waits for serves them all.
    kernel : Kernel, optional
        The form of the kernel; that which is faster for so many polygons if left out.
    """
    form = kernel or kernel_for(max(len(shapes), layer_size))
    table, edge_count = form.new_table(), 0
    walls: list[Floats] = [np.empty((0, 2, 2))]
    invalid: list[Ints] = [np.empty(0, dtype=np.int64)]
    for start in range(0, len(shapes), _BLOCK):
        block = shapes[start : start + _BLOCK]
        star, others = _star_runs(form, block)
        # GEOS tests only the polygons that are more than one star-shaped ring: a few in a hundred.
        wrong = invalid_among(block, others)
        for runs in (star, _ring_runs(block, np.setdiff1d(others, wrong))):
            if grid_m:
                walls += runs.walls(form, grid_m)
            table.add(runs.vertices, runs.offsets, runs.weights, grid_m)
            edge_count += runs.edge_count
        invalid.append(positions[start + wrong])
    segments, counts = eastward(*table.remaining())
    return EdgeSum(edge_count, segments, counts, np.concatenate(walls), np.sort(np.concatenate(invalid)))


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of vertices, and how often each counts: 1 where the land lies to its left, -1 to its right, 0 not at all."""

    vertices: Floats
    offsets: Ints
    weights: Ints

    @property
    def edge_count(self) -> int:
        """How many edges there are of those that count."""
        return int((np.diff(self.offsets) - 1)[self.weights != 0].sum())

    def walls(self, kernel: Kernel, grid_m: float) -> list[Floats]:
        """Return the edges of spikes and strips that are thinner than the grid: the table forgets them."""
        _, star = kernel.measure_rings(self.vertices, self.offsets, grid_m)
        doubtful = np.flatnonzero(~star & (self.weights != 0))
        runs = zip(self.offsets[doubtful], self.offsets[doubtful + 1], strict=True)
        return [
            _collapsed_edges(array_kernel.on_grid(self.vertices[start:end], grid_m)) for start, end in runs
        ]


def _star_runs(kernel: Kernel, polygons: SomeShapes) -> tuple[_Runs, Ints]:
    """Return the vertices of polygons, each as one run that counts where it is star-shaped; and which are not.

    Such a run goes round once and meets no vertex twice: it is one ring, and the polygon has no other. So most polygons
    need not be taken apart.
    """
    vertices, offsets = vertices_of(polygons)
    area_m2, star = kernel.measure_rings(vertices, offsets, 0.0)
    weights = np.where(star, np.where(area_m2 > 0, 1, -1), 0)
    return _Runs(vertices, offsets, weights), np.flatnonzero(~star)


def _ring_runs(polygons: SomeShapes, rows: Ints) -> _Runs:
    """Return the rings of some polygons, each a run."""
    rings = Rings.of(polygons[rows])
    return _Runs(
        rings.coordinates, rings.offsets, np.where((rings.signed_areas() > 0) == rings.is_hole, -1, 1)
    )


def eastward(segments: Floats, counts: Ints) -> tuple[Floats, Ints]:
    """Return segments that run from west to east, or north along a meridian, and how often each does."""
    backward = array_kernel.run_backward(segments)
    turned: Floats = np.where(backward[:, None, None], segments[:, ::-1], segments)
    return turned, np.where(backward, -counts, counts)


def _collapsed_edges(ring: Floats) -> Floats:
    """Return, once each, the edges of a ring that run along another edge of it the other way."""
    edges = np.stack([ring[:-1], ring[1:]], axis=1)
    edges = edges[(edges[:, 0] != edges[:, 1]).any(axis=1)]
    edges, _ = eastward(edges, np.ones(len(edges), dtype=np.int64))
    distinct, counts = np.unique(edges.reshape(-1, 4), axis=0, return_counts=True)
    walls: Floats = distinct[counts > 1].reshape(-1, 2, 2)
    return walls
