"""The two forms of the edge kernel: compiled loops for large layers, arrays where numba is missing or not worth it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from geokit.coverage import array_kernel

if TYPE_CHECKING:
    from geokit.coverage.arrays import Bools, Floats, Ints

# Below this number of vertices, importing numba takes longer than the arrays do.
_WORTH_COMPILING = 1_000_000


class Kernel(Protocol):
    """What both forms offer; they find the same."""

    def measure_rings(self, vertices: Floats, starts: Ints) -> tuple[Floats, Bools]:
        """Return the signed area of each ring in m², and whether it is star-shaped about its mean vertex.

        A star-shaped ring is simple: its polygon is valid without asking GEOS.
        """

    def cancel_edges(self, vertices: Floats, starts: Ints, weights: Ints) -> tuple[Ints, Ints]:
        """Return the edges that no opposite edge cancels.

        Parameters
        ----------
        vertices : ndarray of float64, shape (n, 2)
            Vertices of runs: rings, or single edges.
        starts : ndarray of int64, shape (m + 1,)
            Where each run starts.
        weights : ndarray of int64, shape (m,)
            How often each run is counted; 0 leaves it out, -1 turns it around.

        Returns
        -------
        edges, counts : ndarray of int64
            The first vertex of each edge, and how often it remains: negative where it remains turned around.
        """


def kernel_for(vertex_count: int) -> Kernel:
    """Return the form that is faster for this many vertices."""
    if vertex_count >= _WORTH_COMPILING:
        try:
            from geokit.coverage import loop_kernel
        except ImportError:
            return array_kernel
        return loop_kernel
    return array_kernel
