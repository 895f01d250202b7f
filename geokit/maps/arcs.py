"""Arcs between two cities: quadratic Bézier curves, bowed apart so that none hides another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geokit.maps.shapes import Point

# The outermost arcs stand off their chord by this share of its length.
REACH = 0.27
POINTS = 41
_DECIMALS = 4


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
