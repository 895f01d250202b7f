"""Reading files of parcels whose polygons are to lie elsewhere: each file's go to a part of their own, its columns stay.

Columns that are not canonical are left in the files: nothing that is looked for in parcels is in them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from geokit.coverage.cluster import ClusterPolygons, fetched_each, kept, later
from geokit.coverage.layers import Layer, boxes_of
from geokit.coverage.part_files import PartFolder, read_part
from geokit.coverage.parted import PartedPolygons, StoredPolygons, decoded
from geokit.errors import GeokitError
from geokit.geometry.arrays import Bools, Floats, empty_shapes
from geokit.geometry.threads import in_threads
from geokit.geometry.wkb import wkb_of
from geokit.land.crs.transform import reproject
from geokit.machine import give_memory_back
from geokit.parcels.codes import beside_canonical, kept_beside, unknown_terms
from geokit.parcels.schematic import says_schematic
from geokit.parcels.stacked import blank_columns, compact, packed
from geokit.parcels.table import COLUMN_NAMES, assembled_frame
from geokit.parcels.windows import in_one_window, windowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd
    import pyarrow as pa
    from pyproj import CRS

    from geokit.geometry.arrays import Ints
    from geokit.parcels.chosen_columns import ChosenColumns
    from geokit.parcels.read import FileRead
    from geokit.parcels.windows import Seen, Window, WindowedFile


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
        for name in dict.fromkeys([*_not_understood(frame), *filter(says_schematic, frame.columns)]):
            bare[name] = compact(frame[name].to_numpy())
        bare.attrs = dict(frame.attrs)
        own = {*COLUMN_NAMES, *map(beside_canonical, COLUMN_NAMES), frame.active_geometry_name}
        others = tuple(str(name) for name in frame.columns if name not in own)
        return cls(bare, Outlines(frame.crs, bounds, polygonal, others))

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel without the columns in which there is nothing, which are most, and without the polygons that are not here."""
        frame = self.frame
        nothing = {*blank_columns(frame), frame.active_geometry_name}
        filled = {name: packed(frame[name]) for name in frame.columns if name not in nothing}
        return _bare_again, (len(frame), filled, frame.attrs, self.outlines)


def _bare_again(
    size: int, filled: Mapping[str, Any], attrs: Mapping[str, Any], outlines: Outlines
) -> BareTable:
    frame = assembled_frame({}, empty_shapes(size), crs=outlines.crs, extra=None)
    for name, (make, taken) in filled.items():
        frame[name] = make(*taken)
    frame.attrs = dict(attrs)
    return BareTable(frame, outlines)


def _not_understood(frame: gpd.GeoDataFrame) -> list[str]:
    """Return the columns whose texts are to be named, since they are no terms."""
    return [name for column in unknown_terms(frame) for name in kept_beside(frame, column)]


@dataclass(frozen=True, eq=False)
class Parts:
    """Where the polygons of a file are: the parts, how many each holds, and what is known of them."""

    outlines: Outlines
    encoded: list[Any]
    sizes: list[int]


# The columns of a file, or why there are none, and its polygons.
Found: TypeAlias = "tuple[gpd.GeoDataFrame | GeokitError, Parts | None]"


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
    _asked: list[Parts] = field(default_factory=list)
    _stored: int = 0

    def read(self, reads: Sequence[FileRead]) -> list[Callable[[], gpd.GeoDataFrame]]:
        """Read several files at once, and return what gives each one's columns, or raises why there are none.

        A large file is read in windows of rows. The columns are to be asked for in the order in which they will stand in
        the whole table.
        """
        found: dict[int, Found] = {}
        for at, read in enumerate(reads):
            # One after the other: each with its columns in memory.
            file = windowed(read, self.rows)
            if file is not None:
                found[at] = self._in_windows(file)
        others = [at for at in range(len(reads)) if at not in found]
        found |= zip(others, self._whole([reads[at] for at in others]), strict=True)
        give_memory_back()
        return [partial(self._given, *found[at]) for at in range(len(reads))]

    @cached_property
    def _folder(self) -> PartFolder:
        return PartFolder()

    def _whole(self, reads: Sequence[FileRead]) -> list[Found]:
        found = self._run([partial(_read_elsewhere, each) for each in reads])
        for each, ((_, columns), _) in zip(reads, found, strict=True):
            each.columns.join(columns)
        return [_found(table, [encoded]) for (table, _), encoded in found]

    def _in_windows(self, file: WindowedFile) -> Found:
        found = self._run([partial(_look_elsewhere, each) for each in file.windows])
        encoded = [part for _, part in found]
        try:
            bare = _bare_table(file, [seen for seen, _ in found])
        except GeokitError as error:
            return _found(error, encoded)
        return _found(bare, encoded, [len(seen.bounds) for seen, _ in found])

    def _run(
        self, tasks: Sequence[Callable[..., tuple[Any, pa.Array]]], parts: Sequence[Any] | None = None
    ) -> list[tuple[Any, Any]]:
        """Return the first of what each task gives, of a part where it takes one, and where the polygons are, the second."""
        given: Sequence[tuple[Any, ...]] = [()] * len(tasks) if parts is None else [(each,) for each in parts]
        if not self.in_cluster:
            first, self._stored = self._stored, self._stored + len(tasks)
            stored = partial(_stored, self._folder)
            return in_threads(stored, zip(itertools.count(first), tasks, given, strict=False))
        pairs = [later(each, *part) for each, part in zip(tasks, given, strict=True)]
        # Kept apart: once columns are here, workers need not hold them.
        held = kept([later(which, pair) for which in (_first, _second) for pair in pairs])
        return list(zip(fetched_each(held[: len(pairs)]), held[len(pairs) :], strict=True))

    def _given(self, table: gpd.GeoDataFrame | GeokitError, parts: Parts | None) -> gpd.GeoDataFrame:
        if isinstance(table, GeokitError):
            raise table
        self._asked += [] if parts is None else [parts]
        return table

    def layer(self) -> Layer:
        """Return the polygons of all tables that were asked for, one after the other, in the system of the first.

        Raises
        ------
        CrsError
            They cannot be brought into one.
        """
        crs = next((each.outlines.crs for each in self._asked if each.outlines.crs is not None), None)
        found = [self._moved(each, crs) for each in self._asked]
        ends = np.cumsum([0, *(size for each in found for size in each.sizes)])
        positions = [np.arange(start, end, dtype=np.int32) for start, end in itertools.pairwise(ends)]
        bounds = np.concatenate([np.empty((0, 4)), *(each.outlines.bounds for each in found)])
        polygonal = np.concatenate([np.empty(0, dtype=bool), *(each.outlines.polygonal for each in found)])
        encoded = [part for each in found for part in each.encoded]
        polygons = self._polygons(encoded, positions)
        # Records with other coordinates were set aside.
        return Layer(polygons, crs, bounds, polygonal, is_finite=True).arranged()

    def _moved(self, parts: Parts, crs: CRS | None) -> Parts:
        """Return a file's polygons in a system, written anew where they are in another."""
        own = parts.outlines.crs
        if own is None or crs is None or own == crs or not sum(parts.sizes):
            return parts
        found = self._run([partial(_reprojected, source=own, target=crs)] * len(parts.encoded), parts.encoded)
        outlines = replace(
            parts.outlines,
            bounds=np.concatenate([bounds for (bounds, _), _ in found]),
            polygonal=np.concatenate([polygonal for (_, polygonal), _ in found]),
        )
        return Parts(outlines, [encoded for _, encoded in found], parts.sizes)

    def _polygons(self, encoded: Sequence[Any], positions: Sequence[Ints]) -> PartedPolygons:
        if self.in_cluster:
            return ClusterPolygons(encoded, positions)
        return StoredPolygons(self._folder, positions, encoded)

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that are not canonical."""
        return tuple(dict.fromkeys(name for each in self._asked for name in each.outlines.others))


def _found(table: BareTable | GeokitError, encoded: list[Any], sizes: list[int] | None = None) -> Found:
    if isinstance(table, GeokitError):
        return table, None
    return table.frame, Parts(table.outlines, encoded, [len(table.frame)] if sizes is None else sizes)


def _reprojected(encoded: pa.Array, source: CRS, target: CRS) -> tuple[tuple[Floats, Bools], pa.Array]:
    shapes = reproject(decoded(encoded), source, target)
    _, bounds, polygonal = boxes_of(shapes, np.arange(len(shapes)))
    return (bounds, polygonal), wkb_of(shapes)


def read_apart(read: FileRead) -> tuple[BareTable | GeokitError, pa.Array]:
    """Read a file, and return its columns and its polygons, or why there are none."""
    try:
        file = in_one_window(read)
        if file is None:
            frame = read()
            return BareTable.of(frame), wkb_of(frame.geometry.to_numpy())
        seen, encoded = file.windows[0].read()
        return _bare_table(file, [seen]), encoded
    except GeokitError as error:
        return error, wkb_of(empty_shapes(0))


def _bare_table(file: WindowedFile, found: Sequence[Seen | GeokitError]) -> BareTable:
    """Return the table of a file of whose windows this was found.

    Raises
    ------
    GeokitError
        One of them could not be read, or the file as a whole.
    """
    table = file.table(found)
    bounds = np.concatenate([each.bounds for each in found if not isinstance(each, GeokitError)])
    return BareTable.with_boxes(table, bounds, np.isfinite(bounds).all(axis=1))


def _look_elsewhere(window: Window) -> tuple[Seen | GeokitError, pa.Array]:
    try:
        return window.read()
    except GeokitError as error:
        return error, wkb_of(empty_shapes(0))


def _read_elsewhere(read: FileRead) -> tuple[tuple[BareTable | GeokitError, ChosenColumns], pa.Array]:
    table, encoded = read_apart(read)
    return (table, read.columns), encoded


def _first(pair: tuple[Any, pa.Array]) -> Any:
    return pair[0]


def _second(pair: tuple[Any, pa.Array]) -> pa.Array:
    return pair[1]


def _stored(
    folder: PartFolder, numbered: tuple[int, Callable[..., tuple[Any, pa.Array]], tuple[int, ...]]
) -> tuple[Any, int]:
    """Return the first of what a task gives, and the number of the file that the second was written to."""
    number, run, parts = numbered
    found, encoded = run(*(read_part(folder.file(part)) for part in parts))
    folder.store(number, encoded)
    return found, number
