"""Numbers of parcels and of points on the command line, and an office's profile there."""

import geopandas as gpd
import pytest
import shapely

import geokit as gk
from geokit.cli._program import run

EAST, WEST = (shapely.box(467_100 + at, 2_583_500, 467_190 + at, 2_583_600) for at in (90, 0))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = {"id": ["E", "W"], "name": ["乙", "甲"], "village": ["东村", "西村"]}
    gk.write_parcels(gpd.GeoDataFrame(table, geometry=[EAST, WEST], crs=4548), "x.gpkg")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_numbers_go_into_a_column_of_their_own(capsys):
    assert run(["number", "x.gpkg", "-o", "n.gpkg", "--pattern", "G{:02d}", "--bsm-width", "6"]) == 0
    frame = gk.read_parcels("n.gpkg")
    assert frame.set_index("id")[["number", "BSM"]].loc["W"].tolist() == ["G01", "000001"]
    assert "50.00 m" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_an_id_is_overwritten_where_asked_and_a_file_of_ids_needs_that(capsys):
    assert run(["number", "x.gpkg", "-o", "n.txt"]) == 2
    assert "--into id" in capsys.readouterr().err
    assert run(["number", "x.gpkg", "-o", "n.txt", "--into", "id", "--by", "village"]) == 0
    assert gk.read_parcels("n.txt")["id"].tolist() == ["001", "002"]


@pytest.mark.usefixtures("folder")
def test_a_workbook_has_the_numbers_by_parcel():
    assert run(["number", "x.gpkg", "-o", "n.xlsx"]) == 0
    import openpyxl

    cells = [
        cell for row in openpyxl.load_workbook("n.xlsx").active.iter_rows(values_only=True) for cell in row
    ]
    assert {"001", "002"} <= set(cells)


def test_what_does_not_serve_is_one_sentence(folder, capsys):
    endless = [["--row-tolerance", "nan"], ["--row-tolerance", "inf"]]
    for wrong in (
        ["--by", "vilage"],
        ["--pattern", "{}{}"],
        ["--bsm-width", "1", "--bsm-start", "9"],
        *endless,
    ):
        assert run(["number", "x.gpkg", "-o", "n.gpkg", *wrong]) == 2
        assert capsys.readouterr().err.count("\n") <= 2
    assert not (folder / "n.gpkg").exists()


def test_an_office_is_written_for_and_compared_with(folder, capsys):
    (folder / "office.toml").write_text(
        '"名称" = "甲局"\nencoding = "UTF-8"\nnumbering = "batch"\nrequired = ["地类编码"]\n',
        encoding="utf-8",
    )
    assert run(["convert", "x.gpkg", "x.txt", "--profile", "office.toml", "--not-prefixed"]) == 0
    text = (folder / "x.txt").read_text("utf-8")
    assert "J1,1,2583600.000,467100.000" in text
    assert text.count("J2,1,2583600.000,467190.000") == 3
    assert "requires it" in capsys.readouterr().err
    assert run(["inspect", "x.txt", "--profile", "office.toml"]) == 0
    said = capsys.readouterr().out
    assert "甲局 requires “地类编码”, which is blank for 2 parcels" in said
    assert "zone in front of eastings: 10 places" in said
    assert run(["convert", "x.gpkg", "-o", "x.txt", "--profile", "offce.toml"]) == 2
    assert "office.toml" in capsys.readouterr().err


def test_the_shipped_profiles_are_invented_and_work(folder):
    profiles = sorted((gk.example_folder() / "profiles").glob("*.toml"))
    assert len(profiles) == 2
    for file in profiles:
        assert "虚构" in gk.load_profile(file).name
        (folder / file.stem).mkdir()
        gk.write_parcels("x.gpkg", folder / file.stem / "x.txt", profile=file)
        assert sorted(gk.read_parcels(folder / file.stem)["id"]) == ["E", "W"]
