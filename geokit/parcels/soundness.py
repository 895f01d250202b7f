"""Which shapes can be parcels: polygons that are not empty, and whose coordinates are finite numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.geometry.rings import is_polygonal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.geometry.encoded import EncodedShapes

# Of smaller coordinates no sum of products is too large for a double.
_SURELY_FINITE = 1e100


def faulty_among(geometry: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes are no polygons, have no area because they are empty, or are not finite."""
    # The area is a sum over all coordinates, so that one of them that is not finite shows in it.
    with np.errstate(over="ignore", invalid="ignore"):
        areas = shapely.area(geometry)
    faulty: NDArray[np.bool_] = ~is_polygonal(geometry) | ~np.isfinite(areas)
    without_area = np.flatnonzero(areas == 0)
    faulty[without_area] |= shapely.is_empty(geometry[without_area])
    return faulty


def are_sound(shapes: EncodedShapes) -> bool:
    """Return whether :func:`faulty_among` would find nothing in shapes; where coordinates are huge, that is not said.

    Examples
    --------
    >>> from geokit.geometry.encoded import EncodedShapes
    >>> from geokit.geometry.wkb import wkb_of
    >>> square, none = shapely.box(0, 0, 9, 9), shapely.box(0, 0, 9, np.nan)
    >>> [are_sound(EncodedShapes.of(wkb_of(np.array([square, other])))) for other in (square, none, None)]
    [True, False, False]
    """
    extremes = np.abs([shapes.coordinates.min(initial=0.0), shapes.coordinates.max(initial=0.0)])
    return bool((extremes < _SURELY_FINITE).all()) and not faulty_among(shapes.others).any()
