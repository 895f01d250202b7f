"""What is left of a layer's edges when opposite edges have cancelled each other.

The boundaries of counter-clockwise polygons add up. Where two neighbours share an edge they run along it in opposite
directions and leave nothing; what remains bounds the land that is covered by none, or by more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geokit.coverage.arrays import Floats, Ints
    from geokit.coverage.kernels import Kernel
    from geokit.coverage.rings import Rings


@dataclass(frozen=True, slots=True)
class Residue:
    """Directed edges about the local origin, in an order that does not depend on the order of the input.

    Parameters
    ----------
    segments : ndarray of float64, shape (k, 2, 2)
        From and to of each edge.
    counts : ndarray of int64, shape (k,)
        How often each is left.
    """

    segments: Floats
    counts: Ints

    def __len__(self) -> int:
        return len(self.counts)


def residue_of(rings: Rings, weights: Ints, origin: Floats, kernel: Kernel) -> Residue:
    """Return the edges of rings that no opposite edge cancels.

    Parameters
    ----------
    rings : Rings
        The rings of the layer.
    weights : ndarray of int64, shape (m,)
        1 for a ring whose polygon lies to its left, -1 to its right, 0 for one that is left out.
    origin : ndarray, shape (2,)
        The point about which the segments are returned.
    kernel : Kernel
        The form of the edge kernel.
    """
    edges, counts = kernel.cancel_edges(rings.vertices, rings.starts, weights)
    ends = np.stack([rings.vertices[edges], rings.vertices[edges + 1]], axis=1)
    return _in_order(ends - origin, counts)


def _in_order(segments: Floats, counts: Ints) -> Residue:
    """Turn segments to run from west to east, and sort them."""
    (x, y) = (segments[:, 1] - segments[:, 0]).T
    turned = (x < 0) | ((x == 0) & (y < 0))
    segments = np.where(turned[:, None, None], segments[:, ::-1], segments)
    order = np.lexsort((*segments[:, 1].T[::-1], *segments[:, 0].T[::-1]))
    return Residue(segments[order], np.where(turned, -counts, counts)[order])
