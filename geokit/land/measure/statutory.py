"""The statutory procedure for the ellipsoidal area of a figure on a map sheet.

The formula is that of 国土调查办发〔2008〕32号 and of the third national land survey; rounding and the 70 m
points are the third survey's. Written with sines of multiples of B it is the area of the polygon's image on a
cylinder of equal area: one sine a vertex, where the printed form has five sines and five cosines an edge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geokit.geometry.arrays import Floats
    from geokit.geometry.rings import Rings
    from geokit.land.crs.transverse_mercator import Ellipsoid

EDGE_M = 70.0
_POINT_DECIMALS, _INSERTED_DECIMALS, _AREA_DECIMALS = 4, 6, 2
# 1e-6 seconds of arc
_ANGLE_UNIT = np.pi / 180 / 3600 * 1e-6
# A half that was printed as a half may be stored a little below it, by as much as eight digits leave.
_HALF_SLACK = 1e-4


def on_cylinder(rings: Rings, longitude: Floats, sine: Floats, ellipsoid: Ellipsoid) -> Rings:
    """Return rings on a cylinder of equal area, by the formula's coefficients A–E.

    The formula adds 2 b² ΔL [A sin(ΔB/2) cos Bm − B sin(3ΔB/2) cos 3Bm + …] over the edges. As
    2 sin(kΔB/2) cos kBm = sin kB₂ − sin kB₁, that is ∮ L dF with F = b² (A sin B − B sin 3B + C sin 5B − …).

    Parameters
    ----------
    rings : Rings
        The rings whose vertices these are.
    longitude : ndarray
        Radians from any meridian.
    sine : ndarray
        The sine of the latitude.
    ellipsoid : Ellipsoid
        The system's own; the coefficients are its.

    Returns
    -------
    Rings
        x in radians and y in square metres a radian, so that areas are in square metres.
    """
    turn = 2 - 4 * sine * sine
    # Clenshaw's recurrence for sines of odd multiples.
    last, before = 0.0 * turn, 0.0 * turn
    for term in reversed(coefficients(ellipsoid)):
        last, before = turn * last - before + term, last
    return rings.with_vertices(longitude, ellipsoid.semi_minor_m**2 * sine * (last + before))


def coefficients(ellipsoid: Ellipsoid) -> tuple[float, float, float, float, float]:
    """Return A, −B, C, −D and E of the statutory formula.

    Examples
    --------
    >>> from geokit.land.crs.transverse_mercator import Ellipsoid
    >>> [f"{term:.12g}" for term in coefficients(Ellipsoid(6378137.0, 1 / 298.257222101))]
    ['1.00336408983', '-0.00112418938193', '1.69945947352e-06', '-2.71785784558e-09', '4.35841900483e-12']
    """
    e2 = ellipsoid.eccentricity_squared
    e4, e6, e8 = e2**2, e2**3, e2**4
    return (
        1 + 3 * e2 / 6 + 30 * e4 / 80 + 35 * e6 / 112 + 630 * e8 / 2304,
        -(e2 / 6 + 15 * e4 / 80 + 21 * e6 / 112 + 420 * e8 / 2304),
        3 * e4 / 80 + 7 * e6 / 112 + 180 * e8 / 2304,
        -(e6 / 112 + 45 * e8 / 2304),
        5 * e8 / 2304,
    )


def rounded_points(rings: Rings) -> Rings:
    """Return the rings rounded to 4 decimals, half up, with points put into every edge longer than 70 m.

    An edge of d metres gets int(d / 70) points, evenly on the straight line in the plane, to 6 decimals.
    """
    x, y = (round_half_up(values, _POINT_DECIMALS) for values in (rings.x, rings.y))
    if not x.size:
        return rings
    dx, dy = rings.steps(x), rings.steps(y)
    length_m = np.hypot(dx, dy)
    inserted = np.where(length_m > EDGE_M, length_m // EDGE_M, 0).astype(np.intp)
    if not inserted.any():
        return rings.with_vertices(x, y)
    times = inserted + 1
    step = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    share = step / np.repeat(times, times)
    moved_x, moved_y = (
        np.where(
            step > 0,
            round_half_up(np.repeat(values, times) + share * np.repeat(d, times), _INSERTED_DECIMALS),
            np.repeat(values, times),
        )
        for values, d in ((x, dx), (y, dy))
    )
    # Of a closing vertex there is one: no edge begins there.
    offsets = np.append(np.cumsum(times)[rings.starts] - times[rings.starts], times.sum())
    return replace(rings, coordinates=np.stack([moved_x, moved_y]).T, offsets=offsets)


def rounded_angles(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Return radians rounded to 1e-6 seconds of arc."""
    return np.rint(longitude / _ANGLE_UNIT) * _ANGLE_UNIT, np.rint(latitude / _ANGLE_UNIT) * _ANGLE_UNIT


def rounded_areas(area_m2: Floats) -> Floats:
    """Return areas rounded to 0.01 m², half up."""
    return round_half_up(area_m2, _AREA_DECIMALS)


def round_half_up(values: Floats, decimals: int) -> Floats:
    """Return values rounded to decimals, halves towards the east and the north.

    Examples
    --------
    >>> round_half_up(np.array([39467105.40005, 0.00004]), 4)
    array([39467105.4001,        0.    ])
    """
    scale = 10.0**decimals
    return np.floor(values * scale + (0.5 + _HALF_SLACK)) / scale
