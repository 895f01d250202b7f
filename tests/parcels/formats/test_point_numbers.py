"""How coordinates are written in tables: degrees with minutes and seconds, decimal commas, groups of three, packed."""

import numpy as np
import pytest
import shapely
from point_tables import RECTANGLE, codes, read, rows

from geokit.errors import FormatError
from geokit.parcels.diagnostics import unreadable_of
from geokit.parcels.formats.points.table import _degrees_swapped
from geokit.parcels.read import read_parcels
from tests.workbook_files import write_workbook

# Degrees, minutes, seconds: a place of 4 by 5 seconds.
ANGLES = [((116, 36, s), (23, 18, t)) for s, t in ((0.0, 0.0), (4.5, 0.0), (4.5, 5.25), (0.0, 5.25))]


def in_degrees(angle: tuple[int, int, float]) -> float:
    degrees, minutes, seconds = angle
    return degrees + minutes / 60 + seconds / 3600


@pytest.mark.parametrize(
    "form",
    [
        "{0}°{1:02}′{2:05.2f}″",
        "{0}-{1:02}-{2:05.2f}",
        "{0}:{1:02}:{2:05.2f}",
        "{0}度{1:02}分{2:05.2f}秒",
        "{0} {1:02} {2:05.2f}",
        "{0}°{1:02}'{2:05.2f}''",
        "{0}° {1:02}' {2:05.2f}",
    ],
)
@pytest.mark.parametrize("headings", ["点号,经度,纬度", "点号,X,Y"])
def test_degrees_minutes_and_seconds(tmp_path, headings, form):
    lines = [f"{at},{form.format(*lon)},{form.format(*lat)}" for at, (lon, lat) in enumerate(ANGLES, start=1)]
    frame = read(tmp_path, headings, *lines, crs="EPSG:4490")
    expected = np.array([(in_degrees(lon), in_degrees(lat)) for lon, lat in ANGLES])
    assert shapely.get_coordinates(frame.geometry)[:4] == pytest.approx(expected, abs=1e-9)
    assert "degrees_minutes_seconds" in codes(frame)


def test_letters_tell_the_hemisphere_and_a_comma_the_decimals(tmp_path):
    lines = [
        f"{at}\tE{lon[0]}°{lon[1]}′{lon[2]}″\t北纬{lat[0]}°{lat[1]}′{lat[2]}″".replace(".", ",")
        for at, (lon, lat) in enumerate(ANGLES)
    ]
    frame = read(tmp_path, "点号\t经度\t纬度", *lines, crs="EPSG:4490")
    assert shapely.get_coordinates(frame.geometry)[2] == pytest.approx([116.60125, 23.301458333], abs=1e-9)


def test_minutes_that_reach_sixty_are_refused(tmp_path):
    with pytest.raises(FormatError, match="reach 60"):
        read(
            tmp_path,
            "点号,经度,纬度",
            "1,116°66′00″,23°18′00″",
            "2,116°36′04″,23°18′00″",
            "3,116°36′04″,23°18′05″",
        )


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_decimal_commas(tmp_path, delimiter):
    lines = [f"J{at}{delimiter}{north},25{delimiter}{east},5" for at, (north, east) in enumerate(RECTANGLE)]
    frame = read(tmp_path, delimiter.join(["点号", "X", "Y"]), *lines)
    assert frame.total_bounds.tolist() == [39462000.5, 2580000.25, 39462080.5, 2580100.25]
    assert codes(frame) == {"decimal_comma"}


@pytest.mark.parametrize("form", ['J{at},"{north:,.2f}","{east:,.2f}"', "J{at};{north:,};{east:,}"])
def test_groups_of_three(tmp_path, form):
    lines = [form.format(at=at, north=north, east=east) for at, (north, east) in enumerate(RECTANGLE)]
    frame = read(tmp_path, "点号;X;Y" if ";" in form else "点号,X,Y", *lines)
    assert frame.area.tolist() == [8_000]
    assert codes(frame) == {"thousands_separator"}


def test_a_comma_that_may_be_either_is_asked_about(tmp_path):
    with pytest.raises(FormatError, match="may be a decimal point or part thousands"):
        read(tmp_path, "点号;X;Y", "1;258,000;462,000", "2;258,100;462,000", "3;258,100;462,080")


@pytest.mark.parametrize("unit", ["m", "米", " m"])
def test_metres_may_stand_beside_the_figure(tmp_path, unit):
    lines = [f"J{at},{north}{unit},{east}{unit}" for at, (north, east) in enumerate(RECTANGLE)]
    assert read(tmp_path, "点号,X,Y", *lines).area.tolist() == [8_000]


PACKED = ("1,116.3600,23.1800", "2,116.3604,23.1800", "3,116.3604,23.1805", "4,116.3600,23.1805")
SECONDS = tuple(line.replace(".36", ".3612").replace(".18", ".1834") for line in PACKED)


@pytest.mark.parametrize("lines", [PACKED, SECONDS])
def test_degrees_that_may_be_packed_are_asked_about(tmp_path, lines):
    with pytest.raises(FormatError, match=r'crs="EPSG:4490".*经度\(dd\.mmss\)'):
        read(tmp_path, "点号,经度,纬度", *lines)


def test_with_a_system_they_are_decimal_and_that_is_said(tmp_path):
    frame = read(tmp_path, "点号,经度,纬度", *PACKED, crs="EPSG:4490")
    assert frame.total_bounds.tolist() == [116.36, 23.18, 116.3604, 23.1805]
    assert codes(frame) == {"packed_or_decimal"}


def test_headings_say_that_they_are_packed_or_not(tmp_path):
    frame = read(tmp_path, "点号,经度(dd.mmss),纬度(dd.mmss)", *PACKED, crs="EPSG:4490")
    assert frame.total_bounds == pytest.approx([116.6, 23.3, 116.6 + 4 / 3600, 23.3 + 5 / 3600])
    assert codes(frame) == {"packed_degrees"}
    decimal = read(tmp_path, "点号,经度（十进制）,纬度（十进制）", *PACKED, crs="EPSG:4490")
    assert decimal.total_bounds[0] == 116.36
    assert codes(decimal) == set()


def test_a_workbook_drops_the_zeros_of_packed_degrees(tmp_path):
    table = [["点号", "经度", "纬度"], [1, 116.36, 23.18], [2, 116.3604, 23.18], [3, 116.3604, 23.1805]]
    write_workbook(tmp_path / "x.xlsx", {"a": table})
    with pytest.raises(FormatError, match="packed"):
        read_parcels(tmp_path / "x.xlsx")


@pytest.mark.parametrize(
    "lines",
    [
        ("1,116.6800,23.3500", "2,116.6810,23.3500", "3,116.6810,23.3510"),
        ("1,116.36,23.18", "2,116.37,23.18", "3,116.37,23.19"),
        ("1,116.123456789,23.123456789", "2,116.123556789,23.123456789", "3,116.123556789,23.123556789"),
    ],
)
def test_decimal_degrees_that_cannot_be_packed_are_read_without_a_word(tmp_path, lines):
    assert codes(read(tmp_path, "点号,经度,纬度", *lines)) == set()


def test_an_apostrophe_that_marks_text_is_none_of_the_number(tmp_path):
    lines = [f"J{at},'{north},'{east}" for at, (north, east) in enumerate(RECTANGLE, start=1)]
    assert read(tmp_path, "点号,X,Y", *lines).area.tolist() == [8_000]


@pytest.mark.parametrize("text", ["116°36.12.0", "116°36'12''0", "116度36.12秒"])
def test_an_angle_in_an_odd_form_is_said_to_be_one(tmp_path, text):
    with pytest.raises(FormatError, match="are not understood"):
        read(tmp_path, "点号,经度,纬度", *(f"J{at},{text},23.{at}1917" for at in range(1, 5)))


def test_degrees_are_swapped_where_every_place_says_so():
    told = {(23.1, 116.6): True, (116.6, 23.1): False, (23.1, 50.0): False, (60.0, 116.6): False}
    for place, is_swapped in told.items():
        assert _degrees_swapped(np.array([[23.2, 116.7], place])) is is_swapped


def test_a_column_without_a_heading_is_called_by_its_number(tmp_path):
    frame = read(tmp_path, "地块编号,点号,X,Y,", *(f"{row},甲" for row in rows(RECTANGLE, "一")))
    assert frame["column5"].tolist() == ["甲"]


DECIMAL = ["116.61,23.30", "116.612,23.30", "116.612,23.302", "116.61,23.302"]
WHOLE = ["1163636.00,231800.00", "1163643.20,231800.00", "1163643.20,231807.20", "1163636.00,231807.20"]
SIGNED = [
    "116°36′36″,23°18′00″",
    "116°36′43.2″,23°18′00″",
    "116°36′43.2″,23°18′07.2″",
    "116°36′36″,23°18′07.2″",
]


@pytest.mark.parametrize("others", [DECIMAL, SIGNED])
@pytest.mark.parametrize("kwargs", [{}, {"crs": "EPSG:4490"}])
def test_packed_degrees_among_others_are_no_eastings(tmp_path, others, kwargs):
    mixed = [
        (whole if at % 2 else other) for at, (whole, other) in enumerate(zip(WHOLE, others, strict=True))
    ]
    lines = [
        *(f"甲,{at},{text}" for at, text in enumerate(mixed)),
        *(f"乙,{at},{text}" for at, text in enumerate(others)),
    ]
    frame = read(tmp_path, "地块编号,点号,经度,纬度", *lines, **kwargs)
    assert frame["id"].tolist() == ["乙"]
    (lost,) = unreadable_of(frame)
    assert "1163643.2 is no number of degrees" in lost.en


def test_so_is_a_column_of_them_beside_one_of_decimals(tmp_path):
    lines = [
        f"{at},{lon.split(',')[0]},{lat.split(',')[1]}"
        for at, (lon, lat) in enumerate(zip(DECIMAL, WHOLE, strict=True))
    ]
    with pytest.raises(FormatError, match="231800 is no number of degrees"):
        read(tmp_path, "点号,经度,纬度", *lines)


def test_a_slip_among_packed_degrees_is_named(tmp_path):
    lines = [f"{at},{text}" for at, text in enumerate([WHOLE[0].replace("231800", "236000"), *WHOLE[1:]])]
    with pytest.raises(FormatError, match=r"“236000\.00” reach 60"):
        read(tmp_path, "点号,经度,纬度", *lines)


def test_metres_under_headings_of_degrees_are_said(tmp_path):
    frame = read(tmp_path, "点号,纬度,经度", *rows(RECTANGLE))
    assert frame.area.tolist() == [8_000]
    assert "no_degrees" in codes(frame)
