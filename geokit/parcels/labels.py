"""What the index of a caller's table says of its parcels: a named one is a column that pandas sets apart.

A table of ``set_index("宗地编码")`` has the same columns as before. The count of rows says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geokit.i18n import Words
from geokit.parcels.columns import map_columns, unique_names
from geokit.parcels.diagnostics import Notice
from geokit.parcels.table import COLUMN_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    Table = TypeVar("Table", bound=pd.DataFrame)

ID_FROM_INDEX: Final = "id_from_index"
_FROM_INDEX = Words(
    zh="没有一列认作地块编号，已采用表的索引（如“{first}”）",
    en="no column was recognised as the parcels' id: the table's index was taken (such as “{first}”)",
)


def with_labels(table: Table, columns: Mapping[str, str] | None = None) -> tuple[Table, list[Notice]]:
    """Return a table whose index stands among its columns as far as it says anything, and what is to be said of it.

    Names of the index are columns, the first ones. An index without a name is ``id`` where its labels are texts, each
    another, and no column is. The rows stay in their order; a table whose index says nothing is the same object.

    Parameters
    ----------
    table : DataFrame
        The caller's, with or without shapes.
    columns : mapping of str to str, optional
        Original column to canonical column.

    Examples
    --------
    >>> from geokit.testing import make_parcels, square
    >>> made = make_parcels([square(0, 0, 100)])[["phase", "geometry"]]
    >>> list(with_labels(made.set_axis(["DK-01"]))[0].columns), with_labels(made)[0] is made
    (['id', 'phase', 'geometry'], True)
    """
    index, named = table.index, own_labels(table)
    if named:
        levels = [index.get_level_values(at).array for at in named.values()]
        return _beside(table, dict(zip(named, levels, strict=True))), []
    if not _tells_parcels_apart(index) or _has_ids(table, columns):
        return table, []
    return _beside(table, {"id": index.array}), [Notice.of(ID_FROM_INDEX, _FROM_INDEX, first=index[0])]


def own_labels(table: pd.DataFrame) -> dict[Any, int]:
    """Return the levels of an index that have a name, by it, but for one that a column has too."""
    names = list(table.index.names)
    return {name: at for at, name in enumerate(names) if name is not None and name not in table.columns}


def is_canonical(table: pd.DataFrame) -> bool:
    """Tell whether a table has all canonical columns, as those have that geokit read, whichever is its index."""
    return set(COLUMN_NAMES) <= {*table.columns, *table.index.names}


def column_names(table: pd.DataFrame) -> list[str]:
    """Return what the columns of a table are called, each another.

    Of columns in several levels it is what stands lowest, where that tells them apart; of several that read alike the
    later ones get a number.

    Examples
    --------
    >>> column_names(pd.DataFrame(columns=pd.MultiIndex.from_tuples([("地块", "编号"), ("geometry", "")])))
    ['编号', 'geometry']
    """
    names = list(map(str, table.columns))
    if table.columns.nlevels > 1:
        parts = [[str(part) for part in each if part not in ("", None)] for each in table.columns]
        lowest = [each[-1] if each else "" for each in parts]
        names = lowest if len(set(lowest)) == len(lowest) else [" ".join(each) for each in parts]
    return names if len(set(names)) == len(names) else unique_names(names)


def _beside(table: Table, labels: Mapping[Any, Any]) -> Table:
    made = table.reset_index(drop=True)
    for at, (name, values) in enumerate(labels.items()):
        key = name if table.columns.nlevels == 1 else (name, *[""] * (table.columns.nlevels - 1))
        made.insert(at, key, pd.Series(values, index=made.index))
    return made


def _tells_parcels_apart(index: pd.Index[Any]) -> bool:
    if (
        isinstance(index, pd.RangeIndex | pd.MultiIndex)
        or not len(index)
        or pd.api.types.is_numeric_dtype(index)
    ):
        return False
    labels = np.asarray(index, dtype=object)
    return pd.api.types.infer_dtype(labels, skipna=False) == "string" and index.is_unique


def _has_ids(table: pd.DataFrame, columns: Mapping[str, str] | None) -> bool:
    names = column_names(table)
    chosen = {name: target for name, target in (columns or {}).items() if name in names}
    return "id" in map_columns(names, chosen).targets.values()
