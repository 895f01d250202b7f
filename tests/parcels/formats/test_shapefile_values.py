"""Text and numbers of a shapefile's table: cut characters, encodings, and what is no number or day."""

import pytest

import geokit as gk
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels
from geokit.testing import findings_of


@pytest.fixture
def table(raw_shapefile, ring):
    """Read the table of a shapefile with a box for each row."""

    def read(fields, rows, **marks):
        path = raw_shapefile([[ring(200 * at, 0, 80, 100)] for at in range(len(rows))], rows, fields, **marks)
        return read_parcels(path, crs=4527)

    return read


def said(frame, code):
    return [(each.record, each.en) for each in notices_of(frame) if each.code == code]


BAD_NUMBERS = {
    b"************": "number_overflow",
    b"****": "number_overflow",
    b"1.#INF": "not_a_number",
    b"-1.#IND": "not_a_number",
    b"nan": "not_a_number",
    b"inf": "not_a_number",
    "八千".encode(): "not_a_number",
    b"8000m2": "not_a_number",
    b"N/A": "not_a_number",
    b"80 00": "not_a_number",
    b"8.000.00": "not_a_number",
    b"8,000.00": "not_a_number",
    b"--5": "not_a_number",
    b"1_000": "not_a_number",
    b"-": "not_a_number",
}


@pytest.mark.parametrize(("value", "code"), BAD_NUMBERS.items())
def test_a_number_that_is_none_is_named_by_row_and_field(table, value, code):
    fields = [(b"DKBH", "C", 10, 0), (b"DKMJ", "N", 12, 2)]
    frame = table(fields, [[b"A", b"8000.00"], [b"B", value], [b"C", b"8000.00"]])
    ((record, text),) = said(frame, code)
    assert record == 1
    assert "DKMJ" in text
    assert list(frame["declared_m2"].isna()) == [False, True, False]
    report = gk.audit(parcels=frame)
    (finding,) = (each for each in findings_of(report, "irregular_file") if each.source.record == 1)
    assert "record 1: " in finding.message("en")
    assert "第 1 号记录：" in finding.message("zh")


@pytest.mark.parametrize(
    "value", [b"", b"8000", b"+8000.", b"8.0E3", b"8.0e+3", b" 8000 ", b".5", b"\0" * 12]
)
def test_a_number_is_one_however_it_is_written(table, value):
    frame = table([(b"DKBH", "C", 10, 0), (b"DKMJ", "F", 12, 2)], [[b"A", value]])
    assert not said(frame, "not_a_number")
    assert not said(frame, "number_overflow")


@pytest.mark.parametrize(
    "value", [b"00000000", b"20261301", b"20260230", b"2026    ", b"********", b"2026-1-5"]
)
def test_a_day_that_is_none_is_named_by_row_and_field(table, value):
    frame = table([(b"DKBH", "C", 10, 0), (b"PZRQ", "D", 8, 0)], [[b"A", b"20260115"], [b"B", value]])
    ((record, text),) = said(frame, "not_a_date")
    assert record == 1
    assert "PZRQ" in text
    assert list(frame["approved_on"]) == ["2026-01-15", None]


def test_a_hundred_overflown_numbers_are_told_by_their_count(table):
    rows = [[str(at).encode(), b"*" * 12] for at in range(100)]
    frame = table([(b"DKBH", "C", 10, 0), (b"DKMJ", "N", 12, 2)], rows)
    ((record, text),) = said(frame, "number_overflow")
    assert record == 0
    assert "(100 times; records 0, 1, 2, 3, 4 …)" in text


NAMES = ["地块名称", "规划用地性质", "土地权属性质说明"]


def cut(text, encoding, width):
    return text.encode(encoding)[:width]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("mark", ["right", "none", "driver", "wrong"])
def test_a_name_cut_within_a_character_is_its_whole_characters(table, encoding, mark):
    # Ten bytes hold three characters and a byte in UTF-8; in GBK five, or four and a half after one of ASCII.
    long = "A规划用地性质" if encoding == "gbk" else "规划用地性质"
    fields = [
        ("编号".encode(encoding), "C", 10, 0),
        (cut(long, encoding, 10), "C", 20, 0),
        (b"DKMJ", "N", 12, 2),
    ]
    marks = {
        "right": {"cpg": "UTF-8" if encoding == "utf-8" else "GBK"},
        "none": {},
        "driver": {"driver": 0x4D if encoding == "gbk" else 0x57},
        "wrong": {"cpg": "GBK" if encoding == "utf-8" else "UTF-8"},
    }[mark]
    frame = table(fields, [["甲-1".encode(encoding), "工业用地".encode(encoding), b"8000.00"]], **marks)
    assert frame["id"].tolist() == ["甲-1"]
    # 规划用 is how 规划用途 begins, and no other name that is known.
    assert frame["land_use" if encoding == "utf-8" else long[:5]].tolist() == ["工业用地"]
    assert frame["declared_m2"].tolist() == [8000]
    assert len(said(frame, "names_cut")) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "big5"])
def test_a_value_cut_within_a_character_is_its_whole_characters(table, encoding):
    value = "A" * (encoding != "utf-8") + "工業用地工業"
    marks = {"cpg": {"utf-8": "UTF-8", "gbk": "GBK", "big5": "950"}[encoding]}
    rows = [[cut(value, encoding, 10)], ["用地".encode(encoding)]]
    frame = table([(b"DKMC", "C", 10, 0)], rows, **marks)
    whole = cut(value, encoding, 10).decode(encoding, "ignore")
    assert frame["name"].tolist() == [whole, "用地"]
    ((_, text),) = said(frame, "values_cut")
    assert "DKMC" in text
    assert "records 0" in text


def test_a_value_that_fills_its_field_with_whole_characters_is_as_it_is(table):
    for encoding in ("gbk", "utf-8"):
        frame = table(
            [(b"DKMC", "C", 12, 0)],
            [["工业用地".ljust(12 // len("工".encode(encoding)), "地").encode(encoding)]],
        )
        assert frame["name"].str.startswith("工业用地").all()
        assert not said(frame, "values_cut")


@pytest.mark.parametrize(
    ("driver", "encoding"), [(0x4D, "gbk"), (0x7A, "gbk"), (0x4F, "big5"), (0x78, "big5")]
)
def test_the_language_driver_names_the_encoding(table, driver, encoding):
    frame = table([(b"DKMC", "C", 20, 0)], [["用地".encode(encoding)]], driver=driver)
    assert frame["name"].tolist() == ["用地"]


@pytest.mark.parametrize("driver", [0x00, 0x03, 0x57, 0x7A])
def test_a_driver_that_is_written_by_default_does_not_stand_against_the_text(table, driver):
    frame = table([("名称".encode(), "C", 20, 0)], [["工业用地".encode()]], driver=driver)
    assert frame["name"].tolist() == ["工业用地"]


@pytest.mark.parametrize(
    "cpg", ["GBK", "936", "CP936", "UTF-8", "", "\ufeffUTF-8", "ANSI 936", "ISO-8859-1", "1252"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_code_page_that_says_otherwise(table, cpg, encoding):
    frame = table([("名称".encode(encoding), "C", 20, 0)], [["工业用地".encode(encoding)]], cpg=cpg)
    assert frame["name"].tolist() == ["工业用地"]
