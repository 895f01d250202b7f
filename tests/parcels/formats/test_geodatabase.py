"""A file geodatabase that is written: names and digits that it keeps, and the folder replaced as a whole or not."""

import shutil
import warnings

import pytest

import geokit as gk
from geokit.errors import OutputError
from geokit.testing import make_parcels, square

TABLE = make_parcels([square(0, 0, 100), square(100, 0, 100)], id=["440507001001000012", "=1+1"])


def test_names_that_arcgis_does_not_take_and_long_numbers(tmp_path):
    table = TABLE.assign(
        **{"净面积（亩）": [1.5, 2.25], "OBJECTID": [5, 6], "码": [2**60 + 1, 3], "备注": "长" * 3000}
    )
    with pytest.warns(gk.DataLossWarning, match="OBJECTID_1"):
        notices = gk.write_parcels(table, tmp_path / "x.gdb")
    assert [notice.code for notice in notices] == ["fields_renamed", "numbers_as_text"]
    again = gk.read_parcels(tmp_path / "x.gdb")
    assert again["id"].tolist() == ["440507001001000012", "=1+1"]
    assert again["净面积_亩"].tolist() == [1.5, 2.25]
    assert again["码"].tolist() == ["1152921504606846977", "3"]
    assert again["OBJECTID_1"].tolist() == [5, 6]
    assert again.loc[0, "备注"] == "长" * 3000
    assert again.crs == TABLE.crs


def test_a_geodatabase_is_replaced_by_a_whole_one_and_nothing_else_is(tmp_path, monkeypatch):
    path = tmp_path / "x.gdb"
    gk.write_parcels(TABLE, path)
    gk.write_parcels(TABLE.iloc[:1], path)
    assert len(gk.read_parcels(path)) == 1

    monkeypatch.setattr("geokit.parcels.formats.gdal.writing.count_records", lambda *_: 0)
    with pytest.raises(OutputError, match="only 0 of 2"):
        gk.write_parcels(TABLE, path)
    assert len(gk.read_parcels(path)) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["x.gdb"]
    monkeypatch.undo()

    other = tmp_path / "other.gdb"
    other.mkdir()
    (other / "thesis.docx").write_bytes(b"x")
    with pytest.raises(OutputError, match="is not replaced"):
        gk.write_parcels(TABLE, other)
    assert (other / "thesis.docx").exists()
    (other / "gdb").write_bytes(b"x")
    (path / "notes.txt").write_bytes(b"x")
    for holds_more in (other, path):
        with pytest.raises(OutputError, match="is not replaced"):
            gk.write_parcels(TABLE, holds_more)
    assert (path / "notes.txt").exists()


def test_what_is_lost_is_a_warning_and_what_is_not_is_none(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gk.write_parcels(TABLE, tmp_path / "x.gpkg")
        with pytest.raises(gk.DataLossWarning, match="这是一个很"):
            gk.write_parcels(TABLE.assign(这是一个很长的字段名=1), tmp_path / "x.shp")
    assert [each.name for each in tmp_path.iterdir()] == ["x.gpkg"]
    with pytest.warns(gk.DataLossWarning) as caught:
        gk.write_parcels(TABLE.assign(这是一个很长的字段名=1), tmp_path / "x.shp")
    assert {each.filename for each in caught} == {__file__}


def test_a_table_whose_system_names_a_file_is_refused(tmp_path):
    gk.write_parcels(TABLE, tmp_path / "x.gdb")
    table = max((tmp_path / "x.gdb").glob("*.gdbtable"), key=lambda path: path.stat().st_size)
    with table.open("ab") as file:
        file.write('EXTENSION["PROJ4_GRIDS","/a"]'.encode("utf-16-le"))
    with pytest.raises(gk.FormatError, match="would open another file"):
        gk.read_parcels(tmp_path / "x.gdb")


@pytest.mark.parametrize("kind", ["a link", "a broken link", "a folder"])
def test_what_is_no_file_of_the_geodatabases_own_is_refused_and_named(tmp_path, kind):
    path, inside = tmp_path / "x.gdb", "a00000001.gdbtable"
    gk.write_parcels(TABLE, path)
    member = path / inside
    elsewhere = member.rename(tmp_path / "elsewhere")
    if kind == "a folder":
        member.mkdir()
    else:
        member.symlink_to(elsewhere if kind == "a link" else tmp_path / "nowhere")
    with pytest.raises(gk.FormatError, match=f"“{inside}”.* is a link to elsewhere or no plain file"):
        gk.read_parcels(path)
    (path / "notes.txt").symlink_to(elsewhere)
    shutil.rmtree(member) if kind == "a folder" else member.unlink()
    # What is none of its own files is not looked at.
    elsewhere.rename(member)
    assert len(gk.read_parcels(path)) == 2
