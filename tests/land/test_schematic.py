from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geokit.errors import CrsError, InputError
from geokit.land.crs.transform import reproject, reproject_points
from geokit.land.measure.polygons import measure_area
from geokit.land.schematic import OutlineShape, schematic_inside, schematic_outline
from geokit.land.units import Area

LONGHU = (116.7594, 23.4187)
EAST, NORTH = (float(value) for value in reproject_points(*LONGHU, 4490, 4548))

areas_mu = st.floats(1, 40_000)
shapes = st.builds(
    OutlineShape,
    corners=st.integers(5, 40),
    aspect=st.floats(1, 4),
    bearing_deg=st.floats(0, 360),
    seed=st.integers(0, 1000),
)


def around(half_width_m: float, half_height_m: float) -> Polygon:
    return box(EAST - half_width_m, NORTH - half_height_m, EAST + half_width_m, NORTH + half_height_m)


@given(areas_mu, shapes, st.floats(115.6, 118.4), st.floats(21, 26))
def test_an_outline_has_the_declared_area(
    area_mu: float, shape: OutlineShape, longitude: float, latitude: float
) -> None:
    outline = schematic_outline(Area.from_mu(area_mu), (longitude, latitude), shape=shape)
    assert outline.is_valid
    assert len(outline.exterior.coords) == shape.corners + 1
    assert measure_area([outline], "EPSG:4548")[0] == pytest.approx(area_mu * 2000 / 3, abs=0.01)


@given(areas_mu, st.integers(0, 1000))
def test_the_area_is_that_of_the_coordinates_as_they_are_stored(area_mu: float, seed: int) -> None:
    outline = schematic_outline(Area.from_mu(area_mu), LONGHU, shape=OutlineShape(seed=seed))
    written = [(f"{x:.3f}", f"{y:.3f}") for x, y in outline.exterior.coords]
    stored = Polygon([(float(x), float(y)) for x, y in written])
    assert stored.equals(outline)
    assert measure_area([stored], 4548)[0] == pytest.approx(area_mu * 2000 / 3, abs=0.01)


def test_it_lies_round_its_point() -> None:
    outline = schematic_outline(Area.from_mu(330), LONGHU)
    assert outline.contains(shapely.Point(EAST, NORTH))
    assert outline.centroid.distance(shapely.Point(EAST, NORTH)) < 50


def test_the_same_words_give_the_same_bytes() -> None:
    one, other = (schematic_outline(Area.from_mu(3_024), LONGHU) for _ in range(2))
    assert one.wkb == other.wkb
    assert one.wkb != schematic_outline(Area.from_mu(3_024), LONGHU, shape=OutlineShape(seed=1)).wkb


def test_the_bearing_turns_the_long_side() -> None:
    def extent(bearing_deg: float) -> tuple[float, float]:
        shape = OutlineShape(corners=24, aspect=3, bearing_deg=bearing_deg)
        west, south, east, north = schematic_outline(Area.from_mu(330), LONGHU, shape=shape).bounds
        return east - west, north - south

    assert extent(0)[1] > 2 * extent(0)[0]
    assert extent(90)[0] > 2 * extent(90)[1]


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
        around(250, 5_000),
        shapely.transform(around(400, 400), lambda xy: np.add(xy, (600, 300))),
        MultiPolygon([around(50, 50), box(EAST + 500, NORTH, EAST + 1_500, NORTH + 1_000)]),
        around(600, 600).difference(around(60, 60)),
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
        InputError, match=r"no outline of 220,000.00 m² \(330.000 mu\) fits into the land given"
    ):
        schematic_outline(Area.from_mu(330), LONGHU, within=land)


@pytest.mark.parametrize(("park_mu", "zone_mu"), [(17_600, 3_024), (3_808, 272), (330, 300), (330, 1)])
def test_a_zone_lies_inside_its_park(park_mu: float, zone_mu: float) -> None:
    park = schematic_outline(Area.from_mu(park_mu), LONGHU)
    zone = schematic_inside(park, Area.from_mu(zone_mu))
    assert park.contains(zone)
    assert measure_area([zone], 4548)[0] == pytest.approx(zone_mu * 2000 / 3, abs=0.01)


@given(st.floats(50, 40_000), st.floats(0.01, 0.9), shapes, shapes)
def test_any_share_of_any_outline_fits_inside_it(
    park_mu: float, share: float, outer: OutlineShape, inner: OutlineShape
) -> None:
    park = schematic_outline(Area.from_mu(park_mu), LONGHU, shape=outer)
    zone = schematic_inside(park, Area.from_mu(park_mu * share), shape=inner)
    assert park.contains(zone)
    assert measure_area([zone], 4548)[0] == pytest.approx(park_mu * share * 2000 / 3, abs=0.01)


def test_a_zone_lies_where_it_is_wanted() -> None:
    park = schematic_outline(Area.from_mu(17_600), LONGHU)
    west, east = (
        schematic_inside(park, Area.from_mu(272), at=(LONGHU[0] + turn, LONGHU[1])) for turn in (-0.01, 0.01)
    )
    assert west.centroid.x < EAST - 900 < EAST + 900 < east.centroid.x
    assert west.disjoint(east)


def test_a_zone_larger_than_its_park_is_an_error() -> None:
    with pytest.raises(InputError, match="fits into the land given"):
        schematic_inside(schematic_outline(Area.from_mu(272), LONGHU), Area.from_mu(3_024))


@pytest.mark.parametrize("area", [Area.from_m2(0), Area.from_m2(-5), Area.from_m2(9)])
def test_next_to_nothing_has_no_outline(area: Area) -> None:
    with pytest.raises(InputError, match=r"needs an area of 10.00 m² .* or more"):
        schematic_outline(area, LONGHU)
    with pytest.raises(InputError, match=r"needs an area of 10.00 m² .* or more"):
        schematic_inside(around(100, 100), area)


@pytest.mark.parametrize(
    "settings", [{"corners": 4}, {"aspect": 0.5}, {"aspect": 6}, {"aspect": float("nan")}]
)
def test_a_shape_that_is_none_is_an_error(settings: dict[str, float]) -> None:
    with pytest.raises(InputError, match="needs 5 corners or more and an aspect from 1 to 5"):
        OutlineShape(**settings)  # type: ignore[arg-type]


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
