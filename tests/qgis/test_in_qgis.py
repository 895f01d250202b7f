"""The Processing script in QGIS itself: ``make qgis``."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import geokit as gk
from geokit.cli._program import run

SESSION = Path(__file__).with_name("session.py")
PYTHON = os.environ.get("GEOKIT_QGIS_PYTHON", "/usr/bin/python3")
# Debian's wrapper gives options to qgis_process that only qgis knows.
PROCESS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with parcels as layers, the script, and a home for QGIS."""
    folder = tmp_path_factory.mktemp("工程")
    for name, file in (("一期", "phase-1.txt"), ("二期", "phase-2.txt")):
        table = gk.read_parcels(gk.example_folder() / "example-park" / file)
        gk.write_parcels(table, folder / f"{name}.gpkg")
    scripts = folder / "home" / ".local" / "share" / "QGIS" / "QGIS3" / "profiles" / "default"
    assert run(["qgis", "--output", str(scripts / "processing" / "scripts")]) == 0
    return folder


def environment(folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_"))}
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    of_qgis = {"HOME": str(folder / "home"), "XDG_RUNTIME_DIR": str(runtime), "QT_QPA_PLATFORM": "offscreen"}
    return kept | of_qgis | {"LANG": "C.UTF-8"}


def in_folder(folder, *command):
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env=environment(folder),
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def session(folder):
    script = next(folder.rglob("geokit_audit.py"))
    said = in_folder(folder, PYTHON, SESSION, script, sys.executable, folder, gk.example_folder())
    return json.loads(said.splitlines()[-1])


def findings_of(path, table="findings"):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(f"SELECT rule, subjects, file FROM {table}").fetchall()  # noqa: S608


def test_the_toolbox_has_it_and_runs_it(folder):
    in_folder(folder, PROCESS, "plugins", "enable", "processing")
    assert "script:geokit_audit" in in_folder(folder, PROCESS, "list")
    layers = [f"--LAYERS={folder / name}.gpkg" for name in ("一期", "二期")]
    said = in_folder(
        folder, PROCESS, "run", "script:geokit_audit", *layers, f"--OUTPUT={folder / '结果.gpkg'}"
    )
    assert "FINDINGS" in said
    found = findings_of(folder / "结果.gpkg")
    assert {"overlap", "area_mismatch"} <= {rule for rule, _, _ in found}
    assert {file for _, _, file in found if file} <= {"一期.gpkg", "二期.gpkg"}


def test_findings_come_as_a_group_of_styled_layers_beside_the_reports(session, folder):
    assert session["whole"]["is_done"], session["whole"]["log"]
    assert session["whole"]["progress"] > 40
    assert "[0/" not in session["whole"]["log"]
    assert session["group"] == ["问题位置", "问题范围", "地块"]
    assert session["renderers"] == ["categorizedSymbol"] * 3
    assert session["labels"] == ["id", 1.0, 10000.0]
    assert session["colours"] > 20
    assert (
        session["whole"]["results"]["FINDINGS"] == len(findings_of(session["whole"]["results"]["OUTPUT"])) > 3
    )
    assert (folder / "网页.html").stat().st_size > 10_000
    assert (folder / "表.xlsx").read_bytes().startswith(b"PK")
    assert session["remembered"] == sys.executable


def test_layers_are_audited_as_a_parks_and_against_a_ledger(session):
    assert session["park"]["is_done"], session["park"]["log"]
    rules = {rule for rule, _, _ in findings_of(session["park"]["results"]["OUTPUT"])}
    assert {"overlap", "uncovered", "ledger_mismatch"} <= rules


def test_edits_that_are_not_saved_and_two_layers_of_one_name_are_audited(session):
    found = findings_of(session["edited"]["results"]["OUTPUT"])
    assert ("overlap", "P0, P90", "一期.gpkg") in found
    assert {file for _, _, file in found if file} <= {"一期.gpkg", "一期 (2).gpkg"}


def test_what_is_selected_alone_is_audited(session):
    assert session["selected"]["is_done"]
    rows = findings_of(session["selected"]["results"]["OUTPUT"])
    assert not [row for row in rows if row[0] == "overlap"]


def test_fields_are_what_the_form_says(session):
    with closing(sqlite3.connect(session["columns"]["results"]["OUTPUT"])) as database:
        rows = database.execute("SELECT id, name, phase FROM parcels ORDER BY id").fetchall()
    assert rows == [("P0", "7", "x"), ("P90", "7", "x")]


def test_what_cannot_be_done_is_said(session):
    assert "no coordinate system" in session["no system"]
    assert "missing" in session["no program"]
    assert "geokit: " in session["wrong column"]


def test_a_run_is_cancelled_at_once_and_leaves_nothing(session, folder):
    assert session["seconds to cancel"] < 10
    assert not (folder / "cancelled.gpkg").exists()
