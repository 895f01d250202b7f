"""Types of arrays, and the few functions on them that more than one floor needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    # One geometry or several; what is missing is None.
    LayerLike: TypeAlias = (
        BaseGeometry
        | Sequence[BaseGeometry | None]
        | npt.NDArray[np.object_]
        | gpd.GeoSeries
        | gpd.GeoDataFrame
    )

_FLAT: Final = 2
_HIGH: Final = 3

Shapes: TypeAlias = npt.NDArray[np.object_]
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]


def empty_shapes(count: int) -> Shapes:
    """Return an array of `count` missing geometries."""
    return np.empty(count, dtype=object)  # objects that were never set are None


def has_m(shapes: Shapes) -> Bools:
    """Return which geometries have M values, beside heights or without."""
    with_m: Bools = shapely.get_coordinate_dimension(shapes) - shapely.has_z(shapes) > _FLAT
    return with_m


def without_m(shapes: Shapes) -> Shapes:
    """Return geometries without M values; heights stay.

    Examples
    --------
    >>> [
    ...     shape.wkt
    ...     for shape in without_m(shapely.from_wkt(["POINT M (1 2 3)", "POINT ZM (1 2 3 4)", "POINT (1 2)"]))
    ... ]
    ['POINT (1 2)', 'POINT Z (1 2 3)', 'POINT (1 2)']
    """
    with_m = has_m(shapes)
    if not with_m.any():
        return shapes
    made = shapes.copy()
    high = with_m & shapely.has_z(shapes)
    made[with_m & ~high] = shapely.force_2d(shapes[with_m & ~high])
    made[high] = shapely.from_wkb(shapely.to_wkb(shapes[high], output_dimension=_HIGH))
    return made


def flat(shapes: Shapes) -> Shapes:
    """Return geometries without heights and M values, in an array of their own; those that have none are the same.

    Examples
    --------
    >>> [shape.wkt for shape in flat(shapely.from_wkt(["POINT Z (1 2 3)", "POINT M (1 2 3)", "POINT (1 2)"]))]
    ['POINT (1 2)', 'POINT (1 2)', 'POINT (1 2)']
    """
    made = shapes.copy()
    high = shapely.get_coordinate_dimension(shapes) > _FLAT
    made[high] = shapely.force_2d(shapes[high])
    return made


# Rows of large arrays that are taken at once: what is made on the way of all of them would take as much memory as they do.
_A_SLICE = 250_000

# The last bits of a key that are looked at first.
_END_BITS = 16


def slices(count: int) -> Iterator[slice]:
    """Yield slices that cover so many rows.

    Examples
    --------
    >>> list(slices(300_000))
    [slice(0, 250000, None), slice(250000, 300000, None)]
    """
    for start in range(0, count, _A_SLICE):
        yield slice(start, min(start + _A_SLICE, count))


# To look whether values ascend takes a fraction of looking for them.
_MANY_TIMES = 16


def found_among(ordered: Ints, values: Ints) -> tuple[Ints, Ints]:
    """Return which rows of some values are among ascending ones, and where there.

    Examples
    --------
    >>> found_among(np.array([2, 5, 9]), np.array([9, 3, 2]))
    (array([0, 2]), array([2, 0]))
    """
    if len(ordered) == 0 or len(values) == 0:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    if len(values) > _MANY_TIMES * len(ordered) and (values[1:] > values[:-1]).all():
        # The few are looked for among the many, instead of each of these among them.
        there, rows = found_among(values, ordered)
        return rows, there
    found = np.searchsorted(ordered, values).clip(max=len(ordered) - 1)
    rows = np.flatnonzero(ordered[found] == values)
    return rows, found[rows]


def repeated_rows(keys: npt.NDArray[Any]) -> Ints:
    """Return the rows of keys that are not the only ones with theirs.

    Examples
    --------
    >>> repeated_rows(np.array([7, 3, 7, 5]))
    array([0, 2])
    """
    ordered = np.sort(keys)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    del ordered
    found = [_rows_among(repeated, keys[rows]) + rows.start for rows in slices(len(keys))]
    return np.concatenate([np.empty(0, dtype=np.int64), *found])


def _rows_among(ordered: npt.NDArray[Any], keys: npt.NDArray[Any]) -> Ints:
    """Return the rows of keys that are among a few: most are told apart from them by their last bits."""
    ends = np.zeros(1 << _END_BITS, dtype=bool)
    ends[_ends_of(ordered)] = True
    possible = np.flatnonzero(ends[_ends_of(keys)])
    return possible[found_among(ordered, keys[possible])[0]]


def _ends_of(keys: npt.NDArray[Any]) -> npt.NDArray[Any]:
    ends: npt.NDArray[Any] = keys & keys.dtype.type((1 << _END_BITS) - 1)
    return ends


def ragged_positions(starts: Ints, counts: Ints) -> Ints:
    """Return the positions of ragged slices, one slice after the other.

    Examples
    --------
    >>> ragged_positions(np.array([10, 40]), np.array([3, 2]))
    array([10, 11, 12, 40, 41])
    """
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    positions: Ints = np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - counts), counts)
    return positions


def measured(measure: Callable[[Shapes], Any], shapes: Shapes, positions: Ints) -> Floats:
    """Return a measure of the shape at each position, taken once of each: one in many pairs may be large."""
    distinct, places = np.unique(positions, return_inverse=True)
    values: Floats = measure(shapes[distinct])[places]
    return values


def as_array(values: Iterable[Any]) -> Shapes:
    """Return values as an array of objects of one dimension, even where each is a sequence itself."""
    listed = list(values)
    array = np.empty(len(listed), dtype=np.object_)
    array[:] = listed
    return array
