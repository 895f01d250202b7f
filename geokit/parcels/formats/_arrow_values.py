"""Columns of Arrow that pandas has no type for: lists of views, unions, runs of views; they are read as Python's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray


def foreign_columns(table: pa.Table, besides: str | None = None) -> dict[str, NDArray[np.object_]]:
    """Return the values of the columns that pandas has no type for.

    Parameters
    ----------
    table : pyarrow.Table
    besides : str, optional
        A column that is none of them, such as that of the shapes; nor is one of several of a name.

    Examples
    --------
    >>> import pyarrow as pa
    >>> views = pa.array([["a"], None], pa.list_(pa.string_view()))
    >>> foreign_columns(pa.table({"id": [1, 2], "villages": views}))
    {'villages': array([list(['a']), None], dtype=object)}
    """
    found = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name != besides and table.column_names.count(name) == 1 and not _has_type(column):
            values = np.empty(len(column), dtype=object)
            values[:] = column.to_pylist()
            found[name] = values
    return found


def _has_type(column: pa.ChunkedArray) -> bool:
    import pyarrow as pa

    try:
        column.slice(0, 0).to_pandas()
    except pa.ArrowNotImplementedError:
        return False
    return True
