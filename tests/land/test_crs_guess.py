from __future__ import annotations

import numpy as np
import pytest

from geokit.errors import CrsError
from geokit.land.crs.transform import guess_crs, require_crs

NORTH = 2_583_000.0
SIX_DIGITS = [(467_000.0, NORTH), (468_000.0, NORTH + 1000)]
PREFIXED = [(39_467_000.0, NORTH), (39_468_000.0, NORTH + 1000)]
DEGREES = [(116.6, 23.35), (116.7, 23.4)]
SHANTOU, SHENZHEN = (116.7, 23.35), (114.06, 22.55)


def swapped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(y, x) for x, y in points]


def codes(*arguments: object, **settings: object) -> list[int | None]:
    return [one.crs.to_epsg() for one in guess_crs(*arguments, **settings)]  # type: ignore[arg-type]


def test_an_eight_digit_easting_names_its_zone_and_width() -> None:
    assert codes(PREFIXED) == [4527]
    assert codes([(38_467_000.0, NORTH)]) == [4526]
    assert codes([(20_467_000.0, NORTH)]) == [4498]
    assert codes(PREFIXED, datum="1980西安坐标系") == [2363]


def test_a_six_digit_easting_lies_in_any_zone() -> None:
    candidates = guess_crs(SIX_DIGITS)
    assert len(candidates) == 21
    places = {one.crs.to_epsg(): one.place for one in candidates}
    for code, longitude in ((4546, 110.68), (4547, 113.68), (4548, 116.68)):
        assert places[code] == pytest.approx((longitude, 23.35), abs=0.01)


def test_a_district_decides_between_zones() -> None:
    assert codes(SIX_DIGITS, district=SHANTOU) == [4548]
    assert codes(SIX_DIGITS, district=(116.5, 23.2, 117.2, 23.6)) == [4548]
    assert codes(SIX_DIGITS, district=(115.2, 23.35)) == []
    assert codes([(506_000.0, 2_493_500.0)], district=SHENZHEN) == [4547]


def test_six_digits_that_only_a_6_degree_zone_reaches() -> None:
    assert codes([(750_000.0, NORTH)], district=(119.44, 23.33)) == [4509]


def test_degrees_are_told_from_metres() -> None:
    assert codes(DEGREES) == [4490]
    assert codes(DEGREES, datum="WGS 84") == [4326]


@pytest.mark.parametrize("points", [PREFIXED, SIX_DIGITS, DEGREES])
def test_swapped_axes_are_recognised(points: list[tuple[float, float]]) -> None:
    assert not any(one.swapped for one in guess_crs(points))
    assert all(one.swapped for one in guess_crs(swapped(points)))
    assert codes(swapped(points)) == codes(points)


@pytest.mark.parametrize(
    "points",
    [
        [(1.0, 1.0)],
        [(12_980_000.0, 2_680_000.0)],
        [(24_500_000.0, NORTH)],
        [(39_001_000.0, NORTH)],
        [(467_000.0, 9_000_000.0)],
        [(-116.6, 23.35)],
    ],
)
def test_what_fits_nothing_is_not_guessed(points: list[tuple[float, float]]) -> None:
    assert guess_crs(points) == []
    with pytest.raises(CrsError, match="fit no Gauss–Krüger zone and no degrees in China"):
        require_crs(points)


@pytest.mark.parametrize("first", [38, 37])
def test_eastings_of_several_zones_name_them_all(first: int) -> None:
    points = [(zone * 1e6 + 467_000.0, NORTH) for zone in (39, first, 38)]
    assert guess_crs(points) == []
    with pytest.raises(CrsError, match="begin with the zones") as caught:
        require_crs(points)
    zones = sorted({39, first, 38})
    assert caught.value.fields["zones"] == zones
    assert "、".join(map(str, zones)) in caught.value.localize("zh")


def test_bounds_serve_as_well_as_points() -> None:
    assert codes((39_467_000.0, NORTH, 39_468_000.0, NORTH + 1000)) == [4527]
    assert codes(np.array(PREFIXED)) == [4527]


def test_points_that_are_not_finite_are_left_out() -> None:
    assert codes([*PREFIXED, (np.nan, NORTH), (np.inf, NORTH)]) == [4527]


@pytest.mark.parametrize("nothing", [[], [(np.nan, np.nan)], np.empty((0, 2))])
def test_without_coordinates_nothing_can_be_told(nothing: object) -> None:
    with pytest.raises(CrsError, match="no finite coordinates"):
        guess_crs(nothing)  # type: ignore[arg-type]


def test_a_reason_says_what_was_assumed() -> None:
    (one,) = guess_crs(swapped(PREFIXED))
    assert one.localize("en") == (
        "the eastings begin with 39, a 3° zone; the datum is taken as CGCS2000; the axes are swapped, north first"
    )
    assert one.localize("zh") == "东坐标以3°带带号 39 开头，基准按2000国家大地坐标系；坐标为先北后东"


@pytest.mark.parametrize(
    ("points", "known", "code"),
    [
        (PREFIXED, {}, 4527),
        (PREFIXED, {"zone": 39}, 4527),
        (PREFIXED, {"crs": "2000国家大地坐标系"}, 4527),
        (PREFIXED, {"crs": "1980西安坐标系"}, 2363),
        (SIX_DIGITS, {"zone": 39}, 4548),
        (SIX_DIGITS, {"zone": 20}, 4509),
        (SIX_DIGITS, {"central_meridian": 114}, 4547),
        (SIX_DIGITS, {"crs": "2000国家大地坐标系", "zone": 39}, 4548),
        (SIX_DIGITS, {"district": SHANTOU}, 4548),
        (SIX_DIGITS, {"crs": "EPSG:4548"}, 4548),
        (SIX_DIGITS, {"crs": 4548, "zone": 39}, 4548),
        (DEGREES, {}, 4490),
        (DEGREES, {"crs": "WGS84坐标系"}, 4326),
    ],
)
def test_the_one_system_that_is_required(
    points: list[tuple[float, float]], known: dict[str, object], code: int
) -> None:
    assert require_crs(points, **known).to_epsg() == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("points", "known", "sentence"),
    [
        (SIX_DIGITS, {}, r"six-digit eastings do not name their zone: give the zone \(zone=\)"),
        (SIX_DIGITS, {"crs": "CGCS2000"}, "six-digit eastings do not name their zone"),
        (
            PREFIXED,
            {"zone": 38},
            "contradict the zone, central meridian or district given .the eastings begin with 39",
        ),
        (PREFIXED, {"district": SHENZHEN}, "contradict the zone, central meridian or district"),
        (SIX_DIGITS, {"zone": 39, "district": SHENZHEN}, "contradict the zone, central meridian or district"),
        (SIX_DIGITS, {"crs": "EPSG:4548", "zone": 38}, "contradicts the zone 38"),
        (SIX_DIGITS, {"zone": 50}, "there is no zone 50"),
        (SIX_DIGITS, {"crs": "WGS84坐标系", "zone": 39}, "WGS 84 has no series"),
        (swapped(PREFIXED), {}, "the axes are swapped"),
        (swapped(SIX_DIGITS), {"zone": 39}, "the axes are swapped"),
        (swapped(DEGREES), {}, "the axes are swapped"),
    ],
)
def test_what_is_refused(points: list[tuple[float, float]], known: dict[str, object], sentence: str) -> None:
    with pytest.raises(CrsError, match=sentence):
        require_crs(points, **known)  # type: ignore[arg-type]
