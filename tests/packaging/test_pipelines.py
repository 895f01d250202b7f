"""What pipelines are told to run is run here: the hook, the action, and the READMEs' lines for each service."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from geokit.cli._program import run

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository whose boundaries hold faults; ``geokit`` is found as an installed script."""
    shutil.copytree(ROOT / "examples", tmp_path / "boundaries")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    return tmp_path


def blocks(name, language):
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


def commands(text):
    return [line.split() for line in re.findall(r"geokit (audit [^'>\n]*)", text)]


@pytest.mark.slow
def test_the_hook_audits_the_repository_that_uses_it(repository):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    command = [*hook["entry"].split(), *hook["args"]]
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    assert "P1-01" in done.stdout
    assert re.match(hook["files"], "boundaries/example-park/phase-1.txt")
    shutil.rmtree(repository / "boundaries")
    assert run(["init", "boundaries"]) == 0
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="the action's steps are written for bash")
@pytest.mark.parametrize(("baseline", "status"), [("", 1), ("boundaries/已接受.toml", 0)])
def test_the_action_annotates_and_writes_sarif(repository, baseline, status):
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = action["runs"]["steps"][-1]
    inputs = {name: value["default"] for name, value in action["inputs"].items()} | {"baseline": baseline}
    asked = {
        name: inputs[re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)[1]]
        for name, value in step["env"].items()
    }
    if baseline:
        assert run(["audit", "boundaries", "--write-baseline", baseline]) == 0
    # As GitHub calls it.
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(
        command, check=False, capture_output=True, env=os.environ | asked, text=True, encoding="utf-8"
    )
    assert done.returncode == status, done.stderr
    assert ("::error file=" in done.stdout) == bool(status)
    assert (repository / "geokit.sarif").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", READMES)
def test_every_service_gets_the_files_that_it_collects(repository, name, capfd):
    gitlab, *_ = [text for text in blocks(name, "yaml") if "artifacts" in text]
    (jenkins,) = blocks(name, "groovy")
    windows, schedule = blocks(name, "bat")
    for text in (gitlab, jenkins, windows):
        (arguments,) = commands(text)
        assert run(arguments) == 1
    collected = [
        *yaml.safe_load(gitlab)["land"]["artifacts"]["reports"].values(),
        *re.findall(r"(?:junit|archiveArtifacts) '([^']+)'", jenkins),
        *re.findall(r"-o (\S+)", windows),
    ]
    assert [file for file in collected if not (repository / file).exists()] == []
    assert len(collected) == len(re.findall(r"-o ", gitlab + jenkins + windows))
    # Unquoted within its quotes, the path of a folder with blanks would be cut at the first of them.
    assert r'/TR "\"%CD%\audit.bat\""' in schedule
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("name", READMES)
def test_the_batch_file_speaks_utf_8_from_its_first_sentence(name):
    windows, _ = blocks(name, "bat")
    lines = windows.splitlines()
    # A console reads a batch file in the code page of the machine: what stands before chcp must be plain.
    assert all(line.isascii() for line in lines[: lines.index("chcp 65001 >nul")])
    # The exit status is the last word, so that the task scheduler shows it.
    assert lines[-1] == "exit /b %ERRORLEVEL%"


@pytest.mark.parametrize("name", READMES)
def test_the_hook_of_the_readme_exists(name):
    (text,) = [block for block in blocks(name, "yaml") if "repos:" in block]
    (hook,) = yaml.safe_load(text)["repos"][0]["hooks"]
    (known,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == known["id"]
    assert "--baseline" in hook["args"]
