"""Where the shapes of a .shp are, and which of its rings are holes of which.

The .shx is used where it is right, or else the records themselves. The format tells holes by their orientation
(clockwise is an outer ring), and many programs write it wrong; then containment decides.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np
import shapely

from geokit.i18n import Words
from geokit.parcels.diagnostics import Diagnostics, Notice

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Geometries = NDArray[np.object_]

_HEADER: Final = 100

_HEAD_OF_RECORD = 8

_SIZE_AT = 24

_WORD = 2  # the format counts in words of two bytes

_LEAST_CONTENT = 4

_LOOKED_AT = 1000

_NULL_SHAPE = bytes(4)


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a file.

    Parameters
    ----------
    shp : Path
        The file.
    starts, sizes : ndarray of int64
        Where the content of each shape begins and how many bytes it has; -1 where the file ends before it does.
    index_holds : bool
        Whether the .shx says the same.
    """

    shp: Path
    starts: Places
    sizes: Places
    index_holds: bool

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def cut(self) -> NDArray[np.intp]:
        """The shapes that the file ends before."""
        return np.flatnonzero(self.starts < 0)

    def written(self, made: Path, count: int) -> None:
        """Write a .shp and its .shx with `count` records: those that are not there are shapes of nothing."""
        data = self.shp.read_bytes()
        contents = [
            data[start : start + size] if start >= 0 else _NULL_SHAPE
            for start, size in zip(self.starts.tolist(), self.sizes.tolist(), strict=True)
        ]
        contents += [_NULL_SHAPE] * (count - len(contents))
        sizes = np.array([len(content) for content in contents], dtype=np.int64)
        begins = _HEADER + np.concatenate([[0], np.cumsum(sizes + _HEAD_OF_RECORD)])
        index = np.column_stack([begins[:-1], sizes]) // _WORD
        records = [
            struct.pack(">2i", number, len(content) // _WORD) + content
            for number, content in enumerate(contents, start=1)
        ]
        body = b"".join(records)
        made.write_bytes(_head(data, len(body)) + body)
        made.with_suffix(".shx").write_bytes(_head(data, 8 * count) + index.astype(">i4").tobytes())


def _head(data: bytes, size: int) -> bytes:
    words = struct.pack(">i", (_HEADER + size) // _WORD)
    return data[:_SIZE_AT] + words + data[_SIZE_AT + 4 : _HEADER]


def find_shapes(shp: Path, shx: Path | None) -> Shapes:
    """Return where the shapes are; a .shx that is missing, short or wrong is made up for."""
    listed = _listed(shx)
    starts, sizes = listed[:, 0] + _HEAD_OF_RECORD, listed[:, 1]
    if _in_one_piece(shp, starts, sizes):
        return Shapes(shp, starts, sizes, index_holds=True)
    data = memoryview(shp.read_bytes())
    sound = _sound(data, starts, sizes)
    walked = _walked(data)
    # Records that were moved to the end of the file leave holes, which a walk would take for shapes.
    if sound.all() and len(listed) and len(walked) != len(listed) and not _in_a_row(data, walked):
        return Shapes(shp, starts, sizes, index_holds=True)
    if int((walked[:, 0] >= 0).sum()) < int(sound.sum()):
        walked = np.where(sound[:, np.newaxis], np.column_stack([starts, sizes]), -1)
    count = max(len(walked), len(listed) if shx is not None else 0)
    found = np.full((count, 2), -1, dtype=np.int64)
    found[: len(walked)] = walked
    return Shapes(shp, found[:, 0], found[:, 1], index_holds=False)


def _in_one_piece(shp: Path, starts: Places, sizes: Places) -> bool:
    """Tell whether the .shx lists records that fill the .shp one after the other; some of them are looked at."""
    if not len(starts) or (sizes < _LEAST_CONTENT).any():
        return False
    ends = np.concatenate([[_HEADER], starts + sizes])
    if not np.array_equal(ends[:-1] + _HEAD_OF_RECORD, starts) or ends[-1] != shp.stat().st_size:
        return False
    some = np.unique(np.linspace(0, len(starts) - 1, min(len(starts), _LOOKED_AT)).astype(np.int64))
    with shp.open("rb") as stream:
        return all(_told(stream, int(starts[at])) == int(sizes[at]) for at in some)


def _told(stream: BinaryIO, start: int) -> int:
    """Return how many bytes a record says that it has."""
    stream.seek(start - 4)
    return int.from_bytes(stream.read(4), "big", signed=True) * _WORD


def _listed(shx: Path | None) -> Places:
    """Return what the .shx says: where each record begins, and the bytes of its content."""
    data = b"" if shx is None else shx.read_bytes()[_HEADER:]
    entries = np.frombuffer(data, dtype=">i4", count=len(data) // 8 * 2)
    return entries.reshape(-1, 2).astype(np.int64) * _WORD


def _sound(data: memoryview, starts: Places, sizes: Places) -> NDArray[np.bool_]:
    """Tell which entries name a record that is there in whole, and has the same length or ends where the next begins."""
    inside = (starts >= _HEADER + _HEAD_OF_RECORD) & (sizes >= _LEAST_CONTENT)
    inside &= starts + sizes <= len(data)
    at = np.flatnonzero(inside)
    words = np.frombuffer(data, dtype=np.uint8)[starts[at, np.newaxis] - 4 + np.arange(4)]
    told = np.ascontiguousarray(words).view(">i4").ravel().astype(np.int64) * _WORD
    ends = starts[at] + sizes[at] + _HEAD_OF_RECORD
    inside[at] = (told == sizes[at]) | np.isin(ends, [*starts[at], len(data) + _HEAD_OF_RECORD])
    return inside


def _walked(data: memoryview) -> Places:
    """Return the records one after the other; the last one is -1, -1 where the file ends within it."""
    found, at = [], _HEADER
    while at + _HEAD_OF_RECORD <= len(data):
        _, words = struct.unpack_from(">2i", data, at)
        start, size = at + _HEAD_OF_RECORD, words * _WORD
        if size < _LEAST_CONTENT or start + size > len(data):
            break
        found.append((start, size))
        at = start + size
    if at < len(data):
        found.append((-1, -1))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _in_a_row(data: memoryview, walked: Places) -> bool:
    """Tell whether the records that follow each other are numbered so."""
    numbers = [
        struct.unpack_from(">i", data, start - _HEAD_OF_RECORD)[0] for start in walked[:, 0] if start > 0
    ]
    return numbers == list(range(1, len(numbers) + 1))


_POLYGON, _MULTIPOLYGON = 3, 6

WOUND_WRONG: Final = "rings_by_containment"

# Rings of one size that cover each other are the same ring twice, not a ring and its hole.
_LARGER = 1 + 1e-12

_BY_CONTAINMENT = Words(
    zh="环绕向有误；外环与内环已按包含关系确定，请核对",
    en="its rings are wound the wrong way; which of them are holes was told by which lie in which: check it",
)


def nested(shapes: Geometries, records: NDArray[np.int64]) -> list[Notice]:
    """Put rings that were wound the wrong way where they belong, in place; return what is to be said.

    Parameters
    ----------
    shapes : ndarray of shapely geometries
        As GDAL read them, each ring with the sense that it has in the file.
    records : ndarray of int64
        Their numbers.
    """
    remarks = Diagnostics()
    for at in _suspects(shapes).tolist():
        made = _by_containment(shapes[at])
        if made is None:
            continue
        shapes[at] = made
        remarks.add(WOUND_WRONG, _BY_CONTAINMENT, record=int(records[at]))
    return remarks.notices()


def _suspects(shapes: Geometries) -> NDArray[np.intp]:
    """Return the polygons of several rings that are not valid, or whose rings are not wound as the format says."""
    kind = shapely.get_type_id(shapes)
    holed = (kind == _POLYGON) & (shapely.get_num_interior_rings(shapes) > 0)
    several = np.flatnonzero(holed | ((kind == _MULTIPOLYGON) & (shapely.get_num_geometries(shapes) > 1)))
    wrong = ~shapely.is_valid(shapes[several])
    parts, owner = shapely.get_parts(shapes[several], return_index=True)
    wrong[owner[shapely.is_ccw(shapely.get_exterior_ring(parts))]] = True
    found: NDArray[np.intp] = several[wrong]
    return found


def _by_containment(shape: Any) -> shapely.Polygon | shapely.MultiPolygon | None:
    """Return a polygon of the same rings, or None where it is the same or the rings do not tell."""
    rings: NDArray[Any] = shapely.get_rings(shapely.get_parts(shape))
    discs = np.asarray(shapely.polygons(rings))
    if not shapely.is_valid(discs).all():
        return None
    area = shapely.area(discs)
    inner, outer = shapely.STRtree(discs).query(discs, predicate="covered_by")
    held = area[outer] > area[inner] * _LARGER
    inner, outer = inner[held], outer[held]
    depth = np.bincount(inner, minlength=len(rings))
    is_hole = depth % 2 == 1
    if np.array_equal(is_hole, shapely.is_ccw(rings)) and np.isclose(shape.area, area @ (1 - 2 * is_hole)):
        return None
    holes: dict[int, list[shapely.LinearRing]] = {at: [] for at in np.flatnonzero(~is_hole).tolist()}
    for hole in np.flatnonzero(is_hole).tolist():
        around = [at for at in outer[inner == hole].tolist() if not is_hole[at]]
        holes[min(around, key=lambda at: float(area[at]))].append(rings[hole])
    polygons = [shapely.Polygon(rings[at], cut) for at, cut in holes.items()]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
