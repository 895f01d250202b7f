"""The outline of a park beside its parcels: how large it is, and what of their land lies beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geokit.coverage.overlay import land_without
from geokit.errors import CrsError
from geokit.land.crs import reproject
from geokit.land.working import working_crs
from geokit.ledgers.figures.land import areas_m2
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geokit.ledgers.figures.land import Land
    from geokit.programme.model import Park


@dataclass(frozen=True, slots=True)
class Extent:
    """A park's outline, measured as its parcels are.

    Parameters
    ----------
    outline_m2 : float
        The area of the outline.
    beyond_m2 : float
        The land of parcels outside it, each piece once; those that were taken back too.
    """

    outline_m2: float
    beyond_m2: float


def extent_of(park: Park | None, land: Land) -> Extent | None:
    """Return the extent of a park; None without an outline that parcels can be compared with, a sketch included."""
    found = _outline(park, land) if park is not None and park.basis is not Basis.SCHEMATIC else None
    if found is None:
        return None
    outline, crs = found
    try:
        [outline_m2] = areas_m2(np.array([outline], dtype=object), crs, land.method).tolist()
    except CrsError:
        # A local system has planar areas alone.
        return None
    return Extent(outline_m2, _beyond_m2(outline, land)) if np.isfinite(outline_m2) else None


def _outline(park: Park, land: Land) -> tuple[BaseGeometry, Any] | None:
    """Return a park's outline in the plane of its parcels, in its own plane where none of them is measured."""
    if park.boundary is None or park.crs is None or not shapely.is_valid(park.boundary):
        return None
    own = np.array([park.boundary], dtype=object)
    crs = land.crs if land.is_measured.any() else working_crs(park.crs, park.boundary.bounds)
    try:
        [outline] = reproject(own, park.crs, crs)
    except CrsError:
        # Another datum: the audit names it, and the outline is compared with nothing.
        return None
    return (outline, crs) if outline.is_valid else None


def _beyond_m2(outline: BaseGeometry, land: Land) -> float:
    """Return the land outside; each parcel is asked for what no other before it has, so that nothing is united."""
    measured = np.flatnonzero(land.is_measured)
    shapely.prepare(outline)
    outside = measured[~shapely.covers(outline, land.shapes[measured])]
    if len(outside) == 0:
        return 0.0
    taken = land.shared_before(np.arange(len(land.shapes)), np.ones(len(land.shapes), dtype=bool))[outside]
    own, shares = land.shapes[outside], ~shapely.is_missing(taken)
    own[shares] = land_without(own[shares], taken[shares])
    across = shapely.intersects(outline, own)
    own[across] = land_without(own[across], np.full(int(across.sum()), outline))
    return float(land.measured_m2(own).sum())
