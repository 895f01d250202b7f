"""Shapes taken apart into the lines that a page draws: the rings of areas, lines, and single points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from geokit.geometry.rings import POLYGON, Rings, offsets_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes: TypeAlias = NDArray[np.object_]
    Counts: TypeAlias = NDArray[np.int64]
    Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of many shapes, one after the other.

    Parameters
    ----------
    points : ndarray of float64, shape (p, 2)
        The points of all lines; the last of a ring is its first, and left out. Outlines run counter-clockwise, holes
        clockwise, each from the point that it was given with.
    counts : ndarray of int, shape (n,)
        How many points each line has.
    is_open : ndarray of bool, shape (n,)
        Whether it is no ring.
    of_parts : ndarray of int
        How many rings each single polygon has; -1 for a line or a point.
    of_shapes : ndarray of int
        How many polygons, lines and points each shape has.
    """

    points: NDArray[np.float64]
    counts: Counts
    is_open: Flags
    of_parts: Counts
    of_shapes: Counts

    @classmethod
    def of(cls, shapes: Shapes) -> Lines:
        """Take polygons, lines, points and collections of them apart; None has no parts."""
        parts, owners = _parts(shapes)
        is_area = shapely.get_type_id(parts) == POLYGON
        sources, part_of = _sources(parts, is_area)
        counts = shapely.get_num_coordinates(sources).astype(np.int64)
        is_open = ~is_area[part_of]
        points, counts = _opened(shapely.get_coordinates(sources), counts, is_open)
        is_shell = np.diff(part_of, prepend=-1) != 0
        return cls(
            _turned(points, counts, is_shell, is_open),
            counts,
            is_open,
            np.where(is_area, np.bincount(part_of, minlength=len(parts)), -1),
            np.bincount(owners, minlength=len(shapes)),
        )


def _parts(shapes: Shapes) -> tuple[Shapes, Counts]:
    """Return the single polygons, lines and points of shapes, and whose each is."""
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    parts, owners = shapes[there], there
    # A collection may hold one of several parts; a part that is taken out of one is a copy.
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, at = shapely.get_parts(parts, return_index=True)
        owners = owners[at]
    filled = ~shapely.is_empty(parts)
    return parts[filled], owners[filled]


def _sources(parts: Shapes, is_area: Flags) -> tuple[Shapes, Counts]:
    """Return what holds the points of each line, and the part that it belongs to."""
    count = np.ones(len(parts), dtype=np.int64)
    holed = np.flatnonzero(is_area & (shapely.get_num_interior_rings(parts) > 0))
    rings, ring_of = shapely.get_rings(parts[holed], return_index=True)
    # A hole may be empty.
    filled = ~shapely.is_empty(rings)
    count[holed] = np.bincount(ring_of[filled], minlength=len(holed))
    part_of = np.repeat(np.arange(len(parts)), count)
    sources = parts[part_of]
    # A polygon of one ring lends its points without a ring being made.
    is_holed = np.zeros(len(parts), dtype=bool)
    is_holed[holed] = True
    sources[is_holed[part_of]] = rings[filled]
    return sources, part_of


def _opened(
    points: NDArray[np.float64], counts: Counts, is_open: Flags
) -> tuple[NDArray[np.float64], Counts]:
    """Return points and counts without the last point of each ring."""
    kept = np.ones(len(points), dtype=bool)
    kept[offsets_of(counts)[1:][~is_open] - 1] = False
    return points[kept], counts - ~is_open


def _turned(
    points: NDArray[np.float64], counts: Counts, is_shell: Flags, is_open: Flags
) -> NDArray[np.float64]:
    """Return the points with those rings the other way round that run the wrong one."""
    rings = Rings.unnested(points, counts, np.arange(len(counts)))
    # From its last point a ring leads back to its first, from which it is measured: that edge sweeps nothing.
    is_wrong = ((rings.signed_areas() > 0) != is_shell) & ~is_open
    at = np.flatnonzero(np.repeat(is_wrong, counts))
    if not len(at):
        return points
    start, count = (np.repeat(each[is_wrong], counts[is_wrong]) for each in (rings.starts, counts))
    turned = points.copy()
    # A ring begins where it began.
    turned[at] = points[start + (start - at) % count]
    return turned
