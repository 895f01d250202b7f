import zipfile
from functools import partial

import geopandas as gpd
import pytest
import shapely

from geokit.errors import FormatError, InputError
from geokit.parcels.archives import Limits
from geokit.parcels.diagnostics import notices_of
from geokit.parcels.read import read_parcels


def write(path, encoding, name="甲地块", column="DKMC"):
    box = shapely.box(467_000, 2_583_000, 467_100, 2_583_100)
    frame = gpd.GeoDataFrame({"DKBH": ["1"], column: [name], "DKMJ": [1.5]}, geometry=[box], crs=4548)
    frame.to_file(path, encoding=encoding)
    return path


def unmark(path, driver=0):
    """Take away what tells the encoding, or put another language driver in its place."""
    path.with_suffix(".cpg").unlink(missing_ok=True)
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[29] = driver
    path.with_suffix(".dbf").write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_the_text_is_read_with_and_without_its_mark(tmp_path, encoding):
    path = write(tmp_path / "地块.shp", encoding)
    assert read_parcels(path).loc[0, "name"] == "甲地块"
    assert read_parcels(unmark(path)).loc[0, "name"] == "甲地块"


def test_the_language_driver_names_gbk(tmp_path):
    frame = read_parcels(unmark(write(tmp_path / "x.shp", "GBK"), driver=0x4D))
    assert frame.loc[0, "name"] == "甲地块"
    assert frame.attrs["geokit"]["encoding"] == "gb18030"


def test_a_wrong_mark_is_found_out(tmp_path):
    path = write(tmp_path / "x.shp", "GBK")
    path.with_suffix(".cpg").write_text("UTF-8")
    frame = read_parcels(path)
    assert frame.loc[0, "name"] == "甲地块"
    assert [notice.code for notice in notices_of(frame)] == ["wrong_encoding_mark", "declared_unit_unknown"]


def test_chinese_field_names_in_gbk(tmp_path):
    path = unmark(write(tmp_path / "x.shp", "GBK", column="地块名称"))
    assert read_parcels(path).loc[0, "name"] == "甲地块"


def test_a_character_cut_by_the_field_is_still_utf8(tmp_path):
    # 254 bytes hold 84 characters of three bytes and two bytes of the next.
    path = unmark(write(tmp_path / "x.shp", "UTF-8", name="地" * 84 + "x"))
    data = path.with_suffix(".dbf").read_bytes()
    cut = data.replace("地".encode() * 84 + b"x ", "地".encode() * 84 + "地".encode()[:2])
    assert cut != data
    path.with_suffix(".dbf").write_bytes(cut)
    assert read_parcels(path).attrs["geokit"]["encoding"] == "utf-8"


def test_the_callers_encoding_wins(tmp_path):
    path = unmark(write(tmp_path / "x.shp", "BIG5", name="用地"))
    assert read_parcels(path, encoding="big5").loc[0, "name"] == "用地"
    with pytest.raises(InputError, match="klingon"):
        read_parcels(path, encoding="klingon")


def test_numbers_are_as_exact_as_their_field(tmp_path):
    path = write(tmp_path / "x.shp", "UTF-8")
    frame = read_parcels(path, columns={"DKMJ": "declared_mu"})
    assert frame.loc[0, "declared_m2"] == pytest.approx(1000)
    assert frame.loc[0, "declared_half_unit_m2"] == pytest.approx(0.05 * 2000 / 3)


def zipped(path, *shapefiles):
    with zipfile.ZipFile(path, "w") as archive:
        for shapefile in shapefiles:
            for part in shapefile.parent.glob(f"{shapefile.stem}.*"):
                archive.write(part, f"数据/{part.name}")
    return path


def test_zipped(tmp_path):
    path = zipped(tmp_path / "地块.zip", write(tmp_path / "a.shp", "GBK"))
    frame = read_parcels(path)
    assert (frame.loc[0, "name"], frame.loc[0, "source"]) == ("甲地块", "地块.zip")


def test_several_in_one_archive(tmp_path):
    path = zipped(
        tmp_path / "x.zip", write(tmp_path / "a.shp", "GBK"), write(tmp_path / "b.shp", "GBK", name="乙")
    )
    with pytest.raises(InputError, match="a, b"):
        read_parcels(path)
    assert read_parcels(path, layer="b").loc[0, "name"] == "乙"


def test_files_of_one_name_in_two_folders_of_an_archive(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for folder in ("东", "西"):
            (tmp_path / folder).mkdir()
            shapefile = write(tmp_path / folder / "地块.shp", "GBK", name=folder)
            for part in shapefile.parent.iterdir():
                archive.write(part, f"{folder}/{part.name}")
    with pytest.raises(InputError, match="东/地块, 西/地块"):
        read_parcels(path)
    assert read_parcels(path, layer="西/地块").loc[0, "name"] == "西"


@pytest.mark.parametrize("member", ["../evil.shp", "/evil.shp", "C:/evil.shp", "a\\..\\..\\evil.shp"])
def test_an_archive_that_reaches_outside_is_refused(tmp_path, member):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, b"")
    with pytest.raises(FormatError, match="outside"):
        read_parcels(path)


def test_an_archive_that_unpacks_without_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geokit.parcels.archives.MAX_UNPACKED_BYTES", 10)
    monkeypatch.setattr("geokit.parcels.archives.Limits", partial(Limits, any_ratio_bytes=0))
    path = zipped(tmp_path / "x.zip", write(tmp_path / "a.shp", "GBK"))
    with pytest.raises(FormatError, match="unpacks"):
        read_parcels(path)


def test_a_damaged_archive(tmp_path):
    path = zipped(tmp_path / "x.zip", write(tmp_path / "a.shp", "GBK"))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(FormatError, match="damaged"):
        read_parcels(path)
