"""The coordinate system behind bare numbers: what their size shows, and what it does not.

An eight-digit easting names its zone; degrees are distinguished from metres, and swapped axes from ordered ones. A
six-digit easting lies in any zone, and no number shows the datum: those must be given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from geokit.errors import CrsError
from geokit.i18n import Language, Words
from geokit.land.crs.datums import CGCS2000, Datum, find_datum, named_datum
from geokit.land.crs.names import CrsLike, parse_crs
from geokit.land.crs.transverse_mercator import Ellipsoid, inverse
from geokit.land.crs.zones import (
    PREFIX_M,
    ZONES,
    GaussKrugerZone,
    gauss_kruger,
    meridian_of_zone,
    outside_zone,
    width_of_zone,
    zone_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike
    from pyproj import CRS

# West, south, east, north; or, of a district, a point: longitude, latitude.
Box: TypeAlias = tuple[float, float, float, float]
Place: TypeAlias = tuple[float, float]

# China with its islands; these ranges do not meet, so that swapped axes are recognised.
_LONGITUDES, _LATITUDES = (73.0, 136.0), (3.0, 54.0)
_EASTINGS_M, _NORTHINGS_M = (100_000.0, 900_000.0), (1_000_000.0, 6_000_000.0)
_PREFIXED_M = (13 * PREFIX_M, 46 * PREFIX_M)
# Central meridians are three degrees apart: at most one candidate is as near to a place as this.
_NEAR_DEG = 1.0

_BY_PREFIX = Words(
    zh="东坐标以{width}°带带号 {zone} 开头，基准按{datum}",
    en="the eastings begin with {zone}, a {width}° zone; the datum is taken as {datum}",
)
_BY_MERIDIAN = Words(
    zh="中央子午线为 {meridian}°E 时位于东经 {longitude}°、北纬 {latitude}°，基准按{datum}",
    en="with the central meridian {meridian}°E they lie at {longitude}°E {latitude}°N; the datum is taken as "
    "{datum}",
)
_BY_DEGREES = Words(
    zh="数值为经纬度，基准按{datum}", en="the values are degrees; the datum is taken as {datum}"
)
_SWAPPED_REASON = Words(zh="{reason}；坐标为先北后东", en="{reason}; the axes are swapped, north first")

_NO_COORDINATES = Words(
    zh="没有可用的坐标，无法判断坐标系：请给出坐标系{option:crs}",
    en="there are no finite coordinates to tell the coordinate system from: give it{option:crs}",
)
_NOTHING_FITS = Words(
    zh="坐标（东 {west}–{east}，北 {south}–{north}）不符合任何高斯—克吕格分带或中国境内的经纬度"
    "：请检查单位与坐标顺序，或给出坐标系{option:crs}",
    en="the coordinates (east {west} to {east}, north {south} to {north}) fit no Gauss–Krüger zone and no "
    "degrees in China: check the unit and the order of the axes, or give the coordinate system{option:crs}",
)
_AMBIGUOUS = Words(
    zh="六位东坐标不含带号，无法判断所在分带：请给出带号{option:zone}、中央子午线或坐标系{option:crs}",
    en="six-digit eastings do not name their zone: give the zone{option:zone}, the central meridian or the "
    "coordinate system{option:crs}",
)
_CONTRADICTED = Words(
    zh="坐标与给出的带号、中央子午线或区域不一致（{reason}）：请更正带号{option:zone}或坐标系{option:crs}",
    en="the coordinates contradict the zone, central meridian or district given ({reason}): correct "
    "the zone{option:zone} or the coordinate system{option:crs}",
)
SEVERAL_ZONES = Words(
    zh="横坐标的带号有 {zones}，而一个坐标系只有一个分带：请按分带拆分文件",
    en="the eastings begin with the zones {zones}, and a coordinate system has one zone: part the file by zone",
)
_SWAPPED = Words(
    zh="纵、横坐标（X、Y）互换（先北后东，X 为北）：请交换两列后再读入，或声明坐标顺序",
    en="the axes are swapped (north comes first): exchange the two columns, or declare their order",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A coordinate system that coordinates may be in.

    Parameters
    ----------
    crs : pyproj.CRS
        The system.
    reason : Words
        Why it may be.
    fields : Mapping
        What the reason is made from.
    place : tuple of float
        Longitude and latitude of the middle, in degrees, if this is the system.
    swapped : bool
        Whether north comes first in the coordinates.
    """

    crs: CRS
    reason: Words
    fields: Mapping[str, object]
    place: Place
    swapped: bool = False

    def localize(self, language: Language) -> str:
        """Return the reason in a language."""
        reason = self.reason.render(language, **self.fields)
        return _SWAPPED_REASON.render(language, reason=reason) if self.swapped else reason


def guess_crs(
    coordinates: ArrayLike,
    *,
    datum: str | Datum = CGCS2000,
    district: Place | Box | None = None,
) -> list[Candidate]:
    """Return the coordinate systems that coordinates may be in, judged by their size.

    Parameters
    ----------
    coordinates : array_like
        Shape (n, 2), or the four numbers west, south, east, north.
    datum : str or Datum
        The datum, which no coordinate shows.
    district : tuple of float, optional
        A point (longitude, latitude) or an extent (west, south, east, north) in degrees, near which the land
        must lie.

    Returns
    -------
    list of Candidate
        By zone. Empty where nothing fits; several where the zone is open.

    Raises
    ------
    CrsError
        No coordinate is finite, or the datum has no zones.

    Examples
    --------
    >>> [guess.crs.to_epsg() for guess in guess_crs([(39467105.4, 2583610.25)])]
    [4527]
    >>> len(guess_crs([(467105.4, 2583610.25)]))
    21
    >>> [guess.crs.to_epsg() for guess in guess_crs([(467105.4, 2583610.25)], district=(116.7, 23.4))]
    [4548]
    """
    box = _box(np.asarray(coordinates, dtype=np.float64))
    west, south, east, north = box
    found = _read(box, named_datum(datum))
    if not found:
        # Chinese survey files call north X and write it first.
        swapped = _read((south, west, north, east), named_datum(datum))
        found = [Candidate(one.crs, one.reason, one.fields, one.place, swapped=True) for one in swapped]
    return [one for one in found if district is None or _near(one.place, district)]


def require_crs(
    coordinates: ArrayLike,
    *,
    crs: CrsLike | None = None,
    zone: int | None = None,
    central_meridian: float | None = None,
    datum: str | Datum = CGCS2000,
    district: Place | Box | None = None,
) -> CRS:
    """Return the one coordinate system that coordinates are in, or refuse.

    Parameters
    ----------
    coordinates : array_like
        As for :func:`guess_crs`, east first.
    crs : pyproj.CRS, str or int, optional
        What the file says. A bare datum (``2000国家大地坐标系``) leaves the zone to the coordinates.
    zone, central_meridian : number, optional
        What the caller knows.
    datum, district
        As for :func:`guess_crs`.

    Raises
    ------
    CrsError
        The coordinates leave the choice open, fit nothing, contradict what is given, or are swapped.

    Examples
    --------
    >>> require_crs([(467105.4, 2583610.25)], crs="2000国家大地坐标系", zone=39).to_epsg()
    4548
    >>> require_crs([(467105.4, 2583610.25)])
    Traceback (most recent call last):
    geokit.errors.CrsError: six-digit eastings do not name their zone: give the zone (zone=), the central meridian
    or the coordinate system (crs=)
    """
    bare = find_datum(crs) if isinstance(crs, str) else None
    if crs is not None and bare is None:
        return parse_crs(crs, zone=zone, central_meridian=central_meridian)
    # By its meridian: 6° zone 20 and 3° zone 39 have the same one, and the same coordinates.
    if zone is not None:
        central_meridian = meridian_of_zone(zone, width_of_zone(zone))
    candidates = guess_crs(coordinates, datum=bare or datum)
    fitting = [
        one
        for one in candidates
        if _at_meridian(one, central_meridian) and (district is None or _near(one.place, district))
    ]
    if len(fitting) != 1:
        raise _refusal(coordinates, candidates, fitting)
    if fitting[0].swapped:
        raise CrsError(_SWAPPED)
    return _as_numbered(fitting[0].crs, zone)


def zones_in_front(eastings: ArrayLike) -> list[int]:
    """Return the numbers of zones that eastings begin with, each once; none where one begins with none.

    Examples
    --------
    >>> zones_in_front([39_467_105.4, 38_567_000.0, 39_467_205.4])
    [38, 39]
    >>> zones_in_front([39_467_105.4, 467_105.4])
    []
    """
    numbers = np.unique(np.asarray(eastings, dtype=np.float64) // PREFIX_M)
    known = {number for zones in ZONES.values() for number in zones}
    return [int(number) for number in numbers] if known.issuperset(numbers.tolist()) else []


def _as_numbered(crs: CRS, zone: int | None) -> CRS:
    """Return the system under the zone's number that was given: 39 and 20 have one meridian, 117°E."""
    found = zone_of(crs)
    if zone is None or found is None or found.datum is None:
        return crs
    return gauss_kruger(found.datum, zone, width=width_of_zone(zone), prefixed=found.prefixed)


def _refusal(coordinates: ArrayLike, candidates: list[Candidate], fitting: list[Candidate]) -> CrsError:
    if fitting:
        return CrsError(_AMBIGUOUS)
    if candidates:
        return CrsError(_CONTRADICTED, reason=candidates[0])
    given = np.asarray(coordinates, dtype=np.float64)
    if len(zones := zones_in_front(given[::2] if given.shape == (4,) else given[..., 0])) > 1:
        return CrsError(SEVERAL_ZONES, zones=zones)
    west, south, east, north = (f"{edge:.10g}" for edge in _box(given))
    return CrsError(_NOTHING_FITS, west=west, south=south, east=east, north=north)


def _box(coordinates: np.ndarray) -> Box:
    if coordinates.shape == (4,):
        coordinates = coordinates.reshape(2, 2)
    if coordinates.size:
        coordinates = coordinates.reshape(-1, coordinates.shape[-1])
    finite = coordinates[np.isfinite(coordinates).all(axis=-1)]
    if not finite.size:
        raise CrsError(_NO_COORDINATES)
    (west, south), (east, north) = finite.min(axis=0).tolist(), finite.max(axis=0).tolist()
    return west, south, east, north


def _read(box: Box, datum: Datum) -> list[Candidate]:
    west, south, east, north = box
    if _within((west, east), _LONGITUDES) and _within((south, north), _LATITUDES):
        place = (west + east) / 2, (south + north) / 2
        return [Candidate(parse_crs(datum.epsg), _BY_DEGREES, {"datum": datum}, place)]
    if not _within((south, north), _NORTHINGS_M):
        return []
    if _within((west, east), _PREFIXED_M):
        return _by_prefix(box, datum)
    if _within((west, east), _EASTINGS_M):
        return _by_meridian(box, datum)
    return []


def _within(values: tuple[float, float], limits: tuple[float, float]) -> bool:
    return limits[0] <= values[0] and values[1] <= limits[1]


def _by_prefix(box: Box, datum: Datum) -> list[Candidate]:
    # 13–23 are 6° zones and 25–45 are 3° zones: the two-digit prefix decides the width too.
    number = int(box[0] // PREFIX_M)
    widths = [width for width, zones in ZONES.items() if number in zones]
    found = [GaussKrugerZone(datum, width, number, prefixed=True) for width in widths]
    return [_candidate(box, zone, _BY_PREFIX) for zone in found if not outside_zone(box, zone.crs)]


def _by_meridian(box: Box, datum: Datum) -> list[Candidate]:
    # A 3° and a 6° zone of one meridian give the same coordinates: the narrowest that holds them is enough.
    for width, zones in ZONES.items():
        found = [GaussKrugerZone(datum, width, number, prefixed=False) for number in zones]
        if not outside_zone(box, found[0].crs):
            return [_candidate(box, zone, _BY_MERIDIAN) for zone in found]
    return []


def _candidate(box: Box, zone: GaussKrugerZone, reason: Words) -> Candidate:
    crs = zone.crs
    offset_m = (box[0] + box[2]) / 2 - zone.false_easting_m
    turned, latitude = inverse(offset_m, (box[1] + box[3]) / 2, Ellipsoid.of(crs))
    place = zone.central_meridian + math.degrees(float(turned)), math.degrees(float(latitude))
    fields: dict[str, object] = {
        "datum": zone.datum,
        "width": zone.width,
        "zone": zone.zone,
        "meridian": zone.central_meridian,
        "longitude": f"{place[0]:.2f}",
        "latitude": f"{place[1]:.2f}",
    }
    return Candidate(crs, reason, fields, place)


def _at_meridian(candidate: Candidate, meridian: float | None) -> bool:
    zone = zone_of(candidate.crs)
    return meridian is None or (zone is not None and zone.central_meridian == meridian)


def _near(place: Place, district: Place | Box) -> bool:
    west, south, east, north = cast("Box", (*district, *district)[:4])
    longitude, latitude = place
    beside = max(west - longitude, longitude - east)
    beyond = max(south - latitude, latitude - north)
    return max(beside, beyond) <= _NEAR_DEG
