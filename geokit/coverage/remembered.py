"""Polygons that lie elsewhere and were fetched before: most steps of an audit ask for the same few again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.geometry.arrays import Ints, Shapes, empty_shapes, found_among

if TYPE_CHECKING:
    from collections.abc import Callable

# Some dozen megabytes.
_MOST: Final = 100_000


class Remembered:
    """The polygons that were fetched last, by position.

    Examples
    --------
    >>> import shapely
    >>> held = Remembered()
    >>> def fetch(at):
    ...     print("fetched", at)
    ...     return shapely.points(at, at)
    >>> _ = held.taken(np.array([4, 2]), fetch)
    fetched [4 2]
    >>> held.taken(np.array([2, 7]), fetch)
    fetched [7]
    array([<POINT (2 2)>, <POINT (7 7)>], dtype=object)
    """

    def __init__(self) -> None:
        self._positions: Ints = np.empty(0, dtype=np.int64)
        self._shapes = empty_shapes(0)

    def taken(self, positions: Ints, fetch: Callable[[Ints], Shapes]) -> Shapes:
        """Return the polygons at some positions; a function fetches those that are not remembered."""
        rows, held = found_among(self._positions, positions)
        new = np.ones(len(positions), dtype=bool)
        new[rows] = False
        shapes = empty_shapes(len(positions))
        shapes[rows] = self._shapes[held]
        if new.any():
            shapes[new] = fetch(positions[new])
            self._remember(positions[new], shapes[new])
        return shapes

    def _remember(self, positions: Ints, shapes: Shapes) -> None:
        if len(positions) > _MOST:
            return
        if len(positions) + len(self._positions) <= _MOST:
            positions = np.concatenate([positions, self._positions])
            shapes = np.concatenate([shapes, self._shapes])
        self._positions, first = np.unique(positions, return_index=True)
        self._shapes = shapes[first]
