"""A file makes geokit open that file and no other, and connect to nothing, by whatever command it is read."""

from __future__ import annotations

import json
import shutil
import warnings
from contextlib import suppress

import pyogrio.errors
import pyogrio.raw
import pytest
from attacks import ATTACKS

from geokit.cli._program import run
from geokit.errors import GeokitError
from geokit.parcels.formats._base import known_formats
from geokit.parcels.read import read_parcels
from geokit.programme.catalog import example_folder

# What stands in the file that no other may lead to.
WORD = "canary-5f2b91"
PARK = "example-park"
REFERENCE = """
[[references]]
id = "farmland"
name = {{ zh = "农田", en = "farmland" }}
file = "{file}"
role = "forbid"
as_of = "2026-01"
"""


@pytest.fixture
def commands(tmp_path, capfd):
    """Read a file by every command, and return all that was said and written."""

    def call(path):
        out = tmp_path / "out"
        out.mkdir()
        folder = boundaries(tmp_path, path)
        for arguments in (
            ["inspect", path],
            ["audit", path, "-o", out / "a.json", "-o", out / "a.html"],
            ["convert", path, out / "c.geojson"],
            ["diff", path, path, "-o", out / "d.csv"],
            ["map", "park", PARK, "--parcels", path, "-o", out / "m.html"],
            ["init", tmp_path / "made", "--park", "x", "--parcels", path],
            ["audit", folder, "-o", out / "b.json"],
            ["map", "park", PARK, folder, "-o", out / "b.html"],
        ):
            run([str(argument) for argument in arguments])
        with suppress(GeokitError):
            text = read_parcels(path).to_json()
            (out / "frame.txt").write_text(text, encoding="utf-8")
        said = "".join(capfd.readouterr())
        return said + "".join(file.read_text("utf-8", "replace") for file in sorted(out.iterdir()))

    return call


def boundaries(folder, path):
    """Make a boundaries folder whose park has the file for its outline, its parcels, and a reference layer."""
    made = folder / "boundaries"
    shutil.copytree(example_folder(), made)
    park = made / PARK
    for beside in path.parent.glob(f"{path.stem}.*"):
        (shutil.copytree if beside.is_dir() else shutil.copyfile)(beside, park / beside.name)
    text = (park / "park.toml").read_text("utf-8")
    text = text.replace('file = "outline.geojson"', f'file = "{path.name}"')
    text = text.replace('file = "phase-1.txt"', f'file = "{path.name}"')
    text += REFERENCE.format(file=path.name)
    (park / "park.toml").write_text(text, encoding="utf-8")
    return made


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_nothing_else_is_opened(commands, tmp_path, listener, canary, name):
    folder = tmp_path / "in"
    folder.mkdir()
    path = ATTACKS[name](folder, listener.url, canary)
    before = listener.connections()
    said = commands(path)
    assert WORD not in said
    assert listener.connections() == before


def test_every_format_that_is_read_is_attacked():
    suffixes = {name.partition("_")[0] for name in ATTACKS}
    for name, each in known_formats().items():
        others = {"dat", "dxf", "xls"}
        assert not each.can_read or name in others or suffixes & {suffix[1:] for suffix in each.suffixes}, (
            name
        )


def test_the_tricks_work_where_the_door_stands_open(listener, canary, tmp_path):
    """What the other tests would see: without the door, the same files leak and connect."""
    leaks = ATTACKS["geojson_string_0"](tmp_path, listener.url, canary)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert WORD in json.dumps(pyogrio.raw.read(leaks, read_geometry=False)[3], default=list)
    for name in ("geojson_string_1", "geojson_crs_link", "geojson_crs_in_capitals", "geojsonl_crs"):
        before = listener.connections()
        path = ATTACKS[name](tmp_path, listener.url, canary)
        with warnings.catch_warnings(), suppress(pyogrio.errors.DataSourceError):
            warnings.simplefilter("ignore")
            pyogrio.raw.read(path)
        assert listener.connections() > before, name


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(name for name in ATTACKS if "string" in name))
def test_a_payload_in_a_value_is_a_value(tmp_path, listener, canary, name):
    frame = read_parcels(ATTACKS[name](tmp_path, listener.url, canary))
    assert len(frame) > 0
    assert "OGRVRTDataSource" in frame.to_json() or name.startswith("geojson_string_")
