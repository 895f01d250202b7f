"""The plane that a sheet at a scale is drawn in, and the lines of its grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.land.crs.offset import gcj02_to_wgs84
from geokit.land.crs.transform import reproject_points
from geokit.page.geometry import DISPLAY_CRS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.sheets.tiling import Bounds

# Lines of the grid are so far apart on paper, at the most: as on a topographic map, and closer on a small sheet.
_APART_MM, _APART_SMALL_MM = 100.0, 50.0
_SMALL = ("A4", "A3")


@dataclass(frozen=True)
class GridPlane:
    """The coordinates of a plane system: a frame in them is parallel to the grid.

    Parameters
    ----------
    crs : CRS
        A system in metres.
    is_gcj02 : bool
        Whether what is drawn was shifted for a basemap; on paper it goes back to where it is.
    """

    crs: CRS
    is_gcj02: bool = False

    def metres(self, points: Any) -> NDArray[np.float64]:
        """Return east and north of points of longitude and latitude."""
        lon, lat = np.asarray(points, dtype=np.float64).reshape(-1, 2).T
        if self.is_gcj02:
            lon, lat = gcj02_to_wgs84(lon, lat)
        return np.column_stack(reproject_points(lon, lat, DISPLAY_CRS, self.crs))


def grid_step(scale: int, paper: str) -> float:
    """Return the metres between two lines of the grid.

    Examples
    --------
    >>> grid_step(1000, "A1"), grid_step(2000, "A4"), grid_step(25_000, "A0")
    (100.0, 100.0, 2000.0)
    """
    return round_step((_APART_SMALL_MM if paper in _SMALL else _APART_MM) / 1000 * scale)


def round_step(longest: float) -> float:
    """Return the longest length of one, two or five times a power of ten that is no longer.

    Examples
    --------
    >>> round_step(470.0), round_step(0.3)
    (200.0, 0.2)
    """
    power = 10.0 ** np.floor(np.log10(longest))
    return float(next(factor * power for factor in (5, 2, 1) if factor * power <= longest * (1 + 1e-9)))


def grid_values(low: float, high: float, step: float) -> NDArray[np.float64]:
    """Return where the lines of a grid are.

    Examples
    --------
    >>> grid_values(2_584_950.0, 2_585_210.0, 100.0).tolist()
    [2585000.0, 2585100.0, 2585200.0]
    """
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step


def grid_text(value: float, step: float) -> str:
    """Return a coordinate as maps write it: whole, and without separators.

    Examples
    --------
    >>> grid_text(39_463_000.0, 100.0), grid_text(0.5, 0.5)
    ('39463000', '0.5')
    """
    return f"{value:.0f}" if step >= 1 else f"{value:.{-int(np.floor(np.log10(step)))}f}"


def crossings(frame: Bounds, step: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the eastings and the northings of a frame's grid."""
    west, south, east, north = frame
    return grid_values(west, east, step), grid_values(south, north, step)
