"""Every format that is written: the same bytes twice, and read again what it can carry."""

import openpyxl
import pytest
import shapely

import geokit as gk
from geokit.errors import CrsError, OutputError
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.dialect import Dialect
from geokit.parcels.formats import _written_sheets
from geokit.parcels.formats._base import detect_format
from geokit.parcels.formats.gdal.writing import count_records
from geokit.parcels.read import read_parcels
from geokit.parcels.table import COLUMN_NAMES, parcel_frame
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square

SHELL = shapely.box(39_467_000, 2_583_000, 39_467_100, 2_583_100)
WITH_HOLE = shapely.Polygon(
    SHELL.exterior, [shapely.box(39_467_040, 2_583_040, 39_467_060, 2_583_060).exterior]
)
PARTS = shapely.MultiPolygon(
    [shapely.box(39_467_000 + at, 2_583_000, 39_467_100 + at, 2_583_100) for at in (300, 500)]
)
FULL = {
    "id": ["DK-01", "DK-02"],
    "name": ["甲地块", "=1+1"],
    "phase": ["一期", "二期"],
    "status": ["approved", None],
    "stage": ["stored", "stored"],
    "declared_m2": [9600.0, 20_000.0],
    "declared_half_unit_m2": [0.5, 0.5],
    "declared_text": ["0.9600", "2.0000"],
    "declared_method": ["planar", "planar"],
    "village": ["某村", None],
    "land_class": ["1001", "0701"],
    "approved_on": ["2025-03-07", None],
}


@pytest.fixture
def frame():
    return parcel_frame(FULL, [WITH_HOLE, PARTS], crs=4527, extra={"bz": ["x", "y"]})


WHOLE = ["gpkg", "geojson", "parquet", "fgb", "gdb"]
WRITTEN = [*WHOLE, "csv", "shp", "shp.zip", "kml", "kmz", "dxf", "xlsx", "txt"]


# A heading, two parcels and their sum; two rows of headings and four rings of four corners, each closed.
@pytest.mark.parametrize(("options", "rows"), [({"layout": "parcels"}, 4), ({}, 22)])
def test_what_a_sheet_just_holds_is_written_and_more_is_refused(frame, tmp_path, monkeypatch, options, rows):
    monkeypatch.setattr(_written_sheets, "MAX_ROWS", rows)
    write_parcels(frame, tmp_path / "a.xlsx", **options)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active.max_row == rows
    monkeypatch.setattr(_written_sheets, "MAX_ROWS", rows - 1)
    with pytest.raises(OutputError, match=f"take {rows} rows and a sheet holds {rows - 1}"):
        write_parcels(frame, tmp_path / "b.xlsx", **options)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_shapefiles_of_an_archive_are_its_layers(frame, tmp_path):
    path = tmp_path / "地块.shp.zip"
    write_parcels(frame, path)
    assert [(each.name, each.count) for each in detect_format(path).layers(path)] == [("地块", 2)]


@pytest.mark.parametrize("suffix", ["dxf", "txt"])
@pytest.mark.parametrize(("declared_m2", "said"), [([100.0, None], 1), ([None, None], 2), ([100.0, 99.0], 0)])
def test_an_area_that_was_measured_for_want_of_a_declared_one_is_said(tmp_path, suffix, declared_m2, said):
    parcels = make_parcels([square(0, 0, 10), square(20, 0, 10)], declared_m2=declared_m2)
    notices = write_parcels(parcels, tmp_path / f"x.{suffix}")
    texts = [each.en for each in notices if each.code == "area_measured"]
    assert [text.split()[0] for text in texts] == [str(said)] * bool(said)
    again = read_parcels(tmp_path / f"x.{suffix}", crs=4548 if suffix == "dxf" else None)
    assert again["declared_m2"].notna().all()


@pytest.mark.parametrize("suffix", WRITTEN)
def test_the_same_table_gives_the_same_bytes(frame, tmp_path, suffix):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write_parcels(frame, tmp_path / folder / f"地块.{suffix}")
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert f"地块.{suffix}" in files
    for name in files:
        assert content(tmp_path / "a" / name) == content(tmp_path / "b" / name)


def content(path):
    """Return the bytes of a file, or of each file in a folder."""
    return {each.name: content(each) for each in path.iterdir()} if path.is_dir() else path.read_bytes()


@pytest.mark.parametrize("suffix", WHOLE)
def test_all_that_the_table_says_comes_back(frame, tmp_path, suffix):
    path = tmp_path / f"x.{suffix}"
    assert write_parcels(frame, path) == []
    again = read_parcels(path)
    compared = [name for name in COLUMN_NAMES if name not in ("source", "record", "line")]
    for name in [*compared, "bz"]:
        assert again[name].tolist() == pytest.approx(frame[name].tolist(), nan_ok=True), name
    assert again.crs == frame.crs
    assert shapely.equals(again.geometry, frame.geometry).all()
    assert notices_of(again) == []


def test_a_shapefile_in_gbk_with_pinyin_names(frame, tmp_path):
    notices = write_parcels(frame, tmp_path / "x.shp")
    table = (tmp_path / "x.dbf").read_bytes()
    assert table[29] == 0x4D
    assert "甲地块".encode("gbk") in table
    assert [notice.code for notice in notices] == ["columns_dropped"]
    (tmp_path / "x.cpg").unlink()
    again = read_parcels(tmp_path / "x.shp", columns={"DKMJ": "declared_m2"})
    mapping = again.attrs["geokit"]["mapping"]
    assert {"DKBH", "DKMC", "QC", "ZT", "JD", "DKMJ", "ZLDWMC", "DLBM", "PZRQ"} == set(mapping)
    for name in (
        "id",
        "name",
        "phase",
        "status",
        "stage",
        "declared_m2",
        "village",
        "land_class",
        "approved_on",
    ):
        assert again[name].tolist() == frame[name].tolist()
    assert again.area.tolist() == pytest.approx(frame.area.tolist())
    assert again.crs.to_epsg() == 4527


def test_a_shapefile_refuses_what_it_cannot_hold(frame, tmp_path):
    with pytest.raises(OutputError, match="254"):
        write_parcels(frame.assign(name="长" * 200), tmp_path / "x.shp")
    with pytest.raises(OutputError, match="㐂"):
        write_parcels(frame.assign(name="㐂村"), tmp_path / "x.shp")
    write_parcels(frame.assign(name="㐂村"), tmp_path / "x.shp", dialect=Dialect(encoding="utf-8"))
    assert read_parcels(tmp_path / "x.shp")["name"].tolist() == ["㐂村"] * 2


def test_field_names_that_would_collide(frame, tmp_path):
    wide = frame.assign(这是一个很长的字段名甲=1, 这是一个很长的字段名乙=2)
    notices = write_parcels(wide, tmp_path / "x.shp")
    assert [notice.code for notice in notices] == ["columns_dropped", "fields_renamed"]
    again = read_parcels(tmp_path / "x.shp")
    assert (again.loc[0, "这是一个很"], again.loc[0, "这是一个_1"]) == (1, 2)


def test_kml_is_in_degrees_and_another_datum_is_refused(frame, tmp_path):
    write_parcels(frame, tmp_path / "x.kml")
    again = read_parcels(tmp_path / "x.kml")
    assert again.crs.to_epsg() == 4326
    assert again["id"].tolist() == ["DK-01", "DK-02"]
    assert again["declared_m2"].tolist() == [9600, 20_000]
    with pytest.raises(CrsError):
        write_parcels(frame.set_crs(2363, allow_override=True), tmp_path / "y.kml")


def test_a_drawing_with_its_labels_and_holes(frame, tmp_path):
    notices = write_parcels(frame, tmp_path / "x.dxf")
    assert [notice.code for notice in notices] == ["columns_dropped", "crs_not_kept", "parts_split"]
    again = read_parcels(tmp_path / "x.dxf", crs=4527)
    assert again.area.tolist() == [9_600, 20_000]
    assert again.loc[0, ["id", "name", "declared_m2"]].tolist() == ["DK-01", "甲地块", 9600]
    assert unreadable_of(again) == []


@pytest.mark.parametrize("suffix", ["dxf", "xlsx"])
def test_what_holds_metres_refuses_degrees(tmp_path, suffix):
    degrees = parcel_frame({}, [shapely.box(116, 23, 117, 24)], crs=4490)
    with pytest.raises(CrsError, match="metres"):
        write_parcels(degrees, tmp_path / f"x.{suffix}")


def test_the_table_of_points(frame, tmp_path):
    write_parcels(frame, tmp_path / "x.xlsx", dialect=Dialect(numbering="north-west"))
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["界址点坐标成果表"]
    rows = [list(row) for row in sheet.iter_rows(min_row=2, max_row=12, values_only=True)]
    assert rows[0][3:8] == ["界址点号", "纵坐标(x)", "横坐标(y)", "反算边长", "圈号"]
    assert rows[1] == ["DK-01", "甲地块", 9600, "J1", 2_583_100, 39_467_000, 100, 1, None]
    assert rows[5][3:8] == ["J1", 2_583_100, 39_467_000, None, 1]
    assert rows[6][3:8] == ["J5", 2_583_060, 39_467_040, 20, 2]
    again = read_parcels(tmp_path / "x.xlsx")
    assert again.area.tolist() == frame.area.tolist()
    assert again.crs.to_epsg() == 4527


def test_a_name_that_looks_like_a_formula_is_text(frame, tmp_path):
    write_parcels(frame, tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["界址点坐标成果表"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {
        "s",
        "n",
    }
    assert read_parcels(tmp_path / "x.xlsx")["name"].tolist() == ["甲地块", "=1+1"]


def test_more_points_than_a_sheet_holds(frame, tmp_path, monkeypatch):
    monkeypatch.setattr("geokit.parcels.formats._written_sheets.MAX_ROWS", 10)
    with pytest.raises(OutputError, match="22"):
        write_parcels(frame, tmp_path / "x.xlsx")


def test_a_geopackage_does_not_tell_columns_apart_by_case(frame, tmp_path):
    wide = frame.assign(Name="甲", fid="7", geom="8")
    notices = write_parcels(wide, tmp_path / "x.gpkg")
    assert notices[-1].en == "fields were renamed: Name → Name_1, fid → fid_1, geom → geom_1"
    again = read_parcels(tmp_path / "x.gpkg")
    assert (again["name"].tolist(), again["Name_1"].tolist()) == (frame["name"].tolist(), ["甲"] * 2)


@pytest.mark.parametrize("suffix", [".txt", ".xlsx", ".dxf", ".fgb"])
def test_heights_that_a_format_does_not_hold_are_said(tmp_path, suffix):
    shapes = [shapely.force_3d(square(0, 0, 100), 5.0), square(200, 0, 100)]
    with pytest.warns(gk.DataLossWarning, match="heights of 1 parcel"):
        gk.write_parcels(make_parcels(shapes, id=["A", "B"]), tmp_path / f"x{suffix}")


def test_a_table_of_points_says_that_it_rounds(tmp_path):
    with pytest.warns(gk.DataLossWarning, match=r"rounded to 3 decimals, by 0.0004 m"):
        gk.write_parcels(make_parcels([square(0.0004, 0, 100)]), tmp_path / "x.xlsx")


def test_a_txt_says_what_rounding_takes_from_declared_areas(tmp_path):
    table = make_parcels([square(0, 0, 100)], declared_m2=[9_999.66])
    with pytest.warns(
        gk.DataLossWarning, match=r"declared areas of 1 parcel .* 4 decimals in ha, by 0.34 m²"
    ):
        gk.write_parcels(table, tmp_path / "x.txt")


@pytest.mark.parametrize(
    ("driver", "suffix", "cut", "spare"),
    [
        ("ESRI Shapefile", ".shp", ".shp", 0),
        ("ESRI Shapefile", ".shp", ".shx", 0),
        # The mark of the end is no part of a record.
        ("ESRI Shapefile", ".shp", ".dbf", 1),
        ("FlatGeobuf", ".fgb", ".fgb", 0),
    ],
)
def test_wherever_a_file_is_cut_it_does_not_count_as_whole(tmp_path, driver, suffix, cut, spare):
    path = tmp_path / f"x{suffix}"
    write_parcels(make_parcels([square(0, 0, 100), square(100, 0, 100)]), path)
    assert count_records(path, driver) == 2
    part = path.with_suffix(cut)
    with part.open("r+b") as stream:
        for size in reversed(range(part.stat().st_size - spare)):
            stream.truncate(size)
            assert count_records(path, driver) < 2, size
    part.unlink()
    assert count_records(path, driver) == 0
