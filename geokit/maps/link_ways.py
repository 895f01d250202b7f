"""How far the cities that help each other are apart, and whether a layout draws them nearer than that."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geokit.maps.link_layout import CityLand, Layout
    from geokit.programme.catalog import Catalog

_ROUND_KM, _FAR_M = 10, 50_000.0
# A way is shortened where less than this share of it is left.
_SHORTENED = 0.9


@dataclass(frozen=True, slots=True)
class Way:
    """The way between two cities.

    Attributes
    ----------
    start, end : str
        A helping city and one that is helped.
    km : int
        How far their seats are apart on average, rounded.
    """

    start: str
    end: str
    km: int


def ways_of(catalog: Catalog, cities: Sequence[CityLand]) -> tuple[Way, ...]:
    """Return the ways between cities of both sides that pairs connect; all ways where no pair leads across.

    Parameters
    ----------
    catalog : Catalog
        Its pairs and the points of its districts.
    cities : sequence of CityLand
        The programme's.

    Examples
    --------
    >>> from geokit.maps.link_layout import CityLand
    >>> from geokit.programme.catalog import load_catalog
    >>> ways_of(load_catalog(), [CityLand("shenzhen", True, {}), CityLand("shantou", False, {})])
    (Way(start='shenzhen', end='shantou', km=280),)
    """
    home = {district.adcode: district.city for district in catalog.districts}
    paired = {
        each
        for pair in catalog.partnerships
        for each in ((home[pair.supporter], home[pair.host]), (home[pair.host], home[pair.supporter]))
    }
    helping, helped = ([city.id for city in cities if city.is_helping is side] for side in (True, False))
    every = list(product(helping, helped))
    connected = [way for way in every if way in paired] or every
    return tuple(Way(start, end, _km_between(catalog, start, end)) for start, end in connected)


def km_of(ways: Sequence[Way]) -> int | str:
    """Return the length of ways, or a span where they differ.

    Examples
    --------
    >>> km_of([Way("a", "b", 280)]), km_of([Way("a", "b", 280), Way("a", "c", 90)])
    (280, '90–280')
    """
    lengths = sorted({way.km for way in ways})
    return lengths[0] if len(lengths) == 1 else f"{lengths[0]}–{lengths[-1]}"


def is_shortened(layout: Layout, cities: Sequence[CityLand], ways: Sequence[Way]) -> bool:
    """Say whether a layout draws the cities of any way nearer to each other than they lie."""
    true = {city.id: _centre(city) for city in cities}
    drawn = {city: layout.moved_points(city, place) for city, place in true.items()}
    return any(
        np.hypot(*(drawn[way.end] - drawn[way.start]))
        < _SHORTENED * np.hypot(*(true[way.end] - true[way.start]))
        for way in ways
    )


def _centre(city: CityLand) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    west, south, east, north = city.bounds
    return np.array([(west + east) / 2, (south + north) / 2])


def _km_between(catalog: Catalog, start: str, end: str) -> int:
    from pyproj import Geod

    (west, south), (east, north) = (
        np.mean([(each.lon, each.lat) for each in catalog.districts if each.city == city], axis=0).tolist()
        for city in (start, end)
    )
    _, _, distance_m = Geod(ellps="GRS80").inv(west, south, east, north)
    step_m = 1000.0 * _ROUND_KM if distance_m >= _FAR_M else 1000.0
    return max(1, round(round(float(distance_m) / step_m) * step_m / 1000))
