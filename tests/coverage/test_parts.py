"""However a layer is parted, wherever its polygons lie, the survey finds the same, bit by bit."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geokit.coverage import cluster, forms, parts
from geokit.coverage.cluster import ClusterPolygons
from geokit.coverage.edges import EdgeSum, sum_edges
from geokit.coverage.layers import Layer
from geokit.coverage.part_files import PartFolder
from geokit.coverage.parted import PartedPolygons, StoredPolygons, Task
from geokit.coverage.parts import Beside, Moved, OfVertices, Patched, extended, over_parts
from geokit.coverage.search import Engine, Search
from geokit.coverage.survey import Coverage, survey
from geokit.errors import InputError
from geokit.geometry.encoded import EncodedShapes
from geokit.geometry.wkb import wkb_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geokit.geometry.arrays import Ints, Shapes

ENGINES: tuple[Engine, ...] = ("auto", "plain", "cancelling", "rounding")
PARTS = (1, 2, 7, 64)


def stored(shapes: Shapes, positions: Sequence[Ints]) -> StoredPolygons:
    folder = PartFolder()
    for number, held in enumerate(positions):
        folder.store(number, wkb_of(shapes[held]))
    return StoredPolygons(folder, positions)


def in_dask(shapes: Shapes, positions: Sequence[Ints]) -> ClusterPolygons:
    dask = pytest.importorskip("dask")
    return ClusterPolygons([dask.delayed(wkb_of(shapes[held])) for held in positions], positions)


def facts(found: Coverage) -> tuple[object, ...]:
    """Return everything that a survey says, bit by bit."""
    arrays = (found.left, found.right, found.area_m2, found.equal, found.left_share, found.right_share,
              found.thickness_m, found.gaps.area_m2, found.faults.positions, found.faults.repaired, found.copy_of)  # fmt: skip
    shapes = (found.shapes, found.gaps.shapes, found.faults.places)
    return (
        *(array.tobytes() for array in arrays),
        *(tuple(shapely.to_wkb(each)) for each in shapes),
        found.gaps.neighbours,
        found.gaps.proven,
        found.faults.reasons,
        found.pairs_left_out,
    )


def province(rng: np.random.Generator, size: int = 40) -> Shapes:
    """Return a coverage with faults where parts meet: overlaps, copies, a plan on it, a hole, a park over all, a bow-tie."""
    x, y = np.meshgrid(np.arange(size + 1) * 10.0, np.arange(size + 1) * 10.0)
    nodes = np.round(np.stack([x, y], -1) + rng.uniform(-2, 2, (*x.shape, 2)), 3) + np.array(
        [467_000.0, 2_583_000.0]
    )
    rings = np.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]], axis=2)
    cells = shapely.polygons(rings.reshape(-1, 4, 2))
    at = size * (size // 2) + size // 2
    hole = np.array([at, at + 1, at + size, at + size + 1])  # one hole across four cells
    moved = shapely.transform(cells[[3, size + 3, at - 5]], lambda xy: xy + np.array([1.5, 0.25]))
    others = [
        *moved,
        cells[7],
        shapely.normalize(cells[7]),
        cells[size * 3].reverse(),
        shapely.box(467_020, 2_583_020, 467_020 + 6 * size, 2_583_020 + 6 * size),  # as large as many parts
        shapely.Polygon(
            [(467_001, 2_583_001), (467_009, 2_583_009), (467_009, 2_583_001), (467_001, 2_583_009)]
        ),
        None,
        shapely.Polygon(),
        shapely.Point(467_000, 2_583_000),
    ]
    return np.array([*np.delete(cells, hole), *others], dtype=object)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("order", ["sorted", "shuffled"])
@pytest.mark.parametrize("place", [stored, in_dask])
def test_every_partition_gives_the_answer_of_the_whole(
    place: Callable[[Shapes, Sequence[Ints]], PartedPolygons], engine: Engine, order: str
) -> None:
    rng = np.random.default_rng(7)
    shapes = province(rng)
    search = Search(0.01, 0.001, engine=engine)
    whole = facts(survey(Layer.of(shapes, None), search))
    for count in PARTS:
        held = rng.permutation(len(shapes)) if order == "shuffled" else np.arange(len(shapes))
        layer = Layer.of(place(shapes, np.array_split(held, count)), None)
        assert facts(survey(layer, search)) == whole
        assert facts(survey(layer.arranged(), search)) == whole


@pytest.mark.parametrize("seed", range(50))
def test_messy_layers_in_parts_are_the_whole(messy_layers: tuple[Shapes, ...], seed: int) -> None:
    shapes, rng = messy_layers[seed], np.random.default_rng(seed)
    order = rng.permutation(len(shapes))
    cuts = np.sort(rng.integers(0, len(shapes) + 1, rng.integers(0, 6)))
    for engine in ENGINES:
        search = Search(0.01, 0.001, engine=engine)
        parted = Layer.of(stored(shapes, np.split(order, cuts)), None)
        assert facts(survey(parted, search)) == facts(survey(Layer.of(shapes, None), search))


def test_the_form_is_chosen_alike_when_a_sample_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_SMALL", 200)
    monkeypatch.setattr(forms, "_SAMPLE", 100)
    rng = np.random.default_rng(3)
    shapes = province(rng)[:-11]
    chosen = []
    for given in (shapes, jittered(rng, shapes, 1e-7), jittered(rng, shapes, 0.2)):
        layer = Layer.of(given, None)
        positions = np.flatnonzero(layer.polygonal)
        found = forms.summed_edges(layer, positions, Search(0.01, 0.001))
        shuffled = forms.summed_edges(layer, rng.permutation(positions), Search(0.01, 0.001))
        assert (found is None) == (shuffled is None)
        chosen.append(None if found is None else found[0])
        if found and shuffled:
            assert found[1].segments.tobytes() == shuffled[1].segments.tobytes()
    assert chosen[0] == 0.0
    assert chosen[1] is not None
    assert 0 < chosen[1] <= 0.001
    assert np.log2(chosen[1]) == round(np.log2(chosen[1]))
    assert chosen[2] is None


def jittered(rng: np.random.Generator, shapes: Shapes, size_m: float) -> Shapes:
    """Return polygons whose corners are moved each for itself, so that neighbours share none."""
    rings = [shapely.get_coordinates(shape)[:-1] for shape in shapes]
    return shapely.polygons([ring + rng.uniform(-size_m, size_m, ring.shape) for ring in rings])


@pytest.mark.parametrize("grid_m", [0.0, 2.0**-10])
def test_sums_of_edges_add_up_in_any_grouping(grid_m: float) -> None:
    rng = np.random.default_rng(11)
    shapes = province(rng)[:-3]
    whole = sum_edges(shapes, np.arange(len(shapes)), grid_m=grid_m)
    order = rng.permutation(len(shapes))
    sums = [sum_edges(shapes[part], part, grid_m=grid_m) for part in np.array_split(order, 9)]
    for grouped in (sums, sums[::-1], [EdgeSum.added(sums[:4]), EdgeSum.added(sums[4:])]):
        added = EdgeSum.added(grouped)
        assert added.residue().segments.tobytes() == EdgeSum.added([whole]).residue().segments.tobytes()
        assert added.residue().counts.tolist() == EdgeSum.added([whole]).residue().counts.tolist()
        assert added.invalid.tolist() == whole.invalid.tolist()
        assert added.edge_count == whole.edge_count


def test_polygons_elsewhere_are_fetched_as_from_an_array() -> None:
    shapes = province(np.random.default_rng(5), size=6)
    elsewhere = stored(shapes, np.array_split(np.random.default_rng(1).permutation(len(shapes)), 4))
    mask = np.arange(len(shapes)) % 3 == 0
    assert len(elsewhere) == len(shapes)
    for chosen in (np.array([5, 2, 5]), mask, np.empty(0, dtype=np.int64), np.array([-1])):
        assert list(shapely.to_wkb(elsewhere[chosen])) == list(shapely.to_wkb(shapes[chosen]))
    assert elsewhere[3] == shapes[3]
    patched = Patched(elsewhere, np.array([3]), np.array([None], dtype=object))
    assert patched[3] is None
    assert patched[4] == shapes[4]
    moved = Moved(elsewhere, lambda some: shapely.transform(some, lambda xy: xy + 1))
    assert moved[3].equals(shapely.transform(shapes[3], lambda xy: xy + 1))
    assert sum(over_parts(lambda some, _: len(some), elsewhere, np.flatnonzero(mask))) == mask.sum()


def test_some_rows_of_replaced_polygons_are_a_layer_of_their_own() -> None:
    shapes = shapely.box(np.arange(4), 0, np.arange(4) + 1, 1)
    others = shapely.box(np.arange(2), 5, np.arange(2) + 1, 6)
    some = Patched(shapes, np.array([1, 3]), others).of_rows(np.array([0, 2, 3]))
    assert len(some) == 3
    assert shapely.equals_exact(some[np.arange(3)], [shapes[0], shapes[2], others[1]]).all()


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_polygons_are_moved_however_they_are_asked_for(*, is_elsewhere: bool) -> None:
    shapes, rng = province(np.random.default_rng(5), size=6), np.random.default_rng(1)
    held = stored(shapes, np.array_split(rng.permutation(len(shapes)), 4)) if is_elsewhere else shapes
    layer = Moved(held, lambda some: shapely.transform(some, lambda xy: xy + 1))
    expected = shapely.to_wkb(shapely.transform(shapes, lambda xy: xy + 1))

    def told(some: Shapes, at: Ints) -> list[tuple[int, bytes]]:
        return list(zip(at.tolist(), shapely.to_wkb(some), strict=True))

    at = np.array([2, 3, 11, 20])
    found = [each for part in over_parts(told, layer, at) for each in part]
    assert sorted(found) == list(zip(at.tolist(), expected[at], strict=True))
    assert sorted(layer.order.tolist()) == list(range(len(layer)))
    for each in (layer.of_rows(at), layer.arranged(layer.order[::-1]).of_rows(at)):
        assert list(shapely.to_wkb(each[np.arange(len(at))])) == list(expected[at])


def test_polygons_travel_as_they_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = province(np.random.default_rng(5), size=6)
    elsewhere = in_dask(shapes, np.array_split(np.arange(len(shapes)), 3))
    came: list[str] = []

    def noted(values: Sequence[Any]) -> Sequence[Any]:
        found = fetched(values)
        came.extend(type(each).__name__ for each in found)
        return found

    fetched = cluster.fetched
    monkeypatch.setattr(cluster, "fetched", noted)
    at = np.array([20, 3, 4])
    assert list(shapely.to_wkb(elsewhere[at])) == list(shapely.to_wkb(shapes[at]))
    assert came == ["LargeBinaryArray"] * 2


def test_the_folder_of_parts_goes_with_the_last_that_refers_to_it() -> None:
    elsewhere = stored(province(np.random.default_rng(5), size=4), [np.arange(10)])
    path = elsewhere._folder.path
    assert path.is_dir()
    del elsewhere
    assert not path.exists()


def test_neighbours_come_into_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    shapes = province(rng, size=80)
    order = rng.permutation(len(shapes))
    layer = Layer.of(stored(shapes, np.array_split(order, 16)), None)
    left = [
        sum(len(each.counts) for each in over_parts(sum_edges, given.shapes, np.flatnonzero(layer.polygonal)))
        for given in (layer, layer.arranged())
    ]
    assert left[1] < left[0] / 3
    monkeypatch.setattr(parts, "_NEAR", 1e9)
    assert layer.arranged() is layer


def test_polygons_beside_those_that_lie_elsewhere_are_searched_with_them() -> None:
    rng = np.random.default_rng(5)
    shapes = province(rng)
    others, rows = shapes[[3, 7, 40]], np.flatnonzero(rng.random(len(shapes)) < 0.8)
    whole = np.concatenate([shapes[rows], others])
    elsewhere = extended(stored(shapes, np.array_split(rng.permutation(len(shapes)), 5)), rows, others)
    assert (
        shapely.to_wkb(elsewhere[elsewhere.order]).tolist() == shapely.to_wkb(whole[elsewhere.order]).tolist()
    )
    some = np.append(np.arange(0, len(whole), 3), len(whole) - 1)
    for layer, expected in (
        (Layer.of(elsewhere, None).arranged(), whole),
        (Layer.of(elsewhere.of_rows(some), None), whole[some]),
    ):
        for engine in ENGINES:
            search = Search(0.01, 0.001, engine=engine)
            assert facts(survey(layer, search)) == facts(survey(Layer.of(expected, None), search))


def test_the_collector_rests_while_a_part_is_looked_at() -> None:
    shapes = shapely.box(np.arange(3), 0, np.arange(3) + 1, 1)
    polygons = stored(shapes, [np.arange(2), np.arange(2, 3)])
    assert polygons.over_parts(lambda *_: gc.isenabled(), np.arange(3)) == [False, False]
    # A worker runs a task by itself.
    assert Task(0, None, lambda *_: gc.isenabled()).run(wkb_of(shapes), np.arange(3)) is False
    assert gc.isenabled()


def test_a_partition_is_a_table_or_a_column_of_shapes() -> None:
    table = gpd.GeoDataFrame({"id": ["A"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4548)
    for partition, columns in ((table, ["id"]), (table.geometry, [])):
        others, encoded, crs = cluster._split(partition)
        assert (list(others.columns), len(others), len(encoded), crs) == (columns, 1, 1, table.crs)
    with pytest.raises(InputError):
        cluster._split(pd.DataFrame({"id": ["A"]}))


def test_workers_that_end_one_after_the_other_are_told_in_words():
    scheduler = pytest.importorskip("distributed.scheduler")

    def lost(*_):
        raise scheduler.KilledWorker("part-1", SimpleNamespace(address="tcp://127.0.0.1:1"), 3)

    with pytest.raises(InputError) as caught:
        cluster._by_engine(lost, [])
    assert "took one part on ended one after the other" in caught.value.localize("en")
    assert "相继终止" in caught.value.localize("zh")
    assert "part-1" not in caught.value.localize("en")


def test_what_is_asked_beside_is_kept_and_what_is_asked_for_returned() -> None:
    shapes = shapely.box(np.arange(4), 0, np.arange(4) + 1, np.arange(4) + 1)
    beside = Beside(lambda some, at: (at.tolist(), shapely.area(some).tolist()))
    found = beside.over_parts(lambda some, at: len(some) * at[0], shapes, np.array([1, 3]))
    assert found == [2]
    assert beside.found == [([1, 3], [2.0, 4.0])]
    beside.over_parts(lambda *_: None, shapes, np.array([0]))
    assert beside.found[1:] == [([0], [1.0])]


def test_a_function_of_vertices_takes_polygons_as_they_are_encoded() -> None:
    shapes = shapely.box(np.arange(3), 0, np.arange(3) + 1, 1)
    elsewhere = stored(shapes, [np.array([1, 0]), np.array([2])])

    def kind(some: object, _: object) -> type:
        return type(some)

    assert set(elsewhere.over_parts(OfVertices(kind), np.arange(3))) == {EncodedShapes}
    assert set(elsewhere.over_parts(kind, np.arange(3))) == {np.ndarray}
    found = EdgeSum.added(elsewhere.over_parts(OfVertices(sum_edges), np.arange(3)))
    assert found.segments.tobytes() == sum_edges(shapes, np.arange(3)).segments.tobytes()


def test_one_square_in_so_many_is_taken() -> None:
    points = np.stack(np.meshgrid(np.arange(100) * 10.0, np.arange(100) * 10.0), axis=-1).reshape(-1, 2)
    powers, counts = np.unique(forms._rarity(points, 10.0, 16), return_counts=True)
    assert powers.tolist() == [1, 2, 4, 8, 16]
    # Each is half as many as the one before; the last is all that is left.
    assert counts == pytest.approx(len(points) / np.array([2, 4, 8, 16, 16]), rel=0.15)
    assert (forms._rarity(points + 4.0, 10.0, 16) == forms._rarity(points, 10.0, 16)).all()


def test_a_sample_is_a_part_and_takes_a_polygon_by_any_corner() -> None:
    shapes = shapely.box(np.arange(300) * 7.0, 0, np.arange(300) * 7.0 + 23, np.arange(300) % 40 + 5)
    assert forms._Sample(shapes, 1.0, 2).is_part
    assert not forms._Sample(shapes, 1.0, 1).is_part
    corners = shapely.get_coordinates(shapes).reshape(len(shapes), 5, 2)[:, :4]
    powers = [forms._rarity(corners[:, at], 10.0, 64) for at in range(4)]
    assert (forms._rarest_corners(shapely.bounds(shapes), 10.0, 64) == np.max(powers, axis=0)).all()


def test_replaced_and_further_polygons_are_fetched_one_and_all() -> None:
    shapes = shapely.box(np.arange(5), 0, np.arange(5) + 1, 1)
    others = shapely.box(np.arange(2), 5, np.arange(2) + 1, 6)
    elsewhere = stored(shapes, [np.array([3, 0, 4]), np.array([1, 2])])
    patched = Patched(elsewhere, np.array([1, 4]), others)
    expected = [shapes[0], others[0], shapes[2], shapes[3], others[1]]
    again = patched.arranged(np.array([4, 3, 2, 1, 0]))
    for layer in (patched, again):
        assert len(layer) == 5
        assert shapely.equals_exact(layer[np.arange(5)], expected).all()
        assert shapely.equals_exact(layer[np.arange(5) > 2], expected[3:]).all()
        assert [layer[at].wkt for at in (0, 1)] == [each.wkt for each in expected[:2]]
    assert patched.order.tolist() == [3, 0, 4, 1, 2]
    assert [sorted(part) for part in np.split(again.order, [3])] == [[2, 3, 4], [0, 1]]
    longer = extended(elsewhere, np.array([0, 2, 3]), others)
    expected = [shapes[0], shapes[2], shapes[3], *others]
    for layer in (longer, longer.arranged(np.array([4, 2, 3, 1, 0]))):
        assert len(layer) == 5
        assert shapely.equals_exact(layer[np.arange(5)], expected).all()
        assert [layer[at].wkt for at in (-1, 2, 3)] == [expected[at].wkt for at in (-1, 2, 3)]
        assert sorted(layer.order.tolist()) == [*range(5)]
        counted = layer.over_parts(lambda some, at: (len(some), sorted(at.tolist())), np.array([1, 2]))
        assert sum(count for count, _ in counted) == 2
        assert sorted(each for _, at in counted for each in at) == [1, 2]
        assert len(layer.over_parts(lambda *_: 1, np.array([1, 4]))) == 2
        some = layer.of_rows(np.array([1, 3]))
        assert shapely.equals_exact(some[np.arange(2)], [expected[1], expected[3]]).all()
