"""The boundary points of a park: numbered J1, J2 … clockwise from the north-western corner, with the edges between."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.geometry.corners import numbered_rings
from geokit.land.crs import reproject
from geokit.maps.shapes import DISPLAY_CRS, as_array, plan_crs
from geokit.programme.terms import Basis

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.programme.model import Park


@dataclass(frozen=True, slots=True)
class Corners:
    """Numbered boundary points.

    Attributes
    ----------
    names : list of str
        J1, J2 …
    plan_m : ndarray of float64, shape (n, 2)
        East and north in `crs`.
    lonlat : ndarray of float64, shape (n, 2)
        The same in WGS 84 degrees.
    edge_m : ndarray of float64, shape (n,)
        From each point to the next of its ring, in the plane of `crs`.
    following : ndarray of int, shape (n,)
        The position of the next point of the ring.
    crs : CRS
        A plane system.
    """

    names: list[str]
    plan_m: NDArray[np.float64]
    lonlat: NDArray[np.float64]
    edge_m: NDArray[np.float64]
    following: NDArray[np.intp]
    crs: CRS


def corners(park: Park) -> Corners | None:
    """Return the boundary points of a park; None without an outline, and for a sketch, which has none.

    They are numbered as in the files that offices are sent: :func:`~geokit.geometry.corners.numbered_rings`.
    """
    if park.boundary is None or park.crs is None or park.basis is Basis.SCHEMATIC:
        return None
    crs = plan_crs(park.boundary, park.crs)
    rings = numbered_rings(reproject(as_array([park.boundary]), park.crs, crs)[0], "north-west")
    plan_m = np.concatenate(rings)
    starts = np.cumsum([0, *map(len, rings)])
    following = np.concatenate([np.roll(np.arange(low, high), -1) for low, high in pairwise(starts)])
    degrees = reproject(shapely.points(plan_m), crs, DISPLAY_CRS)
    return Corners(
        names=[f"J{number}" for number in range(1, len(plan_m) + 1)],
        plan_m=plan_m,
        lonlat=shapely.get_coordinates(degrees),
        edge_m=np.hypot(*(plan_m[following] - plan_m).T),
        following=following,
        crs=crs,
    )
