"""What ribbons run over: districts, their names, and what lies outside the map, as cells with a cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.link_layout import Box

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_CELLS = 160
# What a metre costs over a partner's district, over another one, over anything else; over a partner's name, and outside
# the map, besides.
_OVER_PARTNER, _OVER_DISTRICT, _OVER_NOTHING, _OVER_NAME, _OUTSIDE = 12.0, 6.0, 0.4, 60.0, 12.0
# Half of the room that a name takes, metres.
_NAME_M = np.array([5_500.0, 2_600.0])


class Ground:
    """The ground of a layout.

    Parameters
    ----------
    bounds : box
        Of the map.
    districts : sequence of shapely geometry
        Where they stand.
    partners : collection of int
        The numbers of those in pairs.
    """

    def __init__(self, bounds: Box, districts: Sequence[BaseGeometry], partners: Collection[int]) -> None:
        west, south, east, north = bounds
        self._corner = np.array([west, south])
        self._cell = np.array([east - west, north - south]) / _CELLS
        # The outermost cells stand for all that lies outside.
        self._owner = np.full((_CELLS + 2, _CELLS + 2), -1)
        self._cost = np.full(self._owner.shape, _OVER_NOTHING)
        for number, shape in enumerate(shapely.simplify(districts, float(self._cell.min()) / 4)):
            cost = _OVER_PARTNER if number in partners else _OVER_DISTRICT
            self._fill(number, shape, cost)
        for number in partners:
            self._name(shapely.get_coordinates(districts[number].representative_point())[0])
        self._cost[[0, -1], :] += _OUTSIDE
        self._cost[1:-1, [0, -1]] += _OUTSIDE

    def _fill(self, number: int, shape: BaseGeometry, cost: float) -> None:
        low, high = (self._cells(np.array([corner]))[0] for corner in (shape.bounds[:2], shape.bounds[2:]))
        rows = np.ix_(*(np.arange(max(1, low[at]), min(_CELLS, high[at]) + 1) for at in (0, 1)))
        x, y = (self._corner[at] + (rows[at] - 0.5) * self._cell[at] for at in (0, 1))
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, *np.broadcast_arrays(x, y))
        self._owner[rows] = np.where(inside, number, self._owner[rows])
        self._cost[rows] = np.where(inside, cost, self._cost[rows])

    def _name(self, middle: Floats) -> None:
        low, high = self._cells(np.array([middle - _NAME_M, middle + _NAME_M]))
        self._cost[low[0] : high[0] + 1, low[1] : high[1] + 1] += _OVER_NAME

    def _cells(self, points: Floats) -> Numbers:
        at = np.floor((points - self._corner) / self._cell) + 1
        cells: Numbers = np.clip(at, 0, _CELLS + 1).astype(np.int64)
        return cells

    def cost(self, points: Floats, own: Numbers) -> tuple[Floats, NDArray[np.bool_]]:
        """Return what a metre costs at points, and whether each lies in the district of a number."""
        column, row = self._cells(points).T
        is_own = self._owner[column, row] == own
        return np.where(is_own, 0.0, self._cost[column, row]), is_own
