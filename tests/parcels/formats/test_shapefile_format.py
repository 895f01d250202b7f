"""A shapefile as files side by side or in an archive: which belong together, what its header and its .prj must say, how it is written."""

import struct
import zipfile

import numpy as np
import pandas as pd
import pytest
import shapely

from geokit.errors import FormatError, InputError, OutputError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.dialect import Dialect
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats._reading import ReadOptions
from geokit.parcels.formats.shapefile.dbf import read_table
from geokit.parcels.formats.shapefile.format import Shapefile, _text_of, field_names
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

TABLE = make_parcels([square(0, 0, 100), square(200, 0, 100)], name=["甲", "乙"])


@pytest.fixture
def shapefile(tmp_path):
    write_parcels(TABLE, tmp_path / "x.shp")
    return tmp_path / "x.shp"


def patched(path, place, data):
    content = bytearray(path.read_bytes())
    content[place : place + len(data)] = data
    path.write_bytes(bytes(content))
    return path


@pytest.mark.parametrize(
    ("place", "data"),
    [
        (0, b"\0\0\x27\x0b"), (4, b"\1"), (23, b"\1"), (28, struct.pack("<I", 1001)), (28, struct.pack("<I", 999)),
        (32, struct.pack("<I", 2)), (32, struct.pack("<I", 32)), (32, struct.pack("<I", 6)),
    ],
)  # fmt: skip
def test_what_only_begins_like_a_shapefile_is_refused(shapefile, place, data):
    with pytest.raises(FormatError, match="header of the"):
        Shapefile().read(patched(shapefile, place, data), ReadOptions())


def test_a_header_is_a_hundred_bytes(shapefile):
    data = shapefile.read_bytes()
    shapefile.write_bytes(data[:99])
    with pytest.raises(FormatError, match="header of the"):
        read_parcels(shapefile)
    # Between the header and the mark may stand anything that the format does not use.
    shapefile.write_bytes(data)
    assert len(read_parcels(patched(shapefile, 24, struct.pack(">i", 7)))) == 2


@pytest.mark.parametrize(
    ("opening", "is_one"),
    [
        (Opening(b"\0\0\x27\x0a"), True),
        (Opening(b"\0\0\x27"), False),
        (Opening(b"PK", ("a/x.SHP",)), True),
        (Opening(b"PK", ("x.shp.xml",)), False),
    ],
)
def test_a_shapefile_is_told_by_its_mark(opening, is_one):
    assert Shapefile().sniff(opening) == is_one


def test_parts_may_be_called_in_capitals(shapefile):
    for suffix in (".shx", ".dbf", ".prj"):
        shapefile.with_suffix(suffix).rename(shapefile.with_suffix(suffix.upper()))
    frame = read_parcels(shapefile)
    assert (frame["name"].tolist(), frame.crs.to_epsg()) == (["甲", "乙"], 4548)
    assert notices_of(frame) == []


@pytest.mark.parametrize("with_index", [True, False])
def test_a_copy_that_is_made_keeps_the_system(shapefile, with_index):
    if not with_index:
        shapefile.with_suffix(".shx").unlink()
    assert read_parcels(shapefile).crs.to_epsg() == 4548
    shapefile.with_suffix(".prj").unlink()
    assert read_parcels(shapefile).crs is None


def test_what_is_said_of_a_file_is_not_said_in_gdals_words_too(shapefile):
    shapefile.with_suffix(".shx").unlink()
    patched(shapefile.with_suffix(".dbf"), 4, struct.pack("<I", 1))
    assert [each.en for each in notices_of(read_parcels(shapefile))] == [
        "its .shx is missing or does not fit: what the .shp itself holds was read: 2 records",
        "the header of its .dbf tells 1 rows; 2 are there and were read",
    ]


def test_without_attributes_there_are_none(shapefile):
    shapefile.with_suffix(".dbf").unlink()
    reading = Shapefile().read(shapefile, ReadOptions())
    assert (reading.columns, reading.encoding) == ({}, "utf-8")
    assert [each.en for each in reading.notices] == [
        "its .dbf is missing or damaged: 2 shapes were read without attributes"
    ]


def test_a_column_called_as_the_one_that_holds_nothing_stays(raw_shapefile, ring):
    reading = Shapefile().read(
        raw_shapefile([[ring(0, 0, 9, 9)]], [[b"x"]], [(b"_", "C", 3, 0)]), ReadOptions()
    )
    assert list(reading.columns) == ["_"]


def test_decimals_that_a_field_declares(raw_shapefile, ring):
    fields = [
        (b"A", "N", 6, 4),
        (b"B", "N", 7, 5),
        (b"C", "F", 6, 0),
        (b"D", "C", 6, 2),
        ("亩".encode(), "N", 6, 2),
    ]
    path = raw_shapefile([[ring(0, 0, 9, 9)]], [[b"1", b"1", b"1", b"x", b"1"]], fields)
    assert Shapefile().read(path, ReadOptions()).declared_decimals == {"A": 4, "C": 0, "亩": 2}


def test_a_row_that_is_deleted_is_told_once(raw_shapefile, ring):
    broken = [ring(0, 0, 80, 100)[:-1]]
    path = raw_shapefile(
        [broken, broken, [ring(0, 0, 9, 9)]], [[b"A", b"1"], [b"B", b"1"], [b"C", b"1"]], deleted=[0, 2]
    )
    reading = Shapefile().read(path, ReadOptions())
    assert [(each.record, each.code) for each in reading.unreadable] == [
        (1, "ring_not_closed"),
        (0, "deleted"),
        (2, "deleted"),
    ]
    assert [shape is None for shape in reading.geometry] == [True, True, True]


WKT_2 = 'PROJCRS["x"'


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"abc", "abc"),
        (b"\xef\xbb\xbf a b \0\r\n", "a b"),
        (b"a\xff", "a�"),
        (b"x" * 65_536, "x" * 65_536),
        (b"x" * 65_537, "x" * 65_536),
        (None, ""),
    ],
)
def test_the_text_of_a_projection(tmp_path, data, text):
    if data is not None:
        (tmp_path / "x.prj").write_bytes(data)
    assert _text_of(tmp_path / "x.prj") == text


def test_a_system_in_the_second_form_of_well_known_text_is_taken(shapefile):
    for version, code in (("WKT2_2019", 4548), ("WKT2_2015", 4490)):
        text = TABLE.crs.to_wkt(version) if code == 4548 else TABLE.to_crs(4490).crs.to_wkt(version)
        shapefile.with_suffix(".prj").write_text(text, encoding="utf-8")
        reading = Shapefile().read(shapefile, ReadOptions())
        assert reading.crs.to_epsg() == code
        assert reading.notices == []
    for text in (f"{WKT_2}]", f' {WKT_2},BASEGEOGCRS["y"]]', "COMPOUNDCRS[1]", "xPROJCRS[1]"):
        shapefile.with_suffix(".prj").write_text(text, encoding="utf-8")
        reading = Shapefile().read(shapefile, ReadOptions())
        assert (reading.crs, [each.code for each in reading.notices]) == (None, ["projection_refused"])
    shapefile.with_suffix(".prj").write_bytes(b" \0\n")
    assert Shapefile().read(shapefile, ReadOptions()).notices == []


@pytest.mark.parametrize("suffix", [".prj", ".qpj"])
def test_a_projection_that_names_a_file_is_taken_away(shapefile, suffix):
    shapefile.with_suffix(suffix).write_text('PROJCS["x",EXTENSION["PROJ4","+proj=longlat +nadgrids=/a"]]')
    reading = Shapefile().read(shapefile, ReadOptions())
    assert [each.code for each in reading.notices] == ["projection_refused"]
    assert (reading.crs is None) == (suffix == ".prj")


def archive(path, *members):
    with zipfile.ZipFile(path, "w") as file:
        for name, source in members:
            file.write(source, name)
    return path


def members_of(shapefile, stem, suffixes=(".shp", ".shx", ".dbf", ".prj", ".cpg")):
    return [(f"{stem}{suffix}", shapefile.with_suffix(suffix)) for suffix in suffixes]


def test_the_shapefiles_of_an_archive(tmp_path, shapefile):
    path = archive(
        tmp_path / "x.zip",
        *members_of(shapefile, "数据/甲"),
        *members_of(shapefile, "__MACOSX/数据/._甲"),
        *members_of(shapefile, "数据/乙", (".dbf", ".prj")),
        ("数据/甲.shp.xml", shapefile),
        ("数据/readme.txt", shapefile),
    )
    frame = read_parcels(path)
    assert (frame["name"].tolist(), frame.crs.to_epsg()) == (["甲", "乙"], 4548)
    assert Shapefile().read(path, ReadOptions()).layer == "甲"
    assert [(each.name, each.count, str(each.kind)) for each in Shapefile().layers(path)] == [
        ("甲", 2, "Polygon")
    ]
    with pytest.raises(InputError, match="the archive holds no shapefile “丙”"):
        Shapefile().read(path, ReadOptions(layer="丙"))
    assert Shapefile().layers(shapefile) == ()


def test_parts_of_one_name_in_other_folders_do_not_belong_together(tmp_path, shapefile):
    names = [
        ("a\\x.SHP", shapefile),
        *members_of(shapefile, "a/x", (".shx", ".dbf")),
        *members_of(shapefile, "b/x", (".prj",)),
    ]
    frame = read_parcels(archive(tmp_path / "x.zip", *names))
    assert (frame["name"].tolist(), frame.crs) == (["甲", "乙"], None)
    names = [*members_of(shapefile, "b/x"), *members_of(shapefile, "a/x"), *members_of(shapefile, "c/y")]
    path = archive(tmp_path / "y.zip", *names)
    assert [each.name for each in Shapefile().layers(path)] == ["a/x", "b/x", "y"]
    with pytest.raises(InputError, match="several shapefiles: a/x, b/x, y; name one"):
        read_parcels(path)


@pytest.mark.parametrize(("name", "inside"), [("甲.zip", "甲"), ("乙.shp.zip", "乙"), ("a.b.zip", "a.b")])
def test_an_archive_that_is_written_holds_a_shapefile_of_its_name(tmp_path, name, inside):
    write_parcels(TABLE, tmp_path / name)
    with zipfile.ZipFile(tmp_path / name) as file:
        assert file.namelist() == [f"{inside}{suffix}" for suffix in (".cpg", ".dbf", ".prj", ".shp", ".shx")]


@pytest.mark.parametrize(
    ("encoding", "driver"), [("gbk", 0x4D), ("GB2312", 0x4D), ("gb18030", 0x4D), ("utf-8", 0)]
)
def test_the_table_is_marked_with_its_encoding(tmp_path, encoding, driver):
    write_parcels(TABLE, tmp_path / "x.shp", dialect=Dialect(encoding=encoding))
    table = read_table(tmp_path / "x.dbf")
    assert table.driver == driver
    assert (tmp_path / "x.cpg").read_text().strip() == encoding.upper()
    assert (tmp_path / "x.dbf").read_bytes()[1:4] == bytes([100, 1, 1])
    assert "甲".encode(encoding) in (tmp_path / "x.dbf").read_bytes()


@pytest.mark.parametrize("kind", [object, "str", "string"])
def test_a_text_is_as_wide_as_a_field_or_refused(tmp_path, kind):
    for text in ("a" * 254, "地" * 127):
        frame = TABLE.assign(备注=pd.Series([text, None], dtype=kind))
        write_parcels(frame, tmp_path / "x.shp")
        assert read_parcels(tmp_path / "x.shp").loc[0, "备注"] == text
    for text in ("a" * 255, "地" * 127 + "a"):
        with pytest.raises(
            OutputError, match="“备注” has text of more than 254 bytes, which a shapefile cannot hold"
        ):
            write_parcels(TABLE.assign(备注=pd.Series(["x", text], dtype=kind)), tmp_path / "y.shp")


def test_letters_that_the_encoding_does_not_have_are_told_by_their_first_twenty(tmp_path):
    with pytest.raises(OutputError) as caught:
        write_parcels(TABLE.assign(name=["㐂" + "x" * 30, "乙"]), tmp_path / "x.shp")
    assert f"“㐂{'x' * 19}”" in caught.value.localize("en")
    with pytest.raises(OutputError, match="㐂"):
        write_parcels(TABLE.assign(㐂=[1, 2]), tmp_path / "x.shp")


def test_letters_behind_the_tenth_byte_of_a_name_need_no_code(tmp_path):
    (said,) = write_parcels(TABLE.assign(**{"measured area (m²)": [1.0, 2.0]}), tmp_path / "x.shp")
    assert said.en == "field names were cut: measured area (m²) → measured a"


def test_names_that_are_cut_are_said_and_others_are_not(tmp_path):
    frame = TABLE.assign(
        declared_m2=[1.0, 2.0], 一二三四五=[1, 2], 一二三四五六=[3, 4], abcdefghijk=[5, 6], ID=[7, 8]
    )
    (said,) = write_parcels(frame, tmp_path / "x.shp")
    assert said.en == "field names were cut: 一二三四五六 → 一二三四_1, abcdefghijk → abcdefghij"
    fields = [field.name.decode("gbk") for field in read_table(tmp_path / "x.dbf").fields]
    assert [*fields[-4:]] == ["一二三四五", "一二三四_1", "abcdefghij", "ID"]


@pytest.mark.parametrize(
    ("columns", "encoding", "names"),
    [
        (["name", "DKMC", "dkmc"], "gbk", ["DKMC", "DKMC_1", "dkmc_2"]),
        (["a" * 10, "a" * 11, "A" * 12], "gbk", ["a" * 10, "a" * 8 + "_1", "A" * 8 + "_2"]),
        (["地块面积平", "地块面积平方"], "gbk", ["地块面积平", "地块面积_1"]),
        (["地块面积平", "地块面积平方"], "utf-8", ["地块面", "地块_1"]),
    ],
)
def test_names_of_fields_are_ten_bytes_and_each_its_own(columns, encoding, names):
    assert list(field_names(columns, encoding).values()) == names


def test_ten_names_that_are_cut_alike():
    columns = [f"abcdefghij{number}" for number in range(11)]
    names = ["abcdefghij", *(f"abcdefgh_{number}" for number in range(1, 10)), "abcdefg_10"]
    assert list(field_names(columns, "gbk").values()) == names


def test_a_shape_that_is_cut_is_no_shape_and_its_row_is_told(shapefile):
    shapefile.write_bytes(shapefile.read_bytes()[:-1])
    frame = read_parcels(shapefile)
    assert frame["name"].tolist() == ["甲"]
    (entry,) = unreadable_of(frame)
    assert (entry.code, entry.record, entry.id) == ("shape_cut", 1, "B")
    assert np.array_equal(shapely.area(frame.geometry.to_numpy()), [10_000])
