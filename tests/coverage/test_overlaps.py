"""Which pairs are compared, and what they share."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import boxes, overlaps
from geokit.coverage.boxes import Cluster, ClusterBetween
from geokit.coverage.overlaps import (
    Pairs,
    canonical_order,
    meeting_pairs,
    overlapping_between,
    overlapping_pairs,
)
from geokit.coverage.overlay import pair_slack_m2

if TYPE_CHECKING:
    from geokit.geometry.arrays import Shapes


def squares(seed: int, count: int, span: int) -> Shapes:
    """Return boxes on whole metres, many of which touch or are in each other, from west to east."""
    rng = np.random.default_rng(seed)
    corners = rng.integers(0, span, (count, 2))
    shapes = shapely.box(*corners.T, *(corners + rng.integers(1, 7, (count, 2))).T)
    return shapes[canonical_order(shapes)]


def by_pair(found: Pairs) -> dict[tuple[int, int], float]:
    pairs = list(zip(found.left.tolist(), found.right.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert shapely.area(found.shapes).tolist() == found.area_m2.tolist()
    return dict(zip(pairs, found.area_m2.tolist(), strict=True))


def each_with_each(
    left: Shapes, right: Shapes, *, above_m2: float, is_one: bool
) -> dict[tuple[int, int], float]:
    area_m2 = shapely.area(shapely.intersection(left[:, None], right[None]))
    return {
        (one, other): area_m2[one, other]
        for one, other in product(range(len(left)), range(len(right)))
        if area_m2[one, other] > above_m2 and (one < other or not is_one)
    }


@pytest.mark.parametrize("tolerance_m2", [0.5, 4.0])
@pytest.mark.parametrize("block", [1, 7, 2_000])
def test_every_pair_is_found_that_shares_more_than_the_tolerance(
    monkeypatch: pytest.MonkeyPatch, block: int, tolerance_m2: float
) -> None:
    monkeypatch.setattr(overlaps, "_BLOCK", block)
    shapes, others = squares(0, 60, 25), squares(1, 45, 25)
    found = by_pair(overlapping_pairs(shapes, tolerance_m2=tolerance_m2))
    assert found == each_with_each(shapes, shapes, above_m2=tolerance_m2, is_one=True)
    assert [one for one, _ in found] == sorted(one for one, _ in found)
    between = by_pair(overlapping_between(shapes, others, tolerance_m2=tolerance_m2))
    assert between == each_with_each(shapes, others, above_m2=tolerance_m2, is_one=False)
    assert 4 in {*found.values(), *between.values()} or tolerance_m2 == 4


@pytest.mark.parametrize("block", [1, 7, 2_000])
def test_beside_a_cluster_every_pair_is_compared_and_in_it_some_are(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(overlaps, "_BLOCK", block)
    for name, value in {"MANY_NEIGHBOURS": 20, "LARGE_CLUSTER": 40, "MANY_PAIRS": 150}.items():
        monkeypatch.setattr(boxes, name, value)
    heap = [box(10 + at / 100, 10, 14, 14 + at / 100) for at in range(50)]
    shapes = np.array([*squares(0, 40, 90), box(0, 0, 90, 90), *heap])
    shapes = shapes[canonical_order(shapes)]
    found = overlapping_pairs(shapes, tolerance_m2=0.5)
    pairs = by_pair(found)
    assert list(pairs) == sorted(pairs)
    expected = each_with_each(shapes, shapes, above_m2=0.5, is_one=True)
    assert pairs.items() <= expected.items()
    cluster = set(boxes.cluster_within(shapely.bounds(shapes)).positions.tolist())
    assert found.cluster == len(cluster) >= 50
    missing = set(expected) - set(pairs)
    assert all(one in cluster and other in cluster for one, other in missing)
    assert 0 < len(missing) <= found.left_out
    # Of two layers too.
    left, right = shapes[::2], shapes[1::2]
    between = overlapping_between(left, right, tolerance_m2=0.5)
    expected = each_with_each(left, right, above_m2=0.5, is_one=False)
    pairs = by_pair(between)
    assert list(pairs) == sorted(pairs)
    assert pairs.items() <= expected.items()
    of_both = boxes.cluster_between(shapely.bounds(left), shapely.bounds(right))
    missing = set(expected) - set(pairs)
    assert all(one in of_both.left and other in of_both.right for one, other in missing)
    assert between.cluster == len(of_both.left) + len(of_both.right)
    assert 0 < len(missing) <= between.left_out == of_both.left_out


@pytest.mark.parametrize("block", [1, 3, 2_000])
def test_outside_of_a_cluster_each_pair_comes_once(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(overlaps, "_BLOCK", block)
    shapes, others = squares(0, 30, 12), squares(1, 20, 12)
    in_it, in_other = np.arange(5, 30, 4), np.arange(2, 20, 3)
    meet = shapely.intersects(shapely.envelope(shapes)[:, None], shapely.envelope(shapes)[None])
    expected = [
        (one, other)
        for one, other in product(range(30), range(30))
        if one < other and meet[one, other] and not {one, other} <= set(in_it.tolist())
    ]
    pairs = overlaps._outside_cluster(shapely.STRtree(shapes), shapes, Cluster(in_it, 1, 0))
    assert sorted(pair for left, right in pairs for pair in zip(left, right, strict=True)) == expected
    meet = shapely.intersects(shapes[:, None], others[None])
    expected = [
        (one, other)
        for one, other in product(range(30), range(20))
        if meet[one, other] and not (one in in_it and other in in_other)
    ]
    pairs = overlaps._outside_clusters(shapes, others, ClusterBetween(in_it, in_other, 1, 0))
    assert sorted(pair for left, right in pairs for pair in zip(left, right, strict=True)) == expected


def test_polygons_come_from_west_to_east_then_from_south_to_north_and_the_lesser_first() -> None:
    first = [box(0, 5, 9, 9), box(1, 0, 5, 9), box(1, 1, 4, 9), box(1, 1, 5, 8), box(1, 1, 5, 9)]
    holed = box(1, 1, 5, 9) - box(2, 2, 3, 3)
    order = [*first[:4], holed, first[4]]
    for turn in range(6):
        assert (
            canonical_order(np.roll(np.array(order), turn)).tolist()
            == np.roll(np.arange(6), turn).argsort().tolist()
        )


def test_a_mark_in_common_is_a_bit_of_both() -> None:
    marks = np.array([0b01, 0b10, 0b11, 0b00], dtype=np.uint64)
    rows, columns = np.triu_indices(4, 1)
    [(left, right)] = overlaps._alike([(rows, columns)], marks)
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (1, 2)]
    [(left, right)] = overlaps._alike([(rows, columns)], None)
    assert len(left) == len(right) == 6


@pytest.mark.parametrize(
    ("other", "has_room"),
    [
        (box(2, 2, 8, 8), True),
        (box(2, 3, 8, 8), False),
        (box(3.9, 0, 8, 20.1), False),
        (box(4, 0, 8, 4), False),
        (box(5, 5, 8, 8), False),
        (box(-4, -4, 1.5, 1.5), True),
    ],
)
def test_boxes_have_room_that_share_more_than_the_tolerance(
    other: shapely.Polygon, *, has_room: bool
) -> None:
    at = np.array([0])
    sides = shapely.bounds([box(0, 0, 4, 4)]), shapely.bounds([other])
    for one, two in (sides, sides[::-1]):
        rows, columns = overlaps._with_room(at, at, one, two, 2.0)
        assert len(rows) == len(columns) == has_room


@pytest.mark.parametrize("small", [10, 9])
def test_what_pairs_share_is_summed_where_both_are_small(monkeypatch: pytest.MonkeyPatch, small: int) -> None:
    monkeypatch.setattr(overlaps, "_SMALL", small)
    # Of five vertices each: beside each other, a millimetre and a metre on each other, and apart.
    left = np.array([box(0, 0, 10, 10)] * 4)
    right = np.array([box(10, 0, 20, 10), box(9.999, 0, 20, 10), box(9, 0, 20, 10), box(30, 0, 40, 10)])
    meeting, shared_m2 = meeting_pairs(left, right, 0.005, 0)
    assert meeting.tolist() == [1, 2]
    if small == 10:
        assert shared_m2 == pytest.approx([0.01, 10])
        meeting, _ = meeting_pairs(left, right, 0.02, 0)
        assert meeting.tolist() == [2]
    else:
        assert np.isnan(shared_m2).all()


@pytest.mark.parametrize(("slacks", "is_asked"), [(-0.99, True), (-1.01, False), (0.99, True), (1.01, False)])
def test_near_the_tolerance_the_polygons_are_asked_whether_they_meet(
    monkeypatch: pytest.MonkeyPatch, slacks: float, *, is_asked: bool
) -> None:
    left, right = np.array([box(0, 0, 10, 10)]), np.array([box(9, 0, 20, 10)])
    [slack_m2] = pair_slack_m2(left, right)
    asked: list[int] = []
    exact = shapely.relate_pattern
    monkeypatch.setattr(
        overlaps.shapely, "relate_pattern", lambda one, *rest: asked.append(len(one)) or exact(one, *rest)
    )
    # Around nothing, of what shares as much as rounding may be; else around the tolerance.
    for shared_m2, tolerance_m2 in ((slacks * slack_m2, 0.0), (5 + slacks * slack_m2, 5.0)):
        monkeypatch.setattr(
            overlaps, "shared_area_m2", lambda *_, layer_size, m2=shared_m2: np.array([m2]) + 0 * layer_size
        )
        asked.clear()
        meeting, _ = meeting_pairs(left, right, tolerance_m2, 0)
        is_near = is_asked if tolerance_m2 == 0 else False
        assert asked == [int(is_near)]
        assert meeting.tolist() == ([0] if is_near or slacks > -1 else [])


@pytest.mark.parametrize("is_turned", [False, True])
def test_what_lies_in_another_is_what_they_share_as_it_stands(*, is_turned: bool) -> None:
    outer = np.array([box(0, 0, 10, 10), box(0, 0, 10, 10) - box(4, 4, 6, 6), box(0, 0, 10, 10)])
    inner = np.array([box(2, 2, 5, 5), box(2, 2, 5, 5), box(0, 0, 10, 4)])
    left, right = (inner, outer) if is_turned else (outer, inner)
    found = overlaps._intersections(left, right, np.full(3, np.nan))
    assert found[0] is inner[0]
    assert found[2] is inner[2]
    assert shapely.area(found).tolist() == [9, 8, 40]


@pytest.mark.parametrize(("tolerance_m2", "count"), [(7.99, 1), (8.0, 0)])
def test_what_two_share_in_a_wide_box_must_exceed_the_tolerance(tolerance_m2: float, count: int) -> None:
    shapes = np.array([box(0, 0, 9, 9), shapely.Polygon([(1, 1), (5, 1), (1, 5)])])
    assert len(overlapping_pairs(shapes, tolerance_m2=tolerance_m2)) == count
    assert len(overlapping_between(shapes[:1], shapes[1:], tolerance_m2=tolerance_m2)) == count
