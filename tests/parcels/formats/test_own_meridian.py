"""A system without a code in the line above a table of points: what is known of it is written, and read again or asked for."""

import pytest
from pyproj import CRS
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import (
    LambertConformalConic2SPConversion,
    TransverseMercatorConversion,
)

import geokit as gk
from geokit.errors import FormatError
from geokit.land.crs.datums import CGCS2000
from geokit.land.crs.own_meridian import read_projection, written_projection
from geokit.land.crs.titles import crs_name, crs_title
from geokit.parcels.formats._point_rows import system_line
from geokit.testing import make_parcels, square


def transverse(meridian=116.63, *, datum=4490, name="unknown", **parameters):
    usual = {"false_easting": 500_000, "scale_factor_natural_origin": 1.0, **parameters}
    conversion = TransverseMercatorConversion(longitude_natural_origin=meridian, **usual)
    return ProjectedCRS(conversion, geodetic_crs=CRS(datum), name=name)


SYSTEMS = {
    "own meridian": transverse(),
    "named": transverse(116 + 2 / 3, name="镇区平面坐标系"),
    "named as a local one": transverse(name="某镇独立坐标系"),
    "another datum": transverse(datum=4610),
    "a datum without zones": transverse(datum=4326, scale_factor_natural_origin=0.9996),
    "all parameters": transverse(
        116.5,
        false_easting=400_000,
        false_northing=-2_000.5,
        scale_factor_natural_origin=1.0000125,
        latitude_natural_origin=1.25,
    ),
}


@pytest.mark.parametrize(
    ("suffix", "layout"), [("csv", "points"), ("xlsx", "points"), ("xlsx", "point-tables")]
)
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_without_a_code_comes_back(tmp_path, name, suffix, layout):
    parcels = make_parcels([square(0, 0, 100)]).set_crs(SYSTEMS[name], allow_override=True)
    gk.write_parcels(parcels, tmp_path / f"x.{suffix}", layout=layout)
    assert gk.read_parcels(tmp_path / f"x.{suffix}").crs == SYSTEMS[name]


def test_the_line_says_name_datum_and_projection():
    projection = "横轴墨卡托投影，中央子午线116.63°，东偏移500000米，北偏移0米，比例因子1，纬度原点0°"
    assert system_line(transverse()) == f"坐标系：2000国家大地坐标系，{projection}"
    assert system_line(transverse(name="甲")) == f"坐标系：甲，2000国家大地坐标系，{projection}"
    assert system_line(CRS(ON_GRS80)) == (f"坐标系：基准不明（椭球 GRS 1980），{projection}")


ON_GRS80, ON_KRASSOVSKY = (
    f"+proj=tmerc +lon_0={meridian} +x_0=500000 +ellps={ellipsoid}"
    for meridian, ellipsoid in ((116.63, "GRS80"), (117, "krass"))
)


@pytest.mark.parametrize("layout", ["points", "parcels"])
@pytest.mark.parametrize("crs", [ON_GRS80, ON_KRASSOVSKY])
def test_a_system_of_an_unknown_datum_is_asked_for_and_not_taken_for_a_like_one(tmp_path, crs, layout):
    parcels = make_parcels([square(0, 0, 100)]).set_crs(crs, allow_override=True)
    notices = gk.write_parcels(parcels, path := tmp_path / "x.csv", layout=layout)
    read = gk.read_parcels(path)
    assert read.crs is None
    assert "crs_missing" in [notice.code for notice in gk.notices_of(read)]
    is_said = any("unknown datum on the ellipsoid" in notice.en for notice in notices)
    assert is_said == (layout == "parcels")


def test_another_projection_is_named_with_its_datum():
    conversion = LambertConformalConic2SPConversion(0, 105, 30, 60)
    system = ProjectedCRS(conversion, geodetic_crs=CRS(4490), name="unnamed")
    assert system_line(system) == "坐标系：2000国家大地坐标系，Lambert Conic Conformal (2SP)"
    assert written_projection(system) is None


@pytest.mark.parametrize("left_out", ["东偏移500000米，", "比例因子1，", "横轴墨卡托投影，"])
def test_of_a_projection_that_is_not_said_in_full_nothing_is_assumed(tmp_path, left_out):
    parcels = make_parcels([square(0, 0, 100)]).set_crs(transverse(), allow_override=True)
    gk.write_parcels(parcels, path := tmp_path / "x.csv", layout="points")
    path.write_text(path.read_text("utf-8-sig").replace(left_out, ""), encoding="utf-8")
    with pytest.raises(
        FormatError, match=r"116\.63° of .* is that of no zone: give the coordinate system"
    ) as caught:
        gk.read_parcels(path)
    assert "不是任何分带的" in caught.value.localize("zh")
    assert gk.read_parcels(path, crs=transverse()).crs == transverse()


def test_a_system_without_a_name_is_called_by_what_is_known_of_it():
    assert crs_title(transverse()).zh == "2000国家大地坐标系，横轴墨卡托投影，中央子午线116.63°"
    assert crs_name(transverse()).en == "CGCS2000, transverse Mercator, central meridian 116.63°E"
    assert crs_name(CRS("+proj=longlat +ellps=krass")).en == (
        "unknown datum on the ellipsoid Krassovsky, 1942, longitude and latitude"
    )
    assert crs_name(transverse(name="TM of the town")).en == "TM of the town"


def test_a_number_that_is_none_is_no_parameter():
    text = "横轴墨卡托投影，中央子午线116.63°，东偏移.米，北偏移0米，比例因子1，纬度原点0°"
    assert read_projection(text, CGCS2000) is None
