"""Tables that were not read by geokit, made parcel tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.errors import InputError
from geokit.parcels.declared_column import NOT_AN_AREA, above_zero, read_figures
from geokit.parcels.notices import ATTRIBUTE, Notice, Origin, Remarks, to_plain
from geokit.parcels.table import COLUMN_NAMES, parcel_frame
from geokit.words import Words

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_NOT_A_FRAME = Words(
    zh="需要 GeoDataFrame，而不是 {kind}；可用 geopandas.GeoDataFrame（表，geometry=…, crs=…）生成",
    en="a GeoDataFrame is needed, not a {kind}; geopandas.GeoDataFrame(table, geometry=…, crs=…) makes one",
)
_NO_GEOMETRY = Words(
    zh="表中没有几何列；请用 set_geometry 指定", en="the table has no geometry; name it with set_geometry"
)


def as_parcels(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a parcel table: the frame itself where it is one, otherwise one with canonical columns.

    A frame that has all canonical columns keeps its rows, whatever their geometry; from another the rows without
    a polygon are set aside, as :func:`geokit.parcels.notices.unreadable_of` tells.

    Raises
    ------
    InputError
        It is no GeoDataFrame, has no geometry, or no row with a polygon.
    """
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(_NOT_A_FRAME, kind=type(frame).__name__)
    if frame.active_geometry_name is None:
        raise InputError(_NO_GEOMETRY)
    if set(COLUMN_NAMES) <= set(frame.columns):
        return _restored(frame)
    from geokit.parcels.reading import table_of

    columns = {str(name): frame[name].array for name in frame.columns if name != frame.active_geometry_name}
    return table_of(columns, frame.geometry.to_numpy(), frame.crs)


def _restored(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with the dtypes of its columns, which GeoParquet and pandas do not keep."""
    others = [
        name for name in frame.columns if name not in COLUMN_NAMES and name != frame.active_geometry_name
    ]
    declared_m2, notices = _areas(frame["declared_m2"])
    restored = parcel_frame(
        {name: frame[name].array for name in COLUMN_NAMES} | {"declared_m2": declared_m2},
        frame.geometry.to_numpy(),
        crs=frame.crs,
        extra={str(name): frame[name].array for name in others},
    )
    restored.attrs = dict(frame.attrs)
    if notices:
        origin = Origin(frame.attrs.get(ATTRIBUTE, {}))
        origin["notices"] = [*origin.get("notices", ()), *map(to_plain, notices)]
        restored.attrs[ATTRIBUTE] = origin
    return restored


def _areas(column: pd.Series[Any]) -> tuple[NDArray[np.float64], list[Notice]]:
    """Return figures in m², NaN for what can be no area, and what is to be said about that."""
    if pd.api.types.is_float_dtype(column.dtype):
        known = column.to_numpy(dtype=np.float64, na_value=np.nan)
        if (np.isnan(known) | (np.isfinite(known) & (known > 0))).all():
            return known, []
    figures, remarks = read_figures(column), Remarks()
    # A bare number in this column is in m²; a text may name its own unit.
    value_m2 = figures.value * np.where(np.isnan(figures.m2_per), 1.0, figures.m2_per)
    usable = above_zero(value_m2, figures.text, remarks)
    for text, row in figures.strange.items():
        remarks.add("declared_not_understood", NOT_AN_AREA, record=row, text=text)
    return np.where(usable, value_m2, np.nan), remarks.notices()
