"""The caller's own table with mended outlines, and with declared areas that follow them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.auditing.fixes.restating import rewritten_value
from geokit.auditing.results import as_one_table, over_rows, put_beside
from geokit.i18n import Words
from geokit.land.crs.transform import reproject
from geokit.parcels.diagnostics import ATTRIBUTE, Notice
from geokit.parcels.labels import column_names
from geokit.parcels.values import to_text

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.auditing.audited import Audited
    from geokit.auditing.report import AuditReport

    Ints = NDArray[np.intp]

_CANONICAL: Final = ("declared_m2", "declared_text")
_NOT_REWRITTEN: Final = Words(
    zh="{count} 宗地块的面积随图形改写，但原表中没有可以写入的列，另列于 {beside} 列",
    en="declared areas that follow their outlines and have no column of yours to stand in: {count}; they stand beside, "
    "in {beside}",
)


def mended_table(
    audited: Audited, made: gpd.GeoDataFrame, changed: Ints
) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """Return a copy of the caller's table with new outlines, and what is to be said of it.

    Parameters
    ----------
    audited : Audited
        The park as it was audited.
    made : GeoDataFrame
        Its canonical table, mended.
    changed : ndarray of int
        The parcels that have another outline.
    """
    own = audited.own_tables
    table = as_one_table(own)
    if not len(changed):
        return table, []
    _set_shapes(table, own.rows[changed], made.geometry.to_numpy()[changed], made.crs)
    before_m2, after_m2 = (each["declared_m2"].to_numpy() for each in (audited.parcels, made))
    restated = np.flatnonzero(~np.isclose(before_m2, after_m2, rtol=0.0, atol=0.0, equal_nan=True))
    left = [at for at in restated.tolist() if not _restate(table, audited, made, at)]
    if not left:
        return table, []
    for name in _CANONICAL:
        put_beside(table, name, over_rows(own, made[name].to_numpy()), own.rows)
    return table, [Notice.of("area_beside", _NOT_REWRITTEN, count=len(left), beside=list(_CANONICAL))]


def _set_shapes(table: gpd.GeoDataFrame, rows: Ints, shapes: NDArray[np.object_], crs: Any) -> None:
    from geopandas.array import GeometryArray

    if crs is not None and table.crs is not None and crs != table.crs:
        shapes = reproject(shapes, crs, table.crs)
    new = table.geometry.to_numpy().copy()
    new[rows] = shapes
    table[table.active_geometry_name] = pd.Series(GeometryArray(new, crs=table.crs), index=table.index)


def _restate(table: gpd.GeoDataFrame, audited: Audited, made: gpd.GeoDataFrame, at: int) -> bool:
    """Write a parcel's restated area into the caller's own columns; tell whether there was one that takes it."""
    row = int(audited.own_tables.rows[at])
    if {*_CANONICAL} <= {*table.columns}:
        return all(_put(table, name, row, made[name].iloc[at]) for name in _CANONICAL)
    old, new = audited.parcels.iloc[at], made.iloc[at]
    for name in _area_columns(audited, table):
        if to_text(table[name].iloc[[row]])[0] == old["declared_text"] is not None:
            value = rewritten_value(table[name].iloc[row], old, new)
            return value is not None and _put(table, name, row, value)
    return False


def _area_columns(audited: Audited, table: gpd.GeoDataFrame) -> list[Any]:
    """Return the caller's columns that declared areas were read from."""
    mapping = audited.parcels.attrs.get(ATTRIBUTE, {}).get("mapping") or {}
    names = zip(table.columns, column_names(table), strict=True)
    return [column for column, name in names if mapping.get(name) == "declared_m2"]


def _put(table: gpd.GeoDataFrame, name: Any, row: int, value: Any) -> bool:
    """Write one value by position, whatever the labels; tell whether the column's type takes it."""
    values = table[name].array.copy()
    try:
        values[row] = value
    except (TypeError, ValueError):
        return False
    table[name] = pd.Series(values, index=table.index)
    return True


def audited_again(after: AuditReport, before: Audited, table: gpd.GeoDataFrame) -> tuple[Audited, ...]:
    """Return the mended park with the caller's mended table as the one that was audited."""
    return tuple(replace(each, own=before.own_tables.made_one(table)) for each in after.audited)
