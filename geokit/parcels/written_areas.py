"""Parcels whose area is not the same in the file that was written, told before the file takes its place.

A format that tells holes by the way rings are wound, or by which lie in which, makes a hole of a part that lies within
another. Polygons of a single ring cannot change so, and a table of them is not read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.errors import CrsError, InputError
from geokit.land.crs import reproject
from geokit.parcels.formats._base import ReadOptions
from geokit.parcels.formats._collector import resting_collector
from geokit.parcels.notices import Notice
from geokit.parcels.table import parcel_ids
from geokit.words import Several, Words

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from geokit.parcels.formats._base import Format, Reading
    from geokit.words import Language

# Coordinates that a format does not round are written to the micrometre at least, degrees to as much.
_DECIMALS, _DECIMALS_OF_DEGREES = 6, 9
_LEAST_SHARE = 1e-9

_CHANGED = Words(
    zh="写出的文件再读回时，{count} 宗地块的面积变了：{parcels}。原因多为各部分互相重叠或包含，该格式会把其中一部分"
    "当作内环；请先修正图形",
    en="parcels that have another area when the file is read back: {count} ({parcels}). Parts that overlap or lie in "
    "each other are the usual cause, which the format takes for holes: mend the shapes first",
)
_ONE = Words(zh="{id}（{before} → {after} 平方米）", en="{id} ({before} → {after} m²)")
_NOT_READ = Words(
    zh="写出的文件无法再读回核对面积：{problem}",
    en="the file could not be read back to compare areas: {problem}",
)


@dataclass(frozen=True, slots=True)
class _Changed:
    id: str
    before: float
    after: float

    def in_words(self, language: Language) -> str:
        return _ONE.render(language, id=self.id, before=f"{self.before:,.2f}", after=f"{self.after:,.2f}")


def about_changed_areas(parcels: gpd.GeoDataFrame, written: Path, file_format: Format) -> list[Notice]:
    """Return a notice that names the parcels whose area is another in a file than in the table.

    Parameters
    ----------
    parcels : GeoDataFrame
        What was written.
    written : Path
        The file, complete.
    file_format : Format
        Its format.
    """
    shapes = parcels.geometry.to_numpy()
    at = np.flatnonzero(_ring_counts(shapes) > 1)
    # A file for each parcel has names of its own.
    if not len(at) or not file_format.can_read or not written.exists():
        return []
    try:
        reading = _read_back(written, file_format, parcels)
        before, allowed = _expected(shapes[at], parcels, reading)
    except (CrsError, InputError) as problem:
        return [Notice.of("areas_not_compared", _NOT_READ, problem=problem)]
    if len(reading.geometry) != len(shapes):
        # The writer has said that parts became records.
        return []
    after = shapely.area(reading.geometry[at])
    wrong = np.flatnonzero(~(np.abs(after - before) <= allowed))
    if not len(wrong):
        return []
    own = shapely.area(shapes[at])
    names = parcel_ids(parcels)[at]
    changed = [
        _Changed(str(names[row]), float(own[row]), float(own[row] * after[row] / before[row]))
        for row in wrong
    ]
    return [Notice.of("areas_changed", _CHANGED, count=len(wrong), parcels=Several(changed))]


def _read_back(written: Path, file_format: Format, parcels: gpd.GeoDataFrame) -> Reading:
    with resting_collector():
        try:
            return file_format.read(written, ReadOptions())
        except CrsError:
            # Some formats leave out the system, and cannot be read without it.
            return file_format.read(written, ReadOptions(crs=parcels.crs))


def _ring_counts(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings = 1 + shapely.get_num_interior_rings(parts)
    return np.bincount(owner, weights=rings, minlength=len(shapes)).astype(np.int64)


def _expected(
    shapes: NDArray[np.object_], parcels: gpd.GeoDataFrame, reading: Reading
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the areas that a file should have in its own unit, and by how much its decimals may change them."""
    system = reading.crs
    if system is not None and parcels.crs is not None and system != parcels.crs:
        shapes = reproject(shapes, parcels.crs, system)
    in_degrees = system is not None and system.is_geographic
    decimals = reading.decimals if reading.decimals is not None else _DECIMALS
    unit = 10.0 ** -(_DECIMALS_OF_DEGREES if in_degrees else decimals)
    area = shapely.area(shapes)
    return area, shapely.length(shapes) * unit + np.abs(area) * _LEAST_SHARE
