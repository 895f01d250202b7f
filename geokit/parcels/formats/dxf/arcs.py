"""Arcs made straight: chords whose distance from the arc stays below a stated error."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from geokit.errors import FormatError
from geokit.i18n import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

T = TypeVar("T")
# Half of what a coordinate printed to the millimetre can be wrong by.
CHORD_ERROR_M: Final = 0.0005
_MAX_CHORDS = 100_000


_FREE_POINTS, _FREE_PLACES, _BYTES_PER_PLACE = 1_000_000, 200_000, 4

_TOO_CURVED = Words(
    zh="圆弧与曲线转为折线后超过 {limit} 个点，拒绝读取；请检查半径与单位",
    en="its arcs and curves become more than {limit} points, which is refused; check radii and units",
)


class CurveBudget:
    """How many points the curves of a file may become: radii without measure make any number of them.

    Parameters
    ----------
    file_bytes : int
        The size of the file.
    """

    def __init__(self, file_bytes: int) -> None:
        self._points, self._places = _FREE_POINTS + file_bytes, _FREE_PLACES + file_bytes // _BYTES_PER_PLACE
        self.points = self.places = 0

    def take(self, count: int) -> None:
        """Count points of arcs, which are made in bulk.

        Raises
        ------
        FormatError
            They are too many.
        """
        self.points += count
        if self.points > self._points:
            raise FormatError(_TOO_CURVED, limit=f"{self._points:,}")

    def counted(self, places: Iterable[T]) -> Iterator[T]:
        """Yield the points of another curve, which are made one by one, and take longer.

        Raises
        ------
        FormatError
            They are too many.
        """
        for place in places:
            self.places += 1
            if self.places > self._places:
                raise FormatError(_TOO_CURVED, limit=f"{self._places:,}")
            yield place


def chord_count(radius: float, angle: float) -> int:
    """Return how many equal chords follow an arc within :data:`CHORD_ERROR_M`.

    A chord over the angle φ leaves its arc by r (1 − cos φ/2).

    Examples
    --------
    >>> chord_count(100, math.pi / 2), chord_count(0.0001, math.pi)
    (249, 1)
    """
    if radius <= CHORD_ERROR_M:
        return 1
    step = 2 * math.acos(1 - CHORD_ERROR_M / radius)
    return min(_MAX_CHORDS, max(1, math.ceil(abs(angle) / step)))


def arc_points(centre: tuple[float, float], radius: float, start: float, angle: float) -> NDArray[np.float64]:
    """Return the points of an arc from an angle in radians, over an angle (positive is anticlockwise)."""
    angles = start + angle * np.linspace(0, 1, chord_count(radius, angle) + 1)
    return np.column_stack([centre[0] + radius * np.cos(angles), centre[1] + radius * np.sin(angles)])


def bulged(
    points: NDArray[np.float64],
    bulges: NDArray[np.float64],
    *,
    closed: bool,
    budget: CurveBudget | None = None,
) -> NDArray[np.float64]:
    """Return a polyline whose bulges are made straight; a closed one ends where it begins.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        The vertices.
    bulges : ndarray of float64, shape (n,)
        The tangent of a quarter of each edge's angle, positive where the arc lies to the right of the edge.
    closed : bool
        Whether the last vertex is joined to the first.
    budget : CurveBudget, optional
        What the points count against.

    Examples
    --------
    >>> half = bulged(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([1.0, 0.0]), closed=False)
    >>> bool(np.allclose(half[len(half) // 2], [1, -1], atol=0.05)), half[-1].tolist()
    (True, [2.0, 0.0])
    """
    if closed:
        points, bulges = np.vstack([points, points[:1]]), np.append(bulges, 0.0)
    if not bulges[:-1].any():
        return points
    pieces = []
    for at in range(len(points) - 1):
        piece = _edge(points[at], points[at + 1], float(bulges[at]))
        if budget is not None:
            budget.take(len(piece))
        pieces.append(piece)
    return np.vstack([*pieces, points[-1:]])


def _edge(start: NDArray[np.float64], end: NDArray[np.float64], bulge: float) -> NDArray[np.float64]:
    """Return the points of one edge but its last."""
    chord = end - start
    length = math.hypot(*chord)
    if bulge == 0 or length == 0 or not math.isfinite(bulge):
        return start[np.newaxis]
    angle = 4 * math.atan(bulge)
    radius = length * (1 + bulge**2) / (4 * abs(bulge))
    to_centre = length * (1 - bulge**2) / (4 * bulge)
    centre = (start + end) / 2 + to_centre * np.array([-chord[1], chord[0]]) / length
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    points = arc_points((float(centre[0]), float(centre[1])), radius, first, angle)
    points[0] = start
    return points[:-1]
