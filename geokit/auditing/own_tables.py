"""The tables that a caller has, and which of their rows each parcel of an audit is.

What is canonical is made beside a caller's table and never in its place: results are said of the caller's own rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geokit.parcels.labels import is_canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    Ints = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class OwnTables:
    """The tables as the caller had them, and where in them each parcel stands.

    Parameters
    ----------
    tables : tuple of GeoDataFrame
        One a source, in the order given.
    table, position : ndarray of int, shape (parcels,)
        For each parcel of the audit the number of its table, and its row there, both from 0.
    has_records : bool
        Whether a record that no file is named for is the row of the only table.
    """

    tables: tuple[gpd.GeoDataFrame, ...]
    table: Ints
    position: Ints
    has_records: bool = True

    @classmethod
    def of(
        cls,
        tables: Sequence[gpd.GeoDataFrame],
        made: Sequence[gpd.GeoDataFrame],
        joined: Sequence[int] | None = None,
    ) -> OwnTables:
        """Return where the rows of canonical tables come from.

        Parameters
        ----------
        tables, made : sequence of GeoDataFrame
            The caller's tables, and the canonical table made of each.
        joined : sequence of int, optional
            The numbers of those whose parcels are audited, in order; all if left out.
        """
        numbers = list(range(len(tables))) if joined is None else list(joined)
        rows = [_positions(tables[number], made[number]) for number in numbers]
        # The caller may go on to sort, rename or add to a table in place: what was audited stays as it was.
        kept = tuple(table.copy(deep=False) for table in tables)
        if len(rows) == 1:
            # Of millions of parcels one number is kept.
            return cls(kept, np.broadcast_to(np.intp(numbers[0]), len(rows[0])), rows[0])
        owner = [np.full(len(own), number, dtype=np.intp) for number, own in zip(numbers, rows, strict=True)]
        none = np.empty(0, dtype=np.intp)
        return cls(kept, np.concatenate([none, *owner]), np.concatenate([none, *rows]))

    def made_one(self, table: gpd.GeoDataFrame) -> OwnTables:
        """Return a table that holds all rows of these, one after the other, in their place."""
        has_records = self.has_records and len(self.tables) == 1
        return OwnTables((table,), np.zeros_like(self.table), self.rows, has_records)

    @cached_property
    def index(self) -> pd.Index[Any]:
        """The labels of all rows, table after table: the tables' own; one without labels of its own is numbered on."""
        labels: list[pd.Index[Any]] = []
        first = 0
        for each in self.tables:
            labels.append(pd.RangeIndex(first, first + len(each)) if _is_numbered(each.index) else each.index)
            first += len(each)
        if len(labels) == 1:
            return labels[0]
        whole: pd.Index[Any] = labels[0].append(labels[1:]) if labels else pd.RangeIndex(0)
        return whole

    @cached_property
    def rows(self) -> Ints:
        """The row of each parcel among the rows of all tables, one after the other."""
        first = np.cumsum([0, *(len(each) for each in self.tables)])
        rows: Ints = first[self.table] + self.position
        return rows

    def labels(self, parcels: Sequence[int] | Ints) -> tuple[Any, ...]:
        """Return the labels of parcels at positions of the audit's table."""
        return self.labels_of_rows(self.rows[np.asarray(parcels, dtype=np.intp)])

    def labels_of_rows(self, rows: Sequence[int] | Ints) -> tuple[Any, ...]:
        """Return the labels of rows of all tables, one after the other."""
        return tuple(self.index.take(np.asarray(rows, dtype=np.intp)).tolist())

    def row_of_record(self, record: int | None) -> int | None:
        """Return the row that a remark on a record of the only table is about; None where records are a file's."""
        is_of_table = self.has_records and len(self.tables) == 1 and not is_canonical(self.tables[0])
        if record is None or not is_of_table:
            return None
        return record if 0 <= record < len(self.tables[0]) else None


def _positions(table: gpd.GeoDataFrame, made: gpd.GeoDataFrame) -> Ints:
    """Return the row of a caller's table that each canonical row was made of: those without a polygon are left out."""
    if table is made or is_canonical(table):
        return np.arange(len(made))
    positions: Ints = made["record"].to_numpy(dtype=np.intp)
    return positions


def _is_numbered(index: pd.Index[Any]) -> bool:
    """Tell whether an index is the count of rows that pandas gives a table which has none."""
    return isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1 and index.name is None
