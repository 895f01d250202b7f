"""The rows of a table that are looked at to tell in which unit its figures are, and to how many decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.land.measure.polygons import measure_area, possible_method
from geokit.parcels.screening import in_china

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.parcels.formats._reading import Reading

_SAMPLE: Final = 1000


def sample_of(count: int) -> NDArray[np.intp]:
    """Return which of so many rows are looked at to tell units and decimals: evenly spaced ones, or all of a few."""
    return np.unique(np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.intp))


def sampled_areas_m2(reading: Reading, system: CRS | None) -> NDArray[np.float64]:
    """Return measured areas: of every parcel in a small file, of evenly spaced ones in a large, else NaN.

    So are all of them where coordinates are degrees in no system: square degrees would tell the wrong unit.
    """
    areas_m2 = np.full(len(reading.record), np.nan)
    if system is None and len(areas_m2) and in_china(shapely.total_bounds(reading.geometry)):
        return areas_m2
    rows = sample_of(len(areas_m2))
    shapes = reading.geometry[rows]
    if system is None or (not system.is_geographic and possible_method(shapes[:1], system) == "planar"):
        areas_m2[rows] = shapely.area(shapes)
    else:
        areas_m2[rows] = measure_area(shapes, system, "ellipsoidal", on_problem="nan")
    return areas_m2
