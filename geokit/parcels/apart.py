"""Reading files of parcels whose polygons are to lie elsewhere: each file's go to a part of their own, its columns stay.

Columns that are not canonical are left in the files: nothing that is looked for in parcels is in them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.coverage.cluster import ClusterPolygons, fetched, kept, later
from geokit.coverage.layers import Layer, boxes_of
from geokit.coverage.parted import PartedPolygons, PartFolder, StoredPolygons, encoded_shapes
from geokit.errors import CrsError, GeokitError
from geokit.geometry.arrays import Bools, Floats, empty_shapes
from geokit.geometry.threads import in_threads
from geokit.i18n import Words
from geokit.land.crs.titles import crs_name
from geokit.parcels.codes import kept_beside, unknown_terms
from geokit.parcels.stacked import blank_columns, compact
from geokit.parcels.table import COLUMN_NAMES, assembled_frame
from geokit.parcels.windows import windowed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pyarrow as pa
    from pyproj import CRS

    from geokit.parcels.chosen_columns import ChosenColumns
    from geokit.parcels.read import FileRead
    from geokit.parcels.windows import Seen, Window, WindowedFile

_SEVERAL_SYSTEMS = Words(
    zh="数据量超过内存上限，须分块处理，而各文件的坐标系不同：{one} 与 {other}；请先统一坐标系",
    en="there is more than memory may hold, and the files are in different systems, {one} and {other}; bring them into one "
    "first",
)


@dataclass(frozen=True, eq=False)
class Outlines:
    """The boxes of a table's polygons in their system, which are polygons, and what other columns the table has."""

    crs: CRS | None
    bounds: Floats
    polygonal: Bools
    others: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class BareTable:
    """A canonical table without its polygons, and what is known of these."""

    frame: gpd.GeoDataFrame
    outlines: Outlines

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> BareTable:
        """Take the polygons out of a table."""
        _, bounds, polygonal = boxes_of(frame.geometry.to_numpy(), np.arange(len(frame)))
        return cls.with_boxes(frame, bounds, polygonal)

    @classmethod
    def with_boxes(cls, frame: gpd.GeoDataFrame, bounds: Floats, polygonal: Bools) -> BareTable:
        """Take what stands for polygons out of a table, whose true boxes are known."""
        blank = blank_columns(frame)
        bare = assembled_frame({}, empty_shapes(len(frame)), crs=frame.crs, extra=None)
        for name in COLUMN_NAMES:
            if name not in blank:
                bare[name] = compact(frame[name].to_numpy())
        for name in _not_understood(frame):
            bare[name] = compact(frame[name].to_numpy(dtype=object))
        bare.attrs = dict(frame.attrs)
        own = {*COLUMN_NAMES, frame.active_geometry_name}
        others = tuple(str(name) for name in frame.columns if name not in own)
        return cls(bare, Outlines(frame.crs, bounds, polygonal, others))


def _not_understood(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the columns whose texts are to be named, since they are no terms."""
    return [name for column in unknown_terms(frame) for name in kept_beside(frame, column)]


@dataclass(frozen=True, eq=False)
class Parts:
    """The columns of a file, or why there are none, and where its polygons are: the parts, and how many each holds."""

    table: BareTable | GeokitError
    encoded: list[Any]
    sizes: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Apart:
    """Where the polygons of files go.

    Parameters
    ----------
    in_cluster : bool
        Whether Dask reads files and keeps their polygons; otherwise these go to a temporary folder.
    rows : int, optional
        How many rows of a large file are read together; as many as take little memory if left out.
    """

    in_cluster: bool = False
    rows: int | None = None
    folder: PartFolder = field(default_factory=PartFolder)
    _outlines: list[Outlines] = field(default_factory=list)
    _encoded: list[Any] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)
    _stored: int = 0

    def read(self, reads: Sequence[FileRead]) -> list[Callable[[], gpd.GeoDataFrame]]:
        """Read several files at once, and return what gives each one's columns, or raises why there are none.

        A large file is read in windows of rows. The columns are to be asked for in the order in which they will stand in
        the whole table.
        """
        large = {at: file for at, read in enumerate(reads) if (file := windowed(read, self.rows)) is not None}
        found: dict[int, Parts] = {at: self._in_windows(file) for at, file in large.items()}
        others = [at for at in range(len(reads)) if at not in large]
        found |= zip(others, self._whole([reads[at] for at in others]), strict=True)
        return [partial(self._given, found[at]) for at in range(len(reads))]

    def _whole(self, reads: Sequence[FileRead]) -> list[Parts]:
        found = self._run([partial(_read_elsewhere, each) for each in reads])
        for each, ((_, columns), _) in zip(reads, found, strict=True):
            each.columns.join(columns)
        return [Parts(table, [encoded]) for (table, _), encoded in found]

    def _in_windows(self, file: WindowedFile) -> Parts:
        found = self._run([partial(_look_elsewhere, each) for each in file.windows])
        try:
            table = file.table([seen for seen, _ in found])
        except GeokitError as error:
            return Parts(error, [])
        bounds = np.concatenate([seen.bounds for seen, _ in found])
        bare = BareTable.with_boxes(table, bounds, np.isfinite(bounds).all(axis=1))
        return Parts(bare, [encoded for _, encoded in found], [len(seen.bounds) for seen, _ in found])

    def _run(self, tasks: Sequence[Callable[[], tuple[Any, pa.Array]]]) -> list[tuple[Any, Any]]:
        """Return the first of what each task gives, and where the polygons are that are the second."""
        if not self.in_cluster:
            first, self._stored = self._stored, self._stored + len(tasks)
            return in_threads(self._to_folder, enumerate(tasks, start=first))
        pairs = kept([later(each) for each in tasks])
        found = fetched([later(_first, pair) for pair in pairs])
        return [(first, later(_second, pair)) for first, pair in zip(found, pairs, strict=True)]

    def _to_folder(self, numbered: tuple[int, Callable[[], tuple[Any, pa.Array]]]) -> tuple[Any, int]:
        number, read = numbered
        found, encoded = read()
        self.folder.store(number, encoded)
        return found, number

    def _given(self, parts: Parts) -> gpd.GeoDataFrame:
        if isinstance(parts.table, GeokitError):
            raise parts.table
        self._outlines.append(parts.table.outlines)
        self._encoded += parts.encoded
        self._sizes += parts.sizes or [len(parts.table.frame)]
        return parts.table.frame

    def layer(self) -> Layer:
        """Return the polygons of all tables that were asked for, one after the other."""
        systems = [each.crs for each in self._outlines if len(each.bounds)]
        for other in systems:
            if other != systems[0]:
                raise CrsError(_SEVERAL_SYSTEMS, one=_called(systems[0]), other=_called(other))
        ends = np.cumsum([0, *self._sizes])
        positions = [np.arange(start, end, dtype=np.int32) for start, end in itertools.pairwise(ends)]
        bounds = np.concatenate([np.empty((0, 4)), *(each.bounds for each in self._outlines)])
        polygonal = np.concatenate([np.empty(0, dtype=bool), *(each.polygonal for each in self._outlines)])
        return Layer(self._polygons(positions), systems[0] if systems else None, bounds, polygonal).arranged()

    def _polygons(self, positions: Sequence[Any]) -> PartedPolygons:
        if self.in_cluster:
            return ClusterPolygons(self._encoded, positions)
        return StoredPolygons(self.folder, positions, self._encoded)

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that are not canonical."""
        return tuple(dict.fromkeys(name for each in self._outlines for name in each.others))


def _called(crs: Any) -> object:
    return crs_name(crs) if crs is not None else Words(zh="无坐标系", en="no system")


def read_apart(read: Callable[[], gpd.GeoDataFrame]) -> tuple[BareTable | GeokitError, pa.Array]:
    """Read a file, and return its columns and its polygons, or why there are none."""
    try:
        frame = read()
    except GeokitError as error:
        return error, encoded_shapes(empty_shapes(0))
    return BareTable.of(frame), encoded_shapes(frame.geometry.to_numpy())


def _look_elsewhere(window: Window) -> tuple[Seen | GeokitError, pa.Array]:
    try:
        seen, shapes = window.read()
    except GeokitError as error:
        return error, encoded_shapes(empty_shapes(0))
    return seen, encoded_shapes(shapes)


def _read_elsewhere(read: FileRead) -> tuple[tuple[BareTable | GeokitError, ChosenColumns], pa.Array]:
    table, encoded = read_apart(read)
    return (table, read.columns), encoded


def _first(pair: tuple[Any, pa.Array]) -> Any:
    return pair[0]


def _second(pair: tuple[Any, pa.Array]) -> pa.Array:
    return pair[1]
