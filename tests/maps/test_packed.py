from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.maps.packed import UNITS_PER_DEGREE, pack_shapes, varints


def unpacked(data: bytes) -> list[int]:
    values, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append((value >> 1) ^ -(value & 1))
            value, shift = 0, 0
    return values


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_numbers_come_back(values: list[int]) -> None:
    assert unpacked(varints(np.array(values, dtype=np.int64))) == values


def test_a_small_step_is_one_byte() -> None:
    assert len(varints(np.array([-64, 63]))) == 2


def test_parts_and_holes_are_counted() -> None:
    hole = shapely.Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])
    two = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(7, 7, 8, 8)])
    packed = pack_shapes(np.array([hole, two], dtype=object))
    assert [packed[key] for key in ("parcels", "polygons", "rings", "points")] == [2, 3, 4, 16]
    numbers = unpacked(zlib.decompress(base64.b64decode(str(packed["data"]))))
    assert numbers[:9] == [1, 2, 2, 1, 1, 4, 4, 4, 4]
    points = np.cumsum(np.reshape(numbers[9:], (-1, 2)), axis=0) / UNITS_PER_DEGREE
    turned = shapely.orient_polygons([hole, two])
    expected = np.concatenate([shapely.get_coordinates(ring)[:-1] for ring in _rings(*turned)])
    np.testing.assert_allclose(points, expected, atol=1e-7)


def _rings(*shapes: shapely.Geometry) -> list[shapely.Geometry]:
    polygons = shapely.get_parts(np.array(shapes, dtype=object))
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def test_a_step_is_rounded_where_it_stands_so_that_errors_do_not_add_up() -> None:
    ring = shapely.Polygon([(116 + at * 1.00000004e-7 * 7, 23 + (at % 2) * 1e-4) for at in range(1000)])
    numbers = unpacked(zlib.decompress(base64.b64decode(str(pack_shapes(np.array([ring]))["data"]))))
    lon = np.cumsum(numbers[3::2]) / UNITS_PER_DEGREE
    assert lon[-1] == pytest.approx(shapely.get_coordinates(ring)[-2, 0], abs=1e-7)
