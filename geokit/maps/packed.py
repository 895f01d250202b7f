"""Many parcels in little space: whole-number steps from point to point, written in bytes and compressed.

The page unpacks them with the browser's own inflater, or with its own small one where there is none. Coordinates
are those of Web Mercator, so that the page only has to scale them; a corner that two parcels share is rounded to the
same place in both.
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

PRECISION_M = 0.01
_WORLD_M = 40_075_016.686
_LEVEL = 6
_BITS = 7


def pack_shapes(shapes: NDArray[np.object_], precision_m: float = PRECISION_M) -> Json:
    """Return polygons as compressed text.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        Polygons and multipolygons, longitude and latitude in degrees.
    precision_m : float
        What coordinates are rounded to, on the ground. Rings keep all their points.

    Returns
    -------
    mapping
        How many polygons, rings and points there are; ``units``, how many a world is wide; ``west`` and ``north``,
        the corner that steps begin at; and ``data``: base64 of the zlib-compressed numbers, each a zigzag varint.
        First the number of polygons of each parcel, then of rings of each polygon, of points of each ring (without
        its closing point), then all steps to the east, then all steps to the south. Outlines run one way round
        and holes the other.
    """
    points, (rings, polygons, parcels) = _ragged(shapes)
    units = round(_WORLD_M * float(np.cos(np.radians(np.abs(points[:, 1]).max()))) / precision_m)
    placed = np.round(mercator(points) * units).astype(np.int64)
    is_closing = np.zeros(len(placed), bool)
    is_closing[rings[1:] - 1] = True
    placed = placed[~is_closing]
    corner = placed.min(axis=0)
    steps = np.diff(placed, axis=0, prepend=corner[None])
    counts = [np.diff(parcels), np.diff(polygons), np.diff(rings) - 1]
    west, north = corner.tolist()
    return {
        "parcels": len(counts[0]),
        "polygons": len(counts[1]),
        "rings": len(counts[2]),
        "points": len(steps),
        "units": units,
        "west": west,
        "north": north,
        "data": compress(varints(np.concatenate([*counts, steps[:, 0], steps[:, 1]]))),
    }


def mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitude and latitude in degrees as places of a world that is one wide, y down (Web Mercator).

    Examples
    --------
    >>> mercator(np.array([[0.0, 0.0], [180.0, 0.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.5]]
    """
    lon, lat = points.T
    south = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
    return np.column_stack([lon / 360 + 0.5, south])


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
    wide = zigzag >= np.uint64(1 << _BITS)
    if not wide.any():
        return zigzag.astype(np.uint8).tobytes()
    lengths = np.ones(len(zigzag), dtype=np.int64)
    rest = zigzag[wide] >> np.uint64(_BITS)
    extra = np.ones(len(rest), dtype=np.int64)
    for bits in range(_BITS, int(rest.max()).bit_length(), _BITS):
        extra += rest >= (np.uint64(1) << np.uint64(bits))
    lengths[wide] += extra
    ends = np.cumsum(lengths)
    out = np.zeros(int(ends[-1]), dtype=np.uint8)
    starts = ends - lengths
    out[starts] = (zigzag & np.uint64(0x7F)) | (wide.astype(np.uint64) << np.uint64(_BITS))
    for at in range(int(extra.max())):
        has = extra > at
        more = (extra[has] > at + 1).astype(np.uint64) << np.uint64(_BITS)
        part = (rest[has] >> np.uint64(_BITS * at)) & np.uint64(0x7F)
        out[starts[wide][has] + at + 1] = (part | more).astype(np.uint8)
    return out.tobytes()


def _ragged(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], tuple[NDArray[np.int64], ...]]:
    _, points, (rings, polygons, *parcels) = shapely.to_ragged_array(list(shapely.orient_polygons(shapes)))
    # Polygons alone have no offsets of their own parts: each is its own.
    offsets = (rings, polygons, parcels[0] if parcels else np.arange(len(polygons)))
    return points[:, :2], tuple(np.asarray(each, dtype=np.int64) for each in offsets)
