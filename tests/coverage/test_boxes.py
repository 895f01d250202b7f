"""Boxes in the cells of a grid."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from geokit.coverage import boxes as boxes_module
from geokit.coverage.boxes import (
    BoxIndex,
    Cluster,
    ClusterBetween,
    cluster_between,
    cluster_within,
    count_overlapping,
    depth_of_cells,
    ends_of,
)
from geokit.coverage.survey import survey_coverage

if TYPE_CHECKING:
    from geokit.geometry.arrays import Floats

BOXES = np.array([[0, 0, 1, 1], [50, 50, 51, 51]], dtype=float)


@pytest.fixture(name="small_limits")
def _small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes_module, "MANY_NEIGHBOURS", 50)
    monkeypatch.setattr(boxes_module, "LARGE_CLUSTER", 100)
    monkeypatch.setattr(boxes_module, "MANY_PAIRS", 1_000)


def random_boxes(seed: int, count: int, span: float) -> Floats:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, span, (count, 2))
    return np.hstack([corners, corners + rng.exponential(span / 60, (count, 2))])


def lattice(columns: int, rows: int, step: float) -> Floats:
    """Return boxes that do not touch, row by row from the south-west."""
    corners = step * np.array([(x, y) for y in range(rows) for x in range(columns)])
    return np.hstack([corners, corners + step / 2])


def heap(count: int, place: float) -> Floats:
    """Return boxes that all lie on each other."""
    corners = np.random.default_rng(0).uniform(0, 20, (count, 2)) + place
    return np.hstack([corners, corners + np.array([60, 40])])


@pytest.mark.parametrize("chosen", [[True, True], [False, False]])
@pytest.mark.parametrize("count", [0, 2])
def test_of_no_boxes_none_is_near(chosen: list[bool], count: int) -> None:
    near = BoxIndex.of(BOXES, np.array(chosen)).near(BOXES[:count])
    assert near.tolist() == [0, 1][: count if chosen[0] else 0]
    assert near.dtype == np.int64


def cells_of(box: Floats, index: BoxIndex) -> set[tuple[int, int]]:
    """Return the cells that a box touches; what is beyond the grid counts at its rim."""
    ends = [np.clip((corner - index.low) / index.size, 0, index.cells - 1) for corner in (box[:2], box[2:])]
    return set(product(*(range(int(low), int(high) + 1) for low, high in zip(*ends, strict=True))))


@pytest.mark.parametrize("seed", range(4))
def test_near_are_those_that_share_a_cell_and_no_other(seed: int) -> None:
    boxes = random_boxes(seed, 400, 1_000)
    indexed = np.random.default_rng(seed).random(400) < 0.8
    few = np.vstack([random_boxes(seed + 9, 12, 1_100) - 50, [[-500, 300, -400, 310]]])
    index = BoxIndex.of(boxes, indexed)
    touched = set().union(*(cells_of(box, index) for box in few))
    expected = [at for at in np.flatnonzero(indexed).tolist() if cells_of(boxes[at], index) & touched]
    assert index.near(few).tolist() == expected
    assert 5 < len(expected) < 100


@pytest.mark.parametrize(("count", "cells"), [(1, 64), (64 * 64, 64), (65 * 65 - 1, 64), (65 * 65, 65)])
def test_a_grid_has_a_cell_a_box_and_spans_them(count: int, cells: int) -> None:
    boxes = random_boxes(0, count, 100)
    index = BoxIndex.of(boxes, np.ones(count, dtype=bool))
    assert index.cells == cells
    assert index.low == pytest.approx(boxes[:, :2].min(axis=0))
    assert index.low + index.cells * index.size == pytest.approx(boxes[:, 2:].max(axis=0))


def test_the_ends_of_boxes_are_of_all_of_them_and_infinite_of_none() -> None:
    low, high = ends_of(np.array([[3, -5, 4, -1], [-7, 2, 9, 8], [1, 0, 2, 11]], dtype=float))
    assert (low.tolist(), high.tolist()) == ([-7, -5], [9, 11])
    low, high = ends_of(np.empty((0, 4)))
    assert (low.tolist(), high.tolist()) == ([np.inf, np.inf], [-np.inf, -np.inf])


def test_a_cell_is_as_deep_as_boxes_cover_it() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 7, (2, 30))
    last = np.minimum(first + rng.integers(0, 4, (2, 30)), 6)
    expected = np.zeros((7, 7), dtype=int)
    for (x0, y0), (x1, y1) in zip(first.T, last.T, strict=True):
        expected[x0 : x1 + 1, y0 : y1 + 1] += 1
    assert depth_of_cells(first, last, 7).tolist() == expected.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_intervals_that_meet_are_counted_as_if_each_were_compared_with_each(seed: int) -> None:
    # Of whole numbers, many meet in an end alone.
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 30, 40).astype(float)
    intervals = np.stack([low, low + rng.integers(0, 6, 40)], axis=1)
    meet = [one[0] <= other[1] and other[0] <= one[1] for one, other in combinations(intervals, 2)]
    assert count_overlapping(intervals) == sum(meet)
    one, other = intervals[:25], intervals[25:]
    between = [left[0] <= right[1] and right[0] <= left[1] for left, right in product(one, other)]
    assert boxes_module._count_meeting(one, other) == sum(between)


def test_few_polygons_are_no_heap() -> None:
    assert len(cluster_within(BOXES)) == 0
    assert survey_coverage(shapely.box(*BOXES.T)).cluster == 0


@pytest.mark.usefixtures("small_limits")
def test_a_cluster_is_the_heap_and_none_of_what_lies_around() -> None:
    boxes = np.vstack([lattice(20, 20, 200), heap(150, 2_000), heap(150, 3_000), [[0, 0, 4_000, 4_000]]])
    cluster = cluster_within(boxes)
    in_it = set(cluster.positions.tolist())
    assert len(in_it) == len(cluster)
    assert {*range(400, 701)} <= in_it
    # What is not in a heap touches a cell of one.
    beside = boxes[sorted(in_it - {*range(400, 701)})]
    assert all(min(abs(corner - place).max() for place in (2_000, 3_000)) <= 200 for corner in beside[:, :2])
    assert (np.diff(boxes[cluster.positions, 0]) >= 0).all()


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize(("count", "expected"), [(100, 0), (101, 101)])
def test_a_heap_of_more_than_so_many_is_large(count: int, expected: int) -> None:
    assert len(cluster_within(heap(count, 0))) == expected


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize(("around", "expected"), [(20, 180), (19, 199)])
def test_what_lies_around_a_heap_is_left_out_where_it_is_a_tenth_at_least(around: int, expected: int) -> None:
    boxes = np.vstack([heap(180, 0), lattice(20, 1, 200)[:around] + 5_000])
    assert len(cluster_within(boxes)) == expected


@pytest.mark.parametrize(("count", "cells"), [(30, 4), (64, 4), (100, 5), (400, 10)])
def test_a_table_of_heaps_has_a_cell_for_four_boxes(
    monkeypatch: pytest.MonkeyPatch, count: int, cells: int
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        boxes_module, "depth_of_cells", lambda *given: asked.append(given[2]) or depth_of_cells(*given)
    )
    assert not boxes_module._may_be_clustered(heap(count, 0)).any()
    assert asked == [cells]


@pytest.mark.parametrize(("many", "is_deep"), [(59, True), (60, False)])
def test_in_a_heap_a_cell_has_more_than_so_many(
    monkeypatch: pytest.MonkeyPatch, *, many: int, is_deep: bool
) -> None:
    monkeypatch.setattr(boxes_module, "MANY_NEIGHBOURS", many)
    assert boxes_module._may_be_clustered(np.tile(BOXES[0], (60, 1))).tolist() == [is_deep] * 60


@pytest.mark.usefixtures("small_limits")
def test_of_boxes_that_begin_at_one_easting_the_southern_come_first() -> None:
    boxes = np.tile([0.0, 0.0, 9.0, 9.0], (120, 1))
    boxes[:, [1, 3]] -= np.arange(120)[:, None] // 2 / 100
    # Of two that begin in one corner the first does.
    expected = [at for pair in range(118, -1, -2) for at in (pair, pair + 1)]
    assert cluster_within(boxes).positions.tolist() == expected


@pytest.mark.usefixtures("small_limits")
def test_heaps_side_by_side_are_none_where_few_of_their_boxes_meet_along_an_axis() -> None:
    # 300 boxes in one row of which each meets a few: along the other axis all do.
    row = np.array([[x, 0, x + 2.5, 10] for x in range(300)], dtype=float)
    assert count_overlapping(row[:, [1, 3]]) == 300 * 299 // 2
    assert len(cluster_within(row)) == len(cluster_within(row[:, [1, 0, 3, 2]])) == 0


@pytest.mark.parametrize("block", [1, 7, 40, 100_000])
def test_a_polygon_of_a_cluster_is_compared_with_so_many_of_the_next(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(boxes_module, "_CLUSTER_BLOCK", block)
    positions = np.random.default_rng(0).permutation(30)
    blocks = [
        list(zip(left.tolist(), right.tolist(), strict=True))
        for left, right in Cluster(positions, 4, 0).pairs()
    ]
    expected = [
        (int(positions[at]), int(positions[other]))
        for at in range(30)
        for other in range(at + 1, min(at + 5, 30))
    ]
    assert [pair for each in blocks for pair in each] == expected
    assert max(map(len, blocks)) <= max(block, 4)
    assert len(blocks) == -(-30 // max(block // 4, 1))


@pytest.mark.parametrize("block", [1, 9, 100_000])
@pytest.mark.parametrize(("left", "right", "compared"), [(12, 30, 5), (30, 12, 5), (4, 4, 4), (1, 6, 2)])
def test_a_polygon_is_compared_with_so_many_that_lie_as_far_along_in_the_other_layer(
    monkeypatch: pytest.MonkeyPatch, left: int, right: int, compared: int, block: int
) -> None:
    monkeypatch.setattr(boxes_module, "_CLUSTER_BLOCK", block)
    blocks = list(ClusterBetween(np.arange(left) + 100, np.arange(right) + 500, compared, 0).pairs())
    starts = [min(at * right // left, right - compared) for at in range(left)]
    expected = [(100 + at, 500 + start + step) for at, start in enumerate(starts) for step in range(compared)]
    assert [pair for one, other in blocks for pair in zip(one, other, strict=True)] == expected
    assert len(blocks) == -(-left // max(block // compared, 1))


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize(
    ("left", "right", "compared"), [(60, 200, 16), (200, 60, 5), (400, 30, 2), (1_500, 5, 1)]
)
def test_of_two_heaps_as_many_pairs_are_compared_as_one_may(left: int, right: int, compared: int) -> None:
    cluster = cluster_between(np.tile(BOXES[0], (left, 1)), np.tile(BOXES[0], (right, 1)))
    assert cluster is not None
    assert (cluster.left.tolist(), cluster.right.tolist()) == ([*range(left)], [*range(right)])
    assert cluster.compared == compared
    assert cluster.left_out == left * right - compared * left


@pytest.mark.usefixtures("small_limits")
def test_a_heap_in_one_layer_is_none_between_two() -> None:
    assert cluster_between(heap(150, 0), BOXES + 500) is None
    assert cluster_between(BOXES + 500, heap(150, 0)) is None


def test_a_heap_is_what_the_module_says_it_is() -> None:
    in_a_cell = [
        boxes_module._may_be_clustered(np.tile(BOXES[0], (count, 1))).all() for count in (1_000, 1_001)
    ]
    assert in_a_cell == [False, True]
    assert [len(cluster_within(np.tile(BOXES[0], (count, 1)))) for count in (2_000, 2_001)] == [0, 2_001]
    # With one more to try together, each of so many would be compared with eleven.
    assert cluster_within(np.tile(BOXES[0], (9_091, 1))).compared == 10
