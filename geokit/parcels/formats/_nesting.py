"""How deep collections stand in one another: GEOS reads them by calling itself, and ends the process at some depth."""

from __future__ import annotations

import struct

from geokit.words import Words

# Nobody nests collections so; each level takes a few hundred bytes of a stack that may have no more than 512 KiB.
DEEPEST = 256
# A level takes nine bytes: its byte order, its type, and the number of its members.
_LEVEL_BYTES = 9
DEEP_BYTES = DEEPEST * _LEVEL_BYTES
_POINT, _LINE, _POLYGON, _SURFACES = 1, 2, 3, frozenset({3, 17})
_RUNS = frozenset({2, 8, 13})
_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000

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
    kind, iso = (code & 0xFFFF) % 1000, (code & 0xFFFF) // 1000
    dimensions = 2 + (bool(code & _EWKB_Z) or iso in (1, 3)) + (bool(code & _EWKB_M) or iso in (2, 3))
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
