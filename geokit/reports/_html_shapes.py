"""Shapes on their way into a page: whole steps of a ten-millionth of a degree from point to point."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Shapes: TypeAlias = NDArray[np.object_]
    Packed: TypeAlias = dict[str, list[int]]

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


def packed_polygons(shapes: Shapes, origin: Floats) -> Packed:
    """Return polygons as flat lists.

    Outer rings come before their holes and run anticlockwise, holes clockwise.

    Returns
    -------
    dict of str to list of int
        ``rings``, how many each shape has (0 where there is none); ``points``, how many each ring has, without its
        closing point; and ``steps``, east and north, from one point to the next through all rings, from the origin on.
    """
    parts, shape_of = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    points, ring_of = shapely.get_coordinates(rings, return_index=True)
    # The last point of a ring is its first.
    open_ended = np.diff(ring_of, append=-1) == 0
    units = _units(points[open_ended], origin)
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), np.int64))
    return {
        "rings": np.bincount(shape_of[part_of], minlength=len(shapes)).tolist(),
        "points": np.bincount(ring_of[open_ended], minlength=len(rings)).tolist(),
        "steps": steps.ravel().tolist(),
    }


def _units(points: Floats, origin: Floats) -> NDArray[np.int64]:
    return np.round((points - origin) * _UNITS_PER_DEGREE).astype(np.int64)
