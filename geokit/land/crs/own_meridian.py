"""A transverse Mercator with a central meridian of its own, as a town has it: written in a line, and read from it again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from geokit.land.crs.datums import from_epsg
from geokit.land.crs.zones import (
    FALSE_EASTING,
    FALSE_NORTHING,
    LATITUDE,
    MERIDIAN,
    SCALE,
    transverse_mercator_of,
)

if TYPE_CHECKING:
    from pyproj import CRS

    from geokit.land.crs.datums import Datum

# In Chinese, as the tables are that it stands in.
_WRITTEN: Final = {
    MERIDIAN: ("中央子午线", "°"),
    FALSE_EASTING: ("东偏移", "米"),
    FALSE_NORTHING: ("北偏移", "米"),
    SCALE: ("比例因子", ""),
    LATITUDE: ("纬度原点", "°"),
}
PROJECTION: Final = "横轴墨卡托投影"


def written_projection(crs: CRS) -> str | None:
    """Return the parameters of a transverse Mercator as :func:`read_projection` takes them; None of another system.

    Examples
    --------
    >>> from pyproj import CRS
    >>> print(written_projection(CRS("+proj=tmerc +lon_0=116.63 +x_0=500000 +ellps=GRS80")))
    横轴墨卡托投影，中央子午线116.63°，东偏移500000米，北偏移0米，比例因子1，纬度原点0°
    """
    values = transverse_mercator_of(crs)
    if values is None:
        return None
    said = (f"{title}{_plain(values[name])}{unit}" for name, (title, unit) in _WRITTEN.items())
    return "，".join([PROJECTION, *said])


def read_projection(text: str, datum: Datum) -> CRS | None:
    """Return the system of a datum whose projection a text says in full; None where it leaves a parameter open.

    Examples
    --------
    >>> from geokit.land.crs.datums import CGCS2000
    >>> line = "横轴墨卡托投影，中央子午线116.63°，东偏移500000米，北偏移0米，比例因子1，纬度原点0°"
    >>> read_projection(line, CGCS2000).name, read_projection(line[:20], CGCS2000)
    ('CGCS2000 / TM 116.63', None)
    """
    from pyproj.crs import ProjectedCRS
    from pyproj.crs.coordinate_operation import TransverseMercatorConversion

    if PROJECTION not in text:
        return None
    said = {
        name: re.search(rf"{title}([-+]?[0-9]+(?:\.[0-9]+)?)", text) for name, (title, _) in _WRITTEN.items()
    }
    values = {name: float(found[1]) for name, found in said.items() if found is not None}
    if len(values) < len(_WRITTEN):
        return None
    conversion = TransverseMercatorConversion(
        latitude_natural_origin=values[LATITUDE],
        longitude_natural_origin=values[MERIDIAN],
        false_easting=values[FALSE_EASTING],
        false_northing=values[FALSE_NORTHING],
        scale_factor_natural_origin=values[SCALE],
    )
    name = f"{datum.id} / TM {_plain(values[MERIDIAN])}"
    return ProjectedCRS(conversion, geodetic_crs=from_epsg(datum.epsg), name=name)


def _plain(value: float) -> str:
    """Return the fewest digits that mean a number, without an exponent."""
    return np.format_float_positional(value, trim="-")
