"""Declared areas of parcels that were redrawn: a figure that was its polygon's is that of the new one."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geokit.land.crs import is_local
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
    for at in np.flatnonzero(restated):
        row, new = table.index[rows[at]], _rounded(float(new_m2[at]), 2 * float(half_unit_m2[at]))
        text = table.loc[row, "declared_text"]
        table.loc[row, "declared_text"] = _rewritten(text, float(declared_m2[at]), new)
        table.loc[row, "declared_m2"] = new
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


def _rewritten(text: str | None, old_m2: float, new_m2: float) -> str | None:
    """Return a figure as written with another number in it, of as many decimals; None where it holds none.

    Examples
    --------
    >>> _rewritten("1.7005公顷", 17005.0, 17013.0), _rewritten(None, 1.0, 2.0)
    ('1.7013公顷', None)
    """
    found = _NUMBER.search(text) if isinstance(text, str) else None
    if found is None or text is None:
        return None
    number = found[0].replace(",", "")
    decimals = len(number.partition(".")[2])
    new = round_fraction(Fraction(new_m2) * Fraction(number) / Fraction(old_m2), decimals)
    return f"{text[: found.start()]}{new}{text[found.end() :]}"
