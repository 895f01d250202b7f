"""Batches of rows whose last column holds shapes as well-known binary: the shapes and the rest of them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geokit.geometry.encoded import shapes_of
from geokit.geometry.threads import ahead
from geokit.parcels.formats._wkb import geometries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyarrow as pa
    from numpy.typing import NDArray


def split_batches(
    batches: Iterable[pa.RecordBatch],
    keeps: Callable[[NDArray[np.object_]], NDArray[np.bool_]] | None = None,
    *,
    in_thread: bool = False,
) -> tuple[NDArray[np.object_], dict[int, bytes], list[pa.RecordBatch]]:
    """Return the shapes of all rows, the bytes of those that are refused, and the batches without their geometry.

    The bytes of all others are held for one batch at a time: together they take as much memory as the shapes.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Rows, in the order of the file; the last column holds well-known binary.
    keeps : function, optional
        Tells which shapes are kept; the rows of the others are let go before the next batch is read.
    in_thread : bool
        Whether batches may be read in a thread, while shapes are made of the one before.
    """
    import pyarrow as pa

    shapes: list[NDArray[np.object_]] = [np.empty(0, dtype=object)]
    refused: dict[int, bytes] = {}
    rest: list[pa.RecordBatch] = []
    first = 0
    for batch in ahead(batches) if in_thread else batches:
        column = batch.column(batch.num_columns - 1)
        made = shapes_of(column, geometries)
        if keeps is not None:
            kept = pa.array(keeps(made))
            made, column, batch = made[kept], column.filter(kept), batch.filter(kept)  # noqa: PLW2901 - the rest of it
        missing = np.flatnonzero(shapely.is_missing(made))
        refused |= {first + int(row): column[row].as_py() for row in missing if column[row].is_valid}
        shapes.append(made)
        rest.append(on_its_own(batch.remove_column(batch.num_columns - 1)))
        first += len(made)
    return np.concatenate(shapes), refused, rest


def on_its_own(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a copy: what comes from GDAL holds the memory of all columns until the last of them is let go."""
    import pyarrow as pa

    columns = [pa.concat_arrays([column, column.slice(0, 0)]) for column in batch.columns]
    return pa.record_batch(columns, schema=batch.schema)
