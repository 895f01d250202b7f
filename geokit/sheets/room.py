"""Room for words in a panel: badges beside the districts they belong to, and the city's large name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]
    Box = tuple[float, float, float, float]

# What it costs, in lengths of the panel: to cover districts or other words, ribbons, land; to lead over a district.
_ON_DISTRICT, _ON_RIBBON, _ON_LAND, _OVER_DISTRICT = 20.0, 12.0, 0.12, 2.0
_LEADER_SAMPLES = 24


class Panel:
    """A panel as cells, and what words must keep off.

    Parameters
    ----------
    frame : box
        West, south, east and north.
    cell : float
        How long and high a cell is.
    districts : shapely geometry
        Never covered while there is other room.
    ribbons : shapely geometry
        Covered rather than districts.
    land : shapely geometry
        Land about the districts: words on the sea read better.
    """

    def __init__(
        self, frame: Box, cell: float, districts: BaseGeometry, ribbons: BaseGeometry, land: BaseGeometry
    ) -> None:
        west, south, east, north = frame
        self._corner, self._cell = np.array([west, south]), cell
        self._size = np.maximum(1, np.array([(east - west) / cell, (north - south) / cell]).astype(int))
        self._length = float(np.hypot(east - west, north - south))
        columns, rows = (np.arange(count) for count in self._size)
        self._places = (
            self._corner + (np.stack(np.meshgrid(columns, rows, indexing="ij"), axis=-1) + 0.5) * cell
        )
        self._districts = self._covered(districts)
        self._cost = _ON_DISTRICT * self._districts + _ON_RIBBON * self._covered(ribbons)
        self._cost += _ON_LAND * self._covered(land)

    def _covered(self, shape: BaseGeometry) -> Floats:
        shapely.prepare(shape)
        inside: Floats = shapely.contains_xy(shape, self._places[..., 0], self._places[..., 1]).astype(
            np.float64
        )
        return inside

    def take_room(self, size: tuple[float, float], near: Floats | None = None) -> Floats:
        """Return the middle of a free place for words, which is taken from then on.

        Parameters
        ----------
        size : tuple of float
            How wide and high they are.
        near : ndarray of shape (2,), optional
            What they belong to; a corner of the panel where it is left out.
        """
        cells = np.minimum(np.ceil(np.asarray(size) / self._cell).astype(int), self._size)
        cost = _means(self._cost, cells)
        first = self._corner + cells * self._cell / 2
        columns, rows = (np.arange(count) * self._cell for count in cost.shape)
        middles = first + np.stack(np.meshgrid(columns, rows, indexing="ij"), axis=-1)
        cost += self._from_corner(middles) if near is None else self._leading(middles, near)
        column, row = np.unravel_index(np.argmin(cost.round(6)), cost.shape)
        self._cost[column : column + cells[0], row : row + cells[1]] += _ON_DISTRICT
        place: Floats = middles[column, row]
        return place

    def block(self, shape: BaseGeometry) -> None:
        """Keep words off a shape."""
        self._cost += _ON_DISTRICT * self._covered(shape)

    def _from_corner(self, middles: Floats) -> Floats:
        ends = self._corner + np.array([(x, y) for x in (0, 1) for y in (0, 1)]) * self._size * self._cell
        off: Floats = np.hypot(*np.moveaxis(middles[..., None, :] - ends, -1, 0)).min(axis=-1) / self._length
        return off

    def _leading(self, middles: Floats, near: Floats) -> Floats:
        """Return how long a line to each place is, counted more where it leads over districts."""
        share = np.linspace(0.0, 1.0, _LEADER_SAMPLES)[:, None]
        points = near + share * (middles[..., None, :] - near)
        cells = np.clip(((points - self._corner) / self._cell).astype(int), 0, self._size - 1)
        over = self._districts[cells[..., 0], cells[..., 1]].mean(axis=-1)
        lengths = np.hypot(*np.moveaxis(middles - near, -1, 0)) / self._length
        cost: Floats = lengths * (1 + _OVER_DISTRICT * over)
        return cost


def _means(values: Floats, cells: NDArray[np.int64]) -> Floats:
    """Return the mean of each window of so many cells.

    Examples
    --------
    >>> _means(np.array([[0.0, 2.0], [4.0, 6.0]]), np.array([2, 1])).tolist()
    [[2.0, 4.0]]
    """
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    x, y = cells
    found: Floats = (sums[x:, y:] - sums[:-x, y:] - sums[x:, :-y] + sums[:-x, :-y]) / (x * y)
    return found
