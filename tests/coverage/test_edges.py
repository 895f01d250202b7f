import sys
import warnings

import numpy as np
import pytest
import shapely

from geokit.coverage import array_kernel, kernels
from geokit.coverage.edges import sum_edges
from geokit.coverage.kernels import EdgeTable, Kernel, kernel_for
from geokit.errors import SpeedWarning
from geokit.geometry.arrays import Floats, Ints, Shapes
from geokit.geometry.rings import Rings, offsets_of
from geokit.geometry.threads import in_threads, threads_limited

loop_kernel = pytest.importorskip("geokit.coverage.loop_kernel")

KERNELS = [Kernel.of(array_kernel), Kernel.of(loop_kernel)]
SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=float)
both = pytest.mark.parametrize("kernel", KERNELS, ids=["arrays", "loops"])


def remaining(kernel: Kernel, *runs: Floats, weights: list[int]) -> dict[tuple[float, ...], int]:
    """Return what is left of runs of vertices: west end, east end, and how often from west to east."""
    table = kernel.new_table()
    starts = np.cumsum([0, *map(len, runs)])
    table.add(np.concatenate(runs), starts, np.array(weights))
    return left_in(table)


def left_in(table: EdgeTable) -> dict[tuple[float, ...], int]:
    segments, counts = table.remaining()
    assert len(table) == len(counts)
    rows = zip(segments.reshape(-1, 4).tolist(), counts.tolist(), strict=True)
    return {tuple(min(r, r[2:] + r[:2])): count if r <= r[2:] + r[:2] else -count for r, count in rows}


@both
def test_a_shared_edge_leaves_nothing(kernel: Kernel) -> None:
    left = remaining(kernel, SQUARE, np.add(SQUARE, [1, 0]), weights=[1, 1])
    assert len(left) == 6
    assert (1, 0, 1, 1) not in left


@both
def test_an_edge_that_two_run_along_the_same_way_counts_twice(kernel: Kernel) -> None:
    assert set(remaining(kernel, SQUARE, SQUARE, weights=[1, 1]).values()) == {2, -2}
    assert remaining(kernel, SQUARE, SQUARE, weights=[1, -1]) == {}
    assert set(remaining(kernel, *[SQUARE] * 300, weights=[1] * 300).values()) == {300, -300}


@both
def test_a_weight_of_zero_leaves_a_ring_out(kernel: Kernel) -> None:
    assert remaining(kernel, SQUARE, weights=[0]) == {}


@both
def test_an_edge_without_length_is_no_edge(kernel: Kernel) -> None:
    assert len(remaining(kernel, np.repeat(SQUARE, 2, axis=0), weights=[1])) == 4


@both
def test_zero_has_no_sign(kernel: Kernel) -> None:
    assert remaining(kernel, SQUARE, np.where(SQUARE == 0, -0.0, SQUARE), weights=[1, -1]) == {}


@pytest.mark.parametrize("grid_m", [0.0, 0.5])
def test_on_a_grid_zero_has_no_sign(grid_m: float) -> None:
    given = np.array([[-0.0, 0.0], [-0.2, 0.2]]) if grid_m else np.array([[-0.0, 0.0]])
    placed = array_kernel.on_grid(given, grid_m)
    assert not placed.any()
    assert not np.signbit(placed).any()


@both
def test_edges_cancel_across_blocks_while_the_table_grows(kernel: Kernel) -> None:
    table = kernel.new_table()
    corners = np.stack(np.meshgrid(np.arange(60.0), np.arange(60.0)), axis=-1).reshape(-1, 2)
    for weight in (1, -1):
        for block in np.array_split(corners, 7):
            rings = (block[:, None] * 3 + SQUARE).reshape(-1, 2)
            table.add(rings, np.arange(len(block) + 1) * 5, np.full(len(block), weight))
        assert len(table) == (4 * len(corners) if weight == 1 else 0)


@both
def test_tables_of_parts_add_up_to_the_table_of_the_whole(
    kernel: Kernel, messy_layers: tuple[Shapes, ...]
) -> None:
    rings = Rings.of(np.concatenate(messy_layers))
    parts = np.array_split(np.random.default_rng(0).permutation(len(rings)), 7)

    def added(some: Ints) -> EdgeTable:
        table = kernel.new_table()
        vertices = [rings.coordinates[rings.offsets[at] : rings.offsets[at + 1]] for at in some]
        table.add(np.concatenate(vertices), offsets_of(rings.counts[some]), np.ones(len(some), np.int64))
        return table

    def merged(tables: list[EdgeTable]) -> EdgeTable:
        total = kernel.new_table()
        for table in tables:
            total.add_segments(*table.remaining())
        return total

    # Each thread fills a table of its own.
    with threads_limited(4):
        tables = in_threads(added, parts)
    whole = left_in(added(np.arange(len(rings))))
    assert len(whole) > 1_000
    assert left_in(merged(tables)) == whole
    assert (
        left_in(merged([merged(tables[4:]), merged([tables[2], tables[0]]), tables[3], tables[1]])) == whole
    )


@both
def test_vertices_are_rounded_on_the_way(kernel: Kernel) -> None:
    table = kernel.new_table()
    near = np.add(SQUARE, [40_440_000.2, 0.1])
    table.add(
        np.concatenate([np.add(SQUARE, [40_440_000, 0]), near]), np.array([0, 5, 10]), np.array([1, -1]), 0.5
    )
    assert len(table) == 0
    area_m2, star = kernel.measure_rings(np.multiply(SQUARE, [1, 0.2]), np.array([0, 5]), 0.5)
    assert (area_m2.tolist(), star.tolist()) == ([0], [False])


@both
def test_a_spike_thinner_than_the_grid_stays_as_a_wall(kernel: Kernel) -> None:
    ring = [(0, 0), (8, 0), (8, 3.999), (16, 4), (8, 4.001), (8, 8), (0, 8)]
    # Of one ring, and of a polygon that is taken apart since it has a hole.
    holed = shapely.Polygon(ring, [[(2, 2), (2, 3), (3, 3), (3, 2)]])
    for shape in (shapely.Polygon(ring), holed):
        found = sum_edges(np.array([shape], dtype=object), np.array([0]), grid_m=0.25, kernel=kernel)
        assert found.walls.tolist() == [[[8, 4], [16, 4]]]
        assert not (found.segments == 16).any()
        # Among others, and about an origin.
        layer = np.array([shapely.box(30, 0, 40, 8), shape, holed, shapely.box(50, 0, 60, 8)], dtype=object)
        found = sum_edges(layer, np.arange(4), grid_m=0.25, kernel=kernel)
        assert found.walls.tolist() == [[[8, 4], [16, 4]]] * 2
        local = found.about(np.array([2.0, 1.0]))
        assert local.walls.tolist() == [[[6, 3], [14, 3]]] * 2
        assert (local.segments + np.array([2.0, 1.0])).tolist() == found.segments.tolist()
        assert local.residue().walls.tolist() == [[[6, 3], [14, 3]]]


@both
def test_what_is_not_laid_out_as_loops_need_it_is_counted_too(kernel: Kernel) -> None:
    frozen = np.asfortranarray(SQUARE)
    frozen.flags.writeable = False
    table = kernel.new_table()
    table.add(frozen, np.array([0, 5], dtype=np.int32), np.array([1], dtype=np.int32))
    table.add(SQUARE[::-1], np.array([0, 5]), np.array([1]))
    assert len(table) == 0
    assert kernel.measure_rings(frozen, np.array([0, 5]), 0.0)[0].tolist() == [1]


@both
def test_a_ring_is_measured_in_its_direction(kernel: Kernel) -> None:
    dart = np.array([[0, 0], [4, 4], [0, 1], [-4, 4], [0, 0]], dtype=float)
    eight = np.array([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]], dtype=float)
    pentagram = np.array([[np.sin(turn), np.cos(turn)] for turn in np.arange(6) * 4 * np.pi / 5])
    rings = [SQUARE, SQUARE[::-1], dart, eight, pentagram]
    area_m2, star = kernel.measure_rings(np.concatenate(rings), np.cumsum([0, *map(len, rings)]))
    assert area_m2[:4].tolist() == [1, -1, 4, 0]
    assert star.tolist() == [True, True, False, False, False]


@both
def test_thin_rings_far_from_the_origin_keep_their_area(kernel: Kernel) -> None:
    ring = np.add([[0, 0], [64, 0], [64, 2**-10], [0, 2**-10], [0, 0]], [40_440_000.0, 2_560_000.0])
    area_m2, star = kernel.measure_rings(ring, np.array([0, 5]))
    assert area_m2.tolist() == [pytest.approx(0.0625, rel=1e-9)]
    assert star.tolist() == [True]


@pytest.mark.parametrize("index", range(50))
def test_both_forms_find_the_same(messy_layers: tuple[Shapes, ...], index: int) -> None:
    shapes = messy_layers[index]
    rings = Rings.of(shapes)
    (arrays_m2, arrays_star), (loops_m2, loops_star) = (
        kernel.measure_rings(rings.coordinates, rings.offsets) for kernel in KERNELS
    )
    assert loops_m2 == pytest.approx(arrays_m2, rel=1e-9, abs=1e-9)
    assert loops_star.tolist() == arrays_star.tolist()
    runs = np.split(rings.coordinates, rings.offsets[1:-1])
    weights = np.where(arrays_m2 > 0, 1, -1).tolist()
    arrays, loops = (remaining(kernel, *runs, weights=weights) if runs else {} for kernel in KERNELS)
    assert arrays == loops


@pytest.mark.parametrize("seed", range(5))
def test_both_forms_walk_the_same_lines(seed: int) -> None:
    random = np.random.default_rng(seed)
    partners = np.full(200, -1)
    met = random.permutation(200)[: 40 * seed].reshape(-1, 2)
    partners[met] = met[:, ::-1]
    arrays, loops = ([each.tolist() for each in kernel.walk_lines(partners)] for kernel in KERNELS)
    assert arrays == loops
    # Each segment is walked once.
    assert len(arrays[0]) == 100 + max(arrays[1]) + 1


def test_edges_with_the_same_hash_stay_apart_in_arrays() -> None:
    keys = np.array([[0, 0, 1, 1], [0, 0, 2, 2], [0, 0, 1, 1]], dtype=float)
    order = array_kernel._grouped(keys, np.zeros(3, dtype=np.uint64))
    assert keys[order].tolist() in (keys[[0, 2, 1]].tolist(), keys[[1, 0, 2]].tolist())


def test_edges_with_the_same_hash_stay_apart_in_loops() -> None:
    rows, key = np.zeros((8, 6), dtype=np.uint64), np.uint64(7)
    rows[0] = [key, 1, 10, 11, 12, 13]
    find, shift = loop_kernel._find, np.uint64(61)

    def edge(*values: int) -> tuple[np.uint64, ...]:
        return tuple(np.uint64(value) for value in values)

    assert find(rows, shift, key, edge(10, 11, 12, 13)) == (0, 1)
    assert find(rows, shift, key, edge(12, 13, 10, 11)) == (0, -1)
    assert find(rows, shift, key, edge(10, 11, 12, 99)) == (1, 0)


def test_small_layers_do_not_wait_for_a_compiler() -> None:
    assert kernel_for(1_000).new_table is array_kernel.EdgeTable
    assert kernel_for(1_000_000).new_table is loop_kernel.EdgeTable


def test_without_numba_large_layers_use_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(kernels.importlib, "import_module", missing)
    assert kernel_for(1_000_000).new_table is array_kernel.EdgeTable


def test_a_large_layer_without_numba_is_told_once_what_it_would_bring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernels._warn_once.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kernels.warn_without_loops(1_000_000)
    monkeypatch.setitem(sys.modules, "geokit.coverage.loop_kernel", None)
    kernels.warn_without_loops(49_999)
    with pytest.warns(SpeedWarning, match=r"geokit-parks\[fast\]") as said:
        kernels.warn_without_loops(50_000)
    kernels.warn_without_loops(60_000)
    kernels._warn_once.cache_clear()
    # The line of whoever called geokit.
    assert [each.filename for each in said] == [__file__]
