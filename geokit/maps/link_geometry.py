"""How the link map lays out two cities: arcs bowed apart so that none hides another, their colours and widths, and badges.

Colours are Okabe and Ito's, which colour-blind readers tell apart; a colour never stands alone: a pair has its number.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString

from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.land.units import Area
    from geokit.page.geometry import Point

# The outermost arcs stand off their chord by this share of its length.
REACH = 0.27
POINTS = 41
_DECIMALS = 4


# Okabe, M. and Ito, K. (2008), Color Universal Design; ordered so that the first ones differ most.
PAIR_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#F0E442")

_CLASS_LIMITS_MU = (1_000, 5_000, 10_000)
ARC_WIDTHS_PX = (3.0, 5.5, 8.0, 11.0)

_BELOW = Words(zh="不足{high}亩", en="under {high} mu")
_BETWEEN = Words(zh="{low}–{high}亩", en="{low}–{high} mu")
_ABOVE = Words(zh="{low}亩以上", en="{low} mu and more")

# A badge stands this far outside the city's hull, as a share of the hull's diagonal, and this far in angle from
# the next one, so that their words do not run into each other.
_STAND_OFF = 0.09
_APART_DEG = 34.0


@dataclass(frozen=True, slots=True)
class Arc:
    """A quadratic Bézier curve: longitude and latitude, WGS 84 degrees."""

    start: Point
    control: Point
    end: Point

    def path(self, points: int = POINTS) -> NDArray[np.float64]:
        """Return points along the curve, from start to end, as an array of shape (points, 2).

        Examples
        --------
        >>> bow((0.0, 0.0), (2.0, 0.0), 0.25).path(3)
        array([[0. , 0. ],
               [1. , 0.5],
               [2. , 0. ]])
        """
        first, control, last = (np.asarray(each) for each in (self.start, self.control, self.end))
        t = np.linspace(0.0, 1.0, points)[:, np.newaxis]
        path: NDArray[np.float64] = np.round(
            (1 - t) ** 2 * first + 2 * t * (1 - t) * control + t**2 * last, _DECIMALS
        )
        return path


def bow(start: Point, end: Point, height: float) -> Arc:
    """Return the arc from `start` to `end` whose middle stands off the chord.

    Parameters
    ----------
    start, end : tuple of float
        Longitude and latitude, WGS 84 degrees.
    height : float
        How far, to the left of the way, as a share of the chord's length.

    Examples
    --------
    >>> bow((0.0, 0.0), (2.0, 0.0), 0.25).control
    (1.0, 1.0)
    """
    first, last = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    shrink = np.array([np.cos(np.radians((first[1] + last[1]) / 2)), 1.0])
    along = (last - first) * shrink
    # The middle of the curve lies half-way between the chord and the control point.
    off = np.array([-along[1], along[0]]) * 2 * height / shrink
    lon, lat = np.round((first + last) / 2 + off, _DECIMALS).tolist()
    return Arc(start, (lon, lat), end)


def staggered(chords: Sequence[tuple[Point, Point]], reach: float = REACH) -> list[Arc]:
    """Return one arc a chord, those that lie further left bowed further left.

    Parameters
    ----------
    chords : sequence of pairs of points
        Start and end of each, longitude and latitude.
    reach : float
        The height of the outermost arcs; the others stand evenly between them.
    """
    if not chords:
        return []
    heights = np.linspace(-reach, reach, len(chords)) if len(chords) > 1 else np.array([reach / 2])
    ranks = np.argsort(np.argsort(_leftness(chords), kind="stable"), kind="stable")
    return [
        bow(start, end, float(height)) for (start, end), height in zip(chords, heights[ranks], strict=True)
    ]


def _leftness(chords: Sequence[tuple[Point, Point]]) -> NDArray[np.float64]:
    ends = np.asarray(chords, dtype=np.float64)
    along = (ends[:, 1] - ends[:, 0]).mean(axis=0)
    leftness: NDArray[np.float64] = ends.mean(axis=1) @ np.array([-along[1], along[0]])
    return leftness


def pair_colour(number: int) -> str:
    """Return the colour of the pair at a position; after the last colour they begin again."""
    return PAIR_COLOURS[number % len(PAIR_COLOURS)]


def area_class(area: Area) -> int:
    """Return the class of a land area, 0 to 3.

    Examples
    --------
    >>> from geokit.land.units import Area
    >>> [area_class(Area.from_mu(mu)) for mu in (330, 3808, 5000, 17600)]
    [0, 1, 2, 3]
    """
    return bisect_right(_CLASS_LIMITS_MU, area.mu)


def class_words() -> list[dict[str, str]]:
    """Return what each class spans, in both languages, smallest first."""
    limits = [f"{limit:,}" for limit in _CLASS_LIMITS_MU]
    spans = [(_BETWEEN, low, high) for low, high in pairwise(limits)]
    named = [(_BELOW, "", limits[0]), *spans, (_ABOVE, limits[-1], "")]
    return [
        {language: words.render(language, low=low, high=high) for language in ("zh", "en")}
        for words, low, high in named
    ]


def badge_places(centres: Sequence[Point], city: BaseGeometry) -> list[Point]:
    """Return a place for a badge beside each district: outside the city, on the ray from its middle.

    Parameters
    ----------
    centres : sequence of points
        The middle of each badge's district, longitude and latitude.
    city : shapely geometry
        The outlines, or the points, of the whole city.
    """
    hull = city.convex_hull
    middle = shapely.get_coordinates(hull.centroid)[0]
    offsets = np.asarray(centres, dtype=np.float64) - middle
    angles = spread_out(np.degrees(np.arctan2(offsets[:, 1], offsets[:, 0])), _APART_DEG)
    return [_outside(hull, middle, float(angle)) for angle in np.radians(angles)]


def spread_out(angles_deg: NDArray[np.float64], apart_deg: float) -> NDArray[np.float64]:
    """Return angles that keep their order and stand at least `apart_deg` from each other.

    Examples
    --------
    >>> spread_out(np.array([10.0, 0.0, 90.0]), 30.0)
    array([ 20., -10.,  90.])
    """
    order = np.argsort(angles_deg, kind="stable")
    placed = angles_deg[order].astype(np.float64)
    # Each pass pushes close neighbours apart by half of what they lack; as many passes as could be needed.
    for _ in range(8 * len(placed)):
        lack = apart_deg - np.diff(placed)
        close = np.maximum(lack, 0.0) / 2
        if not (lack > 1e-9).any():  # noqa: PLR2004 - rounding
            break
        placed[:-1] -= close
        placed[1:] += close
    result = np.empty_like(placed)
    result[order] = placed
    return result


def _outside(hull: BaseGeometry, middle: NDArray[np.float64], angle: float) -> Point:
    west, south, east, north = hull.bounds
    reach = float(np.hypot(east - west, north - south)) or 1.0
    way = np.array([np.cos(angle), np.sin(angle)])
    ray = LineString([middle, middle + way * reach])
    inside = ray.intersection(hull).length
    lon, lat = middle + way * (inside + _STAND_OFF * reach)
    return (round(float(lon), 4), round(float(lat), 4))
