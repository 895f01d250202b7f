"""Edges merged into chains: lines that go on wherever two edges meet and no third does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.kernels import kernel_for
from geokit.geometry.arrays import ragged_positions

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes


# No slots: what follows from the points is computed once, and only where it is needed.
@dataclass(frozen=True, eq=False)
class Chains:
    """Lines that together are edges, merged wherever two meet and no third does.

    Parameters
    ----------
    points : ndarray of float64, shape (v, 2)
        The vertices of all chains, one after the other; a closed one ends with its first.
    numbers : ndarray of int64, shape (v,)
        The chain of each vertex, ascending from 0.
    edges : ndarray of int64, shape (e,)
        Which edge it is that leads from a vertex to the next of its chain.
    turned : ndarray of bool, shape (e,)
        Whether the chain runs along it the other way.
    """

    points: Floats
    numbers: Ints
    edges: Ints
    turned: Bools

    @classmethod
    def of(cls, segments: Floats) -> Chains:
        """Merge edges, of shape (e, 2, 2): the two ends of each."""
        points = np.ascontiguousarray(segments, dtype=float).reshape(-1, 2)
        ends, numbers = kernel_for(len(segments)).walk_lines(_partners(points))
        # The first end of a chain is that of its first edge; each other one is where an edge ends.
        arrived = ends[np.flatnonzero(numbers[1:] == numbers[:-1]) + 1]
        return cls(points[ends], numbers, arrived // 2, arrived % 2 == 0)

    @cached_property
    def starts(self) -> Ints:
        """The vertices that an edge begins with: all but the last of each chain."""
        return np.flatnonzero(self.numbers[1:] == self.numbers[:-1])

    @cached_property
    def offsets(self) -> Ints:
        """Where each chain starts among the vertices, and the number of vertices at the end."""
        return np.append(np.flatnonzero(np.diff(self.numbers, prepend=-1)), len(self.numbers))

    @cached_property
    def segments(self) -> Floats:
        """From and to of each edge, as the chains run."""
        return np.stack([self.points[self.starts], self.points[self.starts + 1]], axis=1)

    def taken(self, chains: Ints) -> tuple[Floats, Ints]:
        """Return the vertices of some chains, and the number that the chain of each has among them."""
        counts = np.diff(self.offsets)[chains]
        rows = ragged_positions(self.offsets[chains], counts)
        return self.points[rows], np.repeat(np.arange(len(chains)), counts)

    def lines(self) -> Shapes:
        """Return a line for each chain."""
        return np.asarray(shapely.linestrings(self.points, indices=self.numbers))


def merge_lines(segments: Floats) -> Shapes:
    """Return lines that together are the segments, merged wherever two meet and no third does.

    Parameters
    ----------
    segments : ndarray of float64, shape (k, 2, 2)
        The two ends of each segment.

    Examples
    --------
    >>> merge_lines(np.array([[[0, 0], [1, 0]], [[2, 0], [1, 0]]], dtype=float))
    array([<LINESTRING (0 0, 1 0, 2 0)>], dtype=object)
    """
    return Chains.of(segments).lines()


def _partners(points: Floats) -> Ints:
    """Return for each end the only other end at the same point, or -1 where there is none or more."""
    # As complex numbers points are sorted whole, several times faster than as rows.
    keys = points.view(np.complex128).ravel()
    order = np.argsort(keys)
    starts = np.flatnonzero(np.append(True, keys[order[1:]] != keys[order[:-1]])[: len(keys)])
    met = starts[np.diff(starts, append=len(keys)) == 2]  # noqa: PLR2004 - two ends meet
    pairs = np.stack([order[met], order[met + 1]], axis=1)
    partners = np.full(len(points), -1, dtype=np.int64)
    partners[pairs] = pairs[:, ::-1]
    return partners
