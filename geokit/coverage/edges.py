"""The edges of a layer as opposite ones cancel each other, and what is left of them.

The boundaries of counter-clockwise polygons add up. Where two neighbours share an edge they run along it in opposite
directions and leave nothing; what remains bounds the land that is covered by none, or by more than one. The kernel that
does it has two forms: compiled loops for large layers, arrays for others and where numba is missing.
"""

from __future__ import annotations

import importlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from geokit.coverage import array_kernel
from geokit.coverage.validity import invalid_among
from geokit.geometry.rings import Rings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes


# Below this number of polygons, importing numba takes longer than the arrays do.
_WORTH_COMPILING = 50_000

# Polygons whose coordinates are taken in one block: few enough for them to stay in the processor's cache.
_BLOCK = 10_000

# Of the first few polygons, one row of neighbours perhaps, half the edges may be left to meet those of the next row.
_SAMPLE, _SAMPLE_ALLOWED = 2_000, 0.8

# After this many, what is left of those that still meet their neighbours counts for little.
_STEADY_FROM = 50_000

# Polygons lie near the one before when no further than this many times their usual size.
_NEAR = 10

# Segments that are tested for crossings.
_SAMPLED_SEGMENTS = 1_000


class EdgeTable(Protocol):
    """Edges that no opposite edge has cancelled yet."""

    def __len__(self) -> int:
        """Return how many edges are left."""

    def add(self, vertices: Floats, offsets: Ints, weights: Ints) -> None:
        """Count the edges of runs of vertices, and let opposite ones cancel.

        Parameters
        ----------
        vertices : ndarray of float64, shape (n, 2)
            The vertices of all runs, one after the other.
        offsets : ndarray of int64, shape (m + 1,)
            Where each run starts, and the number of vertices at the end.
        weights : ndarray of int64, shape (m,)
            How often each run counts; 0 leaves it out, -1 turns it around.
        """

    def remaining(self) -> tuple[Floats, Ints]:
        """Return the edges that are left, of shape (k, 2, 2), and how often each is.

        An edge that is left the other way round has a negative count. The order is that of no input.
        """


@dataclass(frozen=True, slots=True)
class Kernel:
    """One form of the kernel; both find the same.

    Parameters
    ----------
    measure_rings : callable
        Takes the vertices and offsets of rings; returns the signed area of each in m², and whether it is
        star-shaped about its mean vertex. A star-shaped ring does not meet itself: a polygon of that ring alone is
        valid without asking GEOS.
    new_table : callable
        Returns an empty table of edges.
    """

    measure_rings: Callable[[Floats, Ints], tuple[Floats, Bools]]
    new_table: Callable[[], EdgeTable]


def kernel_for(polygon_count: int) -> Kernel:
    """Return the form that is faster for a layer of this size."""
    form: ModuleType = array_kernel
    if polygon_count >= _WORTH_COMPILING:
        with suppress(ImportError):
            form = importlib.import_module("geokit.coverage.loop_kernel")
    return Kernel(form.measure_rings, form.EdgeTable)


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


@dataclass(slots=True)
class EdgeCancellation:
    """The boundaries of polygons as they add up, and what is invalid among them.

    Parameters
    ----------
    kernel : Kernel
        The form of the edge kernel.
    origin : ndarray, shape (2,)
        The point that coordinates are taken about.
    grid_m : float
        The grid that coordinates are rounded to; 0 leaves them as they are.
    edge_count : int
        How many edges were added.
    invalid : ndarray of int64
        The positions of the invalid polygons among those added, which add nothing.
    walls : list of ndarray
        Edges that rounding brought upon an edge of their own ring.
    """

    kernel: Kernel
    origin: Floats
    grid_m: float = 0.0
    edge_count: int = 0
    walls: list[Floats] = field(default_factory=list)
    invalid: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    table: EdgeTable = field(init=False)

    def __post_init__(self) -> None:
        self.table = self.kernel.new_table()

    def add(self, shapes: Shapes, positions: Ints) -> None:
        """Add the boundaries of the valid polygons at `positions`, and note the invalid ones."""
        rings = Rings.of(shapes[positions])
        area_m2, star = self.kernel.measure_rings(rings.coordinates, rings.offsets)
        # GEOS tests only the polygons that are more than one star-shaped ring: a few in a hundred.
        doubtful = np.unique(rings.rows[~(star & rings.is_alone)])
        invalid = invalid_among(shapes, positions[doubtful])
        self.invalid = np.concatenate([self.invalid, invalid])
        left_of_edge = np.where((area_m2 > 0) == rings.is_hole, -1, 1)
        if len(invalid):
            left_of_edge[np.isin(positions[rings.rows], invalid)] = 0
        self._add(rings, rings.coordinates - self.origin, left_of_edge)

    def add_local(self, shapes: Shapes) -> None:
        """Add the boundaries of valid polygons about the local origin."""
        rings = Rings.of(shapes)
        area_m2, _ = self.kernel.measure_rings(rings.coordinates, rings.offsets)
        self._add(rings, rings.coordinates, np.where((area_m2 > 0) == rings.is_hole, -1, 1))

    def _add(self, rings: Rings, vertices: Floats, weights: Ints) -> None:
        if self.grid_m:
            vertices = np.rint(vertices / self.grid_m) * self.grid_m
            self._keep_walls(vertices, rings.offsets)
        self.table.add(vertices, rings.offsets, weights)
        self.edge_count += len(vertices) - len(rings)

    def _keep_walls(self, vertices: Floats, offsets: Ints) -> None:
        """Keep the edges of spikes and strips that are thinner than the grid: the table forgets them."""
        _, star = self.kernel.measure_rings(vertices, offsets)
        for ring in np.flatnonzero(~star):
            self.walls.append(_collapsed_edges(vertices[offsets[ring] : offsets[ring + 1]]))

    @property
    def share_left(self) -> float:
        """The part of all edges that no other has cancelled."""
        return len(self.table) / max(self.edge_count, 1)

    def residue(self) -> Residue:
        """Return what is left."""
        segments, counts = self.table.remaining()
        backward = array_kernel.run_backward(segments)
        segments = np.where(backward[:, None, None], segments[:, ::-1], segments)
        order = np.lexsort(segments.reshape(-1, 4).T[::-1])
        return Residue(
            segments[order],
            np.where(backward, -counts, counts)[order],
            np.concatenate([np.empty((0, 2, 2)), *self.walls]),
        )


def _collapsed_edges(ring: Floats) -> Floats:
    """Return, once each, the edges of a ring that run along another edge of it the other way."""
    edges = np.stack([ring[:-1], ring[1:]], axis=1)
    edges = edges[(edges[:, 0] != edges[:, 1]).any(axis=1)]
    backward = array_kernel.run_backward(edges)
    edges = np.where(backward[:, None, None], edges[:, ::-1], edges)
    distinct, counts = np.unique(edges.reshape(-1, 4), axis=0, return_counts=True)
    walls: Floats = distinct[counts > 1].reshape(-1, 2, 2)
    return walls


def cancel_edges(
    total: EdgeCancellation, shapes: Shapes, positions: Ints, *, share_allowed: float = 1.0
) -> bool:
    """Add polygons block by block; return False, and stop, when more is left of them than allowed.

    Parameters
    ----------
    total : EdgeCancellation
        What the polygons are added to.
    shapes : ndarray of shapely.Polygon, shapely.MultiPolygon or None
        The layer.
    positions : ndarray of int64
        The polygons to add, in an order in which neighbours come soon after each other.
    share_allowed : float
        The part of the edges that may be left.
    """
    for part in _parts(len(positions)):
        total.add(shapes, positions[part])
        if total.share_left > max(share_allowed, _allowed_after(part.stop, len(positions))):
            return False
    return True


def _allowed_after(done: int, count: int) -> float:
    if done >= min(count, _STEADY_FROM):
        return 0.0
    return _SAMPLE_ALLOWED if done == _SAMPLE else 1.0


def _parts(count: int) -> Iterator[slice]:
    """Return slices of the positions: a small one first, which shows whether neighbours share anything at all."""
    if count > _SAMPLE:
        yield slice(0, _SAMPLE)
    for start in range(_SAMPLE if count > _SAMPLE else 0, count, _BLOCK):
        yield slice(start, min(start + _BLOCK, count))


def share_crossing(segments: Floats) -> float:
    """Return the part of the segments that cross another, from a sample of them."""
    lines = np.asarray(shapely.linestrings(segments))
    sample = lines[:: max(len(lines) // _SAMPLED_SEGMENTS, 1)]
    crossing, _ = shapely.STRtree(lines).query(sample, predicate="crosses")
    return len(np.unique(crossing)) / max(len(sample), 1)


def spatial_order(bounds: Floats, positions: Ints) -> Ints:
    """Return positions in an order in which neighbours come soon after each other.

    That is the order of the input where most polygons lie near the one before, as surveys are mostly written; what
    lies together in memory is read faster. Otherwise it is the order in which a line meets their boxes that moves
    along the longer side of all.
    """
    if len(positions) <= 1:
        return positions
    boxes = bounds[positions]
    low, size = boxes[:, :2], np.median(boxes[:, 2:] - boxes[:, :2], axis=0)
    if (np.median(abs(np.diff(low, axis=0)), axis=0) <= _NEAR * size).all():
        return positions
    along = int(np.argmax(np.ptp(low, axis=0)))
    ordered: Ints = positions[np.argsort(low[:, along], kind="stable")]
    return ordered
