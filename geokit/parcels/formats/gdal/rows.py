"""A layer of a database that is read in windows of rows."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geokit.parcels.columns import unique_names
from geokit.parcels.formats._batches import on_its_own, split_batches
from geokit.parcels.formats._reading import Reading, ReadOptions
from geokit.parcels.formats._rows import Rows, RowSource, require_records, require_rows
from geokit.parcels.formats.gdal.layers import (
    is_damaged,
    layer_of,
    name_the_broken,
    reading_of,
    require_geometry,
)
from geokit.parcels.formats.gdal.quiet import remarks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    import pyarrow as pa

    from geokit.geometry.arrays import Ints
    from geokit.parcels.diagnostics import Notice
    from geokit.parcels.formats.gdal.layers import Opened
    from geokit.parcels.formats.gdal.sources import Source


@dataclass(frozen=True)
class LayerRows(RowSource):
    """A layer that is read in windows of rows.

    Parameters
    ----------
    layer : str
        Its name.
    options : ReadOptions
        What the caller knows of the file.
    opened : callable
        A context for a path that has been checked: the way to the file, and what is left to do with a reading.
    check : callable
        Refuses a file that is not sound.
    """

    layer: str
    options: ReadOptions
    opened: Callable[[Path], AbstractContextManager[Opened]]
    check: Callable[[Path], object]

    @classmethod
    def of(
        cls,
        path: Path,
        options: ReadOptions,
        opened: Callable[[Path], AbstractContextManager[Opened]],
        check: Callable[[Path], object],
    ) -> LayerRows | None:
        """Check a file, and return its layer; None where its records cannot be found by their numbers."""
        check(path)
        with opened(path) as (source, _):
            layer = layer_of(source, options.layer)
            source.refuse_large(layer)
            return (
                cls(path, source.count(layer), layer, options, opened, check)
                if _is_ready(source, layer)
                else None
            )

    def columns(self, needed: Callable[[Sequence[str]], Collection[str]]) -> Reading:
        """Return the columns besides the geometry."""
        import pyarrow as pa

        self.require_sound(lambda: self.check(self.path))
        with self.opened(self.path) as (source, finish):
            with remarks_of(source.path, source.original) as remarks, source.columns(self.layer) as stream:
                names = unique_names(stream.schema.names[1:])
                wanted, damaged, batches = needed(names), set[str](), []
                left_out = [name for name in names if name not in wanted]
                for batch in stream.batches:
                    named = batch.rename_columns(["", *names])
                    damaged |= {name for name in left_out if is_damaged(named.column(name))}
                    batches.append(on_its_own(named.drop_columns(left_out)))
            if damaged:
                # What is to be said of them is told by all their values.
                return self.columns(lambda names: {*needed(names), *damaged})
            reading = reading_of(
                pa.Table.from_batches(batches), stream.meta, self.layer, remarks, self.options
            )
            reading.columns = {name: reading.columns.get(name) for name in names}
            finish(reading, self.options)
        return reading

    def shapes(self, rows: Rows) -> Reading:
        """Return the shapes of some rows."""
        with self._window(rows) as (source, batches, remarks):
            shapes, refused, rest = split_batches(batches)
            reading = require_rows(Reading(columns={}, geometry=shapes, record=_numbers(rest)), rows)
            reading.layer, reading.notices = self.layer, remarks
            name_the_broken(reading, refused, source)
        return reading

    def encoded(self, rows: Rows) -> pa.Array | None:
        """Return the shapes of some rows as GDAL gives them; None where it has something to say of them."""
        import pyarrow as pa

        with self._window(rows) as (_, batches, remarks):
            columns = [batch.column(batch.num_columns - 1) for batch in batches]
            if remarks or not columns:
                return None
            require_records(_numbers(batches), rows)
            return pa.concat_arrays(columns)

    @contextmanager
    def _window(self, rows: Rows) -> Iterator[tuple[Source, list[pa.RecordBatch], list[Notice]]]:
        """Read the numbers and the shapes of some rows, and what GDAL remarks on them."""
        self.require_sound(lambda: self.check(self.path))
        with self.opened(self.path) as (source, _):
            with (
                remarks_of(source.path, source.original) as remarks,
                source.window(self.layer, rows) as stream,
            ):
                require_geometry(stream, source, self.layer)
                # Only GDAL needs a thread for itself: what is made of the bytes is made beside it.
                batches = list(stream.batches)
            yield source, batches, remarks


def _numbers(batches: Sequence[pa.RecordBatch]) -> Ints:
    """Return the number of each record."""
    return np.concatenate([np.empty(0, dtype=np.int64), *(batch.column(0).to_numpy() for batch in batches)])


def _is_ready(source: Source, layer: str) -> bool:
    return source.layers()[layer] is not None and source.is_windowed(layer)
