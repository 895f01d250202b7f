"""One ragged array: what is taken apart is put together again, and every edge and area is there once."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.geometry import rings
from geokit.geometry.arrays import Shapes
from geokit.geometry.rings import Rings

HOLED = shapely.box(0, 0, 9, 9) - shapely.box(3, 3, 6, 6)
PARTS = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])
ISLANDS = shapely.MultiPolygon(
    [shapely.box(40, 0, 49, 9) - shapely.box(42, 2, 44, 4), shapely.box(50, 0, 51, 1)]
)
SQUARE = shapely.box(0, 20, 1, 21)
NO_LAND = [None, shapely.Polygon(), shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])]


def shapes_of(*shapes: object) -> Shapes:
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


mixed = st.lists(st.sampled_from([HOLED, PARTS, ISLANDS, SQUARE, *NO_LAND]), max_size=8).map(
    lambda shapes: shapes_of(*shapes)
)


def test_the_rings_of_a_polygon_with_holes_and_of_parts_are_told_apart() -> None:
    rings = Rings.of(shapes_of(HOLED, PARTS, SQUARE))
    assert rings.rows.tolist() == [2, 0, 0, 1, 1]
    assert rings.is_hole.tolist() == [False, False, True, False, False]
    assert rings.is_alone.tolist() == [True, False, False, False, False]
    assert rings.counts.tolist() == [5] * 5
    assert rings.polygon_offsets.tolist() == [0, 1, 3, 4, 5]
    assert rings.polygon_rows.tolist() == [2, 0, 1, 1]


@pytest.mark.parametrize("shape", NO_LAND)
def test_what_is_no_polygon_has_no_ring(shape: object) -> None:
    rings = Rings.of(shapes_of(shape, SQUARE, shape))
    assert rings.rows.tolist() == [1]
    assert rings.areas().tolist() == [0, 1, 0]
    assert len(Rings.of(shapes_of(shape))) == 0


def test_an_empty_part_has_no_ring() -> None:
    rings = Rings.of(shapes_of(shapely.MultiPolygon([SQUARE, shapely.Polygon(), HOLED])))
    assert rings.polygon_offsets.tolist() == [0, 1, 3]
    assert rings.is_hole.tolist() == [False, False, True]


@given(mixed)
def test_areas_and_edges_are_those_of_shapely(shapes: Shapes) -> None:
    rings = Rings.of(shapes)
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6))
    assert rings.areas() == pytest.approx(np.where(polygonal, shapely.area(shapes), 0.0))
    lengths = np.hypot(*(rings.edges()[:, 1] - rings.edges()[:, 0]).T)
    assert lengths.sum() == pytest.approx(shapely.length(shapes[polygonal]).sum())


@given(mixed)
def test_what_is_taken_apart_is_put_together_again(shapes: Shapes) -> None:
    again = Rings.of(shapes).put_into(shapes)
    assert [a == b for a, b in zip(again, shapes, strict=True)] == [True] * len(shapes)
    assert shapely.get_type_id(again).tolist() == shapely.get_type_id(shapes).tolist()


@given(mixed)
def test_where_values_are_kept_by_axis_nothing_else_changes(shapes: Shapes) -> None:
    rings = Rings.of(shapes)
    by_axis = rings.by_axis()
    assert by_axis.x.flags.c_contiguous
    assert by_axis.signed_areas().tolist() == rings.signed_areas().tolist()
    assert rings.with_vertices(rings.x, rings.y).coordinates.tolist() == rings.coordinates.tolist()


def test_a_clockwise_ring_has_an_area_below_zero() -> None:
    assert Rings.of(shapes_of(shapely.box(0, 0, 2, 3))).signed_areas().tolist() == [6]
    assert Rings.of(shapes_of(shapely.reverse(shapely.box(0, 0, 2, 3)))).signed_areas().tolist() == [-6]


def test_a_ring_that_is_not_closed_has_the_area_of_the_closed_one() -> None:
    corners = np.array([[0, 0], [2, 0], [2, 3], [0, 3], [5, 5], [6, 5], [5, 6], [5, 5]], dtype=float)
    rings = Rings.unnested(corners, np.array([4, 4]), np.array([0, 0]))
    assert rings.is_closed.tolist() == [False, True]
    assert rings.signed_areas().tolist() == [6, 0.5]


def test_before_and_after_go_around_the_ring() -> None:
    rings = Rings.of(shapes_of(shapely.Polygon([(0, 0), (1, 0), (4, 3)]), shapely.box(5, 5, 6, 6)))
    assert rings.before(rings.x)[:4].tolist() == [4, 0, 1, 4]
    assert rings.steps(rings.x)[:4].tolist() == [1, 3, -4, 0]


def test_rings_are_left_out_and_polygons_without_any_with_them() -> None:
    rings = Rings.of(shapes_of(ISLANDS, SQUARE))
    left = rings.without(np.array([False, False, True, True]))
    assert left.polygon_rows.tolist() == [1, 0]
    assert left.areas().tolist() == [81, 1]
    assert rings.taken(rings.polygon_rows == 0).areas() == pytest.approx([ISLANDS.area, 0])


def test_vertices_are_put_into_edges_in_their_order() -> None:
    rings = Rings.of(shapes_of(shapely.Polygon([(0, 0), (9, 0), (9, 9)]), SQUARE))
    more = rings.inserted(np.array([0, 0, 5]), np.array([[3.0, 0], [6, 0], [0.5, 21]]))
    assert more.counts.tolist() == [6, 6]
    assert more.coordinates[:4].tolist() == [[0, 0], [3, 0], [6, 0], [9, 0]]
    assert more.is_closed.all()


def test_boxes_are_those_of_the_rings() -> None:
    rings = Rings.of(shapes_of(HOLED, SQUARE))
    assert rings.boxes().tolist() == [[0, 20, 1, 21], [0, 0, 9, 9], [3, 3, 6, 6]]
    assert Rings.of(shapes_of(None)).boxes().shape == (0, 4)


def test_blocks_have_as_many_vertices_as_fit_and_one_polygon_at_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rings, "BLOCK_VERTICES", 10)
    large = shapely.Point(0, 0).buffer(1)
    shapes = shapes_of(*[SQUARE] * 5, large, SQUARE, None)
    assert [(each.start, each.stop) for each in rings.blocks(shapes)] == [
        (0, 2),
        (2, 4),
        (4, 5),
        (5, 6),
        (6, 8),
    ]


def test_rings_of_which_it_is_not_known_which_are_holes_are_polygons_of_their_rows() -> None:
    corners = np.arange(22.0).reshape(11, 2)
    found = Rings.unnested(corners, np.array([4, 3, 4]), np.array([0, 2, 2]))
    assert (found.row_count, found.rows.tolist(), found.is_hole.tolist()) == (3, [0, 2, 2], [False] * 3)
    assert found.offsets.tolist() == [0, 4, 7, 11]
    assert found.taken(np.array([True, False, False])).per_row(np.ones(1)).tolist() == [1, 0, 0]
    assert Rings.unnested(corners[:0], np.empty(0, int), np.empty(0, int)).row_count == 0


@pytest.mark.parametrize(
    ("limit", "stops"),
    [(1, [1, 2, 3, 4, 5, 6]), (10, [2, 4, 6]), (14, [2, 4, 6]), (15, [3, 6]), (29, [5, 6]), (30, [6])],
)
def test_blocks_have_as_many_vertices_as_they_may(
    monkeypatch: pytest.MonkeyPatch, limit: int, stops: list[int]
) -> None:
    monkeypatch.setattr(rings, "BLOCK_VERTICES", limit)
    made = list(rings.blocks(shapes_of(*[SQUARE] * 6)))
    assert [each.stop for each in made] == stops
    assert [each.start for each in made] == [0, *stops[:-1]]
    assert list(rings.blocks(shapes_of())) == []
