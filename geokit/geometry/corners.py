"""The numbers of a polygon's corners, J1, J2 …: the one numbering of every file, drawing, sheet, map and finding.

Numbers count over all rings of a parcel, closing points left out. ``as-is`` counts in the order of the polygon, as the points
are in its file. ``north-west`` is what offices print: J1 is the north-western corner, and points run clockwise from it.

The north-western corner of a ring is the one nearest to the north-west corner of the ring's extent; of corners equally near the
northernmost, and of those the westernmost. A parcel of several parts begins with the part whose own corner is nearest to the
north-west corner of the whole, by the same rule; each part is followed by its holes, ordered likewise and clockwise too. So the
numbers depend on the shape alone: not on where a ring was begun, which way it was drawn, or in which order parts were given,
and not on where the parcel lies.

``continuing`` and ``batch`` number all parcels of a table in one go: parcels in the order of
:func:`~geokit.geometry.reading_order.reading_order`, the points of each as ``north-west`` has them, and the numbers go on from
parcel to parcel. In a ``batch`` a point that lies within a millimetre of an earlier one, of whichever parcel, is that point
and keeps its number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, ragged_positions
from geokit.geometry.reading_order import reading_order, row_angle, turned
from geokit.geometry.rings import Rings, offsets_of
from geokit.geometry.shared_points import first_of_each

if TYPE_CHECKING:
    import shapely


Numbering: TypeAlias = Literal["as-is", "north-west", "continuing", "batch"]
# In these the number of a point depends on the other parcels of its table.
OVER_ALL: Final = ("continuing", "batch")
SAME_POINT_M: Final = 0.001

# Coordinates of 4e7 m carry noise of 1e-8 m: corners are distinguished by a ten-millionth of the extent.
_SLACK: Final = 1e-7


@dataclass(frozen=True, slots=True)
class Corner:
    """A boundary point in the order of its parcel.

    Parameters
    ----------
    number : int
        Counted from 1 over all rings of the parcel, or of all parcels; a closing point repeats its ring's first number.
    ring : int
        Counted from 1; outer rings come before their holes.
    east, north : float
        The coordinates.
    """

    number: int
    ring: int
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class NumberedCorners:
    """The corners of many parcels in the order of their numbers.

    Parameters
    ----------
    rings : Rings
        Closed, by row, each from its first corner.
    numbers : ndarray of int, shape (v,)
        Of each vertex.
    row_offsets : ndarray of int, shape (n + 1,)
        Where each row starts among the rings, and the number of rings at the end.
    """

    rings: Rings
    numbers: Ints
    row_offsets: Ints

    @classmethod
    def of(cls, shapes: Shapes, numbering: Numbering = "as-is") -> NumberedCorners:
        """Return the corners of polygons and multipolygons, all numbered in one pass; for a batch they are in metres."""
        rings = Rings.of(shapes)
        if len(rings):
            rings = _by_row(rings) if numbering == "as-is" else _from_north_west(rings)
        if numbering in OVER_ALL:
            order = reading_order(turned(shapes, row_angle(shapes)))
            rings, numbers = _over_all(rings, order, is_shared=numbering == "batch")
        else:
            numbers = corner_numbers(rings, np.arange(len(rings.coordinates)))
        return cls(rings, numbers, offsets_of(np.bincount(rings.rows, minlength=len(shapes))))

    def rounded(self, decimals: int) -> NumberedCorners:
        """Return the same corners with coordinates of so many decimals."""
        rings = replace(self.rings, coordinates=np.round(self.rings.coordinates, decimals))
        return replace(self, rings=rings)

    def vertices_of(self, row: int) -> slice:
        """Return where the vertices of one parcel are."""
        first, last = self.row_offsets[row], self.row_offsets[row + 1]
        return slice(int(self.rings.offsets[first]), int(self.rings.offsets[last]))

    def of_row(self, row: int) -> list[Corner]:
        """Return the corners of one parcel, each ring closed by its first."""
        first, last = self.row_offsets[row], self.row_offsets[row + 1]
        at = self.vertices_of(row)
        rings = np.repeat(np.arange(1, last - first + 1), self.rings.counts[first:last])
        places = self.rings.coordinates[at].tolist()
        return [
            Corner(number, ring, east, north)
            for number, ring, (east, north) in zip(
                self.numbers[at].tolist(), rings.tolist(), places, strict=True
            )
        ]


def corners_of(
    polygon: shapely.Polygon | shapely.MultiPolygon, numbering: Numbering = "as-is"
) -> list[Corner]:
    """Return the boundary points of one parcel, each ring closed by its first.

    Examples
    --------
    >>> import shapely
    >>> square = shapely.box(0, 0, 10, 10)
    >>> [(corner.number, corner.east, corner.north) for corner in corners_of(square, "north-west")]
    [(1, 0.0, 10.0), (2, 10.0, 10.0), (3, 10.0, 0.0), (4, 0.0, 0.0), (1, 0.0, 10.0)]
    """
    return NumberedCorners.of(np.array([polygon], dtype=object), numbering).of_row(0)


def corner_numbers(rings: Rings, vertices: Ints) -> Ints:
    """Return the number of each of some vertices in its row, from 1; a closing vertex has that of the first of its ring.

    Parameters
    ----------
    rings : Rings
        Closed; those of a row follow each other.
    vertices : ndarray of int
        Positions among the coordinates.
    """
    if len(rings) == 0:
        return vertices[:0]
    begins = np.append(True, rings.rows[1:] != rings.rows[:-1])
    first_of_row = np.maximum.accumulate(np.where(begins, np.arange(len(rings)), 0))
    ring = rings.rings_of(vertices)
    first = first_of_row[ring]
    # Each ring before has one vertex more than corners.
    numbers = vertices - rings.offsets[first] - (ring - first) + 1
    closing = vertices == rings.ends[ring]
    numbers[closing] -= rings.counts[ring[closing]] - 1
    return numbers


def _over_all(rings: Rings, order: Ints, *, is_shared: bool) -> tuple[Rings, Ints]:
    """Return the number of each vertex where rows are counted one after another, in an order.

    What has one number has one place too: that of the point that was counted first.
    """
    numbers = np.zeros(len(rings.coordinates), dtype=np.int64)
    corners = rings.edge_starts
    corners = corners[np.argsort(_ranks(order)[rings.rows[rings.rings_of(corners)]], kind="stable")]
    first = first_of_each(rings.coordinates[corners], SAME_POINT_M) if is_shared else np.arange(len(corners))
    counted = np.cumsum(first == np.arange(len(corners)))
    numbers[corners] = counted[first]
    numbers[rings.ends] = numbers[rings.starts]
    places = rings.coordinates.copy()
    places[corners] = places[corners[first]]
    places[rings.ends] = places[rings.starts]
    return replace(rings, coordinates=places), numbers


def _by_row(rings: Rings) -> Rings:
    if (np.diff(rings.rows) >= 0).all():
        return rings
    order = np.argsort(rings.polygon_rows, kind="stable")
    unturned = np.ones(len(rings), dtype=bool)
    by_polygon = np.argsort(_ranks(order)[rings.polygons], kind="stable")
    return _turned(rings, order, by_polygon, np.zeros(len(rings), dtype=np.int64), unturned)


def _from_north_west(rings: Rings) -> Rings:
    """Return rings clockwise from their north-western corner, in the order that offices number them in."""
    clockwise = rings.signed_areas() < 0
    corners, boxes = rings.coordinates[rings.edge_starts], rings.boxes()
    first = _north_western(rings, corners, boxes, clockwise)
    sizes = rings.counts - 1
    j1 = rings.coordinates[rings.starts + np.where(clockwise, first, sizes - 1 - first)]
    shells = rings.polygon_offsets[:-1]
    away = _away_in_groups(j1[shells], boxes[shells], rings.polygon_rows)
    polygons = np.lexsort((j1[shells, 0], -j1[shells, 1], away, rings.polygon_rows))
    holes, away = np.flatnonzero(rings.is_hole), np.zeros(len(rings))
    away[holes] = _away_in_groups(j1[holes], boxes[holes], rings.polygons[holes])
    order = np.lexsort((j1[:, 0], -j1[:, 1], away, rings.is_hole, _ranks(polygons)[rings.polygons]))
    return _turned(rings, polygons, order, first, clockwise)


def _turned(rings: Rings, polygons: Ints, order: Ints, first: Ints, forward: Bools) -> Rings:
    """Return rings in another order, each from another corner and the other way round where it is not `forward`.

    `first` is the position of the first corner on the way that the ring is then gone.
    """
    sizes = (rings.counts - 1)[order]
    ring = np.repeat(order, sizes + 1)
    # One step more than corners: the closing point is the first corner again.
    along = ragged_positions(first[order], sizes + 1) % np.repeat(sizes, sizes + 1)
    along = np.where(forward[ring], along, rings.counts[ring] - 2 - along)
    return Rings(
        rings.coordinates[rings.offsets[ring] + along],
        offsets_of(sizes + 1),
        offsets_of(np.diff(rings.polygon_offsets)[polygons]),
        rings.polygon_rows[polygons],
        rings.row_count,
    )


def _north_western(rings: Rings, corners: Floats, boxes: Floats, clockwise: Bools) -> Ints:
    """Return the position of each ring's north-western corner, on the way clockwise around it."""
    sizes = rings.counts - 1
    starts, ring = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(rings)), sizes)
    slack = _slack_of(boxes)
    away = np.hypot(corners[:, 0] - boxes[ring, 0], boxes[ring, 3] - corners[:, 1])
    near = away <= (np.minimum.reduceat(away, starts) + slack)[ring]
    north = np.where(near, corners[:, 1], -np.inf)
    northern = near & (north >= (np.maximum.reduceat(north, starts) - slack)[ring])
    east = np.where(northern, corners[:, 0], np.inf)
    chosen = east == np.minimum.reduceat(east, starts)[ring]
    position = np.arange(len(corners)) - starts[ring]
    on_the_way = np.where(clockwise[ring], position, sizes[ring] - 1 - position)
    # Of points that lie on each other the one that is reached first.
    first: Ints = np.minimum.reduceat(np.where(chosen, on_the_way, len(corners)), starts)
    return first


def _away_in_groups(firsts: Floats, boxes: Floats, groups: Ints) -> Floats:
    """Return how far first corners are from the north-west corner of all boxes in their group, in steps of the slack."""
    count = int(groups.max(initial=-1)) + 1
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, groups, boxes[:, :2])
    np.maximum.at(high, groups, boxes[:, 2:])
    extents = np.hstack([low, high])[groups]
    away = np.hypot(firsts[:, 0] - extents[:, 0], extents[:, 3] - firsts[:, 1])
    steps: Floats = np.round(away / _slack_of(extents))
    return steps


def _slack_of(boxes: Floats) -> Floats:
    slack = np.hypot(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) * _SLACK
    return np.where(slack > 0, slack, _SLACK)


def _ranks(order: Ints) -> Ints:
    """Return the place of each in an order."""
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
