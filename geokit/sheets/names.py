"""Names of districts on paper: inside their own outline, or outside the city with a leader to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.sheets.room import Panel

    Floats = NDArray[np.float64]
    Size = tuple[float, float]

_STEPS = 40
# What it costs, in widths of the words, to lie on a ribbon.
_ON_RIBBON = 1.5


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where a name stands, metres of the sheet.

    Attributes
    ----------
    box : shapely geometry
        The room it takes.
    leader : shapely geometry or None
        A line into the district, where the name stands outside.
    """

    box: BaseGeometry
    leader: BaseGeometry | None = None

    @property
    def middle(self) -> Floats:
        """The middle of the words."""
        middle: Floats = shapely.get_coordinates(self.box.centroid)[0]
        return middle


def inner_point(outline: BaseGeometry) -> Floats:
    """Return a point well inside an outline."""
    parts = shapely.get_parts(outline)
    largest = parts[np.argmax(shapely.area(parts))]
    point: Floats = shapely.get_coordinates(largest.representative_point())[0]
    return point


def place_inside(
    outline: BaseGeometry,
    size: Size,
    taken: Sequence[BaseGeometry],
    ribbons: BaseGeometry,
    *,
    is_clear: bool = False,
) -> NamePlace | None:
    """Return a place for words within an outline, off what is taken, or None where there is no room.

    Parameters
    ----------
    outline : shapely geometry
        Of the district, metres.
    size : tuple of float
        How wide and high the words are.
    taken : sequence of shapely geometry
        What must not be covered.
    ribbons : shapely geometry
        What is rather not covered.
    is_clear : bool
        Whether no ribbon may run under the words at all.
    """
    west, south, east, north = outline.bounds
    if size[0] > east - west or size[1] > north - south:
        return None
    x, y = np.meshgrid(np.linspace(west, east, _STEPS), np.linspace(south, north, _STEPS))
    middles = np.column_stack([x.ravel(), y.ravel()])
    shapely.prepare(outline)
    middles = middles[shapely.contains_xy(outline, middles[:, 0], middles[:, 1])]
    boxes = boxes_around(middles, size)
    fits = shapely.contains(outline, boxes)
    if taken:
        fits &= ~shapely.intersects(boxes, shapely.union_all(taken))
    if is_clear:
        fits &= ~shapely.intersects(boxes, ribbons)
    if not fits.any():
        return None
    boxes, middles = boxes[fits], middles[fits]
    covered = shapely.area(shapely.intersection(boxes, ribbons)) / (size[0] * size[1])
    off = np.hypot(*(middles - inner_point(outline)).T) / size[0]
    return NamePlace(boxes[np.argmin((off + _ON_RIBBON * covered).round(6))])


def place_outside(outline: BaseGeometry, size: Size, panel: Panel) -> NamePlace:
    """Return a place for words beside the city, with a leader into the outline unless they cover where it would end."""
    goal = inner_point(outline)
    middle = panel.take_room(size, goal)
    box = boxes_around(middle[None], size)[0]
    leader = shapely.difference(shapely.LineString([middle, goal]), box)
    return NamePlace(box, None if leader.is_empty else leader)


def boxes_around(middles: Floats, size: Size) -> NDArray[np.object_]:
    """Return boxes of a size around points.

    Examples
    --------
    >>> boxes_around(np.array([(0.0, 0.0)]), (4.0, 2.0))[0].bounds
    (-2.0, -1.0, 2.0, 1.0)
    """
    half = np.asarray(size) / 2
    (west, south), (east, north) = (middles - half).T, (middles + half).T
    return np.asarray(shapely.box(west, south, east, north), dtype=object)
