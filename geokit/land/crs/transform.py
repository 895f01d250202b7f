"""Coordinate systems, and the one place where coordinates change theirs.

PROJ knows no transformation between the Chinese datums, and does nothing in silence where it should refuse.
So it is asked only to project and unproject within one datum. Between datums this module decides: CGCS2000
and WGS 84 are taken as one (for display, about a metre); every other pair needs the caller's parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import numpy as np

from geokit.errors import CrsError
from geokit.geometry.arrays import Bools, Floats, Shapes, as_array, flat
from geokit.geometry.threads import in_threads
from geokit.i18n import Words
from geokit.land.crs.datums import ALIGNED, Datum, datum_of, named_datum
from geokit.land.crs.guess import SEVERAL_ZONES, Candidate, guess_crs, require_crs, zones_in_front
from geokit.land.crs.names import CrsLike, is_local, local_crs, parse_crs
from geokit.land.crs.parameters import TransformParameters, load_parameters
from geokit.land.crs.titles import crs_name
from geokit.land.crs.transverse_mercator import QUARTER_MERIDIAN_M, Ellipsoid
from geokit.land.crs.zones import (
    FALSE_EASTING,
    GaussKrugerZone,
    gauss_kruger,
    outside_zone,
    three_degree_zone,
    transverse_mercator_of,
    zone_of,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pyproj import CRS, Transformer

__all__ = [
    "DEGREES_AT_MOST",
    "SEVERAL_ZONES",
    "Candidate",
    "CrsLike",
    "Datum",
    "GaussKrugerZone",
    "TransformParameters",
    "datum_of",
    "gauss_kruger",
    "guess_crs",
    "has_no_place",
    "is_local",
    "load_parameters",
    "local_crs",
    "named_datum",
    "outside_zone",
    "parse_crs",
    "reproject",
    "reproject_points",
    "require_crs",
    "three_degree_zone",
    "zone_of",
    "zones_in_front",
]

Move: TypeAlias = Callable[[Floats, Floats], tuple[Floats, Floats]]

# Longitude and latitude, with the noise that programs' arithmetic leaves at the antimeridian and the poles (0.1 m).
DEGREES_AT_MOST = (180.0 + 1e-6, 90.0 + 1e-6)
# Units of a projection: its way there and back is exact to millimetres, and where it ends, wrong by thousands of kilometres.
_ONE_PLACE = 1.0

# Coordinates that a thread moves at once.
_A_THREAD = 250_000

_LOCAL = Words(
    zh="“{local}”是独立（地方）坐标系，没有公开参数，不能与 {other} 互相转换：只能量算平面面积，或给出转换参数",
    en="“{local}” is a local system without public parameters and cannot be converted to or from {other}: "
    "measure planar areas only, or give transformation parameters",
)
_BETWEEN_DATUMS = Words(
    zh="不能由 {source}（{source_datum}）转换到 {target}（{target_datum}）：两者基准不同，须给出转换参数",
    en="{source} ({source_datum}) cannot be converted to {target} ({target_datum}): the datums differ; "
    "give transformation parameters",
)
_UNKNOWN_DATUM = Words(zh="基准不明", en="unknown datum")
_OTHER_PARAMETERS = Words(
    zh="给出的转换参数适用于 {own_source} 与 {own_target} 之间，不能用于 {source} 到 {target}",
    en="the parameters given are for {own_source} and {own_target}, not for {source} to {target}",
)
_NOT_IN_SOURCE = Words(
    zh="有坐标不在 {source} 的有效范围内，无法转换到 {target}：请检查坐标系、单位与坐标顺序",
    en="some coordinates are not possible in {source} and cannot be converted to {target}: check the "
    "coordinate system, the unit and the order of the axes",
)
_DEGREES = Words(
    zh="坐标看来是以度为单位，而 {source} 以米为单位：请更正坐标系（如 EPSG:4490）",
    en="the coordinates look like degrees and {source} is in metres: correct the coordinate system "
    "(EPSG:4490, for example)",
)
_NO_PROJECTION = Words(
    zh="PROJ 不认识“{source}”的投影，其坐标无法转换为经纬度：请给出正确的坐标系{option:crs}",
    en="PROJ does not know the projection of “{source}”, so that its coordinates cannot become longitude and latitude: "
    "give the right system{option:crs}",
)


def reproject(
    geometries: Any,
    source: CrsLike,
    target: CrsLike,
    *,
    parameters: TransformParameters | None = None,
) -> Shapes:
    """Return geometries in another coordinate system.

    Parameters
    ----------
    geometries : sequence of shapely geometries
        None and empty geometries stay what they are. Heights are dropped.
    source, target : pyproj.CRS, str or int
        Where the coordinates are, and where they go. East first, or longitude first, in both.
    parameters : TransformParameters, optional
        The transformation between the datums, where they differ.

    Returns
    -------
    ndarray of shapely geometries
        As many as were given.

    Raises
    ------
    CrsError
        The datums differ and no parameters are given, a system is local, or coordinates are impossible in the
        source.

    Examples
    --------
    >>> from shapely import Point
    >>> projected = reproject([Point(116.6, 23.35), None], 4490, 4548)
    >>> round(projected[0].x, 2), round(projected[0].y, 2), projected[1]
    (459097.25, 2583355.43, None)
    """
    import shapely

    move = _mover(parse_crs(source), parse_crs(target), parameters)
    if move is _stay:
        return flat(as_array(geometries))
    # A callable of two arrays goes with interleaved=False; the stubs know only the interleaved one.
    there: Shapes = shapely.transform(as_array(geometries), cast("Any", move), interleaved=False)
    return there


def reproject_points(
    x: ArrayLike,
    y: ArrayLike,
    source: CrsLike,
    target: CrsLike,
    *,
    parameters: TransformParameters | None = None,
) -> tuple[Floats, Floats]:
    """Return points in another coordinate system: :func:`reproject` for bare coordinates, east first.

    Examples
    --------
    >>> east, north = reproject_points(116.6, 23.35, "EPSG:4326", "EPSG:4548")
    >>> round(float(east), 2), round(float(north), 2)
    (459097.25, 2583355.43)
    """
    move = _mover(parse_crs(source), parse_crs(target), parameters)
    pair = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    there = move(pair[0].ravel(), pair[1].ravel())
    return there[0].reshape(pair[0].shape), there[1].reshape(pair[0].shape)


def _mover(source: CRS, target: CRS, parameters: TransformParameters | None) -> Move:
    """Return the function that takes east and north (or longitude and latitude) from source to target.

    Raises
    ------
    CrsError
        There is no permitted way.
    """
    # Before anything else: local systems, which nothing leads out of, may stay where they are.
    if source == target:
        return _stay
    if _one_datum(source, target):
        return _guarded(_within_datum(source, target), source, target)
    if parameters is None:
        raise _refusal(source, target)
    return _guarded(_with_parameters(source, target, parameters), source, target)


def _stay(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return x, y


def _one_datum(source: CRS, target: CRS) -> bool:
    if is_local(source) or is_local(target):
        # The place of a local system is unknown: it is the same as itself only.
        return source == target
    one, other = datum_of(source), datum_of(target)
    if one is None or other is None:
        # Outside the datums of this table, PROJ's own name and ellipsoid decide whether it is the same one.
        return one is other and source.geodetic_crs == target.geodetic_crs
    return one is other or {one.id, other.id} <= ALIGNED


def _within_datum(source: CRS, target: CRS) -> Move:
    prefix_m = _only_prefix_m(source, target)
    if prefix_m is not None:
        return lambda east_m, north_m: (east_m + prefix_m, north_m)
    # Through degrees of one datum, and not by a Transformer from one to the other: PROJ would look for an operation
    # between them, and takes a ballpark one, which is none, in silence.
    unproject, project = _to_geographic(source), _to_geographic(target)

    def move(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        longitude, latitude = _passed(unproject, x, y)
        east, north = _passed(project, longitude, latitude, direction="INVERSE")
        return east, north

    return move


def _passed(
    transformer: Transformer, *coordinates: Floats, direction: Literal["FORWARD", "INVERSE"] = "FORWARD"
) -> list[Floats]:
    rows = [slice(start, start + _A_THREAD) for start in range(0, max(coordinates[0].size, 1), _A_THREAD)]
    found = in_threads(
        lambda some: _passed_at_once(transformer, [each[some] for each in coordinates], direction), rows
    )
    return found[0] if len(found) == 1 else [np.concatenate(each) for each in zip(*found, strict=True)]


def _passed_at_once(
    transformer: Transformer, coordinates: Sequence[Floats], direction: Literal["FORWARD", "INVERSE"]
) -> list[Floats]:
    # Where numpy (before 2.4) lets it, pyproj takes an array of one point for numbers, and warns; a list it does not.
    given = [each.tolist() if each.size == 1 else each for each in coordinates]
    there = cast("Any", transformer).transform(*given, direction=direction)
    return [np.asarray(each, dtype=np.float64) for each in there]


def _only_prefix_m(source: CRS, target: CRS) -> float | None:
    """Return what separates two systems of one meridian, so that no digit is lost on the way through degrees."""
    one, other = zone_of(source), zone_of(target)
    # Between aligned datums too PROJ is asked: their ellipsoids are not the same to the last digit.
    if one is None or other is None or one.datum is not other.datum:
        return None
    if one.central_meridian != other.central_meridian:
        return None
    return other.false_easting_m - one.false_easting_m


def has_no_place(x: Floats, y: Floats, crs: CRS) -> Bools:
    """Return which coordinates mean no place on the earth in the projection of their system, east first.

    A place has one pair of coordinates: what PROJ gives back otherwise than it came lies beyond the projection's map. A
    transverse Mercator goes on without an end, and what lies farther from its meridian than a pole from the equator means
    a zone number. None of them in degrees, in a local system, or in a projection that PROJ does not know.

    Examples
    --------
    >>> local_meridian = parse_crs("+proj=tmerc +lon_0=116.63 +x_0=500000 +ellps=GRS80")
    >>> has_no_place(
    ...     np.array([467_000.0, 39_467_000.0]), np.array([2_583_000.0, 2_583_000.0]), local_meridian
    ... )
    array([False,  True])
    """
    nowhere = np.zeros(len(x), dtype=np.bool_)
    if not crs.is_projected:
        return nowhere
    try:
        unproject = _to_geographic(crs)
    except CrsError:
        return nowhere
    east, north = _passed(unproject, *_passed(unproject, x, y), direction="INVERSE")
    is_beyond = ~(np.hypot(east - x, north - y) <= _ONE_PLACE)
    if (parameters := transverse_mercator_of(crs)) is not None:
        is_beyond |= np.abs(x - parameters[FALSE_EASTING]) > QUARTER_MERIDIAN_M
    # What is no number is no place of any system.
    nowhere |= np.isfinite(x) & np.isfinite(y) & is_beyond
    return nowhere


@lru_cache(maxsize=64)
def _to_geographic(crs: CRS) -> Transformer:
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        return Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    except ProjError as error:
        raise CrsError(_NO_PROJECTION, source=crs_name(crs)) from error


def _with_parameters(source: CRS, target: CRS, parameters: TransformParameters) -> Move:
    backward = not _one_datum(source, parameters.source)
    near, far = parameters.source, parameters.target
    if backward:
        near, far = far, near
    if not (_one_datum(source, near) and _one_datum(far, target)):
        raise CrsError(
            _OTHER_PARAMETERS,
            own_source=crs_name(parameters.source),
            own_target=crs_name(parameters.target),
            source=crs_name(source),
            target=crs_name(target),
        )
    # Without parameters on either side: each of these two ways stays within one datum.
    approach, leave = _mover(source, near, None), _mover(far, target, None)
    transform = _transform_geocentric if parameters.kind == "helmert" else _transform_plane

    def move(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return leave(*transform(parameters, *approach(x, y), backward=backward))

    return move


def _transform_plane(
    parameters: TransformParameters, east_m: Floats, north_m: Floats, *, backward: bool
) -> tuple[Floats, Floats]:
    east_there, north_there = parameters.carry(np.stack([east_m, north_m]), backward=backward)
    return east_there, north_there


def _transform_geocentric(
    parameters: TransformParameters, longitude: Floats, latitude: Floats, *, backward: bool
) -> tuple[Floats, Floats]:
    near, far = _to_geocentric(parameters.source), _to_geocentric(parameters.target)
    if backward:
        near, far = far, near
    geocentric = np.stack(_passed(near, longitude, latitude, np.zeros_like(longitude)))
    x, y, z = parameters.carry(geocentric, backward=backward)
    # The height over the other ellipsoid is left out: plane coordinates have none.
    longitude_there, latitude_there, _ = _passed(far, x, y, z, direction="INVERSE")
    return longitude_there, latitude_there


@lru_cache(maxsize=16)
def _to_geocentric(crs: CRS) -> Transformer:
    from pyproj import Transformer

    shape = Ellipsoid.of(crs)
    # By its numbers: a name would have PROJ look up an ellipsoid of its own.
    axes = f"+a={shape.semi_major_m!r} +f={shape.flattening!r}"
    return Transformer.from_pipeline(
        f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart {axes}"
    )


def _guarded(move: Move, source: CRS, target: CRS) -> Move:
    """Refuse what cannot be right: degrees in a metric system, and results that are not finite."""
    in_a_zone = zone_of(source) is not None

    def guarded(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if in_a_zone and _look_like_degrees(x, y):
            raise CrsError(_DEGREES, source=crs_name(source))
        there = move(x, y)
        # PROJ answers infinity where it can not, and raises nothing; empty and NaN coordinates were so before.
        lost = np.isfinite(x) & np.isfinite(y) & ~(np.isfinite(there[0]) & np.isfinite(there[1]))
        if np.any(lost) or (in_a_zone and np.any(np.abs(y) > QUARTER_MERIDIAN_M)):
            raise CrsError(_NOT_IN_SOURCE, source=crs_name(source), target=crs_name(target))
        return there

    return guarded


def _look_like_degrees(x: Floats, y: Floats) -> bool:
    # Near the origin of a zone, some hundred metres from the equator, there is no land in China.
    widest, highest = DEGREES_AT_MOST
    return x.size > 0 and bool(np.all(np.abs(x) <= widest) and np.all(np.abs(y) <= highest))


def _refusal(source: CRS, target: CRS) -> CrsError:
    for local, other in ((source, target), (target, source)):
        if is_local(local):
            return CrsError(_LOCAL, local=crs_name(local), other=crs_name(other))
    return CrsError(
        _BETWEEN_DATUMS,
        source=crs_name(source),
        source_datum=datum_of(source) or _UNKNOWN_DATUM,
        target=crs_name(target),
        target_datum=datum_of(target) or _UNKNOWN_DATUM,
    )
