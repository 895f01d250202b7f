"""Polygons that stay encoded: what is computed of vertices needs no geometry, and to make one of each takes as long.

The functions here take an array of geometries or an :class:`EncodedShapes`, and give the same of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np
import shapely

from geokit.geometry.arrays import empty_shapes
from geokit.geometry.rings import Rings, offsets_of
from geokit.geometry.wkb import one_closed_ring, wkb_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes


@dataclass(frozen=True, eq=False)
class EncodedShapes:
    """A column of well-known binary, of which most rows are polygons of one ring.

    Parameters
    ----------
    column : pyarrow.BinaryArray or pyarrow.LargeBinaryArray
        Well-known binary, or null.
    rows : ndarray of int64, shape (p,)
        The rows that are polygons of one ring, ascending.
    coordinates : ndarray of float64, shape (v, 2)
        The vertices of these.
    offsets : ndarray of int64, shape (p + 1,)
        Where each of them starts among the vertices.
    others : ndarray of shapely.Geometry or None
        All other rows.
    """

    column: pa.Array
    rows: Ints
    coordinates: Floats
    offsets: Ints
    others: Shapes

    @classmethod
    def of(
        cls, column: pa.Array, of_others: Callable[[NDArray[np.object_]], Any] = shapely.from_wkb
    ) -> EncodedShapes:
        """Read a column; a function makes geometries of the bytes, or None, that are no polygon of one ring.

        Examples
        --------
        >>> from geokit.geometry.wkb import wkb_of
        >>> shapes = EncodedShapes.of(wkb_of(np.array([shapely.box(0, 0, 9, 9), None, shapely.Point(4, 5)])))
        >>> len(shapes), vertex_counts(shapes), shapes[np.array([2])]
        (3, array([5, 0, 1]), array([<POINT (4 5)>], dtype=object))
        """
        rows, coordinates, offsets = one_closed_ring(column)
        others = column.take(np.delete(np.arange(len(column)), rows)).to_numpy(zero_copy_only=False)
        return cls(column, rows, coordinates, offsets, np.asarray(of_others(others)))

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.column)

    @overload
    def __getitem__(self, rows: slice) -> EncodedShapes: ...

    @overload
    def __getitem__(self, rows: Ints) -> Shapes: ...

    def __getitem__(self, rows: Any) -> Any:
        """Return some rows: of a slice as they are encoded, of positions as geometries."""
        if not isinstance(rows, slice):
            return shapes_of(self.column.take(np.asarray(rows)))
        start, stop, _ = rows.indices(len(self))
        first, last = np.searchsorted(self.rows, [start, stop])
        offsets = self.offsets[first : last + 1]
        return EncodedShapes(
            self.column.slice(start, stop - start),
            self.rows[first:last] - start,
            self.coordinates[offsets[0] : offsets[-1]],
            offsets - offsets[0],
            self.others[start - first : stop - last],
        )

    @cached_property
    def is_other(self) -> Bools:
        """Which rows are no polygon of one ring."""
        other = np.ones(len(self), dtype=bool)
        other[self.rows] = False
        return other

    @cached_property
    def counts(self) -> Ints:
        """How many vertices each row has."""
        counts = np.empty(len(self), dtype=np.int64)
        counts[self.rows] = np.diff(self.offsets)
        counts[self.is_other] = shapely.get_num_coordinates(self.others)
        return counts

    def boxes(self) -> Floats:
        """Return the lowest x and y and the highest of each row, shape (n, 4); NaN where it has none."""
        boxes = np.empty((len(self), 4))
        boxes[self.is_other] = shapely.bounds(self.others)
        if len(self.rows):
            sides = [
                limit.reduceat(self.coordinates, self.offsets[:-1]) for limit in (np.minimum, np.maximum)
            ]
            boxes[self.rows] = np.hstack(sides)
        return boxes

    def shapes(self) -> Shapes:
        """Return all rows as geometries."""
        polygons: Shapes = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, self.coordinates, (self.offsets, np.arange(len(self.offsets)))
        )
        if len(self.others) == 0:
            return polygons
        shapes = empty_shapes(len(self))
        shapes[self.rows], shapes[self.is_other] = polygons, self.others
        return shapes

    def written_anew(self) -> pa.LargeBinaryArray:
        """Return the rows as :func:`~geokit.geometry.wkb.wkb_of` writes them: polygons of one ring stand there so already."""
        import pyarrow as pa

        column = self.column.cast(pa.large_binary())
        if len(self.others) == 0:
            return column
        places = np.empty(len(self), dtype=np.int64)
        places[self.rows] = np.arange(len(self.rows))
        places[self.is_other] = np.arange(len(self.rows), len(self))
        return pa.concat_arrays([column.take(self.rows), wkb_of(self.others)]).take(places)

    def vertices(self) -> tuple[Floats, Ints]:
        """Return the vertices of all rows, and where each row starts among them."""
        if len(self.others) == 0:
            # Arrow's memory must not be written to, which compiled loops might.
            return self.coordinates.copy(), self.offsets
        offsets, of_others = offsets_of(self.counts), np.repeat(self.is_other, self.counts)
        vertices = np.empty((len(of_others), 2))
        vertices[of_others] = shapely.get_coordinates(self.others)
        vertices[~of_others] = self.coordinates
        return vertices, offsets

    def rings(self) -> Rings:
        """Return the rings of all rows, those of polygons of one ring first."""
        others = Rings.of(self.others)
        ring_count = len(self.rows)
        return Rings(
            np.concatenate([self.coordinates, others.coordinates]),
            np.concatenate([self.offsets[:-1], others.offsets + len(self.coordinates)]),
            np.concatenate([np.arange(ring_count), others.polygon_offsets + ring_count]),
            np.concatenate([self.rows, np.flatnonzero(self.is_other)[others.polygon_rows]]),
            len(self),
        )


def shapes_of(column: pa.Array, of_others: Callable[[NDArray[np.object_]], Any] = shapely.from_wkb) -> Shapes:
    """Return the geometries of a column of well-known binary, as :meth:`EncodedShapes.of` reads it.

    Examples
    --------
    >>> from geokit.geometry.wkb import wkb_of
    >>> column = wkb_of(np.array([shapely.box(0, 0, 9, 9), None, shapely.Point(4, 5)]))
    >>> [str(shape) for shape in shapes_of(column)]
    ['POLYGON ((9 0, 9 9, 0 9, 0 0, 9 0))', 'None', 'POINT (4 5)']
    """
    return EncodedShapes.of(column, of_others).shapes()


SomeShapes: TypeAlias = "Shapes | EncodedShapes"


def vertex_counts(shapes: SomeShapes) -> Ints:
    """Return how many vertices each polygon has."""
    if isinstance(shapes, EncodedShapes):
        return shapes.counts
    return shapely.get_num_coordinates(shapes).astype(np.int64)


def vertices_of(shapes: SomeShapes) -> tuple[Floats, Ints]:
    """Return the vertices of polygons, shape (v, 2), and where each polygon starts among them, shape (n + 1,)."""
    if isinstance(shapes, EncodedShapes):
        return shapes.vertices()
    return shapely.get_coordinates(shapes), offsets_of(vertex_counts(shapes))


def rings_of(shapes: SomeShapes) -> Rings:
    """Return the rings of polygons, as :meth:`~geokit.geometry.rings.Rings.of` does."""
    return shapes.rings() if isinstance(shapes, EncodedShapes) else Rings.of(shapes)


def are_missing(shapes: SomeShapes) -> Bools:
    """Return where there is no geometry."""
    if isinstance(shapes, EncodedShapes):
        return np.asarray(shapes.column.is_null().to_numpy(zero_copy_only=False), dtype=bool)
    missing: Bools = shapely.is_missing(shapes)
    return missing
