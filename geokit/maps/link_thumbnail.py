"""The true geography of the cities as a small picture: land and sea, the cities, and the ways between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.coverage.overlay import sound
from geokit.geometry.arrays import as_array
from geokit.maps.link_sea import seas
from geokit.maps.link_surroundings import cities_within, enlarged
from geokit.maps.link_ways import km_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.link_layout import Box, CityLand
    from geokit.maps.link_ways import Way
    from geokit.page.payload import Json

    Floats = NDArray[np.float64]

_WIDTH_PX, _MARGIN = 220.0, 0.14
# How high it is, of its width.
_LOWEST, _HIGHEST = 0.5, 1.1
_ROUGH_PX, _SIMPLE_PX, _SMALLEST_PX = 0.05, 0.6, 1.0
# A city smaller than this is drawn as a disc.
_DISC_PX = 2.5


def thumbnail(cities: Sequence[CityLand], ways: Sequence[Way]) -> Json | None:
    """Return the true geography as a small picture.

    Parameters
    ----------
    cities : sequence of CityLand
        The programme's.
    ways : sequence of Way
        Which of them help each other, and how far they are apart.

    Returns
    -------
    mapping or None
        Pixels, y down: ``sea``, ``land`` and, for each of ``cities``, ``rings`` and ``centre``; each of ``ways`` leads from
        the middle of a helping city to that of one that is helped. None where there is no other side.
    """
    if not ways:
        return None
    picture = _Picture(_view(cities))
    land = picture.land()
    return {
        "width": _WIDTH_PX,
        "height": picture.height,
        "sea": picture.rings(seas()) if not land.is_empty else [],
        "land": picture.rings(land),
        "cities": [
            {"city": city.id, "rings": picture.city(city), "centre": picture.placed(city.middle[None])[0]}
            for city in cities
        ],
        "ways": [_line(picture, way, cities) for way in ways],
        "km": km_of(ways),
    }


def _line(picture: _Picture, way: Way, cities: Sequence[CityLand]) -> list[list[float]]:
    named = {city.id: city for city in cities}
    return [picture.placed(named[end].middle[None])[0] for end in (way.start, way.end)]


class _Picture:
    """What is drawn of a box of EPSG:3857."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._scale = _WIDTH_PX / (box[2] - box[0])
        self.height = round((box[3] - box[1]) * self._scale, 1)

    def land(self) -> BaseGeometry:
        """Return all land that is known."""
        shapes = as_array(shape for _, shape in cities_within(self.box))
        plain = sound(shapely.simplify(shapes, _ROUGH_PX / self._scale))
        land: BaseGeometry = shapely.union_all([shapely.Polygon(), *plain])
        return land

    def rings(self, shape: BaseGeometry) -> list[list[list[float]]]:
        """Return the outer rings of a shape, without what is too small to see."""
        plain = shapely.simplify(
            shapely.intersection(shapely.box(*self.box), shape), _SIMPLE_PX / self._scale
        )
        parts = [part for part in shapely.get_parts(plain) if part.area * self._scale**2 > _SMALLEST_PX]
        return [
            self.placed(shapely.get_coordinates(part.exterior))
            for part in parts
            if part.geom_type == "Polygon"
        ]

    def city(self, city: CityLand) -> list[list[list[float]]]:
        """Return the outline of a city, or a disc where that is too small to see."""
        land = shapely.union_all(as_array(city.districts.values()), grid_size=1.0)
        if np.ptp(np.reshape(land.bounds, (2, 2)), axis=0).max() * self._scale < 2 * _DISC_PX:
            land = shapely.Point(city.middle).buffer(_DISC_PX / self._scale)
        return self.rings(land)

    def placed(self, points: Floats) -> list[list[float]]:
        """Return points as pixels."""
        west, _, _, north = self.box
        found: list[list[float]] = ((points - (west, north)) * (self._scale, -self._scale)).round(1).tolist()
        return found


def _view(cities: Sequence[CityLand]) -> Box:
    """Return what is shown: all cities, in a picture that is neither flat nor tall, whichever way they lie."""
    bounds = shapely.total_bounds(as_array(shapely.box(*city.bounds) for city in cities)).tolist()
    west, south, east, north = bounds
    flat = max(0.0, _LOWEST * (east - west) - (north - south)) / 2
    slim = max(0.0, (north - south) / _HIGHEST - (east - west)) / 2
    return enlarged((west - slim, south - flat, east + slim, north + flat), _MARGIN)
