"""The area that two polygons share, in compiled loops: for many pairs of small polygons. Imports numba."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geokit.coverage.compiled import compiled, part_of_loops

if TYPE_CHECKING:
    from geokit.geometry.arrays import Floats, Ints
    from geokit.geometry.rings import Rings

# West x and y, east x, slope, and 1 for an upper edge or -1 for a lower one.
_COLUMNS = 5


def shared_areas(left: Rings, right: Rings, boxes: Floats, floors: Floats) -> Floats:
    """Return the area in m² that each polygon shares with its partner.

    Parameters
    ----------
    left, right : Rings
        Of n polygons each.
    boxes : ndarray of float64, shape (n, 4)
        Where the boxes of the two meet.
    floors : ndarray of float64, shape (n, 2)
        Where each begins, the left and the right, in y.
    """
    area_m2 = np.zeros(len(boxes))
    own, other = (_by_row(rings) for rings in (left, right))
    room = np.empty((int(np.bincount(right.rows, right.counts).max(initial=0)), _COLUMNS))
    _sum_pairs(own, other, np.ascontiguousarray(boxes), np.ascontiguousarray(floors), room, area_m2)
    return area_m2


def _by_row(rings: Rings) -> tuple[Floats, Ints, Ints, Floats, Ints]:
    """Return vertices, where each ring starts and ends and on which side its land lies, and where each row's rings start."""
    order = np.argsort(rings.rows, kind="stable")
    left_of_edge = np.where((rings.signed_areas() > 0) == rings.is_hole, -1.0, 1.0)
    starts = np.searchsorted(rings.rows[order], np.arange(rings.row_count + 1))
    return (
        np.ascontiguousarray(rings.coordinates),
        rings.starts[order].astype(np.int64),
        rings.ends[order].astype(np.int64),
        left_of_edge[order],
        starts.astype(np.int64),
    )


@part_of_loops
def _edge(first: Floats, second: Floats, side: float, box: Floats, floor: float, edge: Floats) -> bool:
    """Write an edge from west to east, and return whether it counts: it is within the box's width, not below the floor.

    One below all edges of the other polygon adds as much as it takes off.
    """
    east_x, east_y = second[0], second[1]
    edge[0], edge[1], edge[4] = first[0], first[1], -side
    if first[0] > second[0]:
        edge[0], edge[1], edge[4] = second[0], second[1], side
        east_x, east_y = first[0], first[1]
    if min(east_x, box[2]) <= max(edge[0], box[0]) or max(edge[1], east_y) <= floor:
        return False
    edge[2], edge[3] = east_x, (east_y - edge[1]) / (east_x - edge[0])
    return True


@part_of_loops
def _below_both(one: Floats, other: Floats, box: Floats) -> float:
    """Return the signed area below two edges and above the lower side of their box."""
    low, high = max(one[0], other[0], box[0]), min(one[2], other[2], box[2])
    if high <= low:
        return 0.0
    one_low, one_high = (
        one[1] + (low - one[0]) * one[3] - box[1],
        one[1] + (high - one[0]) * one[3] - box[1],
    )
    other_low, other_high = (
        other[1] + (low - other[0]) * other[3] - box[1],
        other[1] + (high - other[0]) * other[3] - box[1],
    )
    at_low, at_high = one_low - other_low, one_high - other_high
    # The lower of two lines is half their sum less half their distance, which where they cross is that of two triangles.
    distance = abs(at_low) + abs(at_high)
    if (at_low > 0) != (at_high > 0) and distance > 0:
        distance = (at_low**2 + at_high**2) / distance
    total = one_low + one_high + other_low + other_high
    area_m2: float = one[4] * other[4] * (high - low) * (total - distance) / 4
    return area_m2


@compiled
def _sum_pairs(
    lefts: tuple[Floats, Ints, Ints, Floats, Ints],
    rights: tuple[Floats, Ints, Ints, Floats, Ints],
    boxes: Floats,
    floors: Floats,
    room: Floats,
    area_m2: Floats,
) -> None:
    left, left_starts, left_ends, left_sides, left_rows = lefts
    right, right_starts, right_ends, right_sides, right_rows = rights
    one = np.empty(_COLUMNS)
    for pair in range(len(boxes)):
        box, count, total = boxes[pair], 0, 0.0
        for ring in range(right_rows[pair], right_rows[pair + 1]):
            for vertex in range(right_starts[ring], right_ends[ring]):
                if _edge(
                    right[vertex], right[vertex + 1], right_sides[ring], box, floors[pair, 0], room[count]
                ):
                    count += 1
        for ring in range(left_rows[pair], left_rows[pair + 1]):
            for vertex in range(left_starts[ring], left_ends[ring]):
                if _edge(left[vertex], left[vertex + 1], left_sides[ring], box, floors[pair, 1], one):
                    for other in range(count):
                        total += _below_both(one, room[other], box)
        area_m2[pair] = total
