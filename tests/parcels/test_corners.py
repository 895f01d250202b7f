import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.parcels.corners import corners_of


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
