"""The polygons of a layer that a Dask collection holds.

Dask schedules, retries, moves and spills what is computed here; nothing of it is done by geokit. Without a cluster that
the caller has connected to, Dask's own threads do the work.
"""

from __future__ import annotations

import importlib
import itertools
import sys
from collections import Counter
from concurrent.futures import CancelledError
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from geokit.coverage.parted import PartedPolygons, Task, decoded
from geokit.coverage.remembered import Remembered
from geokit.errors import CrsError, GeokitError, InputError
from geokit.geometry.threads import threads_limited
from geokit.geometry.wkb import wkb_of
from geokit.i18n import Words
from geokit.land.crs.titles import crs_name
from geokit.system_reasons import system_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd
    import pyarrow as pa
    from dask.delayed import Delayed

    from geokit.geometry.arrays import Ints, Shapes

_NO_SHAPES = Words(
    zh="Dask 集合的分区没有几何：需要 dask_geopandas 的 GeoDataFrame 或 GeoSeries",
    en="the partitions of the Dask collection hold no shapes: a dask_geopandas GeoDataFrame or GeoSeries is needed",
)
_PARTS_DIFFER = Words(
    zh="Dask 集合的分区 {part}（从 0 起）在 {own}，而前面的分区在 {other}；请先统一坐标系",
    en="partition {part} (from 0) of the Dask collection is in {own}, those before it in {other}; bring them into one system "
    "first",
)
_COLUMNS_DIFFER = Words(
    zh="Dask 集合的分区 {part}（从 0 起）与前面的分区列不一致，只在一方出现的列：{columns}",
    en="partition {part} (from 0) of the Dask collection has other columns than those before it; not in both: {columns}",
)
_NOT_COMPUTED = Words(zh="Dask 集合无法计算：{reason}", en="the Dask collection cannot be computed: {reason}")
_CLUSTER_LOST = Words(
    zh="Dask 集群未能完成计算：{reason}；内存不足时请加大工作进程的内存或增加工作进程；由 geokit 启动的工作进程用"
    "所给的内存{option:memory}",
    en="the Dask cluster did not finish: {reason}; where memory is short, give its workers more, or add some; those that geokit "
    "starts share what is allowed{option:memory}",
)

_KILLED = Words(
    zh="负责同一部分的工作进程相继终止",
    en="the workers that took one part on ended one after the other",
)


def is_collection(value: object) -> bool:
    """Return whether a value is a table or a series of Dask, which has not been computed."""
    # A delayed value has any attribute that it is asked for; its class has not.
    return all(hasattr(type(value), name) for name in ("to_delayed", "__dask_graph__"))


def later(function: Callable[..., Any], *values: Any) -> Any:
    """Return what a function will give of values that Dask holds, or will."""
    # Within a partial a value is one thing to Dask, and not looked through for collections.
    return _dask().delayed(partial(_in_one_thread, function), pure=False)(*values)


def _in_one_thread(function: Callable[..., Any], *values: Any) -> Any:
    # Dask knows how many tasks its cores can take.
    with threads_limited(1):
        return function(*values)


def kept(values: Sequence[Any]) -> Sequence[Any]:
    """Let Dask compute values and keep them."""
    return _by_engine(_dask().persist, values)


def fetched(values: Sequence[Any]) -> Sequence[Any]:
    """Let Dask compute values, and bring them here."""
    return _by_engine(_dask().compute, values)


def fetched_each(values: Sequence[Any]) -> list[Any]:
    """Bring here what Dask keeps, each value as soon as it is computed."""
    found = {number: fetched([values[number]])[0] for number in _as_computed(values)}
    return [found[number] for number in range(len(values))]


def _as_computed(values: Sequence[Any]) -> Iterator[int]:
    """Yield the numbers of values that Dask keeps; without a cluster they are computed."""
    distributed = sys.modules.get("distributed")
    futures = [] if distributed is None else distributed.futures_of(list(values))
    if not futures or distributed is None:
        yield from range(len(values))
        return
    numbers = {each.key: number for number, each in enumerate(values)}
    for future in distributed.as_completed(futures):
        yield numbers[future.key]


def _by_engine(work: Callable[..., Sequence[Any]], values: Sequence[Any]) -> Sequence[Any]:
    """Return what Dask makes of values; where it is Dask that fails, that is said in a sentence.

    Raises
    ------
    InputError
        Workers died, or the scheduler is gone.
    """
    try:
        return work(*values)
    except Exception as error:
        if isinstance(error, CancelledError) or type(error).__module__.startswith("distributed"):
            is_killed = type(error).__name__ == "KilledWorker"
            raise InputError(_CLUSTER_LOST, reason=_KILLED if is_killed else system_reason(error)) from error
        raise


def _dask() -> Any:
    return importlib.import_module("dask")


class ClusterPolygons(PartedPolygons):
    """Polygons that Dask holds.

    Parameters
    ----------
    parts : sequence of Delayed
        Each an Arrow array of polygons, persisted.
    positions : sequence of ndarray of int64
        The positions of the polygons in each part, as for :class:`~geokit.coverage.parted.PartedPolygons`.
    crs : pyproj.CRS or None
        The system that they lie in.
    """

    def __init__(self, parts: Sequence[Delayed], positions: Sequence[Ints], crs: Any = None) -> None:
        super().__init__(positions)
        self._parts, self.crs = parts, crs
        self._remembered = Remembered()

    def shapes_at(self, positions: Ints) -> Shapes:
        """Return the polygons at positions; each way to the workers and back takes as long as work on ten thousand of them."""
        return self._remembered.taken(positions, super().shapes_at)

    def run(self, tasks: Sequence[Task]) -> Sequence[Any]:
        """Return what tasks give, computed where Dask sees fit."""
        wanted = [
            later(partial(_run, task), self._parts[task.part], _packed(self._positions[task.part]))
            for task in tasks
        ]
        return fetched(wanted)

    def taken(self, wanted: Sequence[tuple[int, Ints]]) -> list[Shapes]:
        """Return polygons of some parts; they travel as they are held, in one piece."""
        encoded = fetched([later(partial(_taken, rows), self._parts[part]) for part, rows in wanted])
        return [decoded(each) for each in encoded]

    def parted(self, parts: Sequence[Ints]) -> ClusterPolygons:
        """Return the same polygons in other parts; Dask moves them."""
        pieces = self.pieces(parts)
        cut = [
            later(partial(_cut, rows_of), encoded)
            for encoded, rows_of in zip(self._parts, pieces, strict=True)
        ]
        joined = [later(_joined, [each[number] for each in cut]) for number in range(len(parts))]
        return ClusterPolygons(kept(joined), self.pieced(parts, pieces), self.crs)

    def under(self, positions: Sequence[Ints]) -> ClusterPolygons:
        """Return the same parts under other positions."""
        return ClusterPolygons(self._parts, positions, self.crs)


def _packed(positions: Ints) -> partial[Ints]:
    """Return what makes positions again: of a run of them its ends."""
    if len(positions) and positions[0] >= 0 and bool((np.diff(positions) == 1).all()):
        return partial(np.arange, positions[0], positions[-1] + 1)
    return partial(np.asarray, positions)


def _taken(rows: Ints, encoded: pa.Array) -> pa.Array:
    return encoded.take(rows)


def _cut(rows_of: Sequence[Ints], encoded: pa.Array) -> list[pa.Array]:
    return [encoded.take(rows) for rows in rows_of]


def _joined(pieces: Sequence[pa.Array]) -> pa.Array:
    import pyarrow as pa

    return pa.concat_arrays(list(pieces))


def _run(task: Task, encoded: pa.Array, positions: partial[Ints]) -> Any:
    return task.run(encoded, positions())


def spread(collection: Any) -> tuple[pd.DataFrame, ClusterPolygons]:
    """Return the columns of a collection, and its polygons where Dask holds them.

    Parameters
    ----------
    collection : dask_geopandas.GeoDataFrame or GeoSeries
        Its partitions are computed once and kept by Dask as Arrow arrays.

    Returns
    -------
    DataFrame
        The columns besides the geometry, partition after partition.
    ClusterPolygons
        The geometries, by their positions in it.

    Raises
    ------
    InputError
        Partitions have no geometry, or different columns, or cannot be computed.
    CrsError
        They are in different systems.
    """
    import pandas as pd

    partitions, found = _computed(collection)
    tables, systems = [table for table, _ in found], [crs for _, crs in found]
    _require_one_system(systems, tables)
    ends = np.cumsum([0, *map(len, tables)])
    positions = [np.arange(start, end) for start, end in itertools.pairwise(ends)]
    encoded = [later(_encoded, each) for each in partitions]
    return pd.concat(tables), ClusterPolygons(encoded, positions, systems[0] if systems else None)


def _computed(collection: Any) -> tuple[Sequence[Any], Sequence[tuple[pd.DataFrame, Any]]]:
    """Return the partitions of a collection as Dask keeps them, and what is known of each."""
    try:
        partitions = kept([later(_split, each) for each in collection.to_delayed()])
        return partitions, fetched([later(_about, each) for each in partitions])
    except GeokitError:
        raise
    except Exception as error:
        # What a partition is made by is the caller's, and may raise whatever it likes.
        raise InputError(_NOT_COMPUTED, reason=system_reason(error)) from error


def _split(partition: Any) -> tuple[pd.DataFrame, pa.Array, Any]:
    """Return the columns of a partition, its geometries encoded, and their system."""
    import pandas as pd

    shapes = getattr(partition, "geometry", None)
    if shapes is None:
        raise InputError(_NO_SHAPES)
    frame = partition if isinstance(partition, pd.DataFrame) else partition.to_frame("geometry")
    columns = pd.DataFrame(frame.drop(columns=frame.active_geometry_name))
    array = np.asarray(shapes.array, dtype=object)
    return columns, wkb_of(array), shapes.crs


def _about(split: tuple[pd.DataFrame, pa.Array, Any]) -> tuple[pd.DataFrame, Any]:
    return split[0], split[2]


def _encoded(split: tuple[pd.DataFrame, pa.Array, Any]) -> pa.Array:
    return split[1]


def _require_one_system(systems: Sequence[Any], tables: Sequence[pd.DataFrame]) -> None:
    for part, (system, table) in enumerate(zip(systems, tables, strict=True)):
        if system != systems[0]:
            raise CrsError(_PARTS_DIFFER, part=part, own=_called(system), other=_called(systems[0]))
        differing = Counter(map(str, table.columns))
        differing.subtract(map(str, tables[0].columns))
        if any(differing.values()):
            names = [name for name, count in differing.items() if count]
            raise InputError(_COLUMNS_DIFFER, part=part, columns=names)


def _called(crs: Any) -> object:
    return crs_name(crs) if crs is not None else Words(zh="无坐标系", en="no system")
