"""The components that chains of edges make, the faces of each by itself, and how they lie in each other.

Chains that pass through the same cells of a fine grid are one component. The cells of a component hang together, and no
edge of another passes through them: as a whole it lies in one face of each other, and its own faces depend on nothing else.
So each is noded by itself, many of them at once. Batches of them are cut by their size alone, and their faces come in their
order: any number of threads, parts or workers makes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.threads import each_in_threads

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.coverage.chains import Chains
    from geokit.coverage.crossings import Cells
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes

# Vertices of the components that are noded together, but for a larger one: a few milliseconds of work.
_A_BATCH = 4_000

# Components whose place is looked for at once: bounds the memory.
_A_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Batch:
    """The chains of some whole components.

    Parameters
    ----------
    points : ndarray of float64, shape (v, 2)
        The vertices of all chains, one after the other.
    numbers : ndarray of int64, shape (v,)
        The chain of each vertex, ascending from 0.
    owners : ndarray of int64, shape (c,)
        The component of each chain, ascending.
    """

    points: Floats
    numbers: Ints
    owners: Ints


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The faces of components, each component by itself.

    Parameters
    ----------
    faces : ndarray of shapely.Polygon
        Its bounded faces, without holes for what other components lie in them.
    face_owners : ndarray of int64
        The component of each face.
    outlines : ndarray of shapely.LinearRing
        The outermost edges.
    outline_owners : ndarray of int64
        The component of each outline.
    """

    faces: Shapes
    face_owners: Ints
    outlines: Shapes
    outline_owners: Ints

    @classmethod
    def together(cls, parts: Sequence[Arrangement]) -> Arrangement:
        """Return several arrangements as one."""
        names = ("faces", "face_owners", "outlines", "outline_owners")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def components_of(chains: Chains, cells: Cells) -> Ints:
    """Return the component of each chain, numbered from 0 in the order of their first chains."""
    numbers = chains.numbers[chains.starts]
    cell, chain = np.repeat(np.arange(len(cells.counts)), cells.counts), numbers[cells.edges]
    # A cell has its edges in the order of the chains.
    once = np.append(True, (cell[1:] != cell[:-1]) | (chain[1:] != chain[:-1]))
    return _joined(chain[once], cell[once], int(numbers[-1]) + 1)


def _joined(chains: Ints, cells: Ints, count: int) -> Ints:
    """Return numbers that are the same for chains with a cell in common, and for those that others join."""
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    sizes = np.diff(starts, append=len(cells))
    labels = np.arange(count)
    while True:
        found = labels[chains]
        lowest = np.repeat(np.minimum.reduceat(found, starts), sizes)
        if (found == lowest).all():
            return np.unique(labels, return_inverse=True)[1].ravel()
        np.minimum.at(labels, found, lowest)
        while (labels[labels] != labels).any():
            labels = labels[labels]


def rings_among(chains: Chains, owners: Ints) -> Arrangement:
    """Return the components that are one simple ring: it bounds their one face, and needs no noding."""
    starts, ends = chains.offsets[:-1], chains.offsets[1:] - 1
    closed = (chains.points[starts] == chains.points[ends]).all(axis=1)
    alone = np.flatnonzero(closed & (np.bincount(owners)[owners] == 1))
    points, numbers = chains.taken(alone)
    rings = np.asarray(shapely.linearrings(points, indices=numbers))
    simple = each_in_threads(shapely.is_simple, rings)
    rings, components = rings[simple], owners[alone[simple]]
    return Arrangement(np.asarray(shapely.polygons(rings)), components, rings, components)


def batches_of(chains: Chains, owners: Ints, kept: Bools) -> Iterator[Batch]:
    """Yield batches of those components whose chains are kept, each component in one."""
    order = np.argsort(owners, kind="stable")
    order = order[kept[order]]
    counts, owners = np.diff(chains.offsets)[order], owners[order]
    # All chains of a component go where the first of them does.
    number = (np.cumsum(counts) - counts)[np.searchsorted(owners, owners)] // _A_BATCH
    for at in np.split(np.arange(len(order)), np.flatnonzero(np.diff(number)) + 1):
        if len(at):
            yield Batch(*chains.taken(order[at]), owners[at])


def arrange(batch: Batch, *, grid_m: float = 0.0) -> Arrangement:
    """Node the chains of each component, and return its faces.

    Parameters
    ----------
    batch : Batch
        Some components.
    grid_m : float
        The grid that vertices are rounded to; 0 leaves them as they are.
    """
    lines = np.asarray(shapely.linestrings(batch.points, indices=batch.numbers))
    components, numbers = np.unique(batch.owners, return_inverse=True)
    together = np.asarray(shapely.multilinestrings(lines, indices=numbers.ravel()))
    union: Any = shapely.union_all(together.reshape(-1, 1), axis=1, grid_size=grid_m or None)
    collections: Any = shapely.polygonize(np.asarray(shapely.line_merge(union)).reshape(-1, 1))
    faces, of_faces = shapely.get_parts(collections, return_index=True)
    # Faces are a coverage by construction: their union needs no overlay.
    several = np.flatnonzero(shapely.get_num_geometries(collections) > 1)
    united: Any = shapely.coverage_union_all(collections[several].reshape(-1, 1), axis=1)
    land, of_land = shapely.get_parts(united, return_index=True)
    alone = np.isin(of_faces, several, invert=True)
    outlines = shapely.get_exterior_ring(np.concatenate([faces[alone], land]))
    of_outlines = np.concatenate([of_faces[alone], several[of_land]])
    return Arrangement(faces, components[of_faces], outlines, components[of_outlines])


def nested(found: Arrangement) -> tuple[Shapes, Shapes, bool]:
    """Return the faces of components with holes where others lie in them.

    Parameters
    ----------
    found : Arrangement
        Of all components.

    Returns
    -------
    faces : ndarray of shapely.Polygon
        They do not overlap.
    outlines : ndarray of shapely.LinearRing
        Those that lie in no face.
    proven : bool
        Whether each component has one around it more than the one that it was put into.
    """
    _, first, component = np.unique(found.outline_owners, return_index=True, return_inverse=True)
    component = component.ravel()
    face_component = np.searchsorted(found.outline_owners[first], found.face_owners)
    points = shapely.get_coordinates(shapely.get_point(found.outlines[first], 0))
    depth, around = _places(points, found.faces, face_component)
    inner = np.flatnonzero(around >= 0)
    above = np.zeros_like(depth)
    above[inner] = 1 + depth[face_component[around[inner]]]
    holes = np.flatnonzero(around[component] >= 0)
    faces = with_holes(found.faces, around[component[holes]], found.outlines[holes])
    return faces, np.delete(found.outlines, holes), bool((depth == above).all())


def _places(points: Floats, faces: Shapes, owners: Ints) -> tuple[Ints, Ints]:
    """Return in how many faces of other components each lies, and in which last; -1 where in none.

    Parameters
    ----------
    points : ndarray of float64, shape (c, 2)
        A vertex of each component.
    faces : ndarray of shapely.Polygon
        All faces.
    owners : ndarray of int64
        The component of each.
    """
    tree, east = shapely.STRtree(faces), shapely.bounds(faces)[:, 2]
    depth, around = np.zeros(len(points), dtype=np.int64), np.full(len(points), -1, dtype=np.int64)
    for start in range(0, len(points), _A_BLOCK):
        rows, columns = tree.query(shapely.points(points[start : start + _A_BLOCK]))
        rows += start
        other = owners[columns] != rows
        rows, columns = rows[other], columns[other]
        shapely.prepare(faces[np.unique(columns)])
        inside = shapely.contains_xy(faces[columns], *points[rows].T)
        rows, columns = rows[inside], columns[inside]
        depth += np.bincount(rows, minlength=len(points))
        # Faces around the same component lie in each other, and the inner one ends before the outer one does.
        order = np.lexsort((-east[columns], rows))
        around[rows[order]] = columns[order]
    shapely.destroy_prepared(faces)
    return depth, around


def with_holes(polygons: Shapes, rows: Ints, holes: Shapes) -> Shapes:
    """Return polygons with rings as further holes of those in some rows; a row may have several.

    Examples
    --------
    >>> with_holes(
    ...     np.array([shapely.box(0, 0, 9, 9)]), np.array([0]), np.array([shapely.box(1, 1, 2, 2).exterior])
    ... )[0].area
    80.0
    """
    changed, numbers = np.unique(rows, return_inverse=True)
    rings, owners = shapely.get_rings(polygons[changed], return_index=True)
    rings, owners = np.concatenate([rings, holes]), np.concatenate([owners, numbers.ravel()])
    order = np.argsort(owners, kind="stable")
    result = polygons.copy()
    result[changed] = shapely.polygons(rings[order], indices=owners[order])
    return result
