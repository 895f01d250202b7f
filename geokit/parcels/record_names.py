"""What polygons of a layer are called: by their ids, or else by the record of the file that they are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geokit.parcels.table import ParcelNames

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


def record_names(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return a unique name for each polygon: its id where that is unique, otherwise ``row:N``, N being its record.

    Where polygons are of several files, the file stands in front: each begins to count anew. What is of no file goes by
    its position, and of the same record named again, as of another layer of its file, the second bears a number.

    Examples
    --------
    >>> import shapely
    >>> from geokit.parcels.table import parcel_frame
    >>> said = {"id": ["A", None, None], "source": ["a.shp", "a.shp", "b.shp"], "record": [0, 1, 1]}
    >>> list(record_names(parcel_frame(said, [shapely.box(0, 0, 1, 1)] * 3)))
    ['A', 'a.shp row:1', 'b.shp row:1']
    """
    records = frame["record"].to_numpy()
    names = ParcelNames.of(frame, np.where(records < 0, np.arange(len(records)), records))
    found: NDArray[np.object_] = names[:]
    sources = frame["source"].fillna("")
    made = pd.Series(found[names.renamed], dtype=object)
    if len(sources.unique()) > 1:
        files = sources.to_numpy(dtype=object)[names.renamed].tolist()
        made = pd.Series([in_file(file, name) for file, name in zip(files, made, strict=True)], dtype=object)
    if made.duplicated().any():
        counts = (made.groupby(made).cumcount() + 1).tolist()
        made = pd.Series([f"{name} ({n})" if n > 1 else name for name, n in zip(made, counts, strict=True)])
    found[names.renamed] = made.to_numpy(dtype=object)
    return found


def in_file(file: str | None, name: str) -> str:
    """Return the name of a record with its file in front, where there is one.

    Examples
    --------
    >>> in_file("a.shp", "row:1"), in_file(None, "row:1")
    ('a.shp row:1', 'row:1')
    """
    return f"{file} {name}" if file else name
