"""``make pythons`` installs each set for users first, then for the tests, and tells what failed, ran or was held back."""

from __future__ import annotations

import importlib
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
RESULTS = '<testsuites><testsuite errors="1" failures="2" skipped="3" tests="10" time="61.4"/></testsuites>'


@pytest.fixture
def script(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    module = importlib.import_module("pythons")
    monkeypatch.setattr(module, "KEPT", tmp_path)
    monkeypatch.setattr(module, "version_of", lambda python: None if python == "python3.9" else "3.13")
    monkeypatch.setattr(module, "_python_of", lambda folder: f"{folder.name}/python")
    monkeypatch.setattr(module, "_uv", lambda: ["uv"])
    return module


@pytest.fixture
def steps(script, monkeypatch, tmp_path):
    """What is run; a step that has a word of `failing` in it fails."""
    ran, failing = [], set()
    listed = iter(["numpy==2.5.5\npyproj==3.8.0\n", "-e file\nnumpy==2.4.6\npyproj==3.8.0\npytest==9\n"] * 3)

    def run(command, *, folder=ROOT, capture=False):
        ran.append((" ".join(command), folder))
        if "pytest" in command:
            (tmp_path / "3.13-newest.xml").write_text(RESULTS, encoding="utf-8")
        if failing & set(command):
            raise script.FailedError
        return next(listed) if capture else ""

    monkeypatch.setattr(script, "_run", run)
    return ran, failing


def test_the_classifiers_name_the_pythons_from_the_lowest_on(script):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [each.removeprefix("python") for each in script.named_in_classifiers()]
    allowed = SpecifierSet(project["requires-python"])
    assert named[0] == "3.11"
    assert [each in allowed for each in ("3.10", *named)] == [False, *[True] * len(named)]


def test_users_come_before_tests_and_what_tests_hold_back_is_told(script, steps, capsys, tmp_path):
    assert script.main(["python3.13", "--sets", "newest", "--workers", "2", "--pytest", "-x"]) == 0
    ran, _ = steps
    alone, audit, tested, pytest_run = (
        each for each in ran if "freeze" not in each[0] and "venv" not in each[0]
    )
    assert alone[0].endswith("--resolution highest .")
    assert audit[0].startswith("3.13-newest/python -W error -m geokit audit")
    assert audit[1] == tmp_path
    assert tested[0].endswith("--resolution highest --editable .[test]")
    assert "-n 2" in pytest_run[0]
    assert pytest_run[0].endswith("-x")
    said = capsys.readouterr().out
    assert "passed; 4 passed, 3 failed, 3 skipped in 61 s; tested with numpy 2.4.6, not 2.5.5" in said
    assert "pyproj" not in said
    assert "numpy==2.4.6" in (tmp_path / "3.13-newest.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("failing", "told"), [("pytest", "FAILED; 4 passed"), ("geokit", "FAILED\n"), ("uv", "FAILED\n")]
)
def test_a_step_that_fails_fails_the_set(script, steps, capsys, tmp_path, failing, told):
    (tmp_path / "3.13-newest.xml").write_text(RESULTS, encoding="utf-8")
    steps[1].add(failing)
    assert script.main(["python3.13", "--sets", "newest"]) == 1
    assert f"python3.13 newest: {told}" in capsys.readouterr().out


def test_a_python_that_was_asked_for_must_be_there(script, steps, capsys):
    assert script.main(["python3.9", "python3.13", "--sets", "locked"]) == 1
    assert capsys.readouterr().out.startswith("python3.9: not found\npython3.13 locked: passed")
    assert any("--constraint constraints.txt" in command for command, _ in steps[0])


def test_nothing_of_the_caller_is_lent(script, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    lent = "import os; raise SystemExit('PYTHONPATH' in os.environ)"
    assert script._run([sys.executable, "-c", lent]) == ""
