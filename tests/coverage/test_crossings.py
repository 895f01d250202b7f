"""Outlines that cross themselves too often, and polygons that lie on each other by the thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import boxes, crossings, engines, overlaps
from geokit.coverage.crossings import (
    Cells,
    _count_in_cells,
    _edges_in_common,
    _pass_through,
    crosses_more_than,
    have_many_crossings,
    have_many_crossings_between,
)
from geokit.coverage.survey import survey_coverage
from geokit.parcels.overlaps import find_overlaps

if TYPE_CHECKING:
    from geokit.geometry.arrays import Bools, Floats


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


def scribble(seed: int, edges: int = 60) -> Floats:
    """Return edges short and long about a plane, some of which share an end, or stand along an axis."""
    rng = np.random.default_rng(seed)
    start = rng.uniform(100, 200, (edges, 2))
    end = start + rng.normal(size=(edges, 2)) * rng.choice([1, 8, 40], (edges, 1))
    end[: edges // 6, 0] = start[: edges // 6, 0]
    end[edges // 6 : edges // 3, 1] = start[edges // 6 : edges // 3, 1]
    start[edges // 2 :: 3] = end[edges // 2 - 1 : -1 : 3][: len(start[edges // 2 :: 3])]
    return np.stack([start, end], axis=1)


def lines_of(segments: Floats) -> list[shapely.LineString]:
    return list(shapely.linestrings(segments))


def crossing(segments: Floats) -> Bools:
    """Return which edges cross which besides where they share an end, each compared with each."""
    lines = np.array(lines_of(segments))
    crosses = shapely.crosses(lines[:, None], lines[None])
    ends = segments[:, None, :, None] == segments[None, :, None, :]
    return np.triu(crosses & ~ends.all(axis=-1).any(axis=(2, 3)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("full", "depth", "block"), [(10, 12, 1 << 19), (2, 12, 7), (1, 3, 30)])
def test_crossings_are_as_many_as_where_each_edge_is_tried_with_each(
    monkeypatch: pytest.MonkeyPatch, seed: int, full: int, depth: int, block: int
) -> None:
    for name, value in {
        "_FULL_CELL": full,
        "_DEPTH": depth,
        "_BLOCK": block,
        "_TRIED_AN_EDGE": 10**6,
    }.items():
        monkeypatch.setattr(crossings, name, value)
    segments = scribble(seed)
    count = int(crossing(segments).sum())
    assert count > 30
    assert [crosses_more_than(segments, limit) for limit in (0, count // 2, count - 1)] == [True] * 3
    # Cells that are divided no more count as if all in them crossed.
    assert [crosses_more_than(segments, limit) for limit in (count, count + 1)] == [False] * 2 or depth == 3


def test_edges_that_cross_at_the_rim_of_all_are_counted() -> None:
    flat = np.array([[[0, 0], [9, 1e-5]], [[0, 1e-5], [9, 0]], [[4, 0], [4, 5]]])
    for segments in (flat, flat[..., ::-1], -flat, -flat[..., ::-1]):
        assert [crosses_more_than(segments, limit) for limit in (2, 3)] == [True, False]


def bunch(edges: int) -> Floats:
    """Return edges that all pass close by one point, between others that do not."""
    angle = np.pi * np.arange(edges) / edges
    along = np.stack([np.cos(angle), np.sin(angle)], axis=1) * 50
    aside = 1e-9 * np.arange(edges)[:, None]
    return np.stack([aside - along, aside + along], axis=1)


def test_edges_in_one_point_count_as_if_all_crossed_there() -> None:
    segments = bunch(60)
    assert crosses_more_than(segments, 60 * 59 // 2 - 1)
    # A star that shares its middle crosses nowhere, yet an overlay tries all of it.
    middle = np.stack([segments[:, 0] * 0, segments[:, 1]], axis=1)
    assert crossing(middle).sum() == 0
    assert crosses_more_than(middle, 60 * 59 // 2 - 1)


@pytest.mark.parametrize(
    ("an_edge", "a_crossing", "is_given_up"),
    [(9, 0, True), (10, 0, False), (0, 2, True), (0, 3, False), (3, 2, False)],
)
def test_edges_that_take_too_long_are_given_up_as_entangled(
    monkeypatch: pytest.MonkeyPatch, an_edge: int, a_crossing: int, *, is_given_up: bool
) -> None:
    monkeypatch.setattr(crossings, "_TRIED_AN_EDGE", an_edge)
    monkeypatch.setattr(crossings, "_TRIED_A_CROSSING", a_crossing)
    # Of these 60 edges 580 in cells and pairs are looked at before it is known that fewer than 200 cross.
    assert crosses_more_than(scribble(0), 200) == is_given_up


@pytest.mark.parametrize("seed", range(3))
def test_cells_have_the_edges_that_pass_through_them_and_few_that_only_come_near(seed: int) -> None:
    segments = scribble(seed)
    cells = Cells.of(segments)
    lines = lines_of(segments - (segments.min(axis=(0, 1)) - 2e-4))
    columns, rows = np.divmod(np.arange(60 * 60), 60)
    places = np.stack([columns, rows], axis=1) - 2
    squares = shapely.box(*(places * cells.side_m).T, *((places + 1) * cells.side_m).T)
    at, edge = shapely.STRtree(lines).query(squares, predicate="dwithin", distance=0.99e-4)
    through = set(zip(map(tuple, places[at].tolist()), edge.tolist(), strict=True))
    owners = np.repeat(np.arange(len(cells.counts)), cells.counts)
    held = list(zip(map(tuple, cells.places[owners].tolist()), cells.edges.tolist(), strict=True))
    assert len(set(held)) == len(held) == cells.counts.sum()
    assert through <= set(held)
    assert len(held) < 1.6 * len(through)
    # In each the edges ascend, and the first of each is told.
    assert held == sorted(held)
    assert cells.first_edges.tolist() == [cells.edges[owners == at][0] for at in range(len(cells.counts))]


@pytest.mark.parametrize(
    ("lengths", "apart", "side_m"),
    [
        # Twice the mean length; so many that four lie along it for each of the root of all; what noding moves.
        (30.0, 1.0, 60.0),
        (0.01, 10.0, (99 * 10 + 0.01 + 2e-4) / 40),
        (1e-6, 1e-6, 4e-4),
    ],
)
def test_cells_are_as_wide_as_edges_are_long_and_far_apart(
    lengths: float, apart: float, side_m: float
) -> None:
    start = np.stack([np.arange(100.0) * apart, np.zeros(100)], axis=1)
    cells = Cells.of(np.stack([start, start + np.array([lengths, 0])], axis=1))
    assert cells.side_m == pytest.approx(side_m)


@pytest.mark.parametrize("seed", range(3))
def test_a_quarter_of_a_cell_has_the_edges_that_pass_through_it(seed: int) -> None:
    segments = scribble(seed, 12) - 99.0
    whole = Cells(
        np.tile(np.arange(12), 4), np.repeat(12, 4), np.array([[0, 0], [1, 0], [0, 1], [1, 1]]), 60.0
    )
    quarters = whole.divided(segments)
    lines, side = np.array(lines_of(segments)), 30.0
    found = np.split(quarters.edges, np.cumsum(quarters.counts)[:-1])
    expected = {
        (x, y): np.flatnonzero(shapely.intersects(box(side * x, side * y, side * x + side, side * y + side), lines)).tolist()
        for x in range(4) for y in range(4)
    }  # fmt: skip
    assert quarters.side_m == side
    assert {
        tuple(place): each.tolist() for place, each in zip(quarters.places.tolist(), found, strict=True)
    } == {place: edges for place, edges in expected.items() if edges}
    assert len(quarters.counts) < 16


@pytest.mark.parametrize("at", [-3.0, -2.0, 0.0, 2.0, 3.0])
@pytest.mark.parametrize("axis", [0, 1])
def test_an_edge_along_an_axis_passes_through_a_cell_up_to_its_rim(at: float, axis: int) -> None:
    along = np.array(
        [[[at, -9], [at, 9]], [[at, 3], [at, 9]], [[at, -9], [at, -3]], [[at, 1], [at, 1]]], dtype=float
    )
    expected = [abs(at) <= 2, False, False, abs(at) <= 2]
    assert _pass_through(along[..., :: 1 - 2 * axis], np.array([-2.0, -2.0]), 4.0).tolist() == expected


@pytest.mark.parametrize(("beyond", "is_met"), [(0.0, True), (1e-9, False)])
def test_an_edge_through_the_corner_of_a_cell_passes_through_it(beyond: float, *, is_met: bool) -> None:
    across = np.array([[[0, 4], [4, 0]], [[-4, 0], [0, 4]]]) + np.array([[[beyond, 0]], [[-beyond, 0]]])
    for segments in (across, across[:, ::-1], -across):
        assert _pass_through(segments, np.array([-2.0, -2.0]), 4.0).tolist() == [is_met] * 2


@pytest.mark.parametrize("most", [1, 5, 12, 1_000])
def test_parts_of_cells_are_all_of_them_about_as_large(most: int) -> None:
    counts = np.array([3, 1, 4, 1, 5, 9, 2, 6])
    cells = Cells(np.arange(31), counts, np.arange(16).reshape(8, 2), 2.0)
    parts = list(cells.parted(most))
    assert np.concatenate([part.edges for part in parts]).tolist() == [*range(31)]
    assert np.concatenate([part.counts for part in parts]).tolist() == counts.tolist()
    assert np.concatenate([part.places for part in parts]).tolist() == cells.places.tolist()
    assert all(part.counts.sum() == len(part.edges) < most + counts.max() for part in parts)
    assert {part.side_m for part in parts} == {2.0}
    assert len(parts) == min(-(-32 // most), 8) or most == 5
    assert len(list(cells.taken(np.zeros(8, dtype=bool)).parted(most))) == 1


def test_cells_that_are_taken_keep_their_own_edges() -> None:
    cells = Cells(np.arange(6), np.array([1, 2, 3]), np.array([[0, 0], [1, 0], [5, 7]]), 2.0)
    some = cells.taken(np.array([True, False, True]))
    assert (some.edges.tolist(), some.counts.tolist()) == ([0, 3, 4, 5], [1, 3])
    assert (some.places.tolist(), some.side_m) == ([[0, 0], [5, 7]], 2.0)


@pytest.mark.parametrize("limit", [0, 44, 45])
def test_a_polygon_is_entangled_that_crosses_itself_too_often(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(crossings, "MANY_CROSSINGS", limit)
    monkeypatch.setattr(crossings, "_EDGES_AT_LEAST", 4)
    # Of 15 corners each is joined with the fourth after it: each edge crosses six others.
    angle = 2 * np.pi * np.arange(15) * 4 / 15
    crossed = shapely.Polygon(np.stack([np.cos(angle), np.sin(angle)], axis=1) * 100)
    assert have_many_crossings(np.array([box(0, 0, 1, 1), crossed])).tolist() == [False, limit < 45]
    monkeypatch.setattr(crossings, "_EDGES_AT_LEAST", 16)
    assert not have_many_crossings(np.array([crossed])).any()


@pytest.mark.parametrize("limit", [11, 12])
def test_two_polygons_are_entangled_whose_boundaries_cross_too_often(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(crossings, "MANY_CROSSINGS", limit)
    # A comb of two teeth across another.
    upright = comb(2)
    across = shapely.transform(upright, lambda xy: xy[:, ::-1])
    left = np.array([upright, box(9, 9, 10, 10), upright])
    right = np.array([across, upright, shapely.transform(across, lambda xy: xy + 50)])
    count = len(shapely.get_coordinates(upright)) ** 2
    met = shapely.get_num_geometries(upright.exterior.intersection(across.exterior))
    assert met == 12
    assert have_many_crossings_between(left, right).tolist() == [limit < 12, False, False]
    # Of those where no more are possible none is looked at.
    for possible, is_asked in ((count - 1, True), (count, False)):
        found = have_many_crossings_between(left, right, possible=possible)
        assert found.tolist() == [limit < 12 and is_asked, False, False]


def test_of_neighbours_the_edges_count_that_reach_the_box_of_the_other() -> None:
    one, other = _edges_in_common(box(0, 0, 4, 4), box(4, 1, 8, 9))
    # The side that they share; the upper side, which the box touches at its corner, and no other.
    assert sorted(map(sorted, one.tolist())) == [[[0, 4], [4, 4]], [[4, 0], [4, 4]]]
    assert sorted(map(sorted, other.tolist())) == [[[4, 1], [4, 9]], [[4, 1], [8, 1]]]
