"""GDAL kept quiet: what it remarks is kept, what it raises is one sentence, and everything is as it was afterwards."""

import logging
import sqlite3
import sys
import warnings
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely

from geokit.atomic import display_path
from geokit.errors import FormatError, InputError
from geokit.parcels.formats._rows import Rows
from geokit.parcels.formats.gdal import quiet, records, sources
from geokit.parcels.formats.gdal.quiet import offline, remarks_of, sentences
from geokit.parcels.formats.gdal.records import layer_said, plainly_named
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, square


def state():
    loggers = [logging.getLogger(name) for name in ("fiona", "pyogrio")]
    options = [pyogrio.get_gdal_config_option(name) for name in quiet.SETTINGS]
    return (
        [(each.propagate, len(each.handlers)) for each in loggers],
        options,
        sys.excepthook,
        sys.unraisablehook,
    )


def test_remarks_are_kept_once_each_without_the_folder():
    before = state()
    with remarks_of(Path("/a/in.shp"), Path("/b/地块.shp")) as remarks:
        for _ in range(2):
            warnings.warn("cannot read /a/in.shp and in.shp", UserWarning, stacklevel=1)
        logging.getLogger("pyogrio").warning("said of %s", "in.shp")
        logging.getLogger("fiona._env").error("said")
        logging.getLogger("fiona").info("not said")
        warnings.warn("Non closed ring detected", UserWarning, stacklevel=1)
        assert remarks == []
    assert [(each.code, each.en, each.zh) for each in remarks] == [
        ("gdal_remark", f"GDAL remarks: {text}", f"GDAL 提示：{text}")
        for text in ("cannot read 地块.shp and 地块.shp", "said of 地块.shp", "said")
    ]
    assert state() == before


def test_while_gdal_works_nothing_is_printed_and_nothing_fetched():
    # The first time fiona makes its logger ready.
    with offline():
        pass
    before = state()
    with offline():
        (loggers, options, *hooks) = state()
        assert [propagates for propagates, _ in loggers] == [False, False]
        assert options == ["none://none", ".none", "ALWAYS_STRING", "YES"]
        assert hooks == [quiet._say_nothing] * 2
    assert state() == before
    with pytest.raises(KeyError), offline():
        raise KeyError
    assert state() == before


@pytest.mark.parametrize(
    "error",
    [
        pyogrio.errors.DataSourceError("x"), pyogrio.errors.FieldError("x"), pyogrio.errors.GeometryError("x"),
        IndexError("x"), pa.ArrowInvalid("x"), OSError("x"), RuntimeError("x"), SystemError("x"), ValueError("x"),
    ],
)  # fmt: skip
def test_what_is_raised_becomes_one_sentence(error):
    with pytest.raises(FormatError) as caught, sentences(Path("x.gdb")):
        raise error
    assert caught.value.localize("en") == "x.gdb: the content is damaged, or not what the file's type says"
    with pytest.raises(KeyError), sentences(Path("x.gdb")):
        raise KeyError


def test_a_file_is_given_under_a_plain_name_with_what_belongs_to_it(tmp_path):
    for suffix in (".shp", ".DBF", ".prj", ".txt"):
        (tmp_path / "a!b?").with_suffix(suffix).write_text(suffix)
    with plainly_named(tmp_path / "a!b?.shp") as plain:
        assert plain.name == "in.shp"
        assert sorted(each.name for each in plain.parent.iterdir()) == ["in.dbf", "in.prj", "in.shp"]
        assert plain.with_suffix(".dbf").read_text() == ".DBF"
    assert not plain.exists()
    for name, given in (
        ("x.gp:kg", "in"),
        ("x.abcdefghij", "in.abcdefghij"),
        ("x.abcdefghijk", "in"),
        ("x.TAB", "in.tab"),
    ):
        (tmp_path / name).write_text("x")
        with plainly_named(tmp_path / name) as plain:
            assert plain.name == given


def test_an_error_that_names_the_plain_file_names_the_readers(tmp_path):
    path = tmp_path / "甲.fgb"
    path.write_text("x")
    with pytest.raises(InputError) as caught, plainly_named(path) as plain:
        raise FormatError(quiet.REFUSED, file=display_path(plain))
    assert caught.value.file == display_path(path)
    with pytest.raises(InputError) as caught, plainly_named(path):
        raise FormatError(quiet.REFUSED, file="other")
    assert caught.value.file == "other"


@pytest.mark.parametrize("is_folder", [True, False])
def test_where_the_system_makes_no_links_a_copy_is_given(tmp_path, monkeypatch, is_folder):
    if is_folder:
        (tmp_path / "x.gdb").mkdir()
        (tmp_path / "x.gdb" / "gdb").write_text("said")
    else:
        (tmp_path / "x.gdb").write_text("said")

    def no_links(*_, **__):
        raise OSError

    monkeypatch.setattr(Path, "symlink_to", no_links)
    monkeypatch.setattr(Path, "hardlink_to", no_links)
    with plainly_named(tmp_path / "x.gdb") as plain:
        found = plain / "gdb" if is_folder else plain
        assert (found.read_text(), plain.is_symlink(), plain.is_dir()) == ("said", False, is_folder)


def test_a_geodatabase_is_read_where_the_system_makes_no_links(tmp_path, monkeypatch):
    from geokit.parcels.read import read_parcels

    write_parcels(make_parcels([square(0, 0, 9), square(20, 0, 9)]), tmp_path / "x.gdb")

    def no_links(*_, **__):
        raise OSError

    monkeypatch.setattr(Path, "symlink_to", no_links)
    assert read_parcels(tmp_path / "x.gdb")["id"].tolist() == ["A", "B"]


def test_a_layer_is_called_as_the_reader_knows_it():
    assert [layer_said(name, Path("a/地块.fgb")) for name in ("in", "inn", "地块")] == ["地块", "inn", "地块"]


@pytest.fixture(params=["gpkg", "gdb"])
def layer(request, tmp_path):
    """A layer of ten parcels, of which three were taken out."""
    path = tmp_path / f"x.{request.param}"
    frame = make_parcels([square(20 * at, 0, 9) for at in range(10)], id=[f"P{at}" for at in range(10)])
    write_parcels(frame, path)
    return path, {"gpkg": "GPKG", "gdb": "OpenFileGDB"}[request.param]


def test_a_layer_without_its_shapes_and_shapes_without_their_columns(layer):
    path, driver = layer
    with source_of(path, driver) as source:
        assert source.is_windowed("parcels")
        assert source.count("parcels") == 10
        with source.columns("parcels") as stream:
            table = pa.Table.from_batches(list(stream.batches))
        assert table.column_names[1] == "id"
        assert not {"geom", "SHAPE", "wkb_geometry"} & set(table.column_names)
        assert table.column("id").to_pylist() == [f"P{at}" for at in range(10)]
        for rows in (Rows(2, 3, 3, 5), Rows(9, 1, 10, 10), Rows(0, 10, 1, 10)):
            with source.window("parcels", rows) as stream:
                found = pa.Table.from_batches(list(stream.batches))
            assert found.num_columns == 2
            assert found.column(0).to_pylist() == list(range(rows.lowest, rows.highest + 1))
            wests = (
                shapely.bounds(shapely.from_wkb(np.array(found.column(1).to_pylist(), object)))[:, 0]
                - 470_000
            )
            assert wests.round(6).tolist() == [20 * at for at in range(rows.first, rows.first + rows.count)]


def test_near_records_are_those_that_touch_the_box(layer):
    path, driver = layer
    with (
        source_of(path, driver) as source,
        source.stream("parcels", (470_021, 2_590_000, 470_041, 2_590_009)) as stream,
    ):
        assert pa.Table.from_batches(list(stream.batches)).column("id").to_pylist() == ["P1", "P2"]


@pytest.mark.parametrize("suffix", ["shp", "fgb", "geojson"])
def test_other_formats_are_read_from_their_beginning(tmp_path, suffix):
    driver = {"shp": "ESRI Shapefile", "fgb": "FlatGeobuf", "geojson": "GeoJSON"}[suffix]
    write_parcels(make_parcels([square(0, 0, 9)]), tmp_path / f"x.{suffix}")
    with source_of(tmp_path / f"x.{suffix}", driver, "gbk" if suffix == "shp" else None) as source:
        assert not source.is_windowed(None)
        with source.stream(None) as stream:
            assert pa.Table.from_batches(list(stream.batches)).num_rows == 1
    assert {"GPKG", "OpenFileGDB"} == sources._WINDOWED


def test_single_shapes_without_their_curves(layer):
    path, driver = layer
    if driver == "GPKG":
        with closing(sqlite3.connect(path)) as database, database:
            for (name,) in database.execute(
                "select name from sqlite_master where type = 'trigger'"
            ).fetchall():
                database.execute(f'drop trigger "{name}"')
            database.execute("update parcels set geom = null where fid = 3")
    found = records.straightened(
        path, "parcels", driver, np.array([2, 99, *[3] * (driver == "GPKG"), 4]), None
    )
    assert {fid: round(shape.bounds[0] - 470_000, 6) for fid, shape in found.items()} == {2: 20, 4: 60}
    assert records.straightened(path.with_name("none.gpkg"), "parcels", driver, np.array([2]), None) == {}
