"""Shapes of an audit brought to another coordinate system, where that can be done without parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import CrsError
from geokit.land.crs import reproject

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.crs import CrsLike


def moved_or_none(
    shapes: NDArray[np.object_], source: CRS | None, target: CrsLike | None
) -> NDArray[np.object_]:
    """Return shapes in `target`; None where they cannot be brought there, which the rules say.

    Parameters
    ----------
    shapes : ndarray of object
    source, target : CRS, optional
        Where neither is known the coordinates stay as they are.
    """
    if source == target:
        return shapes
    nowhere = np.full(len(shapes), None, dtype=np.object_)
    if source is None or target is None:
        return nowhere
    try:
        return reproject(shapes, source, target)
    except CrsError:
        # Another datum, or coordinates that are impossible: the rules name both.
        return nowhere
