"""Outlines that cross themselves too often, and polygons that lie on each other by the thousand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import boxes, crossings, engines, overlaps
from geokit.coverage.crossings import Cells, _count_in_cells, crosses_more_than
from geokit.coverage.survey import survey_coverage
from geokit.parcels.overlaps import find_overlaps


def star(points: int) -> shapely.Polygon:
    angle = 2 * np.pi * np.arange(points) * (points // 2) / points
    return shapely.Polygon(np.stack([np.cos(angle), np.sin(angle)], axis=1) * 100)


@pytest.mark.slow
def test_an_entangled_outline_is_named_and_the_rest_is_surveyed() -> None:
    coverage = survey_coverage([star(4999), box(200, 0, 300, 100), box(290, 0, 400, 100)])
    assert coverage.faults.reasons == ("entangled",)
    assert coverage.faults.repaired.tolist() == [False]
    assert list(zip(coverage.left, coverage.right, coverage.area_m2, strict=True)) == [(1, 2, 1000)]


@pytest.mark.parametrize(("limit", "more"), [(9_999, True), (10_000, False)])
def test_crossings_are_counted_to_the_limit(limit: int, more: bool) -> None:  # noqa: FBT001 - a case
    at = np.arange(100) + 0.3
    across = np.stack(
        [np.stack([at * 0 - 1, at], axis=1), np.stack([at * 0 + 101, at + 0.1], axis=1)], axis=1
    )
    segments = np.concatenate([across, across[:, :, ::-1]])
    assert crosses_more_than(segments, limit) is more


def test_edges_that_share_ends_do_not_cross() -> None:
    angle = np.linspace(0, 2 * np.pi, 5_000)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert not crosses_more_than(np.stack([ring[:-1], ring[1:]], axis=1), 0)


def test_of_a_heap_some_pairs_are_compared_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MANY_NEIGHBOURS", 50)
    monkeypatch.setattr(boxes, "LARGE_CLUSTER", 100)
    monkeypatch.setattr(boxes, "MANY_PAIRS", 1_000)
    heap = [box(x, y, x + 100, y + 60) for x, y in np.random.default_rng(0).uniform(0, 20, (200, 2))]
    beside = [box(500, 0, 600, 60), box(590, 0, 700, 60), box(50, 30, 51, 31)]
    found = find_overlaps([*heap, *beside])
    compared = set(zip(found.left, found.right, strict=True))
    assert (200, 201) in compared
    assert 700 < len(compared) <= 1_000
    # Of the pairs that are compared a few do not meet.
    assert found.attrs["pairs_left_out"] + len(compared) == pytest.approx(201 * 200 // 2, abs=10)
    assert find_overlaps(beside).attrs["pairs_left_out"] == 0


def comb(teeth: int) -> shapely.Polygon:
    at = np.repeat(np.arange(2 * teeth), 2)[1:-1] + 0.5
    tips = np.tile([2.0 * teeth, 2.0 * teeth, 1.0, 1.0], teeth)[: len(at)]
    return shapely.Polygon([(0.5, 0), *zip(at, tips, strict=True), (2 * teeth - 0.5, 0)]).buffer(0)


@pytest.mark.parametrize("kept", [0, 2_000_000])
def test_combs_across_each_other_are_summed_and_not_overlaid(
    monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(crossings, "MANY_CROSSINGS", 1_000)
    monkeypatch.setattr(overlaps, "_KEPT_CROSSINGS", kept)
    upright = comb(30)
    across = shapely.transform(upright, lambda xy: xy[:, ::-1])
    [area_m2] = find_overlaps([upright, across]).area_m2
    assert area_m2 == pytest.approx(upright.intersection(across).area)


def ragged(points: int) -> shapely.Polygon:
    angle = 2 * np.pi * np.arange(points) / points
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.where(np.arange(points) % 2, 50, 49)[:, None]
    return shapely.Polygon(ring, [[(-1, -1), (1, -1), (1, 1), (-1, 1)]])


@pytest.mark.parametrize("near", [0.0, 100.0])
def test_a_ring_of_many_vertices_is_a_face_as_it_stands(monkeypatch: pytest.MonkeyPatch, near: float) -> None:
    layer = [ragged(400), box(near + 40, -10, near + 60, 10), box(300, 0, 400, 100)]
    expected = survey_coverage(layer)
    monkeypatch.setattr(engines, "_MANY_VERTICES", 100)
    found = survey_coverage(layer)
    assert found.gaps.area_m2.tolist() == expected.gaps.area_m2.tolist() == [4]
    assert found.gaps.proven
    assert found.area_m2 == pytest.approx(expected.area_m2)


def test_of_two_heaps_on_each_other_some_pairs_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MANY_NEIGHBOURS", 50)
    monkeypatch.setattr(boxes, "LARGE_CLUSTER", 100)
    monkeypatch.setattr(boxes, "MANY_PAIRS", 1_000)
    places = np.random.default_rng(0).uniform(0, 20, (2, 100, 2))
    left, right = ([box(x, y, x + 100, y + 60) for x, y in each] for each in places)
    beside = [box(500, 0, 600, 60), box(50, 30, 51, 31)]
    found = find_overlaps([*left, *beside], [*right, *beside])
    compared = set(zip(found.left, found.right, strict=True))
    assert (100, 100) in compared
    assert 700 < len(compared) <= 1_000
    # All that lie on each other, and the one pair beside them; of those that are compared some do not meet.
    assert found.attrs["pairs_left_out"] + len(compared) == pytest.approx(101 * 101 + 1, abs=20)
    assert find_overlaps(beside, left).attrs["pairs_left_out"] == 0


@pytest.mark.parametrize(("many", "is_left_whole"), [(2_500, True), (2_499, False)])
def test_up_to_twice_as_many_pairs_as_are_compared_are_no_heap(
    monkeypatch: pytest.MonkeyPatch, *, many: int, is_left_whole: bool
) -> None:
    monkeypatch.setattr(boxes, "MANY_NEIGHBOURS", 50)
    monkeypatch.setattr(boxes, "LARGE_CLUSTER", 100)
    monkeypatch.setattr(boxes, "MANY_PAIRS", many)
    heap = np.tile([0.0, 0.0, 9.0, 9.0], (150, 1))
    # 50 times 100 pairs between two layers.
    assert (boxes.cluster_between(heap[:50], heap[50:]) is None) == is_left_whole
    # 101 times 100 / 2 pairs of one.
    monkeypatch.setattr(boxes, "MANY_PAIRS", many + 25)
    assert (len(boxes.cluster_within(heap[:101])) == 0) == is_left_whole


def test_the_pairs_of_cells_are_those_of_the_edges_in_each() -> None:
    cells = crossings.Cells(np.arange(10), np.array([1, 2, 3, 4]), np.zeros((4, 2), dtype=np.int64), 1.0)
    assert cells.pairs == 0 + 1 + 3 + 6


def test_every_pair_of_a_cluster_is_compared_or_counted_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MANY_NEIGHBOURS", 50)
    monkeypatch.setattr(boxes, "LARGE_CLUSTER", 100)
    monkeypatch.setattr(boxes, "MANY_PAIRS", 1_000)
    count = 200
    cluster = boxes.cluster_within(np.tile([0.0, 0.0, 9.0, 9.0], (count, 1)))
    compared = {
        (min(pair), max(pair)) for left, right in cluster.pairs() for pair in zip(left, right, strict=True)
    }
    assert len(compared) == cluster.compared * count - sum(range(cluster.compared + 1)) > 0
    assert len(compared) + cluster.left_out == count * (count - 1) // 2


def test_edges_that_are_not_tried_count_as_if_each_crossed_each() -> None:
    parallel = np.array([[[0, at], [1, at]] for at in range(3)], dtype=float)
    cells = Cells.of(parallel)
    assert cells.pairs > 0
    assert _count_in_cells(cells, parallel, 99, tried=False) == cells.pairs
    assert _count_in_cells(cells, parallel, 99, tried=True) == 0
