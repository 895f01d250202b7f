"""The door to GDAL: who may use it, and what its builds must keep to for it to hold."""

import ast
import struct
from pathlib import Path

import fiona
import pyogrio
import pyogrio.raw
import pytest

import geokit
from geokit.parcels.formats.gdal import quiet, sources
from geokit.parcels.read import read_parcels

VIRTUAL = (
    b"<OGRVRTDataSource><OGRVRTLayer name='p'>"
    b"<SrcDataSource>CSV:beside.csv</SrcDataSource><SrcLayer>beside</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
)
PACKAGE = Path(geokit.__file__).parent
DOOR = {f"parcels/formats/gdal/{name}.py" for name in ("sources", "quiet", "records", "writing")}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (name.partition(".")[0] for name in names)


def test_only_the_door_knows_the_libraries_that_open_files_with_gdal():
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if {"pyogrio", "fiona", "osgeo"} & set(imported(path))
    }
    assert users == DOOR
    called = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"read_file", "list_layers", "to_file"}
    }
    assert called <= DOOR


def test_a_driver_without_a_way_of_its_own_is_not_opened(tmp_path):
    with pytest.raises(ValueError, match="no way to open"), sources.source_of(tmp_path / "x.csv", "CSV"):
        pass


@pytest.fixture
def virtual(tmp_path):
    (tmp_path / "beside.csv").write_text("word\nseen\n")

    def write(name, before=b"", after=b""):
        path = tmp_path / name
        path.write_bytes(
            before + VIRTUAL.replace(b"CSV:beside.csv", b"CSV:" + bytes(tmp_path / "beside.csv")) + after
        )
        return path

    return write


def words_of(name):
    try:
        return str(pyogrio.raw.read(name, read_geometry=False)[3])
    except (RuntimeError, IndexError):
        # pyogrio looks for the first layer where there is none.
        return ""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("suffix", ["geojson", "mif", "kml", "gml", "tab", "shp", "fgb", "gpkg"])
def test_a_virtual_source_is_taken_under_any_name(virtual, suffix):
    """Without the door: should this fail, GDAL has learnt to ask one driver, and the door can be simpler."""
    assert "seen" in words_of(virtual(f"x.{suffix}"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("prefix", sorted(sources.PREFIXES.values()))
def test_a_prefix_asks_one_driver(virtual, prefix):
    assert words_of(f"{prefix}{virtual('x.json')}") == ""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("suffix", "before"),
    [
        ("shp", b"\0\0\x27\x0a"),
        ("fgb", b"fgb\x03fgb\x01" + struct.pack("<I", 0x00FFFFFF)),
        ("gpkg", b"SQLite format 3\0"),
    ],
)
def test_what_follows_a_zero_is_no_text(virtual, suffix, before):
    assert "seen" not in words_of(virtual(f"x.{suffix}", before))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("driver", sorted(sources.ALONE))
@pytest.mark.parametrize("suffix", ["mif", "tab", "gml"])
def test_fiona_asks_the_drivers_it_is_given(virtual, driver, suffix):
    path = virtual(f"x.{suffix}")
    with (
        pytest.raises((fiona.errors.FionaError, ValueError)),
        fiona.open(path, enabled_drivers=[driver]) as layer,
    ):
        assert "seen" not in str(list(layer))


def test_every_driver_is_in_the_build_that_opens_it():
    assert {*sources.PREFIXES, *sources.CHECKED} <= set(pyogrio.list_drivers(read=True))
    assert set(sources.ALONE) <= set(fiona.supported_drivers)


def test_the_door_leaves_settings_and_loggers_as_they_were():
    before = {name: pyogrio.get_gdal_config_option(name) for name in quiet.SETTINGS}
    with quiet.offline():
        assert pyogrio.get_gdal_config_option("GDAL_HTTP_PROXY") == quiet.SETTINGS["GDAL_HTTP_PROXY"]
    assert {name: pyogrio.get_gdal_config_option(name) for name in quiet.SETTINGS} == before


PROPERTIES = [
    "id",
    "ID",
    "OGC_FID",
    "fid",
    "FID",
    "ogc_fid",
    "wkb_geometry",
    "geometry",
    "geom",
    "record",
    "source",
]


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_column_may_have_the_name_of_one_of_gdals_own(geojson, square, name):
    frame = read_parcels(geojson((square, {name: 1})))
    assert len(frame) == 1
    if name.lower() == "id":
        assert frame["id"].tolist() == ["1"]
    else:
        assert "1" in frame.drop(columns="geometry").astype(str).to_numpy()
