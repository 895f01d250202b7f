"""Gaps, what is around them, and what is left where something lies on them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import box

from geokit.coverage import gaps as gaps_module
from geokit.coverage.gaps import (
    _is_enclosed,
    _may_close,
    bounded_outside,
    crack_cores,
    cut_covered,
    describe_gaps,
    reach_of,
    refine_cores,
    uncovered,
)
from geokit.coverage.layers import read_layer
from geokit.coverage.search import Engine, Search
from geokit.coverage.survey import survey, survey_coverage


def test_a_gap_between_polygons_that_touch_at_both_its_ends_is_found_once():
    around = shapely.Polygon([(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)])
    plot = shapely.Polygon([(42, 43), (100, 40), (100, 100), (40, 100)])
    gaps = survey_coverage([around, plot]).gaps
    assert gaps.area_m2 == pytest.approx([shapely.area(shapely.box(40, 40, 100, 100)) - shapely.area(plot)])
    assert gaps.neighbours == ((0, 1),)


@pytest.mark.parametrize("engine", ["plain", "cancelling", "rounding"])
def test_a_gap_has_the_corners_of_the_polygons_as_they_are(engine: Engine):
    # No corner lies on a grid of powers of two.
    hole = [(10.0003, 10.0007), (20.0009, 10.0001), (20.0006, 20.0003), (10.0002, 20.0008)]
    outer = [(0.0001, 0.0003), (30.0007, 0.0009), (30.0002, 30.0001), (0.0007, 30.0003)]
    sides = [
        shapely.Polygon([outer[at], outer[(at + 1) % 4], hole[(at + 1) % 4], hole[at]]) for at in range(4)
    ]
    gaps = survey(read_layer(sides), Search(tolerance_m2=0.01, snap_m=0.001, engine=engine)).gaps
    assert gaps.area_m2 == pytest.approx([shapely.area(shapely.Polygon(hole))], abs=1e-9)
    assert gaps.neighbours == ((0, 1, 2, 3),)


def test_gaps_between_polygons_are_not_the_holes_of_one():
    ring = box(0, 0, 30, 30) - box(5, 5, 10, 10) - box(20, 20, 40, 40)
    corner = box(22, 22, 40, 40)
    sides = [box(20, 30, 22, 40), box(30, 20, 40, 22)]
    gaps = survey_coverage([ring, corner, *sides]).gaps
    assert gaps.area_m2.tolist() == [25, 36]
    assert gaps.neighbours == ((0,), (0, 1, 2, 3))
    assert shapely.area(gaps.between).tolist() == [36]
    assert len(survey_coverage([box(0, 0, 1, 1)]).gaps.between) == 0


@pytest.mark.parametrize("snap_m", [0.0, 0.5])
def test_around_a_gap_are_those_within_the_width_of_a_crack(snap_m: float):
    shapes = np.array(
        [box(0, 0, 5, 10), box(10.5, 0, 20, 10), box(10.6, 20, 30, 30), box(4, 10 + 9e-7, 9, 20)]
    )
    holes = np.array([box(5, 0, 10, 10), box(40, 0, 41, 1), box(-9, 0, -7, 1)])
    found = describe_gaps(holes, shapes, np.array([7, 3, 5, 2]), tolerance_m2=1.0, snap_m=snap_m)
    # From west to east, without what is no more than the tolerance; whoever is around it in ascending order.
    assert found.area_m2.tolist() == [2, 50]
    assert found.neighbours == ((), (2, 3, 7) if snap_m else (2, 7))
    assert found.shapes[1].equals(holes[0])


def test_land_is_looked_at_within_five_widths_of_a_crack():
    assert reach_of(np.array([box(10, 20, 30, 40)]), snap_m=0.5).tolist() == [[7.5, 17.5, 32.5, 42.5]]


@pytest.mark.parametrize(("beyond_m", "is_enclosed"), [(-0.01, False), (0.01, True)])
def test_a_piece_is_enclosed_that_has_polygons_along_more_than_three_quarters(
    beyond_m: float, *, is_enclosed: bool
):
    # Three sides but for a hundredth, or a hundredth of the fourth too.
    sides = [box(-1, -1, 0, 11), box(0, -1, 11, 0), box(10, 0, 11, 10 + min(beyond_m, 0))]
    around = np.array([*sides, *([box(0, 10, beyond_m, 11)] if beyond_m > 0 else [])])
    piece, free = (shapely.segmentize(box(x, 0, x + 10, 10), 0.01) for x in (0, 50))
    assert _is_enclosed(np.array([free, piece, free]), around).tolist() == [False, is_enclosed, False]


@pytest.mark.parametrize("apart_m", [0.0, 0.5, 0.51])
def test_shells_may_close_that_are_near_or_have_a_bay(apart_m: float):
    bay = shapely.Polygon([(0, 50), (30, 50), (30, 60), (20, 60), (20, 55), (10, 55), (10, 60), (0, 60)])
    shells = np.array([box(0, 0, 10, 10), box(10 + apart_m, 0, 20, 10), bay, box(80, 0, 90, 10)])
    is_near = apart_m <= 0.5
    assert _may_close(shells, 0.5).tolist() == [is_near, is_near, True, False]


@pytest.mark.parametrize(("snap_m", "area_m2"), [(0.5, [16]), (0.2, []), (0.0, [])])
def test_land_is_bounded_once_cracks_are_closed(snap_m: float, area_m2: list[float]):
    # A court of four metres, which a crack of 0.4 m joins to the outside.
    walls = np.array([box(0, 0, 3, 10), box(3, 0, 10, 3), box(7, 3, 10, 10), box(3, 7, 6.6, 10)])
    shell = shapely.union_all(walls)
    cores = crack_cores(np.array([shell, box(50, 0, 60, 10)]), snap_m=snap_m)
    assert len(cores) == len(area_m2)
    # The core lacks half a width at every side; the land around it is that of the polygons as they are.
    grown = refine_cores(cores, np.array([shell]), snap_m=snap_m)
    assert shapely.area(cores).tolist() == pytest.approx([(4 - snap_m) ** 2] * len(area_m2))
    assert shapely.area(grown).tolist() == pytest.approx(area_m2, abs=0.4)


def test_of_bounded_land_the_islands_are_left_out():
    ring, island = box(0, 0, 20, 20) - box(5, 5, 15, 15), box(8, 8, 10, 10)
    [land] = bounded_outside(np.array([ring, island, box(40, 0, 50, 10)]))
    assert land.equals(box(5, 5, 15, 15) - island)
    # Only what is larger than the tolerance is land, islands or not.
    for tolerance_m2, count in ((99.0, 1), (100.0, 0)):
        assert len(bounded_outside(np.array([ring, island]), tolerance_m2=tolerance_m2)) == count


def test_land_between_shells_that_touch_at_their_corners_is_bounded():
    around = [box(10, 0, 20, 10), box(0, 10, 10, 20), box(20, 10, 30, 20), box(10, 20, 20, 30)]
    [land] = bounded_outside(np.array([*around, box(90, 0, 95, 5)]))
    assert land.equals(box(10, 10, 20, 20))
    # Three of them, and one that meets none, bound nothing.
    assert len(bounded_outside(np.array([*around[:3], box(90, 0, 95, 5)]))) == 0


def test_what_is_covered_is_taken_away_and_the_rest_stays():
    holes = np.array([box(0, 0, 10, 10), box(20, 0, 30, 10), box(40, 0, 50, 10)])
    covers = np.array([box(8, 0, 22, 10), box(60, 0, 70, 10), box(25, 4, 39, 6)])
    found = uncovered(holes, covers)
    assert found[0] is holes[2]
    assert sorted(shapely.area(found).tolist()) == [70, 80, 100]
    assert uncovered(holes, covers[1:2]) is holes
    assert len(uncovered(holes[:1], np.array([box(-1, -1, 11, 11)]))) == 0


@pytest.mark.parametrize("large", [5, 4])
def test_a_hole_is_cut_that_lies_over_a_polygon(monkeypatch: pytest.MonkeyPatch, large: int):
    # Of a hole with more vertices only those polygons count that lie within it.
    monkeypatch.setattr(gaps_module, "_LARGE_HOLE", large)
    beside, over, within = box(10, 0, 20, 10), box(9, 0, 20, 10), box(4, 4, 6, 6)
    holes = np.array([box(0, 0, 10, 10), box(30, 0, 40, 10)])
    cases = [
        ([beside], [100, 100], True),
        ([within, beside], [96, 100], True),
        ([over], [90, 100], large == 5),
    ]
    for shapes, area_m2, is_cut in cases:
        found, is_bare = cut_covered(holes, np.array(shapes))
        assert sorted(shapely.area(found).tolist()) == (area_m2 if is_cut else [100, 100])
        assert is_bare


def test_a_hole_is_not_cut_for_what_rounding_explains():
    holes = np.array([box(0, 0, 10, 10)])
    # 0.5 millionths of a square metre: 1e-7, and 1e-8 for each metre of the boundary.
    for over_m, count in ((4.9e-8, 1), (5.1e-8, 0)):
        found, _ = cut_covered(holes, np.array([box(10 - over_m, 0, 20, 10)]))
        assert (found[0] is holes[0]) == (count == 1)
