"""The components that chains of edges make, the faces of each by itself, and how they lie in each other.

Chains that pass through the same cells of a fine grid are one component. The cells of a component hang together, and no
edge of another passes through them: it lies in one face of each other component as a whole, and what is in its own faces
depends on nothing else. So components may be noded by whoever is free, and only segments go out, only faces come back.
Batches of them are cut by their size alone: any number of threads, parts or workers makes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import ragged_positions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geokit.coverage.chains import Chains
    from geokit.coverage.crossings import Cells
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes

# Vertices of the components that are noded together, but for a larger one: a few milliseconds of work.
_A_BATCH = 8_000

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
        """Return several arrangements as one, component after component."""
        found = []
        for shapes, owners in (("faces", "face_owners"), ("outlines", "outline_owners")):
            of_all, numbers = (
                np.concatenate([getattr(part, name) for part in parts]) for name in (shapes, owners)
            )
            order = np.argsort(numbers, kind="stable")
            found += [of_all[order], numbers[order]]
        return cls(*found)


def components_of(chains: Chains, cells: Cells) -> Ints:
    """Return the component of each chain, numbered from 0 in the order of their first chains."""
    numbers = chains.numbers[chains.starts]
    cell, chain = np.repeat(np.arange(len(cells.counts)), cells.counts), numbers[cells.edges]
    # A cell has its edges in the order of their chains.
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


def batches_of(chains: Chains, owners: Ints) -> Iterator[Batch]:
    """Yield batches of the components of chains, each component in one."""
    order = np.argsort(owners, kind="stable")
    starts = np.flatnonzero(np.diff(chains.numbers, prepend=-1))
    counts = np.diff(starts, append=len(chains.numbers))[order]
    starts, owners = starts[order], owners[order]
    # All chains of a component go where the first of them does.
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    size = np.add.reduceat(counts, first)
    number = (np.cumsum(size) - size) // _A_BATCH
    for at in np.split(np.arange(len(owners)), first[1:][np.diff(number) > 0]):
        points = chains.points[ragged_positions(starts[at], counts[at])]
        yield Batch(points, np.repeat(np.arange(len(at)), counts[at]), owners[at])


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
    ring = np.zeros(len(lines), dtype=bool) if grid_m else _is_ring(lines, batch.owners)
    simple = _rings(batch, ring)
    rings = Arrangement(np.asarray(shapely.polygons(simple)), batch.owners[ring], simple, batch.owners[ring])
    return Arrangement.together([rings, _noded(lines[~ring], batch.owners[~ring], grid_m)])


def _is_ring(lines: Shapes, owners: Ints) -> Bools:
    """Return which chains are all of their component, and a ring: it bounds the one face, and needs no noding."""
    starts = np.diff(owners, prepend=-1) != 0
    ring: Bools = starts & np.append(starts[1:], True) & shapely.is_closed(lines)
    ring[ring] = shapely.is_simple(lines[ring])
    return ring


def _noded(lines: Shapes, owners: Ints, grid_m: float) -> Arrangement:
    """Return the faces of components whose chains may meet."""
    components, numbers = np.unique(owners, return_inverse=True)
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


def _rings(batch: Batch, chosen: Bools) -> Shapes:
    """Return rings of some of the chains."""
    among = chosen[batch.numbers]
    numbers = (np.cumsum(chosen) - 1)[batch.numbers[among]]
    return np.asarray(shapely.linearrings(batch.points[among], indices=numbers))


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
    proven = bool((depth[face_component[around[inner]]] == depth[inner] - 1).all())
    holes = np.flatnonzero(around[component] >= 0)
    faces = with_holes(found.faces, around[component[holes]], found.outlines[holes])
    return faces, np.delete(found.outlines, holes), proven


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
