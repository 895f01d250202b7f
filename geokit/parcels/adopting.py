"""Tables that were not read by geokit, made parcel tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geokit.errors import InputError
from geokit.parcels.table import COLUMN_NAMES
from geokit.words import Words

if TYPE_CHECKING:
    import geopandas as gpd

_NOT_A_FRAME = Words(
    zh="需要 GeoDataFrame,而不是 {kind};可用 geopandas.GeoDataFrame(表, geometry=…, crs=…) 生成",
    en="a GeoDataFrame is needed, not a {kind}; geopandas.GeoDataFrame(table, geometry=…, crs=…) makes one",
)


def as_parcels(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a parcel table: the frame itself where it is one, otherwise one with canonical columns.

    Raises
    ------
    InputError
        It is no GeoDataFrame, or has no geometry.
    """
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(_NOT_A_FRAME, kind=type(frame).__name__)
    if set(COLUMN_NAMES) <= set(frame.columns):
        return frame.reset_index(drop=True)
    from geokit.parcels.reading import table_of

    columns = {str(name): frame[name].to_numpy() for name in frame.columns if name != frame.geometry.name}
    return table_of(columns, frame.geometry.to_numpy(), frame.crs)
