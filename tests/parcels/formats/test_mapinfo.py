"""MapInfo tables: those that hold no objects of their own, and objects that a file tells of."""

import time
from contextlib import nullcontext

import fiona
import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from geokit.cli._program import run
from geokit.errors import FormatError
from geokit.parcels import files
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.formats.gdal import records
from geokit.parcels.formats.gdal.mapinfo import _rows, _told
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.read import read_parcels

SECONDS = 10


@pytest.mark.parametrize("filling", ["\n", " \n", "\t", "create ", "create" + " " * 1000])
def test_a_table_of_blanks_is_refused_in_time(tmp_path, filling):
    path = tmp_path / "x.tab"
    path.write_text("!table\n!version 300\n" + filling * (400_000 // len(filling)), encoding="utf-8")
    started = time.perf_counter()
    with pytest.raises(FormatError):
        read_parcels(path)
    assert time.perf_counter() - started < SECONDS


@pytest.mark.parametrize("line", ["  Type LINKED", "\ttype\t\tlinked", "create view x as", 'Open  Table "a"'])
def test_a_table_that_points_elsewhere_is_refused(tmp_path, line):
    path = tmp_path / "x.tab"
    path.write_text(f"!table\n!version 300\nDefinition Table\n{line}\n", encoding="utf-8")
    with pytest.raises(FormatError, match="points to other files"):
        read_parcels(path)


MIF = (
    'Version 300\nCharset "{charset}"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 1\n'
    "  DKBH {kind}\nData\n\nRegion 1\n  4\n116 23\n116.1 23\n116.1 23.1\n116 23\n"
)


@pytest.mark.parametrize(
    ("charset", "kind"), [("\xa9\xa9", "Char(9)"), ("Neutral", "\xa9\xa9(9)"), ("Neutral", "Ch\xa9 \xa9")]
)
def test_what_gdal_says_in_no_encoding_is_not_printed(tmp_path, capfd, charset, kind):
    (tmp_path / "x.mid").write_text('"1"\n', encoding="utf-8")
    (tmp_path / "x.mif").write_text(MIF.format(charset=charset, kind=kind), encoding="latin-1")
    assert run(["inspect", str(tmp_path / "x.mif")]) in (0, 2)
    assert "Traceback" not in capfd.readouterr().err


PLAIN = 'Version 300\nCharset "Neutral"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 1\n  DKBH Char(9)\n'
REGION = "Region 1\n  4\n116 23\n116.1 23\n116.1 23.1\n116 23\n"


@pytest.mark.parametrize(
    ("body", "values", "count"),
    [
        ("Data\n\n" + REGION * 2, None, 2),
        (" data \r\n" + REGION + "none\nPOINT 1 2\n  pline 2\n", None, 4),
        ("Region 1\nData\n" + REGION, None, 1),
        (REGION, None, 1),
        ("Data\nregions 1\n", None, 0),
        ("Data\n" + REGION, '"a"\n"b"\n"c"', 3),
        ("Data\n" + REGION * 3, '"a"\n', 3),
        ("Data\nCollection 2\n" + REGION * 2, None, 0),
        ("Data\nCollection 2\n" + REGION * 2, '"a"\n', 1),
    ],
)
@pytest.mark.parametrize("suffix", [".mid", ".MID", ".Mid"])
def test_objects_that_a_mif_tells_of(tmp_path, body, values, count, suffix):
    (tmp_path / "x.mif").write_text(PLAIN + body)
    if values is not None:
        (tmp_path / f"x{suffix}").write_text(values)
    assert _told(tmp_path / "x.mif") == count


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"", 0), (b"\n \n", 0), (b"1", 1), (b"1\n", 1), (b"1\r\n2\r\n", 2), (b'"a\nb"\n2', 2), (b'"a\n\nb",1\n2\n3', 3),
        (b'"a""b"\n2', 2), (b'"a\n2', 1), (b'"\n"\n', 1), (b"1\n\n2\n", 2),
    ],
)  # fmt: skip
def test_a_line_that_ends_within_quotes_goes_on(data, count):
    assert _rows(data) == count


def test_objects_that_are_not_found_are_named(tmp_path):
    (tmp_path / "x.mif").write_text(f"{PLAIN}Data\n\n{REGION}")
    (tmp_path / "x.mid").write_text('"a"\n"b"\n"c"\n')
    frame = read_parcels(tmp_path / "x.mif")
    assert frame["record"].tolist() == [1]
    assert [(each.record, each.code) for each in unreadable_of(frame)][-1] == (3, "record_missing")


FRAME = gpd.GeoDataFrame({"DKBH": ["甲", "乙", None]}, geometry=[shapely.box(0, 0, 9, 9)] * 3, crs=4548)


def test_a_mapinfo_file_by_the_door(tmp_path):
    FRAME.to_file(tmp_path / "x.tab", driver="MapInfo File", encoding="UTF-8")
    with source_of(tmp_path / "x.tab", "MapInfo File") as source:
        assert source.layers() == {"x": "Unknown"}
        assert source.count("x") == 3
        assert CRS.from_user_input(source.crs("x")).is_projected
        assert not source.is_windowed("x")
        with source.stream("x") as stream:
            assert stream.schema.names == ["fid", "DKBH", "geometry"]
            assert stream.meta["encoding"] == "UTF-8"
    (tmp_path / "y.mif").write_text(
        f"{PLAIN.replace('CoordSys Earth Projection 1, 104', '')}Data\n\n{REGION}"
    )
    (tmp_path / "y.mid").write_text('"a"\n')
    with source_of(tmp_path / "y.mif", "MapInfo File") as source:
        assert source.crs("y") is None


def test_layers_of_mapinfo_are_listed_by_fiona(tmp_path):
    FRAME.to_file(tmp_path / "x.tab", driver="MapInfo File", encoding="UTF-8")
    assert records.layers(tmp_path / "x.tab", "MapInfo File", {}) == {"x": "Unknown"}
    with pytest.raises((ValueError, fiona.errors.FionaError)):
        records.layers(tmp_path / "y.tab", "MapInfo File", {})


def test_texts_that_nothing_marks_beside_numbers_and_blanks(tmp_path):
    columns = "Columns 4\n  DKBH Char(20)\n  N Integer\n  DKMC Char(9)\n  L Logical\n"
    head = PLAIN.replace("Columns 1\n  DKBH Char(9)\n", columns)
    (tmp_path / "x.mif").write_text(f"{head}Data\n\n{REGION * 3}")
    (tmp_path / "x.mid").write_bytes('"甲",1,"a","T"\n"b",2,"","F"\n"乙",3,"c","T"\n'.encode("gbk"))
    frame = read_parcels(tmp_path / "x.mif")
    assert frame["id"].tolist() == ["甲", "b", "乙"]
    assert frame["N"].tolist() == [1, 2, 3]
    assert [frame["name"][at] for at in (0, 2)] == ["a", "c"]
    assert [each.en for each in notices_of(frame) if each.code == "text_repaired"] == [
        "the text of “DKBH” names no encoding; GB18030 was used"
    ]
    named = read_parcels(tmp_path / "x.mif", encoding="gbk")
    assert named["id"].tolist() == ["甲", "b", "乙"]
    assert "text_repaired" not in [each.code for each in notices_of(named)]


@pytest.mark.parametrize(("most", "is_read"), [(4, True), (3, True), (2, False)])
def test_so_many_records_are_read_one_by_one(tmp_path, monkeypatch, most, is_read):
    FRAME.to_file(tmp_path / "x.tab", driver="MapInfo File", encoding="UTF-8")
    for each in (records, files):
        monkeypatch.setattr(each, "MAX_RECORDS", most)
    with (
        nullcontext()
        if is_read
        else pytest.raises(FormatError, match="3 records, more than the 2 that are read")
    ):
        about, table = records.table(tmp_path / "x.tab", "x", "MapInfo File", {})
        assert (table.num_rows, table.column("fid").to_pylist()) == (3, [1, 2, 3])
        assert (about["geometry_type"], about["encoding"]) == ("Unknown", "UTF-8")
