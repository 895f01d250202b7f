"""What holds for every written file: complete or absent, and a clear sentence where it cannot be."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.errors import OutputError, SettingsError
from geokit.geometry.arrays import has_m
from geokit.parcels.dialect import Dialect
from geokit.parcels.formats._base import known_formats
from geokit.parcels.formats.gdal.writing import write_layer
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels

FRAME = gpd.GeoDataFrame(
    {"id": ["a"]}, geometry=[shapely.box(467_000, 2_583_000, 467_100, 2_583_100)], crs=4548
)


def test_an_unknown_suffix_names_the_known_ones(tmp_path):
    with pytest.raises(OutputError, match=r"\.txt"):
        write_parcels(FRAME, tmp_path / "x.doc")


def test_a_missing_folder(tmp_path):
    with pytest.raises(OutputError, match=r"x\.txt cannot be written"):
        write_parcels(FRAME, tmp_path / "nowhere" / "x.txt")


def test_what_stands_there_stands_until_the_new_file_is_complete(tmp_path, monkeypatch):
    path = tmp_path / "x.txt"
    path.write_text("old")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.open", full)
        with pytest.raises(OutputError, match="No space left"):
            write_parcels(FRAME, path)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.txt"]


def test_a_parcel_without_a_polygon_is_named(tmp_path):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(0, 0)], crs=4548)
    with pytest.raises(OutputError, match="a has no polygon"):
        write_parcels(frame, tmp_path / "x.txt")


@pytest.mark.parametrize("options", [{"field_count": 4}, {"decimals": 9}, {"numbering": "south"}])
def test_an_impossible_dialect(options):
    with pytest.raises(SettingsError):
        Dialect(**options)


@pytest.mark.parametrize("suffix", [".parquet", ".gpkg", ".geojson", ".shp"])
def test_columns_of_no_type_that_files_have_become_text(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    two = pd.concat([FRAME, FRAME], ignore_index=True)
    given = two.assign(
        mixed=pd.Series([1, "a"], dtype=object),
        large=pd.Series([2**70, 1], dtype=object),
        span=pd.to_timedelta([1, 2], unit="D"),
        middle=two.geometry.centroid,
    )
    write_parcels(given, path)
    read = read_parcels(path)
    assert read["mixed"].tolist() == ["1", "a"]
    assert read["large"].tolist() == [str(2**70), "1"]
    assert read["span"].tolist() == ["1 days 00:00:00", "2 days 00:00:00"]
    assert read["middle"].tolist() == ["POINT (467050 2583050)"] * 2


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".shp", ".fgb"])
@pytest.mark.parametrize("dtype", [object, "str", "category"])
def test_a_text_is_not_cut_at_a_null(tmp_path, suffix, dtype):
    ids = pd.Series(["a\0b", "a\0c"], dtype=dtype)
    write_parcels(
        pd.concat([FRAME, FRAME], ignore_index=True).assign(id=ids, note=ids), tmp_path / f"x{suffix}"
    )
    read = read_parcels(tmp_path / f"x{suffix}")
    assert read["id"].tolist() == read["note"].tolist() == ["a b", "a c"]


SUFFIXES = sorted({suffix for each in known_formats().values() if each.can_write for suffix in each.suffixes})
M_ONLY = "POLYGON M ((467000 2583000 1, 467009 2583000 2, 467009 2583009 3, 467000 2583000 1))"
WITH_HEIGHTS = "POLYGON ZM ((467000 2583000 7 1, 467009 2583000 7 2, 467009 2583009 7 3, 467000 2583000 7 1))"


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("shape", [M_ONLY, WITH_HEIGHTS])
def test_m_values_are_left_out_and_said(tmp_path, suffix, shape):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.from_wkt(shape)], crs=4548)
    notices = write_parcels(frame, tmp_path / f"x{suffix}")
    assert [str(each) for each in notices if each.code == "m_dropped"] == [
        "the M values of 1 parcel were left out: geokit writes none"
    ]
    read = read_parcels(tmp_path / f"x{suffix}", crs=4548 if suffix == ".dxf" else None)
    assert not has_m(read.geometry.to_numpy()).any()


def test_heights_stay_where_m_values_go(tmp_path):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.from_wkt(WITH_HEIGHTS)], crs=4548)
    write_parcels(frame, tmp_path / "x.gpkg")
    assert gpd.read_file(tmp_path / "x.gpkg").geometry.iloc[0].exterior.coords[1] == (467_009, 2_583_000, 7)


@pytest.mark.parametrize("shape", [M_ONLY, WITH_HEIGHTS])
def test_m_values_stop_no_reading_and_no_report(tmp_path, shape):
    frame = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[shapely.from_wkt(shape)] * 2, crs=4548)
    frame.to_parquet(tmp_path / "x.parquet")
    assert not has_m(read_parcels(tmp_path / "x.parquet").geometry.to_numpy()).any()
    report = gk.audit(parcels=frame)
    assert report.findings[0].rule == "duplicate"
    report.save(tmp_path / "x.gpkg")


@pytest.mark.parametrize("suffix", [".gdb", ".geojson", ".gpkg", ".shp", ".fgb"])
def test_a_null_that_becomes_a_blank_is_said(tmp_path, suffix):
    frame = FRAME.assign(id=["a\0b"], **{"no\0te": ["c"], "no te": ["d"]})
    notices = write_parcels(frame, tmp_path / f"x{suffix}")
    said = {each.code: str(each) for each in notices}
    assert "are replaced, as in “a b”" in said["control_characters"]
    assert "1 value holds" in said["control_characters"]
    assert "no te_" in said["fields_renamed"] or "no_te_" in said["fields_renamed"]
    read = read_parcels(tmp_path / f"x{suffix}")
    assert [read["id"][0], *sorted(read.iloc[0][name] for name in read.columns if name.startswith("no"))] == [
        "a b",
        "c",
        "d",
    ]


@pytest.mark.parametrize(
    "text", ["a\x01b\x1bc", "a\uffffb", "a_x0041_b", "a\rb", "a_x000D_b", "_x005F_", "x005F_"]
)
def test_controls_come_back_from_a_workbook_as_they_were(tmp_path, text):
    write_parcels(FRAME.assign(name=[text]), tmp_path / "x.xlsx")
    assert read_parcels(tmp_path / "x.xlsx")["name"].tolist() == [text]


def test_a_column_that_a_shapefile_cannot_name_is_said(tmp_path):
    with pytest.raises(OutputError, match="“备注𠮷” cannot be written in gbk; write it in UTF-8"):
        write_parcels(FRAME.assign(备注𠮷=["a"]), tmp_path / "x.shp", dialect=Dialect(encoding="gbk"))


def test_what_gdal_does_not_take_is_not_put_down_to_the_disk(tmp_path):
    line = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.from_wkt(M_ONLY)], crs=4548)
    with pytest.raises(OutputError, match=r"\); write another format"):
        write_layer(line, tmp_path / "x.gpkg", "GPKG")
