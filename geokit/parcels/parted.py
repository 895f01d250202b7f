"""A table of parcels whose polygons lie elsewhere: with Dask, or in files of parts.

Whatever is decided on a whole table (columns, units, decimals) is decided by the same code on its columns, with the
polygons that such a decision looks at; in the place of all others stands one of them.
"""

from __future__ import annotations

import importlib
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geokit.coverage.kernels import load_loops
from geokit.coverage.layers import Layer
from geokit.coverage.parts import Patched, over_parts
from geokit.errors import GeokitError, OptionError
from geokit.geometry.arrays import empty_shapes
from geokit.geometry.threads import in_background
from geokit.i18n import Words
from geokit.machine import give_memory_back
from geokit.parcels.formats._base import known_formats
from geokit.parcels.given import concat_parcels, given_tables
from geokit.parcels.labels import is_canonical
from geokit.parcels.sampling import sample_of
from geokit.parcels.screening import polygons_taken
from geokit.parcels.soundness import faulty_among
from geokit.parcels.stacked import nothing_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from geokit.coverage.cluster import ClusterPolygons
    from geokit.geometry.arrays import Bools, Floats, Ints, Shapes
    from geokit.parcels.given import ReadingOptions

# What an audit takes of memory, measured: so many times the size of a file, or of one that packs its content.
_TIMES, _TIMES_PACKED = 5, 10
# Some hundred thousand parcels.
_LARGE = 500_000_000
_PACKED = frozenset({".parquet", ".geoparquet", ".gdbtable", ".zip", ".xlsx", ".kmz"})

_READERS = ("geokit.parcels.apart", "pyarrow.parquet")

_NO_FILES = Words(
    zh="workers 与 scheduler 只用于文件与 Dask 集合；内存中的表请用 dask_geopandas.from_geopandas(frame, npartitions=…)"
    "{option:workers}",
    en="workers and scheduler are for files and Dask collections; dask_geopandas.from_geopandas(frame, npartitions=…) makes "
    "one of a table in memory{option:workers}",
)
_ALONE = Words(
    zh="Dask 集合须单独给出，不能与其他地块放在一个列表中",
    en="a Dask collection is given by itself, not in a list with other parcels",
)


@dataclass(frozen=True, eq=False)
class PartedTable:
    """A table of parcels without its polygons, and these.

    Parameters
    ----------
    table : GeoDataFrame
        The columns. Its polygons are right where a decision on the whole table looks at them; one in canonical columns
        has none.
    layer : Layer
        The polygons, one for each row, in parts that hold neighbours.
    others : tuple of str
        Columns that were left in the files.
    is_read : bool
        Whether the table is in canonical columns since files were read, and nobody has touched it.
    """

    table: gpd.GeoDataFrame
    layer: Layer
    others: tuple[str, ...] = ()
    is_read: bool = False

    @classmethod
    def of(cls, collection: Any, reading: ReadingOptions) -> PartedTable:
        """Return a Dask collection as a table, read as a table in memory is.

        Raises
        ------
        OptionError, CrsError
            As :func:`geokit.parcels.given.given_tables`.
        """
        from geokit.coverage.cluster import spread

        columns, polygons = spread(collection)
        layer, faulty = _as_found(polygons) if is_canonical(columns) else _as_read(polygons)
        given = _with_stand_ins(columns, layer, polygons[faulty], faulty)
        (table,) = given_tables(given, **reading)
        return cls(table, layer.arranged())

    def of_rows(self, rows: Ints) -> Layer:
        """Return the polygons of some rows as a layer of their own."""
        layer = self.layer
        if len(rows) == len(layer.bounds) and bool((np.diff(rows) == 1).all()):
            return layer
        return replace(
            layer,
            shapes=layer.shapes.of_rows(rows),
            bounds=layer.bounds[rows],
            polygonal=layer.polygonal[rows],
        )


def _as_found(polygons: ClusterPolygons) -> tuple[Layer, Ints]:
    """Return polygons as they are, and which are none."""
    layer = Layer.of(polygons, polygons.crs)
    return layer, np.flatnonzero(~layer.polygonal)


def _as_read(polygons: ClusterPolygons) -> tuple[Layer, Ints]:
    """Return polygons as a table's are read, those of collections taken out of them, and which were none as given."""
    count = len(polygons)
    bounds, readable = np.full((count, 4), np.nan), np.zeros(count, dtype=bool)
    for at, boxes, are_readable in over_parts(_looked_over, polygons, np.arange(count)):
        bounds[at], readable[at] = boxes, are_readable
    faulty = np.flatnonzero(~readable)
    taken = polygons_taken(polygons[faulty])
    _, boxes, are_readable = _looked_over(taken, faulty)
    at = faulty[are_readable]
    bounds[at], readable[at] = boxes[are_readable], True
    shapes = Patched(polygons, at, taken[are_readable]) if len(at) else polygons
    return Layer(shapes, polygons.crs, bounds, readable, is_finite=True), faulty


def _looked_over(shapes: Shapes, positions: Ints) -> tuple[Ints, Floats, Bools]:
    return positions, shapely.bounds(shapes), ~faulty_among(shapes)


def _with_stand_ins(columns: pd.DataFrame, layer: Layer, given: Shapes, faulty: Ints) -> gpd.GeoDataFrame:
    """Return a table with the polygons that a decision looks at, and in faulty rows what was given there."""
    import geopandas as gpd

    usable = np.flatnonzero(layer.polygonal)
    shapes = empty_shapes(len(layer.bounds))
    if len(usable):
        extremes = _extremes(layer.bounds[usable])
        looked_at = np.unique(np.concatenate([usable[:1], usable[sample_of(len(usable))], usable[extremes]]))
        found = layer.shapes[looked_at]
        shapes[:] = found[0]
        shapes[looked_at] = found
    shapes[faulty] = given
    table = columns.set_axis(_numbered(columns.index))
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=layer.crs))


def _extremes(bounds: Any) -> Ints:
    """Return the polygons that reach farthest on each side: with them the bounds are those of all."""
    return np.concatenate([bounds[:, :2].argmin(axis=0), bounds[:, 2:].argmax(axis=0)])


def _numbered(index: pd.Index[Any]) -> pd.Index[Any]:
    """Return an index; where partitions were merely numbered, or numbered on, the count of rows."""
    is_count = index.name is None and pd.api.types.is_integer_dtype(index.dtype)
    numbers = np.arange(len(index))
    if is_count and len(index) and ((index == numbers).all() or _starts_anew(index.to_numpy())):
        return pd.RangeIndex(len(index))
    return index


def _starts_anew(labels: Any) -> bool:
    """Return whether labels count from 0 in each partition, as those of files that were read one by one do."""
    steps = np.diff(labels)
    return bool(labels[0] == 0 and ((steps == 1) | (labels[1:] == 0)).all())


def parted_table(
    parcels: Any, reading: ReadingOptions, *, memory: int, in_cluster: bool = False
) -> PartedTable | None:
    """Return parcels as a table whose polygons lie elsewhere: a Dask collection, or files that take too much memory.

    Parameters
    ----------
    parcels : object
        What a caller gave.
    reading : ReadingOptions
        How files are read.
    memory : int
        How many bytes an audit of files may take.
    in_cluster : bool
        Whether Dask is to work on them, however large they are.

    Returns
    -------
    PartedTable or None
        None where all goes into memory.

    Raises
    ------
    OptionError
        A Dask collection stands in a list with others, or workers are asked for and there is no file.
    InputError, CrsError
        A file cannot be read.
    """
    from geokit.coverage.cluster import is_collection

    if is_collection(parcels):
        return PartedTable.of(parcels, reading)
    sources = list(parcels) if isinstance(parcels, list | tuple) else [parcels]
    if any(map(is_collection, sources)):
        if len(sources) > 1:
            raise OptionError(_ALONE)
        return PartedTable.of(sources[0], reading)
    if not all(isinstance(each, str | os.PathLike) for each in sources):
        if in_cluster:
            raise OptionError(_NO_FILES)
        return None
    if in_cluster or memory_of_files(sources) > memory:
        return read_parted(sources, reading, in_cluster=in_cluster)
    return None


def memory_of_files(files: Sequence[str | os.PathLike[str]]) -> int:
    """Return about how many bytes an audit of files takes that is not done in parts."""
    return sum(_size(Path(file)) for file in files)


@contextmanager
def survey_ahead(parcels: Any) -> Iterator[None]:
    """Let a thread load what the survey of large files needs, while a ``with`` block reads them."""
    sources = parcels if isinstance(parcels, list | tuple) else [parcels]
    files = [each for each in sources if isinstance(each, str | os.PathLike)]
    if memory_of_files(files) <= _LARGE:
        yield
        return
    # First what the files are read with: two imports at once take turns.
    load_formats()
    with in_background(load_loops):
        yield


def load_formats() -> None:
    """Import the formats of files, if they can be; one of another package that is broken is said where a file is read."""
    with suppress(GeokitError):
        known_formats()


def load_readers() -> None:
    """Import what reads files in parts: worth a thread while processes start."""
    load_formats()
    for name in _READERS:
        importlib.import_module(name)


def _size(path: Path) -> int:
    times = _TIMES_PACKED if path.suffix.lower() in _PACKED else _TIMES
    try:
        if path.is_dir():
            return sum(_size(each) for each in path.iterdir() if not each.is_symlink())
        return times * path.stat().st_size if path.is_file() else 0
    except OSError:
        # Said where it is read.
        return 0


def read_parted(parcels: Any, reading: ReadingOptions, *, in_cluster: bool) -> PartedTable:
    """Read files of parcels into a table whose polygons lie elsewhere.

    Parameters
    ----------
    parcels : path or sequence of them
        As for :func:`geokit.read_parcels`.
    reading : ReadingOptions
        How they are read.
    in_cluster : bool
        Whether Dask reads them, and keeps the polygons; otherwise these go to a temporary folder.

    Raises
    ------
    InputError, CrsError
        As :func:`geokit.read_parcels`; or files are in different systems.
    """
    found = _read_apart(parcels, reading, in_cluster=in_cluster)
    # What lay in memory on the way is free only now.
    give_memory_back()
    return found


def _read_apart(parcels: Any, reading: ReadingOptions, *, in_cluster: bool) -> PartedTable:
    from geokit.parcels.apart import Apart

    apart = Apart(in_cluster=in_cluster)
    table = without_shapes(concat_parcels(given_tables(parcels, apart=apart, **reading)))
    give_memory_back()
    return PartedTable(table, apart.layer(), apart.others, is_read=True)


def without_shapes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table in which no shape stands, of which none would be right."""
    from geopandas.array import GeometryArray

    bare = frame.copy(deep=False)
    # No shape is no text either: both are the one array of nothing.
    nothing = GeometryArray(nothing_in(frame), crs=frame.crs)
    bare[frame.active_geometry_name] = type(frame.geometry)(nothing, index=frame.index, copy=False)
    bare.attrs = dict(frame.attrs)
    return bare
