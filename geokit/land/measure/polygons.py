"""The area of polygons, by four methods that are never mixed.

============= ======================================================================================
statutory     the land survey's procedure: rounded coordinates, 70 m points, ellipsoidal formula
ellipsoidal   what the procedure rounds, in closed form: by the scale of the zone, or each edge's bow
planar        in the plane of the projection, as urban cadastre and acquisition surveys measure
geodesic      geodesic edges between the vertices, by pyproj (C. Karney's algorithm)
============= ======================================================================================
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np
import shapely

from geokit.arguments import public
from geokit.errors import CrsError, Given, InputError, SettingsError
from geokit.geometry.arrays import as_array
from geokit.geometry.rings import Rings, blocks
from geokit.i18n import Words
from geokit.land.crs.offset import refuse_offset
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transform import CrsLike, is_local, parse_crs
from geokit.land.crs.transverse_mercator import NO_ELLIPSOID, inverse
from geokit.land.declared.figure import METHOD_WORDS, Method
from geokit.land.measure.geodesic import geodesic_edge_areas_m2, has_long_edges, ring_areas_in_zone_m2
from geokit.land.measure.noise import print_noise_m2, standard_error_m2
from geokit.land.measure.statutory import on_cylinder, rounded_angles, rounded_areas, rounded_points
from geokit.land.measure.surface import Surface, Unmeasurable, find_problem_boxes, find_problems
from geokit.land.units import Area

if TYPE_CHECKING:
    from collections.abc import Callable

    from geokit.geometry.arrays import Bools, Floats, LayerLike, Shapes

    Kernel: TypeAlias = Callable[[Rings, Surface], Floats]

__all__ = [
    "METHOD_WORDS",
    "Method",
    "Unmeasurable",
    "area_of",
    "find_unmeasurable",
    "find_unmeasurable_boxes",
    "measure_area",
    "measure_sound",
    "possible_method",
    "print_noise_m2",
    "sound_rows_m2",
    "standard_error_m2",
]

OnProblem: TypeAlias = Literal["raise", "nan"]

_NO_GEOMETRY = Words(
    zh="第 {position} 项须为几何或 None，而不是{value}",
    en="item {position} must be a geometry or None, not {value}",
)
_UNKNOWN_METHOD = Words(
    zh="没有名为“{method}”的量算方法，可用：{known}", en="there is no method “{method}”; there are {known}"
)
_PROBLEM = Words(
    zh="第 {position} 个图形（从 0 起）无法量算：{problem}",
    en="geometry {position} (from 0) cannot be measured: {problem}",
)
_PROBLEMS = Words(
    zh="第 {position} 个图形（从 0 起）无法量算：{problem}（另有 {others} 个）",
    en="geometry {position} (from 0) cannot be measured: {problem} ({others} more have a problem)",
)


@public
def measure_area(
    geometries: LayerLike,
    crs: CrsLike | None,
    method: Method = "ellipsoidal",
    *,
    on_problem: OnProblem = "raise",
) -> Floats:
    """Return the areas of polygons in square metres.

    Parameters
    ----------
    geometries : array_like of shapely geometries
        Polygons and multipolygons, east (or longitude) first. Holes are taken off whatever their direction.
        By `ellipsoidal` an edge is straight in the plane of a Gauss–Krüger zone, and a geodesic in other systems,
        degrees included; by `geodesic` it is one in every system, by `planar` and `statutory` straight in the plane.
        Both hold to 1e-8 of the area however long the edges. Edges that follow a parallel need their points given.
        Whether rings cross themselves is not examined: their shoelace area is what comes back.
    crs : pyproj.CRS, str or int
        The system that the coordinates are in. The ellipsoid is its own.
    method : {"ellipsoidal", "statutory", "planar", "geodesic"}
        `planar` measures in the system as given, degrees in the 3° zone of each polygon. `statutory` works
        in the Gauss–Krüger zone given, or else in the 3° zone of each polygon, and rounds to 0.01 m².
    on_problem : {"raise", "nan"}
        What to do with a polygon that :func:`find_unmeasurable` names.

    Returns
    -------
    ndarray of float64, shape (n,)
        In the order of the input. NaN for None, 0.0 for an empty geometry.

    Raises
    ------
    InputError
        A geometry cannot be measured; the first is named (`fields`: `position`, `problem`).
    CrsError
        The system is missing, local (for all but `planar`), or too distorted to measure in; or the
        coordinates were shifted for drawing (:mod:`geokit.land.crs.offset`).

    Notes
    -----
    `geodesic` loops over rings, as pyproj does; the others do not.

    Examples
    --------
    >>> from shapely import box
    >>> square = box(467_000, 2_583_000, 468_000, 2_584_000)
    >>> measure_area([square, None], "EPSG:4548", method="planar")
    array([1000000.,      nan])
    >>> measure_area([square], "EPSG:4548", method="statutory")
    array([999973.92])
    """
    surface = _surface(crs, method)
    array = _as_array(geometries)
    area_m2 = np.full(len(array), np.nan)
    # By blocks that fit the cache: what a step needs does not grow with the layer.
    for block in blocks(array):
        problems = _problems(array[block], surface, method)
        if on_problem == "raise":
            _refuse(problems, block.start)
        sound = array[block].copy()
        sound[problems.astype(np.bool_)] = None
        area_m2[block] = _measured(sound, surface, method)
    return area_m2


def measure_sound(geometries: Any, crs: CrsLike, method: Method = "ellipsoidal") -> Floats:
    """Return the areas of polygons in which :func:`find_unmeasurable` found nothing, without looking again.

    Parameters, returns and errors are otherwise those of :func:`measure_area`. Nor does it look how much the plane
    distorts areas, as :func:`possible_method` does: the area of a polygon depends on no other.

    Examples
    --------
    >>> from shapely import box
    >>> measure_sound([box(467_000, 2_583_000, 468_000, 2_584_000)], "EPSG:4548", "planar")
    array([1000000.])
    """
    surface = replace(_surface(crs, method), is_chosen=True)
    array = _as_array(geometries)
    measured = [_measured(array[block], surface, method) for block in blocks(array)]
    return np.concatenate([np.empty(0), *measured])


def sound_rows_m2(rings: Rings, crs: CrsLike, method: Method) -> Floats:
    """Return the areas of the rows of rings, by axis, as :func:`measure_sound` does of polygons; 0.0 of a row without one."""
    return _KERNELS[method](rings, replace(_surface(crs, method), is_chosen=True))


def possible_method(geometries: Any, crs: CrsLike) -> Literal["planar", "ellipsoidal"]:
    """Return ``planar``, or ``ellipsoidal`` where the plane of the system is of no use for areas.

    That is so where its unit is no metre, and where it distorts areas by more than one per cent at the first polygon.

    Examples
    --------
    >>> from shapely import box
    >>> possible_method([box(467_000, 2_583_000, 468_000, 2_584_000)], "EPSG:4548")
    'planar'
    >>> possible_method([box(12_988_000, 2_674_000, 12_989_000, 2_675_000)], "EPSG:3857")
    'ellipsoidal'
    """
    surface = _surface(crs, "planar")
    array = _as_array(geometries)
    bounds = shapely.bounds(array)
    there = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    if len(there) == 0:
        return "planar"
    x, y = bounds[there[0], :2].tolist()
    try:
        return "planar" if surface.has_plane(x, y) else "ellipsoidal"
    except CrsError:
        # Coordinates that are impossible in the system have an area by no method.
        return "planar"


def find_unmeasurable(geometries: Any, crs: CrsLike, method: Method = "ellipsoidal") -> Shapes:
    """Return why geometries cannot be measured.

    Returns
    -------
    ndarray of object, shape (n,)
        An :class:`Unmeasurable`, or None where the geometry can be measured, is None or is empty.

    Raises
    ------
    CrsError
        The system itself is of no use for the method.

    Examples
    --------
    >>> from shapely import Point, box
    >>> find_unmeasurable([box(116.6, 23.3, 116.7, 23.4), Point(467_000, 2_583_000)], "EPSG:4548").tolist()
    [Unmeasurable.DEGREES_AS_METRES, Unmeasurable.NOT_A_POLYGON]
    """
    surface = _surface(crs, method)
    array = _as_array(geometries)
    found = [_problems(array[block], surface, method) for block in blocks(array)]
    return np.concatenate([np.empty(0, dtype=np.object_), *found])


def find_unmeasurable_boxes(bounds: Floats, crs: CrsLike, method: Method = "ellipsoidal") -> Bools:
    """Return which boxes (west, south, east, north) are of polygons that :func:`find_unmeasurable` names for them.

    Examples
    --------
    >>> find_unmeasurable_boxes(
    ...     np.array([[116.6, 23.3, 116.7, 23.4], [467_000, 2_583_000, 468_000, 2_584_000]]), 4548
    ... )
    array([ True, False])
    """
    return find_problem_boxes(bounds, _surface(crs, method), in_a_zone=method in _IN_A_ZONE)


def area_of(geometry: shapely.Geometry, crs: CrsLike, method: Method = "ellipsoidal") -> Area:
    """Return the area of one polygon: :func:`measure_area` for a scalar.

    Examples
    --------
    >>> from shapely import box
    >>> print(area_of(box(467_000, 2_583_000, 468_000, 2_584_000), 4548, "statutory"))
    999,973.92 m² (1,499.961 mu)
    """
    return Area.from_m2(float(measure_area([geometry], crs, method)[0]))


def _surface(crs: CrsLike | None, method: Method) -> Surface:
    if method not in _KERNELS:
        raise SettingsError(_UNKNOWN_METHOD, method=method, known=list(get_args(Method)))
    parsed = parse_crs(crs)
    if method != "planar" and is_local(parsed):
        raise CrsError(NO_ELLIPSOID, crs=crs_name(parsed))
    return Surface(parsed)


def _as_array(geometries: Any) -> Shapes:
    # A frame that was shifted for drawing says so in its attrs; an area measured in it would be wrong.
    if getattr(geometries, "attrs", None):
        refuse_offset(geometries)
    if getattr(geometries, "active_geometry_name", None) is not None:
        geometries = geometries.geometry
    # numpy would look into what is listed, such as a table.
    listed = as_array(geometries) if isinstance(geometries, list | tuple) else geometries
    array = np.atleast_1d(np.asarray(listed, dtype=np.object_))
    strange = np.flatnonzero(~(shapely.is_geometry(array) | shapely.is_missing(array)).ravel())
    if len(strange):
        raise InputError(_NO_GEOMETRY, position=int(strange[0]), value=Given(array.ravel()[strange[0]]))
    return array


def _problems(geometries: Shapes, surface: Surface, method: Method) -> Shapes:
    return find_problems(geometries, surface, in_a_zone=method in _IN_A_ZONE)


def _measured(geometries: Shapes, surface: Surface, method: Method) -> Floats:
    area_m2 = _KERNELS[method](Rings.of(geometries).by_axis(), surface)
    area_m2[shapely.is_missing(geometries)] = np.nan
    return area_m2


def _refuse(problems: Shapes, first: int) -> None:
    bad = np.flatnonzero(problems.astype(np.bool_))
    if bad.size:
        words = _PROBLEM if bad.size == 1 else _PROBLEMS
        raise InputError(
            words, position=first + int(bad[0]), problem=problems[bad[0]], others=int(bad.size - 1)
        )


def _planar(rings: Rings, surface: Surface) -> Floats:
    return rings.with_vertices(*surface.metres(rings)).areas()


def _ellipsoidal(rings: Rings, surface: Surface) -> Floats:
    if surface.zone is not None:
        plane = rings.with_vertices(*surface.gauss_krueger(rings))
        return plane.per_row(plane.signs * np.abs(ring_areas_in_zone_m2(plane, surface.ellipsoid)))
    longitude, latitude = surface.radians(rings)
    sine = np.sin(latitude)
    image = on_cylinder(rings, longitude, sine, surface.ellipsoid)
    area_m2 = image.areas(geodesic_edge_areas_m2(image, sine, surface.ellipsoid))
    # Few edges are so long: only their rings go through pyproj's loop.
    long = has_long_edges(image, sine, surface.ellipsoid)
    if long.any():
        area_m2[long] = rings.per_row(rings.signs * _geodesic_rings(rings, surface, long[rings.rows]))[long]
    return area_m2


def _statutory(rings: Rings, surface: Surface) -> Floats:
    points = rounded_points(rings.with_vertices(*surface.gauss_krueger(rings)))
    longitude, latitude = rounded_angles(*inverse(points.x, points.y, surface.ellipsoid))
    return rounded_areas(on_cylinder(points, longitude, np.sin(latitude), surface.ellipsoid).areas())


def _geodesic(rings: Rings, surface: Surface) -> Floats:
    every = np.ones(len(rings), dtype=np.bool_)
    return rings.per_row(rings.signs * _geodesic_rings(rings, surface, every))


def _geodesic_rings(rings: Rings, surface: Surface, chosen: Bools) -> Floats:
    """Return the areas within geodesics between the vertices of some rings; 0.0 for the others."""
    from pyproj import Geod

    geod = Geod(a=surface.ellipsoid.semi_major_m, f=surface.ellipsoid.flattening)
    longitude, latitude = surface.radians(rings)
    area_m2 = np.zeros(len(rings))
    for ring in np.flatnonzero(chosen):
        # Geod counts the sign by the direction of the ring; shell and hole are known already.
        vertices = slice(rings.offsets[ring], rings.offsets[ring + 1])
        area_m2[ring] = abs(
            geod.polygon_area_perimeter(longitude[vertices], latitude[vertices], radians=True)[0]
        )
    return area_m2


_KERNELS: dict[Method, Kernel] = {
    "statutory": _statutory,
    "ellipsoidal": _ellipsoidal,
    "planar": _planar,
    "geodesic": _geodesic,
}
# These put geographic coordinates into a 3° zone, so that a polygon must lie in one.
_IN_A_ZONE = frozenset({"statutory", "planar"})
