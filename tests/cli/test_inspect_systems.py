"""``geokit inspect`` measures in every kind of system, and by the method that the audit takes."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer

import geokit as gk
from geokit.cli._program import run
from geokit.parcels.read import read_parcels
from geokit.testing import findings_of

SQUARE = shapely.box(467_000, 2_583_000, 467_080, 2_583_100)
FEET = 'PROJCS["feet",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",23.0],UNIT["Foot_US",0.3048006096]]'  # noqa: E501


def write(path, crs, declared):
    move = Transformer.from_crs(4548, crs, always_xy=True)
    shape = shapely.transform(SQUARE, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1])))
    gpd.GeoDataFrame({"DKBH": ["A"], "申报面积": [declared]}, geometry=[shape], crs=crs).to_file(path)
    return path


PLANAR = [4548, 4527, 4490, 4326, 32650, 6933, 3035]
ELLIPSOIDAL = [3857, 3395, FEET, "+proj=merc +datum=WGS84", "+proj=eqc +datum=WGS84"]


@pytest.mark.parametrize("crs", PLANAR + ELLIPSOIDAL, ids=lambda crs: str(crs)[:20])
def test_inspect_and_audit_agree(tmp_path, capsys, crs):
    path = write(tmp_path / "x.gpkg", crs, 7999.79)
    assert run(["inspect", str(path)]) == 0
    out = capsys.readouterr().out
    method = "planar" if crs in PLANAR else "ellipsoidal"
    assert f"{method} 7,9" in out or f"{method} 8,000.0" in out
    assert "cannot be measured" not in out
    report = gk.audit(parcels=read_parcels(path))
    assert not [each for each in findings_of(report, "area_mismatch") if str(each.severity) != "info"]


@pytest.mark.parametrize("crs", ELLIPSOIDAL, ids=lambda crs: str(crs)[:20])
def test_a_wrong_figure_is_found_in_every_system(tmp_path, crs):
    path = write(tmp_path / "x.gpkg", crs, 7900.0)
    (finding,) = findings_of(gk.audit(parcels=read_parcels(path)), "area_mismatch")
    assert finding.measured == pytest.approx(99.79, abs=0.1)


def test_what_cannot_be_measured_is_counted(tmp_path, capsys):
    path = tmp_path / "x.gpkg"
    gpd.GeoDataFrame({"DKBH": ["A"]}, geometry=[SQUARE], crs=4527).to_file(path)
    assert run(["inspect", str(path)]) == 0
    assert "1 of them cannot be measured" in capsys.readouterr().out


@pytest.mark.parametrize(("crs", "is_zone"), [(None, True), (4526, True), (3857, False)])
def test_all_zones_that_eastings_begin_with_are_named(tmp_path, capsys, crs, is_zone):
    squares = [shapely.transform(SQUARE, lambda xy, by=by: np.add(xy, (by, 0))) for by in (38e6, 39e6)]
    path = tmp_path / "x.parquet"
    gpd.GeoDataFrame({"DKBH": ["A", "B"]}, geometry=squares, crs=crs).to_parquet(path)
    assert run(["inspect", str(path), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert ("the zones 38, 39" in out) == is_zone
    assert "fit no zone" not in out
    said = [finding.message("zh") for finding in findings_of(gk.audit(parcels=path), "irregular_file")]
    assert any("带号有 38、39" in each for each in said) == is_zone


def test_a_remark_of_any_length_is_shown_whole(tmp_path, capsys):
    path = tmp_path / "x.gpkg"
    gpd.GeoDataFrame({"DKBH": ["A"], "用地代码": ["1001"]}, geometry=[SQUARE], crs=4548).to_file(path)
    assert run(["inspect", str(path), "--lang", "en"]) == 0
    said = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("problems: "))
    assert said.endswith(": land_class, land_class_gbt21010, land_class_territorial")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1 outline is invalid, of no area to rely on, and not in the measured sum"),
        ("zh", "其中 1 宗图形无效，面积不可信，未计入量算合计"),
    ],
)
def test_an_invalid_outline_is_in_no_measured_sum(tmp_path, capsys, language, words):
    west, south, east, north = SQUARE.bounds
    twisted = shapely.Polygon([(west, south), (east, north), (east, south), (west, north + 50)])
    path = tmp_path / "x.gpkg"
    gpd.GeoDataFrame({"DKBH": ["A", "B"]}, geometry=[SQUARE, twisted], crs=4548).to_file(path)
    assert run(["--lang", language, "inspect", str(path)]) == 0
    out = capsys.readouterr().out
    assert words in out
    assert "8,000.00" in out
    path = write(tmp_path / "whole.gpkg", 4548, 8000)
    run(["--lang", language, "inspect", str(path)])
    assert words not in capsys.readouterr().out
