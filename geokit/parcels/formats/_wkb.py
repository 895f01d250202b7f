"""Well-known binary, as far as it takes to say what is wrong with a polygon that GEOS refuses.

GEOS names neither the ring nor the coordinate, and one broken record stops the reading of a whole file. Broken
records are few, so this decoder is plain and reads one at a time.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.parcels.formats._nesting import DEEP_BYTES, DEEPEST, TOO_DEEP, is_too_deep
from geokit.parcels.notices import Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

POLYGON, MULTIPOLYGON = 3, 6
CURVES = frozenset({8, 9, 10, 11, 12})
_PLAIN = frozenset(range(1, 7))
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
    >>> diagnose(spike, 7, "DK-01").in_words("en")
    'DK-01 cannot be read: ring 1 has 3 points; a ring takes 4, the closing point among them'
    """
    if len(data) >= DEEP_BYTES and is_too_deep(data):
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


def split_batches(
    batches: Iterable[pa.RecordBatch],
) -> tuple[NDArray[np.object_], dict[int, bytes], list[pa.RecordBatch]]:
    """Return the shapes of all rows, the bytes of those that are refused, and the batches without their geometry.

    The bytes of all others are held for one batch at a time: together they take as much memory as the shapes.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Rows, in the order of the file; the last column holds well-known binary.
    """
    import pyarrow.compute as pc

    shapes: list[NDArray[np.object_]] = [np.empty(0, dtype=object)]
    refused: dict[int, bytes] = {}
    rest: list[pa.RecordBatch] = []
    first = 0
    for batch in batches:
        last = batch.num_columns - 1
        wkb = batch.column(last).to_numpy(zero_copy_only=False)
        lengths = pc.binary_length(batch.column(last)).fill_null(0).to_numpy(zero_copy_only=False)
        made = geometries(wkb, np.flatnonzero(lengths >= DEEP_BYTES))
        missing = np.flatnonzero(shapely.is_missing(made))
        refused |= {first + int(row): wkb[row] for row in missing if wkb[row] is not None}
        shapes.append(made)
        rest.append(_on_its_own(batch.remove_column(last)))
        first += len(made)
    return np.concatenate(shapes), refused, rest


def _on_its_own(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a copy: what comes from GDAL holds the memory of all columns until the last of them is let go."""
    import pyarrow as pa

    columns = [pa.concat_arrays([column, column.slice(0, 0)]) for column in batch.columns]
    return pa.record_batch(columns, schema=batch.schema)


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
        plain = np.array([data is None or kind_of(data) in _PLAIN for data in wkb], dtype=bool)
        masked = wkb.copy()
        masked[~plain] = None
        made = _from_wkb(masked)
    return shapely.force_2d(made) if shapely.has_z(made).any() else made


def _from_wkb(wkb: NDArray[np.object_]) -> NDArray[np.object_]:
    made: NDArray[np.object_] = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    return made
