"""A boundaries folder reads files below itself and in the folders that the caller allows, and no other."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time

import geopandas as gpd
import pytest

import geokit as gk
from geokit.cli._program import run
from geokit.errors import CatalogError, InputError
from geokit.testing import CRS, make_parcels, make_park, square

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows gives links and pipes to few")

NAMED = {
    "boundary": '[boundary]\nfile = "{name}"\nbasis = "planned"\n',
    "zone": '[[zones]]\nid = "a"\nkind = "phase"\nname = {{ zh = "甲", en = "a" }}\n'
    '[zones.boundary]\nfile = "{name}"\nbasis = "planned"\n',
    "reference": '[[references]]\nid = "r"\nname = {{ zh = "甲", en = "a" }}\nfile = "{name}"\nrole = "forbid"\nas_of = "2023"\n',
    "parcels": '[[parcels]]\nfile = "{name}"\n',
    "same_as": '[[parcels]]\nfile = "x.geojson"\nsame_as = ["{name}"]\n',
}


@pytest.fixture
def place(tmp_path):
    """Return a boundaries folder of one park, beside a folder with somebody's file."""
    make_park(tmp_path / "boundaries", outlines={"x.geojson": square(0, 0, 100)})
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(tmp_path / "boundaries" / "park" / "x.geojson", tmp_path / "elsewhere")
    return tmp_path


def add(place, text):
    with (place / "boundaries" / "park" / "park.toml").open("a", encoding="utf-8") as stream:
        stream.write(f"\n{text}")


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize(
    "name", ["../../elsewhere/x.geojson", "absolute", "link.geojson", "linked/x.geojson", "circle"]
)
def test_a_file_elsewhere_is_refused_until_its_folder_is_allowed(place, kind, name):
    park, elsewhere = place / "boundaries" / "park", place / "elsewhere"
    (park / "link.geojson").symlink_to(elsewhere / "x.geojson")
    (park / "linked").symlink_to(elsewhere, target_is_directory=True)
    (park / "circle").symlink_to(park / "circle")
    add(place, NAMED[kind].format(name=elsewhere / "x.geojson" if name == "absolute" else name))
    with pytest.raises(CatalogError, match=r"park/park\.toml, line \d+: .*outside the boundaries folder"):
        gk.load_catalog(place / "boundaries")
    if name != "circle":
        assert gk.load_catalog(place / "boundaries", allow=[elsewhere]).parks


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("name", ["x.geojson", "../park/x.geojson", "../shared/x.geojson", "near.geojson"])
def test_a_file_anywhere_below_the_boundaries_folder_is_read(place, kind, name):
    (place / "boundaries" / "shared").mkdir()
    shutil.copy(place / "elsewhere" / "x.geojson", place / "boundaries" / "shared")
    (place / "boundaries" / "park" / "near.geojson").symlink_to("x.geojson")
    add(place, NAMED[kind].format(name=name))
    assert gk.load_catalog(place / "boundaries").parks


@pytest.mark.parametrize("kind", NAMED)
def test_a_pipe_or_a_folder_is_no_file(place, kind):
    park = place / "boundaries" / "park"
    os.mkfifo(park / "pipe.geojson")
    (park / "folder").mkdir()
    whole = (park / "park.toml").read_text(encoding="utf-8")
    for name in ("pipe.geojson", "folder"):
        (park / "park.toml").write_text(whole, encoding="utf-8")
        add(place, NAMED[kind].format(name=name))
        start = time.monotonic()
        with pytest.raises(CatalogError, match="is no file"):
            gk.load_catalog(place / "boundaries")
        assert time.monotonic() - start < 20


def test_what_belongs_to_a_file_stays_below_the_folder_too(place):
    park, elsewhere = place / "boundaries" / "park", place / "elsewhere"
    make_parcels([square(0, 0, 100)])[["id", "geometry"]].to_file(elsewhere / "x.shp")
    for suffix in (".shp", ".shx", ".prj"):
        shutil.copy(elsewhere / f"x{suffix}", park)
    (park / "x.dbf").symlink_to(elsewhere / "x.dbf")
    add(place, '[[parcels]]\nfile = "x.shp"\n')
    with pytest.raises(CatalogError, match="outside the boundaries folder"):
        gk.load_catalog(place / "boundaries")


@pytest.mark.parametrize("name", ["programme.toml", "park/park.toml"])
def test_the_catalogue_itself_is_no_link_elsewhere_and_no_pipe(place, name):
    file = place / "boundaries" / name
    shutil.move(file, place / "elsewhere" / "own.toml")
    file.symlink_to(place / "elsewhere" / "own.toml")
    with pytest.raises(CatalogError, match="leads out of the boundaries folder"):
        gk.load_catalog(place / "boundaries")
    assert gk.load_catalog(place / "boundaries", allow=[place / "elsewhere"]).parks
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(InputError, match="is a pipe"):
        gk.load_catalog(place / "boundaries")


def test_a_boundaries_folder_that_is_itself_a_link_is_read(place):
    (place / "link").symlink_to(place / "boundaries", target_is_directory=True)
    add(place, NAMED["boundary"].format(name="x.geojson"))
    assert gk.load_catalog(place / "link").parks[0].area


def test_the_command_line_allows_a_folder(place, capsys):
    add(place, NAMED["parcels"].format(name="../../elsewhere/x.geojson"))
    boundaries, allowed = str(place / "boundaries"), str(place / "elsewhere")
    for command in (["parks"], ["audit"], ["ledger", "--park", "park"], ["outline"]):
        assert run([*command, boundaries]) == 2
        assert "--allow" in capsys.readouterr().err
        assert run([*command, boundaries, "--allow", allowed]) in {0, 1}


def test_an_outline_is_not_drawn_over_a_file_elsewhere(place):
    before = (place / "elsewhere" / "x.geojson").read_bytes()
    add(place, NAMED["boundary"].format(name="../../elsewhere/x.geojson") + "[boundary.drawing]\n")
    assert run(["outline", str(place / "boundaries")]) == 2
    assert (place / "elsewhere" / "x.geojson").read_bytes() == before


def test_a_canary_outside_reaches_no_output(place, capfd):
    feature = json.loads((place / "elsewhere" / "x.geojson").read_text(encoding="utf-8"))
    feature["features"][0]["properties"] = {"id": "canary-4711"}
    (place / "elsewhere" / "x.geojson").write_text(json.dumps(feature), encoding="utf-8")
    add(place, NAMED["parcels"].format(name="../../elsewhere/x.geojson"))
    run(["audit", str(place / "boundaries"), "--format", "json"])
    assert "canary" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("text", [
    "a = " + "[" * 5_000 + "]" * 5_000,
    "a = " + "{ b = " * 5_000 + "1" + "}" * 5_000,
    ".".join("a" * 5_000) + " = 1",
    "[" + ".".join("a" * 5_000) + "]",
    "a = " + "[" * 40 + "]" * 40,
])  # fmt: skip
@pytest.mark.parametrize("name", ["programme.toml", "park/park.toml"])
def test_deep_nesting_is_one_sentence(place, name, text):
    (place / "boundaries" / name).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match="nested deeper") as caught:
        gk.load_catalog(place / "boundaries")
    assert len(str(caught.value)) < 200


def test_a_line_of_blanks_in_a_text_takes_no_time(place):
    add(place, '[audit]\nnote = """\n[' + " " * 200_000 + '\n"""\n')
    start = time.monotonic()
    gk.load_catalog(place / "boundaries")
    assert time.monotonic() - start < 20


def test_the_frame_of_a_boundary_has_its_system(place):
    add(place, NAMED["boundary"].format(name="x.geojson"))
    park = gk.load_catalog(place / "boundaries").parks[0]
    assert gpd.GeoSeries([park.boundary], crs=park.crs).crs == CRS


def test_a_park_whose_file_is_a_link_to_nothing_is_not_passed_over(place):
    toml = place / "boundaries" / "park" / "park.toml"
    toml.unlink()
    toml.symlink_to("none.toml")
    with pytest.raises(CatalogError, match=r"park/park\.toml: is a link to nothing"):
        gk.load_catalog(place / "boundaries")


@pytest.mark.parametrize("key", ["boundary", "zone", "reference"])
def test_a_file_of_a_park_that_is_a_link_to_nothing_is_called_so(place, key):
    (place / "boundaries" / "park" / "gone.geojson").symlink_to("nowhere.geojson")
    add(place, NAMED[key].format(name="gone.geojson"))
    with pytest.raises(CatalogError, match=r"“gone\.geojson” is a link to a file that is not there"):
        gk.load_catalog(place / "boundaries")


def test_a_folder_of_boundaries_that_is_a_link_to_nothing_is_called_so(tmp_path):
    (tmp_path / "boundaries").symlink_to("moved")
    with pytest.raises(CatalogError, match="a link to nothing: it points to “moved”"):
        gk.load_catalog(tmp_path / "boundaries")
