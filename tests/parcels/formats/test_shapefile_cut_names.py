"""Names that a shapefile has no room for are known by how they begin."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geokit as gk
from geokit.parcels.columns import map_columns
from geokit.testing import make_parcels, square

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = {
    "宗地编码": ["A-1"],
    "用地面积（亩）": [15.0],
    "权属性质": ["集体"],
    "土地用途": ["工业用地"],
    "地块状态备注": ["无"],
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_shapefile_of_geopandas_keeps_its_columns(tmp_path: Path, encoding: str) -> None:
    box = shapely.box(39_470_000, 2_590_000, 39_470_100, 2_590_100)
    frame = gpd.GeoDataFrame(_TABLE, geometry=[box], crs="EPSG:4527")
    frame.to_file(tmp_path / "p.shp", encoding=encoding, engine="pyogrio")
    row = gk.read_parcels(tmp_path / "p.shp").iloc[0]
    assert row["id"] == "A-1"
    assert row["declared_m2"] == pytest.approx(10_000)
    assert (row["ownership"], row["land_use"]) == ("集体", "工业用地")


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_name_that_was_cut_within_a_letter_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    box = shapely.box(39_470_000, 2_590_000, 39_470_100, 2_590_100)
    frame = gpd.GeoDataFrame({"用地面积（亩）": [15.0]}, geometry=[box], crs="EPSG:4527")
    frame.to_file(tmp_path / "p.shp", encoding=encoding, engine="pyogrio")
    (tmp_path / "p.cpg").unlink()
    assert gk.read_parcels(tmp_path / "p.shp").loc[0, "declared_m2"] == pytest.approx(10_000)


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize("marked", ["by a .cpg", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_names_that_are_cut_alike_are_numbered_behind_half_a_letter(
    tmp_path: Path, encoding: str, marked: str
) -> None:
    told = {
        "宗地编码": ["A-1"],
        "A批复用地面积": [1.0],
        "A批复用地面貌": [2.0],
        "批复用地面积": [3.0],
        "批复用地备注": ["无"],
    }
    frame = gpd.GeoDataFrame(told, geometry=[square(0, 0, 100)], crs="EPSG:4527")
    frame.to_file(tmp_path / "p.shp", encoding=encoding, engine="pyogrio")
    if not marked:
        (tmp_path / "p.cpg").unlink()
    row = gk.read_parcels(tmp_path / "p.shp").iloc[0]
    beginning = "A批复" if encoding == "utf-8" else "A批复用"
    assert row["id"] == "A-1"
    assert row[f"{beginning}_1"] == 2


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
def test_the_decimals_of_a_field_are_known_by_its_whole_name(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"用地面积（亩）": ["15"]}, geometry=[square(0, 0, 100)], crs="EPSG:4527")
    frame.to_file(tmp_path / "p.shp", encoding="utf-8", engine="pyogrio")
    # A figure of two decimals instead of a text.
    held = bytearray((tmp_path / "p.dbf").read_bytes())
    held[32 + 11], held[32 + 17] = ord("N"), 2
    (tmp_path / "p.dbf").write_bytes(held)
    assert gk.read_parcels(tmp_path / "p.shp").loc[0, "declared_half_unit_m2"] == pytest.approx(
        0.005 * 10_000 / 15
    )


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
def test_a_table_of_geokit_that_geopandas_writes_comes_back(tmp_path: Path) -> None:
    told = {
        "name": "甲",
        "stage": "approved",
        "declared_m2": 10_000.0,
        "declared_method": "planar",
        "land_class": "0601",
        "land_class_gbt21010": "0602",
        "land_class_territorial": "100101",
        "approved_on": "2024-01-02",
    }
    frame = make_parcels([square(0, 0, 100)], **{name: [value] for name, value in told.items()})
    frame.to_file(tmp_path / "p.shp", encoding="utf-8", engine="pyogrio")
    row = gk.read_parcels(tmp_path / "p.shp").iloc[0]
    assert {name: row[name] for name in told} == told


_CODES = {
    "land_class": "1001",
    "land_class_gbt21010": "1001",
    "land_class_territorial": "100101",
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize(
    ("written", "taken", "asked"),
    [
        (["land_class"], {}, ["land_class"]),
        (["land_class_gbt21010"], {}, ["land_class"]),
        (["land_class_territorial"], {"land_class": "land_class_territorial"}, []),
        (["land_class", "land_class_gbt21010"], {}, ["land_class", "land_cla_1"]),
        (["land_class_gbt21010", "land_class_territorial"], {"land_cla_1": "land_class_territorial"}, ["land_class"]),
        (["land_class_territorial", "land_class"], {"land_class": "land_class_territorial"}, ["land_cla_1"]),
    ],
)  # fmt: skip
def test_of_names_of_land_classes_that_are_cut_alike_the_codes_tell_or_it_is_asked(
    tmp_path: Path, written: list[str], taken: dict[str, str], asked: list[str]
) -> None:
    told = {"id": ["A"], **{name: [_CODES[name]] for name in written}}
    frame = gpd.GeoDataFrame(told, geometry=[square(0, 0, 100)], crs="EPSG:4527")
    frame.to_file(tmp_path / "p.shp", encoding="utf-8", engine="pyogrio")
    read = gk.read_parcels(tmp_path / "p.shp")
    assert {name: read.loc[0, name] for name in _CODES if not pd.isna(read.loc[0, name])} == dict.fromkeys(
        taken.values(), "100101"
    )
    said = [each.localize("en") for each in gk.notices_of(read) if each.code == "land_class_scheme_asked"]
    assert len(said) == len(asked)
    for column, sentence in zip(asked, said, strict=True):
        assert f"“{column}” may be cut by the format, and so does not say by which scheme" in sentence
    if asked:
        again = gk.read_parcels(tmp_path / "p.shp", columns={asked[0]: "land_class"})
        assert again.loc[0, "land_class"] == "1001"


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize("heading", ["地类编码", "用地代码"])
def test_a_heading_of_land_classes_that_is_cut_is_asked_about(tmp_path: Path, heading: str) -> None:
    frame = gpd.GeoDataFrame({heading: ["1001"]}, geometry=[square(0, 0, 100)], crs="EPSG:4527")
    frame.to_file(tmp_path / "p.shp", encoding="utf-8", engine="pyogrio")
    read = gk.read_parcels(tmp_path / "p.shp")
    assert "land_class_scheme_asked" in [each.code for each in gk.notices_of(read)]


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize("area", ["declared_mu", "declared_ha"])
def test_an_area_of_another_unit_is_not_taken_for_one_of_geokits_figures(tmp_path: Path, area: str) -> None:
    told = {"id": ["A"], "name": ["甲"], "phase": ["一期"], area: [15.0], "declared_method": ["planar"]}
    frame = gpd.GeoDataFrame(told, geometry=[square(0, 0, 100)], crs="EPSG:4527")
    frame.to_file(tmp_path / "p.shp", encoding="utf-8", engine="pyogrio")
    row = gk.read_parcels(tmp_path / "p.shp").iloc[0]
    assert math.isnan(row["declared_m2"])
    assert math.isnan(row["declared_half_unit_m2"])
    assert row[area[:10]] == 15


def test_the_unit_of_a_name_that_was_completed_is_said() -> None:
    columns = ["id", "name", "phase", "declared_m", "declared_h", "declared_t", "declared_1"]
    found = map_columns(columns, clipped=columns[3:])
    assert (found.targets["declared_m"], found.unit) == ("declared", "m2")
    assert "declared_m → declared_m2" in found.notices[0].localize("en")


@pytest.mark.parametrize("column", ["declared_m", "declared_1", "declared_h", "land_cla_1"])
def test_of_names_that_are_cut_alike_one_alone_is_left_as_it_is(column: str) -> None:
    columns = ["id", "name", "phase", "stage", column]
    assert column not in map_columns(columns, clipped=columns).targets


def test_a_beginning_of_a_unit_is_one_of_an_area() -> None:
    assert map_columns(["宗地面积（平"], clipped=["宗地面积（平"]).targets == {"宗地面积（平": "declared"}
    assert map_columns(["宗地面积（净"], clipped=["宗地面积（净"]).targets == {}


def test_what_was_completed_is_said_and_no_more_than_that_is() -> None:
    found = map_columns(["宗地编", "地块名", "地块状"], clipped=["宗地编", "地块名", "地块状"])
    assert found.targets == {"宗地编": "id", "地块名": "name", "地块状": "status"}
    (notice,) = found.notices
    assert "宗地编 → id" in notice.localize("en")
    assert "地块名" not in notice.localize("zh")


def test_a_beginning_of_several_things_is_left_alone() -> None:
    assert map_columns(["地块"], clipped=["地块"]).targets == {}


def test_a_name_that_was_not_cut_is_not_completed() -> None:
    assert map_columns(["宗地编"]).targets == {}
