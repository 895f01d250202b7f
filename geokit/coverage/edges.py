"""The edges of a layer as opposite ones cancel each other, and what is left of them.

The boundaries of counter-clockwise polygons add up. Where two neighbours share an edge they run along it in opposite
directions and leave nothing; what remains bounds the land that is covered by none, or by more than one. The kernel that
does it has two forms: compiled loops for large layers, arrays for others and where numba is missing.
"""

from __future__ import annotations

import importlib
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from geokit.coverage import array_kernel
from geokit.coverage.validity import invalid_among
from geokit.errors import SpeedWarning, warn_caller
from geokit.geometry.rings import Rings
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes


# Below this number of polygons, importing numba takes longer than the arrays do.
_WORTH_COMPILING = 50_000

# Polygons whose coordinates are taken in one block: few enough for them to stay in the processor's cache.
_BLOCK = 10_000


_WITHOUT_LOOPS = Words(
    zh="numba 未安装或无法使用：结果不变，但图形数以万计时，核查重叠与缝隙约慢两倍；pip install 'geokit-parks[fast]' 可提速",
    en="numba is not installed, or does not work here: the answer is the same, but overlaps and gaps of a large layer take "
    "about three times as long; pip install 'geokit-parks[fast]' makes them faster",
)


class EdgeTable(Protocol):
    """Edges that no opposite edge has cancelled yet."""

    def __len__(self) -> int:
        """Return how many edges are left."""

    def add(self, vertices: Floats, offsets: Ints, weights: Ints, grid_m: float = 0.0) -> None:
        """Count the edges of runs of vertices, and let opposite ones cancel.

        Parameters
        ----------
        vertices : ndarray of float64, shape (n, 2)
            The vertices of all runs, one after the other.
        offsets : ndarray of int64, shape (m + 1,)
            Where each run starts, and the number of vertices at the end.
        weights : ndarray of int64, shape (m,)
            How often each run counts; 0 leaves it out, -1 turns it around.
        grid_m : float
            The grid, a power of two, that vertices are rounded to first; 0 leaves them as they are.
        """

    def add_segments(self, segments: Floats, counts: Ints) -> None:
        """Count edges as often as each is there: what another table has left.

        The tables of parts, added to one in any order and grouping, leave bit by bit what one table of all leaves.
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
        Takes the vertices and offsets of rings, and the grid that they are rounded to (0: not); returns the signed area
        of each in m², and whether it is star-shaped about its mean vertex. A star-shaped ring does not meet itself: a
        polygon of that ring alone is valid without asking GEOS.
    new_table : callable
        Returns an empty table of edges. Each belongs to one thread; several may be filled at once.
    walk_lines : callable
        Takes for each end of a segment the only other at the same point, or -1 (the two of segment `s` are ``2 * s`` and
        ``2 * s + 1``); returns the ends in the order of the chains they make, and the chain of each.
    """

    measure_rings: Callable[[Floats, Ints, float], tuple[Floats, Bools]]
    new_table: Callable[[], EdgeTable]
    walk_lines: Callable[[Ints], tuple[Ints, Ints]]

    @classmethod
    def of(cls, form: ModuleType) -> Kernel:
        """Return the form that a module holds."""
        return cls(form.measure_rings, form.EdgeTable, form.walk_lines)


def kernel_for(polygon_count: int) -> Kernel:
    """Return the form that is faster for a layer of this size."""
    form: ModuleType = array_kernel
    if polygon_count >= _WORTH_COMPILING:
        with suppress(ImportError):
            form = importlib.import_module("geokit.coverage.loop_kernel")
    return Kernel.of(form)


def warn_without_loops(polygon_count: int) -> None:
    """Say once what compiled loops would bring to a layer of this size, where there are none."""
    if polygon_count >= _WORTH_COMPILING and kernel_for(polygon_count).new_table is array_kernel.EdgeTable:
        _warn_once()


@cache
def _warn_once() -> None:
    warn_caller(_WITHOUT_LOOPS.render(), SpeedWarning)


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
        """Return the same edges about a local origin."""
        segments, counts = array_kernel.summed(self.segments - origin, self.counts)
        return replace(self, segments=segments, counts=counts, walls=self.walls - origin)

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
    shapes: Shapes,
    positions: Ints,
    *,
    grid_m: float = 0.0,
    layer_size: int = 0,
    kernel: Kernel | None = None,
) -> EdgeSum:
    """Return the sum of the boundaries of polygons, the invalid ones left out.

    Parameters
    ----------
    shapes : ndarray of shapely.Polygon or shapely.MultiPolygon
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
        rings = Rings.of(block)
        area_m2, star = form.measure_rings(rings.coordinates, rings.offsets, 0.0)
        # GEOS tests only the polygons that are more than one star-shaped ring: a few in a hundred.
        doubtful = np.unique(rings.rows[~(star & rings.is_alone)])
        wrong = invalid_among(block, doubtful)
        left_of_edge = np.where((area_m2 > 0) == rings.is_hole, -1, 1)
        if len(wrong):
            left_of_edge[np.isin(rings.rows, wrong)] = 0
        if grid_m:
            walls += _walls(form, rings, grid_m)
        table.add(rings.coordinates, rings.offsets, left_of_edge, grid_m)
        edge_count += len(rings.coordinates) - len(rings)
        invalid.append(positions[start + wrong])
    segments, counts = eastward(*table.remaining())
    return EdgeSum(edge_count, segments, counts, np.concatenate(walls), np.sort(np.concatenate(invalid)))


def eastward(segments: Floats, counts: Ints) -> tuple[Floats, Ints]:
    """Return segments that run from west to east, or north along a meridian, and how often each does."""
    backward = array_kernel.run_backward(segments)
    turned: Floats = np.where(backward[:, None, None], segments[:, ::-1], segments)
    return turned, np.where(backward, -counts, counts)


def _walls(kernel: Kernel, rings: Rings, grid_m: float) -> list[Floats]:
    """Return the edges of spikes and strips that are thinner than the grid: the table forgets them."""
    _, star = kernel.measure_rings(rings.coordinates, rings.offsets, grid_m)
    runs = zip(rings.starts[~star], rings.ends[~star] + 1, strict=True)
    return [
        _collapsed_edges(array_kernel.on_grid(rings.coordinates[start:end], grid_m)) for start, end in runs
    ]


def _collapsed_edges(ring: Floats) -> Floats:
    """Return, once each, the edges of a ring that run along another edge of it the other way."""
    edges = np.stack([ring[:-1], ring[1:]], axis=1)
    edges = edges[(edges[:, 0] != edges[:, 1]).any(axis=1)]
    edges, _ = eastward(edges, np.ones(len(edges), dtype=np.int64))
    distinct, counts = np.unique(edges.reshape(-1, 4), axis=0, return_counts=True)
    walls: Floats = distinct[counts > 1].reshape(-1, 2, 2)
    return walls
