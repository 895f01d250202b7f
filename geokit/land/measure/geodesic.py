"""Closed forms for what separates ellipsoidal areas from the areas that are simple to sum: no edge is cut into pieces.

**Geodesic edges.** The area formula takes an edge as straight on the cylinder of equal area; between positions in degrees
it is a geodesic. At 24° N an east–west edge of 1 km holds 6 m² between the two. The statutory procedure cuts edges into
70 m pieces so that this no longer matters. Here the lens between the two is added instead: an arc P(t) and its chord
enclose (P' × P'') / 12, to the third order of the edge's length.

**Edges straight in a Gauss–Krüger plane.** The projection is conformal, so that dE dN of the plane are dE dN / k² of the
ellipsoid. What a figure with such edges holds is that integral over it, and by Green's theorem a sum over its edges: its
planar area less ∮ G dN, where G = E − ∫ dE / k² is the part of E that only the plane has. No vertex leaves the plane.

With u = −ln k the plane has the metric e²ᵘ (dE² + dN²) and the ellipsoid's curvature K = 1 / MN, so that
∂²u/∂E² + ∂²u/∂N² = −K e²ᵘ (Liouville's equation). On the central meridian u and ∂u/∂E are 0, and one power of E
follows from another:

    1 / k² = 1 − K E² + c₄ E⁴ − c₆ E⁶ + …
    c₄ = K² / 2 + (K² − K₂ + K″ / 2) / 6        c₆ = 17 K³ / 45

with K at the same northing on the meridian, K₂ E² its change away from there, and K″ its second derivative by N; c₆ is
that of a sphere. PROJ's scale differs by less than 2·10⁻¹⁰ to 3.5° on both sides of the meridian.

**Small rings** need that series at one vertex alone: its derivatives there times the ring's moments about it are the
integral. To the second order they are so to 10⁻¹² of the area within some hundred metres, in a quarter of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.polynomial.chebyshev import chebder, chebinterpolate, chebval

from geokit.land.crs.transverse_mercator import Ellipsoid, inverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.geometry.arrays import Bools, Floats
    from geokit.geometry.rings import Rings

# The next order is 4e-10 of the area of a square with such edges.
_LONG_M = 5_000.0

# The third order is 10⁻¹³ of the area of a ring that reaches no farther from its first vertex.
_SMALL_M = 500.0

# So many multiples of 2 N / radius matter to 10⁻¹¹ of an area, for each power of E.
_DEGREES = (3, 2, 1)

# The nodes of Gauss's two-point quadrature, exact to the third power along an edge.
_NODES = (-(3**-0.5), 3**-0.5)


def geodesic_edge_areas_m2(on_cylinder: Rings, sine: Floats, ellipsoid: Ellipsoid) -> Floats:
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
    east, north_squared, length_squared, middle = _edge_lengths(on_cylinder, sine, ellipsoid)
    return -east * middle * (length_squared + 2 * north_squared) / 12


def has_long_edges(on_cylinder: Rings, sine: Floats, ellipsoid: Ellipsoid) -> Bools:
    """Return which polygons have an edge that is too long for the third order of its length.

    Parameters are those of :func:`geodesic_edge_areas_m2`.
    """
    _, _, length_squared, _ = _edge_lengths(on_cylinder, sine, ellipsoid)
    long = np.zeros(on_cylinder.row_count, dtype=np.bool_)
    if len(on_cylinder):
        longest = np.maximum.reduceat(length_squared, on_cylinder.starts)
        long[on_cylinder.rows[longest > _LONG_M**2]] = True
    return long


def _edge_lengths(
    on_cylinder: Rings, sine: Floats, ellipsoid: Ellipsoid
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return ΔL, (s cos α)², s² and the sine of the middle latitude of each edge."""
    middle = sine + on_cylinder.steps(sine) / 2
    squared = middle * middle
    parallel_squared = (
        ellipsoid.semi_major_m**2 * (1 - squared) / (1 - ellipsoid.eccentricity_squared * squared)
    )
    east = on_cylinder.steps(on_cylinder.x)
    north_squared = on_cylinder.steps(on_cylinder.y) ** 2 / parallel_squared
    return east, north_squared, parallel_squared * east * east + north_squared, middle


@dataclass(frozen=True, slots=True)
class AreaScale:
    """The series of 1 / k² on an ellipsoid.

    Parameters
    ----------
    radius_m : float
        The rectifying radius: N / radius is the angle that the series goes by.
    powers : tuple of ndarray
        Of E², E⁴ and E⁶: coefficients of Chebyshev's polynomials in cos 2 N / radius.
    """

    radius_m: float
    powers: tuple[Floats, Floats, Floats]

    @classmethod
    def of(cls, ellipsoid: Ellipsoid) -> AreaScale:
        """Return the series of an ellipsoid."""
        return _series(ellipsoid)

    def only_in_plane(self, east_m: Floats, north_m: Floats) -> Floats:
        """Return G: how many of the metres from the central meridian only the plane has.

        Examples
        --------
        >>> from geokit.land.crs.transverse_mercator import Ellipsoid
        >>> scale = AreaScale.of(Ellipsoid(6378137.0, 1 / 298.257222101))
        >>> scale.only_in_plane(
        ...     np.array([0.0, -40902.75, 100_000.0]), np.array([0.0, 2583355.431, 2583355.431])
        ... ).round(6)
        array([ 0.      , -0.563306,  8.230978])
        """
        square, turn = east_m * east_m, np.cos(2 / self.radius_m * north_m)
        second, fourth, sixth = (np.asarray(chebval(turn, power)) for power in self.powers)
        metres: Floats = east_m * square * (second / 3 - square * (fourth / 5 - square * sixth / 7))
        return metres

    def derivatives(self, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Return 1 / k², its derivatives by E, N and E twice, and that by E and N.

        Examples
        --------
        >>> from geokit.land.crs.transverse_mercator import Ellipsoid
        >>> scale = AreaScale.of(Ellipsoid(6378137.0, 1 / 298.257222101))
        >>> scale.derivatives(np.array([0.0, 100_000.0]), np.array([0.0, 2583355.431]))[0].round(9)
        array([1.        , 0.99975309])
        """
        square, angle = east_m * east_m, 2 / self.radius_m * north_m
        turn, turning = np.cos(angle), -2 / self.radius_m * np.sin(angle)
        second, fourth, sixth = (np.asarray(chebval(turn, power)) for power in self.powers)
        # Of E⁶ the change along a meridian is nothing.
        second_north, fourth_north = (
            np.asarray(chebval(turn, chebder(power))) * turning for power in self.powers[:2]
        )
        return (
            1 - square * (second - square * (fourth - square * sixth)),
            -2 * east_m * (second - square * (2 * fourth - 3 * square * sixth)),
            -square * (second_north - square * fourth_north),
            -2 * (second - square * (6 * fourth - 15 * square * sixth)),
            -2 * east_m * (second_north - 2 * square * fourth_north),
        )


def ring_areas_in_zone_m2(rings: Rings, ellipsoid: Ellipsoid) -> Floats:
    """Return the area on the ellipsoid within each ring whose edges are straight in a plane; below 0 for a clockwise one.

    Parameters
    ----------
    rings : Rings
        Metres from the central meridian and from the equator.
    ellipsoid : Ellipsoid
        The one that was projected.
    """
    if len(rings) == 0:
        return np.zeros(0)
    east, north = (values - np.repeat(values[rings.starts], rings.counts) for values in (rings.x, rings.y))
    areas_m2 = _by_moments(rings, east, north, AreaScale.of(ellipsoid))
    far = np.maximum.reduceat(np.maximum(np.abs(east), np.abs(north)), rings.starts) > _SMALL_M
    if far.any():
        large = np.zeros(len(rings.polygon_rows), dtype=np.bool_)
        large[rings.polygons[far]] = True
        edges = rings.taken(large)
        areas_m2[large[rings.polygons]] = edges.signed_areas(-only_in_plane_m2(edges, ellipsoid))
    return areas_m2


def _by_moments(rings: Rings, east: Floats, north: Floats, scale: AreaScale) -> Floats:
    """Return the areas of small rings, whose first vertices are the origins of the metres east and north."""
    next_east, next_north = np.append(east[1:], 0.0), np.append(north[1:], 0.0)
    # As in Rings.signed_areas, what lies between two rings adds nothing.
    swept = east * next_north - next_east * north
    both_east, both_north = east + next_east, north + next_north
    twice_east = both_east * both_east - east * next_east
    across = both_east * both_north + east * north + next_east * next_north
    terms = (swept, both_east * swept, both_north * swept, twice_east * swept, across * swept)
    moments = [np.add.reduceat(term, rings.starts) for term in terms]
    slopes = scale.derivatives(rings.x[rings.starts], rings.y[rings.starts])
    # The integrals of 1, E, N, E² / 2 and E N over a polygon, by Green's theorem.
    parts = (2, 6, 6, 24, 24)
    areas_m2: Floats = np.sum(
        [slope * moment / part for slope, moment, part in zip(slopes, moments, parts, strict=True)], axis=0
    )
    return areas_m2


def only_in_plane_m2(rings: Rings, ellipsoid: Ellipsoid) -> Floats:
    """Return, for each edge, how much of the strip between it and the central meridian only the plane has.

    Parameters
    ----------
    rings : Rings
        Metres from the central meridian and from the equator.
    ellipsoid : Ellipsoid
        The one that was projected.

    Returns
    -------
    ndarray of shape (v,)
        In the order of the vertices that edges begin with; positive for an edge that runs north in the east.
    """
    scale = AreaScale.of(ellipsoid)
    half_east, half_north = rings.steps(rings.x) / 2, rings.steps(rings.y) / 2
    east, north = rings.x + half_east, rings.y + half_north
    first, second = (
        scale.only_in_plane(east + node * half_east, north + node * half_north) for node in _NODES
    )
    area_m2: Floats = (first + second) * half_north
    return area_m2


@lru_cache(maxsize=8)
def _series(ellipsoid: Ellipsoid) -> AreaScale:
    radius_m, squared = ellipsoid.rectifying_radius_m, ellipsoid.eccentricity_squared

    def flattened(turn: Floats) -> Floats:
        """1 − e² sin² B, where the latitude B belongs to the northing N."""
        north_m = np.arccos(turn) / 2 * radius_m
        _, latitude = inverse(np.zeros_like(north_m), north_m, ellipsoid)
        return 1 - squared * np.sin(latitude) ** 2

    def curvature(turn: Floats) -> Floats:
        """K = 1 / MN = (1 − e² sin² B)² / (a² (1 − e²))."""
        return flattened(turn) ** 2 / (ellipsoid.semi_major_m**2 * (1 - squared))

    def fourth(turn: Floats) -> Floats:
        here, bent = curvature(turn), np.asarray(chebval(turn, second_derivative))
        # B falls by E² tan B / 2MN, and K with it by dK/dB = −4 e² sin B cos B K / (1 − e² sin² B).
        away = 2 * (1 - flattened(turn)) * here**2 / flattened(turn)
        return here**2 / 2 + (here**2 - away + bent / 2) / 6

    second = _interpolated(curvature, _DEGREES[0])
    # Of cos(2 m N / radius), which is Chebyshev's polynomial of degree m.
    second_derivative = -second * (2 * np.arange(len(second)) / radius_m) ** 2
    sixth = _interpolated(lambda turn: 17 / 45 * curvature(turn) ** 3, _DEGREES[2])
    return AreaScale(radius_m, (second, _interpolated(fourth, _DEGREES[1]), sixth))


def _interpolated(function: Callable[[Floats], Floats], degree: int) -> Floats:
    # numpy's annotations speak of functions of one number; it calls them with an array.
    coefficients: Floats = np.asarray(chebinterpolate(cast("Any", function), degree))
    return coefficients
