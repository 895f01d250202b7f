"""The transverse Mercator projection of an ellipsoid (Gauss–Krüger with scale 1), on numpy arrays.

Krüger's series in the third flattening n, as given by Karney, "Transverse Mercator with an accuracy of a few
nanometers", J. Geodesy 85 (2011), equations 35 and 36, to n⁴; the conformal latitude's series to n⁵. PROJ and
this agree to 1e-6 m within 4° of the central meridian.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.errors import CrsError
from geokit.i18n import Words

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pyproj import CRS

    from geokit.geometry.arrays import Floats

# From the equator to a pole: no northing lies beyond.
QUARTER_MERIDIAN_M = 10_002_000.0

NO_ELLIPSOID = Words(
    zh="坐标系“{crs}”是独立（地方）坐标系，没有椭球：只能量算平面面积（planar）",
    en="{crs} is a local coordinate system without an ellipsoid: only its planar area can be measured",
)


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """An ellipsoid of revolution.

    Parameters
    ----------
    semi_major_m : float
        The equatorial radius a.
    flattening : float
        f = (a − b) / a.
    """

    semi_major_m: float
    flattening: float

    @classmethod
    def of(cls, crs: CRS) -> Ellipsoid:
        """Return a coordinate system's own ellipsoid.

        Raises
        ------
        CrsError
            It is local and has none.

        Examples
        --------
        >>> from pyproj import CRS
        >>> 1 / Ellipsoid.of(CRS(4610)).flattening
        298.257
        """
        if crs.ellipsoid is None:
            raise CrsError(NO_ELLIPSOID, crs=crs.name)
        # PROJ gives 0 for a sphere.
        inverse = crs.ellipsoid.inverse_flattening
        return cls(crs.ellipsoid.semi_major_metre, 1 / inverse if inverse else 0.0)

    @property
    def semi_minor_m(self) -> float:
        """The polar radius b."""
        return self.semi_major_m * (1 - self.flattening)

    @property
    def eccentricity_squared(self) -> float:
        """The square e² = f (2 − f)."""
        return self.flattening * (2 - self.flattening)

    @property
    def third_flattening(self) -> float:
        """The ratio n = (a − b) / (a + b)."""
        return self.flattening / (2 - self.flattening)

    @property
    def rectifying_radius_m(self) -> float:
        """The radius of the circle as long as a meridian."""
        n = self.third_flattening
        return self.semi_major_m / (1 + n) * (1 + n**2 / 4 + n**4 / 64)


def forward(longitude: ArrayLike, latitude: ArrayLike, ellipsoid: Ellipsoid) -> tuple[Floats, Floats]:
    """Project radians to metres.

    Parameters
    ----------
    longitude : array_like
        Radians east of the central meridian.
    latitude : array_like
        Radians.
    ellipsoid : Ellipsoid
        The ellipsoid of the latitude.

    Returns
    -------
    east_m, north_m : ndarray
        From the central meridian and from the equator: no false easting, scale 1.

    Examples
    --------
    >>> east_m, north_m = forward(
    ...     np.radians(-0.4), np.radians(23.35), Ellipsoid(6378137.0, 1 / 298.257222101)
    ... )
    >>> round(float(east_m), 3), round(float(north_m), 3)
    (-40902.75, 2583355.431)
    """
    longitude = np.asarray(longitude, dtype=np.float64)
    eccentricity = math.sqrt(ellipsoid.eccentricity_squared)
    tangent = np.tan(latitude)
    secant = np.sqrt(1 + tangent * tangent)
    # Karney, equations 7 to 9: in tangents, which keep their digits near the poles.
    sigma = np.sinh(eccentricity * np.arctanh(eccentricity * tangent / secant))
    conformal = tangent * np.sqrt(1 + sigma * sigma) - sigma * secant
    cosine = np.cos(longitude)
    north = np.arctan(conformal / cosine)
    east = np.arcsinh(np.sin(longitude) / np.sqrt(conformal * conformal + cosine * cosine))
    d_north, d_east = _krueger_sum(_alpha(ellipsoid.third_flattening), north, east)
    radius_m = ellipsoid.rectifying_radius_m
    return radius_m * (east + d_east), radius_m * (north + d_north)


def inverse(east_m: ArrayLike, north_m: ArrayLike, ellipsoid: Ellipsoid) -> tuple[Floats, Floats]:
    """Return longitude and latitude of projected points: the inverse of :func:`forward`.

    Parameters
    ----------
    east_m, north_m : array_like
        Metres from the central meridian and from the equator.
    ellipsoid : Ellipsoid
        The ellipsoid to return to.

    Returns
    -------
    longitude, latitude : ndarray
        Radians; the longitude from the central meridian.

    Examples
    --------
    >>> lon, lat = inverse(-40902.75, 2583355.431, Ellipsoid(6378137.0, 1 / 298.257222101))
    >>> round(float(np.degrees(lon)), 8), round(float(np.degrees(lat)), 8)
    (-0.4, 23.35)
    """
    radius_m = ellipsoid.rectifying_radius_m
    n = ellipsoid.third_flattening
    east = np.asarray(east_m, dtype=np.float64) / radius_m
    north = np.asarray(north_m, dtype=np.float64) / radius_m
    d_north, d_east = _krueger_sum(_beta(n), north, east)
    north = north - d_north
    sine, cosine = np.sin(north), np.cos(north)
    sinh, cosh = _hyperbolic(east - d_east)
    cosine_conformal = np.sqrt(sinh * sinh + cosine * cosine)
    conformal = np.arctan(sine / cosine_conformal)
    sine, cosine_conformal = sine / cosh, cosine_conformal / cosh
    # What the latitude on the ellipsoid is more than the conformal one, from sines that are there already.
    rise = _clenshaw(_delta(n), 2 - 4 * sine * sine) * (2 * sine * cosine_conformal)
    return np.arctan(sinh / cosine), conformal + rise


def _krueger_sum(terms: tuple[float, ...], north: Floats, east: Floats) -> tuple[Floats, Floats]:
    """Return the real and imaginary part of Σ cⱼ sin 2jζ, ζ = north + i·east, by Clenshaw's recurrence."""
    # In complex numbers the series for both axes is one recurrence.
    sine, cosine = np.sin(2 * north), np.cos(2 * north)
    sinh, cosh = _hyperbolic(2 * east)
    turn = 2 * (cosine * cosh - 1j * (sine * sinh))
    total = _clenshaw(terms, turn) * (sine * cosh + 1j * (cosine * sinh))
    return total.real, total.imag


def _hyperbolic(angle: Floats) -> tuple[Floats, Floats]:
    """Return sinh and cosh to 1e-16 absolutely: half the time of asking for each."""
    growth = np.exp(angle)
    shrink = 1 / growth
    return (growth - shrink) / 2, (growth + shrink) / 2


def _clenshaw(terms: tuple[float, ...], turn: Any) -> Any:
    """Return Σ cⱼ sin 2jθ / sin 2θ, where `turn` is 2 cos 2θ, by Clenshaw's recurrence."""
    before, last = 0.0, terms[-1]
    for term in reversed(terms[:-1]):
        before, last = last, turn * last - before + term
    return last


def _alpha(n: float) -> tuple[float, ...]:
    return (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )


def _beta(n: float) -> tuple[float, ...]:
    return (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )


def _delta(n: float) -> tuple[float, ...]:
    return (
        2 * n - 2 * n**2 / 3 - 2 * n**3 + 116 * n**4 / 45 + 26 * n**5 / 45,
        7 * n**2 / 3 - 8 * n**3 / 5 - 227 * n**4 / 45 + 2704 * n**5 / 315,
        56 * n**3 / 15 - 136 * n**4 / 35 - 1262 * n**5 / 105,
        4279 * n**4 / 630 - 332 * n**5 / 35,
        4174 * n**5 / 315,
    )
