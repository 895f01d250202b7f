"""Where two cities stand on one map: side by side, one above the other, or where they are.

A city is moved as a whole by a vector in EPSG:3857. It is scaled only where it lies so much further north or south than
the first one that its kilometre would be another there: one scale bar holds for all. Each stands in a panel.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
import shapely

from geokit.coverage.overlay import sound
from geokit.geometry.arrays import as_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

Box: TypeAlias = tuple[float, float, float, float]
Vector: TypeAlias = tuple[float, float]
LayoutName: TypeAlias = Literal["wide", "tall", "true"]

RADIUS_M = 6_378_137.0
# A city of one small district still has a panel that words have room in.
_SMALLEST_M = 30_000.0

# Shares of the cities' mean width: 0.68 of 91 km is as wide as seven ribbons need, and leaves 3.7 px a kilometre at 960 px.
_WIDE_GAP, _TALL_GAP = 0.66, 0.36
_SIDE, _TALL_SIDE, _OUTER, _INNER = 0.035, 0.055, 0.15, 0.07
_WIDE_ASPECT = 1.88
# A small city beside a large one has a panel that its name has room in.
_NARROWEST = 0.4
# Around a city that is seen from far, badges need so much of the whole width.
_TRUE_MARGIN, _TRUE_SHARE = 0.16, 0.035
# A kilometre of two cities may differ by this share before one of them is scaled.
_SAME_SCALE = 0.02


@dataclass(frozen=True, slots=True)
class CityLand:
    """A city with what is drawn of it, in metres of EPSG:3857, where it truly lies.

    Attributes
    ----------
    id : str
        The city's id in the programme.
    is_helping : bool
        Whether it is a supporter's.
    districts : mapping of str to shapely geometry
        Outlines by code; a disc where there is none.
    """

    id: str
    is_helping: bool
    districts: Mapping[str, BaseGeometry]

    @property
    def bounds(self) -> Box:
        """West, south, east and north, at least so large that words have room."""
        west, south, east, north = shapely.total_bounds(as_array(self.districts.values())).tolist()
        wider, higher = (max(0.0, _SMALLEST_M - length) / 2 for length in (east - west, north - south))
        return (west - wider, south - higher, east + wider, north + higher)

    @property
    def middle(self) -> NDArray[np.float64]:
        """The middle of its land."""
        land = shapely.union_all(sound(as_array(self.districts.values())))
        middle: NDArray[np.float64] = shapely.get_coordinates(land.centroid)[0]
        return middle

    @property
    def stretch(self) -> float:
        """How much longer a metre of the ground is drawn here than at the equator."""
        return float(np.cosh((self.bounds[1] + self.bounds[3]) / 2 / RADIUS_M))

    def scaled(self, scale: float) -> CityLand:
        """Return the city about the projection's origin, so much larger."""
        districts = {
            code: shapely.transform(shape, lambda points: points * scale)
            for code, shape in self.districts.items()
        }
        return replace(self, districts=districts)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where cities stand, in metres of EPSG:3857.

    Attributes
    ----------
    name : {"wide", "tall", "true"}
        Side by side, stacked, or where they are.
    shifts : mapping of str to vector
        What is added to the coordinates of everything of a city, after it was scaled.
    frames : mapping of str to box
        The cities' panels, moved; as large in "true" as badges need, and not drawn there.
    bounds : box
        What a view fits.
    way : vector
        The direction from the helping cities to the others, of length 1.
    meeting : vector
        The middle of the line, across the way, on which ribbons stand side by side.
    spread : float
        How long that line may be.
    gap : pair of points or None
        Where the mark of a shortened way stands, from one panel to the other.
    scales : mapping of str to float
        What the coordinates of a city are multiplied by; those that are left out stay as large as they are.
    """

    name: LayoutName
    shifts: Mapping[str, Vector]
    frames: Mapping[str, Box]
    bounds: Box
    way: Vector
    meeting: Vector
    spread: float
    gap: tuple[Vector, Vector] | None = None
    scales: Mapping[str, float] = field(default_factory=dict)

    def moved(self, city: str, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape of a city where it stands."""
        moved: BaseGeometry = shapely.transform(shape, lambda points: self.moved_points(city, points))
        return moved

    def moved_points(self, city: str, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points of a city where it stands."""
        moved: NDArray[np.float64] = points * self.scales.get(city, 1.0) + np.asarray(self.shifts[city])
        return moved

    def back(self, city: str, box: Box) -> Box:
        """Return a box that stands about a city where it truly lies."""
        corners = (np.reshape(box, (2, 2)) - self.shifts[city]) / self.scales.get(city, 1.0)
        west, south, east, north = corners.ravel().tolist()
        return (west, south, east, north)


def to_metres(lon_lat: object) -> NDArray[np.float64]:
    """Return longitude and latitude in degrees as metres of EPSG:3857.

    Examples
    --------
    >>> to_metres([(180.0, 45.0)]).round(3).tolist()
    [[20037508.343, 5621521.486]]
    """
    lon, lat = np.radians(np.asarray(lon_lat, dtype=np.float64)).T
    metres: NDArray[np.float64] = np.column_stack([lon, np.arcsinh(np.tan(lat))]) * RADIUS_M
    return metres


def to_degrees(metres: object) -> NDArray[np.float64]:
    """Return metres of EPSG:3857 as longitude and latitude in degrees.

    Examples
    --------
    >>> to_degrees(to_metres([(114.0, 22.5)])).round(6).tolist()
    [[114.0, 22.5]]
    """
    x, y = np.asarray(metres, dtype=np.float64).T / RADIUS_M
    lon_lat: NDArray[np.float64] = np.degrees(np.column_stack([x, np.arctan(np.sinh(y))]))
    return lon_lat


def layouts_of(cities: Sequence[CityLand]) -> dict[LayoutName, Layout]:
    """Return the three layouts of cities; the helping ones stand left or above.

    Parameters
    ----------
    cities : sequence of CityLand
        At least one; each with at least one district.
    """
    columns = [
        group for role in (True, False) if (group := [each for each in cities if each.is_helping is role])
    ]
    scales = _scales(columns)
    drawn = [[city.scaled(scales[city.id]) if city.id in scales else city for city in own] for own in columns]
    return {
        "wide": replace(_wide(drawn), scales=scales),
        "tall": replace(_tall(drawn), scales=scales),
        "true": _true(columns),
    }


def _scales(columns: Sequence[Sequence[CityLand]]) -> dict[str, float]:
    """Return by how much cities are scaled, where it is worth it: the projection draws what lies further north larger."""
    still = columns[0][0].stretch
    scales = {city.id: still / city.stretch for column in columns for city in column}
    return {city: scale for city, scale in scales.items() if abs(scale - 1) > _SAME_SCALE}


def _sizes(cities: Iterable[CityLand]) -> NDArray[np.float64]:
    return np.array(
        [(east - west, north - south) for west, south, east, north in (each.bounds for each in cities)]
    )


def _unit(columns: Sequence[Sequence[CityLand]]) -> float:
    return float(_sizes(city for column in columns for city in column)[:, 0].mean())


def _wide(columns: Sequence[Sequence[CityLand]]) -> Layout:
    unit = _unit(columns)
    side, gap = _SIDE * unit, _WIDE_GAP * unit
    widths = [max(float(_sizes(column)[:, 0].max()), _NARROWEST * unit) + 2 * side for column in columns]
    width = sum(widths) + gap * (len(columns) - 1)
    needed = [_sizes(column)[:, 1] + 2 * _OUTER * unit for column in columns]
    highest = max(float(high.sum()) + side * (len(high) - 1) for high in needed)
    height = max(highest, (width + 2 * side) / _WIDE_ASPECT - 2 * side)
    frames: dict[str, Box] = {}
    left = 0.0
    for column, own, highs in zip(columns, widths, needed, strict=True):
        top = height
        # What is left over is shared.
        more = (height - float(highs.sum()) - side * (len(highs) - 1)) / len(highs)
        for city, high in zip(column, (highs + more).tolist(), strict=True):
            frames[city.id] = (left, top - high, left + own, top)
            top -= high + side
        left += own + gap
    places = {city.id: _centred(city, frames[city.id]) for column in columns for city in column}
    meeting = (widths[0] + gap / 2, 0.56 * height)
    mark = ((widths[0], 0.06 * height), (widths[0] + gap, 0.06 * height)) if len(columns) > 1 else None
    layout = Layout("wide", places, frames, _around(frames, side), (1.0, 0.0), meeting, 0.6 * height, mark)
    return _anchored(layout, columns[0][0])


def _tall(columns: Sequence[Sequence[CityLand]]) -> Layout:
    unit = _unit(columns)
    side, gap = _TALL_SIDE * unit, _TALL_GAP * unit
    width = max(float(_sizes(column)[:, 0].max()) for column in columns) + 2 * side
    frames: dict[str, Box] = {}
    places: dict[str, Vector] = {}
    top, edges = 0.0, []
    for number, column in enumerate(columns):
        if number:
            top -= gap
        edges.append(top)
        for at, city in enumerate(column):
            above = _OUTER if number == 0 or at else _INNER
            below = _OUTER if number or at < len(column) - 1 or len(columns) == 1 else _INNER
            high = city.bounds[3] - city.bounds[1]
            bottom = top - (above + below) * unit - high
            frames[city.id] = (0.0, bottom, width, top)
            middle = (width / 2, bottom + below * unit + high / 2)
            places[city.id] = _shift(city, middle)
            top = bottom - side * (at < len(column) - 1)
        edges.append(top)
    meeting = (0.54 * width, edges[1] - gap / 2)
    mark = ((0.065 * width, edges[1]), (0.065 * width, edges[2])) if len(columns) > 1 else None
    layout = Layout(
        "tall", places, frames, _around(frames, side / 4), (0.0, -1.0), meeting, 0.72 * width, mark
    )
    return _anchored(layout, columns[0][0])


def _true(columns: Sequence[Sequence[CityLand]]) -> Layout:
    cities = [city for column in columns for city in column]
    whole = shapely.total_bounds(as_array(shapely.box(*city.bounds) for city in cities))
    margin = max(_TRUE_MARGIN * _unit(columns), _TRUE_SHARE * float(whole[2] - whole[0]))
    frames = {city.id: _wider(city.bounds, margin) for city in cities}
    middles = [np.mean([city.middle for city in column], axis=0) for column in columns]
    along = middles[-1] - middles[0]
    length = float(np.hypot(*along))
    way = along / length if length else np.array([1.0, 0.0])
    x, y = ((middles[0] + middles[-1]) / 2).tolist()
    still = {city.id: (0.0, 0.0) for city in cities}
    spread = 1.1 * _unit(columns)
    return Layout("true", still, frames, _around(frames, 0.0), (float(way[0]), float(way[1])), (x, y), spread)


def _wider(box: Box, margin: float) -> Box:
    return (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)


def _around(frames: Mapping[str, Box], margin: float) -> Box:
    west, south, east, north = shapely.total_bounds(
        as_array(shapely.box(*box) for box in frames.values())
    ).tolist()
    return _wider((west, south, east, north), margin)


def _anchored(layout: Layout, still: CityLand) -> Layout:
    """Return a layout moved as a whole, so that one city stands where it truly lies."""
    x, y = layout.shifts[still.id]

    def moved(point: Vector) -> Vector:
        return (point[0] - x, point[1] - y)

    def moved_box(box: Box) -> Box:
        return (box[0] - x, box[1] - y, box[2] - x, box[3] - y)

    return replace(
        layout,
        shifts={city: moved(shift) for city, shift in layout.shifts.items()},
        frames={city: moved_box(box) for city, box in layout.frames.items()},
        bounds=moved_box(layout.bounds),
        meeting=moved(layout.meeting),
        gap=(moved(layout.gap[0]), moved(layout.gap[1])) if layout.gap else None,
    )


def _shift(city: CityLand, middle: Vector) -> Vector:
    west, south, east, north = city.bounds
    return (middle[0] - (west + east) / 2, middle[1] - (south + north) / 2)


def _centred(city: CityLand, frame: Box) -> Vector:
    return _shift(city, ((frame[0] + frame[2]) / 2, (frame[1] + frame[3]) / 2))
