"""How much of an area's difference is noise: of the survey of its points, and of their printed decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.errors import CrsError
from geokit.geometry.rings import Rings, blocks
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.geometry.arrays import Floats, Shapes

# A point put on a straight line and printed to the millimetre is this near to it.
STRAIGHT_M = 0.002
_WIDEST_DEGREES, _HIGHEST_DEGREES = 180.0, 90.0

_DEGREES = Words(
    zh="点位误差按米传播，而坐标看来是度：请先投影到高斯—克吕格坐标系",
    en="point errors are propagated in metres and the coordinates look like degrees: project them first",
)


def standard_error_m2(geometries: Any, point_accuracy_m: float) -> Floats:
    """Return the standard error of areas that follows from the accuracy of their boundary points.

    m_P = m √(Σ D² / 8), D being the distance between the neighbours of a corner. Points on straight lines are
    left out: they would make the error smaller without making the survey better.

    Parameters
    ----------
    geometries : array_like of shapely geometries
        Polygons in metres.
    point_accuracy_m : float
        Two-dimensional standard error of a boundary point, such as 0.05 for class 1.

    Returns
    -------
    ndarray of float64, shape (n,)
        0.0 for None, empty and other geometries.

    Raises
    ------
    CrsError
        The coordinates look like degrees.

    Examples
    --------
    >>> from shapely import box
    >>> standard_error_m2([box(500_000, 2_583_000, 500_400, 2_583_300)], 0.05).round(2)
    array([17.68])
    """
    squares_m2 = _squared_diagonals_m2(
        _as_metres(geometries), lambda shapes: shapely.simplify(shapes, STRAIGHT_M, preserve_topology=False)
    )
    return point_accuracy_m * np.sqrt(squares_m2 / 8)


def print_noise_m2(geometries: Any, decimals: int) -> Floats:
    """Return the standard deviation of areas that follows from coordinates printed to some decimals.

    Each coordinate is off by an even error of at most half a unit, u / √12 in the mean square; the area by
    u / √48 × √(Σ D²), D being the distance between the neighbours of a vertex.

    Parameters
    ----------
    geometries : array_like of shapely geometries
        Polygons in metres.
    decimals : int
        How many decimals the coordinates were printed with.

    Returns
    -------
    ndarray of float64, shape (n,)
        0.0 for None, empty and other geometries.

    Raises
    ------
    CrsError
        The coordinates look like degrees.

    Examples
    --------
    >>> from shapely import box
    >>> print_noise_m2([box(500_000, 2_583_000, 500_400, 2_583_300)], 3).round(3)
    array([0.144])
    """
    squares_m2 = _squared_diagonals_m2(_as_metres(geometries), lambda shapes: shapes)
    return 10.0**-decimals * np.sqrt(squares_m2 / 48)


def _as_metres(geometries: Any) -> Shapes:
    array = np.atleast_1d(np.asarray(geometries, dtype=np.object_))
    west, south, east, north = shapely.total_bounds(array) if array.size else (np.nan,) * 4
    if max(-west, east) <= _WIDEST_DEGREES and max(-south, north) <= _HIGHEST_DEGREES:
        raise CrsError(_DEGREES)
    return array


def _squared_diagonals_m2(geometries: Shapes, drawn: Callable[[Shapes], Shapes]) -> Floats:
    """Return Σ D² over the vertices of each polygon as it is drawn; D joins the neighbours of a vertex."""
    squares_m2 = np.zeros(len(geometries))
    for block in blocks(geometries):
        squares_m2[block] = _of_block(drawn(geometries[block]))
    return squares_m2


def _of_block(geometries: Shapes) -> Floats:
    rings = Rings.of(geometries).by_axis()
    if not len(rings):
        return np.zeros(len(geometries))
    squared = _diagonals(rings.x, rings) ** 2 + _diagonals(rings.y, rings) ** 2
    return rings.per_row(np.add.reduceat(squared, rings.starts))


def _diagonals(values: Floats, rings: Rings) -> Floats:
    diagonals = np.roll(values, -1) - rings.before(values)
    diagonals[rings.ends] = 0.0  # the closing vertex is the first one again
    return diagonals
