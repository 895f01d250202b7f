"""Names that a shapefile has no room for are known by how they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

import geokit as gk
from geokit.parcels.columns import map_columns

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
