from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely import Point, Polygon, box

from geokit.errors import CrsError
from geokit.land.crs import transform
from geokit.land.crs.frames import reproject_frame
from geokit.land.crs.transform import parse_crs, reproject, reproject_points

EAST, NORTH = 467_105.4, 2_583_610.25
LOCAL = "深圳独立坐标系"


def test_within_a_datum_it_is_projs_own_conversion() -> None:
    longitude, latitude = reproject_points(EAST, NORTH, 4548, 4490)
    assert (longitude, latitude) == pytest.approx((116.67830743, 23.35248133), abs=1e-8)
    assert reproject_points(longitude, latitude, 4490, 4548) == pytest.approx((EAST, NORTH), abs=1e-6)


def test_from_zone_to_zone() -> None:
    there = reproject_points(EAST, NORTH, 4548, 4547)
    assert there[0] == pytest.approx(773_937.6, abs=0.1)
    assert reproject_points(*there, 4547, 4548) == pytest.approx((EAST, NORTH), abs=1e-6)


def test_the_prefix_comes_and_goes_without_a_change_of_digits() -> None:
    assert reproject_points(39_467_105.25, NORTH, 4527, 4548) == (467_105.25, NORTH)
    assert reproject_points(467_105.25, NORTH, 4509, 4527) == (39_467_105.25, NORTH)


def test_cgcs2000_and_wgs_84_pass_as_one() -> None:
    assert reproject_points(116.6, 23.4, 4490, 4326) == pytest.approx((116.6, 23.4), abs=1e-12)
    np.testing.assert_array_equal(
        reproject_points(EAST, NORTH, 4548, 4326), reproject_points(EAST, NORTH, 4548, 4490)
    )
    mercator = reproject_points(116.6, 23.4, 4490, 3857)
    sphere_m = 6_378_137.0
    northing_m = sphere_m * np.arcsinh(np.tan(np.radians(23.4)))
    assert mercator == pytest.approx((sphere_m * np.radians(116.6), northing_m), abs=1e-6)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (2384, 4548),
        (2384, 4326),
        (2436, 4548),
        (2436, 4326),
        (4214, 4610),
        (4555, 4490),
        (4490, 4610),
        (4326, 4214),
        (27700, 4326),
        (4326, 27700),
        ("+proj=tmerc +lon_0=117 +k=1 +x_0=500000 +ellps=krass", 4548),
        ("+proj=longlat +ellps=krass", "+proj=longlat +ellps=GRS80"),
    ],
)
def test_between_other_datums_nothing_passes(source: int | str, target: int | str) -> None:
    with pytest.raises(CrsError, match="the datums differ; give transformation parameters"):
        reproject_points(EAST, NORTH, source, target)


def test_the_refusal_names_both_datums_in_chinese() -> None:
    with pytest.raises(CrsError) as caught:
        reproject_points(EAST, NORTH, 2384, 4548)
    assert "1980西安坐标系" in caught.value.localize("zh")
    assert "2000国家大地坐标系" in caught.value.localize("zh")


@pytest.mark.parametrize(("source", "target"), [(LOCAL, 4547), (4547, LOCAL), (LOCAL, "汕头独立坐标系")])
def test_a_local_system_is_not_reprojected(source: int | str, target: int | str) -> None:
    with pytest.raises(CrsError, match="local system without public parameters"):
        reproject_points(EAST, NORTH, source, target)


def test_a_local_system_stays_in_itself() -> None:
    assert reproject_points(1.0, 2.0, LOCAL, LOCAL) == (1.0, 2.0)


def test_other_datums_pass_within_themselves() -> None:
    there = reproject_points(530_000, 180_000, 27700, 4277)
    assert there == pytest.approx((-0.12675, 51.50348), abs=1e-5)


def test_a_transformation_bound_to_a_system_is_not_used() -> None:
    bound = CRS("+proj=longlat +ellps=krass +towgs84=15,-150,-90")
    with pytest.raises(CrsError, match="the datums differ"):
        reproject_points(116.6, 23.4, bound, 4326)


@pytest.mark.parametrize(
    ("x", "y", "source"),
    [(EAST, NORTH, 4527), (NORTH, 39_467_105.4, 4548), (116.6, 91.0, 4490), (EAST, NORTH, 4490)],
)
def test_impossible_coordinates_are_refused(x: float, y: float, source: int) -> None:
    with pytest.raises(CrsError, match="some coordinates are not possible in"):
        reproject_points(x, y, source, 4547)


def test_degrees_in_a_metric_system_are_refused() -> None:
    with pytest.raises(CrsError, match=r"look like degrees and .* is in metres"):
        reproject_points(116.6, 23.35, 4548, 4326)


def test_nan_stays_nan() -> None:
    assert np.isnan(reproject_points([np.nan], [NORTH], 4548, 4490)).all()


def test_geometries_of_all_kinds() -> None:
    ring = [(0, 0), (0, 300), (400, 300), (400, 0)]
    hole = [(100, 100), (200, 100), (200, 200), (100, 200)]
    shapes = [Polygon(ring, [hole]), Point(5, 5), Polygon(), None]
    place = shapely.transform(shapes, lambda xy: np.add(xy, (EAST, NORTH)))
    there = reproject(place, 4548, 4326)
    back = reproject(there, 4326, 4548)
    assert there[0].bounds == pytest.approx((116.678301, 23.352481, 116.682219, 23.355198), abs=1e-6)
    assert len(there[0].interiors) == 1
    assert there[2].is_empty
    assert there[3] is None
    assert shapely.equals_exact(back[:3], place[:3], tolerance=1e-6).all()


def test_the_input_is_left_alone_and_may_be_empty() -> None:
    before = np.array([box(EAST, NORTH, EAST + 1, NORTH + 1)])
    reproject(before, 4548, 4326)
    assert before[0].bounds == (EAST, NORTH, EAST + 1, NORTH + 1)
    assert reproject([], 4548, 4326).shape == (0,)
    assert reproject([None], 4548, 4326).tolist() == [None]


def test_points_keep_their_shape() -> None:
    longitude, latitude = reproject_points(np.full((2, 3), EAST), NORTH, 4548, 4490)
    assert longitude.shape == latitude.shape == (2, 3)


def test_the_same_input_gives_the_same_bytes() -> None:
    one, other = (reproject([Point(EAST, NORTH)], 4548, 4326)[0].wkb for _ in range(2))
    assert one == other


def test_a_frame_keeps_its_columns_and_index() -> None:
    frame = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[Point(EAST, NORTH)], crs=4548, index=["a"])
    there = reproject_frame(frame, "EPSG:4326")
    assert there.crs == parse_crs(4326)
    assert there.loc["a", "name"] == "甲"
    assert there.geometry.iloc[0].x == pytest.approx(116.6783, abs=1e-4)
    assert frame.crs == parse_crs(4548)


def test_a_frame_with_its_geometry_under_another_name() -> None:
    frame = gpd.GeoDataFrame({"outline": gpd.GeoSeries([Point(EAST, NORTH)], crs=4548)}, geometry="outline")
    assert reproject_frame(frame, 4326).geometry.name == "outline"


def test_a_frame_without_a_system_is_refused() -> None:
    frame = gpd.GeoDataFrame(geometry=[Point(EAST, NORTH)])
    with pytest.raises(CrsError, match=r"the data have no coordinate system: give it first \(crs=\)"):
        reproject_frame(frame, 4326)


def test_one_point_stays_an_array_with_every_numpy() -> None:
    class Numbers:
        """Takes an array of one point for a number, as pyproj does where numpy lets it."""

        def transform(self, *given: Any, direction: str) -> tuple[Any, ...]:
            assert direction == "FORWARD"
            return tuple(
                float(each[0]) if isinstance(each, np.ndarray) and each.size == 1 else each for each in given
            )

    for points in ([1.0], [1.0, 2.0]):
        (passed,) = transform._passed(Numbers(), np.array(points))
        assert passed.shape == (len(points),)


def test_a_table_in_degrees_keeps_in_the_plane_the_lines_that_its_parcels_share():
    boxes = [
        (116.60, 23.300, 116.66, 23.301),
        (116.60, 23.301, 116.63, 23.302),
        (116.63, 23.301, 116.66, 23.302),
    ]
    frame = gpd.GeoDataFrame(geometry=[*(box(*bounds) for bounds in boxes), None], crs=4490)
    there = reproject_frame(frame, 4527).geometry
    assert shapely.get_num_coordinates(there.to_numpy()).tolist() == [6, 5, 5, 0]
    assert [there[0].intersection(other).area for other in there[1:3]] == [0, 0]
    assert there[0].touches(there[1])
    back = reproject_frame(reproject_frame(frame, 4527), 4490).geometry
    assert shapely.get_num_coordinates(back.to_numpy()).tolist() == [6, 5, 5, 0]
