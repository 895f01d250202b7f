"""Declared areas that follow their polygons: in the canonical table, and in the caller's own column.

A declared area that was its polygon's is replaced by that of the new polygon.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.land.crs.transform import is_local
from geokit.land.measure.polygons import measure_area, print_noise_m2
from geokit.land.units import round_fraction

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Shapes = NDArray[np.object_]

_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


def restate(
    table: gpd.GeoDataFrame, rows: Ints, before: Shapes, after: Shapes, crs: Any, decimals: int
) -> NDArray[np.bool_]:
    """Write the areas of redrawn parcels into a table, as exactly as they were written before.

    Only figures that agreed with the old outline are restated: one that did not is a fault that stays. A figure that
    agrees with the new outline too stays as it was.

    Parameters
    ----------
    table : GeoDataFrame
        The new table; its columns ``declared_m2`` and ``declared_text`` are changed in place.
    rows : ndarray of int
        The redrawn parcels.
    before, after : ndarray of shapely polygons
        Their old and new outlines.
    crs : pyproj.CRS
        The system of the outlines.
    decimals : int
        To how many decimals their coordinates are written.

    Returns
    -------
    ndarray of bool, shape (len(rows),)
        Which figures were restated.
    """
    figures = table.iloc[rows]
    declared_m2 = figures["declared_m2"].to_numpy(dtype=np.float64)
    half_unit_m2 = np.nan_to_num(figures["declared_half_unit_m2"].to_numpy(dtype=np.float64))
    on_ellipsoid = figures["declared_method"].isin(["ellipsoidal", "statutory", "geodesic"]).to_numpy()
    slack_m2 = half_unit_m2 + print_noise_m2(before, decimals)
    old_m2, new_m2 = (_measured(shapes, crs, on_ellipsoid) for shapes in (before, after))
    restated: NDArray[np.bool_] = (np.abs(old_m2 - declared_m2) <= slack_m2) & ~(
        np.abs(new_m2 - declared_m2) <= slack_m2
    )
    texts = table["declared_text"].to_numpy(dtype=object).copy()
    areas_m2 = table["declared_m2"].to_numpy(dtype=np.float64).copy()
    for at in np.flatnonzero(restated):
        row, half_m2 = rows[at], float(half_unit_m2[at])
        areas_m2[row] = _rounded(float(new_m2[at]), 2 * half_m2)
        texts[row] = _rewritten(texts[row], float(declared_m2[at]), float(areas_m2[row]), half_m2)
    if restated.any():
        table["declared_text"] = pd.Series(texts, index=table.index, dtype=table["declared_text"].dtype)
        table["declared_m2"] = areas_m2
    return restated


def _measured(shapes: Shapes, crs: Any, on_ellipsoid: NDArray[np.bool_]) -> Floats:
    planar_m2 = measure_area(shapes, crs, "planar")
    if not on_ellipsoid.any() or is_local(crs):
        return planar_m2
    return np.where(on_ellipsoid, measure_area(shapes, crs, "ellipsoidal"), planar_m2)


def _rounded(value_m2: float, unit_m2: float) -> float:
    """Return an area rounded half-up to whole units of its figure's last digit; as it is where it has no such unit.

    Examples
    --------
    >>> _rounded(17003.5, 1.0), _rounded(17003.46, 0.0)
    (17004.0, 17003.46)
    """
    if not unit_m2:
        return value_m2
    unit = Fraction(unit_m2)
    return float(int(round_fraction(Fraction(value_m2) / unit, 0)) * unit)


def _rewritten(text: str | None, old_m2: float, new_m2: float, half_unit_m2: float = 0.0) -> str | None:
    """Return a figure as written with another number in it, of as many decimals; None where it holds none.

    A number of a column may have more decimals than are written of it: 15 among 14.99 is 15.00.

    Examples
    --------
    >>> _rewritten("1.7005公顷", 17005.0, 17013.0), _rewritten(None, 1.0, 2.0)
    ('1.7013公顷', None)
    """
    found = _NUMBER.search(text) if isinstance(text, str) else None
    if found is None or text is None:
        return None
    number = found[0].replace(",", "")
    decimals = max(len(number.partition(".")[2]), _decimals(half_unit_m2, old_m2 / float(number)) or 0)
    new = round_fraction(Fraction(new_m2) * Fraction(number) / Fraction(old_m2), decimals)
    return f"{text[: found.start()]}{new}{text[found.end() :]}"


def _decimals(half_unit_m2: float, m2_per: float) -> int | None:
    """Return to how many decimals of a unit a figure is written; None for a computed number of any."""
    return max(round(-math.log10(2 * half_unit_m2 / m2_per)), 0) if half_unit_m2 > 0 else None


def rewritten_value(value: Any, old: Any, new: Any) -> Any:
    """Return a caller's figure for a new area, in its own type, unit and decimals; None where it holds no number.

    Parameters
    ----------
    value : object
        What stands in the caller's column: a number, or text.
    old, new : Series
        The parcel's canonical row before and after.

    Examples
    --------
    >>> import pandas as pd
    >>> old = pd.Series({"declared_m2": 10000.0, "declared_half_unit_m2": 10 / 3})
    >>> new = pd.Series({"declared_m2": 9993.333, "declared_half_unit_m2": 10 / 3})
    >>> rewritten_value(15.0, old, new), rewritten_value("15.00亩", old, new)
    (14.99, '14.99亩')
    """
    old_m2, new_m2, half_m2 = old["declared_m2"], new["declared_m2"], old["declared_half_unit_m2"]
    if isinstance(value, str):
        return _rewritten(value, float(old_m2), float(new_m2))
    m2_per = old_m2 / float(value)
    in_unit = Fraction(new_m2) / Fraction(m2_per)
    decimals = _decimals(half_m2, m2_per)
    written = in_unit if decimals is None else round_fraction(in_unit, decimals)
    return type(value)(float(written))
