from __future__ import annotations

import copy
import logging
import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pyproj import Transformer

from geokit.errors import CrsError, InputError
from geokit.land.crs.transform import load_parameters, reproject_points

if TYPE_CHECKING:
    from pathlib import Path

EAST, NORTH = 467_105.4, 2_583_610.25

HELMERT = """
kind = "helmert"
source = "1980西安坐标系"
target = "CGCS2000"
convention = "coordinate_frame"
shift_m = [-17.125, 91.375, 63.625]
rotation_arcsec = [1.5625, -2.3125, 3.4375]
scale_ppm = -4.71875
residual_m = 0.05
"""
PLANAR = """
kind = "planar"
source = "深圳独立坐标系"
target = "EPSG:4547"
shift_m = [391090.578125, 2472660.609375]
rotation_arcsec = -3518.4375
scale_ppm = 2.65625
residual_m = 0.03
"""
NUMBERS = ["17.125", "91.375", "63.625", "1.5625", "2.3125", "3.4375", "4.71875", "391090", "3518", "2.65625"]


@pytest.fixture
def helmert(tmp_path: Path) -> Path:
    return written(tmp_path, HELMERT)


@pytest.fixture
def planar(tmp_path: Path) -> Path:
    return written(tmp_path, PLANAR)


def written(folder: Path, text: str) -> Path:
    path = folder / "参数.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("convention", ["coordinate_frame", "position_vector"])
def test_seven_parameters_do_what_proj_does(tmp_path: Path, convention: str) -> None:
    parameters = load_parameters(written(tmp_path, HELMERT.replace("coordinate_frame", convention)))
    peer = Transformer.from_pipeline(
        "+proj=pipeline +step +inv +proj=tmerc +lon_0=117 +k=1 +x_0=500000 +a=6378140 +rf=298.257 "
        "+step +proj=cart +a=6378140 +rf=298.257 "
        "+step +proj=helmert +x=-17.125 +y=91.375 +z=63.625 +rx=1.5625 +ry=-2.3125 +rz=3.4375 +s=-4.71875 "
        f"+convention={convention} "
        "+step +inv +proj=cart +a=6378137 +rf=298.257222101 "
        "+step +proj=tmerc +lon_0=117 +k=1 +x_0=500000 +a=6378137 +rf=298.257222101"
    ).transform(EAST, NORTH, 0)
    found = reproject_points(EAST, NORTH, 2384, 4548, parameters=parameters)
    assert found == pytest.approx(peer[:2], abs=1e-5)


def test_seven_parameters_lead_back(helmert: Path) -> None:
    parameters = load_parameters(helmert)
    there = reproject_points(EAST, NORTH, 2384, 4326, parameters=parameters)
    back = reproject_points(*there, 4326, 2384, parameters=parameters)
    # The height over the other ellipsoid is dropped on the way, some tens of metres turned by some seconds.
    assert back == pytest.approx((EAST, NORTH), abs=0.002)


def test_four_parameters(planar: Path) -> None:
    angle, scale = np.radians(-3518.4375 / 3600), 1 + 2.65625e-6
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    expected = turn @ (115_000.0, 20_000.0) + (391_090.578125, 2_472_660.609375)
    parameters = load_parameters(planar)
    found = reproject_points(115_000.0, 20_000.0, "深圳独立坐标系", 4547, parameters=parameters)
    assert found == pytest.approx(tuple(expected), abs=1e-8)
    assert reproject_points(*found, 4547, "深圳独立坐标系", parameters=parameters) == pytest.approx(
        (115_000.0, 20_000.0), abs=1e-6
    )


def test_a_projected_target_is_reached_through_the_parameters_own(planar: Path) -> None:
    parameters = load_parameters(planar)
    plane = reproject_points(115_000.0, 20_000.0, "深圳独立坐标系", 4547, parameters=parameters)
    degrees = reproject_points(115_000.0, 20_000.0, "深圳独立坐标系", 4326, parameters=parameters)
    np.testing.assert_array_equal(degrees, reproject_points(*plane, 4547, 4326))


def test_parameters_of_other_systems_are_refused(helmert: Path) -> None:
    with pytest.raises(CrsError, match="the parameters given are for Xian 1980 and China Geodetic"):
        reproject_points(EAST, NORTH, 2436, 4548, parameters=load_parameters(helmert))


def test_within_one_datum_parameters_are_not_used(helmert: Path) -> None:
    plain = reproject_points(EAST, NORTH, 4548, 4326)
    assert reproject_points(EAST, NORTH, 4548, 4326, parameters=load_parameters(helmert)) == plain


@pytest.mark.parametrize("text", [HELMERT, PLANAR])
def test_the_numbers_show_nowhere(tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    parameters = load_parameters(written(tmp_path, text))
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("geokit").debug("%s %r", parameters, parameters)
    shown = [repr(parameters), str(parameters), f"{parameters}", caplog.text]
    assert not [number for number in NUMBERS for one in shown if number in one]
    assert f"residual {parameters.residual_m:g} m" in repr(parameters)


@pytest.mark.parametrize("write", [pickle.dumps, copy.deepcopy, copy.copy])
def test_they_are_not_copied_anywhere(helmert: Path, write: object) -> None:
    with pytest.raises(TypeError, match="load them where they are used"):
        write(load_parameters(helmert))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "kind must be helmert"),
        (HELMERT.replace('"helmert"', '"seven"'), "kind must be helmert"),
        (HELMERT.replace("residual_m = 0.05", ""), "must hold exactly the keys convention, kind"),
        (HELMERT + "height_m = 91.375", "must hold exactly the keys"),
        (HELMERT.replace("coordinate_frame", "bursa"), "it decides the rotations' sign"),
        (
            HELMERT.replace("63.625", '"63.625"'),
            "“shift_m” is not what it must be: a list of 3 finite numbers",
        ),
        (HELMERT.replace(", 63.625", ""), "“shift_m” is not what it must be: a list of 3 finite numbers"),
        (HELMERT.replace("-4.71875", "nan"), "“scale_ppm” is not what it must be: one finite number"),
        (HELMERT.replace("-4.71875", "true"), "“scale_ppm” is not what it must be: one finite number"),
        (HELMERT.replace("1980西安坐标系", "Mars 2000"), "“source” is no usable system"),
        (HELMERT.replace('"1980西安坐标系"', "17.125"), "“source” is no usable system"),
        (PLANAR.replace("EPSG:4547", "EPSG:4490"), "“target” is no usable system"),
        (
            PLANAR.replace("391090.578125", "391090.578125.1"),
            "line 5: the TOML is broken at column 25",
        ),
    ],
)
def test_a_bad_file_is_named_and_its_values_are_not(tmp_path: Path, text: str, sentence: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=sentence) as caught:
        load_parameters(path)
    assert str(caught.value).startswith(str(path))
    assert caught.value.__cause__ is None
    assert not [number for number in NUMBERS if number in str(caught.value) + repr(caught.value)]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_parameters(tmp_path / "none.toml")
