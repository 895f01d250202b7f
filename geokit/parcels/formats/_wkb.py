"""Well-known binary: why GEOS refuses a polygon, how deep collections are nested, and how it is made of coordinates.

GEOS names neither the ring nor the coordinate, and one broken record stops the reading of a whole file. Broken
records are few, so the decoder is plain and reads one at a time. GEOS reads nested collections by recursion, and
ends the process at some depth.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.geometry.arrays import has_m
from geokit.i18n import Words
from geokit.parcels.diagnostics import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


POLYGON, MULTIPOLYGON = 3, 6

CURVES = frozenset({8, 9, 10, 11, 12})

_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000

_MIN_RING = 4

_OPEN = Words(
    zh="第 {ring} 环未闭合：首点（{x}，{y}）与末点不同",
    en="ring {ring} is not closed: its first point ({x}, {y}) is not its last",
)

_SHORT = Words(
    zh="第 {ring} 环只有 {count} 个点（含闭合点至少 4 个）",
    en="ring {ring} has {count} points; a ring takes 4, the closing point among them",
)

_CURVED = Words(zh="边界含曲线，无法转为折线", en="its boundary has curves that cannot be made straight")

_CUT = Words(zh="几何数据不完整或已损坏", en="its geometry is cut short or damaged")


class CutShortError(ValueError):
    """The bytes end before the geometry does."""


@dataclass(slots=True)
class _Cursor:
    data: bytes
    at: int = 0
    order: str = "<"

    def take(self, code: str) -> int:
        size = struct.calcsize(code)
        if self.at + size > len(self.data):
            raise CutShortError
        (value,) = struct.unpack_from(self.order + code, self.data, self.at)
        self.at += size
        return int(value)

    def points(self, count: int, dimensions: int) -> NDArray[np.float64]:
        end = self.at + 8 * count * dimensions
        if end > len(self.data):
            raise CutShortError
        values = np.frombuffer(self.data[self.at : end], dtype=f"{self.order}f8").reshape(count, dimensions)
        self.at = end
        return values[:, :2].astype(np.float64)

    def header(self) -> tuple[int, int]:
        """Return the geometry's type without its flags, and how many numbers a point has."""
        self.order = "<" if self.take("B") == 1 else ">"
        code = self.take("I")
        if code & _EWKB_SRID:
            self.take("I")
        return _kind_and_dimensions(code)


def _kind_and_dimensions(code: int) -> tuple[int, int]:
    kind, iso = (code & 0xFFFF) % 1000, (code & 0xFFFF) // 1000
    has_z = bool(code & _EWKB_Z) or iso in (1, 3)
    has_m = bool(code & _EWKB_M) or iso in (2, 3)
    return kind, 2 + has_z + has_m


def rings_of(data: bytes) -> list[NDArray[np.float64]]:
    """Return the rings of a (multi)polygon, closed or not, in their order.

    Raises
    ------
    CutShortError
        The bytes end too early, or hold no polygon.
    """
    cursor = _Cursor(data)
    kind, dimensions = cursor.header()
    if kind == POLYGON:
        return _polygon_rings(cursor, dimensions)
    if kind != MULTIPOLYGON:
        raise CutShortError
    rings = []
    for _ in range(cursor.take("I")):
        _, dimensions = cursor.header()
        rings += _polygon_rings(cursor, dimensions)
    return rings


def _polygon_rings(cursor: _Cursor, dimensions: int) -> list[NDArray[np.float64]]:
    return [cursor.points(cursor.take("I"), dimensions) for _ in range(cursor.take("I"))]


def kind_of(data: bytes) -> int | None:
    """Return the geometry's type (3 is a polygon, 10 a polygon bounded by curves), or None where it is cut."""
    try:
        kind, _ = _Cursor(data).header()
    except CutShortError:
        return None
    return kind


def diagnose(data: bytes, record: int, name: str | None = None) -> Unreadable:
    """Return what is wrong with a geometry that GEOS refuses: which ring, at which coordinate.

    Examples
    --------
    >>> spike = struct.pack("<BIII6d", 1, 3, 1, 3, 0, 0, 9, 0, 0, 0)
    >>> diagnose(spike, 7, "DK-01").localize("en")
    'DK-01 cannot be read: ring 1 has 3 points; a ring takes 4, the closing point among them'
    """
    if is_too_deep(data):
        return Unreadable.of("nested_too_deep", TOO_DEEP, record, {"limit": DEEPEST}, id=name)
    if kind_of(data) in CURVES:
        return Unreadable.of("curved_geometry", _CURVED, record, {}, id=name)
    try:
        rings = rings_of(data)
    except CutShortError:
        return Unreadable.of("broken_geometry", _CUT, record, {}, id=name)
    for number, ring in enumerate(rings, start=1):
        fault = _ring_fault(ring)
        if fault is not None:
            code, words = fault
            x, y = (float(value) for value in ring[0]) if len(ring) else (float("nan"), float("nan"))
            fields = {"ring": number, "count": len(ring), "x": f"{x:.3f}", "y": f"{y:.3f}"}
            position = (x, y) if len(ring) else None
            return Unreadable.of(code, words, record, fields, id=name, ring=number, position=position)
    return Unreadable.of("broken_geometry", _CUT, record, {}, id=name)


def _ring_fault(ring: NDArray[np.float64]) -> tuple[str, Words] | None:
    if len(ring) and not np.array_equal(ring[0], ring[-1]):
        return "ring_not_closed", _OPEN
    if len(ring) < _MIN_RING:
        return "ring_too_short", _SHORT
    return None


def geometries(wkb: NDArray[np.object_], long: NDArray[np.intp] | None = None) -> NDArray[np.object_]:
    """Return shapely geometries in two dimensions; what GEOS refuses, and what is nested too deep, becomes None.

    Parameters
    ----------
    wkb : ndarray of object
        Bytes, or None.
    long : ndarray of int, optional
        The rows of :data:`DEEP_BYTES` or more, where they are known: no other can be nested too deep.
    """
    if long is None:
        long = np.flatnonzero([data is not None and len(data) >= DEEP_BYTES for data in wkb])
    deep = [row for row in long if is_too_deep(wkb[row])]
    if deep:
        wkb = wkb.copy()
        wkb[deep] = None
    try:
        made = _from_wkb(wkb)
    except NotImplementedError:
        # One curve stops shapely, whatever it is told to do with invalid records.
        made = np.empty(len(wkb), dtype=object)
        made[:] = [_unless_curved(data) for data in wkb]
    return shapely.force_2d(made) if shapely.has_z(made).any() or has_m(made).any() else made


def _from_wkb(wkb: NDArray[np.object_]) -> NDArray[np.object_]:
    made: NDArray[np.object_] = shapely.from_wkb(wkb, on_invalid="ignore")
    return made


def _unless_curved(data: bytes | None) -> Any:
    try:
        return shapely.from_wkb(data, on_invalid="ignore")
    except NotImplementedError:
        return None


# Nobody nests collections so; each level takes a few hundred bytes of a stack that may have no more than 512 KiB.
DEEPEST = 256

# A level takes nine bytes: its byte order, its type, and the number of its members.
_LEVEL_BYTES = 9

DEEP_BYTES = DEEPEST * _LEVEL_BYTES

_POINT, _RUNS, _SURFACES = 1, frozenset({2, 8, 13}), frozenset({3, 17})

TOO_DEEP = Words(
    zh="几何集合嵌套超过 {limit} 层，拒绝读取",
    en="its geometry collections stand more than {limit} deep in one another, which is refused",
)


def is_too_deep(wkb: bytes) -> bool:
    """Tell whether well-known binary holds collections in collections, more than :data:`DEEPEST` of them.

    Where the bytes end too early, what was seen until there decides.

    Examples
    --------
    >>> collection = struct.pack("<BII", 1, 7, 1)
    >>> is_too_deep(collection * 256), is_too_deep(collection * 257)
    (False, True)
    """
    if wkb[:5] in _PLAIN_POLYGON:
        return False
    at, left = 0, [1]
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        try:
            at, members = _step(wkb, at)
        except struct.error:
            return False
        if members:
            left.append(members)
            if len(left) > DEEPEST + 1:
                return True
    return False


_PLAIN_POLYGON = frozenset({struct.pack("<BI", 1, 3), struct.pack("<BI", 1, 1003)})


def _step(wkb: bytes, at: int) -> tuple[int, int]:
    """Return the place after the header, or after the coordinates, of what stands at a place, and how many members follow."""
    order = "<" if wkb[at : at + 1] == b"\1" else ">"
    (code,) = struct.unpack_from(order + "I", wkb, at + 1)
    at += 9 if code & _EWKB_SRID else 5
    kind, dimensions = _kind_and_dimensions(code)
    if kind == _POINT:
        return at + 8 * dimensions, 0
    (count,) = struct.unpack_from(order + "I", wkb, at)
    at += 4
    if kind in _RUNS:
        return at + 8 * dimensions * count, 0
    if kind not in _SURFACES:
        return at, count
    for _ in range(count):
        (points,) = struct.unpack_from(order + "I", wkb, at)
        at += 4 + 8 * dimensions * points
    return at, 0


def is_too_deep_text(text: str) -> bool:
    """Tell whether brackets of well-known text stand more than :data:`DEEPEST` deep in one another.

    Examples
    --------
    >>> (
    ...     is_too_deep_text("GEOMETRYCOLLECTION(" * 300 + "POINT(0 0)" + ")" * 300),
    ...     is_too_deep_text("POINT(0 0)"),
    ... )
    (True, False)
    """
    if text.count("(") <= DEEPEST:
        return False
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if depth > DEEPEST:
            return True
    return False


_KINDS = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}


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
    if geometry.type in _OF_MEMBERS:
        made = _OF_MEMBERS[geometry.type]
        return collection([made(each) for each in geometry.coordinates], geometry.type)
    return _OF_ONE[geometry.type](geometry.coordinates) if geometry.type in _OF_ONE else None


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


_OF_ONE = {"Point": point, "LineString": line, "LinearRing": line, "Polygon": polygon}
_OF_MEMBERS = {"MultiPoint": point, "MultiLineString": line, "MultiPolygon": polygon}


def _header(kind: str) -> bytes:
    return struct.pack("<BI", 1, _KINDS[kind])


def _run(points: ArrayLike) -> bytes:
    array = np.asarray(points, dtype="<f8")
    flat = array.reshape(len(array), -1)[:, :2] if len(array) else array
    return struct.pack("<I", len(array)) + np.ascontiguousarray(flat).tobytes()
