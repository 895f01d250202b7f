import numpy as np
import shapely
from shapely import box

from geokit.coverage.layers import (
    MANY_DUPLICATES,
    DuplicateGroups,
    duplicate_pairs,
    expand_pairs,
    first_duplicates,
)
from geokit.coverage.survey import survey_coverage

SQUARE = box(0, 0, 10, 10)


def firsts_of(*shapes: shapely.Geometry) -> list[int]:
    array = np.array(shapes, dtype=object)
    return first_duplicates(array, shapely.bounds(array), np.arange(len(array))).tolist()


def test_the_same_ring_is_a_copy_whatever_its_start_and_direction() -> None:
    rolled = shapely.Polygon([(10, 10), (0, 10), (0, 0), (10, 0)])
    assert firsts_of(SQUARE, rolled, SQUARE.reverse(), box(0, 0, 10, 11)) == [0, 0, 0, 3]


def test_the_same_box_is_no_copy() -> None:
    triangle = shapely.Polygon([(0, 0), (10, 0), (10, 10)])
    assert firsts_of(SQUARE, triangle, SQUARE - box(4, 4, 5, 5)) == [0, 1, 2]


def test_parts_and_holes_count() -> None:
    parts = shapely.MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)])
    swapped = shapely.MultiPolygon([box(5, 5, 6, 6), box(0, 0, 1, 1)])
    ring = SQUARE - box(4, 4, 5, 5)
    assert firsts_of(parts, ring, swapped, ring) == [0, 1, 0, 1]


def test_height_does_not_tell_copies_apart() -> None:
    assert firsts_of(SQUARE, shapely.force_3d(SQUARE, 7)) == [0, 0]


def test_a_small_group_gives_every_pair() -> None:
    left, right = duplicate_pairs(np.array([0, 1, 0, 0]))
    assert sorted(zip(left, right, strict=True)) == [(0, 2), (0, 3), (2, 3)]


def test_a_large_group_gives_a_pair_for_each_copy() -> None:
    count = MANY_DUPLICATES + 1
    left, right = duplicate_pairs(np.zeros(count, dtype=np.int64))
    assert left.tolist() == [0] * (count - 1)
    assert right.tolist() == list(range(1, count))


def test_pairs_are_given_back_to_the_copies_of_both() -> None:
    groups = DuplicateGroups.of(np.array([0, 1, 0, 1]))
    left, right, pair = expand_pairs(np.array([0]), np.array([1]), groups, groups)
    assert sorted(zip(left, right, pair, strict=True)) == [(0, 1, 0), (0, 3, 0), (2, 1, 0), (2, 3, 0)]


def test_ten_thousand_copies_are_reported_in_one_group() -> None:
    coverage = survey_coverage([box(8, 0, 20, 10), *[SQUARE] * 10_000])
    assert coverage.copy_of.tolist() == [0] + [1] * 10_000
    assert len(coverage) == 10_000
    assert (coverage.left[0], coverage.right[0], coverage.area_m2[0]) == (0, 1, 20)
    assert coverage.equal.tolist() == [False] + [True] * 9_999


def test_copies_smaller_than_the_tolerance_make_no_pair() -> None:
    assert len(survey_coverage([box(0, 0, 0.09, 0.09)] * 2, tolerance_m2=0.01)) == 0
