"""Shapes of an audit brought to another coordinate system, where that can be done without parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import CrsError
from geokit.geometry.arrays import as_array
from geokit.land.crs.transform import CrsLike, reproject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


def reproject_or_none(
    shapes: Iterable[BaseGeometry | None], source: CrsLike | None, target: CrsLike | None
) -> NDArray[np.object_]:
    """Return shapes in `target`; None where there is nothing to draw, or where they cannot be brought there.

    Parameters
    ----------
    shapes : iterable of shapely geometries
    source, target : CRS, optional
        Where neither is known the coordinates stay as they are.
    """
    found = as_array(shapes)
    found[~is_drawable(found)] = None
    if source == target:
        return found
    nowhere = np.full(len(found), None, dtype=np.object_)
    if source is None or target is None:
        return nowhere
    try:
        return reproject(found, source, target)
    except CrsError:
        # Another datum, or coordinates that are impossible: the rules name both.
        return nowhere


def is_drawable(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return whether each shape is there, not empty, and finite."""
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    there[there] = np.isfinite(shapely.bounds(shapes[there])).all(axis=1)
    return np.asarray(there, dtype=bool)
