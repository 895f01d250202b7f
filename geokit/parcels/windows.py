"""A file read in windows of rows: its columns at once, its shapes some at a time, by any thread or process, in any order.

What is decided on a whole file (which records are no polygons, the system, units, decimals) is decided by the code that
reads it as a whole, on all its columns and on those shapes that such a decision looks at; in the place of every other
polygon one of them stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geokit.errors import GeokitError
from geokit.geometry.arrays import Bools, Floats, Ints, Shapes, empty_shapes
from geokit.geometry.encoded import EncodedShapes, shapes_of
from geokit.geometry.wkb import wkb_of
from geokit.parcels.class_columns import may_hold_classes
from geokit.parcels.codes import beside_canonical
from geokit.parcels.columns import map_columns
from geokit.parcels.formats._wkb import geometries
from geokit.parcels.sampling import sample_of
from geokit.parcels.schematic import says_schematic
from geokit.parcels.screening import keep_polygons
from geokit.parcels.soundness import are_sound, faulty_among
from geokit.parcels.table import COLUMN_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pyarrow as pa

    from geokit.parcels.chosen_columns import ChosenColumns
    from geokit.parcels.diagnostics import Notice, Unreadable
    from geokit.parcels.formats._reading import Reading
    from geokit.parcels.formats._rows import Rows, RowSource
    from geokit.parcels.read import FileRead

# What a window takes of the file, and so about a quarter of what it takes in memory.
_WINDOW_BYTES: Final = 64 << 20
_MOST_ROWS: Final = 1 << 17
_REMARK_OF_GDAL: Final = "gdal_remark"


@dataclass(frozen=True, eq=False)
class Window:
    """Some rows of a file; it can be pickled.

    Parameters
    ----------
    source : RowSource
        The file.
    rows : Rows
        Which rows of it.
    looked_at : ndarray of int64
        Rows whose shapes are wanted, whatever they are.
    """

    source: RowSource
    rows: Rows
    looked_at: Ints

    def read(self) -> tuple[Seen, pa.LargeBinaryArray]:
        """Return what is seen of the shapes, and those of the records that can be read, encoded."""
        column = self.source.encoded(self.rows)
        shapes = None if column is None else EncodedShapes.of(column, geometries)
        if shapes is None or not are_sound(shapes):
            seen, found = self._made()
            return seen, wkb_of(found)
        encoded, seen = shapes.written_anew(), Seen(self.rows, [], [])
        seen.readable, seen.bounds = np.ones(len(shapes), dtype=bool), shapes.boxes()
        looked_at = np.concatenate([self.looked_at - self.rows.first, _extremes(seen.bounds)])
        seen.keep(looked_at, shapes_of(encoded.take(looked_at)))
        return seen, encoded

    def _made(self) -> tuple[Seen, Shapes]:
        """Return what is seen of the shapes, and those of the records that can be read."""
        reading = self.source.shapes(self.rows)
        seen = Seen(self.rows, reading.unreadable, reading.notices)
        faulty = faulty_among(reading.geometry)
        seen.keep(np.flatnonzero(faulty), reading.geometry[faulty])
        if faulty.any() and keep_polygons(replace(reading, notices=[])):
            faulty = faulty_among(reading.geometry)
        seen.readable = ~faulty
        shapes = reading.geometry[seen.readable]
        seen.bounds = shapely.bounds(shapes)
        readable = np.flatnonzero(seen.readable)
        wanted = np.intersect1d(self.looked_at - self.rows.first, readable)
        looked_at = np.concatenate([wanted, readable[_extremes(seen.bounds)]])
        seen.keep(looked_at, reading.geometry[looked_at])
        return seen, shapes


@dataclass(eq=False)
class Seen:
    """What is kept of a window's shapes.

    Parameters
    ----------
    rows : Rows
        Which rows it holds.
    unreadable, notices : list
        What is wrong with its shapes.
    readable : ndarray of bool
        Which records can be read.
    bounds : ndarray of float64, shape (n, 4)
        The boxes of these.
    shapes : dict of int to shape
        Those that a decision looks at, by row: what is no plain polygon, some of the others, and the outermost.
    """

    rows: Rows
    unreadable: list[Unreadable]
    notices: list[Notice]
    readable: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    bounds: Floats = field(default_factory=lambda: np.empty((0, 4)))
    shapes: dict[int, shapely.Geometry | None] = field(default_factory=dict)

    def keep(self, positions: Ints, shapes: Shapes) -> None:
        """Keep the shapes at some positions of the window, of which one that is kept already stays."""
        for position, shape in zip(positions.tolist(), shapes, strict=True):
            self.shapes.setdefault(self.rows.first + position, shape)


def _extremes(bounds: Floats) -> Ints:
    """Return the polygons that reach farthest on each side: with them the bounds are those of all."""
    if len(bounds) == 0:
        return np.empty(0, dtype=np.int64)
    return np.unique(np.concatenate([bounds[:, :2].argmin(axis=0), bounds[:, 2:].argmax(axis=0)]))


@dataclass(frozen=True, eq=False)
class WindowedFile:
    """A file whose columns have been read.

    Parameters
    ----------
    file : FileRead
        The file, and how it is read.
    columns : Reading
        All its columns, without a shape.
    windows : list of Window
        Its rows.
    """

    file: FileRead
    columns: Reading
    windows: list[Window]

    @classmethod
    def of(cls, file: FileRead, source: RowSource, rows: int) -> WindowedFile:
        """Read the columns of a file that a parcel is known by, whose shapes are to be read in windows of so many rows."""
        columns = file.reading(lambda: source.columns(partial(_known, chosen=file.columns)))
        looked_at = sample_of(len(columns.record))
        windows = [
            Window(
                source,
                each,
                looked_at[(looked_at >= each.first) & (looked_at < each.first + each.count)],
            )
            for each in source.windows(columns.record, rows)
        ]
        return cls(file, columns, windows)

    def table(self, looks: Sequence[Seen | GeokitError]) -> gpd.GeoDataFrame:
        """Return the canonical table of what can be read; most of its polygons are not where they belong.

        Parameters
        ----------
        looks : sequence of Seen or GeokitError
            What was seen of each window, or why it could not be read.

        Raises
        ------
        InputError, CrsError, UnknownNameError
            As a reading of the whole file.
        """
        problem = next((each for each in looks if isinstance(each, GeokitError)), None)
        if problem is not None:
            self.file.reading(partial(_raise, problem))
        seen = [each for each in looks if isinstance(each, Seen)]
        shapes = self._shapes(seen)
        return self.file.table(lambda _: self._reading(seen, shapes.copy()))

    def _reading(self, seen: Sequence[Seen], shapes: Shapes) -> Reading:
        columns = self.columns
        notices = [*columns.notices, *(notice for each in seen for notice in each.notices)]
        # GDAL says the same of each window, and before anything else is said.
        remarks = dict.fromkeys(each for each in notices if each.code == _REMARK_OF_GDAL)
        return replace(
            columns,
            columns=dict(columns.columns),
            geometry=shapes,
            notices=[*remarks, *(each for each in notices if each not in remarks)],
            unreadable=[*(lost for each in seen for lost in each.unreadable), *columns.unreadable],
        )

    def _shapes(self, seen: Sequence[Seen]) -> Shapes:
        """Return a shape for each row: true where a decision looks at it, and some polygon where none does."""
        readable = np.concatenate([np.empty(0, dtype=bool), *(each.readable for each in seen)])
        held = {row: shape for each in seen for row, shape in each.shapes.items()}
        kept = np.flatnonzero(readable)
        if len(kept):
            # Where records were set aside, others come to be looked at than if all could be read.
            held |= self._more(kept[sample_of(len(kept))], held)
        shapes = empty_shapes(len(readable))
        shapes[:] = next((held[row] for row in kept[:1].tolist()), None)
        for row, shape in held.items():
            shapes[row] = shape
        return shapes

    def _more(
        self, wanted: Ints, held: dict[int, shapely.Geometry | None]
    ) -> dict[int, shapely.Geometry | None]:
        missing = np.setdiff1d(wanted, np.fromiter(held, dtype=np.int64, count=len(held)))
        found: dict[int, shapely.Geometry | None] = {}
        for window in self.windows:
            first = window.rows.first
            rows = missing[(missing >= first) & (missing < first + window.rows.count)]
            if len(rows):
                shapes = window.source.shapes(window.rows).geometry
                found |= {row: shapes[row - first] for row in rows.tolist()}
        return found


def _known(names: Sequence[str], chosen: ChosenColumns) -> set[str]:
    """Return the columns of a file of which a canonical one may be made, or which say what a parcel rests on."""
    targets = map_columns(names, chosen.among(names)).targets
    beside = {*targets, *map(beside_canonical, COLUMN_NAMES)}
    return {name for name in names if name in beside or may_hold_classes(name) or says_schematic(name)}


def _raise(error: Exception) -> None:
    raise error


def windowed(file: FileRead, rows: int | None = None) -> WindowedFile | None:
    """Return a file as one that is read in windows; None where it is read as a whole.

    Parameters
    ----------
    file : FileRead
        The file, and how it is read.
    rows : int, optional
        How many rows a window holds; as many as take some hundred megabytes of memory if left out.
    """
    try:
        source = file.rows()
        if source is None or source.count == 0:
            return None
        most = rows or max(1, min(_MOST_ROWS, _WINDOW_BYTES * source.count // max(1, source.size)))
        return WindowedFile.of(file, source, most) if source.count > most else None
    except GeokitError:
        # Said by whoever reads it as a whole.
        return None


def in_one_window(file: FileRead) -> WindowedFile | None:
    """Return a file whose shapes are best read apart from its columns, in a single window; None of another."""
    try:
        source = file.rows()
        if source is None or source.count == 0 or not source.is_columnar:
            return None
        return WindowedFile.of(file, source, source.count)
    except GeokitError:
        # Said by whoever reads it as a whole.
        return None
