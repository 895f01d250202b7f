"""Columns of well-known binary: most parcels have one ring, and the coordinates of all those are taken at once.

GEOS's reader takes bytes one by one and holds the interpreter's lock meanwhile, so that two files cannot be read at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.geometry.arrays import Ints, Shapes, empty_shapes
from geokit.parcels.formats._wkb import DEEP_BYTES, POLYGON, geometries

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

_HEADER: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("points", "<u4")])
# Both of its numbers: of a record with two fields numpy would copy each by itself.
_POINT: Final = np.dtype("<c16")
_LITTLE_ENDIAN: Final = 1
_MIN_POINTS: Final = 4


def shapes_of(column: pa.Array) -> Shapes:
    """Return shapely geometries in two dimensions; what GEOS refuses, and what is nested too deep, becomes None.

    Parameters
    ----------
    column : pyarrow.BinaryArray or pyarrow.LargeBinaryArray
        Well-known binary, or null.
    """
    data, ends = _bytes_of(column)
    starts, lengths = ends[:-1], np.diff(ends)
    if column.null_count:
        # Bytes may stand where there is nothing.
        lengths[column.is_null().to_numpy(zero_copy_only=False)] = 0
    rows = _of_one_closed_ring(data, starts, lengths)
    shapes = empty_shapes(len(column))
    shapes[rows] = _polygons(data, starts[rows], lengths[rows])
    others = np.delete(np.arange(len(column)), rows)
    if len(others):
        wkb = column.take(others).to_numpy(zero_copy_only=False)
        shapes[others] = geometries(wkb, np.flatnonzero(lengths[others] >= DEEP_BYTES))
    return shapes


def _bytes_of(column: pa.Array) -> tuple[NDArray[np.uint8], Ints]:
    """Return the bytes of all rows, and where each of them ends, the first where it begins."""
    import pyarrow as pa

    width = np.int64 if pa.types.is_large_binary(column.type) else np.int32
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets or b"", dtype=width)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data or b"", dtype=np.uint8), ends.astype(np.int64)


def _of_one_closed_ring(data: NDArray[np.uint8], starts: Ints, lengths: Ints) -> Ints:
    """Return the rows that are polygons of one ring in two dimensions, as long as they say and closed."""
    counts, left = np.divmod(lengths - _HEADER.itemsize, _POINT.itemsize)
    rows = np.flatnonzero((left == 0) & (counts >= _MIN_POINTS))
    heads = _at(data, _HEADER, starts[rows])
    is_one = (heads["order"] == _LITTLE_ENDIAN) & (heads["kind"] == POLYGON) & (heads["rings"] == 1)
    rows = rows[is_one & (heads["points"] == counts[rows])]
    firsts = _at(data, _POINT, starts[rows] + _HEADER.itemsize)
    lasts = _at(data, _POINT, starts[rows] + lengths[rows] - _POINT.itemsize)
    closed: Ints = rows[firsts == lasts]
    return closed


def _polygons(data: NDArray[np.uint8], starts: Ints, lengths: Ints) -> Shapes:
    """Return polygons of one closed ring."""
    counts = (lengths - _HEADER.itemsize) // _POINT.itemsize
    offsets = np.concatenate([[0], np.cumsum(counts)])
    begins = np.repeat(starts + _HEADER.itemsize - offsets[:-1] * _POINT.itemsize, counts)
    points = _at(data, _POINT, begins + np.arange(offsets[-1]) * _POINT.itemsize)
    polygons: Shapes = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, points.view("<f8").reshape(-1, 2), (offsets, np.arange(len(offsets)))
    )
    return polygons


def _at(data: NDArray[np.uint8], kind: np.dtype[Any], places: Ints) -> NDArray[Any]:
    """Return what stands at some places among bytes, wherever they are."""
    if len(places) == 0:
        return np.empty(0, dtype=kind)
    everywhere = np.ndarray(len(data) - kind.itemsize + 1, dtype=kind, buffer=data, strides=(1,))
    found: NDArray[Any] = everywhere[places]
    return found
