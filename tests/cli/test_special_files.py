"""A pipe, a socket, a device or a folder in the place of a file: one sentence, and no waiting."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys

import pytest

from geokit.parcels.write import write_parcels
from geokit.testing import make_parcels, make_park, square

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files in folders"),
    pytest.mark.slow,
]

COMMANDS = [
    ["inspect", "{0}"],
    ["convert", "{0}", "out.gpkg"],
    ["convert", "x.gpkg", "out.gpkg", "--to-crs", "EPSG:4527", "--parameters", "{0}"],
    ["diff", "{0}", "x.gpkg"],
    ["diff", "x.gpkg", "{0}"],
    ["reconcile", "{0}", "--control", "1ha"],
    ["audit", "boundaries", "--park", "park", "--parcels", "{0}"],
    ["audit", "boundaries", "--baseline", "{0}"],
    ["audit", "{0}"],
    ["parks", "{0}"],
    ["fix", "boundaries", "--park", "park", "--parcels", "{0}"],
    ["ledger", "boundaries", "--park", "park", "--parcels", "x.gpkg", "--ledger", "{0}"],
    ["map", "park", "park", "boundaries", "--parcels", "{0}", "-o", "map.html"],
    ["outline", "{0}"],
    ["init", "{0}"],
]
OUTPUTS = [
    ["convert", "x.gpkg", "{0}"],
    ["audit", "boundaries", "-o", "{0}"],
    ["ledger", "boundaries", "--park", "park", "--parcels", "x.gpkg", "-o", "{0}"],
    ["map", "links", "-o", "{0}"],
    ["audit", "boundaries", "--write-baseline", "{0}"],
]
RUN = (
    "import sys, json, io, contextlib, time\n"
    "from geokit.cli._program import run\n"
    "for line in sys.stdin:\n"
    "    said, start = io.StringIO(), time.monotonic()\n"
    "    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):\n"
    "        status = run(json.loads(line))\n"
    "    print(json.dumps([line, status, said.getvalue(), time.monotonic() - start]), flush=True)\n"
)


def results(commands, folder):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN],
        input="".join(f"{json.dumps(command)}\n" for command in commands),
        check=False, capture_output=True, text=True, timeout=120, cwd=folder, env={**os.environ, "GEOKIT_LANG": "en"},
    )  # fmt: skip
    made = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(made) == len(commands), done.stderr
    return made


@pytest.fixture
def folder(tmp_path):
    make_park(tmp_path / "boundaries")
    write_parcels(make_parcels([square(0, 0, 100), square(100, 0, 100)]), tmp_path / "x.gpkg")
    write_parcels(make_parcels([square(0, 0, 100)]), tmp_path / "x.shp")
    return tmp_path


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "endless", "folder"])
def test_no_command_waits_for_what_is_no_file(folder, kind, monkeypatch):
    monkeypatch.chdir(folder)
    suffixes = ("", ".gpkg", ".geojson", ".shp", ".toml", ".json", ".gdb")
    names = [f"special{suffix}" for suffix in suffixes]
    for name in names:
        match kind:
            case "pipe":
                os.mkfifo(name)
            case "socket":
                with socket.socket(socket.AF_UNIX) as server:
                    server.bind(name)
            case "folder":
                (folder / name).mkdir()
            case _:
                (folder / name).symlink_to("/dev/null" if kind == "device" else "/dev/zero")
    commands = [[part.format(name) for part in command] for command in COMMANDS for name in names]
    for line, status, said, seconds in results(commands, folder):
        if kind == "folder" and json.loads(line)[0] == "init":
            continue
        assert status == 2, (line, said)
        assert said.count("\n") in {1, 3}, (line, said)  # a wrong command line is said with its usage
        assert seconds < 20, line


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_no_output_takes_the_place_of_what_is_no_file(folder, kind, monkeypatch):
    monkeypatch.chdir(folder)
    names = [f"special{suffix}" for suffix in (".gpkg", ".json", ".html", ".csv", ".toml", ".shp")]
    for name in names:
        match kind:
            case "pipe":
                os.mkfifo(name)
            case "folder":
                (folder / name).mkdir()
            case _:
                (folder / name).symlink_to("/dev/null")
    before = {name: os.lstat(name).st_mode for name in names}
    commands = [[part.format(name) for part in command] for command in OUTPUTS for name in names]
    for line, status, said, _ in results(commands, folder):
        if json.loads(line)[0] == "map" and not json.loads(line)[-1].endswith(".html"):
            continue
        assert status == 2, (line, said)
    assert {name: os.lstat(name).st_mode for name in names} == before


@pytest.mark.parametrize("suffix", [".dbf", ".shx", ".cpg", ".prj"])
def test_a_pipe_beside_a_shapefile_is_said(folder, suffix):
    (folder / f"x{suffix}").unlink()
    os.mkfifo(folder / f"x{suffix}")
    ((_, status, said, _),) = results([["inspect", "x.shp"]], folder)
    assert (status, said) == (
        2,
        f"geokit: x{suffix}: is a pipe, a socket or a device and no file; save what it says to a file first\n",
    )


def test_a_pipe_in_a_geodatabase_is_said(folder):
    (folder / "x.gdb").mkdir()
    shutil.copy(folder / "x.gpkg", folder / "x.gdb" / "gdb")
    os.mkfifo(folder / "x.gdb" / "a00000001.gdbtable")
    ((_, status, said, _),) = results([["inspect", "x.gdb"]], folder)
    assert status == 2
    assert "a00000001.gdbtable" in said
