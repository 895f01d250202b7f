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
