"""Shapes in cells of a table: well-known text or binary, GeoJSON, or a string of coordinates; each told by what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import shapely

from geokit.errors import InputError
from geokit.geometry.rings import Rings
from geokit.i18n import Words
from geokit.json_texts import parse_json
from geokit.parcels.formats._rings import faulty_rings, polygons
from geokit.parcels.formats._wkb import is_too_deep, is_too_deep_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    # The code of the system, None where the cell names none, and the shape, None where it is none.
    Found: TypeAlias = tuple[int | None, Any]

WKT, WKB = Words(zh="WKT", en="well-known text"), Words(zh="十六进制 WKB", en="WKB in hexadecimal digits")
GEOJSON = Words(zh="GeoJSON", en="GeoJSON")
COORDINATES = Words(zh="坐标串", en="strings of coordinates")

# As many digits as a code of EPSG has.
_CODE: Final = re.compile(r"\s*[0-9]{1,6}\s*")
_WKT: Final = re.compile(
    r"\s*(?:SRID\s*=[^;]*;)?\s*(?:MULTI)?(?:POLYGON|SURFACE|CURVEPOLYGON)\s*(?:Z|M|ZM)?\s*\(", re.IGNORECASE
)
_WKB: Final = re.compile(r"(?:\\x|0x)?(?:00|01)(?:[0-9A-F]{2}){20,}", re.IGNORECASE)
_GEOJSON: Final = re.compile(r'\s*\{.*"type"\s*:\s*"(?:Multi)?Polygon"', re.DOTALL)
_STRING: Final = re.compile(r"[-+0-9.,;|/\s，；、\[\]()（）]+")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?")
_LEAST_NUMBERS: Final = 6
# Eastings of a projection of China, without and with the zone in front, and northings; longitudes and latitudes.
_EAST: Final = ((100_000, 900_000), (13_100_000, 45_900_000), (73, 136))
_NORTH: Final = ((1_900_000, 6_000_000), (1_900_000, 6_000_000), (3, 54))


def kind_of(cells: Sequence[str]) -> Words | None:
    """Return what some cells, none of them empty, surely are; None where one is no shape of the others' kind."""
    return next((kind for kind, is_one in _KINDS if all(map(is_one, cells))), None) if cells else None


def shape_of(kind: Words, text: str) -> Found:
    """Return the shape that a cell holds."""
    return _READERS[kind](text)


def parted_code(text: str) -> tuple[int | None, str]:
    """Return the code of the system in front of well-known text, None where there is none, and the text behind it."""
    head, sign, wkt = text.partition(";")
    if not sign or not head.strip().upper().startswith("SRID="):
        return None, text
    code = head.partition("=")[2]
    return (int(code) or None if _CODE.fullmatch(code) else None), wkt


def _from_wkt(text: str) -> Found:
    code, wkt = parted_code(text)
    return code, None if is_too_deep_text(wkt) else _made(lambda: shapely.from_wkt(wkt))


def _from_wkb(text: str) -> Found:
    digits = text.strip().removeprefix("\\x").removeprefix("0x")
    try:
        data = bytes.fromhex(digits)
    except ValueError:
        return None, None
    shape = None if is_too_deep(data) else _made(lambda: shapely.from_wkb(data))
    code = 0 if shape is None else int(shapely.get_srid(shape))
    return code or None, shape


def _from_geojson(text: str) -> Found:
    try:
        said = parse_json(text)
        if said.get("type") == "Feature":
            said = said["geometry"]
        if said["type"] not in ("Polygon", "MultiPolygon"):
            return None, None
        return None, _made(lambda: shapely.geometry.shape(said))
    except (InputError, AttributeError, KeyError, TypeError, ValueError):
        return None, None


def _made(read: Callable[[], Any]) -> Any:
    """Return what GEOS makes of it, None where it is none; a number too large for a float is named at the screening."""
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            return read()
    except (shapely.GEOSException, NotImplementedError):
        return None


def _from_coordinates(text: str) -> Found:
    """Return the polygon of a string of coordinates; where a ring comes back to its first point another one begins."""
    places = _places(text)
    if places is None:
        return None, None
    rings, start = list[Any](), 0
    for at in range(1, len(places) + 1):
        is_closed = at - start > 1 and (places[at - 1] == places[start]).all()
        if is_closed or at == len(places):
            rings.append(places[start:at])
            start = at
    counts = np.array([len(ring) for ring in rings], dtype=np.int64)
    made = Rings.unnested(places, counts, np.zeros(len(rings), dtype=np.int64))
    few, flat = faulty_rings(made, in_degrees=bool(np.abs(places).max() <= _EAST[-1][1]))
    return None, None if (few | flat).any() else polygons(made, 1)[0]


def _places(text: str) -> Any:
    """Return east and north of each point, in whichever order they stand; None where the numbers do not tell."""
    numbers = [float(each) for each in _NUMBER.findall(text)]
    if not _STRING.fullmatch(text) or len(numbers) < _LEAST_NUMBERS or len(numbers) % 2:
        return None
    pairs = np.array(numbers).reshape(-1, 2)
    for places in (pairs, pairs[:, ::-1]):
        for east, north in zip(_EAST, _NORTH, strict=True):
            low, high = np.array([east, north]).T
            if ((places >= low) & (places <= high)).all():
                return np.ascontiguousarray(places)
    return None


_KINDS: Final[tuple[tuple[Words, Callable[[str], object]], ...]] = (
    (WKT, _WKT.match),
    (WKB, _WKB.fullmatch),
    (GEOJSON, _GEOJSON.match),
    (COORDINATES, lambda text: _places(text) is not None),
)
_READERS: Final[dict[Words, Callable[[str], Found]]] = {
    WKT: _from_wkt,
    WKB: _from_wkb,
    GEOJSON: _from_geojson,
    COORDINATES: _from_coordinates,
}
