"""Reading files of parcels whose polygons are to lie elsewhere: each file's go to a part of their own, its columns stay.

Columns that are not canonical are left in the files: nothing that is looked for in parcels is in them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.coverage.cluster import ClusterPolygons, fetched, kept, later
from geokit.coverage.layers import Layer, boxes_of
from geokit.coverage.parted import PartedPolygons, PartFolder, StoredPolygons, encoded_shapes
from geokit.errors import CrsError, GeokitError
from geokit.geometry.arrays import Bools, Floats, empty_shapes
from geokit.geometry.threads import in_threads
from geokit.i18n import Words
from geokit.land.crs.titles import crs_name
from geokit.parcels.codes import kept_beside, unknown_terms
from geokit.parcels.table import COLUMN_NAMES, assembled_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pyarrow as pa

    from geokit.parcels.chosen_columns import ChosenColumns
    from geokit.parcels.read import FileRead

# Texts that stand in a column so often on the average are kept once.
_REPEATED = 4

_SEVERAL_SYSTEMS = Words(
    zh="数据量超过内存上限，须分块处理，而各文件的坐标系不同：{one} 与 {other}；请先统一坐标系",
    en="there is more than memory may hold, and the files are in different systems, {one} and {other}; bring them into one "
    "first",
)


@dataclass(frozen=True, eq=False)
class BareTable:
    """A canonical table without its polygons, and what is known of these: boxes, and which are polygons."""

    frame: gpd.GeoDataFrame
    bounds: Floats
    polygonal: Bools
    others: tuple[str, ...]

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> BareTable:
        """Take the polygons out of a table."""
        _, bounds, polygonal = boxes_of(frame.geometry.to_numpy(), np.arange(len(frame)))
        filled = {name: frame[name].to_numpy() for name in COLUMN_NAMES if not _is_blank(frame[name])}
        bare = assembled_frame({}, empty_shapes(len(frame)), crs=frame.crs, extra=None)
        for name, values in filled.items():
            bare[name] = _compact(values)
        for name in _not_understood(frame):
            bare[name] = _compact(frame[name].to_numpy(dtype=object))
        bare.attrs = dict(frame.attrs)
        own = {*COLUMN_NAMES, frame.active_geometry_name}
        return cls(bare, bounds, polygonal, tuple(str(name) for name in frame.columns if name not in own))


def _compact(values: Any) -> Any:
    """Return values in less memory: texts that repeat themselves once each, and others as Arrow has them.

    Arrow's texts have no None, only NaN, which is another thing to whoever asks for one: a column with a gap stays.
    """
    if values.dtype != object:
        return values
    codes, distinct = pd.factorize(values)
    if len(distinct) <= len(values) // _REPEATED:
        return np.array([*distinct, None], dtype=object)[codes]
    return values if (codes < 0).any() else pd.array(values, dtype=pd.StringDtype("pyarrow", na_value=np.nan))


def _not_understood(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the columns whose texts are to be named, since they are no terms."""
    return [name for column in unknown_terms(frame) for name in kept_beside(frame, column)]


def _is_blank(column: Any) -> bool:
    return column.dtype == object and all(value is None for value in column.array)


@dataclass(eq=False)
class Apart:
    """Where the polygons of files go.

    Parameters
    ----------
    in_cluster : bool
        Whether Dask reads files and keeps their polygons; otherwise these go to a temporary folder.
    """

    in_cluster: bool = False
    folder: PartFolder = field(default_factory=PartFolder)
    _tables: list[BareTable] = field(default_factory=list)
    _encoded: list[Any] = field(default_factory=list)
    _stored: int = 0

    def read(self, reads: Sequence[FileRead]) -> list[Callable[[], gpd.GeoDataFrame]]:
        """Read several files at once, and return what gives each one's columns, or raises why there are none.

        The columns are to be asked for in the order in which they will stand in the whole table.
        """
        found = self._by_dask(reads) if self.in_cluster else in_threads(self._to_folder, enumerate(reads))
        self._stored += len(reads)
        return [partial(self._given, *each) for each in found]

    def _to_folder(self, numbered: tuple[int, FileRead]) -> tuple[Any, int]:
        number, read = numbered[0] + self._stored, numbered[1]
        table, encoded = read_apart(read)
        self.folder.store(number, encoded)
        return table, number

    def _by_dask(self, reads: Sequence[FileRead]) -> list[tuple[Any, Any]]:
        pairs = kept([later(partial(_read_elsewhere, each)) for each in reads])
        found = fetched([later(_first, pair) for pair in pairs])
        for each, (_, columns) in zip(reads, found, strict=True):
            each.columns.join(columns)
        tables = [table for table, _ in found]
        return [(table, later(_second, pair)) for table, pair in zip(tables, pairs, strict=True)]

    def _given(self, table: BareTable | GeokitError, encoded: Any) -> gpd.GeoDataFrame:
        if isinstance(table, GeokitError):
            raise table
        self._tables.append(table)
        self._encoded.append(encoded)
        return table.frame

    def layer(self) -> Layer:
        """Return the polygons of all tables that were asked for, one after the other."""
        systems = [each.frame.crs for each in self._tables if len(each.frame)]
        for other in systems:
            if other != systems[0]:
                raise CrsError(_SEVERAL_SYSTEMS, one=_called(systems[0]), other=_called(other))
        ends = np.cumsum([0, *(len(each.frame) for each in self._tables)])
        positions = [np.arange(start, end) for start, end in itertools.pairwise(ends)]
        bounds = np.concatenate([np.empty((0, 4)), *(each.bounds for each in self._tables)])
        polygonal = np.concatenate([np.empty(0, dtype=bool), *(each.polygonal for each in self._tables)])
        return Layer(self._polygons(positions), systems[0] if systems else None, bounds, polygonal).arranged()

    def _polygons(self, positions: Sequence[Any]) -> PartedPolygons:
        if self.in_cluster:
            return ClusterPolygons(self._encoded, positions)
        return StoredPolygons(self.folder, positions, self._encoded)

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that are not canonical."""
        return tuple(dict.fromkeys(name for each in self._tables for name in each.others))


def _called(crs: Any) -> object:
    return crs_name(crs) if crs is not None else Words(zh="无坐标系", en="no system")


def read_apart(read: Callable[[], gpd.GeoDataFrame]) -> tuple[BareTable | GeokitError, pa.Array]:
    """Read a file, and return its columns and its polygons, or why there are none."""
    try:
        frame = read()
    except GeokitError as error:
        return error, encoded_shapes(empty_shapes(0))
    return BareTable.of(frame), encoded_shapes(frame.geometry.to_numpy())


def _read_elsewhere(read: FileRead) -> tuple[tuple[BareTable | GeokitError, ChosenColumns], pa.Array]:
    table, encoded = read_apart(read)
    return (table, read.columns), encoded


def _first(pair: tuple[Any, pa.Array]) -> Any:
    return pair[0]


def _second(pair: tuple[Any, pa.Array]) -> pa.Array:
    return pair[1]
