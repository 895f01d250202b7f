from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS

from geokit.errors import CrsError, UnknownNameError
from geokit.land.crs.transform import gauss_kruger, outside_zone, three_degree_zone, zone_of
from geokit.land.crs.zones import ZONES, zone_of_meridian

OFFSETS = {
    ("CGCS2000", 3, True): 4488,
    ("CGCS2000", 3, False): 4509,
    ("CGCS2000", 6, True): 4478,
    ("CGCS2000", 6, False): 4489,
    ("Xian 1980", 3, True): 2324,
    ("Xian 1980", 3, False): 2345,
    ("Xian 1980", 6, True): 2314,
    ("Xian 1980", 6, False): 2325,
    ("Beijing 1954", 3, True): 2376,
    ("Beijing 1954", 3, False): 2397,
    ("Beijing 1954", 6, True): 21400,
    ("Beijing 1954", 6, False): 21440,
}
EVERY_ZONE = [(datum, width, prefixed, zone) for datum, width, prefixed in OFFSETS for zone in ZONES[width]]
GEOGRAPHIC = {"CGCS2000": 4490, "Xian 1980": 4610, "Beijing 1954": 4214}


def parameters(crs: CRS) -> dict[str, float]:
    return {parameter.name: parameter.value for parameter in crs.coordinate_operation.params}


@pytest.mark.parametrize(("datum", "width", "prefixed", "zone"), EVERY_ZONE)
def test_each_zone_is_what_proj_has_under_its_code(datum: str, width: int, prefixed: bool, zone: int) -> None:  # noqa: FBT001
    crs = gauss_kruger(datum, zone, width=width, prefixed=prefixed)
    assert crs == CRS.from_epsg(OFFSETS[datum, width, prefixed] + zone)
    assert crs.geodetic_crs == CRS.from_epsg(GEOGRAPHIC[datum])
    assert parameters(crs) == {
        "Latitude of natural origin": 0,
        "Longitude of natural origin": 3 * zone if width == 3 else 6 * zone - 3,
        "Scale factor at natural origin": 1,
        "False easting": 500_000 + zone * 1_000_000 * prefixed,
        "False northing": 0,
    }


@pytest.mark.parametrize(("datum", "width", "prefixed", "zone"), EVERY_ZONE)
def test_each_zone_is_found_again(datum: str, width: int, prefixed: bool, zone: int) -> None:  # noqa: FBT001
    found = zone_of(gauss_kruger(datum, zone, width=width, prefixed=prefixed))
    assert found is not None
    assert found.datum is not None
    assert (found.datum.id, found.width, found.zone, found.prefixed) == (datum, width, zone, prefixed)
    assert found.crs == gauss_kruger(datum, zone, width=width, prefixed=prefixed)


@pytest.mark.parametrize("code", [4527, 4548, 4509, 4498, 2363, 2384, 2415, 2436, 21420, 21460])
def test_a_prj_of_arcgis_without_a_code_is_recognised(code: int) -> None:
    crs = CRS.from_epsg(code)
    assert zone_of(CRS.from_wkt(crs.to_wkt("WKT1_ESRI"))) == zone_of(crs)


def test_shenzhen_and_shantou() -> None:
    codes = [
        gauss_kruger("CGCS2000", zone, prefixed=prefixed).to_epsg()
        for zone in (38, 39)
        for prefixed in (1, 0)
    ]
    assert codes == [4526, 4547, 4527, 4548]


@pytest.mark.parametrize("code", [4490, 4326, 32650, 3857, 27700])
def test_other_systems_have_no_zone(code: int) -> None:
    assert zone_of(CRS.from_epsg(code)) is None


@pytest.mark.parametrize(
    "text",
    [
        "+proj=tmerc +lon_0=117 +k=0.9996 +x_0=500000 +ellps=GRS80",
        "+proj=tmerc +lon_0=117 +lat_0=10 +k=1 +x_0=500000 +ellps=GRS80",
        "+proj=tmerc +lon_0=117 +k=1 +x_0=500000 +y_0=-2000000 +ellps=GRS80",
        "+proj=tmerc +lon_0=116.5 +k=1 +x_0=500000 +ellps=GRS80",
        "+proj=tmerc +lon_0=117 +k=1 +x_0=40500000 +ellps=GRS80",
    ],
)
def test_a_projection_that_is_almost_a_zone_is_none(text: str) -> None:
    assert zone_of(CRS(text)) is None


def test_a_zone_of_an_unnamed_datum_is_a_zone_without_datum() -> None:
    found = zone_of(CRS("+proj=tmerc +lon_0=117 +k=1 +x_0=500000 +ellps=GRS80"))
    assert found is not None
    assert (found.datum, found.zone, found.width) == (None, 39, 3)


@pytest.mark.parametrize(("zone", "width"), [(24, 3), (46, 3), (12, 6), (24, 6), (39, 6), (20, 3), (39, 4)])
def test_a_zone_that_does_not_exist_is_refused(zone: int, width: int) -> None:
    with pytest.raises(CrsError, match="3° zones run from 25 to 45"):
        gauss_kruger("CGCS2000", zone, width=width)  # type: ignore[arg-type]


def test_a_datum_without_zones_is_refused() -> None:
    with pytest.raises(CrsError, match="WGS 84 has no series"):
        gauss_kruger("WGS 84", 39)


def test_an_unknown_datum_is_named() -> None:
    with pytest.raises(UnknownNameError, match=r"no datum “Xian 1981”\. Did you mean Xian 1980"):
        gauss_kruger("Xian 1981", 39)


@pytest.mark.parametrize(
    ("longitude", "zone"),
    [(113.9, 38), (116.6, 39), (115.49999, 38), (115.5, 39), (73.5, 25), (136.4999, 45)],
)
def test_the_zone_of_a_longitude(longitude: float, zone: int) -> None:
    assert three_degree_zone(longitude) == zone


@pytest.mark.parametrize("longitude", [23.4, 73.49, 136.5, -116.6, 467105.0, float("nan"), float("inf")])
def test_a_longitude_outside_all_zones_is_refused(longitude: float) -> None:
    with pytest.raises(CrsError, match="none of the 3° zones"):
        three_degree_zone(longitude)


@given(st.floats(73.5, 136.499))
def test_a_zone_contains_the_longitudes_that_it_is_given_for(longitude: float) -> None:
    assert abs(3 * three_degree_zone(longitude) - longitude) <= 1.5


def test_a_meridian_between_zones_is_refused() -> None:
    assert zone_of_meridian(114) == 38
    with pytest.raises(CrsError, match=r"central meridian 115.5°E"):
        zone_of_meridian(115.5)
    with pytest.raises(CrsError, match="no 6° zone has the central meridian 114°E"):
        zone_of_meridian(114, width=6)


SQUARE = (467_000, 2_583_000, 468_000, 2_584_000)
PREFIXED = (39_467_000, 2_583_000, 39_468_000, 2_584_000)


@pytest.mark.parametrize(
    ("bounds", "code", "outside"),
    [
        (SQUARE, 4548, False),
        (PREFIXED, 4527, False),
        (SQUARE, 4527, True),
        (PREFIXED, 4548, True),
        (PREFIXED, 4526, True),
        ((SQUARE[1], SQUARE[0], SQUARE[3], SQUARE[2]), 4548, True),
        ((116.6, 23.3, 116.7, 23.4), 4548, True),
        ((float("nan"),) * 4, 4548, True),
        (SQUARE, 32650, False),
    ],
)
def test_outside_zone(bounds: tuple[float, ...], code: int, outside: bool) -> None:  # noqa: FBT001
    assert outside_zone(bounds, CRS.from_epsg(code)) is outside


def test_shantou_in_the_zone_of_shenzhen_is_outside() -> None:
    shantou_from_114 = (765_000, 2_586_000, 766_000, 2_587_000)  # 116.6°E, where areas are 0.19% too large
    assert outside_zone(shantou_from_114, CRS.from_epsg(4547))
    assert not outside_zone(shantou_from_114, CRS.from_epsg(4547), margin_deg=1.5)
