"""The two forms of what is done edge by edge: compiled loops for large layers, arrays for others and where numba is missing."""

from __future__ import annotations

import importlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from geokit.coverage import array_kernel
from geokit.errors import SpeedWarning, warn_caller
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from geokit.geometry.arrays import Bools, Floats, Ints

# Below this number of polygons, importing numba takes longer than the arrays do.
_WORTH_COMPILING = 50_000

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
    return Kernel.of(loops_for(polygon_count, "loop_kernel") or array_kernel)


def loops_for(polygon_count: int, name: str) -> ModuleType | None:
    """Return a module of compiled loops, where these are worth it for a layer of this size, and numba is there."""
    if polygon_count < _WORTH_COMPILING:
        return None
    with suppress(ImportError):
        return importlib.import_module(f"geokit.coverage.{name}")
    return None


def load_loops() -> None:
    """Load the compiled loops, where numba is there: in each process the first call of each takes time otherwise."""
    kernel = kernel_for(_WORTH_COMPILING)
    ring, offsets, grid_m = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([0, 4]), 0.0
    kernel.measure_rings(ring, offsets, grid_m)
    tables = kernel.new_table(), kernel.new_table()
    tables[0].add(ring, offsets, np.array([1]), grid_m)
    tables[1].add_segments(*tables[0].remaining())


def warn_without_loops(polygon_count: int) -> None:
    """Say once what compiled loops would bring to a layer of this size, where there are none."""
    if polygon_count >= _WORTH_COMPILING and kernel_for(polygon_count).new_table is array_kernel.EdgeTable:
        _warn_once()


@cache
def _warn_once() -> None:
    warn_caller(_WITHOUT_LOOPS.render(), SpeedWarning)
