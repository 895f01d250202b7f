"""What ``geokit qgis`` writes; ``make qgis`` runs it in QGIS itself."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from geokit.cli import qgis
from geokit.cli._program import run


@pytest.fixture
def script(tmp_path):
    assert run(["qgis", "--output", str(tmp_path / "脚本")]) == 0
    return (tmp_path / "脚本" / "geokit_audit.py").read_text(encoding="utf-8")


def test_the_script_starts_the_python_that_wrote_it_and_runs_in_the_oldest_qgis(script):
    tree = ast.parse(script, feature_version=(3, 9))
    values = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    assert values["PROGRAM"] == sys.executable


def test_the_script_needs_qgis_and_the_standard_library_only(script):
    imported = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = [node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imported]
    roots = {name.partition(".")[0] for name in modules}
    assert "qgis" in roots
    assert roots - {"qgis"} <= sys.stdlib_module_names


def test_the_script_says_everything_in_both_languages(script):
    said = [
        node.args
        for node in ast.walk(ast.parse(script))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "words"
    ]
    assert len(said) > 15
    for zh, en in said:
        chinese, english = ast.unparse(zh), ast.unparse(en)
        assert re.search("[\u4e00-\u9fff]", chinese) or (chinese, english) == ("'zh'", "'en'")
        assert not re.search("[\u4e00-\u9fff]", english)


def test_it_goes_into_every_profile(tmp_path, monkeypatch, capsys):
    for profile in ("QGIS3/profiles/default", "QGIS3/profiles/测绘", "QGIS4/profiles/default"):
        (tmp_path / "QGIS" / profile).mkdir(parents=True)
    monkeypatch.setattr(qgis, "profile_root", lambda *_: tmp_path / "QGIS")
    assert run(["qgis"]) == 0
    written = sorted(tmp_path.rglob("processing/scripts/geokit_audit.py"))
    assert len(written) == 3
    said = capsys.readouterr().out
    assert "start QGIS anew" in said
    assert all(str(path) in said for path in written)


def test_of_another_folder_it_is_said_how_the_script_comes_in(tmp_path, capsys):
    assert run(["qgis", "-o", str(tmp_path)]) == 0
    assert "Add Script to Toolbox" in capsys.readouterr().out


def test_where_qgis_never_ran_the_folder_is_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(qgis, "profile_root", lambda *_: tmp_path)
    assert run(["qgis"]) == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize(("platform", "environment", "place"), [
    ("win32", {"APPDATA": "C/Users/li/AppData/Roaming"}, "C/Users/li/AppData/Roaming/QGIS"),
    ("linux", {"XDG_DATA_HOME": "/data"}, "/data/QGIS"),
    ("linux", {}, Path.home() / ".local/share/QGIS"),
    ("darwin", {}, Path.home() / "Library/Application Support/QGIS"),
])  # fmt: skip
def test_profiles_are_looked_for_where_each_system_keeps_them(platform, environment, place):
    assert qgis.profile_root(platform, environment) == Path(place)
