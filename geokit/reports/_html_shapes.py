"""Shapes on their way into a page: whole steps of a ten-millionth of a degree from point to point."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Shapes: TypeAlias = NDArray[np.object_]
    Polygons: TypeAlias = list[list[list[int]]]

Item = TypeVar("Item")

# About a centimetre, written as a whole number.
_UNITS_PER_DEGREE = 10_000_000


def packed_points(points: Shapes, origin: Floats) -> list[list[int] | None]:
    """Return each point's steps east and north of the origin; None where there is no point."""
    there = ~shapely.is_missing(points)
    packed: list[list[int] | None] = [None] * len(points)
    steps = _units(shapely.get_coordinates(points), origin).tolist()
    for at, step in zip(np.flatnonzero(there).tolist(), steps, strict=True):
        packed[at] = step
    return packed


def packed_polygons(shapes: Shapes, origin: Floats) -> list[Polygons | None]:
    """Return each shape's polygons as rings of steps, the first of each from the origin, without closing points.

    Outer rings come first and run anticlockwise, holes clockwise. None where there is no shape.
    """
    parts, shape_of = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    # The last point of a ring is its first.
    open_ended = np.diff(ring_of, append=-1) == 0
    ring_of = ring_of[open_ended]
    units = _units(points[open_ended], origin)
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), np.int64))
    starts = np.diff(ring_of, prepend=-1) != 0
    steps[starts] = units[starts]
    lines = _grouped(steps.ravel().tolist(), np.repeat(ring_of, 2), len(rings))
    polygons = _grouped(_grouped(lines, part_of, len(parts)), shape_of, len(shapes))
    return [found or None for found in polygons]


def _units(points: Floats, origin: Floats) -> NDArray[np.int64]:
    return np.round((points - origin) * _UNITS_PER_DEGREE).astype(np.int64)


def _grouped(items: list[Item], owners: NDArray[np.integer], count: int) -> list[list[Item]]:
    """Return a list for each owner of the items that are its own; items come in the order of their owners."""
    ends = np.cumsum(np.bincount(owners, minlength=count)).tolist()
    return [items[start:end] for start, end in zip([0, *ends], ends, strict=False)]
