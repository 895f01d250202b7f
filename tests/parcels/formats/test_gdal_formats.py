"""The table of GDAL's formats: what each begins with, what is refused before a driver sees it, what its writer says."""

import errno
import zipfile

import geopandas
import pandas as pd
import pytest
import shapely

from geokit.errors import FormatError, InputError, OutputError
from geokit.parcels.dialect import Dialect
from geokit.parcels.formats._base import Opening
from geokit.parcels.formats.gdal import format as module
from geokit.parcels.formats.gdal import mapinfo
from geokit.parcels.formats.gdal.format import FORMATS
from geokit.parcels.formats.gdal.sources import source_of
from geokit.parcels.formats.shapefile import repair
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.system_reasons import system_reason
from geokit.testing import make_parcels, square

TABLE = make_parcels([square(0, 0, 100), square(200, 0, 100)])


def fitting(opening):
    return [each.name for each in FORMATS if each.sniff(opening)]


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        (Opening(b"", ("x.GDBTABLE",)), ["filegdb"]),
        (Opening(b"fgb\x03fgb\x01"), ["flatgeobuf"]),
        (Opening(b"fgb\x04fgb\x01"), []),
        (Opening(b"!table\n!version 300"), ["mapinfo"]),
        (Opening(b" \n!TABLE"), ["mapinfo"]),
        (Opening(b'Version 300\nCharset "Neutral"'), ["mapinfo"]),
        (Opening(b"VERSION   450 \n\n  delimiter"), ["mapinfo"]),
        (Opening(b"Version 300\nCoordSys"), ["mapinfo"]),
        (Opening(b"Version 300\nColumns 1"), ["mapinfo"]),
        (Opening(b"Version 300 Columns 1"), []),
        (Opening(b"Version 300\nx Columns 1"), []),
        (Opening(b"Version x\nColumns 1"), []),
        (Opening(b"Version 300"), []),
        (Opening(b""), []),
    ],
)
def test_what_a_format_begins_with(opening, names):
    assert fitting(opening) == names


@pytest.mark.parametrize(
    ("text", "is_view"),
    [
        ("!table\n  Type NATIVE Charset", False), ("type dbf", False), ("xtype linked", False), ("types linked", False),
        ("recreate  view", True), ("create view x", True), ("CREATE\t \tVIEW", True), ("create\nview", False),
        ("Open Table", True), ("opened table", False), ("a \\IsSeamless b", True), ("\ttype \t LINKED", True),
        ("type" + " " * 64 + "linked", True), ("type natively", True), ("a\0", True), ("type native\0", True),
    ],
)  # fmt: skip
def test_a_table_of_other_tables(tmp_path, text, is_view):
    (tmp_path / "x.TAB").write_text(text)
    (tmp_path / "x.mif").write_text(text)
    mapinfo._refuse_views(tmp_path / "x.mif")
    if not is_view:
        mapinfo._refuse_views(tmp_path / "x.TAB")
        return
    with pytest.raises(FormatError, match="the TAB holds no objects but points to other files"):
        mapinfo._refuse_views(tmp_path / "x.TAB")


def test_a_table_is_no_longer_than_a_megabyte(tmp_path):
    (tmp_path / "x.tab").write_bytes(b"x" * (1 << 20))
    mapinfo._refuse_views(tmp_path / "x.tab")
    (tmp_path / "x.tab").write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(FormatError, match="points to other files"):
        mapinfo._refuse_views(tmp_path / "x.tab")


@pytest.fixture
def geodatabase(tmp_path):
    write_parcels(TABLE, tmp_path / "x.gdb")
    return tmp_path / "x.gdb"


@pytest.mark.parametrize("folder", ["", "x.gdb/", "数据\\X.GDB\\"])
def test_an_archive_is_read_by_the_folder_of_its_tables(tmp_path, geodatabase, folder):
    path = tmp_path / "y.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(geodatabase.iterdir()):
            archive.write(each, f"{folder}{each.name.upper() if 'TABLX' in each.name.upper() else each.name}")
        archive.writestr(f"{folder}notes.txt", "x")
        archive.writestr("elsewhere/a00000001.gdbtable", "x")
    with module._as_folder(path) as inside:
        names = {each.name.lower() for each in inside.iterdir()}
    assert names == {each.name.lower() for each in geodatabase.iterdir()}


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("a00000001.gdbtable", True), ("A0000000F.GDBTABLX", True), ("a00000009.spx", True), ("a00000009.地.atx", False),
        ("a00000009.i_1.atx", True), ("a00000009.gdbindexes", True), ("a00000009.freelist", True), ("gdb", True),
        ("a00000009.horizon", True), ("timestamps", True), ("a0000001.gdbtable", False), ("x.gdbtable", False),
        ("a00000001.gdbtable.lock", False), ("gdb2", False),
    ],
)  # fmt: skip
def test_the_files_of_a_geodatabases_own(name, is_own):
    assert bool(module._OWN.fullmatch(name.lower())) == is_own


def test_what_is_none_of_its_own_is_not_brought(tmp_path, geodatabase):
    (geodatabase / "notes.gdbtable").write_bytes(b"")
    (geodatabase / "x.lock").write_bytes(b"x")
    inside = tmp_path / "inside"
    inside.mkdir()
    module._link_tables(geodatabase, inside)
    brought = {each.name for each in inside.iterdir()}
    assert brought == {each.name for each in geodatabase.iterdir()} - {"notes.gdbtable", "x.lock"}
    # A table of nothing is not looked into.
    (inside / "empty.gdbtable").write_bytes(b"")
    module.refuse_linked_systems(inside)


@pytest.mark.parametrize("name", ["geojsonseq", "gml", "mapinfo"])
def test_what_is_not_written_is_said_to_be_none(tmp_path, name):
    (one,) = (each for each in FORMATS if each.name == name)
    with pytest.raises(OutputError, match="read"):
        one.write(TABLE, tmp_path / "x", Dialect())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("raised", "has_heights"), [((), False), ((0,), False), ((1,), False), ((0, 1), True)]
)
def test_a_flatgeobuf_has_heights_at_all_points_or_at_none(tmp_path, raised, has_heights):
    shapes = [shapely.force_3d(each, 5) if at in raised else each for at, each in enumerate(TABLE.geometry)]
    (one,) = (each for each in FORMATS if each.name == "flatgeobuf")
    notices = one.write(TABLE.set_geometry(shapes, crs=TABLE.crs), tmp_path / "x.fgb", Dialect())
    said = ["the heights of 1 parcel were left out: a FlatGeobuf has none here"]
    assert [each.en for each in notices] == said * (len(raised) == 1)
    found = read_parcels(tmp_path / "x.fgb")
    assert found["id"].tolist() == ["A", "B"]
    with source_of(tmp_path / "x.fgb", "FlatGeobuf") as source:
        assert ("Z" in source.layers()["parcels"]) == has_heights


def test_a_copy_that_cannot_be_written_is_said_with_its_reason(tmp_path, monkeypatch):
    write_parcels(TABLE, tmp_path / "x.shp")
    (tmp_path / "x.shx").unlink()
    full = OSError(errno.ENOSPC, "No space left on device")

    def write(*_):
        raise full

    monkeypatch.setattr(repair, "_write", write)
    with pytest.raises(InputError) as caught:
        read_parcels(tmp_path / "x.shp")
    assert caught.value.localize("en").startswith(
        "x.shp: its parts do not go together, and the temporary copy that reading takes cannot be written "
        f"({system_reason(full).localize('en')}): make room on the disk"
    )


@pytest.mark.parametrize("name", ["moments.fgb", "moments.gpkg", "moments.geojson", "moments.gml"])
def test_midnight_in_china_is_the_day_that_begins(tmp_path, name):
    file = tmp_path / name
    frame = geopandas.GeoDataFrame(
        {"id": ["A", "B"], "approved_on": pd.to_datetime(["2023-11-04T16:00:00Z", None])},
        geometry=[square(0, 0, 100), square(200, 0, 100)],
        crs="EPSG:4548",
    )
    frame.to_file(file, **({"driver": "GML"} if name.endswith("gml") else {}))
    read = read_parcels(file, **({"crs": "EPSG:4548"} if name.endswith("gml") else {}))
    assert dict(zip(read["id"], read["approved_on"], strict=True)) == {"A": "2023-11-05", "B": None}
