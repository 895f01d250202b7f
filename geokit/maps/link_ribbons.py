"""Ribbons: from the rim of the helping district to the rim of the helped one, wide where help begins.

A ribbon's width tells the class of the land that is published; where nothing is, there is an axis alone. What a
reverse enclave brings home is a thin ribbon the other way, from the host's rim to the enclave's point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from geokit.geometry.arrays import as_array
from geokit.maps.link_lanes import Ends, Lanes, bezier, choose_lanes
from geokit.maps.link_terrain import Ground

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geokit.maps.link_layout import CityLand, Layout

    Floats = NDArray[np.float64]

# Widths at the helping rim as shares of the widest one, which is a fifth of the smallest partner district's diameter, or
# this share of a city's width.
_CLASS_SHARES = (0.18, 0.38, 0.66, 1.0)
_FIFTH, _SHARE_OF_CITY = 0.2, 0.03
_FLOW_SHARE, _AXIS_SHARE = 0.2, 0.16
# How much of its width a ribbon has left where it arrives.
_TAPER = 0.34
_ENCLAVE_M = 1_400.0
_POINTS, _STEPS_IN = 64, 12
# Lanes stand this far apart at most, as a share of a city's width.
_LANES_APART = 0.12
_SIMPLE_M = 25.0
# Ends nearer than this are one place, which a link leaves and comes back to; its round is this share of the district.
_SAME_PLACE_M, _LOOP = 1.0, 0.1
# So far into a district a ribbon reaches, as a share of its radius.
_OVER_RIM = 0.1
# A bow is cut at both rims where so much of it is left.
_SEEN = 0.3


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """Where a link begins or ends: a district, or a point in one.

    Attributes
    ----------
    city : str
        The city it lies in.
    district : str
        The district's code.
    point : tuple of float or None
        Metres of EPSG:3857, where it truly lies; None for the district itself.
    """

    city: str
    district: str
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of districts, from the helping one to the helped one; or the way back along such a pair.

    Attributes
    ----------
    id : str
        Its name among the links.
    start, end : LinkEnd
        Where it begins and ends.
    width_m : float
        How wide it begins, metres of EPSG:3857.
    has_axis_only : bool
        Whether no outline is drawn.
    beside : str or None
        The link that it runs back along; its own end is then a point.
    """

    id: str
    start: LinkEnd
    end: LinkEnd
    width_m: float
    has_axis_only: bool = False
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A link as it is drawn, metres of EPSG:3857 of its layout.

    Attributes
    ----------
    axis : ndarray of shape (points, 2)
        From a little within one district to a little within the other, from where help comes.
    outline : ndarray of shape (points, 2)
        The closed ring; without points where the link has only an axis.
    mark : ndarray of shape (2,)
        Where its number stands.
    """

    axis: Floats
    outline: Floats
    mark: Floats


def class_widths_m(cities: Sequence[CityLand], partners: Sequence[str]) -> tuple[float, ...]:
    """Return how wide ribbons of each class begin, smallest first, metres of EPSG:3857.

    Parameters
    ----------
    cities : sequence of CityLand
        The programme's.
    partners : sequence of str
        The codes of districts in pairs.

    Examples
    --------
    >>> from geokit.maps.link_layout import CityLand
    >>> town = CityLand("town", True, {"1": shapely.Point(0, 0).buffer(2000)})
    >>> [round(width) for width in class_widths_m([town], ["1"])]
    [144, 304, 528, 799]
    """
    areas = [shape.area for city in cities for code, shape in city.districts.items() if code in set(partners)]
    widest = _SHARE_OF_CITY * float(np.mean([city.bounds[2] - city.bounds[0] for city in cities]))
    if areas:
        widest = min(widest, _FIFTH * 2 * float(np.sqrt(min(areas) / np.pi)))
    return tuple(widest * share for share in _CLASS_SHARES)


def flow_width_m(widths: Sequence[float]) -> float:
    """Return how wide the way back from an enclave begins."""
    return widths[-1] * _FLOW_SHARE


def axis_width_m(widths: Sequence[float]) -> float:
    """Return the room that a link without a class takes."""
    return widths[-1] * _AXIS_SHARE


def draw_ribbons(layout: Layout, cities: Sequence[CityLand], links: Sequence[Link]) -> dict[str, Ribbon]:
    """Return the ribbons of links in a layout, by id.

    Parameters
    ----------
    layout : Layout
        Where cities stand.
    cities : sequence of CityLand
        All cities.
    links : sequence of Link
        A link between two cities on the same side of the way is a plain bow.
    """
    scene = _Scene(layout, cities, links)
    pairs = [link for link in links if link.beside is None]
    across = [link for link in pairs if scene.is_across(link)]
    rooms = {link.beside: 3 * link.width_m for link in links if link.beside}
    drawn = scene.in_lanes(across, rooms) if across else {}
    drawn |= {link.id: scene.bowed(link) for link in pairs if link.id not in drawn}
    named = {link.id: link for link in pairs}
    return drawn | {
        link.id: scene.back_along(link, named[link.beside], drawn[link.beside])
        for link in links
        if link.beside
    }


class _Scene:
    """Cities in a layout, seen along the way."""

    def __init__(self, layout: Layout, cities: Sequence[CityLand], links: Sequence[Link]) -> None:
        self.layout = layout
        self.cities = {city.id: city for city in cities}
        self.order = [(city.id, code) for city in cities for code in city.districts]
        x, y = layout.way
        self._axes = np.array([(x, y), (-y, x)])
        self._partners = sorted({self.number(end) for link in links for end in (link.start, link.end)})

    @cached_property
    def districts(self) -> list[BaseGeometry]:
        """Districts where they stand, in order."""
        return [self.layout.moved(city, self.cities[city].districts[code]) for city, code in self.order]

    @cached_property
    def ground(self) -> Ground:
        """What lies below ribbons."""
        return Ground(self.layout.bounds, self.districts, self._partners)

    def number(self, end: LinkEnd) -> int:
        """Return the number of an end's district."""
        return self.order.index((end.city, end.district))

    def land(self, end: LinkEnd) -> BaseGeometry:
        """Return what a link stops at the rim of."""
        if end.point is not None:
            return self.layout.moved(end.city, Point(end.point).buffer(_ENCLAVE_M))
        parts = shapely.get_parts(self.districts[self.number(end)])
        largest: BaseGeometry = parts[np.argmax(shapely.area(parts))]
        return largest

    def core(self, end: LinkEnd) -> BaseGeometry:
        """Return what a ribbon is cut at: the land but for its edge, for at a corner of three it would seem a neighbour's."""
        land = self.land(end)
        within = land.buffer(-_OVER_RIM * float(np.sqrt(land.area / np.pi)))
        return land if within.is_empty else within

    def along(self, points: Floats) -> Floats:
        """Return points as metres along the way and across it, from the line of lanes."""
        seen: Floats = (points - np.asarray(self.layout.meeting)) @ self._axes.T
        return seen

    def back(self, seen: Floats) -> Floats:
        """Return points seen along the way as metres of the layout."""
        points: Floats = seen @ self._axes + np.asarray(self.layout.meeting)
        return points

    def middle(self, end: LinkEnd) -> Floats:
        """Return the point that a link begins at, before it is cut at the rim."""
        middle: Floats = shapely.get_coordinates(_inner_point(self.land(end)))[0]
        return middle

    def is_across(self, link: Link) -> bool:
        """Say whether a link leads from one side of the line of lanes to the other."""
        start, end = (self.along(self.middle(each)[None])[0, 0] for each in (link.start, link.end))
        return bool(start * end < 0)

    def in_lanes(self, links: Sequence[Link], rooms: Mapping[str, float]) -> dict[str, Ribbon]:
        """Return ribbons between the two sides; some need room beside them."""
        turned = [self.along(self.middle(link.start)[None])[0, 0] > 0 for link in links]
        ends = [
            (link.end, link.start) if is_turned else (link.start, link.end)
            for link, is_turned in zip(links, turned, strict=True)
        ]
        sides = [self._side([each[at] for each in ends], sign) for at, sign in enumerate((1.0, -1.0))]
        widths = np.array([link.width_m + rooms.get(link.id, 0.0) for link in links])
        unit = float(np.mean([city.bounds[2] - city.bounds[0] for city in self.cities.values()]))
        apart = min(self.layout.spread / max(1, len(links) - 1), _LANES_APART * unit)
        lanes = choose_lanes(sides, widths, middle=0.0, apart=apart)
        return {
            link.id: self._ribbon(link, axis if not is_turned else axis[::-1], lane)
            for link, is_turned, axis, lane in zip(
                links, turned, self._axes_of(ends, sides, lanes), lanes.lanes, strict=True
            )
        }

    def _side(self, ends: Sequence[LinkEnd], sign: float) -> tuple[Ends, _Seen]:
        points = self.along(np.array([self.middle(end) for end in ends])) * (sign, 1.0)
        owners = np.array([self.number(end) for end in ends])
        return Ends(points, owners), _Seen(self, sign)

    def _axes_of(
        self, ends: Sequence[tuple[LinkEnd, LinkEnd]], sides: Sequence[tuple[Ends, _Seen]], lanes: Lanes
    ) -> list[Floats]:
        """Return the lines from rim to rim, from the first side to the second."""
        halves = []
        for at, (side, curves) in enumerate(zip(sides, (lanes.first, lanes.second), strict=True)):
            paths = bezier(side[0].points, lanes.lanes, curves, _POINTS) * (1.0 - 2.0 * at, 1.0)
            halves.append(
                [_cut(self.back(path), self.core(each[at])) for path, each in zip(paths, ends, strict=True)]
            )
        return [np.concatenate([one, other[-2::-1]]) for one, other in zip(*halves, strict=True)]

    def _ribbon(self, link: Link, axis: Floats, lane: float | None) -> Ribbon:
        mark = axis[len(axis) // 2] if lane is None else self.back(np.array([(0.0, lane)]))[0]
        simple = shapely.get_coordinates(LineString(axis).simplify(_SIMPLE_M))
        outline = np.empty((0, 2)) if link.has_axis_only else taper(simple, link.width_m)
        return Ribbon(simple, outline, mark)

    def back_along(self, link: Link, pair: Link, ribbon: Ribbon) -> Ribbon:
        """Return the way back: along a pair's ribbon, on the side where its own end lies, and to that end."""
        line = ribbon.axis[::-1]
        end: Floats = shapely.get_coordinates(self.land(link.end).centroid)[0]
        along = line[-1] - line[-2]
        side = np.sign(along[0] * (end - line[-1])[1] - along[1] * (end - line[-1])[0]) or 1.0
        off = (0.0 if pair.has_axis_only else pair.width_m / 2) + 1.4 * link.width_m
        beside = shapely.get_coordinates(LineString(line).offset_curve(side * off, quad_segs=4))
        last, way = beside[-1], along / np.hypot(*along)
        turn = last + way * np.hypot(*(end - last)) / 2
        t = np.linspace(0.0, 1.0, _STEPS_IN)[:, None]
        path = np.concatenate([beside[:-1], (1 - t) ** 2 * last + 2 * t * (1 - t) * turn + t**2 * end])
        axis = _cut(_cut(path, self.land(link.start))[::-1], self.land(link.end))[::-1]
        return self._ribbon(link, axis, None)

    def bowed(self, link: Link) -> Ribbon:
        """Return a link that stays on one side: a bow between its ends, or a loop where both are at one place."""
        start, end = self.middle(link.start), self.middle(link.end)
        chord = end - start
        if np.hypot(*chord) < _SAME_PLACE_M:
            path = self._loop(link, start)
        else:
            top = (start + end) / 2 + 0.4 * np.array([-chord[1], chord[0]])
            t = np.linspace(0.0, 1.0, _POINTS)[:, None]
            path = (1 - t) ** 2 * start + 2 * t * (1 - t) * top + t**2 * end
        axis = _cut(_cut(path, self.land(link.start))[::-1], self.land(link.end))[::-1]
        # Between neighbours nearly nothing lies outside both.
        is_seen = LineString(axis).length > _SEEN * LineString(path).length
        return self._ribbon(link, axis if is_seen else path, None)

    def _loop(self, link: Link, middle: Floats) -> Floats:
        """Return a round that leads from a district out of it, and back."""
        west, south, east, north = shapely.total_bounds(
            as_array([self.land(link.start), self.land(link.end)])
        )
        radius = _LOOP * float(np.hypot(east - west, north - south))
        turn = np.linspace(-np.pi / 2, 1.5 * np.pi, _POINTS)
        top = np.array([middle[0], north])
        round_: Floats = top + radius * np.column_stack([np.cos(turn), np.sin(turn)])
        return round_


@dataclass(frozen=True, slots=True)
class _Seen:
    """The ground, seen along the way from one side."""

    scene: _Scene
    sign: float

    def cost(self, points: Floats, own: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        """Return what a metre costs at points, and whether they lie in the district of an end."""
        return self.scene.ground.cost(self.scene.back(points * (self.sign, 1.0)), own)


def _inner_point(shape: BaseGeometry) -> BaseGeometry:
    """Return a point well inside a shape."""
    middle = shape.centroid
    return middle if shape.contains(middle) else shape.representative_point()


def _cut(path: Floats, land: BaseGeometry) -> Floats:
    """Return a path from where it leaves a land for good."""
    rest = shapely.get_parts(LineString(path).difference(land))
    if not len(rest):
        return path[-2:]
    last = shapely.get_coordinates(rest[-1])
    return last if len(last) > 1 else path[-2:]


def taper(axis: Floats, width_m: float) -> Floats:
    """Return the closed ring around a line that is `width_m` wide where it begins and a third of that where it ends.

    Examples
    --------
    >>> taper(np.array([(0.0, 0.0), (10.0, 0.0)]), 2.0).round(2).tolist()
    [[0.0, 1.0], [10.0, 0.34], [10.0, -0.34], [0.0, -1.0], [0.0, 1.0]]
    """
    steps = np.diff(axis, axis=0)
    lengths = np.hypot(*steps.T)
    share = np.concatenate([[0.0], np.cumsum(lengths)]) / lengths.sum()
    unit = steps / lengths[:, None]
    along = np.concatenate([unit[:1], unit[:-1] + unit[1:], unit[-1:]])
    along /= np.hypot(*along.T)[:, None]
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    off = normal * (width_m / 2 * (1 - (1 - _TAPER) * share))[:, None]
    ring: Floats = np.concatenate([axis + off, (axis - off)[::-1], (axis + off)[:1]])
    return ring
