"""The districts of a link map: their outlines, or discs about their points; refused where no map can hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import InputError
from geokit.i18n import Words
from geokit.maps.link_layout import to_degrees, to_metres

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geokit.programme.catalog import Catalog
    from geokit.programme.places import District

_NONE = Words(
    zh="programme.toml 中没有区县；结对地图至少需要一个 [[districts]]",
    en="programme.toml has no district; a link map needs at least one [[districts]]",
)
_NO_LATITUDE = Words(
    zh="{district}（{code}）：lat = {lat} 离极点太近，无法成图；请改正 programme.toml 中的 lat",
    en="{district} ({code}): lat = {lat} is too near a pole for a map; correct its lat in programme.toml",
)
_ELSEWHERE = Words(
    zh="{district}：lat 与 lon 所在的点距代码 {code} 的区县约 {km} 公里；请改正 programme.toml 中的 adcode 或 lat、lon",
    en="{district}: its lat and lon lie about {km} km from the district of code {code}; correct its adcode, or its lat and lon, "
    "in programme.toml",
)
# The projection of maps for screens ends here; and a seat further off than this is not the seat of that district.
_NORTHMOST, _FAR_M = 85.0, 150_000.0
# Discs are as large as this, and smaller where they would cover each other.
_LARGEST_M, _SMALLEST_M, _SHARE = 5_000.0, 1_500.0, 0.45


def district_shapes(catalog: Catalog, outlines: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the outline of each district by its code, or a disc about its point where there is none.

    Parameters
    ----------
    catalog : Catalog
        Whose districts they are.
    outlines : mapping of str to shapely geometry
        Those that are known, WGS 84 degrees.

    Raises
    ------
    InputError
        There is no district; or one lies beside a pole, or far from the district that its code names.
    """
    if not catalog.districts:
        raise InputError(_NONE)
    for district in catalog.districts:
        _check_place(district, outlines.get(district.adcode))
    return {
        district.adcode: outlines.get(district.adcode) or _disc(district, catalog)
        for district in catalog.districts
    }


def _check_place(district: District, outline: BaseGeometry | None) -> None:
    if abs(district.lat) > _NORTHMOST:
        raise InputError(_NO_LATITUDE, lat=f"{district.lat:g}", district=district.name, code=district.adcode)
    if outline is not None:
        off_m = _distance_m(district, outline)
        if off_m > _FAR_M:
            raise InputError(
                _ELSEWHERE, km=round(off_m / 10_000) * 10, district=district.name, code=district.adcode
            )


def _distance_m(district: District, outline: BaseGeometry) -> float:
    from pyproj import Geod

    line = shapely.shortest_line(outline, shapely.Point(district.lon, district.lat))
    return float(Geod(ellps="GRS80").geometry_length(line))


def _disc(district: District, catalog: Catalog) -> BaseGeometry:
    own = to_metres([(district.lon, district.lat)])[0]
    others = [
        (each.lon, each.lat)
        for each in catalog.districts
        if each.city == district.city and each.adcode != district.adcode
    ]
    near = float(np.hypot(*(to_metres(others) - own).T).min()) if others else np.inf
    radius = min(max(_SHARE * near, _SMALLEST_M), _LARGEST_M)
    disc: BaseGeometry = shapely.transform(shapely.Point(own).buffer(radius), to_degrees)
    return disc


def seat(district: District, shape: BaseGeometry) -> tuple[float, float]:
    """Return latitude and longitude of a district's point, or of one within its shape where that lies outside of it."""
    if shape.intersects(shapely.Point(district.lon, district.lat)):
        return (district.lat, district.lon)
    inner = shape.representative_point()
    return (round(inner.y, 5), round(inner.x, 5))
