"""How far geodesic edges bow out from the edges that the area formula sees.

The formula takes an edge as straight on the cylinder of equal area; between positions in degrees it is a geodesic. At
24° N an east–west edge of 1 km holds 6 m² between the two. The statutory procedure cuts edges into 70 m pieces so that
this no longer matters. Here the lens between the two is added in closed form instead: an arc P(t) and its chord enclose
(P' × P'') / 12, to the third order of the edge's length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats
    from geokit.geometry.rings import Rings
    from geokit.land.transverse_mercator import Ellipsoid

# The next order is 4e-10 of the area of a square with such edges.
_LONG_M = 5_000.0


def geodesic_bows_m2(on_cylinder: Rings, sine: Floats, ellipsoid: Ellipsoid) -> Floats:
    """Return, for each edge, the area between the geodesic and the straight line on the cylinder.

    From dα/ds = sin α tan B / N (Clairaut) follows P' × P'' = −ΔL sin B (s² + 2 (s cos α)²).

    Parameters
    ----------
    on_cylinder : Rings
        Longitude in radians as x, square metres a radian as y.
    sine : ndarray
        Of the latitude of each vertex.
    ellipsoid : Ellipsoid
        The ellipsoid of the latitude.

    Returns
    -------
    ndarray of shape (v,)
        In the order of the vertices that edges begin with, positive to the right of the edge.
    """
    east, north_squared, length_squared, middle = _edges(on_cylinder, sine, ellipsoid)
    return -east * middle * (length_squared + 2 * north_squared) / 12


def has_long_edges(on_cylinder: Rings, sine: Floats, ellipsoid: Ellipsoid) -> Bools:
    """Return which polygons have an edge that is too long for the third order of its length.

    Parameters are those of :func:`geodesic_bows_m2`.
    """
    _, _, length_squared, _ = _edges(on_cylinder, sine, ellipsoid)
    long = np.zeros(on_cylinder.row_count, dtype=np.bool_)
    if len(on_cylinder):
        longest = np.maximum.reduceat(length_squared, on_cylinder.starts)
        long[on_cylinder.rows[longest > _LONG_M**2]] = True
    return long


def _edges(on_cylinder: Rings, sine: Floats, ellipsoid: Ellipsoid) -> tuple[Floats, Floats, Floats, Floats]:
    """Return ΔL, (s cos α)², s² and the sine of the middle latitude of each edge."""
    middle = sine + on_cylinder.steps(sine) / 2
    squared = middle * middle
    parallel_squared = (
        ellipsoid.semi_major_m**2 * (1 - squared) / (1 - ellipsoid.eccentricity_squared * squared)
    )
    east = on_cylinder.steps(on_cylinder.x)
    north_squared = on_cylinder.steps(on_cylinder.y) ** 2 / parallel_squared
    return east, north_squared, parallel_squared * east * east + north_squared, middle
