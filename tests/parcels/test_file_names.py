"""A name is a name: what GDAL, Arrow and the shell read into one leads to no other file."""

from __future__ import annotations

import sys

import geopandas as gpd
import pytest
import shapely

import geokit as gk
from geokit.cli._program import run
from geokit.errors import InputError, OutputError
from geokit.parcels.formats._base import known_formats
from geokit.parcels.inspection import inspect_file
from geokit.parcels.read import read_parcels
from geokit.parcels.write import write_parcels
from geokit.programme.catalog import example_folder
from geokit.reports._base import load_formats

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")

SUFFIXES = sorted(suffix for each in known_formats().values() if each.can_write for suffix in each.suffixes)
REPORTS = sorted(suffix for each in load_formats().values() for suffix in each.suffixes)
NAMES = [
    "!base",
    "a!b",
    "base#1",
    "base?vsi=1",
    "50%41",
    "a|layername=base",
    "C:base",
    "s3:base",
    "-base",
    "two\nlines",
    " base ",
    "三期 地块",
    "'q\"q'",
    "{id}[0]$HOME~",
    "~root",
    "x" * 255,
    "a.b.",
    "in",
    "zip+base",
]
FRAME = gpd.GeoDataFrame(
    {"id": ["A", "B"], "name": ["甲", "乙"]},
    geometry=[shapely.box(467_000 + east, 2_583_000, 467_080 + east, 2_583_100) for east in (0, 80)],
    crs=4548,
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with files that a name could be taken for."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d!?#d").mkdir()
    for name in ("base.gpkg", "b.gpkg", "1.gpkg", "base.shp", "base.geojson"):
        write_parcels(FRAME, tmp_path / name)
    return tmp_path


def content_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def named(name, suffix):
    return f"{name[: 255 - len(suffix)]}{suffix}"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_table_is_written_to_the_very_name_and_read_from_it(folder, suffix):
    before = content_of(folder)
    crs = 4548 if suffix == ".dxf" else None
    for name in NAMES:
        path = named(name, suffix)
        write_parcels(FRAME, path)
        assert len(read_parcels(path, crs=crs)) == len(FRAME), path
    write_parcels(FRAME, f"d!?#d/a!b{suffix}")
    assert inspect_file(f"d!?#d/a!b{suffix}", crs=crs).parcels is not None
    after = content_of(folder)
    assert {path: after[path] for path in before} == before
    companions = (".shx", ".dbf", ".prj", ".cpg") if suffix == ".shp" else ()
    # A geodatabase is a folder.
    made = {
        (path.parent if path.parent.suffix == ".gdb" else path).name for path in after if path not in before
    }
    assert made == {
        named(name, suffix)[: -len(suffix)] + each
        for name in [*NAMES, "a!b"]
        for each in (suffix, *companions)
    }


@pytest.mark.parametrize("suffix", REPORTS)
def test_a_report_is_written_to_the_very_name(folder, suffix):
    report = gk.audit(parcels=FRAME)
    before = content_of(folder)
    for name in NAMES:
        report.save(named(name, suffix))
    after = content_of(folder)
    assert {path: after[path] for path in before} == before
    assert {path.name for path in after if path not in before} == {named(name, suffix) for name in NAMES}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".html", ".pdf", ".png", ".svg"])
def test_a_map_is_written_to_the_very_name(folder, suffix):
    pytest.importorskip("matplotlib")
    for name in ("!base", "two\nlines?"):
        assert run(["map", "links", "-o", f"{name}{suffix}"]) == 0
        assert (folder / f"{name}{suffix}").is_file()


def test_every_command_writes_to_the_very_name(folder, monkeypatch):
    monkeypatch.setenv("GEOKIT_LANG", "en")
    boundaries, old, new = str(example_folder()), "base.gpkg", "b.gpkg"
    commands = {
        "!a.gpkg": ["convert", old],
        "!b.json": ["audit", boundaries, "--fail-on", "error", "-o"],
        "!c.csv": ["ledger", boundaries, "--park", "example-park", "-o"],
        "!d.gpkg": ["fix", boundaries, "--park", "example-park", "-o"],
        "!e.csv": ["diff", old, new, "-o"],
        "!f.csv": ["reconcile", old, "--control", "16000m2", "-o"],
        "!g.toml": ["audit", boundaries, "--write-baseline"],
    }
    before = content_of(folder)
    for name, arguments in commands.items():
        assert run([*arguments, name]) in {0, 1}, name
        assert (folder / name).is_file(), name
    after = content_of(folder)
    assert {path: after[path] for path in before} == before
    assert {path.name for path in after if path not in before} == set(commands)


def test_the_layer_of_a_format_without_layers_has_the_name_of_its_file(tmp_path):
    for driver, name in (("MapInfo File", "三期.tab"), ("MapInfo File", "三期.mif"), ("GML", "三期.gml")):
        FRAME.to_file(tmp_path / name, driver=driver)
        read = read_parcels(tmp_path / name, layer="三期")
        assert read.attrs["geokit"]["layer"] == "三期"


def test_an_error_names_the_file_and_not_what_gdal_was_given(tmp_path):
    path = tmp_path / "坏!.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", ', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_parcels(path)
    assert "坏!.geojson" in str(caught.value)
    assert "in.geojson" not in str(caught.value)


def test_reading_leaves_nothing_beside_the_file(folder):
    before = content_of(folder)
    for name in ("base.gpkg", "base.shp", "base.geojson"):
        read_parcels(name)
    assert content_of(folder) == before


@pytest.mark.parametrize("deny", [("symlink_to",), ("symlink_to", "hardlink_to")])
@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".kml"])
def test_where_the_system_allows_no_links_files_are_copied(tmp_path, monkeypatch, suffix, deny):
    def refuse(*_args, **_options):
        raise OSError(1, "Operation not permitted")

    for name in deny:
        monkeypatch.setattr(f"pathlib.Path.{name}", refuse)
    write_parcels(FRAME, tmp_path / f"a!b{suffix}")
    assert len(read_parcels(tmp_path / f"a!b{suffix}")) == len(FRAME)


def test_a_name_that_the_system_forbids_is_one_sentence(tmp_path):
    for name in ("x" * 300 + ".gpkg", "a\0b.gpkg", "no/such/folder.gpkg"):
        with pytest.raises(OutputError):
            write_parcels(FRAME, tmp_path / name)
        with pytest.raises(InputError):
            read_parcels(tmp_path / name)
