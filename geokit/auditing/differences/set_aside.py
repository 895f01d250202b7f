"""Records that were set aside when a table was made, as parcels without an outline: their rows are there.

A row whose outline is missing or cannot be read is no parcel that is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.parcels.diagnostics import ATTRIBUTE, Unreadable, stored_unreadable
from geokit.parcels.stacked import stacked_frames
from geokit.parcels.table import COLUMN_NAMES, parcel_frame

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

# Where a table says which of its rows were made here.
_MARK: Final = "set_aside"


def with_set_aside(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a canonical table with a row for each record that was set aside and has an id of its own.

    Parameters
    ----------
    table : GeoDataFrame
        As it was read or normalised; it comes back as the same object where no such record was set aside.

    Examples
    --------
    >>> import geopandas, shapely
    >>> from geokit.parcels.normalize import normalize
    >>> given = geopandas.GeoDataFrame({"DKBH": ["A", "B"]}, geometry=[None, shapely.box(0, 0, 9, 9)])
    >>> with_set_aside(normalize(given))["id"].tolist()
    ['B', 'A']
    """
    origin = table.attrs.get(ATTRIBUTE, {})
    if _MARK in origin:
        # Its rows may have been chosen since: what was left out stays out.
        return table
    known = set(table["id"].dropna())
    lost = {each.id: each for each in stored_unreadable(table) if _is_parcel(each) and each.id not in known}
    if not lost:
        return table
    columns = {
        "id": list(lost),
        "record": [each.record for each in lost.values()],
        "source": [each.file for each in lost.values()],
    }
    others = [name for name in table if name not in COLUMN_NAMES and name != table.active_geometry_name]
    blank = {name: np.full(len(lost), None, dtype=object) for name in others}
    added = parcel_frame(columns, [None] * len(lost), crs=table.crs, extra=blank)
    found = stacked_frames([table, added], others)
    found.attrs[ATTRIBUTE] = {**origin, _MARK: list(lost)}
    return found


def _is_parcel(record: Unreadable) -> bool:
    # A file that could not be read at all is in the same list, and no record of anything.
    return bool(record.id) and record.record >= 0


def is_set_aside(table: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Tell of which parcels nothing but the id is known, since their record was set aside."""
    is_named = table["id"].isin(table.attrs.get(ATTRIBUTE, {}).get(_MARK, ())).to_numpy(bool)
    found: NDArray[np.bool_] = is_named & shapely.is_missing(table.geometry.to_numpy())
    return found
