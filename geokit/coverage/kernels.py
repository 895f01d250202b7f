"""The two forms of the edge kernel: compiled loops for large layers, arrays for others and where numba is missing."""

from __future__ import annotations

import importlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from geokit.coverage import array_kernel

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from geokit.geometry.arrays import Bools, Floats, Ints

# Below this number of polygons, importing numba takes longer than the arrays do.
_WORTH_COMPILING = 50_000


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
