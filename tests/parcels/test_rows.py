"""A row a parcel: the caller's columns as they are, areas that add up as printed, and text that stays text."""

import datetime as dt

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.errors import OptionError, OutputError
from geokit.ledgers.joining.match import Match
from geokit.parcels.read import read_parcels
from geokit.testing import make_parcels, square

LONG = [4405070010010000121, 4405070010010000122, 4405070010010000123]
SHAPES = [shapely.box(467_000 + 100 * at, 2_583_000, 467_100 + 100 * at, 2_583_100) for at in range(3)]


@pytest.fixture
def office():
    return gpd.GeoDataFrame(
        {
            "序号": [1, 2, 3],
            "DKBH": LONG,
            "户主": ["=1+1", "-3", "@甲"],
            "面积（亩）": [15.5, 7.25, 8.333],
            "批复": pd.to_datetime(["2025-01-02", None, "2025-03-04"]),
        },
        geometry=SHAPES,
        crs=4548,
    )


def rows_of(path, **options):
    return list(openpyxl.load_workbook(path, **options).active.iter_rows(values_only=True))


def test_a_row_a_parcel_in_the_callers_columns(office, tmp_path, monkeypatch):
    monkeypatch.setenv("GEOKIT_LANG", "zh")
    assert gk.write_parcels(office, tmp_path / "x.xlsx", layout="parcels") == []
    head, first, *_, total = rows_of(tmp_path / "x.xlsx", data_only=True)
    assert head == ("序号", "DKBH", "户主", "面积（亩）", "面积（平方米）", "批复")
    assert first == (1, str(LONG[0]), "=1+1", 15.5, 10_333.33, dt.datetime(2025, 1, 2))  # noqa: DTZ001
    assert total == (None, "合计", None, 31.083, 20_721.99, None)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet["D5"].value == "=SUM(D2:D4)"
    assert sheet["C2"].data_type == "s"
    assert sheet["C2"].quotePrefix
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.page_setup.paperSize) == (
        "A2",
        "landscape",
        9,
    )
    assert sheet.print_title_rows == "$1:$1"


def test_it_reads_back_as_a_ledger_by_every_id(office, tmp_path):
    gk.write_parcels(office, tmp_path / "x.xlsx", layout="parcels")
    match = gk.reconcile_ledger(office, tmp_path / "x.xlsx").table
    assert sorted(match["key"]) == [str(each) for each in LONG]
    assert not {Match.NO_ROW, Match.NO_POLYGON} & set(match["match"])


def test_what_is_printed_adds_up(tmp_path):
    table = gpd.GeoDataFrame({"id": list("abc"), "面积（平方米）": [1 / 3] * 3}, geometry=SHAPES, crs=4548)
    with pytest.warns(gk.DataLossWarning, match="2 decimals"):
        gk.write_parcels(table, tmp_path / "x.xlsx", layout="parcels")
    _, *rows, total = rows_of(tmp_path / "x.xlsx", data_only=True)
    assert [row[1] for row in rows] == [0.33] * 3
    assert total[1] == 0.99


@pytest.mark.parametrize("column", ["面积（亩）", "面积（平方米）", "面积（公顷）"])
@pytest.mark.parametrize("last", [-3.0, 0.0])
def test_a_figure_that_is_no_area_counts_in_no_unit(tmp_path, column, last):
    table = gpd.GeoDataFrame({"id": list("abc"), column: [1.5, 3.0, last]}, geometry=SHAPES, crs=4548)
    notices = gk.write_parcels(table, tmp_path / "x.xlsx", layout="parcels")
    assert notices[0].code == "declared_not_positive"
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    _, *rows, total = rows_of(tmp_path / "x.xlsx", data_only=True)
    assert [row[1] for row in rows] == [1.5, 3.0, last]
    assert total[1] == 4.5
    assert sheet["B5"].value == ('=SUMIF(B2:B4,">0")' if last < 0 else "=SUM(B2:B4)")
    assert sheet["C5"].value == "=SUM(C2:C4)"


def test_ids_in_the_index_and_rows_without_shapes(office, tmp_path):
    table = office.set_index("DKBH").drop(columns="面积（亩）")
    table.loc[LONG[1], "geometry"] = None
    notices = gk.write_parcels(table, tmp_path / "x.xlsx", layout="parcels")
    assert [notice.code for notice in notices] == ["areas_measured"]
    _, *rows, total = rows_of(tmp_path / "x.xlsx", data_only=True)
    assert [row[0] for row in rows] == [str(each) for each in LONG]
    assert [row[-2:] for row in (*rows, total)] == [(10_000, 15), (None, None), (10_000, 15), (20_000, 30)]


def test_a_table_of_geokits_has_its_words(tmp_path, monkeypatch):
    monkeypatch.setenv("GEOKIT_LANG", "zh")
    table = make_parcels([square(0, 0, 100)], id=["A"], stage=["approved"], declared_m2=[1e4])
    gk.write_parcels(table.assign(bz="无"), tmp_path / "x.xlsx", layout="parcels")
    assert rows_of(tmp_path / "x.xlsx")[:2] == [
        ("地块编号", "阶段", "地块面积（平方米）", "地块面积（亩）", "bz"),
        ("A", "批准", 10_000, 15, "无"),
    ]


def test_a_layout_that_a_format_does_not_have(office, tmp_path):
    with pytest.raises(OptionError, match="no layout parcels"):
        gk.write_parcels(office, tmp_path / "x.gpkg", layout="parcels")
    with pytest.raises(OutputError, match="letters"):
        gk.write_parcels(office.assign(户主="长" * 40_000), tmp_path / "x.xlsx", layout="parcels")
    assert list(tmp_path.iterdir()) == []


def test_a_csv_comes_back_with_shapes_system_and_text(office, tmp_path):
    notices = gk.write_parcels(office, tmp_path / "x.csv")
    assert [notice.code for notice in notices] == ["long_numbers"]
    data = (tmp_path / "x.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"'=1+1" in data
    again = read_parcels(tmp_path / "x.csv")
    assert again["id"].tolist() == [str(each) for each in LONG]
    assert again["户主"].tolist() == office["户主"].tolist()
    assert again.crs.to_epsg() == 4548
    assert shapely.equals(again.geometry, office.geometry).all()


def test_a_csv_of_points(office, tmp_path):
    gk.write_parcels(office, tmp_path / "x.csv", layout="points")
    again = read_parcels(tmp_path / "x.csv")
    assert again.area.tolist() == [10_000] * 3
    assert again["id"].tolist() == [str(each) for each in LONG]
    assert again.crs.to_epsg() == 4548


@pytest.mark.parametrize("declared", [[1e4, 2_500.5], None])
def test_a_table_that_is_read_and_written_again_has_no_more_columns(tmp_path, declared):
    gk.write_parcels(
        make_parcels([square(0, 0, 100), square(100, 0, 50)], declared_m2=declared), tmp_path / "1.csv"
    )
    for number in (1, 2):
        gk.write_parcels(read_parcels(tmp_path / f"{number}.csv"), tmp_path / f"{number + 1}.csv")
    first, *others = [(tmp_path / f"{number}.csv").read_bytes() for number in (1, 2, 3)]
    assert others == [first, first]
