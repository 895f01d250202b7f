"""Outlines that are true in area and indicative in all else, for land whose boundary nobody has published.

An outline is drawn round a point with a plausible shape, and its corners are then set, to the millimetre as they
will be stored, so that its ellipsoidal area is the declared one to 0.01 m². Measuring it proves nothing.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geokit.arguments import public
from geokit.errors import CrsError, InputError
from geokit.i18n import Words
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import CrsLike, outside_zone, parse_crs, reproject_points
from geokit.land.measure.polygons import measure_area
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyproj import CRS

    from geokit.geometry.arrays import Floats

DECIMALS = 3
TOLERANCE_M2 = 0.005
SMALLEST = Area.from_m2(10)

_MILLIMETRE = 10.0**-DECIMALS
# Two corners move by at most this many millimetres each way when the area is set.
_REACH = 12
# So far an outline stays from the edge of what it must lie in: its corners still move a little afterwards.
_MARGIN_M = 1.0
_ROUNDS = 4
_SHIFTS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0)
_TURNS = (0, 30, 60, 90, 120, 150)
_FEWEST_CORNERS, _LONGEST = 5, 5

_BAD_AREA = Words(
    zh="示意轮廓的面积不得小于 {smallest}，而不是 {area}",
    en="an outline needs an area of {smallest} or more, not {area}",
)
_BAD_SHAPE = Words(
    zh="示意轮廓至少要有 {fewest} 个角点，长宽比在 1 到 {longest} 之间",
    en="an outline needs {fewest} corners or more and an aspect from 1 to {longest}",
)
_OUTSIDE = Words(
    zh="点（{longitude}°，{latitude}°）不在 {crs} 的分带之内：请检查经纬度顺序，或给出所在分带的坐标系",
    en="the point {longitude}°, {latitude}° lies outside the zone of {crs}: check that the longitude comes "
    "first, or give the system of its zone",
)
_DOES_NOT_FIT = Words(
    zh="{area} 的示意轮廓放不进给定的范围（范围面积 {room}）：请换一个位置或更大的范围",
    en="no outline of {area} fits into the land given ({room}): choose another place or more land",
)


@public
@dataclass(frozen=True, slots=True)
class OutlineShape:
    """What an outline looks like.

    Parameters
    ----------
    corners : int
        How many corners it has, 5 or more.
    aspect : float
        Length by width, 1 to 5.
    bearing_deg : float
        Where the long side points, clockwise from north.
    seed : int
        Which of the irregular shapes; the same seed gives the same outline everywhere.

    Raises
    ------
    InputError
        The corners are too few, or the aspect is out of range.

    Examples
    --------
    >>> import geokit as gk
    >>> shape = gk.OutlineShape(corners=6, aspect=1.2, seed=3)
    >>> outline = gk.schematic_outline(gk.Area("330亩"), (116.7, 23.4), shape=shape)
    >>> len(outline.exterior.coords) - 1
    6
    """

    corners: int = 11
    aspect: float = 1.5
    bearing_deg: float = 60.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.corners < _FEWEST_CORNERS or not 1 <= self.aspect <= _LONGEST:
            raise InputError(_BAD_SHAPE, fewest=_FEWEST_CORNERS, longest=_LONGEST)

    def ring(self) -> Floats:
        """Return the corners of an outline of about one square metre round (0, 0), anticlockwise.

        Each direction from the middle meets the ring once, so that it never crosses itself.
        """
        chance = random.Random(self.seed)  # noqa: S311 — a shape, not a secret
        steps = np.array([corner + chance.uniform(-0.25, 0.25) for corner in range(self.corners)])
        lengths = np.array([chance.uniform(0.88, 1.12) for _ in range(self.corners)])
        angles = 2 * math.pi * steps / self.corners
        along, across = np.cos(angles), np.sin(angles)
        # Between an ellipse and a rectangle, as built-up land is.
        lengths /= (along**4 + across**4) ** 0.25
        along, across = along * lengths * math.sqrt(self.aspect), across * lengths / math.sqrt(self.aspect)
        turn = math.radians(90 - self.bearing_deg)
        east = along * math.cos(turn) - across * math.sin(turn)
        north = along * math.sin(turn) + across * math.cos(turn)
        ring = np.column_stack([east, north])
        return ring / math.sqrt(shapely.area(Polygon(ring)))


DEFAULT_SHAPE = OutlineShape()


@public
def schematic_outline(
    area: Area,
    at: tuple[float, float],
    *,
    crs: CrsLike = "EPSG:4548",
    shape: OutlineShape = DEFAULT_SHAPE,
    within: Polygon | MultiPolygon | None = None,
) -> Polygon:
    """Return an irregular outline of exactly the declared area round a point.

    Parameters
    ----------
    area : Area
        The declared area.
    at : tuple of float
        Longitude and latitude of the middle, WGS 84 or CGCS2000, in degrees.
    crs : pyproj.CRS, str or int
        The Gauss–Krüger system of the result.
    shape : OutlineShape
        What it looks like.
    within : polygon or multipolygon, optional
        Land, in the same system, that the outline must lie in. The outline is turned, made rounder and moved
        towards the land's middle until it does.

    Returns
    -------
    shapely.Polygon
        Coordinates have 3 decimals; the ellipsoidal area of these very coordinates is `area` to 0.01 m².

    Raises
    ------
    InputError
        The area is below 10 m², or no outline fits into `within`.
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
    if within is None:
        return _with_exact_area(shape.ring() * math.sqrt(area.m2) + place, area, system)
    return _first_that_fits(_rings(shape, area, place, within), within, area, system)


def schematic_inside(
    outline: Polygon,
    area: Area,
    *,
    crs: CrsLike = "EPSG:4548",
    shape: OutlineShape = DEFAULT_SHAPE,
    at: tuple[float, float] | None = None,
) -> Polygon:
    """Return an outline of exactly the declared area that lies wholly inside another: a zone in its park.

    Parameters
    ----------
    outline : shapely.Polygon
        What it must lie in.
    area : Area
        The declared area.
    crs : pyproj.CRS, str or int
        The Gauss–Krüger system of both.
    shape : OutlineShape
        What it looks like; where no such shape fits, the outline's own is taken, made smaller.
    at : tuple of float, optional
        Longitude and latitude that it should lie near; the middle of the outline's widest part if not given.

    Raises
    ------
    InputError
        The area is below 10 m², or the outline has no room for it.
    CrsError
        The point lies outside the zone of `crs`.

    Examples
    --------
    >>> park = schematic_outline(Area.from_mu(17_600), (116.7594, 23.4187))
    >>> zone = schematic_inside(park, Area.from_mu(3_024))
    >>> bool(park.contains(zone))
    True
    """
    system = parse_crs(crs)
    _require_area(area)
    place = _widest_place(outline) if at is None else _place(at, system)
    rings = chain(_rings(shape, area, place, outline), _smaller(outline, area))
    return _first_that_fits(rings, outline, area, system)


def _require_area(area: Area) -> None:
    if area < SMALLEST:
        raise InputError(_BAD_AREA, area=area, smallest=SMALLEST)


def _place(at: tuple[float, float], crs: CRS) -> Floats:
    east_m, north_m = map(float, reproject_points(*at, "EPSG:4490", crs))
    if outside_zone((east_m, north_m, east_m, north_m), crs):
        raise CrsError(_OUTSIDE, longitude=at[0], latitude=at[1], crs=crs_name(crs))
    return np.array([east_m, north_m])


def _widest_place(land: Polygon | MultiPolygon) -> Floats:
    return np.asarray(shapely.get_coordinates(shapely.maximum_inscribed_circle(land))[0])


def _first_that_fits(rings: Iterable[Floats], land: Polygon | MultiPolygon, area: Area, crs: CRS) -> Polygon:
    """Return the first ring, made as large as the area, that the land covers with a margin."""
    room = shapely.buffer(land, -_MARGIN_M)
    shapely.prepare(room)
    for ring in rings:
        if room.covers(Polygon(ring)):
            outline = _with_exact_area(ring, area, crs)
            if land.covers(outline):
                return outline
    raise InputError(_DOES_NOT_FIT, area=area, room=Area.from_m2(shapely.area(land)))


def _rings(shape: OutlineShape, area: Area, place: Floats, land: Polygon | MultiPolygon) -> Iterator[Floats]:
    """Yield rings of about the area, from the one that is wanted to those that differ more and more."""
    if land.is_empty:
        return
    way = _widest_place(land) - place
    aspects = sorted({shape.aspect, math.sqrt(shape.aspect), 1.0}, reverse=True)
    for shift, aspect, turn in product(_SHIFTS, aspects, _TURNS):
        turned = replace(shape, aspect=aspect, bearing_deg=shape.bearing_deg + turn)
        yield turned.ring() * math.sqrt(area.m2) + place + shift * way


def _smaller(outline: Polygon, area: Area) -> Iterator[Floats]:
    """Yield the outline itself, shrunk about its middle to the area."""
    ring = shapely.get_coordinates(outline.exterior)[:-1]
    for middle in (_widest_place(outline), shapely.get_coordinates(outline.centroid)[0]):
        yield middle + (ring - middle) * math.sqrt(area.m2 / outline.area)


def _with_exact_area(ring: Floats, area: Area, crs: CRS) -> Polygon:
    middle = ring.mean(axis=0)
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
    return float(measure_area([Polygon(ring)], crs)[0])


def _with_moved_corners(ring: Floats, missing_m2: float) -> Floats:
    """Return the ring with two corners moved by whole millimetres so that it grows by what is missing.

    One corner alone reaches the area in steps that are too coarse on a large park; two, with edges of different
    lengths and directions, come as near as any need.
    """
    first, second = 0, len(ring) // 2
    moves = np.array(list(product(range(-_REACH, _REACH + 1), repeat=2))) * _MILLIMETRE
    gained, added = (_gain_m2(ring, corner, moves) for corner in (first, second))
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
