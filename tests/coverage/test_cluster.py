"""Polygons that a Dask collection holds, computed by Dask's own threads."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geokit.coverage import cluster
from geokit.coverage.cluster import is_collection, spread
from geokit.errors import CrsError, InputError
from geokit.testing import square

if TYPE_CHECKING:
    from typing import Any

dask = pytest.importorskip("dask")
dask_geopandas = pytest.importorskip("dask_geopandas")

SHAPES = np.array([square(100 * at, 0, 100) for at in range(5)], dtype=object)
WEST = shapely.bounds(SHAPES)[:, 0].tolist()


def table(rows: slice, crs: int | None = 4548, **columns: Any) -> gpd.GeoDataFrame:
    numbers = np.arange(len(SHAPES))[rows]
    return gpd.GeoDataFrame({"number": numbers, **columns}, geometry=SHAPES[rows], crs=crs)


class Partitions:
    """A collection of tables, whatever they hold."""

    def __init__(self, *tables: object) -> None:
        self._tables = [dask.delayed(each) for each in tables]

    def to_delayed(self) -> list[Any]:
        return self._tables

    def __dask_graph__(self) -> None: ...


def test_columns_system_and_polygons_are_those_of_the_table():
    whole = table(slice(None))
    columns, polygons = spread(dask_geopandas.from_geopandas(whole, npartitions=3))
    pd.testing.assert_frame_equal(columns, pd.DataFrame({"number": range(5)}))
    assert polygons.crs == whole.crs
    assert len(polygons) == len(SHAPES)
    assert shapely.equals_exact(polygons[[4, 0, 2]], SHAPES[[4, 0, 2]]).all()
    assert polygons.order.tolist() == [0, 1, 2, 3, 4]


def test_a_function_is_given_what_was_asked_for_of_each_part():
    _, polygons = spread(Partitions(table(slice(3)), table(slice(3, None))))
    asked = np.array([1, 2, 3])
    found = polygons.over_parts(
        lambda shapes, at: (at.tolist(), shapely.bounds(shapes)[:, 0].tolist()), asked
    )
    assert found == [([1, 2], WEST[1:3]), ([3], WEST[3:4])]
    # Under other positions, of which some are none.
    some = polygons.of_rows(np.array([4, 1]))
    assert shapely.equals_exact(some[[0, 1]], SHAPES[[4, 1]]).all()


def test_parts_are_made_of_pieces_of_others():
    _, polygons = spread(Partitions(table(slice(3)), table(slice(3, None))))
    other = polygons.parted([np.array([4, 0]), np.array([1, 2, 3])])
    assert other.order.tolist() == [0, 4, 1, 2, 3]
    assert shapely.equals_exact(other[np.arange(5)], SHAPES).all()


def test_a_column_that_stands_in_one_partition_only_is_named():
    with pytest.raises(InputError) as caught:
        spread(Partitions(table(slice(3)), table(slice(3, None), batch="1")))
    assert caught.value.fields["columns"] == ["batch"]
    assert caught.value.fields["part"] == 1


@pytest.mark.parametrize(
    ("other", "called"),
    [
        (4547, "is in CGCS2000 / 3-degree Gauss-Kruger CM 114E, those before"),
        (None, "is in no system, those before"),
    ],
)
def test_a_partition_in_another_system_is_named(other: int | None, called: str):
    with pytest.raises(CrsError, match=re.escape(called)) as caught:
        spread(Partitions(table(slice(3)), table(slice(3, 4)), table(slice(4, None), crs=other)))
    assert caught.value.fields["part"] == 2


def test_partitions_without_shapes_are_refused():
    with pytest.raises(InputError, match="hold no shapes"):
        spread(Partitions(pd.DataFrame({"number": [1]})))


def test_why_a_collection_cannot_be_computed_is_said():
    def broken() -> gpd.GeoDataFrame:
        raise ValueError("no such table")

    collection = Partitions()
    collection._tables = [dask.delayed(broken)()]
    with pytest.raises(InputError, match=r"cannot be computed: .*no such table"):
        spread(collection)


def test_a_series_of_polygons_is_a_collection_and_a_table_is_none():
    whole = table(slice(None))
    columns, polygons = spread(dask_geopandas.from_geopandas(whole.geometry, npartitions=2))
    assert columns.shape == (len(SHAPES), 0)
    assert shapely.equals_exact(polygons[np.arange(5)], SHAPES).all()
    assert not is_collection(whole)
    assert is_collection(Partitions())


@pytest.mark.parametrize("held", [[], [0], [-1], [3, 4, 5], [0, 1, 2], [-1, 0, 1], [2, 4], [5, 4], [4, -1]])
def test_positions_travel_as_the_ends_of_a_run_or_whole(held: list[int]):
    packed = cluster._packed(np.array(held, dtype=np.int32))
    assert packed().tolist() == held
    is_run = len(held) > 0 and held == [*range(held[0], held[0] + len(held))] and held[0] >= 0
    assert (packed.func is np.arange) == is_run


def test_what_dask_keeps_is_brought_as_it_is_computed(monkeypatch: pytest.MonkeyPatch):
    values = [SimpleNamespace(key=f"part-{number}") for number in range(3)]
    came: list[str] = []
    monkeypatch.setattr(
        cluster, "fetched", lambda some: came.extend(each.key for each in some) or [some[0].key]
    )
    distributed = SimpleNamespace(futures_of=list, as_completed=lambda futures: futures[::-1])
    monkeypatch.setitem(sys.modules, "distributed", distributed)
    assert cluster.fetched_each(values) == ["part-0", "part-1", "part-2"]
    assert came == ["part-2", "part-1", "part-0"]
    # Without a cluster nothing is computed before it is asked for: they come in their order.
    for without in (SimpleNamespace(futures_of=lambda _: []), None):
        came.clear()
        monkeypatch.setitem(sys.modules, "distributed", without)
        assert cluster.fetched_each(values) == came == ["part-0", "part-1", "part-2"]
