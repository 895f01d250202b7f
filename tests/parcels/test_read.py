"""What holds for every format: bad paths, wrong names, canonical columns, provenance."""

import copy
import io
import shutil
import sys

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geokit.errors import FormatError, InputError, UnknownNameError
from geokit.languages import use_language
from geokit.parcels.diagnostics import notices_of, unreadable_of
from geokit.parcels.normalize import normalize
from geokit.parcels.read import read_parcels
from geokit.parcels.table import COLUMN_NAMES
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square


def test_a_missing_file_suggests_near_names(geojson, square):
    path = geojson((square, {}))
    with pytest.raises(InputError, match=r"地块\.geojson"):
        read_parcels(path.with_name("地块1.geojson"))
    with use_language("zh"), pytest.raises(InputError, match="没有这个文件"):
        read_parcels(path.with_name("missing.shp"))


@pytest.mark.skipif(sys.platform == "win32", reason="links take rights there")
def test_a_link_that_leads_nowhere_is_no_near_name(tmp_path):
    for name in ("a.parquet", "b.parquet"):
        (tmp_path / name).symlink_to("gone/a.parquet")
    with pytest.raises(InputError) as caught:
        read_parcels(tmp_path / "a.parquet")
    assert caught.value.localize("en") == "a.parquet: is a link to nothing: it points to “gone/a.parquet”"


@pytest.mark.parametrize("name", ["x" * 300 + ".txt", "a\0b.txt"])
def test_an_impossible_name_is_a_missing_file(tmp_path, name):
    with pytest.raises(InputError, match="no such file"):
        read_parcels(str(tmp_path / name))


def test_a_virtual_path_is_refused():
    with pytest.raises(InputError, match="virtual"):
        read_parcels("/vsicurl/http://127.0.0.1/x.geojson")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="folder"):
        read_parcels(tmp_path)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "x.txt"
    path.write_text("x")

    def denied(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(io, "open", denied)
    monkeypatch.setattr("pathlib.Path.open", denied)
    with pytest.raises(InputError, match="permission"):
        read_parcels(path)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.zip"])
def test_content_that_is_not_what_the_name_says(tmp_path, samples, name):
    path = tmp_path / name
    shutil.copy(samples / "A_single_gbk_crlf.txt", path)
    with pytest.raises(FormatError) as caught:
        read_parcels(path)
    assert name in str(caught.value)
    assert "TXT" in caught.value.localize("en")


def test_a_virtual_dataset_under_another_name_is_refused(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>")
    with pytest.raises(FormatError, match="GeoJSON"):
        read_parcels(path)


def test_content_decides_where_the_name_says_nothing(tmp_path, geojson, square):
    path = tmp_path / "x.data"
    shutil.copy(geojson((square, {})), path)
    assert read_parcels(path).attrs["geokit"]["format"] == "geojson"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(FormatError, match="GeoPackage"):
        read_parcels(path)


def test_an_error_shows_no_folder(tmp_path):
    path = tmp_path / "x.geojson"
    path.write_text("{}")
    with pytest.raises(FormatError) as caught:
        read_parcels(path)
    assert str(tmp_path) not in str(caught.value)


def test_all_canonical_columns_exist_and_others_are_kept(geojson, square):
    frame = read_parcels(geojson((square, {"DKBH": "1", "bz": "x", "line": 3, "geometry": "g"})))
    assert list(frame.columns[: len(COLUMN_NAMES)]) == list(COLUMN_NAMES)
    assert frame.loc[0, "bz"] == "x"
    assert (frame.loc[0, "line"], frame.loc[0, "line_in_file"]) == (-1, 3)
    assert frame.loc[0, "geometry_in_file"] == "g"
    assert frame.loc[0, "phase"] is None
    assert frame["declared_m2"].dtype == "float64"
    assert frame["record"].dtype == "int64"


def test_the_callers_columns_win(geojson, square):
    path = geojson((square, {"DKBH": "1", "code": "K7", "MJ": 10_000.0}))
    frame = read_parcels(path, columns={"code": "id"})
    assert frame.loc[0, "id"] == "K7"
    assert frame.loc[0, "DKBH"] == "1"
    with pytest.raises(UnknownNameError, match="code"):
        read_parcels(path, columns={"cod": "id"})
    with pytest.raises(UnknownNameError, match="village"):
        read_parcels(path, columns={"code": "vilage"})


def test_codes_and_dates_are_translated_and_strange_ones_kept(geojson, square):
    frame = read_parcels(
        geojson(
            (square, {"状态": "已批复", "阶段": "收储", "批准日期": "2025年3月7日"}),
            (square, {"状态": "说不清", "阶段": None, "批准日期": "去年"}),
        )
    )
    assert frame["status"].tolist() == ["approved", None]
    assert frame["stage"].tolist() == ["stored", None]
    assert frame["approved_on"].tolist() == ["2025-03-07", None]
    assert frame["状态"].tolist() == ["已批复", "说不清"]
    assert [(notice.code, notice.record) for notice in notices_of(frame)] == [("value_not_understood", 1)] * 2


def test_how_it_was_read_survives_pandas_and_parquet(geojson, square, tmp_path):
    frame = read_parcels(geojson((square, {"DKBH": "1"}), (None, {"DKBH": "2"})))
    expected = unreadable_of(frame)
    assert [entry.id for entry in expected] == ["2"]
    assert unreadable_of(frame.copy()) == expected
    assert unreadable_of(copy.deepcopy(frame)) == expected
    assert unreadable_of(frame[frame["id"] == "1"]) == expected
    assert unreadable_of(pd.concat([frame, frame])) == expected
    frame.to_parquet(tmp_path / "x.parquet")
    assert unreadable_of(gpd.read_parquet(tmp_path / "x.parquet")) == expected


def test_nothing_readable_is_an_error_with_the_first_reason(geojson):
    point = {"type": "Point", "coordinates": [1, 2]}
    with pytest.raises(FormatError, match="none of its 2 records can be read; the first: a cannot"):
        read_parcels(geojson((point, {"id": "a"}), (point, {"id": "b"})))


def test_a_table_made_in_memory():
    frame = normalize(gpd.GeoDataFrame({"DKBH": ["1", "2"]}, geometry=[shapely.box(0, 0, 1, 1), None]))
    assert frame["id"].tolist() == ["1"]
    assert [entry.id for entry in unreadable_of(frame)] == ["2"]


def test_a_layer_that_is_asked_for_where_there_are_none_is_said(geojson, square):
    path = geojson((square, {}))
    [notice] = [each for each in notices_of(read_parcels(path, layer="三期")) if each.code == "layer_ignored"]
    assert notice.localize("en") == "the format has no layers: that “三期” was asked for changed nothing"
    assert "layer_ignored" not in [each.code for each in notices_of(read_parcels(path))]


def test_a_file_that_is_taken_away_meanwhile_is_one_sentence(tmp_path, monkeypatch):
    write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "x.gdb")

    def take_away(path):
        raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr("geokit.parcels.formats.gdal.format.names_in", take_away)
    with pytest.raises(InputError, match=r"x\.gdb: the system cannot open the file \(.+\)"):
        read_parcels(tmp_path / "x.gdb")
