"""Attributes of records, from Arrow's columns to the arrays that a reading holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geokit.parcels.values import EXACT

if TYPE_CHECKING:
    import pyarrow as pa


def attributes_of(table: pa.Table) -> dict[str, Any]:
    """Return the columns of a table by name; codes of many digits keep them all, also where some are blank.

    Examples
    --------
    >>> import pyarrow as pa
    >>> int(attributes_of(pa.table({"id": [440507001001000001, None]}))["id"][0])
    440507001001000001
    """
    import pandas as pd
    import pyarrow.types as kinds

    frame = table.to_pandas(ignore_metadata=True)
    columns: dict[str, Any] = {str(name): frame[name].array for name in frame.columns}
    # Of whole numbers with blanks among them pandas makes floats.
    for name, column in zip(table.column_names, table.columns, strict=True):
        if kinds.is_integer(column.type) and column.null_count and _is_long(column):
            columns[name] = pd.array(column.to_pylist(), dtype="UInt64" if _is_unsigned(column) else "Int64")
    return columns


def _is_long(column: pa.ChunkedArray) -> bool:
    import pyarrow.compute as pc

    ends = pc.min_max(column).as_py()
    return any(end is not None and abs(end) > EXACT for end in ends.values())


def _is_unsigned(column: pa.ChunkedArray) -> bool:
    import pyarrow.types as kinds

    return bool(kinds.is_unsigned_integer(column.type))
