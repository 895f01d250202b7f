"""Circles of a declared area, for land whose boundary nobody has published.

Where an area is known and a place to some kilometres, any other shape would be read, traced and measured as if somebody
had drawn it. A circle says by its looks that neither its place nor its shape is known. Its corners are set, to the
millimetre as they will be stored, so that its ellipsoidal area is the declared one to 0.01 m². Measuring it proves nothing.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely
from shapely import MultiPolygon, Point, Polygon

from geokit.arguments import public
from geokit.errors import CrsError, InputError
from geokit.geometry.arrays import as_array
from geokit.i18n import Words
from geokit.land.apart import areas_apart
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import (
    CrsLike,
    is_local,
    outside_zone,
    parse_crs,
    reproject,
    reproject_points,
)
from geokit.land.crs.working import working_crs
from geokit.land.measure.polygons import measure_area
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.geometry.arrays import Floats

CORNERS = 96
DECIMALS = 3
TOLERANCE_M2 = 0.005
SMALLEST = Area.from_m2(10)

_MILLIMETRE = 10.0**-DECIMALS
# Two corners move by at most this many millimetres each way when the area is set. They look neither along the axes nor in
# opposite directions, where their steps would be multiples of each other.
_REACH = 12
_MOVED = (5, 41)
# So far a circle stays from the edge of what it must lie in: corners still move, and a metre on a map is not one on the ground.
_MARGIN_M, _MARGIN_SHARE = 0.02, 0.002
_ROUNDS = 4
_ARCS = 64
# Of this polygon of 96 corners the ratio is 0.9996; of one of 57 it is less than this.
_ROUND = 0.999

_BAD_AREA = Words(
    zh="示意轮廓的面积不得小于 {smallest}，而不是 {area}",
    en="an outline needs an area of {smallest} or more, not {area}",
)
_OUTSIDE = Words(
    zh="点（{longitude}°，{latitude}°）不在 {crs} 的分带之内：请检查经纬度顺序，或给出所在分带的坐标系",
    en="the point {longitude}°, {latitude}° lies outside the zone of {crs}: check that the longitude comes "
    "first, or give the system of its zone",
)
_DOES_NOT_FIT = Words(
    zh="{area} 的圆放不进给定的范围（范围面积 {room}）：请换一个位置或更大的范围",
    en="no circle of {area} fits into the land given ({room}): choose another place or more land",
)


@public
def schematic_outline(
    area: Area,
    at: tuple[float, float],
    *,
    crs: CrsLike = "EPSG:4548",
    within: Polygon | MultiPolygon | None = None,
) -> Polygon:
    """Return a circle of exactly the declared area round a point.

    Parameters
    ----------
    area : Area
        The declared area.
    at : tuple of float
        Longitude and latitude of the middle, WGS 84 or CGCS2000, in degrees.
    crs : pyproj.CRS, str or int
        The Gauss–Krüger system of the result.
    within : polygon or multipolygon, optional
        Land, in the same system, that the circle must lie in: it stands at the nearest place where it does.

    Returns
    -------
    shapely.Polygon
        A polygon of 96 corners. Coordinates have 3 decimals; the ellipsoidal area of these very coordinates is `area` to
        0.01 m².

    Raises
    ------
    InputError
        The area is below 10 m², or the circle does not fit into `within`.
    CrsError
        The point lies outside the zone of `crs`.

    Examples
    --------
    >>> from geokit.land.measure.polygons import area_of
    >>> outline = schematic_outline(Area.from_mu(330), (116.845, 23.435))
    >>> print(area_of(outline, "EPSG:4548"))
    220,000.00 m² (330.000 mu)
    """
    system = parse_crs(crs)
    _require_area(area)
    place = _place(at, system)
    return _circle(area, place if within is None else _free_place(area, place, within, ()), system)


def schematic_inside(outline: BaseGeometry, area: Area, *, crs: CrsLike = "EPSG:4548") -> Polygon:
    """Return a circle of exactly the declared area that lies wholly inside an outline: a zone in its park.

    Parameters
    ----------
    outline : polygon or multipolygon
        What it must lie in; the circle stands in its middle, or at the nearest place with room.
    area : Area
        The declared area.
    crs : pyproj.CRS, str or int
        The system in metres of both.

    Raises
    ------
    InputError
        The area is below 10 m², or the outline has no room for it.

    Examples
    --------
    >>> park = schematic_outline(Area.from_mu(17_600), (116.7594, 23.4187))
    >>> zone = schematic_inside(park, Area.from_mu(3_024))
    >>> bool(park.contains(zone))
    True
    """
    _require_area(area)
    middle = shapely.get_coordinates(outline.centroid)[0]
    return _circle(area, _free_place(area, middle, outline, ()), parse_crs(crs))


def side_by_side(
    outline: BaseGeometry,
    circles: Sequence[BaseGeometry],
    *,
    crs: CrsLike,
    beside: Sequence[BaseGeometry] = (),
) -> list[BaseGeometry]:
    """Return circles moved so that they lie in an outline and touch neither each other nor other land in it.

    Parameters
    ----------
    outline : polygon or multipolygon
        What they must lie in.
    circles : sequence of shapely.Polygon
        They stay as near to their places as there is room.
    crs : pyproj.CRS, str or int
        The system in metres of all of them.
    beside : sequence of shapely geometries
        Land in the outline that they must not touch.

    Raises
    ------
    InputError
        They do not fit.

    Examples
    --------
    >>> park = schematic_outline(Area.from_mu(1000), (116.7594, 23.4187))
    >>> zone = schematic_inside(park, Area.from_mu(200))
    >>> one, other = side_by_side(park, [zone, zone], crs="EPSG:4548")
    >>> bool(one.disjoint(other) and park.contains(other))
    True
    """
    if outline.covers(shapely.union_all(circles)) and _are_apart([*circles, *beside], len(circles)):
        return list(circles)
    try:
        return _moved_apart(outline, circles, [each.centroid for each in circles], crs, beside)
    except InputError:
        # One in the middle may leave no room on either side of it: close together at the edge more have room.
        edge = Point(outline.bounds[0], outline.centroid.y)
        return _moved_apart(outline, circles, [edge] * len(circles), crs, beside)


def _are_apart(shapes: Sequence[BaseGeometry], circles: int) -> bool:
    """Tell whether none of the first shapes touches another of all."""
    return all(
        shapes[one].disjoint(shapes[other]) for one in range(circles) for other in range(one + 1, len(shapes))
    )


def _moved_apart(
    outline: BaseGeometry,
    circles: Sequence[BaseGeometry],
    near: Sequence[Point],
    crs: CrsLike,
    beside: Sequence[BaseGeometry],
) -> list[BaseGeometry]:
    system = parse_crs(crs)
    area_m2 = measure_area(circles, system, _method(system))
    found: dict[int, Polygon] = {}
    # The largest first: a small one finds room between them.
    for at in np.argsort(-area_m2, kind="stable").tolist():
        area, taken = Area.from_m2(float(area_m2[at])), [*beside, *found.values()]
        place = _free_place(area, shapely.get_coordinates(near[at])[0], outline, taken)
        found[at] = _circle(area, place, system)
    return [found[at] for at in range(len(circles))]


def equal_circle(shape: BaseGeometry, crs: CrsLike) -> tuple[Polygon, CRS] | None:
    """Return the circle of an outline's ellipsoidal area about its middle, and its system in metres.

    A circle stays as it is. There is none of an outline of less than 10 m², or without an area: one that crosses itself has none.

    Examples
    --------
    >>> circle, system = equal_circle(shapely.box(467_000, 2_583_000, 468_000, 2_583_200), "EPSG:4548")
    >>> is_circle(circle), system.to_epsg()
    (True, 4548)
    """
    if not shape.is_valid or shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    system = working_crs(crs, shape.bounds)
    moved = reproject(as_array([shape]), crs, system)[0]
    if isinstance(moved, Polygon) and is_circle(moved):
        return moved, system
    [area_m2] = measure_area([shape], crs, _method(system), on_problem="nan").tolist()
    if math.isnan(area_m2) or area_m2 < SMALLEST.m2:
        return None
    return _circle(Area.from_m2(area_m2), shapely.get_coordinates(moved.centroid)[0], system), system


def is_circle(shape: BaseGeometry) -> bool:
    """Tell whether a polygon in metres is as round as a circle drawn here: by its area beside that of its perimeter's circle."""
    length_m = float(shapely.length(shape))
    return length_m > 0 and 4 * math.pi * float(shapely.area(shape)) / length_m**2 >= _ROUND


def _require_area(area: Area) -> None:
    if area < SMALLEST:
        given, smallest = areas_apart(area, SMALLEST)
        raise InputError(_BAD_AREA, area=given, smallest=smallest)


def _place(at: tuple[float, float], crs: CRS) -> Floats:
    east_m, north_m = map(float, reproject_points(*at, "EPSG:4490", crs))
    if outside_zone((east_m, north_m, east_m, north_m), crs):
        raise CrsError(_OUTSIDE, longitude=at[0], latitude=at[1], crs=crs_name(crs))
    return np.array([east_m, north_m])


def _free_place(area: Area, place: Floats, land: BaseGeometry, beside: Iterable[BaseGeometry]) -> Floats:
    """Return the place nearest to the one wanted that a circle lies within the land at, and touches nothing beside it."""
    radius_m = math.sqrt(area.m2 / math.pi)
    clear_m = radius_m + _MARGIN_M + _MARGIN_SHARE * radius_m
    taken = shapely.union_all(shapely.buffer(as_array(beside), clear_m, quad_segs=_ARCS))
    free = shapely.difference(shapely.buffer(land, -clear_m, quad_segs=_ARCS), taken)
    if free.is_empty:
        raise InputError(_DOES_NOT_FIT, area=area, room=Area.from_m2(shapely.area(land)))
    found: Floats = shapely.get_coordinates(shapely.shortest_line(Point(place), free))[-1]
    return found


def _circle(area: Area, middle: Floats, crs: CRS) -> Polygon:
    angles = 2 * math.pi * np.arange(CORNERS) / CORNERS
    ring = middle + np.column_stack([np.cos(angles), np.sin(angles)]) * math.sqrt(area.m2 / math.pi)
    for _ in range(_ROUNDS):
        ring = middle + (ring - middle) * math.sqrt(area.m2 / _area_m2(ring, crs))
    ring = ring.round(DECIMALS)
    for _ in range(_ROUNDS):
        missing_m2 = area.m2 - _area_m2(ring, crs)
        if abs(missing_m2) <= TOLERANCE_M2:
            return Polygon(ring)
        ring = _with_moved_corners(ring, missing_m2)
    raise InputError(_BAD_AREA, area=area, smallest=SMALLEST)


def _area_m2(ring: Floats, crs: CRS) -> float:
    return float(measure_area([Polygon(ring)], crs, _method(crs))[0])


def _method(crs: CRS) -> Literal["planar", "ellipsoidal"]:
    # A local system has no ellipsoid.
    return "planar" if is_local(crs) else "ellipsoidal"


def _with_moved_corners(ring: Floats, missing_m2: float) -> Floats:
    """Return the ring with two corners moved by whole millimetres so that it grows by what is missing.

    One corner alone reaches the area in steps that are too coarse on a large park; two, with edges of different
    directions, come as near as any need.
    """
    first, second = _MOVED
    moves = np.array(list(product(range(-_REACH, _REACH + 1), repeat=2))) * _MILLIMETRE
    gained, added = (_gain_m2(ring, corner, moves) for corner in _MOVED)
    order = np.argsort(added, kind="stable")
    near = np.searchsorted(added[order], missing_m2 - gained).clip(0, len(moves) - 1)
    best = int(np.argmin(np.abs(gained + added[order][near] - missing_m2)))
    moved = ring.copy()
    moved[first] += moves[best]
    moved[second] += moves[order[near[best]]]
    return moved.round(DECIMALS)


def _gain_m2(ring: Floats, corner: int, moves: Floats) -> Floats:
    """Return by how much an anticlockwise ring grows when a corner moves."""
    east_m, north_m = ring[(corner + 1) % len(ring)] - ring[corner - 1]
    gain_m2: Floats = (moves[:, 0] * north_m - moves[:, 1] * east_m) / 2
    return gain_m2
