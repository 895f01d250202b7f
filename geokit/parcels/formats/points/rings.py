"""The rings of point rows: where each begins and ends, and which coordinates cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.geometry.rings import Rings
from geokit.i18n import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.parcels.diagnostics import Diagnostics
    from geokit.parcels.formats.points.rows import Points

# China from the southern islands to the Amur; eastings of six digits, and of eight with a zone in front.
_NORTHINGS_M = (3e5, 6.2e6)
_EASTINGS_M = (1e5, 1e6)
_PREFIXED_M = (1.3e7, 4.6e7)
PREFIX_M = 1e6
_HALF_TURN = 180
_THERE_AND_BACK = 2

_NOT_CLOSED = Words(
    zh="界址圈未闭合，已闭合到首点", en="the ring is not closed; it was closed to its first point"
)
STRAY_CLOSING = Words(
    zh="闭合行的圈号与所闭合的圈不同", en="the closing row has another ring number than the ring it closes"
)
_CLOSED_TWICE = Words(zh="闭合行重复", en="the closing row is there twice")
_TWO_RINGS = Words(
    zh="同一圈号下有多个闭合圈，已分开", en="several closed rings have one ring number; they were taken apart"
)

SWAPPED = Words(
    zh="纵、横坐标（X、Y）互换：X 应为北坐标（纵坐标），Y 应为东坐标（横坐标）；请交换这两列",
    en="X and Y are swapped: X is the northing and Y the easting; exchange the two columns",
)
DEGREES = Words(
    zh="坐标看来是度而不是米；若为十进制经纬度请说明坐标系{option:crs EPSG:4490}，度分秒请先换算",
    en="the coordinates look like degrees, not metres; if they are decimal degrees say so{option:crs EPSG:4490}, if "
    "degrees with minutes and seconds convert them first",
)
OUT_OF_RANGE = Words(
    zh="坐标 X={north}、Y={east} 不在中国高斯—克吕格坐标的范围内",
    en="the coordinates X={north}, Y={east} are no Gauss–Krüger coordinates in China",
)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Rings with the lines they stand on.

    Parameters
    ----------
    rings : Rings
        The rings of all parcels.
    lines : ndarray of int64
        The line of each ring's first row.
    numbers : ndarray of int64
        The place of each ring within its parcel, from 1.
    """

    rings: Rings
    lines: NDArray[np.int64]
    numbers: NDArray[np.int64]


def split_rings(rows: Points, remarks: Diagnostics) -> Shapes:
    """Take points apart into rings.

    Parameters
    ----------
    rows : Points
        At least one a parcel.
    remarks : Remarks
        Takes what had to be mended.
    """
    points, ring, line, sizes = rows.place, rows.ring, rows.line, rows.sizes
    parcel = np.repeat(np.arange(len(sizes)), sizes)
    begins = np.ones(len(points), dtype=bool)
    begins[1:] = (ring[1:] != ring[:-1]) | (parcel[1:] != parcel[:-1])
    keep = np.ones(len(points), dtype=bool)
    _mend(points, parcel, line, begins, keep, remarks)
    begins, points, parcel, line = begins[keep], points[keep], parcel[keep], line[keep]
    starts = np.flatnonzero(begins)
    rings = Rings.unnested(points, np.diff(np.append(starts, len(points))), parcel[starts])
    for start in starts[~rings.is_closed]:
        remarks.add("ring_not_closed", _NOT_CLOSED, line=int(line[start]))
    first_ring = np.searchsorted(rings.rows, rings.rows)
    return Shapes(rings, line[starts], np.arange(len(starts)) - first_ring + 1)


def _mend(
    points: NDArray[np.float64],
    parcel: NDArray[np.int64],
    line: NDArray[np.int64],
    begins: NDArray[np.bool_],
    keep: NDArray[np.bool_],
    remarks: Diagnostics,
) -> None:
    """Correct where rings begin, and which rows count, in the few rings that are not simply open or closed."""
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(starts, len(points)))
    is_first = (points == np.repeat(points[starts], sizes, axis=0)).all(axis=1)
    returns = np.add.reduceat(is_first, starts, dtype=np.int64)
    closed = is_first[starts + sizes - 1]
    for at in np.flatnonzero(
        (sizes == 1) | (returns > _THERE_AND_BACK) | ((returns == _THERE_AND_BACK) & ~closed)
    ):
        start, size = int(starts[at]), int(sizes[at])
        if size == 1:
            _join_closing_row(points, parcel, begins, start, remarks, int(line[start]))
        else:
            _split_at_returns(is_first[start : start + size], start, begins, keep, remarks, line)


def _join_closing_row(
    points: NDArray[np.float64],
    parcel: NDArray[np.int64],
    begins: NDArray[np.bool_],
    row: int,
    remarks: Diagnostics,
    line: int,
) -> None:
    if row == 0 or parcel[row - 1] != parcel[row]:
        return
    previous = int(np.flatnonzero(begins[:row])[-1])
    if np.array_equal(points[previous], points[row]) and not np.array_equal(
        points[previous], points[row - 1]
    ):
        begins[row] = False
        remarks.add("closing_row_ring", STRAY_CLOSING, line=line)


def _split_at_returns(
    is_first: NDArray[np.bool_],
    start: int,
    begins: NDArray[np.bool_],
    keep: NDArray[np.bool_],
    remarks: Diagnostics,
    line: NDArray[np.int64],
) -> None:
    size = len(is_first)
    last = size - 1
    while last > 0 and is_first[last] and is_first[last - 1]:
        keep[start + last] = False
        remarks.add("closed_twice", _CLOSED_TWICE, line=int(line[start + last]))
        last -= 1
    returned = np.flatnonzero(is_first[1:last]) + 1
    if len(returned):
        after = start + int(returned[0]) + 1
        begins[after] = True
        remarks.add("rings_run_together", _TWO_RINGS, line=int(line[after]))


def coordinate_fault(
    points: NDArray[np.float64], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], tuple[tuple[str, Words], ...]]:
    """Return what is impossible about each parcel's coordinates: an index into the second value, or -1.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        East, north.
    starts : ndarray of int64
        Where each parcel's points begin.
    """
    low, high = np.minimum.reduceat(points, starts, axis=0), np.maximum.reduceat(points, starts, axis=0)
    degrees = (np.maximum(np.abs(low), np.abs(high)) <= _HALF_TURN).all(axis=1)
    possible = _within(low, high, 1, _NORTHINGS_M) & _is_easting(low, high, 0)
    swapped = _within(low, high, 0, _NORTHINGS_M) & _is_easting(low, high, 1)
    # Far south a northing has six digits too; as long as the coordinates are possible they are not swapped.
    fault = np.full(len(starts), -1, dtype=np.int64)
    fault[~possible] = 2
    fault[~possible & swapped] = 0
    fault[degrees] = 1
    kinds = (("swapped", SWAPPED), ("degrees", DEGREES), ("out_of_range", OUT_OF_RANGE))
    return fault, kinds


def _within(
    low: NDArray[np.float64], high: NDArray[np.float64], axis: int, span: tuple[float, float]
) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (low[:, axis] >= span[0]) & (high[:, axis] < span[1])
    return inside


def _is_easting(low: NDArray[np.float64], high: NDArray[np.float64], axis: int) -> NDArray[np.bool_]:
    return _within(low, high, axis, _EASTINGS_M) | _within(low, high, axis, _PREFIXED_M)


def prefixes(points: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each parcel's zone as its eastings begin with it, or 0 where they do not."""
    zones: NDArray[np.int64] = (points[starts, 0] // (10 * PREFIX_M) > 0) * (
        points[starts, 0] // PREFIX_M
    ).astype(np.int64)
    return zones
