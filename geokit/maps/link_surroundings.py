"""What lies around two cities: their neighbours and the coast in each panel, and the true geography as a thumbnail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.geometry.arrays import as_array
from geokit.land.crs.transform import reproject
from geokit.maps.link_layout import to_degrees, to_metres
from geokit.page.geometry import DISPLAY_CRS
from geokit.programme.outlines import OUTLINE_CRS, city_outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.link_layout import Box, CityLand, Layout
    from geokit.page.payload import Json

# What cannot be told on a screen that is 960 px wide.
_SIMPLE_M = 120.0
# Land of a city that its districts do not fill to this share is drawn below them.
_FILLED = 0.97
# A name needs a piece of land so large.
_NAMED_M2 = 1.2e8
# Around the view of the true geography, as shares of its size.
_HORIZON = 0.5
_HORIZON_ASPECT = 1.75
# Above and below a panel beside another one, as a share of its height.
_REACH = 0.3
_THUMBNAIL_PX, _THUMBNAIL_MARGIN = 220.0, 0.14

# Cities about the Pearl River and the east of Guangdong; the file has Chinese names alone.
_ENGLISH = {
    "350600": "Zhangzhou", "440100": "Guangzhou", "440300": "Shenzhen", "440400": "Zhuhai", "440500": "Shantou",
    "440600": "Foshan", "440700": "Jiangmen", "441300": "Huizhou", "441400": "Meizhou", "441500": "Shanwei",
    "441600": "Heyuan", "441900": "Dongguan", "442000": "Zhongshan", "445100": "Chaozhou", "445200": "Jieyang",
    "810000": "Hong Kong", "820000": "Macao",
}  # fmt: skip
_AREAS = 2
_TITLES = ("特别行政区", "市")


@dataclass(frozen=True, slots=True)
class Land:
    """A piece of land that is drawn under the districts.

    Attributes
    ----------
    shape : shapely geometry
        Metres of EPSG:3857, where the layout puts it.
    name : dict or None
        In both languages; empty where the language has none.
    city : str or None
        The programme's city that it is the rest of; None for a neighbour.
    point : ndarray or None
        Where a name may stand; None where there is no room.
    """

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
        Empty where there is no outline file.
    """
    if layout.name == "true":
        return _within(horizon(layout), cities, cities)
    found: list[Land] = []
    for city in cities:
        x, y = layout.shifts[city.id]
        here = _within(
            _back(reach(layout, city.id), x, y), [city], cities, _back(layout.frames[city.id], x, y)
        )
        found += [_moved(land, (x, y)) for land in here]
    return found


def horizon(layout: Layout) -> Box:
    """Return what is drawn of the true geography, metres: more than its view, and as high as a narrow page is."""
    west, south, east, north = _enlarged(layout.bounds, _HORIZON)
    missing = max(0.0, _HORIZON_ASPECT * (layout.bounds[2] - layout.bounds[0]) - (north - south)) / 2
    return (west, south - missing, east, north + missing)


def reach(layout: Layout, city: str) -> Box:
    """Return as far as land is drawn for a city's panel, which is higher where the page has room."""
    west, south, east, north = layout.frames[city]
    more = _REACH * (north - south) if layout.name == "wide" else 0.0
    return (west, south - more, east, north + more)


def _back(box: Box, x: float, y: float) -> Box:
    return (box[0] - x, box[1] - y, box[2] - x, box[3] - y)


def _within(
    box: Box, own: Sequence[CityLand], cities: Sequence[CityLand], named: Box | None = None
) -> list[Land]:
    """Return the land in a box, with names in another one or in the same."""
    frame, panel = shapely.box(*box), shapely.box(*(named or box))
    owners = {code: city for city in cities for code in _codes(city)}
    found = []
    for outline in _outlines(box):
        city = owners.get(outline.adcode)
        if city is None or city not in own:
            land = _polygons(shapely.intersection(frame, outline.shape))
            room = _room(_polygons(shapely.intersection(panel, land)))
            found.append(Land(land, outline.name, None, room))
        elif not _is_filled(city, outline.shape):
            found.append(
                Land(_polygons(shapely.intersection(frame, outline.shape)), outline.name, city.id, None)
            )
    return [land for land in found if not land.shape.is_empty]


def _is_filled(city: CityLand, outline: BaseGeometry) -> bool:
    return sum(shape.area for shape in city.districts.values()) >= _FILLED * outline.area


def _outlines(box: Box) -> list[_Outline]:
    (west, south), (east, north) = to_degrees([box[:2], box[2:]])
    found = city_outlines((west, south, east, north))
    degrees = reproject(as_array(city.geometry for city in found), OUTLINE_CRS, DISPLAY_CRS)
    shapes = shapely.make_valid(shapely.simplify(shapely.transform(degrees, to_metres), _SIMPLE_M))
    return [
        _Outline(city.adcode, {"zh": _plain(city.name), "en": _ENGLISH.get(city.adcode, "")}, shape)
        for city, shape in zip(found, shapes, strict=True)
    ]


def _plain(name: str) -> str:
    """Return a city's name as a map writes it."""
    return next((name.removesuffix(title) for title in _TITLES if name.endswith(title)), name)


def _codes(city: CityLand) -> set[str]:
    """Return the codes that a city may have in GB/T 2260: of a prefecture, or of a municipality."""
    return {f"{code[:length]:0<6}" for code in city.districts for length in (2, 4)}


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


def _moved(land: Land, shift: tuple[float, float]) -> Land:
    point = None if land.point is None else land.point + shift
    return Land(shapely.transform(land.shape, lambda points: points + shift), land.name, land.city, point)


def _enlarged(box: Box, share: float) -> Box:
    x, y = (box[2] - box[0]) * share, (box[3] - box[1]) * share
    return (box[0] - x, box[1] - y, box[2] + x, box[3] + y)


def thumbnail(cities: Sequence[CityLand], km: int | None) -> Json | None:
    """Return the true geography as a small picture: land, cities, and the way between them.

    Parameters
    ----------
    cities : sequence of CityLand
        The programme's.
    km : int or None
        How far both sides are apart.

    Returns
    -------
    mapping or None
        Pixels, y down: ``land`` and, for each of ``cities``, ``rings`` and ``centre``; ``way`` leads from the middle of the
        helping cities to that of the others. None where there is no other side.
    """
    if km is None:
        return None
    box = _enlarged(_whole(cities), _THUMBNAIL_MARGIN)
    scale = _THUMBNAIL_PX / (box[2] - box[0])
    frame = shapely.box(*box)
    land = shapely.union_all([outline.shape for outline in _outlines(box)] or [shapely.Polygon()])

    def drawn(shape: BaseGeometry) -> list[list[list[float]]]:
        plain = shapely.simplify(shapely.intersection(frame, shape), 0.6 / scale)
        parts = [part for part in shapely.get_parts(plain) if part.area * scale**2 > 1]
        return [
            placed(shapely.get_coordinates(part.exterior)) for part in parts if part.geom_type == "Polygon"
        ]

    def placed(points: NDArray[np.float64]) -> list[list[float]]:
        found: list[list[float]] = ((points - (box[0], box[3])) * (scale, -scale)).round(1).tolist()
        return found

    return {
        "width": _THUMBNAIL_PX,
        "height": round((box[3] - box[1]) * scale, 1),
        "land": drawn(land),
        "cities": [
            {
                "city": city.id,
                "rings": drawn(shapely.union_all(as_array(city.districts.values()), grid_size=1.0)),
                "centre": placed(city.middle[None])[0],
            }
            for city in cities
        ],
        "way": [
            placed(np.mean([city.middle for city in cities if city.is_helping is helps], axis=0)[None])[0]
            for helps in (True, False)
        ],
        "km": km,
    }


def _whole(cities: Sequence[CityLand]) -> Box:
    west, south, east, north = shapely.total_bounds(
        as_array(shapely.box(*city.bounds) for city in cities)
    ).tolist()
    # As high as is pleasant, however flat the way between the cities is.
    missing = max(0.0, 0.5 * (east - west) - (north - south)) / 2
    return (west, south - missing, east, north + missing)
