"""Room for words in a panel: badges beside the districts they belong to, and the city's large name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.geometry.arrays import as_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.link_layout import Box

    Floats = NDArray[np.float64]

# Places are looked at in steps of this share of the words' height.
_STEP = 0.35
# What it costs, in lengths of the panel, to cover a ribbon; to cover land; to lead over another district.
_ON_RIBBON, _ON_LAND, _OVER_OTHER = 0.8, 0.12, 3.0
_COVERED = 20.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel with what words must keep off.

    Attributes
    ----------
    frame : box
        West, south, east and north.
    districts : shapely geometry
        Never covered.
    ribbons : shapely geometry
        Covered where there is no other room.
    land : shapely geometry
        Land about the districts: words on the sea read better.
    """

    frame: Box
    districts: BaseGeometry
    ribbons: BaseGeometry
    land: BaseGeometry


def find_room(
    panel: Panel, size: tuple[float, float], taken: Sequence[BaseGeometry], near: Floats | None = None
) -> Floats:
    """Return the middle of a free place for words.

    Parameters
    ----------
    panel : Panel
        Where they shall stand.
    size : tuple of float
        How wide and high they are.
    taken : sequence of shapely geometry
        Words that stand already.
    near : ndarray of shape (2,), optional
        What they belong to; a corner of the panel where it is left out.
    """
    middles = _grid(panel.frame, size)
    boxes = _boxes(middles, size)
    west, south, east, north = panel.frame
    length = float(np.hypot(east - west, north - south))
    blocked = shapely.union_all([panel.districts, *taken])
    cost = _share(boxes, blocked) * _COVERED + _share(boxes, panel.land) * _ON_LAND
    cost += shapely.intersects(boxes, panel.ribbons) * _ON_RIBBON
    if near is None:
        corners = np.array([(west, north), (west, south), (east, north), (east, south)])
        cost += np.hypot(*np.moveaxis(middles[:, None] - corners, 2, 0)).min(axis=1) / length
    else:
        cost += _leading(middles, near, panel.districts) / length
    place: Floats = middles[np.argmin(cost.round(6))]
    return place


def _leading(middles: Floats, near: Floats, districts: BaseGeometry) -> Floats:
    leaders = shapely.linestrings(np.stack([np.broadcast_to(near, middles.shape), middles], axis=1))
    lengths: Floats = shapely.length(leaders) + _OVER_OTHER * shapely.length(
        shapely.intersection(leaders, districts)
    )
    return lengths


def _grid(frame: Box, size: tuple[float, float]) -> Floats:
    step = size[1] * _STEP
    ranges = []
    for at in (0, 1):
        low, high = frame[at] + size[at] / 2 + step, frame[at + 2] - size[at] / 2 - step
        ranges.append(
            np.linspace(low, high, max(1, int((high - low) / step) + 1))
            if high > low
            else np.array([(low + high) / 2])
        )
    return np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, 2)


def _boxes(middles: Floats, size: tuple[float, float]) -> NDArray[np.object_]:
    half = np.asarray(size) / 2
    return as_array(shapely.box(*(middles - half).T, *(middles + half).T))


def _share(boxes: NDArray[np.object_], shape: BaseGeometry) -> Floats:
    """Return which share of each box a shape covers."""
    shapely.prepare(shape)
    touched = shapely.intersects(boxes, shape)
    share = np.zeros(len(boxes))
    share[touched] = shapely.area(shapely.intersection(boxes[touched], shape)) / shapely.area(boxes[touched])
    return share


def words_box(middle: Floats, size: tuple[float, float]) -> BaseGeometry:
    """Return the room that words take."""
    box: BaseGeometry = _boxes(middle[None], size)[0]
    return box
