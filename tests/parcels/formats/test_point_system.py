"""The coordinate system that a line beside a table of points names, with the zone that the eastings begin with."""

import numpy as np
import pytest
from point_tables import RECTANGLE, codes, moved, read, rows

from geokit.errors import CrsError, FormatError
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.formats.points.rings import prefixes
from geokit.parcels.formats.points.table import _degrees_swapped

POINTS = ("点号,X,Y", *rows(RECTANGLE))
WITHOUT_ZONE = tuple(line.replace(",39462", ",462") for line in POINTS)
OF_ZONE_20 = tuple(line.replace(",39462", ",20462") for line in POINTS)


@pytest.mark.parametrize(
    ("said", "prefixed", "bare"),
    [
        ("坐标系：2000国家大地坐标系 中央子午线117度", 4527, 4548),
        ("坐标系:2000国家大地坐标系,中央子午线:117", 4527, 4548),
        ("坐标系统：CGCS2000", 4527, None),
        ("CGCS2000 / 3-degree Gauss-Kruger zone 39", 4527, 4548),
        ("CGCS2000_3_Degree_GK_CM_117E", 4527, 4548),
        ("CGCS2000_3_Degree_GK_Zone_39", 4527, 4548),
        ("2000国家大地坐标系 3度带39带", 4527, 4548),
        ("2000国家大地坐标系，高斯投影三度分带第39带", 4527, 4548),
        ("2000国家大地坐标系，中央经线 117°00′", 4527, 4548),
        ("坐标系：1980西安坐标系 中央子午线117度", 2363, 2384),
        ("西安80坐标系 39带", 2363, 2384),
        ("坐标系：1954年北京坐标系 3度带 39带", 2415, 2436),
        ("EPSG:4527", 4527, 4548),
    ],
)
def test_the_line_names_datum_and_zone_and_the_eastings_whether_it_stands_in_front(
    tmp_path, said, prefixed, bare
):
    for points, code in ((POINTS, prefixed), (WITHOUT_ZONE, bare)):
        frame = read(tmp_path, said, *points)
        assert (frame.crs and frame.crs.to_epsg()) == code
        assert frame.area.tolist() == [8_000]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("坐标系：2000国家大地坐标系 6度带20带", 4498),
        ("坐标系：2000国家大地坐标系 中央子午线117度", 4498),
        ("北京54坐标系，六度分带", 21420),
    ],
)
def test_zones_of_six_degrees(tmp_path, said, code):
    assert read(tmp_path, said, *OF_ZONE_20).crs.to_epsg() == code


def test_the_line_may_stand_below_the_points(tmp_path):
    frame = read(tmp_path, *POINTS, "坐标系：2000国家大地坐标系 中央子午线117度,,")
    assert frame.crs.to_epsg() == 4527
    assert codes(frame) == set()


@pytest.mark.parametrize(
    "said",
    [
        "坐标系：2000国家大地坐标系 中央子午线114度",
        "坐标系：2000国家大地坐标系 38带",
        "坐标系：2000国家大地坐标系 6度带",
        "坐标系：EPSG:4547",
    ],
)
def test_a_line_that_the_eastings_contradict_is_refused_unless_the_system_is_given(tmp_path, said):
    with pytest.raises(FormatError, match="disagrees with the prefix 39"):
        read(tmp_path, said, *POINTS)
    assert read(tmp_path, said, *POINTS, crs=4527).crs.to_epsg() == 4527


def test_a_code_whose_eastings_have_no_zone_in_front_is_that_of_the_same_zone_with_one(tmp_path):
    frame = read(tmp_path, "坐标系：EPSG:4548", *POINTS)
    assert frame.crs.to_epsg() == 4527
    assert codes(frame) == {"crs_renumbered"}


def test_the_zone_that_is_given_is_of_the_datum_that_is_said(tmp_path):
    assert read(tmp_path, "坐标系：1980西安坐标系", *WITHOUT_ZONE, zone=39).crs.to_epsg() == 2384
    with pytest.raises(CrsError, match="38"):
        read(tmp_path, "坐标系：1980西安坐标系", *POINTS, zone=38)


def test_a_local_system_has_no_zone(tmp_path):
    assert read(tmp_path, "坐标系：深圳独立坐标系", *WITHOUT_ZONE).crs.name == "深圳独立坐标系"


@pytest.mark.parametrize(("north", "east"), [(20_000, 110_000), (0, 0), (-300, 50)])
def test_a_local_system_lies_anywhere_but_where_the_caller_knows_better(tmp_path, north, east):
    lines = rows([(own - 2_580_000 + north, other - 39_462_000 + east) for own, other in RECTANGLE])
    frame = read(tmp_path, "坐标系：深圳独立坐标系", "点号,X,Y", *lines)
    assert (frame.crs.name, frame.area.tolist()) == ("深圳独立坐标系", [8_000])
    for said in ("坐标系：深圳独立坐标系", "附表"):
        with pytest.raises(FormatError, match=r"no Gauss–Krüger|look like degrees"):
            read(tmp_path, said, "点号,X,Y", *lines, crs="EPSG:4547")
    known = read(tmp_path, "坐标系：深圳独立坐标系", *POINTS, crs="EPSG:4527")
    assert (known.crs.to_epsg(), known.area.tolist()) == (4527, [8_000])


@pytest.mark.parametrize("said", ["坐标系：2000国家大地坐标系，原为1980西安坐标系", "西安1980年、大地2000"])
def test_lines_that_name_two_datums_are_asked_which(tmp_path, said):
    with pytest.raises(FormatError, match="names several datums") as caught:
        read(tmp_path, "成果表", f"坐标系 {said}", *POINTS)
    assert caught.value.line == 2
    assert read(tmp_path, said, *POINTS, crs=4527).crs.to_epsg() == 4527


def test_degrees_have_the_datum_alone(tmp_path):
    lines = ["1,116.680,23.350", "2,116.681,23.350", "3,116.681,23.351"]
    assert read(tmp_path, "坐标系：2000国家大地坐标系", "点号,经度,纬度", *lines).crs.to_epsg() == 4490


def test_a_name_with_a_number_is_no_zone(tmp_path):
    frame = read(tmp_path, "项目：沿海第12带状公园,,", "坐标系：2000国家大地坐标系,,", *POINTS)
    assert frame.crs.to_epsg() == 4527


@pytest.mark.parametrize(
    ("places", "code"),
    [
        (RECTANGLE[:2], "too_few_points"),
        ([(2580000 + at, 39462000 + at) for at in range(3)], "no_area"),
        ([(east, north) for north, east in RECTANGLE], "swapped"),
        ([(22.5, 117.1), (22.6, 117.1), (22.6, 117.2)], "degrees"),
        (moved(RECTANGLE, -38_000_000), "out_of_range"),
        (moved(RECTANGLE, -1_000_000), "other_zone"),
        (moved(RECTANGLE, -39_000_000), "other_zone"),
    ],
)
def test_a_parcel_that_cannot_lie_there_is_named_with_its_line_and_takes_no_other(tmp_path, places, code):
    others = [rows(moved(RECTANGLE, east), name) for east, name in ((100, "A"), (200, "C"))]
    frame = read(tmp_path, "地块编号,点号,X,Y", *others[0], *rows(places, "B"), *others[1])
    assert frame["id"].tolist() == ["A", "C"]
    assert [(each.id, each.code, each.line) for each in unreadable_of(frame)] == [("B", code, 6)]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [(39, 38, ("38 带", "39 带")), (39, 0, ("不带带号", "39 带")), (0, 38, ("38 带", "不带带号"))],
)
def test_of_a_parcel_in_another_zone_both_zones_are_named(tmp_path, first, second, said):
    places = [moved(RECTANGLE, (zone - 39) * 1e6) for zone in (first, second)]
    frame = read(tmp_path, "地块编号,点号,X,Y", *rows(places[0], "A"), *rows(places[1], "B"))
    (left,) = unreadable_of(frame)
    assert all(each in left.localize("zh") for each in said)
    assert all(str(zone) in left.localize("en") for zone in (first, second) if zone)


@pytest.mark.parametrize(("west", "is_one"), [(73.0, True), (72.99, False)])
def test_degrees_without_headings_are_told_by_the_longitudes_of_the_country(west, is_one):
    place = np.array([[39.0, west], [54.0, west + 1]])
    assert _degrees_swapped(place) is is_one
    assert not _degrees_swapped(place + np.array([0.01, 0]))


def test_the_zone_is_what_stands_before_six_digits():
    eastings = [470_000, 999_999, 9_500_000, 13_470_000, 19_470_000, 38_470_000]
    points = np.array([[east, 2_590_000] for east in eastings], dtype=float)
    assert prefixes(points, np.arange(len(points))).tolist() == [0, 0, 0, 13, 19, 38]
