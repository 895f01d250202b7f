"""What parcels share with the polygons of a reference layer.

A layer belongs to whoever drew it, and what it means is theirs to say. Here it is only compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geokit.coverage.tables import find_overlaps
from geokit.land.crs import is_local
from geokit.land.measure.polygons import measure_area

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geokit.auditing.case import Case
    from geokit.auditing.reference_layers import ReferenceLayer
    from geokit.programme.model import Reference


@dataclass(frozen=True, slots=True)
class Pieces:
    """What parcels and polygons of a layer share: arrays by parcel and polygon.

    ``area_m2`` is apportioned: the pieces of a parcel that a layer covers once add up to the parcel's own area.
    ``apart_m`` is how far the layer's nearest box lies from the box around all parcels, ``left_out`` how many pairs, at most,
    were not compared because thousands lie on each other.
    """

    parcel: NDArray[np.intp]
    polygon: NDArray[np.intp]
    shapes: NDArray[np.object_]
    area_m2: NDArray[np.float64]
    apart_m: float
    left_out: int = 0


def pieces_on(case: Case, layer: ReferenceLayer) -> Pieces:
    """Return what the parcels of a case share with the polygons of a layer, above the tolerance.

    Raises
    ------
    CrsError
        The layer cannot be brought to the parcels' system.
    """
    parcels = np.flatnonzero(case.measurable)
    shapes = layer.shapes_in(case.crs)
    apart_m = _apart_m(shapes, case.shapes[parcels])
    near = np.flatnonzero(apart_m == 0)
    found = find_overlaps(
        case.shapes[parcels],
        shapes[near],
        tolerance_m2=case.settings.tolerance_m2,
        snap_m=case.settings.snap_m,
    )
    owners, pieces = parcels[found["left"].to_numpy()], found.geometry.to_numpy()
    area_m2 = apportioned_m2(case, owners, pieces, layer.reference)
    polygons = near[found["right"].to_numpy()]
    left_out = int(found.attrs["pairs_left_out"])
    return Pieces(owners, polygons, pieces, area_m2, float(np.nanmin(apart_m)), left_out)


def apportioned_m2(
    case: Case, owners: NDArray[np.intp], pieces: NDArray[np.object_], reference: Reference
) -> NDArray[np.float64]:
    """Return areas of pieces of parcels as parts of the parcels' own areas.

    The part is that of the layer's method, the whole the parcel's area by the method of its own figure: so that pieces
    of a parcel add up to it, as a survey's land classes do.
    """
    if len(pieces) == 0 or case.crs is None:
        return np.zeros(len(pieces))
    method = "planar" if is_local(case.crs) else reference.method
    whole, row = np.unique(owners, return_inverse=True)
    wholes_m2 = measure_area(case.shapes[whole], case.crs, method)[row]
    share = measure_area(pieces, case.crs, method) / wholes_m2
    apportioned: NDArray[np.float64] = share * case.own_m2[owners]
    return apportioned


def _apart_m(shapes: NDArray[np.object_], parcels: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return how far the box of each polygon lies from that of all parcels: a county's layer is larger than a park."""
    west, south, east, north = shapely.total_bounds(parcels)
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    across = np.maximum(np.maximum(low_x - east, west - high_x), 0)
    along = np.maximum(np.maximum(low_y - north, south - high_y), 0)
    apart_m: NDArray[np.float64] = np.hypot(across, along)
    return apart_m


def class_names(layer: ReferenceLayer, polygons: NDArray[np.intp]) -> NDArray[np.object_]:
    """Return the classes of polygons as text, empty where the layer gives none."""
    classes = layer.classes[polygons]
    return np.where(pd.isna(classes), "", classes).astype(str).astype(object)
