"""Writing a parcel table: the name's suffix decides the format, and the file is complete or absent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.door import public
from geokit.errors import OutputError
from geokit.outputs import replacing
from geokit.parcels.adopting import as_parcels
from geokit.parcels.dialect import Dialect
from geokit.parcels.formats._detect import known_formats
from geokit.parcels.table import parcel_ids
from geokit.parcels.written_areas import about_changed_areas
from geokit.progress import working
from geokit.words import Words

if TYPE_CHECKING:
    import os

    import geopandas as gpd

    from geokit.parcels.formats._base import Format
    from geokit.parcels.notices import Notice

_NO_FORMAT = Words(
    zh="无法由后缀“{suffix}”确定输出格式；可用后缀：{known}",
    en="the suffix “{suffix}” names no format that geokit writes; it writes {known}",
)
_WRITING = Words(zh="写出地块", en="writing parcels")
_NOTHING = Words(zh="没有地块可写出", en="there are no parcels to write")
_NOT_POLYGON = Words(
    zh="地块 {ids} 没有面几何，无法写出；请先删去",
    en="{ids} has no polygon and cannot be written; leave it out",
)


@public
def write_parcels(
    frame: gpd.GeoDataFrame, path: str | os.PathLike[str], *, dialect: Dialect | None = None
) -> list[Notice]:
    """Write a parcel table to a file.

    Parameters
    ----------
    frame : GeoDataFrame
        Parcels; a table that geokit did not read gets canonical columns first.
    path : str or path
        The suffix decides the format. What stands there is replaced only by a complete file.
    dialect : Dialect, optional
        How the receiving office wants it; only some formats ask.

    Returns
    -------
    list of Notice
        What the format or the dialect could not carry.

    Raises
    ------
    OutputError
        No format has this suffix, a parcel has no polygon, or the file cannot be written.
    CrsError
        The format takes Gauss–Krüger coordinates, or degrees, and the table's are neither.
    """
    target = Path(path)
    chosen = format_to_write(target)
    _refuse_unwritable(frame)
    parcels = as_parcels(frame)
    with working(_WRITING), replacing(target) as beside:
        notices = chosen.write(parcels, beside, dialect or Dialect())
        return [*notices, *about_changed_areas(parcels, beside, chosen)]


def format_to_write(path: Path) -> Format:
    """Return the format that a file's suffix names.

    Raises
    ------
    OutputError
        geokit writes no such format.
    """
    suffix = path.suffix.lower()
    writers = [each for each in known_formats().values() if each.can_write]
    for each in writers:
        if suffix in each.suffixes:
            return each
    raise OutputError(
        _NO_FORMAT, suffix=suffix, known=sorted({end for each in writers for end in each.suffixes})
    )


def _refuse_unwritable(frame: gpd.GeoDataFrame) -> None:
    if frame.empty:
        raise OutputError(_NOTHING)
    geometry = frame.geometry.to_numpy()
    kinds = shapely.get_type_id(geometry)
    polygonal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    unwritable = np.flatnonzero(~polygonal | shapely.is_empty(geometry))
    if len(unwritable):
        # Canonical columns come later: setting these rows aside would lose them in silence.
        names = parcel_ids(frame) if "id" in frame else [f"row:{row}" for row in range(len(frame))]
        raise OutputError(_NOT_POLYGON, ids=[str(names[row]) for row in unwritable[:5]])
