from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geokit.errors import CrsError, InputError
from geokit.land.crs.transform import reproject, reproject_points
from geokit.land.measure.polygons import measure_area
from geokit.land.schematic import (
    equal_circle,
    is_circle,
    schematic_inside,
    schematic_outline,
    side_by_side,
)
from geokit.land.units import Area

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LONGHU = (116.7594, 23.4187)
EAST, NORTH = (float(value) for value in reproject_points(*LONGHU, 4490, 4548))

areas_mu = st.floats(1, 40_000)


def around(half_width_m: float, half_height_m: float) -> Polygon:
    return box(EAST - half_width_m, NORTH - half_height_m, EAST + half_width_m, NORTH + half_height_m)


def area_m2(shape: BaseGeometry) -> float:
    return float(measure_area([shape], 4548)[0])


@given(st.floats(0.02, 400_000), st.floats(115.6, 118.4), st.floats(18, 50))
def test_an_outline_is_a_circle_of_the_declared_area(
    area_mu: float, longitude: float, latitude: float
) -> None:
    outline = schematic_outline(Area.from_mu(area_mu), (longitude, latitude))
    assert outline.is_valid
    assert area_m2(outline) == pytest.approx(area_mu * 2000 / 3, abs=0.01)
    assert 4 * np.pi * outline.area / outline.length**2 > 0.999


@given(areas_mu)
def test_the_area_is_that_of_the_coordinates_as_they_are_stored(area_mu: float) -> None:
    outline = schematic_outline(Area.from_mu(area_mu), LONGHU)
    written = [(f"{x:.3f}", f"{y:.3f}") for x, y in outline.exterior.coords]
    stored = Polygon([(float(x), float(y)) for x, y in written])
    assert stored.equals(outline)
    assert area_m2(stored) == pytest.approx(area_mu * 2000 / 3, abs=0.01)


def test_its_middle_is_its_point() -> None:
    outline = schematic_outline(Area.from_mu(330), LONGHU)
    assert outline.centroid.distance(shapely.Point(EAST, NORTH)) < 0.01


def test_the_same_words_give_the_same_bytes() -> None:
    one, other = (schematic_outline(Area.from_mu(3_024), LONGHU) for _ in range(2))
    assert one.wkb == other.wkb


def test_in_another_zone_and_with_its_prefix() -> None:
    outline = schematic_outline(Area.from_mu(330), (114.06, 22.55), crs="EPSG:4526")
    assert 38_000_000 < outline.bounds[0] < 39_000_000
    assert measure_area([outline], 4526)[0] == pytest.approx(220_000, abs=0.01)


def test_the_procedure_finds_the_same_area_to_its_rounding() -> None:
    outline = schematic_outline(Area.from_mu(17_600), LONGHU)
    assert measure_area([outline], 4548, "statutory")[0] == pytest.approx(17_600 * 2000 / 3, abs=0.1)


@pytest.mark.parametrize(
    "land",
    [
        around(700, 700),
        around(270, 5_000),
        shapely.transform(around(400, 400), lambda xy: np.add(xy, (600, 300))),
        MultiPolygon([around(50, 50), box(EAST + 500, NORTH, EAST + 1_500, NORTH + 1_000)]),
        around(1_200, 1_200).difference(around(60, 60)),
    ],
)
def test_an_outline_stays_on_the_land_given(land: Polygon | MultiPolygon) -> None:
    outline = schematic_outline(Area.from_mu(330), LONGHU, within=land)
    assert land.covers(outline)
    assert measure_area([outline], 4548)[0] == pytest.approx(220_000, abs=0.01)


def test_where_there_is_room_the_land_changes_nothing() -> None:
    free = schematic_outline(Area.from_mu(330), LONGHU)
    assert schematic_outline(Area.from_mu(330), LONGHU, within=around(5_000, 5_000)).equals(free)


@pytest.mark.parametrize("land", [around(200, 200), around(20, 50_000), Polygon()])
def test_land_without_room_is_an_error(land: Polygon) -> None:
    with pytest.raises(
        InputError, match=r"no circle of 220,000.00 m² \(330.000 mu\) fits into the land given"
    ):
        schematic_outline(Area.from_mu(330), LONGHU, within=land)


@pytest.mark.parametrize(("park_mu", "zone_mu"), [(17_600, 3_024), (3_808, 272), (330, 300), (330, 1)])
def test_a_zone_lies_inside_its_park(park_mu: float, zone_mu: float) -> None:
    park = schematic_outline(Area.from_mu(park_mu), LONGHU)
    zone = schematic_inside(park, Area.from_mu(zone_mu))
    assert park.contains(zone)
    assert measure_area([zone], 4548)[0] == pytest.approx(zone_mu * 2000 / 3, abs=0.01)


@given(st.floats(50, 40_000), st.floats(0.001, 0.95))
def test_any_share_of_a_circle_fits_inside_it(park_mu: float, share: float) -> None:
    park = schematic_outline(Area.from_mu(park_mu), LONGHU)
    zone = schematic_inside(park, Area.from_mu(park_mu * share))
    assert park.contains(zone)
    assert area_m2(zone) == pytest.approx(park_mu * share * 2000 / 3, abs=0.01)


@pytest.mark.parametrize("areas", [[240, 240], [100] * 5, [150, 300, 1], [900]])
def test_circles_are_moved_side_by_side(areas: list[float]) -> None:
    park = schematic_outline(Area.from_mu(1_000), LONGHU)
    away = shapely.transform(park, lambda xy: xy + 5_000)
    zones = [schematic_inside(away, Area.from_mu(area)) for area in areas]
    placed = side_by_side(park, zones, crs=4548)
    assert all(park.contains(each) and is_circle(each) for each in placed)
    assert not any(one.intersects(other) for one, other in combinations(placed, 2))
    assert [area_m2(each) for each in placed] == pytest.approx([area * 2000 / 3 for area in areas], abs=0.02)
    assert side_by_side(park, placed, crs=4548) == placed


def test_circles_keep_off_land_that_is_surveyed() -> None:
    park = schematic_outline(Area.from_mu(1_000), LONGHU)
    zone = schematic_inside(park, Area.from_mu(50))
    surveyed = around(100, 100)
    [placed] = side_by_side(park, [zone], crs=4548, beside=[surveyed])
    assert park.contains(placed)
    assert not placed.intersects(surveyed)


@pytest.mark.parametrize("areas", [[600, 600], [330, 330, 330], [1_100]])
def test_circles_that_do_not_fit_are_refused(areas: list[float]) -> None:
    park = schematic_outline(Area.from_mu(1_000), LONGHU)
    zones = [schematic_outline(Area.from_mu(area), LONGHU) for area in areas]
    with pytest.raises(InputError, match="fits into the land given"):
        side_by_side(park, zones, crs=4548)


@pytest.mark.parametrize("crs", [4548, 4490, 4326, 32650, 3857, 4527])
def test_any_outline_has_a_circle_of_its_area(crs: int) -> None:
    ragged = Polygon([(0, 0), (900, 100), (850, 700), (500, 300), (100, 800)])
    [shape] = reproject([shapely.transform(ragged, lambda xy: np.add(xy, (EAST, NORTH)))], 4548, crs)
    found = equal_circle(shape, crs)
    assert found is not None
    circle, system = found
    assert is_circle(circle)
    assert not is_circle(shape)
    measured = [measure_area([each], own)[0] for each, own in ((shape, crs), (circle, system))]
    assert measured[1] == pytest.approx(measured[0], abs=0.01)
    assert equal_circle(circle, system) == (circle, system)


def test_what_has_next_to_no_area_has_no_circle() -> None:
    assert equal_circle(around(1, 1), 4548) is None
    assert equal_circle(Polygon(), 4548) is None
    assert equal_circle(Polygon([(0, 0), (np.inf, 0), (1, 1)]), 4548) is None


def test_a_zone_larger_than_its_park_is_an_error() -> None:
    with pytest.raises(InputError, match="fits into the land given"):
        schematic_inside(schematic_outline(Area.from_mu(272), LONGHU), Area.from_mu(3_024))


@pytest.mark.parametrize("area", [Area.from_m2(0), Area.from_m2(-5), Area.from_m2(9)])
def test_next_to_nothing_has_no_outline(area: Area) -> None:
    with pytest.raises(InputError, match=r"needs an area of 10.00 m² .* or more"):
        schematic_outline(area, LONGHU)
    with pytest.raises(InputError, match=r"needs an area of 10.00 m² .* or more"):
        schematic_inside(around(100, 100), area)


def test_a_point_of_another_zone_is_an_error() -> None:
    with pytest.raises(CrsError, match=r"114.06°, 22.55° lies outside the zone of CGCS2000"):
        schematic_outline(Area.from_mu(330), (114.06, 22.55))
    with pytest.raises(CrsError):
        schematic_outline(Area.from_mu(330), (23.4, 116.7))


def test_an_outline_may_be_in_any_zone_of_its_datum_only() -> None:
    with pytest.raises(CrsError, match="the datums differ"):
        schematic_outline(Area.from_mu(330), LONGHU, crs="EPSG:2384")


def test_reprojected_it_keeps_its_area() -> None:
    (degrees,) = reproject([schematic_outline(Area.from_mu(330), LONGHU)], 4548, 4490)
    assert measure_area([degrees], 4490)[0] == pytest.approx(220_000, abs=0.01)
