from __future__ import annotations

import base64
import zlib
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from packed_shapes import numbers_of, shapes_of

from geokit.page.geometry import byte_planes, mercator, pack_shapes


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_numbers_come_back(values: list[int]) -> None:
    data, size = byte_planes(np.array(values, dtype=np.int64))
    packed = {"data": base64.b64encode(zlib.compress(data)).decode(), "bytes": size}
    assert numbers_of(packed) == values


def test_a_small_step_is_one_byte() -> None:
    assert byte_planes(np.array([-64, 63])) == (b"\x7f\x7e", 1)


def test_parts_and_holes_are_counted() -> None:
    hole = shapely.Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
    two = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(7, 7, 8, 8)])
    packed: Any = pack_shapes(np.array([hole, two], dtype=object))
    assert [packed[key] for key in ("shapes", "parts", "rings", "points")] == [2, 3, 4, 16]
    numbers = numbers_of(packed)
    assert numbers[:9] == [1, 2, 2, 1, 1, 4, 4, 4, 4]
    turned = shapely.orient_polygons([hole, two])
    expected = np.concatenate([shapely.get_coordinates(ring)[:-1] for ring in _rings(*turned)])
    np.testing.assert_allclose(places(packed, numbers[9:]), mercator(expected), atol=1 / packed["units"])


def places(packed: Any, steps: list[int]) -> Any:
    corner = np.array([packed["west"], packed["north"]])
    return (np.cumsum(np.reshape(steps, (2, -1)), axis=1).T + corner) / packed["units"]


def _rings(*shapes: shapely.Geometry) -> list[shapely.Geometry]:
    polygons = shapely.get_parts(np.array(shapes, dtype=object))
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


@pytest.mark.parametrize("precision_m", [0.01, 0.5])
def test_a_step_is_rounded_where_it_stands_so_that_errors_do_not_add_up(precision_m: float) -> None:
    points = [(116 + at * 1.00000004e-7 * 7, 23 + (at % 2) * 1e-4) for at in range(1000)]
    ring = shapely.Polygon(points)
    packed: Any = pack_shapes(np.array([ring]), precision_m)
    found = places(packed, numbers_of(packed)[3:])
    turned = shapely.get_coordinates(shapely.orient_polygons(ring))[:-1]
    # A world is 40,075 km wide, and shrinks with the cosine of the latitude.
    off_m = np.abs(found - mercator(turned)).max() * 40_075_016.686 * np.cos(np.radians(23))
    assert off_m <= precision_m / 2 * 1.001


def test_a_corner_that_two_parcels_share_stays_shared() -> None:
    one, other = shapely.box(116, 23, 116.000123, 23.000456), shapely.box(116.000123, 23, 116.0003, 23.000456)
    packed: Any = pack_shapes(np.array([one, other]), 0.5)
    found = places(packed, numbers_of(packed)[6:])
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
