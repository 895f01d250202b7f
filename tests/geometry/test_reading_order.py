"""The order that parcels are counted in: by rows from the north, whichever way these run."""

import numpy as np
import pytest
import shapely
from shapely import affinity, box

from geokit.geometry.reading_order import reading_order, row_angle, turned


def order_of(*shapes: shapely.Geometry | None, **how: float) -> list[int]:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return reading_order(found, **how).tolist()


def test_what_has_no_extent_comes_last() -> None:
    assert order_of(None, box(0, 0, 1, 1), shapely.Polygon(), box(5, 9, 6, 10))[:2] == [3, 1]
    assert order_of(None, None) == [0, 1]
    assert order_of() == []


@pytest.mark.parametrize(("deeper", "order"), [(5.0, [1, 0]), (5.0005, [1, 0]), (5.001, [0, 1])])
def test_a_row_takes_what_begins_no_farther_south_than_the_tolerance(deeper: float, order: list[int]) -> None:
    assert order_of(box(100, 0, 110, 10), box(0, -deeper, 10, 10 - deeper)) == order


def test_of_one_corner_the_middle_decides_then_the_extent_then_the_tie() -> None:
    west, east = shapely.Polygon([(0, 0), (0, 9), (9, 9)]), shapely.Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    assert order_of(east, west) == order_of(west, east)[::-1]
    above, below = shapely.Polygon([(0, 9), (9, 9), (4.5, 0)]), shapely.Polygon([(0, 0), (9, 0), (4.5, 9)])
    assert (order_of(above, below), order_of(below, above)) == ([0, 1], [1, 0])
    assert order_of(box(0, 0, 9, 9), box(0, 1, 8, 9)) == [1, 0]
    assert order_of(box(0, 0, 9, 9), box(0, 0, 9, 9), ties=np.array([2, 1])) == [1, 0]


@pytest.mark.parametrize(
    ("angle", "found"), [(20, 20), (-44.9, -44.9), (45, 45), (-45, 45), (46, -44), (90, 0), (1e-9, 0)]
)
def test_rows_are_turned_by_an_angle_of_one_eighth_of_a_circle_at_most(angle: float, found: float) -> None:
    shapes = affinity.rotate(shapely.MultiPolygon([box(0, 0, 300, 100), box(300, 0, 500, 100)]), angle)
    assert row_angle(np.array([shapes, None])) == pytest.approx(found, abs=1e-6)


def test_where_no_direction_prevails_there_is_none() -> None:
    assert row_angle(np.array([shapely.Point(0, 0).buffer(50), box(900, 0, 901, 1)])) == 0
    assert row_angle(np.array([None, shapely.Point(0, 0)])) == 0


@pytest.mark.parametrize("side", [1.0, 0.3, 1843.0])
@pytest.mark.parametrize(("larger", "angle"), [(1.0, 45.0), (1.001, 0.0)])
def test_half_of_all_edges_are_enough_to_prevail(side: float, larger: float, angle: float) -> None:
    diamond = shapely.Polygon([(0, 0), (side, side), (0, 2 * side), (-side, side)])
    # Three quarters of the edges run in one direction, and the last quarter takes as much away again.
    straight = box(0, 0, *[np.hypot(side, side) * larger] * 2)
    assert row_angle(np.array([diamond, diamond, diamond, straight])) == angle


def test_turned_rows_run_from_west_to_east() -> None:
    tilted = affinity.rotate(box(100, 200, 400, 300), 20)
    (straight,) = turned(np.array([tilted]), 20.0)
    west, south, east, north = straight.bounds
    assert (east - west, north - south) == pytest.approx((300, 100))
    assert len(turned(np.array([], dtype=object), 20.0)) == 0


HERE = np.array([467_000.0, 2_583_000.0])


def here(*shapes: shapely.Geometry) -> list[shapely.Geometry]:
    return list(shapely.transform(np.array(shapes, dtype=object), lambda places: places + HERE))


def drawn(seed: int) -> list[shapely.Geometry]:
    """Return boxes and their halves on whole metres, many of which begin in one corner."""
    rng = np.random.default_rng(seed)
    made = []
    for x, y, width, height, kind in rng.integers([0, 0, 1, 1, 0], [4, 5, 3, 3, 5], (40, 5)):
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        made.append(shapely.Polygon([corner for at, corner in enumerate(corners) if at != kind]))
    return here(*made)


def by_rule(shapes: list[shapely.Geometry], tolerance_m: float) -> list[int]:
    """Return the order that the rules of the module make, one shape after the other."""
    row, first = {}, np.inf
    for north in sorted({shape.bounds[3] for shape in shapes}, reverse=True):
        if first - north > tolerance_m:
            first = north
        row[north] = -first

    def place(at: int) -> tuple[float, ...]:
        west, south, east, north = shapes[at].bounds
        middle = shapes[at].centroid
        across, down = round(middle.x - west, 3), round(north - middle.y, 3)
        return row[north], west, -north, across, down, north - south, east - west, shapes[at].area, at

    return sorted(range(len(shapes)), key=place)


@pytest.mark.parametrize("tolerance_m", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("seed", range(5))
def test_shapes_come_in_the_order_of_the_rules(seed: int, tolerance_m: float) -> None:
    shapes = drawn(seed)
    expected = by_rule(shapes, tolerance_m or 1e-9)
    assert order_of(*shapes, tolerance_m=tolerance_m) == expected
    ties = np.random.default_rng(seed).permutation(40)
    found = reading_order(np.array(shapes)[ties], tolerance_m, ties=ties)
    assert ties[found].tolist() == expected


def test_of_one_corner_and_middle_the_lower_then_the_narrower_comes_first() -> None:
    plain = box(0, 0, 10, 10)
    high = shapely.MultiPolygon([box(0, 6, 10, 10), box(2, -6, 8, -4)])
    wide = shapely.MultiPolygon([box(0, 0, 4, 10), box(14, 2, 16, 8)])
    assert {each.centroid.wkt for each in (plain, high, wide)} == {"POINT (5 5)"}
    assert order_of(*here(high, wide, plain)) == [2, 1, 0]
    # The middle counts from the west first.
    assert order_of(*here(box(0, 6, 20, 10), box(0, 0, 2, 10))) == [1, 0]
    # Of one extent and middle the smaller comes first.
    assert order_of(*here(plain, plain - box(4, 4, 6, 6))) == [1, 0]


def test_half_the_median_height_is_how_deep_a_row_is() -> None:
    heights = [box(0, 0, 9, height) for height in (2, 10, 90)]
    tops = [
        shapely.transform(each, lambda xy, each=each: xy - np.array([0, each.bounds[3]])) for each in heights
    ]
    # The second begins 5 m farther south, and a hair more.
    for deeper, order in ((5.0, [1, 0]), (5.01, [0, 1])):
        beside = box(-50, -deeper - 10, -40, -deeper)
        assert order_of(tops[1], beside) == order
