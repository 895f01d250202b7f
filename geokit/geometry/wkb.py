"""Columns of well-known binary. Most parcels have one ring: those are read, and written, all at once.

GEOS takes and gives bytes one geometry after the other, and holds the interpreter's lock meanwhile: no two threads can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geokit.geometry.rings import POLYGON, offsets_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from geokit.geometry.arrays import Floats, Ints, Shapes

_HEADER: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("points", "<u4")])
_POINT: Final = np.dtype("<c16")
_LITTLE_ENDIAN: Final = 1
_MIN_POINTS: Final = 4


def one_closed_ring(column: pa.Array) -> tuple[Ints, Floats, Ints]:
    """Return the rows that are polygons of one closed ring, as long as they say; its vertices, and where each starts.

    Examples
    --------
    >>> column = wkb_of(np.array([None, shapely.box(0, 0, 9, 9), shapely.Point(4, 5)]))
    >>> rows, coordinates, offsets = one_closed_ring(column)
    >>> rows, coordinates[:2], offsets
    (array([1]), array([[9., 0.],
           [9., 9.]]), array([0, 5]))
    """
    counts, left = np.divmod(_lengths(column) - _HEADER.itemsize, _POINT.itemsize)
    rows = np.flatnonzero((left == 0) & (counts >= _MIN_POINTS))
    heads = np.frombuffer(_part(column, rows, 0, _HEADER.itemsize), dtype=_HEADER)
    is_one = (heads["order"] == _LITTLE_ENDIAN) & (heads["kind"] == POLYGON) & (heads["rings"] == 1)
    rows = rows[is_one & (heads["points"] == counts[rows])]
    while True:
        stop = _HEADER.itemsize + _POINT.itemsize * int(counts[rows].max(initial=0))
        points = np.frombuffer(_part(column, rows, _HEADER.itemsize, stop), dtype=_POINT)
        offsets = offsets_of(counts[rows])
        is_closed = points[offsets[:-1]] == points[offsets[1:] - 1]
        if is_closed.all():
            return rows, points.view("<f8").reshape(-1, 2), offsets
        rows = rows[is_closed]


def _lengths(column: pa.Array) -> Ints:
    """Return how many bytes each row has; where there is nothing none, though some may stand there."""
    import pyarrow.compute as pc

    lengths: Ints = pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return lengths


def _part(column: pa.Array, rows: Ints, start: int, stop: int) -> Any:
    """Return a part of the bytes of some rows, one after the other."""
    import pyarrow.compute as pc

    if len(rows) == 0:
        return b""
    taken = column if len(rows) == len(column) else column.take(rows)
    return pc.binary_slice(taken, start, stop).buffers()[2]


def wkb_of(shapes: Shapes) -> pa.LargeBinaryArray:
    """Return geometries as well-known binary, missing ones as nulls; every bit of a coordinate is kept.

    Examples
    --------
    >>> wkb_of(np.array([shapely.Point(4, 5), None])).is_null().to_pylist()
    [False, True]
    """
    import pyarrow as pa

    plain = (
        (shapely.get_type_id(shapes) == POLYGON)
        & (shapely.get_num_interior_rings(shapes) == 0)
        & (shapely.get_coordinate_dimension(shapes) == 2)  # noqa: PLR2004 - in two dimensions
        & ~shapely.is_empty(shapes)
    )
    rings = _wkb_of_one_ring(shapes[plain])
    if plain.all():
        return rings
    others = pa.array(shapely.to_wkb(shapes[~plain]), type=pa.large_binary())
    places = np.empty(len(shapes), dtype=np.int64)
    places[np.concatenate([np.flatnonzero(plain), np.flatnonzero(~plain)])] = np.arange(len(shapes))
    return pa.concat_arrays([rings, others]).take(places)


def _wkb_of_one_ring(polygons: Shapes) -> pa.LargeBinaryArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    counts = shapely.get_num_coordinates(polygons).astype(np.int64)
    heads = np.empty(len(polygons), dtype=_HEADER)
    heads["order"], heads["kind"], heads["rings"], heads["points"] = _LITTLE_ENDIAN, POLYGON, 1, counts
    points = np.ascontiguousarray(shapely.get_coordinates(polygons), dtype="<f8").view(_POINT)
    parts = [_pieces(heads, np.arange(len(heads) + 1)), _pieces(points, offsets_of(counts))]
    return pc.binary_join_element_wise(*parts, pa.scalar(b"", pa.large_binary()))


def _pieces(values: NDArray[Any], offsets: Ints) -> pa.LargeBinaryArray:
    """Return an array of values as bytes, cut where its pieces start."""
    import pyarrow as pa

    buffers = [None, pa.py_buffer(offsets.astype(np.int64) * values.itemsize), pa.py_buffer(values)]
    return pa.Array.from_buffers(pa.large_binary(), len(offsets) - 1, buffers)
