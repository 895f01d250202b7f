"""What the caller knows of a file, and what a format read of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS

    from geokit.land.units import Unit
    from geokit.parcels.diagnostics import Notice, Unreadable
    from geokit.parcels.formats._spatial_filter import SpatialFilter


class Elsewhere(Protocol):
    """Where the polygons of files go that are not to be in their tables."""

    def read(self, reads: Sequence[Any]) -> list[Callable[[], gpd.GeoDataFrame]]:
        """Read several files at once, and return what gives each one's columns, or raises why there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the caller knows and the file may not say.

    Parameters
    ----------
    layer : str, optional
        The layer, where a file holds several.
    crs : pyproj.CRS, optional
        The coordinate system; it wins over the file's own.
    fills : bool
        Whether it is taken for a file that names none alone, and one that names another keeps its own.
    zone : int, optional
        The Gauss–Krüger zone, where the eastings do not name it.
    encoding : str, optional
        The text's encoding; it wins over what the file suggests.
    near : Near, optional
        Records that lie elsewhere may be left out, where that is faster; not all of them, if none lies there.
    titles : tuple of str
        What an office calls the fields of a TXT's header rows; for rows that have as many, where the file lists none.
    apart : Elsewhere, optional
        Where the polygons go, if not into the table.
    """

    layer: str | None = None
    crs: CRS | None = None
    fills: bool = False
    zone: int | None = None
    encoding: str | None = None
    near: SpatialFilter | None = None
    titles: tuple[str, ...] = ()
    apart: Elsewhere | None = None


@dataclass(slots=True, kw_only=True)
class Reading:
    """What a format read, under the file's own column names.

    Parameters
    ----------
    columns : dict of str to array
        The attributes, one value a record; None for one that was left in the file.
    geometry : ndarray of object
        One shapely geometry a record, or None where there is none or it is broken.
    record : ndarray of int64
        The number of each record in its file.
    crs : pyproj.CRS, optional
        The coordinate system, None where the file does not tell.
    line : ndarray of int64, optional
        The line of each record's first row, counted from 1.
    encoding, layer : str, optional
        The text's encoding and the layer that was read.
    decimals : int, optional
        Printed decimals of the coordinates, where the format prints them.
    declared_decimals : dict of str to int
        Decimals to which numeric columns are stored, where the format says so.
    declared_method : str, optional
        How the declared area was measured, where the format's rules say so.
    declared_unit : {"m2", "ha", "mu", "km2"}, optional
        The unit that the format's rules prescribe; files keep to it often, not always.
    said_unit : {"m2", "ha", "mu", "km2"} or float, optional
        The unit of areas that a line of the file names, 单位：亩, or how many square metres it is.
    notices, unreadable : list
        Remarks, and the records that `geometry` does not hold because they are broken.
    sections : dict
        What else the file says, as plain data.
    clipped : frozenset of str
        Columns whose names fill all the room that the format has for one: more may have followed.
    """

    columns: dict[str, Any]
    geometry: NDArray[np.object_]
    record: NDArray[np.int64]
    crs: CRS | None = None
    line: NDArray[np.int64] | None = None
    encoding: str | None = None
    layer: str | None = None
    decimals: int | None = None
    declared_decimals: Mapping[str, int] = field(default_factory=dict)
    declared_method: str | None = None
    declared_unit: Unit | None = None
    said_unit: Unit | float | None = None
    notices: list[Notice] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    sections: dict[str, Any] = field(default_factory=dict)
    clipped: frozenset[str] = frozenset()
