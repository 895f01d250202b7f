"""Many parcels in little space: whole-number steps from point to point, written in bytes and compressed.

The page unpacks them with the browser's own inflater, or with its own small one where there is none. One unit is
1e-7 degrees, about a centimetre.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.maps.payload import Json

UNITS_PER_DEGREE = 10_000_000
_LEVEL = 6
_BITS = 7


def pack_shapes(shapes: NDArray[np.object_]) -> Json:
    """Return polygons as compressed text.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        Polygons and multipolygons, longitude and latitude in degrees.

    Returns
    -------
    mapping
        How many polygons, rings and points there are, and ``data``: base64 of the zlib-compressed numbers, each
        a zigzag varint. First the number of polygons of each parcel, then of rings of each polygon, of points
        of each ring (without its closing point), then the steps in longitude and latitude by turns. Outlines
        run one way round and holes the other.
    """
    points, (rings, polygons, parcels) = _ragged(shapes)
    units = np.round(points * UNITS_PER_DEGREE).astype(np.int64)
    is_closing = np.zeros(len(units), bool)
    is_closing[rings[1:] - 1] = True
    steps = np.diff(units[~is_closing], axis=0, prepend=np.zeros((1, 2), np.int64))
    counts = [np.diff(parcels), np.diff(polygons), np.diff(rings) - 1]
    return {
        "parcels": len(counts[0]),
        "polygons": len(counts[1]),
        "rings": len(counts[2]),
        "points": len(steps),
        "data": compress(varints(np.concatenate([*counts, steps.ravel()]))),
    }


def compress(data: bytes) -> str:
    """Return bytes compressed and as base64."""
    return base64.b64encode(zlib.compress(data, _LEVEL)).decode("ascii")


def varints(values: NDArray[np.int64]) -> bytes:
    """Return whole numbers as zigzag varints: seven bits a byte, the lowest first, the eighth says more follow.

    Examples
    --------
    >>> varints(np.array([0, -1, 1, 64])).hex()
    '0001028001'
    """
    zigzag = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    lengths = np.ones(len(zigzag), dtype=np.int64)
    largest = int(zigzag.max()) if len(zigzag) else 0
    for bits in range(_BITS, largest.bit_length(), _BITS):
        lengths += zigzag >= (np.uint64(1) << np.uint64(bits))
    ends = np.cumsum(lengths)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    starts = ends - lengths
    for at in range(int(lengths.max()) if len(lengths) else 0):
        has = lengths > at
        part = (zigzag[has] >> np.uint64(_BITS * at)) & np.uint64(0x7F)
        more = (lengths[has] > at + 1).astype(np.uint64) << np.uint64(_BITS)
        out[starts[has] + at] = (part | more).astype(np.uint8)
    return out.tobytes()


def _ragged(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], tuple[NDArray[np.int64], ...]]:
    _, points, (rings, polygons, *parcels) = shapely.to_ragged_array(list(shapely.orient_polygons(shapes)))
    # Polygons alone have no offsets of their own parts: each is its own.
    offsets = (rings, polygons, parcels[0] if parcels else np.arange(len(polygons)))
    return points[:, :2], tuple(np.asarray(each, dtype=np.int64) for each in offsets)
