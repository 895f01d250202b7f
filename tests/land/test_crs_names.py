from __future__ import annotations

import pytest
from pyproj import CRS

from geokit.errors import CrsError
from geokit.land.crs.transform import datum_of, is_local, parse_crs

NAMES = {
    "EPSG:4548": 4548,
    "epsg:4527": 4527,
    "4548": 4548,
    " EPSG:4548 ": 4548,
    "urn:ogc:def:crs:EPSG::4548": 4548,
    "CGCS2000_3_Degree_GK_CM_117E": 4548,
    "CGCS2000_3_Degree_GK_Zone_39": 4527,
    "CGCS2000 / 3-degree Gauss-Kruger CM 117E": 4548,
    "CGCS2000 / 3-degree Gauss-Kruger zone 38": 4526,
    "CGCS2000_GK_CM_117E": 4509,
    "CGCS2000_GK_Zone_20": 4498,
    "Xian_1980_3_Degree_GK_Zone_39": 2363,
    "Xian 1980 / 3-degree Gauss-Kruger CM 114E": 2383,
    "Xian_1980_GK_CM_117E": 2345,
    "Beijing_1954_3_Degree_GK_CM_117E": 2436,
    "Beijing_1954_GK_Zone_20": 21420,
    "New Beijing / 3-degree Gauss-Kruger zone 39": 4775,
    "China Geodetic Coordinate System 2000": 4490,
    "GCS_China_Geodetic_Coordinate_System_2000": 4490,
    "GCS_Xian_1980": 4610,
    "WGS 84": 4326,
    "WGS84坐标系": 4326,
    "WGS 84 / UTM zone 50N": 32650,
    "2000国家大地坐标系 3度带 39带": 4548,
    "2000国家大地坐标系 第39带": 4548,
    "２０００国家大地坐标系 ３度带 带号：39": 4548,
    "CGCS2000 中央经线117": 4548,
    "1980西安坐标系 3度带 中央子午线:114": 2383,
    "80国家大地坐标系 39号带": 2384,
    "1980西安国家大地坐标系 CM 117E": 2384,
    "1954年北京坐标系 6度带 20带": 21460,
    "1954北京坐标系 20带": 21460,
    "北京54 6度带 中央经线117": 21460,
}


@pytest.mark.parametrize(("name", "code"), NAMES.items())
def test_names_as_they_stand_in_files(name: str, code: int) -> None:
    assert parse_crs(name) == CRS.from_epsg(code)


@pytest.mark.parametrize("version", ["WKT1_GDAL", "WKT1_ESRI", "WKT2_2019"])
def test_wkt_in_any_dialect(version: str) -> None:
    assert parse_crs(CRS.from_epsg(4548).to_wkt(version)) == CRS.from_epsg(4548)
    assert parse_crs(CRS.from_epsg(4490).to_wkt(version)) == CRS.from_epsg(4490)


def test_a_name_on_another_ellipsoid_or_in_another_unit_is_not_the_registered_system() -> None:
    wkt = CRS.from_epsg(4548).to_wkt("WKT1_ESRI")
    assert parse_crs(wkt.replace("298.257222101", "298.3")) != CRS.from_epsg(4548)
    assert parse_crs(wkt.replace('UNIT["Meter",1.0]', 'UNIT["Foot",0.3048]')) != CRS.from_epsg(4548)


def test_codes_and_systems_are_taken_as_they_are() -> None:
    assert parse_crs(4548) == parse_crs(CRS.from_epsg(4548)) == CRS.from_epsg(4548)


@pytest.mark.parametrize(
    "name", ["2000国家大地坐标系", "CGCS2000", "1980西安坐标系", "1954北京坐标系", "China_2000"]
)
def test_a_bare_datum_needs_its_zone(name: str) -> None:
    with pytest.raises(CrsError, match=r"names a datum but no zone: give the zone \(zone=\)"):
        parse_crs(name)


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ({"zone": 39}, 4548),
        ({"zone": 39, "prefixed": True}, 4527),
        ({"zone": 20}, 4509),
        ({"central_meridian": 117}, 4548),
        ({"central_meridian": 117, "width": 6}, 4509),
        ({"zone": 39, "central_meridian": 117, "width": 3}, 4548),
    ],
)
def test_what_is_given_beside_a_bare_datum_decides(beside: dict[str, int], code: int) -> None:
    assert parse_crs("2000国家大地坐标系", **beside).to_epsg() == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "beside", "said"),
    [
        ("EPSG:4548", {"zone": 38}, "zone 38"),
        ("EPSG:4490", {"zone": 39}, "zone 39"),
        ("EPSG:4548", {"central_meridian": 114}, "central meridian 114"),
        ("EPSG:4548", {"width": 6}, "zone width 6"),
        ("CGCS2000_3_Degree_GK_CM_117E", {"zone": 38}, "zone 38"),
        ("2000国家大地坐标系 39带", {"zone": 38}, "zone 38"),
        ("2000国家大地坐标系 39带 中央经线114", {}, "central meridian 114"),
        ("2000国家大地坐标系 3度带", {"zone": 39, "width": 6}, "zone width 6"),
    ],
)
def test_a_contradiction_is_refused(name: str, beside: dict[str, int], said: str) -> None:
    with pytest.raises(CrsError, match=f"contradicts the {said} given beside it"):
        parse_crs(name, **beside)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["1980西安坐标系或2000国家大地坐标系 39带", "Xian 1980 / CGCS2000 zone 39"])
def test_a_name_of_two_datums_is_refused(name: str) -> None:
    with pytest.raises(CrsError, match=r"names several datums \(CGCS2000, Xian 1980\)"):
        parse_crs(name)


@pytest.mark.parametrize("name", ["foo", "EPSG:99999", "2000", "PROJCS[", "Xian", "1980", "坐标系", "D_"])
def test_an_unknown_name_is_refused_and_not_guessed(name: str) -> None:
    if name == "2000":
        assert datum_of(parse_crs(name)) is None  # an EPSG code, Anguilla: as good as any other
        return
    with pytest.raises(CrsError, match="is not known: give an EPSG code"):
        parse_crs(name)


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_is_refused(nothing: str | None) -> None:
    with pytest.raises(CrsError, match=r"no coordinate system: give it \(crs=\)"):
        parse_crs(nothing)


@pytest.mark.parametrize("name", ["深圳独立坐标系", "Shenzhen local", 'LOCAL_CS["plan",UNIT["metre",1]]'])
def test_a_local_system_is_one_without_an_ellipsoid(name: str) -> None:
    crs = parse_crs(name)
    assert is_local(crs)
    assert crs.ellipsoid is None
    assert crs == parse_crs(crs.to_wkt())


def test_two_local_systems_differ() -> None:
    assert parse_crs("深圳独立坐标系") == parse_crs("深圳独立坐标系")
    assert parse_crs("深圳独立坐标系") != parse_crs("汕头独立坐标系")


def test_a_height_is_left_out() -> None:
    assert parse_crs("EPSG:4548+5737") == CRS.from_epsg(4548)


BOUND = (
    "+proj=tmerc +lon_0=117 +k=1 +x_0=500000 +ellps=krass +units=m "
    "+towgs84=12.5,-134.25,-71.75,0.5,0.5,0.5,1.5"
)


@pytest.mark.parametrize("bound", [BOUND, CRS(BOUND), CRS(BOUND).to_wkt(), CRS(BOUND).to_wkt("WKT1_GDAL")])
def test_parameters_that_a_text_carries_go_no_further(bound: str | CRS) -> None:
    crs = parse_crs(bound)
    for written in (crs.to_wkt(), crs.to_wkt("WKT1_GDAL"), repr(crs), str(crs.to_json_dict())):
        assert "134.25" not in written


def test_parameters_in_a_broken_text_are_not_repeated() -> None:
    with pytest.raises(CrsError) as caught:
        parse_crs("+proj=nothing +towgs84=12.5,-134.25,-71.75")
    assert "134" not in str(caught.value)
    assert "134" not in repr(caught.value)


@pytest.mark.usefixtures("chinese")
def test_sentences_in_chinese() -> None:
    with pytest.raises(CrsError, match="“CGCS2000”只说明了基准"):
        parse_crs("CGCS2000")


def test_a_local_system_is_written_as_it_was_given_whatever_was_read_before():
    given = (
        'ENGCRS["plan",EDATUM["plan"],CS[Cartesian,2],AXIS["easting (E)",east],AXIS["northing (N)",north],'
        'LENGTHUNIT["metre",1]]'
    )
    for text in (CRS(given).to_wkt(), given):
        assert parse_crs(text).to_string() == CRS(text).to_string()
