import geopandas as gpd
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from shapely import Point, Polygon

import geokit as gk
from geokit.errors import CrsError, OptionError
from geokit.land.crs.offset import (
    bd09_to_wgs84,
    gcj02_to_wgs84,
    offset_of,
    refuse_offset,
    shift_frame,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from geokit.land.measure.polygons import measure_area
from geokit.testing import make_parcels
from geokit.testing import square as plot

METRES_A_DEGREE = 111_320.0

# WGS 84, GCJ-02 and BD-09 (longitude, latitude), as the packages prcoords 1.0.2 and geocoordinates-rs 0.14.2
# compute them, which agree to 1e-13 degrees here.
PUBLISHED = np.array(
    [
        (105.0, 35.0, 105.00328624145706, 34.99909863223526, 105.00966682831948, 35.00540366845696),
        (105.0, 23.0, 105.00269204565195, 22.997199969752323, 105.00910842690465, 23.003508500182324),
        (116.7, 35.0, 116.70545386990307, 34.999272059795494, 116.71203840164297, 35.004931259694395),
        (72.004, 0.8293, 72.00770910286256, 0.8305627680116211, 72.0141973264188, 0.8367613208800825),
        (137.8347, 55.8271, 137.84372854975533, 55.829618112159295, 137.85030109887998, 55.83549225363653),
        (114.06, 22.54, 114.06511615519426, 22.537286218915426, 114.0716631450559, 22.542952630319196),
        (116.68, 23.35, 116.68446304783117, 23.34733833833429, 116.69100381165228, 23.353096398271447),
        (116.4, 39.9, 116.40624278491117, 39.901403529849404, 116.41262802928223, 39.90773378164862),
    ]
).T
TRUE, GCJ02, BD09 = PUBLISHED[0:2], PUBLISHED[2:4], PUBLISHED[4:6]

LONGITUDES = st.floats(72.1, 137.7) | st.just(105.0)
LATITUDES = st.floats(0.9, 55.7) | st.just(35.0)


def distance_m(here: tuple[np.ndarray, np.ndarray], there: tuple[np.ndarray, np.ndarray]) -> float:
    east = (here[0] - there[0]) * np.cos(np.radians(here[1]))
    return float(np.max(np.hypot(east, here[1] - there[1]))) * METRES_A_DEGREE


@pytest.mark.parametrize(("forward", "expected"), [(wgs84_to_gcj02, GCJ02), (wgs84_to_bd09, BD09)])
def test_the_shift_is_the_published_one(forward: object, expected: np.ndarray) -> None:
    np.testing.assert_allclose(forward(*TRUE), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("forward", "backward"), [(wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)]
)
@given(longitude=LONGITUDES, latitude=LATITUDES)
@example(longitude=105.0, latitude=55.0)  # the shift has a kink on this meridian
def test_there_and_back_is_less_than_a_micrometre(
    forward: object, backward: object, longitude: float, latitude: float
) -> None:
    back = backward(*forward(longitude, latitude))
    assert distance_m((np.float64(longitude), np.float64(latitude)), back) < 1e-6


def test_shenzhen_and_shantou_are_shifted_by_more_than_half_a_kilometre() -> None:
    for place in (5, 6):
        true = tuple(TRUE[:, place])
        assert 540 < distance_m(true, wgs84_to_gcj02(*true)) < 610
        assert 1000 < distance_m(true, wgs84_to_bd09(*true)) < 1400


EVERY_WAY = pytest.mark.parametrize("move", [wgs84_to_gcj02, gcj02_to_wgs84, wgs84_to_bd09, bd09_to_wgs84])


@EVERY_WAY
def test_points_outside_the_box_and_nan_stay_what_they_are(move: object) -> None:
    longitude = np.array([2.35, 151.2, -73.9, np.nan, 116.0, 116.0])
    latitude = np.array([48.86, -33.87, 40.7, 23.0, np.nan, 56.0])
    there = move(longitude, latitude)
    np.testing.assert_array_equal(there[0], longitude)
    np.testing.assert_array_equal(there[1], latitude)


@EVERY_WAY
@pytest.mark.parametrize("point", [(23.35, 116.68), (467_000.0, 2_583_000.0), (181.0, 0.0), (np.inf, 0.0)])
def test_what_is_no_longitude_and_latitude_is_refused(move: object, point: tuple[float, float]) -> None:
    with pytest.raises(CrsError, match="longitude first"):
        move(*point)


def test_shapes_are_kept_and_the_input_is_left_alone() -> None:
    longitude = np.full((2, 3), 116.7)
    there = wgs84_to_gcj02(longitude, 23.36)
    assert there[0].shape == there[1].shape == (2, 3)
    assert np.all(longitude == 116.7)
    assert wgs84_to_gcj02(116.7, 23.36)[0].shape == ()
    assert wgs84_to_gcj02([], [])[0].shape == (0,)


def test_a_point_is_shifted_alike_alone_and_among_many() -> None:
    alone = wgs84_to_bd09(116.7, 23.36)
    among = wgs84_to_bd09(np.full(20_000, 116.7), np.full(20_000, 23.36))
    assert np.all(among[0] == alone[0])
    assert np.all(among[1] == alone[1])


def square(crs: str = "EPSG:4548", east: float = 467_000.0, north: float = 2_583_000.0) -> gpd.GeoDataFrame:
    corners = [(east, north), (east + 100, north), (east + 100, north + 100), (east, north + 100)]
    return gpd.GeoDataFrame({"parcel": ["A", "B"]}, geometry=[Polygon(corners), None], crs=crs, index=[7, 9])


@pytest.mark.parametrize(("to", "shift"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
def test_a_frame_is_shifted_for_drawing_and_says_so(to: str, shift: object) -> None:
    true = gpd.GeoDataFrame({"name": ["x"]}, geometry=[Point(116.68, 23.35)], crs=4326)
    shifted = shift_frame(true, to=to)
    np.testing.assert_allclose(shifted.get_coordinates().to_numpy()[0], shift(116.68, 23.35), rtol=1e-12)
    assert shifted.attrs["geokit_offset"] == to
    assert shifted.crs == "EPSG:4326"
    assert true.geometry[0] == Point(116.68, 23.35)
    assert true.attrs == {}


def test_a_frame_in_metres_is_brought_to_degrees_first_and_keeps_its_rows() -> None:
    frame = square()
    frame.attrs["source"] = "三期.txt"
    shifted = shift_frame(frame)
    assert list(shifted.index) == [7, 9]
    assert list(shifted["parcel"]) == ["A", "B"]
    assert shifted.geometry.iloc[1] is None
    assert shifted.attrs == {"source": "三期.txt", "geokit_offset": "gcj02"}
    assert 116 < shifted.total_bounds[0] < 117


def test_measuring_refuses_a_shifted_frame_and_what_is_cut_from_it() -> None:
    shifted = shift_frame(square())
    for part in (shifted, shifted.copy(), shifted.iloc[:1], shifted[shifted["parcel"] == "A"]):
        with pytest.raises(CrsError, match="for drawing only") as caught:
            refuse_offset(part)
        assert "量算" in caught.value.localize("zh")


def test_true_coordinates_are_not_refused() -> None:
    refuse_offset(square())
    assert offset_of(square()) is None


def test_a_shifted_frame_is_not_shifted_again() -> None:
    with pytest.raises(CrsError, match="already"):
        shift_frame(shift_frame(square()), to="bd09")


def test_an_unknown_shift_and_a_frame_without_a_crs_are_refused() -> None:
    with pytest.raises(OptionError, match="gcj02"):
        shift_frame(square(), to="gcj2")
    with pytest.raises(CrsError):
        shift_frame(square().set_crs(None, allow_override=True))


def test_an_empty_frame_stays_empty_and_is_marked() -> None:
    shifted = shift_frame(square().iloc[:0])
    assert (len(shifted), offset_of(shifted)) == (0, "gcj02")


def test_a_frame_that_was_shifted_for_drawing_is_not_measured():
    shifted = shift_frame(make_parcels([plot(0, 0, 100)]), to="gcj02")
    with pytest.raises(CrsError, match="drawing"):
        measure_area(shifted.geometry, shifted.crs)
    with pytest.raises(CrsError, match="drawing"):
        gk.audit(parcels=shifted)
