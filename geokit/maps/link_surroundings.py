"""What lies around two cities: their neighbours and the sea, in each panel and in the true geography."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geokit.coverage.overlay import sound
from geokit.geometry.arrays import as_array
from geokit.land.crs.transform import reproject
from geokit.maps.link_layout import to_degrees, to_metres
from geokit.maps.link_sea import seas
from geokit.page.geometry import DISPLAY_CRS
from geokit.programme.city_names import ENGLISH_CITIES
from geokit.programme.outlines import OUTLINE_CRS, city_outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.link_layout import Box, CityLand, Layout
    from geokit.programme.outlines import CityOutline

# What cannot be told on a screen that is 960 px wide; and far from the cities, of a view, where it is larger.
_SIMPLE_M, _SIMPLE_SHARE = 120.0, 0.0003
# Land of a city that its districts do not fill to this share is drawn below them.
_FILLED = 0.97
# A name needs a piece of land so large.
_NAMED_M2 = 1.2e8
# Around the view of the true geography, as shares of its size.
_HORIZON = 0.5
_HORIZON_ASPECT, _HORIZON_FORM = 1.75, 2.4
# Above and below a panel beside another one, as a share of its height.
_REACH = 0.3
_THUMBNAIL_PX, _THUMBNAIL_MARGIN = 220.0, 0.14

_NAMELESS = {"zh": "", "en": ""}
_AREAS = 2
_TITLES = ("特别行政区", "市")


@dataclass(frozen=True, slots=True)
class Land:
    """A piece of land, or the sea, that is drawn under the districts.

    Attributes
    ----------
    kind : {"sea", "neighbour", "city"}
        The sea lies under all land; what is neither is not known.
    shape : shapely geometry
        Metres of EPSG:3857, where the layout puts it.
    name : dict or None
        In both languages; empty where the language has none.
    city : str or None
        The programme's city that it is the rest of; None for anything else.
    point : ndarray or None
        Where a name may stand; None where there is no room.
    """

    kind: Literal["sea", "neighbour", "city"]
    shape: BaseGeometry
    name: dict[str, str]
    city: str | None
    point: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class _Outline:
    adcode: str
    name: dict[str, str]
    shape: BaseGeometry


def surroundings(layout: Layout, cities: Sequence[CityLand]) -> list[Land]:
    """Return the land about the cities of a layout: in their panels, or in the whole view where it is the true one.

    Parameters
    ----------
    layout : Layout
        Where cities stand.
    cities : sequence of CityLand
        The programme's.

    Returns
    -------
    list of Land
        Empty where the outline file has nothing.
    """
    if layout.name == "true":
        return _within(
            horizon(layout),
            cities,
            near=shapely.union_all(as_array(shapely.box(*frame) for frame in layout.frames.values())),
        )
    found: list[Land] = []
    for city in cities:
        panel, more = (layout.back(city.id, box) for box in (layout.frames[city.id], reach(layout, city.id)))
        here = _within(more, [city], near=shapely.box(*more), named=panel)
        found += [
            replace(
                land,
                shape=layout.moved(city.id, land.shape),
                point=None if land.point is None else layout.moved_points(city.id, land.point),
            )
            for land in here
        ]
    return found


def horizon(layout: Layout) -> Box:
    """Return what is drawn of the true geography, metres: more than its view, and as high or wide as any page is."""
    wide, high = np.ptp(np.reshape(layout.bounds, (2, 2)), axis=0).tolist()
    west, south, east, north = enlarged(layout.bounds, _HORIZON)
    higher = max(0.0, _HORIZON_ASPECT * wide - (north - south)) / 2
    wider = max(0.0, _HORIZON_FORM * high - (east - west)) / 2
    return (west - wider, south - higher, east + wider, north + higher)


def reach(layout: Layout, city: str) -> Box:
    """Return as far as land is drawn for a city's panel, which is higher where the page has room and no other panel is."""
    west, south, east, north = layout.frames[city]
    if layout.name != "wide":
        return (west, south, east, north)
    more = _REACH * (north - south)
    column = [box for box in layout.frames.values() if box[0] == west]
    is_lowest, is_highest = (
        extreme(box[at] for box in column) == layout.frames[city][at] for extreme, at in ((min, 1), (max, 3))
    )
    return (west, south - more * is_lowest, east, north + more * is_highest)


def _within(box: Box, own: Sequence[CityLand], *, near: BaseGeometry, named: Box | None = None) -> list[Land]:
    """Return the land in a box, as exact as that near the cities has to be, with names in another box or in the same."""
    frame, panel = shapely.box(*box), shapely.box(*(named or box))
    owners = {code: city for city in own for code in _codes(city)}
    outlines = _outlines(box, near)
    found = (
        [Land("sea", _polygons(shapely.intersection(frame, seas())), _NAMELESS, None, None)]
        if outlines
        else []
    )
    for outline in outlines:
        city = owners.get(outline.adcode)
        land = _polygons(shapely.intersection(frame, outline.shape))
        if city is None:
            room = _room(_polygons(shapely.intersection(panel, land)))
            found.append(Land("neighbour", land, outline.name, None, room))
        elif not _is_filled(city, outline.shape):
            found.append(Land("city", land, outline.name, city.id, None))
    return [land for land in found if not land.shape.is_empty]


def _is_filled(city: CityLand, outline: BaseGeometry) -> bool:
    return sum(shape.area for shape in city.districts.values()) >= _FILLED * outline.area


def _outlines(box: Box, near: BaseGeometry) -> list[_Outline]:
    found = cities_within(box)
    rough = max(_SIMPLE_M, _SIMPLE_SHARE * float(np.ptp(np.array(near.bounds)[[0, 2]])))
    shapes = as_array(shape for _, shape in found)
    exact = np.where(shapely.intersects(shapes, near), _SIMPLE_M, rough)
    return [
        _Outline(city.adcode, {"zh": _plain(city.name), "en": ENGLISH_CITIES.get(city.adcode, "")}, simple)
        for (city, _), simple in zip(found, sound(shapely.simplify(shapes, exact)), strict=True)
    ]


def cities_within(box: Box) -> list[tuple[CityOutline, BaseGeometry]]:
    """Return the cities whose land lies in a box of EPSG:3857, each with its outline there."""
    (west, south), (east, north) = to_degrees([box[:2], box[2:]])
    found = city_outlines((west, south, east, north))
    degrees = reproject(as_array(city.geometry for city in found), OUTLINE_CRS, DISPLAY_CRS)
    return list(zip(found, shapely.transform(degrees, to_metres), strict=True))


def _plain(name: str) -> str:
    """Return a city's name as a map writes it."""
    return next((name.removesuffix(title) for title in _TITLES if name.endswith(title)), name)


def _codes(city: CityLand) -> set[str]:
    """Return the codes that a city may have in GB/T 2260: of a municipality, of a prefecture, or of a city without districts."""
    return {f"{code[:length]:0<6}" for code in city.districts for length in (2, 4, 6)}


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape: where a panel only touches a coast there are lines, too."""
    parts = shapely.get_parts(shape)
    polygons: BaseGeometry = shapely.MultiPolygon(list(parts[shapely.get_dimensions(parts) == _AREAS]))
    return polygons


def _room(shape: BaseGeometry) -> NDArray[np.float64] | None:
    if shape.is_empty:
        return None
    parts = shapely.get_parts(shape)
    largest = parts[np.argmax(shapely.area(parts))]
    if largest.area < _NAMED_M2:
        return None
    # A line that touches the middle of the largest circle of land.
    middle: NDArray[np.float64] = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, 1_000.0))[
        0
    ]
    return middle


def enlarged(box: Box, share: float) -> Box:
    """Return a box with a margin of so much of its size."""
    x, y = (box[2] - box[0]) * share, (box[3] - box[1]) * share
    return (box[0] - x, box[1] - y, box[2] + x, box[3] + y)
