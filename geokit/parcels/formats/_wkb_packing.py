"""Well-known binary made from coordinates, so that one path reads it, whatever it came from."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

_KINDS = {
    "Point": 1,
    "LineString": 2,
    "LinearRing": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}
_MEMBERS = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}


def packed(geometry: Any) -> bytes | None:
    """Return a geometry that has the members of GeoJSON as well-known binary, in two dimensions.

    Parameters
    ----------
    geometry : object with type, coordinates and geometries, or None
        Rings need not be closed: what is wrong with them is found when the binary is read.
    """
    if geometry is None:
        return None
    if geometry.type == "GeometryCollection":
        return collection([part for each in geometry.geometries if (part := packed(each)) is not None])
    if geometry.type in _MEMBERS:
        kind = _MEMBERS[geometry.type]
        return collection([_simple(kind, each) for each in geometry.coordinates], geometry.type)
    return _simple(geometry.type, geometry.coordinates) if geometry.type in _KINDS else None


def _simple(kind: str, coordinates: Any) -> bytes:
    if kind == "Polygon":
        return polygon(coordinates)
    if kind == "Point":
        return point(coordinates)
    return line(coordinates)


def point(place: Sequence[float]) -> bytes:
    """Return a point."""
    return _header("Point") + struct.pack("<2d", *place[:2])


def line(points: ArrayLike) -> bytes:
    """Return a line of points."""
    return _header("LineString") + _run(points)


def polygon(rings: Sequence[ArrayLike]) -> bytes:
    """Return a polygon of rings, the outer one first."""
    return _header("Polygon") + struct.pack("<I", len(rings)) + b"".join(map(_run, rings))


def collection(parts: Sequence[bytes], kind: str = "GeometryCollection") -> bytes:
    """Return parts put together."""
    return _header(kind) + struct.pack("<I", len(parts)) + b"".join(parts)


def _header(kind: str) -> bytes:
    return struct.pack("<BI", 1, _KINDS[kind])


def _run(points: ArrayLike) -> bytes:
    array = np.asarray(points, dtype="<f8")
    flat = array.reshape(len(array), -1)[:, :2] if len(array) else array
    return struct.pack("<I", len(array)) + np.ascontiguousarray(flat).tobytes()
