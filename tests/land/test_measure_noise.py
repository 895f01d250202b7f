from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from geokit.errors import CrsError
from geokit.land.measure.polygons import print_noise_m2, standard_error_m2

FIELD = box(467_000, 2_583_000, 467_400, 2_583_300)  # every diagonal is 500 m


def regular(area_mu: float, corners: int = 24) -> Polygon:
    radius_m = np.sqrt(2 * area_mu * 2000 / 3 / (corners * np.sin(2 * np.pi / corners)))
    angles = 2 * np.pi * np.arange(corners) / corners
    return Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * radius_m + (467_000, 2_583_000))


def test_the_standard_error_is_that_of_the_diagonals() -> None:
    assert standard_error_m2([FIELD], 0.05)[0] == pytest.approx(0.05 * np.sqrt(4 * 500**2 / 8))


@pytest.mark.parametrize(("area_mu", "error_m2"), [(330, 12), (3_024, 36), (17_600, 87)])
def test_published_standard_errors_of_a_24_gon(area_mu: float, error_m2: float) -> None:
    assert standard_error_m2([regular(area_mu)], 0.05)[0] == pytest.approx(error_m2, abs=0.5)


@pytest.mark.parametrize(("area_mu", "noise_m2"), [(330, 0.10), (3_024, 0.29), (17_600, 0.71)])
def test_published_print_noise_of_a_24_gon(area_mu: float, noise_m2: float) -> None:
    assert print_noise_m2([regular(area_mu)], 3)[0] == pytest.approx(noise_m2, abs=0.005)


def test_print_noise_is_what_rounding_does() -> None:
    rng = np.random.default_rng(7)
    ring = shapely.get_coordinates(regular(330))[:-1]
    moved = ring + rng.uniform(0, 0.01, (4000, len(ring), 2))
    printed, exact = shapely.area(shapely.polygons(moved.round(3))), shapely.area(shapely.polygons(moved))
    assert np.std(printed - exact) == pytest.approx(print_noise_m2([regular(330)], 3)[0], rel=0.05)


def test_the_standard_error_is_what_survey_errors_do() -> None:
    rng = np.random.default_rng(7)
    ring = shapely.get_coordinates(FIELD)[:-1]
    moved = ring + rng.normal(0, 0.05 / np.sqrt(2), (20_000, len(ring), 2))
    assert np.std(shapely.area(shapely.polygons(moved))) == pytest.approx(
        standard_error_m2([FIELD], 0.05)[0], rel=0.05
    )


@pytest.mark.parametrize("step_m", [5.0, 37.0])
def test_points_on_straight_lines_do_not_make_a_survey_better(step_m: float) -> None:
    dense = shapely.transform(shapely.segmentize(FIELD, step_m), lambda xy: xy.round(3))
    turned = Polygon(np.roll(shapely.get_coordinates(dense)[:-1], 3, axis=0))
    expected = standard_error_m2([FIELD], 0.05)[0]
    assert standard_error_m2([dense, turned], 0.05) == pytest.approx(expected, rel=1e-5)
    assert print_noise_m2([dense], 3)[0] < print_noise_m2([FIELD], 3)[0]


def test_a_slow_bend_is_not_a_straight_line() -> None:
    assert standard_error_m2([regular(330, 2000)], 0.05)[0] > 0


def test_holes_and_parts_count() -> None:
    ring, hole = (
        shapely.get_coordinates(FIELD),
        shapely.get_coordinates(box(467_100, 2_583_100, 467_130, 2_583_140)),
    )
    with_hole, pair = Polygon(ring, [hole]), MultiPolygon([FIELD, Polygon(np.add(hole, (1000, 0)))])
    expected = 0.05 * np.sqrt(4 * (500**2 + 50**2) / 8)
    assert standard_error_m2([with_hole, pair], 0.05) == pytest.approx(expected)


def test_what_has_no_corners_has_no_noise() -> None:
    for values in (
        standard_error_m2([None, Polygon(), FIELD], 0.05),
        print_noise_m2([None, Polygon(), FIELD], 3),
    ):
        assert values[:2].tolist() == [0.0, 0.0]
        assert values[2] > 0
    assert print_noise_m2([], 3).shape == (0,)
    assert print_noise_m2([Point(467_000, 2_583_000)], 3).tolist() == [0.0]


@pytest.mark.parametrize(("east", "north"), [(100, 1000), (1000, 50)])
def test_coordinates_of_a_site_are_no_degrees(east: float, north: float) -> None:
    assert standard_error_m2([box(east, north, east + 30, north + 40)], 1.0)[0] == pytest.approx(
        np.sqrt(4 * 50**2 / 8)
    )


@pytest.mark.parametrize("bounds", [(116.6, 23.3, 116.7, 23.4), (-180, 0, -179, 90), (179, -90, 180, 0)])
def test_degrees_are_refused(bounds: tuple[float, ...]) -> None:
    with pytest.raises(CrsError, match="the coordinates look like degrees: project them first"):
        standard_error_m2([box(*bounds)], 0.05)


@given(st.floats(0.001, 0.2), st.floats(0.5, 3))
def test_the_error_grows_with_accuracy_and_size(point_accuracy_m: float, scale: float) -> None:
    larger = Polygon((shapely.get_coordinates(FIELD) - (467_000, 2_583_000)) * scale + (467_000, 2_583_000))
    one, other = standard_error_m2([FIELD, larger], point_accuracy_m)
    assert one == pytest.approx(point_accuracy_m * standard_error_m2([FIELD], 1.0)[0])
    assert other == pytest.approx(scale * one)
