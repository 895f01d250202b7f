"""Tables that were not read by geokit, made parcel tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geokit.errors import InputError
from geokit.parcels.formats._base import Reading
from geokit.parcels.normalize import normalize_again, normalize_reading
from geokit.parcels.table import COLUMN_NAMES
from geokit.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

_NOT_A_FRAME = Words(
    zh="需要 GeoDataFrame，而不是 {kind}；可用 geopandas.GeoDataFrame（表，geometry=…, crs=…）生成",
    en="a GeoDataFrame is needed, not a {kind}; geopandas.GeoDataFrame(table, geometry=…, crs=…) makes one",
)
_NO_GEOMETRY = Words(
    zh="表中没有几何列；请用 set_geometry 指定", en="the table has no geometry; name it with set_geometry"
)


def as_parcels(frame: gpd.GeoDataFrame, *, columns: Mapping[str, str] | None = None) -> gpd.GeoDataFrame:
    """Return a table of parcels as geokit has them: canonical columns, codes, ISO dates, areas in m².

    A frame that has all canonical columns keeps its rows, whatever their geometry; from another the rows without
    a polygon are set aside, as :func:`geokit.parcels.notices.unreadable_of` tells. What values were not understood
    is said by :func:`geokit.parcels.notices.notices_of`; once more normalised the table stays as it is.

    Parameters
    ----------
    frame : GeoDataFrame
        Columns under any of the names that files use.
    columns : mapping of str to str, optional
        As for :func:`geokit.read_parcels`; a table that has all canonical columns needs none.

    Raises
    ------
    InputError
        It is no GeoDataFrame, has no geometry, or no row with a polygon.

    Examples
    --------
    >>> import geopandas, shapely
    >>> table = {"DKBH": ["DK-01"], "面积(亩)": [15]}
    >>> frame = as_parcels(geopandas.GeoDataFrame(table, geometry=[shapely.box(0, 0, 100, 100)]))
    >>> frame.loc[0, "id"], float(frame.loc[0, "declared_m2"])
    ('DK-01', 10000.0)
    """
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(_NOT_A_FRAME, kind=type(frame).__name__)
    if frame.active_geometry_name is None:
        raise InputError(_NO_GEOMETRY)
    if set(COLUMN_NAMES) <= set(frame.columns):
        return normalize_again(frame)
    reading = Reading(
        columns={
            str(name): np.asarray(frame[name].array)
            for name in frame.columns
            if name != frame.active_geometry_name
        },
        geometry=np.array(frame.geometry, dtype=object),
        record=np.arange(len(frame), dtype=np.int64),
        crs=frame.crs,
    )
    return normalize_reading(reading, columns=columns)
