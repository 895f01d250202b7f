"""What is written can be read again, to the millimetre; what is read and written again is the same file."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geokit.errors import CrsError, OutputError
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.dialect import Dialect
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels

SHELL = [(467_100, 2_583_500), (467_200.125, 2_583_500), (467_200, 2_583_600), (467_100, 2_583_600)]
HOLE = [(467_140, 2_583_540), (467_140, 2_583_560), (467_160, 2_583_560)]


def frame_of(*polygons, crs=4548, **columns):
    values = {name: [value] * len(polygons) for name, value in columns.items()}
    ids = [f"DK-{number:02}" for number in range(1, len(polygons) + 1)]
    return gpd.GeoDataFrame({"id": ids, **values}, geometry=list(polygons), crs=crs)


@pytest.fixture
def square():
    return shapely.Polygon(SHELL)


def test_the_strictest_form(tmp_path):
    frame = frame_of(
        shapely.Polygon(SHELL, [HOLE]),
        name="甲,乙",
        land_use="工业用地",
        land_class="1001",
        declared_ha=0.9807,
    )
    path = tmp_path / "x.txt"
    notices = write_parcels(frame, path, dialect=Dialect(producer="示例测绘单位", produced_on="2026-01-15"))
    assert path.read_bytes().decode("gbk") == (
        "[属性描述]\r\n格式版本号=1.01版本\r\n数据产生单位=示例测绘单位\r\n数据产生日期=2026-01-15\r\n"
        "坐标系=2000国家大地坐标系\r\n几度分带=3\r\n投影类型=高斯克吕格\r\n计量单位=米\r\n带号=39\r\n精度=0.001\r\n"
        "转换参数=0,0,0,0,0,0,0\r\n[地块坐标]\r\n"
        "9,0.9807,DK-01,甲、乙,面,,工业用地,1001,@\r\n"
        "J1,1,2583500.000,39467100.000\r\nJ2,1,2583500.000,39467200.125\r\nJ3,1,2583600.000,39467200.000\r\n"
        "J4,1,2583600.000,39467100.000\r\nJ1,1,2583500.000,39467100.000\r\n"
        "J5,2,2583540.000,39467140.000\r\nJ6,2,2583560.000,39467140.000\r\nJ7,2,2583560.000,39467160.000\r\n"
        "J5,2,2583540.000,39467140.000\r\n"
    )
    assert [notice.code for notice in notices] == ["commas_replaced"]


coordinates = st.integers(-40_000, 40_000).map(lambda millimetres: millimetres / 1000)


@given(
    angles=st.lists(st.floats(0, 6.28), min_size=3, max_size=8, unique_by=lambda angle: round(angle, 1)),
    east=coordinates,
    north=coordinates,
    prefixed=st.booleans(),
    hole=st.booleans(),
)
def test_reading_gives_back_what_was_written(tmp_path_factory, angles, east, north, prefixed, hole):
    path = tmp_path_factory.mktemp("txt") / "x.txt"
    centre = np.array([467_000 + east, 2_583_000 + north])
    ring = centre + 300 * np.array([(np.cos(angle), np.sin(angle)) for angle in sorted(angles)])
    polygon = shapely.Polygon(ring, [centre + (ring - centre) / 3] if hole else [])
    if not polygon.is_valid or polygon.area < 100:
        return
    write_parcels(frame_of(polygon, polygon), path, dialect=Dialect(prefixed=prefixed))
    frame = read_parcels(path)
    assert frame.crs.to_epsg() == (4527 if prefixed else 4548)
    offset = 39_000_000 if prefixed else 0
    for read in frame.geometry:
        expected = shapely.get_coordinates(polygon) + np.array([offset, 0])
        assert np.abs(shapely.get_coordinates(read) - expected).max() <= 0.00051
        assert len(read.interiors) == len(polygon.interiors)


@pytest.mark.parametrize("name", ["A_single_gbk_crlf", "B_two_parcels_hole_utf8bom", "C_messy_gbk"])
@pytest.mark.parametrize(
    "dialect",
    [Dialect(), Dialect(field_count=9, encoding="utf-8", prefixed=False), Dialect(numbering="north-west")],
    ids=["strict", "loose", "north-west"],
)
def test_writing_what_was_read_is_idempotent(samples, tmp_path, name, dialect):
    first, second = tmp_path / "1.txt", tmp_path / "2.txt"
    write_parcels(read_parcels(samples / f"{name}.txt", zone=39), first, dialect=dialect)
    write_parcels(read_parcels(first), second, dialect=dialect)
    assert first.read_bytes() == second.read_bytes()


def test_the_strict_form_comes_back_byte_by_byte(samples, tmp_path):
    write_parcels(read_parcels(samples / "A_single_gbk_crlf.txt"), tmp_path / "x.txt")
    assert (tmp_path / "x.txt").read_bytes() == (samples / "A_single_gbk_crlf.txt").read_bytes()


def test_further_fields_by_name_and_by_place(samples, tmp_path, square):
    path = tmp_path / "x.txt"
    write_parcels(frame_of(square, ownership="集体"), path, dialect=Dialect(further_fields=("ownership",)))
    assert "面,,,,集体,@" in path.read_text("gbk")
    nine = read_parcels(samples / "txt" / "06_nine_fields.txt")
    assert [notice.code for notice in write_parcels(nine, path)] == ["columns_dropped"]
    assert write_parcels(nine, path, dialect=Dialect(field_count=9)) == []
    assert "1001,集体,@" in path.read_text("gbk")


def test_a_short_row_names_what_it_cannot_carry(tmp_path, square):
    frame = frame_of(square, name="甲", land_class="1001", phase="一期")
    (dropped, _) = write_parcels(frame, tmp_path / "x.txt", dialect=Dialect(field_count=7))
    assert dropped.localize("zh") == "TXT 不能表达这些列：期次、地类编码（三调）"


def test_a_file_a_parcel(tmp_path, square):
    frame = frame_of(square, square, square)
    frame["id"] = ["a/b", "a:b", "丙"]
    write_parcels(frame, tmp_path / "x.txt", dialect=Dialect(one_file_each=True))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x_a-b-2.txt", "x_a-b.txt", "x_丙.txt"]
    assert read_parcels(tmp_path / "x_丙.txt")["id"].tolist() == ["丙"]


def test_numbering_from_the_north_west_clockwise(tmp_path, square):
    write_parcels(
        frame_of(square), tmp_path / "x.txt", dialect=Dialect(numbering="north-west", prefixed=False)
    )
    rows = (tmp_path / "x.txt").read_text("gbk").splitlines()[-5:]
    assert rows[:2] == ["J1,1,2583600.000,467100.000", "J2,1,2583600.000,467200.000"]


def test_a_missing_declared_area_is_measured_and_said_so(tmp_path, square):
    (notice,) = write_parcels(frame_of(square, name="甲"), tmp_path / "x.txt")
    assert notice.code == "area_measured"
    assert ",1.0006,DK-01" in (tmp_path / "x.txt").read_text("gbk")


def test_an_ellipsoidal_figure_is_not_passed_off_as_planar(tmp_path, square):
    frame = frame_of(square, name="甲", declared_m2=10_000.0, declared_method="ellipsoidal")
    assert [notice.code for notice in write_parcels(frame, tmp_path / "x.txt")] == ["area_measured"]


def test_rounding_is_said(tmp_path, square):
    frame = frame_of(square, name="甲", 面积=10006)
    notices = write_parcels(frame, tmp_path / "x.txt", dialect=Dialect(decimals=1))
    assert [notice.code for notice in notices] == ["coordinates_rounded"]
    assert "0.025 m" in notices[0].localize("en")


def test_what_a_header_row_lacks_is_said_once_for_all_parcels(tmp_path, square):
    frame = frame_of(square, square, square, 面积=10006)
    frame["id"] = ["A", None, " "]
    blank_ids, blank_names = write_parcels(frame, tmp_path / "x.txt")
    assert (blank_ids.code, blank_names.code) == ("blank_id", "blank_name")
    assert "2 parcels" in blank_ids.localize("en")
    assert "3 parcels" in blank_names.localize("en")
    found = {notice.code: notice for notice in notices_of(read_parcels(tmp_path / "x.txt"))}
    assert "(3 times; lines 13, 19, 25)" in found["blank_name"].localize("en")


@pytest.mark.parametrize(
    ("longitude", "crs", "code"), [(114.1, 4326, 4547), (116.6, 4490, 4548), (114.1, 4610, 2383)]
)
@pytest.mark.parametrize("suffix", ["txt", "xlsx"])
def test_degrees_are_sent_to_the_zone_that_they_lie_in(tmp_path, suffix, longitude, crs, code):
    frame = frame_of(shapely.box(longitude, 22.6, longitude + 0.001, 22.601), crs=crs)
    with pytest.raises(CrsError, match=f"EPSG:{code}"):
        write_parcels(frame, tmp_path / f"x.{suffix}")


def test_degrees_outside_of_china_are_sent_to_no_zone(tmp_path):
    with pytest.raises(CrsError, match="no zone of China"):
        write_parcels(frame_of(shapely.box(2.3, 48.8, 2.301, 48.801), crs=4326), tmp_path / "x.txt")


def test_a_local_system_has_no_zone(samples, tmp_path):
    write_parcels(read_parcels(samples / "txt" / "15_local.txt"), tmp_path / "x.txt")
    frame = read_parcels(tmp_path / "x.txt")
    assert frame.crs.name == "深圳独立坐标系"


def test_parameters_of_a_transformation_are_never_passed_on(samples, tmp_path):
    text = (
        (samples / "A_single_gbk_crlf.txt")
        .read_bytes()
        .replace("转换参数=0".encode("gbk"), "转换参数=-15.415".encode("gbk"))
    )
    (tmp_path / "x.txt").write_bytes(text)
    frame = read_parcels(tmp_path / "x.txt")
    assert "15.415" not in str(frame.attrs)
    write_parcels(frame, tmp_path / "y.txt")
    assert b"15.415" not in (tmp_path / "y.txt").read_bytes()


@pytest.mark.parametrize("crs", [None, 4326, 32650])
def test_only_gauss_kruger_can_be_written(tmp_path, square, crs):
    with pytest.raises(CrsError):
        write_parcels(frame_of(square, crs=crs), tmp_path / "x.txt")


def test_what_the_encoding_lacks(tmp_path, square):
    frame = frame_of(square, name="㐂村")
    with pytest.raises(OutputError, match="㐂"):
        write_parcels(frame, tmp_path / "x.txt")
    assert list(tmp_path.iterdir()) == []
    write_parcels(frame, tmp_path / "x.txt", dialect=Dialect(encoding="utf-8"))
    assert read_parcels(tmp_path / "x.txt").loc[0, "name"] == "㐂村"


def test_a_ring_that_rounding_would_flatten_is_refused(tmp_path):
    sliver = shapely.Polygon([(467_000, 2_583_000), (467_010, 2_583_000), (467_010, 2_583_000.0001)])
    with pytest.raises(OutputError, match="DK-01"):
        write_parcels(frame_of(sliver), tmp_path / "x.txt")


def test_a_parcel_called_area_is_not_taken_for_its_kind(tmp_path, square):
    write_parcels(frame_of(square, name="面"), tmp_path / "x.txt")
    frame = read_parcels(tmp_path / "x.txt")
    assert (frame.loc[0, "id"], frame.loc[0, "name"]) == ("DK-01", "面")
    assert notices_of(frame) == []
