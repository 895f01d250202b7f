import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.geometry.corners import NumberedCorners, _away_in_groups, corner_numbers, corners_of
from geokit.geometry.rings import Rings
from geokit.geometry.shared_points import first_of_each

HERE = np.array([467_000.0, 2_583_000.0])


def numbered_rings(polygon, numbering):
    """Return the rings of a parcel in the order that their points are numbered in, without closing points."""
    rings = NumberedCorners.of(np.array([polygon], dtype=object), numbering).rings
    return [rings.coordinates[start:end] for start, end in zip(rings.starts, rings.ends, strict=True)]


def test_numbers_continue_across_rings_and_close_each():
    with_hole = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    found = corners_of(shapely.MultiPolygon([with_hole, shapely.box(20, 0, 30, 10)]))
    assert [corner.number for corner in found] == [1, 2, 3, 4, 1, 5, 6, 7, 8, 5, 9, 10, 11, 12, 9]
    assert [corner.ring for corner in found] == [1] * 5 + [2] * 5 + [3] * 5


@given(st.permutations(range(4)), st.booleans())
def test_from_the_north_west_whatever_the_order_was(order, reverse):
    ring = [(0, 0), (10, 0), (10, 10), (0, 10)]
    start = order[0]
    turned = ring[start:] + ring[:start]
    polygon = shapely.Polygon(turned[::-1] if reverse else turned)
    found = corners_of(polygon, "north-west")
    assert [(corner.east, corner.north) for corner in found[:4]] == [(0, 10), (10, 10), (10, 0), (0, 0)]


def test_of_two_corners_as_near_to_the_north_west_the_northern_is_the_first():
    found = corners_of(shapely.Polygon([(0, 5), (5, 0), (10, 5), (5, 10)]), "north-west")
    assert [(corner.east, corner.north) for corner in found[:4]] == [(5, 10), (10, 5), (5, 0), (0, 5)]


def test_a_table_is_numbered_as_its_parcels_one_by_one():
    with_hole = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    parts = shapely.MultiPolygon([shapely.box(20, 0, 30, 10), shapely.box(0, 0, 10, 10)])
    shapes = [with_hole, shapely.Polygon(), parts, shapely.box(0, 0, 1, 1), None, with_hole]
    for numbering in ("as-is", "north-west"):
        table = NumberedCorners.of(np.array(shapes, dtype=object), numbering)
        assert [table.of_row(row) for row in range(6)] == [corners_of(shape, numbering) for shape in shapes]


def test_a_vertex_has_the_number_that_its_parcel_has_in_a_file():
    with_hole = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    rings = Rings.of(np.array([with_hole, shapely.box(20, 0, 30, 10)], dtype=object))
    numbers = corner_numbers(rings, np.arange(15))
    assert numbers.tolist() == [1, 2, 3, 4, 1, 1, 2, 3, 4, 1, 5, 6, 7, 8, 5]
    assert corner_numbers(rings, np.array([13, 4])).tolist() == [8, 1]


@given(st.permutations(range(3)), st.booleans())
def test_parts_and_holes_have_one_order_whatever_theirs_was(order, reverse):
    holes = [shapely.box(x, y, x + 1, y + 1) for x, y in ((6, 1), (2, 7), (6, 7))]
    outer = shapely.box(0, 0, 10, 10)
    cut = shapely.Polygon(outer.exterior, [holes[at].exterior for at in order])
    parts = [cut, shapely.box(20, 0, 30, 10)]
    whole = shapely.MultiPolygon(parts[::-1] if reverse else parts)
    assert [ring[0].tolist() for ring in numbered_rings(whole, "north-west")] == [
        [0, 10],
        [2, 8],
        [6, 8],
        [6, 2],
        [20, 10],
    ]


def numbers_of(shapes, numbering):
    table = NumberedCorners.of(np.array(shapes, dtype=object), numbering)
    return [[corner.number for corner in table.of_row(row)] for row in range(len(shapes))]


def test_over_a_batch_numbers_go_on_from_the_north_western_parcel():
    south, east, west = shapely.box(0, -10, 10, 0), shapely.box(10, 0, 20, 10), shapely.box(0, 0, 10, 10)
    shapes = [south, None, east, shapely.Polygon(), west]
    assert numbers_of(shapes, "continuing") == [[9, 10, 11, 12, 9], [], [5, 6, 7, 8, 5], [], [1, 2, 3, 4, 1]]
    assert numbers_of(shapes, "batch") == [[4, 3, 7, 8, 4], [], [2, 5, 6, 3, 2], [], [1, 2, 3, 4, 1]]


def test_holes_go_on_and_touch_what_lies_in_them():
    island = shapely.box(4, 4, 6, 6)
    around = shapely.box(0, 0, 10, 10) - island
    assert numbers_of([island, around], "batch") == [[5, 6, 7, 8, 5], [1, 2, 3, 4, 1, 5, 6, 7, 8, 5]]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_a_point_is_one_with_the_first_within_a_millimetre(tenths_mm):
    points = np.array([(place / 10_000, 5.0) for place in tenths_mm])
    firsts: list[int] = []
    for at, place in enumerate(tenths_mm):
        near = [first for first in firsts if abs(tenths_mm[first] - place) <= 10]
        if not near:
            firsts.append(at)
    found = first_of_each(points, 0.001 + 1e-9)
    assert sorted(set(found.tolist())) == firsts
    assert all(abs(tenths_mm[first] - place) <= 10 for first, place in zip(found, tenths_mm, strict=True))


@pytest.mark.parametrize("scale", [1.0, 1e-3])
@pytest.mark.parametrize("seed", range(6))
def test_points_are_one_with_the_first_that_lies_near(seed, scale):
    # On a lattice of a third of the tolerance, dense and scattered, far from the origin.
    rng = np.random.default_rng(seed)
    places = np.concatenate(
        [rng.integers(0, 9, (40, 2)), rng.integers(0, 400, (40, 2)), rng.integers(0, 60, (60, 2))]
    )
    places = rng.permutation(places)
    tolerance = 3.0 + 1e-3
    firsts, expected = [], []
    for at, place in enumerate(places):
        near = [first for first in firsts if np.hypot(*(places[first] - place)) <= tolerance]
        firsts += [] if near else [at]
        expected.append(near[0] if near else at)
    assert first_of_each(places * scale + HERE * scale, tolerance * scale).tolist() == expected


@pytest.mark.slow
def test_a_million_corners_are_numbered_together():
    x, y = (each.ravel() * 90.0 for each in np.meshgrid(np.arange(500), np.arange(500)))
    noise = np.random.default_rng(16).uniform(-4e-4, 4e-4, (4, len(x)))
    shapes = shapely.box(x + noise[0], y + noise[1], x + 90 + noise[2], y + 90 + noise[3])
    assert NumberedCorners.of(shapes, "batch").numbers.max() == pytest.approx(501**2, rel=0.01)


def test_how_far_first_corners_are_is_told_from_the_north_west_of_their_group():
    firsts = np.array([[100, 10], [103, 6], [500, 30]], dtype=float)
    boxes = np.array([[100, 0, 110, 10], [103, 0, 109, 6], [500, 20, 510, 30]], dtype=float)
    steps = _away_in_groups(firsts, boxes, np.array([0, 0, 1]))
    assert steps.tolist() == [0, round(5 / (1e-7 * np.hypot(10, 10))), 0]


def random_ring(rng, x, y):
    """Return a ring of some of the corners of an octagon on whole metres, begun and drawn anyhow."""
    corners = np.array([(2, 0), (4, 0), (6, 2), (6, 4), (4, 6), (2, 6), (0, 4), (0, 2)]) + np.array([x, y])
    kept = np.sort(rng.choice(8, rng.integers(4, 9), replace=False))
    ring = np.roll(corners[kept], rng.integers(8), axis=0)
    return ring[:: rng.choice([1, -1])] + HERE


def random_parcel(rng):
    """Return a polygon with holes, or several of them, in no order."""
    parts = []
    for at in rng.permutation(4)[: rng.integers(1, 4)]:
        x, y = 50 * (at % 2), 40 * (at // 2)
        holes = [
            random_ring(rng, x + 2 + 8 * (hole % 3), y + 2 + 8 * (hole // 3)) for hole in rng.permutation(9)
        ]
        outer = shapely.box(x, y, x + 30, y + rng.integers(28, 32))
        outer = shapely.get_coordinates(outer) + HERE
        parts.append(shapely.Polygon(outer, holes[: rng.integers(0, 4)]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def north_west_first(places, boxes):
    """Return the order of places by how near they are to the north-west of boxes, the northern and western first."""
    west, north = min(box[0] for box in boxes), max(box[3] for box in boxes)
    keys = [(round(np.hypot(x - west, north - y), 6), -y, x) for x, y in places]
    return sorted(range(len(places)), key=keys.__getitem__)


def by_rule(polygon):
    """Return the rings that the rules of the module make, one after the other."""

    def begun(ring):
        corners = shapely.get_coordinates(ring)[:-1]
        corners = corners[::-1] if ring.is_ccw else corners
        return np.roll(corners, -north_west_first(corners, [ring.bounds])[0], axis=0)

    def ordered(rings):
        made = [begun(ring) for ring in rings]
        order = north_west_first([each[0] for each in made], [ring.bounds for ring in rings]) if rings else []
        return [(at, made[at].tolist()) for at in order]

    parts = list(shapely.get_parts(polygon))
    return [
        ring
        for at, outer in ordered([part.exterior for part in parts])
        for ring in (outer, *(hole for _, hole in ordered(list(parts[at].interiors))))
    ]


@pytest.mark.parametrize("seed", range(5))
def test_parcels_are_numbered_as_the_rules_say(seed):
    rng = np.random.default_rng(seed)
    shapes = np.array([random_parcel(rng) for _ in range(12)], dtype=object)
    table = NumberedCorners.of(shapes, "north-west")
    for row, polygon in enumerate(shapes):
        found = table.of_row(row)
        expected = by_rule(polygon)
        assert [
            [[corner.east, corner.north] for corner in found if corner.ring == ring + 1]
            for ring in range(len(expected))
        ] == [[*ring, ring[0]] for ring in expected]
        numbers, at = [], 1
        for ring in expected:
            numbers += [*range(at, at + len(ring)), at]
            at += len(ring)
        assert [corner.number for corner in found] == numbers
        assert table.numbers[table.vertices_of(row)].tolist() == numbers


@pytest.mark.parametrize("east", [0.0, 39_467_000.0])
@pytest.mark.parametrize(("nearer_m", "first"), [(1e-6, [5, 10]), (2e-6, [0, 5])])
def test_a_corner_is_nearer_by_more_than_a_ten_millionth_of_the_extent(east, nearer_m, first):
    # Of an extent of 10 by 10 m that is 1.4 micrometres.
    polygon = shapely.Polygon([(east, 5 + nearer_m), (east + 5, 0), (east + 10, 5), (east + 5, 10)])
    corner = corners_of(polygon, "north-west")[0]
    assert [corner.east - east, corner.north] == pytest.approx(first, abs=1e-5)


def test_a_ring_without_an_extent_is_numbered_too():
    nowhere = shapely.Polygon([(5, 7)] * 4)
    assert [corner.number for corner in corners_of(nowhere, "north-west")] == [1, 2, 3, 1]


def test_parcels_of_several_parts_keep_their_place_in_a_table():
    parts = shapely.MultiPolygon([shapely.box(20, 0, 30, 10), shapely.box(0, 0, 10, 10)])
    for shapes in ([parts, shapely.box(50, 0, 60, 9)], [shapely.box(50, 0, 60, 9), parts], [parts, parts]):
        table = NumberedCorners.of(np.array(shapes, dtype=object))
        assert [table.of_row(row) for row in range(2)] == [corners_of(shape) for shape in shapes]


def test_corners_are_rounded_to_so_many_decimals():
    table = NumberedCorners.of(np.array([shapely.box(0.1234567, 1, 2.7654321, 3)]))
    assert {(corner.east, corner.north) for corner in table.rounded(3).of_row(0)} == {
        (0.123, 1), (0.123, 3), (2.765, 1), (2.765, 3)
    }  # fmt: skip
    assert table.of_row(0)[0].east == 2.7654321
