"""The planar areas of a parcel table, as every product shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import CrsError
from geokit.land.measure.polygons import measure_area

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

# A column that takes the place of measuring, where outlines are not what was measured; no file has one of this name.
MEASURED = "measured_m2 of the true outline"


def planar_areas_m2(parcels: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the planar areas of a parcel table; NaN for a parcel that is invalid or cannot be measured.

    Planar is what phases are compared with (``total_mismatch``), and the only area that a local system has.
    """
    if MEASURED in parcels:
        return np.asarray(parcels[MEASURED], dtype=np.float64)
    areas = np.full(len(parcels), np.nan)
    shapes = parcels.geometry.to_numpy()
    sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    if parcels.crs is not None and sound.any():
        try:
            areas[sound] = measure_area(shapes[sound], parcels.crs, "planar", on_problem="nan")
        except CrsError:
            # The rules name a system that cannot be measured in; its parcels have no area here.
            return areas
    return areas
