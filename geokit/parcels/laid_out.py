"""A large source of parcels, read window by window: its columns in one table, its polygons in parts that lie elsewhere.

The parts go to files of a temporary folder, or are kept by Dask. Columns that are not canonical are left in the source:
nothing that is looked for in parcels is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from geokit.coverage.cluster import ClusterPolygons
from geokit.coverage.layers import Layer, boxes_of
from geokit.coverage.parted import PartedPolygons, PartFolder, StoredPolygons, encoded_shapes
from geokit.errors import InputError
from geokit.geometry.arrays import Bools, Floats, empty_shapes
from geokit.geometry.threads import in_threads
from geokit.parcels.parted import PartedTable
from geokit.parcels.table import COLUMN_NAMES, assembled_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pyarrow as pa


class Window(Protocol):
    """Some of the rows of a source; it can be pickled."""

    def read(self) -> gpd.GeoDataFrame:
        """Return the rows as a canonical table."""


@dataclass(frozen=True, eq=False)
class Laid:
    """What is kept of a window besides its polygons: canonical columns, those without a value left out, and boxes."""

    columns: dict[str, Any]
    bounds: Floats
    polygonal: Bools
    crs: Any
    attrs: dict[str, Any]

    @classmethod
    def of(cls, frame: gpd.GeoDataFrame) -> Laid:
        """Take a canonical table apart."""
        _, bounds, polygonal = boxes_of(frame.geometry.to_numpy(), np.arange(len(frame)))
        columns = {name: frame[name].to_numpy() for name in COLUMN_NAMES}
        filled = {name: values for name, values in columns.items() if not _is_blank(values)}
        return cls(filled, bounds, polygonal, frame.crs, dict(frame.attrs))

    def __len__(self) -> int:
        return len(self.bounds)


def _is_blank(values: Any) -> bool:
    return values.dtype == object and bool(np.equal(values, None).all())


def lay_out(windows: Sequence[Window], *, in_cluster: bool = False) -> tuple[PartedTable, list[InputError]]:
    """Read windows, and keep their columns together and their polygons apart.

    Parameters
    ----------
    windows : sequence of Window
        In the order of the source.
    in_cluster : bool
        Whether Dask reads them and keeps the polygons.

    Returns
    -------
    PartedTable
        Canonical columns, and the polygons.
    list of InputError
        Why windows could not be read: the others are there.
    """
    found, parts = _read_by_dask(windows) if in_cluster else _read_to_files(windows)
    laid = [each if isinstance(each, Laid) else None for each in found]
    problems = [each for each in found if isinstance(each, InputError)]
    if problems and not any(laid):
        raise problems[0]
    sizes = [len(each) if each else 0 for each in laid]
    ends = np.cumsum([0, *sizes])
    positions = [np.arange(start, end) for start, end in zip(ends, ends[1:], strict=False)]
    read = [each for each in laid if each]
    table = _joined(read)
    bounds = np.concatenate([np.empty((0, 4)), *(each.bounds for each in read)])
    polygonal = np.concatenate([np.empty(0, dtype=bool), *(each.polygonal for each in read)])
    layer = Layer(parts(positions), table.crs, bounds, polygonal)
    return PartedTable(table, layer.arranged()), problems


def _joined(laid: Sequence[Laid]) -> gpd.GeoDataFrame:
    """Return the columns of all windows as one canonical table without shapes; they are taken from the windows."""
    count = sum(map(len, laid))
    columns: dict[str, Any] = {}
    for name in COLUMN_NAMES:
        if not any(name in each.columns for each in laid):
            continue
        columns[name] = np.concatenate(
            [each.columns.pop(name) if name in each.columns else empty_shapes(len(each)) for each in laid]
        )
    table = assembled_frame(columns, empty_shapes(count), crs=laid[0].crs, extra=None)
    table.attrs = dict(laid[0].attrs)
    return table


def _read_to_files(windows: Sequence[Window]) -> tuple[list[Laid | InputError], Any]:
    folder = PartFolder()

    def lay(number: int) -> Laid | InputError:
        found, encoded = _lay(windows[number])
        folder.store(number, encoded)
        return found

    return in_threads(lay, range(len(windows))), lambda positions: StoredPolygons(folder, positions)


def _read_by_dask(windows: Sequence[Window]) -> tuple[list[Laid | InputError], Any]:
    import dask

    pairs = dask.persist(*[dask.delayed(_lay, pure=False)(window) for window in windows])
    found = dask.compute(*[dask.delayed(_first)(pair) for pair in pairs])
    encoded = [dask.delayed(_second)(pair) for pair in pairs]
    return list(found), lambda positions: ClusterPolygons(encoded, positions)


def _lay(window: Window) -> tuple[Laid | InputError, pa.Array]:
    try:
        frame = window.read()
    except InputError as error:
        return error, encoded_shapes(empty_shapes(0))
    return Laid.of(frame), encoded_shapes(frame.geometry.to_numpy())


def _first(pair: tuple[Laid | InputError, pa.Array]) -> Laid | InputError:
    return pair[0]


def _second(pair: tuple[Laid | InputError, pa.Array]) -> pa.Array:
    return pair[1]
