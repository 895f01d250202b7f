"""The rings of polygons as one array of vertices: what the edge kernels work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geokit.coverage.arrays import Bools, Floats, Ints, Shapes
from geokit.coverage.layers import POLYGON


@dataclass(frozen=True, slots=True)
class Rings:
    """Closed rings, one after the other.

    Parameters
    ----------
    vertices : ndarray of float64, shape (n, 2)
        The vertices of all rings, in the caller's coordinates; each ring ends with its first vertex.
    starts : ndarray of int64, shape (m + 1,)
        Where each ring starts, and the number of vertices at the end.
    owners : ndarray of int64, shape (m,)
        The position of the polygon that each ring belongs to.
    inner : ndarray of bool, shape (m,)
        True where the ring is a hole.
    alone : ndarray of bool, shape (m,)
        True where the ring is all of its polygon.
    """

    vertices: Floats
    starts: Ints
    owners: Ints
    inner: Bools
    alone: Bools

    def __len__(self) -> int:
        return len(self.owners)

    def joined(self, other: Rings) -> Rings:
        """Return these rings and the other's after them."""
        return Rings(
            np.concatenate([self.vertices, other.vertices]),
            np.concatenate([self.starts[:-1], other.starts + self.starts[-1]]),
            np.concatenate([self.owners, other.owners]),
            np.concatenate([self.inner, other.inner]),
            np.concatenate([self.alone, other.alone]),
        )


def rings_of(shapes: Shapes, positions: Ints) -> Rings:
    """Return the rings of the polygons at `positions`: first those of one ring, then the others."""
    kinds, holes = shapely.get_type_id(shapes[positions]), shapely.get_num_interior_rings(shapes[positions])
    simple = (kinds == POLYGON) & (holes == 0)
    # A polygon of one ring lends its coordinates without a ring being made: a third of the time.
    rings = _rings(shapes[positions[simple]], positions[simple])
    if simple.all():
        return rings
    parts, owners = shapely.get_parts(shapes[positions[~simple]], return_index=True)
    inner_rings, parents = shapely.get_rings(parts, return_index=True)
    others = _rings(inner_rings, positions[~simple][owners[parents]])
    inner = np.diff(parents, prepend=-1) == 0
    marked = Rings(others.vertices, others.starts, others.owners, inner, np.zeros(len(inner), dtype=bool))
    return rings.joined(marked)


def _rings(sources: Shapes, owners: Ints) -> Rings:
    starts = np.zeros(len(sources) + 1, dtype=np.int64)
    np.cumsum(shapely.get_num_coordinates(sources), out=starts[1:])
    flags = np.zeros(len(sources), dtype=bool)
    return Rings(shapely.get_coordinates(sources), starts, owners, flags, ~flags)
