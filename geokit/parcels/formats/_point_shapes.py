"""From point rows to polygons; a parcel whose points cannot be is set aside with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geokit.parcels.formats import _point_rings, _rings
from geokit.parcels.notices import Unreadable
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.formats._base import Reading
    from geokit.parcels.formats._point_rows import Points
    from geokit.parcels.notices import Remarks

_TOO_FEW = Words(zh="第 {ring} 圈不足 3 个不同的点", en="ring {ring} has fewer than 3 distinct points")
_NO_AREA = Words(zh="第 {ring} 圈面积为零", en="ring {ring} has no area")
_OTHER_PREFIX = Words(
    zh="Y 坐标前缀与文件首个地块（{zone} 带）不同",
    en="Y does not begin as in the file's first parcel (zone {zone})",
)
_OTHER_STATE = Words(
    zh="Y 坐标有无带号前缀与文件首个地块不同",
    en="Y has a zone in front, or lacks it, unlike the file's first parcel",
)


class PointParcels:
    """The parcels of a reading while their geometry is being made.

    Parameters
    ----------
    reading : Reading
        Its geometry is filled, and its list of unreadable records grows; its lines must be known.
    points : Points
        As many sizes as the reading has records, none of them zero.
    ids : sequence of str or None
        To name the records by.
    """

    def __init__(self, reading: Reading, points: Points, ids: Sequence[str | None]) -> None:
        self.reading, self.points, self.ids = reading, points, ids
        starts = np.concatenate([[0], np.cumsum(points.sizes)[:-1]])
        self.starts: NDArray[np.int64] = starts.astype(np.int64)
        self.usable = np.ones(len(points.sizes), dtype=bool)

    def refuse_impossible(self, crs: CRS | None) -> None:
        """Set aside parcels with swapped axes, degrees, or coordinates that are nowhere in China.

        The caller's coordinate system, where it is geographic or local, takes any.
        """
        if crs is not None and not crs.is_projected:
            return
        fault, kinds = _point_rings.coordinate_fault(self.points.place, self.starts)
        for row in np.flatnonzero(fault >= 0):
            code, words = kinds[fault[row]]
            east, north = self.points.place[self.starts[row]]
            self._refuse(int(row), code, words, east=f"{east:.3f}", north=f"{north:.3f}")

    def common_prefix(self) -> int | None:
        """Return the zone that all eastings begin with, 0 for none, or None where no parcel is left.

        Parcels unlike the first are set aside: one table has one coordinate system.
        """
        if not self.usable.any():
            return None
        prefix = _point_rings.prefixes(self.points.place, self.starts)
        first = int(prefix[np.argmax(self.usable)])
        for row in np.flatnonzero(self.usable & (prefix != first)):
            words = _OTHER_PREFIX if first and prefix[row] else _OTHER_STATE
            self._refuse(int(row), "other_zone", words, zone=first)
        return first

    def shape(self, remarks: Remarks, *, in_degrees: bool = False) -> None:
        """Make the polygons, and set aside parcels with a ring that has no area."""
        shapes = _point_rings.split_rings(self.points, remarks)
        few, flat = _rings.faulty_rings(shapes.rings, in_degrees=in_degrees)
        for at in np.flatnonzero(few | flat):
            code, words = ("too_few_points", _TOO_FEW) if few[at] else ("no_area", _NO_AREA)
            row, number = int(shapes.rings.rows[at]), int(shapes.numbers[at])
            if self.usable[row]:
                self._refuse(row, code, words, line=int(shapes.lines[at]), ring=number)
        kept = shapes.rings.taken(self.usable[shapes.rings.polygon_rows])
        self.reading.geometry[:] = _rings.polygons(kept, len(self.points.sizes))

    def _refuse(
        self,
        row: int,
        code: str,
        words: Words,
        *,
        line: int | None = None,
        ring: int | None = None,
        **fields: object,
    ) -> None:
        self.usable[row] = False
        if line is None and self.reading.line is not None:
            line = int(self.reading.line[row])
        record = int(self.reading.record[row])
        told = {**fields, "ring": ring}
        self.reading.unreadable.append(
            Unreadable.of(code, words, record, told, id=self.ids[row] or None, line=line, ring=ring)
        )
