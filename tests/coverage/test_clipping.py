"""Large polygons are cut down to where their partners lie, and are the same there."""

import numpy as np
import pytest
import shapely

from geokit.coverage import clipping
from geokit.coverage.clipping import clipped_near
from geokit.coverage.overlaps import overlapping_pairs
from geokit.coverage.overlay import differences, robust_difference, robust_intersection
from geokit.coverage.shared_areas import shared_area_m2

SIDE = 20.0


def sieve(count):
    """A square with so many square holes along a side, and none of it elsewhere."""
    corners = [(5 + SIDE * i, 5 + SIDE * j) for i in range(count) for j in range(count)]
    holes = [[(x, y), (x + 8, y), (x + 8, y + 8), (x, y + 8)] for x, y in corners]
    return shapely.Polygon(
        [(0, 0), (SIDE * count, 0), (SIDE * count, SIDE * count), (0, SIDE * count)], holes
    )


def wavy(vertices, seed):
    """A star whose outline goes in and out, with a hole in the middle."""
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    reach = 900 + 80 * np.sin(60 * angle) + np.random.default_rng(seed).uniform(-3, 3, vertices)
    ring = np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])
    return shapely.Polygon(ring, [shapely.Point(0, 0).buffer(300).exterior.coords])


def partners(extent, count, seed):
    numbers = np.random.default_rng(seed)
    middles, sizes = numbers.uniform(*extent, (count, 2)), numbers.uniform(0.5, 12, (count, 2))
    return shapely.box(*(middles - sizes).T, *(middles + sizes).T)


@pytest.mark.parametrize(
    ("large", "extent"),
    [(sieve(30), (-20, 620)), (wavy(6_000, 1), (-1000, 1000)), (wavy(2_000, 2), (-1000, 1000))],
)
def test_what_partners_share_is_what_they_share_with_the_whole(large, extent):
    small = partners(extent, 300, 3)
    larges = np.full(len(small), large, dtype=object)
    near = clipped_near(larges, shapely.bounds(small))
    assert shapely.get_num_coordinates(near).mean() < shapely.get_num_coordinates(large) / 2
    expected = shapely.area(shapely.intersection(larges, small))
    assert shapely.area(shapely.intersection(near, small)) == pytest.approx(expected, abs=1e-8)
    assert shared_area_m2(near, small) == pytest.approx(expected, abs=1e-6)


def test_what_is_cut_depends_on_no_other_partner():
    large, small = wavy(6_000, 4), partners((-1000, 1000), 50, 5)
    larges = np.full(len(small), large, dtype=object)
    together = clipped_near(larges, shapely.bounds(small))
    alone = [clipped_near(larges[[row]], shapely.bounds(small[[row]]))[0] for row in range(len(small))]
    assert shapely.equals_exact(together, alone).all()


def test_a_polygon_of_few_vertices_stays_as_it_is():
    shapes = np.array([shapely.box(0, 0, 9, 9), wavy(900, 6)])
    assert (clipped_near(shapes, np.array([[0, 0, 1, 1]] * 2)) == shapes).all()


def test_where_a_polygon_is_not_nothing_is_left_of_it_and_it_is_cut_no_further(monkeypatch):
    large, cuts = wavy(6_000, 7), []
    cut_by = shapely.clip_by_rect
    monkeypatch.setattr(clipping, "_FEW", 0)
    monkeypatch.setattr(clipping.shapely, "clip_by_rect", lambda *args: cuts.append(args) or cut_by(*args))
    places = np.array([[-1, -1, 1, 1], [10, 10, 10, 10], [5000, 5000, 5001, 5001], [-1e9, -1e9, 1e9, 1e9]])
    near = clipped_near(np.full(len(places), large, dtype=object), places)
    assert shapely.is_empty(near).tolist() == [True, True, True, False]
    assert near[3] is large
    assert len(cuts) < 12
    assert shared_area_m2(near, shapely.box(*places.T))[:3].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "wrong", [shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), shapely.box(0, 0, 1, 1)]
)
def test_a_cut_that_is_no_polygon_or_lost_land_is_made_by_an_overlay(wrong, monkeypatch):
    large, near = wavy(6_000, 7), np.array([[600, 0, 601, 1]])
    [cut] = clipped_near(np.array([large]), near)
    monkeypatch.setattr(clipping.shapely, "clip_by_rect", lambda *_: wrong)
    [overlaid] = clipped_near(np.array([large]), near)
    assert overlaid.equals(cut)
    monkeypatch.setattr(clipping.shapely, "intersection", lambda *_: wrong)
    assert clipped_near(np.array([large]), near)[0] is large


def test_a_hole_through_the_corner_of_a_tile_is_not_taken_for_the_land():
    around = shapely.Point(176, 176).buffer(12, quad_segs=300).exterior.coords
    corner = [(158, 34), (162, 30), (166, 34), (162, 38)]
    large = shapely.Polygon(shapely.box(0, 0, 256, 256).exterior, [around, corner])
    [near] = clipped_near(np.array([large]), np.array([[120, 120, 121, 121]]))
    assert near.covers(shapely.box(120, 120, 121, 121))
    assert near.bounds == (32, 32, 160, 160)


def test_pairs_of_a_sieve_are_those_of_a_sum_over_all_its_edges():
    large = sieve(20)
    plugs = [
        shapely.box(4 + SIDE * i, 4 + SIDE * j, 14 + SIDE * i, 14 + SIDE * j)
        for i in range(20)
        for j in range(20)
    ]
    found = overlapping_pairs(np.array([large, *plugs]), tolerance_m2=0.01)
    assert found.left.tolist() == [0] * 400
    assert sorted(found.right.tolist()) == [*range(1, 401)]
    assert found.area_m2 == pytest.approx(np.full(400, 36.0), abs=1e-9)


def test_far_away_and_for_what_is_not_shared_a_tile_is_enough_too():
    step = np.array([39_460_000.0, 2_580_000.0])
    small = partners((-1000, 1000), 200, 8)
    far, large = (
        shapely.transform(small, lambda xy: xy + step),
        shapely.transform(wavy(6_000, 9), lambda xy: xy + step),
    )
    larges = np.full(len(far), large, dtype=object)
    expected = shapely.area(shapely.intersection(far, larges))
    assert 0 < (expected > 0).sum() < len(far)
    assert shapely.area(robust_intersection(far, larges)) == pytest.approx(expected, abs=1e-5)
    assert shapely.area(robust_difference(far, larges)) == pytest.approx(
        shapely.area(far) - expected, abs=1e-5
    )
    near = np.full(len(small), wavy(6_000, 9), dtype=object)
    assert shapely.area(differences(small, near)) == pytest.approx(shapely.area(small) - expected, abs=1e-5)
