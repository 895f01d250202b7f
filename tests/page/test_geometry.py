from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from packed_shapes import lists_of, rings_of, shapes_of

from geokit.page import geometry
from geokit.page.geometry import mercator, pack_numbers, pack_shapes


@given(st.lists(st.integers(-(2**40), 2**40)), st.lists(st.integers(-64, 63)))
def test_numbers_come_back(wide: list[int], narrow: list[int]) -> None:
    assert lists_of(pack_numbers(np.array(each, dtype=np.int64) for each in (wide, narrow))) == [wide, narrow]


def test_a_small_step_is_one_byte() -> None:
    assert pack_numbers([np.array([-64, 63])])["streams"] == [[2, 1]]


def test_parts_and_holes_are_counted() -> None:
    hole = shapely.Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
    two = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(7, 7, 8, 8)])
    packed: Any = pack_shapes(np.array([hole, two], dtype=object))
    assert [packed[key] for key in ("shapes", "parts", "rings", "points")] == [2, 3, 4, 16]
    assert lists_of(packed)[:4] == [[], [1, 2], [2, 1, 1], [1, 1, 1, 1]]
    turned = shapely.orient_polygons([hole, two])
    expected = np.concatenate([shapely.get_coordinates(ring)[:-1] for ring in _rings(*turned)])
    np.testing.assert_allclose(places(packed), mercator(expected), atol=1 / packed["units"])


def test_an_empty_hole_is_none() -> None:
    # Of what a program writes only: shapely makes no such ring of a list without points.
    shell = struct.pack("<I10d", 5, 0, 0, 3, 0, 3, 3, 0, 3, 0, 0)
    odd = shapely.from_wkb(struct.pack("<BII", 1, 3, 2) + shell + struct.pack("<I", 0))
    assert len(odd.interiors) == 1
    plain = shapely.box(5, 5, 6, 6)
    assert pack_shapes(np.array([odd, plain])) == pack_shapes(
        np.array([shapely.Polygon(odd.exterior), plain])
    )


def places(packed: Any) -> Any:
    found = np.array([place for ring in rings_of(packed) for place in ring])
    return np.add(found, [packed["west"], packed["north"]]) / packed["units"]


def _rings(*shapes: shapely.Geometry) -> list[shapely.Geometry]:
    polygons = shapely.get_parts(np.array(shapes, dtype=object))
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


@pytest.mark.parametrize("precision_m", [0.01, 0.5])
def test_a_step_is_rounded_where_it_stands_so_that_errors_do_not_add_up(precision_m: float) -> None:
    points = [(116 + at * 1.00000004e-7 * 7, 23 + (at % 2) * 1e-4) for at in range(1000)]
    ring = shapely.Polygon([*points, (116.001, 22.9999), (116, 22.9999)])
    packed: Any = pack_shapes(np.array([ring]), precision_m)
    found = places(packed)
    turned = shapely.get_coordinates(shapely.orient_polygons(ring))[:-1]
    # A world is 40,075 km wide, and shrinks with the cosine of the latitude.
    off_m = np.abs(found - mercator(turned)).max() * 40_075_016.686 * np.cos(np.radians(23))
    assert off_m <= precision_m / 2 * 1.001


def test_a_corner_that_two_parcels_share_stays_shared() -> None:
    one, other = shapely.box(116, 23, 116.000123, 23.000456), shapely.box(116.000123, 23, 116.0003, 23.000456)
    packed: Any = pack_shapes(np.array([one, other]), 0.5)
    found = places(packed)
    assert len(np.unique(found, axis=0)) == 6


def test_lines_points_and_what_is_nowhere_are_packed_beside_polygons() -> None:
    line, point = shapely.LineString([(116, 23), (116.1, 23.1), (116.1, 23.2)]), shapely.Point(116, 23)
    both = shapely.GeometryCollection([shapely.MultiPoint([(1, 1), (2, 2)]), shapely.box(0, 0, 1, 1)])
    given_shapes = np.array(
        [line, None, shapely.box(116, 23, 117, 24), point, both, shapely.Polygon()], dtype=object
    )
    found = shapes_of(pack_shapes(given_shapes))
    assert [shape and shape.geom_type for shape in found] == [
        "LineString", None, "Polygon", "Point", "GeometryCollection", None,
    ]  # fmt: skip
    for shape, back in zip(given_shapes[[0, 2, 3]], (found[0], found[2], found[3]), strict=True):
        assert shapely.hausdorff_distance(shape, back) < 1e-7


def test_no_shapes_are_packed_too() -> None:
    assert shapes_of(pack_shapes(np.empty(0, dtype=object))) == []
    assert shapes_of(pack_shapes(np.array([None], dtype=object))) == [None]


def survey(side: int, seed: int) -> list[shapely.Geometry]:
    """Return a grid of squares whose neighbours share their corners, some of them gone, twice there or with a hole."""
    rng = np.random.default_rng(seed)
    at = [divmod(number, side) for number in range(side**2)]
    squares = [shapely.box(x, y, x + 1, y + 1).segmentize(0.5) for x, y in at]
    kinds = rng.integers(0, 8, len(squares))
    squares += [square.reverse() for square, kind in zip(squares, kinds, strict=True) if kind == 0]
    holes = [
        square.difference(square.buffer(-0.2))
        for square, kind in zip(squares, kinds, strict=False)
        if kind == 1
    ]
    inner = [square.buffer(-0.2) for square, kind in zip(squares, kinds, strict=False) if kind in (1, 2)]
    kept = [
        square for square, kind in zip(squares, [*kinds, *[9] * side**2], strict=False) if kind not in (1, 3)
    ]
    apart = shapely.MultiPolygon([squares[0], shapely.box(99, 0, 100, 1)])
    both = [shapely.union_all(squares[:2]), apart, shapely.LineString([(0, 0), (1, 0)])]
    shapes = [*kept, *holes, *inner, *both]
    return [shapes[number] for number in rng.permutation(len(shapes))]


@given(side=st.integers(1, 6), seed=st.integers(0, 10_000), is_ordered=st.booleans())
def test_shapes_that_share_edges_come_back(side: int, seed: int, *, is_ordered: bool) -> None:
    shapes = np.array(
        [shapely.transform(each, lambda points: points / 1000 + (116, 23)) for each in survey(side, seed)],
        object,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geometry, "_MANY", 0 if is_ordered else 10**6)
        patch.setattr(geometry, "_WORTH", 0.0)
        packed = pack_shapes(shapes, 0.1)
    assert bool(lists_of(packed)[0]) == is_ordered
    for shape, back in zip(shapes, shapes_of(packed), strict=True):
        assert shape.geom_type == back.geom_type
        assert shapely.hausdorff_distance(shape, back) < 2e-6
        assert shapely.get_num_coordinates(shape) == shapely.get_num_coordinates(back)


def test_an_edge_of_two_neighbours_is_stored_once() -> None:
    squares = [shapely.box(x, y, x + 1, y + 1) for x in range(9) for y in range(9)]
    packed = pack_shapes(np.array(squares, dtype=object))
    assert len(lists_of(packed)[-1]) < 10 * 10 + 2 * 9
