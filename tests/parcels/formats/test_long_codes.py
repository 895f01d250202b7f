"""Codes of many digits that a file holds as numbers: every digit comes back, also where a record has none."""

import geopandas as gpd
import pandas as pd
import pytest

from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels
from geokit.testing import square

BOXES = [square(0, 0, 100), square(100, 0, 100)]


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet"])
@pytest.mark.parametrize("code", [440507001001, 4405070010010011, 440507001001000001, -440507001001000001])
def test_a_code_beside_a_blank(tmp_path, suffix, code):
    frame = gpd.GeoDataFrame(
        {"DKBH": pd.array([code, None], dtype="Int64"), "bz": pd.array([None, code], dtype="Int64")},
        geometry=BOXES,
        crs=4548,
    )
    path = tmp_path / f"x.{suffix}"
    (frame.to_parquet if suffix == "parquet" else frame.to_file)(path)
    read = read_parcels(path)
    assert list(read["id"]) == [str(code), None]
    if abs(code) > 2**53:
        assert int(read.loc[1, "bz"]) == code


def test_a_code_in_a_dbf(raw_shapefile, ring):
    fields = ((b"DKBH", "N", 18, 0), (b"DKMJ", "N", 12, 2))
    shapes = [[ring(0, 0, 80, 100)], [ring(100, 0, 80, 100)]]
    rows = [[b"440507001001000001", b"8000"], [b"", b"8000"]]
    frame = read_parcels(raw_shapefile(shapes, rows, fields), crs=4527)
    assert list(frame["id"]) == ["440507001001000001", None]


def test_a_code_that_lost_its_last_digits_is_said(tmp_path):
    frame = gpd.GeoDataFrame({"DKBH": [4405070010010000017.0, 12.0]}, geometry=BOXES, crs=4548)
    frame.to_file(tmp_path / "x.gpkg")
    (notice,) = (each for each in notices_of(read_parcels(tmp_path / "x.gpkg")) if each.code == "digits_lost")
    assert "DKBH" in notice.en
    assert "record 1" in str(notice)


@pytest.mark.parametrize("code", [2**63 - 1, -(2**63)])
def test_a_code_that_another_program_has_cut_is_said(tmp_path, code):
    gpd.GeoDataFrame({"DKBH": [code, 12]}, geometry=BOXES, crs=4548).to_file(tmp_path / "x.gpkg")
    (notice,) = (each for each in notices_of(read_parcels(tmp_path / "x.gpkg")) if each.code == "digits_lost")
    assert "922337203685477580" in notice.zh
    assert "record 1" in str(notice)
