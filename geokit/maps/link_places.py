"""Where everything of a link map stands, in each of its layouts, as the page and the paper draw it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Point

from geokit.geometry.arrays import as_array
from geokit.maps.link_classes import area_class
from geokit.maps.link_districts import district_shapes
from geokit.maps.link_layout import CityLand, layouts_of, to_degrees, to_metres
from geokit.maps.link_legend import legend_of
from geokit.maps.link_ribbons import Link, LinkEnd, axis_width_m, class_widths_m, draw_ribbons, flow_width_m
from geokit.maps.link_surroundings import enlarged, horizon, reach, surroundings
from geokit.maps.link_thumbnail import thumbnail
from geokit.maps.link_ways import is_shortened, km_of, ways_of
from geokit.page.geometry import OUTLINE_PRECISION_M, pack_shapes
from geokit.sheets.links import LinkShapes
from geokit.sheets.room import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.link_layout import Box, Layout, LayoutName
    from geokit.maps.link_ribbons import Ribbon
    from geokit.maps.link_surroundings import Land
    from geokit.maps.link_ways import Way
    from geokit.page.payload import Json
    from geokit.programme.catalog import Catalog
    from geokit.programme.record import Name

    Floats = NDArray[np.float64]

_DECIMALS = 5
# How wide a view of each layout usually is, and how much room words take there, pixels.
_VIEW_PX = {"wide": 960.0, "tall": 360.0, "true": 960.0}
_BADGE_PX, _NAME_PX = (56.0, 28.0), (196.0, 44.0)
# A letter of a city's name, Chinese or other; and the widest name that is not broken.
_LETTER_PX, _WIDEST_PX = {"zh": 28.0, "en": 15.0}, 300.0
_CELL_PX = 7.0
# So deep in its district the line to a badge begins.
_TIE_PX = 4.0
# A view grows for ribbons that go around something and leave its edge, by this share at most.
_EDGE, _FARTHER = 0.012, 0.2


class LinkPlaces:
    """The layouts of a catalogue.

    Parameters
    ----------
    catalog : Catalog
        What is drawn.
    outlines : mapping of str to shapely geometry
        District outlines by code, WGS 84 degrees; a district without one is a disc about its point.
    """

    def __init__(self, catalog: Catalog, outlines: Mapping[str, BaseGeometry]) -> None:
        self.catalog = catalog
        self.outlines = outlines

    @cached_property
    def shapes(self) -> dict[str, BaseGeometry]:
        """What is drawn of each district, by its code, WGS 84 degrees."""
        return district_shapes(self.catalog, self.outlines)

    @cached_property
    def cities(self) -> list[CityLand]:
        """The cities that have districts, in the order of the programme."""
        made = [
            CityLand(
                city.id,
                city.role == "supporter",
                {
                    each.adcode: shapely.transform(self.shapes[each.adcode], to_metres)
                    for each in self.catalog.districts
                    if each.city == city.id
                },
            )
            for city in self.catalog.programme.cities
        ]
        return [city for city in made if city.districts]

    @cached_property
    def layouts(self) -> dict[LayoutName, Layout]:
        """The layouts by name."""
        return layouts_of(self.cities)

    @cached_property
    def widths_m(self) -> tuple[float, ...]:
        """How wide ribbons of each class begin, metres of EPSG:3857."""
        pairs = self.catalog.partnerships
        return class_widths_m(self.cities, [code for pair in pairs for code in (pair.supporter, pair.host)])

    @cached_property
    def ground(self) -> float:
        """How long a metre of EPSG:3857 is on the ground."""
        return float(np.cos(np.radians(np.mean([district.lat for district in self.catalog.districts]))))

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways between cities of both sides; none where there are no two sides."""
        return ways_of(self.catalog, self.cities)

    @cached_property
    def links(self) -> list[Link]:
        """Pairs and the ways back from enclaves, by id; an enclave's begins with a star."""
        return [*self._pairs(), *self._flows()]

    def drawn(self, name: LayoutName) -> LinkShapes:
        """Return districts and land as a layout has them, WGS 84 degrees, for paper."""
        layout = self.layouts[name]
        districts = {
            code: layout.moved(city.id, shape)
            for city in self.cities
            for code, shape in city.districts.items()
        }
        panels = shapely.union_all(as_array(shapely.box(*frame) for frame in layout.frames.values()))
        land = [shapely.intersection(panels, piece.shape) for piece in self.land[name]]
        return LinkShapes(
            {code: shapely.transform(shape, to_degrees) for code, shape in districts.items()},
            [shapely.transform(shape, to_degrees) for shape in land],
        )

    @cached_property
    def land(self) -> dict[LayoutName, list[Land]]:
        """What lies about the cities in each layout."""
        return {name: surroundings(layout, self.cities) for name, layout in self.layouts.items()}

    def payload(self) -> Json:
        """Return layouts, thumbnail and what the legend explains."""
        return {
            "legend": legend_of(
                self.catalog, self.outlines, [land for around in self.land.values() for land in around]
            ),
            "layouts": {name: self._layout(layout) for name, layout in self.layouts.items()},
            "thumbnail": thumbnail(self.cities, self.ways),
        }

    def _end(self, adcode: str) -> LinkEnd:
        return LinkEnd(self.catalog.district(adcode).city, adcode)

    def _pairs(self) -> list[Link]:
        made = []
        for pair in self.catalog.partnerships:
            published = self.catalog.published_area(pair)
            width = self.widths_m[area_class(published.value)] if published else axis_width_m(self.widths_m)
            made.append(
                Link(pair.id, self._end(pair.supporter), self._end(pair.host), width, published is None)
            )
        return made

    def _flows(self) -> list[Link]:
        made = []
        for enclave in self.catalog.enclaves:
            pair = self.catalog.partnership(enclave.partnership)
            # What an enclave in the helping city brings home goes to the helped district, and the other way round.
            home = pair.supporter if enclave.district == pair.host else pair.host
            x, y = to_metres([(enclave.anchor.lon, enclave.anchor.lat)])[0].tolist()
            there = LinkEnd(self.catalog.district(enclave.district).city, enclave.district, (x, y))
            width = flow_width_m(self.widths_m)
            made.append(Link(f"*{enclave.id}", self._end(home), there, width, beside=pair.id))
        return made

    def _layout(self, layout: Layout) -> Json:
        ribbons = draw_ribbons(layout, self.cities, self.links)
        land = self.land[layout.name]
        badges, names = self._words(layout, ribbons, land)
        return {
            "shifts": {city: [round(x, 2), round(y, 2)] for city, (x, y) in layout.shifts.items()},
            "scales": {city: round(scale, 6) for city, scale in layout.scales.items()},
            "bounds": _bounds(_with_ribbons(layout.bounds, ribbons)),
            "frames": []
            if layout.name == "true"
            else [
                {"city": city, "bounds": _bounds(frame), "reach": _bounds(reach(layout, city))}
                for city, frame in layout.frames.items()
            ],
            "horizon": _bounds(horizon(layout)) if layout.name == "true" else None,
            "city_names": {city: _point(place) for city, place in names.items()},
            "ribbons": {
                link: {
                    "outline": _points(ribbon.outline),
                    "axis": _points(ribbon.axis),
                    "mark": _point(ribbon.mark),
                }
                for link, ribbon in ribbons.items()
                if not link.startswith("*")
            },
            "flows": {
                link[1:]: {"outline": _points(ribbon.outline), "axis": _points(ribbon.axis)}
                for link, ribbon in ribbons.items()
                if link.startswith("*")
            },
            "enclaves": {
                link.id[1:]: _point(np.asarray(layout.moved(link.end.city, Point(link.end.point)).coords[0]))
                for link in self.links
                if link.end.point is not None
            },
            "badges": {park: _point(place) for park, place in badges.items()},
            "ties": {park: _points(self._tie(layout, park, place)) for park, place in badges.items()},
            "between": None if layout.gap is None else _points(np.array(layout.gap)),
            "gap": self._gap(layout),
            "surroundings": [_about(piece) for piece in land],
            "land": pack_shapes(
                shapely.transform(as_array(piece.shape for piece in land), to_degrees), OUTLINE_PRECISION_M
            ),
        }

    def _gap(self, layout: Layout) -> Json | None:
        if layout.gap is None or not is_shortened(layout, self.cities, self.ways):
            return None
        start, end = _points(np.array(layout.gap))
        return {"from": start, "to": end, "km": km_of(self.ways)}

    def _words(
        self, layout: Layout, ribbons: Mapping[str, Ribbon], land: Sequence[Land]
    ) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Return where badges and the cities' names stand."""
        pixel = (layout.bounds[2] - layout.bounds[0]) / _VIEW_PX[layout.name]
        badge = (_BADGE_PX[0] * pixel, _BADGE_PX[1] * pixel)
        sizes = {city.id: _name_px(city.name) for city in self.catalog.programme.cities}
        lines = shapely.union_all([LineString(each.axis).buffer(pixel) for each in ribbons.values()])
        around = shapely.union_all([MultiPolygon(), *(each.shape for each in land if each.kind != "sea")])
        badges: dict[str, Floats] = {}
        names: dict[str, Floats] = {}
        for city in self.cities:
            districts = shapely.union_all(
                as_array(layout.moved(city.id, each).buffer(pixel) for each in city.districts.values())
            )
            panel = Panel(layout.frames[city.id], _CELL_PX * pixel, districts, lines, around)
            wide, high = sizes[city.id]
            names[city.id] = panel.take_room((wide * pixel, high * pixel))
            # A park on another district of its city would be taken for one of that district.
            panel.block(shapely.union_all(as_array(each.shape for each in land if each.city == city.id)))
            for park in self.catalog.parks:
                if park.district in city.districts:
                    middle = layout.moved(city.id, city.districts[park.district]).representative_point()
                    badges[park.id] = panel.take_room(badge, shapely.get_coordinates(middle)[0])
        return badges, names

    def _tie(self, layout: Layout, park: str, badge: Floats) -> Floats:
        """Return the line from a park's district to its badge: it begins at the rim, off the words in the district."""
        district = self.catalog.park(park).district
        [land] = [
            layout.moved(city.id, city.districts[district])
            for city in self.cities
            if district in city.districts
        ]
        line = LineString([shapely.get_coordinates(land.representative_point())[0], badge])
        crossed = shapely.points(shapely.get_coordinates(land.intersection(line)))
        leaves = float(np.max(shapely.line_locate_point(line, crossed)))
        pixel = (layout.bounds[2] - layout.bounds[0]) / _VIEW_PX[layout.name]
        start = line.interpolate(max(leaves - _TIE_PX * pixel, 0.0))
        return np.array([start.coords[0], badge])


def _with_ribbons(box: Box, ribbons: Mapping[str, Ribbon]) -> Box:
    """Return a view in which no ribbon leaves, as far as it is not much larger for that."""
    points = np.concatenate([np.reshape(box, (2, 2)), *(ribbon.axis for ribbon in ribbons.values())])
    west, south, east, north = enlarged(box, _EDGE)
    if ((points >= (west, south)) & (points <= (east, north))).all():
        return box
    most = enlarged(box, _FARTHER)
    west, south = np.maximum(points.min(axis=0), most[:2]).tolist()
    east, north = np.minimum(points.max(axis=0), most[2:]).tolist()
    return (west, south, east, north)


def _name_px(name: Name) -> tuple[float, float]:
    """Return the room of a city's name in the language that needs more."""
    longest = max(len(name.zh) * _LETTER_PX["zh"], len(name.en) * _LETTER_PX["en"])
    return (min(max(_NAME_PX[0], longest), _WIDEST_PX), _NAME_PX[1] * (2 if longest > _WIDEST_PX else 1))


def _about(piece: Land) -> Json:
    return {
        "kind": piece.kind,
        "city": piece.city,
        "name": piece.name,
        "point": None if piece.point is None else _point(piece.point),
    }


def _point(place: Floats) -> list[float]:
    (lon, lat) = to_degrees([place])[0].round(_DECIMALS).tolist()
    return [lat, lon]


def _points(places: Floats) -> list[list[float]]:
    found: list[list[float]] = to_degrees(places)[:, ::-1].round(_DECIMALS).tolist() if len(places) else []
    return found


def _bounds(box: Box) -> list[list[float]]:
    return _points(np.array([box[:2], box[2:]]))
