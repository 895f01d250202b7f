"""Reading files of parcels whose polygons are to lie elsewhere: each file's go to a part of their own, its columns stay.

Columns that are not canonical are left in the files: nothing that is looked for in parcels is in them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.coverage.cluster import ClusterPolygons
from geokit.coverage.layers import Layer, boxes_of
from geokit.coverage.parted import (
    PartedPolygons,
    PartFolder,
    StoredPolygons,
    decoded,
    encoded_shapes,
    read_part,
)
from geokit.errors import GeokitError
from geokit.geometry.arrays import Bools, Floats, empty_shapes
from geokit.geometry.threads import in_threads
from geokit.land.crs.transform import reproject
from geokit.parcels.table import COLUMN_NAMES, assembled_frame
from geokit.parcels.windows import windowed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pyarrow as pa
    from pyproj import CRS

    from geokit.geometry.arrays import Ints
    from geokit.parcels.chosen_columns import ChosenColumns
    from geokit.parcels.read import FileRead
    from geokit.parcels.windows import Seen, Window, WindowedFile

# Texts that stand in a column so often on the average are kept once.
_REPEATED = 4


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
        return cls.with_boxes(frame, bounds, polygonal)

    @classmethod
    def with_boxes(cls, frame: gpd.GeoDataFrame, bounds: Floats, polygonal: Bools) -> BareTable:
        """Take what stands for polygons out of a table, whose true boxes are known."""
        filled = {name: frame[name].to_numpy() for name in COLUMN_NAMES if not _is_blank(frame[name])}
        bare = assembled_frame({}, empty_shapes(len(frame)), crs=frame.crs, extra=None)
        for name, values in filled.items():
            # With its dtype: of text and None pandas would make text of its own, in which None is NaN.
            held = _compact(values)
            bare[name] = pd.Series(held, dtype=held.dtype, copy=False)
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


def _is_blank(column: Any) -> bool:
    return column.dtype == object and bool((column.to_numpy() == None).all())  # noqa: E711 - of each value


@dataclass(frozen=True, eq=False)
class Parts:
    """The columns of a file, and where its polygons are: the parts, and how many each holds."""

    table: BareTable
    encoded: list[Any]
    sizes: list[int]


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
    _asked: list[Parts] = field(default_factory=list)
    _stored: int = 0

    def read(self, reads: Sequence[FileRead]) -> list[Callable[[], gpd.GeoDataFrame]]:
        """Read several files at once, and return what gives each one's columns, or raises why there are none.

        A large file is read in windows of rows. The columns are to be asked for in the order in which they will stand in
        the whole table.
        """
        large = {at: file for at, read in enumerate(reads) if (file := windowed(read, self.rows)) is not None}
        found: dict[int, Parts | GeokitError] = {at: self._in_windows(file) for at, file in large.items()}
        others = [at for at in range(len(reads)) if at not in large]
        found |= zip(others, self._whole([reads[at] for at in others]), strict=True)
        return [partial(self._given, found[at]) for at in range(len(reads))]

    def _whole(self, reads: Sequence[FileRead]) -> list[Parts | GeokitError]:
        found = self._run([partial(_read_elsewhere, each) for each in reads])
        for each, ((_, columns), _) in zip(reads, found, strict=True):
            each.columns.join(columns)
        return [
            table if isinstance(table, GeokitError) else Parts(table, [encoded], [len(table.frame)])
            for (table, _), encoded in found
        ]

    def _in_windows(self, file: WindowedFile) -> Parts | GeokitError:
        found = self._run([partial(_look_elsewhere, each) for each in file.windows])
        try:
            table = file.table([seen for seen, _ in found])
        except GeokitError as error:
            return error
        bounds = np.concatenate([seen.bounds for seen, _ in found])
        bare = BareTable.with_boxes(table, bounds, np.isfinite(bounds).all(axis=1))
        return Parts(bare, [encoded for _, encoded in found], [len(seen.bounds) for seen, _ in found])

    def _run(
        self, tasks: Sequence[Callable[..., tuple[Any, pa.Array]]], inputs: Sequence[Any] | None = None
    ) -> list[tuple[Any, Any]]:
        """Return the first of what each task gives of a part, if it takes one, and where the polygons are, the second."""
        arguments: Sequence[tuple[Any, ...]] = (
            [()] * len(tasks) if inputs is None else [(each,) for each in inputs]
        )
        if not self.in_cluster:
            first, self._stored = self._stored, self._stored + len(tasks)
            return in_threads(self._to_folder, zip(itertools.count(first), tasks, arguments, strict=False))
        import dask

        # Within a partial, what is to be read is one thing to Dask, and not looked through for collections.
        pairs = dask.persist(
            *[dask.delayed(each, pure=False)(*given) for each, given in zip(tasks, arguments, strict=True)]
        )
        found = dask.compute(*[dask.delayed(_first)(pair) for pair in pairs])
        return [(first, dask.delayed(_second)(pair)) for first, pair in zip(found, pairs, strict=True)]

    def _to_folder(
        self, numbered: tuple[int, Callable[..., tuple[Any, pa.Array]], tuple[int, ...]]
    ) -> tuple[Any, int]:
        number, run, parts = numbered
        found, encoded = run(*(read_part(self.folder.file(part)) for part in parts))
        self.folder.store(number, encoded)
        return found, number

    def _given(self, parts: Parts | GeokitError) -> gpd.GeoDataFrame:
        if isinstance(parts, GeokitError):
            raise parts
        self._asked.append(parts)
        return parts.table.frame

    def layer(self) -> Layer:
        """Return the polygons of all tables that were asked for, one after the other, in the system of the first.

        Raises
        ------
        CrsError
            They cannot be brought into one.
        """
        crs = next((each.table.frame.crs for each in self._asked if each.table.frame.crs is not None), None)
        found = [self._moved(each, crs) for each in self._asked]
        ends = np.cumsum([0, *(size for each in found for size in each.sizes)])
        positions = [np.arange(start, end) for start, end in itertools.pairwise(ends)]
        bounds = np.concatenate([np.empty((0, 4)), *(each.table.bounds for each in found)])
        polygonal = np.concatenate([np.empty(0, dtype=bool), *(each.table.polygonal for each in found)])
        encoded = [part for each in found for part in each.encoded]
        return Layer(self._polygons(encoded, positions), crs, bounds, polygonal).arranged()

    def _moved(self, parts: Parts, crs: CRS | None) -> Parts:
        """Return a file's polygons in a system, written anew where they are in another."""
        own = parts.table.frame.crs
        if own is None or crs is None or own == crs or len(parts.table.frame) == 0:
            return parts
        move = partial(_reprojected, source=own, target=crs)
        found = self._run([move] * len(parts.encoded), parts.encoded)
        table = replace(
            parts.table,
            bounds=np.concatenate([bounds for (bounds, _), _ in found]),
            polygonal=np.concatenate([polygonal for (_, polygonal), _ in found]),
        )
        return Parts(table, [encoded for _, encoded in found], parts.sizes)

    def _polygons(self, encoded: Sequence[Any], positions: Sequence[Ints]) -> PartedPolygons:
        if self.in_cluster:
            return ClusterPolygons(encoded, positions)
        return StoredPolygons(self.folder, positions, encoded)

    @property
    def others(self) -> tuple[str, ...]:
        """The columns that are not canonical."""
        return tuple(dict.fromkeys(name for each in self._asked for name in each.table.others))


def read_apart(read: Callable[[], gpd.GeoDataFrame]) -> tuple[BareTable | GeokitError, pa.Array]:
    """Read a file, and return its columns and its polygons, or why there are none."""
    try:
        frame = read()
    except GeokitError as error:
        return error, encoded_shapes(empty_shapes(0))
    return BareTable.of(frame), encoded_shapes(frame.geometry.to_numpy())


def _reprojected(encoded: pa.Array, source: CRS, target: CRS) -> tuple[tuple[Floats, Bools], pa.Array]:
    shapes = reproject(decoded(encoded), source, target)
    _, bounds, polygonal = boxes_of(shapes, np.arange(len(shapes)))
    return (bounds, polygonal), encoded_shapes(shapes)


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
