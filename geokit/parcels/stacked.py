"""Canonical columns of large tables in the memory that their values take: of those without a value there is one array."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from geokit.parcels.table import COLUMN_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray


def stacked_frames(frames: Sequence[gpd.GeoDataFrame], extra: Sequence[str]) -> gpd.GeoDataFrame:
    """Return tables one above another: the canonical columns, others that each of them has, and the geometry.

    Examples
    --------
    >>> import shapely
    >>> from geokit.parcels.table import parcel_frame
    >>> frames = [parcel_frame({"id": [name]}, [shapely.box(0, 0, 1, 1)]) for name in "AB"]
    >>> whole = stacked_frames(frames, [])
    >>> whole["id"].tolist(), whole["phase"].tolist()
    (['A', 'B'], [None, None])
    """
    blank = set.intersection(*map(blank_columns, frames))
    filled = [name for name in COLUMN_NAMES if name not in blank]
    whole = pd.concat([frame[[*filled, *extra, "geometry"]] for frame in frames], ignore_index=True)
    for name in filled:
        whole[name] = _in_one_piece(whole[name])
    nothing = pd.Series(nothing_in(whole), index=whole.index, dtype=object, copy=False)
    for place, name in enumerate(COLUMN_NAMES):
        if name in blank:
            whole.insert(place, name, nothing)
    return whole


def _in_one_piece(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of Arrow's texts as one array: in one of many pieces a single text is found slowly."""
    dtype: Any = column.dtype
    if not isinstance(dtype, pd.StringDtype) or dtype.storage != "pyarrow":
        return column
    texts: Any = column.array
    whole = cast("Any", dtype).__from_arrow__(texts.__arrow_array__().combine_chunks())
    return pd.Series(whole, index=column.index, copy=False)


def blank_columns(frame: pd.DataFrame) -> set[str]:
    """Return the canonical columns of text in which there is nothing but None."""
    # Most of them share one array, which is looked through once.
    known: dict[int, bool] = {}
    found = set()
    for name in COLUMN_NAMES:
        if frame[name].dtype == object:
            values = frame[name].to_numpy()
            address = values.__array_interface__["data"][0]
            if address not in known:
                known[address] = is_blank(values)
            if known[address]:
                found.add(name)
    return found


def nothing_in(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Return as many None as a table has rows: those of a blank column, where it has one."""
    for name in sorted(blank_columns(frame)) if set(COLUMN_NAMES) <= set(frame.columns) else ():
        return frame[name].to_numpy()
    return np.empty(len(frame), dtype=object)  # objects that were never set are None


def is_blank(values: NDArray[np.object_]) -> bool:
    """Return whether there is nothing but None."""
    return all(value is None for value in values[:1]) and bool(cast("Any", np.equal)(values, None).all())


def compact(values: Any) -> pd.Series[Any]:
    """Return values in less memory: texts that repeat themselves once each, and others as Arrow has them.

    Arrow's texts have no None, only NaN, which is another thing to whoever asks for one: a column with a gap stays.

    Examples
    --------
    >>> compact(np.array(["A", "B"], dtype=object)).dtype, compact(np.array(["A"] * 8, dtype=object)).dtype
    (<StringDtype(na_value=nan)>, dtype('O'))
    """
    if values.dtype != object:
        return pd.Series(values, copy=False)
    if not _are_texts(values):
        return pd.Series(values, dtype="object", copy=False)
    if len(pd.unique(values[:_LOOKED_AT])) <= len(values[:_LOOKED_AT]) // _REPEATED_AMONG_FIRST:
        codes, distinct = pd.factorize(values)
        if len(distinct) <= len(values) // _REPEATED:
            # Without its dtype pandas would make text of objects.
            return pd.Series(np.array([*distinct, None], dtype=object)[codes], dtype="object", copy=False)
    texts = _texts(values)
    return pd.Series(values, dtype="object", copy=False) if texts is None else pd.Series(texts, copy=False)


def _are_texts(values: Any) -> bool:
    """Return whether objects are texts, but for those that are missing: among others, those that are equal may read differently."""
    return pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty")


def _texts(values: NDArray[np.object_]) -> Any:
    """Return texts as Arrow has them; None where one is missing, or is half a letter."""
    import pyarrow as pa

    kept: Any = pd.StringDtype("pyarrow", na_value=np.nan)
    try:
        texts = pa.array(values, type=pa.large_string(), from_pandas=True)
    except UnicodeEncodeError:
        return None
    return None if texts.null_count else kept.__from_arrow__(texts)


# Texts that stand in a column so often on the average are kept once. Of a column whose first texts nearly all differ that
# is not asked: it takes as long as all the rest.
_REPEATED, _REPEATED_AMONG_FIRST, _LOOKED_AT = 4, 2, 2_000


def packed(values: pd.Series[Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """Return a function and what it makes a compact column of again, in few bytes: a value that all rows have, or repeated texts.

    Examples
    --------
    >>> make, given = packed(pd.Series(["A", None, "A", "A", "A"], dtype="object"))
    >>> list(make(*given)), given[0]
    (['A', None, 'A', 'A', 'A'], array([ 0, -1,  0,  0,  0], dtype=int8))
    >>> make, given = packed(pd.Series([7, 7]))
    >>> make(*given), given[0]
    (array([7, 7]), 2)
    """
    if values.dtype == object:
        codes, distinct = pd.factorize(values) if _are_texts(values) else (values, values)
        if len(distinct) <= len(values) // _REPEATED:
            return _of_codes, (codes.astype(np.min_scalar_type(-len(distinct) - 1)), [*distinct, None])
    elif isinstance(values.dtype, np.dtype) and len(values) and (values == values.iloc[0]).all():
        return np.full, (len(values), values.iloc[0])
    return partial(pd.Series, dtype=values.dtype, copy=False), (values.array,)


def _of_codes(codes: NDArray[np.integer], distinct: list[Any]) -> pd.Series[Any]:
    # Without its dtype pandas would make text of objects.
    return pd.Series(np.array(distinct, dtype=object)[codes], dtype="object", copy=False)
