"""Boundary files: any format that geokit reads, made one geometry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import shapely

from geokit.coverage.overlay import land_of
from geokit.errors import CatalogError, CrsError
from geokit.land.measure.polygons import area_of
from geokit.parcels.reading import read_parcels
from geokit.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

    from geokit.land.units import Area

_EMPTY = Words(zh="边界文件里没有多边形", en="the boundary file holds no polygon")
_NO_CRS = Words(
    zh="边界文件没有坐标系；请在 park.toml 的 [boundary] 里写明 crs 或 zone",
    en="the boundary file names no coordinate system; give crs or zone under [boundary] in park.toml",
)
# The power of two next to the metres in a degree: degrees times this are nearly metres, to the last digit.
_NEARLY_A_DEGREE = 2.0**17


@dataclass(frozen=True)
class Boundary:
    """An outline and its coordinate system."""

    geometry: BaseGeometry
    crs: CRS

    @cached_property
    def area(self) -> Area:
        """The ellipsoidal area, fast form."""
        return area_of(self.geometry, self.crs, method="ellipsoidal")


def read_boundary(
    folder: Path, file: str, *, layer: str | None = None, crs: str | None = None, zone: int | None = None
) -> Boundary:
    """Read a boundary file; several records are parts of one outline.

    Raises
    ------
    CatalogError
        The file holds no polygon.
    CrsError
        The file names no coordinate system and park.toml gives none.
    """
    frame = read_parcels(folder / file, layer=layer, crs=crs, zone=zone)
    shapes = frame.geometry.to_numpy()
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if len(shapes) == 0:
        raise CatalogError(_EMPTY, file=file)
    if frame.crs is None:
        raise CrsError(Words(zh=f"{{file}}:{_NO_CRS.zh}", en=f"{{file}}: {_NO_CRS.en}"), file=file)
    return Boundary(_one_outline(shapes, frame.crs), frame.crs)


def _one_outline(shapes: NDArray[np.object_], crs: CRS) -> BaseGeometry:
    """Return records as one outline; what is invalid is kept as it stands: the audit names it."""
    if len(shapes) == 1:
        only: BaseGeometry = shapes[0]
        return only
    if not shapely.is_valid(shapes).all():
        return shapely.MultiPolygon(list(shapely.get_parts(shapes)))
    scale = _NEARLY_A_DEGREE if crs.is_geographic else 1
    outline: BaseGeometry = shapely.transform(
        land_of(shapely.transform(shapes, lambda xy: xy * scale)), lambda xy: xy / scale
    )
    return outline
