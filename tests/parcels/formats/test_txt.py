"""Each variant of the boundary-point TXT is a sample file; what a correct reader finds in it stands here."""

import pytest
import shapely

from geokit.errors import CrsError, FormatError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.read import read_parcels


def codes(frame):
    return [notice.code for notice in notices_of(frame)]


@pytest.fixture
def read(samples):
    return lambda name, **options: read_parcels(samples / "txt" / f"{name}.txt", **options)


def test_a_parcel_with_prefixed_eastings(samples):
    frame = read_parcels(samples / "A_single_gbk_crlf.txt")
    parcel = frame.iloc[0]
    assert frame.crs.to_epsg() == 4527
    assert parcel["id"] == "DK-01"
    assert parcel["name"] == "一期甲地块"
    assert parcel["land_use"] == "工业用地"
    assert parcel["land_class"] == "1001"
    assert parcel["declared_text"] == "21.5171"
    assert parcel["declared_m2"] == pytest.approx(215_171)
    assert parcel["declared_half_unit_m2"] == pytest.approx(0.5)
    assert parcel["declared_method"] == "planar"
    assert (parcel["line"], parcel["record"], parcel["source"]) == (13, 0, "A_single_gbk_crlf.txt")
    assert parcel.geometry.area == pytest.approx(215_170.69, abs=0.005)
    assert frame.attrs["geokit"]["decimals"] == 3
    assert codes(frame) == []


def test_two_parcels_one_with_a_hole(samples):
    frame = read_parcels(samples / "B_two_parcels_hole_utf8bom.txt")
    assert frame.area.round(2).tolist() == [27_997.56, 193_723.38]
    assert [len(polygon.interiors) for polygon in frame.geometry] == [0, 1]
    assert frame.attrs["geokit"]["sections"]["项目信息"][0] == "项目名称=示例产业园第二批次用地"
    assert frame["图幅号"].tolist() == ["F50G016044"] * 2


def test_a_file_without_a_zone_needs_one(samples):
    with pytest.raises(CrsError, match=r"zone is unknown|分带未知"):
        read_parcels(samples / "C_messy_gbk.txt")
    frame = read_parcels(samples / "C_messy_gbk.txt", zone=39)
    assert frame.crs.to_epsg() == 4548
    assert frame.area.round(2).tolist() == [18_162.70]
    assert frame.iloc[0].geometry.geom_type == "MultiPolygon"
    assert frame.loc[0, "declared_m2"] == pytest.approx(18_162.70)
    assert {"other_brackets", "full_width", "ring_not_closed", "blank_id"} <= set(codes(frame))


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("utf8", "utf-8"),
        ("utf8_bom", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("utf16_le", "utf-16"),
        ("utf16_be", "utf-16"),
    ],
)
def test_encodings(read, name, encoding):
    frame = read(f"01_{name}")
    assert frame.loc[0, "name"] == "甲地块"
    assert frame.attrs["geokit"]["encoding"] == encoding


ACCEPTED = {
    "02_brackets": ["other_brackets"],
    "02_text_before": ["text_before_section"],
    "02_unknown_section": [],
    "03_full_width": ["full_width"],
    "03_blanks": [],
    "04_missing_key": ["missing_key"],
    "04_repeated_key": ["repeated_key"],
    "04_other_key": [],
    "05_width_as_zone_prefixed": ["width_in_zone"],
    "06_seven_fields": ["field_count"],
    "06_nine_fields": ["field_count"],
    "06_twelve_fields": ["field_count"],
    "06_thirteen_fields": ["field_count"],
    "06_empty_count": ["blank_count"],
    "06_field_list": ["field_list"],
    "06_list_without_brackets": ["field_list"],
    "06_list_in_square_brackets": ["field_list"],
    "06_list_after_a_sign": ["field_list"],
    "06_list_of_codes": ["field_list"],
    "06_list_of_points": ["point_list"],
    "06_list_of_points_above": ["point_list"],
    "06_list_twice": ["field_list", "point_list"],
    "06_listed_order": ["field_list", "field_count"],
    "06_last_field_empty": [],
    "07_count_mismatch": ["count_mismatch"],
    "07_open": ["ring_not_closed"],
    "07_closed_twice": ["closed_twice"],
    "07_closing_new_ring": ["closing_row_ring"],
    "07_closing_new_name": [],
    "08_three_columns": ["three_columns"],
    "08_six_columns": ["more_columns"],
    "14_square_metres": ["declared_unit_inferred"],
    "14_suffix": [],
    "14_mu": ["declared_unit_inferred"],
    "15_no_section": ["no_section"],
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_with_a_remark(read, name):
    frame = read(name)
    parcel = frame.iloc[0]
    assert codes(frame) == ACCEPTED[name]
    assert (len(frame), parcel["id"], parcel["name"]) == (1, "DK-01", "甲地块")
    assert parcel.geometry.area == pytest.approx(10_000)
    assert parcel["declared_m2"] == pytest.approx(10_000)
    assert frame.crs.to_epsg() == 4527


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("02_text_before", 1),
        ("04_repeated_key", 10),
        ("06_nine_fields", 13),
        ("07_count_mismatch", 13),
        ("07_closed_twice", 19),
        ("08_three_columns", 14),
    ],
)
def test_a_remark_names_its_line(read, name, line):
    assert notices_of(read(name))[0].line == line


def test_further_fields_are_kept(read):
    assert read("06_nine_fields").loc[0, "字段9"] == "集体"
    assert read("06_listed_order").loc[0, "ownership"] == "集体"


@pytest.mark.parametrize(
    ("listed", "row"),
    [
        ("DKBH,DKMC,DKMJ,JZDS,JLTXSX,@", "DK1,甲,1.0,5,面,@"),
        ("id,name,area,points,type,@", "DK1,甲,1.0,5,面,@"),
        ("points,area,id,name,type,sheet,use,code,@", "5,1.0,DK1,甲,面,,工业,0601,@"),
        ("[Number of points,Area (ha),Parcel ID,Parcel name,Shape,@]", "5,1.0,DK1,甲,面,@"),
    ],
)
def test_fields_are_listed_by_code_and_in_english_too(samples, tmp_path, listed, row):
    text = (samples / "txt" / "06_field_list.txt").read_text(encoding="gbk")
    before, points = text.split("【")[0], text.partition("1001,@\n")[2]
    path = tmp_path / "x.txt"
    path.write_text(f"{before}{listed}\n{row}\n{points}", encoding="gbk")
    frame = read_parcels(path)
    assert frame[["id", "name", "declared_m2"]].to_numpy().tolist() == [["DK1", "甲", 10_000]]
    assert unreadable_of(frame) == []


def test_unknown_sections_are_kept_verbatim(read):
    assert read("02_unknown_section").attrs["geokit"]["sections"]["项目信息"] == [
        "项目名称=示例产业园",
        "附记 无等号",
    ]


def test_a_comma_in_a_name_does_not_shift_the_fields(read):
    parcel = read("06_comma_in_name").iloc[0]
    assert (parcel["name"], parcel["land_use"]) == ("甲,地块", "工业用地")


@pytest.mark.parametrize("name", ["07_hole", "07_hole_first", "07_rings_one_number"])
def test_a_hole_is_told_by_containment_not_by_ring_number(read, name):
    parcel = read(name).iloc[0]
    assert parcel.geometry.area == pytest.approx(9_600)
    assert len(parcel.geometry.interiors) == 1


def test_zones_and_datums(read):
    assert read("05_unprefixed").crs.to_epsg() == 4548
    assert read("05_meridian").crs.to_epsg() == 4548
    assert read("04_xian").crs.to_epsg() == 2363
    assert read("15_local").crs.name == "深圳独立坐标系"
    assert read("13_no_zone", zone=38).crs.to_epsg() == 4547
    assert read("13_no_zone", crs="EPSG:4548").crs.to_epsg() == 4548
    assert read("05_zone_disagrees", zone=39).crs.to_epsg() == 4527


@pytest.mark.parametrize("name", ["西安84", "XYZ-2000", "EPSG:0", "WGS84", "EPSG:4490"])
def test_a_system_that_no_zone_can_be_of_is_named_with_its_line(samples, tmp_path, name):
    text = (samples / "txt" / "01_utf8.txt").read_text(encoding="utf-8")
    path = tmp_path / "x.txt"
    path.write_text(text.replace("坐标系=2000国家大地坐标系", f"坐标系={name}"), encoding="utf-8")
    with pytest.raises(FormatError, match=f"line 5: the coordinate system “{name}” is not known"):
        read_parcels(path)


@pytest.mark.parametrize(
    "name", ["1980西安坐标系/2000国家大地坐标系", "2000国家大地坐标系（由西安80转换）", "CGCS2000 Xian 1980"]
)
def test_a_file_that_names_two_datums_is_asked_which(samples, tmp_path, name):
    text = (samples / "A_single_gbk_crlf.txt").read_text("gb18030")
    path = tmp_path / "x.txt"
    path.write_text(text.replace("坐标系=2000国家大地坐标系", f"坐标系={name}"), encoding="utf-8")
    with pytest.raises(FormatError, match="names several datums") as caught:
        read_parcels(path)
    assert caught.value.line == 5
    assert "（2000国家大地坐标系、1980西安坐标系）" in caught.value.localize("zh")
    assert read_parcels(path, crs=4527).crs.to_epsg() == 4527


def test_a_datum_whose_name_contains_another_s_is_one(samples, tmp_path):
    text = (samples / "A_single_gbk_crlf.txt").read_text("gb18030")
    path = tmp_path / "x.txt"
    path.write_text(text.replace("坐标系=2000国家大地坐标系", "坐标系=新1954北京坐标系"), encoding="utf-8")
    with pytest.raises(FormatError, match="is not known"):
        read_parcels(path)


def test_a_file_that_names_no_datum_has_no_coordinate_system(read):
    frame = read("04_no_datum")
    assert frame.crs is None
    assert "crs_missing" in codes(frame)


REFUSED = {
    "01_undecodable": (FormatError, None, "UTF-8"),
    "04_not_metres": (FormatError, 8, "千米"),
    "04_unknown_datum": (FormatError, 5, "某坐标系"),
    "05_width_as_zone": (FormatError, 9, "带号=3"),
    "05_zone_disagrees": (FormatError, 9, "带号=38"),
    "05_width_disagrees": (FormatError, 6, "几度分带=6"),
    "09_swapped": (FormatError, 13, "swapped"),
    "10_degrees": (FormatError, 13, "degrees"),
    "10_dms": (FormatError, 14, "minutes and seconds"),
    "10_packed": (FormatError, 13, "degrees"),
    "15_no_parcels": (FormatError, None, "no parcel"),
    "15_empty": (FormatError, None, "empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_sentence_with_its_line(read, name):
    kind, line, words = REFUSED[name]
    with pytest.raises(kind) as caught:
        read(name)
    assert caught.value.line == line
    assert words in caught.value.localize("en")
    assert f"{name}.txt" in caught.value.localize("zh")


UNREADABLE = {
    "09_one_swapped": ("swapped", 13),
    "12_exponent": ("exponent", 16),
    "12_thousands": ("thousands_separator", 16),
    "12_no_at": ("no_at", 13),
    "12_two_points": ("too_few_points", 14),
    "12_no_area": ("no_area", 14),
    "12_not_a_number": ("bad_number", 16),
    "12_line": ("not_polygon", 13),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_faulty_parcel_is_named_and_the_other_read(read, name):
    frame = read(name)
    (entry,) = unreadable_of(frame)
    assert (entry.code, entry.line, entry.record) == (*UNREADABLE[name], 0)
    assert frame["id"].tolist() == ["DK-02"]
    assert frame["record"].tolist() == [1]


@pytest.mark.parametrize("name", ["15_other_zone", "15_mixed_prefix"])
def test_a_parcel_of_another_zone_is_set_aside(read, name):
    frame = read(name)
    assert [entry.code for entry in unreadable_of(frame)] == ["other_zone"]
    assert unreadable_of(frame)[0].id == "DK-02"


def test_two_parcels_with_equal_header_rows_are_two_parcels(read):
    frame = read("11_same_header")
    assert (len(frame), codes(frame)) == (2, ["same_header"])


def test_a_unit_that_the_polygon_does_not_tell_is_that_of_the_rule(read):
    frame = read("14_unknown")
    assert frame["declared_m2"].tolist() == pytest.approx([37_000])
    assert frame.loc[0, "declared_text"] == "3.7000"
    assert codes(frame) == ["declared_unit_by_rule"]


def test_decimal_degrees_are_read_when_the_caller_says_so(read):
    frame = read("10_degrees", crs="EPSG:4490")
    assert frame.crs.to_epsg() == 4490
    assert shapely.get_coordinates(frame.geometry)[0].tolist() == [116.68, 23.35]


def test_the_callers_zone_must_not_contradict_the_prefix(read):
    with pytest.raises(CrsError, match="38"):
        read("01_utf8", zone=38)
    with pytest.raises(CrsError):
        read("01_utf8", crs="EPSG:4548")


@pytest.mark.parametrize(
    ("header", "code"), [("5,1.0000,DK-01,甲地块", None), ("5,1.0000,DK-01,甲地块,地", "no_kind")]
)
def test_a_row_without_a_kind_has_its_place_at_least(samples, tmp_path, header, code):
    text = (samples / "txt" / "06_seven_fields.txt").read_bytes().decode("gbk")
    path = tmp_path / "x.txt"
    path.write_bytes(text.replace("5,1.0000,DK-01,甲地块,面,,工业用地", header).encode("gbk"))
    if code is None:
        with pytest.raises(FormatError, match="4 fields"):
            read_parcels(path)
    else:
        assert codes(read_parcels(path)) == ["field_count", code]
